"""Feedback on what was taught: whoever was there answers once, and may change it until the time is over."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.models import RubricVersion
from assessment.rules import SCALE
from core import clock
from core.db import db
from core.i18n import _, say
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from training.models import Enrolment, Feedback, FeedbackRating, FeedbackVersion
from training.queries import enrolments
from training.queries import feedback as queries
from training.queries.feedback import Occasion

LONGEST = 2000


class FeedbackRefused(Refused):
    """Nothing was answered."""


@dataclass(frozen=True)
class Answer:
    """`ratings`: criterion id → 1..5."""

    ratings: Mapping[int, int]
    comment: str = ""


def obstacle(enrolment: Enrolment, one: Occasion) -> str | None:
    """Why a trainee cannot answer about it now, as a sentence; None where they can."""
    if not queries.attended(enrolment.id, one):
        return _(
            "Only who was there is asked. By the attendance you were not; if that is wrong, "
            "ask your trainer to correct it."
        )
    if one.is_over:
        return _("The time to answer is over: seven days after the day it was taught.")
    return (
        None if one.is_open else _("You can answer once the last session of the module on that day is over.")
    )


def answer(one: Occasion, given: Answer, *, actor: Account) -> Feedback:
    """Answer about a day of a module, or change what was answered.

    Raises FeedbackRefused for who was not there, before it is over and after the time to answer, for a
    rating that is missing, and where nothing is changed.
    """
    mine = enrolments.newest_of_person(actor.person_id)
    if mine is None:
        raise FeedbackRefused(_("You are not in training."))
    alone(f"feedback of {mine.id}")
    why_not = obstacle(mine, one)
    if why_not is not None:
        raise FeedbackRefused(why_not)
    form = queries.form_of(one.held_on, queries.forms())
    _check(form, given)
    feedback = queries.of_enrolment(mine.id, one.key) or _begun(mine, one, form)
    before = feedback.versions[-1] if feedback.versions else None
    if before is not None and _as_answer(before) == Answer(dict(given.ratings), given.comment.strip()):
        raise FeedbackRefused(_("Not changed. It stands so already."))
    _add(feedback, given, before.number + 1 if before else 1, actor)
    return feedback


def _as_answer(version: FeedbackVersion) -> Answer:
    return Answer({one.criterion_id: one.value for one in version.ratings}, version.comment or "")


def _check(form: RubricVersion, given: Answer) -> None:
    unrated = [one for one in form.criteria if given.ratings.get(one.id) not in SCALE]
    if unrated:
        names = _(", ").join(say(one.name) for one in unrated)
        raise FeedbackRefused(
            _("Not sent. A rating from 1 to 5 is missing for: %(names)s", names=names),
            f"rating_{unrated[0].id}",
        )
    if set(given.ratings) != {one.id for one in form.criteria}:
        raise FeedbackRefused(_("Not sent. A rating is of another form; open the page again."))
    if len(given.comment.strip()) > LONGEST:
        raise FeedbackRefused(_("A comment has at most 2,000 characters."), "comment")


def _begun(mine: Enrolment, one: Occasion, form: RubricVersion) -> Feedback:
    cohort_id, module_id, held_on = one.key
    made = Feedback(
        cohort_id=cohort_id,
        module_id=module_id,
        held_on=held_on,
        enrolment_id=mine.id,
        rubric_version_id=form.id,
        versions=[],
    )
    db.session.add(made)
    db.session.flush()
    return made


def _add(feedback: Feedback, given: Answer, number: int, actor: Account) -> None:
    """The record says that somebody answered, and never what."""
    feedback.versions.append(
        FeedbackVersion(
            number=number,
            comment=given.comment.strip() or None,
            answered_at=clock.now(),
            ratings=[FeedbackRating(criterion_id=key, value=value) for key, value in given.ratings.items()],
        )
    )
    db.session.flush()
    record(
        "feedback given" if number == 1 else "feedback changed",
        feedback,
        actor_id=actor.id,
        rule=f"rubric version {feedback.rubric_version_id}",
        number=number,
    )
    db.session.flush()
