"""The workbook's cells, and what is decided about one attempt."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from wtforms import BooleanField, HiddenField, StringField

from core.columns_in import THOUSANDS
from core.i18n import lazy
from people.forms import Form
from training.workbook import Cell, Place

LONGEST_MARK = 12
"""Characters; no mark needs more."""


class AttemptForm(Form):
    """`deed`: what is to be done; `said`: the reason for it, or what was worked on; `since`: a day;
    `items_met`: critical items and topics are held to be met."""

    deed = HiddenField()
    mark = StringField(lazy("Mark"))
    since = StringField(lazy("Not before"))
    items_met = BooleanField(lazy("The critical items and topics are met"))
    said = StringField(lazy("Reason, or what was worked on"))


def mark_read(typed: str) -> Decimal | None:
    """The number that was typed, also with a decimal comma or in full-width digits; None where it is none, or
    could be two: 1,240."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if THOUSANDS.fullmatch(plain):
        return None
    plain = plain.replace(",", ".")
    try:
        mark = Decimal(plain) if len(plain) <= LONGEST_MARK else None
    except InvalidOperation:
        return None
    return mark if mark is not None and mark.is_finite() else None


def field_name(place: Place) -> str:
    return f"mark-{place.enrolment_id}-{place.exam_id}-{place.number}"


def _place(name: str) -> Place | None:
    kind, *numbers = name.split("-")
    if kind != "mark" or len(numbers) != 3 or not all(one.isdecimal() and len(one) < 10 for one in numbers):
        return None
    return Place(*map(int, numbers))


def cells_sent(fields: Mapping[str, str]) -> list[Cell]:
    """The cells of a workbook in which something was typed, with the day of their exam."""
    cells = []
    for name, typed in fields.items():
        place = _place(name)
        if place and typed.strip():
            cells.append(Cell(place, mark_read(typed), day_read(fields.get(f"day-{place.exam_id}", ""))))
    return cells


def day_read(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
