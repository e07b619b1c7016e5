"""Inviting to sessions of recurrent training: everybody for whom one is, and nobody twice. Whoever it comes
to be for later, by another team or by going on duty, is invited when the worker looks next."""

from collections.abc import Collection, Mapping

from core import clock
from core.db import db
from core.locks import alone
from core.record import Entry, Way, by, record
from training import learning_letters
from training.models import RecurrentInvitation, RecurrentSession
from training.queries import audience
from training.queries import recurrent as queries
from training.states import SessionState


def whom(session: RecurrentSession) -> dict[int, int]:
    """For whom it is: employment → person."""
    return {row.employment_id: row.person_id for row in audience.expected(session.id)}


def invite(session: RecurrentSession, people: Mapping[int, int], entry: Entry) -> None:
    """Invite those of `people` (employment → person) who were not yet. Nobody is invited to what is over."""
    if session.ends_at <= clock.now():
        return
    invited = queries.invited(session.id)
    new = {one: who for one, who in people.items() if one not in invited}
    db.session.add_all(
        RecurrentInvitation(session_id=session.id, employment_id=one, invited_at=clock.now())
        for one in sorted(new)
    )
    db.session.flush()
    learning_letters.session_planned(session, new.values(), entry)


def tell_of_change(
    session: RecurrentSession, before: Mapping[int, int], entry: Entry, *, is_news: bool
) -> None:
    """Tell who was invited and still is, where it `is_news` for them; invite who was not; take it out of the
    calendars of those for whom it was `before` (employment → person) and is no more."""
    now, invited = whom(session), queries.invited(session.id)
    if is_news:
        learning_letters.session_changed(session, [now[one] for one in now.keys() & invited], entry)
    invite(session, now, entry)
    gone = (before.keys() & invited) - now.keys()
    learning_letters.session_called_off(session, [before[one] for one in gone], entry)
    _forget(session, gone)


def _forget(session: RecurrentSession, employment_ids: Collection[int]) -> None:
    """They know that it is not for them; if it comes to be, they are invited anew."""
    for one in queries.invitations(session.id):
        if one.employment_id in employment_ids:
            db.session.delete(one)
    db.session.flush()


def tell_called_off(session: RecurrentSession, entry: Entry) -> None:
    """Tell everybody for whom it was and who knows of it."""
    its, invited = whom(session), queries.invited(session.id)
    learning_letters.session_called_off(session, [its[one] for one in its.keys() & invited], entry)


def invite_newcomers() -> int:
    """Invite to sessions that have not begun whoever they came to be for since the letters went out; returns
    how many were. Doing it twice does no harm. For the worker."""
    with by(Way.RULE):
        return sum(_invite_newcomers(one) for one in audience.with_newcomers(clock.now()))


def _invite_newcomers(session_id: int) -> int:
    alone(f"recurrent session {session_id}")
    session = db.session.get_one(RecurrentSession, session_id, populate_existing=True)
    if session.state is SessionState.CANCELLED or session.starts_at <= clock.now():
        return 0  # somebody was faster
    invited = queries.invited(session_id)
    new = {one: who for one, who in whom(session).items() if one not in invited}
    if new:
        entry = record("newcomers invited", session, actor_id=None, employments=sorted(new))
        db.session.flush()
        invite(session, new, entry)
    return len(new)
