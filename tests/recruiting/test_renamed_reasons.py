"""A reason that is renamed: what ended before keeps the name of its time, and so do reports of then."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import closing, offers, reasons, results, rule_runs, stage_rules
from recruiting.models import DispositionReason
from recruiting.queries import cool_downs, talent_pool
from recruiting.queries import screening as screening_queries
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports import drop_off
from recruiting.rules import Condition
from recruiting.states import ConditionKind, ReasonFamily, RuleAct
from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.screening import screened

THEN, NOW, LAST = "Interview not passed", "Another was more convincing", "Not convincing"


def on(day):
    return clock.at(make.FOUNDED_AT + timedelta(days=day))


@pytest.fixture
def reason(recruiter):
    """The reason, renamed on the tenth and on the twentieth day."""
    found = make.a_reason(key="interview")
    for day, name in ((10, NOW), (20, LAST)):
        with on(day):
            reasons.rename(found, make.words(name, "说法" + name), actor=recruiter)
    db.session.commit()
    return found


def rejected(day, opening=None, *, stage="first interview"):
    """Somebody who was turned down for it on that day."""
    with on(day):
        visit = make.an_application(opening, stage=stage)
        closing.reject(visit, make.a_reason(key="interview"), actor=None, tell=False)
    db.session.commit()
    return visit


def head_of(page, visit):
    return page.get(f"/applications/{visit.application_id}")


@pytest.mark.parametrize(("day", "name"), [(5, THEN), (15, NOW), (25, LAST)])
def test_an_application_says_the_name_of_the_day_on_which_it_ended(reason, recruiter, browse, day, name):
    shown = head_of(browse(recruiter), rejected(day))
    assert f"Reason {name}" in shown.text(".page-head")
    assert f"rejected the application: {name}" in shown.text(".record").replace("  ", " ")


def test_the_application_as_of_a_day_says_so_as_well(reason, recruiter, browse):
    visit = rejected(5)
    day = clock.local(make.FOUNDED_AT + timedelta(days=30)).date()
    shown = browse(recruiter).get(f"/applications/{visit.application_id}?as_of={day}")
    assert f"rejected the application: {THEN}" in shown.text(".record")


def test_taking_it_up_again_does_not_give_the_reason_again(reason, recruiter, browse):
    visit = rejected(5)
    with on(6):
        again = closing.reinstate(visit, actor=recruiter, reason="The interviewer took the wrong sheet.")
    db.session.commit()
    record = head_of(browse(recruiter), again).text(".record")
    assert record.count(THEN) == 1


@pytest.mark.parametrize(("day", "name"), [(9, THEN), (19, NOW), (29, LAST)])
def test_drop_off_calls_it_as_it_was_called_on_the_day_of_the_report(reason, recruiter, day, name):
    opening = make.an_opening(actor=recruiter)
    rejected(5, opening)
    at = make.FOUNDED_AT + timedelta(days=day)
    [row] = drop_off.drop_off(recruiter, Cohort(opening.id, at=at))["reason"]
    assert (row.name["en"], row.count("we")) == (name, 1)


def test_drop_off_of_today_counts_all_of_it_under_its_present_name(reason, recruiter):
    opening = make.an_opening(actor=recruiter)
    for day in (5, 15, 25):
        rejected(day, opening)
    [row] = drop_off.drop_off(recruiter, Cohort(opening.id))["reason"]
    assert (row.name["en"], row.count("we")) == (LAST, 3)


def test_who_applies_again_too_soon_reads_the_name_of_then(reason):
    person_id = rejected(15).application.person_id
    wait = cool_downs.waits(person_id, make.FOUNDED_AT + timedelta(days=16))
    assert wait.said["en"] == NOW


def test_silver_medallists_were_turned_down_for_what_was_said_then(reason, recruiter):
    opening = make.an_opening(actor=recruiter)
    rejected(5, opening, stage="second interview")
    [row] = talent_pool.medallists(opening.id)
    assert row.why["en"] == THEN


def test_a_declined_offer_keeps_the_name_of_its_reason(recruiter, browse):
    with on(1):
        visit = walking.sent(recruiter)
        why = make.a_reason(ReasonFamily.DECLINE)
        said = why.name["en"]
        offers.decline(visit, walking.offer_of(visit), why, actor=recruiter, ends=False)
    with on(2):
        reasons.rename(why, make.words("Too little money", "钱太少"), actor=recruiter)
    db.session.commit()
    shown = browse(recruiter).get(f"/applications/{visit.application_id}/offer")
    assert said in shown.text("section[aria-labelledby=versions]")
    record = head_of(browse(recruiter), visit).text(".record")
    assert f"recorded that the offer was declined: {said}" in record


def test_its_page_says_what_it_was_called_before(reason, recruiter, browse):
    shown = browse(recruiter).get(f"/reasons/{reason.id}")
    names = [line.split(" until ")[0] for line in shown.texts("[data-former] li")]
    assert names == [NOW, THEN]
    recruiter.language = "zh_Hans"
    db.session.commit()
    assert "说法" + NOW in browse(recruiter).get(f"/reasons/{reason.id}").text("[data-former]")


def test_saving_the_same_name_again_is_no_new_name(reason, recruiter, browse):
    page = browse(recruiter)
    page.post(f"/reasons/{reason.id}", {"name_en": LAST, "name_zh_Hans": "说法" + LAST})
    assert len(page.get(f"/reasons/{reason.id}").all("[data-former] li")) == 2


def test_a_retired_reason_still_says_its_names(reason, recruiter, browse):
    visit = rejected(5)
    reasons.retire(db.session.get_one(DispositionReason, reason.id), actor=recruiter)
    db.session.commit()
    assert THEN in head_of(browse(recruiter), visit).text(".page-head")


# What was proposed


def test_an_answer_proposes_the_reason_as_it_was_called_when_it_was_given(recruiter, opening, browse):
    with on(1):
        visit = screened(make.an_application(opening), shifts="no")
    [line] = screening_queries.answered(visit.application).score.knock_outs
    then = line.question.reason.name["en"]
    with on(2):
        reasons.rename(line.question.reason, make.words(LAST, "说法" + LAST), actor=recruiter)
    with on(3):
        other = screened(make.an_application(opening), shifts="no")
    db.session.commit()
    page = browse(recruiter)
    for told, name in ((visit, then), (other, LAST)):
        shown = page.get(f"/applications/{told.application_id}/screening").text("main")
        assert f"{name}: " in shown and shown.count("An answer proposes to reject") == 1
    taken = page.get("/review-queue/export.csv").response.get_data(as_text=True)
    assert then in taken and LAST in taken


def a_proposal(opening, admin):
    """Somebody whom a rule proposes to turn down."""
    stage = next(one for one in opening.pipeline_version.stages if one.key == "online test")
    terms = stage_rules.Terms(
        RuleAct.PROPOSE,
        [Condition(ConditionKind.MARK_UNDER, "50")],
        reason_id=make.a_reason(key="interview").id,
    )
    visit = make.an_application(opening, stage="online test")
    results.enter(visit, mark=Decimal(20), comment="", actor=admin)
    rule = stage_rules.make(stage.version.pipeline, stage.key, make.words("Weak", "弱"), terms, actor=admin)
    db.session.flush()
    stage_rules.switch_on(rule, actor=admin)
    rule_runs.run()
    return visit, rule


def test_a_rule_proposed_it_as_it_was_called_then(browse):
    admin = make.an_account(Role.ADMINISTRATOR)
    opening = make.an_opening(actor=admin)
    reason = make.a_reason(key="interview")
    with on(1):
        visit, rule = a_proposal(opening, admin)
    with on(2):
        reasons.rename(reason, make.words(LAST, "说法" + LAST), actor=admin)
    db.session.commit()
    page = browse(admin)
    assert THEN in page.get("/rejections-to-decide").text("tbody")
    taken = page.get("/rejections-to-decide?export=csv").response.get_data(as_text=True)
    assert THEN in taken and LAST not in taken
    shown = page.get(f"/rules/{rule.id}")
    assert f"a person decides: {THEN}" in shown.text("[aria-labelledby=log]")
    assert f"Made: v1, proposes to reject: {THEN}" in shown.text(".record")
    assert f"a person decides: {LAST}" in shown.text("[aria-labelledby=terms]")
    log = page.get(f"/rules/{rule.id}/log/export.csv").response.get_data(as_text=True)
    assert THEN in log and LAST not in log
    assert f"A rule proposes to reject: {THEN}" in head_of(page, visit).text(".record")
