"""The workbook and the exams of one trainee."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, noon
from training import examining, missing, workbook
from training.models import ExamAttempt, ExamMark
from training.queries import exams as queries

DAY = MONDAY + timedelta(days=14)
MOST_STATEMENTS = 26
TABS = {"marks": 13, "class": 18, "attendance": 10}
"""Tab of a cohort → how many statements it asks, whoever sits in it."""


@pytest.fixture
def day_of_test():
    return DAY


@pytest.fixture
def trainees(cohort, trainer):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return [a_trainee(cohort, trainer, name) for name in ("Aylin", "Bruno", "程念")]


def field(trainee, exam, number=1):
    return f"mark-{trainee.id}-{exam.id}-{number}"


def sheet(exam, *cells, on=DAY):
    """What the browser sends of a workbook: the day of the exam, and (trainee, typed) for each cell."""
    return {f"day-{exam.id}": str(on), **{field(one, exam): typed for one, typed in cells}}


def a_cell(trainee, exam, number, mark, on=DAY):
    return workbook.Cell(workbook.Place(trainee.id, exam.id, number), Decimal(mark), on)


def marks(trainee, exam):
    return [one.mark for one in queries.course(trainee.id, exam, DAY).attempts]


def test_the_marks_of_a_class_are_saved_at_once(trainer, cohort, trainees, theory, browse):
    path = f"/training/cohorts/{cohort.id}/marks"
    typed = sheet(theory, *zip(trainees, ("88", "７9,5", " "), strict=True))
    visitor = browse(trainer)
    page = visitor.follow(visitor.post(path, data=typed))
    assert "2 exam marks are saved." in page.text("body")
    assert [marks(one, theory) for one in trainees] == [[88], [Decimal("79.5")], []]
    assert page.texts("tbody .pass") == ["88 passed"]


def test_one_bad_cell_saves_nothing_and_keeps_what_was_typed(trainer, cohort, trainees, theory, browse):
    path = f"/training/cohorts/{cohort.id}/marks"
    typed = sheet(theory, *zip(trainees, ("88", "104", "absent"), strict=True))
    page = browse(trainer).post(path, data=typed, expect=422)
    assert [marks(one, theory) for one in trainees] == [[], [], []]
    kept = [one["value"] for one in page.all("input[data-column]") if one["name"] in typed]
    assert kept == ["88", "104", "absent"]
    assert len(page.all("td.refused")) == 2
    assert "Bruno, Theory exam: Not saved. A mark is a number from 0 to 100." in page.text("[data-refusal]")


@pytest.mark.parametrize("on", ["", "30.11.2026", "soon"])
def test_a_mark_without_the_day_of_its_exam_is_not_dated_today(trainer, cohort, trainees, theory, browse, on):
    path, typed = f"/training/cohorts/{cohort.id}/marks", sheet(theory, (trainees[0], "88"), on=on)
    page = browse(trainer).post(path, data=typed, expect=422)
    assert "Choose the day of the exam" in page.text("[data-refusal]")
    assert marks(trainees[0], theory) == []


def test_the_same_sheet_sent_twice_is_one_attempt(trainer, cohort, trainees, theory, browse):
    path, one = f"/training/cohorts/{cohort.id}/marks", trainees[0]
    visitor = browse(trainer)
    visitor.post(path, data=sheet(theory, (one, "60")))
    again = visitor.post(path, data=sheet(theory, (one, "95")), expect=422)
    assert "entered this attempt already" in again.text("[data-refusal]")
    assert marks(one, theory) == [60]


def test_a_manager_reads_the_workbook_without_fields(cohort, trainees, browse):
    page = browse(an_account(Role.MANAGER)).get(f"/training/cohorts/{cohort.id}/marks")
    assert page.has("table.sheet")
    assert not page.all("input[data-column]")


def test_somebody_elses_class_is_not_there(cohort, trainees, theory, trainer, browse):
    attempt = examining.enter(trainees[0], theory, examining.Score(Decimal(60), DAY), actor=trainer)
    stranger = browse(an_account(Role.TRAINER, team=a_team("Elsewhere")))
    stranger.get(f"/training/cohorts/{cohort.id}/marks", expect=404)
    stranger.get(f"/training/enrolments/{trainees[0].id}/exams", expect=404)
    stranger.post(f"/training/exam-attempts/{attempt.id}", data={"deed": "void", "said": WHY}, expect=404)
    assert marks(trainees[0], theory) == [60]


def test_a_failed_attempt_is_signed_off_corrected_and_voided_on_the_trainees_page(
    trainer, trainees, theory, browse
):
    attempt = examining.enter(trainees[0], theory, examining.Score(Decimal(60), DAY), actor=trainer)
    visitor, path = browse(trainer), f"/training/exam-attempts/{attempt.id}"
    page = visitor.post(path, data={"deed": "sign off", "said": ""}, expect=422)
    assert "Say what was worked on" in page.text("body")
    page = visitor.follow(visitor.post(path, data={"deed": "sign off", "said": "Returns again"}))
    assert "unlocked" in page.text("body")
    visitor.post(path, data={"deed": "correct", "mark": "72", "said": "A question was miscounted"})
    page = visitor.follow(visitor.post(path, data={"deed": "void", "said": "The wrong form"}))
    assert [text.split(" · ")[1] for text in page.texts("ol.plain li")] == ["60", "72", "void"]
    assert "3 attempts left" in page.text("section[aria-labelledby=exam-theory]")
    assert visitor.get(path).has("button[value=restore]")
    page = visitor.follow(visitor.post(path, data={"deed": "restore", "said": "It was the right form"}))
    assert "2 attempts left" in page.text("section[aria-labelledby=exam-theory]")


@pytest.mark.parametrize(("tab", "most"), TABS.items())
def test_a_class_asks_as_much_for_many_as_for_few(trainer, cohort, trainees, theory, browse, tab, most):
    path, visitor = f"/training/cohorts/{cohort.id}/{tab}", browse(trainer)
    score = examining.Score(Decimal(60), DAY)
    examining.enter(trainees[0], theory, score, actor=trainer)
    visitor.get(path)
    with count_statements(db.engine) as few:
        visitor.get(path)
    for one in trainees[1:]:
        examining.enter(one, theory, score, actor=trainer)
    with clock.at(noon(MONDAY - timedelta(days=7))):
        for _one in range(5):
            a_trainee(cohort, trainer)
    with count_statements(db.engine) as many:
        visitor.get(path)
    assert many.count == few.count == most


def test_names_and_what_was_typed_are_shown_as_they_are(trainer, cohort, theory, browse):
    name, typed = "100 %s % <i>&", "%d 5 % \ue000who\ue001"
    with clock.at(noon(MONDAY - timedelta(days=7))):
        trainee, other = a_trainee(cohort, trainer, name), a_trainee(cohort, trainer, "Bruno %")
    typed_in = sheet(theory, (trainee, typed), (other, "88"))
    path = f"/training/cohorts/{cohort.id}/marks"
    page = browse(trainer).post(path, data=typed_in, expect=422)
    assert [one["data-trainee"] for one in page.all("tr[data-trainee]")] == [name, "Bruno %"]
    assert page.texts("tbody th .quiet") == [name, "Bruno %"]
    refused = page.one(f"#{field(trainee, theory)}")
    assert (refused["value"], refused["aria-label"]) == (typed, f"{name}, Theory exam, 1st")
    assert page.one(f"#{field(other, theory)}")["value"] == "88"


def test_each_reads_the_workbook_in_their_language(trainer, cohort, trainees, theory, browse):
    """Looks are kept from page to page."""
    examining.enter(trainees[0], theory, examining.Score(Decimal(60), DAY), actor=trainer)
    path, idle = f"/training/cohorts/{cohort.id}/marks", "tbody tr:first-child .none.edge"
    words = {"en": "not needed", "zh_Hans": "无需"}
    for language in ("en", "zh_Hans", "en"):
        visitor = browse(an_account(Role.TRAINER, language=language))
        page = visitor.get(path)
        assert set(page.texts(idle)) == {words[language]}
        assert ("Retake 1" in page.text("thead")) == (language == "en")
        nexts = {"en": "Theory exam: 3 attempts left", "zh_Hans": "理论考试：还有 3 次机会"}
        assert page.texts("tbody tr td:last-child")[1] == nexts[language]


def test_forty_marks_are_saved_in_as_many_statements_as_two(trainer, browse):
    """The bench measures how long they take; here it is what they ask of the database."""
    with clock.at(noon(MONDAY - timedelta(days=7))):
        large = a_cohort(trainer, seats=42)
        trainees = [a_trainee(large, trainer) for _one in range(42)]
    exam, path, visitor = (
        large.programme_version.exams[0],
        f"/training/cohorts/{large.id}/marks",
        browse(trainer),
    )
    small, full = (sheet(exam, *((one, "80") for one in part)) for part in (trainees[:2], trainees[2:]))
    visitor.get(path)
    with count_statements(db.engine) as two:
        visitor.post(path, data=small)
    with count_statements(db.engine) as forty:
        visitor.post(path, data=full)
    assert [marks(one, exam) for one in trainees] == [[80]] * 42
    assert forty.count == two.count <= MOST_STATEMENTS


def test_each_cell_is_refused_for_its_own_reason(trainer, cohort, trainees, theory):
    first, second, third = trainees
    practical = cohort.programme_version.exams[1]
    examining.enter(first, theory, examining.Score(Decimal(60), DAY), actor=trainer)
    missing.miss(second, practical, DAY, is_excused=True, actor=trainer, reason=WHY)
    with clock.at(noon(MONDAY - timedelta(days=7))):
        elsewhere = a_trainee(a_cohort(a_trainer()), trainer)
    reasons = {
        a_cell(first, theory, 1, "70"): "Somebody has entered this attempt already.",
        a_cell(first, theory, 2, "75"): "Locked until what was weak in the last attempt is signed off.",
        a_cell(second, theory, 1, "80", on=DAY + timedelta(days=1)): (
            "Not saved. The day of the exam is still to come."
        ),
        a_cell(elsewhere, theory, 1, "90"): "Not in this class any more.",
        a_cell(second, practical, 1, "80"): (
            "Not saved. They are said not to have been there that day. If they were, correct that first."
        ),
        a_cell(third, practical, 1, "77.777"): "Not saved. A mark has two decimals at most.",
    }
    with pytest.raises(workbook.WorkbookRefused) as refused:
        workbook.save(cohort, [*reasons, a_cell(third, theory, 1, "80")], actor=trainer)
    told = {spot.place: sentence for spot, sentence in refused.value.problems.items()}
    assert told == {cell.place: reason for cell, reason in reasons.items()}


def test_every_mark_of_a_sheet_has_its_own_entry_in_the_record(trainer, cohort, trainees, theory):
    typed = dict(zip(trainees, ("88", "60", "82.5"), strict=True))
    workbook.save(cohort, [a_cell(one, theory, 1, mark) for one, mark in typed.items()], actor=trainer)
    entries = db.session.scalars(select(Entry).where(Entry.verb == "exam marked").order_by(Entry.id)).all()
    assert [(one.subject_id, one.details["mark"], one.details["passed"]) for one in entries] == [
        (one.id, mark, mark != "60") for one, mark in typed.items()
    ]
    kept = db.session.execute(
        select(ExamAttempt.enrolment_id, ExamAttempt.entry_id, ExamMark.entry_id, ExamMark.mark).join(
            ExamMark, ExamMark.attempt_id == ExamAttempt.id
        )
    )
    assert {tuple(row) for row in kept} == {
        (one.subject_id, one.id, one.id, Decimal(one.details["mark"])) for one in entries
    }


def test_a_further_attempt_on_the_same_sheet_is_judged_by_the_one_before_it(
    trainer, cohort, trainees, theory
):
    cells = [a_cell(trainees[0], theory, 1, "90"), a_cell(trainees[0], theory, 2, "95")]
    with pytest.raises(workbook.WorkbookRefused) as refused:
        workbook.save(cohort, cells, actor=trainer)
    assert refused.value.problems == {workbook.Spot(cells[1].place): "This exam is passed already."}


def test_a_trainee_reads_their_marks_and_when_the_next_attempt_may_be(trainer, trainees, theory, browse):
    attempt = examining.enter(trainees[2], theory, examining.Score(Decimal(60), DAY), actor=trainer)
    account = an_account(Role.EMPLOYEE)
    account.person = trainees[2].employment.person
    visitor = browse(account)
    page = visitor.get("/training/own")
    assert "Locked until what was weak in the last attempt is signed off." in page.text(
        "section[aria-labelledby=exam-theory]"
    )
    assert not page.has("button[name=deed]")
    examining.sign_off(attempt, actor=trainer, note=WHY)
    own = visitor.get("/training/own").text("section[aria-labelledby=exam-theory]")
    assert "Locked until 17" in own
    assert "2 attempts left." in own
