"""What is asked about topics: which an exam covers, who is weak in which, what is worked on."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.db import Words, db
from people.models import Account, Person
from training.models import Exam, ExamAttempt, ExamModule, Module, Remedy, Topic


@dataclass(frozen=True)
class Covered:
    """A module that an exam covers, with its topics: key → name."""

    key: str
    name: Words
    topics: Mapping[str, Words]


def covered_by(exam_ids: Collection[int]) -> dict[int, list[Covered]]:
    """Exam → its modules in their order; in one statement."""
    rows = db.session.execute(
        select(
            ExamModule.exam_id,
            Module.key.label("module_key"),
            Module.name.label("module"),
            Topic.key,
            Topic.name,
        )
        .join(Module, Module.id == ExamModule.module_id)
        .outerjoin(Topic, Topic.module_id == Module.id)
        .where(ExamModule.exam_id.in_(exam_ids))
        .order_by(ExamModule.exam_id, Module.position, Topic.position)
    )
    modules: dict[int, dict[str, tuple[Words, dict[str, Words]]]] = defaultdict(dict)
    for row in rows:
        topics = modules[row.exam_id].setdefault(row.module_key, (row.module, {}))[1]
        if row.key is not None:
            topics[row.key] = row.name
    return {
        exam_id: [Covered(key, name, topics) for key, (name, topics) in found.items()]
        for exam_id, found in modules.items()
    }


def topic_names(exams: Collection[Exam]) -> dict[str, Words]:
    """Topic key → name, of all that these exams cover; in one statement."""
    covered = covered_by([one.id for one in exams])
    return {key: name for those in covered.values() for one in those for key, name in one.topics.items()}


def weak_modules(covered: Sequence[Covered], weak: Collection[str]) -> dict[str, list[str]]:
    """Module key → the weak topics in it, of the modules that have any."""
    found = {one.key: [key for key in one.topics if key in weak] for one in covered}
    return {key: topics for key, topics in found.items() if topics}


def remedies(enrolment_id: int) -> dict[int, list[Any]]:
    """Attempt → what was assigned after it, first to last: rows of (attempt_id, kind, module_key, topics,
    due_on, note, assigned_at, actor)."""
    rows = db.session.execute(
        select(
            Remedy.attempt_id,
            Remedy.kind,
            Remedy.module_key,
            Remedy.topics,
            Remedy.due_on,
            Remedy.note,
            Remedy.assigned_at,
            Person.name.label("actor"),
        )
        .join(ExamAttempt, ExamAttempt.id == Remedy.attempt_id)
        .outerjoin(Account, Account.id == Remedy.assigned_by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ExamAttempt.enrolment_id == enrolment_id)
        .order_by(Remedy.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.attempt_id].append(row)
    return found


def newest_parts(attempts: Sequence[Any]) -> dict[str, Decimal]:
    """Topic key → the mark of the newest attempt that told one. `attempts`: rows of `queries.exams.attempts`
    in their order."""
    found: dict[str, Decimal] = {}
    for one in attempts:
        found |= {key: Decimal(part) for key, part in one.parts.items()}
    return found
