"""The trainer's workbook: many marks of a class at once, in whole or by topic, all or none."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from core.i18n import _
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training import cohorts, examining, marking
from training.models import Cohort, Enrolment, Exam
from training.queries import exams as queries
from training.queries import missed_sittings
from training.queries.exams import Course


class WorkbookRefused(Refused):
    """No mark was saved. `problems`: which cell, and why."""

    def __init__(self, sentence: str, problems: Mapping["Spot", str]) -> None:
        super().__init__(sentence)
        self.problems = problems


class Place(NamedTuple):
    """Which attempt of whom. `number` keeps the same mark from being entered twice."""

    enrolment_id: int
    exam_id: int
    number: int


class Spot(NamedTuple):
    """What is wrong with an attempt: its mark in whole or, by the name of the field, that of a topic."""

    place: Place
    field: str = "mark"


@dataclass(frozen=True)
class Cell:
    """A mark to be entered; without a mark or a day, what was typed is none. `parts`: topic key → mark, or
    None for what is none; `form`: which paper was set."""

    place: Place
    mark: Decimal | None
    on: date | None
    parts: Mapping[str, Decimal | None] = field(default_factory=dict, hash=False)
    form: str | None = None


def save(cohort: Cohort, cells: Sequence[Cell], *, actor: Account) -> int:
    """Enter the marks of all cells, or none. Returns how many.

    Raises WorkbookRefused with the reason for each cell that cannot be.
    """
    cohorts.check_may(actor, Permission.TEACH, cohort.team_id, cohort.id)
    seated = marking.keep_class_still(cohort, {cell.place.enrolment_id for cell in cells})
    exams = {exam.id: exam for exam in cohort.programme_version.exams}
    sheet = _Sheet(cohort, exams, seated, missed_sittings.not_there(seated))
    problems: dict[Spot, str] = {}
    for turn in _turns(cells):
        problems |= _enter(sheet, turn, actor)
    if problems:
        raise WorkbookRefused(
            _("Nothing was saved: some marks cannot be entered. They are named below; the rest is kept."),
            problems,
        )
    return len(cells)


def _turns(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The cells in as few turns as can be: each decides about the next of the same trainee and exam, so that
    this one has to wait for it."""
    turns: dict[int, list[Cell]] = defaultdict(list)
    before: Counter[tuple[int, int]] = Counter()
    for cell in cells:
        course = cell.place.enrolment_id, cell.place.exam_id
        turns[before[course]].append(cell)
        before[course] += 1
    return list(turns.values())


class _Sheet(NamedTuple):
    """What a cell can be of: the exams of the class, and who sits in it; by id. `missed`: which of these
    they were not there for on which day."""

    cohort: Cohort
    exams: Mapping[int, Exam]
    seated: Mapping[int, Enrolment]
    missed: Container[tuple[int, int, date]]

    def courses(self, cells: Iterable[Cell]) -> dict[tuple[int, str], Course]:
        """How the exam of each cell goes on its day."""
        return queries.courses_on(
            [
                (cell.place.enrolment_id, self.exams[cell.place.exam_id], cell.on)
                for cell in cells
                if cell.on and cell.place.exam_id in self.exams and cell.place.enrolment_id in self.seated
            ]
        )


def _enter(sheet: _Sheet, cells: Sequence[Cell], actor: Account) -> dict[Spot, str]:
    """Enter what can be; returns what cannot, and why."""
    courses = sheet.courses(cells)
    sat: list[examining.Sat] = []
    problems: dict[Spot, str] = {}
    for cell in cells:
        if wrong := dict(_wrong_numbers(cell)):
            problems |= wrong
            continue
        try:
            sat.append(_checked(sheet, cell, courses, actor))
        except examining.ExamRefused as refusal:
            problems[Spot(cell.place, refusal.field or "mark")] = refusal.sentence
    examining.add_attempts(sat, actor=actor)
    return problems


def _wrong_numbers(cell: Cell) -> Iterator[tuple[Spot, str]]:
    """Each number of an attempt that is none, so that all of them can be mended at once."""
    if cell.mark is None and cell.parts:
        yield Spot(cell.place), _("Not saved. The mark in whole is missing, or is no number from 0 to 100.")
    elif sentence := marking.wrong_number(cell.mark):
        yield Spot(cell.place), sentence
    for key, part in cell.parts.items():
        if sentence := marking.wrong_number(part):
            yield Spot(cell.place, marking.topic_field(key)), sentence


def _checked(
    sheet: _Sheet, cell: Cell, courses: Mapping[tuple[int, str], Course], actor: Account
) -> examining.Sat:
    enrolment, exam = sheet.seated.get(cell.place.enrolment_id), sheet.exams.get(cell.place.exam_id)
    if exam is None or enrolment is None:
        raise examining.ExamRefused(_("Not in this class any more."))
    if cell.on is None:
        raise examining.ExamRefused(_("Not saved. Choose the day of the exam, above its marks."))
    course = courses[enrolment.id, exam.key]
    if course.next_number != cell.place.number:
        raise examining.ExamRefused(_("Somebody has entered this attempt already."))
    marking.check_not_own(enrolment, actor)
    examining.check_course(enrolment, sheet.cohort, course, cell.on)
    examining.check_there(sheet.missed, enrolment, exam, cell.on)
    score = _score(cell)
    examining.check_mark(course, score)
    return examining.Sat(enrolment, course, score)


def _score(cell: Cell) -> examining.Score:
    """Of a cell whose numbers are marks."""
    assert cell.mark is not None and cell.on is not None, "checked before"
    parts = {key: part for key, part in cell.parts.items() if part is not None}
    return examining.Score(cell.mark, cell.on, parts, cell.form)
