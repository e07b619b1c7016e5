"""The rows of the sheet of one exam: each trainee by the topics that it covers, drawn as the workbook is."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from markupsafe import Markup

from training.forms.topic_marks import part_name
from training.queries.exams import Course, parts_of
from training.views.drawing import STAND_INS, Drawing
from training.words import mark_said
from training.workbook import Place

_MARK = "\ue002"
"""Stands for a mark while the look of its cell is drawn."""


class TopicColumn(NamedTuple):
    """`field`: what its fields are called in the form of one attempt; `key`: of the topic, None for the mark
    in whole; `edge`: it ends what belongs together."""

    field: str
    name: str
    key: str | None
    edge: bool


class TopicSheet(NamedTuple):
    """What the rows are drawn from. `seated`: rows of `queries.cohorts.class_of`; `courses`: enrolment → how
    the exam goes; `typed` and `problems`, by name of field: what was sent and is not saved, and why;
    `why_locked`: as a sentence."""

    seated: Sequence[Any]
    exam_id: int
    columns: Sequence[TopicColumn]
    courses: Mapping[int, Course]
    typed: Mapping[str, str]
    problems: Mapping[str, str]
    why_locked: Callable[[Course], str]


def topic_rows(sheet: TopicSheet, looks: Any) -> Markup:
    """A row for each who is seated; `looks`: the macros of the workbook's cells."""
    drawing = _Topics(sheet, looks)
    return Markup("".join(drawing.row(number, one) for number, one in enumerate(sheet.seated, 1)))


class _Topics(Drawing):
    """Fields for the attempt that may be entered now; else the marks of the last one, locked."""

    def __init__(self, sheet: TopicSheet, looks: Any) -> None:
        super().__init__(looks, sheet.why_locked)
        self._sheet = sheet
        self._any_name = cache(lambda field, number: part_name(field, self._place(STAND_INS["id"], number)))

    def _place(self, enrolment_id: int, number: int) -> Place:
        return Place(enrolment_id, self._sheet.exam_id, number)

    def row(self, number: int, seated: Any) -> str:
        course = self._sheet.courses[seated.enrolment_id]
        if course.sitting.may and not course.rules.assessors:
            cells = [self._field(seated, column, course) for column in self._sheet.columns]
        else:
            cells = self._locked(course)
        return self._row(number, seated, cells, None if course.is_passed else course)

    def _field(self, seated: Any, column: TopicColumn, course: Course) -> str:
        depends = column.field, column.name, len(course.attempts), column.edge
        if self._sheet.typed:  # it was refused
            name = part_name(column.field, self._place(seated.enrolment_id, course.next_number))
            typed, wrong = self._sheet.typed.get(name), self._sheet.problems.get(name)
            if typed or wrong:
                return self._as_typed(seated, *depends, name, typed or "", wrong)
        return self._look("field", *depends, self._any_name(column.field, course.next_number))

    def _locked(self, course: Course) -> list[str]:
        """The last attempt that is not void, if there is one."""
        marked = [one for one in course.attempts if one.mark is not None]
        told: dict[str | None, Decimal] = {}
        if marked:
            told[None] = marked[-1].mark
            told.update(parts_of(marked[-1]))
        why = self._sheet.why_locked(course)
        cells = []
        for column in self._sheet.columns:
            mark = told.get(column.key)
            look = self._once("held", column.field, why, _MARK, column.edge)
            cells.append(look.replace(_MARK, "–" if mark is None else mark_said(mark)))
        return cells
