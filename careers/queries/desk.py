"""What is asked about service-desk duty: the rules, the days, and where everybody stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from careers.models import DeskDay, DeskRule
from careers.queries import ladder
from careers.queries.facts import duties
from careers.queries.reach import last_post, reachable
from careers.queries.spells import Spell
from careers.rules import desk
from careers.rules.desk import DeskStanding
from careers.states import DeskNeed, DeskState
from core import clock
from core.db import db
from people.models import Account, Duty, Employment, Person, Post, Team
from people.permissions import Permission
from people.states import SERVING, DutyStatus

_ORDER = list(DeskNeed)
AWAY = (DutyStatus.LEAVE, DutyStatus.SUSPENDED)
_IS_THERE = or_(Employment.ended_on.is_(None), DeskDay.on <= Employment.ended_on)
"""A condition on a day: they were employed on it, by what is known now."""


@dataclass(frozen=True)
class OnDuty:
    """`row`: who (of queries.standings.people); `days`: those planned and not settled, oldest first."""

    row: Any
    standing: DeskStanding
    days: Sequence[date]


def rules() -> Sequence[DeskRule]:
    """Oldest first."""
    return db.session.scalars(select(DeskRule).order_by(DeskRule.number)).all()


def rule_today() -> DeskRule | None:
    """What holds for a period that begins today."""
    return next((one for one in reversed(rules()) if one.since <= clock.today()), None)


def standing_day(employment_id: int, on: date) -> DeskDay | None:
    """The day that somebody has then, unless it was cancelled."""
    return db.session.scalar(
        select(DeskDay).where(
            DeskDay.employment_id == employment_id, DeskDay.on == on, DeskDay.state != DeskState.CANCELLED
        )
    )


def days_of(employment_id: int) -> Sequence[DeskDay]:
    """Every day of somebody, latest first."""
    return db.session.scalars(
        select(DeskDay)
        .where(DeskDay.employment_id == employment_id)
        .order_by(DeskDay.on.desc(), DeskDay.id.desc())
    ).all()


def day_in_reach(reader: Account, day_id: int) -> DeskDay | None:
    return db.session.scalar(
        select(DeskDay)
        .join(Employment, Employment.id == DeskDay.employment_id)
        .join(Post, last_post())
        .where(DeskDay.id == day_id, reachable(reader, Permission.PLAN_DESK_DUTY))
        .options(joinedload(DeskDay.employment).joinedload(Employment.person))
    )


def days_held(employment_ids: Collection[int]) -> set[tuple[int, date]]:
    """(employment, day) of those that stand."""
    rows = db.session.execute(
        select(DeskDay.employment_id, DeskDay.on).where(
            DeskDay.employment_id.in_(employment_ids), DeskDay.state != DeskState.CANCELLED
        )
    )
    return {(row.employment_id, row.on) for row in rows}


def planned_from(first: date) -> dict[date, int]:
    """Day → how many are planned on it and employed by then, from a day on."""
    rows = db.session.execute(
        select(DeskDay.on, func.count())
        .join(Employment, Employment.id == DeskDay.employment_id)
        .where(DeskDay.on >= first, DeskDay.state == DeskState.PLANNED, _IS_THERE)
        .group_by(DeskDay.on)
    )
    return {row[0]: row[1] for row in rows}


def away(employment_ids: Collection[int]) -> dict[int, list[tuple[date, date]]]:
    """Employment → from when until before when its holder is on leave or suspended."""
    rows = db.session.execute(
        select(Duty.employment_id, Duty.since, Duty.until).where(
            Duty.employment_id.in_(employment_ids), Duty.status.in_(AWAY)
        )
    )
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in rows:
        found[row.employment_id].append((row.since, row.until or date.max))
    return found


def sites_of(employment_ids: Collection[int]) -> dict[int, int]:
    """Employment → the site where its holder works now."""
    rows = db.session.execute(
        select(Post.employment_id, Post.site_id).where(
            Post.employment_id.in_(employment_ids), Post.until.is_(None)
        )
    )
    return {row.employment_id: row.site_id for row in rows}


def coming(reader: Account) -> Sequence[Any]:
    """Days that are planned and not settled, within reach, of who has left those until then, the first ones
    first: rows of (id, on, employment_id, person_id, name, latin_name, team)."""
    return db.session.execute(
        select(
            DeskDay.id, DeskDay.on, DeskDay.employment_id, Person.id.label("person_id"), Person.name,
            Person.latin_name, Team.name.label("team"),
        )
        .join(Employment, Employment.id == DeskDay.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, last_post())
        .join(Team, Team.id == Post.team_id)
        .where(
            DeskDay.state == DeskState.PLANNED,
            _IS_THERE,
            reachable(reader, Permission.PLAN_DESK_DUTY),
        )
        .order_by(DeskDay.on, DeskDay.id)
        .limit(100)
    ).all()  # fmt: skip


def standings(employment_ids: Collection[int]) -> dict[int, DeskStanding]:
    """Employment → where they stand today; as many statements however many they are. Nobody without a
    rule."""
    judged = _judged(employment_ids, ladder.posts(employment_ids), duties(employment_ids))
    return {who: standing for who, (standing, _days) in judged.items()}


def _judged(
    employment_ids: Collection[int],
    posts: Mapping[int, Sequence[Post]],
    at_work: Mapping[int, Sequence[Duty | Spell]],
) -> dict[int, tuple[DeskStanding, Sequence[date]]]:
    """The same with the days that are planned and not settled, for whoever knows what they held and did."""
    today, known = clock.today(), [one.rule for one in rules()]
    if not known:
        return {}
    began, settled = _settled(employment_ids)
    found: dict[int, tuple[DeskStanding, Sequence[date]]] = {}
    for who, day in began.items():
        periods = desk.periods(day, known, today)
        served, planned = settled[who, DeskState.SERVED], settled[who, DeskState.PLANNED]
        held = _held(posts[who], at_work[who])
        found[who] = desk.standing(periods, served, planned, held, today), planned
    return found


_SETTLED = (
    select(Employment.id, Employment.started_on, DeskDay.state, DeskDay.on)
    .outerjoin(DeskDay, DeskDay.employment_id == Employment.id)
    .where(Employment.id.in_(bindparam("ids", expanding=True)))
    .order_by(Employment.id, DeskDay.on)
)


def _settled(
    employment_ids: Collection[int],
) -> tuple[dict[int, date], Mapping[tuple[int, DeskState], list[date]]]:
    """Employment → its first day; and its days by what became of them."""
    began: dict[int, date] = {}
    found: dict[tuple[int, DeskState], list[date]] = defaultdict(list)
    for row in db.session.execute(_SETTLED, {"ids": employment_ids}):
        began[row.id] = row.started_on
        if row.state is not None:
            found[row.id, row.state].append(row.on)
    return began, found


def _held(posts: Sequence[Post], at_work: Sequence[Duty | Spell]) -> list[desk.Held]:
    """Which levels somebody held while they were on duty."""
    return [
        desk.Held(
            post.level, max(post.since, duty.since), min(post.until or date.max, duty.until or date.max)
        )
        for post in posts
        for duty in at_work
        if duty.status in SERVING
    ]


def listed(rows: Sequence[Any], need: DeskNeed | None = None) -> list[OnDuty]:
    """Where each of `rows` stands, who is due first; `need`: only these."""
    ids = [row.employment_id for row in rows]
    judged = _judged(ids, ladder.posts(ids), duties(ids))
    found = [OnDuty(row, *judged[row.employment_id]) for row in rows if row.employment_id in judged]
    wanted = [one for one in found if need is None or one.standing.need is need]
    return sorted(wanted, key=_most_urgent_first)


def of_one(row: Any, posts: Sequence[Post], at_work: Sequence[Duty | Spell]) -> OnDuty | None:
    """Where one person stands, for whoever knows what they held and did; None without a rule."""
    who = row.employment_id
    judged = _judged([who], {who: posts}, {who: at_work})
    return OnDuty(row, *judged[who]) if who in judged else None


def _most_urgent_first(one: OnDuty) -> tuple[int, date, str]:
    return _ORDER.index(one.standing.need), one.standing.period.end, one.row.name
