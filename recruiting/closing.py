"""How an application ends without a hire, and how it is taken up again."""

from datetime import timedelta
from typing import Any

from core import outbox
from core.db import db
from core.i18n import _
from core.record import Entry, new_batch
from people.models import Account
from people.permissions import Permission
from recruiting import history, invitations, notices
from recruiting.models import Application, DispositionReason, Opening, Visit
from recruiting.pipeline import (
    MoveRefused,
    check_can_reopen,
    check_may,
    check_no_offer,
    check_seen,
    enter,
    leave,
)
from recruiting.queries import checks, screening, standing
from recruiting.states import OPEN, CheckState, Outcome, ReasonFamily, StageKind, Status

BACKGROUND_CHECK = "background check"
"""Key of the reason that says a check was not passed."""
NOBODYS_FAULT = frozenset({"opening closed", "all seats filled"})


def reject(
    visit: Visit,
    reason: DispositionReason,
    *,
    actor: Account | None,
    note: str | None = None,
    seen: str | None = None,
    batch: str | None = None,
    tell: bool = True,
) -> None:
    """We end it, for a reason of the rejection family; `note` is for the record only."""
    _check_family(reason, {ReasonFamily.REJECTION})
    check_check(visit, reason)
    days = _letter_days(visit, reason) if tell else 0
    waiting = {"letter_days": days} if days else {}
    entry = _end(visit, Outcome.REJECTED, reason, actor, note, seen, batch, **waiting)
    if tell:
        hold = timedelta(days=days) if days else None
        notices.tell(notices.REJECTED, visit.application, entry, actor=actor, hold=hold)


def _letter_days(visit: Visit, reason: DispositionReason) -> int:
    """By how many days its letter waits: only what knocks out in the screening makes it wait."""
    if visit.stage.kind is not StageKind.SCREENING:
        return 0
    return screening.letter_days(visit.application, reason.id)


def withdraw(
    visit: Visit,
    reason: DispositionReason,
    *,
    actor: Account | None,
    note: str | None = None,
    seen: str | None = None,
    batch: str | None = None,
    tell: bool = True,
) -> None:
    """The candidate ends it, for a reason to withdraw or to decline an offer."""
    _check_family(reason, {ReasonFamily.WITHDRAWAL, ReasonFamily.DECLINE})
    entry = _end(visit, Outcome.WITHDRAWN, reason, actor, note, seen, batch)
    if tell:
        notices.tell(notices.WITHDRAWN, visit.application, entry, actor=actor)


def _check_family(reason: DispositionReason, families: set[ReasonFamily]) -> None:
    if reason.family not in families:
        raise MoveRefused(_("Not done. Choose one of the reasons of the list."), "reason")


def check_check(visit: Visit, reason: DispositionReason) -> None:
    """Refuse to reject for what a background check found before that is final; and, in whatever stage, for
    anything but a lack of seats while something is found that the candidate could not answer yet."""
    if reason.key == BACKGROUND_CHECK:
        check = checks.latest(visit.application_id)
        if check is None or check.state is not CheckState.NOT_CLEAR:
            raise MoveRefused(
                _(
                    "Not rejected. The background check can be the reason only once it is decided: after its "
                    "notice, the waiting time and an answer to every dispute."
                ),
                "reason",
            )
    elif not is_nobodys_fault(reason) and checks.unanswered([visit.application_id]):
        raise unanswered(visit)


def is_nobodys_fault(reason: DispositionReason) -> bool:
    """Does it say nothing of the candidate?"""
    return reason.key in NOBODYS_FAULT


def unanswered(visit: Visit) -> MoveRefused:
    """Why who is among `queries.checks.unanswered` is not rejected."""
    return MoveRefused(
        _(
            "Not rejected. A step of the background check of %(name)s must be finished first.",
            name=visit.application.shown.name,
        ),
        "reason",
    )


def check_end(visit: Visit, *, actor: Account | None, seen: str | None = None) -> None:
    """Refuse what ending the application would refuse, and change nothing."""
    check_may(actor, Permission.MOVE_APPLICATIONS)
    check_seen(visit, seen)
    application = visit.application
    if application.status not in OPEN:
        raise MoveRefused(_("Not done. The application of %(name)s has ended.", name=application.shown.name))
    check_no_offer(visit)


def _end(
    visit: Visit,
    outcome: Outcome,
    reason: DispositionReason | None,
    actor: Account | None,
    note: str | None,
    seen: str | None,
    batch: str | None,
    **more: Any,
) -> Entry:
    check_end(visit, actor=actor, seen=seen)
    application = visit.application
    before = history.state_of(application, visit)
    application.status = Status(outcome.value)
    application.disposition_reason_id = reason.id if reason else None
    called_off = leave(visit, outcome)
    entry = history.tell(
        outcome.value,
        application,
        visit,
        before,
        actor=actor,
        reason=note,
        batch=batch or new_batch(),
        **invitations.named(called_off),
        **more,
    )
    invitations.tell_called_off(visit, called_off, entry, actor=actor)
    return entry


def reinstate(
    visit: Visit, *, actor: Account | None, reason: str, seen: str | None = None, batch: str | None = None
) -> Visit:
    """Take a rejected or withdrawn application up again in the stage where it ended, on a new visit. The
    letter about the end is stopped if it has not left."""
    check_may(actor, Permission.MOVE_APPLICATIONS)
    check_seen(visit, seen)
    application = visit.application
    _check_can_return(application, reason)
    before = history.state_of(application, visit)
    application.status = Status.ACTIVE
    application.closed_at = None
    application.disposition_reason_id = None
    db.session.flush()
    again = enter(application, visit.stage)
    stopped = outbox.stop_of(standing.endings_of(application.id), (notices.REJECTED, notices.WITHDRAWN))
    more: dict[str, Any] = {"letters_stopped": sorted(stopped)} if stopped else {}
    history.tell(
        "reinstated",
        application,
        again,
        before,
        actor=actor,
        reason=reason,
        batch=batch or new_batch(),
        **more,
    )
    return again


def _check_can_return(application: Application, reason: str) -> None:
    name = application.shown.name
    if application.status not in (Status.REJECTED, Status.WITHDRAWN):
        raise MoveRefused(
            _("Not reinstated. The application of %(name)s was not rejected or withdrawn.", name=name)
        )
    check_can_reopen(application)
    if not reason.strip():
        raise MoveRefused(_("Not reinstated. Say why, for the record."), "reason")


def transfer_out(
    visit: Visit, to: Opening, *, actor: Account | None, reason: str | None, batch: str | None
) -> Entry:
    """End an application because it goes on in another opening; see `applications.transfer`."""
    application = visit.application
    if application.opening_id == to.id:
        raise MoveRefused(_("Not done. %(name)s is in that opening already.", name=application.shown.name))
    return _end(visit, Outcome.TRANSFERRED, None, actor, reason, None, batch)
