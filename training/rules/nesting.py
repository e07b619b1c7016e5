"""Nesting: the first weeks on duty with a coach, measured day by day. Pure Python, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Target:
    """What a day's measure should be: at least `value`, or at most where it is no floor."""

    key: str
    value: Decimal
    is_floor: bool = True

    def is_held(self, actual: Decimal | None) -> bool:
        if actual is None:
            return False
        return actual >= self.value if self.is_floor else actual <= self.value


@dataclass(frozen=True)
class Day:
    """What was measured on a day worked."""

    day: date
    actuals: Mapping[str, Decimal]


@dataclass(frozen=True)
class Standing:
    """`run`: how many days all targets have been held without a break, up to the last day entered, and since
    when (`run_began`); `proficient_on`: the day on which the first run began that was long enough."""

    days: int
    run: int
    asked: int
    proficient_on: date | None
    run_began: date | None = None

    @property
    def may_end(self) -> bool:
        return self.proficient_on is not None


def is_held(day: Day, targets: Sequence[Target]) -> bool:
    """Were all targets held? A measure that is missing holds nothing."""
    return all(target.is_held(day.actuals.get(target.key)) for target in targets)


def standing(days: Sequence[Day], targets: Sequence[Target], asked: int) -> Standing:
    """Where somebody stands who is to hold all targets on `asked` days running. Days off are not entered and
    break nothing. The speed to proficiency counts up to the day on which such a run began."""
    run, began, proficient_on = 0, None, None
    for day in sorted(days, key=lambda one: one.day):
        if not is_held(day, targets):
            run, began = 0, None
            continue
        run, began = run + 1, began or day.day
        if run >= asked and proficient_on is None:
            proficient_on = began
    return Standing(len(days), run, asked, proficient_on, began)


def step_on(steps: Sequence[tuple[int, str]], number: int) -> str | None:
    """Which kinds of contacts somebody takes on their so-manieth day: of (from day, name) the last that has
    begun."""
    begun = [name for since, name in steps if since <= number]
    return begun[-1] if begun else None
