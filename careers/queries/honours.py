"""Whom the rule proposes for honours, what was decided, and who was honoured."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload

from careers.models import Complaint, HonourDecision, HonourRule, ReviewRevision
from careers.queries import reviews
from careers.queries.facts import duties
from careers.queries.reach import last_post, reachable
from careers.queries.spells import Spell
from careers.rules.honours import Known, Month, Result, end_of, in_order, months_in, proposed, result
from careers.states import ComplaintState, HonourKind, HonourObstacle, HonourState
from core.db import Words, db
from people.models import Account, Duty, Employment, Person, Post, Team
from people.permissions import Permission
from people.states import SERVING

SATISFACTION = "satisfaction"


def _stands(one: Any) -> ColumnElement[bool]:
    """A condition on HonourDecision, or an alias of it: nothing was decided since about the same."""
    later = aliased(HonourDecision)
    return ~(
        select(later.id)
        .where(
            later.kind == one.kind,
            later.period == one.period,
            later.team_id == one.team_id,
            later.employment_id == one.employment_id,
            later.number > one.number,
        )
        .exists()
    )


_STANDS = _stands(HonourDecision)


@dataclass(frozen=True)
class Ranked:
    """Somebody in the ranking of their team. `decision`: the one that stands."""

    row: Any
    result: Result
    decision: HonourDecision | None
    is_proposed: bool

    @property
    def is_confirmed(self) -> bool:
        return self.decision is not None and self.decision.state is HonourState.CONFIRMED

    @property
    def is_declined(self) -> bool:
        return self.decision is not None and self.decision.state is HonourState.DECLINED


@dataclass(frozen=True)
class TeamRanking:
    """One team in a period, the best first. `reader_is_able`: the reader is among those it is about."""

    team_id: int
    team: Words
    ranked: Sequence[Ranked]
    reader_is_able: bool

    @property
    def proposed(self) -> list[Ranked]:
        return [one for one in self.ranked if one.is_proposed]

    @property
    def confirmed(self) -> list[Ranked]:
        return [one for one in self.ranked if one.is_confirmed]

    @property
    def overtaken(self) -> list[Ranked]:
        """Who is honoured though the rule proposes them no more: no other is before that is taken back."""
        return [one for one in self.confirmed if not one.is_proposed]

    @property
    def unclosed(self) -> int:
        return sum(one.result.obstacle is HonourObstacle.NOT_CLOSED for one in self.ranked)


def rules() -> Sequence[HonourRule]:
    """Every version, the oldest first."""
    return db.session.scalars(select(HonourRule).order_by(HonourRule.number)).all()


def rule_for(period: date, among: Sequence[HonourRule]) -> HonourRule | None:
    """The newest of those that hold for a period."""
    return next((one for one in reversed(among) if one.since <= period), None)


def rankings(
    reader: Account, kind: HonourKind, period: date, team_id: int | None = None
) -> list[TeamRanking]:
    """Teams within reach of `reader`, each with who was on duty in it in the last month of a period; as many
    statements however many they are."""
    rule = rule_for(period, rules())
    if rule is None:
        return []
    months = months_in(kind, period)
    rows = reviews.rows(reviews.of_month(reader, months[-1], team_id))
    ids = [row.employment_id for row in rows]
    known, decided = _known(rows, months), decisions(ids, kind, period)
    by_team: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_team[row.team_id].append(row)
    found = []
    for team, members in by_team.items():
        results = [result(known[row.employment_id], rule.ask, kind, period) for row in members]
        ranked = _ranked(members, results, decided)
        is_able = any(one.result.obstacle is None and one.row.person_id == reader.person_id for one in ranked)
        found.append(TeamRanking(team, members[0].team, ranked, is_able))
    return sorted(found, key=lambda one: one.team_id)


def _ranked(
    rows: Sequence[Any], results: Sequence[Result], decided: Mapping[tuple[int, int], HonourDecision]
) -> list[Ranked]:
    by_id = {row.employment_id: row for row in rows}
    stands = {one.who: decided.get((by_id[one.who].team_id, one.who)) for one in results}
    declined = {who for who, one in stands.items() if one and one.state is HonourState.DECLINED}
    chosen = {one.who for one in proposed(results, declined)}
    return [Ranked(by_id[one.who], one, stands[one.who], one.who in chosen) for one in in_order(results)]


def _known(rows: Sequence[Any], months: Sequence[date]) -> dict[int, Known]:
    ids = [row.employment_id for row in rows]
    closed = _closed(ids, months)
    upheld, since = _upheld(ids, months), duties(ids)
    return {
        row.employment_id: Known(
            row.employment_id,
            row.level,
            tuple(_month(one) for one in closed.get(row.employment_id, [])),
            _first_served(since[row.employment_id]),
            upheld.get(row.employment_id, 0),
            row.kind,
        )
        for row in rows
    }


def _closed(employment_ids: Collection[int], months: Sequence[date]) -> dict[int, list[ReviewRevision]]:
    found: dict[int, list[ReviewRevision]] = defaultdict(list)
    for month in months:
        for who, one in reviews.closed_in(employment_ids, month).items():
            found[who].append(one)
    return found


def _month(one: ReviewRevision) -> Month:
    figure = one.lines.get(SATISFACTION, {}).get("figure")
    return Month(one.score, one.days_worked, Decimal(figure) if figure is not None else None)


def _first_served(own: Sequence[Duty | Spell]) -> date | None:
    return next((one.since for one in own if one.status in SERVING), None)


def _upheld(employment_ids: Collection[int], months: Sequence[date]) -> dict[int, int]:
    """Employment → upheld complaints about what happened in these months."""
    end = end_of(HonourKind.AGENT_OF_MONTH, months[-1])
    rows = db.session.execute(
        select(Complaint.employment_id, func.count())
        .where(
            Complaint.employment_id.in_(employment_ids),
            Complaint.state == ComplaintState.UPHELD,
            Complaint.happened_on >= months[0],
            Complaint.happened_on <= end,
        )
        .group_by(Complaint.employment_id)
    )
    return {row[0]: row[1] for row in rows}


def decisions(
    employment_ids: Collection[int], kind: HonourKind, period: date
) -> dict[tuple[int, int], HonourDecision]:
    """(team, employment) → the decision that stands."""
    rows = db.session.scalars(
        select(HonourDecision)
        .where(
            HonourDecision.employment_id.in_(employment_ids),
            HonourDecision.kind == kind,
            HonourDecision.period == period,
            _STANDS,
        )
        .options(joinedload(HonourDecision.entry))
    )
    return {(one.team_id, one.employment_id): one for one in rows}


_IS_GIVEN: tuple[ColumnElement[bool], ...] = (_STANDS, HonourDecision.state == HonourState.CONFIRMED)


_other = aliased(HonourDecision)
_SHARED = (
    select(func.count())
    .where(
        _other.kind == HonourDecision.kind,
        _other.period == HonourDecision.period,
        _other.team_id == HonourDecision.team_id,
        _other.state == HonourState.CONFIRMED,
        _stands(_other),
    )
    .correlate(HonourDecision)
    .scalar_subquery()
)
_GIVEN_TO = (
    select(HonourDecision.kind, HonourDecision.period, Team.name.label("team"), _SHARED.label("shared_by"))
    .join(Team, Team.id == HonourDecision.team_id)
    .where(HonourDecision.employment_id == bindparam("who"), *_IS_GIVEN)
    .order_by(HonourDecision.period.desc(), HonourDecision.id.desc())
)


def given_to(employment_id: int) -> Sequence[Any]:
    """Honours of somebody, the latest first: rows of (kind, period, team, shared_by: how many)."""
    return db.session.execute(_GIVEN_TO, {"who": employment_id}).all()


def given(reader: Account, limit: int | None = None) -> Sequence[Any]:
    """Honours within reach, by the post held now or last; the latest first: rows of (kind, period, team,
    employment_id, name, latin_name, decided_at)."""
    return db.session.execute(
        select(
            HonourDecision.kind,
            HonourDecision.period,
            Team.name.label("team"),
            HonourDecision.employment_id,
            Person.name,
            Person.latin_name,
            HonourDecision.decided_at,
        )
        .join(Team, Team.id == HonourDecision.team_id)
        .join(Employment, Employment.id == HonourDecision.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, last_post())
        .where(*_IS_GIVEN, reachable(reader, Permission.REVIEW_MONTHS))
        .order_by(HonourDecision.period.desc(), HonourDecision.id.desc())
        .limit(limit)
    ).all()
