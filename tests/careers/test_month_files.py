"""Files of monthly figures: thousands of lines by the very rules of one, columns explained once, undone."""

import io
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import func, select

from careers import entering, file_undoing, importing, imports, reviewing
from careers.models import ReviewFigure, ReviewImport
from careers.queries import entering as rows
from careers.queries import formulas, headings
from careers.queries import reviews as queries
from careers.states import FigureSource
from core.db import db
from core.record import Entry, Way
from core.tables_in import TableRefused
from people.models import Account
from people.permissions import Role
from tests.careers.people_at_work import WHY, an_employee
from tests.factories import a_team, an_account

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
HEAD = "Name,Month,Customer satisfaction,First response time,Resolution rate,Enquiries handled\n"
FULL = {
    "satisfaction": D("4.62"), "first response": D(41), "resolution": D("91.5"), "complaints": D("0.4"),
    "enquiries": D(74), "on time": D("96.1"), "teamwork": D("4.2"), "attendance": D(100),
}  # fmt: skip


@pytest.fixture
def both(app):
    team = a_team()
    return [an_employee(name, team=team) for name in ("Ada Field", "Bo Nyman")]


def read(text, manager, said=None):
    people = queries.names_in_reach(manager)
    return imports.read(text.encode(), people, formulas.formulas(), None, said)


def take(text, manager, name="october.csv"):
    return importing.take_in(read(HEAD + text, manager).lines, name, actor=manager)


def newest():
    return db.session.scalars(select(ReviewImport).order_by(ReviewImport.id.desc())).first()


def figures(employment, month=OCTOBER):
    return {
        key: one.figure for key, one in queries.figures([employment.id], month).get(employment.id, {}).items()
    }


# Taking in


def test_many_lines_leave_what_one_by_one_would_leave(both, manager):
    ada, bo = both
    take("Ada Field,2026-10,4.7,41,92,74\n", manager)
    given = {"satisfaction": D("4.7"), "first response": D(41), "resolution": D(92), "enquiries": D(74)}
    reviewing.enter(bo, OCTOBER, given, actor=manager)
    assert figures(ada) == figures(bo) == given
    by_file, by_hand = db.session.scalars(
        select(Entry).where(Entry.verb == "figures entered").order_by(Entry.id)
    )
    assert by_file.details == by_hand.details | {"source": "file"}
    assert (by_file.way, by_hand.way) == (Way.IMPORT, Way.HAND)
    assert by_file.batch == newest().batch and by_hand.batch is None


def test_a_line_that_cannot_be_taken_stops_all_and_names_itself(both, manager):
    own = an_employee("Own Self")
    own.person = manager.person
    db.session.flush()
    lines = read(HEAD + "Ada Field,2026-10,4,4,4,4\nBo Nyman,2026-12,4,4,4,4\n", manager).lines
    lines.append(importing.Line(9, "Own Self", own.id, OCTOBER, {"resolution": D(9)}))
    with pytest.raises(importing.ImportRefused) as refused:
        importing.take_in(lines, "f.csv", actor=manager)
    assert refused.value.problems == [
        (3, "Not saved. That month is still to come."),
        (9, "Not saved. Somebody else reviews your months."),
    ]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ReviewFigure)) == 0


def test_a_file_asks_as_much_for_many_as_for_few(both, manager, counted):
    team = a_team()
    with counted() as few:
        take("Ada Field,2026-10,4.7,41,92,74\n", manager)
    for number in range(30):
        an_employee(f"Person {number}", team=team)
    text = "".join(f"Person {number},2026-10,4.7,41,92,74\n" for number in range(30))
    with counted() as many:
        assert take(text, manager) == (30, 0)
    assert many.count <= few.count + 1


