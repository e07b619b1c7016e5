"""What the bench measures of people at work is what the verbs would have made: each is told both ways."""

from datetime import UTC, datetime

import pytest

from benchmarks import careers_filling, workplace
from benchmarks.careers_stories import closed_at, figures, noon, workers
from benchmarks.rows import highest, rows_of
from careers import complaints, reviewing
from careers.queries import standings
from core import clock
from core.db import db
from people import employment as employments
from people.models import Person
from people.states import DutyStatus, Ground
from recruiting import founding

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
FOUNDED = datetime(2020, 1, 6, 9, tzinfo=UTC)
NUMBER, MONTHS = 48, 3


@pytest.fixture
def prepared(app):
    with clock.at(FOUNDED):
        founding.found(clock.now())
        return workplace.prepare()


def told():
    return list(workers(NUMBER, NOW.date(), MONTHS))


def play(worker, teams, lead):
    """The same by the verbs alone."""
    with clock.at(worker.begun):
        person = Person(name=worker.name, email=worker.email, language="en", created_at=clock.now())
        db.session.add(person)
        db.session.flush()
        team = teams[worker.team]
        one = employments.employ(
            person, starts_on=worker.employed_on, team_id=team.id, site_id=team.site_id,
            line_manager_id=None, level=worker.level, actor=lead,
        )  # fmt: skip
        employments.begin_duty(one, DutyStatus.TRAINING, worker.employed_on, actor=lead)
        cleared = employments.clear(one, Ground.EARLIER, actor=lead)
        employments.begin_duty(one, DutyStatus.ON_DUTY, worker.first, clearance=cleared, actor=lead)
    for place, month in enumerate(worker.months):
        with clock.at(closed_at(month)):
            reviewing.enter(one, month, figures(worker.quality(place)), actor=lead)
            reviewing.close(one, month, actor=lead)
    if worker.upheld:
        with clock.at(noon(worker.upheld)):
            made = complaints.report(one, worker.upheld, careers_filling.SUMMARY, actor=lead)
            complaints.decide(made, upheld=True, finding=careers_filling.FINDING, actor=lead)


def written(above):
    """Every row beyond these ids, ids and references counted from there."""
    return [
        (table, {name: plain(table, name, value, above, row) for name, value in row.items()})
        for table, row in rows_of(careers_filling.TABLES, above)
    ]


def plain(table, name, value, above, row):
    owner = {"id": table, "subject_id": row.get("subject_kind")}.get(name, name.removesuffix("_id"))
    if isinstance(value, dict) and table == "entry":
        return {key: plain("", key, inner, above, {}) for key, inner in value.items()}
    if owner in above and isinstance(value, int) and value > above[owner]:
        return value - above[owner]
    return value


def test_rows_written_in_bulk_are_those_that_the_verbs_leave(prepared):
    lead, teams = prepared
    around = careers_filling.look_around(teams, lead)
    above = {one.__tablename__: highest(one) for one in careers_filling.TABLES}
    db.session.commit()
    for worker in told():
        play(worker, teams, lead)
    by_verbs = written(above)
    assert {"complaint", "review_revision", "review_figure"} <= {table for table, _row in by_verbs}
    db.session.rollback()
    above = {one.__tablename__: highest(one) for one in careers_filling.TABLES}
    assert careers_filling.fill(told(), around) == NUMBER
    assert by_verbs == written(above)


def test_some_are_ready_and_some_are_not(prepared):
    lead, teams = prepared
    with clock.at(NOW):
        careers_filling.fill(workers(300, NOW.date(), 14), careers_filling.look_around(teams, lead))
        everybody = standings.standings(standings.everybody(standings.people(lead)))
    assert len(everybody) == 300
    found = [one.outlook.readiness for one in everybody if one.target]
    assert {one.value for one in found} >= {"now", "later", "blocked"}
