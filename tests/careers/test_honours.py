"""Honours of a month and a quarter: proposed by rule, decided by others, and not changed by a correction."""

import csv
import io
from datetime import date
from decimal import Decimal as D

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from careers import complaints, honouring, posts, reviewing
from careers.honouring import HonourRefused, Occasion, RulePlan
from careers.models import HonourDecision
from careers.posts import Terms
from careers.queries import honours as queries
from careers.rules.honours import Ask, Known, Month, Result, end_of, last_over, period_of, proposed, result
from careers.states import HonourKind, HonourObstacle, HonourState
from careers.words import period
from core.db import db
from core.record import Entry
from people.models import Account
from people.permissions import Role
from people.states import EmploymentKind
from tests.careers.people_at_work import WHY, account_of, an_employee
from tests.careers.test_reviewing import FIGURES, OCTOBER
from tests.factories import a_team, an_account
from tests.statements import count_statements

MONTH, QUARTER = HonourKind.AGENT_OF_MONTH, HonourKind.STAR_OF_QUARTER
THIRD = (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1))
PATH = "/careers/honours"


def reviewed(manager, team, name=None, months=(OCTOBER,), on_duty_since=date(2026, 2, 16), **figures):
    """Somebody with these months closed: with 90.75 points, if nothing else is said."""
    one = an_employee(name, team=team, on_duty_since=on_duty_since)
    for month in months:
        reviewing.enter(one, month, {**FIGURES, **figures}, actor=manager)
        reviewing.close(one, month, actor=manager)
    return one


@pytest.fixture
def best(manager, team):
    return reviewed(manager, team, "叶青禾", satisfaction=D("4.8"))


@pytest.fixture
def second(manager, team):
    return reviewed(manager, team, "Robin Vale")


@pytest.fixture
def occasion(team):
    return Occasion(MONTH, OCTOBER, team.id)


def ranking(reader, kind=MONTH, period=OCTOBER):
    [found] = queries.rankings(reader, kind, period)
    return found


def names(ranked):
    return [one.row.name for one in ranked]


# Rules

ASK = Ask(frozenset({"specialist"}), 15, 3, frozenset({EmploymentKind.SEASONAL}))


def known(**other):
    month = Month(D(90), 31, D("4.5"))
    wanted = {"who": 1, "level": "specialist", "months": (month,), "on_duty_since": date(2026, 1, 1)}
    return Known(**{**wanted, "upheld": 0, **other})


@pytest.mark.parametrize(
    ("other", "obstacle"),
    [
        ({}, None),
        ({"level": "manager"}, HonourObstacle.LEVEL),
        ({"months": ()}, HonourObstacle.NOT_CLOSED),
        ({"months": (Month(D(99), 15, None),)}, None),
        ({"months": (Month(D(99), 14, None),)}, HonourObstacle.TOO_FEW_DAYS),
        ({"on_duty_since": date(2026, 8, 1)}, None),
        ({"on_duty_since": date(2026, 8, 2)}, HonourObstacle.TOO_NEW),
        ({"on_duty_since": None}, HonourObstacle.TOO_NEW),
        ({"upheld": 1}, HonourObstacle.COMPLAINT),
        ({"kind": EmploymentKind.SEASONAL}, HonourObstacle.KIND),
        ({"kind": EmploymentKind.INTERN}, None),
        ({"kind": EmploymentKind.PERMANENT}, None),
    ],
)
def test_who_may_be_honoured(other, obstacle):
    assert result(known(**other), ASK, MONTH, OCTOBER).obstacle is obstacle


def test_every_level_may_be_honoured_where_none_is_named():
    assert result(known(level="manager"), Ask(frozenset(), 0, 0), MONTH, OCTOBER).obstacle is None


