"""A ladder as it is written down before it is published, and what makes one impossible."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from careers.rules.figures import MARK_DECIMALS, decimals
from careers.rules.readiness import FULL, Asked
from careers.states import RequirementKind as Kind
from core.db import Words
from core.i18n import LANGUAGES, _, say

MOST_MONTHS = 120
HIGHEST_RATING = 5
_NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.TIME_IN_LEVEL: ("months",),
    Kind.REVIEW_AVERAGE: ("count", "mark"),
    Kind.REVIEW_FLOOR: ("count", "mark"),
    Kind.EXAM: ("key",),
    Kind.COURSE: ("key",),
    Kind.COMPETENCIES: ("count", "mark"),
    Kind.COMPLAINTS: ("months", "count"),
    Kind.COACHED: ("count",),
}
"""What each kind of requirement has to say."""


@dataclass(frozen=True)
class CompetencyPlan:
    """`says`: what a 3 looks like, which is what the level asks; `low`, `high`: a 1 and a 5, empty where that
    is not said."""

    key: str
    name: Words
    says: Words
    low: Words = field(default_factory=dict)
    high: Words = field(default_factory=dict)


@dataclass(frozen=True)
class LevelPlan:
    """`after`: the key of the level from which one comes; the first has none. `seats`: how many may hold
    it, where that is limited. `duties`: what is taken over with it."""

    key: str
    name: Words
    track: str
    after: str | None = None
    seats: int | None = None
    pay_grades: tuple[str, ...] = ()
    asks: tuple[Asked, ...] = ()
    competencies: tuple[CompetencyPlan, ...] = ()
    duties: tuple[Words, ...] = ()


@dataclass(frozen=True)
class LadderPlan:
    levels: tuple[LevelPlan, ...]
    tracks: dict[str, Words] = field(default_factory=dict)


def needed(kind: Kind) -> tuple[str, ...]:
    """Which of months, count, mark and key a requirement of this kind has to say."""
    return _NEEDED.get(kind, ())


def may_say(kind: Kind) -> tuple[str, ...]:
    """Which of them it can say: an exam may also ask for a mark."""
    return (*needed(kind), "mark") if kind is Kind.EXAM else needed(kind)


def problems(plan: LadderPlan) -> Iterator[str]:
    """Sentences about what makes the ladder one that cannot be climbed."""
    keys = [one.key for one in plan.levels]
    if not keys:
        yield _("A ladder needs a level.")
    for key, times in Counter(keys).items():
        if times > 1:
            yield _("Two levels are called %(key)s.", key=key)
    for language in LANGUAGES:
        named = Counter(one.name.get(language, "").strip().lower() for one in plan.levels)
        for name in sorted(name for name, times in named.items() if name and times > 1):
            yield _("Two levels are called %(key)s.", key=name)
    if not any(one.after is None for one in plan.levels):
        yield _("One level must be the first.")
    for level in plan.levels:
        yield from _problems_of(level, keys, plan)
    if _goes_in_a_circle(plan.levels):
        yield _("The levels follow each other in a circle.")


def _problems_of(level: LevelPlan, keys: Sequence[str], plan: LadderPlan) -> Iterator[str]:
    name = say(level.name) or level.key
    if not all(level.name.values()) or len(level.name) < 2:
        yield _("Say what the level %(key)s is called, in both languages.", key=name)
    if level.after is not None and level.after not in keys:
        yield _("%(key)s comes after a level that is not there.", key=name)
    if level.track not in plan.tracks:
        yield _("%(key)s belongs to a track that is not there.", key=name)
    if level.seats is not None and level.seats < 0:
        yield _("%(key)s cannot have fewer than no seats.", key=name)
    for asked in level.asks:
        yield from _problems_asked(asked, level, name)


def _problems_asked(asked: Asked, level: LevelPlan, name: str) -> Iterator[str]:
    missing = [one for one in needed(asked.kind) if getattr(asked, one) in (None, "")]
    if missing:
        yield _("A requirement of %(key)s is not complete.", key=name)
    if asked.months is not None and not 0 < asked.months <= MOST_MONTHS:
        yield _("Months of %(key)s are from 1 to %(most)s.", key=name, most=MOST_MONTHS)
    if asked.count is not None and not 0 < asked.count <= MOST_MONTHS:
        yield _("Numbers of %(key)s are from 1 to %(most)s.", key=name, most=MOST_MONTHS)
    highest = HIGHEST_RATING if asked.kind is Kind.COMPETENCIES else FULL
    if asked.mark is not None and not 0 <= asked.mark <= highest:
        yield _("Marks of %(key)s are from 0 to %(most)s.", key=name, most=highest)
    if asked.mark is not None and decimals(asked.mark) > MARK_DECIMALS:
        yield _("Marks of %(key)s have at most %(most)s decimals.", key=name, most=MARK_DECIMALS)
    if asked.kind is Kind.COMPETENCIES and not level.competencies:
        yield _("%(key)s has competencies rated, but names none.", key=name)


def _goes_in_a_circle(levels: Sequence[LevelPlan]) -> bool:
    after = {one.key: one.after for one in levels}
    for key in after:
        seen: set[str] = set()
        step: str | None = key
        while step is not None:
            if step in seen:
                return True
            seen.add(step)
            step = after.get(step)
    return False
