"""Months: entered, closed, corrected, appealed against; nothing is overwritten."""

import io
from datetime import date
from decimal import Decimal as D

import pytest
from sqlalchemy import func, select

from careers import formulas, importing, imports, reviewing
from careers.defaults.formulas import FORMULA
from careers.models import ReviewFigure, ReviewRevision
from careers.queries import formulas as formula_queries
from careers.queries import reviews as queries
from careers.queries import standings
from careers.rules.scoring import score
from core.db import db
from core.record import Entry, Way
from people.models import Account
from people.permissions import Role
from tests.careers.people_at_work import WHY, account_of, an_employee
from tests.factories import a_team, an_account
from tests.statements import count_statements

OCTOBER = date(2026, 10, 1)
FIGURES = {
    "satisfaction": D("4.62"), "first response": D(41), "resolution": D("91.5"), "complaints": D("0.4"),
    "enquiries": D(74), "on time": D("96.1"), "teamwork": D("4.2"), "attendance": D(100),
    "exam marks": D(95), "self-study": D(4),
}  # fmt: skip


@pytest.fixture
def employee(app):
    return an_employee("叶青禾", on_duty_since=date(2026, 2, 16))


@pytest.fixture
def closed(employee, manager):
    reviewing.enter(employee, OCTOBER, FIGURES, actor=manager)
    return reviewing.close(employee, OCTOBER, actor=manager)


def numbers():
    return [
        db.session.scalar(select(func.count()).select_from(one)) for one in (ReviewFigure, ReviewRevision)
    ]


def test_a_closed_month_can_be_reproduced_from_what_is_stored(closed, employee):
    figures = {key: one.figure for key, one in queries.figures([employee.id], OCTOBER)[employee.id].items()}
    again = score(closed.formula.measures, figures, closed.days_worked, closed.days)
    assert again.score == closed.score
    assert {key: line["points"] for key, line in closed.lines.items()} == {
        one.key: f"{one.points.normalize():f}" for one in again.lines
    }
    # 90 × 25 + 92.94 × 15 + 90 × 15 + 88.89 × 10 + 88 × 10 + 93.21 × 10 + 88 × 10 + 100 × (2 + 2 + 1), of 100
    assert closed.score == D("90.75")


def test_a_month_is_closed_once_when_it_is_over_by_somebody_else(employee, manager):
    reviewing.enter(employee, OCTOBER, FIGURES, actor=manager)
    with pytest.raises(reviewing.ReviewRefused, match="Somebody else reviews your months"):
        reviewing.close(employee, OCTOBER, actor=account_of(employee, Role.MANAGER))
    with pytest.raises(reviewing.ReviewRefused, match="is not over"):
        reviewing.close(employee, date(2026, 11, 1), actor=manager)
    reviewing.close(employee, OCTOBER, actor=manager)
    with pytest.raises(reviewing.ReviewRefused, match="closed already"):
        reviewing.close(employee, OCTOBER, actor=manager)
    with pytest.raises(reviewing.ReviewRefused, match="Correct it with a reason"):
        reviewing.enter(employee, OCTOBER, {"satisfaction": D(5)}, actor=manager)


def test_too_few_figures_do_not_make_a_month(employee, manager):
    reviewing.enter(employee, OCTOBER, {"satisfaction": D(5)}, actor=manager)
    with pytest.raises(reviewing.ReviewRefused, match="Figures for 26 % of the weight are there"):
        reviewing.close(employee, OCTOBER, actor=manager)
    reviewing.enter(employee, date(2026, 1, 1), FIGURES, actor=manager)
    with pytest.raises(reviewing.ReviewRefused, match="not on duty in Jan 2026"):
        reviewing.close(employee, date(2026, 1, 1), actor=manager)


@pytest.mark.parametrize(
    ("month", "figures", "why"),
    [
        (date(2026, 12, 1), FIGURES, "still to come"),
        (OCTOBER, {"charm": D(1)}, "Nothing measures charm"),
        (OCTOBER, {"satisfaction": D("NaN")}, "a number of usual size"),
    ],
)
def test_what_cannot_be_entered_says_why(employee, manager, month, figures, why):
    with pytest.raises(reviewing.ReviewRefused, match=why):
        reviewing.enter(employee, month, figures, actor=manager)


