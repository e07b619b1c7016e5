"""What is asked about exams: the policy, attempts with the mark that stands, and who may sit what."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from core.db import db
from core.record import Entry
from people.models import Account, Person
from training.models import (
    Enrolment,
    Exam,
    ExamAttempt,
    ExamCycle,
    ExamMark,
    ExamPolicy,
    ExamRule,
    MissedSitting,
    Placement,
    SignOff,
)
from training.queries import attendance
from training.rules.attendance import Standing
from training.rules.exams import Rules, Sitting, Taken, counted, is_passed, may_sit

_later = aliased(ExamMark)
_STANDS = ~exists(
    select(_later.id).where(_later.attempt_id == ExamMark.attempt_id, _later.number > ExamMark.number)
)


def policy(programme_id: int) -> ExamPolicy | None:
    """The newest version."""
    return db.session.scalar(
        select(ExamPolicy)
        .where(ExamPolicy.programme_id == programme_id)
        .order_by(ExamPolicy.number.desc())
        .limit(1)
    )


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
    )


@dataclass(frozen=True)
class Course:
    """How one exam goes for one trainee: `attempts` are those of the present cycle."""

    exam: Exam
    policy: ExamPolicy
    rules: Rules
    cycle: int
    sitting: Sitting
    attempts: Sequence[Any] = ()
    earlier: Sequence[Any] = field(default=())

    @property
    def taken(self) -> list[Taken]:
        return taken(self.attempts)

    @property
    def next_number(self) -> int:
        """Which time it would be if they sat it now, over all cycles."""
        return len(self.earlier) + len(self.attempts) + 1

    @property
    def is_passed(self) -> bool:
        return is_passed(self.taken, self.rules)

    @property
    def mark(self) -> Any:
        """The mark that counts, or None."""
        return counted(self.taken, self.rules.counts)


def taken(attempts: Sequence[Any]) -> list[Taken]:
    return [
        Taken(one.mark, one.recorded, one.passed, one.sat_on, one.signed_at is not None) for one in attempts
    ]


def attempts(enrolment_ids: Collection[int]) -> dict[tuple[int, str], list[Any]]:
    """(enrolment, exam key) → every attempt in the order they were taken, with the mark that stands: rows
    of (id, cycle, number, policy_id, sat_on, form, mark, parts, recorded, passed, comment, marks: how
    many were ever entered, marker, signed_at)."""
    rows = db.session.execute(
        select(
            ExamAttempt.id,
            ExamAttempt.enrolment_id,
            ExamAttempt.exam_key,
            ExamAttempt.cycle,
            ExamAttempt.number,
            ExamAttempt.policy_id,
            ExamAttempt.sat_on,
            ExamAttempt.form,
            ExamMark.mark,
            ExamMark.parts,
            ExamMark.recorded,
            ExamMark.passed,
            ExamMark.comment,
            ExamMark.number.label("marks"),
            Person.name.label("marker"),
            SignOff.signed_at,
        )
        .join(ExamMark, ExamMark.attempt_id == ExamAttempt.id)
        .outerjoin(SignOff, SignOff.attempt_id == ExamAttempt.id)
        .outerjoin(Account, Account.id == ExamMark.marker_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ExamAttempt.enrolment_id.in_(enrolment_ids), _STANDS)
        .order_by(ExamAttempt.cycle, ExamAttempt.number)
    )
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in rows:
        found[row.enrolment_id, row.exam_key].append(row)
    return found


def cycles(enrolment_ids: Collection[int]) -> dict[int, int]:
    """Enrolment → the number of its present cycle; one in its first is not in it."""
    rows = db.session.execute(
        select(ExamCycle.enrolment_id, func.max(ExamCycle.number))
        .where(ExamCycle.enrolment_id.in_(enrolment_ids))
        .group_by(ExamCycle.enrolment_id)
    )
    return {row[0]: row[1] for row in rows}


def courses(
    enrolment_ids: Collection[int], exams: Sequence[Exam], today: date
) -> dict[tuple[int, str], Course]:
    """(enrolment, exam key) → how it goes; as many statements however many they are."""
    if not exams:
        return {}
    newest = policy(exams[0].version.programme_id)
    assert newest is not None, "founding publishes a policy"
    done, present = attempts(enrolment_ids), cycles(enrolment_ids)
    begun = _policies({row.policy_id for rows in done.values() for row in rows})
    standings = attendance.standings(enrolment_ids)
    return {
        (one, exam.key): _course(
            exam, newest, begun, present.get(one, 1), done.get((one, exam.key), []), standings[one], today
        )
        for one in enrolment_ids
        for exam in exams
    }


def _policies(ids: Collection[int]) -> dict[int, ExamPolicy]:
    if not ids:
        return {}
    return {one.id: one for one in db.session.scalars(select(ExamPolicy).where(ExamPolicy.id.in_(ids)))}


def _course(
    exam: Exam,
    newest: ExamPolicy,
    begun: dict[int, ExamPolicy],
    cycle: int,
    rows: list[Any],
    attended: Standing,
    today: date,
) -> Course:
    now = [row for row in rows if row.cycle == cycle]
    of_cycle = begun[now[0].policy_id] if now else newest
    rules = rules_of(of_cycle, exam)
    sitting = may_sit(taken(now), rules, today, admitted=is_admitted(attended, of_cycle))
    return Course(exam, of_cycle, rules, cycle, sitting, now, [row for row in rows if row.cycle != cycle])


def is_admitted(attended: Standing, of_policy: ExamPolicy) -> bool:
    """Is the share of attendance that the policy asks reached, or still within reach with what is open?"""
    return attended.total > 0 and standing_for(attended, of_policy).can_be_reached


def standing_for(attended: Standing, of_policy: ExamPolicy) -> Standing:
    """The same attendance against the share of a policy."""
    needed = (of_policy.attendance_share * attended.total).to_integral_value(ROUND_CEILING)
    return Standing(attended.total, int(needed), attended.attended, attended.missed)


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
    return db.session.scalars(select(ExamMark).where(ExamMark.attempt_id == attempt_id, _STANDS)).one()


def parts_of(mark: ExamMark) -> dict[str, Decimal]:
    """Topic key → mark."""
    return {key: Decimal(part) for key, part in mark.parts.items()}


def histories(enrolment_id: int) -> dict[int, list[Any]]:
    """Attempt → every mark it ever had, first to last: rows of (attempt_id, number, mark, recorded,
    passed, entered_at, marker, reason); in one statement."""
    rows = db.session.execute(
        select(
            ExamMark.attempt_id,
            ExamMark.number,
            ExamMark.mark,
            ExamMark.recorded,
            ExamMark.passed,
            ExamMark.entered_at,
            Person.name.label("marker"),
            Entry.reason,
        )
        .join(ExamAttempt, ExamAttempt.id == ExamMark.attempt_id)
        .join(Entry, Entry.id == ExamMark.entry_id)
        .outerjoin(Account, Account.id == ExamMark.marker_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ExamAttempt.enrolment_id == enrolment_id)
        .order_by(ExamMark.attempt_id, ExamMark.number)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.attempt_id].append(row)
    return found


def is_signed_off(attempt_id: int) -> bool:
    return db.session.get(SignOff, attempt_id) is not None


def missed(enrolment_id: int, exam_id: int, on: date) -> bool:
    query = select(MissedSitting.id).where(
        MissedSitting.enrolment_id == enrolment_id,
        MissedSitting.exam_id == exam_id,
        MissedSitting.missed_on == on,
    )
    return db.session.scalar(query) is not None


def seated(cohort_id: int, enrolment_id: int) -> Enrolment | None:
    """The enrolment, if it sits in the cohort now."""
    return db.session.scalar(
        select(Enrolment)
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .where(Enrolment.id == enrolment_id, Placement.cohort_id == cohort_id, Placement.until.is_(None))
    )


def times_taken(enrolment_id: int, exam_key: str) -> int:
    """How often somebody sat an exam, over all cycles, void attempts included."""
    query = select(func.count()).where(
        ExamAttempt.enrolment_id == enrolment_id, ExamAttempt.exam_key == exam_key
    )
    return db.session.scalar(query) or 0