def test_a_heading_is_explained_once(both, manager, browse):
    visitor = browse(manager)
    text = "Name,Month,CSAT\nAda Field,2026-10,4.7\n"

    def file():
        return {"file": (io.BytesIO(text.encode()), "october.csv")}

    page = visitor.post("/careers/reviews/import", file(), expect=200)
    assert "csat" not in headings.said(manager)
    content = page.one("#confirmed-content")["value"]
    sent = {"content": content, "name": "october.csv", "month": "", "means-csat": "satisfaction"}
    again = visitor.post("/careers/reviews/import/looked-at-again", sent, expect=200)
    assert "Take in 1 line" in again.text("section[aria-labelledby=found]")
    assert again.one("[name=means-csat] option[selected]")["value"] == "satisfaction"
    visitor.post("/careers/reviews/import/confirmed", sent)
    assert figures(both[0]) == {"satisfaction": D("4.7")}
    page = visitor.post("/careers/reviews/import", file(), expect=200)
    assert "Take in 1 line" in page.text("section[aria-labelledby=found]")


def test_a_heading_cannot_be_said_to_mean_what_nothing_measures(both, manager):
    found = read("Name,Month,CSAT\nAda Field,2026-10,4.7\n", manager, {"csat": "charm"})
    assert (found.unknown, found.said) == (["CSAT"], {})
    with pytest.raises(TableRefused, match="headed by the name"):
        read("Name,Month\nAda Field,2026-10\n", manager)


# Undoing


def test_undoing_leaves_open_months_as_they_were(both, manager):
    ada, bo = both
    reviewing.enter(ada, OCTOBER, {"resolution": D(80)}, actor=manager)
    take("Ada Field,2026-10,4.7,41,92,74\nBo Nyman,2026-10,4.1,,,\n", manager)
    done = file_undoing.undo(newest(), actor=manager)
    assert done == file_undoing.Undone(2, [])
    assert (figures(ada), figures(bo)) == ({"resolution": D(80)}, {})
    assert db.session.scalar(select(func.count()).select_from(ReviewFigure)) == 11, "nothing is removed"
    take("Bo Nyman,2026-10,4.1,,,\n", manager, "again.csv")
    assert figures(bo) == {"satisfaction": D("4.1")}


def test_undoing_corrects_a_closed_month_that_the_file_corrected(both, manager):
    ada = both[0]
    reviewing.enter(ada, OCTOBER, FULL, actor=manager)
    first = reviewing.close(ada, OCTOBER, actor=manager)
    assert take("Ada Field,2026-10,3.1,41,92,74\n", manager) == (0, 1)
    assert queries.standing(ada.id, OCTOBER).score < first.score
    assert file_undoing.undo(newest(), actor=manager) == file_undoing.Undone(1, [])
    standing = queries.standing(ada.id, OCTOBER)
    assert (standing.number, standing.score) == (3, first.score)
    last = db.session.scalars(select(Entry).where(Entry.verb == "month corrected").order_by(Entry.id)).all()[
        -1
    ]
    assert last.reason == "Undone: the figures of october.csv"


def test_what_was_changed_or_closed_since_stays_and_is_named(both, manager):
    ada, bo = both
    full = "".join(f"{name},2026-10,4.7,41,92,74\n" for name in ("Ada Field", "Bo Nyman"))
    reviewing.enter(bo, OCTOBER, FULL | {"satisfaction": D(3)}, actor=manager)
    take(full, manager)
    made = newest()
    reviewing.enter(ada, OCTOBER, {"resolution": D(70)}, actor=manager)
    reviewing.close(bo, OCTOBER, actor=manager)
    done = file_undoing.undo(made, actor=manager)
    assert done.back == 0
    assert sorted(done.left) == [
        ("Ada Field", OCTOBER, "Somebody has changed it since."),
        ("Bo Nyman", OCTOBER, "The month was closed since; correct it on its page."),
    ]
    assert figures(ada)["resolution"] == D(70)


def test_a_file_is_undone_once_whoever_tries_at_once(both, manager, at_once):
    take("Ada Field,2026-10,4.7,41,92,74\n", manager)
    db.session.commit()
    import_id, manager_id = newest().id, manager.id
    outcomes = at_once(
        lambda: (db.session.get(ReviewImport, import_id), db.session.get(Account, manager_id)),
        *[lambda seen: file_undoing.undo(seen[0], actor=seen[1])] * 2,
    )
    assert sorted(one == "done" for one in outcomes) == [False, True]
    assert figures(both[0]) == {}