def test_a_quarter_is_the_mean_of_three_closed_months():
    months = (Month(D(90), 31, D("4.5")), Month(D(91), 30, None), Month(D("90.5"), 20, D("4.6")))
    found = result(known(months=months), ASK, QUARTER, THIRD[0])
    assert (found.score, found.days, found.satisfaction) == (D("90.50"), 81, D("4.55"))
    assert result(known(months=months[:2]), ASK, QUARTER, THIRD[0]).obstacle is HonourObstacle.NOT_CLOSED


def res(who, score, days=31, satisfaction="4.5", obstacle=None):
    return Result(who, D(score), days, D(satisfaction) if satisfaction else None, obstacle)


@pytest.mark.parametrize(
    ("results", "declined", "who"),
    [
        ([res(1, "90"), res(2, "91", days=15)], (), {2}),
        ([res(1, "90", days=30), res(2, "90")], (), {2}),
        ([res(1, "90", satisfaction="4.6"), res(2, "90")], (), {1}),
        ([res(1, "90"), res(2, "90", satisfaction=None)], (), {1}),
        ([res(1, "90"), res(2, "90"), res(3, "89")], (), {1, 2}),
        ([res(1, "90"), res(2, "89")], (1,), {2}),
        ([res(1, "99", obstacle=HonourObstacle.COMPLAINT), res(2, "89")], (), {2}),
        ([res(1, "99", obstacle=HonourObstacle.LEVEL)], (), set()),
        ([], (), set()),
    ],
)
def test_ties_are_broken_by_days_then_satisfaction_then_shared(results, declined, who):
    assert {one.who for one in proposed(results, declined)} == who


def test_periods_are_calendar_months_and_quarters():
    assert [period_of(QUARTER, date(2026, month, 19)).month for month in (1, 3, 4, 9, 12)] == [1, 1, 4, 7, 10]
    assert end_of(QUARTER, date(2026, 10, 1)) == date(2026, 12, 31)
    assert last_over(QUARTER, date(2027, 1, 1)) == date(2026, 10, 1)
    assert last_over(MONTH, date(2026, 11, 19)) == OCTOBER
    assert (period(QUARTER, THIRD[0]), period(MONTH, OCTOBER)) == ("Q3 2026", "Oct 2026")


# Who is proposed


def test_the_best_of_each_team_is_proposed(manager, team, best, second):
    other_team = a_team("Mall")
    other = reviewed(manager, other_team, "Elsewhere")
    found = queries.rankings(manager, MONTH, OCTOBER)
    assert [names(one.proposed) for one in found] == [["叶青禾"], ["Elsewhere"]]
    assert names(found[0].ranked) == ["叶青禾", "Robin Vale"]
    assert other.id == found[1].ranked[0].result.who


def test_a_complaint_about_that_time_that_was_upheld_stands_in_the_way(manager, team, best, second):
    for day in (date(2026, 9, 30), date(2026, 10, 31)):
        made = complaints.report(best, day, "Cut short.", actor=manager)
        complaints.decide(made, upheld=True, finding=WHY, actor=manager)
        expected = ["叶青禾"] if day.month == 9 else ["Robin Vale"]
        assert names(ranking(manager).proposed) == expected


def test_who_leads_and_who_only_came_for_the_season_are_left_out(manager, team, second):
    lead = an_employee(team=team, level="supervisor", on_duty_since=date(2025, 1, 1))
    season = reviewed(manager, team, on_duty_since=date(2026, 9, 1), satisfaction=D(5))
    found = {one.result.who: one.result.obstacle for one in ranking(manager).ranked}
    assert found == {lead.id: HonourObstacle.LEVEL, season.id: HonourObstacle.TOO_NEW, second.id: None}


def test_the_star_of_the_quarter_needs_all_three_months(manager, team):
    whole = reviewed(manager, team, "Whole", months=THIRD)
    reviewed(manager, team, "Partly", months=THIRD[1:], satisfaction=D(5))
    found = ranking(manager, QUARTER, THIRD[0])
    assert (names(found.proposed), found.unclosed) == (["Whole"], 1)
    assert found.proposed[0].result.days == 92
    assert whole.id == found.proposed[0].result.who


