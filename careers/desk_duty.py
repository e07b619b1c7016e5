"""Service-desk duty: the rule is published, days are planned one by one or for many, and recorded by somebody
else than who served."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from careers import career_letters
from careers.models import DeskDay, DeskRule
from careers.queries import desk as queries
from careers.rules import desk as rules
from careers.states import DeskNeed, DeskState
from core import clock
from core.db import db
from core.i18n import _, day, ngettext
from core.locks import alone
from core.record import Entry, record
from core.refusal import Refused
from people.models import Account, Employment
from training.queries.cohorts import exceptions
from training.rules.timetable import Rhythm, working_days

BEGINNING = date(2000, 1, 1)
AHEAD = timedelta(days=366)
"""So far ahead days are planned at most."""
LONGEST = 500
RECORDED = (DeskState.SERVED, DeskState.MISSED)


class DeskRefused(Refused):
    """Nothing was planned or recorded."""


@dataclass(frozen=True)
class RulePlan:
    """`days` in every `months`; who holds one of `daily_levels` serves customers anyway."""

    days: int
    months: int
    daily_levels: tuple[str, ...]


def publish(plan: RulePlan, *, actor: Account | None, reason: str | None = None) -> DeskRule:
    """Publish what is asked from tomorrow on; the first rule holds from the beginning. Periods that have
    begun, those of today too, end by the rule by which they began.

    Raises DeskRefused for what cannot be kept, and where nothing differs."""
    alone("desk rules")
    now = queries.rules()
    if not 1 <= plan.days <= 60:
        raise DeskRefused(_("From 1 to 60 days."), "days")
    if not 1 <= plan.months <= 120:
        raise DeskRefused(_("From 1 to 120 months."), "months")
    levels = sorted(set(plan.daily_levels))
    if now and (now[-1].days, now[-1].months, now[-1].daily_levels) == (plan.days, plan.months, levels):
        raise DeskRefused(_("Not published. Nothing differs from what is asked now."))
    made = DeskRule(
        number=len(now) + 1,
        since=clock.today() + timedelta(days=1) if now else BEGINNING,
        days=plan.days,
        months=plan.months,
        daily_levels=levels,
        published_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    record(
        "desk rule published",
        made,
        actor_id=actor.id if actor else None,
        reason=reason,
        number=made.number,
        days=made.days,
        months=made.months,
    )
    db.session.flush()
    return made


# Planning


def plan(employment: Employment, on: date, *, actor: Account) -> DeskDay:
    """Plan one day at the desk. Raises DeskRefused for a day that has passed, one more than a year ahead, one
    that they have already, one on which they are on leave, and after the employment's end."""
    alone(f"desk of {employment.id}")
    if not clock.today() <= on <= clock.today() + AHEAD:
        raise DeskRefused(_("Not planned. The day lies between today and a year from today."), "on")
    if _is_away(queries.away([employment.id]).get(employment.id, ()), on):
        raise DeskRefused(_("Not planned. They are on leave that day, or suspended."), "on")
    made, entry = _put(employment, on, actor)
    career_letters.desk_planned([(employment, [(made, entry)])])
    return made


def _put(employment: Employment, on: date, actor: Account) -> tuple[DeskDay, Entry]:
    db.session.refresh(employment)
    if employment.ended_on is not None:
        raise DeskRefused(_("They are not employed any more."))
    if queries.standing_day(employment.id, on):
        raise DeskRefused(_("They have this day already."), "on")
    made = DeskDay(employment_id=employment.id, on=on, planned_at=clock.now())
    db.session.add(made)
    db.session.flush()
    entry = record("desk day planned", made, actor_id=actor.id, employment=employment.id, on=on.isoformat())
    db.session.flush()
    return made, entry


def plan_for(employments: Sequence[Employment], first: date, most: int, *, actor: Account) -> list[DeskDay]:
    """Plan for each what they still owe in their period: on working days of their site from `first` on, whose
    period ends first before the others, at most `most` people on a day.

    Raises DeskRefused, and plans nothing, for a first day that has passed, for who is on leave from then on,
    and where somebody's days do not fit into what is left of their period."""
    alone("desk duty")
    if not clock.today() <= first <= clock.today() + AHEAD:
        raise DeskRefused(_("Not planned. The first day lies between today and a year from today."), "first")
    if not 1 <= most <= 100:
        raise DeskRefused(_("From 1 to 100 people a day."), "most")
    by_id = {one.id: one for one in employments}
    owed = _owed(list(by_id), first)
    if not owed:
        raise DeskRefused(_("Not planned. Nobody of them owes a day that is not planned."))
    _refuse_away([one.who for one in owed if one.is_away_too_long], by_id)
    taken, own = queries.planned_from(first), queries.days_held(list(by_id))
    found, left = rules.spread(owed, taken, own, most)
    _refuse_left(left, by_id)
    planned: dict[int, list[tuple[DeskDay, Entry]]] = defaultdict(list)
    for who, on in found:
        planned[who].append(_put(by_id[who], on, actor))
    career_letters.desk_planned([(by_id[who], own) for who, own in planned.items()])
    return sorted((made for own in planned.values() for made, _entry in own), key=lambda one: one.id)


def _owed(ids: Sequence[int], first: date) -> list[rules.Owed]:
    """What each owes that is not planned, whose period ends first before the others."""
    sites, away, offered = queries.sites_of(ids), queries.away(ids), dict[int, list[date]]()
    found = []
    for who, one in queries.standings(ids).items():
        if one.missing and one.need is not DeskNeed.DAILY:
            site = sites[who]
            if site not in offered:
                offered[site] = _working_days(site, first)
            free = [day for day in offered[site] if not _is_away(away.get(who, ()), day)]
            away_on = len(offered[site]) - len(free)
            found.append(rules.Owed(who, one.missing, one.period.end, free, away_on))
    return sorted(found, key=lambda one: (one.end, one.who))


