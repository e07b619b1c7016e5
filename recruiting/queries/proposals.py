"""Rejections that rules proposed: those that wait for a person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import joinedload, with_expression

from core.db import db
from people.models import Account
from people.permissions import Permission
from people.readers import Reader
from recruiting.models import (
    Application,
    DispositionReason,
    Opening,
    RejectionDecision,
    RuleDeed,
    StageRuleVersion,
    Visit,
)
from recruiting.queries import reasons
from recruiting.queries.blindness import veil
from recruiting.queries.reach import reachable
from recruiting.states import RuleAct


def _waiting(account: Account | Reader, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(RuleDeed)
        .join(RuleDeed.visit)
        .join(Application, Application.id == Visit.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .outerjoin(RejectionDecision, RejectionDecision.deed_id == RuleDeed.id)
        .where(
            RuleDeed.act == RuleAct.PROPOSE,
            RejectionDecision.id.is_(None),
            Visit.left_at.is_(None),
            reachable(account, Permission.MOVE_APPLICATIONS),
        )
    )


def _with_all(account: Account) -> Select[Any]:
    called = select(reasons.called(RuleDeed.at)).where(
        StageRuleVersion.id == RuleDeed.rule_version_id, DispositionReason.id == StageRuleVersion.reason_id
    )
    return (
        _waiting(account, RuleDeed)
        .options(
            with_expression(RuleDeed.proposes, called.correlate(RuleDeed).scalar_subquery()),
            joinedload(RuleDeed.rule_version).joinedload(StageRuleVersion.rule),
            joinedload(RuleDeed.visit).joinedload(Visit.stage),
            joinedload(RuleDeed.visit).joinedload(Visit.application).joinedload(Application.person),
            joinedload(RuleDeed.visit).joinedload(Visit.application).joinedload(Application.opening),
        )
        .execution_options(populate_existing=True)
    )


def proposals(account: Account, most: int = 200) -> Sequence[RuleDeed]:
    """The proposals that wait for a person, the oldest first, of applications that `account` may move; each
    `proposes` the reason as it was called then."""
    found = db.session.scalars(_with_all(account).order_by(RuleDeed.id).limit(most)).unique().all()
    veil((deed.visit for deed in found), account)
    return found


def proposal(deed_id: int, account: Account) -> RuleDeed | None:
    """The one with this id, where it still waits and `account` may decide it."""
    found = db.session.scalars(_with_all(account).where(RuleDeed.id == deed_id)).unique().one_or_none()
    veil([found.visit] if found else [], account)
    return found


def how_many(account: Account | Reader) -> ScalarSelect[int]:
    """How many wait that `account` could decide, as part of a statement."""
    return _waiting(account, func.count(RuleDeed.id)).scalar_subquery()


def is_decided(deed: RuleDeed) -> bool:
    """Has somebody decided this proposal?"""
    query = select(RejectionDecision.id).where(RejectionDecision.deed_id == deed.id)
    return db.session.scalar(query) is not None
