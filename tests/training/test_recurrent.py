"""Recurrent training: the plan of a month, who came, the hours that it brings."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from werkzeug.datastructures import MultiDict

from core import clock
from core.db import db
from core.months import after, before, month_read
from core.record import Entry
from people import employment as employments
from people import queries as people
from people.models import Team
from people.permissions import Role
from people.states import DutyStatus, LeavingReason
from tests.factories import a_team, an_account, serving
from tests.training.classes import MONDAY, a_cohort
from tests.training.on_duty_already import (
    DAY,
    TODAY,
    WHY,
    a_plan,
    a_session,
    account_of,
    an_employee,
    at,
)
from training import calendars, cohorts, recurrent, roll_call
from training.forms.recurrent import RecurrentForm
from training.models import RecurrentMark
from training.queries import audience, learning
from training.queries import recurrent as queries
from training.states import LedBy, Presence, SessionState

PRESENT, ABSENT, EXCUSED = Presence.PRESENT, Presence.ABSENT, Presence.EXCUSED
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def now(app):
    with clock.at(at()):
        yield


@pytest.fixture
def team(now):
    return a_team()


@pytest.fixture
def trainer(team):
    return an_account(Role.TRAINER, name="顾明川")


@pytest.fixture
def cheng(team):
    return an_employee("程念", team=team)


@pytest.fixture
def robin(team):
    return an_employee("Robin Vale", team=team)


def names(session):
    return [row.name for row in queries.on_sheet(session.id)]


# Rules


def test_months_follow_each_other_over_the_end_of_a_year():
    assert (before(date(2027, 1, 15)), after(date(2026, 12, 31))) == (date(2026, 12, 1), date(2027, 1, 1))


def test_what_is_no_month_is_none():
    assert month_read("2026-11") == NOVEMBER
    assert [month_read(text) for text in ("2026-13", "soon", "", None, "2026-11-01")] == [None] * 5


# For whom it is


def test_a_session_is_for_who_is_on_duty_in_its_teams_on_its_day(team, trainer, cheng, robin):
    an_employee("In training", team=team, on_duty_since=None)
    an_employee("Elsewhere", team=a_team("B2C mall"))
    session = a_session(trainer, team)
    assert names(session) == ["Robin Vale", "程念"]
    assert audience.counts([session.id]) == {session.id: 2}


def test_who_nests_is_on_duty_and_who_is_on_leave_is_not(team, trainer, cheng, robin):
    nests = an_employee("Nests", team=team, on_duty_since=None)
    serving(nests, TODAY - DAY, DutyStatus.NESTING)
    employments.begin_duty(robin, DutyStatus.LEAVE, TODAY, actor=None)
    assert names(a_session(trainer, team)) == ["Nests", "程念"]


def test_who_joins_the_team_by_then_is_asked_and_who_leaves_is_not(team, trainer, cheng, robin):
    session = a_session(trainer, team, on=TODAY + 10 * DAY)
    other = an_employee("Moves in", team=a_team("B2C mall"))
    employments.change_post(other, TODAY + 5 * DAY, team_id=team.id, actor=trainer)
    employments.end(robin, TODAY + 3 * DAY, LeavingReason.OWN_WISH, actor=trainer)
    assert names(session) == ["Moves in", "程念"]


def test_a_session_can_be_for_everybody_and_for_people_by_name(team, trainer, cheng):
    other = an_employee("Elsewhere", team=a_team("B2C mall"))
    assert names(a_session(trainer, for_all=True)) == ["Elsewhere", "程念"]
    named = a_session(trainer, guests=frozenset({other.id}), on=TODAY + DAY)
    assert names(named) == ["Elsewhere"]


def test_whoever_leads_it_does_not_stand_on_its_list(team, trainer, cheng, robin):
    peer = account_of(cheng)
    session = recurrent.plan(a_plan(peer, team, led_by=LedBy.PEER), actor=trainer)
    assert names(session) == ["Robin Vale"]


# Planning


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"topic": " "}, "topic"),
        ({"ends_at": lambda plan: plan.starts_at}, "ends"),
        ({"ends_at": lambda plan: plan.starts_at + DAY}, "ends"),
        ({"minutes": 91}, "hours"),
        ({"minutes": 0}, "hours"),
        ({"place": ""}, "place"),
        ({"leader": None}, "leader"),
        ({"led_by": LedBy.OUTSIDE}, "leader"),
        ({"team_ids": frozenset()}, "teams"),
        ({"team_ids": frozenset({987654})}, "teams"),
        ({"guests": frozenset({987654})}, "teams"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_under_its_field(team, trainer, wrong, field):
    plan = a_plan(trainer, team)
    wrong = {name: value(plan) if callable(value) else value for name, value in wrong.items()}
    with pytest.raises(recurrent.RecurrentRefused) as refused:
        recurrent.plan(replace(plan, **wrong), actor=trainer)
    assert refused.value.field == field


def test_somebody_from_outside_is_only_named(team, trainer):
    session = recurrent.plan(
        a_plan(trainer, team, led_by=LedBy.OUTSIDE, leader=None, outside_leader="Dr. Wu, Ali College"),
        actor=trainer,
    )
    assert (session.leader_id, session.outside_leader) == (None, "Dr. Wu, Ali College")


def test_nobody_leads_two_sessions_at_once(team, trainer):
    a_session(trainer, team)
    with pytest.raises(recurrent.RecurrentRefused, match="New return policy") as refused:
        a_session(trainer, team, starts_at=at(TODAY, 11), ends_at=at(TODAY, 12))
    assert refused.value.field == "leader"
    a_session(trainer, team, starts_at=at(TODAY, 11, 30), ends_at=at(TODAY, 12))


def test_who_trains_one_team_plans_for_no_other(team):
    mine = an_account(Role.TRAINER, team=team)
    a_session(mine, team)
    for other in ({"for_all": True}, {"team_ids": frozenset({team.id, a_team("B2C mall").id})}):
        with pytest.raises(recurrent.RecurrentRefused, match="does not allow"):
            a_session(mine, team, on=TODAY + DAY, **other)


def test_a_session_that_moves_needs_a_reason_and_the_record_keeps_the_old_time(team, trainer):
    session = a_session(trainer, team)
    later = a_plan(trainer, team, on=TODAY + DAY)
    with pytest.raises(recurrent.RecurrentRefused, match="Say why") as refused:
        recurrent.change(session, later, actor=trainer, reason=" ")
    assert refused.value.field == "reason"
    recurrent.change(session, later, actor=trainer, reason=WHY)
    assert (session.held_on, session.sequence) == (TODAY + DAY, 1)
    moved = db.session.scalars(select(Entry).where(Entry.verb == "recurrent session moved")).one()
    assert moved.reason == WHY
    assert moved.details["before"][0] == at(TODAY, 10).astimezone(clock.now().tzinfo).isoformat()


def test_a_change_that_changes_nothing_is_refused_and_another_audience_is_a_change(team, trainer, cheng):
    session = a_session(trainer, team)
    with pytest.raises(recurrent.RecurrentRefused, match="stands so already"):
        recurrent.change(session, a_plan(trainer, team), actor=trainer, reason="")
    other = a_team("B2C mall")
    recurrent.change(session, a_plan(trainer, other), actor=trainer, reason="")
    assert [one.team_id for one in session.teams] == [other.id]
    assert names(session) == []


def test_who_looked_at_an_older_plan_is_told(team, trainer):
    session = a_session(trainer, team)
    seen = session.version
    recurrent.change(session, a_plan(trainer, team, place="Room 9"), actor=trainer, reason="")
    with pytest.raises(recurrent.RecurrentRefused, match="Somebody else changed"):
        recurrent.call_off(session, actor=trainer, reason=WHY, seen=seen)


def test_who_was_invited_meanwhile_is_not_thrown_out_by_whoever_saves_an_older_plan(team, trainer, cheng):
    other = an_employee("Came along", team=a_team("B2C mall"))
    session = a_session(trainer, team)
    seen = session.version
    recurrent.invite(session, other.id, actor=trainer)
    with pytest.raises(recurrent.RecurrentRefused, match="Somebody else changed"):
        recurrent.change(session, a_plan(trainer, team, place="Hall"), actor=trainer, reason="", seen=seen)
    assert names(session) == ["Came along", "程念"]


def test_the_record_keeps_what_a_plan_said_before(team, trainer, cheng):
    session = a_session(trainer, team, guests=frozenset({cheng.id}))
    recurrent.change(
        session, a_plan(trainer, team, topic="Old and new", place="Hall"), actor=trainer, reason=""
    )
    told = db.session.scalars(select(Entry).where(Entry.verb == "recurrent session changed")).one()
    assert told.details["was"] == {
        "topic": "New return policy",
        "place": "Room 2",
        "teams": [team.id],
        "guests": [cheng.id],
    }


def test_of_two_who_plan_the_same_at_once_one_is_told_that_the_leader_is_busy(team, trainer, at_once):
    team_id, trainer_id = team.id, trainer.id

    def planning(_seen):
        with clock.at(at()):
            actor = people.account_by_id(trainer_id)
            recurrent.plan(a_plan(actor, db.session.get_one(Team, team_id)), actor=actor)

    done, refused = at_once(lambda: None, planning, planning)
    assert done == "done" and "New return policy" in refused


def test_a_class_is_not_opened_over_what_its_trainer_leads(team, trainer):
    a_session(trainer, team, on=MONDAY, starts_at=at(MONDAY, 9), ends_at=at(MONDAY, 12))
    with pytest.raises(cohorts.CohortRefused, match="New return policy"):
        a_cohort(trainer, team=team)


def test_who_is_not_on_duty_on_the_day_is_not_invited(team, trainer):
    new = an_employee("Came later", team=a_team("B2C mall"), on_duty_since=TODAY - DAY)
    session = a_session(trainer, team, on=TODAY - 2 * DAY)
    with pytest.raises(recurrent.RecurrentRefused, match="not on duty on the day"):
        recurrent.invite(session, new.id, actor=trainer)


def test_a_session_is_called_off_once_with_a_reason(team, trainer, cheng):
    session = a_session(trainer, team)
    with pytest.raises(recurrent.RecurrentRefused, match="Say why"):
        recurrent.call_off(session, actor=trainer, reason="")
    recurrent.call_off(session, actor=trainer, reason=WHY)
    assert session.state is SessionState.CANCELLED
    for deed in (
        lambda: recurrent.call_off(session, actor=trainer, reason=WHY),
        lambda: recurrent.change(session, a_plan(trainer, team, place="Hall"), actor=trainer, reason=WHY),
        lambda: recurrent.invite(session, cheng.id, actor=trainer),
        lambda: roll_call.take(session, {cheng.id: PRESENT}, actor=trainer),
    ):
        with pytest.raises((recurrent.RecurrentRefused, roll_call.RollCallRefused), match="called off"):
            deed()


def test_somebody_more_can_be_asked_once_also_when_it_has_begun(team, trainer, cheng):
    other = an_employee("Came along", team=a_team("B2C mall"))
    session = a_session(trainer, team)
    recurrent.invite(session, other.id, actor=trainer)
    assert names(session) == ["Came along", "程念"]
    with pytest.raises(recurrent.RecurrentRefused, match="on the list already"):
        recurrent.invite(session, other.id, actor=trainer)


# Who came


def test_everybody_is_marked_at_once_and_credited_with_the_hours(team, trainer, cheng, robin):
    session = a_session(trainer, team, minutes=75)
    assert roll_call.take(session, {cheng.id: PRESENT, robin.id: ABSENT}, actor=trainer) == 2
    found = learning.in_month([cheng.id, robin.id], TODAY)
    assert [(found[one.id].minutes, found[one.id].attended, found[one.id].due) for one in (cheng, robin)] == [
        (75, 1, 1),
        (0, 0, 1),
    ]
    assert [(row.on, row.minutes, row.what) for row in learning.ledger(cheng.id)] == [
        (TODAY, 75, "New return policy")
    ]


def test_who_was_excused_was_not_due_and_an_open_session_is_due_for_nobody(team, trainer, cheng, robin):
    roll_call.take(a_session(trainer, team), {cheng.id: EXCUSED, robin.id: PRESENT}, actor=trainer)
    open_to_all = a_session(trainer, team, is_required=False, starts_at=at(TODAY, 8), ends_at=at(TODAY, 9))
    roll_call.take(open_to_all, {cheng.id: PRESENT}, actor=trainer)
    found = learning.in_month([cheng.id, robin.id], TODAY)[cheng.id]
    assert (found.minutes, found.due, found.attendance) == (60, 0, None)
    assert learning.in_month([robin.id], TODAY)[robin.id].attendance == 100


def test_hours_belong_to_the_month_of_the_session(team, trainer, cheng):
    roll_call.take(a_session(trainer, team, on=date(2026, 10, 31)), {cheng.id: PRESENT}, actor=trainer)
    assert learning.in_month([cheng.id], date(2026, 10, 5))[cheng.id].minutes == 90
    assert learning.in_month([cheng.id], TODAY)[cheng.id].minutes == 0


def test_a_correction_needs_a_reason_keeps_the_old_mark_and_takes_the_hours_back(team, trainer, cheng):
    session = a_session(trainer, team)
    roll_call.take(session, {cheng.id: PRESENT}, actor=trainer)
    assert roll_call.take(session, {cheng.id: PRESENT}, actor=trainer) == 0
    with pytest.raises(roll_call.RollCallRefused, match="Say why") as refused:
        roll_call.take(session, {cheng.id: ABSENT}, actor=trainer)
    assert refused.value.field == "reason"
    roll_call.take(session, {cheng.id: ABSENT}, actor=trainer, reason="Mixed up with her sister.")
    assert [(row.presence, row.reason) for row in queries.corrections(session.id, [cheng.id])] == [
        (PRESENT, None),
        (ABSENT, "Mixed up with her sister."),
    ]
    assert learning.ledger(cheng.id) == []


def test_attendance_is_taken_from_a_quarter_of_an_hour_before(team, trainer, cheng):
    session = a_session(trainer, team, on=TODAY + DAY)
    with pytest.raises(roll_call.RollCallRefused, match="has not begun"):
        roll_call.take(session, {cheng.id: PRESENT}, actor=trainer)
    with clock.at(at(TODAY + DAY, 9, 45)):
        assert roll_call.take(session, {cheng.id: PRESENT}, actor=trainer) == 1


def test_whoever_leads_takes_attendance_but_not_their_own(team, trainer, cheng, robin):
    peer = account_of(cheng)
    session = recurrent.plan(a_plan(peer, team, led_by=LedBy.PEER), actor=trainer)
    assert roll_call.take(session, {robin.id: PRESENT}, actor=peer) == 1
    with pytest.raises(roll_call.RollCallRefused, match="Whoever leads"):
        roll_call.take(session, {robin.id: ABSENT}, actor=account_of(robin), reason=WHY)
    own = an_account(Role.TRAINER)
    mine = an_employee("Trainer on duty", team=team, person=own.person)
    with pytest.raises(roll_call.RollCallRefused, match="of their own"):
        roll_call.take(session, {mine.id: PRESENT}, actor=own)


def test_who_was_not_asked_is_not_marked(team, trainer):
    stranger = an_employee("Stranger", team=a_team("B2C mall"))
    with pytest.raises(roll_call.RollCallRefused, match="was not asked"):
        roll_call.take(a_session(trainer, team), {stranger.id: PRESENT}, actor=trainer)


def test_what_was_held_is_no_longer_changed(team, trainer, cheng):
    session = a_session(trainer, team)
    roll_call.take(session, {cheng.id: PRESENT}, actor=trainer)
    with pytest.raises(recurrent.RecurrentRefused, match="was held"):
        recurrent.call_off(session, actor=trainer, reason=WHY)


def test_the_database_changes_no_mark(team, trainer, cheng):
    roll_call.take(a_session(trainer, team), {cheng.id: PRESENT}, actor=trainer)
    db.session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(update(RecurrentMark).values(presence=ABSENT))
    db.session.rollback()


def test_two_who_save_the_same_sheet_do_not_write_over_each_other(team, trainer, cheng, at_once):
    session = a_session(trainer, team)
    db.session.commit()
    session_id, cheng_id, trainer_id = session.id, cheng.id, trainer.id

    def take(presence):
        def act(_seen):
            with clock.at(at()):
                actor = people.account_by_id(trainer_id)
                roll_call.take(queries.session(actor, session_id), {cheng_id: presence}, actor=actor)

        return act

    done, refused = at_once(lambda: None, take(PRESENT), take(ABSENT))
    assert done == "done"
    assert "Say why" in refused
    assert len(db.session.scalars(select(RecurrentMark)).all()) == 1


def test_a_calendar_that_subscribes_has_what_one_leads_and_is_asked_to(team, trainer, cheng):
    session = a_session(trainer, team)
    recurrent.call_off(session, actor=trainer, reason=WHY)
    for account in (trainer, account_of(cheng)):
        [one] = calendars.of_account(account)
        assert (one.uid, one.off, one.sequence) == (session.uid, True, 1)


# Pages


@pytest.fixture
def visitors(team, trainer, cheng, robin, browse):
    peer = account_of(cheng)
    return {"trainer": browse(trainer), "cheng": browse(peer), "robin": browse(account_of(robin))}


def typed(team, **other):
    sent = {
        "topic": "New return policy", "led_by": "internal", "leader": "顾明川", "on": "2026-11-19",
        "begins": "10:00", "ends": "11:30", "hours": "", "place": "Room 2", "must": "required", "launch": "",
        "teams": team.id, "people": "",
    }  # fmt: skip
    return {**sent, **other}


def test_a_trainer_plans_a_session_and_finds_it_in_the_month(team, visitors):
    page = visitors["trainer"]
    shown = page.follow(page.post("/training/recurrent/new", typed(team)))
    assert shown.heading == "New return policy"
    assert "Global marketplace" in shown.text(".facts")
    plan = page.get("/training/recurrent?month=2026-11")
    assert plan.texts("tbody tr td:nth-child(3)") == ["New return policy"]
    assert not page.get("/training/recurrent?month=2026-12").has("tbody tr")
    assert not page.get("/training/recurrent?month=2026-11&led_by=outside").has("tbody tr")
    assert page.get(f"/training/recurrent?month=2026-11&team={team.id}&q=RETURN").has("tbody tr")
    assert not page.get(f"/training/recurrent?month=2026-11&team={a_team('B2C mall').id}").has("tbody tr")


def test_what_was_typed_is_kept_when_a_plan_is_refused(team, visitors):
    page = visitors["trainer"]
    for wrong, said in (
        ({"leader": "Nobody At All"}, "Nobody here is called so"),
        ({"people": "Somebody Unknown"}, "Nobody on duty in your teams is called Somebody Unknown"),
        ({"teams": ""}, "Say for whom it is"),
        ({"on": ""}, "A day is needed"),
        ({"hours": "9"}, "at most as many hours"),
    ):
        refused = page.post("/training/recurrent/new", typed(team, **wrong), expect=422)
        assert said in refused.text("main"), wrong
        assert refused.one("#topic")["value"] == "New return policy"


def test_a_name_that_several_have_wants_the_email(team, visitors):
    an_employee("Robin Vale", team=team)
    refused = visitors["trainer"].post(
        "/training/recurrent/new", typed(team, people="Robin Vale"), expect=422
    )
    assert "Several are called Robin Vale" in refused.text("main")


@pytest.mark.parametrize("hours", ["NaN", "Infinity", "1e999999", "many"])
def test_hours_that_are_none_are_refused_with_what_was_typed(team, visitors, hours):
    refused = visitors["trainer"].post("/training/recurrent/new", typed(team, hours=hours), expect=422)
    assert "not a number of hours" in refused.text("main")
    assert refused.one("#topic")["value"] == "New return policy"


def test_a_session_in_the_night_on_which_clocks_are_put_back_lasts_as_long_as_it_does(app):
    clock.use_zone("Europe/Berlin")
    form = RecurrentForm(formdata=MultiDict({"on": "2026-10-25", "begins": "01:30", "ends": "03:30"}))
    begins, ends = form.interval()
    assert ends - begins == timedelta(hours=3)


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2026-13", "soon"])
def test_a_month_that_makes_no_sense_is_this_one(visitors, month):
    for page in ("/training/recurrent", "/training/learning-hours"):
        visitors["trainer"].get(f"{page}?month={month}")


def test_whom_to_add_is_asked_again_where_nobody_is_called_so(team, trainer, visitors):
    page = visitors["trainer"]
    address = f"/training/recurrent/{a_session(trainer, team).id}/people"
    unknown = page.post(address, {"person": "Nobody Here"}, expect=422)
    assert "Nobody on duty in your teams" in unknown.text("main")
    assert unknown.one("#person")["value"] == "Nobody Here"
    assert "Say who" in page.post(address, {"person": " "}, expect=422).text("main")


def test_who_trains_one_team_reads_nothing_of_another_on_the_sheet_of_all(team, trainer, cheng, browse):
    other = a_team("B2C mall")
    elsewhere = an_employee("Not Theirs", team=other)
    session = a_session(trainer, for_all=True)
    roll_call.take(session, {elsewhere.id: PRESENT, cheng.id: PRESENT}, actor=trainer)
    roll_call.take(session, {elsewhere.id: EXCUSED}, actor=trainer, reason="Was in hospital.")
    shown = browse(an_account(Role.TRAINER, team=team)).get(f"/training/recurrent/{session.id}").text("main")
    assert "程念" in shown and "Not Theirs" not in shown and "hospital" not in shown
    assert "hospital" in browse(trainer).get(f"/training/recurrent/{session.id}").text("main")


def test_the_sheet_is_saved_and_the_rest_was_present(team, trainer, cheng, robin, visitors):
    session, page = a_session(trainer, team), visitors["trainer"]
    address = f"/training/recurrent/{session.id}"
    page.post(f"{address}/attendance", {f"mark-{robin.id}": "excused", "rest": "present"})
    shown = page.get(address)
    assert shown.texts("tr[data-trainee] .state") == ["excused", "present"]
    refused = page.post(f"{address}/attendance", {f"mark-{robin.id}": "absent"}, expect=422)
    assert "Say why" in refused.text(".notice-bad")
    page.post(f"{address}/attendance", {f"mark-{robin.id}": "absent", "reason": "Was on the phone."})
    assert "Was on the phone." in page.get(address).text("section[aria-labelledby=history]")
    assert "1 of 2 came" in page.get("/training/recurrent?month=2026-11").text("tbody")


def test_a_colleague_who_leads_finds_it_on_their_page_and_takes_attendance(
    team, trainer, cheng, robin, visitors
):
    peer = people.account_of_person(cheng.person_id)
    session = recurrent.plan(a_plan(peer, team, led_by=LedBy.PEER), actor=trainer)
    own = visitors["cheng"].get("/training/own")
    assert own.texts("section[aria-labelledby=leads] a") == ["New return policy"]
    page = visitors["cheng"].get(f"/training/recurrent/{session.id}")
    assert page.has("button.btn-primary")
    visitors["cheng"].post(f"/training/recurrent/{session.id}/attendance", {f"mark-{robin.id}": "present"})
    visitors["robin"].get(f"/training/recurrent/{session.id}", expect=404)
    visitors["robin"].post(f"/training/recurrent/{session.id}/attendance", expect=404)


def test_ones_own_page_shows_sessions_ahead_and_hours(team, trainer, cheng, visitors):
    roll_call.take(a_session(trainer, team), {cheng.id: PRESENT}, actor=trainer)
    a_session(trainer, team, on=TODAY + DAY, topic="Kind words under pressure")
    own = visitors["cheng"].get("/training/own")
    assert "Kind words under pressure" in own.text("section[aria-labelledby=ahead]")
    learned = visitors["cheng"].get("/training/own/learning")
    assert learned.texts(".facts dd") == ["1.5", "1.5", "1 of 1 attended"]
    assert "New return policy" in learned.text("section[aria-labelledby=ledger]")
    visitors["cheng"].get(f"/training/people/{cheng.id}/learning", expect=403)
    assert visitors["trainer"].get(f"/training/people/{cheng.id}/learning").heading == "程念"


def test_hours_of_a_month_are_listed_filtered_and_taken_away(team, trainer, cheng, robin, visitors, browse):
    roll_call.take(a_session(trainer, team), {cheng.id: PRESENT, robin.id: ABSENT}, actor=trainer)
    page = visitors["trainer"]
    shown = page.get("/training/learning-hours?month=2026-11")
    assert [row.split()[-1] for row in shown.texts("tbody tr")] == ["0", "1.5"]
    assert page.get("/training/learning-hours?month=2026-11&q=robin").texts("tbody a") == ["Robin Vale"]
    taken = page.get("/training/learning-hours?month=2026-11&export=csv").response.get_data()
    rows = list(csv.reader(io.StringIO(taken.decode("utf-8-sig"))))
    assert [(row[1], row[4], row[5], row[-1]) for row in rows[1:]] == [
        ("Robin Vale", "0", "1", "0"),
        ("程念", "1", "1", "1.5"),
    ]
    elsewhere = browse(an_account(Role.TRAINER, team=a_team("B2C mall")))
    assert not elsewhere.get("/training/learning-hours?month=2026-11").has("tbody tr")
    elsewhere.get(f"/training/people/{cheng.id}/learning", expect=404)


def test_a_session_of_other_teams_is_not_there(team, trainer, browse):
    session = a_session(trainer, team)
    other = browse(an_account(Role.TRAINER, team=a_team("B2C mall")))
    for path in ("", "/plan"):
        other.get(f"/training/recurrent/{session.id}{path}", expect=404)
    assert not other.get("/training/recurrent?month=2026-11").has("tbody tr")


def test_moving_and_calling_off_are_explained_on_the_page(team, trainer, visitors):
    session, page = a_session(trainer, team), visitors["trainer"]
    address = f"/training/recurrent/{session.id}"
    form = page.get(f"{address}/plan").form("form[data-keep]")
    refused = page.post(f"{address}/plan", {**form, "on": "2026-11-20"}, expect=422)
    assert "Say why" in refused.text(".notice-bad")
    page.post(f"{address}/plan", {**form, "on": "2026-11-20", "reason": WHY})
    shown = page.get(address)
    assert WHY in shown.text(".record")
    assert shown.text(".record s") == "19 Nov 10:00"
    assert "Say why" in page.post(f"{address}/cancellation", expect=422).text(".notice-bad")
    page.post(f"{address}/cancellation", {"reason": "The trainer is ill."})
    assert page.get(address).text(".page-head .state") == "called off"
    assert page.get("/training/recurrent?month=2026-11").has("tbody s")


def test_the_trainers_morning_names_what_is_not_taken(team, trainer, cheng, visitors):
    a_session(trainer, team, on=TODAY - DAY)
    assert "New return policy" in visitors["trainer"].get("/training/").text(
        "section[aria-labelledby=recurrent-open]"
    )


def test_the_plan_and_the_hours_need_as_many_statements_for_many(team, trainer, cheng, counted, visitors):
    def statements():
        seen = []
        for path in ("/training/recurrent?month=2026-11", "/training/learning-hours?month=2026-11"):
            with counted() as found:
                visitors["trainer"].get(path)
            seen.append(found.count)
        return seen

    a_session(trainer, team)
    statements()
    few = statements()
    for number in range(4):
        a_session(trainer, team, on=TODAY + (number + 1) * DAY)
        an_employee(team=team)
    assert statements() == few
