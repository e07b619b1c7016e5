"""The whole way in any order, from the line over classes, exams and retraining to duty and back: nobody
serves around the gate, and what stands is what the record tells."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people import queries as people
from people.models import Duty
from people.states import SERVING, DutyStatus, Ground
from tests.training.classes import WHY, noon, sessions
from tests.training.test_exams_in_any_order import Training
from training import attending, certificates, duty, enrolment, examining, placing, waivers
from training.models import AttendanceMark, Enrolment, GatePassing, Waiver
from training.queries import attendance, enrolments, exams
from training.queries import certificates as certified
from training.queries import duty as gates
from training.rules.duty import is_running
from training.states import ExamKind, Mark, TrainingExit

DAY = timedelta(days=1)
BOTH = tuple(ExamKind)
ON_DUTY = st.sampled_from(["nothing", "on duty", "and off"])
MOST = 4
"""Ways to duty in one example, so that it stays quick."""
SEATED = ("enrolled", "transferred", "retraining begun")
UNSEATED = ("left training", "put on duty", "enrolment cancelled", "awaits a cohort again")


class Serving(Training):
    """Those of the exams, who are also put on duty, by the gate or a waiver, and taken off again. What the
    machine of the exams does and looks at more closely is left to it."""

    def __init__(self):
        """The class is over: one of them has passed everything, the other the theory."""
        super().__init__()
        self.today = self.cohorts[0].ends_on + DAY
        for trainee, kinds in zip(self.trainees, (BOTH, BOTH[:1]), strict=True):
            self.attend(trainee, self.cohorts[0])
            self.pass_in(trainee, kinds)

    re_evaluate = retrain = grant = decide = None
    read_in_brief_it_goes_the_same = what_counts_is_the_attempt_that_the_policy_names = None

    @rule(data=st.data(), kinds=st.sampled_from([BOTH, BOTH, BOTH[:1]]), then=ON_DUTY)
    def go_through_the_class(self, data, kinds, then):
        """All of its sessions, a pass in the exams of these kinds, and on duty: a way that single steps
        seldom find."""
        trainee = self.a_trainee(data)
        with clock.at(noon(self.today)):
            present = enrolments.current_placement(trainee.id)
        if present is not None:
            self.today = max(self.today, present.cohort.ends_on + DAY)
            self.attend(trainee, present.cohort)
            self.pass_in(trainee, kinds)
        self.go_on(trainee, then)

    def attend(self, trainee, cohort):
        with self.trying():
            for session in sessions(cohort):
                if trainee.id in attending.in_class(session):
                    attending.take(session, {trainee.id: Mark.PRESENT}, actor=self.trainer, reason=WHY)

    def pass_in(self, trainee, kinds):
        for exam in self.version.exams:
            if exam.kind in kinds:
                with self.trying():
                    score = examining.Score(Decimal(92), self.today)
                    examining.enter(trainee, exam, score, actor=self.trainer)

    @rule(data=st.data(), days=st.integers(0, 20), then=ON_DUTY)
    def waive(self, data, days, then):
        trainee = self.a_trainee(data)
        with self.trying():
            missing = gates.gate(trainee.id).gate.unmet
            waivers.grant(trainee, missing, self.today + days * DAY, actor=self.manager, reason=WHY)
        self.go_on(trainee, then)

    @rule(data=st.data(), then=ON_DUTY)
    def put_on_duty(self, data, then):
        self.go_on(self.a_trainee(data), then)

    def go_on(self, trainee, then):
        """`then`: nothing, on duty, or on duty and off it again."""
        if then != "nothing":
            with self.trying():
                duty.put_on_duty(trainee, actor=self.trainer)
        if then == "and off":
            self.take_back(trainee)

    @rule(data=st.data())
    def take_off_duty(self, data):
        self.take_back(self.a_trainee(data))

    def take_back(self, trainee):
        """The waiver that is open, or the certificate; whose is taken trains again."""
        waiver = gates.open_waiver(trainee.id)
        if waiver is not None:
            with self.trying():
                waivers.revoke(waiver, actor=self.manager, reason=WHY)
        for one in certified.of_enrolments([trainee.id]).values():
            with self.trying():
                certificates.revoke(one.certificate, actor=self.manager, reason=WHY)
            if len(self.trainees) < MOST:
                with self.trying():
                    self.trainees.append(certificates.renew(one.certificate, actor=self.trainer))

    @rule()
    def the_worker_looks(self):
        with self.trying():
            duty.waivers_over()

    @rule(data=st.data(), kind=st.sampled_from(TrainingExit), again=st.booleans())
    def leave(self, data, kind, again):
        trainee = self.a_trainee(data)
        with self.trying():
            placing.leave(trainee, kind, self.today, actor=self.trainer, reason=WHY)
        if again and len(self.trainees) < MOST:
            with self.trying():
                self.trainees.append(enrolment.restart(trainee, actor=self.trainer))

    @rule(data=st.data(), cohort=st.integers(0, 2))
    def enrol(self, data, cohort):
        with self.trying():
            placing.enrol(self.a_trainee(data), self.cohorts[cohort], actor=self.trainer)

    @invariant()
    def nobody_serves_without_both_passes_or_a_running_waiver(self):
        for employment_id in {one.employment_id for one in self.trainees}:
            if not people.is_on_duty(employment_id, self.today):
                continue
            serves = people.current_duty(employment_id)
            if serves.clearance.ground is Ground.GATE:
                self.has_passed(serves)
            else:
                assert serves.clearance.ground is Ground.WAIVER
                self.has_a_running_waiver(employment_id)

    def has_passed(self, serves: Duty):
        passing = db.session.scalars(
            select(GatePassing).where(GatePassing.clearance_id == serves.clearance_id)
        ).one()
        courses = exams.courses([passing.enrolment_id], self.version.exams, self.today)
        assert {course.exam.kind for course in courses.values() if course.is_passed} == set(ExamKind)
        assert certified.of_enrolments([passing.enrolment_id])[passing.enrolment_id].state != "revoked"

    def has_a_running_waiver(self, employment_id):
        granted = db.session.scalars(
            select(Waiver).join(Enrolment).where(Enrolment.employment_id == employment_id)
        )
        assert any(is_running(one.since, one.last_day, one.ended_on, self.today) for one in granted)

    @invariant()
    def where_everybody_stands_is_what_the_record_tells(self):
        """States, seats and duty, rebuilt from the entries alone."""
        for one in self.trainees:
            stood = [row.details for row in told("enrolment", one.id) if "state" in row.details]
            assert stood[-1]["state"] == one.state
            present = enrolments.current_placement(one.id)
            assert seat_told(one.id) == (present.cohort_id if present else None)
            told_duty = [
                row.details["state"]
                for row in told("employment", one.employment_id)
                if "state" in row.details
            ]
            now = people.current_duty(one.employment_id)
            assert told_duty[-1] == (now.status if now else DutyStatus.LEFT)
            assert now is None or (now.status in SERVING) == (now.clearance is not None)

    @invariant()
    def attendance_is_what_the_record_tells(self):
        ids = {one.id for one in self.trainees}
        rebuilt = {}
        for row in told("class_session"):
            for enrolment_id, (_before, mark) in row.details.get("marks", {}).items():
                if int(enrolment_id) in ids:
                    rebuilt[row.subject_id, int(enrolment_id)] = mark
        of_ours = select(AttendanceMark.session_id).where(AttendanceMark.enrolment_id.in_(ids)).distinct()
        stands = {
            (session_id, enrolment_id): mark.mark
            for session_id in db.session.scalars(of_ours).all()
            for enrolment_id, mark in attendance.marks_of_session(session_id).items()
            if enrolment_id in ids
        }
        assert rebuilt == stands


def told(kind, subject_id=None):
    found = select(Entry).where(Entry.subject_kind == kind).order_by(Entry.id)
    if subject_id is not None:
        found = found.where(Entry.subject_id == subject_id)
    return db.session.scalars(found).all()


def seat_told(enrolment_id):
    """The cohort in which the record lets somebody sit, or None."""
    seat = None
    for row in told("enrolment", enrolment_id):
        if row.verb in SEATED:
            seat = row.details["cohort"]
        elif row.verb in UNSEATED:
            seat = None
    return seat


@pytest.mark.sqlite_only
def test_nobody_serves_around_the_gate_in_whatever_order(app):
    run_state_machine_as_test(
        Serving,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
        ),
    )
