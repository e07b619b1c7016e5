"""Enrolment, attendance, attempts, retraining in any order: nothing is lost, and no policy reaches back."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, noon, sessions
from tests.trying import trying
from training import attending, exam_policies, examining, overriding, placing, re_evaluating, retraining
from training.models import ExamAttempt, ExamMark
from training.queries import attendance, duty, enrolments, exam_terms, exams
from training.rules.attendance import needed_of
from training.rules.exams import Rules, judge
from training.states import Counting, Decision, ExamKind, Mark

MARKS = st.sampled_from([Decimal(mark) for mark in ("0", "59.5", "60", "79.99", "80", "92", "100")])
CENT = Decimal("0.01")
ATTENDED = st.sampled_from([Mark.PRESENT] * 5 + [Mark.LATE, Mark.ABSENT, Mark.EXCUSED])


class Training(RuleBasedStateMachine):
    """Two trainees in a cohort, two later cohorts, a trainer and a manager."""

    def __init__(self):
        super().__init__()
        self.today = MONDAY
        with clock.at(noon(MONDAY - timedelta(days=7))):
            self.trainer, self.manager = a_trainer(), an_account(Role.MANAGER)
            self.cohorts = [a_cohort(self.trainer)]
            self.cohorts += [
                a_cohort(a_trainer(), starts_on=MONDAY + timedelta(days=days), team=self.cohorts[0].team)
                for days in (70, 140)
            ]
            self.trainees = [a_trainee(self.cohorts[0], self.trainer) for _one in range(2)]
            self.version = self.cohorts[0].programme_version
            db.session.commit()
        self.seen = {}

    def teardown(self):
        db.session.rollback()

    def trying(self):
        return trying(noon(self.today))

    def a_trainee(self, data):
        return data.draw(st.sampled_from(self.trainees))

    def an_exam(self, data):
        return data.draw(st.sampled_from([*self.version.exams[:1] * 3, self.version.exams[1]]))

    def an_attempt(self, data):
        made = self.attempts()
        return data.draw(st.sampled_from(made)) if made else None

    def attempts(self):
        of_mine = ExamAttempt.enrolment_id.in_([one.id for one in self.trainees])
        return db.session.scalars(select(ExamAttempt).where(of_mine).order_by(ExamAttempt.id)).all()

    def results(self):
        """(enrolment, exam) → what stands, of those who have taken it."""
        ids = [one.id for one in self.trainees]
        found = exams.courses(ids, self.version.exams, self.today)
        return {
            key: (one.cycle, one.mark, one.is_passed, [row.recorded for row in one.attempts])
            for key, one in found.items()
            if one.attempts
        }

    @rule(days=st.integers(1, 6))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule(data=st.data(), cohort=st.integers(0, 2), mark=ATTENDED)
    def take_attendance(self, data, cohort, mark):
        session = data.draw(st.sampled_from(sessions(self.cohorts[cohort])))
        with self.trying():
            attending.take(session, {self.a_trainee(data).id: mark}, actor=self.trainer, reason=WHY)

    @rule(data=st.data(), mark=MARKS, signed=st.booleans())
    def sit(self, data, mark, signed):
        trainee, exam = self.a_trainee(data), self.an_exam(data)
        with self.trying():
            made = examining.enter(trainee, exam, examining.Score(mark, self.today), actor=self.trainer)
            if signed and not exams.mark_of(made.id).passed:
                examining.sign_off(made, actor=self.trainer, note=WHY)

    @rule(data=st.data(), cohort=st.sampled_from([1, 2, None]))
    def fail_until_nothing_is_left(self, data, cohort):
        """The way to retraining and to decisions, which single steps seldom find."""
        trainee, exam = self.a_trainee(data), self.version.exams[0]
        for _time in range(4):
            self.today += timedelta(days=3)
            with self.trying():
                score = examining.Score(Decimal(40), self.today)
                made = examining.enter(trainee, exam, score, actor=self.trainer)
                examining.sign_off(made, actor=self.trainer, note=WHY)
        if cohort is None:
            with self.trying():
                retraining.decide(trainee, Decision.EXTEND, actor=self.manager, reason=WHY)
        else:
            self.retrain_in(trainee, self.cohorts[cohort])

    @rule(
        data=st.data(), mark=MARKS, deed=st.sampled_from(["correct", "void", "restore", "override", "lift"])
    )
    def change(self, data, mark, deed):
        attempt = self.an_attempt(data)
        if attempt is None:
            return
        with self.trying():
            if deed == "correct":
                score = examining.Score(mark, attempt.sat_on)
                examining.correct(attempt, score, actor=self.trainer, reason=WHY)
            elif deed == "void":
                examining.void(attempt, actor=self.trainer, reason=WHY)
            elif deed == "restore":
                examining.restore(attempt, actor=self.trainer, reason=WHY)
            elif deed == "override":
                overriding.override(attempt, mark, actor=self.manager, reason=WHY)
            else:
                overriding.lift(attempt, actor=self.manager, reason=WHY)

    @rule(data=st.data(), cohort=st.integers(1, 2))
    def retrain(self, data, cohort):
        self.retrain_in(self.a_trainee(data), self.cohorts[cohort])

    def retrain_in(self, trainee, cohort):
        with self.trying():
            retraining.begin(trainee, cohort, ["workflow"], actor=self.trainer, reason=WHY)

    @rule(data=st.data(), cohort=st.integers(0, 2))
    def transfer(self, data, cohort):
        with self.trying():
            placing.transfer(self.a_trainee(data), self.cohorts[cohort], actor=self.trainer, reason=WHY)

    @rule(data=st.data())
    def grant(self, data):
        with self.trying():
            retraining.grant(self.a_trainee(data), self.an_exam(data), actor=self.manager, reason=WHY)

    @rule(data=st.data(), kind=st.sampled_from([Decision.EXTEND, Decision.EXTEND, Decision.RELEASE]))
    def decide(self, data, kind):
        with self.trying():
            retraining.decide(self.a_trainee(data), kind, actor=self.manager, reason=WHY)

    @rule(
        pass_mark=st.integers(50, 95),
        counts=st.sampled_from(Counting),
        attempts=st.integers(1, 4),
        retrainings=st.integers(0, 2),
        share=st.sampled_from([Decimal("0.5"), Decimal("0.8"), Decimal(1)]),
    )
    def a_changed_policy_alters_no_past_result(self, pass_mark, counts, attempts, retrainings, share):
        before = self.results()
        with self.trying():
            rules = Rules(Decimal(pass_mark), attempts=attempts, wait_days=0, counts=counts)
            plan = exam_policies.PolicyPlan(share, retrainings, dict.fromkeys(ExamKind, rules))
            exam_policies.publish(self.version.programme, plan, actor=self.trainer)
        assert self.results() == before

    @rule(data=st.data())
    def re_evaluate(self, data):
        with self.trying():
            foreseen = re_evaluating.foresee(self.version.programme, self.trainer)
            mine = [one for one in foreseen if one.enrolment_id in {who.id for who in self.trainees}]
            if mine:
                change = data.draw(st.sampled_from(mine))
                programme = self.version.programme
                re_evaluating.carry_out(programme, [change.key], actor=self.trainer, reason=WHY)
                now = exams.course(change.enrolment_id, change.course.exam, self.today)
                assert (now.mark, now.is_passed) == (change.mark, change.passed)

    @invariant()
    def no_attempt_and_no_mark_ever_disappears(self):
        now = {one.id: [] for one in self.attempts()}
        rows = select(ExamMark).where(ExamMark.attempt_id.in_(now)).order_by(ExamMark.number)
        for row in db.session.scalars(rows):
            now[row.attempt_id].append((row.number, row.mark, row.recorded, row.passed))
        for attempt, marks in self.seen.items():
            assert now[attempt][: len(marks)] == marks
        self.seen = now

    @invariant()
    def what_counts_is_the_attempt_that_the_policy_names(self):
        ids = [one.id for one in self.trainees]
        for course in exams.courses(ids, self.version.exams, self.today).values():
            assert {row.cycle for row in course.attempts} <= {course.cycle}
            recorded = [row.recorded for row in course.attempts if row.mark is not None]
            named = {
                Counting.FIRST: lambda marks: marks[0],
                Counting.LATEST: lambda marks: marks[-1],
                Counting.BEST: max,
                Counting.AVERAGE: lambda marks: sum(marks) / len(marks),
            }[course.rules.counts]
            assert (course.mark is None) == (not recorded)
            if recorded:
                assert abs(course.mark - named(recorded)) < CENT
            assert recorded or not course.is_passed

    @invariant()
    def a_mark_is_recorded_as_the_attempt_that_it_is(self):
        """Attempts declared void are none, so that what came after them is no retake of them."""
        ids = [one.id for one in self.trainees]
        for course in exams.courses(ids, self.version.exams, self.today).values():
            marked = [row for row in course.attempts if row.mark is not None]
            for ordinal, row in enumerate(marked, 1):
                if row.computed is None:
                    worth = judge(row.mark, exams.parts_of(row), ordinal, course.rules)
                    assert (row.recorded, row.passed) == (worth.recorded, worth.passed)

    @invariant()
    def read_in_brief_it_goes_the_same(self):
        """The workbook reads less of attempts, and of attendance only what was missed."""
        ids = [one.id for one in self.trainees]
        wanted = [(one, exam, self.today) for one in ids for exam in self.version.exams]
        stands = attendance.standings(ids)
        assert attendance.missed(ids) == {one: (stands[one].total, stands[one].missed) for one in ids}
        brief, full = exams.courses_on(wanted, in_full=False), exams.courses_on(wanted, stands)
        assert {key: goes(one) for key, one in brief.items()} == {key: goes(one) for key, one in full.items()}

    @invariant()
    def attendance_is_asked_as_the_policy_of_the_first_exam_asks_it(self):
        ids = [one.id for one in self.trainees if enrolments.placements(one.id)]
        for one, seen in duty.gates(ids).items():
            policy = exams.course(one, seen.courses[0].exam, self.today).policy
            asked = needed_of(seen.attended.total, policy.attendance_share)
            assert seen.attended.needed == asked == attendance.standings([one])[one].needed

    @invariant()
    def what_stands_is_what_the_record_tells(self):
        """Marks, cycles and grants, rebuilt from the entries alone."""
        ids = {one.id for one in self.trainees}
        rebuilt, cycles, granted = self.rebuilt(ids)
        stands = {}
        for one in self.attempts():
            mark = exams.mark_of(one.id)
            stands[one.id] = (one.exam_key, one.cycle, mark.mark, mark.computed)
        assert rebuilt == stands
        terms = exam_terms.terms(ids)
        assert (cycles, granted) == (terms.cycles, terms.granted)

    def rebuilt(self, ids):
        entries = db.session.scalars(
            select(Entry)
            .where(Entry.subject_kind == "enrolment", Entry.subject_id.in_(ids))
            .order_by(Entry.id)
        )
        by_entry = {one.entry_id: one.id for one in self.attempts()}
        keys = {exam.id: exam.key for exam in self.version.exams}
        found, cycles, granted = {}, {}, defaultdict(int)
        for entry in entries:
            told = entry.details
            if entry.verb == "exam marked":
                key = keys[told["exam"]]
                cycle = cycles.get((entry.subject_id, key), 1)
                found[by_entry[entry.id]] = (key, cycle, Decimal(told["mark"]), None)
            elif entry.verb == "retraining begun":
                cycles |= {(entry.subject_id, key): told["cycle"] for key in told["exams"]}
            elif entry.verb == "attempt granted":
                granted[entry.subject_id, keys[told["exam"]], told["cycle"]] += 1
            elif entry.verb in CHANGES:
                key, cycle, mark, computed = found[told["attempt"]]
                found[told["attempt"]] = (key, cycle, *CHANGES[entry.verb](told, mark, computed))
        return found, cycles, dict(granted)


def goes(course):
    """All of a course but what only the page of one trainee shows."""
    attempts, earlier = ([one.id for one in those] for those in (course.attempts, course.earlier))
    return course._replace(attempts=attempts, earlier=earlier), course.due, course.mark, course.is_appealed


def corrected(told, mark, computed):
    """A mark decided in place of another goes on standing; the computed one is what changes."""
    new = Decimal(told["mark"])
    return (new, None) if computed is None else (mark, new)


CHANGES = {
    "exam mark corrected": corrected,
    "exam mark overridden": lambda told, *_before: (Decimal(told["mark"]), Decimal(told["computed"])),
    "exam override lifted": lambda told, *_before: (Decimal(told["mark"]), None),
    "exam attempt restored": lambda told, *_before: (
        Decimal(told["mark"]),
        told["computed"] and Decimal(told["computed"]),
    ),
    "exam attempt voided": lambda *_before: (None, None),
}


@pytest.mark.sqlite_only
def test_exams_in_any_order_lose_nothing_and_no_policy_reaches_back(app):
    run_state_machine_as_test(
        Training,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
        ),
    )
