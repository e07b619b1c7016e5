"""Cohorts and trainees for tests, made by the verbs of training."""

from datetime import date, datetime, time, timedelta
from itertools import count

from core import clock
from people import employment as employments
from people.models import Account, Team
from people.permissions import Role
from people.states import Level
from tests.factories import a_person, a_team, an_account, found
from training import cohorts, enrolment, placing
from training.models import Cohort, Enrolment
from training.queries import cohorts as queries
from training.queries import programmes
from training.rules.timetable import Rhythm

MONDAY = date(2026, 11, 30)
WHY = "The test wants it there."
_number = count(1)


def a_trainer(team: Team | None = None) -> Account:
    return an_account(Role.TRAINER, team=team)


def a_cohort(
    trainer: Account,
    *,
    seats: int = 12,
    starts_on: date = MONDAY,
    team: Team | None = None,
    code: str | None = None,
    assistants: tuple[Account, ...] = (),
) -> Cohort:
    """Fifteen days of a morning and an afternoon, from `starts_on`."""
    found()
    team = team or a_team()
    plan = cohorts.CohortPlan(
        code=code or f"Class {next(_number)}",
        version=programmes.newest(programmes.by_key("onboarding").id),
        team_id=team.id,
        site_id=team.site_id,
        place="Room 3",
        seats=seats,
        starts_on=starts_on,
        rhythm=Rhythm(),
    )
    return cohorts.open_cohort(plan, trainer=trainer, assistants=assistants, actor=trainer)


def in_line(actor: Account, team: Team, name: str | None = None, starts_on: date = MONDAY) -> Enrolment:
    new = employments.employ(
        a_person(name),
        starts_on=starts_on,
        team_id=team.id,
        site_id=team.site_id,
        line_manager_id=None,
        level=Level.SPECIALIST,
        actor=actor,
    )
    return enrolment.await_cohort(new, starts_on + timedelta(days=30), actor=actor)


def a_trainee(cohort: Cohort, actor: Account, name: str | None = None) -> Enrolment:
    one = in_line(actor, cohort.team, name, starts_on=cohort.starts_on)
    placing.enrol(one, cohort, actor=actor)
    return one


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.zone())


def sessions(cohort: Cohort):
    return queries.sessions(cohort.id)


def during(session):
    """The clock stands in the middle of a session."""
    return clock.at(session.starts_at + timedelta(minutes=5))
