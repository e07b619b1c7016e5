"""Pages around exams: what is due, retraining, decisions, marks by topic, missed sittings, appeals."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.db import db
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, noon
from training import appealing, assessing, examining, retraining
from training.queries import appeals, exam_topics
from training.queries import exams as queries
from training.queries import retraining as due_queries
from training.states import Due, EnrolmentState

DAY = MONDAY + timedelta(days=14)
NOW = DAY + timedelta(days=20)


@pytest.fixture
def day_of_test():
    return NOW


@pytest.fixture
def later(trainer, cohort):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return a_cohort(trainer, starts_on=NOW + timedelta(days=3), team=cohort.team, code="The later one")


@pytest.fixture
def trainee(cohort, trainer):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return a_trainee(cohort, trainer, "Bruno")


def fail(trainee, theory, trainer, times=1, since=0, parts=None):
    for number in range(since, since + times):
        with clock.at(noon(DAY + timedelta(days=3 * number))):
            score = examining.Score(Decimal(60), clock.today(), parts=parts or {})
            made = examining.enter(trainee, theory, score, actor=trainer)
            if number < since + times - 1:
                examining.sign_off(made, actor=trainer, note=WHY)
    return made


def test_what_is_due_leads_to_retraining_in_a_later_cohort(trainer, trainee, theory, later, browse):
    fail(trainee, theory, trainer, 3, parts={"returns": Decimal(40), "orders": Decimal(90)})
    visitor = browse(trainer)
    page = visitor.get("/training/exams-due?due=retraining")
    assert page.texts("tbody td .person") == ["Bruno"]
    page = visitor.get(f"/training/enrolments/{trainee.id}/retraining")
    assert [one["value"] for one in page.all("input[name=modules][checked]")] == ["workflow"]
    typed = {"cohort": later.id, "modules": ["workflow"], "reason": ""}
    refused = visitor.post(f"/training/enrolments/{trainee.id}/retraining", data=typed, expect=422)
    assert "Say why" in refused.text("[data-refusal]")
    page = visitor.follow(
        visitor.post(f"/training/enrolments/{trainee.id}/retraining", data=typed | {"reason": "Returns"})
    )
    assert "Retraining in The later one" in page.text("section[aria-labelledby=beyond]")
    assert "3 attempts left" in page.text("section[aria-labelledby=exam-theory]")
    assert page.text("section[aria-labelledby=exam-theory]").count("before the retraining") == 3
    assert due_queries.due(trainer) == []


def test_the_list_of_what_is_due_can_be_taken_away(trainer, trainee, theory, browse):
    fail(trainee, theory, trainer)
    answer = browse(trainer).get("/training/exams-due/export.csv").response.get_data(as_text=True)
    assert "Bruno" in answer
    assert "to be signed off" in answer


def test_the_list_filters_by_name_and_by_what_is_due(trainer, trainee, theory, browse):
    fail(trainee, theory, trainer)
    visitor = browse(trainer)
    assert visitor.get("/training/exams-due?q=bru").texts("tbody .person") == ["Bruno"]
    for query in ("q=zo", "due=decision"):
        assert "Nobody fits" in visitor.get(f"/training/exams-due?{query}").text("main")
    assert visitor.get("/training/exams-due?due=nonsense").has("tbody tr")


def test_retraining_without_a_cohort_says_what_to_do(trainer, trainee, theory, browse):
    fail(trainee, theory, trainer, 3)
    page = browse(trainer).get(f"/training/enrolments/{trainee.id}/retraining")
    assert "No later cohort is open" in page.text("main")


def test_the_manager_decides_when_nothing_is_left(trainer, trainee, theory, later, manager, browse):
    fail(trainee, theory, trainer, 3)
    with clock.at(noon(NOW)):
        retraining.begin(trainee, later, ["workflow"], actor=trainer, reason=WHY)
    fail(trainee, theory, trainer, 3, since=8)
    path = f"/training/enrolments/{trainee.id}/training-decisions"
    with clock.at(noon(DAY + timedelta(days=40))):
        visitor = browse(manager)
        page = visitor.get("/training/exams-due")
        assert "manager's decision" in page.text("tbody")
        assert visitor.get(f"/training/enrolments/{trainee.id}/exams").has("section[aria-labelledby=decide]")
        page = visitor.post(path, data={"reason": WHY}, expect=422)
        assert "Say what follows" in page.text("[data-refusal]")
        assert page.one("#decision-reason")["value"] == WHY
        browse(trainer).post(path, data={"kind": "extend", "reason": WHY}, expect=403)
        visitor.post(path, data={"kind": "transfer", "reason": WHY})
        db.session.refresh(trainee)
        assert trainee.state is EnrolmentState.LEFT
        page = visitor.get(f"/training/enrolments/{trainee.id}/exams")
    assert "Decided: another role" in page.text("section[aria-labelledby=beyond]")


def test_a_manager_grants_one_more_attempt(trainer, trainee, theory, manager, browse):
    fail(trainee, theory, trainer, 3)
    path = f"/training/enrolments/{trainee.id}/exam-grants"
    visitor = browse(manager)
    page = visitor.post(path, data={"exam": theory.id, "reason": " "}, expect=422)
    assert "Say why" in page.text("[data-refusal]")
    assert page.one("#grant-exam option[selected]")["value"] == str(theory.id)
    assert "Say why" in page.text("section[aria-labelledby=grant]")
    page = visitor.follow(visitor.post(path, data={"exam": theory.id, "reason": "Was ill"}))
    assert "1 attempt left" in page.text("section[aria-labelledby=exam-theory]")
    visitor.post(path, data={"exam": 987654, "reason": "Was ill"}, expect=404)
    browse(trainer).post(path, data={"exam": theory.id, "reason": WHY}, expect=403)


def test_an_attempt_is_entered_with_marks_by_topic(trainer, trainee, theory, cohort, browse):
    path = f"/training/enrolments/{trainee.id}/exams/{theory.id}/attempts/new"
    visitor = browse(trainer)
    typed = {"on": str(DAY), "mark": "71", "part-returns": "40", "part-orders": "ninety", "form": "B"}
    page = visitor.post(path, data=typed, expect=422)
    assert "The life of an order" in page.text("[data-refusal]")
    assert page.one("#part-returns")["value"] == "40"
    visitor.post(path, data=typed | {"part-orders": "９0"})
    attempt = queries.attempts([trainee.id])[trainee.id, "theory"][0]
    assert (attempt.parts, attempt.form) == ({"returns": "40", "orders": "90"}, "B")
    page = visitor.get(f"/training/exam-attempts/{attempt.id}")
    assert "Returns and refunds 40 weak" in page.text("section[aria-labelledby=topics]")
    map_of = visitor.get(f"/training/cohorts/{cohort.id}/gaps")
    assert map_of.texts("td.fail") == ["40 weak"]
    assert "40" in visitor.get(f"/training/cohorts/{cohort.id}/gaps/export.csv").response.get_data(
        as_text=True
    )


def test_what_was_weak_is_assigned_and_the_trainee_sees_it(trainer, trainee, theory, browse):
    attempt = fail(trainee, theory, trainer, parts={"returns": Decimal(40)})
    visitor, path = browse(trainer), f"/training/exam-attempts/{attempt.id}"
    page = visitor.get(path)
    assert page.one("#remedy-module option[selected]")["value"] == "workflow"
    typed = {"deed": "assign", "module": "", "note": " ", "due_on": str(NOW)}
    page = visitor.post(path, data=typed, expect=422)
    assert "what the coaching is about" in page.text("[data-refusal]")
    assert page.one("#remedy-due")["value"] == str(NOW)
    assert not page.has("#remedy-module option[selected]")
    visitor.post(
        path, data={"deed": "assign", "module": "workflow", "topic": "returns", "note": "Three cases"}
    )
    work = exam_topics.remedies(trainee.id)[attempt.id][0]
    assert (work.module_key, work.topics) == ("workflow", ["returns"])
    account = an_account(Role.EMPLOYEE)
    account.person = trainee.employment.person
    assert "To work on: Service workflow" in browse(account).get("/training/own").text("main")


def test_a_missed_sitting_is_entered_and_is_no_attempt(trainer, trainee, theory, browse):
    path = f"/training/enrolments/{trainee.id}/missed-sittings"
    visitor = browse(trainer)
    page = visitor.post(path, data={"exam": theory.id, "reason": "Ill", "is_excused": "y"}, expect=422)
    assert "Choose the day" in page.text("[data-refusal]")
    assert page.one("#missed-reason")["value"] == "Ill" and page.has("[name=is_excused][checked]")
    typed = {"exam": theory.id, "on": str(DAY), "is_excused": "y", "reason": "Ill"}
    page = visitor.follow(visitor.post(path, data=typed))
    assert "excused · Ill" in page.text("section[aria-labelledby=exam-theory]")
    assert "3 attempts left" in page.text("section[aria-labelledby=exam-theory]")
    page = visitor.post(path, data=typed, expect=422)
    assert "entered already" in page.text("[data-refusal]")


def test_marks_by_topic_stay_when_the_whole_is_corrected_elsewhere(trainer, trainee, theory, browse):
    attempt = fail(trainee, theory, trainer, parts={"returns": Decimal(40)})
    visitor, path = browse(trainer), f"/training/exam-attempts/{attempt.id}"
    visitor.post(path, data={"deed": "correct", "mark": "72", "said": WHY})
    assert queries.mark_of(attempt.id).parts == {"returns": "40"}
    visitor.post(path, data={"deed": "correct", "mark": "72", "said": WHY, "part-returns": ""})
    assert queries.mark_of(attempt.id).parts == {}


def test_a_manager_decides_another_mark_and_takes_it_back(trainer, trainee, theory, manager, browse):
    attempt = fail(trainee, theory, trainer)
    visitor, path = browse(manager), f"/training/exam-attempts/{attempt.id}"
    visitor.post(f"{path}/override", data={"deed": "override", "mark": "80", "said": WHY})
    assert "decided in place of 60" in visitor.get(f"/training/enrolments/{trainee.id}/exams").text("main")
    visitor.post(f"{path}/override", data={"deed": "lift", "said": WHY})
    assert queries.mark_of(attempt.id).mark == 60
    browse(trainer).post(f"{path}/override", data={"deed": "lift", "said": WHY}, expect=403)


def test_an_appeal_is_decided_by_a_second_marker(trainer, trainee, theory, cohort, browse):
    attempt = fail(trainee, theory, trainer)
    account = an_account(Role.EMPLOYEE)
    account.person = trainee.employment.person
    own = browse(account)
    refused = own.post(f"/training/own/exam-attempts/{attempt.id}/appeal", data={"said": ""}, expect=422)
    assert "Say what should be looked at" in refused.text("[data-refusal]")
    late = own.post(f"/training/own/exam-attempts/{attempt.id}/appeal", data={"said": "Two hold"}, expect=422)
    assert "could be filed until" in late.text("[data-refusal]")
    assert late.one(f"#grounds-{attempt.id}")["value"] == "Two hold"
    with clock.at(noon(DAY + timedelta(days=14))):
        own.post(f"/training/own/exam-attempts/{attempt.id}/appeal", data={"said": "Two answers hold"})
    assert "appeal open" in own.get("/training/own").text("section[aria-labelledby=exam-theory]")
    assert {one.due for one in due_queries.due(trainer)} == {Due.APPEAL, Due.SIGN_OFF}
    path = f"/training/exam-attempts/{attempt.id}"
    first = browse(trainer)
    assert not first.get(path).has("#appeal-mark")
    first.post(f"{path}/appeal-decision", data={"deed": "stands", "said": WHY}, expect=422)
    assert appeals.told(attempt.id).outcome is None
    second = browse(a_trainer(cohort.team))
    typed = {"deed": "changed", "mark": "101", "said": "Both answers hold"}
    page = second.post(f"{path}/appeal-decision", data=typed, expect=422)
    assert (page.one("#appeal-mark")["value"], page.one("#appeal-said")["value"]) == ("101", typed["said"])
    second.post(
        f"{path}/appeal-decision", data={"deed": "changed", "mark": "82", "said": "Both answers hold"}
    )
    assert (queries.mark_of(attempt.id).mark, queries.mark_of(attempt.id).passed) == (82, True)
    told = appeals.told(attempt.id)
    assert (told.outcome.value, told.why) == ("changed", "Both answers hold")
    page = second.post(f"{path}/appeal-decision", data={"deed": "stands", "said": WHY}, expect=422)
    assert "decided already" in page.text("[data-refusal]")


def test_nobody_appeals_for_somebody_else(trainer, trainee, theory, browse):
    attempt = fail(trainee, theory, trainer)
    stranger = browse(an_account(Role.EMPLOYEE))
    stranger.post(f"/training/own/exam-attempts/{attempt.id}/appeal", data={"said": WHY}, expect=404)


def test_an_open_appeal_comes_before_retraining(trainer, trainee, theory, later, browse):
    attempt = fail(trainee, theory, trainer, 3)
    visitor = browse(trainer)
    with clock.at(noon(DAY + timedelta(days=14))):
        visitor.post(f"/training/exam-attempts/{attempt.id}", data={"deed": "appeal", "said": WHY})
    typed = {"cohort": later.id, "modules": ["workflow"], "reason": WHY}
    page = visitor.post(f"/training/enrolments/{trainee.id}/retraining", data=typed, expect=422)
    assert "appeal against a mark is open" in page.text("[data-refusal]")


def test_appeals_end_with_their_time(trainer, trainee, theory):
    attempt = fail(trainee, theory, trainer)
    with (
        clock.at(noon(DAY + timedelta(days=15))),
        pytest.raises(examining.ExamRefused, match="could be filed"),
    ):
        appealing.file(attempt, actor=trainer, grounds=WHY)


def test_somebody_elses_trainee_is_not_there(trainer, trainee, theory, browse):
    attempt = fail(trainee, theory, trainer)
    stranger = browse(an_account(Role.TRAINER, team=a_team("Elsewhere")))
    for path in (
        f"/training/exam-attempts/{attempt.id}",
        f"/training/enrolments/{trainee.id}/retraining",
        f"/training/enrolments/{trainee.id}/exams/{theory.id}/attempts/new",
        f"/training/cohorts/{trainee.placements[0].cohort_id}/gaps",
    ):
        stranger.get(path, expect=404)
    assert stranger.get("/training/exams-due").has(".empty")


def test_the_list_asks_as_much_for_many_as_for_few(trainer, trainee, theory, cohort, browse, counted):
    visitor = browse(trainer)
    fail(trainee, theory, trainer)
    visitor.get("/training/exams-due")
    with counted() as few:
        visitor.get("/training/exams-due")
    with clock.at(noon(MONDAY - timedelta(days=7))):
        others = [a_trainee(cohort, trainer) for _one in range(4)]
    for one in others:
        fail(one, theory, trainer)
    with counted() as many:
        visitor.get("/training/exams-due")
    assert many.count == few.count


def test_only_who_scores_is_led_to_the_sheets_of_an_assessment(trainer, trainee, cohort, browse):
    practical = cohort.programme_version.exams[1]
    assessing.begin(trainee, practical, [trainer], clock.today(), actor=trainer)
    path = f"/training/enrolments/{trainee.id}/exams"
    assert "Being assessed…" in browse(trainer).get(path).text("main")
    assert "Being assessed…" not in browse(an_account(Role.ADMINISTRATOR)).get(path).text("main")


def test_what_was_typed_about_an_attempt_is_kept_when_it_is_refused(
    trainer, trainee, theory, manager, browse
):
    attempt = fail(trainee, theory, trainer, parts={"returns": Decimal(40)})
    visitor, path = browse(trainer), f"/training/exam-attempts/{attempt.id}"
    typed = {"deed": "correct", "mark": "7O", "said": "Counted again", "part-returns": "45"}
    page = visitor.post(path, data=typed, expect=422)
    assert "A mark is a number" in page.text("[data-refusal]")
    kept = [page.one(f"#{field}")["value"] for field in ("mark", "part-returns", "correct-said")]
    assert kept == ["7O", "45", "Counted again"]
    assert page.one("#deed-void-said")["value"] == ""
    page = visitor.post(path, data={"deed": "next try", "since": str(DAY), "said": "Is ill"}, expect=422)
    assert page.one("#since")["value"] == str(DAY)
    assert page.one("#deed-next-try-said")["value"] == "Is ill"
    page = visitor.post(path, data={"deed": "sign off", "said": " "}, expect=422)
    assert "what was worked on" in page.text("[data-refusal]")
    typed = {"deed": "override", "mark": "80", "said": ""}
    page = browse(manager).post(f"{path}/override", data=typed, expect=422)
    assert page.one("#instead-mark")["value"] == "80"
    assert queries.mark_of(attempt.id).number == 1
