"""The trainer's workbook: many marks of a class at once, all or none."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from training.queries.exams import Course


class WorkbookRefused(Refused):
    """No mark was saved. `problems`: which cell, and why."""

    def __init__(self, sentence: str, problems: Mapping["Place", str]) -> None:
        super().__init__(sentence)
        self.problems = problems


class Place(NamedTuple):
    """A cell: which attempt of whom. `number` keeps the same mark from being entered twice."""

    enrolment_id: int
    exam_id: int
    number: int


@dataclass(frozen=True)
class Cell:
    """A mark to be entered; without a mark or a day, what was typed is none."""

    place: Place
    mark: Decimal | None
    on: date | None


def save(cohort: Cohort, cells: Sequence[Cell], *, actor: Account) -> int:
    """Enter the marks of all cells, or none. Returns how many.

    Raises WorkbookRefused with the reason for each cell that cannot be.
    """
    cohorts.check_may(actor, Permission.TEACH, cohort.team_id, cohort.id)
    seated = marking.keep_class_still(cohort, {cell.place.enrolment_id for cell in cells})
    sheet = _Sheet(cohort, {exam.id: exam for exam in cohort.programme_version.exams}, seated)
    problems: dict[Place, str] = {}
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
    """What a cell can be of: the exams of the class, and who sits in it; by id."""

    cohort: Cohort
    exams: Mapping[int, Exam]
    seated: Mapping[int, Enrolment]

    def courses(self, cells: Iterable[Cell]) -> dict[tuple[int, str], Course]:
        """How the exam of each cell goes on its day."""
        return queries.courses_on(
            [
                (cell.place.enrolment_id, self.exams[cell.place.exam_id], cell.on)
                for cell in cells
                if cell.on and cell.place.exam_id in self.exams and cell.place.enrolment_id in self.seated
            ]
        )


def _enter(sheet: _Sheet, cells: Sequence[Cell], actor: Account) -> dict[Place, str]:
    """Enter what can be; returns what cannot, and why."""
    courses = sheet.courses(cells)
    sat, problems = [], {}
    for cell in cells:
        try:
            sat.append(_checked(sheet, cell, courses, actor))
        except examining.ExamRefused as refusal:
            problems[cell.place] = refusal.sentence
    examining.add_attempts(sat, actor=actor)
    return problems


def _checked(
    sheet: _Sheet, cell: Cell, courses: Mapping[tuple[int, str], Course], actor: Account
) -> examining.Sat:
    enrolment, exam = sheet.seated.get(cell.place.enrolment_id), sheet.exams.get(cell.place.exam_id)
    if exam is None or enrolment is None:
        raise examining.ExamRefused(_("Not in this class any more."))
    if cell.mark is None:
        raise examining.ExamRefused(_("Not saved. A mark is a number from 0 to 100."))
    if cell.on is None:
        raise examining.ExamRefused(_("Not saved. Choose the day of the exam, above its marks."))
    course = courses[enrolment.id, exam.key]
    if course.next_number != cell.place.number:
        raise examining.ExamRefused(_("Somebody has entered this attempt already."))
    marking.check_not_own(enrolment, actor)
    examining.check_course(enrolment, sheet.cohort, course, cell.on)
    score = examining.Score(cell.mark, cell.on)
    examining.check_mark(course, score)
    return examining.Sat(enrolment, course, score)
