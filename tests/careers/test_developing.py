"""Goals are proposed by either side, agreed by both, looked at again; proposals come from the path."""

from dataclasses import replace
from datetime import timedelta

import pytest

from careers import developing
from careers.developing import GoalPlan, GoalRefused
from careers.goal_words import proposals
from careers.models import DevelopmentGoal
from careers.queries import goals as queries
from careers.queries import standings
from careers.states import GoalSource, GoalState, LookOutcome, Side
from careers.states import RequirementKind as Kind
from core import clock
from core.db import db
from people.permissions import Role
from tests.careers.people_at_work import TODAY, account_of, an_employee, noon
from tests.factories import a_team, an_account
from tests.statements import count_statements

PLAN = GoalPlan(
    GoalSource.GAP,
    "Answer first within 35 seconds",
    "Open with a phrase; look at three chats a week together.",
    "The reviews of December and January.",
    TODAY + timedelta(days=60),
)


@pytest.fixture
def own(employee):
    return account_of(employee)


@pytest.fixture
def goal(employee, own):
    return developing.propose(employee, PLAN, actor=own)


def test_a_goal_is_agreed_when_both_sides_said_yes(goal, own, manager):
    assert goal.awaits(Side.LEAD) and not goal.awaits(Side.EMPLOYEE)
    with pytest.raises(GoalRefused, match="Your side has agreed"):
        developing.agree(goal, revision=goal.revision, actor=own)
    with pytest.raises(GoalRefused, match="Both sides agree"):
        developing.look(goal, LookOutcome.ON_TRACK, "Fine.", revision=None, actor=manager)
    developing.agree(goal, revision=goal.revision, actor=manager)
    assert goal.state is GoalState.AGREED
    assert [one.side for one in goal.wording.agreements] == [Side.EMPLOYEE, Side.LEAD]


def test_a_changed_goal_is_agreed_anew_and_what_it_said_stays(goal, own, manager):
    developing.agree(goal, revision=goal.revision, actor=manager)
    with pytest.raises(GoalRefused, match="It stands so already"):
        developing.reword(goal, PLAN, revision=goal.revision, actor=own)
    later = replace(PLAN, due_on=PLAN.due_on + timedelta(days=30))
    developing.reword(goal, later, revision=goal.revision, actor=manager)
    assert (goal.state, goal.awaits(Side.EMPLOYEE)) == (GoalState.PROPOSED, True)
    assert [one.due_on for one in goal.wordings] == [PLAN.due_on, later.due_on]
    developing.agree(goal, revision=goal.revision, actor=own)
    assert (goal.state, goal.due_on) == (GoalState.AGREED, later.due_on)


def test_nobody_agrees_to_another_wording_than_was_seen(goal, own, manager):
    seen = goal.revision
    developing.reword(goal, replace(PLAN, what="Answer within 20 seconds"), revision=seen, actor=own)
    with pytest.raises(GoalRefused, match="changed the goal meanwhile"):
        developing.agree(goal, revision=seen, actor=manager)
    assert goal.state is GoalState.PROPOSED


def test_a_goal_is_looked_at_until_the_lead_says_it_is_reached(goal, own, manager):
    developing.agree(goal, revision=goal.revision, actor=manager)
    developing.look(goal, LookOutcome.BEHIND, "41 seconds so far.", revision=None, actor=own)
    with pytest.raises(GoalRefused, match="Whoever leads you"):
        developing.look(goal, LookOutcome.REACHED, "Done.", revision=None, actor=own)
    with pytest.raises(GoalRefused, match="Say what was seen"):
        developing.look(goal, LookOutcome.REACHED, " ", revision=None, actor=manager)
    developing.look(goal, LookOutcome.REACHED, "34 in December.", revision=None, actor=manager)
    assert goal.state is GoalState.REACHED and len(goal.looks) == 2
    with pytest.raises(GoalRefused, match="has ended"):
        developing.look(goal, LookOutcome.DROPPED, "Again.", revision=None, actor=manager)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": " "}, "what"),
        ({"action": ""}, "action"),
        ({"evidence": "x" * 1001}, "evidence"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": TODAY + timedelta(days=3000)}, "due_on"),
    ],
)
def test_a_goal_that_does_not_say_all_is_refused_at_its_field(employee, own, wrong, field):
    with pytest.raises(GoalRefused) as refusal:
        developing.propose(employee, replace(PLAN, **wrong), actor=own)
    assert refusal.value.field == field
    assert db.session.query(DevelopmentGoal).count() == 0


def test_not_more_than_twenty_goals_are_open(employee, own):
    for number in range(developing.MOST_OPEN):
        developing.propose(employee, replace(PLAN, what=f"Goal {number}"), actor=own)
    with pytest.raises(GoalRefused, match="At most 20 goals"):
        developing.propose(employee, PLAN, actor=own)


def test_two_agree_at_once_and_one_does(goal, manager, at_once):
    goal_id, manager_id, seen = goal.id, manager.id, goal.revision

    def look():
        return db.session.get(DevelopmentGoal, goal_id), db.session.get(type(manager), manager_id)

    def act(both):
        developing.agree(both[0], revision=seen, actor=both[1])

    outcomes = at_once(look, act, act)
    assert outcomes.count("done") == 1


