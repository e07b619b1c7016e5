"""Calendars of the candidate and of everybody on the panel: kept true, and never told anything twice.

Verbs change the interview or the panel and write their entry; `settle` then compares what each calendar
was told with what it should know, stops letters that have become untrue while they were held, and
writes only what is left to say.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from core import clock, outbox
from core.calendars import Method
from core.db import db
from core.record import Entry
from people.models import Account
from recruiting import interview_letters, rules, waiting
from recruiting.models import Interview, Invitation, Panelist, Visit
from recruiting.queries import invitations as queries
from recruiting.states import InterviewState, Told

CANDIDATE = None
"""Stands for the candidate where everybody else is named by the id of the account."""

Content = tuple[datetime, int, str]


class Change(NamedTuple):
    """What one calendar is to be told."""

    who: int | None
    told: Told


def settle(
    visit: Visit, interview: Interview, entry: Entry, *, actor: Account | None, candidate: bool = False
) -> int:
    """Tell each calendar what it does not know yet of `interview`, with `entry`; returns how many letters
    were written. What is over is told to nobody.

    candidate: write to the candidate too; else at most a letter that has become untrue is stopped."""
    if interview.ends_at <= clock.now():
        return 0
    db.session.flush()
    panel = queries.asked(visit.id) if interview.state is InterviewState.PLANNED else {}
    changes = list(_changes(interview, panel, candidate))
    if not changes:
        return 0
    if queries.has_any(interview.id):
        interview.sequence += 1
    people = queries.accounts([who for who, _told in changes if who is not CANDIDATE])
    requests = queries.requests(visit.id)
    for who, told in changes:
        letter = interview_letters.to_candidate if who is CANDIDATE else interview_letters.to_panelist
        to = (people[who], requests[who]) if who is not CANDIDATE else ()
        _note(interview, who, told, letter(visit, interview, _METHODS[told], *to, entry=entry, actor=actor))
    db.session.flush()
    return len(changes)


_METHODS = {Told.INVITED: Method.REQUEST, Told.CALLED_OFF: Method.CANCEL}


def _changes(interview: Interview, panel: dict[int, Panelist], candidate: bool) -> Iterable[Change]:
    """Whom to tell what, the candidate first; stops what is held and no longer true."""
    told = queries.told(interview.id)
    wanted = {*panel, CANDIDATE} if interview.state is InterviewState.PLANNED else set()
    for who in sorted({*told, *wanted}, key=lambda who: who or 0):
        should = _content(interview) if who in wanted else None
        last = _last_standing(told.get(who, []), should)
        knows = _content(last) if last is not None and last.told is Told.INVITED else None
        if should == knows or (who is CANDIDATE and not candidate):
            continue
        yield Change(who, Told.INVITED if should else Told.CALLED_OFF)


def _last_standing(told: list[Invitation], should: Content | None) -> Invitation | None:
    """The newest message that is true or has left; newer ones that are still held are stopped."""
    while told:
        last = told[-1]
        knows = _content(last) if last.told is Told.INVITED else None
        if knows == should or not outbox.stop([last.letter_id]):
            return last
        told.pop()
    return None


def _content(one: Interview | Invitation) -> Content:
    return one.starts_at, one.minutes, one.place


def _note(interview: Interview, who: int | None, told: Told, letter: outbox.Letter | None) -> None:
    """Without an address or a wording there is no letter, and so nothing that anybody was told."""
    if letter is None:
        return
    db.session.add(
        Invitation(
            interview_id=interview.id,
            account_id=who,
            sequence=interview.sequence,
            told=told,
            starts_at=interview.starts_at,
            minutes=interview.minutes,
            place=interview.place,
            letter=letter,
            written_at=clock.now(),
        )
    )


# An application that leaves its stage


def call_off(visit: Visit) -> Sequence[Interview]:
    """Cancel the interviews to come of a visit that has been left; returns them. Call `tell_called_off`
    once the entry is written."""
    if visit.stage.kind not in rules.SCORED_KINDS:
        return ()
    interviews = queries.to_come(visit)
    for interview in interviews:
        interview.state = InterviewState.CANCELLED
    return interviews


def named(interviews: Sequence[Interview]) -> dict[str, Any]:
    """What the entry keeps of interviews that were called off with it, so that an undo finds them."""
    return {"interviews": [one.id for one in interviews]} if interviews else {}


def tell_called_off(
    visit: Visit, interviews: Sequence[Interview], entry: Entry, *, actor: Account | None
) -> None:
    """Tell everybody who had them in a calendar. The letters are held with those of the entry."""
    for interview in interviews:
        settle(visit, interview, entry, actor=actor, candidate=True)


def take_back(visit: Visit, undone: Entry, entry: Entry, *, actor: Account | None) -> None:
    """The interviews that were called off with the entry `undone` are planned again; `entry` tells of
    the undo. Whose invitation was still held at that time, and so was stopped, gets another."""
    ids = undone.details.get("interviews")
    if not ids:
        return
    for interview in queries.cancelled(ids):
        interview.state = InterviewState.PLANNED
        written = queries.candidate_was_written(interview.id)
        settle(visit, interview, entry, actor=actor, candidate=written)
    db.session.flush()
    waiting.settle(visit)
