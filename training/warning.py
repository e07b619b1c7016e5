"""Telling a trainee and the trainer while the share of attendance that is asked can still be reached."""

from collections.abc import Collection

from flask import current_app

from core import outbox
from core.addresses import absolute
from core.i18n import say
from core.record import Entry
from people.models import Account
from training.models import Enrolment
from training.queries import attendance, notices
from training.rules.attendance import Standing

TO_TRAINEE = "training.attendance"
TO_TRAINER = "training.attendance.trainer"
PAGES = {TO_TRAINEE: "training.own_training", TO_TRAINER: "training.home"}


def warn(enrolment_ids: Collection[int], entry: Entry, *, actor: Account) -> None:
    """Write to those of them who may miss nothing more, and to who teaches them, because of `entry`."""
    if not enrolment_ids:
        return
    standings = attendance.standings(enrolment_ids)
    at_risk = [one for one in enrolment_ids if standings[one].is_at_risk]
    for enrolment, trainer in notices.with_trainers(at_risk):
        _write(enrolment, trainer, standings[enrolment.id], entry)


def at_risk(enrolment_ids: Collection[int]) -> set[int]:
    """Those of them who may miss nothing more."""
    found = attendance.standings(enrolment_ids) if enrolment_ids else {}
    return {one for one, standing in found.items() if standing.is_at_risk}


def _write(enrolment: Enrolment, trainer: Account | None, standing: Standing, entry: Entry) -> None:
    trainee = enrolment.employment.person
    values = {
        "trainee": trainee.name,
        "missed": str(standing.missed),
        "sessions": str(standing.total),
        "needed": str(standing.needed),
        "to_make_up": str(-standing.to_spare) if standing.to_spare < 0 else "",
    }
    _letter(TO_TRAINEE, trainee.name, trainee.email, trainee.language, values, entry)
    if trainer is not None:
        _letter(TO_TRAINER, trainer.name, trainer.email, trainer.language, values, entry)


def _letter(
    key: str, name: str, address: str | None, language: str, values: dict[str, str], entry: Entry
) -> None:
    values = values | {
        "name": name,
        "organisation": say(current_app.config["ORGANISATION"], language),
        "link": absolute(PAGES[key]),
    }
    outbox.queue(key, language=language, to_name=name, to_address=address, values=values, entry=entry)
