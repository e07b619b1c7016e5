"""Interviews and who is asked to score: what its pages and verbs read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, literal, or_, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload

from assessment.models import RubricVersion
from core import clock
from core.db import Words, db
from people.models import Account, Grant, Person
from people.permissions import GRANTS, Permission
from recruiting.models import (
    Application,
    Candidate,
    HiringTeamMember,
    Interview,
    Opening,
    Panelist,
    Scorecard,
    Stage,
    Visit,
)
from recruiting.queries.blindness import names, veil_applications
from recruiting.queries.reach import reachable
from recruiting.states import InterviewState, StageKind, Wait

DONE_SHOWN = 20
ALL_ROWS = 100_000


def panelist_of(panelist_id: int, account: Account) -> Panelist | None:
    """The request to score with this id, where it was made to `account` and still stands; with its
    visit, application, person, opening and rubric. One statement, and one more where somebody reviews
    blind."""
    found = (
        db.session.scalars(
            select(Panelist)
            .join(Panelist.visit)
            .join(Visit.application)
            .join(Visit.stage)
            .where(
                Panelist.id == panelist_id,
                Panelist.account_id == account.id,
                Panelist.released_at.is_(None),
                Visit.voided_at.is_(None),
            )
            .options(
                contains_eager(Panelist.visit).options(
                    contains_eager(Visit.application).options(
                        joinedload(Application.person, innerjoin=True),
                        joinedload(Application.opening, innerjoin=True),
                    ),
                    contains_eager(Visit.stage)
                    .joinedload(Stage.rubric_version)
                    .joinedload(RubricVersion.criteria),
                ),
                joinedload(Panelist.account),
            )
            .execution_options(populate_existing=True)
        )
        .unique()
        .one_or_none()
    )
    veil_applications([found.visit.application] if found else [], account)
    return found


def panelist_on(visit_id: int, panelist_id: int) -> Panelist | None:
    """The request with this id, where it belongs to this visit."""
    return db.session.scalar(
        select(Panelist).where(Panelist.id == panelist_id, Panelist.visit_id == visit_id)
    )


def request_to(visit_id: int, account_id: int) -> Panelist | None:
    """The request to this account for this visit, withdrawn or not."""
    return db.session.scalar(
        select(Panelist).where(Panelist.visit_id == visit_id, Panelist.account_id == account_id)
    )


def panel(visit_id: int) -> list[Any]:
    """Everybody asked for this visit and not released: id, account, name, and whether they submitted."""
    scored = select(Scorecard.id).where(Scorecard.panelist_id == Panelist.id).exists()
    return list(
        db.session.execute(
            select(
                Panelist.id,
                Panelist.account_id,
                Panelist.asked_at,
                Panelist.focus,
                Person.name,
                Person.latin_name,
                scored.label("scored"),
            )
            .join(Panelist.account)
            .join(Person, Person.id == Account.person_id)
            .where(Panelist.visit_id == visit_id, Panelist.released_at.is_(None))
            .order_by(Panelist.id)
        ).all()
    )


def interviews(visit_id: int) -> Sequence[Interview]:
    """Every interview of a visit, whatever became of it, in order."""
    return db.session.scalars(
        select(Interview).where(Interview.visit_id == visit_id).order_by(Interview.id)
    ).all()


def planned(visit_id: int) -> Interview | None:
    """The interview of a visit that is planned and not over or cancelled."""
    return db.session.scalar(
        select(Interview)
        .where(Interview.visit_id == visit_id, Interview.state == InterviewState.PLANNED)
        .order_by(Interview.id.desc())
        .limit(1)
    )


def may_score(account: Account, opening_id: int) -> bool:
    """Can this account be asked to score candidates of this opening?"""
    if not account.is_active or not account.may(Permission.SCORE):
        return False
    within = select(Opening.id).where(Opening.id == opening_id, reachable(account, Permission.SCORE))
    return db.session.scalar(within) is not None


def account(account_id: int) -> Account | None:
    return db.session.get(Account, account_id)


@dataclass(frozen=True)
class Choice:
    """Somebody who could be asked; `owes` scorecards of others; `elsewhere` names the stage in which
    they interview the same candidate, so that they cannot here."""

    account_id: int
    name: str
    owes: int
    elsewhere: Words | None


def who_can_be_asked(visit: Visit) -> list[Choice]:
    """Accounts that may score for the opening of `visit` and are not asked yet, least asked first."""
    roles = [role for role, permissions in GRANTS.items() if Permission.SCORE in permissions]
    member = select(HiringTeamMember.account_id).where(HiringTeamMember.opening_id == visit.opening_id)
    rows = db.session.execute(
        select(Account.id, Person.name, _owes().label("owes"))
        .join(Person, Person.id == Account.person_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(
            Grant.role.in_(roles),
            or_(
                Grant.team_id.is_(None),
                Grant.team_id == visit.application.opening.team_id,
                Account.id.in_(member),
            ),
            Account.closed_at.is_(None),
            Account.id.not_in(_asked(visit.id)),
        )
        .distinct()
        .order_by("owes", Person.name)
    )
    elsewhere = other_interviewers(visit)
    return [Choice(id, name, owes, elsewhere.get(id)) for id, name, owes in rows]


def _asked(visit_id: int) -> Select[int]:
    return select(Panelist.account_id).where(Panelist.visit_id == visit_id, Panelist.released_at.is_(None))


def _owes() -> Any:
    return (
        select(func.count(Panelist.id))
        .join(Panelist.visit)
        .where(
            Panelist.account_id == Account.id,
            Panelist.released_at.is_(None),
            Visit.left_at.is_(None),
            ~select(Scorecard.id).where(Scorecard.panelist_id == Panelist.id).exists(),
        )
        .correlate(Account)
        .scalar_subquery()
    )


def asked_accounts(visit_id: int) -> list[int]:
    """The accounts asked to score this visit and not released."""
    return list(db.session.scalars(_asked(visit_id)))


def other_interviewers(visit: Visit) -> dict[int, Words]:
    """Account id → the other interview stage of the same application in which it was asked."""
    if visit.stage.kind is not StageKind.INTERVIEW:
        return {}
    rows = db.session.execute(
        select(Panelist.account_id, Stage.name)
        .join(Panelist.visit)
        .join(Visit.stage)
        .where(
            Visit.application_id == visit.application_id,
            Visit.voided_at.is_(None),
            Visit.stage_id != visit.stage_id,
            Stage.kind == StageKind.INTERVIEW,
            Panelist.released_at.is_(None),
        )
    )
    return {row[0]: row[1] for row in rows}


def background_of(person_id: int) -> Candidate | None:
    """What the résumé says, without how to reach the person."""
    return db.session.get(Candidate, person_id)


# My interviews


def _mine(account: Account) -> Any:
    time = (
        select(func.min(Interview.starts_at))
        .where(
            Interview.visit_id == Visit.id,
            Interview.state.in_((InterviewState.PLANNED, InterviewState.HELD)),
        )
        .correlate(Visit)
    )
    return (
        select(
            Panelist.id,
            Panelist.asked_at,
            *names(account),
            Opening.code,
            Opening.title,
            Stage.name.label("stage"),
            Stage.kind,
            Visit.entered_at,
            Visit.due_at,
            time.scalar_subquery().label("starts_at"),
        )
        .select_from(Panelist)
        .join(Panelist.visit)
        .join(Visit.application)
        .join(Application.person)
        .join(Application.opening)
        .join(Visit.stage)
        .where(Panelist.account_id == account.id, Panelist.released_at.is_(None), Visit.voided_at.is_(None))
    )


def owed_by(account: Account) -> list[Any]:
    """What `account` still has to score, whether its time has come or not; the earliest first.
    One statement; `place` and `minutes` are of the interview, where one is planned."""
    query = _mine(account).add_columns(
        _of_next(Interview.place).label("place"), _of_next(Interview.minutes).label("minutes")
    )
    query = query.where(
        Visit.left_at.is_(None), ~select(Scorecard.id).where(Scorecard.panelist_id == Panelist.id).exists()
    )
    rows = db.session.execute(query).all()
    return sorted(rows, key=lambda row: (row.starts_at or row.asked_at, row.id))


def _of_next(column: Any) -> Any:
    return (
        select(column)
        .where(
            Interview.visit_id == Visit.id,
            Interview.state.in_((InterviewState.PLANNED, InterviewState.HELD)),
        )
        .order_by(Interview.starts_at)
        .limit(1)
        .correlate(Visit)
        .scalar_subquery()
    )


def scored_by(account: Account, before: int | None = None, most: int | None = None) -> list[Any]:
    """What `account` has scored, the newest first, a page of it and one more, or `most`; `before` is a
    panelist id."""
    sent = _of_newest(Scorecard.submitted_at)
    query = _mine(account).add_columns(
        _of_newest(Scorecard.mark).label("mark"), sent.label("submitted_at"), Visit.left_at
    )
    query = query.where(select(Scorecard.id).where(Scorecard.panelist_id == Panelist.id).exists())
    if before:
        last = select(func.max(Scorecard.submitted_at)).where(Scorecard.panelist_id == before)
        query = query.where(tuple_(sent, Panelist.id) < tuple_(last.scalar_subquery(), literal(before)))
    query = query.order_by(sent.desc(), Panelist.id.desc())
    return list(db.session.execute(query.limit(most or DONE_SHOWN + 1)).all())


def _of_newest(column: Any) -> Any:
    return (
        select(column)
        .where(Scorecard.panelist_id == Panelist.id)
        .order_by(Scorecard.number.desc())
        .limit(1)
        .correlate(Panelist)
        .scalar_subquery()
    )


def visits_to_settle() -> list[int]:
    """Visits that wait for an interview whose time has passed."""
    rows = db.session.execute(
        select(Visit.id, Interview.starts_at, Interview.minutes)
        .join(Interview, Interview.visit_id == Visit.id)
        .where(
            Visit.left_at.is_(None),
            Visit.waits_for == Wait.INTERVIEW,
            Interview.state == InterviewState.PLANNED,
            Interview.starts_at <= clock.now(),
        )
        .order_by(Visit.id)
    )
    return [id for id, start, length in rows if start + timedelta(minutes=length) <= clock.now()]
