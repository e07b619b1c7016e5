"""What the bench measures is what the verbs would have made: each story is told both ways."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from benchmarks import filling, ground, rows
from benchmarks.stories import BY_WORD, TESTED, WHY, stories
from core import clock
from core.db import db
from recruiting import candidates, closing, counting, pipeline, results
from recruiting.models import DispositionReason, Newcomer
from recruiting.queries import demo, standing
from recruiting.states import Likeness

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
DRAWN = ("batch",)
"""Drawn by lot."""
COMPARED = (*filling.TABLES, Newcomer)
NUMBERED_ANYHOW = ("suspicion",)
"""The verbs note whom somebody may be in no order."""
OWNERS = {"subject": "application", "first": "person", "second": "person"}


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
    found = [
        (table, {name: plain(table, name, value, above) for name, value in row.items()})
        for table, row in rows.rows_of(COMPARED, above)
    ]
    ordered = [one for one in found if one[0] not in IN_NO_ORDER]
    return ordered + sorted((one for one in found if one[0] in IN_NO_ORDER), key=repr)


IN_NO_ORDER = ("search_gram", *NUMBERED_ANYHOW)


def plain(table, name, value, above):
    owner = {"id": table}.get(name, name.removesuffix("_id"))
    if name in DRAWN or (table in NUMBERED_ANYHOW and name == "id"):
        return value is not None
    if isinstance(value, dict) and table == "entry":
        return {key: plain(table, key, inner, above) for key, inner in value.items()}
    owner = OWNERS.get(owner, owner)
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
    models = [one for one in filling.TABLES if one.__tablename__ in filling.COUNTED]
    return {one.__tablename__: db.session.scalar(select(func.max(one.id))) or 0 for one in models}


def told_both_ways(told, prepared):
    """What the verbs write of it, and what is written in bulk."""
    actor, openings, look, reasons = prepared
    above = highest()
    for story in told:
        play(story, openings, actor, reasons)
    by_verbs = written(above)
    db.session.rollback()
    above = highest()
    assert filling.fill(told, look) == len(told)
    return by_verbs, written(above)


def test_rows_written_in_bulk_are_those_that_the_verbs_leave(prepared):
    told = list(stories(160, NOW))
    assert {story.end for story in told} == {None, "rejected", "withdrawn"}
    assert {len(story.moments) for story in told} == set(range(1, 8))
    by_verbs, in_bulk = told_both_ways(told, prepared)
    assert by_verbs == in_bulk
    assert {table for table, _row in by_verbs} == {one.__tablename__ for one in filling.TABLES}
    assert counting.differences() == []


def test_who_may_be_one_person_is_asked_in_bulk_as_the_verbs_ask(prepared):
    """A name that many bear, and two that only sound alike, in Latin letters."""
    names = [("李佳", "Li Jia", "zh_Hans"), ("李嘉", "Li Jia", "zh_Hans"), ("Jia Li", None, "en")]
    told = [
        replace(story, name=name, latin_name=latin, language=language)
        for story, (name, latin, language) in zip(stories(30, NOW), names * 10, strict=True)
    ]
    by_verbs, in_bulk = told_both_ways(told, prepared)
    asked = [row for table, row in by_verbs if table == "suspicion"]
    assert asked == [row for table, row in in_bulk if table == "suspicion"]
    assert len(asked) > 60 and {row["why"] for row in asked} == {Likeness.NAME}


def test_the_same_seed_tells_the_same_stories():
    assert list(stories(40, NOW)) == list(stories(40, NOW))
    assert list(stories(40, NOW, seed=2)) != list(stories(40, NOW))
