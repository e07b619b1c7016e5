"""Letters about an interview, each with the part that calendars understand."""

from typing import Any

from flask import current_app

from core import clock, outbox
from core.addresses import absolute
from core.calendars import Appointment, Method, Party, is_address
from core.i18n import _, day_long, say, speaking, time_of_day
from core.invitations import calendar_part
from core.outbox import Enclosure, Letter
from core.record import Entry
from people.models import Account
from recruiting import notices
from recruiting.models import Interview, Invitation, Visit
from recruiting.states import InterviewState

PLANNED, CANCELLED = "interview.planned", "interview.cancelled"
INVITED, NOT_NEEDED = "panel.invited", "panel.cancelled"
REMINDER = "feedback.reminder"
FILE = "interview.ics"

Written = tuple[Letter, Enclosure]
"""A letter in the outbox, and the part for calendars that is still to be put beside it."""

Meeting = Interview | Invitation
"""When and where: as it is planned, or as somebody was told."""


def to_candidate(
    visit: Visit,
    interview: Interview,
    method: Method,
    *,
    entry: Entry,
    actor: Account | None,
    owed: bool = False,
    known: Invitation | None = None,
) -> Written | None:
    """Tell the candidate time and place, or that the interview does not take place.

    owed: whoever has it in a calendar hears what becomes of it, also who is not to be written to.
    known: what a calendar was told last at an address that is not theirs any more; it is told there."""
    application, meeting = visit.application, known or interview
    language, address = application.person.language, known.letter.to_address if known else None
    party = Party(application.person.name, address or application.person.email or "")
    with speaking(language):
        appointment = _for_candidate(visit, interview, meeting, language)
        letter = notices.tell(
            PLANNED if method is Method.REQUEST else CANCELLED,
            application,
            entry,
            actor=actor,
            stage=visit.stage,
            owed=owed,
            address=address,
            **_time_and_place(meeting),
        )
        return (letter, _part(method, appointment, party, language)) if letter else None


def _for_candidate(visit: Visit, interview: Interview, meeting: Meeting, language: str) -> Appointment:
    return _appointment(
        interview,
        meeting,
        _(
            "%(stage)s: %(opening)s, %(organisation)s",
            stage=say(visit.stage.name, language),
            opening=say(visit.application.opening.title, language),
            organisation=_organisation(language),
        ),
        _("If the time does not suit you, simply answer the letter that came with it."),
        meeting.place if is_address(meeting.place) else "",
    )


def to_panelist(
    visit: Visit,
    interview: Interview,
    method: Method,
    account: Account,
    panelist_id: int,
    *,
    entry: Entry,
    actor: Account | None,
) -> Written | None:
    """Tell an interviewer when and where, with the way to the kit; or that they are not needed then."""
    language, kit = account.language, absolute("recruiting.scorecard", panelist_id=panelist_id)
    with speaking(language):
        appointment = _for_panelist(visit, interview, language, kit)
        letter = outbox.queue(
            INVITED if method is Method.REQUEST else NOT_NEEDED,
            language=language,
            to_name=account.name,
            to_address=account.email,
            values=values_for_panelist(visit, account, actor=actor, link=kit, **_time_and_place(interview)),
            entry=entry,
        )
        attendee = Party(account.name, account.email)
        return (letter, _part(method, appointment, attendee, language)) if letter else None


def _for_panelist(visit: Visit, interview: Interview, language: str, kit: str) -> Appointment:
    return _appointment(
        interview,
        interview,
        _(
            "%(stage)s: %(name)s, %(code)s",
            stage=say(visit.stage.name, language),
            name=visit.application.person.full_name,
            code=visit.application.opening.code,
        ),
        _("Kit and scorecard: %(link)s", link=kit),
        interview.place if is_address(interview.place) else kit,
    )


def values_for_panelist(
    visit: Visit, account: Account, *, actor: Account | None, **more: str
) -> dict[str, str]:
    """What a letter to an interviewer is filled in with, in the interviewer's language."""
    language = account.language
    return {
        "name": account.name,
        "candidate": visit.application.person.full_name,
        "opening": say(visit.application.opening.title, language),
        "stage": say(visit.stage.name, language),
        "organisation": _organisation(language),
        "sender": actor.person.name if actor else _organisation(language),
        **more,
    }


def _time_and_place(meeting: Meeting) -> dict[str, Any]:
    return {
        "date": day_long(meeting.starts_at),
        "time": time_of_day(meeting.starts_at),
        "place": meeting.place,
        "minutes": str(meeting.minutes),
    }


def _appointment(
    interview: Interview, meeting: Meeting, summary: str, description: str, url: str
) -> Appointment:
    return Appointment(
        uid=interview.uid,
        sequence=interview.sequence,
        stamp=clock.now(),
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        summary=summary,
        description=description,
        place=meeting.place,
        url=url,
        off=interview.state is InterviewState.CANCELLED,
    )


def _part(method: Method, appointment: Appointment, attendee: Party, language: str) -> Enclosure:
    return calendar_part(method, appointment, attendee, language, FILE)


def _organisation(language: str) -> str:
    return say(current_app.config["ORGANISATION"], language)
