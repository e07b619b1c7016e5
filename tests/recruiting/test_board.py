"""The board of an opening: who stands where, what the filters leave, and what it costs to show."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import pipeline
from recruiting.models import Candidate
from recruiting.queries import board as queries
from recruiting.queries.filters import Filters
from tests import factories as make
from tests import many


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def opening(app):
    return make.an_opening(seats=2)


def address(opening, query=""):
    return f"/openings/{opening.id}/board{query}"


def names(page):
    return page.texts(".app-card .person")


def column(page, key):
    return page.soup.select_one(f'.cards[data-stage="{key}"]')


def test_each_stage_is_a_column_in_order(browse, recruiter, opening):
    make.an_application(opening)
    page = browse(recruiter).get(address(opening))
    assert page.texts(".col-head h2") == [
        "Résumé screening", "Online test", "First interview", "Second interview", "Scenario simulation",
        "Background check", "Offer",
    ]  # fmt: skip
    assert page.heading == "Global marketplace specialist, English"


def test_a_card_stands_in_the_column_of_its_stage(browse, recruiter, opening):
    make.an_application(opening, make.a_person("Daniel Reyes"), "first interview")
    page = browse(recruiter).get(address(opening))
    assert "Daniel Reyes" in column(page, "first interview").get_text()
    assert "Daniel Reyes" not in column(page, "screening").get_text()


def test_the_longest_stay_comes_first_and_what_is_past_its_target_is_counted(browse, recruiter, opening):
    tuesday = datetime(2026, 10, 13, 4, tzinfo=UTC)
    for days, name in ((4, "Over the weekend"), (11, "Forgotten"), (7, "Late")):
        with clock.at(tuesday - timedelta(days=days)):
            make.an_application(opening, make.a_person(name))
    with clock.at(tuesday):
        page = browse(recruiter).get(address(opening))
    assert names(page) == ["Forgotten", "Late", "Over the weekend"]
    assert page.text(".col-head .over") == "2 over"
    assert "11 of 5 d" in page.text(".app-card:first-child .stay-over")
    assert "4 of 5 d" in page.text(".app-card:last-child .stay"), "three working days, with the weekend five"


def test_newest_first_turns_the_order_round(browse, recruiter, opening):
    now = clock.now()
    for days, name in ((1, "Fresh"), (9, "Forgotten")):
        with clock.at(now - timedelta(days=days)):
            make.an_application(opening, make.a_person(name))
    assert names(browse(recruiter).get(address(opening, "?sort=newest"))) == ["Fresh", "Forgotten"]


def test_best_mark_first_puts_those_without_one_last(browse, recruiter, opening):
    for name, mark in (("Without", None), ("Seventy", 70), ("Ninety", 90)):
        visit = make.an_application(opening, make.a_person(name), "online test")
        if mark:
            make.a_result(visit, mark)
    page = browse(recruiter).get(address(opening, "?sort=mark"))
    assert names(page) == ["Ninety", "Seventy", "Without"]


def test_a_mark_is_tinted_by_the_pass_mark_of_where_it_was_given(browse, recruiter, opening):
    make.a_result(make.an_application(opening, make.a_person("Above"), "online test"), 88)
    make.a_result(make.an_application(opening, make.a_person("Under"), "online test"), 64)
    page = browse(recruiter).get(address(opening))
    assert "88" in page.text(".score-good") and "64" in page.text(".score-bad")


def test_the_last_mark_stays_on_the_card_in_the_next_stage(browse, recruiter, opening):
    visit = make.an_application(opening, stage="online test")
    make.a_result(visit, 88)
    pipeline.advance(visit, actor=None)
    page = browse(recruiter).get(address(opening))
    assert "88" in column(page, "first interview").get_text()


def test_you_is_said_only_to_the_one_it_waits_for(browse, recruiter, opening):
    make.an_application(opening)
    manager = make.an_account(Role.MANAGER)
    assert browse(recruiter).get(address(opening)).has(".waits-you")
    assert not browse(manager).get(address(opening)).has(".waits-you")


def test_held_and_referred_are_said_on_the_card(browse, recruiter, opening):
    visit = make.an_application(opening)
    pipeline.hold(visit, actor=None, reason="Back from leave in May.")
    visit.application.referrer = make.a_person("A colleague")
    page = browse(recruiter).get(address(opening))
    assert page.texts(".app-card .tag") == ["on hold", "referred"]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("text=dani", ["Daniel Reyes"]),
        ("text=REYES", ["Daniel Reyes"]),
        ("text=mei@", ["Mei Lin"]),
        ("text=100%25", []),
        ("referred=y", ["Mei Lin"]),
        ("evening=y", ["Mei Lin"]),
        ("channel=campus", ["Daniel Reyes"]),
        ("waits=me", ["Daniel Reyes"]),
        ("waits=candidate", ["Mei Lin"]),
        ("stage=online test", ["Mei Lin"]),
        ("score_min=80", []),
        ("status=on hold", []),
        ("overdue=y", []),
        ("applied_from=2020-01-01", ["Daniel Reyes", "Mei Lin"]),
        ("applied_to=2020-01-01", []),
        ("applied_from=nonsense&score_min=many&waits=nobody", ["Daniel Reyes", "Mei Lin"]),
    ],
)
def test_a_filter_leaves_whoever_fits(browse, recruiter, opening, query, left):
    make.an_application(opening, make.a_person("Daniel Reyes"), channel="campus")
    mei = make.a_person("Mei Lin", email="mei@example.org")
    visit = make.an_application(opening, mei, "online test")
    visit.application.referrer = make.a_person("A colleague")
    db.session.add(Candidate(person_id=mei.id, evening_shift=True))
    page = browse(recruiter).get(address(opening, f"?{query}"))
    assert sorted(names(page)) == sorted(left)


def test_a_filter_is_a_chip_whose_cross_removes_it(browse, recruiter, opening):
    make.an_application(opening, make.a_person("Daniel Reyes"))
    page = browse(recruiter).get(address(opening, "?text=dan&overdue=y"))
    assert page.texts(".chip-on") == ["Name, contact or résumé: dan", "Past target: yes"]
    without = [link["href"] for link in page.all(".chip-x")]
    assert without == [address(opening, "?overdue=y"), address(opening, "?text=dan")]
    assert "No one matches these filters" in page.text("main")


def test_more_than_fifty_are_paged_by_key(browse, recruiter, opening):
    first = clock.now() - timedelta(days=60)
    for number in range(53):
        with clock.at(first + timedelta(hours=number)):
            make.an_application(opening, make.a_person(f"Number {number:02}"))
    page = browse(recruiter).get(address(opening))
    assert len(names(page)) == 50 and page.text(".col-more") == "Show 3 more"
    rest = browse(recruiter).get(page.one(".col-more")["href"])
    assert names(rest) == ["Number 50", "Number 51", "Number 52"]
    assert not rest.has(".col-more")


def test_an_application_on_an_older_version_stands_in_the_column_of_the_same_step(browse, recruiter, opening):
    visit = make.an_application(opening, make.a_person("Began earlier"), "online test")
    opening.pipeline_version = make.a_further_version(opening.pipeline_version, without="background check")
    make.an_application(opening, make.a_person("Began now"), "online test")
    late = make.an_application(opening, make.a_person("Where nobody goes now"))
    late.application.pipeline_version_id = visit.application.pipeline_version_id
    page = browse(recruiter).get(address(opening))
    assert {"Began earlier", "Began now"} <= set(column(page, "online test").get_text("|").split("|"))
    assert "1 on v1" in page.text(".col-note")
    assert "1 finishes on v1" in page.text(".facts")


def test_a_stage_that_is_gone_from_the_pipeline_keeps_its_column_while_somebody_stands_there(
    browse, recruiter, opening
):
    make.an_application(opening, make.a_person("Still checked"), "background check")
    opening.pipeline_version = make.a_further_version(opening.pipeline_version, without="background check")
    page = browse(recruiter).get(address(opening))
    assert "Still checked" in column(page, "background check").get_text()
    assert page.texts(".col-head h2")[-1] == "Background check"


def test_rejected_ones_are_shown_where_they_ended(browse, recruiter, opening):
    visit = make.an_application(opening, make.a_person("Daniel Reyes"), "online test")
    make.rejected(visit)
    assert not names(browse(recruiter).get(address(opening)))
    page = browse(recruiter).get(address(opening, "?status=rejected"))
    assert "Daniel Reyes" in column(page, "online test").get_text()


def test_a_board_out_of_reach_is_not_found(browse, opening):
    elsewhere = make.an_account(Role.RECRUITER, team=make.a_team("Another"))
    browse(elsewhere).get(address(opening), expect=404)


def test_a_member_of_the_team_may_look_but_an_interviewer_may_not(browse, opening):
    browse(make.an_account(Role.INTERVIEWER)).get(address(opening), expect=403)


def test_an_empty_board_says_what_happens_next(browse, recruiter, opening):
    browser = browse(recruiter)
    page = browser.get(address(opening))
    assert page.text(".empty h2") == "Nobody is in this pipeline"
    assert all(browser.get(one["href"]).status == 200 for one in page.all(".empty a"))


def test_the_board_is_complete_in_chinese(browse, opening):
    recruiter = make.an_account(Role.RECRUITER, language="zh_Hans")
    make.an_application(opening)
    page = browse(recruiter).get(address(opening))
    assert page.texts(".col-head h2")[:2] == ["简历筛选", "在线测试"]


# What it costs


@pytest.mark.parametrize("many", [1, 30])
def test_the_board_takes_six_statements_however_many_there_are(browse, counted, recruiter, opening, many):
    for number in range(many):
        make.an_application(opening, stage=("screening", "online test", "first interview")[number % 3])
    browser = browse(recruiter)
    with counted() as seen:
        browser.get(address(opening))
    assert seen.count <= 6


@pytest.mark.sqlite_only
def test_the_first_cards_come_from_the_index_on_sqlite(app, recruiter, opening):
    plan = " ".join(explained(opening, recruiter, "EXPLAIN QUERY PLAN "))
    assert "ix_visit_board" in plan and "SCAN visit" not in plan


@pytest.mark.postgresql_only
def test_the_first_cards_come_in_their_order_from_the_index_on_postgresql(app, recruiter, opening):
    many.applications(make.an_opening(), 700)
    many.applications(opening, 70)
    for other in ("seqscan", "hashjoin", "mergejoin", "sort", "incremental_sort"):
        # Few are as well read whole and sorted. Of a hundred thousand only the first are worth reading.
        db.session.execute(text(f"SET LOCAL enable_{other} = off"))
    plan = " ".join(explained(opening, recruiter, "EXPLAIN "))
    assert plan.count("using ix_visit_board on visit") == len(opening.pipeline_version.stages), plan
    assert "Seq Scan on visit " not in plan


def explained(opening, reader, ask):
    for key in ("screening", "online test"):
        make.an_application(opening, stage=key)
    said = []
    for statement in statements_of(opening, reader):
        said += [str(row) for row in db.session.execute(text(ask + statement)).all()]
    return said


def statements_of(opening, reader):
    """The board's own statements, their values written out."""
    sent = []
    run = db.session.execute

    def listen(statement, *rest, **more):
        compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
        sent.append(str(compiled).replace(":", "\\:"))
        return run(statement, *rest, **more)

    db.session.execute = listen
    try:
        queries.columns(opening, Filters(), reader, "longest")
    finally:
        del db.session.execute
    return sent
