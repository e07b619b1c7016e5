"""The sheet of one exam: the class by its topics."""

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
from tests.training.classes import MONDAY, a_trainee, noon
from training import exam_policies, examining
from training.queries import exams as queries
from training.rules.exams import Rules
from training.states import ExamKind

DAY = MONDAY + timedelta(days=14)
MOST_STATEMENTS = 14


@pytest.fixture
def day_of_test():
    return DAY


@pytest.fixture
def trainees(cohort, trainer):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return [a_trainee(cohort, trainer, name) for name in ("Aylin", "Bruno", "程念")]


@pytest.fixture
def path(cohort, theory):
    return f"/training/cohorts/{cohort.id}/marks/{theory.id}"


def whole(trainee, exam, number=1):
    return f"mark-{trainee.id}-{exam.id}-{number}"


def part(trainee, exam, topic, number=1):
    return f"part-{trainee.id}-{exam.id}-{number}-{topic}"


def sheet(exam, cells, on=DAY, **more):
    return {f"day-{exam.id}": str(on), **cells, **more}


def taken(trainee, exam):
    return [
        (one.mark, one.form, queries.parts_of(one)) for one in queries.course(trainee.id, exam, DAY).attempts
    ]


def test_a_class_is_marked_in_whole_and_by_topic_at_once(trainer, trainees, theory, path, browse):
    first, second, _third = trainees
    typed = {
        whole(first, theory): "88",
        part(first, theory, "orders"): "９1,5", part(first, theory, "rules"): "84",
        whole(second, theory): "60", part(second, theory, "orders"): " ",
    }  # fmt: skip
    visitor = browse(trainer)
    page = visitor.follow(visitor.post(path, data=sheet(theory, typed, form="A")))
    assert "2 attempts are saved." in page.text("body")
    assert taken(first, theory) == [(88, "A", {"orders": Decimal("91.5"), "rules": 84})]
    assert taken(second, theory) == [(60, "A", {})]
    entries = db.session.scalars(select(Entry.subject_id).where(Entry.verb == "exam marked")).all()
    assert entries == [first.id, second.id]


def test_it_writes_what_the_form_of_one_attempt_writes(trainer, trainees, theory, path, browse):
    by_form, by_sheet, _third = trainees
    visitor = browse(trainer)
    visitor.post(
        f"/training/enrolments/{by_form.id}/exams/{theory.id}/attempts/new",
        data={"on": str(DAY), "mark": "72", "part-orders": "55", "form": "A"},
    )
    typed = {whole(by_sheet, theory): "72", part(by_sheet, theory, "orders"): "55"}
    visitor.post(path, data=sheet(theory, typed, form="A"))
    rows = [queries.course(one.id, theory, DAY).attempts[0] for one in (by_form, by_sheet)]
    alike = ("number", "policy_id", "sat_on", "form", "mark", "recorded", "passed", "parts", "marker")
    assert [getattr(rows[0], name) for name in alike] == [getattr(rows[1], name) for name in alike]


def test_every_bad_cell_says_why_and_nothing_is_saved(trainer, trainees, theory, path, browse):
    first, second, third = trainees
    typed = {
        whole(first, theory): "88", part(first, theory, "orders"): "104", part(first, theory, "rules"): "all",
        part(second, theory, "orders"): "70",
        whole(third, theory): "90",
    }  # fmt: skip
    page = browse(trainer).post(path, data=sheet(theory, typed), expect=422)
    assert [taken(one, theory) for one in trainees] == [[], [], []]
    wrong = [one["name"] for one in page.all("td.refused input")]
    assert set(wrong) == {
        part(first, theory, "orders"), part(first, theory, "rules"), whole(second, theory)
    }  # fmt: skip
    kept = {one["name"]: one["value"] for one in page.all("input[data-column]") if one.get("value")}
    assert kept == typed
    links = [one["href"] for one in page.all("[data-refusal] a")]
    assert sorted(links) == sorted(f"#{name}" for name in wrong)
    assert "Bruno, Mark in whole: Not saved. The mark in whole is missing" in page.text("[data-refusal]")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"on": "soon"}, "Choose the day of the exam"),
        ({"on": DAY + timedelta(days=1)}, "still to come"),
        ({"form": "x" * 41}, "name of the paper"),
    ],
)
def test_what_is_asked_once_for_all_is_refused_in_a_sentence(
    trainer, trainees, theory, path, browse, more, sentence
):
    page = browse(trainer).post(
        path, data=sheet(theory, {whole(trainees[0], theory): "88"}, **more), expect=422
    )
    assert sentence in page.text("[data-refusal]")
    assert page.one(f"#{whole(trainees[0], theory)}")["value"] == "88"
    assert taken(trainees[0], theory) == []


