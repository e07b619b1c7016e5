"""The formula editor: a draft begins as a copy of a formula, is changed line by line, and is published
from a month to come, or thrown away. Months that have begun keep what they are measured by."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

from careers import formulas
from careers.formulas import MOST_INDICATORS, PLACES, FormulaPlan, FormulaRefused, IndicatorPlan
from careers.models import FormulaDraft, ReviewFormula
from careers.queries import formulas as queries
from careers.rules.figures import decimals
from careers.states import Direction
from core import clock
from core.db import db
from core.drafts import check_name, check_seen, key_for
from core.i18n import _
from core.locks import alone
from core.months import month_of
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission

MOST_WEIGHT, MOST_FIGURE = Decimal(1000), Decimal(100_000_000)


def check_may(actor: Account, team_id: int | None, refused: type[Refused] = FormulaRefused) -> None:
    """Raise `refused` for whoever may not change what this team is measured or paid by; no team:
    everybody."""
    teams = actor.teams_for(Permission.EDIT_LADDER)
    if None not in teams and (team_id is None or team_id not in teams):
        raise refused(_("Not done. Your role does not allow it; an administrator can."))


def kept(one: IndicatorPlan) -> dict[str, Any]:
    """As a draft keeps it: numbers as text, so that nothing is rounded."""
    numbers = {name: str(getattr(one, name)) for name in ("target", "zero", "weight")}
    return asdict(one) | numbers | {"direction": one.direction.value}


def from_kept(found: Mapping[str, Any]) -> IndicatorPlan:
    """What `kept` gave away."""
    numbers = {name: Decimal(found[name]) for name in ("target", "zero", "weight")}
    return IndicatorPlan(**{**found, **numbers, "direction": Direction(found["direction"])})


def lines_in(draft: FormulaDraft) -> tuple[IndicatorPlan, ...]:
    return tuple(from_kept(one) for one in draft.indicators)


def lines_of(formula: ReviewFormula) -> tuple[IndicatorPlan, ...]:
    """What a published formula measures, as plans."""
    names = ("key", "group", "name", "unit", "direction", "target", "zero", "weight", "is_total")
    return tuple(IndicatorPlan(**{name: getattr(one, name) for name in names}) for one in formula.indicators)


def plan_in(draft: FormulaDraft, since: date | None = None) -> FormulaPlan:
    return FormulaPlan(draft.level, draft.team_id, since, lines_in(draft))


def begin(based_on: ReviewFormula, level: str | None, team_id: int | None, *, actor: Account) -> FormulaDraft:
    """Begin a draft for a level, a team, both, or everybody (neither), as a copy of a formula."""
    check_may(actor, team_id)
    lines = [kept(one) for one in lines_of(based_on)]
    draft = FormulaDraft(
        based_on=based_on, level=level, team_id=team_id, indicators=lines, begun_at=clock.now()
    )
    db.session.add(draft)
    db.session.flush()
    record(
        "review formula draft begun",
        based_on,
        actor_id=actor.id,
        number=based_on.number,
        level=level,
        team=team_id,
    )
    return draft


def _check(draft: FormulaDraft, actor: Account, seen: int | None) -> list[IndicatorPlan]:
    check_may(actor, draft.team_id)
    check_seen(seen, draft.version, FormulaRefused)
    return list(lines_in(draft))


def _keep(draft: FormulaDraft, lines: list[IndicatorPlan]) -> None:
    draft.indicators = [kept(one) for one in lines]
    db.session.flush()


def discard(draft: FormulaDraft, *, actor: Account, seen: int | None = None) -> None:
    """Throw the draft away; what is published stays as it is."""
    _check(draft, actor, seen)
    record("review formula draft discarded", draft.based_on, actor_id=actor.id)
    db.session.delete(draft)
    db.session.flush()


def put(
    draft: FormulaDraft, key: str | None, line: IndicatorPlan, *, actor: Account, seen: int | None = None
) -> None:
    """Change the indicator of this key, or add one (no key): of the key that `line` names, where figures of
    it are known already, else of one made of its English name."""
    lines = _check(draft, actor, seen)
    others = [one for one in lines if one.key != key]
    if key is not None and len(others) == len(lines):
        raise FormulaRefused(_("Not changed. It is no longer in the draft."))
    if key is None and len(lines) >= MOST_INDICATORS:
        raise FormulaRefused(_("There are from 1 to %(most)s indicators.", most=MOST_INDICATORS))
    _check_line(line, others)
    if key is not None:
        _keep(draft, [replace(line, key=key) if one.key == key else one for one in lines])
        return
    if line.key in {one.key for one in lines}:
        raise FormulaRefused(_("This indicator is in the draft already."), "key")
    known = {*queries.indicators(), *(one.key for one in lines)}
    _keep(draft, [*lines, replace(line, key=line.key or key_for(line.name["en"], known, "indicator"))])


def _check_line(line: IndicatorPlan, others: list[IndicatorPlan]) -> None:
    check_name(line.name, [other.name for other in others], FormulaRefused)
    for name, most in PLACES.items():
        if decimals(getattr(line, name)) > most:
            raise FormulaRefused(_("At most %(most)s decimals.", most=most), name)
    if not 0 < line.weight <= MOST_WEIGHT:
        raise FormulaRefused(
            _("A weight is more than nothing, and at most %(most)s.", most=MOST_WEIGHT), "weight"
        )
    for name in ("target", "zero"):
        if abs(getattr(line, name)) > MOST_FIGURE:
            raise FormulaRefused(_("This number is too large."), name)
    if line.target == line.zero or (line.target > line.zero) != (line.direction is Direction.HIGHER):
        raise FormulaRefused(
            _("Where more is better, the target lies above what brings no points; where less is, below it."),
            "target",
        )


def remove(draft: FormulaDraft, key: str, *, actor: Account, seen: int | None = None) -> None:
    lines = _check(draft, actor, seen)
    _keep(draft, [one for one in lines if one.key != key])


def shift(draft: FormulaDraft, key: str, steps: int, *, actor: Account, seen: int | None = None) -> None:
    """Put an indicator so many places later; earlier, when negative."""
    lines = _check(draft, actor, seen)
    place = next((at for at, one in enumerate(lines) if one.key == key), None)
    if place is None:
        raise FormulaRefused(_("Not changed. It is no longer in the draft."))
    moved = lines.pop(place)
    lines.insert(min(max(place + steps, 0), len(lines)), moved)
    _keep(draft, lines)


def publish(
    draft: FormulaDraft,
    since: date,
    *,
    actor: Account,
    reason: str | None = None,
    seen: int | None = None,
) -> ReviewFormula:
    """Make the draft a formula that holds from a month to come on, and end it. No month that has begun, and
    none that is closed, is measured anew.

    Raises FormulaRefused for a month that has begun, for one that cannot measure, and where another one was
    published for the same people meanwhile."""
    _check(draft, actor, seen)
    alone("review formulas")
    if month_of(since) <= month_of(clock.today()):
        raise FormulaRefused(
            _("Not published. It holds from a month to come on; choose a later one."), "since"
        )
    newer = queries.newest_for(draft.level, draft.team_id)
    if newer is not None and newer.published_at > draft.begun_at:
        raise FormulaRefused(
            _(
                "Not published. Formula %(number)s came out for the same people after this draft was begun; "
                "begin anew from it.",
                number=newer.number,
            )
        )
    if newer is not None and lines_of(newer) == lines_in(draft):
        raise FormulaRefused(
            _("Not published. Nothing differs from formula %(number)s.", number=newer.number)
        )
    formula = formulas.publish(plan_in(draft, since), actor=actor, reason=(reason or "").strip() or None)
    db.session.delete(draft)
    db.session.flush()
    return formula