def test_a_file_that_changes_nothing_is_not_remembered(both, manager):
    text = "Ada Field,2026-10,4.7,41,92,74\n"
    take(text, manager)
    first = newest()
    assert take(text, manager, "again.csv") == (0, 0)
    assert newest() is first


def test_a_file_is_undone_on_the_page_by_whoever_took_it_in_or_reviews_everybody(both, manager, browse):
    take("Ada Field,2026-10,4.7,41,92,74\n", manager)
    path = f"/careers/reviews/imports/{newest().id}/undo"
    stranger = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    assert "No file was taken in yet." in stranger.get("/careers/reviews/imports").text("main")
    stranger.post(path, expect=404)
    visitor = browse(an_account(Role.MANAGER))
    assert "october.csv" in visitor.get("/careers/reviews/imports").text("tbody")
    page = visitor.follow(visitor.post(path))
    assert "1 month stands as before." in page.text("main") and "undone" in page.text("tbody")
    page = visitor.follow(visitor.post(path))
    assert "undone this file already" in page.text("main")
    file = visitor.get("/careers/reviews/imports?export=csv").response.get_data(as_text=True)
    assert "october.csv" in file


def test_formulas_for_many_are_those_for_each(both, manager):
    ids = [one.id for one in both]
    many = rows.formulas_for(ids, OCTOBER)
    assert many == {one: queries.formula_for(one, OCTOBER) for one in ids}
    early = OCTOBER - timedelta(days=900)
    assert rows.formulas_for(ids, early) == {one: queries.formula_for(one, early) for one in ids}


def test_the_dry_run_says_what_taking_in_would_refuse_and_the_rest_is_taken(both, manager, browse):
    own = an_employee("Own Self")
    own.person = manager.person
    own.person.name = "Own Self"
    db.session.flush()
    visitor = browse(manager)
    text = HEAD + "Ada Field,2026-10,4.7,41,92,74\nOwn Self,2026-10,5,5,99,99\n"
    file = {"file": (io.BytesIO(text.encode()), "october.csv")}
    page = visitor.post("/careers/reviews/import", file, expect=200)
    assert "Somebody else reviews your months" in page.text("[aria-labelledby=problems]")
    assert "Months entered: 1, corrected: 0" in page.text("section[aria-labelledby=found]")
    assert "Take in 1 line" in page.text("section[aria-labelledby=found]")
    assert db.session.scalar(select(func.count()).select_from(ReviewFigure)) == 0
    sent = {"content": page.one("#confirmed-content")["value"], "name": "october.csv", "month": ""}
    visitor.post("/careers/reviews/import/confirmed", sent)
    assert figures(both[0])["satisfaction"] == D("4.7") and figures(own) == {}


# One file after another


def a_file_says(satisfaction, manager, name):
    take(f"Ada Field,2026-10,{satisfaction},,,\n", manager, name)
    return newest()


def test_two_files_are_undone_the_later_one_first(both, manager):
    first, second = a_file_says("4.7", manager, "a.csv"), a_file_says("4.1", manager, "b.csv")
    assert file_undoing.undo(second, actor=manager).back == 1
    assert figures(both[0]) == {"satisfaction": D("4.7")}
    assert file_undoing.undo(first, actor=manager) == file_undoing.Undone(1, [])
    assert figures(both[0]) == {}


def test_a_file_under_a_later_one_waits_until_that_is_undone(both, manager):
    first, second = a_file_says("4.7", manager, "a.csv"), a_file_says("4.1", manager, "b.csv")
    done = file_undoing.undo(first, actor=manager)
    assert done.left == [("Ada Field", OCTOBER, "Somebody has changed it since.")]
    assert (done.back, first.undone_at) == (0, None), "so that it can be undone afterwards"
    file_undoing.undo(second, actor=manager)
    assert file_undoing.undo(first, actor=manager).back == 1
    assert figures(both[0]) == {}


