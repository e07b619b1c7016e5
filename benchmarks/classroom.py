"""Two classes of sixty with eight exams, made by the verbs, which at this size are quick enough: one has its
attendance and its marks, of the other they are still to be entered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from benchmarks.ground import PASSWORD, both
from core import clock
from core.db import db
from people import accounts, places, sign_in
from people import employment as employments
from people.models import Account, Person, Team
from people.permissions import Role
from people.states import Level
from training import attending, cohorts, enrolment, examining, placing, programmes
from training.models import Cohort, Enrolment, Exam, ProgrammeVersion
from training.plans import ExamPlan, plan_of
from training.queries import cohorts as of_cohorts
from training.queries import programmes as published
from training.rules.timetable import Rhythm
from training.states import ExamKind, Mark

TRAINER = "trainer@example.org"
CLASS, EXAMS = 60, 8
MARKED, EMPTY = "Bench, marked", "Bench, to be marked"
AGO = timedelta(weeks=8)
"""So long ago both began; the programme takes three weeks."""
UNMARKED = 20
"""Trainees of the marked class whose last exam is still to come."""


def prepare(now: datetime) -> None:
    """Both classes, unless they are there; commits."""
    if db.session.scalar(select(Cohort.id).where(Cohort.code == EMPTY)):
        return
    day = clock.local(now - AGO).date()
    begins = day - timedelta(days=day.weekday())
    with clock.at(_noon(begins - timedelta(days=14))):
        trainer, other = _trainer("Tess Bench", TRAINER), _trainer("Toma Bench", "t2@example.org")
        version, team = _version(trainer), _team(trainer)
        marked = _cohort(MARKED, version, team, begins, trainer)
        _cohort(EMPTY, version, team, begins, other)
    _attend(marked, trainer)
    _sit(marked, trainer)
    db.session.commit()


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.zone())


def _trainer(name: str, email: str) -> Account:
    account = accounts.open_account(name, email, "en", actor=None)
    accounts.add_role(account, Role.TRAINER, None, actor=None)
    sign_in.set_password(account, PASSWORD, actor=account)
    return account


def _team(actor: Account) -> Team:
    site = places.add_site(both("Ningbo"), actor=actor)
    return places.add_team(both("In training"), site.id, actor=actor)


def _version(actor: Account) -> ProgrammeVersion:
    """The programme that comes with the product, with further theory exams."""
    programme = published.by_key("onboarding")
    assert programme is not None
    newest = published.newest(programme.id)
    assert newest is not None
    plan = plan_of(newest)
    more = tuple(
        ExamPlan(f"bench-{one}", ExamKind.THEORY, both(f"Exam {one}"), (plan.modules[0].key,))
        for one in range(len(plan.exams) + 1, EXAMS + 1)
    )
    plan = replace(plan, exams=plan.exams + more)
    return programmes.publish(programme, plan, now=clock.now(), actor=actor)


def _cohort(code: str, version: ProgrammeVersion, team: Team, begins: date, trainer: Account) -> Cohort:
    plan = cohorts.CohortPlan(
        code=code,
        version=version,
        team_id=team.id,
        site_id=team.site_id,
        place="Room 1",
        seats=CLASS,
        starts_on=begins,
        rhythm=Rhythm(),
    )
    cohort = cohorts.open_cohort(plan, trainer=trainer, actor=trainer)
    for number in range(CLASS):
        placing.enrol(_in_line(f"{code} {number + 1}", team, begins, trainer), cohort, actor=trainer)
    return cohort


def _in_line(name: str, team: Team, begins: date, actor: Account) -> Enrolment:
    email = f"{name.lower().replace(', ', '-').replace(' ', '-')}@example.org"
    person = Person(name=name, email=email, language="en", created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    new = employments.employ(
        person,
        starts_on=begins,
        team_id=team.id,
        site_id=team.site_id,
        line_manager_id=None,
        level=Level.SPECIALIST,
        actor=actor,
    )
    return enrolment.await_cohort(new, begins + timedelta(days=30), actor=actor)


def seated(cohort: Cohort) -> Sequence[Enrolment]:
    """In the order of the workbook."""
    ids = [row.enrolment_id for row in of_cohorts.class_of(cohort.id)]
    return [db.session.get_one(Enrolment, one) for one in ids]


def _attend(cohort: Cohort, trainer: Account) -> None:
    everybody = {one.id: Mark.PRESENT for one in seated(cohort)}
    for session in of_cohorts.sessions(cohort.id):
        with clock.at(session.ends_at):
            attending.take(session, everybody, actor=trainer)


class Sat(NamedTuple):
    """The marks of one trainee in one exam, in their order; after a failed one without a word of what was
    worked on, nothing follows."""

    marks: tuple[int, ...]
    signed_off: bool


def told(trainee: int, exam: int) -> Sat:
    """What the trainee in this place came to in the exam in this place: four of five pass at once; of the
    others every second one passes the retake."""
    if exam == EXAMS - 1 and trainee < UNMARKED:
        return Sat((), False)
    number = 7 * trainee + 3 * exam
    if number % 5:
        return Sat((80 + number % 21,), False)
    return Sat((50 + number % 20, 85), True) if number % 2 else Sat((50 + number % 20,), number % 3 == 0)


def _sit(cohort: Cohort, trainer: Account) -> None:
    exams = cohort.programme_version.exams
    for place, trainee in enumerate(seated(cohort)):
        for number, exam in enumerate(exams):
            _sit_one(trainee, exam, told(place, number), cohort.ends_on + timedelta(days=3), trainer)


def _sit_one(trainee: Enrolment, exam: Exam, sat: Sat, first: date, trainer: Account) -> None:
    for number, mark in enumerate(sat.marks):
        on = first + timedelta(days=7 * number)
        with clock.at(_noon(on)):
            score = examining.Score(Decimal(mark), on)
            attempt = examining.enter(trainee, exam, score, actor=trainer)
            if number == 0 and sat.signed_off:
                examining.sign_off(attempt, actor=trainer, note="Worked on together.")
