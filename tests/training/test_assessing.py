"""Practical exams by rubric: critical items, two assessors who do not see each other, rejecting."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assessment import queries as rubrics
from assessment.rules import agreement
from core import clock
from core.db import db
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.training.classes import MONDAY, WHY, a_trainee, a_trainer, noon
from training import appealing, assessing, exam_policies, examining, missing
from training.cohorts import CohortRefused
from training.queries import exams as queries
from training.queries import practicals
from training.rules.exams import Rules
from training.states import ExamKind, Missing

DAY = MONDAY + timedelta(days=14)
PICTURE = b"\x89PNG\r\n\x1a\n of the screen"


@pytest.fixture
def day_of_test():
    return DAY


@pytest.fixture
def second(trainer):
    return a_trainer()


@pytest.fixture
def trainee(cohort, trainer):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return a_trainee(cohort, trainer, "Bruno")


def rated(assessment, value=4, **special):
    """Every criterion with the same value; `special`: position of a criterion as `c1` → another one."""
    found = {one.id: special.get(f"c{one.position}", value) for one in assessment.rubric_version.criteria}
    return assessing.Sheet(found)


def begin(trainee, practical, trainer, *assessors):
    return assessing.begin(trainee, practical, assessors or [trainer], DAY, actor=trainer)


def course(trainee, practical, on=DAY):
    return queries.course(trainee.id, practical, on)


def test_one_assessors_sheet_becomes_the_attempt(trainee, practical, trainer):
    one = begin(trainee, practical, trainer)
    assert not course(trainee, practical).attempts
    assessing.submit(one, rated(one, 4), actor=trainer)
    assert (course(trainee, practical).mark, course(trainee, practical).is_passed) == (75, True)


def test_a_critical_item_fails_whatever_the_mark(trainee, practical, trainer):
    one = begin(trainee, practical, trainer)
    assessing.submit(one, rated(one, 5, c1=2), actor=trainer)
    attempt = course(trainee, practical).attempts[0]
    assert (attempt.mark, attempt.passed, attempt.failed_item) == (Decimal("77.5"), False, True)


def test_a_corrected_mark_does_not_mend_a_critical_item(trainee, practical, trainer):
    one = begin(trainee, practical, trainer)
    assessing.submit(one, rated(one, 5, c1=2), actor=trainer)
    attempt = queries.attempt(one.attempt_id)
    score = examining.Score(Decimal(95), DAY, failed_item=queries.mark_of(attempt.id).failed_item)
    examining.correct(attempt, score, actor=trainer, reason=WHY)
    assert not course(trainee, practical).is_passed


def test_two_assessors_make_one_attempt_with_the_mean(trainee, practical, trainer, second):
    one = begin(trainee, practical, trainer, trainer, second)
    assessing.submit(one, rated(one, 5), actor=trainer)
    assert not course(trainee, practical).attempts
    with pytest.raises(assessing.AssessingRefused, match="in already"):
        assessing.submit(one, rated(one, 5), actor=trainer)
    assessing.submit(one, rated(one, 4), actor=second)
    assert course(trainee, practical).mark == Decimal("87.5")
    assert set(practicals.of_attempts(trainee.id, "practical")) == {one.attempt_id}
    with pytest.raises(assessing.AssessingRefused, match="is over"):
        assessing.submit(one, rated(one, 5), actor=second)


def test_what_the_first_assessor_says_is_nowhere_to_read_before_the_second_hands_in(
    trainee, practical, trainer, second, browse
):
    one = begin(trainee, practical, trainer, trainer, second)
    first = assessing.Sheet(rated(one).ratings, comment="Far too slow")
    assessing.submit(one, first, actor=trainer)
    visitor = browse(second)
    for path in (f"enrolments/{trainee.id}", f"enrolments/{trainee.id}/gate", f"assessments/{one.id}"):
        assert "Far too slow" not in visitor.get(f"/training/{path}").html
    visitor.post(f"/training/assessments/{one.id}", data=sheet_fields(one))
    assert "Far too slow" in visitor.get(f"/training/assessments/{one.id}").html


def sheet_fields(assessment, value=4):
    return {f"rating_{item.id}": str(value) for item in assessment.rubric_version.criteria}


def test_who_is_not_asked_hands_in_nothing(trainee, practical, trainer, second):
    one = begin(trainee, practical, trainer)
    with pytest.raises(assessing.AssessingRefused, match="not asked"):
        assessing.submit(one, rated(one), actor=second)


def test_an_assessor_rejects_and_sets_the_next_try(trainee, practical, trainer):
    one = begin(trainee, practical, trainer)
    criteria, later = rated(one, 5).ratings, DAY + timedelta(days=20)
    with pytest.raises(assessing.AssessingRefused, match="not ready"):
        assessing.submit(one, assessing.Sheet(criteria, rejects=True), actor=trainer)
    with pytest.raises(assessing.AssessingRefused, match="after this one"):
        assessing.submit(one, assessing.Sheet(criteria, next_since=DAY), actor=trainer)
    sheet = assessing.Sheet(criteria, comment="Read from notes", rejects=True, next_since=later)
    assessing.submit(one, sheet, actor=trainer)
    examining.sign_off(queries.attempt(one.attempt_id), actor=trainer, note=WHY)
    assert not course(trainee, practical).is_passed
    assert course(trainee, practical, later - timedelta(days=1)).sitting.since == later
    assert course(trainee, practical, later).sitting.may


def test_every_criterion_is_rated_on_the_scale(trainee, practical, trainer):
    one = begin(trainee, practical, trainer)
    for value in (0, 6, None):
        with pytest.raises(assessing.AssessingRefused, match="missing for: Tone"):
            assessing.submit(one, rated(one, 4, c4=value), actor=trainer)


def test_the_policy_may_ask_for_two_assessors_and_no_number(trainee, practical, trainer, cohort):
    rules = {ExamKind.THEORY: Rules(Decimal(80)), ExamKind.PRACTICAL: Rules(Decimal(75), assessors=2)}
    plan = exam_policies.PolicyPlan(Decimal("0.9"), 1, rules)
    exam_policies.publish(cohort.programme_version.programme, plan, actor=trainer)
    with pytest.raises(assessing.AssessingRefused, match="two assessors"):
        begin(trainee, practical, trainer)
    with pytest.raises(examining.ExamRefused, match="by its rubric"):
        examining.enter(trainee, practical, examining.Score(Decimal(90), DAY), actor=trainer)


def test_somebody_is_assessed_once_at_a_time_and_it_can_be_withdrawn(trainee, practical, trainer):
    one = begin(trainee, practical, trainer)
    with pytest.raises(assessing.AssessingRefused, match="being assessed already"):
        begin(trainee, practical, trainer)
    assessing.withdraw(one, actor=trainer, reason=WHY)
    with pytest.raises(assessing.AssessingRefused, match="is over"):
        assessing.submit(one, rated(one), actor=trainer)
    assert course(trainee, practical).sitting.left == 3
    begin(trainee, practical, trainer)


def test_nobody_is_assessed_for_a_day_on_which_they_were_not_there(trainee, practical, trainer):
    """Its last sheet could never be handed in."""
    away = missing.miss(trainee, practical, DAY, is_excused=False, actor=trainer, reason=WHY)
    with pytest.raises(examining.ExamRefused, match="not to have been there that day"):
        begin(trainee, practical, trainer)
    missing.correct(away, Missing.MISTAKEN, actor=trainer, reason=WHY)
    one = begin(trainee, practical, trainer)
    with pytest.raises(examining.ExamRefused, match="being assessed for that day"):
        missing.correct(away, Missing.EXCUSED, actor=trainer, reason=WHY)
    assessing.submit(one, rated(one), actor=trainer)
    assert course(trainee, practical).is_passed


def test_nobody_is_away_on_the_day_for_which_they_are_being_assessed(trainee, practical, trainer):
    one = begin(trainee, practical, trainer)
    with pytest.raises(examining.ExamRefused, match="being assessed for that day") as refused:
        missing.miss(trainee, practical, DAY, is_excused=False, actor=trainer, reason=WHY)
    assert refused.value.field == "on"
    day_before = DAY - timedelta(days=1)
    assert missing.miss(trainee, practical, day_before, is_excused=True, actor=trainer, reason=WHY)
    assessing.withdraw(one, actor=trainer, reason=WHY)
    assert missing.miss(trainee, practical, DAY, is_excused=False, actor=trainer, reason=WHY)


def test_nobody_assesses_themselves_or_without_the_right_to(trainee, practical, trainer):
    self_assessed = an_account(Role.TRAINER)
    self_assessed.person = trainee.employment.person
    db.session.flush()
    with pytest.raises(assessing.AssessingRefused, match="themselves"):
        begin(trainee, practical, trainer, self_assessed)
    with pytest.raises(CohortRefused):
        begin(trainee, practical, trainer, an_account(Role.EMPLOYEE))


def test_an_exam_without_a_rubric_is_not_assessed(trainee, cohort, trainer):
    with pytest.raises(assessing.AssessingRefused, match="no rubric"):
        begin(trainee, cohort.programme_version.exams[0], trainer)


def test_a_sheet_cannot_be_changed(trainee, practical, trainer):
    one = begin(trainee, practical, trainer)
    assessing.submit(one, rated(one), actor=trainer)
    for statement in ("UPDATE sheet_rating SET value = 5", "DELETE FROM assessor_sheet"):
        with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_agreement_counts_the_same_the_near_and_the_apart():
    assert agreement({1: 5, 2: 4, 3: 1}, {1: 5, 2: 3, 3: 4}) == (1, 1, 1)


def test_the_rubric_of_the_practical_exam_comes_with_the_product(trainee):
    rubric = rubrics.newest_rubric("practical")
    assert [one.must_reach for one in rubric.criteria] == [3, None, None, 2, None]
    assert all(len(one.anchors) == 5 for one in rubric.criteria)


def test_an_assessor_is_named_rates_and_sees_earlier_attempts_only(
    trainee, practical, trainer, second, browse
):
    visitor = browse(trainer)
    path = f"/training/enrolments/{trainee.id}/exams/{practical.id}/assessments/new"
    assert "Assess by the rubric" in visitor.get(f"/training/enrolments/{trainee.id}/exams").text("main")
    refused = visitor.post(path, data={"on": str(DAY)}, expect=422)
    assert "one or two assessors" in refused.text("[data-refusal]")
    typed = {"on": str(DAY), "assessors": [trainer.id, second.id], "task": "A parcel without its case"}
    page = visitor.follow(visitor.post(path, data=typed))
    one = practicals.assessment(practicals.open_of(trainee.id, practical.id).id)
    sheet = {f"rating_{item.id}": "4" for item in one.rubric_version.criteria}
    first = one.rubric_version.criteria[0]
    missing = {key: value for key, value in sheet.items() if key != f"rating_{first.id}"}
    page = visitor.post(f"/training/assessments/{one.id}", data=missing | {"comment": "Calm"}, expect=422)
    assert "Policy and data protection" in page.text("[data-refusal]")
    assert page.text("#comment") == "Calm"
    visitor.post(
        f"/training/assessments/{one.id}", data=sheet | {f"evidence_{first.id}": "Asked for the name"}
    )
    other = browse(second)
    assert "Bruno" in other.get("/training/").text("section[aria-labelledby=assess]")
    page = other.get(f"/training/assessments/{one.id}")
    assert "Asked for the name" not in page.html
    assert page.has("#sheet")
    other.post(f"/training/assessments/{one.id}", data=sheet | {f"rating_{first.id}": "2"})
    page = other.get(f"/training/exam-attempts/{practicals.assessment(one.id).attempt_id}")
    assert "the same in 4 of 5" in page.text(f"section[aria-labelledby=sheets-{one.id}]")
    assert "two or more apart in 1" in page.text(f"section[aria-labelledby=sheets-{one.id}]")
    assert "a critical item was not met" in other.get(f"/training/enrolments/{trainee.id}/exams").text("main")
    assert "Asked for the name" in other.get(f"/training/assessments/{one.id}").html


def with_file(assessment, name="screen.png", content=PICTURE):
    return replace(rated(assessment), file=(name, content))


def file_of(one, place=0):
    return f"/training/assessments/{one.id}/sheets/{one.sheets[place].id}/file"


def test_an_assessor_shows_a_file_and_who_may_see_the_attempt_downloads_it(
    trainee, practical, trainer, second, browse
):
    one = begin(trainee, practical, trainer, trainer)
    visitor, path = browse(trainer), f"/training/assessments/{one.id}"
    sheet = {f"rating_{item.id}": "4" for item in one.rubric_version.criteria}
    bad = visitor.post(path, data=sheet | {"file": (BytesIO(b"a song"), "song.mp3")}, expect=422)
    assert "Only PDF, Word (docx), PNG and JPEG" in bad.text("[data-refusal]")
    assert not practicals.assessment(one.id).sheets
    visitor.post(path, data=sheet | {"file": (BytesIO(PICTURE), "screen.png")})
    one = practicals.assessment(one.id)
    page = visitor.get(f"/training/exam-attempts/{one.attempt_id}")
    assert page.one(f"section[aria-labelledby=sheets-{one.id}] td a").text == "screen.png"
    for account in (trainer, second, an_account(Role.MANAGER)):
        with browse(account).get(file_of(one)).response as answer:
            assert answer.get_data() == PICTURE
            assert answer.headers["Content-Disposition"] == "attachment; filename=screen.png"
            assert answer.mimetype == "image/png"
    of_trainee = an_account(Role.EMPLOYEE)
    of_trainee.person = trainee.employment.person
    for account in (of_trainee, a_trainer(a_team("Elsewhere")), an_account(Role.INTERVIEWER)):
        browse(account).get(file_of(one), expect=404)


def test_the_other_assessor_sees_no_file_before_both_sheets_are_in(
    trainee, practical, trainer, second, browse
):
    one = begin(trainee, practical, trainer, trainer, second)
    assessing.submit(one, with_file(one), actor=trainer)
    browse(trainer).get(file_of(one)).response.close()
    browse(second).get(file_of(one), expect=404)
    assessing.submit(one, rated(one), actor=second)
    browse(second).get(file_of(one)).response.close()
    browse(second).get(file_of(one, 1), expect=404)
    browse(second).get(f"/training/assessments/{one.id}/sheets/999/file", expect=404)


def test_a_file_of_what_was_found_can_be_wiped_and_not_exchanged(trainee, practical, trainer):
    one = begin(trainee, practical, trainer, trainer)
    assessing.submit(one, with_file(one), actor=trainer)
    for statement in ("UPDATE sheet_file SET digest = 'x'", "DELETE FROM sheet_file"):
        with pytest.raises(DatabaseError), db.session.begin_nested():
            db.session.execute(text(statement))
    db.session.execute(text("UPDATE sheet_file SET digest = NULL, file_name = NULL, media_type = NULL"))


def test_neither_assessor_decides_an_appeal_against_what_they_found(
    trainee, practical, trainer, second, cohort, browse
):
    one = begin(trainee, practical, trainer, trainer, second)
    assessing.submit(one, rated(one, 2), actor=trainer)
    assessing.submit(one, rated(one, 2), actor=second)
    attempt = queries.attempt(one.attempt_id)
    appeal = appealing.file(attempt, actor=an_account(Role.MANAGER, Role.TRAINER), grounds=WHY)
    for assessor in (trainer, second):
        with pytest.raises(appealing.AppealRefused, match="has not marked"):
            appealing.decide(appeal, None, actor=assessor, reason=WHY)
        assert not browse(assessor).get(f"/training/exam-attempts/{attempt.id}").has("#appeal-mark")
    assert appealing.decide(appeal, None, actor=a_trainer(), reason=WHY).value == "stands"


def test_an_assessment_is_withdrawn_on_its_page(trainee, practical, trainer, browse):
    one = begin(trainee, practical, trainer)
    visitor, path = browse(trainer), f"/training/assessments/{one.id}/withdrawal"
    assert "Say why" in visitor.post(path, data={"reason": " "}, expect=422).text("[data-refusal]")
    page = visitor.follow(visitor.post(path, data={"reason": "The system was down"}))
    assert "taken back" in page.text(".page-head")
    page = visitor.post(path, data={"reason": "Once more"}, expect=422)
    assert "is over" in page.text("[data-refusal]")
    browse(an_account(Role.INTERVIEWER)).get(f"/training/assessments/{one.id}", expect=404)


def test_the_workbook_leads_to_the_rubric_where_the_policy_asks_for_it(
    trainee, practical, trainer, cohort, browse
):
    rules = {ExamKind.THEORY: Rules(Decimal(80)), ExamKind.PRACTICAL: Rules(Decimal(75), assessors=1)}
    plan = exam_policies.PolicyPlan(Decimal("0.9"), 1, rules)
    exam_policies.publish(cohort.programme_version.programme, plan, actor=trainer)
    page = browse(trainer).get(f"/training/cohorts/{cohort.id}/marks")
    assert page.texts("td[data-locked] a") == ["Assess…"]
    assert len(page.all("input[data-column]")) == 1
