"""Appeals against a mark: filed by whom it is about, decided by a second marker."""

from dataclasses import replace
from datetime import timedelta

from core import clock
from core.db import db
from core.i18n import _, day
from core.record import Entry, record
from people.models import Account
from people.permissions import Permission
from training import course_letters
from training.marking import ExamRefused, Score, all_met, keep_still, lock, mark_anew, standing
from training.models import AppealDecision, ExamAppeal, ExamAttempt, ExamMark
from training.queries import appeals as queries
from training.queries import exams
from training.states import LIVE, AppealOutcome


class AppealRefused(ExamRefused):
    """No appeal was filed or decided."""


def file(attempt: ExamAttempt, *, actor: Account, grounds: str) -> ExamAppeal:
    """Ask for a mark to be looked at again. The trainee may, or whoever teaches them on their behalf.

    Raises AppealRefused without grounds, too late, for a void attempt, twice, after a later attempt, and when
    training is over.
    """
    if actor.person_id == attempt.enrolment.employment.person_id:
        lock(attempt.enrolment)
    else:
        keep_still(attempt.enrolment, actor=actor)
    if attempt.enrolment.state not in LIVE:
        raise AppealRefused(_("Not filed. The training is over, and its marks stand."))
    if not grounds.strip():
        raise AppealRefused(_("Not filed. Say what should be looked at again."), "said")
    if queries.appeal_of(attempt.id):
        raise AppealRefused(_("Not filed. This attempt was appealed against already."))
    marked = exams.mark_of(attempt.id)
    if marked.mark is None:
        raise AppealRefused(_("Not filed. This attempt is void."))
    if exams.course(attempt.enrolment_id, attempt.exam, clock.today()).newest != attempt.id:
        raise AppealRefused(_("Not filed. A later attempt or a retraining has taken the place of this mark."))
    last = clock.local(marked.entered_at).date() + timedelta(days=attempt.policy.appeal_days)
    if clock.today() > last:
        raise AppealRefused(_("Not filed. Appeals against it could be filed until %(day)s.", day=day(last)))
    entry = record(
        "mark appealed against", attempt.enrolment, actor_id=actor.id, reason=grounds, attempt=attempt.id
    )
    db.session.flush()
    made = ExamAppeal(attempt_id=attempt.id, filed_at=clock.now(), filed_by_id=actor.id, entry_id=entry.id)
    db.session.add(made)
    db.session.flush()
    return made


def decide(
    appeal: ExamAppeal, score: Score | None, *, actor: Account, reason: str, items_met: bool = False
) -> AppealOutcome:
    """Decide as the second marker: the mark stands, or `score` takes its place, and that of a mark that was
    decided instead; with `items_met` the critical items and topics are held to be met, and without it a
    critical item that failed goes on failing. Who marked the attempt, filed the appeal or sat the exam
    cannot.

    Raises AppealRefused for them, twice, and without a reason; ExamRefused for no mark of 100.
    """
    attempt = appeal.attempt
    permission = Permission.TEACH if actor.may(Permission.TEACH) else Permission.DECIDE_TRAINING
    before = standing(attempt, actor=actor, reason=reason, permission=permission)
    if queries.decision_of(appeal.id):
        raise AppealRefused(_("Not decided. This appeal is decided already."))
    involved = {*queries.markers(attempt.id), appeal.filed_by_id}
    if actor.id in involved or actor.person_id == attempt.enrolment.employment.person_id:
        raise AppealRefused(_("Not decided. Somebody decides who has not marked this attempt."))
    if score is not None:
        score = all_met(score) if items_met else replace(score, failed_item=before.failed_item)
        _check_changes(before, score)
    outcome = AppealOutcome.STANDS if score is None else AppealOutcome.CHANGED
    entry = record(
        "appeal decided",
        attempt.enrolment,
        actor_id=actor.id,
        reason=reason,
        attempt=attempt.id,
        outcome=outcome.value,
        items_met=items_met and score is not None,
    )
    db.session.flush()
    if score is not None:
        mark_anew("exam mark corrected", attempt, before, score, actor=actor, reason=reason, replaces=True)
    _add_decision(appeal, outcome, entry, actor)
    course_letters.appeal_decided(attempt, outcome, entry)
    return outcome


def _check_changes(before: ExamMark, score: Score) -> None:
    stands = (before.mark, exams.parts_of(before), before.failed_item)
    if (score.mark, score.parts, score.failed_item) == stands:
        raise AppealRefused(_("Not decided. This is the mark as it is: say that it stands."), "mark")


def _add_decision(appeal: ExamAppeal, outcome: AppealOutcome, entry: Entry, actor: Account) -> None:
    db.session.add(
        AppealDecision(
            appeal_id=appeal.id,
            outcome=outcome,
            decided_at=clock.now(),
            marker_id=actor.id,
            entry_id=entry.id,
        )
    )
    db.session.flush()
