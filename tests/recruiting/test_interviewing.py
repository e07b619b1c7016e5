"""Who may be asked to score whom, and what planning, missing and cancelling an interview does."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry
from people.permissions import Role
from recruiting import interviewing, jobs, pipeline
from recruiting.interviewing import InterviewRefused
from recruiting.models import Interview, Panelist
from recruiting.pipeline import MoveRefused
from recruiting.queries import calendars, interviews
from recruiting.states import InterviewState, Wait, WaitsOn
from tests import factories
from tests.recruiting.scoring import a_panel, a_recruiter, an_interviewer, submit, tomorrow

WHY = "Is on leave until Monday."


@pytest.fixture
def visit(app):
    return factories.an_application(stage="first interview")


def plan(visit, **more):
    given = {"starts_at": tomorrow(), "minutes": 45, "place": "Room 3", "actor": None, **more}
    return interviewing.plan(visit, **given)


def verbs(visit):
    query = select(Entry.verb).where(Entry.subject_id == visit.application_id).order_by(Entry.id)
    return db.session.scalars(query).all()


# Asking


def test_an_interview_waits_for_a_panel_and_a_time_then_for_itself_then_for_feedback(visit):
    assert visit.waits_for is Wait.SCHEDULING
    (only,) = a_panel(visit, 1)
    assert visit.waits_for is Wait.SCHEDULING
    plan(visit)
    assert (visit.waits_for, visit.waits_on, visit.waits_on_id) == (
        Wait.INTERVIEW, WaitsOn.INTERVIEWER, only.account_id,
    )  # fmt: skip
    with clock.at(tomorrow(2)):
        assert jobs.interviews_over() == 1
        assert jobs.interviews_over() == 0
    assert visit.waits_for is Wait.FEEDBACK


def test_the_job_leaves_alone_what_is_not_over(visit):
    a_panel(visit, 1)
    plan(visit)
    with clock.at(tomorrow() + timedelta(minutes=44)):
        assert jobs.interviews_over() == 0


@pytest.mark.parametrize("stage", ["screening", "online test", "background check", "offer"])
def test_nobody_is_asked_where_there_are_no_scorecards(app, stage):
    visit = factories.an_application(stage=stage)
    with pytest.raises(InterviewRefused, match="no scorecards"):
        interviewing.ask(visit, an_interviewer(), actor=None)


def test_only_who_may_score_can_be_asked(visit):
    with pytest.raises(InterviewRefused, match="may not score"):
        interviewing.ask(visit, factories.an_account(Role.RECRUITER), actor=None)


def test_an_interviewer_of_another_team_cannot_be_asked(visit):
    stranger = factories.an_account(Role.INTERVIEWER, team=factories.a_team("B2B marketplace"))
    with pytest.raises(InterviewRefused, match="may not score"):
        interviewing.ask(visit, stranger, actor=None)


def test_a_closed_account_cannot_be_asked(visit):
    gone = an_interviewer()
    gone.closed_at = clock.now()
    with pytest.raises(InterviewRefused, match="may not score"):
        interviewing.ask(visit, gone, actor=None)


def test_nobody_is_asked_twice_but_may_be_again_after_a_release(visit):
    panelist = interviewing.ask(visit, an_interviewer(), actor=None)
    with pytest.raises(InterviewRefused, match="asked already"):
        interviewing.ask(visit, panelist.account, actor=None)
    interviewing.release(panelist, WHY, actor=None)
    assert interviewing.ask(visit, panelist.account, actor=None) is panelist
    assert panelist.released_at is None


def test_the_second_interview_needs_somebody_else(visit):
    (first,) = a_panel(visit, 1)
    submit(first, 4)
    second = pipeline.advance(visit, actor=None)
    with pytest.raises(InterviewRefused) as refusal:
        interviewing.ask(second, first.account, actor=None)
    assert first.account.name in refusal.value.sentence
    assert "First interview" in refusal.value.sentence and "Second interview" in refusal.value.sentence
    interviewing.ask(second, an_interviewer(), actor=None)


def test_who_was_released_from_the_first_interview_may_take_the_second(visit):
    first, other = a_panel(visit)
    interviewing.release(first, WHY, actor=None)
    submit(other, 4)
    second = pipeline.advance(visit, actor=None)
    assert interviewing.ask(second, first.account, actor=None).id


def test_interviewers_of_the_interviews_may_assess_the_simulation(visit):
    (first,) = a_panel(visit, 1)
    submit(first, 4)
    reason = "Manager saw them at the fair already."
    later = pipeline.move(visit, factories.a_stage(visit, "simulation"), actor=None, reason=reason)
    assert interviewing.ask(later, first.account, actor=None).id


def test_nobody_is_asked_about_somebody_who_is_on_hold(visit):
    pipeline.hold(visit, actor=None, reason="Waits for the budget.")
    with pytest.raises(InterviewRefused, match="on hold"):
        a_panel(visit, 1)


def test_who_may_not_arrange_interviews_is_refused(visit):
    with pytest.raises(MoveRefused):
        interviewing.ask(visit, an_interviewer(), actor=factories.an_account(Role.MANAGER))
    with pytest.raises(MoveRefused):
        plan(visit, actor=an_interviewer())
    assert db.session.scalar(select(Panelist.id)) is None and db.session.scalar(select(Interview.id)) is None


def test_a_simulation_with_a_result_takes_no_panel(app):
    visit = factories.an_application(stage="simulation")
    factories.a_result(visit, 80)
    with pytest.raises(InterviewRefused, match="a result already"):
        a_panel(visit, 1)


# Releasing


def test_releasing_needs_a_reason(visit):
    (only,) = a_panel(visit, 1)
    with pytest.raises(InterviewRefused) as refusal:
        interviewing.release(only, "ill", actor=None)
    assert refusal.value.field == "reason" and only.released_at is None


def test_a_submitted_scorecard_counts_and_its_author_is_not_released(visit):
    first, _second = a_panel(visit)
    submit(first, 2)
    with pytest.raises(InterviewRefused, match="is in and counts"):
        interviewing.release(first, WHY, actor=None)


def test_nobody_releases_themselves_to_look_at_the_others(visit):
    both = factories.an_account(Role.RECRUITER, Role.INTERVIEWER)
    own = interviewing.ask(visit, both, actor=both)
    (other,) = a_panel(visit, 1)
    submit(other, 2)
    with pytest.raises(InterviewRefused, match="a colleague has to release you"):
        interviewing.release(own, WHY, actor=both)


# Planning


def test_planning_writes_the_candidate_in_their_language(app):
    person = factories.a_person("沈一凡", language="zh_Hans")
    visit = factories.an_application(person=person, stage="first interview")
    plan(visit, place="二楼 3 号会议室")
    letter = db.session.scalars(select(Letter)).one()
    assert letter.to_name == "沈一凡" and letter.subject.startswith("初试时间通知：")
    assert "地点：二楼 3 号会议室" in letter.body and "约 45 分钟" in letter.body


def test_planning_may_leave_the_writing_to_somebody(visit):
    plan(visit, tell=False)
    assert db.session.scalar(select(Letter.id)) is None


def test_moving_an_interview_stops_the_letter_that_is_still_held(visit):
    interview = plan(visit)
    interviewing.replan(interview, tomorrow(5), 30, "Room 9", actor=None)
    first, second = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    assert (first.state, second.state) == (LetterState.CANCELLED, LetterState.HELD)
    assert "Room 9" in second.body and (interview.minutes, interview.place) == (30, "Room 9")


def test_what_was_planned_stays_on_record_when_it_is_moved(visit):
    interview = plan(visit, place="Room 3")
    interviewing.replan(interview, interview.starts_at, 45, "Room 9", actor=None)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "interview replanned")).one()
    assert (entry.details["before"]["place"], entry.details["after"]["place"]) == ("Room 3", "Room 9")


def test_the_same_time_and_place_is_no_change(visit):
    interview = plan(visit)
    with pytest.raises(InterviewRefused, match="planned already"):
        interviewing.replan(interview, interview.starts_at, 45, "Room 3", actor=None)
    elsewhere = interview.starts_at.astimezone(timezone(timedelta(hours=8)))
    with pytest.raises(InterviewRefused, match="planned already"):
        interviewing.replan(interview, elsewhere, 45, "Room 3", actor=None)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("starts_on", {"starts_at": clock.now() - timedelta(hours=1)}),
        ("minutes", {"minutes": 4}),
        ("minutes", {"minutes": 481}),
        ("place", {"place": "  "}),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_under_its_field(visit, field, given):
    with pytest.raises(InterviewRefused) as refusal:
        plan(visit, **given)
    assert refusal.value.field == field and db.session.scalar(select(Interview.id)) is None


def test_one_interview_is_planned_at_a_time(visit):
    plan(visit)
    with pytest.raises(InterviewRefused, match="planned already"):
        plan(visit)


def test_a_missed_interview_has_to_be_planned_anew(visit):
    a_panel(visit, 1)
    interview = plan(visit)
    with pytest.raises(InterviewRefused, match="has not begun"):
        interviewing.mark_missed(interview, actor=None)
    with clock.at(tomorrow(1)):
        interviewing.mark_missed(interview, actor=None)
        assert interview.state is InterviewState.MISSED and visit.waits_for is Wait.SCHEDULING
        assert plan(visit, starts_at=tomorrow(30)).id != interview.id


def test_an_interview_that_was_scored_was_not_missed(visit):
    first, _second = a_panel(visit)
    interview = plan(visit)
    submit(first)
    with clock.at(tomorrow(1)), pytest.raises(InterviewRefused, match="scored already"):
        interviewing.mark_missed(interview, actor=None)


def test_cancelling_needs_a_reason_and_lets_it_wait_for_another_time(visit):
    a_panel(visit, 1)
    interview = plan(visit)
    with pytest.raises(InterviewRefused):
        interviewing.cancel(interview, "", actor=None)
    interviewing.cancel(interview, WHY, actor=None)
    assert interview.state is InterviewState.CANCELLED and visit.waits_for is Wait.SCHEDULING
    with pytest.raises(InterviewRefused, match="not planned any more"):
        interviewing.cancel(interview, WHY, actor=None)


def test_everything_about_an_interview_is_on_the_record_of_the_application(visit):
    (only,) = a_panel(visit, 1)
    interview = plan(visit)
    interviewing.cancel(interview, WHY, actor=None)
    interviewing.release(only, WHY, actor=None)
    told = ["panelist asked", "interview planned", "interview cancelled", "panelist released"]
    assert [verb for verb in verbs(visit) if verb in told] == told


# Conflicts


@pytest.mark.parametrize(
    ("minutes_later", "length", "clash"),
    [(0, 45, True), (44, 30, True), (45, 30, False), (-30, 30, False), (-30, 31, True), (-60, 240, True)],
)
def test_conflicts_are_the_times_that_overlap(visit, minutes_later, length, clash):
    (only,) = a_panel(visit, 1)
    elsewhere = factories.an_application(visit.application.opening, stage="first interview")
    interviewing.ask(elsewhere, only.account, actor=None)
    interview = plan(elsewhere)
    found = calendars.clashes(
        [only.account_id], None, interview.starts_at + timedelta(minutes=minutes_later), length
    )
    assert [one.name for one in found] == ([only.account.name] if clash else [])


def test_its_own_time_cancelled_ones_and_other_people_are_no_conflict(visit):
    a_panel(visit, 1)
    interview = plan(visit)
    other = factories.an_application(visit.application.opening, stage="first interview")
    a_panel(other, 1)
    plan(other, starts_at=interview.starts_at)
    panel = interviews.asked_accounts(visit.id)
    assert not calendars.clashes(panel, None, interview.starts_at, 45, besides=interview.id)


# Pages


def test_a_recruiter_asks_plans_and_sees_who_is_busy(visit, browse):
    recruiter = a_recruiter()
    marta = an_interviewer(name="Marta Lindqvist")
    elsewhere = factories.an_application(visit.application.opening, stage="first interview")
    interviewing.ask(elsewhere, marta, actor=None)
    busy = plan(elsewhere)
    me, path = browse(recruiter), f"/applications/{visit.application_id}"
    me.post(f"{path}/panel", {"account": marta.id})
    at = clock.local(busy.starts_at)
    sent = {
        "starts_on": at.date().isoformat(),
        "starts_at": at.strftime("%H:%M"),
        "minutes": "30",
        "place": "Call",
    }
    refused = me.post(f"{path}/interview", sent, expect=422)
    assert "Marta Lindqvist has another interview" in refused.text(".notice-warn")
    assert interviews.planned(visit.id) is None
    me.post(f"{path}/interview", {**sent, "despite": "Marta steps out of the other one early."})
    page = me.get(f"{path}/interview")
    assert "Marta Lindqvist has another interview" in page.text(".notice-warn")
    assert page.texts("ul.lines .person")[0] == "Marta Lindqvist"


def test_the_form_begins_with_the_next_day_that_is_worked(visit, browse):
    friday = datetime(2026, 11, 27, 4, tzinfo=UTC)
    with clock.at(friday):
        page = browse(a_recruiter()).get(f"/applications/{visit.application_id}/interview")
    assert page.one("#starts_on")["value"] == "2026-11-30"


def test_a_refused_plan_keeps_what_was_typed(visit, browse):
    sent = {"starts_on": "2020-02-01", "starts_at": "10:00", "minutes": "45", "place": "Room 3"}
    page = browse(a_recruiter()).post(f"/applications/{visit.application_id}/interview", sent, expect=422)
    assert "still to come" in page.text(".notice-bad")
    assert page.one("#place")["value"] == "Room 3" and page.one("#starts_on")["value"] == "2020-02-01"


def test_a_release_without_a_reason_is_answered_on_the_page(visit, browse):
    (only,) = a_panel(visit, 1)
    path = f"/applications/{visit.application_id}/panel/{only.id}/release"
    page = browse(a_recruiter()).post(path, {"reason": "ill"}, expect=422)
    assert "at least one sentence" in page.text(".notice-bad")
    assert only.released_at is None


def test_who_cannot_reach_the_opening_cannot_arrange(visit, browse):
    stranger = a_recruiter(team=factories.a_team("B2C mall"))
    browse(stranger).get(f"/applications/{visit.application_id}/interview", expect=404)
    browse(stranger).post(f"/applications/{visit.application_id}/panel", {"account": 1}, expect=404)


def test_interviewers_do_not_arrange(visit, browse):
    browse(an_interviewer()).get(f"/applications/{visit.application_id}/interview", expect=403)
