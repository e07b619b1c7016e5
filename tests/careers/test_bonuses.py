"""The monthly bonus: a table by scores, what a closed month brings by it, and what was settled."""

import csv
import io
from datetime import date
from decimal import Decimal as D

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from careers import bonus_drafts, bonus_tables, bonuses, reviewing
from careers.bonus_tables import BonusRefused, TablePlan
from careers.bonus_words import explained
from careers.models import BonusDraft, BonusSettlement, BonusStep
from careers.queries import bonuses as queries
from careers.queries import reviews
from careers.rules.bonus import Bonus, Step, Terms, bonus, from_kept, kept
from careers.states import BonusGround, BonusKind
from core import clock
from core.db import db
from people import employment as employments
from people.models import Account
from people.permissions import Role
from people.states import EmploymentKind
from tests.careers.people_at_work import WHY, account_of, an_employee, noon
from tests.careers.test_reviewing import FIGURES, OCTOBER
from tests.factories import a_team, an_account
from tests.statements import count_statements

DECEMBER = date(2026, 12, 1)
STEPS = (Step(D(95), 1200_00), Step(D(90), 800_00), Step(D("82.5"), 300_00))
TERMS = Terms(BonusKind.AMOUNT, "CNY", True, D(50), STEPS)
PERMANENT, SEASONAL = EmploymentKind.PERMANENT, EmploymentKind.SEASONAL
NOT_SEASONAL = Terms(**{**vars(TERMS), "leaves_out": frozenset({SEASONAL})})
PATH = "/careers/bonuses?month=2026-10"


def a_table(actor, since=OCTOBER, terms=TERMS, level=None, team_id=None):
    return bonus_tables.publish(TablePlan(level, team_id, since, terms), actor=actor)


def reviewed(manager, name=None, team=None, on_duty_since=date(2026, 2, 16), **figures):
    """Somebody whose October is closed: with 90.75 points, if nothing else is said."""
    one = an_employee(name, team=team, on_duty_since=on_duty_since)
    reviewing.enter(one, OCTOBER, {**FIGURES, **figures}, actor=manager)
    reviewing.close(one, OCTOBER, actor=manager)
    return one


@pytest.fixture
def employee(manager, team):
    return reviewed(manager, "叶青禾", team)


# Rules


@pytest.mark.parametrize(
    ("score", "worked", "worth", "ground"),
    [
        ("100", 31, 1200_00, BonusGround.FULL),
        ("95", 31, 1200_00, BonusGround.FULL),
        ("94.99", 31, 800_00, BonusGround.FULL),
        ("82.49", 31, 0, BonusGround.BELOW),
        ("95", 20, 774_19, BonusGround.PART),  # 1200 × 20 ÷ 31 = 774.193…
        ("85", 17, 164_52, BonusGround.PART),  # 300 × 17 ÷ 31 = 164.516…
        ("95", 16, 619_35, BonusGround.PART),
        ("95", 15, 0, BonusGround.TOO_SHORT),
        ("95", 0, 0, BonusGround.TOO_SHORT),
    ],
)
def test_the_highest_step_that_is_reached_pays_in_proportion_to_the_days(score, worked, worth, ground):
    found = bonus(TERMS, D(score), worked, 31)
    assert (found.worth, found.ground) == (worth, ground)


def test_a_table_may_pay_part_of_a_month_in_full():
    terms = Terms(BonusKind.SHARE, None, False, D(0), (Step(D(80), 12_50),))
    assert bonus(terms, D(80), 1, 31) == Bonus(12_50, BonusGround.FULL, terms.steps[0])


def test_a_kind_of_employment_that_is_left_out_has_no_bonus_and_who_is_of_none_has_one():
    found = [bonus(NOT_SEASONAL, D(95), 31, 31, kind).worth for kind in (SEASONAL, PERMANENT, None)]
    assert found == [0, 1200_00, 1200_00]


def test_a_draft_keeps_terms_as_they_are():
    for terms in (TERMS, NOT_SEASONAL):
        assert from_kept(kept(terms)) == terms


