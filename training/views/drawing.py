"""The rows of the workbook and of the sheet of attendance: hundreds of cells with a dozen looks.

How a cell looks is said by macros alone (`training/cohort/_cells.html`), and calling one for each of 60 × 8
took half of the page's time. So each look is drawn once, with stand-ins where the trainee's own values go,
and kept from page to page (core/drawn.py); then names and marks are filled in.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from core.drawn import kept
from core.i18n import say
from training.forms.exams import field_name
from training.models import ClassSession
from training.queries.attendance import Told
from training.queries.exams import Course
from training.rules.exams import Rules
from training.rules.workbook import Then
from training.rules.workbook import cells as cells_of
from training.states import Obstacle
from training.words import mark_said
from training.workbook import Place

PARTS = ("row", "who", "latin", "cells", "next", "recorded", "mark")
STAND_INS: dict[str, Any] = {part: Markup(f"\ue000{part}\ue001") for part in PARTS}
STAND_INS["id"] = 900_000_000_000_001
"""What is filled in → what stands for it while a look is drawn."""


class Column(NamedTuple):
    """An exam of the workbook, in the reader's language, with what the policy asks of it."""

    exam_id: int
    key: str
    name: str
    rules: Rules


class Sheet(NamedTuple):
    """What the rows are drawn from. `seated`: rows of `queries.cohorts.class_of`; `courses`: (enrolment, exam
    key) → how it goes; `name_of(enrolment, column, course)`: the field of the next attempt; `typed` and
    `problems`, by such names: what was sent and is not saved, and why; `obstacle`: why not, as a sentence."""

    seated: Sequence[Any]
    columns: Sequence[Column]
    courses: Mapping[tuple[int, str], Course]
    may_mark: bool
    name_of: Callable[[int, Column, Course], str]
    typed: Mapping[str, str]
    problems: Mapping[str, str]
    obstacle: Callable[[Course], str]


def workbook_rows(sheet: Sheet, looks: Any) -> Markup:
    """A row for each who is seated; `looks`: the macros of the cells."""
    drawing = _Workbook(sheet, looks)
    return Markup("".join(drawing.row(number, one) for number, one in enumerate(sheet.seated, 1)))


class Drawing:
    """What rows are drawn with. `_here`: what is drawn on this page already, under all that it depends on;
    `obstacle`: why not, as a sentence."""

    def __init__(self, looks: Any, obstacle: Callable[[Course], str]) -> None:
        self._looks = looks
        self._obstacle = obstacle
        self._here: dict[Hashable, str] = {}
        self._frame = cache(lambda has_latin: re.split(r"%\((?:cells|next)\)s", self._look("row", has_latin)))

    def _row(self, number: int, seated: Any, cells: Sequence[str], course: Course | None) -> str:
        """All that is said of a trainee is put together first, and their own values are filled in at once.
        `course`: the exam that comes next, where one does."""
        begin, middle, end = self._frame(bool(seated.latin_name))
        said = begin + "".join(cells) + middle + self._next(course) + end
        who, latin = str(escape(seated.name)), str(escape(seated.latin_name or ""))
        return said % {"row": number, "id": seated.enrolment_id, "who": who, "latin": latin}

    def _next(self, course: Course | None) -> str:
        if course is None:
            return self._once("all_passed")
        why = None if course.sitting.may else self._obstacle(course)
        return self._once("next", say(course.exam.name), course.sitting.left, why)

    def _once(self, name: str, *depends: Hashable) -> str:
        """What a macro says about no trainee in particular."""
        key = name, *depends
        found = self._here.get(key)
        if found is None:
            found = self._here[key] = _literally(getattr(self._looks, name)(*depends))
        return found

    def _look(self, name: str, *depends: Hashable) -> str:
        """What a macro says about any trainee, with places for their own values."""
        key = "look", name, *depends
        found = self._here.get(key)
        if found is None:
            macro = getattr(self._looks, name)
            found = kept(("workbook", *key), lambda: _with_places(macro(STAND_INS, *depends)))
            self._here[key] = found
        return found

    def _as_typed(self, seated: Any, *depends: Hashable) -> str:
        """A field with what was typed into it."""
        return _literally(self._looks.field({"who": seated.name}, *depends))


