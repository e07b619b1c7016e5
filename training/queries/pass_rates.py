"""Exams as the figures of training count them: each that somebody sat, with what became of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.db import Words, db
from core.record import Entry
from people.models import Account, Person
from training.models import (
    CohortTrainer,
    Exam,
    ExamAttempt,
    ExamMark,
    ExamPolicy,
    Module,
    Programme,
    ProgrammeVersion,
    ReEvaluation,
    Topic,
)
from training.queries import exam_terms, exam_topics
from training.queries.exam_topics import Covered
from training.queries.exams import rules_from
from training.queries.figures import Over, Scope
from training.rules.exams import is_passed
from training.rules.figures import Result, of_module, result, results_by_topic
from training.states import TrainerPart


@dataclass(frozen=True)
class Sat:
    """Somebody and an exam that they sat at least once. `cohort_id`, `trainer_id`: of the day of the first
    attempt. `topics`, `modules`: key → the same of each of which the first attempt told marks."""

    enrolment_id: int
    cohort_id: int
    trainer_id: int | None
    programme_id: int
    exam_key: str
    first_on: date
    result: Result
    topics: Mapping[str, Result]
    modules: Mapping[str, Result]


def sat(
    seats: Mapping[int, Sequence[Any]],
    over: Over,
    cohort_ids: Collection[int],
    scope: Scope,
) -> list[Sat]:
    """Every exam first sat in one of these cohorts. `seats`: of `figures.seats`; `over`: whose training is
    over, and so all their exams."""
    rows = _attempts(list(seats), scope)
    policies = exam_terms.policies({row.policy_id for its in rows.values() for row in its})
    covered = exam_topics.covered_by({row.exam_id for its in rows.values() for row in its})
    held_to, led = _held_to(list(seats), scope), _led(cohort_ids)
    policies |= exam_terms.policies(set(held_to.values()) - policies.keys())
    found = []
    for (one, key), its in rows.items():
        cohort_id = _seat_on(seats[one], its[0].sat_on)
        if cohort_id in cohort_ids:
            policy = policies[held_to.get((one, key, its[-1].cycle), its[-1].policy_id)]
            trainer_id = _led_on(led.get(cohort_id, []), its[0].sat_on)
            found.append(
                _one(its, policy, covered[its[0].exam_id], cohort_id, trainer_id, over.includes(one))
            )
    return found


def _attempts(enrolment_ids: Collection[int], scope: Scope) -> dict[tuple[int, str], list[Any]]:
    """(enrolment, exam key) → the attempts known by then that were not void, in their order, with the mark
    that stood."""
    rows = db.session.execute(
        select(
            ExamAttempt.id,
            ExamAttempt.enrolment_id,
            ExamAttempt.exam_key,
            ExamAttempt.exam_id,
            ExamAttempt.cycle,
            ExamAttempt.policy_id,
            ExamAttempt.sat_on,
            Exam.kind,
            ProgrammeVersion.programme_id,
            ExamMark.mark,
            ExamMark.recorded,
            ExamMark.passed,
            ExamMark.parts,
        )
        .join(ExamMark, ExamMark.attempt_id == ExamAttempt.id)
        .join(Exam, Exam.id == ExamAttempt.exam_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Exam.programme_version_id)
        .where(ExamAttempt.enrolment_id.in_(enrolment_ids), *scope.known(ExamMark.entered_at))
        .order_by(ExamAttempt.cycle, ExamAttempt.number, ExamMark.number)
    )
    stands = {row.id: row for row in rows}
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in stands.values():
        if row.mark is not None:
            found[row.enrolment_id, row.exam_key].append(row)
    return found


def _held_to(enrolment_ids: Collection[int], scope: Scope) -> dict[tuple[int, str, int], int]:
    rows = db.session.execute(
        select(ReEvaluation.enrolment_id, ReEvaluation.exam_key, ReEvaluation.cycle, ReEvaluation.policy_id)
        .join(Entry, Entry.id == ReEvaluation.entry_id)
        .where(ReEvaluation.enrolment_id.in_(enrolment_ids), *scope.known(Entry.at))
        .order_by(ReEvaluation.id)
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def _led(cohort_ids: Collection[int]) -> dict[int, list[Any]]:
    rows = db.session.execute(
        select(CohortTrainer.cohort_id, CohortTrainer.account_id, CohortTrainer.since, CohortTrainer.until)
        .where(CohortTrainer.cohort_id.in_(cohort_ids), CohortTrainer.part == TrainerPart.TRAINER)
        .order_by(CohortTrainer.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.cohort_id].append(row)
    return found


def _led_on(led: Iterable[Any], day: date) -> int | None:
    """The account that led a cohort on a day."""
    there = [row.account_id for row in led if row.since <= day and (row.until is None or day < row.until)]
    return there[-1] if there else None


def _seat_on(seats: Sequence[Any], day: date) -> int:
    """The cohort in which somebody sat on a day; the last one before it where they sat in none."""
    begun = [seat for seat in seats if seat.since <= day] or [seats[0]]
    there = [seat for seat in begun if seat.until is None or day < seat.until]
    return int((there or begun)[-1].cohort_id)


def _one(
    its: Sequence[Any],
    policy: ExamPolicy,
    covered: Sequence[Covered],
    cohort_id: int,
    trainer_id: int | None,
    training_is_over: bool,
) -> Sat:
    first = its[0]
    rules = rules_from(next(one for one in policy.rules if one.kind is first.kind))
    stands = is_passed([row for row in its if row.cycle == its[-1].cycle], rules)
    is_over = stands or training_is_over
    topics = results_by_topic(
        {key: Decimal(part) for key, part in first.parts.items()},
        exam_topics.newest_parts(its),
        rules.pass_mark if rules.part_mark is None else rules.part_mark,
        is_over=is_over,
    )
    return Sat(
        enrolment_id=first.enrolment_id,
        cohort_id=cohort_id,
        trainer_id=trainer_id,
        programme_id=first.programme_id,
        exam_key=first.exam_key,
        first_on=first.sat_on,
        result=result(first=first.passed, stands=stands, is_over=is_over),
        topics=topics,
        modules=_by_module(covered, topics),
    )


def _by_module(covered: Sequence[Covered], topics: Mapping[str, Result]) -> dict[str, Result]:
    told = {one.key: [topics[key] for key in one.topics if key in topics] for one in covered}
    return {key: of_module(results) for key, results in told.items() if results}


# What they are called


Names = Mapping[tuple[int, str], Words]
"""(programme, key) → name in its newest version."""


def exam_names() -> Names:
    return _named(Exam.programme_version_id, Exam.key, Exam.name)


def module_names() -> Names:
    return _named(Module.programme_version_id, Module.key, Module.name)


def topic_names() -> Names:
    rows = db.session.execute(
        select(ProgrammeVersion.programme_id, Topic.key, Topic.name)
        .join(Module, Module.id == Topic.module_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Module.programme_version_id)
        .order_by(ProgrammeVersion.number)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _named(version_id: Any, key: Any, name: Any) -> Names:
    rows = db.session.execute(
        select(ProgrammeVersion.programme_id, key, name)
        .join(ProgrammeVersion, ProgrammeVersion.id == version_id)
        .order_by(ProgrammeVersion.number)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def programme_names() -> dict[int, Words]:
    return {row.id: row.name for row in db.session.execute(select(Programme.id, Programme.name))}


def account_names(account_ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Account.id, Person.name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id.in_(account_ids))
    )
    return {row.id: row.name for row in rows}
