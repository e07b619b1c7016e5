"""What is asked about exams: the policy, attempts with the mark that stands, and who may sit what."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from core.db import db
from core.record import Entry
from people.models import Account, Person
from training.models import (
    Enrolment,
    Exam,
    ExamAttempt,
    ExamMark,
    ExamPolicy,
    ExamRule,
    NextTry,
    Placement,
    SignOff,
)
from training.queries import attendance
from training.queries.exam_attempts import STANDS, attempts, by
from training.queries.exam_terms import Terms, terms
from training.queries.exam_terms import policies as policies_by_id
from training.rules.attendance import Missed, Standing, can_reach
from training.rules.exams import Rules, Sitting, counted, held_up, may_sit, passed_at_once, valid, what_is_due
from training.states import Due, Obstacle

__all__ = ["STANDS", "attempts", "by"]


def policy(programme_id: int) -> ExamPolicy | None:
    """The newest version."""
    return db.session.scalar(
        select(ExamPolicy)
        .where(ExamPolicy.programme_id == programme_id)
        .order_by(ExamPolicy.number.desc())
        .limit(1)
    )


_POLICIES = (
    select(ExamPolicy)
    .where(ExamPolicy.programme_id == bindparam("programme_id"))
    .join(ExamPolicy.rules)
    .order_by(ExamPolicy.number.desc(), ExamRule.kind)
    .options(contains_eager(ExamPolicy.rules))
)


def policies_of(programme_id: int) -> Sequence[ExamPolicy]:
    """Every version, newest first, with its rules."""
    return db.session.scalars(_POLICIES, {"programme_id": programme_id}).unique().all()


def rules_of(of_policy: ExamPolicy, exam: Exam) -> Rules:
    """What a policy asks of an exam."""
    return rules_from(next(one for one in of_policy.rules if one.kind is exam.kind))


def rules_from(row: ExamRule) -> Rules:
    return Rules(
        pass_mark=row.pass_mark,
        part_mark=row.part_mark,
        attempts=row.attempts,
        wait_days=row.wait_days,
        needs_remediation=row.needs_remediation,
        caps_retakes=row.caps_retakes,
        counts=row.counts,
        needs_other_form=row.needs_other_form,
        assessors=row.assessors,
    )


class Course(NamedTuple):
    """How one exam goes for one trainee: `attempts` are those of the present cycle. `rules` count the
    attempts that were granted besides; `retrainings`: how many there have been; `begun`: the day of the one
    that the present cycle follows."""

    exam: Exam
    policy: ExamPolicy
    rules: Rules
    cycle: int
    sitting: Sitting
    attempts: Sequence[Any] = ()
    earlier: Sequence[Any] = ()
    retrainings: int = 0
    begun: date | None = None

    @property
    def next_number(self) -> int:
        """Which time it would be if they sat it now, over all cycles."""
        return len(self.earlier) + len(self.attempts) + 1

    @property
    def may_retrain(self) -> bool:
        """After the last attempt: is there retraining left, or is it for the manager to decide?"""
        return self.retrainings < self.policy.retrainings

    @property
    def is_settled(self) -> bool:
        """Can no mark follow in this cycle: because it is passed, or no attempt is left?"""
        return self.sitting.obstacle in (Obstacle.PASSED, Obstacle.USED_UP)

    @property
    def is_appealed(self) -> bool:
        """Does a second marker still have to decide about one of the attempts?"""
        return _is_appealed(self.attempts)

    @property
    def newest(self) -> int | None:
        """The last attempt of the present cycle that is not void; the only one to be appealed against."""
        return next((one.id for one in reversed(self.attempts) if one.mark is not None), None)

    @property
    def due(self) -> Due | None:
        return what_is_due(self.sitting, len(valid(self.attempts)), may_retrain=self.may_retrain)

    @property
    def is_passed(self) -> bool:
        return self.sitting.obstacle is Obstacle.PASSED

    @property
    def mark(self) -> Any:
        """The mark that counts, or None."""
        return counted(self.attempts, self.rules.counts)


def _is_appealed(attempts: Sequence[Any]) -> bool:
    return any(one.is_appealed for one in attempts)


def courses(
    enrolment_ids: Collection[int],
    exams: Sequence[Exam],
    today: date,
    standings: Mapping[int, Standing] | None = None,
    *,
    in_full: bool = True,
) -> dict[tuple[int, str], Course]:
    """(enrolment, exam key) → how it goes; as many statements however many they are. `standings`: where
    each stands in attendance, for who knows it already; `in_full`: as `attempts` has it."""
    wanted = [(one, exam, today) for one in enrolment_ids for exam in exams]
    return courses_on(wanted, standings, in_full=in_full)


def courses_on(
    wanted: Sequence[tuple[int, Exam, date]],
    standings: Mapping[int, Standing] | None = None,
    policies: Sequence[ExamPolicy] = (),
    *,
    in_full: bool = True,
) -> dict[tuple[int, str], Course]:
    """The same for each (enrolment, exam, day) that is wanted, of one programme: how it goes on that day.
    `policies`: of `policies_of`, for who has asked; `in_full`: as `attempts` has it."""
    if not wanted:
        return {}
    enrolment_ids = {one for one, _exam, _day in wanted}
    policies = policies or policies_of(wanted[0][1].version.programme_id)
    done, under = attempts(enrolment_ids, in_full=in_full), terms(enrolment_ids)
    held_to = {row.policy_id for its in done.values() for row in its} | {*under.held_to.values()}
    known = {one.id: one for one in policies}
    known |= policies_by_id(held_to - known.keys())  # of another programme that they came from
    missed = standings if standings is not None else attendance.missed(enrolment_ids)
    ground = _Ground(
        newest=policies[0],
        known=known,
        terms=under,
        special=under.whose(),
        asked=cache(rules_of),
        admitted=cache(lambda one, of_policy: is_admitted(missed[one], of_policy)),
    )
    return _courses(wanted, ground, done)


class _Ground(NamedTuple):
    """What courses are made of besides their attempts. `special`: for whom more than the attempts decides;
    `asked`: `rules_of`, and `admitted`: whether an enrolment is by a policy; each of them is asked for
    hundreds of courses, and has few answers."""

    newest: ExamPolicy
    known: dict[int, ExamPolicy]
    terms: Terms
    special: set[int]
    asked: Callable[[ExamPolicy, Exam], Rules]
    admitted: Callable[[int, ExamPolicy], bool]


def _courses(
    wanted: Sequence[tuple[int, Exam, date]], ground: _Ground, done: Mapping[tuple[int, str], list[Any]]
) -> dict[tuple[int, str], Course]:
    """`done`: what `attempts` gave. Of nearly all of a class an exam is passed at once, or not begun."""
    key_of = cache(attrgetter("key"))
    begin, at_once = cache(partial(_not_begun, ground)), cache(partial(_passed_at_once, ground))
    found = {}
    for one, exam, day in wanted:
        key = one, key_of(exam)
        rows = done.get(key, [])
        if one in ground.special:
            found[key] = _with_terms(one, exam, day, ground, rows)
        elif not rows:
            found[key] = begin(exam, ground.admitted(one, ground.newest))
        elif len(rows) == 1 and rows[0].passed:
            found[key] = Course(*at_once(exam, rows[0].policy_id), rows)
        else:
            found[key] = _course(one, exam, day, ground, rows)
    return found


def _not_begun(ground: _Ground, exam: Exam, is_admitted: bool) -> Course:
    """An exam of which there is no attempt yet: the same for a whole class, whatever the day."""
    rules = ground.asked(ground.newest, exam)
    return Course(exam, ground.newest, rules, 1, may_sit((), rules, date.min, admitted=is_admitted))


def _passed_at_once(
    ground: _Ground, exam: Exam, policy_id: int
) -> tuple[Exam, ExamPolicy, Rules, int, Sitting]:
    """An exam of which the only attempt is passed, but for that attempt: the same for most of a class."""
    of_cycle = ground.known[policy_id]
    rules = ground.asked(of_cycle, exam)
    return exam, of_cycle, rules, 1, passed_at_once(rules)


def _course(one: int, exam: Exam, day: date, ground: _Ground, rows: list[Any]) -> Course:
    """By its attempts alone."""
    of_cycle = ground.known[rows[0].policy_id]
    rules = ground.asked(of_cycle, exam)
    sitting = may_sit(rows, rules, day, admitted=ground.admitted(one, of_cycle))
    sitting = held_up(sitting, is_appealed=_is_appealed(rows), is_assessed=False)
    return Course(exam, of_cycle, rules, 1, sitting, rows)


def _with_terms(one: int, exam: Exam, day: date, ground: _Ground, rows: list[Any]) -> Course:
    """By its attempts, and what was granted or decided besides."""
    cycle = ground.terms.cycles.get((one, exam.key), 1)
    now = [row for row in rows if row.cycle == cycle]
    held_to = ground.terms.held_to.get((one, exam.key, cycle), now[0].policy_id if now else None)
    of_cycle = ground.known[held_to] if held_to else ground.newest
    rules = ground.asked(of_cycle, exam)
    if granted := ground.terms.granted.get((one, exam.key, cycle)):
        rules = replace(rules, attempts=rules.attempts + granted)
    sitting = may_sit(now, rules, day, admitted=ground.admitted(one, of_cycle))
    is_assessed = (one, exam.key) in ground.terms.assessed
    return Course(
        exam=exam,
        policy=of_cycle,
        rules=rules,
        cycle=cycle,
        sitting=held_up(sitting, is_appealed=_is_appealed(now), is_assessed=is_assessed),
        attempts=now,
        earlier=[row for row in rows if row.cycle != cycle],
        retrainings=ground.terms.retrainings.get(one, 0),
        begun=ground.terms.begun.get((one, cycle)),
    )


def is_admitted(attended: Missed | Standing, of_policy: ExamPolicy) -> bool:
    """Is the share of attendance that the policy asks reached, or still within reach with what is open?"""
    return can_reach(attended.total, attended.missed, of_policy.attendance_share)


def course(enrolment_id: int, exam: Exam, today: date) -> Course:
    return courses([enrolment_id], [exam], today)[enrolment_id, exam.key]


def exam(exam_id: int) -> Exam | None:
    return db.session.get(Exam, exam_id)


def attempt(attempt_id: int) -> ExamAttempt | None:
    return db.session.scalar(
        select(ExamAttempt)
        .where(ExamAttempt.id == attempt_id)
        .options(
            joinedload(ExamAttempt.enrolment), joinedload(ExamAttempt.exam), joinedload(ExamAttempt.policy)
        )
    )


def mark_of(attempt_id: int) -> ExamMark:
    """The mark of an attempt that stands."""
    return db.session.scalars(select(ExamMark).where(ExamMark.attempt_id == attempt_id, STANDS)).one()


def parts_of(mark: ExamMark) -> dict[str, Decimal]:
    """Topic key → mark."""
    return {key: Decimal(part) for key, part in mark.parts.items()}


def histories(enrolment_id: int) -> dict[int, list[Any]]:
    """Attempt → every mark it ever had, first to last: rows of (attempt_id, number, mark, recorded,
    passed, computed, entered_at, marker, reason, verb, entered_by: the name of whoever did it where that is
    not the marker); in one statement."""
    by_account, by_person = aliased(Account), aliased(Person)
    rows = db.session.execute(
        select(
            ExamMark.attempt_id,
            ExamMark.number,
            ExamMark.mark,
            ExamMark.recorded,
            ExamMark.passed,
            ExamMark.computed,
            ExamMark.entered_at,
            Person.name.label("marker"),
            Entry.reason,
            Entry.verb,
            by_person.name.label("entered_by"),
        )
        .join(ExamAttempt, ExamAttempt.id == ExamMark.attempt_id)
        .join(Entry, Entry.id == ExamMark.entry_id)
        .outerjoin(Account, Account.id == ExamMark.marker_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(
            by_account,
            (by_account.id == Entry.actor_id) & Entry.actor_id.is_distinct_from(ExamMark.marker_id),
        )
        .outerjoin(by_person, by_person.id == by_account.person_id)
        .where(ExamAttempt.enrolment_id == enrolment_id)
        .order_by(ExamMark.attempt_id, ExamMark.number)
    )
    return by(rows, "attempt_id")


def is_signed_off(attempt_id: int) -> bool:
    return db.session.get(SignOff, attempt_id) is not None


def times_moved(attempt_id: int) -> int:
    """How often a day for the next try was set after an attempt."""
    return db.session.scalar(select(func.count()).where(NextTry.attempt_id == attempt_id)) or 0


def seated(cohort_id: int, enrolment_ids: Collection[int]) -> dict[int, Enrolment]:
    """Of these enrolments, by id, those that sit in the cohort now, as they are now."""
    rows = db.session.scalars(
        select(Enrolment)
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .where(Enrolment.id.in_(enrolment_ids), Placement.cohort_id == cohort_id, Placement.until.is_(None))
        .order_by(Enrolment.id)
        .options(joinedload(Enrolment.employment, innerjoin=True))
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in rows}
