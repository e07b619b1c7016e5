"""What another version of the ladder would mean for people: who would become ready, who no longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from careers.models import LadderVersion
from careers.queries.standings import Standing, standings
from careers.rules.readiness import Asked, Found
from careers.states import Meaning, Readiness


@dataclass(frozen=True)
class Foreseen:
    """Somebody on the version that counts for them, and as if they stood on the other one."""

    now: Standing
    then: Standing

    @property
    def meaning(self) -> Meaning:
        was, would = _is_ready(self.now), _is_ready(self.then)
        if was != would:
            return Meaning.READY if would else Meaning.NOT_READY
        return Meaning.SAME if _seen(self.now) == _seen(self.then) else Meaning.OTHERWISE

    @property
    def new_gaps(self) -> list[tuple[Asked, Found]]:
        """What would stand in the way and does not now."""
        now = {asked for asked, found in self.now.lines if not found.is_met}
        return [(asked, found) for asked, found in self.then.lines if not found.is_met and asked not in now]

    @property
    def gone_gaps(self) -> list[tuple[Asked, Found]]:
        """What stands in the way now and would not."""
        then = {asked for asked, found in self.then.lines if not found.is_met}
        return [(asked, found) for asked, found in self.now.lines if not found.is_met and asked not in then]


def _is_ready(one: Standing) -> bool:
    return one.target is not None and one.outlook.readiness is Readiness.NOW


def _seen(one: Standing) -> Any:
    """What the person would notice: the next level, how ready they are, what is asked and how it stands."""
    target = one.target.key if one.target else None
    return target, one.outlook.readiness, list(one.asked), [found.is_met for found in one.found]


def foresee(rows: Sequence[Any], version: LadderVersion) -> list[Foreseen]:
    """Whoever of `rows` has been on duty and holds a level that `version` has, in the order of what it
    means; as many statements however many they are."""
    pairs = zip(standings(rows), standings(rows, on=version), strict=True)
    found = [Foreseen(now, then) for now, then in pairs if now.facts.level_since is not None and then.level]
    order = list(Meaning)
    return sorted(found, key=lambda one: order.index(one.meaning))