def test_who_passed_or_must_wait_is_locked_with_the_reason(trainer, trainees, theory, path, browse):
    passed, failed, _third = trainees
    examining.enter(passed, theory, examining.Score(Decimal(90), DAY, {"orders": Decimal(0)}), actor=trainer)
    examining.enter(failed, theory, examining.Score(Decimal(60), DAY), actor=trainer)
    visitor = browse(trainer)
    page = visitor.get(path)
    rows = dict(zip(("passed", "failed", "free"), page.all("tr[data-trainee]"), strict=True))
    assert [bool(one.select("input")) for one in rows.values()] == [False, False, True]
    whys = {name: {one["title"] for one in row.select("[data-locked]")} for name, row in rows.items()}
    assert whys == {
        "passed": {"This exam is passed already."},
        "failed": {"Locked until what was weak in the last attempt is signed off."},
        "free": set(),
    }
    held = {one["data-locked"]: one.text for one in rows["passed"].select("[data-locked]")}
    assert (held["mark"], held["part-orders"], held["part-rules"]) == ("90", "0", "–")
    again = sheet(theory, {whole(passed, theory, 2): "95", whole(failed, theory): "95"})
    refused = visitor.post(path, data=again, expect=422).text("[data-refusal]")
    assert "This exam is passed already." in refused
    assert "Somebody has entered this attempt already." in refused


def test_a_retake_before_its_sign_off_is_refused_in_its_row(trainer, trainees, theory, path, browse):
    before = DAY - timedelta(days=5)
    failed = examining.enter(
        trainees[0], theory, examining.Score(Decimal(60), before - timedelta(days=4)), actor=trainer
    )
    examining.sign_off(failed, actor=trainer, note="Returns again")
    typed = sheet(theory, {whole(trainees[0], theory, 2): "90"}, on=before)
    page = browse(trainer).post(path, data=typed, expect=422)
    assert "What was weak was signed off on 14 Dec 2026" in page.text("[data-refusal]")
    assert page.has(f"td.refused #{whole(trainees[0], theory, 2)}")


def test_a_topic_of_another_exam_is_refused(trainer, trainees, theory, path, browse):
    typed = {whole(trainees[0], theory): "88", part(trainees[0], theory, "juggling"): "90"}
    page = browse(trainer).post(path, data=sheet(theory, typed), expect=422)
    assert "a topic that this exam does not cover" in page.text("[data-refusal]")
    assert taken(trainees[0], theory) == []


def test_a_practical_exam_by_rubric_is_not_typed_in(trainer, cohort, trainees, browse):
    practical = cohort.programme_version.exams[1]
    rules = {ExamKind.THEORY: Rules(Decimal(80)), ExamKind.PRACTICAL: Rules(Decimal(75), assessors=1)}
    plan = exam_policies.PolicyPlan(Decimal("0.9"), 1, rules)
    exam_policies.publish(cohort.programme_version.programme, plan, actor=trainer)
    visitor, path = browse(trainer), f"/training/cohorts/{cohort.id}/marks/{practical.id}"
    page = visitor.get(path)
    assert not page.all("input[data-column]")
    assert not page.has("form[data-workbook] button[type=submit]")
    assert {one["title"] for one in page.all("[data-locked]")} == {"Assessed by its rubric"}
    page = visitor.post(path, data=sheet(practical, {whole(trainees[0], practical): "90"}), expect=422)
    assert "assessed by its rubric" in page.text("[data-refusal]")


def test_the_sheet_is_there_for_who_teaches_the_class_alone(cohort, trainees, theory, path, browse):
    elsewhere = an_account(Role.TRAINER, team=a_team("Elsewhere"))
    visitor = browse(elsewhere)
    visitor.get(path, expect=404)
    visitor.post(path, data=sheet(theory, {whole(trainees[0], theory): "88"}), expect=404)
    browse(an_account(Role.MANAGER)).get(path, expect=403)
    assert taken(trainees[0], theory) == []


def test_an_exam_of_another_class_is_not_there(trainer, cohort, path, browse):
    browse(trainer).get(f"/training/cohorts/{cohort.id}/marks/999", expect=404)


def test_names_and_what_was_typed_are_shown_as_they_are(trainer, cohort, theory, path, browse):
    name, typed = "100 %s % <i>&", "%d 5 % \ue000who\ue001\ue002"
    with clock.at(noon(MONDAY - timedelta(days=7))):
        trainee = a_trainee(cohort, trainer, name)
    page = browse(trainer).post(
        path, data=sheet(theory, {part(trainee, theory, "orders"): typed}), expect=422
    )
    assert page.one("tr[data-trainee]")["data-trainee"] == name
    assert page.one(f"#{part(trainee, theory, 'orders')}")["value"] == typed


def test_a_class_asks_as_much_for_many_as_for_few(trainer, cohort, trainees, theory, path, browse):
    visitor = browse(trainer)
    examining.enter(trainees[0], theory, examining.Score(Decimal(60), DAY), actor=trainer)
    visitor.get(path)
    with count_statements(db.engine) as few:
        visitor.get(path)
    with clock.at(noon(MONDAY - timedelta(days=7))):
        more = [a_trainee(cohort, trainer) for _one in range(6)]
    with count_statements(db.engine) as many:
        visitor.get(path)
    assert many.count == few.count == MOST_STATEMENTS
    sent = [sheet(theory, {whole(one, theory): "80" for one in those}) for those in (more[:2], more[2:])]
    with count_statements(db.engine) as two:
        visitor.post(path, data=sent[0])
    with count_statements(db.engine) as four:
        visitor.post(path, data=sent[1])
    assert four.count == two.count
