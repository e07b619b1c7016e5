"""Who dropped out: ended by us or by them, for which reason, left from which stage."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from core import clock
from core.db import Words, db
from people.models import Account
from recruiting.models import Application, DispositionReason, Opening
from recruiting.queries import reasons as named
from recruiting.queries import then
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports import stages
from recruiting.queries.reports.sheet import Case, Rows, Tables
from recruiting.states import ReasonFamily, Status

ENDED_BY = {Status.REJECTED: "we", Status.WITHDRAWN: "they"}


def _ended(account: Account, cohort: Cohort) -> Any:
    last = then.last_visits(cohort.at).c
    return db.session.execute(
        select(last.application_id, last.stage_id, last.left_at, last.status, last.reason_id)
        .join(Application, Application.id == last.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(last.status.in_(list(ENDED_BY)), *cohort.conditions(account, last.left_at))
        .order_by(last.application_id)
    )


def _reasons(at: datetime | None) -> tuple[dict[str, Words], set[str]]:
    """Id → name just before `at`, and the ids of reasons to decline an offer: some are called as those to
    withdraw are."""
    rows = db.session.execute(
        select(DispositionReason.id, DispositionReason.family, named.called(at or clock.now()).label("name"))
    ).all()
    declining = {str(row.id) for row in rows if row.family is ReasonFamily.DECLINE}
    return {str(row.id): row.name for row in rows}, declining


def drop_off(account: Account, cohort: Cohort) -> Tables:
    """Rows by stage left from and by reason, each with who ended it: `we` or `they`. The note of a reason
    is true where it is one to decline an offer."""
    known, of = stages.by_key(cohort.at, cohort.own_version()), stages.by_id()
    reasons, declining = _reasons(cohort.at)
    by_stage, by_reason = Rows(lambda key: known[key].name), Rows(lambda key: reasons.get(key))
    for row in _ended(account, cohort):
        case = Case(row.application_id, row.left_at)
        by_stage[of[row.stage_id].key].add(ENDED_BY[row.status], case)
        by_reason[str(row.reason_id)].add(ENDED_BY[row.status], case)
    for reason in by_reason.listed():
        reason.note = reason.key in declining
    return {
        "stage": by_stage.listed(lambda row: (known[row.key].position, row.key)),
        "reason": by_reason.listed(lambda row: (-row.count("we", "they"), int(row.key))),
    }
