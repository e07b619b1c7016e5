"""Results that people, and later the engines of tests and simulations, enter for a visit."""

from decimal import Decimal

from assessment.rules import round_mark
from core import clock
from core.db import db
from core.i18n import _, say
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import marking, rules
from recruiting.models import Result, Visit
from recruiting.pipeline import check_may, check_seen
from recruiting.queries import checks, interviews
from recruiting.queries import marks as queries
from recruiting.queries.facts import has_consent
from recruiting.states import StageKind, Verdict

ENTERED = frozenset({StageKind.SCREENING, StageKind.TEST, StageKind.SIMULATION, StageKind.CHECK})
"""Kinds of stages whose result can be entered."""

TOP = Decimal(100)


class ResultRefused(Refused):
    """No result was entered."""


def enter(
    visit: Visit,
    *,
    mark: Decimal | None = None,
    passed: bool | None = None,
    comment: str = "",
    actor: Account | None,
    seen: str | None = None,
) -> Result:
    """Enter the result of a visit, or correct the one that stands, which needs a comment that says why.

    mark: 0 to 100, for tests and simulations; judged against the stage's pass mark. A screening may
        have one.  passed: for checks, and for a screening without a mark.
    """
    check_may(actor, Permission.RECORD_RESULTS)
    visit = marking.alone_with(visit.id)
    check_seen(visit, seen)
    marking.check_open(visit, ResultRefused)
    _check_entered_here(visit)
    verdict = _verdict(visit, mark, passed)
    old = queries.newest_result(visit.id)
    if old is not None:
        _check_correction(old, mark, verdict, comment)
    return _write(visit, old, mark, verdict, comment, actor)


def conclude(visit: Visit, verdict: Verdict, *, actor: Account | None) -> Result | None:
    """The result that follows from a background check's decision; the visit must be the one that the
    check was ordered in. None where it has left its stage, or has this very result already."""
    visit = marking.alone_with(visit.id)
    old = queries.newest_result(visit.id)
    if visit.left_at is not None or (old is not None and old.verdict is verdict):
        return None
    return _write(visit, old, None, verdict, "", actor)


def carry_over(
    visit: Visit, mark: Decimal | None, verdict: Verdict, comment: str, *, actor: Account
) -> Result:
    """The first result of a visit that the caller holds alone, taken over from another; see `reuse.carry`."""
    return _write(visit, queries.newest_result(visit.id), mark, verdict, comment, actor)


def _write(
    visit: Visit,
    old: Result | None,
    mark: Decimal | None,
    verdict: Verdict,
    comment: str,
    actor: Account | None,
) -> Result:
    result = Result(
        visit_id=visit.id,
        number=old.number + 1 if old else 1,
        replaces_id=old.id if old else None,
        mark=round_mark(mark) if mark is not None else None,
        verdict=verdict,
        comment=comment.strip(),
        entered_at=clock.now(),
        entered_by=actor,
    )
    db.session.add(result)
    db.session.flush()
    marking.stand(visit, result.mark, result.verdict)
    _tell(visit, old, result, actor)
    return result


def _check_entered_here(visit: Visit) -> None:
    stage = say(visit.stage.name)
    if visit.stage.kind not in ENTERED:
        raise ResultRefused(_("Not entered. The result of %(stage)s is not entered by hand.", stage=stage))
    asked = [one.name for one in interviews.panel(visit.id)]
    if asked:
        raise ResultRefused(
            _(
                "Not entered. %(stage)s is scored by %(names)s; release them first.",
                stage=stage,
                names=_(", ").join(asked),
            )
        )
    if visit.stage.kind is StageKind.CHECK:
        _check_check(visit, stage)


def _check_check(visit: Visit, stage: str) -> None:
    """By hand only what was checked elsewhere; under way here, it is decided where it is done."""
    if not has_consent(visit.application.person_id):
        raise ResultRefused(
            _(
                "Not entered. %(stage)s needs recorded consent of %(name)s.",
                stage=stage,
                name=visit.application.shown.name,
            )
        )
    ordered = checks.latest(visit.application_id)
    if ordered is not None and ordered.is_live:
        raise ResultRefused(_("Not entered. A background check is under way; its decision is the result."))


def _verdict(visit: Visit, mark: Decimal | None, passed: bool | None) -> Verdict:
    kind = visit.stage.kind
    if kind is StageKind.CHECK:
        _check_word(mark, passed)
    if mark is not None:
        _check_mark(mark)
        return rules.judge(mark, visit.stage.pass_mark)
    if kind in (StageKind.TEST, StageKind.SIMULATION):
        raise ResultRefused(_("Not entered. Enter a mark from 0 to 100."), "mark")
    if passed is None:
        raise ResultRefused(_("Not entered. Say whether it was passed."), "passed")
    return Verdict.PASSED if passed else Verdict.FAILED


def _check_word(mark: Decimal | None, passed: bool | None) -> None:
    if mark is not None:
        raise ResultRefused(_("Not entered. A check has no mark; say whether it was passed."), "passed")
    if passed is False:
        raise ResultRefused(
            _(
                "Not entered. Against a candidate a check is decided only after a notice and its waiting "
                "time; order one."
            ),
            "passed",
        )


def _check_mark(mark: Decimal) -> None:
    if not mark.is_finite() or not 0 <= mark <= TOP or mark != round_mark(mark):
        raise ResultRefused(
            _("Not entered. A mark is a number from 0 to 100 with at most one decimal."), "mark"
        )


def _check_correction(old: Result, mark: Decimal | None, verdict: Verdict, comment: str) -> None:
    if (old.mark, old.verdict) == (mark, verdict):
        raise ResultRefused(_("Not corrected. This is the result that stands already."), "mark")
    if not rules.explains(comment):
        raise ResultRefused(
            _("Not corrected. A correction needs a comment of at least one sentence."), "comment"
        )


def _marks(old: Result | None, result: Result) -> dict[str, str]:
    """The mark, or the old and the new one, as the record keeps them; none where there is no number."""
    if old is None or old.mark is None or result.mark is None:
        return {"mark": str(result.mark)} if result.mark is not None else {}
    return {"old": str(old.mark), "new": str(result.mark)}


def _tell(visit: Visit, old: Result | None, result: Result, actor: Account | None) -> None:
    record(
        "result corrected" if old else "result entered",
        visit.application,
        actor_id=actor.id if actor else None,
        # What was found in a check is for few; the record of an application is read by many.
        reason=None if visit.stage.kind is StageKind.CHECK else result.comment or None,
        rule=marking.judged_by(visit),
        corrects=queries.entry_of(visit.application_id, "result", old.id) if old else None,
        visit=visit.id,
        stage=visit.stage_id,
        result=result.id,
        verdict=result.verdict.value,
        verdict_before=old.verdict.value if old else None,
        **_marks(old, result),
    )
