"""Rules that look at what candidates answered to the screening questions."""

from decimal import Decimal

import pytest

from core import clock
from people.permissions import Role
from recruiting import blind_review, pipeline, rule_runs, screening, stage_rules
from recruiting.queries import rule_screening, standing
from recruiting.rules import Condition
from recruiting.stage_rules import RuleRefused, Terms
from recruiting.states import ConditionKind as K
from recruiting.states import ReasonFamily, RuleAct
from tests import factories as make
from tests.recruiting.screening import GOOD_MARK, a_question, given, publish, screened


@pytest.fixture
def admin(app):
    return make.an_account(Role.ADMINISTRATOR, name="Ines Carvalho")


@pytest.fixture
def opening(admin):
    return make.an_opening()


def a_rule(opening, admin, *conditions, act=RuleAct.ADVANCE, stage="screening"):
    reason = make.a_reason(ReasonFamily.REJECTION).id if act is RuleAct.PROPOSE else None
    terms = Terms(act, [Condition(*one) for one in conditions], reason_id=reason)
    name = make.words("By the answers", "按回答")
    return stage_rules.make(opening.pipeline_version.pipeline, stage, name, terms, actor=admin)


def where(visit):
    return standing.latest_visit(visit.application_id).stage.key


def test_who_reaches_the_score_advances_by_itself(opening, admin):
    good, poor = screened(make.an_application(opening)), make.an_application(opening)
    screened(poor, service_experience=0, typing_speed=10)
    rule = a_rule(opening, admin, (K.SCREENED_FROM, str(GOOD_MARK)))
    assert [one.id for one in rule_runs.would_act(rule.newest)] == [good.id]
    stage_rules.switch_on(rule, actor=admin)
    assert rule_runs.run() == 1
    assert (where(good), where(poor)) == ("online test", "screening")


def test_a_score_that_is_not_final_counts_for_nothing(opening, admin):
    visit = make.an_application(opening)
    screening.answer(visit, given(visit, shifts="yes"), actor=None)
    for kind, mark in ((K.SCREENED_FROM, "0"), (K.SCREENED_UNDER, "100")):
        assert rule_runs.would_act(a_rule(opening, admin, (kind, mark)).newest) == []


def test_of_each_question_one_of_the_answers_is_enough(opening, admin):
    them = [
        screened(make.an_application(opening), shifts=shifts, education=education)
        for shifts, education in (("yes", "bachelor"), ("yes", "master or above"), ("no", "master or above"))
    ]
    rule = a_rule(opening, admin, (K.ANSWERS, "shifts=yes,education=master or above,education=bachelor"))
    assert {one.id for one in rule_runs.would_act(rule.newest)} == {them[0].id, them[1].id}


def test_answers_still_count_in_a_later_stage(opening, admin):
    visit = screened(make.an_application(opening))
    to = pipeline.stages_of(visit)[2]
    there = pipeline.move(visit, to, actor=admin, reason=make.WHY, override=True)
    rule = a_rule(opening, admin, (K.ANSWERS, "shifts=yes"), act=RuleAct.PROPOSE, stage=to.key)
    assert [one.id for one in rule_runs.would_act(rule.newest)] == [there.id]


def test_many_who_do_not_fit_hide_nobody_who_does(opening, admin, monkeypatch):
    monkeypatch.setattr(rule_runs, "AT_ONCE", 1)
    screened(make.an_application(opening), shifts="no")
    fits = screened(make.an_application(opening))
    stage_rules.switch_on(a_rule(opening, admin, (K.ANSWERS, "shifts=yes")), actor=admin)
    assert rule_runs.run() == 1
    assert where(fits) == "online test"


