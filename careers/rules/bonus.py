"""What a closed month brings by a table: the highest step that its score reaches, for part of a month in
proportion to the days on duty."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from careers.states import BonusGround, BonusKind
from people.states import EmploymentKind

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Step:
    """From `score_from` points on it is `worth`: smallest units of a currency, or hundredths of a per cent of
    pay."""

    score_from: Decimal
    worth: int


@dataclass(frozen=True)
class Terms:
    """`currency`: of amounts, else None.  `is_pro_rata`: part of a month brings its part, not the whole;
    `least_share`: under so many per cent of the days on duty there is none.  `steps`: the highest first.
    `leaves_out`: the kinds of employment that have none; who is of none that is known has one."""

    kind: BonusKind
    currency: str | None
    is_pro_rata: bool
    least_share: Decimal
    steps: tuple[Step, ...]
    leaves_out: frozenset[EmploymentKind] = frozenset()


@dataclass(frozen=True)
class Bonus:
    """`worth`: what it comes to, in the units of its step; `step`: the one that is reached, else None."""

    worth: int
    ground: BonusGround
    step: Step | None


def bonus(terms: Terms, score: Decimal, worked: int, days: int, kind: EmploymentKind | None = None) -> Bonus:
    """Of a month with `score` points in which somebody was on duty for `worked` of its `days`; `kind`: as
    what they were employed at its end."""
    step = next((one for one in terms.steps if one.score_from <= score), None)
    if kind in terms.leaves_out:
        return Bonus(0, BonusGround.KIND, step)
    if HUNDRED * worked < terms.least_share * days:
        return Bonus(0, BonusGround.TOO_SHORT, step)
    if step is None:
        return Bonus(0, BonusGround.BELOW, None)
    if worked >= days or not terms.is_pro_rata:
        return Bonus(step.worth, BonusGround.FULL, step)
    part = (Decimal(step.worth) * worked / days).quantize(Decimal(1), ROUND_HALF_UP)
    return Bonus(int(part), BonusGround.PART, step)


def in_order(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda one: -one.score_from))


def kept(terms: Terms) -> dict[str, Any]:
    """As a draft keeps it: marks as text, so that nothing is rounded."""
    return {
        "kind": terms.kind.value,
        "currency": terms.currency,
        "is_pro_rata": terms.is_pro_rata,
        "least_share": str(terms.least_share),
        "steps": [[str(one.score_from), one.worth] for one in terms.steps],
        "leaves_out": sorted(terms.leaves_out),
    }


def from_kept(found: Mapping[str, Any]) -> Terms:
    """What `kept` gave away."""
    return Terms(
        BonusKind(found["kind"]),
        found["currency"],
        found["is_pro_rata"],
        Decimal(found["least_share"]),
        tuple(Step(Decimal(score), worth) for score, worth in found["steps"]),
        frozenset(map(EmploymentKind, found.get("leaves_out", ()))),  # drafts begun before know none
    )
