"""The evidence of promotion cases as it was frozen: each time whole, and what differed from before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from careers.models import CaseEvidence, PromotionCase
from careers.rules.readiness import Found
from careers.states import FrozenFor, Verdict
from core.db import db
from people.models import Account

_DECIDING = (FrozenFor.APPROVED, FrozenFor.DECLINED)


@dataclass(frozen=True)
class Freezing:
    """`by`: whose act it was; `found`: each requirement as it stood; `changed`: place → how it stood the time
    before, where it stood otherwise."""

    kept: CaseEvidence
    by: Account | None
    found: Sequence[Found]
    changed: Mapping[int, Found]

    @property
    def occasion(self) -> FrozenFor:
        return FrozenFor(self.kept.occasion)


def newest_number(case_id: int) -> int:
    return (
        db.session.scalar(select(func.max(CaseEvidence.number)).where(CaseEvidence.case_id == case_id)) or 0
    )


def evidence(case_id: int) -> Sequence[CaseEvidence]:
    """What was frozen, first to last."""
    return db.session.scalars(
        select(CaseEvidence).where(CaseEvidence.case_id == case_id).order_by(CaseEvidence.number)
    ).all()


def freezings(case: PromotionCase) -> list[Freezing]:
    """Every freezing of a case, first to last. Nobody but who opened it sends it in again, and it is decided
    once: so the case says who froze it."""
    found, before = list[Freezing](), list[Found]()
    for kept in evidence(case.id):
        now = found_in(kept)
        by = case.decided_by if FrozenFor(kept.occasion) in _DECIDING else case.nominated_by
        found.append(Freezing(kept, by, now, _changed(before, now)))
        before = now
    return found


def _changed(before: Sequence[Found], now: Sequence[Found]) -> dict[int, Found]:
    """What is asked does not change: a case stays on its version of the ladder."""
    pairs = enumerate(zip(before, now, strict=True)) if before else ()
    return {place: was for place, (was, then) in pairs if was != then}


def found_in(kept: CaseEvidence) -> list[Found]:
    return [_found(line) for line in kept.lines["found"]]


def _found(line: Mapping[str, str]) -> Found:
    numbers = {name: Decimal(line[name]) for name in ("have", "need", "next_mark") if name in line}
    days = {name: date.fromisoformat(line[name]) for name in ("by", "on") if name in line}
    return Found(Verdict(line["verdict"]), line["code"], **numbers, **days)  # type: ignore[arg-type]
