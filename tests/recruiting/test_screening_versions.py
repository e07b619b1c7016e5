"""An answered application goes on with newer questions on purpose alone, and nothing answered is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import blind_review, pipeline, screening, screening_sets
from recruiting.models import Result, ScreeningAnswer
from recruiting.queries import rule_screening, standing
from recruiting.queries import screening as queries
from recruiting.queries import screening_sets as sets
from recruiting.screening import ScreeningRefused
from recruiting.screening_rules import Answer
from tests import factories as make
from tests.recruiting.screening import GOOD_MARK, a_question, asked_of, given, publish, screened


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="沈悦")


@pytest.fixture
def opening(recruiter):
    return make.an_opening(actor=recruiter)


@pytest.fixture
def visit(opening, recruiter):
    return screened(make.an_application(opening, make.a_person("Amara Okafor")), actor=recruiter)


def as_now(opening):
    """Key → draft of each question that is asked now."""
    return {one.key: one for one in screening_sets.drafts(sets.newest_for(opening))}


def republished(opening, recruiter):
    """Typing is not asked any more, the bachelor is no choice any more, nights are asked for."""
    drafts = as_now(opening)
    del drafts["typing speed"]
    school = drafts["education"]
    others = tuple(one for one in school.options if one.key != "bachelor")
    drafts["education"] = replace(school, options=others, known_from=None)
    return publish(opening, *drafts.values(), a_question(), actor=recruiter)


def known(visit):
    return queries.answered(visit.application)


def newer(visit):
    return queries.newer(visit.application, known(visit))


def test_it_stays_on_its_version_until_somebody_moves_it(visit, opening, recruiter):
    assert newer(visit) is None
    first = known(visit).version.id
    second = republished(opening, recruiter)
    assert known(visit).version.id == first and known(visit).score.mark == GOOD_MARK
    assert newer(visit).version.id == second.id


def test_what_is_the_same_by_its_key_stays_answered_and_the_rest_is_asked(visit, opening, recruiter):
    republished(opening, recruiter)
    shown = newer(visit)
    before = db.session.scalar(select(func.count()).select_from(ScreeningAnswer))
    assert screening.move_to_newest(visit, actor=recruiter, seen=shown.seen) == shown.version
    now, questions = known(visit), asked_of(visit)
    assert now.version == shown.version and now.score == shown.score and newer(visit) is None
    kept = {one.key for one in questions.values() if one.id in now.answers}
    assert kept == {"shifts", "market language", "service experience", "e-commerce experience"}
    assert {one.key for one in shown.again} == set(questions) - kept
    assert [one.key for one in shown.gone] == ["typing speed"]
    assert now.answers[questions["service experience"].id].value == 2
    after = db.session.scalar(select(func.count()).select_from(ScreeningAnswer))
    assert after == before + len(kept), "the answers of before stay as they were given"
    entry = db.session.scalars(select(Entry).where(Entry.verb == "questions changed")).one()
    assert entry.details["gone"] == ["typing speed"] and set(entry.details["carried"]) == kept


def test_a_result_that_stands_stays_until_the_new_score_is_confirmed(visit, opening, recruiter):
    screening.confirm(visit, actor=recruiter)
    republished(opening, recruiter)
    screening.move_to_newest(visit, actor=recruiter)
    assert db.session.scalars(select(Result)).one().mark == GOOD_MARK
    with pytest.raises(ScreeningRefused, match="required"):
        screening.confirm(visit, actor=recruiter)
    open_ones = [line.question for line in known(visit).score.missing]
    last = {one.id: Answer(option_id=one.options[-1].id) for one in open_ones}
    screening.answer(visit, last, actor=recruiter)
    assert screening.confirm(visit, actor=recruiter).mark == known(visit).score.mark


def test_where_nothing_stays_everything_is_asked_from_that_moment_on(visit, opening, recruiter):
    publish(opening, a_question(), actor=recruiter)
    mine = [visit.application_id]
    with clock.at(clock.now() + timedelta(hours=1)):
        screening.move_to_newest(visit, actor=recruiter)
    assert known(visit).answers == {} and known(visit).score.mark is None
    assert rule_screening.course(mine)[-1][3] == rule_screening.screened(mine)[mine[0]]


def test_rules_tried_on_the_past_see_the_questions_of_the_time(visit, opening, recruiter):
    mine, before = [visit.application_id], rule_screening.screened([visit.application_id])
    republished(opening, recruiter)
    with clock.at(clock.now() + timedelta(hours=1)):
        screening.move_to_newest(visit, actor=recruiter)
    [*earlier, last] = rule_screening.course(mine)
    assert earlier[-1][3] == before[mine[0]]
    assert last[3] == rule_screening.screened(mine)[mine[0]] != before[mine[0]]


def test_who_comes_twice_late_or_elsewhere_is_refused(visit, opening, recruiter):
    with pytest.raises(ScreeningRefused, match="No newer version"):
        screening.move_to_newest(visit, actor=recruiter)
    republished(opening, recruiter)
    seen = newer(visit).seen
    screening.answer(visit, given(visit, typing_speed=60), actor=recruiter)
    with pytest.raises(ScreeningRefused, match="meanwhile"):
        screening.move_to_newest(visit, actor=recruiter, seen=seen)
    seen = newer(visit).seen
    publish(opening, *as_now(opening).values(), a_question("Other?", "其他？"), actor=recruiter)
    with pytest.raises(ScreeningRefused, match="meanwhile"):
        screening.move_to_newest(visit, actor=recruiter, seen=seen)
    seen = newer(visit).seen
    screening.move_to_newest(visit, actor=recruiter, seen=seen)
    with pytest.raises(ScreeningRefused, match="No newer version"):
        screening.move_to_newest(visit, actor=recruiter, seen=seen)


def test_after_the_screening_it_stays_as_it_was(visit, opening, recruiter):
    screening.confirm(visit, actor=recruiter)
    republished(opening, recruiter)
    pipeline.advance(visit, actor=recruiter)
    with pytest.raises(ScreeningRefused, match="during the screening"):
        screening.move_to_newest(standing.latest_visit(visit.application_id), actor=recruiter)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_page_says_what_changes_and_one_button_does_it(browse, visit, opening, recruiter, language):
    page = browse(make.an_account(Role.RECRUITER, language=language))
    here = f"/applications/{visit.application_id}/screening"
    assert page.get(f"{here}/newer", expect=302)
    assert not page.get(here).has('a[href$="/newer"]')
    republished(opening, recruiter)
    assert page.get(here).has('a[href$="/newer"]')
    shown = page.get(f"{here}/newer")
    said = {"en": "4 answers stay.", "zh_Hans": "保留 4 个答案。"}
    assert said[language] in shown.text()
    assert len(shown.all("main ul:not(.plain) li")) >= 3
    page.post(f"{here}/newer", {"seen": "old"})
    assert known(visit).version.number == 1
    page.post(f"{here}/newer", {"seen": newer(visit).seen})
    db.session.expire_all()
    assert known(visit).version.number == 2
    verb = {"en": "moved the screening to a newer version", "zh_Hans": "将筛选改用新版题目"}
    assert verb[language] in page.get(f"/applications/{visit.application_id}").text()


def test_blind_review_keeps_the_name_from_the_page(browse, visit, opening, recruiter):
    blind_review.turn(opening, True, actor=recruiter)
    republished(opening, recruiter)
    page = browse(recruiter).get(f"/applications/{visit.application_id}/screening/newer")
    assert "Amara" not in page.text()
