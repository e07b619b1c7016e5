"""Rules, whom they would act on now, and what they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from core import clock, keyset
from core.db import db
from core.record import Entry
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import (
    Application,
    Channel,
    DispositionReason,
    Opening,
    Panelist,
    PipelineVersion,
    RejectionDecision,
    RuleDeed,
    Scorecard,
    ScreeningSheet,
    Stage,
    StageRule,
    StageRuleVersion,
    Visit,
)
from recruiting.queries import reasons
from recruiting.queries.blindness import is_hidden, names
from recruiting.queries.reach import reachable
from recruiting.queries.rule_screening import NOTHING, Screened, screened
from recruiting.rules import SCREENED, Condition, Snapshot
from recruiting.states import ConditionKind, Outcome, RuleAct, RuleState, StageKind, Status, Verdict

BY_A_PERSON = (Outcome.SENT_BACK, Outcome.REJECTED, Outcome.WITHDRAWN)
"""How a visit ended after which a person put the application where it stands: rules leave it to people."""
ALL_AT_ONCE = 10_000


def rule(rule_id: int) -> StageRule | None:
    """The rule, where there is one."""
    return db.session.get(StageRule, rule_id)


def rules(pipeline_id: int | None = None) -> Sequence[StageRule]:
    """Every rule, or those of a pipeline, in the order in which they act."""
    wanted = StageRule.pipeline_id == pipeline_id if pipeline_id else true()
    return db.session.scalars(select(StageRule).where(wanted).order_by(StageRule.id)).unique().all()


def acting() -> Sequence[StageRuleVersion]:
    """The newest version of every rule that is on, in the order in which they act."""
    on = db.session.scalars(select(StageRule).where(StageRule.state == RuleState.ON).order_by(StageRule.id))
    return [rule.newest for rule in on.unique()]


def conditions_of(version: StageRuleVersion) -> list[Condition]:
    """What the version asks."""
    return [Condition(ConditionKind(one["kind"]), one["value"]) for one in version.conditions]


def stage_of(rule: StageRule) -> Stage | None:
    """The newest stage of the rule's pipeline with its key."""
    return newest_stage(rule.pipeline_id, rule.stage_key)


def newest_stage(pipeline_id: int, key: str) -> Stage | None:
    """The stage with this key of the newest version that has it, where any does."""
    found = (PipelineVersion.pipeline_id == pipeline_id, Stage.key == key)
    query = select(Stage).join(Stage.version).where(*found)
    return db.session.scalar(query.order_by(PipelineVersion.number.desc()).limit(1))


def stage_names() -> dict[tuple[int, str], Any]:
    """(pipeline id, key) → the name that the stage has in the newest version that has it."""
    named = select(PipelineVersion.pipeline_id, Stage.key, Stage.name).join(Stage.version)
    rows = db.session.execute(named.order_by(PipelineVersion.number))
    return {(row.pipeline_id, row.key): row.name for row in rows}


def channels() -> Sequence[Channel]:
    """Every channel."""
    return db.session.scalars(select(Channel).order_by(Channel.id)).all()


def reason(reason_id: int) -> DispositionReason | None:
    """The reason, where there is one."""
    return db.session.get(DispositionReason, reason_id)


# Whom a rule would act on


def in_its_stage(rule: StageRule) -> list[ColumnElement[bool]]:
    """Conditions on Visit, Stage and PipelineVersion: a stay in the stage of the rule, on whichever
    version, that counts and to which no person sent the application back."""
    before = aliased(Visit)
    newest_before = (
        select(before.outcome)
        .where(
            before.application_id == Visit.application_id, before.id < Visit.id, before.voided_at.is_(None)
        )
        .order_by(before.id.desc())
        .limit(1)
        .correlate(Visit)
        .scalar_subquery()
    )
    return [
        PipelineVersion.pipeline_id == rule.pipeline_id,
        Stage.key == rule.stage_key,
        Visit.voided_at.is_(None),
        or_(newest_before.is_(None), newest_before.not_in(BY_A_PERSON)),
    ]


