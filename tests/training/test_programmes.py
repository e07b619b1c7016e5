from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from core import clock
from core.db import db
from tests.factories import found
from training import founding, programmes
from training.defaults.programme import PLAN
from training.models import MaterialVersion, Programme, ProgrammeVersion
from training.plans import ProgrammeRefused, from_kept, plan_of
from training.queries import programmes as queries


@pytest.fixture
def programme(app) -> Programme:
    found()
    return queries.by_key("onboarding")


def test_a_new_installation_teaches_eight_modules_in_both_languages(programme):
    version = queries.newest(programme.id)
    assert [module.key for module in version.modules] == [
        "culture", "platform", "product", "workflow", "communication", "problems", "teamwork", "systems",
    ]  # fmt: skip
    assert all(set(module.name) == {"en", "zh_Hans"} for module in version.modules)
    assert [(exam.key, exam.kind) for exam in version.exams] == [
        ("theory", "theory"), ("practical", "practical"),
    ]  # fmt: skip
    assert sum(module.hours for module in version.modules) == 90


def test_what_is_founded_twice_is_there_once(programme):
    founding.found(clock.now())
    assert queries.newest_number(programme.id) == 1
    assert len(db.session.scalars(select(MaterialVersion)).all()) == 3


def test_a_version_says_what_its_plan_said(programme):
    assert plan_of(queries.newest(programme.id)) == PLAN
    assert from_kept(PLAN.kept()) == PLAN


def test_a_further_version_leaves_the_one_before(programme):
    first = queries.newest(programme.id)
    theory, practical = (replace(one, covers=("culture",)) for one in PLAN.exams)
    shorter = replace(PLAN, modules=PLAN.modules[:-1], exams=(theory, practical))
    second = programmes.publish(programme, shorter, now=clock.now(), actor=None)
    assert (second.number, len(second.modules), len(second.exams)) == (2, 7, 2)
    assert plan_of(queries.version(first.id)) == PLAN


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (replace(PLAN, modules=()), "at least one module"),
        (replace(PLAN, weeks=0), "from 1 to 52 weeks"),
        (replace(PLAN, modules=(PLAN.modules[0], PLAN.modules[0])), "same key"),
        (replace(PLAN, modules=PLAN.modules[::-1]), "Move it down"),
        (replace(PLAN, modules=(replace(PLAN.modules[0], hours=Decimal("0.3")),)), "half hours"),
        (replace(PLAN, modules=(replace(PLAN.modules[0], name={"en": "Culture"}),)), "both languages"),
        (replace(PLAN, exams=(replace(PLAN.exams[0], covers=("elsewhere",)),)), "covers no module"),
    ],
)
def test_what_cannot_be_taught_is_not_published(programme, plan, why):
    with pytest.raises(ProgrammeRefused, match=why):
        programmes.publish(programme, plan, now=clock.now(), actor=None)
    assert queries.newest_number(programme.id) == 1


@pytest.mark.parametrize(
    "deed", ["UPDATE module SET hours = 1", "DELETE FROM prerequisite", "DELETE FROM exam"]
)
def test_the_database_keeps_published_versions(programme, deed):
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(deed))
    db.session.rollback()


def test_two_versions_of_one_number_are_refused(programme):
    again = ProgrammeVersion(programme_id=programme.id, number=1, weeks=1, published_at=clock.now())
    db.session.add(again)
    with pytest.raises(DatabaseError):
        db.session.flush()
    db.session.rollback()
