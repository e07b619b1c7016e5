"""How somebody came to where they stand: posts, duty and acts as they followed each other."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, func, literal, or_, select, union_all

from careers.models import LevelAct
from careers.queries.spells import Spell
from careers.queries.when import MOMENT, When
from core.db import Words, db
from people.models import Duty, Employment, Person, Post
from training.models import Coaching, Enrolment, Exam, Programme, ProgrammeVersion


class Change(NamedTuple):
    """`kind`: "post", "terms", "duty", "act", "ladder" or "left"; `what`: a level's key, a shift or kind of
    employment, a duty, an act, the number of the version of the ladder to which they were moved."""

    on: date
    kind: str
    what: str
    before: str = ""
    grade: str | None = None


def acts(
    posts: Sequence[Post],
    duties: Sequence[Duty | Spell],
    moved: Sequence[tuple[date, int]],
    done: Sequence[LevelAct],
) -> list[Change]:
    """What changed, latest first. All are told oldest first; `moved`: to which version of the ladder."""
    changes = [
        *_of_posts(posts),
        *(Change(one.since, "duty", one.status) for one in duties),
        *(Change(on, "ladder", str(number)) for on, number in moved),
        *(Change(one.on, "act", one.kind, one.from_level, one.pay_grade) for one in done),
    ]
    return sorted(changes, key=lambda one: one.on)[::-1]


def _of_posts(posts: Sequence[Post]) -> Iterator[Change]:
    """The levels, and the shifts and kinds of employment that were set later: with them alone no level
    begins."""
    before: Post | None = None
    for one in posts:
        pairs = [(one.shift, before.shift), (one.kind, before.kind)] if before else []
        differing = [now for now, then in pairs if now is not None and now is not then]
        yield from (Change(one.since, "terms", now) for now in differing)
        if before is None or not differing or one.level != before.level:
            yield Change(one.since, "post", one.level)
        before = one


def newest_enrolment(employment_id: int) -> int | None:
    return db.session.scalar(select(func.max(Enrolment.id)).where(Enrolment.employment_id == employment_id))


HAS_COACHED = or_(Coaching.until.is_(None), Coaching.until > Coaching.since)
"""A condition on Coaching: who was replaced on the day on which it began has accompanied nobody."""


def coached_by(person_id: int) -> Sequence[Any]:
    """Whom somebody has accompanied, latest first: rows of (enrolment_id, name, latin_name, since, until)."""
    return db.session.execute(
        select(Coaching.enrolment_id, Person.name, Person.latin_name, Coaching.since, Coaching.until)
        .join(Enrolment, Enrolment.id == Coaching.enrolment_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .where(Coaching.coach_id == person_id, HAS_COACHED)
        .order_by(Coaching.since.desc(), Coaching.id.desc())
    ).all()


@cache
def _names_of(past: bool) -> CompoundSelect[Any]:
    exams = select(Exam.key, Exam.name, ProgrammeVersion.number, literal(0).label("is_course")).join(
        ProgrammeVersion, ProgrammeVersion.id == Exam.programme_version_id
    )
    courses = select(Programme.key, Programme.name, literal(0), literal(1))
    if past:
        taught = select(ProgrammeVersion.programme_id).where(ProgrammeVersion.published_at < MOMENT)
        exams = exams.where(ProgrammeVersion.published_at < MOMENT)
        courses = courses.where(Programme.id.in_(taught))
    return union_all(exams, courses)


def names_asked(when: When | None = None) -> dict[str, Words]:
    """Key → name of every exam and course that a ladder can ask for; the newest name of each. `when`: those
    that there were then."""
    past, given = (when.is_past, when.given) if when else (False, {})
    rows = sorted(db.session.execute(_names_of(past), given), key=lambda row: (row.is_course, row.number))
    return {row.key: row.name for row in rows}


def exams_asked() -> dict[str, Words]:
    """Key → newest name of every exam."""
    rows = db.session.execute(
        select(Exam.key, Exam.name)
        .join(ProgrammeVersion, ProgrammeVersion.id == Exam.programme_version_id)
        .order_by(ProgrammeVersion.number)
    )
    return {row.key: row.name for row in rows}


def courses_asked() -> dict[str, Words]:
    """Key → name of every course."""
    return {row.key: row.name for row in db.session.execute(select(Programme.key, Programme.name))}
