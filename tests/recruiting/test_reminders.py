"""Reminders of missing scorecards: to whom, when, how often, and never otherwise."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock, worker
from core.db import db
from core.outbox import Letter
from core.record import Entry, Way
from people import accounts, employment
from people.permissions import Role
from people.states import DutyStatus, Level
from recruiting import closing, interviewing, pipeline, reminders
from recruiting.models import Reminder
from recruiting.states import ReasonFamily
from tests import factories
from tests.recruiting.scoring import a_panel, a_recruiter, an_interviewer, submit

WHY = "Is on leave until Monday."


def on(day, hour, minute=0):
    """A moment in November 2026, on the organisation's clocks; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.zone())


@pytest.fixture
def visit(app):
    with clock.at(on(20, 10)):
        yield factories.an_application(stage="first interview")


@pytest.fixture
def panel(visit):
    """Two are asked for an interview on Monday from ten to a quarter to eleven."""
    panel = a_panel(visit, 2)
    interviewing.plan(visit, on(23, 10), 45, "Room 3", actor=None)
    return panel


def remind_at(moment):
    with clock.at(moment):
        return reminders.remind()


def reminded():
    """Whom, in order."""
    query = select(Letter.to_address).where(Letter.subject.contains("scorecard")).order_by(Letter.id)
    return db.session.scalars(query).all()


def test_nobody_is_reminded_before_the_interview_is_over_and_a_while_after(panel):
    for moment in (on(20, 12), on(23, 9), on(23, 10, 30), on(23, 12, 30)):
        assert remind_at(moment) == 0
    assert remind_at(on(23, 12, 45)) == 2


def test_only_whoever_is_missing_is_reminded(panel):
    with clock.at(on(23, 11)):
        submit(panel[0], 4)
    assert remind_at(on(23, 14)) == 1
    assert reminded() == [panel[1].account.email]


def test_at_most_once_a_day_and_three_times_altogether(panel):
    with clock.at(on(23, 11)):
        submit(panel[0], 4)
    times = [on(23, 14), on(23, 17), on(24, 9), on(24, 9, 10), on(25, 9), on(26, 9), on(27, 9)]
    assert [remind_at(moment) for moment in times] == [1, 0, 1, 0, 1, 0, 0]
    assert [one.number for one in db.session.scalars(select(Reminder).order_by(Reminder.id))] == [1, 2, 3]


@pytest.mark.parametrize("moment", [(23, 18), (23, 23), (24, 8, 59), (28, 11), (29, 11)])
def test_nobody_is_reminded_at_night_or_at_the_weekend(panel, moment):
    assert remind_at(on(*moment)) == 0


def released(panel):
    for one in panel:
        interviewing.release(one, WHY, actor=None)


def rejected(panel):
    closing.reject(panel[0].visit, factories.a_reason(), actor=None)


def withdrawn(panel):
    closing.withdraw(panel[0].visit, factories.a_reason(ReasonFamily.WITHDRAWAL), actor=None)


def moved_on(panel):
    visit = panel[0].visit
    to = factories.a_stage(visit, "second interview")
    pipeline.move(visit, to, actor=None, reason=factories.WHY, override=True)


def on_hold(panel):
    pipeline.hold(panel[0].visit, actor=None, reason="Waits for the budget.")


def missed(panel):
    interviewing.mark_missed(interviewing.queries.planned(panel[0].visit_id), actor=None)


def closed(panel):
    for one in panel:
        accounts.close(one.account, actor=factories.an_account(Role.ADMINISTRATOR))


def away(panel):
    for one in panel:
        team = one.visit.application.opening.team
        work = employment.employ(
            one.account.person, starts_on=clock.today() - timedelta(days=90), team_id=team.id,
            site_id=team.site_id, line_manager_id=None, level=Level.SPECIALIST, actor=None,
        )  # fmt: skip
        employment.begin_duty(work, DutyStatus.LEAVE, clock.today(), actor=None)


@pytest.mark.parametrize(
    "happens", [released, rejected, withdrawn, moved_on, on_hold, missed, closed, away],
    ids=lambda one: one.__name__.replace("_", " "),
)  # fmt: skip
def test_nobody_is_reminded_of_what_is_not_wanted_of_them(panel, happens):
    with clock.at(on(23, 12)):
        happens(panel)
        db.session.flush()
    assert remind_at(on(23, 15)) == 0
    assert reminded() == []


def test_a_cancelled_interview_reminds_nobody(visit):
    a_panel(visit, 1)
    interview = interviewing.plan(visit, on(23, 10), 45, "Room 3", actor=None)
    interviewing.cancel(interview, WHY, actor=None)
    assert remind_at(on(23, 15)) == 0


def test_an_interview_still_to_come_reminds_nobody_of_the_one_before(visit, panel):
    with clock.at(on(23, 11)):
        submit(panel[0], 4)
        interviewing.plan(visit, on(25, 10), 45, "Room 3", actor=None)
    assert remind_at(on(23, 15)) == 0
    assert remind_at(on(25, 15)) == 1


def test_who_was_asked_after_the_interview_has_two_hours_too(visit):
    a_panel(visit, 1)
    interviewing.plan(visit, on(23, 10), 45, "Room 3", actor=None)
    with clock.at(on(23, 14)):
        late = interviewing.ask(visit, an_interviewer(), actor=None)
    remind_at(on(23, 15))
    assert late.account.email not in reminded()
    remind_at(on(24, 9))
    assert late.account.email in reminded()


def test_each_is_reminded_in_their_own_language_with_the_way_to_the_scorecard(visit):
    his = interviewing.ask(visit, an_interviewer(language="zh_Hans"), actor=None)
    interviewing.plan(visit, on(23, 10), 45, "Room 3", actor=None)
    remind_at(on(23, 15))
    letter = db.session.scalars(select(Letter).where(Letter.to_address == his.account.email)).all()[-1]
    assert letter.subject == f"请提交{visit.application.person.name}的评分表"
    assert f"/scorecards/{his.id}" in letter.body and "2026 年 11 月 23 日" in letter.body


def test_a_reminder_is_on_record_by_rule_and_hidden_from_who_still_has_to_score(visit, panel, browse):
    remind_at(on(23, 15))
    entries = db.session.scalars(select(Entry).where(Entry.verb == "reminded")).all()
    assert {entry.way for entry in entries} == {Way.RULE} and len(entries) == 2
    both = factories.an_account(Role.RECRUITER, Role.INTERVIEWER)
    path = f"/applications/{visit.application_id}"
    assert "reminder" in browse(a_recruiter()).get(path).text("ol.record")
    with clock.at(on(23, 16)):
        interviewing.ask(visit, both, actor=None)
    assert "reminder" not in browse(both).get(path).text("ol.record")


def test_the_database_refuses_a_second_reminder_on_one_day(panel):
    remind_at(on(23, 15))
    again = Reminder(panelist_id=panel[0].id, number=2, on_day=on(23, 15).date())
    with pytest.raises(Exception, match=r"(?i)unique"), db.session.begin_nested():
        db.session.add(again)


def test_the_worker_reminds(panel):
    db.session.commit()
    with clock.at(on(23, 15)):
        worker.Worker().run(once=True)
        worker.Worker().run(once=True)
    assert len(reminded()) == 2
