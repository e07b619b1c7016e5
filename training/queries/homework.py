"""What is asked about homework: what a class is given, where each trainee stands, what is to be marked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from assessment.models import Rubric, RubricVersion
from core import clock
from core.db import db
from people.models import Account, Employment, Person
from people.permissions import Permission
from training.defaults.homework import KEY
from training.defaults.rubrics import KEY as PRACTICAL
from training.models import (
    Cohort,
    Enrolment,
    Exam,
    HandIn,
    Homework,
    HomeworkMarking,
    HomeworkRating,
    Placement,
)
from training.queries.reach import reachable
from training.rules.homework import Handed, Standing, standing

SHOWN = 60
_newer = aliased(HandIn)
_NEWEST = ~exists(
    select(_newer.id).where(
        _newer.homework_id == HandIn.homework_id,
        _newer.enrolment_id == HandIn.enrolment_id,
        _newer.number > HandIn.number,
    )
)
_WHOLE = (
    joinedload(Homework.cohort, innerjoin=True),
    joinedload(Homework.module),
    joinedload(Homework.rubric_version).selectinload(RubricVersion.criteria),
)


def homework(
    reader: Account, homework_id: int, permission: Permission = Permission.SEE_TRAINING
) -> Homework | None:
    """An assignment of a class that `reader` may reach."""
    return db.session.scalar(
        select(Homework)
        .join(Cohort, Cohort.id == Homework.cohort_id)
        .where(Homework.id == homework_id, reachable(reader, permission))
        .options(*_WHOLE)
    )


def own(enrolment_id: int, homework_id: int) -> Homework | None:
    """An assignment of a class in which the trainee sits, or to which they handed something in."""
    return db.session.scalar(
        select(Homework).where(Homework.id == homework_id, _concerns(enrolment_id)).options(*_WHOLE)
    )


def _concerns(enrolment_id: int) -> Any:
    sits = select(Placement.cohort_id).where(
        Placement.enrolment_id == enrolment_id, Placement.until.is_(None)
    )
    handed = select(HandIn.homework_id).where(HandIn.enrolment_id == enrolment_id)
    return Homework.cohort_id.in_(sits) | Homework.id.in_(handed)


def of_cohort(cohort_id: int) -> Sequence[Homework]:
    """The assignments of a class, soonest due first; withdrawn ones too."""
    return db.session.scalars(
        select(Homework)
        .where(Homework.cohort_id == cohort_id)
        .order_by(Homework.due_at, Homework.id)
        .options(*_WHOLE)
    ).all()


@dataclass(frozen=True)
class Course:
    """How one trainee stands with one assignment, with every version first to last."""

    homework: Homework
    versions: tuple[HandIn, ...]
    standing: Standing

    @property
    def newest(self) -> HandIn | None:
        return self.versions[-1] if self.versions else None

    @property
    def marking(self) -> HomeworkMarking | None:
        """The one that stands, of the newest version."""
        return self.newest.markings[-1] if self.newest and self.newest.markings else None


def courses(its: Collection[Homework], enrolment_ids: Collection[int]) -> dict[tuple[int, int], Course]:
    """(assignment, trainee) → how they stand; four statements however many they are."""
    found: dict[tuple[int, int], list[HandIn]] = {}
    for one in db.session.scalars(
        _versions().where(
            HandIn.homework_id.in_([one.id for one in its]), HandIn.enrolment_id.in_(enrolment_ids)
        )
    ):
        found.setdefault((one.homework_id, one.enrolment_id), []).append(one)
    return {(one.id, who): _course(one, found.get((one.id, who), [])) for one in its for who in enrolment_ids}


def course(one: Homework, enrolment_id: int) -> Course:
    return courses([one], [enrolment_id])[one.id, enrolment_id]


def _versions() -> Select[HandIn]:
    markings = selectinload(HandIn.markings)
    return (
        select(HandIn)
        .order_by(HandIn.number)
        .options(
            markings.joinedload(HomeworkMarking.marked_by, innerjoin=True).joinedload(Account.person),
            markings.selectinload(HomeworkMarking.ratings).joinedload(
                HomeworkRating.criterion, innerjoin=True
            ),
        )
        .execution_options(populate_existing=True)
    )


def _course(one: Homework, versions: Sequence[HandIn]) -> Course:
    handed = [
        Handed(
            it.handed_in_at,
            it.due_at,
            is_marked=bool(it.markings),
            again_until=it.markings[-1].again_until if it.markings else None,
        )
        for it in versions
    ]
    return Course(one, tuple(versions), standing(one.due_at, handed, clock.now()))


def of_trainee(enrolment_id: int) -> list[Course]:
    """Everything that a trainee was or is to hand in, soonest due first; what was withdrawn only where they
    had handed it in."""
    its = db.session.scalars(
        select(Homework)
        .where(_concerns(enrolment_id))
        .order_by(Homework.due_at, Homework.id)
        .options(*_WHOLE)
    ).all()
    found = courses(its, [enrolment_id]).values() if its else ()
    return [one for one in found if one.versions or one.homework.withdrawn_at is None]


def hand_in(hand_in_id: int) -> HandIn | None:
    """A version with its assignment and whose it is."""
    return db.session.scalar(
        select(HandIn)
        .where(HandIn.id == hand_in_id)
        .options(
            joinedload(HandIn.homework, innerjoin=True).options(*_WHOLE),
            joinedload(HandIn.enrolment, innerjoin=True)
            .joinedload(Enrolment.employment, innerjoin=True)
            .joinedload(Employment.person, innerjoin=True),
        )
    )


def to_mark(reader: Account) -> Sequence[Any]:
    """What is due, handed in and not marked, of those who still sit in a class that `reader` teaches, as it
    was due, and what was due together as it came: rows of (id, handed_in_at, due_at, title, name, latin_name,
    code). While it is not due yet a newer version may come."""
    marked = exists(select(HomeworkMarking.id).where(HomeworkMarking.hand_in_id == HandIn.id))
    sits = exists(
        select(Placement.id).where(
            Placement.enrolment_id == HandIn.enrolment_id,
            Placement.cohort_id == Homework.cohort_id,
            Placement.until.is_(None),
        )
    )
    return db.session.execute(
        select(
            HandIn.id, HandIn.handed_in_at, HandIn.due_at, Homework.title, Person.name, Person.latin_name,
            Cohort.code,
        )
        .join(Homework, Homework.id == HandIn.homework_id)
        .join(Cohort, Cohort.id == Homework.cohort_id)
        .join(Enrolment, Enrolment.id == HandIn.enrolment_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .where(
            _NEWEST,
            ~marked,
            sits,
            HandIn.due_at <= clock.now(),
            Homework.withdrawn_at.is_(None),
            reachable(reader, Permission.TEACH),
        )
        .order_by(HandIn.due_at, HandIn.handed_in_at, HandIn.id)
        .limit(SHOWN)
    ).all()  # fmt: skip


def rubrics() -> Sequence[RubricVersion]:
    """What homework can be marked by: the newest version of its own rubric, and of those of practical
    exams."""
    newer = aliased(RubricVersion)
    of_exams = select(RubricVersion.rubric_id).join(Exam, Exam.rubric_version_id == RubricVersion.id)
    return db.session.scalars(
        select(RubricVersion)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(
            Rubric.key.in_((KEY, PRACTICAL)) | Rubric.id.in_(of_exams),
            ~exists(
                select(newer.id).where(
                    newer.rubric_id == RubricVersion.rubric_id, newer.number > RubricVersion.number
                )
            ),
        )
        .order_by(Rubric.id)
    ).all()
