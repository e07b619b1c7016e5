"""What is asked about promotion cases."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from assessment.rules import APART
from careers.models import (
    CaseAssessment,
    LadderLevel,
    LadderVersion,
    LevelAct,
    PromotionCase,
    TakeOverTask,
)
from careers.queries import ladder
from careers.queries.reach import last_post, reachable
from careers.states import RUNNING, ActKind, CaseState
from core import clock
from core.db import db
from people.models import Account, Employment, Person, Post, Team
from people.permissions import Permission

CASE_ORDER = (PromotionCase.id,)


def running(employment_id: int) -> PromotionCase | None:
    return db.session.scalar(
        select(PromotionCase).where(
            PromotionCase.employment_id == employment_id, PromotionCase.state.in_(RUNNING)
        )
    )


def case(case_id: int) -> PromotionCase:
    return db.session.get_one(PromotionCase, case_id)


def case_in_reach(reader: Account, case_id: int) -> PromotionCase | None:
    """A case within the reader's teams, or about the reader, or opened by them; who has left is in the team
    that they left."""
    return db.session.scalar(
        select(PromotionCase)
        .join(Employment, Employment.id == PromotionCase.employment_id)
        .join(Post, last_post())
        .where(
            PromotionCase.id == case_id,
            or_(
                reachable(reader),
                Employment.person_id == reader.person_id,
                PromotionCase.nominated_by_id == reader.id,
            ),
        )
        .options(joinedload(PromotionCase.employment).joinedload(Employment.person))
    )


def case_of(assessment: CaseAssessment) -> PromotionCase:
    return db.session.get_one(PromotionCase, assessment.case_id)


def person_of(of: PromotionCase) -> int:
    found = db.session.scalar(select(Employment.person_id).where(Employment.id == of.employment_id))
    assert found is not None, "a case is about somebody employed"
    return found


def level_of(of: PromotionCase) -> LadderLevel:
    """The level that a case is about, as the ladder of the case has it."""
    return db.session.scalars(
        select(LadderLevel).where(LadderLevel.version_id == of.version_id, LadderLevel.key == of.level)
    ).one()


_SUBMITTED = (
    select(func.count())
    .where(CaseAssessment.case_id == PromotionCase.id, CaseAssessment.submitted_at.is_not(None))
    .correlate(PromotionCase)
    .scalar_subquery()
)


def cases(
    reader: Account, state: CaseState | None = None, left: bool | None = None
) -> Select[*tuple[Any, ...]]:
    """Cases within reach, `left`: only of those who have left, or who have not: rows of (id, employment_id,
    level, state, opened_at, effective_on, retry_on, is_own, name, latin_name, ended_on, team, level_name,
    submitted: how many assessments are in)."""
    statement = (
        select(
            PromotionCase.id,
            PromotionCase.employment_id,
            PromotionCase.level,
            PromotionCase.state,
            PromotionCase.opened_at,
            PromotionCase.effective_on,
            PromotionCase.retry_on,
            PromotionCase.is_own,
            Person.name,
            Person.latin_name,
            Employment.ended_on,
            Team.name.label("team"),
            LadderLevel.name.label("level_name"),
            _SUBMITTED.label("submitted"),
        )
        .join(Employment, Employment.id == PromotionCase.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, last_post())
        .join(Team, Team.id == Post.team_id)
        .join(
            LadderLevel,
            (LadderLevel.version_id == PromotionCase.version_id) & (LadderLevel.key == PromotionCase.level),
        )
        .where(reachable(reader))
    )
    if state:
        statement = statement.where(PromotionCase.state == state)
    if left is not None:
        statement = statement.where(
            Employment.ended_on.is_not(None) if left else Employment.ended_on.is_(None)
        )
    return statement


def whole(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return db.session.execute(statement.order_by(PromotionCase.id.desc())).all()


def of_person(employment_id: int) -> Sequence[PromotionCase]:
    """Every case about somebody, newest first."""
    return db.session.scalars(
        select(PromotionCase)
        .where(PromotionCase.employment_id == employment_id)
        .order_by(PromotionCase.id.desc())
    ).all()


def again_from(employment_id: int) -> dict[str, date]:
    """Level → the day from which to try again, of those for which the newest decided case was declined."""
    rows = db.session.execute(
        select(PromotionCase.level, PromotionCase.state, PromotionCase.retry_on)
        .where(PromotionCase.employment_id == employment_id, PromotionCase.decided_at.is_not(None))
        .order_by(PromotionCase.id)
    )
    newest = {row.level: row for row in rows}
    return {level: row.retry_on for level, row in newest.items() if row.state is CaseState.DECLINED}


def left_level(of: PromotionCase) -> LadderLevel | None:
    """The level from which a case leads, as the ladder of the case has it: the one that its promotion left,
    else the one that was held when it was opened. What is held today may be another one since."""
    left = db.session.scalar(select(LevelAct.from_level).where(LevelAct.case_id == of.id))
    return of.version.level(left or _level_held(of.employment_id, clock.local(of.opened_at).date()))


def _level_held(employment_id: int, day: date) -> str:
    """Of several posts that the same day knew, the first; of who was never there, as it turned out later,
    the one that they were to hold."""
    held = db.session.scalars(
        select(Post.level)
        .where(Post.employment_id == employment_id)
        .order_by(and_(Post.until.is_not(None), Post.until < day), Post.since, Post.id)
        .limit(1)
    )
    return held.one()


def assessments(case_id: int) -> Sequence[CaseAssessment]:
    return (
        db.session.scalars(
            select(CaseAssessment)
            .where(CaseAssessment.case_id == case_id)
            .order_by(CaseAssessment.id)
            .options(joinedload(CaseAssessment.assessor))
        )
        .unique()
        .all()
    )


def apart(made: Sequence[CaseAssessment]) -> dict[str, int]:
    """Competency → how far its ratings lie apart, of those on which assessors should talk."""
    rated: dict[str, list[int]] = defaultdict(list)
    for one in (rating for assessed in made for rating in assessed.ratings):
        rated[one.competency].append(one.rating)
    spread = {key: max(ratings) - min(ratings) for key, ratings in rated.items()}
    return {key: far for key, far in spread.items() if far >= APART}


def asked_for(case_id: int) -> Sequence[Any]:
    """Who assesses a case, but for those who were released or cannot answer any more: rows of (name,
    submitted_at)."""
    return db.session.execute(
        select(Person.name, CaseAssessment.submitted_at)
        .join(Account, Account.id == CaseAssessment.assessor_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            CaseAssessment.case_id == case_id,
            CaseAssessment.released_at.is_(None),
            or_(CaseAssessment.submitted_at.is_not(None), Account.closed_at.is_(None)),
        )
        .order_by(CaseAssessment.id)
    ).all()


def assessment(assessment_id: int) -> CaseAssessment | None:
    return db.session.get(CaseAssessment, assessment_id)


def own_assessment(reader: Account, assessment_id: int) -> CaseAssessment | None:
    """One that is asked of the reader, or was answered by them."""
    return db.session.scalar(
        select(CaseAssessment)
        .where(
            CaseAssessment.id == assessment_id,
            CaseAssessment.assessor_id == reader.id,
            CaseAssessment.released_at.is_(None),
        )
        .options(joinedload(CaseAssessment.case).joinedload(PromotionCase.employment))
    )


def asked_of(reader: Account) -> Sequence[Any]:
    """Assessments that the reader has to send, longest first: rows of (id, asked_at, name, latin_name,
    level_name)."""
    return db.session.execute(
        select(
            CaseAssessment.id,
            CaseAssessment.asked_at,
            Person.name,
            Person.latin_name,
            LadderLevel.name.label("level_name"),
        )
        .join(PromotionCase, PromotionCase.id == CaseAssessment.case_id)
        .join(Employment, Employment.id == PromotionCase.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(
            LadderLevel,
            (LadderLevel.version_id == PromotionCase.version_id) & (LadderLevel.key == PromotionCase.level),
        )
        .where(
            CaseAssessment.assessor_id == reader.id,
            CaseAssessment.submitted_at.is_(None),
            CaseAssessment.released_at.is_(None),
            PromotionCase.nominated_by_id != reader.id,
            PromotionCase.state.in_((CaseState.OPEN, CaseState.RETURNED)),
        )
        .order_by(CaseAssessment.asked_at, CaseAssessment.id)
    ).all()


def due(today: date) -> Sequence[PromotionCase]:
    """Approved cases whose day has come."""
    return db.session.scalars(
        select(PromotionCase)
        .where(PromotionCase.state == CaseState.APPROVED, PromotionCase.effective_on <= today)
        .order_by(PromotionCase.effective_on, PromotionCase.id)
        .options(joinedload(PromotionCase.employment))
    ).all()


def left_behind() -> Sequence[PromotionCase]:
    """Cases that run although whom they are about has left."""
    return db.session.scalars(
        select(PromotionCase)
        .join(Employment, Employment.id == PromotionCase.employment_id)
        .where(PromotionCase.state.in_(RUNNING), Employment.ended_on.is_not(None))
        .order_by(PromotionCase.id)
        .options(contains_eager(PromotionCase.employment))
    ).all()


class Seats(NamedTuple):
    """How many may hold a level by the newest version of the ladder (None: any number), how many do, and how
    many will by approvals that have not taken effect."""

    most: int | None
    held: int
    promised: int

    @property
    def free(self) -> int | None:
        return None if self.most is None else max(self.most - self.held - self.promised, 0)


def seats() -> dict[str, Seats]:
    """Level → its seats, of the newest version."""
    newest, held = ladder.newest(), ladder.holders()
    rows = db.session.execute(
        select(PromotionCase.level, func.count())
        .where(PromotionCase.state == CaseState.APPROVED)
        .group_by(PromotionCase.level)
    )
    promised = {row[0]: row[1] for row in rows}
    return {
        one.key: Seats(one.seats, held.get(one.key, 0), promised.get(one.key, 0))
        for one in (newest.levels if newest else ())
    }


def post_since(employment_id: int) -> date:
    return db.session.scalars(
        select(Post.since).where(Post.employment_id == employment_id, Post.until.is_(None))
    ).one()


def newest_act(employment_id: int) -> LevelAct | None:
    return db.session.scalar(
        select(LevelAct).where(LevelAct.employment_id == employment_id).order_by(LevelAct.id.desc()).limit(1)
    )


def on_trial(employment_id: int) -> LevelAct | None:
    """The act by which somebody is on trial in their level; None for who is not, or not any more."""
    act = newest_act(employment_id)
    return act if act is not None and act.kind is ActKind.ACTING else None


def task(task_id: int) -> TakeOverTask | None:
    return db.session.get(TakeOverTask, task_id)


def colleagues(but: PromotionCase) -> Sequence[Account]:
    """Who could be asked to assess: whoever can sign in, but the person themselves and
    who opened the case, by name."""
    return (
        db.session.scalars(
            select(Account)
            .join(Person, Person.id == Account.person_id)
            .where(
                Account.closed_at.is_(None),
                Account.password_hash.is_not(None),
                Account.person_id != person_of(but),
                Account.id != but.nominated_by_id,
            )
            .order_by(Person.name, Account.id)
        )
        .unique()
        .all()
    )


def account(account_id: int) -> Account | None:
    return db.session.get(Account, account_id)


def of_version(of: PromotionCase) -> LadderVersion:
    return db.session.get_one(LadderVersion, of.version_id)


def may_decide(reader: Account, employment_id: int) -> bool:
    """Does the reader hold the permission to decide for the team of this person?"""
    query = select(Post.id).where(
        Post.employment_id == employment_id,
        Post.until.is_(None),
        reachable(reader, Permission.DECIDE_PROMOTIONS),
    )
    return db.session.scalar(query) is not None
