"""Calendars of the candidate and of everybody on the panel: kept true, and never told anything twice.

Verbs change the interview or the panel and write their entry; `settle` then compares what each calendar
was told with what it should know, stops letters that have become untrue while they were held, and
writes only what is left to say.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, takewhile
from typing import Any, NamedTuple

from core import clock, outbox
from core.bulk_rows import add_rows
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
    panel, messages = queries.panel(visit.id), queries.messages(interview.id, visit.application.person.email)
    former = _leave(visit, interview, messages.elsewhere if candidate else {}, entry, actor)
    changes = list(_changes(interview, panel, messages.standing, candidate))
    if not changes:
        return former
    if messages.any_written:
        interview.sequence += 1
    more: dict[str, Any] = {"entry": entry, "actor": actor}
    written: list[interview_letters.Written | None] = []
    for change in changes:
        method = _METHODS[change.told]
        if change.who is CANDIDATE:
            owed = bool(messages.standing.get(CANDIDATE))
            written.append(interview_letters.to_candidate(visit, interview, method, owed=owed, **more))
        else:
            one = panel[change.who]
            letter = interview_letters.to_panelist(visit, interview, method, one.account, one.id, **more)
            written.append(letter)
    _note(interview, [(change, one) for change, one in zip(changes, written, strict=True) if one])
    return former + len(changes)


def _leave(
    visit: Visit,
    interview: Interview,
    elsewhere: dict[str, list[Invitation]],
    entry: Entry,
    actor: Account | None,
) -> int:
    """Take the interview out of the calendars at addresses that the candidate has no more; returns how many
    letters that took. Each has a number of its own, lower than that of the invitation to where they are now:
    who reads both addresses in one calendar keeps the interview."""
    letters = 0
    for told in elsewhere.values():
        stopped = _stop_untrue([_untrue(told, None)])
        last = next((one for one in reversed(told) if one.letter_id not in stopped), None)
        if last is None or _knows(last) is None:
            continue
        interview.sequence += 1
        letter = interview_letters.to_candidate(
            visit, interview, Method.CANCEL, entry=entry, actor=actor, owed=True, known=last
        )
        _note(interview, [(Change(CANDIDATE, Told.CALLED_OFF), letter)] if letter else [])
        letters += 1
    return letters


def follow(person_id: int, entry: Entry, *, actor: Account | None) -> None:
    """Somebody has another address, as `entry` tells: the interviews of which they were told are told there,
    and taken out of the calendar at the one before."""
    for interview in queries.planned_with(person_id):
        if queries.candidate_was_written(interview.id):
            visit = db.session.get_one(Visit, interview.visit_id)
            db.session.expire(visit.application, ["person"])
            settle(visit, interview, entry, actor=actor, candidate=True)


_METHODS = {Told.INVITED: Method.REQUEST, Told.CALLED_OFF: Method.CANCEL}


def _changes(
    interview: Interview,
    panel: dict[int, Panelist],
    told: dict[int | None, list[Invitation]],
    candidate: bool,
) -> Iterable[Change]:
    """Whom to tell what, the candidate first; stops what is held and no longer true."""
    wanted: set[int | None] = set()
    if interview.state is InterviewState.PLANNED:
        asked = {who for who, one in panel.items() if one.released_at is None and one.account.is_active}
        wanted = {CANDIDATE, *asked}
    everybody = sorted({*told, *wanted}, key=lambda who: who or 0)
    should = {who: _content(interview) if who in wanted else None for who in everybody}
    stopped = _stop_untrue([_untrue(told.get(who, []), should[who]) for who in everybody])
    for who in everybody:
        last = next((one for one in reversed(told.get(who, [])) if one.letter_id not in stopped), None)
        if should[who] == _knows(last) or (who is CANDIDATE and not candidate):
            continue
        yield Change(who, Told.INVITED if should[who] else Told.CALLED_OFF)


def _untrue(told: list[Invitation], should: Content | None) -> list[int]:
    """The letters of the messages that are newer than the newest true one."""
    untrue = takewhile(lambda one: _knows(one) != should, reversed(told))
    return [one.letter_id for one in untrue]


def _stop_untrue(letters: Iterable[list[int]]) -> frozenset[int]:
    """Stop those of the letters that are still held; returns which were."""
    ids = sorted(chain.from_iterable(letters))
    return outbox.stop(ids) if ids else frozenset()


def _knows(last: Invitation | None) -> Content | None:
    """What a calendar holds after this message, its newest."""
    return _content(last) if last is not None and last.told is Told.INVITED else None


def _content(one: Interview | Invitation) -> Content:
    return one.starts_at, one.minutes, one.place


def _note(interview: Interview, written: Sequence[tuple[Change, interview_letters.Written]]) -> None:
    """Put the calendar parts beside their letters and keep who was told what, however many in as many
    statements. Without an address or a wording there is no letter, and so nothing that anybody was told."""
    outbox.enclose([one for _change, one in written])
    rows = [
        {"account_id": change.who, "told": change.told, "letter_id": letter.id}
        for change, (letter, _part) in written
    ]
    same = {
        "interview_id": interview.id,
        "sequence": interview.sequence,
        "starts_at": interview.starts_at,
        "minutes": interview.minutes,
        "place": interview.place,
        "written_at": clock.now(),
    }
    add_rows(Invitation, [same | row for row in rows], {})


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
