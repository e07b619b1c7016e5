"""Planning around what everybody has already: double bookings, free times, the plan of a round."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import free_time, interviewing, panel_plans, panels
from recruiting.interviewing import DoubleBooked
from recruiting.models import Candidate, Panelist, PanelPlan
from recruiting.panel_plans import PlanRefused
from recruiting.panels import Chosen
from recruiting.pipeline import MoveRefused
from recruiting.queries import calendars, interviews
from recruiting.queries import panel_plans as plans
from recruiting.rules import Hours, WorkingDays
from tests import factories
from tests.recruiting.scoring import a_panel, a_recruiter, an_interviewer, submit, tomorrow
from tests.training.classes import a_cohort
from tests.training.on_duty_already import a_session
from training.models import CalendarDay
from training.states import SessionState

WHY = "Both are in the same room anyway."


@pytest.fixture
def visit(app):
    return factories.an_application(stage="first interview")


def plan(visit, **more):
    given = {"starts_at": tomorrow(), "minutes": 45, "place": "Room 3", "actor": None, **more}
    return interviewing.plan(visit, **given)


def another(visit, *accounts, **more):
    """Another candidate's planned interview with these."""
    other = factories.an_application(visit.application.opening, stage="first interview")
    for account in accounts:
        interviewing.ask(other, account, actor=None)
    return plan(other, **more)


# Double bookings


def test_nobody_is_planned_into_two_interviews_at_once(visit):
    (only,) = a_panel(visit, 1)
    at = tomorrow()
    another(visit, only.account, starts_at=at)
    with pytest.raises(DoubleBooked) as refusal:
        plan(visit, starts_at=at + timedelta(minutes=44))
    assert only.account.name in refusal.value.sentence and refusal.value.field == "despite"
    assert interviews.planned(visit.id) is None
    assert plan(visit, starts_at=at + timedelta(minutes=45)).id


def test_a_reason_lets_it_be_so_and_stays_on_record(visit):
    (only,) = a_panel(visit, 1)
    at = tomorrow()
    another(visit, only.account, starts_at=at)
    with pytest.raises(DoubleBooked):
        plan(visit, starts_at=at, despite="so")
    plan(visit, starts_at=at, despite=WHY)
    query = select(Entry).where(Entry.verb == "interview planned", Entry.subject_id == visit.application_id)
    assert db.session.scalars(query).one().reason == WHY


def test_a_reason_that_was_not_needed_is_not_kept(visit):
    plan(visit, despite=WHY)
    assert db.session.scalars(select(Entry).where(Entry.verb == "interview planned")).one().reason is None


def test_moving_and_asking_look_for_double_bookings_too(visit):
    (only,) = a_panel(visit, 1)
    busy, at = an_interviewer(), tomorrow(5)
    another(visit, only.account, busy, starts_at=at)
    interview = plan(visit, starts_at=tomorrow())
    with pytest.raises(DoubleBooked):
        interviewing.replan(interview, at, 45, "Room 3", actor=None)
    assert interview.starts_at != at
    interviewing.replan(interview, at, 45, "Room 3", actor=None, despite=WHY)
    with pytest.raises(DoubleBooked):
        interviewing.ask(visit, busy, actor=None)
    assert interviewing.ask(visit, busy, actor=None, despite=WHY).id


def test_a_candidate_of_two_openings_is_not_in_two_interviews_at_once(visit):
    elsewhere = factories.an_application(
        factories.an_opening(), visit.application.person, stage="first interview"
    )
    at = tomorrow()
    plan(elsewhere, starts_at=at)
    with pytest.raises(DoubleBooked, match=visit.application.person.name):
        plan(visit, starts_at=at)


def test_what_is_cancelled_or_was_left_behind_keeps_nobody_busy(visit):
    (only,) = a_panel(visit, 1)
    at = tomorrow()
    interviewing.cancel(another(visit, only.account, starts_at=at), "No room is free.", actor=None)
    left = another(visit, only.account, starts_at=at)
    factories.rejected(factories.standing.visit(left.visit_id))
    assert plan(visit, starts_at=at).id