def test_a_correction_is_a_further_revision_and_the_old_one_stays(closed, employee, manager):
    before = closed.score
    later = reviewing.correct(employee, OCTOBER, {"satisfaction": D("4.8")}, actor=manager, reason=WHY)
    assert (later.number, later.formula_id) == (2, closed.formula_id)
    assert later.score == before + D("2.50")
    assert [row.score for row in queries.revisions(employee.id, OCTOBER)] == [before, later.score]
    assert [one.score for one in queries.months_of(employee.id)] == [later.score]
    assert standings.standing_of(employee.id).facts.reviews[-1].score == later.score
    with pytest.raises(reviewing.ReviewRefused, match="figures that stand"):
        reviewing.correct(employee, OCTOBER, {"satisfaction": D("4.8")}, actor=manager, reason=WHY)
    with pytest.raises(reviewing.ReviewRefused, match="Say why"):
        reviewing.correct(employee, OCTOBER, {"satisfaction": D(4)}, actor=manager, reason=" ")


def test_a_new_formula_leaves_closed_months_and_earlier_months_alone(closed, employee, manager):
    formulas.publish(
        formulas.FormulaPlan("specialist", None, date(2026, 11, 5), FORMULA.indicators[:2]), actor=manager
    )
    known = formula_queries.formulas()
    team = queries.post_on(employee.id, OCTOBER).team_id
    assert formula_queries.holding(known, "specialist", team, OCTOBER).number == 1
    assert formula_queries.holding(known, "specialist", team, date(2026, 11, 1)).number == 2
    assert formula_queries.holding(known, "supervisor", team, date(2026, 11, 1)).number == 1
    corrected = reviewing.correct(employee, OCTOBER, {"teamwork": D(3)}, actor=manager, reason=WHY)
    assert corrected.formula.number == 1


def test_a_month_mostly_on_leave_does_not_count(manager):
    late = an_employee(on_duty_since=date(2026, 10, 20))
    reviewing.enter(late, OCTOBER, FIGURES, actor=manager)
    revision = reviewing.close(late, OCTOBER, actor=manager)
    assert (revision.days_worked, revision.days, revision.counts) == (12, 31, False)
    facts = standings.standing_of(late.id).facts
    assert (facts.reviews, facts.unclosed) == ((), ())


def test_an_appeal_is_sent_once_by_oneself_and_answered_by_somebody_else(closed, employee, manager):
    own = account_of(employee)
    with pytest.raises(reviewing.ReviewRefused, match="Only they"):
        reviewing.appeal(employee, OCTOBER, WHY, actor=manager)
    made = reviewing.appeal(employee, OCTOBER, "Two days were sick leave.", actor=own)
    with pytest.raises(reviewing.ReviewRefused, match="first appeal"):
        reviewing.appeal(employee, OCTOBER, WHY, actor=own)
    with pytest.raises(reviewing.ReviewRefused, match="Somebody else answers"):
        reviewing.answer(made, upheld=True, said=WHY, actor=own)
    reviewing.answer(made, upheld=False, said="They were not counted.", actor=manager)
    with pytest.raises(reviewing.ReviewRefused, match="answered already"):
        reviewing.answer(made, upheld=True, said=WHY, actor=manager)
    assert reviewing.appeal(employee, OCTOBER, "Still.", actor=own).id != made.id


def test_two_who_close_at_once_close_once(app, employee, manager, at_once):
    reviewing.enter(employee, OCTOBER, FIGURES, actor=manager)
    employment_id = employee.id
    outcomes = at_once(
        lambda: (queries.employment(employment_id), db.session.get(Account, manager.id)),
        *[lambda seen: reviewing.close(seen[0], OCTOBER, actor=seen[1])] * 2,
    )
    assert outcomes[0] == "done" and outcomes[1] != "done"
    assert numbers()[1] == 1


# Files

HEAD = "姓名,月份,客户满意度,First response time,Resolution rate,Enquiries handled,Charm\n"


