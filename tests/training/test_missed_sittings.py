"""A sitting that was missed: excused later or corrected, and what was said before stays, with author and
reason."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from core import clock
from core.db import db
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, WHY, a_trainer, noon
from training import examining, missing, placing
from training.queries import exams, missed_sittings
from training.states import Missing, TrainingExit

DAY = MONDAY + timedelta(days=14)


@pytest.fixture
def day_of_test():
    return DAY


@pytest.fixture
def missed(trainee, theory, trainer):
    return missing.miss(trainee, theory, DAY, is_excused=False, actor=trainer, reason="No word from them")


def told(trainee):
    [one] = missed_sittings.of_enrolment(trainee.id)["theory"]
    return one


def test_a_missed_sitting_is_excused_later_and_the_old_word_stays(missed, trainee, theory, trainer):
    other = a_trainer(trainee.placements[0].cohort.team)
    with clock.at(noon(DAY + timedelta(days=2))):
        missing.correct(missed, Missing.EXCUSED, actor=other, reason="A doctor's note came")
    one = told(trainee)
    assert one.stands is Missing.EXCUSED
    assert [(said.word, said.reason, said.actor) for said in one.said] == [
        (Missing.NOT_EXCUSED, "No word from them", trainer.name),
        (Missing.EXCUSED, "A doctor's note came", other.name),
    ]
    assert exams.course(trainee.id, theory, DAY).sitting.left == 3


def test_what_was_entered_by_mistake_is_said_to_be_and_can_be_entered_again(missed, trainee, theory, trainer):
    missing.correct(missed, Missing.MISTAKEN, actor=trainer, reason="It was somebody else")
    assert told(trainee).stands is Missing.MISTAKEN
    with pytest.raises(examining.ExamRefused, match="entered already; correct it there"):
        missing.miss(trainee, theory, DAY, is_excused=True, actor=trainer, reason=WHY)
    missing.correct(missed, Missing.NOT_EXCUSED, actor=trainer, reason="It was not, after all")
    assert [said.word for said in told(trainee).said] == [
        Missing.NOT_EXCUSED, Missing.MISTAKEN, Missing.NOT_EXCUSED
    ]  # fmt: skip


def test_whoever_sat_the_exam_that_day_was_not_away(missed, trainee, theory, trainer):
    sat = examining.Score(Decimal(60), DAY)
    with pytest.raises(examining.ExamRefused, match="not to have been there") as refused:
        examining.enter(trainee, theory, sat, actor=trainer)
    assert refused.value.field == "on"
    missing.correct(missed, Missing.MISTAKEN, actor=trainer, reason=WHY)
    missing.correct(missed, Missing.EXCUSED, actor=trainer, reason=WHY)
    with pytest.raises(examining.ExamRefused, match="not to have been there"):
        examining.enter(trainee, theory, sat, actor=trainer)
    missing.correct(missed, Missing.MISTAKEN, actor=trainer, reason=WHY)
    examining.enter(trainee, theory, sat, actor=trainer)
    with pytest.raises(examining.ExamRefused, match="sat this exam on that day"):
        missing.correct(missed, Missing.EXCUSED, actor=trainer, reason=WHY)


def test_a_correction_says_something_else_and_why_and_is_not_ones_own(missed, trainee, trainer, manager):
    with pytest.raises(examining.ExamRefused, match="stands there already"):
        missing.correct(missed, Missing.NOT_EXCUSED, actor=trainer, reason=WHY)
    with pytest.raises(examining.ExamRefused, match="Say why") as refused:
        missing.correct(missed, Missing.EXCUSED, actor=trainer, reason=" ")
    assert refused.value.field == "reason"
    oneself = an_account(Role.TRAINER)
    oneself.person = trainee.employment.person
    db.session.flush()
    with pytest.raises(examining.ExamRefused, match="of their own"):
        missing.correct(missed, Missing.EXCUSED, actor=oneself, reason=WHY)
    placing.leave(trainee, TrainingExit.OWN_WISH, DAY, actor=trainer, reason=WHY)
    with pytest.raises(examining.ExamRefused, match="training is over"):
        missing.correct(missed, Missing.EXCUSED, actor=trainer, reason=WHY)
    assert len(told(trainee).said) == 1


def test_no_word_is_changed_in_the_database(missed, trainer):
    missing.correct(missed, Missing.EXCUSED, actor=trainer, reason=WHY)
    for statement in ("UPDATE missing_correction SET word = 'not excused'", "DELETE FROM missed_sitting"):
        with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_a_trainer_corrects_it_on_the_page_and_the_trainee_reads_it(missed, trainee, trainer, browse):
    visitor, path = browse(trainer), f"/training/missed-sittings/{missed.id}/corrections"
    before = visitor.get(f"/training/enrolments/{trainee.id}/exams")
    assert "not excused" in before.text("section[aria-labelledby=exam-theory]")
    assert before.has(f"form[action='{path}']")
    typed = {"word": "excused", "reason": " "}
    page = visitor.post(path, data=typed, expect=422)
    assert "Say why" in page.text("[data-refusal]")
    assert page.has(f"#missed-word-{missed.id} option[value=excused][selected]")
    page = visitor.post(path, data={"word": "", "reason": "Ill"}, expect=422)
    assert "Say what is true" in page.text("[data-refusal]")
    assert page.one(f"#missed-why-{missed.id}")["value"] == "Ill"
    page = visitor.follow(visitor.post(path, data=typed | {"reason": "Ill, with a note"}))
    said = page.text("section[aria-labelledby=exam-theory]")
    assert "excused · Ill, with a note" in said and "No word from them" in said
    account = an_account(Role.EMPLOYEE)
    account.person = trainee.employment.person
    db.session.flush()
    own = browse(account).get("/training/own")
    assert "Ill, with a note" in own.text("main") and not own.has(f"form[action='{path}']")
    browse(account).post(path, data=typed, expect=403)


def test_a_manager_reads_it_without_correcting(missed, trainee, manager, browse):
    page = browse(manager).get(f"/training/enrolments/{trainee.id}/exams")
    assert "not excused" in page.text("main") and not page.has("[id^=missed-word]")
    browse(manager).post(f"/training/missed-sittings/{missed.id}/corrections", data={}, expect=403)
