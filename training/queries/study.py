"""What is asked about self-study: claims that await a decision, one with its history, one's own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from core.db import db
from core.record import Entry
from people.models import Account, Employment, Person, Post, Team
from people.permissions import Permission
from people.queries import of_teams
from training.models import StudyClaim, StudyDecision, StudyVersion
from training.states import StudyState

CLAIM_ORDER = (StudyClaim.claimed_at, StudyClaim.id)
_newer, _later = aliased(StudyVersion), aliased(StudyDecision)
NEWEST = ~exists(
    select(_newer.id).where(_newer.claim_id == StudyVersion.claim_id, _newer.number > StudyVersion.number)
)
"""A condition on StudyVersion: what is claimed now."""
STANDS = ~exists(
    select(_later.id).where(_later.claim_id == StudyDecision.claim_id, _later.number > StudyDecision.number)
)
"""A condition on StudyDecision: what is decided now."""


def _claims() -> Select[*tuple[Any, ...]]:
    return (
        select(
            StudyClaim.id,
            StudyClaim.employment_id,
            StudyClaim.state,
            StudyClaim.claimed_at,
            StudyVersion.what,
            StudyVersion.studied_on,
            StudyVersion.minutes,
            StudyDecision.minutes.label("credited"),
            Employment.person_id,
            Person.name,
            Person.latin_name,
            Team.name.label("team"),
        )
        .select_from(StudyClaim)
        .join(StudyVersion, and_(StudyVersion.claim_id == StudyClaim.id, NEWEST))
        .outerjoin(StudyDecision, and_(StudyDecision.claim_id == StudyClaim.id, STANDS))
        .join(Employment, Employment.id == StudyClaim.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, and_(Post.employment_id == Employment.id, Post.id == _newest_post()))
        .join(Team, Team.id == Post.team_id)
    )


def _newest_post() -> Any:
    """The post that they hold, or held last."""
    newest = select(func.max(Post.id)).where(Post.employment_id == Employment.id)
    return newest.correlate(Employment).scalar_subquery()


def _within(reader: Account) -> ColumnElement[bool]:
    """Those whom `reader` decides about; never one's own."""
    of_team = of_teams(Post.team_id, reader, Permission.DECIDE_SELF_STUDY)
    return and_(of_team, Employment.person_id != reader.person_id)


def claims(
    reader: Account,
    *,
    state: StudyState | None = None,
    team_id: int | None = None,
    text: str | None = None,
) -> Select[*tuple[Any, ...]]:
    """Claims that `reader` decides: rows of (id, employment_id, state, claimed_at, what, studied_on, minutes,
    credited, person_id, name, latin_name, team)."""
    statement = _claims().where(_within(reader))
    if state:
        statement = statement.where(StudyClaim.state == state)
    if team_id:
        statement = statement.where(Post.team_id == team_id)
    if text:
        columns = (StudyVersion.what, Person.name, Person.latin_name)
        statement = statement.where(or_(*(one.icontains(text, autoescape=True) for one in columns)))
    return statement


def everything(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return db.session.execute(statement.order_by(*CLAIM_ORDER)).all()


def count_open(reader: Account) -> int:
    """How many await a decision of `reader`."""
    found = claims(reader, state=StudyState.OPEN).with_only_columns(func.count())
    return db.session.scalar(found) or 0


def reached(reader: Account, claim_id: int) -> StudyClaim | None:
    """A claim that `reader` decides."""
    within = _claims().where(_within(reader)).with_only_columns(StudyClaim.id)
    return db.session.scalar(select(StudyClaim).where(StudyClaim.id == claim_id, StudyClaim.id.in_(within)))


def own(account: Account, claim_id: int) -> StudyClaim | None:
    """A claim of one's own."""
    mine = select(Employment.id).where(Employment.person_id == account.person_id)
    found = select(StudyClaim).where(StudyClaim.id == claim_id, StudyClaim.employment_id.in_(mine))
    return db.session.scalar(found)


def of_employment(employment_id: int) -> Sequence[Any]:
    """What somebody claimed, latest first: rows of `claims`."""
    found = _claims().where(StudyClaim.employment_id == employment_id)
    return db.session.execute(found.order_by(StudyClaim.claimed_at.desc(), StudyClaim.id.desc())).all()


def versions(claim_id: int) -> Sequence[StudyVersion]:
    """What was claimed, first to last."""
    return db.session.scalars(
        select(StudyVersion).where(StudyVersion.claim_id == claim_id).order_by(StudyVersion.number)
    ).all()


def newest(claim_id: int) -> StudyVersion:
    return db.session.scalars(select(StudyVersion).where(StudyVersion.claim_id == claim_id, NEWEST)).one()


def decision(claim_id: int) -> StudyDecision | None:
    """The one that stands."""
    return db.session.scalar(select(StudyDecision).where(StudyDecision.claim_id == claim_id, STANDS))


def decisions(claim_id: int) -> Sequence[Any]:
    """What was decided, first to last: rows of (number, minutes, decided_at, actor, reason)."""
    return db.session.execute(
        select(
            StudyDecision.number,
            StudyDecision.minutes,
            StudyDecision.decided_at,
            Person.name.label("actor"),
            Entry.reason,
        )
        .join(Account, Account.id == StudyDecision.decided_by_id)
        .join(Person, Person.id == Account.person_id)
        .join(Entry, Entry.id == StudyDecision.entry_id)
        .where(StudyDecision.claim_id == claim_id)
        .order_by(StudyDecision.number)
    ).all()


def live_claims(employment_id: int, besides: int | None = None) -> Sequence[Any]:
    """What somebody claims that is neither refused nor withdrawn: rows of (what, studied_on, digest)."""
    query = (
        select(StudyVersion.what, StudyVersion.studied_on, StudyVersion.digest)
        .select_from(StudyClaim)
        .join(StudyVersion, and_(StudyVersion.claim_id == StudyClaim.id, NEWEST))
        .where(
            StudyClaim.employment_id == employment_id,
            StudyClaim.state.in_((StudyState.OPEN, StudyState.APPROVED)),
            StudyClaim.id != (besides or 0),
        )
    )
    return db.session.execute(query).all()
