"""Deciding a promotion case, and what follows on its day: the post, the checklist, once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from careers import career_letters, cases
from careers.cases import CaseRefused
from careers.models import LevelAct, PromotionCase, TakeOverTask
from careers.queries import cases as queries
from careers.queries import ladder, standings
from careers.queries.standings import Standing
from careers.states import RUNNING, UNDECIDED, ActKind, CaseState, FrozenFor
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.months import add_months
from core.record import Way, by, record
from people import employment as employments
from people.models import Account, Employment

LATEST = 12
"""A promotion takes effect within so many months."""


@dataclass(frozen=True)
class Approval:
    """When and with which pay grade; `acting_until`: on trial until that day; `override`: why although
    something is not met."""

    effective_on: date
    pay_grade: str | None = None
    acting_until: date | None = None
    override: str | None = None


def approve(case: PromotionCase, terms: Approval, *, revision: int, actor: Account) -> None:
    """Approve it: on the day it takes effect by itself. What is met now is frozen once more.

    Raises CaseRefused for whom it is about, who opened it, who stands below the level, a case that is
    decided, a day that has passed, a level that the ladder no longer has, no free seat, and where something
    is not met without a reason."""
    standing = _judged(case, revision, actor)
    if case.state is not CaseState.OPEN:
        raise CaseRefused(_("Not decided. The case is not open any more."))
    _check_terms(case, terms)
    missing = [one for one in standing.found if not one.is_met]
    if missing and not (terms.override or "").strip():
        raise CaseRefused(
            _(
                "Not approved. %(num)s requirements are not met. Wait, or say why it is approved anyway.",
                num=len(missing),
            ),
            "override",
        )
    _refuse_dropped(case)
    _refuse_full(case)
    cases.freeze(case, standing, FrozenFor.APPROVED)
    override = (terms.override or "").strip() if missing else ""
    case.state, case.reason = CaseState.APPROVED, override or None
    case.effective_on, case.pay_grade = terms.effective_on, terms.pay_grade or None
    case.is_acting, case.acting_until = terms.acting_until is not None, terms.acting_until
    _decided(
        case,
        actor,
        "case approved",
        override=bool(missing),
        effective_on=terms.effective_on.isoformat(),
        pay_grade=case.pay_grade,
        acting_until=terms.acting_until.isoformat() if terms.acting_until else None,
    )


def _judged(case: PromotionCase, revision: int, actor: Account) -> Standing:
    cases.keep_still(case, revision)
    cases.check_not_own(case, actor)
    if case.nominated_by_id == actor.id:
        raise CaseRefused(_("Not decided. Who opened a case does not decide it; ask another manager."))
    if case.state not in UNDECIDED:
        raise CaseRefused(_("Not decided. The case is not open any more."))
    _refuse_below(case, actor)
    standing = standings.standing_of(case.employment_id, case.level, on=case.version)
    if standing is None:
        raise CaseRefused(_("Not decided. They are not employed any more."))
    return standing


def _refuse_below(case: PromotionCase, actor: Account) -> None:
    """Whoever holds a level here decides only about levels that are no higher than the own one."""
    own = standings.own_row(actor)
    mine = case.version.rung(own.level) if own else None
    asked = case.version.rung(case.level)
    assert asked is not None, "a case is about a level of its version"
    if own is not None and (mine is None or mine < asked):
        raise CaseRefused(_("Not decided. Somebody who holds this level or a higher one decides."))


def _check_terms(case: PromotionCase, terms: Approval) -> None:
    today = clock.today()
    if not today <= terms.effective_on <= add_months(today, LATEST):
        raise CaseRefused(_("It takes effect today or within 12 months."), "effective_on")
    if terms.acting_until is not None and terms.acting_until <= terms.effective_on:
        raise CaseRefused(_("A trial ends after it has begun."), "acting_until")
    grades = queries.level_of(case).grades
    if terms.pay_grade and grades and terms.pay_grade not in grades:
        raise CaseRefused(_("This pay grade does not belong to the level."), "pay_grade")


def _refuse_dropped(case: PromotionCase) -> None:
    """A case ends on its own version, but the level is held on the newest."""
    alone("ladder versions")
    if ladder.is_dropped(case.level):
        raise CaseRefused(_("Not approved. The newest version of the ladder does not have this level."))


def _refuse_full(case: PromotionCase) -> None:
    """Seats are those of the newest version: a ladder that is given more of them has them at once."""
    found = queries.seats()[case.level]
    if found.free == 0:
        raise CaseRefused(
            _(
                "Not approved. All %(seats)s seats of this level are held or promised. Change the ladder.",
                seats=found.most,
            )
        )


def _decided(case: PromotionCase, actor: Account, verb: str, **details: Any) -> None:
    case.decided_at, case.decided_by_id = clock.now(), actor.id
    case.revision += 1
    entry = record(
        verb,
        case,
        actor_id=actor.id,
        reason=case.reason,
        rule=f"ladder {case.version.number}",
        employment=case.employment_id,
        state=case.state,
        **details,
    )
    db.session.flush()
    career_letters.case_decided(case, entry)


def decline(case: PromotionCase, reason: str, retry_on: date, *, revision: int, actor: Account) -> None:
    """Decline it with a reason and the day from which to try again; a returned one as well, which whoever
    opened it may never send in again.

    Raises CaseRefused as `approve` does, and without reason or day."""
    standing = _judged(case, revision, actor)
    if not reason.strip():
        raise CaseRefused(_("Not declined. Say why; they read it."), "reason")
    if retry_on <= clock.today():
        raise CaseRefused(_("Not declined. Say from which day to come they can try again."), "retry_on")
    cases.freeze(case, standing, FrozenFor.DECLINED)
    case.state, case.reason, case.retry_on = CaseState.DECLINED, reason.strip(), retry_on
    _decided(case, actor, "case declined", retry_on=retry_on.isoformat())


def cancel(case: PromotionCase, reason: str, *, revision: int, actor: Account) -> None:
    """Take an approval back before its day. Raises CaseRefused afterwards, for the own case, and without a
    reason."""
    cases.keep_still(case, revision)
    cases.check_not_own(case, actor)
    if case.state is not CaseState.APPROVED:
        raise CaseRefused(_("Not cancelled. Only what is approved and has not taken effect can be."))
    if not reason.strip():
        raise CaseRefused(_("Not cancelled. Say why, for the record."), "reason")
    case.state, case.reason = CaseState.CANCELLED, reason.strip()
    case.revision += 1
    entry = record(
        "promotion cancelled",
        case,
        actor_id=actor.id,
        reason=reason.strip(),
        employment=case.employment_id,
        state=case.state,
    )
    db.session.flush()
    career_letters.case_decided(case, entry)


# On the day


def apply_due() -> int:
    """Let every approved case whose day has come take effect, each once; returns how many did."""
    done = 0
    with by(Way.RULE):
        for case in queries.due(clock.today()):
            done += apply(case)
    return done


def apply(case: PromotionCase) -> bool:
    """Let an approved case take effect: the post changes on its day, and what is to be taken over is laid
    out. False where that has happened, or is to wait for a later day, or where they have left."""
    cases.keep_still(case)
    if case.state is not CaseState.APPROVED or case.effective_on is None or case.effective_on > clock.today():
        return False
    employment = case.employment
    db.session.refresh(employment)
    if employment.ended_on is not None:
        lapse(case)
        return False
    kind = ActKind.ACTING if case.is_acting else ActKind.PROMOTION
    change(employment, kind, case.level, case.effective_on, actor=None, case=case)
    case.state = CaseState.APPLIED
    case.revision += 1
    duties = queries.level_of(case).duties
    db.session.add_all(
        TakeOverTask(case_id=case.id, position=n, name=name) for n, name in enumerate(duties, 1)
    )
    db.session.flush()
    return True


def lapse_all() -> int:
    """End every case of who has left; returns how many. Whoever ends an employment, while a training or for
    an opening, stands below careers and knows of no cases: so it follows, and until then nobody decides."""
    with by(Way.RULE):
        return sum(lapse(case) for case in queries.left_behind())


def lapse(case: PromotionCase) -> bool:
    """End a case because they left; what was said and frozen stays to be read. False where it has ended, or
    they are there."""
    cases.keep_still(case)
    employment = case.employment
    db.session.refresh(employment)
    if case.state not in RUNNING or employment.ended_on is None:
        return False
    case.state = CaseState.LAPSED
    case.revision += 1
    record(
        "case lapsed",
        case,
        actor_id=None,
        employment=employment.id,
        left_on=employment.ended_on.isoformat(),
        state=case.state,
    )
    db.session.flush()
    return True


def change(
    employment: Employment,
    kind: ActKind,
    level: str,
    on: date,
    *,
    actor: Account | None,
    case: PromotionCase | None = None,
    reason: str | None = None,
    pay_grade: str | None = None,
) -> LevelAct:
    """Change the level held from a day on, and keep by which act. The post's own rules hold."""
    before = ladder.level_held(employment.id)
    since = max(on, queries.post_since(employment.id))
    if level != before:
        employments.change_post(employment, since, level=level, actor=actor, reason=reason)
    grade = case.pay_grade if case else pay_grade
    told: dict[str, Any] = {"before": before, "level": level, "on": since.isoformat(), "pay_grade": grade}
    told["case"] = case.id if case else None
    who = actor.id if actor else None
    entry = record(f"level {kind.value}", employment, actor_id=who, reason=reason, **told)
    db.session.flush()
    act = LevelAct(
        employment_id=employment.id,
        kind=kind,
        from_level=before,
        to_level=level,
        on=since,
        pay_grade=grade,
        acting_until=case.acting_until if case else None,
        case_id=told["case"],
        entry_id=entry.id,
    )
    db.session.add(act)
    db.session.flush()
    return act


def tick(task: TakeOverTask, *, actor: Account) -> None:
    """Say that something has been taken over. Raises CaseRefused twice."""
    db.session.refresh(task, with_for_update=True)
    if task.done_at is not None:
        raise CaseRefused(_("It is ticked off already."))
    task.done_at, task.done_by_id = clock.now(), actor.id
    record("taken over", queries.case(task.case_id), actor_id=actor.id, task=task.position)
    db.session.flush()
