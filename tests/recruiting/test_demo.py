"""The sample team: told by the product's own verbs, the same each time, and true to the rules."""

import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app import create_app
from careers.models import LevelAct, PromotionCase, ReviewRevision
from careers.queries import awaiting, mutual, standings
from careers.states import ActKind, CaseState
from core import clock, grams, seals
from core.config import keep_demo_sign_ins
from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry
from people.models import Account, Person
from people.permissions import Role
from recruiting import history
from recruiting.demo import cast, classes, fill, first_days, veterans
from recruiting.demo.story import Story
from recruiting.models import Application, Interview, Opening, Visit
from recruiting.queries import offers
from recruiting.queries.asked import asked_of
from recruiting.queries.funnel import Cohort, ends, funnel
from recruiting.states import OPEN, InterviewState, Status
from tests import factories as make
from tests.recruiting import walking
from training.models import (
    CertificateRevocation,
    CoachingWording,
    ExamAttempt,
    ExamCycle,
    HandIn,
    Homework,
    HomeworkMarking,
    MissedSitting,
    Waiver,
)
from training.models import Cohort as TrainingCohort
from training.queries import coaching, demo, feedback, homework
from training.queries.cohorts import phase_of
from training.queries.duty import is_on_duty
from training.rules.duty import is_running
from training.states import HomeworkState

NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
"""A Wednesday morning in Hangzhou."""


def entries():
    return db.session.scalars(select(Entry).order_by(Entry.id)).all()


def stands():
    """Where each application stands: id, status, stage and what it waits for."""
    newest = select(func.max(Visit.id)).where(Visit.voided_at.is_(None)).group_by(Visit.application_id)
    return db.session.execute(
        select(Application.id, Application.status, Visit.stage_id, Visit.id, Visit.waits_for)
        .join(Visit, Visit.application_id == Application.id)
        .where(Visit.id.in_(newest))
        .order_by(Application.id)
    ).all()


def test_the_story_is_whole(app):
    """One long story for many questions: it takes some seconds to tell."""
    with clock.at(NOW):
        fill.fill(applicants=60, serving=20)
        the_record_leads_to_the_state()
        the_funnel_adds_up()
        there_is_work_for_everybody()
        classes_have_something_of_everything()
        careers_have_something_of_everything(serving=20)
        no_letter_is_left_to_be_sent()
        nobody_real_could_be_called()
        every_role_can_sign_in()


def test_the_story_can_be_told_where_every_seat_is_promised_when_somebody_is_to_get_an_offer(app):
    opening, recruiter = make.an_opening(seats=1), make.an_account(Role.RECRUITER)
    walking.sent(recruiter, opening)
    visit = make.an_application(opening, stage="offer")
    people = dict.fromkeys(("shen.yue", "priya.raman"), recruiter)
    first_days.approval(Story(people, [opening], seed=1, end=clock.now()))
    assert offers.draft_of(visit.application_id) is not None


def nobody_real_could_be_called():
    """No Chinese mobile number begins with 100."""
    phones = db.session.scalars(select(Person.phone).where(Person.phone.is_not(None))).all()
    assert phones and {grams.digits(one)[:3] for one in phones} == {"100"}


def the_record_leads_to_the_state():
    states = history.replay(entries())
    assert {row.id: (row.status, row.stage_id) for row in stands()} == {
        number: (Status(state["status"]), state["stage"]) for number, state in states.items()
    }
    report = seals.verify()
    assert (report.whole, report.unsealed) == (True, 0)
    times = [entry.at for entry in entries()]
    assert times == sorted(times), "an entry tells of something before what was told already"
    assert max(times) < NOW


def the_funnel_adds_up():
    admin = db.session.scalars(select(Account).order_by(Account.id)).first()
    for step in funnel(admin, Cohort()):
        assert step.entered == sum(step.ways.values()), step.key
    assert sum(ends(admin, Cohort()).values()) == len(stands())


def there_is_work_for_everybody():
    assert {Status.ACTIVE, Status.REJECTED, Status.WITHDRAWN, Status.TRANSFERRED} <= {
        row.status for row in stands()
    }
    assert {"reinstated", "sent back", "hired", "noted"} <= {entry.verb for entry in entries()}
    assert len({row.waits_for for row in stands() if row.status in OPEN}) >= 4
    assert set(db.session.scalars(select(Person.language).distinct())) == {"en", "zh_Hans"}
    assert db.session.scalar(select(func.count()).select_from(Opening)) == 3
    planned = db.session.scalars(select(Interview).where(Interview.state == InterviewState.PLANNED))
    days = {clock.local(one.starts_at).date() for one in planned if one.starts_at > NOW}
    assert {clock.today(), clock.today() + timedelta(days=1)} <= days


