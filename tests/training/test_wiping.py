"""What was written about a trainee can be wiped when they ask for it, and nothing else of the row."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from core import clock
from core.db import db
from tests.training.classes import MONDAY, a_cohort, a_trainee, noon
from training import assessing, examining, remedying
from training.models import AssessorSheet, ExamMark, Remedy, SheetRating

DAY = MONDAY + timedelta(days=14)


@pytest.fixture
def day_of_test():
    return DAY


@pytest.fixture
def told(trainer):
    """Somebody is assessed with words, fails, and is given something to work on."""
    with clock.at(noon(MONDAY - timedelta(days=7))):
        cohort = a_cohort(trainer)
        trainee = a_trainee(cohort, trainer, "Bruno")
    theory, practical = cohort.programme_version.exams
    one = assessing.begin(trainee, practical, [trainer], DAY, actor=trainer)
    criteria = [item.id for item in one.rubric_version.criteria]
    seen = dict.fromkeys(criteria, "Bruno was late to say sorry.")
    assessing.submit(one, assessing.Sheet(dict.fromkeys(criteria, 4), seen, "Bruno is calm."), actor=trainer)
    score = examining.Score(Decimal(60), DAY, comment="Bruno was ill.")
    failed = examining.enter(trainee, theory, score, actor=trainer)
    remedying.assign(failed, remedying.RemedyPlan(None, note="Bruno needs a coach."), actor=trainer)
    return trainee


WORDS = [
    (AssessorSheet, "comment", "rejects"),
    (SheetRating, "evidence", "value"),
    (Remedy, "note", "assigned_at"),
    (ExamMark, "comment", "number"),
]


@pytest.mark.parametrize(("model", "words", "_other"), WORDS)
def test_what_was_written_about_somebody_can_be_wiped(told, trainer, browse, model, words, _other):
    column = getattr(model, words)
    rows = db.session.scalars(select(model).where(column.is_not(None))).all()
    assert rows
    for row in rows:
        setattr(row, words, None)
    db.session.flush()
    db.session.expire_all()
    assert db.session.scalars(select(model).where(column.is_not(None))).all() == []
    page = browse(trainer)
    page.get(f"/training/enrolments/{told.id}/exams")
    for attempt in db.session.scalars(select(ExamMark.attempt_id)).all():
        page.get(f"/training/exam-attempts/{attempt}")


@pytest.mark.parametrize(("model", "words", "other"), WORDS)
@pytest.mark.parametrize("how", ["other words", "something else with it", "something else alone"])
def test_nothing_else_of_the_row_can_be_changed(told, model, words, other, how):
    changes = {
        "other words": f"{words} = 'Bruno is rude.'",
        "something else with it": f"{words} = NULL, {other} = NULL",
        "something else alone": f"{other} = NULL",
    }
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(f"UPDATE {model.__tablename__} SET {changes[how]}"))
    db.session.rollback()