# Deciding


def test_what_the_rule_proposes_is_confirmed_with_its_evidence(manager, team, best, second, occasion):
    made = honouring.confirm(occasion, best.id, actor=manager)
    assert made.evidence == {"score": "93.25", "days": 31, "satisfaction": "4.80"}
    [row] = queries.given_to(best.id)
    assert (row.kind, row.period, row.shared_by) == (MONTH, OCTOBER, 1)
    entry = db.session.get_one(Entry, made.entry_id)
    assert (entry.verb, entry.rule) == ("honour confirmed", "honour rule 1")
    with pytest.raises(HonourRefused, match="honoured already"):
        honouring.confirm(occasion, best.id, actor=manager)


def test_whom_the_rule_does_not_propose_cannot_be_honoured(manager, best, second, occasion, team):
    with pytest.raises(HonourRefused, match="does not propose them"):
        honouring.confirm(occasion, second.id, actor=manager)
    with pytest.raises(HonourRefused, match="not over"):
        honouring.confirm(Occasion(MONTH, date(2026, 11, 1), team.id), best.id, actor=manager)
    with pytest.raises(HonourRefused, match="Nobody of this team"):
        honouring.confirm(occasion, 987654, actor=manager)
    elsewhere = an_account(Role.MANAGER, team=a_team("Elsewhere"))
    with pytest.raises(HonourRefused, match="Nobody of this team"):
        honouring.confirm(occasion, best.id, actor=elsewhere)


def test_who_is_declined_with_a_reason_makes_room_for_the_next(manager, best, second, occasion):
    with pytest.raises(HonourRefused, match="Say why") as refused:
        honouring.decline(occasion, best.id, actor=manager, reason=" ")
    assert refused.value.field == "reason"
    honouring.decline(occasion, best.id, actor=manager, reason="Asked not to be named.")
    assert names(ranking(manager).proposed) == ["Robin Vale"]
    honouring.take_back(occasion, best.id, actor=manager, reason=WHY)
    assert names(ranking(manager).proposed) == ["叶青禾"]
    with pytest.raises(HonourRefused, match="Nothing is decided"):
        honouring.take_back(occasion, best.id, actor=manager, reason=WHY)
    states = db.session.query(HonourDecision.number, HonourDecision.state).order_by(HonourDecision.number)
    assert [tuple(row) for row in states] == [(1, HonourState.DECLINED), (2, HonourState.TAKEN_BACK)]


def test_equals_share_the_honour(manager, team, second, occasion):
    twin = reviewed(manager, team, "Twin")
    for one in (second, twin):
        honouring.confirm(occasion, one.id, actor=manager)
    assert [row.shared_by for row in queries.given_to(twin.id)] == [2]
    honouring.take_back(occasion, twin.id, actor=manager, reason=WHY)
    assert [row.shared_by for row in queries.given_to(second.id)] == [1]
    assert queries.given_to(twin.id) == []


def test_of_three_equals_one_who_is_confirmed_first_makes_nobody_look_corrected(
    manager, team, second, occasion, browse
):
    twin, triplet = reviewed(manager, team, "Twin"), reviewed(manager, team, "Triplet")
    page, shown = f"/careers/honours?period=2026-10&team={team.id}", browse(manager)
    assert shown.get(page).text("tbody").count("proposed by the rule") == 3
    honouring.confirm(occasion, twin.id, actor=manager)
    said = shown.get(page)
    assert "After corrections" not in said.text("main"), "two of three wait, nothing was corrected"
    assert said.text("tbody").count("proposed by the rule") == 2
    for one in (second, triplet):
        honouring.confirm(occasion, one.id, actor=manager)
    assert [row.shared_by for row in queries.given_to(triplet.id)] == [3]