def test_proposals_are_what_is_missing_and_not_a_goal_yet(employee, own):
    def found():
        [one] = standings.standings([standings.row_of(employee.id)])
        return proposals(one, {}, queries.taken(queries.of_person(employee.id)), TODAY)

    kinds = [one.asked.kind for one in found()]
    assert Kind.REVIEW_AVERAGE in kinds and Kind.COMPETENCIES in kinds and Kind.TIME_IN_LEVEL not in kinds
    assert all(one.due_on > TODAY and one.action and one.evidence for one in found())
    average = next(one for one in found() if one.asked.kind is Kind.REVIEW_AVERAGE)
    drawn = replace(PLAN, kind=average.asked.kind, key=average.asked.key)
    goal = developing.propose(employee, drawn, actor=own)
    assert Kind.REVIEW_AVERAGE not in [one.asked.kind for one in found()]
    developing.look(goal, LookOutcome.DROPPED, "Not now.", revision=None, actor=own)
    assert Kind.REVIEW_AVERAGE in [one.asked.kind for one in found()]


# Pages


def test_an_employee_makes_a_proposal_a_goal_and_the_manager_agrees(employee, own, manager, browse):
    mine = browse(own)
    page = mine.get("/careers/own/plan")
    [first] = [link["href"] for link in page.all("section[aria-labelledby=proposals] a")][:1]
    form = mine.get(first.partition("#")[0]).form("section[aria-labelledby=new] form")
    assert form["what"] and form["requirement"].startswith("review average")
    bad = mine.post("/careers/own/plan", {**form, "source": "gap", "action": ""}, expect=422)
    assert "Say what is done for it." in bad.text("main")
    assert bad.one("textarea[name=what]").get_text(strip=True) == form["what"].strip()
    mine.post("/careers/own/plan", {**form, "source": "gap"})
    goal = db.session.query(DevelopmentGoal).one()
    assert goal.wording.kind is Kind.REVIEW_AVERAGE
    assert "awaits the other side" in mine.get("/careers/own/plan").text("main")
    lead = browse(manager)
    page = lead.get(f"/careers/people/{employee.id}/plan")
    assert "awaits your yes" in page.text("section[aria-labelledby=goals]")
    lead.post(f"/careers/goals/{goal.id}/agreements", {"revision": goal.revision})
    assert "agreed" in mine.get("/careers/own").text("section[aria-labelledby=plan]")
    page = lead.get(f"/careers/goals/{goal.id}")
    form = page.form("section[aria-labelledby=look] form")
    bad = lead.post(f"/careers/goals/{goal.id}", {**form, "outcome": "on track"}, expect=422)
    assert "Say what was seen" in bad.text("main")
    lead.post(f"/careers/goals/{goal.id}", {**form, "outcome": "on track", "note": "Half way."})
    assert "Half way." in mine.get(f"/careers/goals/{goal.id}").text("section[aria-labelledby=looks]")


def test_whoever_is_employed_has_an_own_path_and_plan_by_whatever_role(browse):
    boss = an_employee("邵知远", level="manager")
    visitor = browse(account_of(boss, Role.MANAGER))
    page = visitor.get("/careers/plans")
    [link] = [one["href"] for one in page.all("main a, .page-head a") if one.get_text() == "My own plan"]
    form = visitor.get(link).form("section[aria-labelledby=new] form")
    said = {"what": PLAN.what, "action": PLAN.action, "evidence": PLAN.evidence, "source": "wish"}
    visitor.post(link, {**form, **said})
    goal = db.session.query(DevelopmentGoal).one()
    assert goal.awaits(Side.LEAD) and not goal.awaits(Side.EMPLOYEE)
    for path in ("/careers/own", "/careers/own/reviews", "/careers/own/cases/new"):
        assert "邵知远" in visitor.get(path).text("body")
    assert visitor.get(f"/careers/goals/{goal.id}").has(f"a[href='{link}']")


def test_a_goal_is_reworded_on_its_page(goal, own, manager, browse):
    mine, here = browse(own), f"/careers/goals/{goal.id}"
    form = mine.get(f"{here}/wording").form()
    mine.post(f"{here}/wording", {**form, "source": "wish", "what": "Answer within 20 seconds"})
    page = mine.get(here)
    assert page.heading == "Answer within 20 seconds"
    assert "Answer first within 35 seconds" in page.text("section[aria-labelledby=before]")
    stale = mine.post(f"{here}/wording", {**form, "source": "wish", "what": "Once more"}, expect=422)
    assert "changed the goal meanwhile" in stale.text("main")


def test_plans_are_listed_for_who_leads_and_nobody_else(goal, employee, own, manager, browse):
    developing.agree(goal, revision=goal.revision, actor=manager)
    lead = browse(manager)
    assert "叶青禾" in lead.get("/careers/plans?state=agreed").text("tbody")
    assert "There is no goal here." in lead.get("/careers/plans?state=overdue").text("main")
    with clock.at(noon(PLAN.due_on + timedelta(days=1))):
        assert "叶青禾" in lead.get("/careers/plans?state=overdue").text("tbody")
    assert "Answer first" in lead.get("/careers/plans?export=csv").response.get_data(as_text=True)
    stranger = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    assert "叶青禾" not in stranger.get("/careers/plans").html
    for path in (f"/careers/goals/{goal.id}", f"/careers/people/{employee.id}/plan"):
        stranger.get(path, expect=404)
    browse(an_account(Role.EMPLOYEE)).get(f"/careers/goals/{goal.id}", expect=404)
    stranger.post(f"/careers/goals/{goal.id}/agreements", expect=404)


def test_the_list_asks_as_much_for_many_as_for_few(goal, employee, own, manager, browse):
    lead = browse(manager)
    lead.get("/careers/plans")
    with count_statements(db.engine) as few:
        lead.get("/careers/plans")
    for number in range(6):
        developing.propose(employee, replace(PLAN, what=f"Goal {number}"), actor=own)
    with count_statements(db.engine) as many:
        lead.get("/careers/plans")
    assert many.count == few.count
