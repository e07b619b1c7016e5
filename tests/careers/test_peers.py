"""A month beside those of comparable colleagues: who they are, and the median, calculated by hand."""

from datetime import date
from decimal import Decimal as D

import pytest

from careers import reviewing
from careers.queries import peers
from careers.rules.peers import SCORE, Group, Median, Peer, compared, median_of_others, tenure
from careers.states import Beside, Tenure
from core.db import db
from people import employment as employments
from people.queries import current_post
from people.states import EmploymentKind, Level, Shift
from tests.careers.people_at_work import WHY, account_of, an_employee
from tests.careers.test_reviewing import FIGURES
from tests.factories import a_team
from tests.page import words
from tests.statements import count_statements

OCTOBER = date(2026, 10, 1)
LONG_AGO = date(2024, 5, 6)
PERMANENT = EmploymentKind.PERMANENT
GROUP = Group(1, "specialist", Shift.EVENING, PERMANENT, Tenure.LONG)


def closed(
    team,
    manager,
    satisfaction,
    *,
    since=LONG_AGO,
    level=Level.SPECIALIST,
    shift=None,
    kind=None,
    month=OCTOBER,
):
    """Somebody with a closed month; ten points of satisfaction are worth two and a half of the score."""
    one = an_employee(team=team, on_duty_since=since, level=level)
    _works(one, shift, kind)
    reviewing.enter(one, month, {**FIGURES, "satisfaction": D(satisfaction)}, actor=manager)
    reviewing.close(one, month, actor=manager)
    return one


def _works(one, shift, kind=None):
    current_post(one.id).shift, current_post(one.id).kind = shift, kind
    db.session.flush()


# The rule


@pytest.mark.parametrize(
    ("since", "band"),
    [
        (date(2026, 10, 31), Tenure.FIRST),
        (date(2026, 5, 2), Tenure.FIRST),
        (date(2026, 5, 1), Tenure.SECOND),
        (date(2025, 11, 1), Tenure.THIRD),
        (date(2024, 11, 2), Tenure.THIRD),
        (date(2024, 11, 1), Tenure.LONG),
    ],
)
def test_tenure_is_counted_to_the_end_of_the_month(since, band):
    assert tenure(since, OCTOBER) is band


def test_the_median_of_the_others_by_hand():
    six = [D(n) for n in (70, 72, 80, 81, 90, 95)]
    assert median_of_others(six, D(81)) == Median(D("80.000"), 5)  # 70 72 [80] 90 95
    assert median_of_others(six, D(70)) == Median(D("81.000"), 5)  # 72 80 [81] 90 95
    assert median_of_others(six, None) == Median(D("80.500"), 6)  # 70 72 [80 81] 90 95
    assert median_of_others(six[:5], D(70)) is None
    assert median_of_others([D(80)] * 6, D(80)) == Median(D("80.000"), 5)


def test_a_part_of_a_month_is_compared_but_nobody_is_compared_with_it():
    whole = [Peer(n, GROUP, {SCORE: D(80 + n)}, True) for n in range(6)]
    part = Peer(9, GROUP, {SCORE: D(20)}, False)
    found = compared([*whole, part])
    assert (found[9].score, found[9].beside) == (Median(D("82.500"), 6), Beside.BELOW)
    assert found[5].score == Median(D("82.000"), 5)
    assert (found[5].beside, found[2].beside) == (Beside.NOT_BELOW, Beside.BELOW)


def test_a_figure_that_too_few_have_is_not_shown():
    some = [Peer(n, GROUP, {SCORE: D(80)} | ({"csat": D(4)} if n < 5 else {}), True) for n in range(6)]
    found = compared(some)[0]
    assert set(found.medians) == {SCORE}


# From the months


def test_comparable_is_the_same_kind_of_employment_and_who_is_of_none_that_is_known_counts_as_permanent(
    team, manager
):
    for satisfaction, kind in (("4.0", None), ("4.2", None), ("4.4", PERMANENT), ("4.6", None)):
        closed(team, manager, satisfaction, kind=kind)
    for kind in (EmploymentKind.SEASONAL, EmploymentKind.INTERN):
        closed(team, manager, "3.0", kind=kind)
    one = closed(team, manager, "4.5", kind=PERMANENT)
    assert peers.comparison(one.id, OCTOBER).others == 4
    closed(team, manager, "4.8", kind=PERMANENT)
    found = peers.comparison(one.id, OCTOBER)
    assert (found.group.kind, found.medians["satisfaction"]) == (PERMANENT, Median(D("4.400"), 5))