def test_a_later_correction_changes_no_honour_and_is_shown(manager, best, second, occasion):
    honouring.confirm(occasion, best.id, actor=manager)
    assert not ranking(manager).overtaken
    reviewing.correct(best, OCTOBER, {"satisfaction": D(3)}, actor=manager, reason=WHY)
    found = ranking(manager)
    assert (names(found.overtaken), names(found.proposed)) == (["叶青禾"], ["Robin Vale"])
    assert len(queries.given_to(best.id)) == 1


def test_nobody_else_is_honoured_before_whom_the_rule_proposes_no_more_is_taken_back(
    manager, best, second, occasion, browse
):
    honouring.confirm(occasion, best.id, actor=manager)
    reviewing.correct(best, OCTOBER, {"satisfaction": D(3)}, actor=manager, reason=WHY)
    with pytest.raises(HonourRefused, match="Take that back first"):
        honouring.confirm(occasion, second.id, actor=manager)
    page = browse(manager).get("/careers/honours?period=2026-10")
    assert "Confirm" not in page.text("main table") and "Decline" in page.text("main table")
    honouring.take_back(occasion, best.id, actor=manager, reason=WHY)
    honouring.confirm(occasion, second.id, actor=manager)
    assert [row.shared_by for row in queries.given_to(second.id)] == [1]


def test_nobody_decides_where_they_are_among_those_it_is_about(manager, team, best, second, occasion):
    own = account_of(second, Role.MANAGER)
    for deed in (honouring.confirm, lambda *args, **more: honouring.decline(*args, **more, reason=WHY)):
        with pytest.raises(HonourRefused, match="somebody else decides"):
            deed(occasion, best.id, actor=own)


def test_two_who_confirm_at_once_confirm_once(app, manager, best, occasion, at_once):
    who, manager_id = best.id, manager.id
    outcomes = at_once(
        lambda: db.session.get(Account, manager_id),
        *[lambda actor: honouring.confirm(occasion, who, actor=actor)] * 2,
    )
    assert outcomes[0] == "done" and outcomes[1] != "done"
    assert db.session.query(HonourDecision).count() == 1


def test_the_database_changes_no_decision(manager, best, occasion):
    honouring.confirm(occasion, best.id, actor=manager)
    db.session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(update(HonourDecision).values(state="declined"))
    db.session.rollback()


# The rule


def test_a_further_rule_holds_for_what_begins_later(manager, best):
    made = honouring.publish(RulePlan(("supervisor",), 20, 6), actor=manager, reason=WHY)
    assert (made.number, made.since) == (2, date(2026, 12, 1))
    assert queries.rule_for(OCTOBER, queries.rules()).number == 1
    assert queries.rule_for(date(2027, 1, 1), queries.rules()).number == 2
    with pytest.raises(HonourRefused, match="Nothing differs"):
        honouring.publish(RulePlan(("supervisor",), 20, 6), actor=manager)
    with pytest.raises(HonourRefused, match="0 to 28 days"):
        honouring.publish(RulePlan((), 29, 0), actor=manager)


def test_who_is_there_for_a_season_at_the_end_of_a_period_is_reviewed_but_not_ranked(manager, best, second):
    terms = Terms(OCTOBER, kind=EmploymentKind.SEASONAL)
    posts.change(best, terms, WHY, actor=manager)
    assert names(ranking(manager).proposed) == ["Robin Vale"]
    [left_out] = [one for one in ranking(manager).ranked if one.result.who == best.id]
    assert left_out.result.obstacle is HonourObstacle.KIND and left_out.result.score is not None
    posts.change(best, Terms(date(2026, 11, 2), kind=EmploymentKind.PERMANENT), WHY, actor=manager)
    assert names(ranking(manager).proposed) == ["Robin Vale"]


