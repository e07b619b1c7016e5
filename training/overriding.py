"""Deciding a mark in place of the one that the marking gave, and letting that one count again."""

from dataclasses import replace
from decimal import Decimal

from core.db import db
from core.i18n import _
from core.record import record
from people.models import Account
from people.permissions import Permission
from training.marking import (
    ExamRefused,
    Score,
    add_mark,
    all_met,
    check_score,
    judged_anew,
    score_of,
    standing,
)
from training.models import ExamAttempt, ExamMark
from training.queries import exam_marks
from training.queries import exams as queries


def override(
    attempt: ExamAttempt, mark: Decimal, *, actor: Account, reason: str, items_met: bool = False
) -> None:
    """Let `mark` stand instead of what the marking gave, which stays in the history and is what counts again
    once this is lifted. With `items_met` the critical items and topics are held to be met as well; without it
    one that failed goes on failing. Raises ExamRefused without a reason, for a void attempt, and for no mark
    of 100."""
    before = standing(attempt, actor=actor, reason=reason, permission=Permission.OVERRIDE_RESULTS)
    given = _given(attempt, before)
    check_score(attempt.exam, Score(mark, attempt.sat_on))
    score = all_met(given) if items_met else given
    verb, marker_id = "exam mark overridden", actor.id
    _let_stand(verb, attempt, before, score, actor, reason, marker_id=marker_id, instead=mark)


def _given(attempt: ExamAttempt, before: ExamMark) -> Score:
    """What the marking gave, with the items and topics that an override may have held to be met."""
    score = score_of(attempt, before)
    if before.computed is None:
        return score
    kept = exam_marks.given_mark(attempt.id)
    return replace(
        score,
        parts=score.parts or queries.parts_of(kept),
        failed_item=score.failed_item or kept.failed_item,
    )


def lift(attempt: ExamAttempt, *, actor: Account, reason: str) -> None:
    """Let what the marking gave count again, as the mark of whoever gave it. Raises ExamRefused where nothing
    was decided in its place."""
    before = standing(attempt, actor=actor, reason=reason, permission=Permission.OVERRIDE_RESULTS)
    if before.computed is None:
        raise ExamRefused(_("Not changed. No other mark stands in the place of this one."))
    score, marker_id = _given(attempt, before), exam_marks.given_by(attempt.id)
    _let_stand("exam override lifted", attempt, before, score, actor, reason, marker_id=marker_id)


def _let_stand(
    verb: str,
    attempt: ExamAttempt,
    before: ExamMark,
    score: Score,
    actor: Account,
    reason: str,
    *,
    marker_id: int | None,
    instead: Decimal | None = None,
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
        failed_item=score.failed_item,
        parts={key: str(part) for key, part in score.parts.items()},
    )
    db.session.flush()
    add_mark(attempt, before.number + 1, score, judged, entry, marker_id=marker_id, instead=instead)
