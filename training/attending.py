"""Taking attendance: a class at once, corrections with a reason, made-up sessions, checking in by code."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta

from core import clock
from core.db import db
from core.i18n import _
from core.locks import all_alone, alone
from core.record import Entry, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training import cohorts, warning
from training.models import AttendanceMark, ClassSession, Enrolment
from training.queries import attendance as queries
from training.queries import cohorts as cohort_queries
from training.queries import enrolments, making_up
from training.rules.attendance import MISSED
from training.states import Mark, MarkSource, SessionState

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are taken for one another on a projector."""
CODE_LENGTH = 6
BEFORE = timedelta(minutes=15)
"""So long before a session its code is good."""
LATE_AFTER = timedelta(minutes=10)


class AttendanceRefused(Refused):
    """No mark was entered or changed."""


def take(
    session: ClassSession,
    marks: Mapping[int, Mark],
    *,
    actor: Account,
    source: MarkSource = MarkSource.SHEET,
    reason: str | None = None,
) -> int:
    """Enter marks of a class at once: enrolment id → mark. What stands already is left alone; what
    differs is a correction, which needs a `reason`. Returns how many marks were entered.

    Raises AttendanceRefused before the session, for who was not in the class, for a mark of one's own, and
    without a reason.
    """
    _check(session, actor)
    standing = queries.marks_of_session(session.id)
    new = {one: mark for one, mark in marks.items() if one not in standing or standing[one].mark is not mark}
    corrections = [one for one in new if one in standing]
    _check_marks(session, new)
    _check_not_own(new, actor)
    if corrections and not (reason or "").strip():
        raise AttendanceRefused(_("Not saved. Say why marks are changed that stood already."), "reason")
    if not new:
        return 0
    said = {str(one): [standing[one].mark if one in standing else None, mark] for one, mark in new.items()}
    verb = "attendance corrected" if corrections else "attendance taken"
    entry = record(verb, session, actor_id=actor.id, reason=reason if corrections else None, marks=said)
    _add(session, new, standing, entry, actor, source)
    missed = [one for one, mark in new.items() if mark in MISSED]
    warning.warn(missed, entry, actor=actor)
    return len(new)


def _check(session: ClassSession, actor: Account) -> None:
    cohorts.check_may(actor, Permission.TEACH, session.cohort.team_id, session.cohort_id)
    _check_open(session)
    if session.starts_at - BEFORE > clock.now():
        raise AttendanceRefused(_("Not saved. The session has not begun yet."))


def _check_open(session: ClassSession) -> None:
    alone(f"session {session.id}")
    db.session.refresh(session)
    if session.state is SessionState.CANCELLED:
        raise AttendanceRefused(_("Not saved. This session was called off."))


def _check_marks(session: ClassSession, marks: Mapping[int, Mark]) -> None:
    if Mark.MADE_UP in marks.values():
        raise AttendanceRefused(_("Not saved. Say in which session it was made up."))
    if set(marks) - in_class(session):
        raise AttendanceRefused(_("Not saved. Somebody of the list was not in the class on that day."))


def _check_not_own(marked: Iterable[int], actor: Account) -> None:
    if enrolments.ids_of_person(actor.person_id) & set(marked):
        raise AttendanceRefused(_("Not saved. Nobody enters attendance of their own; somebody else does."))


def in_class(session: ClassSession) -> set[int]:
    """The enrolments that sat in the cohort on the session's day; nobody is due in one for making up."""
    if session.is_make_up:
        return set()
    on = clock.local(session.starts_at).date()
    return {
        row.enrolment_id
        for row in cohort_queries.class_of(session.cohort_id)
        if row.since <= on and (row.until is None or on < row.until)
    }


def _add(
    session: ClassSession,
    marks: Mapping[int, Mark],
    standing: Mapping[int, AttendanceMark],
    entry: Entry,
    actor: Account,
    source: MarkSource,
    made_up_in: ClassSession | None = None,
) -> None:
    db.session.flush()
    for enrolment_id, mark in marks.items():
        before = standing.get(enrolment_id)
        made = AttendanceMark(
            session_id=session.id,
            enrolment_id=enrolment_id,
            number=before.number + 1 if before else 1,
            mark=mark,
            made_up_in_id=made_up_in.id if made_up_in else None,
            source=source,
            entered_at=clock.now(),
            entered_by_id=actor.id,
            entry_id=entry.id,
        )
        db.session.add(made)
    db.session.flush()


