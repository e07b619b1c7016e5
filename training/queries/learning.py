"""What people on duty learned: the hours that they are credited with, in the order of their days."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)

from core.db import db
from core.months import after, month_of
from people.models import Account, Duty, Employment, Person, Post, Team
from people.permissions import Permission
from people.queries import of_teams
from people.states import SERVING
from training.models import (
    Enrolment,
    ExamAttempt,
    ExamMark,
    RecurrentMark,
    RecurrentSession,
    StudyClaim,
    StudyDecision,
    StudyVersion,
)
from training.queries import exams, study
from training.queries.recurrent import STANDS
from training.states import CreditSource, Presence, StudyState


@dataclass(frozen=True)
class Hours:
    """What somebody is credited with over some days, in minutes, and how many of the required sessions of
    which they have a mark they attended; who was excused was not due."""

    sessions: int = 0
    self_study: int = 0
    attended: int = 0
    due: int = 0

    @property
    def minutes(self) -> int:
        return self.sessions + self.self_study

    @property
    def attendance(self) -> Decimal | None:
        """Per cent with one decimal; None where nothing was due."""
        return (Decimal(100 * self.attended) / self.due).quantize(Decimal("0.1")) if self.due else None


def credits() -> CompoundSelect[*tuple[Any, ...]]:
    """All that was ever credited, by sessions and by self-study that is approved: rows of (employment_id, on,
    minutes, source, what, id)."""
    return union_all(_by_sessions(), _by_self_study())


def _by_self_study() -> Select[*tuple[Any, ...]]:
    return (
        select(
            StudyClaim.employment_id,
            StudyVersion.studied_on,
            StudyDecision.minutes,
            literal(CreditSource.SELF_STUDY.value),
            StudyVersion.what,
            StudyClaim.id,
        )
        .join(StudyDecision, StudyDecision.claim_id == StudyClaim.id)
        .join(StudyVersion, StudyVersion.id == StudyDecision.version_id)
        .where(StudyClaim.state == StudyState.APPROVED, study.STANDS)
    )


def _by_sessions() -> Select[*tuple[Any, ...]]:
    return (
        select(
            RecurrentMark.employment_id,
            RecurrentSession.held_on.label("on"),
            RecurrentSession.minutes,
            literal(CreditSource.SESSION.value).label("source"),
            RecurrentSession.topic.label("what"),
            RecurrentSession.id,
        )
        .join(RecurrentSession, RecurrentSession.id == RecurrentMark.session_id)
        .where(RecurrentMark.presence == Presence.PRESENT, STANDS)
    )


def ledger(employment_id: int) -> Sequence[Any]:
    """What somebody is credited with, latest first: rows of `credits`."""
    found = credits().subquery()
    its = select(found).where(found.c.employment_id == employment_id)
    return db.session.execute(its.order_by(found.c.on.desc(), found.c.source, found.c.id.desc())).all()


def hours(employment_ids: Collection[int], first: date, until: date) -> Mapping[int, Hours]:
    """Employment → what it is credited with from `first` on and before `until`; two statements however many
    they are. It is what a monthly review can take from training."""
    found = credits().subquery()
    rows = db.session.execute(
        select(found.c.employment_id, found.c.source, func.sum(found.c.minutes).label("minutes"))
        .where(found.c.employment_id.in_(employment_ids), found.c.on >= first, found.c.on < until)
        .group_by(found.c.employment_id, found.c.source)
    )
    minutes: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        minutes[row.employment_id][row.source] = int(row.minutes)
    due = _due(employment_ids, first, until)
    return {
        one: Hours(
            sessions=minutes[one].get(CreditSource.SESSION, 0),
            self_study=minutes[one].get(CreditSource.SELF_STUDY, 0),
            attended=due[one].get(Presence.PRESENT, 0),
            due=due[one].get(Presence.PRESENT, 0) + due[one].get(Presence.ABSENT, 0),
        )
        for one in employment_ids
    }


def in_month(employment_ids: Collection[int], month: date) -> Mapping[int, Hours]:
    return hours(employment_ids, month_of(month), after(month))


def exam_marks(employment_ids: Collection[int], month: date) -> Mapping[int, Decimal]:
    """Employment → the mean of the recorded marks, of 100, of what it sat in a month; nobody who sat nothing,
    or whose attempts are all void."""
    rows = db.session.execute(
        select(Enrolment.employment_id, func.avg(ExamMark.recorded).label("mark"))
        .join(ExamAttempt, ExamAttempt.enrolment_id == Enrolment.id)
        .join(ExamMark, ExamMark.attempt_id == ExamAttempt.id)
        .where(
            Enrolment.employment_id.in_(employment_ids),
            ExamAttempt.sat_on >= month_of(month),
            ExamAttempt.sat_on < after(month),
            ExamMark.recorded.is_not(None),
            exams.STANDS,
        )
        .group_by(Enrolment.employment_id)
    )
    return {row.employment_id: Decimal(row.mark) for row in rows}


def _due(employment_ids: Collection[int], first: date, until: date) -> dict[int, dict[Presence, int]]:
    rows = db.session.execute(
        select(RecurrentMark.employment_id, RecurrentMark.presence, func.count())
        .join(RecurrentSession, RecurrentSession.id == RecurrentMark.session_id)
        .where(
            RecurrentMark.employment_id.in_(employment_ids),
            STANDS,
            RecurrentSession.is_required,
            RecurrentSession.held_on >= first,
            RecurrentSession.held_on < until,
        )
        .group_by(RecurrentMark.employment_id, RecurrentMark.presence)
    )
    found: dict[int, dict[Presence, int]] = defaultdict(dict)
    for row in rows:
        found[row[0]][row[1]] = row[2]
    return found


PEOPLE_ORDER = (Person.name, Employment.id)


def people(
    reader: Account, month: date, *, team_id: int | None = None, text: str | None = None
) -> Select[*tuple[Any, ...]]:
    """Who served customers in a month, within reach of `reader`, by the post of its last day or the last one
    they held: rows of (id of the employment, person_id, name, latin_name, team)."""
    until = after(month)
    newest = (
        select(func.max(Post.id))
        .where(Post.employment_id == Employment.id, Post.since < until)
        .correlate(Employment)
        .scalar_subquery()
    )
    statement = (
        select(
            Employment.id,
            Employment.person_id,
            Person.name,
            Person.latin_name,
            Team.name.label("team"),
        )
        .join(Person, Person.id == Employment.person_id)
        .join(Post, and_(Post.employment_id == Employment.id, Post.id == newest))
        .join(Team, Team.id == Post.team_id)
        .where(_served(month), _within(reader))
    )
    if team_id:
        statement = statement.where(Post.team_id == team_id)
    if text:
        called = (column.icontains(text, autoescape=True) for column in (Person.name, Person.latin_name))
        statement = statement.where(or_(*called))
    return statement


def _served(month: date) -> ColumnElement[bool]:
    """A condition on Employment: served customers in the month."""
    return (
        select(Duty.id)
        .where(
            Duty.employment_id == Employment.id,
            Duty.status.in_(SERVING),
            Duty.since < after(month),
            or_(Duty.until.is_(None), Duty.until > month_of(month)),
        )
        .exists()
    )


def _within(reader: Account) -> ColumnElement[bool]:
    """A condition on Post."""
    return of_teams(Post.team_id, reader, Permission.SEE_TRAINING)


def everybody(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return db.session.execute(statement.order_by(*PEOPLE_ORDER)).all()


def one_of(reader: Account, employment_id: int) -> Any | None:
    """Somebody within reach of `reader`: a row of (id, person_id, name, latin_name, team)."""
    return db.session.execute(_posts().where(Employment.id == employment_id, _within(reader))).first()


def posted(employment_id: int) -> Any:
    """The row of an employment, whoever asks."""
    return db.session.execute(_posts().where(Employment.id == employment_id)).one()


def own(account: Account) -> Any | None:
    """The reader's own row, or None without an employment."""
    return db.session.execute(
        _posts().where(Employment.person_id == account.person_id).order_by(Employment.id.desc()).limit(1)
    ).first()


def _posts() -> Select[*tuple[Any, ...]]:
    """Everybody by the post that they hold, or held last."""
    newest = (
        select(func.max(Post.id))
        .where(Post.employment_id == Employment.id)
        .correlate(Employment)
        .scalar_subquery()
    )
    return (
        select(Employment.id, Employment.person_id, Person.name, Person.latin_name, Team.name.label("team"))
        .join(Person, Person.id == Employment.person_id)
        .join(Post, and_(Post.employment_id == Employment.id, Post.id == newest))
        .join(Team, Team.id == Post.team_id)
    )
