"""How somebody came to where they stand: posts, duty and acts as they followed each other."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from careers.models import LevelAct
from core.db import Words, db
from people.models import Duty, Post
from training.models import Enrolment, Exam, Programme, ProgrammeVersion


class Change(NamedTuple):
    """`kind`: "post", "duty" or "act"; `what`: a level's key, a duty, an act."""

    on: date
    kind: str
    what: str
    before: str = ""
    grade: str | None = None


def acts(employment_id: int) -> list[Change]:
    """What changed, latest first."""
    posts = db.session.scalars(select(Post).where(Post.employment_id == employment_id).order_by(Post.id))
    duty = db.session.scalars(select(Duty).where(Duty.employment_id == employment_id).order_by(Duty.id))
    done = db.session.scalars(
        select(LevelAct).where(LevelAct.employment_id == employment_id).order_by(LevelAct.id)
    )
    changes = [
        *(Change(one.since, "post", one.level) for one in posts),
        *(Change(one.since, "duty", one.status) for one in duty),
        *(Change(one.on, "act", one.kind, one.from_level, one.pay_grade) for one in done),
    ]
    return sorted(changes, key=lambda one: one.on)[::-1]


def newest_enrolment(employment_id: int) -> int | None:
    return db.session.scalar(select(func.max(Enrolment.id)).where(Enrolment.employment_id == employment_id))


def names_asked() -> dict[str, Words]:
    """Key → name of every exam and course that a ladder can ask for; the newest name of each."""
    exams = db.session.execute(
        select(Exam.key, Exam.name)
        .join(ProgrammeVersion, ProgrammeVersion.id == Exam.programme_version_id)
        .order_by(ProgrammeVersion.number)
    )
    courses = db.session.execute(select(Programme.key, Programme.name))
    return {row.key: row.name for row in (*exams, *courses)}