def test_a_file_that_was_undone_in_part_does_not_come_back_from_under_a_later_one(both, manager):
    take("Ada Field,2026-10,4.7,,,\nBo Nyman,2026-10,4.6,,,\n", manager, "a.csv")
    first, second = newest(), a_file_says("4.1", manager, "b.csv")
    assert file_undoing.undo(first, actor=manager).back == 1
    file_undoing.undo(second, actor=manager)
    assert figures(both[0]) == figures(both[1]) == {}


def test_what_somebody_typed_again_after_a_file_stays(both, manager):
    made = a_file_says("4.7", manager, "a.csv")
    for typed in ("4.1", "4.7"):
        reviewing.enter(both[0], OCTOBER, {"satisfaction": D(typed)}, actor=manager)
    assert file_undoing.undo(made, actor=manager).back == 0
    assert figures(both[0]) == {"satisfaction": D("4.7")}


def test_two_files_over_a_closed_month_are_undone_one_after_the_other(both, manager):
    reviewing.enter(both[0], OCTOBER, FULL, actor=manager)
    score = reviewing.close(both[0], OCTOBER, actor=manager).score
    made = [a_file_says(figure, manager, f"{figure}.csv") for figure in ("3.1", "2.2")]
    for one in reversed(made):
        assert file_undoing.undo(one, actor=manager) == file_undoing.Undone(1, [])
    assert queries.standing(both[0].id, OCTOBER).score == score


def test_what_is_put_back_comes_from_where_it_came_from(both, manager):
    given = {"teamwork": D("4.5")}
    entering.add_for_many(OCTOBER, {both[0].id: given}, actor=manager, source=FigureSource.MUTUAL)
    text = "Name,Month,teamwork\nAda Field,2026-10,3\n"
    importing.take_in(read(text, manager).lines, "t.csv", actor=manager)
    file_undoing.undo(newest(), actor=manager)
    assert queries.figures([both[0].id], OCTOBER)[both[0].id]["teamwork"] == (
        D("4.5"), FigureSource.MUTUAL, 3,
    )  # fmt: skip


def test_whom_one_reviews_no_longer_is_left_as_they_are(both, manager):
    made = a_file_says("4.7", manager, "a.csv")
    elsewhere = an_account(Role.MANAGER, team=a_team("Elsewhere"))
    made.account_id = elsewhere.id
    db.session.flush()
    assert file_undoing.undo(made, actor=elsewhere).left == [
        ("Ada Field", OCTOBER, "You do not review them.")
    ]
    assert figures(both[0]) == {"satisfaction": D("4.7")} and made.undone_at is None


def test_a_correction_that_could_not_be_closed_changes_no_figure(both, manager):
    ada = both[0]
    reviewing.enter(ada, OCTOBER, FULL, actor=manager)
    reviewing.close(ada, OCTOBER, actor=manager)
    nothing = dict.fromkeys(FULL)
    with pytest.raises(reviewing.ReviewRefused, match="of the weight are there"):
        reviewing.correct(ada, OCTOBER, nothing, actor=manager, reason=WHY)
    assert figures(ada)["satisfaction"] == D("4.62")


def test_the_same_file_with_more_decimals_than_are_kept_changes_nothing_twice(both, manager):
    text = "Ada Field,2026-10,4.123456,,,\n"
    reviewing.enter(both[0], OCTOBER, FULL, actor=manager)
    reviewing.close(both[0], OCTOBER, actor=manager)
    assert (take(text, manager), take(text, manager)) == ((0, 1), (0, 0))


def test_a_heading_is_learned_by_whoever_said_it_and_forgotten_when_it_means_nothing(manager):
    importing.learn({"csat": "satisfaction"}, ["csat"], actor=manager)
    assert headings.said(manager) == {"csat": "satisfaction"}
    assert headings.said(an_account(Role.MANAGER)) == {}
    importing.learn({"csat": "complaints"}, ["csat"], actor=manager)
    assert headings.said(manager) == {"csat": "complaints"}
    importing.learn({}, ["csat"], actor=manager)
    assert headings.said(manager) == {}
