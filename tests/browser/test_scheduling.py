"""Scheduling an interview as a recruiter does: the panel, a free time, somebody busy, another time; and the
interviewer who has it in a calendar."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import interviewing, panel_plans
from recruiting.models import Interview
from tests import factories as make
from tests.browser.looking import in_both_themes
from tests.recruiting.calendars import messages
from tests.recruiting.scoring import an_interviewer, tomorrow

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(app):
    """宋嘉树 waits for a first interview, which two are to hold, each with an eye on something else."""
    visit = make.an_application(make.an_opening(), make.a_person("宋嘉树"), "first interview")
    first, *rest = [one.id for one in visit.stage.rubric_version.criteria]
    panel_plans.publish(visit.stage, 30, [[first], rest], based_on=0, actor=None)
    return visit


@pytest.fixture
def people(app):
    return [an_interviewer(name=name) for name in ("Marta Lindqvist", "Tomasz Bielak")]


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


def test_a_recruiter_schedules_an_interview_around_what_is_planned(
    page, sign_in, axe, visit, people, recruiter
):
    elsewhere = make.an_application(visit.application.opening, stage="first interview")
    interviewing.ask(elsewhere, people[0], actor=None)
    busy = interviewing.plan(elsewhere, tomorrow(), 45, "Room 9", actor=None)
    sign_in(recruiter)
    page.goto(f"/applications/{visit.application_id}")
    page.get_by_role("link", name="Plan the interview").first.click()

    page.get_by_label("Interviewer 1").select_option(label="Marta Lindqvist, owes 1")
    page.get_by_label("Interviewer 2").select_option(label="Tomasz Bielak")
    page.get_by_role("button", name="Choose these").click()
    expect(page.locator(".notice-good")).to_contain_text("panel is chosen")

    at = clock.local(busy.starts_at)
    page.get_by_label("Day").fill(at.strftime("%Y-%m-%d"))
    page.get_by_label("Time", exact=True).fill(at.strftime("%H:%M"))
    page.get_by_label("Place").fill("Room 3")
    page.get_by_role("button", name="Plan the interview").click()
    expect(page.locator("[data-refusal]")).to_contain_text("Marta Lindqvist has another interview")
    expect(page.get_by_label("Place")).to_have_value("Room 3")
    in_both_themes(page, axe)

    page.locator("section[aria-labelledby=day] a.chip").first.click()
    page.get_by_label("Place").fill("Room 3")
    page.get_by_role("button", name="Plan the interview").click()
    expect(page.locator(".notice-good")).to_contain_text("The interview with 宋嘉树")
    in_both_themes(page, axe)

    db.session.rollback()
    planned = db.session.scalars(select(Interview).where(Interview.visit_id == visit.id)).one()
    told = [one.to for one in messages() if one.uid == planned.uid]
    assert sorted(told) == sorted([visit.application.person.email, *(one.email for one in people)])


def test_rejecting_somebody_says_beforehand_that_the_interview_is_called_off(
    page, sign_in, axe, visit, people, recruiter
):
    interviewing.ask(visit, people[0], actor=None)
    interviewing.plan(visit, tomorrow(), 30, "Room 3", actor=None)
    sign_in(recruiter)
    page.goto(f"/applications/{visit.application_id}/reject")
    expect(page.locator(".notice-warn")).to_contain_text("is cancelled")
    axe(page)
    page.locator("select").first.select_option(index=1)
    page.get_by_role("button", name="Reject").click()
    page.get_by_role("button", name="Undo").click()
    page.goto(f"/applications/{visit.application_id}/interview")
    expect(page.locator("section[aria-labelledby=meetings]")).to_contain_text("planned")


def test_an_interviewer_subscribes_to_their_interviews(page, sign_in, axe, visit, people):
    interviewing.ask(visit, people[0], actor=None)
    interviewing.plan(visit, tomorrow(), 30, "Room 3", actor=None)
    sign_in(people[0])
    page.goto("/interviews")
    page.get_by_role("link", name="In your calendar").click()
    page.get_by_role("button", name="Make an address").click()
    in_both_themes(page, axe)
    address = page.locator("#address").input_value()
    page.context.clear_cookies()
    answer = page.request.get("/calendar/" + address.rpartition("/")[2])
    assert answer.status == 200 and "BEGIN:VEVENT" in answer.text() and "宋嘉树" not in answer.text()


def test_the_pages_of_scheduling_are_accessible_and_fit_a_phone(page, sign_in, axe, visit, people):
    panelist = interviewing.ask(visit, people[0], actor=None)
    interviewing.plan(visit, tomorrow(), 30, "https://meet.example.org/a-long-address/of-a-call", actor=None)
    both = make.an_account(Role.RECRUITER)
    addresses = {
        both: (
            f"/applications/{visit.application_id}/interview",
            f"/stages/{visit.stage_id}/panel-plan",
            "/reports/interviewers",
            f"/reports/interviewers/{people[0].id}",
        ),
        people[0]: (f"/scorecards/{panelist.id}/kit", "/calendar"),
    }
    for account, paths in addresses.items():
        sign_in(account)
        for path in paths:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(path)
            in_both_themes(page, axe)
            page.set_viewport_size({"width": 390, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
