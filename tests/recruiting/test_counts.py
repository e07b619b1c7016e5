"""Numbers that pages show without counting are those that counting gives, whatever wrote the rows."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, event, select, text, update

from core import clock
from core.db import db
from recruiting import counting, pipeline
from recruiting.models import Application, Tally, Visit
from recruiting.queries import board, home, listing, standing
from recruiting.queries.filters import Filters
from recruiting.states import WaitsOn
from tests import factories as make
from tests import many

BIG = re.compile(r"SCAN (visit|application|person|entry|candidate)\b(?! USING .*ix_visit_standing)")


@pytest.fixture
def opening(recruiter):
    opening = make.an_opening()
    many.applications(opening, 60)
    return opening


def test_what_is_written_past_the_verbs_is_counted_all_the_same(opening):
    assert counting.differences() == []
    db.session.execute(update(Visit).where(Visit.left_at.is_(None)).values(waits_for="nothing"))
    db.session.execute(update(Application).values(status="hired", disposition_reason_id=None)
                       .where(Application.status == "nobody"))  # fmt: skip
    assert counting.differences() == []


def test_a_wrong_count_is_noticed_and_mended(opening):
    db.session.execute(update(Tally).where(Tally.what == "status").values(n=Tally.n + 1))
    db.session.execute(delete(Tally).where(Tally.what == "reached", Tally.word == "still there"))
    assert any("status" in line for line in counting.differences())
    assert any("reached" in line for line in counting.differences())
    counting.rebuild()
    assert counting.differences() == []


def test_folding_changes_no_count(opening):
    db.session.execute(update(Tally).values(slot=7).where(Tally.what == "standing"))
    counting.fold()
    assert counting.differences() == []
    if db.engine.dialect.name == "postgresql":
        assert db.session.scalars(select(Tally.slot).distinct()).all() == [0]


def test_what_has_come_to_nought_is_forgotten(recruiter):
    visit = make.an_application(make.an_opening())
    pipeline.advance(visit, actor=recruiter)
    counting.fold()
    assert 0 not in db.session.scalars(select(Tally.n)).all()


def test_the_command_says_whether_the_counts_are_true(app, opening):
    db.session.commit()
    assert app.test_cli_runner().invoke(args=["counts", "verify"]).exit_code == 0
    db.session.execute(update(Tally).values(n=Tally.n + 1))
    db.session.commit()
    told = app.test_cli_runner().invoke(args=["counts", "verify"])
    assert told.exit_code == 1
    assert "flask counts rebuild" in told.output
    assert app.test_cli_runner().invoke(args=["counts", "rebuild"]).exit_code == 0
    assert app.test_cli_runner().invoke(args=["counts", "verify"]).exit_code == 0


@pytest.mark.parametrize("hours", [0, 5, 13, 24, 24 * 4, 24 * 30])
def test_a_board_counts_the_same_with_and_without_the_tally(opening, recruiter, hours):
    everybody = Filters(applied_from=clock.today() - timedelta(days=4000))
    visit = standing.latest_visit(db.session.scalars(select(Application.id)).first())
    if visit.left_at is None:
        pipeline.hold(visit, actor=recruiter, reason="Waits for the works council.")
    with clock.at(clock.now() + timedelta(hours=hours) - timedelta(days=20)):
        kept = board.columns(opening, Filters(), recruiter, "longest")
        counted = board.columns(opening, everybody, recruiter, "longest")
    assert [(one.total, one.found, one.over) for one in kept] == [
        (one.total, one.found, one.over) for one in counted
    ]


NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LOOKS = (-61, -1, 0, 1, 29, 30, 31, 59, 60, 61, 119, 120, 12 * 60, 36 * 60)


@pytest.mark.parametrize("due", [0, 1, 30, 59])
def test_whoever_is_past_the_target_is_counted_once_from_that_very_minute(recruiter, due):
    """Days, whole hours and the hour at hand are counted apart: at none of their borders is anybody left out,
    or counted twice. `due` and LOOKS: minutes after noon."""
    visit = make.an_application()
    visit.due_at = NOON + timedelta(minutes=due)
    beside = make.an_application(visit.application.opening)  # in the same stage, waits on somebody else
    beside.due_at, beside.waits_on = NOON + timedelta(days=9), WaitsOn.MANAGER
    db.session.flush()
    for look in LOOKS:
        with clock.at(NOON + timedelta(minutes=look)):
            found = board.columns(visit.application.opening, Filters(), recruiter, "longest")
        assert sum(column.over for column in found) == (look > due), look
        assert sum(column.total for column in found) == 2


@pytest.mark.parametrize("status", ["open", "all", "active", "rejected"])
def test_a_list_is_as_long_as_the_tally_says(opening, recruiter, status):
    wanted = Filters(status=status)
    assert listing.count(wanted, recruiter) == len(
        listing.listed(wanted, recruiter, "longest", size=999).cards
    )


@pytest.mark.sqlite_only
def test_no_page_looks_through_a_big_table(opening, recruiter):
    seen = []
    note = lambda _c, _cursor, statement, parameters, *_rest: seen.append((statement, parameters))  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        board.columns(opening, Filters(), recruiter, "longest")
        listing.listed(Filters(), recruiter, "longest")
        listing.count(Filters(), recruiter)
        home.counts(recruiter)
        home.worklist(recruiter, WaitsOn.RECRUITER)
        yesterday = clock.now() - timedelta(days=1)
        home.numbers(recruiter, yesterday, awaiting=False, troubled=True, asked_for=True, proposed=True)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    raw = db.session.connection().connection.driver_connection
    for statement, parameters in seen:
        plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        assert not [line for line in plan if BIG.search(line)], (statement, plan)


@pytest.mark.postgresql_only
def test_people_who_move_cards_at_once_add_to_rows_of_their_own(app, opening):
    with db.engine.connect() as one, db.engine.connect() as other:
        for connection in (one, other):
            connection.execute(text("SET lock_timeout = 500"))
        ids = db.session.scalars(select(Visit.id).where(Visit.left_at.is_(None)).limit(2)).all()
        db.session.commit()
        for connection, number in zip((one, other), ids, strict=True):
            connection.execute(update(Visit).where(Visit.id == number).values(waits_on="outside"))
        one.commit()
        other.commit()
    assert counting.differences() == []