def test_a_file_is_read_in_either_language_with_a_problem_for_each_bad_line(employee, manager):
    text = HEAD + (
        "叶青禾,2026-10,4.7,41,92 %,74,1\n"
        "叶青禾,2026年9月,4.7,41,92,many,1\n"
        "Nobody,2026-10,4,4,4,4,1\n"
        "叶青禾,soon,4,4,4,4,1\n"
        "叶青禾,2026/10,5,5,5,5,1\n"
    )
    found = imports.read(text.encode(), queries.names_in_reach(manager), formula_queries.formulas(), None)
    assert found.unknown == ["Charm"]
    assert [(one.line, one.problem) for one in found.lines] == [
        (2, None),
        (3, "“many” is no number."),
        (4, "Nobody within your reach is called Nobody."),
        (5, "“soon” is no month: 2026-10."),
        (6, "Line 2 is about the same person and month."),
    ]
    assert found.lines[0].figures["resolution"] == 92


def test_the_same_file_twice_changes_nothing_and_a_changed_one_corrects(employee, manager):
    def take(satisfaction):
        text = HEAD + f"叶青禾,2026-10,{satisfaction},41,92,74,\n"
        read = imports.read(text.encode(), queries.names_in_reach(manager), formula_queries.formulas(), None)
        return importing.take_in(read.lines, "october.csv", actor=manager)

    assert take("4.7") == (1, 0)
    assert take("4.7") == (0, 0)
    reviewing.close(employee, OCTOBER, actor=manager)
    assert take("4.7") == (0, 0)
    assert take("4.2") == (0, 1)
    last = db.session.scalars(select(Entry).where(Entry.verb == "month corrected")).one()
    assert (last.way, last.reason) == (Way.IMPORT, "Imported from october.csv")
    assert len(queries.revisions(employee.id, OCTOBER)) == 2


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("1,240.5", D("1240.5")),
        ("92%", D(92)),
        ("４.８", D("4.8")),
        ("-3", D(-3)),
        ("x", None),
        ("１，２４０．５ ％", D("1240.5")),
        ("−3", D(-3)),
        ("4。8", D("4.8")),
        ("0", D(0)),
        ("", None),
        (" ", None),
        ("1,234", D(1234)),
        ("0,85", None),
        ("1.234,5", None),
        ("12,34", None),
        ("1,234.5", D("1234.5")),
        ("0,850", None),
        ("012,345", None),
        ("-1,234", D(-1234)),
        ("1,234,567", D(1234567)),
        ("1,2", None),
        ("1,240,5", None),
        ("12,40", None),
        ("1 240", None),
        ("1_240", None),
        ("1e3", None),
        ("5.", None),
        (",5", None),
        ("5²", None),
        ("92%%", None),
        ("NaN", None),
        ("sNaN123", None),
        ("-inf", None),
    ],
)
def test_numbers_are_read_as_people_type_them(said, read):
    assert imports.figure_read(said) == read


# Pages


def test_figures_are_typed_into_the_sheet_and_the_month_is_closed(employee, manager, browse):
    visitor = browse(manager)
    typed = {f"figure-{employee.id}-{key}": str(value) for key, value in FIGURES.items()}
    page = visitor.follow(visitor.post("/careers/reviews", data={"month": "2026-10", **typed}))
    assert "10 figures are saved." in page.text("main")
    assert "90.75" in page.text("table.sheet tbody")
    page = visitor.follow(visitor.post("/careers/reviews/closings", data={"month": "2026-10"}))
    assert "The month of 1 person is closed." in page.text("main")
    assert not page.all("table.sheet input")


def test_what_is_still_open_is_seen_alone_and_stays_so_until_all_is_closed(closed, manager, browse):
    visitor, path = browse(manager), "/careers/reviews?month=2026-10&open=1"
    assert "Nothing is open in this month" in visitor.get(path).text("[aria-labelledby=sheet]")
    other = an_employee("Still open")
    page = visitor.get(path)
    assert page.texts("table.sheet tbody th") == ["Still open"]
    assert page.text(".toolbar .seg") == "All 2 Still open 1"
    assert page.all("table.sheet thead th")[1].text.startswith("Customer satisfaction")
    typed = {f"figure-{other.id}-{key}": str(value) for key, value in FIGURES.items()}
    page = visitor.follow(visitor.post("/careers/reviews", data={"month": "2026-10", "open": 1, **typed}))
    assert page.texts("table.sheet tbody th") == ["Still open"]
    visitor.post("/careers/reviews/closings", data={"month": "2026-10", "open": 1})
    assert not visitor.get(path).has("table.sheet")


