"""Hiring in one act, and what may go wrong with it: no-show, and a hire taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.outbox import Letter
from people.models import Account, Duty, Employment, Post
from people.permissions import Role
from people.queries import current_post
from people.states import DutyStatus, EmploymentKind, LeavingReason
from recruiting import hiring, offers, openings
from recruiting.models import Seat
from recruiting.states import OfferState, SeatState, Status
from tests import factories as make
from tests.recruiting import walking
from training.models import Enrolment
from training.states import EnrolmentState


def address(visit, act=""):
    return f"/applications/{visit.application_id}{act}"


def seats(visit):
    query = select(Seat.state, func.count()).where(Seat.opening_id == visit.opening_id).group_by(Seat.state)
    return {state: number for state, number in db.session.execute(query)}


def test_one_act_fills_the_seat_begins_the_employment_and_stands_in_line(browse, recruiter):
    manager = make.an_account(Role.MANAGER)
    visit = walking.accepted(recruiter, make.an_opening(seats=2, manager=manager), in_days=9)
    accounts = db.session.scalar(select(func.count()).select_from(Account))
    page = browse(recruiter)
    button = page.get(address(visit, "/offer")).one("form[action$=hire]")
    after = page.follow(page.post(button["action"]))
    assert "Hired." in after.text("main")
    assert seats(visit) == {SeatState.FILLED: 1, SeatState.OPEN: 1}
    employment = db.session.scalars(select(Employment)).one()
    assert employment.started_on == clock.today() + timedelta(days=9)
    post = db.session.scalars(select(Post)).one()
    assert (post.line_manager_id, post.shift) == (manager.person_id, visit.application.opening.shift)
    assert db.session.scalars(select(Duty)).one().status is DutyStatus.AWAITING_COHORT
    assert db.session.scalars(select(Enrolment)).one().state is EnrolmentState.AWAITING_COHORT
    assert walking.fresh(visit).application.employment_id == employment.id
    assert db.session.scalar(select(func.count()).select_from(Account)) == accounts, "nobody may sign in yet"


def test_who_is_hired_is_employed_as_the_opening_said_when_the_offer_was_written(recruiter):
    """What was accepted holds: the opening looks for somebody else by now."""
    opening = make.an_opening(kind=EmploymentKind.SEASONAL)
    visit = walking.accepted(recruiter, opening, in_days=9)
    openings.change(opening, replace(openings.facts_of(opening), kind=EmploymentKind.INTERN), actor=recruiter)
    hiring.hire(visit, actor=recruiter)
    post = db.session.scalars(select(Post)).one()
    assert (post.kind, post.since) == (EmploymentKind.SEASONAL, clock.today() + timedelta(days=9))
    later = walking.hired(recruiter, opening)
    assert current_post(later.application.employment_id).kind is EmploymentKind.INTERN


def test_of_an_offer_that_said_nothing_of_it_the_kind_is_not_recorded(recruiter):
    visit = walking.accepted(recruiter)
    walking.offer_of(visit).kind = None
    hiring.hire(visit, actor=recruiter)
    assert db.session.scalars(select(Post)).one().kind is None


def test_who_is_hired_is_told_so(recruiter):
    visit = walking.hired(recruiter, in_days=9)
    to = visit.application.person.email
    welcome = db.session.scalars(select(Letter).where(Letter.to_address == to).order_by(Letter.id)).all()[-1]
    first = clock.today() + timedelta(days=9)
    assert f"{first.day} {first:%b %Y}" in welcome.body


def test_without_a_free_seat_nobody_is_hired(browse, recruiter):
    """An offer was made beyond the seats, on purpose, and both candidates said yes."""
    opening = make.an_opening(seats=1)
    first = walking.accepted(recruiter, opening)
    second = make.an_application(opening, stage="offer")
    until = clock.now() + timedelta(days=3)
    offer = offers.draft(
        second, terms="Too.", starts_on=clock.today(), expires_at=until, actor=recruiter, beyond_seats=True
    )
    offers.send(second, walking.approved(second), actor=recruiter)
    offers.accept(second, offer, actor=recruiter)
    hiring.hire(first, actor=recruiter)
    page = browse(recruiter).post(address(second, "/hire"), expect=422)
    assert "Every seat of the opening is filled" in page.text(".notice-bad")
    assert walking.fresh(second).application.status is Status.ACTIVE
    assert len(db.session.scalars(select(Employment)).all()) == 1


def test_a_no_show_frees_the_seat_and_is_an_outcome_of_its_own(browse, recruiter):
    visit = walking.hired(recruiter)
    page = browse(recruiter)
    form = page.get(address(visit, "/offer")).one("form[action$=no-show]")
    page.post(form["action"], {"reason": "Did not come and could not be reached."})
    assert walking.fresh(visit).application.status is Status.NO_SHOW
    assert SeatState.FILLED not in seats(visit)
    assert db.session.scalars(select(Employment)).one().leaving_reason is LeavingReason.NO_SHOW
    assert db.session.scalars(select(Enrolment)).one().state is EnrolmentState.CANCELLED
    assert "did not come" in page.get(address(visit)).text(".page-head")


def test_nobody_fails_to_come_before_the_first_day(browse, recruiter):
    visit = walking.hired(recruiter, in_days=3)
    page = browse(recruiter).post(address(visit, "/no-show"), {"reason": "Rang us."}, expect=422)
    assert "The first day is still to come" in page.text(".notice-bad")
    assert walking.fresh(visit).application.status is Status.HIRED


def test_a_hire_taken_back_stands_in_the_offer_stage_as_if_it_had_not_been(browse, recruiter):
    visit = walking.hired(recruiter, in_days=3)
    page = browse(recruiter)
    form = page.get(address(visit, "/offer")).one("form[action$=unhire]")
    page.post(form["action"], {"reason": "The wrong person of the same name."})
    again = walking.fresh(visit)
    assert (again.application.status, again.stage.key) == (Status.ACTIVE, "offer")
    assert walking.offer_of(visit).state is OfferState.ACCEPTED
    assert seats(visit) == {SeatState.OPEN: 3}
    assert db.session.scalars(select(Employment)).one().leaving_reason is LeavingReason.UNHIRED
    hiring.hire(again, actor=recruiter)
    assert walking.fresh(visit).application.status is Status.HIRED
    assert seats(visit) == {SeatState.OPEN: 2, SeatState.FILLED: 1}


def test_a_hiring_manager_hires_but_makes_no_offer(browse, recruiter):
    team = make.a_team()
    visit = walking.accepted(recruiter, make.an_opening(team=team))
    page = browse(make.an_account(Role.MANAGER, team=team))
    page.post(address(visit, "/hire"))
    assert walking.fresh(visit).application.status is Status.HIRED
    other = make.an_application(make.an_opening(team=team), stage="offer")
    page.post(address(other, "/offer"), {"terms": "Mine."}, expect=403)


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.TRAINER, Role.EMPLOYEE])
def test_nobody_else_hires(browse, recruiter, role):
    visit = walking.accepted(recruiter)
    for act in ("/hire", "/unhire", "/no-show"):
        browse(make.an_account(role)).post(address(visit, act), {"reason": "x"}, expect=403)
