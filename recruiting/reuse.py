"""Letting a former result of the same person count again: an act of somebody, within a window of months that
is data and has editions. Nothing counts by itself, and what was let count stays when the window changes."""

from collections.abc import Mapping
from decimal import Decimal

from core import clock
from core.db import db
from core.i18n import _, day, say
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import marking, results, rules
from recruiting.models import CarriedResult, Result, ReuseWindow, Visit
from recruiting.models.reuse import LONGEST_REUSE
from recruiting.pipeline import check_may, check_seen
from recruiting.queries import interviews
from recruiting.queries import reuse as queries
from recruiting.queries.reuse import Former
from recruiting.rules import Window
from recruiting.states import StageKind, Verdict


class ReuseRefused(Refused):
    """No former result counts; or the months stay as they are."""


def set_windows(
    months: Mapping[StageKind, int], *, seen: Mapping[StageKind, int], actor: Account
) -> list[ReuseWindow]:
    """From now on results of stages of these kinds may count again for so many months; 0 for never. What
    stays as it is makes no edition. Returns the new ones.

    seen: the numbers of the editions that the page showed."""
    check_may(actor, Permission.EDIT_OPENINGS)
    alone("reuse windows")
    now = queries.windows()
    for kind, number in months.items():
        if kind not in now:
            raise ReuseRefused(_("Not changed. Results of this kind of stage never count again."))
        if now[kind].number != seen.get(kind):
            raise ReuseRefused(
                _(
                    "Not changed. Somebody else changed it while you were looking. "
                    "Open the page again to see how it is now."
                )
            )
        if not 0 <= number <= LONGEST_REUSE:
            raise ReuseRefused(
                _("Not changed. Between 0 and %(most)s months.", most=LONGEST_REUSE), kind.value
            )
    changed = {kind: number for kind, number in months.items() if number != now[kind].months}
    if not changed:
        raise ReuseRefused(_("Not changed. This holds already."))
    return [_publish(kind, now[kind], number, actor) for kind, number in changed.items()]


def _publish(kind: StageKind, before: Window, months: int, actor: Account) -> ReuseWindow:
    window = ReuseWindow(
        kind=kind, number=before.number + 1, months=months, since=clock.now(), set_by_id=actor.id
    )
    db.session.add(window)
    db.session.flush()
    record(
        "reuse window set",
        window,
        actor_id=actor.id,
        kind=kind.value,
        before=before.months,
        months=months,
        version=window.number,
    )
    return window


def carry(visit: Visit, from_visit_id: int, *, actor: Account, seen: str | None = None) -> CarriedResult:
    """Let the result of the former stay `from_visit_id` of the same person count in this one, judged by the
    pass mark of today. Raises ReuseRefused for what is too old, not theirs, or where there is a result or
    somebody is asked for one.

    seen: `Visit.seen` of the page that asked."""
    check_may(actor, Permission.RECORD_RESULTS)
    visit = marking.alone_with(visit.id)
    check_seen(visit, seen)
    marking.check_open(visit, ReuseRefused)
    _check_free(visit)
    former = next(
        (one for one in queries.former_results(visit, actor) if one.visit_id == from_visit_id), None
    )
    if former is None:
        raise ReuseRefused(_("Not done. There is no such former result of this candidate."))
    _check_age(former)
    return _carry(visit, former, actor)


def _check_free(visit: Visit) -> None:
    stage = say(visit.stage.name)
    if visit.verdict is not None:
        raise ReuseRefused(_("Not done. %(stage)s has a result already.", stage=stage))
    asked = [one.name for one in interviews.panel(visit.id)]
    if asked:
        raise ReuseRefused(
            _(
                "Not done. %(stage)s is scored by %(names)s; release them first.",
                stage=stage,
                names=_(", ").join(asked),
            )
        )


def _check_age(former: Former) -> None:
    if former.window.months == 0:
        raise ReuseRefused(_("Not done. Results of this kind of stage are not to count again."))
    if not former.counts:
        raise ReuseRefused(
            _(
                "Not done. This result is of %(earned)s and could count until %(until)s.",
                earned=day(former.earned_on),
                until=day(former.until),
            )
        )


def _carry(visit: Visit, former: Former, actor: Account) -> CarriedResult:
    mark, verdict = former.mark, former.verdict
    if mark is not None:
        verdict = rules.judge(Decimal(mark), visit.stage.pass_mark)
    comment = _("Counts from %(code)s, found on %(day)s.", code=former.code, day=day(former.earned_on))
    result = results.carry_over(visit, mark, verdict, comment, actor=actor)
    return _keep(visit, former, result, verdict, actor)


def _keep(visit: Visit, former: Former, result: Result, verdict: Verdict, actor: Account) -> CarriedResult:
    carried = CarriedResult(
        visit_id=visit.id,
        from_visit_id=former.visit_id,
        result_id=result.id,
        earned_at=former.earned_at,
        number=former.window.number,
        months=former.window.months,
        carried_at=clock.now(),
        carried_by_id=actor.id,
    )
    db.session.add(carried)
    db.session.flush()
    record(
        "result carried over",
        visit.application,
        actor_id=actor.id,
        rule=_rule(visit, former),
        carried=carried.id,
        visit=visit.id,
        from_visit=former.visit_id,
        from_application=former.application_id,
        earned_at=former.earned_at.isoformat(),
        verdict=verdict.value,
    )
    return carried


def _rule(visit: Visit, former: Former) -> str:
    window = former.window
    return f"reuse window {window.number} of {visit.stage.kind.value}, {window.months} months"
