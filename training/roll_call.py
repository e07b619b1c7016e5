"""Who came to a session of recurrent training: everybody at once, and corrections with a reason."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from training import recurrent
from training.models import RecurrentMark, RecurrentSession
from training.queries import recurrent as queries
from training.states import Presence, SessionState

BEFORE = timedelta(minutes=15)
"""So long before a session its attendance can be taken."""


class RollCallRefused(Refused):
    """No mark was entered or changed."""


def may_take(account: Account, session: RecurrentSession) -> bool:
    """Whoever leads it, and whoever plans training for all whom it is for."""
    return session.leader_id == account.person_id or recurrent.may_change(account, session)


def take(
    session: RecurrentSession,
    marks: Mapping[int, Presence],
    *,
    actor: Account,
    reason: str | None = None,
) -> int:
    """Enter who came: employment id → presence. What stands already is left alone; what differs is a
    correction, which needs a `reason`. Returns how many marks were entered.

    Raises RollCallRefused before the session, when it was called off, for who is not on its list,
    for oneself, and without a reason.
    """
    _check_open(session, actor)
    standing = queries.marks_of(session.id)
    new = {
        one: presence
        for one, presence in marks.items()
        if one not in standing or standing[one].presence is not presence
    }
    _check_marks(session, new, actor)
    corrections = [one for one in new if one in standing]
    if corrections and not (reason or "").strip():
        raise RollCallRefused(_("Not saved. Say why marks are changed that stood already."), "reason")
    if new:
        _add(session, new, standing, actor, (reason or "").strip() if corrections else None)
    return len(new)


def _check_open(session: RecurrentSession, actor: Account) -> None:
    alone(f"recurrent session {session.id}")
    db.session.refresh(session)
    if not may_take(actor, session):
        raise RollCallRefused(_("Not saved. Whoever leads the session, or plans it, takes its attendance."))
    if session.state is SessionState.CANCELLED:
        raise RollCallRefused(_("Not saved. This session was called off."))
    if session.starts_at - BEFORE > clock.now():
        raise RollCallRefused(_("Not saved. The session has not begun yet."))


def _check_marks(session: RecurrentSession, marked: Collection[int], actor: Account) -> None:
    on_sheet = {row.employment_id: row.person_id for row in queries.on_sheet(session.id)}
    if set(marked) - on_sheet.keys():
        raise RollCallRefused(_("Not saved. Somebody of the list was not asked to this session."))
    if actor.person_id in {on_sheet[one] for one in marked}:
        raise RollCallRefused(_("Not saved. Nobody enters attendance of their own; somebody else does."))


def _add(
    session: RecurrentSession,
    new: Mapping[int, Presence],
    standing: Mapping[int, RecurrentMark],
    actor: Account,
    reason: str | None,
) -> None:
    said = {str(one): [standing[one].presence if one in standing else None, new[one]] for one in new}
    verb = "recurrent attendance corrected" if reason else "recurrent attendance taken"
    entry = record(verb, session, actor_id=actor.id, reason=reason, marks=said)
    db.session.flush()
    db.session.add_all(
        RecurrentMark(
            session_id=session.id,
            employment_id=one,
            number=standing[one].number + 1 if one in standing else 1,
            presence=presence,
            entered_at=clock.now(),
            entered_by_id=actor.id,
            entry_id=entry.id,
        )
        for one, presence in new.items()
    )
    db.session.flush()