def test_a_draft_begun_before_kinds_were_left_out_leaves_none_out():
    before = kept(TERMS)
    del before["leaves_out"]
    assert from_kept(before) == TERMS


# Tables


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"steps": ()}, "from 1 to 10 steps"),
        ({"steps": (Step(D(101), 1),)}, "from 0 to 100"),
        ({"steps": (Step(D("90.005"), 1),)}, "at most 2 decimals"),
        ({"steps": (Step(D("90.004"), 2), Step(D("90.001"), 1))}, "at most 2 decimals"),
        ({"least_share": D("33.335")}, "at most 2 decimals"),
        ({"steps": (Step(D(90), 0),)}, "more than nothing"),
        ({"steps": (Step(D(90), 1), Step(D(90), 2))}, "same score"),
        ({"steps": (Step(D(90), 1), Step(D(80), 2))}, "at least as much"),
        ({"currency": None}, "need a currency"),
        ({"currency": "XAU"}, "need a currency"),
        ({"least_share": D("100.5")}, "from 0 to 100 %"),
        ({"leaves_out": frozenset(EmploymentKind)}, "one at least has a bonus"),
        ({"kind": BonusKind.SHARE, "currency": None, "steps": (Step(D(90), 100_01),)}, "the whole pay"),
    ],
)
def test_what_cannot_be_paid_is_not_published(manager, changed, why):
    with pytest.raises(BonusRefused, match=why):
        a_table(manager, terms=Terms(**{**vars(TERMS), **changed}))


def test_a_later_table_changes_no_month_before_it(manager, employee):
    a_table(manager)
    before = queries.of_person(employee.id, OCTOBER)
    draft = bonus_drafts.begin(queries.tables()[0], None, None, actor=manager)
    bonus_drafts.change(draft, Terms(**{**vars(TERMS), "steps": STEPS[:1]}), actor=manager)
    for month in (OCTOBER, date(2026, 11, 1)):
        with pytest.raises(BonusRefused, match="a month to come"):
            bonus_drafts.publish(draft, month, actor=manager)
    with clock.at(noon().replace(hour=13)):
        new = bonus_drafts.publish(draft, DECEMBER, actor=manager, reason=WHY)
    assert (new.number, db.session.query(BonusDraft).count()) == (2, 0)
    assert queries.of_person(employee.id, OCTOBER).found == before.found


def test_the_first_table_may_hold_from_the_last_month_that_is_over(manager, employee):
    draft = bonus_drafts.begin(None, None, None, actor=manager)
    bonus_drafts.change(draft, TERMS, actor=manager)
    with pytest.raises(BonusRefused, match="a month to come"):
        bonus_drafts.publish(draft, date(2026, 9, 1), actor=manager)
    bonus_drafts.publish(draft, OCTOBER, actor=manager)
    assert queries.of_person(employee.id, OCTOBER).found.worth == 800_00


def test_who_was_slower_changes_nothing(manager):
    draft = bonus_drafts.begin(None, None, None, actor=manager)
    seen = draft.version
    bonus_drafts.change(draft, TERMS, actor=manager, seen=seen)
    with pytest.raises(BonusRefused, match="Somebody else changed"):
        bonus_drafts.change(draft, TERMS, actor=manager, seen=seen)
    with clock.at(noon().replace(hour=13)):
        a_table(manager)
    with pytest.raises(BonusRefused, match="Table 1 came out"):
        bonus_drafts.publish(draft, DECEMBER, actor=manager)


def test_nothing_new_is_not_published_again(manager):
    draft = bonus_drafts.begin(a_table(manager), None, None, actor=manager)
    with pytest.raises(BonusRefused, match="Nothing differs from table 1"):
        bonus_drafts.publish(draft, DECEMBER, actor=manager)


def test_a_manager_of_one_team_says_what_that_team_is_paid(manager, team):
    own = an_account(Role.MANAGER, team=team)
    with pytest.raises(BonusRefused, match="Your role does not allow it"):
        bonus_drafts.begin(None, None, None, actor=own)
    assert bonus_drafts.begin(None, None, team.id, actor=own).team_id == team.id


