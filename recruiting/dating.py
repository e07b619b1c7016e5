"""Correcting when somebody came into a stage, where it was recorded late or wrongly.

The record keeps what stood there before, so every page of a past day still shows what was known then.
"""

from datetime import datetime

from core import clock
from core.db import db
from core.i18n import _, moment, say
from core.record import Entry, new_batch
from people.models import Account
from people.permissions import Permission
from recruiting import history, rules, waiting
from recruiting.models import Visit
from recruiting.pipeline import MoveRefused, check_may, check_seen
from recruiting.queries import standing
from recruiting.states import Outcome

WENT_ON = (Outcome.ADVANCED, Outcome.SENT_BACK)
"""Outcomes of a stay that ends as the next one begins."""


def correct_date(
    visit: Visit,
    at: datetime,
    *,
    actor: Account | None,
    reason: str,
    seen: str | None = None,
    batch: str | None = None,
) -> Entry:
    """Say that the application came into its present stage at `at` (aware); the stay before it, if they
    followed upon each other, ends then too. Its target is counted from there. Returns the entry.

    Raises MoveRefused for who may not, what has ended, a moment outside its neighbours, and no reason."""
    check_may(actor, Permission.MOVE_APPLICATIONS)
    check_seen(visit, seen)
    former = standing.stay_before(visit)
    at = _check(visit, former, at, reason)
    application, before = visit.application, history.state_of(visit.application, visit)
    was = history.dates_of(visit, former)
    if former is not None and former.left_at == visit.entered_at:
        former.left_at = at
    if visit.waits_since <= max(at, visit.entered_at):
        visit.waits_since = at
    visit.entered_at = at
    visit.due_at = waiting.in_time_until(application.opening, visit.stage, at)
    db.session.flush()
    return history.tell(
        "date corrected", application, visit, before,
        actor=actor, reason=reason, batch=batch or new_batch(), corrects=standing.entry_that_began(visit),
        entered_after=history.written(at), **was,
    )  # fmt: skip


def _check(visit: Visit, former: Visit | None, at: datetime, reason: str) -> datetime:
    """The moment as it may be: who types one knows minutes, the record fractions of a second."""
    if visit.left_at is not None or not visit.application.is_open:
        raise MoveRefused(
            _("Not corrected. The application of %(name)s has ended.", name=visit.application.shown.name)
        )
    if at > clock.now():
        raise MoveRefused(_("Not corrected. This moment is still to come."), "day")
    if at == _minute(visit.entered_at):
        raise MoveRefused(_("Not corrected. This is what is on record already."), "day")
    earliest = _earliest(visit, former)
    if at < _minute(earliest):
        raise MoveRefused(_not_before(former, earliest), "day")
    if not rules.explains(reason):
        raise MoveRefused(
            _("Not corrected. Correcting a date needs a reason of at least one sentence."), "reason"
        )
    return max(at, earliest)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _earliest(visit: Visit, former: Visit | None) -> datetime:
    """A stay that goes over into this one may be cut short, one that ended by itself may not."""
    if former is None or former.left_at is None:
        return visit.application.applied_at
    return former.entered_at if former.outcome in WENT_ON else former.left_at


def _not_before(former: Visit | None, earliest: datetime) -> str:
    if former is None:
        return _("Not corrected. The application came on %(when)s, so not before.", when=moment(earliest))
    return _(
        "Not corrected. Before this comes the stay in %(stage)s: the earliest is %(when)s.",
        stage=say(former.stage.name),
        when=moment(earliest),
    )
