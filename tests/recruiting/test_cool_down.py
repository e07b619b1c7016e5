"""Applying again: not before the days of the reason are over, unless somebody says why."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import applications, candidates, closing, cool_down, founding
from recruiting.cool_down import TooSoon
from recruiting.models import Application
from recruiting.queries import cool_downs, standing
from recruiting.reasons import ReasonRefused
from recruiting.states import ReasonFamily
from tests import factories as make

WHY = "The refusal was a mistake of ours."


@pytest.fixture
def turned_down(app):
    """Somebody whose interview was not passed, just now."""
    visit = make.an_application(person=make.a_person("王晓明", email="wang@example.org"))
    closing.reject(visit, interview(), actor=None, tell=False)
    return visit.application.person


def interview():
    return make.a_reason(key="interview")


def apply_again(person, actor=None, **more):
    return applications.apply(
        person, make.an_opening(), channel=make.a_channel(), actor=actor, tell=False, **more
    )


def in_days(days):
    return clock.at(clock.now() + timedelta(days=days))


def test_who_was_turned_down_waits_the_days_of_the_reason(turned_down, recruiter):
    until = clock.local(clock.now() + timedelta(days=180))
    with pytest.raises(TooSoon, match=f"Interview not passed. With.* from {until.day} ") as told:
        apply_again(turned_down, recruiter)
    assert told.value.field == "despite"
    with in_days(179), pytest.raises(TooSoon):
        apply_again(turned_down, recruiter)
    with in_days(181):
        assert apply_again(turned_down, recruiter).application.is_open


@pytest.mark.parametrize("ended", ["2026-09-01 00:10", "2026-09-01 23:50"])
def test_one_can_apply_again_from_the_beginning_of_the_day_that_is_told(recruiter, ended):
    at = datetime.fromisoformat(ended).replace(tzinfo=clock.zone())
    with clock.at(at):
        visit = make.an_application()
        closing.reject(visit, interview(), actor=None, tell=False)
    begins = clock.day_start(at.date() + timedelta(days=180))
    with clock.at(begins - timedelta(seconds=1)), pytest.raises(TooSoon, match="from 28 Feb 2027"):
        apply_again(visit.application.person, recruiter)
    with clock.at(begins):
        assert apply_again(visit.application.person, recruiter).application.is_open


def test_the_applicant_is_told_why_and_until_when(turned_down):
    with pytest.raises(TooSoon, match=r"^Not sent\. Your last application.*Interview not passed.*again from"):
        apply_again(turned_down, None, despite=WHY)


def test_most_reasons_let_one_apply_again_at_once(recruiter):
    visit = make.an_application()
    closing.reject(visit, make.a_reason(key="all seats filled"), actor=None, tell=False)
    assert apply_again(visit.application.person, recruiter).application.is_open


def test_a_recruiter_waives_it_with_a_reason_that_goes_on_record(turned_down, recruiter):
    for too_little in ("", "well"):
        with pytest.raises(TooSoon, match="needs a reason"):
            apply_again(turned_down, recruiter, despite=too_little)
    visit = apply_again(turned_down, recruiter, despite=WHY)
    told = db.session.scalars(select(Entry).where(Entry.verb == "cool-down waived")).one()
    assert (told.subject_id, told.reason, told.actor_id) == (visit.application_id, WHY, recruiter.id)
    assert told.details["disposition"] == interview().id


def test_a_longer_wait_set_later_does_not_touch_what_ended_before(turned_down, recruiter):
    with in_days(1):
        cool_down.set_days(interview(), 365, actor=recruiter)
        later = make.an_application()
        closing.reject(later, interview(), actor=None, tell=False)
    with in_days(200):
        assert apply_again(turned_down, recruiter)
        with pytest.raises(TooSoon):
            apply_again(later.application.person, recruiter)


def test_a_shorter_wait_does_not_rewrite_the_past_either(turned_down, recruiter):
    with in_days(1):
        cool_down.set_days(interview(), 0, actor=recruiter)
        with pytest.raises(TooSoon):
            apply_again(turned_down, recruiter)


def test_a_refusal_that_was_taken_back_waits_for_nothing(turned_down, recruiter):
    application = db.session.scalars(select(Application)).one()
    closing.reinstate(standing.latest_visit(application.id), actor=recruiter, reason=WHY)
    assert apply_again(turned_down, recruiter).application.is_open


def test_the_longest_wait_of_several_holds(turned_down, recruiter):
    other = make.an_application(person=make.a_person("Another"))
    longest = make.a_reason(key="online test")
    cool_down.set_days(longest, 900, actor=recruiter)
    closing.reject(other, longest, actor=None, tell=False)
    other.application.person_id = turned_down.id
    db.session.flush()
    assert cool_downs.waits(turned_down.id, clock.now()).reason.key == "online test"


def test_going_on_in_another_opening_is_no_new_application(recruiter, turned_down):
    application = db.session.scalars(select(Application)).one()
    assert applications.copy(application, make.an_opening(), actor=recruiter).application.is_open


def test_a_withdrawal_may_have_a_wait_too(recruiter):
    reason = make.a_reason(ReasonFamily.WITHDRAWAL)
    cool_down.set_days(reason, 30, actor=recruiter)
    visit = make.an_application()
    closing.withdraw(visit, reason, actor=None, tell=False)
    with pytest.raises(TooSoon):
        apply_again(visit.application.person, recruiter)


@pytest.mark.parametrize("days", [-1, 1096])
def test_days_have_a_limit(recruiter, days):
    make.found()
    with pytest.raises(cool_down.CoolDownRefused, match="Between 0 and 1095 days"):
        cool_down.set_days(interview(), days, actor=recruiter)


def test_only_who_edits_reasons_everywhere_sets_the_days(app):
    make.found()
    for account in (make.an_account(Role.RECRUITER, team=make.a_team()), make.an_account(Role.MANAGER)):
        with pytest.raises(ReasonRefused, match="Your role does not allow it"):
            cool_down.set_days(interview(), 1, actor=account)


def test_saving_the_same_days_makes_no_version(recruiter):
    make.found()
    cool_down.set_days(interview(), 180, actor=recruiter)
    assert [one.number for one in cool_downs.versions(interview().id)] == [1]
    cool_down.set_days(interview(), 90, actor=recruiter)
    assert [(one.number, one.days) for one in cool_downs.versions(interview().id)] == [(2, 90), (1, 180)]


def test_founding_again_leaves_the_days_as_the_team_set_them(recruiter):
    make.found()
    cool_down.set_days(interview(), 5, actor=recruiter)
    founding.found(clock.now())
    assert cool_downs.present()[interview().id] == 5


# Pages


def test_the_days_are_set_on_the_page_of_the_reason(browse, recruiter):
    make.found()
    browser, path = browse(recruiter), f"/reasons/{interview().id}"
    assert browser.get(path).form(f'form[action="{path}/cool-down"]')["days"] == "180"
    browser.post(f"{path}/cool-down", {"days": "30"})
    assert "30 days" in browser.get("/reasons").text() and "180 days since" in browser.get(path).text()
    for wrong in ("-1", "", "x", "99999"):
        page = browser.post(f"{path}/cool-down", {"days": wrong}, expect=422)
        assert page.has("[data-refusal]") and page.form(f'form[action="{path}/cool-down"]')["days"] == wrong


def test_entering_somebody_too_soon_asks_why_and_then_does_it(browse, recruiter, turned_down):
    opening = make.an_opening()
    channel = make.a_channel()
    browser = browse(recruiter)
    page = browser.get(f"/candidates/new?opening={opening.id}")
    typed = page.form('form[action="/candidates/new"]') | {
        "name": "王晓明", "email": "wang@example.org", "channel": str(channel.id)
    }  # fmt: skip
    refused = browser.post("/candidates/new", typed, expect=422)
    assert "apply again from" in refused.text("[data-refusal]") and refused.has("[name=despite]")
    page = browser.follow(browser.post("/candidates/new", typed | {"despite": WHY}))
    assert "let the candidate apply again early" in page.text() and WHY in page.text()


def test_a_background_known_by_e_mail_waits_as_well(turned_down, recruiter):
    known = candidates.Background(name="X", email="WANG@example.org")
    with pytest.raises(TooSoon):
        candidates.add(known, make.an_opening(), channel=make.a_channel(), actor=recruiter)
