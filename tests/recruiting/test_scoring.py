"""Scorecards: complete, one's own, counted together, amended with their history."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import closing, interviewing, pipeline, scoring
from recruiting.models import Panelist, Rating, Scorecard, Visit
from recruiting.queries import standing
from recruiting.queries.scoring import own_card, scorecards_shown_to
from recruiting.scoring import ScoringRefused
from recruiting.states import Verdict, Wait
from tests import factories
from tests.recruiting.scoring import (
    BECAUSE,
    NO,
    YES,
    a_panel,
    a_recruiter,
    amend,
    an_interviewer,
    ratings,
    submit,
)


@pytest.fixture
def visit(app):
    return factories.an_application(stage="first interview")


def entries(visit, verb):
    query = (
        select(Entry).where(Entry.subject_id == visit.application_id, Entry.verb == verb).order_by(Entry.id)
    )
    return db.session.scalars(query).all()


def test_the_mark_stands_once_everybody_asked_has_submitted(visit):
    first, second = a_panel(visit)
    submit(first, 4)
    assert (visit.mark, visit.verdict, visit.waits_for) == (None, None, Wait.FEEDBACK)
    assert visit.waits_on_id == second.account_id
    submit(second, 3)
    assert (visit.mark, visit.verdict, visit.waits_for) == (Decimal("3.5"), Verdict.PASSED, Wait.DECISION)


def test_a_mean_under_the_pass_mark_is_not_passed(visit):
    first, second = a_panel(visit)
    submit(first, 3)
    submit(second, 3, c1=4)
    assert visit.mark == Decimal("3.2") and visit.verdict is Verdict.FAILED


def test_a_simulation_is_marked_on_the_scale_of_its_pass_mark(app):
    visit = factories.an_application(stage="simulation")
    (only,) = a_panel(visit, 1)
    submit(only, 4)
    assert (visit.mark, visit.verdict) == (Decimal("75.0"), Verdict.PASSED)


def test_a_missing_rating_is_refused_and_named(visit):
    (only,) = a_panel(visit, 1)
    criterion = visit.stage.rubric_version.criteria[1]
    given = ratings(visit)
    del given[criterion.id]
    with pytest.raises(ScoringRefused) as refusal:
        scoring.submit(only, given, YES, actor=only.account)
    assert criterion.name["en"] in refusal.value.sentence
    assert refusal.value.field == f"rating_{criterion.id}"
    assert db.session.scalar(select(Scorecard.id)) is None


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_rating_off_the_scale_is_refused(visit, value):
    (only,) = a_panel(visit, 1)
    with pytest.raises(ScoringRefused):
        submit(only, 4, c2=value)


def test_a_rating_of_another_rubric_is_refused(visit):
    (only,) = a_panel(visit, 1)
    with pytest.raises(ScoringRefused, match="another rubric"):
        scoring.submit(only, ratings(visit) | {999_999: 3}, YES, actor=only.account)


def test_nobody_submits_for_somebody_else(visit):
    first, second = a_panel(visit)
    with pytest.raises(ScoringRefused, match="Only"):
        scoring.submit(first, ratings(visit), YES, actor=second.account)


def test_a_scorecard_is_submitted_once(visit):
    (only,) = a_panel(visit, 1)
    submit(only)
    with pytest.raises(ScoringRefused, match="amend"):
        submit(only, 1)


def test_who_is_released_cannot_submit(visit):
    first, _second = a_panel(visit)
    interviewing.release(first, "Is ill this week, sorry.", actor=None)
    with pytest.raises(ScoringRefused, match="no longer"):
        submit(first)


@pytest.mark.parametrize("leave", ["advance", "reject"])
def test_once_the_visit_is_over_its_scorecards_stay_as_they_are(visit, leave):
    first, second = a_panel(visit)
    submit(first, 5)
    if leave == "advance":
        manager = factories.an_account(Role.MANAGER)
        reason = "We need somebody for the evening shift."
        pipeline.move(
            visit, factories.a_stage(visit, "second interview"), actor=manager, reason=reason, override=True
        )
    else:
        closing.reject(visit, factories.a_reason(), actor=None)
    with pytest.raises(ScoringRefused, match="has left"):
        submit(second)
    with pytest.raises(ScoringRefused, match="has left"):
        amend(first, 1)
    assert db.session.scalars(select(Scorecard.number)).all() == [1]


def test_an_interviewer_may_still_submit_while_the_application_is_on_hold(visit):
    (only,) = a_panel(visit, 1)
    pipeline.hold(visit, actor=None, reason="Waits for the budget.")
    submit(only)
    assert visit.mark == Decimal("4.0") and visit.waits_for is Wait.NOTHING


def test_an_amendment_is_a_new_version_and_keeps_the_old(visit):
    first, second = a_panel(visit)
    old = submit(first, 4)
    submit(second, 4)
    new = amend(first, 2, NO, "Weak on the second look.")
    assert (new.number, new.replaces_id, new.why_amended) == (2, old.id, BECAUSE)
    assert old.mark == Decimal("4.0") and [rating.value for rating in old.ratings] == [4, 4, 4]
    card = own_card(first)
    assert (card.number, card.mark, card.earlier[0].mark) == (2, Decimal("2.0"), Decimal("4.0"))


def test_an_amendment_corrects_mark_verdict_and_what_it_waits_for(visit):
    first, second = a_panel(visit)
    submit(first, 4)
    submit(second, 4)
    amend(first, 2)
    assert (visit.mark, visit.verdict) == (Decimal("3.0"), Verdict.FAILED)
    with pytest.raises(pipeline.MoveRefused, match="under the pass mark"):
        pipeline.advance(visit, actor=None)
    last = entries(visit, "scored")[-1]
    assert (last.details["mark_before"], last.details["mark"]) == ("4.0", "3.0")


def test_an_amendment_names_the_entry_it_corrects_and_what_changed(visit):
    (only,) = a_panel(visit, 1)
    submit(only, 4)
    amend(only, 4, c2=3)
    (first,), (correction,) = entries(visit, "scorecard submitted"), entries(visit, "scorecard amended")
    criterion = visit.stage.rubric_version.criteria[1]
    assert correction.corrects_id == first.id and correction.reason == BECAUSE
    assert correction.details["changed"] == {str(criterion.id): [4, 3]}
    assert correction.details["after_others"] is False


def test_an_amendment_after_others_were_in_is_marked(visit):
    first, second = a_panel(visit)
    submit(first, 4)
    amend(first, 3)
    submit(second, 2)
    amend(first, 2)
    newest = own_card(first)
    assert [newest.after_others, *(card.after_others for card in newest.earlier)] == [True, False, False]
    assert [entry.details["after_others"] for entry in entries(visit, "scorecard amended")] == [False, True]


@pytest.mark.parametrize("why", ["", "  ", "wrong"])
def test_an_amendment_needs_a_reason(visit, why):
    (only,) = a_panel(visit, 1)
    submit(only)
    with pytest.raises(ScoringRefused) as refusal:
        amend(only, 2, why=why)
    assert refusal.value.field == "why"


def test_an_amendment_that_changes_nothing_is_refused(visit):
    (only,) = a_panel(visit, 1)
    submit(only, 4)
    with pytest.raises(ScoringRefused, match="Nothing differs"):
        amend(only, 4)


def test_there_is_nothing_to_amend_before_the_first(visit):
    (only,) = a_panel(visit, 1)
    with pytest.raises(ScoringRefused, match="no scorecard"):
        amend(only)


@pytest.mark.parametrize("table", [Scorecard, Rating])
def test_the_database_itself_refuses_to_change_a_scorecard(visit, table):
    (only,) = a_panel(visit, 1)
    submit(only)
    change = {"mark": 1} if table is Scorecard else {"value": 1}
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(update(table).values(**change))


def test_ratings_two_apart_are_flagged_on_their_row_alone(visit):
    first, second = a_panel(visit)
    submit(first, 4)
    submit(second, 3, c2=2)
    shown = scorecards_shown_to(a_recruiter(), visit)
    assert [row.apart for row in shown.rows] == [0, 2, 0]
    assert [row.mean for row in shown.rows] == [Decimal("3.5"), Decimal("3.0"), Decimal("3.5")]


def test_an_amendment_can_bring_two_back_together(visit):
    first, second = a_panel(visit)
    submit(first, 4)
    submit(second, 2)
    amend(second, 3)
    assert scorecards_shown_to(a_recruiter(), visit).apart == []


def test_releasing_the_last_one_missing_completes_the_panel(visit):
    first, second = a_panel(visit)
    submit(first, 4)
    interviewing.release(second, "Is ill this week, sorry.", actor=None)
    assert (visit.mark, visit.verdict, visit.waits_for) == (Decimal("4.0"), Verdict.PASSED, Wait.DECISION)


def test_asking_one_more_makes_it_wait_again(visit):
    (first,) = a_panel(visit, 1)
    submit(first, 4)
    a_panel(visit, 1)
    assert (visit.mark, visit.verdict) == (None, None)
    with pytest.raises(pipeline.MoveRefused, match="no scorecard from"):
        pipeline.advance(visit, actor=None)


def test_a_submission_tells_who_looks_at_an_older_picture(visit):
    recruiter = a_recruiter()
    (only,) = a_panel(visit, 1)
    seen = visit.seen
    submit(only, 5)
    with pytest.raises(pipeline.MoveRefused, match="while you were looking"):
        pipeline.advance(visit, actor=recruiter, seen=seen)


def test_a_scorecard_after_the_interview_says_that_it_was_held(visit):
    (only,) = a_panel(visit, 1)
    interview = interviewing.plan(visit, clock.now() + timedelta(hours=1), 45, "Room 3", actor=None)
    with clock.at(clock.now() + timedelta(hours=1, minutes=40)):
        submit(only)
    assert interview.state == "held"


def test_the_state_is_not_in_the_entries_of_scores(visit):
    (only,) = a_panel(visit, 1)
    submit(only)
    told = [entry for verb in ("scorecard submitted", "scored") for entry in entries(visit, verb)]
    assert len(told) == 2 and not any("state" in entry.details for entry in told)
    assert all("Clear and calm" not in str(entry.details) for entry in told)


def test_a_move_back_and_forth_starts_a_panel_of_its_own(visit):
    (only,) = a_panel(visit, 1)
    submit(only, 5)
    back = pipeline.move(
        visit, factories.a_stage(visit, "screening"), actor=None, reason="Papers are missing still."
    )
    again = pipeline.move(
        standing.visit(back.id), factories.a_stage(visit, "first interview"), actor=None,
        reason="Papers have come, go on.", override=True,
    )  # fmt: skip
    assert again.verdict is None and db.session.get(Visit, visit.id).mark == Decimal("5.0")
    asked = interviewing.ask(standing.visit(again.id), only.account, actor=None)
    assert db.session.get(Panelist, asked.id).visit_id == again.id
    assert an_interviewer().id
