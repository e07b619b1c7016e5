"""A background check that finds something, and an offer on its way to a first day, in a browser."""

import pytest

from core import clock
from people.permissions import Role
from recruiting import check_decisions, offers
from recruiting.queries import checks as check_queries
from recruiting.queries import offers as queries
from tests import factories as make
from tests.recruiting import checking, walking
from tests.recruiting.checking import after_the_wait, item

SIZES = ((1280, "light"), (390, "dark"))


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


def look(page, axe, *paths):
    """Each page as a desk and as a phone shows it: accessible, and nothing wider than the screen."""
    for path in paths:
        for width, theme in SIZES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            page.goto(path)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_finding_is_told_disputed_and_decided(page, sign_in, axe, recruiter):
    visit = make.an_application(person=make.a_person("宋嘉树"), stage="background check")
    checking.agree(visit)
    sign_in(recruiter)
    page.goto(f"/applications/{visit.application_id}")
    page.get_by_role("link", name="Background check", exact=True).click()
    page.get_by_role("button", name="Order the check", exact=True).click()
    page.get_by_role("link", name="Reference…").click()
    page.get_by_label("Who was asked").fill("Helena Sand")
    page.get_by_label("did not say").check()
    axe(page)
    page.get_by_role("button", name="Record").click()
    for english in ("Work history", "References", "Identity document seen"):
        page.get_by_role("link", name=f"Record… {english}").click()
        page.get_by_label("clear", exact=True).check()
        page.get_by_role("button", name="Record").click()
    page.get_by_role("link", name="Record… Education").click()
    page.get_by_label("to be considered").check()
    page.get_by_label("What was found").fill(checking.SECRET)
    axe(page)
    page.get_by_role("button", name="Record").click()

    page.get_by_role("link", name="Tell the candidate…").click()
    page.get_by_label("What was found, as the candidate reads it").fill(checking.GROUNDS)
    axe(page)
    page.get_by_role("button", name="Send the notice").click()
    page.get_by_text("The letter is written, but not sent").wait_for()
    page.get_by_role("link", name="Decide…").click()
    page.get_by_label("Not clear, finally").check()
    page.get_by_label("Why, for who sees checks").fill(checking.WHY)
    page.get_by_role("button", name="Decide", exact=True).click()
    page.locator("[data-refusal]").wait_for()
    assert "has time to answer until the end of" in page.locator("[data-refusal]").inner_text()
    assert page.get_by_label("Why, for who sees checks").input_value() == checking.WHY
    axe(page)

    page.goto(f"/applications/{visit.application_id}/check")
    assert checking.SECRET not in page.content()
    page.get_by_role("button", name="Show what was found…").click()
    page.get_by_text(checking.SECRET).wait_for()
    axe(page)


def test_the_pages_of_checks_fit_a_desk_and_a_phone(page, sign_in, axe, recruiter):
    check = checking.noticed(actor=recruiter)
    school = item(check, "Education")
    check_decisions.dispute(check, school, "It is 2021-181, mistyped.", actor=recruiter)
    base = f"/applications/{check.application_id}"
    sign_in(recruiter)
    erasure = f"{base}/checks/{check.id}/findings/{check_queries.findings(check.id)[0].id}/erasure"
    look(
        page,
        axe,
        f"{base}/check",
        "/checks",
        "/check-packages",
        f"{base}/checks/{check.id}/decision",
        erasure,
    )
    check_decisions.clear(checking.found(check), actor=recruiter)
    with clock.at(clock.day_start(check.good_until)):
        sign_in(recruiter)
    look(page, axe, f"{base}/check", base)


def test_an_offer_is_approved_by_another_and_the_first_day_prepared(page, sign_in, axe, recruiter):
    visit = walking.drafted(recruiter, in_days=2)
    path = f"/applications/{visit.application_id}/offer"
    sign_in(recruiter)
    look(page, axe, path)
    assert page.get_by_role("button", name="Send the offer").count() == 0
    sign_in(make.an_account(Role.MANAGER, name="Priya Raman"))
    page.goto(path)
    axe(page)
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_text("Approved by Priya Raman").wait_for()
    sign_in(recruiter)
    page.goto(path)
    page.get_by_role("button", name="Send the offer").click()
    page.get_by_role("button", name="Candidate accepted").wait_for()
    axe(page)
    page.goto(page.get_by_role("link", name="中文", exact=True).get_attribute("href"))
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="保存为 PDF").click()
    assert download.value.suggested_filename.endswith("-zh_Hans.pdf")
    page.goto(path)
    page.get_by_role("button", name="Candidate accepted").click()
    page.goto("/")
    page.locator("#due").wait_for()
    look(
        page,
        axe,
        "/",
        "/preboarding",
        "/preboarding/steps",
        f"/applications/{visit.application_id}/preboarding",
    )
    page.get_by_role("button", name="Done: Name the account for the pay").click()
    page.get_by_text("1 of 7 done").wait_for()
    page.get_by_role("button", name="Undo: Name the account for the pay").click()
    page.get_by_text("0 of 7 done").wait_for()


def test_a_decided_check_and_an_earlier_employment_can_be_read_in_chinese(page, sign_in, axe, recruiter):
    recruiter.language = "zh_Hans"
    check = checking.noticed(actor=recruiter)
    with after_the_wait(check):
        check_decisions.refuse(check, checking.WHY, actor=recruiter)
    visit = walking.sent(recruiter)
    walking.draft(visit, recruiter)
    offers.approve(visit, queries.draft_of(visit.application_id), actor=make.an_account(Role.MANAGER))
    sign_in(recruiter)
    look(
        page,
        axe,
        f"/applications/{check.application_id}/check",
        f"/applications/{visit.application_id}/offer",
    )
    assert page.locator("h1").inner_text().endswith("的录用通知")
