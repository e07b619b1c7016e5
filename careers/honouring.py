"""Honours: by which rule they are proposed, confirming or declining whom it proposes, taking that back. A
later correction of a month changes no honour; it is shown that it would."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from careers.formulas import BEGINNING
from careers.models import HonourDecision, HonourRule
from careers.queries import honours as queries
from careers.queries import reviews
from careers.queries.honours import Ranked, TeamRanking
from careers.rules.honours import end_of
from careers.states import HonourKind, HonourState
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.months import add_months, month_of
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.states import EmploymentKind

LONGEST = 500


class HonourRefused(Refused):
    """Nothing was published or decided."""


@dataclass(frozen=True)
class RulePlan:
    """See careers.rules.honours.Ask."""

    levels: tuple[str, ...]
    least_days: int
    least_months: int
    leaves_out: tuple[EmploymentKind, ...] = ()


@dataclass(frozen=True)
class Occasion:
    """Which honour, for which period (its first day), in which team."""

    kind: HonourKind
    period: date
    team_id: int


def publish(plan: RulePlan, *, actor: Account | None, reason: str | None = None) -> HonourRule:
    """Publish who may be honoured in periods that begin after this month; the first rule holds from the
    beginning. Raises HonourRefused for what cannot be kept, and where nothing differs."""
    alone("honour rules")
    now = queries.rules()
    if not 0 <= plan.least_days <= 28:
        raise HonourRefused(_("From 0 to 28 days."), "least_days")
    if not 0 <= plan.least_months <= 120:
        raise HonourRefused(_("From 0 to 120 months."), "least_months")
    levels, kinds = sorted(set(plan.levels)), sorted({one.value for one in plan.leaves_out})
    kept = (levels, plan.least_days, plan.least_months, kinds)
    if now and (now[-1].levels, now[-1].least_days, now[-1].least_months, now[-1].leaves_out) == kept:
        raise HonourRefused(_("Not published. Nothing differs from what is asked now."))
    made = HonourRule(
        number=len(now) + 1,
        since=add_months(month_of(clock.today()), 1) if now else BEGINNING,
        levels=levels,
        least_days=plan.least_days,
        least_months=plan.least_months,
        leaves_out=kinds,
        published_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    record(
        "honour rule published",
        made,
        actor_id=actor.id if actor else None,
        reason=reason,
        number=made.number,
        levels=levels,
        days=made.least_days,
        months=made.least_months,
    )
    db.session.flush()
    return made


def confirm(occasion: Occasion, employment_id: int, *, actor: Account) -> HonourDecision:
    """Honour somebody whom the rule proposes. Raises HonourRefused as `decline` does, and while somebody is
    honoured whom the rule proposes no more."""
    team, one = _proposed(occasion, employment_id, actor)
    if team.overtaken:
        raise HonourRefused(
            _(
                "Not confirmed. %(name)s is honoured, whom the rule proposes no more. Take that back first.",
                name=team.overtaken[0].row.name,
            )
        )
    return _decide(occasion, one, HonourState.CONFIRMED, actor, None)


def decline(occasion: Occasion, employment_id: int, *, actor: Account, reason: str) -> HonourDecision:
    """Do not honour somebody whom the rule proposes; the next one is proposed instead.

    Raises HonourRefused without a reason, for a period that is not over, where the actor is among those it is
    about, and for whom the rule does not propose."""
    _team, one = _proposed(occasion, employment_id, actor)
    if not reason.strip() or len(reason) > LONGEST:
        raise HonourRefused(_("Not declined. Say why, in at most 500 characters."), "reason")
    return _decide(occasion, one, HonourState.DECLINED, actor, reason.strip())


def take_back(occasion: Occasion, employment_id: int, *, actor: Account, reason: str) -> HonourDecision:
    """Take back what was decided about somebody; it awaits a decision again, and the record keeps both.

    Raises HonourRefused without a reason, and where nothing was decided."""
    _team, one = _ranked(occasion, employment_id, actor)
    if not (one.is_confirmed or one.is_declined):
        raise HonourRefused(_("Not taken back. Nothing is decided about them."))
    if not reason.strip() or len(reason) > LONGEST:
        raise HonourRefused(_("Not taken back. Say why, in at most 500 characters."), "reason")
    return _decide(occasion, one, HonourState.TAKEN_BACK, actor, reason.strip())


def _proposed(occasion: Occasion, employment_id: int, actor: Account) -> tuple[TeamRanking, Ranked]:
    team, one = _ranked(occasion, employment_id, actor)
    if one.is_confirmed:
        raise HonourRefused(_("Not changed. They are honoured already."))
    if not one.is_proposed:
        raise HonourRefused(_("Not changed. The rule does not propose them by now. Look again, then decide."))
    return team, one


def _ranked(occasion: Occasion, employment_id: int, actor: Account) -> tuple[TeamRanking, Ranked]:
    """Somebody in the ranking of their team, for whom nobody else decides meanwhile."""
    alone(f"honours of team {occasion.team_id}")
    if end_of(occasion.kind, occasion.period) >= clock.today():
        raise HonourRefused(_("Not changed. That time is not over."))
    found = queries.rankings(actor, occasion.kind, occasion.period, occasion.team_id)
    team = next((one for one in found if one.team_id == occasion.team_id), None)
    one = next((each for each in team.ranked if each.result.who == employment_id), None) if team else None
    if team is None or one is None:
        raise HonourRefused(_("Not changed. Nobody of this team within your reach is meant."))
    if team.reader_is_able or one.row.person_id == actor.person_id:
        raise HonourRefused(_("Not changed. You are among those it is about; somebody else decides."))
    return team, one


def _decide(
    occasion: Occasion, one: Ranked, state: HonourState, actor: Account, reason: str | None
) -> HonourDecision:
    rule, found = queries.rule_for(occasion.period, queries.rules()), one.result
    assert rule is not None
    evidence: dict[str, Any] = {
        "score": str(found.score),
        "days": found.days,
        "satisfaction": None if found.satisfaction is None else str(found.satisfaction),
    }
    entry = record(
        f"honour {state}",
        reviews.employment(found.who),
        actor_id=actor.id,
        reason=reason,
        rule=f"honour rule {rule.number}",
        kind=occasion.kind,
        period=occasion.period.isoformat(),
        team=occasion.team_id,
        **evidence,
    )
    db.session.flush()
    made = HonourDecision(
        kind=occasion.kind,
        period=occasion.period,
        team_id=occasion.team_id,
        employment_id=found.who,
        number=one.decision.number + 1 if one.decision else 1,
        state=state,
        rule_id=rule.id,
        evidence=evidence,
        decided_at=clock.now(),
        entry_id=entry.id,
    )
    db.session.add(made)
    db.session.flush()
    return made