def test_the_past_is_tried_on_the_answers_of_the_time(opening, admin):
    began = clock.now()
    visit = screened(make.an_application(opening))
    answered_at = clock.now()
    screening.answer(visit, given(visit, shifts="no"), actor=None)
    rule = a_rule(opening, admin, (K.ANSWERS, "shifts=yes"))
    assert rule_runs.would_act(rule.newest) == []
    [found] = rule_runs.would_have_acted(rule.newest, began, reader=admin)
    assert began <= found.at <= answered_at


def test_a_question_that_two_sets_ask_is_offered_once(opening, admin):
    publish(opening, a_question(), a_question("Do you own a headset?", "您有耳机吗？"))
    keys = [one.key for one in rule_screening.choices()]
    assert len(set(keys)) == len(keys)
    assert {"do you own a headset=yes", "do you own a headset=no"} <= set(keys)


@pytest.mark.parametrize(
    ("conditions", "says", "field"),
    [
        ([(K.SCREENED_FROM, "101")], "between 0 and 100", "screened_from"),
        ([(K.SCREENED_UNDER, "x")], "between 0 and 100", "screened_under"),
        ([(K.SCREENED_FROM, "50"), (K.SCREENED_UNDER, "60")], "contradict", "passed"),
        ([(K.ANSWERS, "shifts=maybe")], "Choose one of the list", "answers"),
    ],
)
def test_what_makes_no_sense_is_refused(opening, admin, conditions, says, field):
    with pytest.raises(RuleRefused, match=says) as refused:
        a_rule(opening, admin, *conditions)
    assert refused.value.field == field


def test_the_form_offers_answers_and_says_the_rule_in_words(browse, opening, admin):
    page = browse(admin)
    address = f"/pipelines/{opening.pipeline_version.pipeline_id}/rules/new"
    sent = page.get(address).form("main form.stack") | {
        "stage": "screening", "name_en": "Night people", "name_zh_Hans": "夜班人员", "screened_from": "70",
        "answers": "shifts=yes",
    }  # fmt: skip
    refused = page.post(address, {**sent, "screened_from": "700"}, expect=422)
    assert "A screening score is between 0 and 100." in refused.text()
    assert refused.has("input[name=answers][value='shifts=yes'][checked]")
    trial = page.follow(page.post(address, sent))
    assert "the screening score is 70 or more" in trial.text()
    assert "is answered with Yes" in trial.text()
    edit = page.get("/rules/1/edit")
    assert edit.one("[name=screened_from]")["value"] == "70"
    assert edit.has("input[name=answers][value='shifts=yes'][checked]")
    admin.language = "zh_Hans"
    chinese = browse(admin)
    assert "筛选得分不低于 70" in chinese.get("/rules").text()


def test_a_dry_run_names_nobody_who_is_reviewed_blind(browse, opening, admin):
    blind_review.turn(opening, True, actor=admin)
    screened(make.an_application(opening, make.a_person("Hidden Name")))
    rule = a_rule(opening, admin, (K.ANSWERS, "shifts=yes"), act=RuleAct.PROPOSE)
    page = browse(admin)
    dry, csv = f"/rules/{rule.id}/dry-run", f"/rules/{rule.id}/dry-run/export.csv"
    assert "Candidate " in page.get(dry).text() and "Hidden" not in page.get(dry).html
    assert "Hidden" not in page.get(csv).response.get_data(as_text=True)
    stage_rules.switch_on(rule, actor=admin)
    rule_runs.run()
    for address in (f"/rules/{rule.id}", "/rejections-to-decide"):
        assert "Candidate " in page.get(address).text() and "Hidden" not in page.get(address).html
    for address in (f"/rules/{rule.id}/log/export.csv", "/rejections-to-decide?export=csv"):
        assert "Hidden" not in page.get(address).response.get_data(as_text=True)


def test_the_mark_of_good_answers_is_the_one_that_rules_see(opening):
    visit = screened(make.an_application(opening))
    [says] = rule_screening.screened([visit.application_id]).values()
    assert says.score == GOOD_MARK == Decimal("79.5")
    assert "typing speed=" in " ".join(says.answers)
