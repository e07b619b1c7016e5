"""Rules that move applications by themselves: made, changed, tried, switched on and off by people.

A rule advances, holds, or proposes a rejection; a proposal is decided by a person. A change makes a new
version and switches the rule off until somebody has looked at whom the new version would act on.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from core import clock
from core.db import Words, db
from core.i18n import LANGUAGES, _, ngettext, say
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import closing, rule_runs, rules
from recruiting.drafting import check_may
from recruiting.models import (
    Pipeline,
    RejectionDecision,
    RuleDeed,
    Stage,
    StageRule,
    StageRuleVersion,
    Visit,
)
from recruiting.pipeline import check_may as check_may_move
from recruiting.queries import proposals, rule_screening
from recruiting.queries import stage_rules as queries
from recruiting.rules import Condition
from recruiting.stage_plans import UNMARKED, top_mark
from recruiting.states import ConditionKind, ReasonFamily, RuleAct, RuleState, StageKind

LONGEST_WAIT = 365
LONGEST_HOLD = 10_080
"""Minutes: a week."""
ALONE = {
    ConditionKind.PASSED: ConditionKind.FAILED,
    ConditionKind.MARK_FROM: ConditionKind.MARK_UNDER,
    ConditionKind.SCREENED_FROM: ConditionKind.SCREENED_UNDER,
}


class RuleRefused(Refused):
    """The rule stays as it is."""


@dataclass(frozen=True)
class Terms:
    """What a rule asks and does; see StageRuleVersion."""

    act: RuleAct
    conditions: Sequence[Condition]
    note: str = ""
    reason_id: int | None = None
    letter_minutes: int = 60


def terms_of(version: StageRuleVersion) -> Terms:
    """What a version asks and does."""
    conditions = queries.conditions_of(version)
    return Terms(version.act, conditions, version.note, version.reason_id, version.letter_minutes)


def make(pipeline: Pipeline, stage_key: str, name: Words, terms: Terms, *, actor: Account) -> StageRule:
    """A new rule for the stage with this key. It does nothing until it is switched on."""
    check_may(actor)
    stage = queries.newest_stage(pipeline.id, stage_key)
    if stage is None or stage.kind is StageKind.OFFER:
        raise RuleRefused(_("Choose a stage before the offer; an offer is decided by people."), "stage")
    _check_name(name)
    _check_terms(terms, stage)
    rule = StageRule(pipeline=pipeline, stage_key=stage_key, name=name, state=RuleState.DRAFT)
    db.session.add(rule)
    db.session.flush()
    version = _add_version(rule, terms, 1)
    record("made", rule, actor_id=actor.id, state=rule.state.value, **_told(version))
    return rule


def _add_version(rule: StageRule, terms: Terms, number: int) -> StageRuleVersion:
    version = StageRuleVersion(
        rule=rule,
        number=number,
        act=terms.act,
        conditions=[{"kind": one.kind.value, "value": one.value} for one in terms.conditions],
        note=terms.note.strip(),
        reason_id=terms.reason_id if terms.act is RuleAct.PROPOSE else None,
        letter_minutes=terms.letter_minutes,
        made_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def _told(version: StageRuleVersion) -> dict[str, Any]:
    return {"number": version.number, "act": version.act.value, "conditions": version.conditions}


def change(rule: StageRule, name: Words, terms: Terms, *, actor: Account, seen: int | None = None) -> bool:
    """Say something else of a rule; False where all is as it was. Other terms make a new version, and
    a rule that was on is off until it is switched on again."""
    check_may(actor)
    _check_seen(rule, seen)
    stage = queries.stage_of(rule)
    _check_name(name)
    assert stage is not None  # versions are never deleted
    _check_terms(terms, stage)
    renamed = name != rule.name
    if renamed:
        record("renamed", rule, actor_id=actor.id, before=rule.name, name=name)
        rule.name = name
    if asdict(terms) != asdict(terms_of(rule.newest)):
        version = _add_version(rule, terms, rule.newest.number + 1)
        rule.state = RuleState.OFF if rule.state is RuleState.ON else rule.state
        record("changed", rule, actor_id=actor.id, state=rule.state.value, **_told(version))
        renamed = True
    db.session.flush()
    return renamed


def _check_seen(rule: StageRule, seen: int | None) -> None:
    if seen is not None and seen != rule.version:
        raise RuleRefused(
            _("Not changed. Somebody else changed this rule while you were looking. Look again, then decide.")
        )


def _check_name(name: Words) -> None:
    for language in LANGUAGES:
        if not name.get(language, "").strip():
            raise RuleRefused(_("A rule needs a name in both languages."), f"name_{language}")


def _check_terms(terms: Terms, stage: Stage) -> None:
    if not terms.conditions:
        raise RuleRefused(_("A rule needs at least one condition, or it would act on everybody."), "passed")
    kinds = [one.kind for one in terms.conditions]
    if len(set(kinds)) < len(kinds) or any(one in kinds and ALONE[one] in kinds for one in ALONE):
        raise RuleRefused(_("Two conditions contradict each other; nobody could meet both."), "passed")
    if terms.act is RuleAct.ADVANCE and ConditionKind.FAILED in kinds:
        raise RuleRefused(_("Nobody advances without having passed; a person can override that."), "act")
    if not 1 <= terms.letter_minutes <= LONGEST_HOLD:
        raise RuleRefused(
            _("Letters are held for 1 minute to 7 days (%(most)s minutes).", most=LONGEST_HOLD),
            "letter_minutes",
        )
    for condition in terms.conditions:
        _check_condition(condition, stage)
    _check_act(terms)


def _check_act(terms: Terms) -> None:
    if terms.act is RuleAct.HOLD and not rules.explains(terms.note):
        raise RuleRefused(_("Putting on hold needs a reason of at least one sentence."), "note")
    reason = queries.reason(terms.reason_id) if terms.reason_id else None
    if terms.act is RuleAct.PROPOSE and (reason is None or reason.family is not ReasonFamily.REJECTION):
        raise RuleRefused(_("Proposing a rejection needs one of the reasons of the list."), "reason")


def _check_condition(condition: Condition, stage: Stage) -> None:
    kind = condition.kind
    if kind in (ConditionKind.MARK_FROM, ConditionKind.MARK_UNDER):
        _check_mark(condition, stage)
    elif kind in (ConditionKind.PASSED, ConditionKind.FAILED) and stage.kind is StageKind.OFFER:
        raise RuleRefused(_("A stage of this kind has no result."), "passed")
    elif kind is ConditionKind.SCORECARDS and stage.kind not in rules.SCORED_KINDS:
        raise RuleRefused(_("Only interviews and simulations are scored with scorecards."), "scorecards")
    elif kind is ConditionKind.WAITS and not (
        condition.value.isdecimal() and _is_within(condition.value, 1, LONGEST_WAIT)
    ):
        raise RuleRefused(_("The wait is 1 to %(most)s days.", most=LONGEST_WAIT), "days")
    elif kind is ConditionKind.CHANNEL:
        known = {channel.key for channel in queries.channels()}
        if not set(condition.value.split(",")) <= known:
            raise RuleRefused(_("Choose one of the list."), "channels")
    elif kind in rules.SCREENED:
        _check_screened(condition)


def _check_screened(condition: Condition) -> None:
    if condition.kind is ConditionKind.ANSWERS:
        known = {choice.key for choice in rule_screening.choices()}
        if not set(condition.value.split(",")) <= known:
            raise RuleRefused(_("Choose one of the list."), "answers")
    elif not _is_within(condition.value, 0, 100):
        field = condition.kind.name.lower()
        raise RuleRefused(_("A screening score is between 0 and 100."), field)


def _check_mark(condition: Condition, stage: Stage) -> None:
    field, top = condition.kind.name.lower(), top_mark(stage.kind)
    if stage.kind in UNMARKED:
        raise RuleRefused(_("A stage of this kind has no marks."), field)
    if not _is_within(condition.value, 0, top):
        raise RuleRefused(_("A mark here is between %(least)s and %(top)s.", least=0, top=top), field)


def _is_within(text: str, least: int, most: int | Decimal) -> bool:
    try:
        return least <= Decimal(text) <= most
    except InvalidOperation:
        return False


# On and off


def digest(visits: Iterable[Visit]) -> str:
    """What a page hands out and gets back, to notice that the rule would act on others by now."""
    ids = ",".join(str(visit.id) for visit in visits)
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


def switch_on(rule: StageRule, *, actor: Account, seen: int | None = None, shown: str | None = None) -> int:
    """Let the newest version act from now on; returns on how many it will at once, in the worker's next
    round. `shown`: `digest` of those whom the person saw; where it is others by now, refuse."""
    check_may(actor)
    alone("stage rules")
    _check_seen(rule, seen)
    if rule.state is RuleState.ON:
        raise RuleRefused(_("Not switched on. It is on already."))
    visits = rule_runs.would_act(rule.newest)
    if shown is not None and shown != digest(visits):
        raise RuleRefused(
            ngettext(
                "Not switched on. By now it would act on %(num)s application, not those you saw. "
                "Look again, then decide.",
                "Not switched on. By now it would act on %(num)s applications, not those you saw. "
                "Look again, then decide.",
                len(visits),
            )
        )
    rule.state = RuleState.ON
    db.session.flush()
    record(
        "switched on",
        rule,
        actor_id=actor.id,
        state=rule.state.value,
        number=rule.newest.number,
        at_once=len(visits),
    )
    return len(visits)


def switch_off(rule: StageRule, *, actor: Account, reason: str | None = None) -> None:
    """Let it act no longer; what it did stays done."""
    check_may(actor)
    alone("stage rules")
    if rule.state is not RuleState.ON:
        raise RuleRefused(_("Not switched off. It is not on."))
    rule.state = RuleState.OFF
    db.session.flush()
    record(
        "switched off",
        rule,
        actor_id=actor.id,
        reason=reason,
        state=rule.state.value,
        number=rule.newest.number,
    )


# Rejections that rules proposed


def decide(
    deed: RuleDeed,
    *,
    rejects: bool,
    actor: Account,
    note: str | None = None,
    seen: str | None = None,
    batch: str | None = None,
) -> None:
    """Reject as proposed, or decide not to. Only a person can: `actor` is never None."""
    check_may_move(actor, Permission.MOVE_APPLICATIONS)
    alone(f"proposal {deed.id}")
    visit, reason = deed.visit, deed.rule_version.reason
    if proposals.is_decided(deed) or visit.left_at is not None or reason is None:
        raise RuleRefused(_("Not decided. Somebody else was faster."))
    if rejects:
        closing.reject(visit, reason, actor=actor, note=note, seen=seen, batch=batch)
    else:
        record(
            "proposal declined",
            visit.application,
            actor_id=actor.id,
            reason=note,
            visit=visit.id,
            stage=visit.stage_id,
            deed=deed.id,
        )
    decision = RejectionDecision(
        deed_id=deed.id, rejects=rejects, decided_at=clock.now(), decided_by_id=actor.id
    )
    db.session.add(decision)
    db.session.flush()


def describe(rule: StageRule) -> str:
    """What people call a rule: R-3 and its name."""
    return _("R-%(number)s %(name)s", number=rule.id, name=say(rule.name))