class _Workbook(Drawing):
    """The cells of each exam: its attempts, and the one that may follow."""

    def __init__(self, sheet: Sheet, looks: Any) -> None:
        super().__init__(looks, sheet.obstacle)
        self._sheet = sheet
        self._any_field = cache(lambda exam_id, number: field_name(Place(STAND_INS["id"], exam_id, number)))

    def row(self, number: int, seated: Any) -> str:
        cells: list[str] = []
        first_open = None
        who, courses = seated.enrolment_id, self._sheet.courses
        for column in self._sheet.columns:
            course = courses[who, column.key]
            if course.is_settled:
                cells.append(self._settled(seated, column, course))
            else:
                self._draw_cells(cells, seated, column, course)
            if first_open is None and not course.is_passed:
                first_open = course
        return self._row(number, seated, cells, first_open)

    def _settled(self, seated: Any, column: Column, course: Course) -> str:
        """The cells of one exam, of which the last one bears its edge. Nearly all exams of a class are
        settled after a while, with few marks, and then say nothing of whose they are."""
        attempts = course.attempts
        one = attempts[0]
        key: Hashable = column.rules.attempts, one.mark, one.recorded, one.passed
        if len(attempts) > 1:
            key = column.rules.attempts, *[(one.mark, one.recorded, one.passed) for one in attempts]
        found = self._here.get(key)
        if found is None:
            drawn: list[str] = []
            self._draw_cells(drawn, seated, column, course)
            found = self._here[key] = "".join(drawn)
        return found

    def _draw_cells(self, cells: list[str], seated: Any, column: Column, course: Course) -> None:
        shown, then, idle = cells_of(
            course.attempts,
            course.sitting,
            column.rules.attempts,
            may_mark=self._sheet.may_mark,
            is_assessed=course.rules.assessors > 0,
        )
        last = None if then or idle else shown[-1]
        for one in shown:
            cells.append(self._taken(one.mark, one.recorded, one.passed, one is last))
        if then:
            cells.append(self._following(then, seated, column, course, len(shown), not idle))
        if idle:
            cells.append(self._once("unneeded", idle))

    def _taken(self, mark: Decimal | None, recorded: Decimal, passed: bool, edge: bool) -> str:
        key = mark, recorded, passed, edge
        found = self._here.get(key)
        if found is None:
            found = self._here[key] = self._drawn_taken(*key)
        return found

    def _drawn_taken(self, mark: Decimal | None, recorded: Decimal, passed: bool, edge: bool) -> str:
        if mark is None:
            return self._once("void", edge)
        said = self._look("taken", passed, recorded != mark, edge)
        return said.replace("%(recorded)s", mark_said(recorded)).replace("%(mark)s", mark_said(mark))

    def _following(
        self, then: Then, seated: Any, column: Column, course: Course, number: int, edge: bool
    ) -> str:
        """What may come after `number` attempts."""
        if then is Then.FREE:
            return self._field(seated, column, course, number, edge)
        if then is Then.ASSESS:
            return self._look("assess", column.exam_id, edge)
        if then is Then.MAY:
            return self._once("may", edge)
        sitting = course.sitting
        since = sitting.since if sitting.obstacle is Obstacle.WAITING else None
        return self._once("lock", column.exam_id, self._obstacle(course), since, edge)

    def _field(self, seated: Any, column: Column, course: Course, number: int, edge: bool) -> str:
        depends = column.exam_id, column.name, number, edge
        if self._sheet.typed:  # it was refused
            name = self._sheet.name_of(seated.enrolment_id, column, course)
            typed, wrong = self._sheet.typed.get(name), self._sheet.problems.get(name)
            if typed or wrong:
                return self._as_typed(seated, *depends, name, typed or "", wrong)
        return self._look("field", *depends, self._any_field(column.exam_id, course.next_number))


def attendance_cells(
    sessions: Sequence[ClassSession], marks: Mapping[tuple[int, int], Told], now: datetime
) -> Callable[[int, Callable[[Told], str], Callable[[bool], str]], Markup]:
    """`(enrolment, told, untold)` → somebody's cells of the sheet of attendance, for which both macros are
    asked once for each look that there is."""
    here: dict[Told | bool, str] = {}
    there = [(one.id, one.ends_at < now) for one in sessions]

    def cells(who: int, told: Callable[[Told], str], untold: Callable[[bool], str]) -> Markup:
        parts = []
        for session_id, is_over in there:
            mark = marks.get((session_id, who))
            look = is_over if mark is None else mark
            if look not in here:
                here[look] = untold(is_over) if mark is None else told(mark)
            parts.append(here[look])
        return Markup("".join(parts))

    return cells


def _literally(drawn: str) -> str:
    """So that nothing is filled in."""
    return str(drawn).replace("%", "%%")


def _with_places(drawn: str) -> str:
    text = _literally(drawn)
    for part, stand_in in STAND_INS.items():
        text = text.replace(str(stand_in), f"%({part})s")
    return text
