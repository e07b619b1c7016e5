"""What the bench measures is what the verbs would have made: each story is told both ways."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from benchmarks import filling, ground, rows
from benchmarks.stories import BY_WORD, TESTED, WHY, stories
from core import clock
from core.db import db
from recruiting import candidates, closing, counting, pipeline, results
from recruiting.models import DispositionReason
from recruiting.queries import demo, standing

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
DRAWN = ("batch",)
"""Drawn by lot."""


def play(story, openings, actor, reasons):
    """The story by the verbs alone."""
    with clock.at(story.moments[0]):
        background = candidates.Background(
            story.name, story.email, story.latin_name, language=story.language, evening_shift=story.evening
        )
        visit = candidates.add(
            background,
            openings[story.opening],
            channel=demo.channels()[story.channel],
            actor=actor,
            tell=False,
        )
    for position, moment in enumerate(story.moments[1:]):
        with clock.at(moment):
            visit = standing.visit(visit.id)
            if position in TESTED:
                results.enter(visit, mark=story.marks[position], actor=actor)
                visit = standing.visit(visit.id)
            by_word = position in BY_WORD
            stages = pipeline.stages_of(visit)
            visit = pipeline.move(
                visit, stages[position + 1], actor=actor, reason=WHY if by_word else None,
                override=by_word, tell=False,
            )  # fmt: skip
    if story.end:
        end = {"rejected": closing.reject, "withdrawn": closing.withdraw}[story.end]
        with clock.at(story.ended_at):
            end(standing.visit(visit.id), reasons[story.end], actor=actor, tell=False)


def written(above):
    """Every row beyond these ids, ids and references counted from there, what is drawn by lot left out."""
    return [
        (table, {name: plain(table, name, value, above) for name, value in row.items()})
        for table, row in rows.rows_of(filling.TABLES, above)
    ]


def plain(table, name, value, above):
    owner = {"id": table}.get(name, name.removesuffix("_id"))
    if name in DRAWN:
        return value is not None
    if isinstance(value, dict) and table == "entry":
        return {key: plain(table, key, inner, above) for key, inner in value.items()}
    if owner == "subject":
        owner = "application"
    if owner in above and isinstance(value, int) and value > above[owner]:
        return value - above[owner]
    return value


@pytest.fixture
def prepared(app):
    actor, openings = ground.prepare(NOW)
    look = filling.look_around(openings, actor)
    reasons = {end: db.session.get_one(DispositionReason, number) for end, number in look.reasons.items()}
    return actor, openings, look, reasons


def highest():
    models = [one for one in filling.TABLES if one.__tablename__ != "candidate"]
    return {one.__tablename__: db.session.scalar(select(func.max(one.id))) or 0 for one in models}


def test_rows_written_in_bulk_are_those_that_the_verbs_leave(prepared):
    actor, openings, look, reasons = prepared
    told = list(stories(160, NOW))
    assert {story.end for story in told} == {None, "rejected", "withdrawn"}
    assert {len(story.moments) for story in told} == set(range(1, 8))
    above = highest()
    for story in told:
        play(story, openings, actor, reasons)
    by_verbs = written(above)
    db.session.rollback()
    above = highest()
    assert filling.fill(told, look) == len(told)
    assert by_verbs == written(above)
    assert counting.differences() == []


def test_the_same_seed_tells_the_same_stories():
    assert list(stories(40, NOW)) == list(stories(40, NOW))
    assert list(stories(40, NOW, seed=2)) != list(stories(40, NOW))
