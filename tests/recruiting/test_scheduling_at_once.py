"""Interviews and panels changed by two at the very same instant: no double booking, nobody told twice."""

from datetime import timedelta

from sqlalchemy import select

from core import clock
from core.db import db
from people.models import Account
from recruiting import feeds, interviewing, panels, reminders
from recruiting.models import CalendarFeed, Interview, Reminder
from recruiting.panels import Chosen
from recruiting.queries import standing
from recruiting.states import InterviewState
from tests import factories
from tests.at_once import DONE
from tests.recruiting.calendars import Calendars
from tests.recruiting.scoring import an_interviewer

NEXT_WEEK = clock.now().replace(microsecond=0) + timedelta(days=7)


def plan(visit_id):
    return lambda _seen: interviewing.plan(standing.visit(visit_id), NEXT_WEEK, 45, "Room", actor=None)


def test_one_interviewer_is_booked_once_by_two_at_once(app, at_once):
    marta, opening = an_interviewer(), factories.an_opening()
    visits = [factories.an_application(opening, stage="first interview") for _ in range(2)]
    for visit in visits:
        interviewing.ask(visit, marta, actor=None)
    first, second = [visit.id for visit in visits]
    done, refused = at_once(lambda: None, plan(first), plan(second))
    assert done == DONE and "has another interview" in refused
    assert len(db.session.scalars(select(Interview)).all()) == 1


def test_a_visit_has_one_interview_when_two_plan_it_at_once(app, at_once):
    visit = factories.an_application(stage="first interview")
    interviewing.ask(visit, an_interviewer(), actor=None)
    done, refused = at_once(lambda: None, plan(visit.id), plan(visit.id))
    assert done == DONE and "planned already" in refused
    assert len(db.session.scalars(select(Interview)).all()) == 1


def test_two_who_choose_a_panel_at_once_leave_calendars_true(app, at_once):
    visit = factories.an_application(stage="first interview")
    interviewing.plan(visit, NEXT_WEEK, 45, "Room", actor=None)
    people = [an_interviewer() for _ in range(3)]
    ids, visit_id = [one.id for one in people], visit.id

    def choose(*numbers):
        def act(_seen):
            panel = [Chosen(db.session.get_one(Account, ids[number])) for number in numbers]
            why = "The other one is ill today."
            panels.choose(standing.visit(visit_id), panel, actor=None, reason=why)

        return act

    assert at_once(lambda: None, choose(0, 1), choose(1, 2)) == [DONE, DONE]
    asked = set(interviewing.queries.asked_accounts(visit_id))
    calendars = Calendars()
    for one in people:
        assert len(calendars.of(one.email)) == (1 if one.id in asked else 0)


def test_an_account_has_one_address_when_it_is_renewed_twice_at_once(app, at_once):
    marta = an_interviewer()
    marta_id = marta.id

    def renew(_seen):
        account = db.session.get_one(Account, marta_id)
        feeds.renew(account, actor=account)

    assert at_once(lambda: None, renew, renew) == [DONE, DONE]
    live = db.session.scalars(select(CalendarFeed).where(CalendarFeed.revoked_at.is_(None))).all()
    assert len(live) == 1


def test_two_workers_remind_once(app, at_once):
    monday = clock.now().astimezone(clock.zone()).replace(hour=15) - timedelta(days=clock.now().weekday())
    with clock.at(monday - timedelta(days=3)):
        visit = factories.an_application(stage="first interview")
        interviewing.ask(visit, an_interviewer(), actor=None)
        interview = interviewing.plan(visit, monday - timedelta(hours=5), 45, "Room", actor=None)
    assert interview.state is InterviewState.PLANNED

    def remind(_seen):
        with clock.at(monday):
            reminders.remind()

    assert at_once(lambda: None, remind, remind) == [DONE, DONE]
    assert len(db.session.scalars(select(Reminder)).all()) == 1