def test_nobody_publishes_what_they_are_paid_by(team):
    lead = account_of(an_employee(team=team, level="supervisor"), Role.MANAGER)
    for level, team_id in ((None, None), ("supervisor", None), (None, team.id)):
        with pytest.raises(BonusRefused, match="your own bonus"):
            a_table(lead, level=level, team_id=team_id)
    assert a_table(lead, level="specialist").level == "specialist"


def test_the_closest_table_holds(manager, team, employee):
    a_table(manager)
    a_table(manager, team_id=team.id, terms=Terms(**{**vars(TERMS), "steps": (Step(D(0), 5_00),)}))
    assert queries.of_person(employee.id, OCTOBER).found.worth == 5_00


# What a month brings


def test_it_is_explained_in_one_line(manager, employee):
    a_table(manager)
    late = reviewed(manager, on_duty_since=date(2026, 10, 12))
    later = reviewed(manager, on_duty_since=date(2026, 10, 20))
    low = reviewed(manager, satisfaction=D(3))
    said = [explained(queries.of_person(one.id, OCTOBER)) for one in (employee, late, later, low)]
    assert said == [
        "90.75 points; from 90 on it is CNY 800 (table 1).",
        "90.75 points; from 90 on it is CNY 800 (table 1); on duty 20 of 31 days: CNY 516.13.",
        "On duty 12 of 31 days, less than 50 %: no bonus (table 1).",
        "68.25 points; a bonus begins at 82.5 (table 1).",
    ]


def test_a_table_leaves_out_those_who_are_seasonal_at_the_end_of_the_month(manager, employee):
    a_table(manager, terms=NOT_SEASONAL)
    assert queries.of_person(employee.id, OCTOBER).found.worth == 800_00
    employments.change_post(employee, date(2026, 10, 31), kind=SEASONAL, actor=manager)
    due = queries.of_person(employee.id, OCTOBER)
    assert (due.found.worth, due.found.ground) == (0, BonusGround.KIND)
    assert explained(due) == "Kind of employment: seasonal, which the table leaves out: no bonus (table 1)."
    [row] = queries.of_month(manager, OCTOBER, None)
    assert row.due.found == due.found


def test_who_is_seasonal_from_the_next_month_on_has_the_bonus_of_this_one(manager, employee):
    a_table(manager, terms=NOT_SEASONAL)
    employments.change_post(employee, date(2026, 11, 1), kind=SEASONAL, actor=manager)
    assert queries.of_person(employee.id, OCTOBER).found.worth == 800_00


def test_an_open_month_and_one_without_a_table_bring_nothing(manager, employee):
    assert queries.of_person(employee.id, OCTOBER) is None
    a_table(manager)
    assert queries.of_person(employee.id, date(2026, 9, 1)) is None


# Settling


def test_a_correction_brings_a_difference_and_what_was_settled_stays(manager, employee):
    a_table(manager)
    first = bonuses.settle(employee, OCTOBER, actor=manager)
    assert (first.worth, first.difference) == (800_00, 800_00)
    with pytest.raises(bonuses.SettlementRefused, match="settled already"):
        bonuses.settle(employee, OCTOBER, actor=manager)
    reviewing.correct(employee, OCTOBER, {"satisfaction": D("3.6")}, actor=manager, reason=WHY)
    due = queries.of_person(employee.id, OCTOBER)
    assert (due.paid, due.found.worth, due.difference) == (800_00, 0, -800_00)
    reviewing.correct(employee, OCTOBER, {"satisfaction": D("4.2")}, actor=manager, reason=WHY)
    second = bonuses.settle(employee, OCTOBER, actor=manager)
    assert (second.number, second.worth, second.difference) == (2, 300_00, -500_00)
    rows = queries.settled([employee.id], OCTOBER)[employee.id]
    assert [one.difference for one in rows] == [800_00, -500_00]
    # 800 − 500 is what the table says of the last revision
    assert sum(one.difference for one in rows) == queries.of_person(employee.id, OCTOBER).found.worth


