"""While an appeal or an assessment by the rubric is open the next attempt waits for it, on every page; and
an assessment is over before its trainee goes elsewhere."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainer, noon
from training import appealing, assessing, examining, placing, workbook
from training.queries import exams as queries
from training.queries import practicals
from training.queries import retraining as retrainings
from training.rules.exams import Sitting, held_up
from training.states import Due, Obstacle, TrainingExit

DAY = MONDAY + timedelta(days=14)


@pytest.fixture
def day_of_test():
    return DAY


@pytest.fixture
def later(cohort):
    """Another class of the same team, which goes on for longer."""
    with clock.at(noon(DAY - timedelta(days=7))):
        return a_cohort(a_trainer(cohort.team), starts_on=DAY, team=cohort.team)


def begin(trainee, practical, trainer, *assessors):
    return assessing.begin(trainee, practical, assessors or [trainer], DAY, actor=trainer)


def failed(trainee, exam, trainer, mark=60):
    """An attempt that did not pass, with what was weak signed off."""
    made = examining.enter(trainee, exam, examining.Score(Decimal(mark), DAY), actor=trainer)
    examining.sign_off(made, actor=trainer, note=WHY)
    return made


@pytest.fixture
def own_page(trainee, browse):
    account = an_account(Role.EMPLOYEE)
    account.person = trainee.employment.person
    db.session.flush()
    return lambda: browse(account).get("/training/own").text("main")


@pytest.fixture
def pages(own_page, trainee, cohort, trainer, browse):
    """What trainee and trainer read of the exams: own page, their exams, the workbook, the class list."""
    paths = (f"enrolments/{trainee.id}/exams", f"cohorts/{cohort.id}/marks", f"cohorts/{cohort.id}/class")
    return lambda: [own_page(), *(browse(trainer).get(f"/training/{path}").text("main") for path in paths)]


@pytest.mark.parametrize("obstacle", Obstacle)
def test_what_stands_against_it_anyway_is_told_first(obstacle):
    sitting = Sitting(obstacle, left=1)
    assert held_up(sitting, is_appealed=True, is_assessed=True) == sitting


def test_an_appeal_is_told_before_an_assessment():
    both = held_up(Sitting(left=2), is_appealed=True, is_assessed=True)
    assert both == Sitting(Obstacle.APPEALED, left=2)
    assert held_up(Sitting(left=2), is_appealed=False, is_assessed=True).obstacle is Obstacle.ASSESSED
    assert held_up(Sitting(left=2), is_appealed=False, is_assessed=False).may


def test_no_page_says_that_an_exam_may_be_taken_while_an_appeal_is_open(
    trainee, theory, trainer, own_page, pages
):
    attempt = failed(trainee, theory, trainer)
    with clock.at(noon(DAY + timedelta(days=5))):
        assert "may be taken now" in own_page()
        appealing.file(attempt, actor=trainer, grounds=WHY)
        own, *others = pages()
        assert "An appeal is open; it is decided first. 2 attempts left." in own
        for told in others[1:]:
            assert "Theory exam" in told and "An appeal is open" in told
        assert {one.due for one in retrainings.due(trainer)} == {Due.APPEAL}


def test_no_page_says_that_an_exam_may_be_taken_while_it_is_being_assessed(
    trainee, cohort, theory, practical, trainer, pages, browse
):
    examining.enter(trainee, theory, examining.Score(Decimal(90), DAY), actor=trainer)
    one = begin(trainee, practical, trainer)
    for told in pages():
        assert "may be taken now" not in told
        assert "Being assessed by the rubric; the result follows." in told
    page = browse(trainer).get(f"/training/cohorts/{cohort.id}/marks")
    assert not page.has("input[data-column]")
    criteria = one.rubric_version.criteria
    assessing.submit(one, assessing.Sheet({item.id: 4 for item in criteria}), actor=trainer)
    assert queries.course(trainee.id, practical, DAY).is_passed


def test_no_number_is_typed_while_an_assessment_of_that_exam_is_open(trainee, cohort, practical, trainer):
    one = begin(trainee, practical, trainer)
    score = examining.Score(Decimal(90), DAY)
    with pytest.raises(examining.ExamRefused, match="Being assessed by the rubric"):
        examining.enter(trainee, practical, score, actor=trainer)
    place = workbook.Place(trainee.id, practical.id, 1)
    with pytest.raises(workbook.WorkbookRefused) as refused:
        workbook.save(cohort, [workbook.Cell(place, Decimal(90), DAY)], actor=trainer)
    assert "Being assessed by the rubric" in refused.value.problems[workbook.Spot(place)]
    assessing.withdraw(one, actor=trainer, reason=WHY)
    assert workbook.save(cohort, [workbook.Cell(place, Decimal(90), DAY)], actor=trainer) == 1


def test_nobody_is_transferred_while_an_assessment_is_open(trainee, practical, trainer, later):
    one = begin(trainee, practical, trainer)
    sentence = "Not transferred. An assessment by the rubric is open: Practical exam."
    with pytest.raises(placing.PlacementRefused, match=sentence):
        placing.transfer(trainee, later, actor=trainer, reason=WHY)
    assert practicals.open_of(trainee.id, practical.id) is one
    assessing.withdraw(one, actor=trainer, reason=WHY)
    assert placing.transfer(trainee, later, actor=trainer, reason=WHY).cohort_id == later.id


def test_whoever_leaves_leaves_no_assessment_open(trainee, practical, trainer):
    one = begin(trainee, practical, trainer, trainer, a_trainer())
    criteria = one.rubric_version.criteria
    assessing.submit(one, assessing.Sheet({item.id: 4 for item in criteria}), actor=trainer)
    placing.leave(trainee, TrainingExit.OWN_WISH, DAY, actor=trainer, reason=WHY)
    assert one.withdrawn_at is not None and len(one.sheets) == 1
    assert not [row for who in one.assessors for row in practicals.waiting_for(who.account_id)]
    entry = db.session.scalars(select(Entry).where(Entry.verb == "assessment withdrawn")).one()
    assert (entry.reason, entry.details["assessment"]) == (WHY, one.id)
