"""Writing to those whom it concerns that they are certified, or that a waiver is over."""

from datetime import date

from flask import current_app

from core import outbox
from core.addresses import absolute
from core.i18n import day, say, speaking
from core.record import Entry
from people.models import Account, Person
from training.models import Certificate, Enrolment, Waiver
from training.queries import duty as queries

ISSUED = "duty.certificate"
OVER, OVER_GRANTED = "duty.waiver over", "duty.waiver over.granted"


def certificate_issued(certificate: Certificate, entry: Entry) -> None:
    """Tell the holder, with the way to it."""
    person = certificate.passing.enrolment.employment.person
    values = {
        "programme": say(certificate.programme_version.programme.name, person.language),
        "number": certificate.number,
        "link": absolute("training.own_training"),
    }
    if certificate.expires_on is not None:
        with speaking(person.language):
            values["expires"] = day(certificate.expires_on)
    _write(ISSUED, person, person.email, values, entry)


def waiver_over(enrolment: Enrolment, waiver: Waiver, last_day: date, entry: Entry) -> None:
    """Tell the trainee, and whoever granted it; `last_day`: the last one on which it held."""
    person, manager = queries.of_waiver(waiver)
    _say_over(OVER, person, person.email, person, last_day, absolute("training.own_training"), entry)
    page = absolute("training.trainee", enrolment_id=enrolment.id)
    if manager.is_active:
        _say_over(OVER_GRANTED, manager.person, manager.email, person, last_day, page, entry)


def _say_over(
    key: str,
    to: Person,
    address: str | None,
    trainee: Person,
    last_day: date,
    link: str,
    entry: Entry,
) -> None:
    with speaking(to.language):
        said = day(last_day)
    _write(key, to, address, {"trainee": trainee.name, "last_day": said, "link": link}, entry)


def _write(key: str, to: Person | Account, address: str | None, values: dict[str, str], entry: Entry) -> None:
    values = values | {"name": to.name, "organisation": say(current_app.config["ORGANISATION"], to.language)}
    outbox.queue(key, language=to.language, to_name=to.name, to_address=address, values=values, entry=entry)
