"""A ladder as a draft keeps it, and back; what is put in, left out and shifted."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from careers.rules.plans import CompetencyPlan, LadderPlan, LevelPlan
from careers.rules.readiness import Asked
from careers.states import RequirementKind


def kept(plan: LadderPlan) -> dict[str, Any]:
    """As a draft keeps it: marks as text, so that nothing is rounded."""
    return {"tracks": dict(plan.tracks), "levels": [_level_kept(one) for one in plan.levels]}


def _level_kept(level: LevelPlan) -> dict[str, Any]:
    return asdict(level) | {"asks": [_asked_kept(one) for one in level.asks]}


def _asked_kept(asked: Asked) -> dict[str, Any]:
    mark = str(asked.mark) if asked.mark is not None else None
    return asdict(asked) | {"kind": asked.kind.value, "mark": mark}


def plan_from(found: Mapping[str, Any]) -> LadderPlan:
    """What `kept` gave away."""
    return LadderPlan(tuple(_level_from(one) for one in found["levels"]), dict(found["tracks"]))


def _level_from(found: Mapping[str, Any]) -> LevelPlan:
    return LevelPlan(
        **{
            **found,
            "pay_grades": tuple(found["pay_grades"]),
            "asks": tuple(_asked_from(one) for one in found["asks"]),
            "competencies": tuple(CompetencyPlan(**one) for one in found["competencies"]),
            "duties": tuple(found["duties"]),
        }
    )


def _asked_from(found: Mapping[str, Any]) -> Asked:
    mark = Decimal(found["mark"]) if found["mark"] is not None else None
    return Asked(**{**found, "kind": RequirementKind(found["kind"]), "mark": mark})


def put_in(plan: LadderPlan, level: LevelPlan, *, takes_followers: bool) -> LadderPlan:
    """The plan with one more level, right above the one that it comes after.  `takes_followers`: what came
    after that one comes after the new level."""
    levels = [
        replace(one, after=level.key) if takes_followers and one.after == level.after else one
        for one in plan.levels
    ]
    keys = [one.key for one in levels]
    place = keys.index(level.after) + 1 if level.after in keys else 0
    return replace(plan, levels=(*levels[:place], level, *levels[place:]))


def left_out(plan: LadderPlan, key: str) -> LadderPlan:
    """The plan without a level; what came after it comes after what it came after."""
    gone = next(one for one in plan.levels if one.key == key)
    rest = (one for one in plan.levels if one.key != key)
    return replace(
        plan, levels=tuple(replace(one, after=gone.after) if one.after == key else one for one in rest)
    )


def shifted(plan: LadderPlan, key: str, steps: int) -> LadderPlan:
    """The plan with a level so many places higher (lower, when negative)."""
    levels = list(plan.levels)
    place = [one.key for one in levels].index(key)
    moved = levels.pop(place)
    levels.insert(min(max(place + steps, 0), len(levels)), moved)
    return replace(plan, levels=tuple(levels))
