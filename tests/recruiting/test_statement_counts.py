"""Pages ask the database a few times, and as often for ten thousand applications as for a hundred."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from core.db import db
from core.outbox import Letter
from people.permissions import Permission, Role
from recruiting import bulk, interviewing, undoing
from recruiting.bulk import Act, Kind
from recruiting.models import Stage, Visit
from recruiting.queries import standing
from tests import factories as make
from tests import many
from tests.recruiting.calendars import let_go
from tests.recruiting.scoring import a_panel, tomorrow

ASKED = {"board": 6, "list": 5, "candidate": 8, "move": 7, "home": 8}


def one_standing_in(position):
    query = select(Visit.application_id).join(Visit.stage).where(Visit.left_at.is_(None))
    found = db.session.scalars(query.where(Stage.position == position).order_by(Visit.id.desc())).first()
    return standing.latest_visit(found)


def ask_pages(page, opening, counted):
    """How often each page asks."""
    asked = {}
    for name, path in {
        "board": f"/openings/{opening.id}/board",
        "list": "/applications",
        "candidate": f"/applications/{one_standing_in(5).application_id}",
        "home": "/",
    }.items():
        with counted() as statements:
            page.get(path)
        asked[name] = statements.count
    visit = one_standing_in(1)
    move = {"to": visit.application.pipeline_version.stages[1].id, "seen": visit.seen, "tell": "y"}
    path = f"/applications/{visit.application_id}/moves"
    with counted() as statements:
        page.post(path, move)
    asked["move"] = statements.count
    return asked


def test_pages_ask_seldom(browse, counted):
    recruiter, opening = make.an_account(Role.RECRUITER), make.an_opening()
    many.applications(opening, 100)
    assert ask_pages(browse(recruiter), opening, counted) == ASKED


CALLED_OFF = 19
"""What a move costs that calls an interview off: beside the move, who has it in a calendar, what they were
told, the interview, and a letter with its part for calendars for each of them, all written at once."""


@pytest.mark.parametrize("so_many", [1, 5])
def test_whoever_is_told_that_an_interview_is_off_costs_no_more_than_one(browse, counted, so_many):
    visit = make.an_application(stage="first interview")
    a_panel(visit, so_many)
    interviewing.plan(visit, tomorrow(), 45, "Room 3", actor=None)
    let_go()
    page = browse(make.an_account(Role.RECRUITER, Role.MANAGER))
    page.get("/")
    move = {"to": make.a_stage(visit, "second interview").id, "seen": visit.seen, "tell": "y"}
    move |= {"reason": "The best we have met.", "override": "y"}
    before = letters()
    with counted() as statements:
        page.post(f"/applications/{visit.application_id}/moves", move)
    assert letters() - before == so_many + 2, "the candidate is told of the stage as well"
    assert statements.count == CALLED_OFF


def letters():
    return db.session.scalar(select(func.count()).select_from(Letter))


EACH_MOVED, EACH_UNDONE = 4, 5
"""Of each in a bulk: the visit left, the one entered, the entry and the letter; the visit voided, the one
taken up again with what it waits for, two questions, and the entry."""


def test_a_bulk_costs_a_few_statements_more_for_each(app, counted):
    recruiter = make.an_account(Role.RECRUITER)
    moved, undone = zip(*[in_bulk(recruiter, so_many, counted) for so_many in (4, 14)], strict=True)
    assert moved[1] - moved[0] == 10 * EACH_MOVED
    assert undone[1] - undone[0] == 10 * EACH_UNDONE


def in_bulk(recruiter, so_many, counted):
    """What it takes to move so many at once, and to take that back."""
    opening = make.an_opening()
    ids = [
        make.an_application(opening, make.a_person(f"Candidate {n}")).application_id for n in range(so_many)
    ]
    db.session.commit()
    visits = standing.visits_of(ids, recruiter, Permission.MOVE_APPLICATIONS)
    with counted() as moving:
        done = bulk.carry_out(Act(Kind.MOVE, bulk.NEXT), visits, seen(visits), actor=recruiter)
        db.session.commit()
    assert (len(done.done), done.letters) == (so_many, so_many)
    with counted() as undoing_it:
        undoing.undo(done.batch, actor=recruiter)
        db.session.commit()
    return moving.count, undoing_it.count


def seen(visits):
    return {visit.application_id: visit.seen for visit in visits}


@pytest.mark.parametrize("role", list(Role))
def test_the_home_page_of_every_role_asks_seldom(browse, counted, role):
    many.applications(make.an_opening(), 20)
    page = browse(make.an_account(role))
    with counted() as statements:
        page.get("/")
    assert statements.count <= ASKED["home"]


def plans(asked):
    """What the database does for each statement, as one text per statement."""
    connection = db.session.connection()
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    if explain == "EXPLAIN":  # of what it counts whole it would rather read all: is there another way?
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    for statement, parameters in asked:
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
        yield statement, "\n".join(str(row[-1]) for row in rows)


@contextmanager
def noted():
    """Every SELECT with its parameters, to be explained afterwards."""
    asked = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        if statement.startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


FULL = r"(visit|application|entry|person)\b"
IN_ORDER = r"(?! USING (COVERING )?INDEX ix_visit_standing)"
"""From the first row of a list on, as many as it shows."""
SCANS = re.compile(rf"^SCAN {FULL}{IN_ORDER}|Seq Scan on {FULL}", re.M)


@pytest.mark.slow
def test_ten_thousand_are_asked_for_as_seldom_and_looked_up_by_index(browse, counted):
    recruiter, opening = make.an_account(Role.RECRUITER), make.an_opening()
    many.applications(opening, 10_000)
    page = browse(recruiter)
    assert ask_pages(page, opening, counted) == ASKED, "as often as of a hundred, to the statement"
    with noted() as asked:
        page.get(f"/openings/{opening.id}/board")
        page.get("/applications")
        page.get(f"/applications/{one_standing_in(5).application_id}")
    scanned = [f"{statement}\n{plan}" for statement, plan in plans(asked) if SCANS.search(plan)]
    assert not scanned, "\n\n".join(scanned)