def make_up(session: ClassSession, enrolment: Enrolment, made_up_in: ClassSession, *, actor: Account) -> None:
    """Say that a missed session was made up in another one of the same module, of whichever cohort.

    Raises AttendanceRefused for one that was not missed, another module, a session to come, one that counts
    for them already, and one's own.
    """
    all_alone(f"session {one}" for one in sorted([session.id, made_up_in.id]))
    db.session.refresh(made_up_in)  # it may have been called off meanwhile
    _check(session, actor)
    _check_not_own([enrolment.id], actor)
    standing = queries.marks_of_session(session.id)
    before = standing.get(enrolment.id)
    if before is None or before.mark not in MISSED:
        raise AttendanceRefused(_("Not saved. That session was not missed."))
    if made_up_in.id == session.id or made_up_in.module.key != session.module.key:
        raise AttendanceRefused(_("Not saved. A session is made up in another one of the same module."))
    if made_up_in.state is SessionState.CANCELLED or made_up_in.starts_at > clock.now():
        raise AttendanceRefused(_("Not saved. That session has not been held."))
    if made_up_in.id in making_up.taken_by(enrolment.id):
        raise AttendanceRefused(
            _("Not saved. They were due in that session themselves, or made another one up in it.")
        )
    entry = record(
        "session made up",
        session,
        actor_id=actor.id,
        enrolment=enrolment.id,
        made_up_in=made_up_in.id,
        before=before.mark,
    )
    marks = {enrolment.id: Mark.MADE_UP}
    _add(session, marks, standing, entry, actor, MarkSource.SHEET, made_up_in)


def show_code(session: ClassSession, *, actor: Account) -> str:
    """Make a code for trainees to check in with while the session goes on; a further one replaces it."""
    cohorts.check_may(actor, Permission.TEACH, session.cohort.team_id, session.cohort_id)
    _check_open(session)
    if not session.starts_at - BEFORE <= clock.now() < session.ends_at:
        raise AttendanceRefused(
            _("No code yet: it is good from 15 minutes before the session until its end.")
        )
    session.check_in_code = "".join(secrets.choice(CODE_LETTERS) for _one in range(CODE_LENGTH))
    record("check-in code shown", session, actor_id=actor.id)
    db.session.flush()
    return session.check_in_code


def check_in(code: str, *, actor: Account) -> AttendanceMark:
    """Check oneself in with the code that the trainer shows: late from ten minutes after the beginning.

    Raises AttendanceRefused for a code that is not shown now in a class of one's own, and for who has a
    mark already.
    """
    enrolment = enrolments.newest_of_person(actor.person_id)
    session = _going_on(code, enrolment)
    if enrolment is None or session is None:
        raise AttendanceRefused(
            _(
                "Not checked in. No session of yours shows this code now; "
                "look at it again, or ask the trainer."
            ),
            "code",
        )
    _check_open(session)
    if enrolment.id in queries.marks_of_session(session.id):
        raise AttendanceRefused(_("Your attendance of this session is entered already."), "code")
    mark = Mark.PRESENT if clock.now() <= session.starts_at + LATE_AFTER else Mark.LATE
    entry = record("checked in", session, actor_id=actor.id, marks={str(enrolment.id): [None, mark]})
    _add(session, {enrolment.id: mark}, {}, entry, actor, MarkSource.CHECK_IN)
    return queries.marks_of_session(session.id)[enrolment.id]


def _going_on(code: str, enrolment: Enrolment | None) -> ClassSession | None:
    code = "".join(code.split()).upper()
    if enrolment is None or len(code) != CODE_LENGTH:
        return None
    now = clock.now()
    for session in queries.with_code(code):
        if session.starts_at - BEFORE <= now < session.ends_at and enrolment.id in in_class(session):
            return session
    return None
