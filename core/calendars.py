"""Appointments as calendars read them: iCalendar (RFC 5545), invitations and their changes (RFC 5546).

Times are written in UTC, so no reader has to know the names of our zones. Whoever sends an event keeps
its UID for ever and lets its SEQUENCE rise with every change: a calendar takes the higher one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Component, Event, vCalAddress, vDuration, vText

PRODUCT = "-//Onduty//Onduty//EN"
REFRESH = timedelta(minutes=30)
"""How often a calendar that subscribes should look again; most take their own time all the same."""


class Method(StrEnum):
    """What a calendar is to do with what it gets."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Party:
    """Somebody with a name and an e-mail address."""

    name: str
    address: str


@dataclass(frozen=True)
class Appointment:
    """One event. `stamp` is when this version of it was written down; `minutes` is how long it takes;
    `off` says that it does not take place, for anybody."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    minutes: int
    summary: str
    description: str = ""
    place: str = ""
    url: str = ""
    off: bool = False


def message(
    method: Method, appointment: Appointment, *, organiser: Party, attendee: Party, language: str
) -> str:
    """The text of an invitation, an update or a cancellation to one person.

    language: of summary and description, as a tag: "en", "zh-Hans"."""
    calendar = _calendar({"METHOD": method.value})
    event = _event(appointment, language)
    if method is Method.CANCEL and not appointment.off:
        del event["status"]  # it takes place, without this person (RFC 5546, 3.2.5)
    event.add("organizer", _party(organiser))
    event.add("attendee", _party(attendee, **(_ASKED if method is Method.REQUEST else {})))
    calendar.add_component(event)
    return _text(calendar)


_ASKED = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}


@dataclass(frozen=True)
class Reply:
    """What one invited person answered. `answer`: a PARTSTAT, in capitals; `sequence`: of the invitation
    that was answered; `stamp`: when."""

    uid: str
    address: str
    answer: str
    sequence: int
    stamp: datetime


def replies(content: bytes) -> list[Reply]:
    """The answers in a calendar sent as a REPLY (RFC 5546, 3.2.3); none in anything else, and none that
    does not say about what, by whom and when. Raises ValueError for what is no calendar."""
    calendar = Calendar.from_ical(content)
    if str(calendar.get("METHOD", "")).upper() != "REPLY":
        return []
    return [reply for event in calendar.walk("VEVENT") for reply in _answers(event)]


def _answers(event: Component) -> Iterable[Reply]:
    stamp = getattr(event.get("DTSTAMP"), "dt", None)
    given = event.get("ATTENDEE") or []
    if not event.get("UID") or not isinstance(stamp, datetime) or stamp.tzinfo is None:
        return
    for attendee in given if isinstance(given, list) else [given]:
        address = str(attendee).strip()
        answer = str(attendee.params.get("PARTSTAT", "")).upper()
        if address.lower().startswith("mailto:") and answer:
            yield Reply(str(event["UID"]), address[7:].strip(), answer, int(event.get("SEQUENCE", 0)), stamp)


def feed(name: str, appointments: Iterable[Appointment], language: str) -> str:
    """The text of a calendar to subscribe to, which is read again every so often."""
    calendar = _calendar({"METHOD": "PUBLISH"})
    calendar.add("x-wr-calname", _one_line(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for appointment in appointments:
        calendar.add_component(_event(appointment, language))
    return _text(calendar)


def _calendar(more: Mapping[str, str]) -> Calendar:
    calendar = Calendar()
    for name, value in {"VERSION": "2.0", "PRODID": PRODUCT, "CALSCALE": "GREGORIAN", **more}.items():
        calendar.add(name, value)
    return calendar


def _event(one: Appointment, language: str) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.stamp)
    event.add("last-modified", one.stamp)
    event.add("dtstart", _whole(one.starts_at))
    event.add("dtend", _whole(one.starts_at) + timedelta(minutes=one.minutes))
    event.add("summary", vText(_one_line(one.summary)), parameters={"LANGUAGE": language})
    for name, value in {"description": _lines(one.description), "location": _one_line(one.place)}.items():
        if value:
            event.add(name, vText(value), parameters={"LANGUAGE": language})
    if one.url:
        event.add("url", one.url)
    event.add("status", "CANCELLED" if one.off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.off else "OPAQUE")
    return event


def _whole(moment: datetime) -> datetime:
    """Calendars know no fractions of a second."""
    return moment.replace(microsecond=0)


def _party(one: Party, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{_one_line(one.address)}")
    for name, value in {"CN": _one_line(one.name), **parameters}.items():
        address.params[name] = value
    return address


def _one_line(text: str) -> str:
    """Without what could begin another line, and without control characters, which no calendar allows."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _lines(text: str) -> str:
    return "\n".join(_one_line(line) for line in text.splitlines())


def _text(calendar: Calendar) -> str:
    return str(calendar.to_ical().decode())


def is_address(place: str) -> bool:
    """Is a place one on the web: the address of a call?"""
    return place.strip().lower().startswith(("https://", "http://")) and " " not in place.strip()
