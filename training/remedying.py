"""Assigning what was weak to be worked on before the next attempt: a module again, or coaching."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core import clock
from core.db import db
from core.i18n import _
from core.record import record
from people.models import Account
from training.marking import ExamRefused, keep_still
from training.models import ExamAttempt, Remedy
from training.queries import exams
from training.states import RemedyKind


@dataclass(frozen=True)
class RemedyPlan:
    """`module_key`: the module again; without one it is coaching. `topics`: keys of what was weak."""

    module_key: str | None
    topics: Sequence[str] = ()
    due_on: date | None = None
    note: str = ""


def assign(attempt: ExamAttempt, plan: RemedyPlan, *, actor: Account) -> Remedy:
    """Assign what is worked on after an attempt that failed; signing off says that it was done.

    Raises ExamRefused for an attempt that did not fail or is signed off, a module that the exam does not
    cover, a day that is past, and coaching without a word of what it is about.
    """
    keep_still(attempt.enrolment, actor=actor)
    stands = exams.mark_of(attempt.id)
    if stands.mark is None or stands.passed or exams.is_signed_off(attempt.id):
        raise ExamRefused(_("Not assigned. This attempt did not fail, or is signed off."))
    if plan.module_key is None and not plan.note.strip():
        raise ExamRefused(_("Not assigned. Say what the coaching is about."), "note")
    if plan.module_key is not None and plan.module_key not in {one.module.key for one in attempt.exam.covers}:
        raise ExamRefused(_("Not assigned. This exam does not cover that module."), "module")
    if plan.due_on is not None and plan.due_on < clock.today():
        raise ExamRefused(_("Not assigned. The day is past."), "due_on")
    entry = record(
        "remedy assigned",
        attempt.enrolment,
        actor_id=actor.id,
        reason=plan.note,
        attempt=attempt.id,
        module=plan.module_key,
        topics=list(plan.topics),
    )
    db.session.flush()
    made = Remedy(
        attempt_id=attempt.id,
        kind=RemedyKind.MODULE if plan.module_key else RemedyKind.COACHING,
        module_key=plan.module_key,
        topics=list(plan.topics),
        due_on=plan.due_on,
        note=plan.note.strip(),
        assigned_at=clock.now(),
        assigned_by_id=actor.id,
        entry_id=entry.id,
    )
    db.session.add(made)
    db.session.flush()
    return made