@pytest.fixture
def teachers(visit):
    """Three of the panel who teach as well."""
    three = [factories.an_account(Role.INTERVIEWER, Role.TRAINER) for _one in range(3)]
    for account in three:
        interviewing.ask(visit, account, actor=None)
    return three


def test_whoever_teaches_assists_or_leads_a_training_then_is_not_free(visit, teachers):
    first, second, third = teachers
    day = tomorrow().date() + timedelta(days=7)
    taught = a_cohort(first, starts_on=day, assistants=(second,)).sessions[0]
    with pytest.raises(DoubleBooked, match="teaches at") as refusal:
        plan(visit, starts_at=taught.starts_at + timedelta(minutes=30))
    assert refusal.value.field == "despite"
    found = calendars.clashes([one.id for one in teachers], None, taught.starts_at, 30)
    assert {(one.account_id, one.code) for one in found} == {
        (one.id, taught.cohort.code) for one in (first, second)
    }
    led = a_session(third, for_all=True, on=day)
    assert [one.account_id for one in calendars.clashes([third.id], None, led.starts_at, 30)] == [third.id]
    assert not calendars.clashes([third.id], None, led.ends_at, 30)
    assert plan(visit, starts_at=taught.starts_at, despite=WHY).id


def test_a_session_called_off_keeps_nobody_busy(visit, teachers):
    first = teachers[0]
    taught = a_cohort(first, starts_on=tomorrow().date() + timedelta(days=7)).sessions[0]
    taught.state = SessionState.CANCELLED
    assert plan(visit, starts_at=taught.starts_at).id


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("teaches at", "What else")), ("zh_Hans", ("有课", "其他安排"))]
)
def test_the_page_shows_what_is_taught_that_day_and_proposes_no_such_time(
    visit, teachers, browse, language, words
):
    taught = a_cohort(teachers[0], starts_on=tomorrow().date() + timedelta(days=7)).sessions[0]
    me = browse(a_recruiter(language=language))
    at_ = f"{clock.local(taught.starts_at):%Y-%m-%dT%H:%M}"
    page = me.get(f"/applications/{visit.application_id}/interview?at={at_}")
    assert words[0] in page.text(".notice-warn")
    [listed] = [one for one in page.all("ul.lines") if words[1] in one.get("aria-label", "")]
    assert taught.cohort.code in listed.get_text()
    free = [link["href"].partition("at=")[2] for link in page.all("a.chip")]
    assert free and not any(one.startswith(at_.replace(":", "%3A")) for one in free)


# Free times

MONDAY = date(2026, 11, 23)


def at(hour, minute=0, day=MONDAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.zone())


def busy(starts_at, minutes):
    return calendars.Busy(1, "Marta", starts_at, minutes, {"en": "x"}, "OP-101", 1)


@pytest.fixture
def early(app):
    """It is seven on a Monday morning."""
    with clock.at(at(7)):
        yield


def test_free_times_lie_in_working_hours_and_leave_out_what_is_taken(early):
    taken = [busy(at(9), 60), busy(at(10, 15), 30), busy(at(12), 360)]
    assert free_time.proposals(taken, 45, MONDAY, Hours(), most=3) == [
        at(11), at(9, day=date(2026, 11, 24)), at(10, day=date(2026, 11, 24)),
    ]  # fmt: skip


def test_free_times_pass_over_holidays_and_take_days_worked_in_their_place(early):
    saturday = date(2026, 11, 28)
    swapped = WorkingDays(otherwise={date(2026, 11, 27): False, saturday: True})
    with clock.at(at(16, 45, date(2026, 11, 26))):
        found = free_time.proposals([], 30, MONDAY, Hours(), worked=swapped, most=5)
    assert [one.date() for one in found] == [saturday] * 4 + [date(2026, 11, 30)]