def test_the_rule_says_whom_it_leaves_out_and_former_rules_stay(manager, best, browse):
    visitor, path = browse(manager), "/careers/honours/rules"
    form = visitor.get(path).form("section[aria-labelledby=next] form")
    assert queries.rules()[-1].leaves_out == ["intern", "seasonal"]
    visitor.post(path, {**form, "levels": ["specialist"], "leaves_out": ["seasonal"]})
    assert [one.leaves_out for one in queries.rules()] == [["intern", "seasonal"], ["seasonal"]]
    assert "seasonal" in visitor.get(path).texts("section[aria-labelledby=versions] tbody tr")[0]
    visitor.post(path, {**form, "levels": ["specialist"], "leaves_out": ["pirate"]}, expect=422)
    assert "intern; seasonal" in visitor.get(f"{path}?export=csv").response.get_data(as_text=True)


# Pages


def test_the_manager_confirms_with_one_click_and_the_employee_reads_it(manager, team, best, second, browse):
    visitor = browse(manager)
    page = visitor.get(PATH)
    assert (
        "proposed by the rule" in page.text("main")
        and page.heading == "Outstanding agent of the month, Oct 2026"
    )
    deed = {"employment": best.id, "of_team": team.id}
    refused = visitor.post(PATH, {**deed, "deed": "decline", "reason": ""}, expect=422)
    assert "Say why" in refused.text("main")
    page = visitor.follow(visitor.post(PATH, {**deed, "deed": "confirm"}))
    assert "Confirmed." in page.text("main") and "叶青禾" in page.text("section[aria-labelledby=given]")
    own = browse(account_of(best)).get("/careers/own")
    assert "Outstanding agent of the month Oct 2026" in own.text("section[aria-labelledby=honours]")
    visitor.post(PATH, {**deed, "deed": "confirm"}, expect=422)
    page = visitor.follow(visitor.post(PATH, {**deed, "deed": "take back", "reason": "Meant another one."}))
    assert "Taken back." in page.text("main")
    visitor.post(PATH, {"deed": "confirm", "employment": "x", "of_team": "1"}, expect=422)


def test_rankings_and_honours_are_taken_away(manager, best, second, occasion, browse):
    honouring.confirm(occasion, best.id, actor=manager)

    def taken(more):
        answer = browse(manager).get(f"{PATH}?export=csv{more}").response.get_data().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(answer)))[1:]

    assert [(row[1], row[2], row[7]) for row in taken("")] == [
        ("1", "叶青禾", "honoured"),
        ("2", "Robin Vale", ""),
    ]
    assert [row[1:4] for row in taken("&list=given")] == [["Oct 2026", "Global marketplace", "叶青禾"]]


def test_the_rule_is_published_on_its_page_by_who_may_for_everybody(manager, best, team, browse):
    path, form = f"{PATH}/rules", {"levels": ["specialist"], "least_days": "20", "least_months": "6"}
    browse(an_account(Role.MANAGER, team=team)).post(path, form, expect=422)
    visitor = browse(manager)
    visitor.post(path, {**form, "least_days": "29"}, expect=422)
    page = visitor.follow(visitor.post(path, form))
    assert "v2" in page.text("section[aria-labelledby=versions]")


def test_honours_of_another_team_are_out_of_reach(manager, best, occasion, browse):
    honouring.confirm(occasion, best.id, actor=manager)
    elsewhere = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    assert "叶青禾" not in elsewhere.get(PATH).text("main")
    browse(account_of(best)).get(PATH, expect=403)


def test_the_page_asks_as_much_for_many_as_for_few(manager, team, best, occasion, browse):
    visitor = browse(manager)
    honouring.confirm(occasion, best.id, actor=manager)
    visitor.get(PATH)
    with count_statements(db.engine) as few:
        visitor.get(PATH)
    other = a_team("Mall")
    for _one in range(3):
        reviewed(manager, team), reviewed(manager, other)
    with count_statements(db.engine) as many:
        visitor.get(PATH)
    assert many.count == few.count
