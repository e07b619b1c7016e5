"""People are asked for, somebody else decides, and seats begin: in a browser, in both languages."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from core.i18n import _, speaking
from people.permissions import Role
from recruiting import requisitions
from recruiting.states import RequisitionCause, Shift
from tests import factories as make
from tests.browser.looking import in_every_shape

BOTH = pytest.mark.parametrize("language", ["en", "zh_Hans"])
WHY = "春季大促期间晚班人手不足。"


@pytest.fixture
def like(app):
    """An opening whose profile, team and site can be chosen."""
    return make.an_opening()


def somebody(*roles, name, language):
    return make.an_account(*roles, name=name, language=language)


def pressing(page, language):
    """`press("Approve")`: the button or link that says so in the reader's language."""

    def press(words, kind="button"):
        with speaking(language):
            said = _(words)
        page.get_by_role(kind, name=said, exact=True).click()

    return press


def asked(heads, by, like):
    need = requisitions.Need(
        role_profile_id=like.role_profile_id, team_id=like.team_id, site_id=like.site_id,
        shift=Shift.EVENING, market_language="en", head_count=heads,
        needed_by=clock.today() + timedelta(days=60), cause=RequisitionCause.PEAK, explanation=WHY,
    )  # fmt: skip
    return requisitions.raise_requisition(need, actor=by)


def seen(requisition):
    """What the database has now."""
    db.session.rollback()
    db.session.refresh(requisition)
    found = requisition.status.value, requisition.decided_by_id
    db.session.rollback()  # the server must be able to write again
    return found


@BOTH
def test_people_are_asked_for_approved_by_somebody_else_and_seats_begin(page, sign_in, axe, like, language):
    author = somebody(Role.RECRUITER, Role.MANAGER, name="沈悦", language=language)
    manager = somebody(Role.RECRUITER, Role.MANAGER, name="Rosa Lindqvist", language=language)
    press = pressing(page, language)
    sign_in(author)
    page.goto("/requisitions/new")
    page.locator("[name=profile]").select_option(str(like.role_profile_id))
    page.locator("[name=team]").select_option(str(like.team_id))
    page.locator("[name=site]").select_option(str(like.site_id))
    page.locator("[name=head_count]").fill("5")
    page.locator("[name=needed_by]").fill((clock.today() + timedelta(days=60)).isoformat())
    press("Ask for them")
    expect(page.locator("h1 ~ .notice-bad, .notice-bad").first).to_be_visible()
    expect(page.locator("[name=head_count]")).to_have_value("5")
    in_every_shape(page, axe)
    page.locator("[name=explanation]").fill(WHY)
    press("Ask for them")
    page.wait_for_url(re.compile(r"/requisitions/\d+$"))
    with speaking(language):
        own, said = _("You raised it, so somebody else decides."), _("Approve")
    expect(page.get_by_text(own)).to_be_visible()
    expect(page.get_by_role("button", name=said, exact=True)).to_have_count(0)
    in_every_shape(page, axe)

    here = page.url
    sign_in(manager)
    page.goto(here)
    press("Approve")
    page.locator(".notice-good").wait_for()
    in_every_shape(page, axe)
    page.locator("[name=seats]").fill("3")
    press("Begin an opening")
    page.locator(".notice-good").wait_for()
    with speaking(language):
        told = _("%(hired)s hired of %(asked)s asked for, %(open)s to go; %(left)s heads without a seat yet.",
                 hired=0, asked=5, open=5, left=2)  # fmt: skip
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.locator(".lines").first).to_contain_text("OP-")
    expect(page.locator("[name=seats]")).to_have_value("2")
    in_every_shape(page, axe)


@BOTH
def test_a_refusal_needs_a_reason_that_the_author_then_reads(page, sign_in, axe, like, language):
    author = somebody(Role.RECRUITER, name="沈悦", language=language)
    requisition, press = asked(4, author, like), pressing(page, language)
    manager = somebody(Role.MANAGER, name="Rosa Lindqvist", language=language)
    sign_in(manager)
    page.goto(f"/requisitions/{requisition.id}")
    page.locator("[name=reason]").fill("no")
    press("Refuse")
    expect(page.locator(".notice-bad, [aria-invalid=true]").first).to_be_visible()
    expect(page.locator("[name=reason]")).to_have_value("no")
    in_every_shape(page, axe)
    assert seen(requisition) == ("pending", None)
    page.locator("[name=reason]").fill("本季度预算已用完，请下季度再提。")
    press("Refuse")
    page.locator(".notice-good").wait_for()
    assert seen(requisition) == ("refused", manager.id)

    sign_in(author)
    page.goto(f"/requisitions/{requisition.id}")
    expect(page.locator(".record")).to_contain_text("本季度预算已用完")
    expect(page.locator("[name=seats]")).to_have_count(0)
    in_every_shape(page, axe)


@BOTH
def test_whoever_raised_it_cannot_decide_it_by_a_page_of_somebody_else(page, sign_in, like, language):
    """Two sit at one desk: the page that was open for the one is sent by the other."""
    author = somebody(Role.RECRUITER, Role.MANAGER, name="沈悦", language=language)
    requisition, press = asked(4, author, like), pressing(page, language)
    sign_in(somebody(Role.MANAGER, name="Rosa Lindqvist", language=language))
    page.goto(f"/requisitions/{requisition.id}")
    sign_in(author)
    other = page.context.new_page()
    other.goto(f"/requisitions/{requisition.id}")
    own = other.locator("[name=csrf_token]").first.input_value()
    fields = page.locator("[name=csrf_token]")
    fields.evaluate_all("(fields, own) => fields.forEach((field) => { field.value = own })", own)
    press("Approve")
    with speaking(language):
        refused = _("Not decided. Somebody else has to decide what you raised.")
    expect(page.get_by_text(refused).first).to_be_visible()
    assert seen(requisition) == ("pending", None)
