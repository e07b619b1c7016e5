"""Writing to trainees how an appeal was decided, that they are retrained, that they are to train again, that
their class is cancelled."""

from collections.abc import Collection, Iterable
from datetime import date

from flask import current_app

from core import outbox
from core.addresses import absolute
from core.i18n import _, day, say, speaking
from core.record import Entry
from people.models import Person
from training.models import Cohort, Enrolment, ExamAttempt
from training.queries import exams
from training.queries.recalls import Recall
from training.states import AppealOutcome
from training.words import mark_said, needs_said

APPEAL, RETRAINING, RECALL = "training.appeal", "training.retraining", "training.recall"
CANCELLED = "training.cancelled"


def appeal_decided(attempt: ExamAttempt, outcome: AppealOutcome, entry: Entry) -> None:
    """Tell the trainee whether the mark stands, or which one does."""
    person = attempt.enrolment.employment.person
    mark = exams.mark_of(attempt.id).mark if outcome is AppealOutcome.CHANGED else None
    values = {
        "exam": say(attempt.exam.name, person.language),
        "mark": mark_said(mark) if mark is not None else "",
    }
    _write(APPEAL, person, values, entry)


def retraining_begun(enrolment: Enrolment, cohort: Cohort, modules: Collection[str], entry: Entry) -> None:
    """Tell the trainee in which cohort they learn which modules (keys) again."""
    person = enrolment.employment.person
    with speaking(person.language):
        named = [say(one.name) for one in cohort.programme_version.modules if one.key in modules]
        values = {"cohort": cohort.code, "begins": day(cohort.starts_on), "modules": _(", ").join(named)}
    _write(RETRAINING, person, values, entry)


def recalled(person: Person, one: Recall, until: date, entry: Entry) -> None:
    """Tell somebody on duty what newer rules ask, and by when."""
    with speaking(person.language):
        asked = _("; ").join(needs_said(one.needs, one.names))
        values = {"programme": say(one.programme), "asked": asked, "wanted": day(until)}
    _write(RECALL, person, values, entry)


def class_cancelled(enrolments: Iterable[Enrolment], cohort: Cohort, entry: Entry) -> None:
    """Tell those who sat in it that it is off, and what becomes of them."""
    for one in enrolments:
        _write(CANCELLED, one.employment.person, {"cohort": cohort.code}, entry)


def _write(key: str, to: Person, values: dict[str, str], entry: Entry) -> None:
    values = values | {
        "name": to.name,
        "organisation": say(current_app.config["ORGANISATION"], to.language),
        "link": absolute("training.own_training"),
    }
    outbox.queue(key, language=to.language, to_name=to.name, to_address=to.email, values=values, entry=entry)
