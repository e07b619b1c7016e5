"""Everybody, the top included, serves customers two days in two years: planned, recorded, who is due."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from careers import desk_duty
from careers.models import DeskDay
from careers.queries import desk as queries
from careers.rules.desk import Held, Owed, Rule, periods, spread, standing
from careers.states import DeskNeed, DeskState
from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from people.states import Level
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee, noon
from tests.factories import a_team, an_account
from tests.statements import count_statements

RULE = Rule(date(2000, 1, 1), 2, 24)
DAY = timedelta(days=1)


@pytest.fixture
def planner(app):
    return an_account(Role.MANAGER)


@pytest.fixture
def boss(app):
    """A manager whose first two years end within three months."""
    return an_employee("邵知远", on_duty_since=date(2025, 1, 15), level=Level.MANAGER)


def at(employment):
    return queries.standings([employment.id])[employment.id]


def test_a_period_that_has_begun_ends_by_the_rule_by_which_it_began():
    later = Rule(date(2026, 1, 1), 4, 12)
    found = periods(date(2023, 3, 10), [RULE, later], date(2027, 12, 1))
    assert [(one.begin, one.end, one.rule.days) for one in found] == [
        (date(2023, 3, 10), date(2025, 3, 10), 2),
        (date(2025, 3, 10), date(2027, 3, 10), 2),
        (date(2027, 3, 10), date(2028, 3, 10), 4),
    ]


@pytest.mark.parametrize(
    ("served", "planned", "today", "need"),
    [
        ([], [], date(2025, 6, 1), DeskNeed.OPEN),
        ([], [], date(2026, 12, 10), DeskNeed.DUE),
        ([date(2025, 6, 1)], [date(2026, 12, 20)], date(2026, 12, 10), DeskNeed.PLANNED),
        ([date(2025, 6, 1), date(2025, 6, 2)], [], date(2026, 12, 10), DeskNeed.DONE),
        ([date(2025, 6, 1)], [], date(2027, 4, 1), DeskNeed.DUE),
    ],
)
def test_who_is_due_follows_from_the_days(served, planned, today, need):
    found = periods(date(2025, 3, 10), [RULE], today)
    assert standing(found, served, planned, [], today).need is need


SERVES = Rule(date(2000, 1, 1), 2, 24, frozenset({"specialist"}))
BEGAN = date(2025, 3, 10)


def test_days_as_daily_work_count_and_no_day_to_come_does():
    found = periods(BEGAN, [SERVES], date(2026, 3, 10))
    two = [Held("specialist", date(2025, 4, 1), date(2025, 4, 3))]
    before = standing(found, [], [], two, date(2026, 3, 10))
    assert (before.need, before.by_work) == (DeskNeed.DONE, 2)
    ahead = standing(found, [], [], [Held("specialist", date(2026, 3, 10), date.max)], date(2026, 3, 10))
    assert (ahead.by_work, ahead.need) == (1, DeskNeed.DAILY)


def test_who_serves_daily_does_so_only_while_the_level_is_held():
    found = periods(BEGAN, [SERVES], date(2026, 3, 10))
    rose = [Held("specialist", BEGAN, BEGAN + DAY), Held("manager", BEGAN + DAY, date.max)]
    now = standing(found, [], [], rose, date(2026, 3, 10))
    assert (now.need, now.served, now.missing) == (DeskNeed.OPEN, 1, 1)


def test_no_day_counts_twice():
    found = periods(BEGAN, [SERVES], date(2026, 3, 10))
    one = Held("specialist", BEGAN, BEGAN + DAY)
    now = standing(found, [BEGAN, BEGAN], [BEGAN], [one, one], date(2026, 3, 10))
    assert (now.served, now.planned, now.missing) == (1, 0, 1)


def test_each_period_is_judged_by_the_rule_by_which_it_began():
    later = Rule(date(2026, 1, 1), 2, 24, frozenset({"specialist", "supervisor"}))
    today = date(2027, 3, 12)
    found = periods(BEGAN, [SERVES, later], today)
    at_desk = standing(found, [], [], [Held("supervisor", BEGAN, date.max)], today)
    assert (at_desk.short_before, at_desk.by_work, at_desk.need) == (2, 3, DeskNeed.DAILY)
    stricter = Rule(date(2026, 1, 1), 2, 24)
    found = periods(BEGAN, [SERVES, stricter], today)
    assert standing(found, [], [], [Held("specialist", BEGAN, date.max)], today).short_before == 0


def test_days_are_spread_so_that_few_serve_on_one_day():
    days = [date(2026, 12, 1) + DAY * n for n in range(3)]
    asked = [
        Owed(1, 2, date(2027, 1, 1), days),
        Owed(2, 2, date(2027, 1, 1), days),
        Owed(3, 1, days[1], days),
    ]
    found, left = spread(asked, {days[0]: 1}, {(1, days[1])}, 2)
    assert found == [(1, days[0]), (1, days[2]), (2, days[1]), (2, days[2])]
    assert left == [3]


def test_a_specialist_serves_customers_daily_and_a_manager_is_due(boss, planner):
    specialist = an_employee("叶青禾")
    assert (at(specialist).need, at(boss).need) == (DeskNeed.DAILY, DeskNeed.DUE)
    assert (at(boss).missing, at(boss).period.last_day) == (2, date(2026, 12, 17))


def test_days_are_planned_recorded_by_somebody_else_and_never_twice(boss, planner):
    first = desk_duty.plan(boss, TODAY, actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="have this day already"):
        desk_duty.plan(boss, TODAY, actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="between today"):
        desk_duty.plan(boss, TODAY - DAY, actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="Somebody else records"):
        desk_duty.settle(first, served=True, actor=account_of(boss, Role.MANAGER))
    later = desk_duty.plan(boss, TODAY + DAY, actor=planner)
    assert at(boss).need is DeskNeed.PLANNED
    with pytest.raises(desk_duty.DeskRefused, match="has not come yet"):
        desk_duty.settle(later, served=True, actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="Say why"):
        desk_duty.settle(first, served=False, actor=planner)
    desk_duty.settle(first, served=True, actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="settled already"):
        desk_duty.settle(first, served=True, actor=planner)
    desk_duty.enter(boss, TODAY - 9 * DAY, actor=planner, note="Stood in.")
    assert (at(boss).need, at(boss).served) == (DeskNeed.DONE, 2)
    with pytest.raises(desk_duty.DeskRefused, match=r"^They have this day already"):
        desk_duty.enter(boss, TODAY, actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="between their first day"):
        desk_duty.enter(boss, TODAY + 9 * DAY, actor=planner)


def test_what_was_recorded_wrong_is_taken_back_and_the_record_keeps_both(boss, planner):
    made = desk_duty.plan(boss, TODAY, actor=planner)
    desk_duty.settle(made, served=True, actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="Say why"):
        desk_duty.reopen(made, " ", actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="Somebody else takes back"):
        desk_duty.reopen(made, WHY, actor=account_of(boss, Role.MANAGER))
    desk_duty.reopen(made, "It was another day.", actor=planner)
    desk_duty.settle(made, served=False, actor=planner, note="Was ill.")
    verbs = [
        one.verb for one in db.session.query(Entry).filter_by(subject_kind="desk_day").order_by(Entry.id)
    ]
    assert verbs == ["desk day planned", "desk day served", "desk day reopened", "desk day missed"]
    again = desk_duty.plan(boss, TODAY + DAY, actor=planner)
    desk_duty.cancel(again, WHY, actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="Nothing is recorded"):
        desk_duty.reopen(again, WHY, actor=planner)
    desk_duty.plan(boss, TODAY + DAY, actor=planner)
    assert at(boss).planned == 1


def test_a_day_is_cancelled_by_somebody_else_and_before_it_has_passed(boss, planner):
    made = desk_duty.plan(boss, TODAY, actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="Somebody else cancels"):
        desk_duty.cancel(made, WHY, actor=account_of(boss, Role.MANAGER))
    with clock.at(noon(TODAY + DAY)), pytest.raises(desk_duty.DeskRefused, match="has passed"):
        desk_duty.cancel(made, WHY, actor=planner)
    assert made.state is DeskState.PLANNED
    desk_duty.cancel(made, WHY, actor=planner)
    assert made.state is DeskState.CANCELLED


def test_the_database_holds_one_standing_day(boss):
    for _one in range(2):
        db.session.add(DeskDay(employment_id=boss.id, on=TODAY, planned_at=clock.now()))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_days_are_planned_for_many_on_working_days_before_the_period_ends(boss, planner):
    other = an_employee("Lou Meridian", on_duty_since=date(2025, 1, 20), level=Level.SUPERVISOR)
    specialist = an_employee("叶青禾")
    friday = date(2026, 11, 20)
    made = desk_duty.plan_for([boss, other, specialist], friday, 1, actor=planner)
    assert [(one.employment_id, one.on) for one in made] == [
        (boss.id, friday), (boss.id, date(2026, 11, 23)),
        (other.id, date(2026, 11, 24)), (other.id, date(2026, 11, 25)),
    ]  # fmt: skip
    with pytest.raises(desk_duty.DeskRefused, match="Nobody of them owes"):
        desk_duty.plan_for([boss, specialist], friday, 1, actor=planner)
    late = an_employee("Ravi Menon", on_duty_since=date(2025, 1, 15), level=Level.MANAGER)
    with pytest.raises(desk_duty.DeskRefused, match="do not fit before their period ends: Ravi Menon"):
        desk_duty.plan_for([late], date(2026, 12, 17), 1, actor=planner)
    assert at(late).planned == 0


def test_two_plan_at_once_and_the_day_is_planned_once(boss, planner, at_once):
    boss_id, planner_id = boss.id, planner.id

    def look():
        return db.session.get(type(boss), boss_id), db.session.get(type(planner), planner_id)

    def act(both):
        with clock.at(noon()):
            desk_duty.plan(both[0], TODAY, actor=both[1])

    outcomes = at_once(look, act, act)
    assert sorted(outcomes)[0] != sorted(outcomes)[1] and "done" in outcomes


def test_a_rule_is_published_as_a_further_version(boss, planner):
    with pytest.raises(desk_duty.DeskRefused, match="Nothing differs"):
        desk_duty.publish(desk_duty.RulePlan(2, 24, ("specialist",)), actor=planner)
    desk_duty.publish(desk_duty.RulePlan(3, 12, ("specialist",)), actor=planner)
    assert at(boss).period.rule.days == 2, "the period that has begun ends by its own rule"
    assert [one.days for one in queries.rules()] == [2, 3]


def test_a_rule_holds_from_the_day_after_it_was_published(planner):
    begun = an_employee("Jonas Weller", on_duty_since=TODAY + 28 * DAY, level=Level.MANAGER)
    assert begun.started_on == TODAY
    desk_duty.publish(desk_duty.RulePlan(3, 12, ()), actor=planner)
    assert (at(begun).period.rule.days, queries.rule_today().days) == (2, 2), "they began earlier that day"
    with clock.at(noon(TODAY + DAY)):
        assert (at(begun).period.rule.days, queries.rule_today().days) == (2, 3)


# Pages


def test_the_list_says_who_is_due_and_plans_for_them(boss, planner, browse):
    an_employee("叶青禾")
    visitor, here = browse(planner), "/careers/desk-duty"
    rows = visitor.get(here).texts("tbody tr")
    assert "邵知远" in rows[0] and "due" in rows[0] and "serves customers daily" in rows[1]
    assert "叶青禾" not in visitor.get(f"{here}?need=due").text("tbody")
    bad = visitor.post(here, {"first": "soon", "most": "2", "chosen": [boss.id]}, expect=422)
    assert "This is not a day" in bad.text("main") and bad.has("[data-tick][checked]")
    assert "Tick for whom" in visitor.post(here, {"first": "2026-11-20", "most": "2"}, expect=422).text(
        "main"
    )
    page = visitor.follow(visitor.post(here, {"first": "2026-11-20", "most": "2", "chosen": [boss.id]}))
    assert "20 Nov 2026" in page.text("[aria-labelledby=coming]:not(div)")
    assert "邵知远" in visitor.get(f"{here}?export=csv&need=planned").response.get_data(as_text=True)


def test_the_manager_sees_it_on_their_path(boss, browse):
    page = browse(account_of(boss)).get("/careers/own")
    assert "0 of 2 days served, by 17 Dec 2026" in page.text("[aria-labelledby=desk]")
    assert "No day is planned yet" in page.text("[aria-labelledby=desk]")
    specialist = an_employee("叶青禾")
    own = browse(account_of(specialist)).get("/careers/own")
    assert "daily work of this level" in own.text("[aria-labelledby=desk]")


def test_a_day_is_recorded_and_taken_back_on_its_page(boss, planner, browse):
    visitor, person = browse(planner), f"/careers/people/{boss.id}/desk-duty"
    page = visitor.get(person)
    bad = visitor.post(person, {**page.form(), "on": "2020-01-01", "what": "served"}, expect=422)
    assert "between their first day" in bad.text("main")
    visitor.post(person, {**page.form(), "on": TODAY.isoformat(), "what": "planned"})
    day = f"/careers/desk-days/{db.session.query(DeskDay).one().id}"
    assert "Say why" in visitor.post(day, {"outcome": "missed"}, expect=422).text("main")
    page = visitor.follow(visitor.post(day, {"outcome": "served", "note": "Twelve chats."}))
    assert "Twelve chats." in page.text("[aria-labelledby=days]:not(div)")
    visitor.post(f"{day}/reopening", {"note": "It was another day."})
    assert db.session.query(DeskDay).one().state is DeskState.PLANNED
    visitor.post(day, {"outcome": "cancelled", "note": "The peak was over."})
    assert "Twelve" not in visitor.get(f"{person}?export=csv").response.get_data(as_text=True)


def test_a_day_that_is_recorded_twice_stays_recorded(boss, planner, browse):
    made = desk_duty.plan(boss, TODAY, actor=planner)
    visitor, day = browse(planner), f"/careers/desk-days/{made.id}"
    form = {**visitor.get(day).form(), "outcome": "served", "note": "Twelve chats."}
    visitor.post(day, form)
    again = visitor.post(day, form, expect=422)
    assert "settled already" in again.text("main") and "Twelve chats." in again.text("main")
    assert (made.state, made.note) == (DeskState.SERVED, "Twelve chats.")
    form = {**visitor.get(f"{day}/reopening").form(), "note": "It was another day."}
    visitor.post(f"{day}/reopening", form)
    bad = visitor.post(f"{day}/reopening", form, expect=422)
    assert "Nothing is recorded of this day" in bad.text("main")
    assert made.state is DeskState.PLANNED


def test_a_day_that_has_passed_is_offered_to_be_recorded_not_cancelled(boss, planner, browse):
    day = f"/careers/desk-days/{desk_duty.plan(boss, TODAY, actor=planner).id}"
    visitor = browse(planner)
    assert visitor.get(day).has("[name=outcome][value=cancelled]")
    with clock.at(noon(TODAY + DAY)):
        assert not visitor.get(day).has("[name=outcome][value=cancelled]")
        visitor.post(day, {"outcome": "cancelled", "note": WHY}, expect=422)
    assert db.session.query(DeskDay).one().state is DeskState.PLANNED


def test_somebody_elses_days_are_not_there(boss, planner, browse):
    made = desk_duty.plan(boss, TODAY, actor=planner)
    stranger = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    day = f"/careers/desk-days/{made.id}"
    for path in (f"/careers/people/{boss.id}/desk-duty", day, f"{day}/reopening"):
        stranger.get(path, expect=404)
    stranger.post("/careers/desk-duty", {"first": "2026-11-20", "most": "2", "chosen": [boss.id]}, expect=422)
    assert "邵知远" not in stranger.get("/careers/desk-duty").html
    browse(an_account(Role.EMPLOYEE)).get("/careers/desk-duty", expect=403)


def test_the_rule_is_changed_on_its_page_by_who_answers_for_everybody(app, planner, browse):
    an_employee()
    visitor, here = browse(planner), "/careers/desk-duty/rules"
    form = visitor.get(here).form()
    assert "From 1 to 60." in visitor.post(here, {**form, "days": "0"}, expect=422).text("main")
    visitor.post(here, {**form, "days": "3", "daily": ["specialist", "supervisor"]})
    assert queries.rules()[-1].daily_levels == ["specialist", "supervisor"]
    one = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    assert "Your role does not allow it" in one.post(here, {**form, "days": "9"}, expect=422).text("main")


def test_the_list_asks_as_much_for_many_as_for_few(boss, planner, browse):
    visitor = browse(planner)
    visitor.get("/careers/desk-duty")
    with count_statements(db.engine) as few:
        visitor.get("/careers/desk-duty")
    for _one in range(5):
        an_employee(level=Level.SUPERVISOR)
    with count_statements(db.engine) as many:
        visitor.get("/careers/desk-duty")
    assert many.count == few.count