def test_a_correction_that_changes_no_bonus_leaves_nothing_to_settle(manager, employee):
    a_table(manager)
    bonuses.settle(employee, OCTOBER, actor=manager)
    reviewing.correct(employee, OCTOBER, {"satisfaction": D("4.7")}, actor=manager, reason=WHY)
    assert not queries.of_person(employee.id, OCTOBER).is_open


def test_what_is_settled_is_by_the_table_of_its_first_settlement(manager, employee, team):
    first = a_table(manager)
    bonuses.settle(employee, OCTOBER, actor=manager)
    a_table(manager, team_id=team.id, terms=Terms(**{**vars(TERMS), "steps": (Step(D(0), 5_00),)}))
    due = queries.of_person(employee.id, OCTOBER)
    assert (due.table.id, due.difference) == (first.id, 0)


def test_what_is_settled_stays_when_another_kind_of_employment_is_recorded_for_that_day(manager, employee):
    a_table(manager, terms=NOT_SEASONAL)
    first = bonuses.settle(employee, OCTOBER, actor=manager)
    employments.change_post(employee, date(2026, 10, 1), kind=SEASONAL, actor=manager)
    due = queries.of_person(employee.id, OCTOBER)
    assert (first.kind, due.paid, due.difference) == (None, 800_00, 0)
    reviewing.correct(employee, OCTOBER, {"satisfaction": D("4.2")}, actor=manager, reason=WHY)
    assert bonuses.settle(employee, OCTOBER, actor=manager).difference == -500_00


def test_nobody_settles_the_own_bonus(manager, employee):
    a_table(manager)
    with pytest.raises(bonuses.SettlementRefused, match="Somebody else settles"):
        bonuses.settle(employee, OCTOBER, actor=account_of(employee, Role.MANAGER))


def test_two_who_settle_at_once_settle_once(app, manager, employee, at_once):
    a_table(manager)
    employment_id = employee.id
    outcomes = at_once(
        lambda: (reviews.employment(employment_id), db.session.get(Account, manager.id)),
        *[lambda seen: bonuses.settle(seen[0], OCTOBER, actor=seen[1])] * 2,
    )
    assert outcomes[0] == "done" and outcomes[1] != "done"
    assert db.session.query(BonusSettlement).count() == 1


def test_the_database_changes_nothing_that_was_settled_or_published(manager, employee):
    a_table(manager)
    bonuses.settle(employee, OCTOBER, actor=manager)
    db.session.commit()
    for statement in (update(BonusSettlement).values(worth=1), update(BonusStep).values(worth=1)):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(statement)
        db.session.rollback()


# Pages


def test_a_table_is_written_published_and_the_month_settled(manager, employee, browse):
    visitor = browse(manager)
    begun = visitor.post("/careers/bonuses/drafts/new", {"level": "", "team": ""})
    here = begun.response.headers["Location"]
    form = visitor.get(here).form("form.panel")
    half = visitor.post(here, {**form, "scores-0": "90"}, expect=422)
    assert (
        "Line 1 needs a score and a bonus" in half.text("main")
        and half.form("form.panel")["scores-0"] == "90"
    )
    bad = visitor.post(here, {**form, "scores-0": "90", "worths-0": "much"}, expect=422)
    assert "This is not a number" in bad.html and bad.form("form.panel")["worths-0"] == "much"
    cents = visitor.post(here, {**form, "scores-0": "90", "worths-0": "0.001"}, expect=422)
    assert "too many decimals" in cents.text("main")
    filled = {
        **form,
        "leaves_out": ["seasonal", "intern"],
        "scores-0": "80",
        "worths-0": "300",
        "scores-1": "90",
        "worths-1": "800.50",
    }
    page = visitor.follow(visitor.post(here, filled))
    assert "叶青禾" in page.text("section[aria-labelledby=found]") and "CNY 800.50" in page.text("main")
    stale = visitor.post(here, filled, expect=422)
    assert "Somebody else changed this draft" in stale.text("main")
    visitor.post(f"{here}/publication", {**page.form(), "since": "2026-10"})
    page = visitor.get(PATH)
    assert "90.75 points; from 90 on it is CNY 800.50 (table 1)." in page.text("tbody")
    page = visitor.follow(visitor.post("/careers/bonuses/settlements", {"month": "2026-10"}))
    assert "1 bonus is settled." in page.text("main") and "settled" in page.text("tbody")
    page = visitor.follow(visitor.post("/careers/bonuses/settlements", {"month": "2026-10"}))
    assert "0 bonuses are settled." in page.text("main")
    table = queries.tables()[0]
    assert table.terms.leaves_out == {SEASONAL, EmploymentKind.INTERN}
    shown = visitor.get(f"/careers/bonuses/tables/{table.id}").text("main")
    assert "CNY 300" in shown and "left out: intern, seasonal." in shown
    copied = visitor.follow(visitor.post(f"/careers/bonuses/drafts/new?table={table.id}", {"level": ""}))
    assert [one["value"] for one in copied.all("input[name=leaves_out][checked]")] == ["seasonal", "intern"]
    assert "Table 1" in visitor.get("/careers/bonuses/tables").text("main")


