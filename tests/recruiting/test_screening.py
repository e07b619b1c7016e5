"""Answers to the screening questions, and the score that a recruiter lets stand."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core import clock, outbox
from core.db import db
from core.letters import LetterTemplate
from core.outbox import Letter, LetterState
from core.record import Entry
from people.permissions import Role
from recruiting import closing, notices, pipeline, screening
from recruiting import screening_sets as sets_of
from recruiting.models import Candidate, Result, ScreeningAnswer
from recruiting.queries import screening as queries
from recruiting.queries import screening_sets as sets
from recruiting.queries import standing
from recruiting.screening import ScreeningRefused
from recruiting.screening_rules import Answer
from recruiting.states import AnsweredFrom, Education, Status, Verdict, Wait
from tests import factories as make
from tests.recruiting.screening import GOOD, GOOD_MARK, asked_of, given, publish, screened


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def visit(app):
    return make.an_application(person=make.a_person("Amara Okafor"))


def entries(visit, verb):
    of_it = (Entry.subject_kind == "application", Entry.subject_id == visit.application_id)
    return db.session.scalars(select(Entry).where(*of_it, Entry.verb == verb).order_by(Entry.id)).all()


def test_each_answer_counts_its_points_by_its_weight(visit):
    found = queries.answered(screened(visit).application)
    assert found.score.mark == GOOD_MARK
    assert found.score.is_final and not found.score.knock_outs
    points = {line.question.key: line.points for line in found.score.lines}
    assert points["service experience"] == 80 and points["reply to a buyer"] is None


def test_an_answer_is_corrected_by_a_new_one_and_the_old_one_stays(visit, recruiter):
    screened(visit, actor=recruiter)
    screening.answer(visit, given(visit, typing_speed=70), actor=recruiter)
    question = asked_of(visit)["typing speed"].id
    found = queries.answered(visit.application)
    assert found.answers[question].value == 70
    history = queries.history(found.sheet.id)[question]
    assert [(one.number, one.value, one.by) for one in history] == [(2, 70, "Shen Yue"), (1, 50, "Shen Yue")]


def test_an_answer_taken_back_is_no_answer_and_the_score_no_longer_final(visit):
    screened(visit)
    screening.answer(visit, given(visit, shifts=None), actor=None)
    found = queries.answered(visit.application)
    assert [line.question.key for line in found.score.missing] == ["shifts"]
    assert not found.score.is_final


def test_the_same_answers_once_more_change_nothing(visit):
    screened(visit)
    many = len(db.session.scalars(select(ScreeningAnswer)).all())
    assert screening.answer(visit, given(visit, **GOOD), actor=None) is False
    assert len(db.session.scalars(select(ScreeningAnswer)).all()) == many
    assert len(entries(visit, "screening answered")) == 1


def test_of_two_who_answer_at_once_the_second_is_told(visit, recruiter):
    seen = queries.answered(visit.application).seen
    screening.answer(visit, given(visit, shifts="yes"), actor=recruiter, seen=seen)
    with pytest.raises(ScreeningRefused, match="Somebody else answered"):
        screening.answer(visit, given(visit, shifts="no"), actor=recruiter, seen=seen)


def test_whoever_decides_on_older_answers_is_told(visit, recruiter):
    seen = visit.seen
    screened(visit)
    with pytest.raises(pipeline.Overtaken):
        pipeline.advance(standing.visit(visit.id), actor=recruiter, seen=seen)


def test_the_background_answers_what_it_knows_and_says_so(visit, recruiter):
    db.session.add(
        Candidate(
            person_id=visit.application.person_id,
            evening_shift=False,
            education=Education.BACHELOR,
            service_years=3,
        )
    )
    db.session.flush()
    screening.take_over(visit, actor=recruiter)
    found = queries.answered(visit.application)
    keys = {line.question.key: line for line in found.score.lines if line.answer.is_given}
    assert set(keys) == {"shifts", "education", "service experience"}
    assert {line.answer.answered_from for line in keys.values()} == {AnsweredFrom.BACKGROUND}
    assert keys["shifts"].knocks_out


@pytest.mark.parametrize(
    ("key", "wrong", "said"),
    [
        ("shifts", Answer(value=Decimal(1)), "no answer to this kind"),
        ("shifts", Answer(option_id=987654), "Choose one of the list"),
        ("typing speed", Answer(value=Decimal(-1)), "A number from 0"),
        ("typing speed", Answer(value=Decimal("NaN")), "A number from 0"),
        ("typing speed", Answer(value=Decimal("1.234")), "A number from 0"),
        ("typing speed", Answer(text="fast"), "no answer to this kind"),
        ("reply to a buyer", Answer(text="x" * 5001), "At most 5000"),
    ],
)
def test_what_is_no_answer_is_refused_under_its_question_and_nothing_is_kept(visit, key, wrong, said):
    question = asked_of(visit)[key].id
    with pytest.raises(ScreeningRefused, match=said) as refusal:
        screening.answer(visit, {**given(visit, shifts="yes"), question: wrong}, actor=None)
    assert refusal.value.field == f"answer_{question}"
    assert queries.answered(visit.application).sheet is None


def test_a_question_of_another_set_is_refused(visit):
    other = make.an_application(make.an_opening(profile="b2c mall"))
    with pytest.raises(ScreeningRefused, match="not asked in this version"):
        screening.answer(visit, {asked_of(other)["shifts"].id: Answer()}, actor=None)


def test_answers_are_given_while_somebody_stands_in_the_screening(visit, recruiter):
    on = pipeline.advance(visit, actor=None)
    with pytest.raises(ScreeningRefused, match="during the screening"):
        screening.answer(on, {}, actor=recruiter)
    ended = make.rejected(make.an_application())
    with pytest.raises(ScreeningRefused, match="has ended"):
        screening.answer(ended, {}, actor=recruiter)


def test_only_who_may_record_results_answers(visit):
    with pytest.raises(pipeline.MoveRefused, match="Your role does not allow it"):
        screening.answer(visit, {}, actor=make.an_account(Role.INTERVIEWER))


# The result


def test_a_confirmed_score_is_the_result_of_the_stage(visit, recruiter):
    screened(visit, actor=recruiter)
    screening.confirm(visit, actor=recruiter)
    stands = standing.visit(visit.id)
    assert (stands.mark, stands.verdict) == (GOOD_MARK, Verdict.PASSED)
    assert "v1" in db.session.scalars(select(Result)).one().comment


def test_a_later_score_corrects_the_result(visit, recruiter):
    screened(visit, actor=recruiter)
    screening.confirm(visit, actor=recruiter)
    screening.answer(visit, given(visit, typing_speed=0), actor=recruiter)
    assert (
        standing.visit(visit.id).mark == GOOD_MARK
    )  # what was confirmed stands until somebody confirms anew
    screening.confirm(visit, actor=recruiter)
    assert standing.visit(visit.id).mark == Decimal("72.7")
    assert [one.number for one in db.session.scalars(select(Result).order_by(Result.id))] == [1, 2]


def test_a_score_with_required_answers_missing_is_not_confirmed(visit, recruiter):
    screening.answer(visit, given(visit, typing_speed=50), actor=recruiter)
    with pytest.raises(ScreeningRefused, match="5 required questions are not answered"):
        screening.confirm(visit, actor=recruiter)
    assert standing.visit(visit.id).mark is None


# Knock-outs


def test_a_knock_out_proposes_and_leaves_the_deciding_to_a_person(visit, recruiter):
    screened(visit, actor=recruiter, shifts="no", education="secondary school")
    screening.confirm(visit, actor=recruiter)
    stands = standing.visit(visit.id)
    assert (stands.application.status, stands.waits_for, stands.left_at) == (
        Status.ACTIVE,
        Wait.DECISION,
        None,
    )
    proposed = queries.answered(visit.application).score.knock_outs
    assert [line.question.reason.key for line in proposed] == ["shifts", "education"]
    assert entries(visit, "screening answered")[-1].details["knock_outs"] == ["shifts", "education"]
    pipeline.advance(stands, actor=recruiter)  # the person decides otherwise


def test_rejecting_after_a_knock_out_is_an_act_with_a_reason(visit, recruiter):
    screened(visit, actor=recruiter, shifts="no")
    reason = queries.answered(visit.application).score.knock_outs[0].question.reason
    closing.reject(standing.visit(visit.id), reason, actor=recruiter, tell=False)
    assert entries(visit, "rejected")[-1].actor_id == recruiter.id
    assert visit.application.disposition_reason.key == "shifts"


def waiting(recruiter, opening, **days):
    """The newest questions of the opening; those named let their letters wait for so many days."""
    asked = sets_of.drafts(sets.newest_for(opening))
    publish(opening, *(replace(one, letter_days=days.get(one.key, 0)) for one in asked), actor=recruiter)


def letter_about(visit):
    of_them = Letter.to_address == visit.application.person.email
    told = select(Letter).join(Letter.template).where(of_them, LetterTemplate.key == notices.REJECTED)
    return db.session.scalars(told).one()


def test_the_letter_about_a_knock_out_waits_as_long_as_its_question_says(visit, recruiter):
    waiting(recruiter, visit.application.opening, shifts=3, education=9)
    screened(visit, actor=recruiter, shifts="no", education="secondary school")
    reasons = [line.question.reason for line in queries.answered(visit.application).score.knock_outs]
    closing.reject(standing.visit(visit.id), reasons[0], actor=recruiter)
    letter = letter_about(visit)
    assert letter.not_before - letter.created_at == timedelta(days=3)
    assert entries(visit, "rejected")[-1].details["letter_days"] == 3


@pytest.mark.parametrize("why", ["another reason", "the answer knocks nobody out", "a later stage"])
def test_every_other_letter_about_a_rejection_leaves_as_ever(visit, recruiter, why):
    waiting(recruiter, visit.application.opening, shifts=3)
    screened(visit, actor=recruiter, shifts="yes" if why == "the answer knocks nobody out" else "no")
    if why == "a later stage":
        screening.confirm(visit, actor=recruiter)
        visit = pipeline.advance(standing.visit(visit.id), actor=recruiter)
    shifts = asked_of(visit)["shifts"].reason
    reason = make.a_reason(key="experience") if why == "another reason" else shifts
    closing.reject(standing.visit(visit.id), reason, actor=recruiter)
    letter = letter_about(visit)
    assert letter.not_before - letter.created_at == outbox.undo_window()


def test_who_is_reinstated_before_the_letter_left_never_gets_it(visit, recruiter):
    waiting(recruiter, visit.application.opening, shifts=3)
    screened(visit, actor=recruiter, shifts="no")
    closing.reject(standing.visit(visit.id), asked_of(visit)["shifts"].reason, actor=recruiter)
    with clock.at(clock.now() + timedelta(days=2)):
        closing.reinstate(standing.visit(visit.id), actor=recruiter, reason="The evening shift suits.")
    db.session.expire_all()
    assert letter_about(visit).state is LetterState.CANCELLED


# The database


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE screening_answer SET value = 1",
        "DELETE FROM screening_answer",
        "UPDATE screening_option SET points = 1",
        "DELETE FROM screening_question",
        "UPDATE screening_version SET number = 9",
    ],
)
def test_the_database_itself_keeps_answers_and_published_questions(visit, statement):
    screened(visit)
    db.session.flush()
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_the_words_of_an_answer_can_be_wiped(visit):
    screening.answer(visit, given(visit, reply_to_a_buyer="I am Amara."), actor=None)
    db.session.execute(text("UPDATE screening_answer SET text = NULL"))
    assert queries.answered(visit.application).answers == {}
