"""Working hours and reminders as data: changed by edition, in use from then on."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from sqlalchemy import select, text

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import free_time, interview_policies, interviewing, reminders
from recruiting.interview_policies import PolicyRefused
from recruiting.models import InterviewPolicy
from recruiting.pipeline import MoveRefused
from recruiting.queries import interview_policies as queries
from recruiting.rules import Hours
from tests import factories
from tests.recruiting.scoring import a_panel, a_recruiter, an_interviewer

SUNDAY = date(2026, 11, 29)
EVENINGS = Hours(
    opens=time(17, 30), closes=time(0), weekdays=frozenset({5, 6}), remind_after=1, most_reminders=1
)


def on(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.zone())


def test_without_an_edition_the_defaults_hold(app):
    assert queries.in_use() == Hours()


def test_an_edition_holds_from_then_on_and_the_one_before_stays(app):
    interview_policies.publish(EVENINGS, actor=a_recruiter())
    assert queries.in_use() == replace(EVENINGS, number=1)
    interview_policies.publish(Hours(number=1), actor=a_recruiter())
    assert [one.number for one in queries.editions()] == [2, 1]
    assert queries.hours_of(queries.editions()[1]) == replace(EVENINGS, number=1)


def test_free_times_and_reminders_follow_it(app):
    interview_policies.publish(EVENINGS, actor=None)
    with clock.at(on(28, 9)):
        found = free_time.proposals([], 60, SUNDAY, queries.in_use(), most=9)
        assert [clock.local(one).strftime("%d %H:%M") for one in found[:5]] == [
            "29 17:30", "29 18:30", "29 19:30", "29 20:30", "05 17:30",
        ]  # fmt: skip
        visit = factories.an_application(stage="first interview")
        a_panel(visit, 1)
        interviewing.plan(visit, on(28, 20), 45, "Room 3", actor=None)
    counts = []
    for moment in (on(28, 21, 44), on(28, 21, 45), on(29, 12), on(29, 18)):
        with clock.at(moment):
            counts.append(reminders.remind())
    assert counts == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("closes", {"opens": time(18), "closes": time(9)}),
        ("weekdays", {"weekdays": frozenset()}),
        ("weekdays", {"weekdays": frozenset({7})}),
        ("remind_after", {"remind_after": 169}),
        ("most_reminders", {"most_reminders": 11}),
    ],
)
def test_what_makes_no_sense_is_refused_under_its_field(app, field, given):
    with pytest.raises(PolicyRefused) as refusal:
        interview_policies.publish(replace(Hours(), **given), actor=None)
    assert refusal.value.field == field and db.session.scalar(select(InterviewPolicy.id)) is None


def test_the_same_is_no_change_and_of_two_the_second_is_told(app):
    with pytest.raises(PolicyRefused, match="holds already"):
        interview_policies.publish(Hours(), actor=None)
    interview_policies.publish(EVENINGS, actor=None)
    with pytest.raises(PolicyRefused, match="Somebody else"):
        interview_policies.publish(replace(EVENINGS, most_reminders=2), actor=None)


def test_the_database_refuses_hours_that_end_before_they_begin(app):
    policy = interview_policies.publish(EVENINGS, actor=None)
    with pytest.raises(Exception, match=r"(?i)check"), db.session.begin_nested():
        db.session.execute(text("UPDATE interview_policy SET closes = 60 WHERE id = :id"), {"id": policy.id})


def test_who_may_not_edit_openings_changes_nothing(app):
    with pytest.raises(MoveRefused):
        interview_policies.publish(EVENINGS, actor=an_interviewer())


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_it_is_changed_on_its_page(app, browse, language):
    me = browse(factories.an_account(Role.RECRUITER, language=language))
    form = me.get("/interview-policy").form()
    sent = {**form, "opens": "08:30", "closes": "17:30", "weekdays": ["0", "1", "2", "3", "4", "5"]}
    me.post("/interview-policy", sent)
    assert "08:30–17:30" in me.get("/interview-policy").text("ol.record")
    assert len(me.get("/interview-policy").all("input[name=weekdays][checked]")) == 6
    refused = me.post("/interview-policy", {**sent, "seen": "1", "closes": "07:00"}, expect=422)
    assert refused.has(".notice-bad") and refused.one("#closes")["value"] == "07:00"
    for strange in ({"opens": "x"}, {"weekdays": ["y"]}, {"most_reminders": "-1"}, {"seen": "zz"}):
        me.post("/interview-policy", {**sent, **strange}, expect=422)
