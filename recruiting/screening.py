"""Answers to the screening questions, and the score that a recruiter lets stand as the stage's result.

The score is made of the answers alone. A knock-out only proposes: rejecting stays an act of a person, with
a reason of the list.
"""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.orm.attributes import flag_modified

from core import clock
from core.db import db
from core.i18n import _, ngettext, say
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import marking, results
from recruiting.models import (
    Application,
    Result,
    ScreeningAnswer,
    ScreeningQuestion,
    ScreeningSheet,
    ScreeningVersion,
    Visit,
)
from recruiting.pipeline import check_may, check_seen
from recruiting.queries import screening as queries
from recruiting.screening_rules import NO_ANSWER, Answer, score
from recruiting.screening_sets import LARGEST
from recruiting.states import QuestionKind, StageKind

LONGEST_TEXT = 5000


class ScreeningRefused(Refused):
    """No answer was kept, and no score confirmed. `field` is like "answer_12"."""


def answer(
    visit: Visit, given: Mapping[int, Answer], *, actor: Account | None, seen: str | None = None
) -> bool:
    """Keep `given`: question id → answer, `NO_ANSWER` to take one back; those left out stay as they are.
    False where nothing differs. The first answer ties the application to the version it was asked.

    actor: None where the candidate answers.  seen: `queries.screening.Answered.seen` of the page that asked.
    """
    check_may(actor, Permission.RECORD_RESULTS)
    visit = _alone_in_screening(visit)
    known = queries.answered(visit.application)
    if seen is not None and seen != known.seen:
        raise ScreeningRefused(
            _(
                "Not saved. Somebody else answered for %(name)s meanwhile; look again.",
                name=visit.application.shown.name,
            )
        )
    if known.version is None:
        raise ScreeningRefused(_("Not saved. Nothing is asked for this opening."))
    questions = {one.id: one for one in known.version.questions}
    for question_id, wanted in given.items():
        _check(questions.get(question_id), wanted, f"answer_{question_id}")
    changed = {
        number: wanted
        for number, wanted in given.items()
        if _differs(wanted, known.answers.get(number, NO_ANSWER))
    }
    if not changed:
        return False
    sheet = known.sheet or _begin(visit.application, known.version.id)
    _keep(sheet, changed, actor)
    marking.touch(visit)
    _tell(visit.application, sheet, list(questions.values()), changed, actor)
    return True


def _alone_in_screening(visit: Visit) -> Visit:
    alone(f"screening of application {visit.application_id}")
    visit = marking.alone_with(visit.id)
    marking.check_open(visit, ScreeningRefused)
    if visit.stage.kind is not StageKind.SCREENING:
        raise ScreeningRefused(
            _(
                "Not saved. %(name)s is in %(stage)s; the questions are answered during the screening.",
                name=visit.application.shown.name,
                stage=say(visit.stage.name),
            )
        )
    return visit


def _check(question: ScreeningQuestion | None, wanted: Answer, field: str) -> None:
    if question is None:
        raise ScreeningRefused(_("Not saved. This question is not asked in this version."), field)
    is_of_kind = {
        QuestionKind.NUMBER: wanted.option_id is None and wanted.text is None,
        QuestionKind.TEXT: wanted.option_id is None and wanted.value is None,
    }.get(question.kind, wanted.value is None and wanted.text is None)
    if not is_of_kind:
        raise ScreeningRefused(_("Not saved. This is no answer to this kind of question."), field)
    if wanted.option_id is not None and wanted.option_id not in [one.id for one in question.options]:
        raise ScreeningRefused(_("Choose one of the list."), field)
    if wanted.value is not None and not _fits(wanted.value):
        raise ScreeningRefused(
            _("A number from 0 to %(most)s, with at most two decimals.", most=f"{LARGEST:,}"), field
        )
    if wanted.text and len(wanted.text) > LONGEST_TEXT:
        raise ScreeningRefused(_("At most %(most)s characters.", most=LONGEST_TEXT), field)


