"""What is late and what does not fit, as it is seen: an interviewer's home, an interview that is over, the
seats of an opening by day, and an offer outside the range of its opening."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import interviewing, offers, openings, seats
from recruiting.states import ContactChannel, SalaryPeriod
from tests import factories as make
from tests.browser.looking import in_every_shape
from tests.recruiting.scoring import an_interviewer

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, Role.MANAGER, name="Shen Yue")


@pytest.fixture
def opening(recruiter):
    """Of its four seats two were needed last week."""
    with clock.at(clock.now() - 30 * DAY):
        found = make.an_opening(4, actor=recruiter)
        seats.redate(found, found.on_duty_by, 2, clock.today() + 23 * DAY, actor=recruiter)
        facts = openings.facts_of(found)
        pay = {"salary_from": 600_000, "salary_to": 750_000, "salary_currency": "CNY"}
        served = [ContactChannel.CHAT.value, ContactChannel.PHONE.value]
        said = replace(facts, **pay, salary_period=SalaryPeriod.MONTH, contact_channels=served)
        openings.change(found, said, actor=recruiter)
    return found


@pytest.fixture
def interviewer(app):
    return an_interviewer(name="何景行")


@pytest.fixture
def met(opening, interviewer):
    """宋嘉树 was interviewed two days ago, and nobody has scored it."""
    with clock.at(clock.now() - 3 * DAY):
        visit = make.an_application(opening, make.a_person("宋嘉树"), "first interview")
        interviewing.ask(visit, interviewer, actor=None)
        interviewing.plan(visit, clock.now() + DAY, 45, "Room 3", actor=None)
    ahead = make.an_application(opening, stage="first interview")
    interviewing.ask(ahead, interviewer, actor=None)
    interviewing.plan(ahead, clock.now() + DAY, 45, "Room 3", actor=None)
    db.session.commit()
    return visit


def test_an_interviewer_sees_what_is_late_and_what_happened(page, sign_in, axe, met, interviewer):
    sign_in(interviewer)
    page.goto("/")
    expect(page.locator(".strip-lead")).to_contain_text("1 overdue")
    expect(page.locator("[aria-labelledby=own-since]")).to_contain_text("interview arranged")
    in_every_shape(page, axe)


def test_a_recruiter_says_that_the_candidate_did_not_come(page, sign_in, axe, met, recruiter):
    sign_in(recruiter)
    page.goto(f"/applications/{met.application_id}/interview")
    meetings = page.locator("section[aria-labelledby=meetings]")
    expect(meetings).to_contain_text("over, not scored")
    expect(meetings).to_contain_text("Scorecards missing: 何景行")
    page.get_by_text("It did not take place…").click()
    in_every_shape(page, axe)
    meetings.get_by_label("Reason, for the record").fill("Nobody came to the room.")
    page.get_by_role("button", name="Candidate did not come").click()
    expect(meetings).to_contain_text("candidate did not come")


def test_the_seats_of_an_opening_are_seen_by_day(page, sign_in, axe, opening, recruiter):
    sign_in(recruiter)
    page.goto(f"/openings/{opening.id}/settings")
    expect(page.locator("[data-seat-days] tbody tr").first).to_contain_text("late")
    page.get_by_text("Another day for some of them…").click()
    in_every_shape(page, axe)
    page.get_by_label("Needed by instead").fill((clock.today() + 5 * DAY).isoformat())
    page.get_by_role("button", name="Change their day").click()
    expect(page.locator("[data-seat-days] tbody tr")).to_have_count(3)


def test_an_offer_outside_the_range_is_warned_of(page, sign_in, axe, opening, recruiter):
    visit = make.an_application(opening, make.a_person("宋嘉树"), "offer")
    author = make.an_account(Role.RECRUITER)
    ends = clock.now() + 7 * DAY
    day = clock.today() + 14 * DAY
    offers.draft(visit, terms="Grade 3", starts_on=day, expires_at=ends, salary=900_000, actor=author)
    db.session.commit()
    sign_in(recruiter)
    page.goto(f"/applications/{visit.application_id}/offer")
    draft = page.locator("section[aria-labelledby=draft]")
    expect(draft).to_contain_text("Range of the opening: CNY 6,000–7,500 a month.")
    expect(draft).to_contain_text("This salary lies outside the range of the opening.")
    in_every_shape(page, axe)