def classes_have_something_of_everything():
    handed, marked = (
        db.session.scalars(select(HandIn)).all(),
        db.session.scalars(select(HomeworkMarking)).all(),
    )
    assert len(db.session.scalars(select(Homework)).all()) == 2 * len(classes.CLASSES)
    assert any(one.handed_in_at > one.due_at for one in handed)
    assert any(one.number == 2 for one in handed), "nobody tries again"
    assert {one.mark is None for one in marked} == {True, False}
    assert any(one.due_at > NOW and not one.markings for one in handed), "nothing waits to be marked"
    finished = db.session.scalars(select(TrainingCohort).where(TrainingCohort.ends_on < clock.today())).all()
    assert all(any(one.told for one in feedback.said(cohort.id)) for cohort in finished)
    words = db.session.scalars(select(CoachingWording)).all()
    assert {one.number for one in words} == {1, 2}
    newest = demo.called("Aylin Koç")
    assert [one.standing.state for one in homework.of_trainee(newest.id)] == [
        HomeworkState.RETURNED,
        HomeworkState.OPEN,
    ]
    assert coaching.of_enrolment(newest.id)
    classes_are_over_running_and_planned()


def classes_are_over_running_and_planned():
    """And every way on from an exam was gone: retakes, a retraining, a waiver, a certificate taken back."""
    cohorts = db.session.scalars(select(TrainingCohort)).all()
    phases = Counter(phase_of(one, clock.today()) for one in cohorts)
    assert phases == {"finished": 2, "running": 1, "planned": 1}
    retakes = db.session.scalars(select(ExamAttempt).where(ExamAttempt.number > 1, ExamAttempt.cycle == 1))
    assert retakes.all() and db.session.scalars(select(ExamCycle)).one()
    assert db.session.scalars(select(MissedSitting)).one().is_excused
    waiver = db.session.scalars(select(Waiver)).one()
    assert is_running(waiver.since, waiver.last_day, waiver.ended_on, clock.today())
    assert is_on_duty(waiver.enrolment.employment_id, clock.today())
    assert db.session.scalars(select(CertificateRevocation)).one()


def careers_have_something_of_everything(serving):
    assert set(db.session.scalars(select(PromotionCase.state))) == set(CaseState)
    assert ActKind.ACTING in set(db.session.scalars(select(LevelAct.kind)))
    closed = select(func.count(ReviewRevision.month.distinct())).group_by(ReviewRevision.employment_id)
    newer = serving // veterans.NEWER
    assert sum(months >= 18 for months in db.session.scalars(closed)) >= serving - newer
    zhou = (
        db.session.scalars(select(Account).where(Account.email == cast.SIGN_INS[Role.EMPLOYEE]))
        .unique()
        .one()
    )
    [told] = mutual.told(standings.own_row(zhou).employment_id)
    assert told.found.means is not None and len(told.words) == 3
    assert "mutual" in [row.kind for row in asked_of(zhou)]
    assert awaiting.of(told.round.opened_by), "bonuses to settle, or honours to confirm"


def no_letter_is_left_to_be_sent():
    letters = db.session.scalars(select(Letter)).all()
    assert len(letters) > 60
    assert {letter.state for letter in letters} <= {LetterState.SENT, LetterState.CANCELLED}
    assert max(letter.sent_at for letter in letters if letter.sent_at) < NOW
    assert {letter.to_address.rpartition("@")[2] for letter in letters} <= {"example.org", cast.DOMAIN}


def every_role_can_sign_in():
    assert set(cast.SIGN_INS) == set(Role)
    for role, email in cast.SIGN_INS.items():
        account = db.session.scalars(select(Account).where(Account.email == email)).unique().one()
        assert role in account.roles


def the_story(applicants):
    with clock.at(NOW):
        fill.fill(applicants, serving=12)
    said = [(entry.at, entry.verb, entry.subject_kind, entry.subject_id, entry.reason) for entry in entries()]
    names = list(db.session.execute(select(Person.name, Person.email).order_by(Person.id)))
    return said, names, stands()


def test_the_story_is_the_same_each_time_on_each_database(app, settings, sqlite_template, tmp_path):
    first = the_story(15)
    db.session.remove()
    shutil.copyfile(sqlite_template, tmp_path / "again.sqlite")
    again = create_app(**settings | {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'again.sqlite'}"})
    with again.app_context():
        assert the_story(15) == first
        db.session.remove()
        db.engine.dispose()


def test_a_database_in_use_is_never_filled(app):
    make.an_account(Role.ADMINISTRATOR)
    db.session.commit()
    said = app.test_cli_runner().invoke(args=["demo", "fill"])
    assert said.exit_code == 1
    assert "The database is in use" in said.output
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1


def test_the_sign_ins_are_told_by_the_very_process_that_filled_the_demo(app):
    assert app.test_cli_runner().invoke(args=["demo", "sign-ins"]).output == ""
    keep_demo_sign_ins(Path(app.instance_path), {"recruiter": "shen.yue@harbourlane.example"})
    told = app.test_cli_runner().invoke(args=["demo", "sign-ins"]).output
    assert told.split() == ["recruiter", "shen.yue@harbourlane.example", *cast.PASSWORD.split()]