def candidates(version: StageRuleVersion, most: int) -> list[tuple[int, Snapshot]]:
    """(visit id, how it is now) of those on whom the version has not acted yet and whom its conditions
    find, the longest stay first; at most `most`."""
    done = select(RuleDeed.visit_id).where(RuleDeed.rule_version_id == version.id)
    rows = db.session.execute(
        select(
            Visit.id,
            Visit.application_id,
            Visit.entered_at,
            Visit.verdict,
            Visit.mark,
            Stage.kind,
            Channel.key,
        )
        .join(Stage, Stage.id == Visit.stage_id)
        .join(PipelineVersion, PipelineVersion.id == Stage.pipeline_version_id)
        .join(Application, Application.id == Visit.application_id)
        .join(Channel, Channel.id == Application.channel_id)
        .where(
            *in_its_stage(version.rule),
            Visit.left_at.is_(None),
            Application.status == Status.ACTIVE,
            Visit.id.not_in(done),
            *(_found_by(condition) for condition in conditions_of(version)),
            _not_proposed_yet() if version.act is RuleAct.PROPOSE else true(),
        )
        .order_by(Visit.entered_at, Visit.id)
        .limit(most)
    ).all()
    return _snapshots(version, rows)


def _snapshots(version: StageRuleVersion, rows: Sequence[Any]) -> list[tuple[int, Snapshot]]:
    panels = _panels([row.id for row in rows])
    says = screened([row.application_id for row in rows]) if reads_screening(version) else {}
    nobody: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    return [
        (row.id, _snapshot(row, *panels.get(row.id, nobody), says.get(row.application_id, NOTHING)))
        for row in rows
    ]


def reads_screening(version: StageRuleVersion) -> bool:
    """Do the answers to screening questions decide on whom it acts? By a condition, or because it would
    advance out of the screening, where a knock-out waits for a person. The database cannot tell who fits."""
    if any(one.kind in SCREENED for one in conditions_of(version)):
        return True
    stage = stage_of(version.rule) if version.act is RuleAct.ADVANCE else None
    return stage is not None and stage.kind is StageKind.SCREENING


def _snapshot(row: Any, asked: frozenset[int], scored: frozenset[int], says: Screened) -> Snapshot:
    return Snapshot(
        kind=row.kind,
        entered_at=row.entered_at,
        channel=row.key,
        verdict=row.verdict,
        mark=row.mark,
        asked=asked,
        scored=scored,
        score=says.score,
        answers=says.answers,
        is_knocked_out=says.is_knocked_out,
    )


def _not_proposed_yet() -> ColumnElement[bool]:
    decided = select(RejectionDecision.deed_id)
    open_ones = select(RuleDeed.visit_id).where(RuleDeed.act == RuleAct.PROPOSE, RuleDeed.id.not_in(decided))
    return Visit.id.not_in(open_ones)


def _found_by(condition: Condition) -> ColumnElement[bool]:
    """The condition as the database understands it."""
    kind, value = condition.kind, condition.value
    if kind is ConditionKind.PASSED:
        return Visit.verdict == Verdict.PASSED
    if kind is ConditionKind.FAILED:
        return Visit.verdict == Verdict.FAILED
    if kind is ConditionKind.MARK_FROM:
        return Visit.mark >= Decimal(value)
    if kind is ConditionKind.MARK_UNDER:
        return Visit.mark < Decimal(value)
    if kind is ConditionKind.WAITS:
        return Visit.entered_at <= clock.now() - timedelta(days=int(value))
    if kind is ConditionKind.CHANNEL:
        return Channel.key.in_(value.split(","))
    if kind in SCREENED:
        return Application.id.in_(select(ScreeningSheet.application_id))
    asked = select(Panelist.id).where(Panelist.visit_id == Visit.id, Panelist.released_at.is_(None))
    missing = asked.where(Panelist.id.not_in(select(Scorecard.panelist_id)))
    return and_(asked.correlate(Visit).exists(), ~missing.correlate(Visit).exists())


def _panels(visit_ids: Sequence[int]) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    """Visit id → who is asked for a scorecard, and who of them has submitted one."""
    rows = db.session.execute(
        select(Panelist.visit_id, Panelist.id, func.count(Scorecard.id).label("cards"))
        .outerjoin(Scorecard, Scorecard.panelist_id == Panelist.id)
        .where(Panelist.visit_id.in_(visit_ids), Panelist.released_at.is_(None))
        .group_by(Panelist.visit_id, Panelist.id)
    ).all()
    return {
        visit_id: (
            frozenset(row.id for row in rows if row.visit_id == visit_id),
            frozenset(row.id for row in rows if row.visit_id == visit_id and row.cards),
        )
        for visit_id in {row.visit_id for row in rows}
    }


