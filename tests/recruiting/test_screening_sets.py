"""Screening questions as versioned data: what may be published, and who stays on which version."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from core.db import db
from people.permissions import Role
from recruiting import screening, screening_sets
from recruiting.models import RoleProfile, ScreeningVersion
from recruiting.queries import screening as answers
from recruiting.queries import screening_sets as queries
from recruiting.screening_sets import Option, ScreeningSetRefused
from recruiting.states import KnownFact, QuestionKind
from tests import factories as make
from tests.recruiting.screening import (
    GOOD_MARK,
    a_question,
    asked_of,
    given,
    publish,
    screened,
)


def test_every_role_profile_comes_with_questions_in_both_languages(app):
    make.found()
    for profile in db.session.scalars(select(RoleProfile)):
        version = queries.newest_of(queries.set_of_profile(profile.id).id)
        keys = [one.key for one in version.questions]
        assert {"shifts", "market language", "education", "service experience", "typing speed"} <= set(keys)
        assert all(one.prompt["en"] and one.prompt["zh_Hans"] for one in version.questions)
        knocking = {one.key for one in version.questions if any(o.knocks_out for o in one.options)}
        assert knocking == {"shifts", "market language", "education"}
        assert all(one.reason is not None for one in version.questions if one.key in knocking)


def test_who_answered_an_older_version_stays_on_it(opening, recruiter):
    early, late = screened(make.an_application(opening)), make.an_application(opening)
    publish(opening, a_question(), actor=recruiter)
    assert answers.answered(early.application).version.number == 1
    assert answers.answered(early.application).score.mark == GOOD_MARK
    assert answers.answered(late.application).version.number == 2
    screening.answer(early, given(early, typing_speed=99), actor=recruiter)  # corrected, still on v1
    assert answers.answered(early.application).version.number == 1


def test_a_changed_weight_makes_a_version_in_which_the_question_keeps_its_key(opening, recruiter):
    drafts = screening_sets.drafts(queries.newest_for(opening))
    publish(opening, replace(drafts[0], weight=Decimal(5)), *drafts[1:], actor=recruiter)
    newest = queries.newest_for(opening)
    assert (newest.number, newest.questions[0].key, newest.questions[0].weight) == (2, "shifts", 5)


def test_publishing_what_is_published_makes_no_version(opening, recruiter):
    assert publish(opening, *screening_sets.drafts(queries.newest_for(opening)), actor=recruiter) is None
    assert queries.newest_for(opening).number == 1


def test_the_second_of_two_who_publish_is_told(opening, recruiter):
    publish(opening, a_question(), actor=recruiter, based_on=1)
    with pytest.raises(ScreeningSetRefused, match="Somebody else published version 2"):
        publish(opening, a_question("Other?", "其他？"), actor=recruiter, based_on=1)


def test_an_opening_may_ask_its_own_questions(opening, recruiter):
    other = make.an_opening()
    own = screening_sets.begin_for_opening(opening, actor=recruiter)
    screening_sets.publish(own, [a_question()], actor=recruiter, opening=opening)
    assert len(queries.newest_for(opening).questions) == 1
    assert len(queries.newest_for(other).questions) > 1
    with pytest.raises(ScreeningSetRefused, match="questions of its own already"):
        screening_sets.begin_for_opening(opening, actor=recruiter)


def test_the_set_of_a_profile_is_not_for_who_recruits_for_one_team(opening):
    one_team = make.an_account(Role.RECRUITER, team=opening.team)
    with pytest.raises(ScreeningSetRefused, match="Your role does not allow it"):
        publish(opening, a_question(), actor=one_team)
    own = screening_sets.begin_for_opening(opening, actor=one_team)
    assert screening_sets.publish(own, [a_question()], actor=one_team, opening=opening)


# What is refused

BANDS = (
    Option(make.words("None"), Decimal(0), at_least=Decimal(0)),
    Option(make.words("Some"), Decimal(50), at_least=Decimal(2)),
)
CHOICES = (Option(make.words("A", "甲"), Decimal(10)), Option(make.words("B", "乙"), Decimal(90)))


def knocking_out(question):
    return replace(question, options=(question.options[0], replace(question.options[1], knocks_out=True)))


WRONG = {
    "the question is missing in Chinese": (
        a_question(chinese=" "), "questions-0-prompt_zh_Hans", "in both languages"),
    "why it is asked is missing": (
        a_question(job_related={"en": "", "zh_Hans": "需要"}),
        "questions-0-job_related_en", "why the work needs"),
    "it asks about age": (a_question("How old are you?"), "questions-0-prompt_en", "asks about age"),
    "it asks about children in Chinese": (
        a_question(chinese="您有孩子吗？"), "questions-0-prompt_zh_Hans", "asks about marriage, children"),
    "an answer names a protected matter": (
        a_question(kind=QuestionKind.CHOICE, options=(CHOICES[0], Option(make.words("Pregnant")))),
        "questions-0-options-1-label_en", "pregnancy"),
    "a knock-out without a reason": (
        knocking_out(a_question()), "questions-0-reason", "a person decides"),
    "a letter that waits too long": (
        a_question(letter_days=31), "questions-0-letter_days", "0 to 30 whole days"),
    "a letter that waits for no reason": (
        a_question(letter_days=2), "questions-0-letter_days", "only where a knock-out proposes"),
    "a weight below zero": (a_question(weight=Decimal(-1)), "questions-0-weight", "from 0 to 100"),
    "a weight that is no number": (a_question(weight=Decimal("NaN")), "questions-0-weight", "from 0 to 100"),
    "too many points": (
        a_question(kind=QuestionKind.CHOICE, options=(CHOICES[0], replace(CHOICES[1], points=Decimal(101)))),
        "questions-0-options-1-points", "from 0 to 100"),
    "a text with points": (
        a_question(kind=QuestionKind.TEXT, options=()), "questions-0-weight", "A text has no points"),
    "one answer to choose from": (
        a_question(kind=QuestionKind.CHOICE, options=CHOICES[:1]),
        "questions-0-options-1-label_en", "two answers"),
    "the same answer twice": (
        a_question(kind=QuestionKind.CHOICE, options=(CHOICES[0], CHOICES[0])),
        "questions-0-options-1-label_en", "stands here twice"),
    "no band at zero": (
        a_question(kind=QuestionKind.NUMBER, options=BANDS[1:]),
        "questions-0-options-0-at_least", "begins at 0"),
    "bands out of order": (
        a_question(kind=QuestionKind.NUMBER, options=BANDS[::-1]),
        "questions-0-options-1-at_least", "rising"),
    "a fact that cannot answer it": (
        a_question(known_from=KnownFact.SERVICE_YEARS), "questions-0-known_from", "does not answer"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_may_not_be_published_is_refused_under_its_field(opening, recruiter, case):
    question, field, said = WRONG[case]
    with pytest.raises(ScreeningSetRefused, match=said) as refusal:
        publish(opening, question, actor=recruiter)
    assert refusal.value.field == field
    assert db.session.scalar(select(func.max(ScreeningVersion.number))) == 1


def test_nothing_at_all_and_the_same_twice_are_refused(opening, recruiter):
    with pytest.raises(ScreeningSetRefused, match="at least one question"):
        publish(opening, actor=recruiter)
    drafts = screening_sets.drafts(queries.newest_for(opening))
    with pytest.raises(ScreeningSetRefused, match="asked twice"):
        publish(opening, drafts[0], drafts[0], actor=recruiter)


def test_new_questions_and_answers_get_keys_of_their_own(opening, recruiter):
    choice = a_question(kind=QuestionKind.CHOICE, options=CHOICES)
    publish(
        opening,
        a_question(),
        replace(choice, prompt=make.words("Which shift?", "哪个班次？")),
        actor=recruiter,
    )
    keys = [one.key for one in queries.newest_for(opening).questions]
    assert keys == ["can you work the night shift", "which shift"]
    assert [one.key for one in queries.newest_for(opening).questions[1].options] == ["a", "b"]


def test_a_knock_out_proposes_the_reason_that_was_chosen(opening, recruiter):
    reason = make.a_reason(key="experience")
    publish(opening, replace(knocking_out(a_question()), reason_id=reason.id), actor=recruiter)
    visit = make.an_application(opening)
    screening.answer(visit, given(visit, can_you_work_the_night_shift="no"), actor=recruiter)
    assert asked_of(visit)["can you work the night shift"].reason.key == "experience"
    assert len(answers.answered(visit.application).score.knock_outs) == 1
