from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.db import db
from core.record import Entry
from people import employment, queries
from people.models import Duty, Employment, Post
from people.permissions import Role
from people.states import DutyStatus, LeavingReason, Level
from tests.factories import a_person, a_team, an_account, serving

START = date(2026, 12, 1)
DAY = timedelta(days=1)


@pytest.fixture
def recruiter(app):
    return an_account(Role.RECRUITER)


def hired(recruiter, person=None, starts_on=START):
    team = a_team()
    return employment.employ(
        person or a_person(),
        starts_on=starts_on,
        team_id=team.id,
        site_id=team.site_id,
        line_manager_id=None,
        level=Level.SPECIALIST,
        actor=recruiter,
    )


def test_who_is_employed_awaits_a_cohort_from_the_first_day(recruiter):
    new = hired(recruiter)
    duty, post = queries.current_duty(new.id), queries.current_post(new.id)
    assert (duty.status, duty.since) == (DutyStatus.AWAITING_COHORT, START)
    assert (post.level, post.since) == (Level.SPECIALIST, START)
    entry = db.session.scalars(select(Entry).where(Entry.subject_kind == "employment")).one()
    assert (entry.verb, entry.actor_id, entry.details["person"]) == ("employed", recruiter.id, new.person_id)


def test_nobody_is_employed_twice_at_once(recruiter):
    person = a_person()
    hired(recruiter, person)
    with pytest.raises(employment.EmploymentRefused):
        hired(recruiter, person)
    db.session.add(Employment(person_id=person.id, started_on=START))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_who_comes_back_has_a_second_employment(recruiter):
    person = a_person()
    first = hired(recruiter, person)
    employment.end(first, START + 30 * DAY, LeavingReason.OWN_WISH, actor=recruiter)
    second = hired(recruiter, person, START + 90 * DAY)
    assert second.id != first.id
    assert queries.current_employment(person.id) is second


def test_the_last_day_is_still_held(recruiter):
    new, last = hired(recruiter), START + 10 * DAY
    employment.end(new, last, LeavingReason.RELEASED, actor=recruiter)
    assert new.ended_on == last
    for kind in (Post, Duty):
        interval = db.session.scalars(select(kind).where(kind.employment_id == new.id)).one()
        assert interval.until == last + DAY


@pytest.mark.parametrize("on", [START - 5 * DAY, START])
@pytest.mark.parametrize("reason", [LeavingReason.NO_SHOW, LeavingReason.UNHIRED])
def test_who_never_came_held_nothing_for_a_day(recruiter, reason, on):
    new = hired(recruiter)
    employment.end(new, on, reason, actor=recruiter)
    assert new.ended_on == START
    duty = db.session.scalars(select(Duty).where(Duty.employment_id == new.id)).one()
    assert (duty.since, duty.until) == (START, START)


def test_an_employment_ends_once(recruiter):
    new = hired(recruiter)
    employment.end(new, START, LeavingReason.NO_SHOW, actor=recruiter)
    with pytest.raises(employment.EmploymentRefused):
        employment.end(new, START, LeavingReason.NO_SHOW, actor=recruiter)
    with pytest.raises(employment.EmploymentRefused):
        employment.begin_duty(new, DutyStatus.TRAINING, START, actor=recruiter)


def test_a_duty_follows_another_without_gap_or_overlap(recruiter):
    new = hired(recruiter)
    employment.begin_duty(new, DutyStatus.TRAINING, START + 7 * DAY, actor=recruiter)
    serving(new, START + 30 * DAY)
    rows = db.session.scalars(select(Duty).where(Duty.employment_id == new.id).order_by(Duty.since)).all()
    assert [row.status for row in rows] == ["awaiting a cohort", "training", "on duty"]
    assert [row.until for row in rows] == [row.since for row in rows[1:]] + [None]


def test_a_duty_cannot_begin_before_the_present_one(recruiter):
    new = hired(recruiter)
    with pytest.raises(employment.EmploymentRefused):
        employment.begin_duty(new, DutyStatus.TRAINING, START - DAY, actor=recruiter)
    assert queries.current_duty(new.id).status is DutyStatus.AWAITING_COHORT


def test_a_post_changes_on_a_day_and_the_earlier_one_stays(recruiter):
    employed = hired(recruiter)
    day = START + timedelta(days=100)
    post = employment.change_post(employed, day, level="supervisor", actor=None, reason="Promoted.")
    assert (post.level, post.since, queries.current_post(employed.id).id) == ("supervisor", day, post.id)
    with pytest.raises(employment.EmploymentRefused, match="stands so already"):
        employment.change_post(employed, day, level="supervisor", actor=None)
    with pytest.raises(employment.EmploymentRefused, match="began after that day"):
        employment.change_post(employed, START, level="manager", actor=None)