# What rules did


@dataclass(frozen=True)
class LogFilter:
    """Which deeds of which rule; an empty value leaves the choice open."""

    rule_id: int
    number: int | None = None
    text: str = ""

    def conditions(self, reader: Account) -> list[ColumnElement[bool]]:
        wanted = [StageRuleVersion.rule_id == self.rule_id]
        if self.number:
            wanted.append(StageRuleVersion.number == self.number)
        if self.text:
            named = [part.icontains(self.text, autoescape=True) for part in (Person.name, Person.latin_name)]
            code = Opening.code.icontains(self.text, autoescape=True)
            wanted.append(or_(code, and_(or_(*named), ~is_hidden(reader))))
        return wanted


def _log(which: LogFilter, account: Account) -> Select[*tuple[Any, ...]]:
    undone = aliased(Entry)
    back = select(undone.at).where(undone.corrects_id == RuleDeed.entry_id, undone.verb == "undone").limit(1)
    decider, who = aliased(Account), aliased(Person)
    return (
        select(
            RuleDeed.newest_first,
            RuleDeed.at,
            RuleDeed.act,
            StageRuleVersion.number,
            StageRuleVersion.letter_minutes,
            Application.id.label("application_id"),
            *names(account),
            Opening.code,
            Entry.batch,
            back.scalar_subquery().label("undone_at"),
            RejectionDecision.rejects,
            RejectionDecision.decided_at,
            who.name.label("decided_by"),
            Visit.left_at,
            case((DispositionReason.id.is_not(None), reasons.called(RuleDeed.at))).label("proposed"),
        )
        .join(StageRuleVersion, StageRuleVersion.id == RuleDeed.rule_version_id)
        .outerjoin(DispositionReason, DispositionReason.id == StageRuleVersion.reason_id)
        .join(Entry, Entry.id == RuleDeed.entry_id)
        .join(Visit, Visit.id == RuleDeed.visit_id)
        .join(Application, Application.id == Visit.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .outerjoin(RejectionDecision, RejectionDecision.deed_id == RuleDeed.id)
        .outerjoin(decider, decider.id == RejectionDecision.decided_by_id)
        .outerjoin(who, who.id == decider.person_id)
        .where(*which.conditions(account), reachable(account, Permission.SEE_APPLICATIONS))
    )


def log(which: LogFilter, account: Account, *, after: str | None, before: str | None) -> keyset.Page:
    """What a rule did about applications that `account` may reach, newest first, a page at a time."""
    return keyset.page(_log(which, account), [RuleDeed.newest_first], after=after, before=before)


def whole_log(which: LogFilter, account: Account) -> Sequence[Any]:
    """The same, all of it, for taking away."""
    query = _log(which, account).order_by(RuleDeed.id.desc()).limit(ALL_AT_ONCE)
    return db.session.execute(query).all()


def deeds_of_each() -> dict[int, int]:
    """Rule → how often it acted."""
    counted = select(StageRuleVersion.rule_id, func.count(RuleDeed.id)).select_from(RuleDeed)
    rows = db.session.execute(counted.join(RuleDeed.rule_version).group_by(StageRuleVersion.rule_id))
    return {row[0]: row[1] for row in rows}


def record_of(rule_id: int) -> Sequence[Any]:
    """Rows of (entry, actor's name, reason) about a rule, newest first; the reason is what a version that was
    made with this entry proposes, as it was called then."""
    made = and_(
        StageRuleVersion.rule_id == Entry.subject_id,
        StageRuleVersion.number == Entry.details["number"].as_integer(),
        Entry.verb.in_(("made", "changed")),
    )
    named = case((DispositionReason.id.is_not(None), reasons.called(Entry.at)))
    return db.session.execute(
        select(Entry, Person.name.label("actor"), named.label("proposes"))
        .outerjoin(StageRuleVersion, made)
        .outerjoin(DispositionReason, DispositionReason.id == StageRuleVersion.reason_id)
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Entry.subject_kind == "stage_rule", Entry.subject_id == rule_id)
        .order_by(Entry.id.desc())
        .limit(50)
    ).all()
