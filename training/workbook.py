"""The trainer's workbook: many marks of a class at once, all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.i18n import _
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training import cohorts, examining
from training.models import Cohort, Exam
from training.queries import exams as queries


class WorkbookRefused(Refused):
    """No mark was saved. `problems`: which cell, and why."""

    def __init__(self, sentence: str, problems: Mapping["Place", str]) -> None:
        super().__init__(sentence)
        self.problems = problems


@dataclass(frozen=True)
class Place:
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
    exams = {exam.id: exam for exam in cohort.programme_version.exams}
    problems = {}
    for cell in cells:
        try:
            _enter(cohort, exams.get(cell.place.exam_id), cell, actor)
        except examining.ExamRefused as refusal:
            problems[cell.place] = refusal.sentence
    if problems:
        raise WorkbookRefused(
            _("Nothing was saved: some marks cannot be entered. They are named below; the rest is kept."),
            problems,
        )
    return len(cells)


def _enter(cohort: Cohort, exam: Exam | None, cell: Cell, actor: Account) -> None:
    enrolment = queries.seated(cohort.id, cell.place.enrolment_id)
    if exam is None or enrolment is None:
        raise examining.ExamRefused(_("Not in this class any more."))
    if cell.mark is None:
        raise examining.ExamRefused(_("Not saved. A mark is a number from 0 to 100."))
    if cell.on is None:
        raise examining.ExamRefused(_("Not saved. Choose the day of the exam, above its marks."))
    if queries.times_taken(enrolment.id, exam.key) + 1 != cell.place.number:
        raise examining.ExamRefused(_("Somebody has entered this attempt already."))
    examining.enter(enrolment, exam, examining.Score(cell.mark, cell.on), actor=actor)
