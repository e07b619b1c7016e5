"""The part of a letter that calendars understand."""

from email.utils import parseaddr

from flask import current_app

from core.calendars import Appointment, Method, Party, message
from core.i18n import language_tag, say
from core.outbox import Enclosure


def calendar_part(
    method: Method, appointment: Appointment, attendee: Party, language: str, file: str
) -> Enclosure:
    """An invitation, an update or a cancellation to one person, by the organisation. `file`: what it is
    called where somebody saves it."""
    _name, address = parseaddr(current_app.config["MAIL_FROM"])
    text = message(
        method,
        appointment,
        organiser=Party(say(current_app.config["ORGANISATION"], language), address),
        attendee=attendee,
        language=language_tag(language),
    )
    return Enclosure(
        media_type=f"text/calendar; method={method.value}",
        name=file,
        is_alternative=True,
        content=text.encode(),
    )