def test_the_page_proposes_no_interview_on_a_holiday_of_the_site(visit, browse):
    site = visit.application.opening.site_id
    holidays = [clock.today() + timedelta(days=number) for number in range(1, 8)]
    db.session.add_all(
        CalendarDay(day=one, site_id=site, is_worked=False, name=factories.words("Spring Festival"))
        for one in holidays
    )
    page = browse(a_recruiter()).get(f"/applications/{visit.application_id}/interview")
    offered = {link["href"].partition("at=")[2][:10] for link in page.all("a.chip")}
    assert offered and not offered & {one.isoformat() for one in holidays}


def test_free_times_pass_over_the_weekend_and_what_is_too_soon(early):
    with clock.at(at(16, 45, date(2026, 11, 27))):  # a Friday
        found = free_time.proposals([], 30, MONDAY, Hours(), most=1)
    assert found == [at(9, day=date(2026, 11, 30))]


def test_an_interview_ends_within_working_hours(early):
    found = free_time.proposals([], 480, MONDAY, Hours(), most=2)
    assert found == [at(9), at(9, day=date(2026, 11, 24))]


def test_there_may_be_no_free_time_at_all(early):
    always = [busy(at(0) + timedelta(hours=8 * number), 480) for number in range(60)]
    assert free_time.proposals(always, 30, MONDAY, Hours()) == []


def test_a_free_time_fills_in_the_form_and_can_be_planned(visit, browse):
    a_panel(visit, 2)
    me = browse(a_recruiter())
    page = me.get(f"/applications/{visit.application_id}/interview")
    link = page.all("a.chip")[0]["href"]
    form = me.get(link).form("#when")
    me.post(f"/applications/{visit.application_id}/interview", {**form, "place": "Room 3"})
    interview = interviews.planned(visit.id)
    assert (
        clock.local(interview.starts_at).strftime("%Y-%m-%d %H:%M")
        == f"{form['starts_on']} {form['starts_at']}"
    )


@pytest.mark.parametrize("wrong", ["", "x", "2026-13-01T09:00", "2026-11-23"])
def test_an_address_with_a_strange_time_still_shows_the_page(visit, browse, wrong):
    assert (
        browse(a_recruiter()).get(f"/applications/{visit.application_id}/interview?at={wrong}").has("#when")
    )


def test_the_page_shows_what_everybody_has_that_day(visit, browse):
    (only,) = a_panel(visit, 1)
    other = another(visit, only.account)
    page = browse(a_recruiter()).get(
        f"/applications/{visit.application_id}/interview?at={clock.local(other.starts_at):%Y-%m-%dT%H:%M}"
    )
    assert only.account.name in page.text("ul[aria-label^='What else']")
    assert "has another interview" in page.text(".notice-warn")


def test_the_page_costs_the_same_few_statements_however_much_is_planned(visit, browse, counted):
    panel = a_panel(visit, 2)
    me, path, counts = browse(a_recruiter()), f"/applications/{visit.application_id}/interview", []
    for _ in range(2):
        me.get(path)
        with counted() as seen:
            me.get(path)
        counts.append(seen.count)
        for number in range(4):
            another(visit, panel[0].account, starts_at=tomorrow(number + 5 * len(counts)))
    assert counts[0] == counts[1] <= 18


# The plan of a round


def criteria(visit):
    return [one.id for one in visit.stage.rubric_version.criteria]


@pytest.fixture
def planned_round(visit):
    """Two interviewers, half an hour; the first looks at the first criterion, the second at the rest."""
    first, *rest = criteria(visit)
    return panel_plans.publish(visit.stage, 30, [[first], rest], based_on=0, actor=a_recruiter())


def test_a_plan_says_how_many_how_long_and_what_each_looks_at(visit, planned_round):
    found = plans.plan_for(visit.stage)
    assert (found.number, found.minutes) == (1, 30)
    first, *rest = criteria(visit)
    assert plans.seats_of(visit.stage, found) == [[first], rest]


def test_a_plan_holds_in_later_versions_of_the_pipeline(visit, planned_round):
    later = factories.a_further_version(visit.application.pipeline_version)
    stage = next(one for one in later.stages if one.key == visit.stage.key)
    assert plans.plan_for(stage).id == planned_round.id


