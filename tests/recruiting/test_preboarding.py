"""What is done between a yes and the first day: made on acceptance, ticked, taken back, overdue on home."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import hiring, offers, preboarding, preboarding_steps
from recruiting.models import PreboardingStep
from recruiting.pipeline import MoveRefused
from recruiting.preboarding import PreboardingRefused
from recruiting.preboarding_steps import StepFacts, StepRefused
from recruiting.queries import due
from recruiting.queries import preboarding as queries
from recruiting.states import TaskOwner
from tests import factories as make
from tests.recruiting import walking


def address(visit, act=""):
    return f"/applications/{visit.application_id}/preboarding{act}"


def tasks(visit):
    return queries.tasks_of(visit.application_id)


def test_acceptance_makes_the_list_with_days_counted_from_the_first(recruiter):
    visit = walking.sent(recruiter, in_days=20)
    assert tasks(visit) == []
    offers.accept(visit, walking.offer_of(visit), actor=recruiter)
    first = clock.today() + timedelta(days=20)
    made = {task.step.key: task for task in tasks(visit)}
    assert set(made) == {step.key for step in queries.steps()} and len(made) == 7
    assert made["documents"].due_on == first - timedelta(days=7)
    assert (made["first day"].due_on, made["first day"].step.owner) == (first, TaskOwner.MANAGER)


def test_a_tick_says_who_and_when_and_can_be_taken_back(recruiter):
    visit = walking.accepted(recruiter)
    task, application = tasks(visit)[0], visit.application
    preboarding.tick(task, application, actor=recruiter)
    assert (task.done_by_id, task.done_at is not None) == (recruiter.id, True)
    with pytest.raises(PreboardingRefused, match="ticked before"):
        preboarding.tick(task, application, actor=recruiter)
    preboarding.untick(task, application, actor=recruiter)
    with pytest.raises(PreboardingRefused, match="not ticked"):
        preboarding.untick(task, application, actor=recruiter)
    told = select(Entry.verb).where(Entry.details["task"].as_integer() == task.id)
    verbs = db.session.scalars(told.order_by(Entry.id))
    assert list(verbs) == ["preboarding done", "preboarding undone"]


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.TRAINER, Role.EMPLOYEE])
def test_others_tick_nothing(recruiter, role):
    visit = walking.accepted(recruiter)
    with pytest.raises(MoveRefused):
        preboarding.tick(tasks(visit)[0], visit.application, actor=make.an_account(role))


def test_an_offer_taken_back_takes_its_list_along_and_the_next_makes_another(recruiter):
    visit = walking.accepted(recruiter)
    first = tasks(visit)
    preboarding.tick(first[0], visit.application, actor=recruiter)
    offers.retract(visit, walking.offer_of(visit), actor=recruiter, reason="The seat is gone.")
    assert [task.dropped_at is None for task in first] == [True] + [False] * 6
    with pytest.raises(PreboardingRefused, match="fell through"):
        preboarding.tick(first[1], visit.application, actor=recruiter)
    again = walking.fresh(visit)
    walking.draft(again, recruiter, in_days=30)
    walking.send_and_accept(walking.fresh(visit), recruiter)
    assert [task.is_open for task in tasks(visit)] == [True] * 7


def test_a_no_show_leaves_nothing_to_be_done(recruiter):
    visit = walking.hired(recruiter)
    hiring.record_no_show(visit, actor=recruiter, reason="Could not be reached.")
    assert not any(task.is_open for task in tasks(visit))


def test_each_finds_at_home_what_is_theirs_and_due(recruiter):
    visit = walking.accepted(recruiter, in_days=2)
    mine = {
        role: {row.what["en"] for row in due.due_of(make.an_account(role))}
        for role in (Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR)
    }
    assert "Name the account for the pay" in mine[Role.RECRUITER]
    assert mine[Role.MANAGER] == {"Name a colleague who shows around"}, "the first day is still to come"
    assert mine[Role.ADMINISTRATOR] == {
        "Set up the accounts for the tools",
        "Prepare computer and headset",
    }
    assert due.due_of(make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere"))) == []
    for task in tasks(visit):
        preboarding.tick(task, visit.application, actor=recruiter)
    assert due.due_of(recruiter) == []


def test_page_by_page(browse, recruiter):
    visit = walking.accepted(recruiter, in_days=2)
    me = browse(recruiter)
    home = me.get("/")
    assert "overdue" in home.text("[aria-labelledby=due]")
    page = me.get(home.all("[aria-labelledby=due] a.btn")[0]["href"])
    assert "0 of 7 done" in page.text("main")
    page = me.follow(me.post(page.all("form[action$='/tick']")[0]["action"]))
    assert "1 of 7 done" in page.text("main") and f"Done by {recruiter.name}" in page.text("main")
    again = page.one("form[action$=untick]")["action"]
    me.post(again)
    page = me.post(again, expect=422)
    assert "not ticked" in page.text(".notice-bad") and "0 of 7 done" in page.text("main")
    other = walking.accepted(recruiter)
    me.post(address(other, f"/{tasks(visit)[0].id}/tick"), expect=404)


def test_the_list_over_all_is_filtered_and_taken_away(browse, recruiter):
    visit = walking.accepted(recruiter, in_days=30)
    late = walking.accepted(recruiter, in_days=1)
    preboarding.tick(tasks(visit)[0], visit.application, actor=recruiter)
    me = browse(recruiter)
    assert len(me.get("/preboarding").all("tbody tr")) == 13
    assert len(me.get("/preboarding?which=done").all("tbody tr")) == 1
    overdue = me.get("/preboarding?which=overdue&owner=it").texts("tbody tr")
    assert len(overdue) == 2 and all(late.application.person.name in row for row in overdue)
    sheet = me.get("/preboarding/export/csv?which=overdue&owner=it").response.data.decode("utf-8-sig")
    assert [row["Who does it"] for row in csv.DictReader(io.StringIO(sheet))] == ["IT", "IT"]
    me.get("/preboarding/export/xlsx")
    assert me.get("/preboarding?owner=nobody&which=never&before=x").status == 200
    elsewhere = browse(make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere")))
    assert elsewhere.get("/preboarding").has(".empty")


def test_what_is_done_is_marked_in_the_list_which_stays_as_it_was_filtered(browse, recruiter):
    visit = walking.accepted(recruiter, in_days=30)
    me, path = browse(recruiter), "/preboarding?owner=it&which=all"
    [first, *_rest] = me.get(path).all("tbody form")
    answer = me.post(first["action"])
    assert answer.location == "/preboarding?owner=it&which=all"
    assert "Done by" in me.get(path).text("tbody") and any(task.done_at for task in tasks(visit))
    again = me.follow(me.post(first["action"]))
    assert again.has(".notice-bad, .toast-bad, [role=alert]"), "somebody else was faster"
    [undo] = [one for one in me.get(path).all("tbody form") if "/untick" in one["action"]]
    me.post(undo["action"])
    assert "Done by" not in me.get(path).text("tbody")


def test_pages_ask_as_seldom_for_many_as_for_few(browse, recruiter, counted):
    opening, me = make.an_opening(seats=9), browse(recruiter)
    visit, asked = walking.accepted(recruiter, opening), {}
    for _round in range(2):
        for path in ("/preboarding", address(visit), f"/applications/{visit.application_id}/offer"):
            with counted() as statements:
                me.get(path)
            asked.setdefault(path, []).append(statements.count)
        for _ in range(3):
            walking.accepted(recruiter, opening)
    assert all(few == many for few, many in asked.values()), asked
    assert max(count for counts in asked.values() for count in counts) <= 8


def test_a_changed_list_changes_no_list_that_was_made(browse, recruiter):
    visit, me = walking.accepted(recruiter), browse(recruiter)
    page = me.get("/preboarding/steps")
    me.post(page.all("form[action$=retirement]")[0]["action"])
    typed = {"name_en": "Order a badge", "name_zh": "办理工牌", "owner": "it", "days": "-1"}
    me.post("/preboarding/steps", typed)
    assert len(tasks(visit)) == 7 and "Order a badge" not in {task.step.name["en"] for task in tasks(visit)}
    later = walking.accepted(recruiter)
    assert "Order a badge" in {task.step.name["en"] for task in tasks(later)}
    assert len(tasks(later)) == 7
    page = me.post("/preboarding/steps", {**typed, "days": "-999"}, expect=422)
    assert (
        "Choose a number of days" in page.text(".notice-bad")
        and page.one("#name_en")["value"] == "Order a badge"
    )
    page = me.post("/preboarding/steps", {**typed, "name_zh": ""}, expect=422)
    assert "both languages" in page.text("#name_zh-error")


def test_a_line_is_taken_off_once_and_not_by_a_manager(recruiter):
    make.found()
    step = db.session.scalars(select(PreboardingStep)).first()
    preboarding_steps.retire(step, actor=recruiter)
    with pytest.raises(StepRefused):
        preboarding_steps.retire(step, actor=recruiter)
    facts = StepFacts(make.words("Badge", "工牌"), TaskOwner.IT, -1)
    with pytest.raises(MoveRefused):
        preboarding_steps.add(facts, actor=make.an_account(Role.MANAGER))