def _fits(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= LARGEST and value == round(value, 2)


def _differs(wanted: Answer, standing: Answer) -> bool:
    """Is it another answer? Where one came from does not make it another."""
    return _said(wanted) != _said(standing)


def _said(answer: Answer) -> tuple[int | None, Decimal | None, str | None]:
    return answer.option_id, answer.value, answer.text or None


def _begin(application: Application, version_id: int) -> ScreeningSheet:
    now = clock.now()
    sheet = ScreeningSheet(application_id=application.id, version_id=version_id, begun_at=now, changed_at=now)
    db.session.add(sheet)
    db.session.flush()
    return sheet


def _keep(sheet: ScreeningSheet, changed: Mapping[int, Answer], actor: Account | None) -> None:
    rows = queries.newest_rows(sheet.id)
    for question_id, wanted in changed.items():
        old = rows.get(question_id)
        db.session.add(
            ScreeningAnswer(
                sheet_id=sheet.id,
                question_id=question_id,
                number=old.number + 1 if old else 1,
                replaces_id=old.id if old else None,
                option_id=wanted.option_id,
                value=wanted.value,
                text=wanted.text or None,
                answered_from=wanted.answered_from,
                answered_at=clock.now(),
                entered_by_id=actor.id if actor else None,
            )
        )
    sheet.changed_at = clock.now()
    flag_modified(sheet, "changed_at")  # also within one tick of the clock
    db.session.flush()


def _tell(
    application: Application,
    sheet: ScreeningSheet,
    questions: list[ScreeningQuestion],
    changed: Mapping[int, Answer],
    actor: Account | None,
) -> None:
    now = score(questions, queries.standing_answers(sheet.id))
    record(
        "screening answered",
        application,
        actor_id=actor.id if actor else None,
        rule=f"screening version {sheet.version_id}",
        questions=[one.key for one in questions if one.id in changed],
        score=str(now.mark) if now.mark is not None else None,
        knock_outs=[line.question.key for line in now.knock_outs],
    )
    db.session.flush()


def move_to_newest(visit: Visit, *, actor: Account, seen: str | None = None) -> ScreeningVersion:
    """Let the application be answered on the version of the questions that is asked today: what is the same
    by its key stays answered, all else is asked again, and the answers of before stay on record.

    seen: `queries.screening.Newer.seen` of the page that asked."""
    check_may(actor, Permission.RECORD_RESULTS)
    visit = _alone_in_screening(visit)
    known = queries.answered(visit.application)
    newer = queries.newer(visit.application, known)
    if newer is None or known.sheet is None:
        raise ScreeningRefused(_("Not moved. No newer version of the questions is asked."))
    if seen is not None and seen != newer.seen:
        raise ScreeningRefused(_("Not moved. Answers or questions have changed meanwhile; look again."))
    before, known.sheet.version_id = known.sheet.version_id, newer.version.id
    # A row of the new version in any case: it says from when on its questions are the ones that are asked.
    _keep(known.sheet, newer.carried or {newer.version.questions[0].id: NO_ANSWER}, actor)
    marking.touch(visit)
    record(
        "questions changed",
        visit.application,
        actor_id=actor.id,
        rule=f"screening version {newer.version.id}",
        version_before=before,
        carried=[one.key for one in newer.version.questions if one.id in newer.carried],
        again=[one.key for one in newer.again],
        gone=[one.key for one in newer.gone],
    )
    db.session.flush()
    return newer.version


def take_over(visit: Visit, *, actor: Account, seen: str | None = None) -> bool:
    """Answer what the candidate's background answers and nobody has."""
    return answer(visit, queries.answered(visit.application).known, actor=actor, seen=seen)


def confirm(visit: Visit, *, actor: Account, seen: str | None = None) -> Result:
    """Let the score stand as the result of the screening, beside the results of other stages and on the same
    footing; a later one corrects it. `seen`: `Visit.seen` of the page that asked."""
    check_may(actor, Permission.RECORD_RESULTS)
    check_seen(visit, seen)
    visit = _alone_in_screening(visit)
    known = queries.answered(visit.application)
    missing = known.score.missing
    if missing:
        raise ScreeningRefused(
            ngettext(
                "Not confirmed. One required question is not answered: “%(question)s”.",
                "Not confirmed. %(num)s required questions are not answered, first “%(question)s”.",
                len(missing),
                question=say(missing[0].question.prompt),
            )
        )
    if known.score.mark is None or known.version is None:
        raise ScreeningRefused(_("Not confirmed. Nothing that has points is answered."))
    comment = _("The score of the screening questions, v%(number)s.", number=known.version.number)
    return results.enter(visit, mark=known.score.mark, comment=comment, actor=actor)