def _working_days(site_id: int, first: date) -> list[date]:
    last = clock.today() + AHEAD
    days = working_days(first, Rhythm(), exceptions(site_id))
    return list(takewhile(lambda one: one <= last, days))


def _is_away(spans: Sequence[tuple[date, date]], on: date) -> bool:
    return any(since <= on < until for since, until in spans)


def _refuse_away(away: Sequence[int], by_id: dict[int, Employment]) -> None:
    if away:
        names = _(", ").join(by_id[who].person.full_name for who in away[:5])
        raise DeskRefused(
            _(
                "Not planned. On leave or suspended by then: %(names)s. Leave them out; their days are "
                "planned once they are back.",
                names=names,
            )
        )


def _refuse_left(left: Sequence[int], by_id: dict[int, Employment]) -> None:
    if left:
        names = _(", ").join(by_id[who].person.full_name for who in left[:5])
        raise DeskRefused(
            ngettext(
                "Not planned. The days of %(num)s person do not fit before their period ends: %(names)s. "
                "Begin earlier, or let more serve on a day.",
                "Not planned. The days of %(num)s people do not fit before their periods end: %(names)s. "
                "Begin earlier, or let more serve on a day.",
                len(left),
                names=names,
            ),
            "first",
        )


# Recording


def enter(employment: Employment, on: date, *, actor: Account, note: str | None = None) -> DeskDay:
    """Record a day that was served without having been planned.

    Raises DeskRefused for oneself, a day to come or before they were employed, and one that is there."""
    _check_other(employment, actor)
    alone(f"desk of {employment.id}")
    if not employment.started_on <= on <= clock.today():
        raise DeskRefused(_("Not recorded. The day lies between their first day here and today."), "on")
    made, _entry = _put(employment, on, actor)
    _settle(made, DeskState.SERVED, note, actor)
    return made


def _check_other(employment: Employment, actor: Account) -> None:
    if employment.person_id == actor.person_id:
        raise DeskRefused(_("Not recorded. Somebody else records your days at the desk."))


def settle(made: DeskDay, *, served: bool, actor: Account, note: str | None = None) -> None:
    """Record that a planned day was served, or not and why.

    Raises DeskRefused for oneself, before the day, twice, and where it was not served without a reason."""
    _keep_still(made)
    _check_other(made.employment, actor)
    if made.on > clock.today():
        raise DeskRefused(_("Not recorded. %(day)s has not come yet.", day=day(made.on)))
    if not served and not (note or "").strip():
        raise DeskRefused(_("Not recorded. Say why the day was not served."), "note")
    _settle(made, DeskState.SERVED if served else DeskState.MISSED, note, actor)


def _keep_still(made: DeskDay) -> None:
    alone(f"desk of {made.employment_id}")
    db.session.refresh(made)
    if made.state is not DeskState.PLANNED:
        raise DeskRefused(_("Not changed. This day is settled already."))


def _settle(made: DeskDay, state: DeskState, note: str | None, actor: Account) -> Entry:
    said = (note or "").strip() or None
    if said is not None and len(said) > LONGEST:
        raise DeskRefused(_("At most %(most)s characters.", most=LONGEST), "note")
    made.state, made.note = state, said
    made.settled_at, made.settled_by_id = clock.now(), actor.id
    entry = record(
        f"desk day {state.value}",
        made,
        actor_id=actor.id,
        reason=said,
        employment=made.employment_id,
        on=made.on.isoformat(),
        state=state,
    )
    db.session.flush()
    return entry


def cancel(made: DeskDay, reason: str, *, actor: Account) -> None:
    """Take a planned day out, with a reason.

    Raises DeskRefused for oneself, without a reason, where it is settled, and once the day has passed: then
    it was served or it was not."""
    _keep_still(made)
    if made.employment.person_id == actor.person_id:
        raise DeskRefused(_("Not cancelled. Somebody else cancels your days at the desk."))
    if made.on < clock.today():
        raise DeskRefused(
            _("Not cancelled. %(day)s has passed; record whether it was served.", day=day(made.on)), "outcome"
        )
    if not reason.strip():
        raise DeskRefused(_("Not cancelled. Say why, for the record."), "note")
    career_letters.desk_cancelled(made, _settle(made, DeskState.CANCELLED, reason, actor))


def reopen(made: DeskDay, reason: str, *, actor: Account) -> None:
    """Take a record of a day back that was wrong; it is to be recorded again. The record keeps both.

    Raises DeskRefused for oneself, a day that is not recorded, and without a reason."""
    alone(f"desk of {made.employment_id}")
    db.session.refresh(made)
    if made.employment.person_id == actor.person_id:
        raise DeskRefused(_("Not changed. Somebody else takes back what is recorded of your days."))
    if made.state not in RECORDED:
        raise DeskRefused(_("Not changed. Nothing is recorded of this day."))
    if not reason.strip():
        raise DeskRefused(_("Not changed. Say why, for the record."), "note")
    before = made.state
    made.state, made.note, made.settled_at, made.settled_by_id = DeskState.PLANNED, None, None, None
    record(
        "desk day reopened",
        made,
        actor_id=actor.id,
        reason=reason.strip(),
        before=before,
        employment=made.employment_id,
        on=made.on.isoformat(),
        state=made.state,
    )
    db.session.flush()