def test_comparable_is_the_same_team_level_shift_and_tenure(team, manager):
    for satisfaction in ("4.0", "4.2", "4.4", "4.6", "4.8"):
        closed(team, manager, satisfaction, shift=Shift.EVENING)
    closed(team, manager, "3.0", shift=Shift.DAY)
    closed(team, manager, "3.0")
    closed(team, manager, "3.0", shift=Shift.EVENING, level=Level.SUPERVISOR)
    closed(team, manager, "3.0", shift=Shift.EVENING, since=date(2026, 2, 2))
    closed(a_team("B2C mall"), manager, "3.0", shift=Shift.EVENING)
    one = closed(team, manager, "4.5", shift=Shift.EVENING)
    found = peers.comparison(one.id, OCTOBER)
    assert found.group == Group(team.id, "specialist", Shift.EVENING, PERMANENT, Tenure.LONG)
    assert (found.own["satisfaction"], found.medians["satisfaction"]) == (D("4.5"), Median(D("4.400"), 5))
    assert found.beside is Beside.NOT_BELOW
    assert peers.comparison(one.id, date(2026, 9, 1)) is None


def test_a_corrected_month_counts_as_it_stands(team, manager):
    first, *_others = [closed(team, manager, "4.4") for _one in range(6)]
    reviewing.correct(first, OCTOBER, {"satisfaction": D("3.6")}, actor=manager, reason=WHY)
    found = peers.comparison(first.id, OCTOBER)
    assert (found.own["satisfaction"], found.medians["satisfaction"].value) == (D("3.6"), D("4.4"))
    assert found.others == 5


def test_whoever_is_hired_works_the_shift_of_the_opening_and_keeps_it_when_promoted(team, manager):
    one = an_employee(team=team)
    _works(one, Shift.ROTATING)
    employments.change_post(one, date(2026, 11, 1), level=Level.SUPERVISOR, actor=manager)
    assert current_post(one.id).shift is Shift.ROTATING


# The pages


def test_the_own_page_shows_the_median_and_states_the_rule(team, manager, browse):
    for satisfaction in ("4.0", "4.2", "4.4", "4.6"):
        closed(team, manager, satisfaction)
    one = closed(team, manager, "4.5")
    visitor = browse(account_of(one))
    page = visitor.get("/careers/own/months/2026-10")
    assert "Fewer than 5 comparable colleagues" in page.text("main")
    closed(team, manager, "4.8")
    page = visitor.get("/careers/own/months/2026-10")
    row = words(page.all("section[aria-labelledby=peers] tbody tr")[0])
    assert "4.5" in row and "4.4" in row and row.endswith("5")
    assert "of the same team, level, shift and kind of employment" in page.text("main")


def test_the_sheet_is_narrowed_to_those_below_their_colleagues(team, manager, browse):
    low = closed(team, manager, "3.8")
    for _one in range(5):
        closed(team, manager, "4.6")
    an_employee("Open Month", team=team)
    visitor = browse(manager)
    page = visitor.get("/careers/reviews?month=2026-10&beside=below")
    assert low.person.name in page.text("tbody") and page.text("tbody").count("of 5") == 1
    page = visitor.get("/careers/reviews?month=2026-10&beside=not+compared")
    assert "Open Month" in page.text("tbody") and low.person.name not in page.text("tbody")
    page = visitor.get("/careers/reviews?month=2026-10&beside=nonsense")
    assert low.person.name in page.text("tbody") and "Open Month" in page.text("tbody")


def test_closing_closes_only_whom_the_sheet_shows(team, manager, browse):
    for _one in range(6):
        closed(team, manager, "4.6")
    late = an_employee("Open Month", team=team, on_duty_since=LONG_AGO)
    reviewing.enter(late, OCTOBER, FIGURES, actor=manager)
    visitor = browse(manager)
    visitor.post("/careers/reviews/closings", data={"month": "2026-10", "beside": "below"})
    assert peers.comparison(late.id, OCTOBER) is None
    visitor.post("/careers/reviews/closings", data={"month": "2026-10", "beside": "not compared"})
    assert peers.comparison(late.id, OCTOBER).others == 6


def test_many_colleagues_cost_as_many_statements_as_few(team, manager, browse):
    one = closed(team, manager, "4.5")
    visitor, path = browse(account_of(one)), "/careers/own/months/2026-10"
    visitor.get(path)
    with count_statements(db.engine) as few:
        visitor.get(path)
    for _one in range(6):
        closed(team, manager, "4.4")
    visitor.get(path)
    with count_statements(db.engine) as many:
        visitor.get(path)
    assert many.count == few.count


def test_a_median_score_is_no_finer_than_a_score():
    scores = sorted(map(D, ("80.01", "81.20", "86.05", "87.12", "88.00", "90.00")))
    found = compared(
        Peer(number, Group(1, "specialist", None, PERMANENT, Tenure.LONG), {SCORE: score}, True)
        for number, score in enumerate([*scores, D("70.00")])
    )
    assert found[6].score == Median(D("86.59"), 6), "86.585 rounded half up"