def test_a_new_plan_is_a_new_version_and_the_same_is_none(visit, planned_round):
    by = a_recruiter()
    panel_plans.publish(visit.stage, 45, [[]], based_on=1, actor=by)
    assert [(one.number, one.minutes) for one in plans.plans_for(visit.stage)] == [(2, 45), (1, 30)]
    with pytest.raises(PlanRefused, match="plan in use"):
        panel_plans.publish(visit.stage, 45, [[]], based_on=2, actor=by)


def test_of_two_who_change_a_plan_the_second_is_told(visit, planned_round):
    with pytest.raises(PlanRefused, match="Somebody else"):
        panel_plans.publish(visit.stage, 45, [[]], based_on=0, actor=a_recruiter())


@pytest.mark.parametrize(
    ("minutes", "seats", "field"), [(4, [[]], "minutes"), (30, [], "count"), (30, [[]] * 5, "count")]
)
def test_a_plan_that_makes_no_sense_is_refused(visit, minutes, seats, field):
    with pytest.raises(PlanRefused) as refusal:
        panel_plans.publish(visit.stage, minutes, seats, based_on=0, actor=None)
    assert refusal.value.field == field and db.session.scalar(select(PanelPlan.id)) is None


def test_a_plan_knows_no_criteria_of_other_rubrics_and_stages_without_interviews(visit):
    with pytest.raises(PlanRefused, match="another rubric"):
        panel_plans.publish(visit.stage, 30, [[987654]], based_on=0, actor=None)
    with pytest.raises(PlanRefused, match="no interview"):
        panel_plans.publish(factories.a_stage(visit, "simulation"), 30, [[]], based_on=0, actor=None)


def test_who_may_not_edit_openings_changes_no_plan(visit):
    with pytest.raises(MoveRefused):
        panel_plans.publish(visit.stage, 30, [[]], based_on=0, actor=an_interviewer())


def test_the_plan_is_changed_on_its_page(visit, browse):
    first, second, *_rest = criteria(visit)
    me, path = browse(a_recruiter()), f"/stages/{visit.stage_id}/panel-plan"
    form = me.get(path).form()
    me.post(path, {**form, "count": "2", "minutes": "40", "focus_1": [first], "focus_2": [first, second]})
    page = me.get(path)
    assert "2 interviewers, 40 minutes" in page.text("ol.record")
    assert len(page.all("input[name=focus_2][checked]")) == 2
    refused = me.post(path, {**page.form(), "minutes": "4", "focus_1": [second]}, expect=422)
    assert "5 to 480" in refused.text(".notice-bad") and refused.one("#minutes")["value"] == "4"
    assert [box["value"] for box in refused.all("input[name=focus_1][checked]")] == [str(second)]
    browse(a_recruiter()).get(f"/stages/{factories.a_stage(visit, 'offer').id}/panel-plan", expect=404)


def test_the_panel_is_chosen_by_its_seats_and_minutes_come_from_the_plan(visit, planned_round, browse):
    marta, priya, tomasz = (an_interviewer(name=name) for name in ("Marta", "Priya", "Tomasz"))
    me, path = browse(a_recruiter()), f"/applications/{visit.application_id}"
    page = me.get(f"{path}/interview")
    assert page.one("#minutes")["value"] == "30"
    assert page.form("#seats") == {**page.form("#seats"), "seat_1": "", "seat_2": ""}
    me.post(f"{path}/panel/seats", {"seat_1": marta.id, "seat_2": priya.id})
    first, *rest = criteria(visit)
    panel = {one.account_id: one.focus for one in db.session.scalars(select(Panelist))}
    assert panel == {marta.id: [first], priya.id: rest}
    form = me.get(f"{path}/interview").form("#seats")
    assert (form["seat_1"], form["seat_2"]) == (str(marta.id), str(priya.id))
    sent = {"seat_1": tomasz.id, "seat_2": priya.id}
    refused = me.post(f"{path}/panel/seats", sent, expect=422)
    assert "at least one sentence" in refused.text(".notice-bad")
    assert refused.form("#seats")["seat_1"] == str(tomasz.id)
    me.post(f"{path}/panel/seats", {**sent, "reason": "Is on leave until Monday."})
    asked = {one.account_id: one.focus for one in interviews.panel(visit.id)}
    assert asked == {priya.id: rest, tomasz.id: [first]}