def test_a_cell_that_is_no_number_saves_nothing_and_stays(employee, manager, browse):
    typed = {f"figure-{employee.id}-satisfaction": "good", f"figure-{employee.id}-on time": "96"}
    page = browse(manager).post("/careers/reviews", data={"month": "2026-10", **typed}, expect=422)
    assert numbers() == [0, 0]
    assert {one["value"] for one in page.all("table.sheet input") if one["value"]} == {"good", "96"}


def test_nobody_types_figures_of_another_team(employee, browse):
    stranger = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    stranger.post("/careers/reviews", data={"month": "2026-10", f"figure-{employee.id}-on time": "96"})
    assert numbers() == [0, 0]
    stranger.get(f"/careers/people/{employee.id}/months/2026-10", expect=404)


def test_the_employee_reads_how_the_score_is_made_up_and_appeals(closed, employee, manager, browse):
    visitor = browse(account_of(employee))
    page = visitor.get("/careers/own/months/2026-10")
    assert "Customer satisfaction" in page.text("section[aria-labelledby=lines]")
    assert "90.75" in page.text(".page-head")
    visitor.post("/careers/own/months/2026-10", data={"said": ""}, expect=422)
    page = visitor.follow(visitor.post("/careers/own/months/2026-10", data={"said": "Sick for two days."}))
    assert "awaits an answer" in page.text("[aria-labelledby=appeals]")
    other = browse(manager)
    assert "叶青禾" in other.get("/careers/reviews?month=2026-10").text("[aria-labelledby=appeals]")
    shown = other.get(f"/careers/people/{employee.id}/months/2026-10")
    action = shown.one("[aria-labelledby=answer] form")["action"]
    page = other.follow(other.post(action, data={"verdict": "dismissed", "said": "Not counted."}))
    assert "Not counted." in page.text("[aria-labelledby=appeals]")
    trend = visitor.get("/careers/own/reviews")
    assert "Oct 2026" in trend.text("section[aria-labelledby=list]")
    assert "Oct 2026 90.75" in trend.one("svg.chart")["aria-label"]


def test_a_closed_month_is_corrected_on_its_page(closed, employee, manager, browse):
    visitor, path = browse(manager), f"/careers/people/{employee.id}/months/2026-10"
    typed = {f"figure-{employee.id}-satisfaction": "4.8"}
    visitor.post(f"{path}/corrections", data=typed, expect=422)
    page = visitor.follow(visitor.post(f"{path}/corrections", data={**typed, "reason": "A survey was late"}))
    assert "A survey was late" in page.text("[aria-labelledby=revisions]")
    assert page.text("[aria-labelledby=revisions] s") == "90.75"


def test_a_file_is_looked_at_before_it_is_taken_in(employee, manager, browse):
    visitor = browse(manager)
    text = HEAD + "叶青禾,2026-10,4.7,41,92,74,1\nNobody,2026-10,4,4,4,4,1\n"
    page = visitor.post(
        "/careers/reviews/import", {"file": (io.BytesIO(text.encode()), "october.csv")}, expect=200
    )
    assert "Take in 1 line" in page.text("section[aria-labelledby=found]")
    assert "Nobody within your reach" in page.text("[aria-labelledby=problems]")
    assert numbers() == [0, 0]
    fields = {one["name"]: one["value"] for one in page.all("form[action$=confirmed] input[type=hidden]")}
    page = visitor.follow(visitor.post("/careers/reviews/import/confirmed", data=fields))
    assert "1 months entered, 0 corrected" in page.text("main")
    assert numbers() == [4, 0]
    visitor.post("/careers/reviews/import/confirmed", data={"content": "%%%"}, expect=400)


def test_the_sheet_asks_as_much_for_many_as_for_few(employee, manager, browse):
    visitor, path = browse(manager), "/careers/reviews?month=2026-10"
    reviewing.enter(employee, OCTOBER, FIGURES, actor=manager)
    visitor.get(path)
    with count_statements(db.engine) as few:
        visitor.get(path)
    for _one in range(5):
        reviewing.enter(an_employee(), OCTOBER, FIGURES, actor=manager)
    with count_statements(db.engine) as many:
        visitor.get(path)
    assert many.count == few.count
