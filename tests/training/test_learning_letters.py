"""Letters to people on duty: sessions with what calendars understand, launches, self-study decided."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import icalendar
import pytest
from sqlalchemy import delete, select

from core import clock, worker
from core.db import db
from core.i18n import day_long, speaking
from core.outbox import Letter
from core.record import Entry, Way
from people import employment as employments
from people.permissions import Role
from tests.factories import a_team, an_account, serving
from tests.statements import count_statements
from tests.training.on_duty_already import DAY, TODAY, WHY, a_plan, account_of, an_employee, at
from training import crediting, inviting, jobs, launches, recurrent, studying
from training.launches import Briefing, Frame
from training.models import Launch, RecurrentInvitation
from training.queries import recurrent as recurrent_queries
from training.studying import Study

SOON = TODAY + 7 * DAY


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
    one = an_employee("程念", team=team)
    one.person.language, one.person.email = "zh_Hans", "cheng@example.org"
    return one


@pytest.fixture
def robin(team):
    one = an_employee("Robin Vale", team=team)
    one.person.email = "robin@example.org"
    return one


@pytest.fixture
def session(trainer, team, cheng, robin):
    return recurrent.plan(a_plan(trainer, team, on=SOON), actor=trainer)


def letters(since=0):
    """(to, subject) of those that were written."""
    found = db.session.scalars(select(Letter).where(Letter.id > since).order_by(Letter.id)).all()
    return [(one.to_name, one.subject) for one in found]


def last():
    return max(db.session.scalars(select(Letter.id)), default=0)


def event_of(to_name):
    """The event in the newest letter to somebody, and what a calendar is to do with it."""
    newest = select(Letter).where(Letter.to_name == to_name).order_by(Letter.id.desc()).limit(1)
    (part,) = db.session.scalars(newest).one().enclosures
    assert part.is_alternative
    calendar = icalendar.Calendar.from_ical(part.content)
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def changed(session, trainer, *teams, why=WHY, **other):
    wanted = a_plan(trainer, *teams, on=SOON, **other)
    recurrent.change(session, wanted, actor=trainer, reason=why)


def day_of(offset=0):
    """The day of session and launch as an English letter says it."""
    return f"{SOON + offset * DAY:%a %-d %b %Y}"


def in_chinese(day):
    with speaking("zh_Hans"):
        return day_long(day)


# Recurrent training


def test_everybody_for_whom_it_is_gets_an_invitation_in_their_language(session):
    assert (
        letters()
        == [
            ("Robin Vale", "Invitation: New return policy, Tue 1 Dec 2026"),
            ("程念", "邀请：New return policy（2026 年 12 月 1 日（周二））"),
        ]
        or len(letters()) == 2
    )
    method, event = event_of("Robin Vale")
    assert method == "REQUEST"
    assert (str(event["UID"]), int(event["SEQUENCE"])) == (session.uid, 0)
    assert event["DTSTART"].dt == session.starts_at
    assert str(event["ATTENDEE"]) == "mailto:robin@example.org"
    body = db.session.scalars(select(Letter.body).where(Letter.to_name == "Robin Vale")).one()
    assert "It is required of you." in body and "10:00–11:30" in body


def test_nobody_is_written_to_about_a_session_that_is_entered_afterwards(trainer, team, robin):
    recurrent.plan(a_plan(trainer, team, on=TODAY - DAY), actor=trainer)
    assert letters() == []


def test_another_time_is_told_with_the_reason_and_the_calendar_moves_it(session, trainer, team):
    before = last()
    changed(session, trainer, team, starts_at=at(SOON, 14), ends_at=at(SOON, 15))
    assert len(letters(before)) == 2
    method, event = event_of("Robin Vale")
    assert (method, int(event["SEQUENCE"])) == ("REQUEST", 1)
    assert event["DTSTART"].dt == at(SOON, 14)
    body = db.session.scalars(select(Letter.body).order_by(Letter.id.desc())).all()
    assert any(f"Why: {WHY}" in one for one in body[:2])


def test_what_is_no_news_to_them_is_not_written(session, trainer, team):
    before = last()
    changed(session, trainer, team, why="", minutes=60)
    assert letters(before) == []


def test_who_is_asked_no_more_hears_so_and_who_is_new_is_invited(session, trainer, team, cheng):
    other = an_employee("Ada", team=a_team("Mall"))
    before = last()
    changed(session, trainer, why="", guests=frozenset({cheng.id, other.id}))
    said = dict(letters(before))
    assert said.keys() == {"Robin Vale", "Ada"}
    assert said["Robin Vale"].startswith("No longer for you")
    assert said["Ada"].startswith("Invitation")
    assert event_of("Robin Vale")[0] == "CANCEL"


def test_who_is_asked_with_a_move_is_invited_and_not_told_of_a_change(session, trainer, team):
    other = an_employee("Ada", team=a_team("Mall"))
    before = last()
    guests = frozenset({other.id})
    changed(session, trainer, team, guests=guests, starts_at=at(SOON, 14), ends_at=at(SOON, 15))
    assert len(letters(before)) == 3
    assert [subject for to, subject in letters(before) if to == "Ada"] == [
        f"Invitation: New return policy, {day_of()}"
    ]


def test_a_session_that_is_called_off_leaves_the_calendars(session, trainer):
    before = last()
    recurrent.call_off(session, actor=trainer, reason=WHY)
    assert any(subject.startswith("Called off") for _to, subject in letters(before))
    method, event = event_of("Robin Vale")
    assert (method, str(event["STATUS"])) == ("CANCEL", "CANCELLED")


def test_who_is_named_later_is_invited_alone(session, trainer):
    other = an_employee("Ada", team=a_team("Mall"))
    before = last()
    recurrent.invite(session, other.id, actor=trainer)
    assert [to for to, _subject in letters(before)] == ["Ada"]


def test_who_has_no_address_is_passed_over(trainer, team, robin, cheng):
    cheng.person.email = None
    recurrent.plan(a_plan(trainer, team, on=SOON), actor=trainer)
    assert [to for to, _subject in letters()] == ["Robin Vale"]


# Newcomers


def newcomer(team, on=SOON - DAY, name="Ada"):
    """Somebody of another team who moves to this one on a day."""
    one = an_employee(name, team=a_team("Mall"))
    one.person.email = f"{name.lower()}@example.org"
    employments.change_post(one, on, team_id=team.id, actor=None)
    return one


def test_who_joins_the_team_later_is_invited_by_the_worker_once(session, team):
    before = last()
    newcomer(team)
    assert worker.JOBS["newcomers invited"].run() == 1
    assert letters(before) == [("Ada", f"Invitation: New return policy, {day_of()}")]
    method, event = event_of("Ada")
    assert (method, str(event["UID"]), int(event["SEQUENCE"])) == ("REQUEST", session.uid, 0)
    assert jobs.newcomers_invited() == 0
    assert len(letters(before)) == 1
    entry = db.session.scalars(select(Entry).where(Entry.verb == "newcomers invited")).one()
    assert (entry.way, entry.subject_id) == (Way.RULE, session.id)


def test_who_goes_on_duty_later_is_invited_and_nobody_who_is_not_there_that_day(session, team):
    trainee = an_employee("Noor", team=team, on_duty_since=None)
    newcomer(team, on=SOON + DAY)
    assert jobs.newcomers_invited() == 0
    serving(trainee, TODAY)
    before = last()
    assert jobs.newcomers_invited() == 1
    assert [to for to, _subject in letters(before)] == ["Noor"]


def test_nobody_is_invited_to_what_has_begun_or_was_called_off(session, trainer, team):
    newcomer(team)
    before = last()
    with clock.at(at(SOON, 10)):
        assert jobs.newcomers_invited() == 0
    recurrent.call_off(session, actor=trainer, reason=WHY)
    assert "Ada" not in dict(letters(before)), "who was not invited need not be told"
    before = last()
    assert jobs.newcomers_invited() == 0
    assert letters(before) == []


def test_a_change_invites_newcomers_whom_the_worker_has_not_seen_and_tells_the_others(session, trainer, team):
    newcomer(team)
    before = last()
    changed(session, trainer, team, starts_at=at(SOON, 14), ends_at=at(SOON, 15))
    said = dict(letters(before))
    assert said["Ada"].startswith("Invitation") and not said["Robin Vale"].startswith("Invitation")
    assert jobs.newcomers_invited() == 0
    before = last()
    changed(session, trainer, team, starts_at=at(SOON, 15), ends_at=at(SOON, 16))
    assert not dict(letters(before))["Ada"].startswith("Invitation")


def test_newcomers_hear_that_it_is_called_off(session, trainer, team):
    newcomer(team)
    jobs.newcomers_invited()
    before = last()
    recurrent.call_off(session, actor=trainer, reason=WHY)
    assert dict(letters(before))["Ada"].startswith("Called off")


def test_who_was_told_that_it_is_for_them_no_more_is_invited_anew_when_it_is(session, trainer, team, cheng):
    changed(session, trainer, why="", guests=frozenset({cheng.id}))
    assert jobs.newcomers_invited() == 0
    before = last()
    changed(session, trainer, team, why="")
    assert [(to, subject.split(":")[0]) for to, subject in letters(before)] == [("Robin Vale", "Invitation")]


def test_a_session_entered_afterwards_and_moved_ahead_invites_everybody(trainer, team, robin):
    held = recurrent.plan(a_plan(trainer, team, on=TODAY - DAY), actor=trainer)
    recurrent.change(held, a_plan(trainer, team, on=SOON), actor=trainer, reason=WHY)
    assert [(to, subject.split(":")[0]) for to, subject in letters()] == [("Robin Vale", "Invitation")]


def test_of_sessions_planned_before_newcomers_were_invited_nobody_gets_a_second_letter(
    session, trainer, team
):
    """What the migration does: for whom a session ahead is by then, and for nobody else."""
    other = an_employee("Elsewhere", team=a_team("B2C mall"))
    by_name = recurrent.plan(a_plan(trainer, on=SOON + 2 * DAY, guests=frozenset({other.id})), actor=trainer)
    for_all = recurrent.plan(a_plan(trainer, on=SOON + DAY, for_all=True), actor=trainer)
    held = recurrent.plan(a_plan(trainer, team, on=TODAY - DAY), actor=trainer)
    db.session.execute(delete(RecurrentInvitation))
    migration = import_module("migrations.versions.0041_told_once_and_findings_erased")
    db.session.execute(migration.invited_already(clock.now()))
    for one in (session, by_name, for_all):
        assert recurrent_queries.invited(one.id) == inviting.whom(one).keys() != set()
    assert recurrent_queries.invited(held.id) == set()
    assert jobs.newcomers_invited() == 0


def test_two_workers_at_once_invite_once(session, team, at_once):
    newcomer(team)
    before = last()

    def look_around(_seen):
        with clock.at(at()):
            jobs.newcomers_invited()

    assert at_once(lambda: None, look_around, look_around) == ["done", "done"]
    assert [to for to, _subject in letters(before)] == ["Ada"]


def test_looking_for_newcomers_reads_no_more_often_where_there_are_many_sessions(trainer, team, robin):
    def reads():
        db.session.flush()
        with count_statements(db.engine) as seen:
            jobs.newcomers_invited()
        return len(seen)

    few = reads()
    for day in range(6):
        recurrent.plan(a_plan(trainer, team, on=SOON + day * DAY), actor=trainer)
    assert reads() == few == 1


def test_an_invitation_to_many_reads_as_often_as_one_to_a_few(trainer, team, robin):
    def reads(hour):
        with count_statements(db.engine) as seen:
            wanted = a_plan(trainer, team, on=SOON, starts_at=at(SOON, hour), ends_at=at(SOON, hour + 1))
            recurrent.plan(wanted, actor=trainer)
        return sum(one.lstrip().upper().startswith("SELECT") for one in seen)

    reads(8)
    few = reads(10)
    for number in range(8):
        an_employee(f"Person {number}", team=team)
    assert reads(12) == few


# Launches


def a_launch(trainer, *teams, **other):
    frame = Frame("Gift cards", SOON, False, frozenset(one.id for one in teams))
    return launches.announce(
        replace(frame, **other), Briefing("They never expire.", "", False, False, False), actor=trainer
    )


def test_whom_a_launch_concerns_is_asked_to_read_what_has_to_be_known(trainer, team, cheng, robin):
    a_launch(trainer, team)
    assert {to for to, _subject in letters()} == {"程念", "Robin Vale"}
    assert ("Robin Vale", f"Please read before {day_of()}: Gift cards") in letters()


def test_a_launch_that_is_moved_or_withdrawn_is_told_to_who_knew_of_it(trainer, team, robin):
    launch, elsewhere = a_launch(trainer, team), a_team("Mall")
    an_employee("Ada", team=elsewhere)
    before = last()
    frame = Frame("Gift cards", SOON + DAY, False, frozenset({team.id, elsewhere.id}))
    launches.change(launch, frame, actor=trainer, reason=WHY)
    assert dict(letters(before)) == {
        "Ada": f"Please read before {day_of(1)}: Gift cards",
        "Robin Vale": f"Gift cards launches on {day_of(1)}",
    }
    before = last()
    launches.withdraw(launch, actor=trainer, reason=WHY)
    assert dict(letters(before)) == dict.fromkeys(("Ada", "Robin Vale"), "Gift cards is not launched")


@pytest.mark.parametrize(("again", "told"), [(True, 1), (False, 0)])
def test_a_briefing_is_told_anew_only_where_it_asks_again(trainer, team, robin, again, told):
    launch = a_launch(trainer, team)
    before = last()
    newer = Briefing("They expire after three years.", "", False, False, again)
    launches.revise(launch, newer, actor=trainer, based_on=1)
    assert len(letters(before)) == told
    assert len(db.session.scalars(select(Launch)).all()) == 1


# Self-study


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_whoever_claimed_self_study_is_told_what_was_decided_and_not_why(trainer, robin, browse, language):
    robin.person.language = language
    mine = account_of(robin)
    claim = studying.claim(Study("Customs", TODAY - DAY, 150, "https://learn.example/x"), actor=mine)
    crediting.approve(claim, 90, actor=trainer, reason="An hour was a break.")
    crediting.refuse(claim, actor=trainer, reason="It was never there.")
    found = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    assert [one.to_name for one in found] == ["Robin Vale"] * 2
    assert "1.5" in found[0].subject
    text = " ".join(one.body for one in found)
    assert "break" not in text and "never there" not in text
    link = found[1].body.partition("/training/")[2].split()[0]
    assert "It was never there." in browse(mine).get(f"/training/{link}").text("main")


def test_letters_wait_as_long_as_a_change_can_be_undone(session):
    letter = db.session.scalars(select(Letter)).first()
    assert letter.not_before == clock.now() + timedelta(seconds=30)