def test_who_takes_another_seat_gets_what_is_looked_at_there(visit, planned_round):
    first, *rest = criteria(visit)
    one, other = an_interviewer(), an_interviewer()
    panels.choose(visit, [Chosen(one, [first]), Chosen(other, rest)], actor=None)
    panels.choose(visit, [Chosen(other, [first]), Chosen(one, rest)], actor=None)
    focus = {row.account_id: row.focus for row in interviews.panel(visit.id)}
    assert focus == {one.id: rest, other.id: [first]}
    assert db.session.scalars(select(Entry).where(Entry.verb == "focus changed")).first() is not None


def test_a_busy_interviewer_is_put_on_a_seat_only_for_a_reason(visit, planned_round, browse):
    marta = an_interviewer(name="Marta")
    starts_at = tomorrow()
    another(visit, marta, starts_at=starts_at)
    plan(visit, starts_at=starts_at)
    me, path = browse(a_recruiter()), f"/applications/{visit.application_id}/panel/seats"
    refused = me.post(path, {"seat_1": marta.id}, expect=422)
    assert refused.has("#panel-despite")
    me.post(path, {"seat_1": marta.id, "despite": WHY})
    assert [one.account_id for one in interviews.panel(visit.id)] == [marta.id]


def test_a_scorecard_that_is_in_keeps_its_author_in_the_panel(visit):
    first, _second = a_panel(visit, 2)
    submit(first, 4)
    with pytest.raises(interviewing.InterviewRefused, match="is in and counts"):
        panels.choose(visit, [Chosen(an_interviewer())], actor=None, reason=WHY)
    assert first.released_at is None


def test_an_interviewer_reads_in_the_kit_what_to_look_at(visit, planned_round, browse):
    marta = an_interviewer()
    first, *_rest = criteria(visit)
    panelist = interviewing.ask(visit, marta, actor=None, focus=[first])
    name = visit.stage.rubric_version.criteria[0].name["en"]
    assert name in browse(marta).get(f"/scorecards/{panelist.id}").text("#focus")


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_pages_can_be_read_in_both_languages(visit, planned_round, browse, language):
    a_panel(visit, 1)
    me = browse(factories.an_account(Role.RECRUITER, language=language))
    for path in (f"/applications/{visit.application_id}/interview", f"/stages/{visit.stage_id}/panel-plan"):
        assert me.get(path).has("main h1")


def test_the_kit_on_paper_has_purpose_questions_resume_and_scorecard(visit, planned_round, browse):
    person = visit.application.person
    db.session.add(
        Candidate(
            person_id=person.id,
            languages="English",
            resume={
                "basics": {"summary": "Nine years at a desk.", "email": "secret@example.org"},
                "work": [
                    {"name": "Harbour", "position": "Agent", "startDate": "2020", "highlights": ["Night"]}
                ],
                "skills": [{"name": "Touch typing"}, {}],
            },
        )
    )
    plan(visit)
    panelist = interviewing.ask(visit, an_interviewer(), actor=None, focus=criteria(visit)[:1])
    page = browse(panelist.account).get(f"/scorecards/{panelist.id}/kit")
    for part in ("Nine years at a desk.", "Agent", "Night", "Touch typing", "Room 3", "Strong yes"):
        assert part in page.text("main"), part
    assert "secret@" not in page.html
    rubric = visit.stage.rubric_version
    assert len(page.all("#notes ~ ol .room-for-notes, .room-for-notes")) == len(rubric.questions)
    assert len(page.all("tbody .tick-box")) == 5 * len(rubric.criteria)
    assert "(your focus)" in page.text("tbody tr:first-child th")
    browse(an_interviewer()).get(f"/scorecards/{panelist.id}/kit", expect=404)
