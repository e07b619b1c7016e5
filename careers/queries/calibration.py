"""Cases that await a decision, side by side, level by level: what each rests on, and the seats there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import aliased

from careers.models import Competency, LadderLevel, PromotionCase
from careers.queries import ladder, standings
from careers.queries.cases import Seats, seats
from careers.queries.standings import Aim, Standing
from careers.rules.readiness import mean, place_of, raters
from careers.states import UNDECIDED, RequirementKind
from people.models import Account, Employment, Person
from people.permissions import Permission


@dataclass(frozen=True)
class Compared:
    """`row`: who, with the case; `standing`: towards its level, on its version, as of today. `ratings`:
    competency → those of all assessors, none before all of them are in."""

    row: Any
    standing: Standing
    ratings: Mapping[str, Sequence[int]]

    @property
    def mean(self) -> Decimal | None:
        """Of all ratings, to tenths."""
        all_of_it = [Decimal(one) for by in self.ratings.values() for one in by]
        return mean(all_of_it) if all_of_it else None

    @property
    def average(self) -> Decimal | None:
        """Of the reviews that the level looks at."""
        lines = [found for asked, found in self.standing.lines if asked.kind is _AVERAGE]
        return next((one.have for one in lines if one.code.startswith("average")), None)

    @property
    def unmet(self) -> list[Any]:
        """Pairs of (asked, found)."""
        return [(asked, found) for asked, found in self.standing.lines if not found.is_met]


_AVERAGE = RequirementKind.REVIEW_AVERAGE


@dataclass(frozen=True)
class OfLevel:
    """`level`: as the newest version has it that has one of the cases; `competencies`: of all their
    versions, each once. `cases`: in the order of `_rank`."""

    level: LadderLevel
    seats: Seats | None
    competencies: Sequence[Competency]
    cases: Sequence[Compared]


def calibration(reader: Account) -> list[OfLevel]:
    """The undecided cases about whom `reader` decides, but never their own, in the order of the ladder; as
    many statements however many they are."""
    versions = {one.id: one for one in ladder.versions()}
    rows = standings.everybody(_undecided(reader))
    aims = [(row, Aim(versions[row.version_id], row.to_level)) for row in rows]
    found: dict[str, list[Compared]] = defaultdict(list)
    for row, one in zip(rows, standings.aimed(aims), strict=True):
        found[row.to_level].append(Compared(row, one, _ratings(one)))
    there = seats() if found else {}
    levels = [_of_level(cases, there.get(key)) for key, cases in found.items()]
    return sorted(levels, key=lambda one: (one.level.position, one.level.key))


def _undecided(reader: Account) -> Select[Any]:
    opener, opener_person = aliased(Account), aliased(Person)
    return (
        standings.people(reader, Permission.DECIDE_PROMOTIONS)
        .join(PromotionCase, PromotionCase.employment_id == Employment.id)
        .join(opener, opener.id == PromotionCase.nominated_by_id)
        .join(opener_person, opener_person.id == opener.person_id)
        .add_columns(
            PromotionCase.id.label("case_id"),
            PromotionCase.version_id,
            PromotionCase.level.label("to_level"),
            PromotionCase.state,
            PromotionCase.opened_at,
            PromotionCase.is_own,
            PromotionCase.nominated_by_id,
            opener_person.name.label("opener"),
        )
        .where(PromotionCase.state.in_(UNDECIDED), Person.id != reader.person_id)
    )


def _ratings(one: Standing) -> Mapping[str, Sequence[int]]:
    most = raters(one.asked)
    is_whole = all(len(one.facts.ratings.get(key, ())) >= most for key in one.facts.competencies)
    return one.facts.ratings if is_whole else {}


def _of_level(cases: Sequence[Compared], found: Seats | None) -> OfLevel:
    newest = max(cases, key=lambda one: one.row.version_id).standing.target
    assert newest is not None, "a case is about a level of its version"
    named: dict[str, Competency] = {}
    for one in cases:
        for competency in one.standing.target.competencies if one.standing.target else ():
            named.setdefault(competency.key, competency)
    return OfLevel(newest, found, list(named.values()), sorted(cases, key=_rank))


def _rank(one: Compared) -> tuple[Any, ...]:
    """The readiest first; of those the higher mean of ratings, then the higher average of reviews."""
    none = Decimal(-1)
    return (
        place_of(one.standing.outlook.readiness),
        -(none if one.mean is None else one.mean),
        -(none if one.average is None else one.average),
        one.row.name,
        one.row.case_id,
    )
