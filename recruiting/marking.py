"""The mark and verdict of a visit as they stand: the only writer of both.

Scorecards and results call it after each change; how they came about is kept by them.
"""

from decimal import Decimal

from sqlalchemy.orm.attributes import flag_modified

from assessment.rules import mean, of_hundred
from core.db import db
from core.i18n import _, say
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from recruiting import rules, waiting
from recruiting.models import Visit
from recruiting.queries import marks as queries
from recruiting.queries import standing
from recruiting.states import OPEN, OpeningStatus, StageKind, Status, Verdict


def alone_with(visit_id: int) -> Visit:
    """The visit as it is now, nobody else changing its scorecards, interviews or results until this
    transaction ends. Of two who submit at the same instant, the second so counts the first."""
    alone(f"visit {visit_id}")
    return standing.visit(visit_id)


def check_open(visit: Visit, refusal: type[Refused]) -> None:
    """Raise `refusal` unless the application is active and stands in this visit."""
    name = visit.application.shown.name
    if visit.application.status is Status.ON_HOLD:
        raise refusal(_("Not done. %(name)s is on hold; resume first.", name=name))
    if visit.application.status not in OPEN:
        raise refusal(_("Not done. The application of %(name)s has ended.", name=name))
    if visit.left_at is not None:
        raise refusal(_("Not done. %(name)s has left %(stage)s.", name=name, stage=say(visit.stage.name)))
    if visit.application.opening.status is OpeningStatus.CLOSED:
        raise refusal(_("Not done. The opening is closed; reopen it first."))


def touch(visit: Visit) -> None:
    """Say what the visit waits for now, and let whoever looks at an older picture of it be told."""
    flag_modified(visit, "mark")
    db.session.flush()
    waiting.settle(visit)
    db.session.flush()


def stand(visit: Visit, mark: Decimal | None, verdict: Verdict | None) -> None:
    """From now on this is the result of the visit."""
    visit.mark, visit.verdict = mark, verdict
    touch(visit)


def count_panel(visit: Visit, *, actor: Account | None) -> None:
    """The result that follows from the panel: once everybody who is asked has submitted the mean of
    their marks, on the scale of the stage; before that there is none."""
    marks = queries.standing_marks(visit.id).values()
    given = [mark for mark in marks if mark is not None]
    mark = _on_scale(visit, mean(given)) if given and len(given) == len(marks) else None
    verdict = rules.judge(mark, visit.stage.pass_mark) if mark is not None else None
    before = (visit.mark, visit.verdict)
    stand(visit, mark, verdict)
    if before != (mark, verdict):
        record(
            "scored",
            visit.application,
            actor_id=actor.id if actor else None,
            rule=judged_by(visit),
            visit=visit.id,
            stage=visit.stage_id,
            mark=str(mark) if mark is not None else None,
            mark_before=str(before[0]) if before[0] is not None else None,
            verdict=verdict.value if verdict else None,
        )


def judged_by(visit: Visit) -> str:
    """The rule behind a verdict, for the record."""
    pass_mark = visit.stage.pass_mark
    against = "without a pass mark" if pass_mark is None else f"pass mark {pass_mark:g}"
    return f"pipeline version {visit.application.pipeline_version_id}, {against}"


def _on_scale(visit: Visit, mark: Decimal) -> Decimal:
    return mark if visit.stage.kind is StageKind.INTERVIEW else of_hundred(mark)
