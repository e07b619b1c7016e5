"""The gate, waivers of it, and what they lead to: nobody serves customers around them."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from core import clock
from core.db import db
from core.outbox import Letter
from core.record import Entry, Way
from people import employment as employments
from people import queries as people
from people.models import Clearance, Duty
from people.permissions import Role
from people.states import DutyStatus, Ground
from recruiting.models import Application, Offer, PreboardingStep, PreboardingTask
from tests import factories as make
from tests.factories import a_person, a_team, an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, in_line, noon
from tests.training.passing import OVER, attend, passed, sit
from training import (
    appealing,
    certificates,
    cohorts,
    duty,
    enrolment,
    examining,
    placing,
    retraining,
    waivers,
)
from training.models import CohortTrainer, Exam, ExamAttempt
from training.queries import certificates as certified
from training.queries import duty as queries
from training.queries import enrolments, exams
from training.queries import retraining as retrainings
from training.states import (
    CertificateState,
    Due,
    EnrolmentState,
    ExamKind,
    GatePart,
    PlacementEnd,
    TrainingExit,
)

DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def administrator(trainer):
    return an_account(Role.ADMINISTRATOR)


@pytest.fixture
def theory_only(cohort, trainee, trainer):
    """Everything is there but the practical exam."""
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer, 90, ExamKind.THEORY)
    return trainee


def on(days=0):
    return clock.at(noon(OVER + days * DAY))


def waived(trainee, manager, days=10, parts=(GatePart.PRACTICAL,)):
    with on():
        return waivers.grant(trainee, parts, OVER + days * DAY, actor=manager, reason=WHY)


def serves(trainee, days=0):
    return people.is_on_duty(trainee.employment_id, OVER + days * DAY)


def status(trainee):
    return people.current_duty(trainee.employment_id).status


# The gate


def test_who_passed_everything_is_on_duty_with_a_certificate(cohort, trainee, trainer):
    made = passed(trainee, cohort, trainer)
    assert serves(trainee) and status(trainee) is DutyStatus.NESTING
    assert trainee.state is EnrolmentState.ON_DUTY
    assert (made.number, made.holder, made.issued_on) == ("2026-00001", "程念", OVER)
    assert made.expires_on.year == OVER.year + 2
    assert enrolments.placements(trainee.id)[-1].ended_by is PlacementEnd.COMPLETED
    with on():
        assert certified.certificate_of(trainee.employment.person_id).certificate is made
        assert queries.on_duty_since(trainee.employment_id) == OVER


@pytest.mark.parametrize(
    ("attended", "exams", "missing"),
    [
        (False, {ExamKind.THEORY: 90, ExamKind.PRACTICAL: 90}, "attendance"),
        (True, {ExamKind.THEORY: 90}, "practical exam"),
        (True, {ExamKind.PRACTICAL: 90}, "theory exam"),
        (True, {ExamKind.THEORY: 79, ExamKind.PRACTICAL: 74}, "theory exam, practical exam"),
    ],
)
def test_whoever_lacks_something_is_told_what(cohort, trainee, trainer, attended, exams, missing):
    if attended:
        attend(cohort, [trainee], trainer)
    for kind, mark in exams.items():
        sit(trainee, cohort, trainer, mark, kind)
    with on(), pytest.raises(duty.DutyRefused) as refusal:
        duty.put_on_duty(trainee, actor=trainer)
    assert refusal.value.sentence == f"Not on duty. Still missing: {missing}."
    assert not serves(trainee)


def test_attendance_counts_up_to_the_share_that_the_policy_asks(cohort, trainee, trainer):
    attend(cohort, [trainee], trainer, missed=3)  # of thirty
    sit(trainee, cohort, trainer)
    with on():
        assert queries.gate(trainee.id).gate.is_passed


def test_who_awaits_a_cohort_lacks_all_of_training(trainer, cohort):
    with on():
        waiting = in_line(trainer, cohort.team, starts_on=MONDAY)
        assert set(queries.gate(waiting.id).gate.missing) == set(GatePart) - {GatePart.DOCUMENTS}


def test_what_is_open_of_the_list_before_the_first_day_keeps_the_gate_closed(cohort, trainee, trainer):
    visit = make.an_application(person=trainee.employment.person)
    visit.application.employment_id = trainee.employment_id
    task = a_task(visit.application)
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer)
    with on():
        with pytest.raises(duty.DutyRefused, match="Still missing: documents"):
            duty.put_on_duty(trainee, actor=trainer)
        assert [one["en"] for one in queries.gate(trainee.id).papers] == [
            "Hand in the signed contract and copies of the papers"
        ]
        task.done_at, task.done_by_id = clock.now(), trainer.id
        db.session.flush()
        assert duty.put_on_duty(trainee, actor=trainer)


def a_task(application: Application):
    offer = Offer(
        application_id=application.id,
        number=1,
        terms="Full time",
        starts_on=MONDAY,
        expires_at=clock.now() + DAY,
        state="accepted",
        sent_at=clock.now(),
        answered_at=clock.now(),
        needs_approval=False,
    )
    db.session.add(offer)
    db.session.flush()
    step = db.session.scalars(select(PreboardingStep).where(PreboardingStep.key == "documents")).one()
    task = PreboardingTask(
        application_id=application.id, offer_id=offer.id, step_id=step.id, due_on=MONDAY - 7 * DAY
    )
    db.session.add(task)
    db.session.flush()
    return task


def test_nobody_is_put_on_duty_twice_and_nobody_who_left(cohort, trainee, trainer):
    other = a_trainee(cohort, trainer)
    attend(cohort, [other], trainer)
    sit(other, cohort, trainer)
    passed_before = passed(trainee, cohort, trainer)
    with on(1):
        with pytest.raises(duty.DutyRefused, match="passed the gate already"):
            duty.put_on_duty(trainee, actor=trainer)
        placing.leave(other, TrainingExit.OWN_WISH, OVER, actor=trainer, reason=WHY)
        with pytest.raises(duty.DutyRefused, match="training has ended"):
            duty.put_on_duty(other, actor=trainer)
        assert certified.of_person(trainee.employment.person_id)[0].certificate is passed_before


def test_nobody_puts_themselves_or_another_team_on_duty(cohort, trainee, trainer):
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer)
    own, elsewhere = an_account(Role.MANAGER), an_account(Role.MANAGER, team=a_team("Elsewhere"))
    own.person = trainee.employment.person
    db.session.flush()
    with on():
        with pytest.raises(duty.DutyRefused, match="Nobody puts themselves"):
            duty.put_on_duty(trainee, actor=own)
        with pytest.raises(cohorts.CohortRefused):
            duty.put_on_duty(trainee, actor=elsewhere)


def test_the_evidence_of_the_gate_stays_as_it_was(cohort, trainee, trainer):
    passed(trainee, cohort, trainer)
    passing = certified.passing_of(trainee.id)
    assert passing.evidence["attended"] == [30, 27, 30]
    assert {key: one["mark"] for key, one in passing.evidence["exams"].items()} == {
        "theory": "90.00",
        "practical": "90.00",
    }


def an_appeal(trainee, kind, trainer, days=0):
    """The trainer files it on their behalf."""
    attempt = db.session.scalars(
        select(ExamAttempt).join(Exam, Exam.id == ExamAttempt.exam_id)
        .where(ExamAttempt.enrolment_id == trainee.id, Exam.kind == kind)
    ).one()  # fmt: skip
    with on(days):
        return appealing.file(attempt, actor=trainer, grounds=WHY)


def test_an_appeal_is_decided_before_anybody_is_on_duty(cohort, trainee, trainer, browse):
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer)
    appeal = an_appeal(trainee, ExamKind.THEORY, trainer)
    with on(1):
        with pytest.raises(duty.DutyRefused, match="An appeal against a mark is open"):
            duty.put_on_duty(trainee, actor=trainer)
        assert not serves(trainee, 1)
        gate, offered = f"/training/enrolments/{trainee.id}/gate", f"form[action$='/{trainee.id}/duty']"
        page = browse(trainer).get(gate)
        assert "An appeal against a mark is open" in page.text(".notice") and not page.has(offered)
        appealing.decide(appeal, None, actor=a_trainer(), reason=WHY)
        assert browse(trainer).get(gate).has(offered)
        assert duty.put_on_duty(trainee, actor=trainer)


def test_an_appeal_against_what_was_declared_void_since_keeps_nobody_off_duty(
    cohort, trainee, trainer, browse
):
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer, 90, ExamKind.PRACTICAL)
    sit(trainee, cohort, trainer, 60, ExamKind.THEORY)
    appeal = an_appeal(trainee, ExamKind.THEORY, trainer)
    with on(1):
        examining.void(appeal.attempt, actor=trainer, reason=WHY)
    sit(trainee, cohort, trainer, 90, ExamKind.THEORY, on=OVER + 2 * DAY)
    with on(2):
        visitor = browse(trainer)
        told = visitor.get(f"/training/enrolments/{trainee.id}/exams").text()
        assert "appeal lapsed with it" in told and "appeal open" not in told
        path = f"/training/exam-attempts/{appeal.attempt_id}"
        assert "Nothing is to be decided" in visitor.get(path).text()
        assert not [one for one in retrainings.due(trainer) if one.due is Due.APPEAL]
        assert duty.put_on_duty(trainee, actor=trainer)


def test_while_an_appeal_is_open_no_retraining_begins_that_would_bury_it(cohort, trainee, trainer):
    with clock.at(noon(OVER - 7 * DAY)):
        later = a_cohort(trainer, starts_on=OVER, team=cohort.team)
    attend(cohort, [trainee], trainer)
    theory = cohort.programme_version.exams[0]
    for number in range(theory_attempts(trainee, theory)):
        with on(3 * number - 12):
            made = examining.enter(
                trainee, theory, examining.Score(Decimal(10), clock.today()), actor=trainer
            )
            examining.sign_off(made, actor=trainer, note=WHY)
    with on(-1):
        appealing.file(made, actor=trainer, grounds=WHY)
        with pytest.raises(retraining.RetrainingRefused, match="appeal"):
            retraining.begin(trainee, later, ["product"], actor=trainer, reason=WHY)


def theory_attempts(trainee, theory):
    with on():
        return exams.course(trainee.id, theory, OVER).rules.attempts


# Around the gate


@pytest.mark.parametrize("serving", [DutyStatus.ON_DUTY, DutyStatus.NESTING])
def test_the_database_knows_nobody_who_serves_without_a_clearance(trainee, serving):
    with pytest.raises(IntegrityError, match="cleared_iff_serving"):
        db.session.execute(
            insert(Duty).values(employment_id=trainee.employment_id, since=OVER, until=OVER, status=serving)
        )


def test_the_clearance_of_another_employment_is_worth_nothing(cohort, trainee, trainer):
    passed(trainee, cohort, trainer)
    other = a_trainee(cohort, trainer)
    clearance = db.session.scalars(select(Clearance)).one()
    with pytest.raises(employments.EmploymentRefused, match="leads through training"):
        employments.begin_duty(other.employment, DutyStatus.ON_DUTY, OVER, clearance=clearance, actor=trainer)
    with pytest.raises(DatabaseError):
        db.session.execute(
            insert(Duty).values(
                employment_id=other.employment_id,
                since=OVER,
                until=OVER,
                status=DutyStatus.ON_DUTY,
                clearance_id=clearance.id,
            )
        )


def test_a_clearance_is_not_changed_afterwards(theory_only, manager, trainer):
    waived(theory_only, manager)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(update(Clearance).values(last_day=OVER + 900 * DAY))


def test_begin_duty_refuses_who_has_no_clearance(trainee, trainer):
    with pytest.raises(employments.EmploymentRefused, match="leads through training"):
        employments.begin_duty(trainee.employment, DutyStatus.ON_DUTY, OVER, actor=trainer)


def test_only_the_gate_gives_clearances():
    """Nobody else in the product calls what lets somebody serve."""
    calling = {
        path.relative_to(ROOT).as_posix()
        for name in ("core", "people", "assessment", "training", "careers", "recruiting")
        for path in (ROOT / name).rglob("*.py")
        if GIVES.search(path.read_text(encoding="utf-8"))
    }
    assert calling == {"training/duty.py", "people/employment.py"}


GIVES = re.compile(r"employments?\.clear\(|Clearance\(\s*(?!Base)\w+=")


def test_who_served_before_training_was_kept_here_is_taken_over(trainer, cohort, administrator):
    with clock.at(noon(MONDAY)):
        old = a_veteran(trainer, cohort)
        duty.take_over(old, MONDAY - 200 * DAY, actor=administrator, reason=WHY)
    assert queries.on_duty_since(old.id, OVER) == MONDAY - 200 * DAY


def test_whoever_begins_now_is_not_taken_over(trainer, cohort, administrator, trainee):
    with clock.at(noon(MONDAY)):
        old = a_veteran(trainer, cohort)
        for what, since, why in ((old, MONDAY, WHY), (trainee.employment, MONDAY - 200 * DAY, WHY),
                                 (old, MONDAY - 200 * DAY, " ")):  # fmt: skip
            with pytest.raises(duty.DutyRefused):
                duty.take_over(what, since, actor=administrator, reason=why)


def test_only_who_administers_people_takes_over(trainer, cohort, manager):
    with clock.at(noon(MONDAY)):
        old = a_veteran(trainer, cohort)
        with pytest.raises(duty.DutyRefused, match="Your role"):
            duty.take_over(old, MONDAY - 200 * DAY, actor=manager, reason=WHY)


def a_veteran(trainer, cohort):
    return employments.employ(
        a_person(), starts_on=MONDAY - 300 * DAY, team_id=cohort.team_id, site_id=cohort.site_id,
        line_manager_id=None, level="specialist", actor=trainer,
    )  # fmt: skip


# Waivers


def test_by_a_waiver_somebody_serves_until_its_last_day_without_a_certificate(theory_only, manager, trainer):
    waived(theory_only, manager, days=10)
    with on():
        assert duty.put_on_duty(theory_only, actor=trainer) is None
    assert serves(theory_only) and serves(theory_only, 10)
    assert not serves(theory_only, 11)  # whether anybody has noticed or not
    assert theory_only.state is EnrolmentState.IN_TRAINING
    assert certified.of_person(theory_only.employment.person_id) == []
    assert queries.on_duty_since(theory_only.employment_id, OVER + 10 * DAY) == OVER
    assert queries.on_duty_since(theory_only.employment_id, OVER + 11 * DAY) is None


def test_a_waiver_runs_out_by_itself(theory_only, manager, trainer):
    waiver = waived(theory_only, manager, days=10)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    with on(10):
        assert duty.waivers_over() == 0
    with on(12):
        assert duty.waivers_over() == 1
        assert duty.waivers_over() == 0
    back = people.current_duty(theory_only.employment_id)
    assert (back.status, back.since) == (DutyStatus.TRAINING, OVER + 11 * DAY)
    assert (waiver.ended_on, waiver.ended_by) == (OVER + 11 * DAY, "ran out")
    entry = db.session.scalars(select(Entry).where(Entry.verb == "waiver ran out")).one()
    assert (entry.way, entry.actor_id) == (Way.RULE, None)
    subjects = [one.subject for one in db.session.scalars(select(Letter).where(Letter.entry_id == entry.id))]
    assert len(subjects) == 2 and any("程念" in one for one in subjects)


@pytest.mark.parametrize("how", ["voided", "corrected"])
def test_a_waiver_does_not_outlive_a_gate_that_has_closed(cohort, trainee, manager, trainer, how):
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer, 90, ExamKind.PRACTICAL)
    waiver = waived(trainee, manager, days=10, parts=(GatePart.THEORY,))
    with on():
        duty.put_on_duty(trainee, actor=trainer)
        assert duty.waivers_over() == 0
    with on(2):
        attempt = db.session.scalars(select(ExamAttempt)).one()
        if how == "voided":
            examining.void(attempt, actor=trainer, reason=WHY)
        else:
            examining.correct(attempt, examining.Score(Decimal(10), OVER), actor=trainer, reason=WHY)
        assert queries.gate(trainee.id).gate.missing == (GatePart.PRACTICAL,)
        assert (duty.waivers_over(), duty.waivers_over()) == (1, 0)
        assert status(trainee) is DutyStatus.TRAINING and not serves(trainee, 2) and serves(trainee, 1)
    assert (waiver.ended_on, waiver.ended_by) == (OVER + 2 * DAY, "gate closed")
    entry = db.session.scalars(select(Entry).where(Entry.verb == "gate closed again")).one()
    assert (entry.way, entry.actor_id, entry.details["missing"]) == (Way.RULE, None, ["practical"])
    letters = db.session.scalars(select(Letter).where(Letter.entry_id == entry.id)).all()
    assert len(letters) == 2 and all("22 Dec 2026" in one.subject for one in letters)


def test_looking_for_closed_gates_costs_the_same_for_many(cohort, trainer, manager):
    with clock.at(noon(MONDAY)):
        people = [a_trainee(cohort, trainer) for _one in range(5)]
    costs = []
    for size in (1, 5):
        for one in people[:size] if size == 1 else people[1:]:
            waived(one, manager, parts=set(GatePart) - {GatePart.DOCUMENTS})
            with on():
                duty.put_on_duty(one, actor=trainer)
        with on(1), count_statements(db.engine) as seen:
            duty.waivers_over()
        costs.append(seen.count)
    assert costs[0] == costs[1]


def test_a_job_that_was_killed_half_way_has_done_nothing_and_is_done_again(theory_only, manager, trainer):
    waived(theory_only, manager)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    db.session.commit()
    with on(11):
        duty.waivers_over()
        db.session.rollback()  # what a killed process leaves
        db.session.expire_all()
        assert status(theory_only) is DutyStatus.ON_DUTY and not serves(theory_only, 11)
        assert duty.waivers_over() == 1
    assert status(theory_only) is DutyStatus.TRAINING


def test_who_passes_while_a_waiver_runs_is_on_duty_by_the_gate(cohort, theory_only, manager, trainer):
    waiver = waived(theory_only, manager)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    sit(theory_only, cohort, trainer, 80, ExamKind.PRACTICAL)
    with on(3):
        made = duty.put_on_duty(theory_only, actor=trainer)
    assert made.issued_on == OVER + 3 * DAY
    assert waiver.ended_by == "gate passed"
    assert serves(theory_only, 400)
    assert queries.on_duty_since(theory_only.employment_id, OVER + 9 * DAY) == OVER


def test_who_passed_unnoticed_goes_on_serving_when_the_waiver_ends(cohort, theory_only, manager, trainer):
    waived(theory_only, manager)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    sit(theory_only, cohort, trainer, 80, ExamKind.PRACTICAL)
    with on(11):
        duty.waivers_over()
    assert serves(theory_only, 11) and theory_only.state is EnrolmentState.ON_DUTY


def test_who_passed_with_an_appeal_open_is_back_in_training_until_it_is_decided(
    cohort, theory_only, manager, trainer
):
    waived(theory_only, manager)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    sit(theory_only, cohort, trainer, 80, ExamKind.PRACTICAL)
    an_appeal(theory_only, ExamKind.PRACTICAL, trainer, days=1)
    with on(11):
        duty.waivers_over()
    assert not serves(theory_only, 11) and theory_only.state is EnrolmentState.IN_TRAINING
    entry = db.session.scalars(select(Entry).where(Entry.verb == "waiver ran out")).one()
    assert len(db.session.scalars(select(Letter).where(Letter.entry_id == entry.id)).all()) == 2


def test_a_further_waiver_before_the_worker_has_looked_begins_anew(theory_only, manager, trainer):
    waived(theory_only, manager, days=3)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    with on(5):
        waivers.grant(theory_only, [GatePart.PRACTICAL], OVER + 8 * DAY, actor=manager, reason=WHY)
        assert status(theory_only) is DutyStatus.TRAINING and not serves(theory_only, 5)
        duty.put_on_duty(theory_only, actor=trainer)
    assert serves(theory_only, 8) and not serves(theory_only, 4)
    with on(9):
        assert (duty.waivers_over(), duty.waivers_over()) == (1, 0)


def test_a_waiver_that_the_worker_has_not_seen_run_out_is_told_like_any_other(theory_only, manager, trainer):
    waived(theory_only, manager, days=3)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    with on(5):
        waivers.grant(theory_only, [GatePart.PRACTICAL], OVER + 8 * DAY, actor=manager, reason=WHY)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "waiver ran out")).one()
    assert (entry.way, entry.actor_id, entry.details["served"]) == (Way.RULE, None, True)
    letters = db.session.scalars(select(Letter).where(Letter.entry_id == entry.id)).all()
    assert len(letters) == 2 and all("24 Dec 2026" in one.subject for one in letters)


def test_waivers_do_not_follow_each_other_without_end(theory_only, manager, trainer, browse):
    longest = queries.longest_waiver(theory_only.id)
    first = waived(theory_only, manager, days=longest - 1)
    with on(10):  # ten days of it have run, and are not given anew
        waivers.revoke(first, actor=manager, reason=WHY)
        assert queries.waiver_days_left(theory_only.id, clock.today()) == longest - 10
        page = browse(manager).get(f"/training/enrolments/{theory_only.id}/gate")
        assert f"{longest - 10} days are left" in page.text("[aria-labelledby=waive]")
        with pytest.raises(waivers.WaiverRefused, match="last day lies between"):
            waivers.grant(theory_only, [GatePart.PRACTICAL], OVER + longest * DAY, actor=manager, reason=WHY)
        waivers.grant(
            theory_only, [GatePart.PRACTICAL], OVER + (longest - 1) * DAY, actor=manager, reason=WHY
        )
    with on(longest):
        duty.waivers_over()
        with pytest.raises(waivers.WaiverRefused, match="as long as the rules allow"):
            waivers.grant(theory_only, [GatePart.PRACTICAL], clock.today(), actor=manager, reason=WHY)
        page = browse(manager).get(f"/training/enrolments/{theory_only.id}/gate")
        assert not page.has("form[action$='/waivers']")


def test_a_waiver_taken_back_ends_at_once(theory_only, manager, trainer):
    waiver = waived(theory_only, manager)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    with on(2):
        waivers.revoke(waiver, actor=manager, reason=WHY)
        with pytest.raises(waivers.WaiverRefused, match="ended already"):
            waivers.revoke(waiver, actor=manager, reason=WHY)
        assert not serves(theory_only, 2) and status(theory_only) is DutyStatus.TRAINING
        with pytest.raises(duty.DutyRefused, match="Still missing: practical exam"):
            duty.put_on_duty(theory_only, actor=trainer)
        assert waivers.grant(theory_only, [GatePart.PRACTICAL], OVER + 5 * DAY, actor=manager, reason=WHY)


def test_a_waiver_waives_only_what_it_names(cohort, trainee, manager, trainer):
    waived(trainee, manager, parts=(GatePart.THEORY, GatePart.PRACTICAL))
    with on(), pytest.raises(duty.DutyRefused, match="Still missing: attendance"):
        duty.put_on_duty(trainee, actor=trainer)


def refused(trainee, actor, sentence, parts=(GatePart.PRACTICAL,), days=5, reason=WHY):
    with on(), pytest.raises((waivers.WaiverRefused, cohorts.CohortRefused), match=sentence):
        waivers.grant(trainee, parts, OVER + days * DAY, actor=actor, reason=reason)


def test_what_makes_no_sense_is_not_waived(theory_only, manager):
    refused(theory_only, manager, "Say why", reason=" ")
    refused(theory_only, manager, "what they may go without", parts=())
    refused(theory_only, manager, "needs no waiver", parts=(GatePart.THEORY,))
    refused(theory_only, manager, "last day lies between", days=-1)
    refused(theory_only, manager, "last day lies between", days=30)
    waived(theory_only, manager)
    refused(theory_only, manager, "running already")


def test_nobody_waives_for_themselves_for_their_class_or_another_team(theory_only, trainer):
    own, teaching = an_account(Role.MANAGER), an_account(Role.MANAGER, Role.TRAINER)
    own.person = theory_only.employment.person
    cohort = enrolments.current_placement(theory_only.id).cohort
    db.session.add(CohortTrainer(cohort_id=cohort.id, account_id=teaching.id, part="assistant", since=MONDAY))
    db.session.flush()
    refused(theory_only, own, "to themselves")
    refused(theory_only, teaching, "trains them")
    refused(theory_only, trainer, "Your role")
    refused(theory_only, an_account(Role.MANAGER, team=a_team("Elsewhere")), "Your role")


def test_who_serves_by_a_waiver_does_not_slip_out_of_training(theory_only, manager, trainer):
    waived(theory_only, manager)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    with on(1), pytest.raises(placing.PlacementRefused, match="by a waiver"):
        placing.leave(theory_only, TrainingExit.OWN_WISH, OVER, actor=trainer, reason=WHY)


def test_who_is_trained_again_leaves_training_and_goes_on_serving(cohort, trainee, trainer):
    passed(trainee, cohort, trainer)
    later = OVER + 700 * DAY
    with clock.at(noon(later)):
        again = enrolment.await_cohort(trainee.employment, later, actor=trainer)
        placing.enrol(again, a_cohort(trainer, starts_on=later, team=cohort.team), actor=trainer)
        placing.leave(again, TrainingExit.OWN_WISH, later, actor=trainer, reason=WHY)
    assert again.state is EnrolmentState.LEFT and serves(trainee, 700)


def test_where_the_employment_has_ended_a_waiver_just_ends(theory_only, manager, trainer):
    waiver = waived(theory_only, manager)
    with on():
        duty.put_on_duty(theory_only, actor=trainer)
    with on(3):
        enrolment.cancel(theory_only, actor=manager, reason=WHY)
        employments.end(theory_only.employment, OVER + 3 * DAY, "own wish", actor=manager)
    with on(12):
        assert duty.waivers_over() == 1
    assert waiver.ended_by == "ran out" and not serves(theory_only, 4)


# Revoking


def test_a_revoked_certificate_takes_its_holder_off_duty(cohort, trainee, trainer, manager):
    made = passed(trainee, cohort, trainer)
    with on(5):
        certificates.revoke(made, actor=manager, reason=WHY)
        assert certified.standing(made.id).state is CertificateState.REVOKED
        assert certified.certificate_of(trainee.employment.person_id) is None
    assert status(trainee) is DutyStatus.SUSPENDED and not serves(trainee, 5) and serves(trainee, 4)


def test_passing_again_certifies_anew_and_the_old_one_stays(cohort, trainee, trainer):
    made = passed(trainee, cohort, trainer)
    year = 365 * DAY
    with clock.at(noon(OVER + 2 * year)):
        assert certified.standing(made.id).is_due
        again = enrolment.await_cohort(trainee.employment, OVER + 2 * year, actor=trainer)
        assert serves(trainee, 730)  # who is trained again goes on serving
        assert not queries.gate(again.id).gate.is_open
        assert clearance_grounds(trainee) == [Ground.GATE]


def clearance_grounds(trainee):
    query = select(Clearance.ground).where(Clearance.employment_id == trainee.employment_id)
    return list(db.session.scalars(query))
