"""Assessments by the rubric that end without a result. Nothing is used up, and sheets that are in stay."""

from core import clock
from core.db import db
from core.i18n import _, say
from core.record import record
from people.models import Account
from training.models import Enrolment, PracticalAssessment
from training.queries import practicals


def break_off(assessment: PracticalAssessment, *, actor: Account | None, reason: str) -> None:
    """Take one back that is not over, which whoever asks for it has checked."""
    assessment.withdrawn_at = clock.now()
    record(
        "assessment withdrawn",
        assessment.enrolment,
        actor_id=actor.id if actor else None,
        reason=reason,
        assessment=assessment.id,
    )
    db.session.flush()


def break_off_all(enrolment: Enrolment, *, actor: Account | None, reason: str) -> None:
    """Of who sits in no class any more: no result could follow, and nobody is asked for a sheet."""
    for one in practicals.all_open(enrolment.id):
        break_off(one, actor=actor, reason=reason)


def still_open(enrolment: Enrolment) -> str:
    """Why they cannot go to another class yet, as a sentence; empty where nothing is open. The result would
    be one of the class in which they sit no more."""
    names = _(", ").join(say(one.exam.name) for one in practicals.all_open(enrolment.id))
    if not names:
        return ""
    return _(
        "An assessment by the rubric is open: %(exams)s. Its sheets are handed in first, or it is withdrawn.",
        exams=names,
    )