def test_a_draft_is_thrown_away(manager, browse):
    visitor = browse(manager)
    begun = visitor.post("/careers/bonuses/drafts/new", {"level": "", "team": ""})
    here = begun.response.headers["Location"]
    seen = visitor.get(here).form("form.panel")["seen"]
    visitor.post(f"{here}/discarding", {"seen": seen})
    visitor.get(here, expect=404)


def test_the_month_is_taken_away_with_numbers(manager, employee, browse):
    a_table(manager)
    answer = browse(manager).get(f"{PATH}&export=csv").response.get_data().decode("utf-8-sig")
    [head, row] = csv.reader(io.StringIO(answer))
    assert dict(zip(head, row, strict=True))["To be settled"] == "800.00"


def test_the_employee_sees_the_own_one_and_no_other(manager, employee, browse):
    a_table(manager)
    bonuses.settle(employee, OCTOBER, actor=manager)
    own = browse(account_of(employee))
    page = own.get("/careers/own/months/2026-10")
    assert "CNY 800" in page.text("section[aria-labelledby=bonus]")
    for address in (PATH, "/careers/bonuses/tables"):
        own.get(address, expect=403)
    other = reviewed(manager)
    own.get(f"/careers/people/{other.id}/months/2026-10", expect=403)


def test_settling_reads_as_much_for_many_as_for_few(manager, team, counted):
    a_table(manager)
    asked = []
    for number in (3, 20):
        people = [reviewed(manager, team=team) for _one in range(number)]
        db.session.flush()
        with counted() as seen:
            assert bonuses.settle_all(people, OCTOBER, actor=manager).count == number
        asked.append(sum(one.lstrip().startswith("SELECT") for one in seen))
    assert asked[1] <= asked[0]


def test_another_team_is_out_of_reach(manager, employee, team, browse):
    a_table(manager)
    theirs = a_table(manager, team_id=team.id)
    mine = bonus_drafts.begin(None, None, team.id, actor=manager)
    elsewhere = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    assert "叶青禾" not in elsewhere.get(PATH).text("main")
    elsewhere.post("/careers/bonuses/settlements", {"month": "2026-10"})
    assert db.session.query(BonusSettlement).count() == 0
    elsewhere.get(f"/careers/bonuses/tables/{theirs.id}", expect=404)
    elsewhere.get(f"/careers/bonuses/drafts/{mine.id}", expect=404)
    assert "Table 2" not in elsewhere.get("/careers/bonuses/tables").text("main")


def test_the_page_asks_as_much_for_many_as_for_few(manager, employee, team, browse):
    a_table(manager)
    visitor = browse(manager)
    visitor.get(PATH)
    with count_statements(db.engine) as few:
        visitor.get(PATH)
    for _one in range(4):
        bonuses.settle(reviewed(manager, team=team), OCTOBER, actor=manager)
    with count_statements(db.engine) as many:
        visitor.get(PATH)
    assert many.count == few.count
