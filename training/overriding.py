"""Deciding a mark in place of the one that the marking gave, and letting that one count again."""

from decimal import Decimal

from core.db import db
from core.i18n import _
from core.record import record
from people.models import Account
from people.permissions import Permission
from training.marking import ExamRefused, Score, add_mark, check_score, judged_anew, score_of, standing
from training.models import ExamAttempt, ExamMark


def override(attempt: ExamAttempt, mark: Decimal, *, actor: Account, reason: str) -> None:
    """Let `mark` stand instead of what the marking gave, which stays in the history and is what counts again
    once this is lifted. Raises ExamRefused without a reason, for a void attempt, and for no mark of 100."""
    before = standing(attempt, actor=actor, reason=reason, permission=Permission.OVERRIDE_RESULTS)
    score = score_of(attempt, before)
    check_score(attempt.exam, Score(mark, attempt.sat_on))
    _let_stand("exam mark overridden", attempt, before, score, mark, actor, reason)


def lift(attempt: ExamAttempt, *, actor: Account, reason: str) -> None:
    """Let what the marking gave count again. Raises ExamRefused where nothing was decided in its place."""
    before = standing(attempt, actor=actor, reason=reason, permission=Permission.OVERRIDE_RESULTS)
    if before.computed is None:
        raise ExamRefused(_("Not changed. No other mark stands in the place of this one."))
    _let_stand("exam override lifted", attempt, before, score_of(attempt, before), None, actor, reason)


def _let_stand(
    verb: str,
    attempt: ExamAttempt,
    before: ExamMark,
    score: Score,
    instead: Decimal | None,
    actor: Account,
    reason: str,
) -> None:
    mark = score.mark if instead is None else instead
    judged = judged_anew(attempt, mark, score)
    entry = record(
        verb,
        attempt.enrolment,
        actor_id=actor.id,
        reason=reason,
        attempt=attempt.id,
        before=str(before.mark),
        computed=str(score.mark),
        mark=str(mark),
    )
    db.session.flush()
    add_mark(attempt, before.number + 1, score, judged, entry, actor=actor, instead=instead)
