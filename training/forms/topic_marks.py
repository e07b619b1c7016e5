"""The sheet of one exam: the marks of a class in whole and by topic."""

from collections.abc import Mapping
from decimal import Decimal

from core.i18n import _
from training.forms.exam_course import LONGEST_FORM
from training.forms.exams import day_read, mark_read
from training.marking import ExamRefused, topic_field
from training.workbook import Cell, Place

_WHOLE, _PART = "mark", topic_field("")


def part_name(field: str, place: Place) -> str:
    """The field of a mark: `field` is that of the mark in whole or of a topic in the form of one attempt."""
    kind, dash, key = field.partition("-")
    return f"{kind}-{place.enrolment_id}-{place.exam_id}-{place.number}{dash}{key}"


def _read(name: str) -> tuple[Place, str] | None:
    """Whose mark a field is for, and what it is called in the form of one attempt."""
    kind, *rest = name.split("-", 4)
    is_whole, is_part = (kind == _WHOLE, len(rest) == 3), (f"{kind}-" == _PART, len(rest) == 4)
    numbers = rest[:3]
    if not (all(is_whole) or all(is_part)) or not all(one.isdecimal() and len(one) < 10 for one in numbers):
        return None
    return Place(*map(int, numbers)), "-".join([kind, *rest[3:]])


def attempts_sent(fields: Mapping[str, str], exam_id: int) -> list[Cell]:
    """The attempts of whom something was typed, all of one day and with the same paper. Raises ExamRefused
    for a paper whose name is too long."""
    form, day = fields.get("form", "").strip(), day_read(fields.get(f"day-{exam_id}", ""))
    if len(form) > LONGEST_FORM:
        raise ExamRefused(_("Not saved. The name of the paper or the comment is too long."), "form")
    wholes: dict[Place, Decimal | None] = {}
    parts: dict[Place, dict[str, Decimal | None]] = {}
    for name, typed in fields.items():
        found = _read(name)
        if found is None or not typed.strip() or found[0].exam_id != exam_id:
            continue
        place, field = found
        wholes.setdefault(place, None)
        if field == _WHOLE:
            wholes[place] = mark_read(typed)
        else:
            parts.setdefault(place, {})[field.removeprefix(_PART)] = mark_read(typed)
    return [Cell(place, mark, day, parts.get(place, {}), form or None) for place, mark in wholes.items()]
