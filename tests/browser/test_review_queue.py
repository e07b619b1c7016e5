"""The review queue decided by the keyboard alone: next, advance, undo, reject with a reason, hold, open."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import blind_review
from recruiting.queries import standing
from recruiting.states import Status
from tests import factories as make
from tests.recruiting.screening import screened, set_of

pytestmark = pytest.mark.browser
NAMES = ("Amara Okafor", "Daniel Reyes", "Elif Demir", "Ines Carvalho")


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def waiting(recruiter):
    """Four in screening, the first there longest; the second cannot work the shifts."""
    opening = make.an_opening()
    for language in ("en", "zh_Hans"):
        make.a_letter("rejected", "Your application", "Dear {{ name }}, not this time.", language)
    visits = []
    for number, name in enumerate(NAMES):
        with clock.at(clock.now() - timedelta(days=6 - number)):
            visits.append(make.an_application(opening, make.a_person(name)))
    screened(visits[0], actor=recruiter)
    screened(visits[1], actor=recruiter, shifts="no")
    return visits


@pytest.fixture
def queue(page, sign_in, recruiter, waiting):
    sign_in(recruiter)
    page.goto("/review-queue")
    return page


def stands(page, name, number, of):
    expect(page.locator("#case")).to_have_text(name)
    expect(page.locator("[data-place]")).to_have_text(f"{number} of {of}")
    page.wait_for_load_state("load")


def application(visit):
    """As it is now: status, stage and reason; the lock that reading takes is given up at once."""
    stands = standing.latest_visit(visit.application_id)
    reason = stands.application.disposition_reason
    found = SimpleNamespace(
        status=stands.application.status, stage=stands.stage.key, reason=reason.key if reason else None
    )
    db.session.rollback()
    return found


def test_a_whole_round_by_the_keyboard_alone(queue, waiting):
    press = queue.keyboard.press
    stands(queue, "Amara Okafor", 1, 4)
    press("j")
    stands(queue, "Daniel Reyes", 2, 4)
    press("k")
    stands(queue, "Amara Okafor", 1, 4)

    press("a")
    stands(queue, "Daniel Reyes", 1, 3)
    expect(queue.locator(".toast-undo")).to_contain_text("Amara Okafor moved to Online test")
    press("z")
    stands(queue, "Amara Okafor", 1, 4)
    assert application(waiting[0]).stage == "screening"
    press("a")
    stands(queue, "Daniel Reyes", 1, 3)

    expect(queue.locator(".notice-warn")).to_contain_text("Cannot work the shifts")
    assert application(waiting[1]).status is Status.ACTIVE  # the knock-out proposed, nobody decided yet
    press("r")
    chosen = queue.locator("#reject-dialog input:focus")
    expect(chosen).to_be_checked()
    press("ArrowDown")
    press("ArrowUp")
    press("Enter")
    stands(queue, "Elif Demir", 1, 2)
    assert application(waiting[1]).reason == "shifts"

    press("h")
    expect(queue.locator("#hold-reason")).to_be_focused()
    queue.keyboard.type("Waits until the j and k of the next cohort.")
    press("Enter")
    stands(queue, "Ines Carvalho", 1, 1)
    assert application(waiting[2]).status is Status.ON_HOLD

    press("Enter")
    expect(queue.locator("h1")).to_have_text("Ines Carvalho")
    queue.goto("/review-queue")
    stands(queue, "Ines Carvalho", 1, 1)
    press("a")
    expect(queue.locator("main")).to_contain_text("Nobody waits for a decision in screening.")


def test_a_dialog_that_is_left_by_escape_decides_nothing(queue, waiting):
    queue.wait_for_load_state("load")
    queue.keyboard.press("r")
    expect(queue.locator("#reject-dialog")).to_be_visible()
    queue.keyboard.press("a")  # keys rest while a dialog is open
    queue.keyboard.press("Escape")
    expect(queue.locator("#reject-dialog")).to_be_hidden()
    stands(queue, "Amara Okafor", 1, 4)
    assert {application(one).status for one in waiting} == {Status.ACTIVE}


def test_a_hold_without_a_reason_is_refused_on_a_page_that_keeps_it(queue, waiting):
    queue.wait_for_load_state("load")
    queue.keyboard.press("h")
    queue.keyboard.type("no")
    queue.keyboard.press("Enter")
    expect(queue.locator("[data-refusal]")).to_contain_text("needs a reason of at least one sentence")
    expect(queue.locator("#reason")).to_have_value("no")
    assert application(waiting[0]).status is Status.ACTIVE


def test_blind_review_hides_the_name_until_somebody_looks_behind(queue, waiting, recruiter):
    blind_review.turn(waiting[0].application.opening, True, actor=recruiter)
    db.session.commit()
    queue.reload()
    number = waiting[0].application_id
    expect(queue.locator("#case")).to_have_text(f"Candidate {number}")
    assert "Amara" not in queue.content()
    queue.get_by_role("link", name="Look behind…").click()
    queue.get_by_label("Reason, for the record").fill("The certificate bears another name.")
    queue.get_by_role("button", name="Show me who this is").click()
    expect(queue.locator("h1")).to_have_text("Amara Okafor")
    expect(queue.locator(".record")).to_contain_text("looked behind the blind review")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_screening(page, sign_in, axe, waiting, theme):
    sign_in(make.an_account(Role.RECRUITER, theme=theme))
    opening = waiting[0].application.opening
    found = set_of(opening).id
    for address in (
        "/review-queue", "/review-queue?opening_id=999999", "/screening-sets", f"/screening-sets/{found}",
        f"/screening-sets/{found}/edit", f"/applications/{waiting[1].application_id}/screening",
        f"/applications/{waiting[1].application_id}", f"/openings/{opening.id}/settings",
    ):  # fmt: skip
        page.goto(address)
        axe(page)
    page.goto("/review-queue")
    page.wait_for_load_state("load")
    for key, dialog in (("r", "#reject-dialog"), ("h", "#hold-dialog")):
        page.keyboard.press(key)
        expect(page.locator(dialog)).to_be_visible()
        axe(page)
        page.keyboard.press("Escape")


def test_the_pages_of_screening_fit_a_phone(page, sign_in, axe, recruiter, waiting):
    sign_in(recruiter)
    page.set_viewport_size({"width": 390, "height": 800})
    found = set_of(waiting[0].application.opening).id
    for address in (
        "/review-queue", "/screening-sets", f"/screening-sets/{found}", f"/screening-sets/{found}/edit",
        f"/applications/{waiting[1].application_id}/screening",
    ):  # fmt: skip
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        axe(page)
