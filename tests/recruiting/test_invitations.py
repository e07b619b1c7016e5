"""What calendars are told of interviews: everybody what they should know, and nothing twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock, outbox
from core.db import db
from core.outbox import Letter, LetterState
from people.permissions import Role
from recruiting import (
    applications,
    candidates,
    closing,
    contact,
    interviewing,
    merging,
    panels,
    pipeline,
    undoing,
)
from recruiting.models import Interview, Invitation
from recruiting.panels import Chosen
from recruiting.queries import interviews
from recruiting.states import InterviewState, ReasonFamily, Wait
from tests import factories
from tests.recruiting.calendars import Calendars, let_go, messages, told
from tests.recruiting.scoring import a_panel, an_interviewer, submit, tomorrow

WHY = "Is on leave until Monday."


@pytest.fixture
def visit(app):
    return factories.an_application(stage="first interview")


@pytest.fixture
def candidate(visit):
    return visit.application.person.email


def plan(visit, **more):
    given = {"starts_at": tomorrow(), "minutes": 45, "place": "Room 3", "actor": None, **more}
    return interviewing.plan(visit, **given)


def addresses(panel):
    return [one.account.email for one in panel]


# Planning


def test_planning_invites_the_candidate_and_each_of_the_panel_once(visit, candidate):
    panel = a_panel(visit, 2)
    interview = plan(visit)
    assert sorted(one.to for one in messages()) == sorted([candidate, *addresses(panel)])
    for one in messages():
        assert (one.method, one.sequence, one.uid) == ("REQUEST", 0, interview.uid)
        assert one.starts_at == interview.starts_at.replace(microsecond=0)
        assert one.event["DTEND"].dt - one.starts_at == timedelta(minutes=45)
        assert one.event["LOCATION"] == "Room 3" and one.event["STATUS"] == "CONFIRMED"
        assert one.event["ATTENDEE"] == f"mailto:{one.to}"


def test_nobody_reads_in_an_invitation_who_else_is_invited(visit, candidate):
    first, second = a_panel(visit, 2)
    plan(visit)
    (to_candidate,) = messages(candidate)
    (to_first,) = messages(first.account.email)
    for address in (first.account.email, second.account.email):
        assert address not in to_candidate.letter.enclosures[0].content.decode()
    for address in (candidate, second.account.email):
        assert address not in to_first.letter.enclosures[0].content.decode()


def test_each_reads_the_invitation_in_their_own_language(app):
    person = factories.a_person("沈一凡", language="zh_Hans")
    visit = factories.an_application(person=person, stage="first interview")
    english = interviewing.ask(visit, an_interviewer(language="en"), actor=None)
    plan(visit)
    (hers,), (his,) = messages(person.email), messages(english.account.email)
    assert (
        hers.event["SUMMARY"].startswith("初试：") and hers.event["SUMMARY"].params["LANGUAGE"] == "zh-Hans"
    )
    assert his.event["SUMMARY"].startswith("First interview: 沈一凡")
    assert f"/scorecards/{english.id}" in his.event["URL"] and f"/scorecards/{english.id}" in his.letter.body


def test_a_call_has_its_address_where_calendars_look_for_it(visit, candidate):
    plan(visit, place="https://call.example/harbour?room=1")
    (one,) = messages(candidate)
    assert one.event["URL"] == one.event["LOCATION"] == "https://call.example/harbour?room=1"


def test_a_candidate_without_an_address_is_simply_not_written(visit):
    panel = a_panel(visit, 1)
    visit.application.person.email = None
    interview = plan(visit)
    interviewing.replan(interview, tomorrow(5), 45, "Room 3", actor=None)
    assert [one.to for one in messages()] == addresses(panel)


def test_a_colleague_whose_account_is_closed_is_invited_no_more(visit):
    gone, here = a_panel(visit, 2)
    gone.account.closed_at = clock.now()
    interview = plan(visit)
    assert (told(gone.account.email), told(here.account.email)) == ([], [("REQUEST", 0)])
    let_go()
    here.account.closed_at = clock.now()
    interviewing.replan(interview, tomorrow(5), 45, "Room 9", actor=None)
    assert told(here.account.email)[-1] == ("CANCEL", 1), "what was told there is not true any more"


# Moving


def test_moving_keeps_the_uid_and_raises_the_sequence_for_everybody(visit, candidate):
    panel = a_panel(visit, 2)
    interview = plan(visit)
    uid = interview.uid
    let_go()
    interviewing.replan(interview, tomorrow(5), 30, "Room 9", actor=None)
    for address in (candidate, *addresses(panel)):
        old, new = messages(address)
        assert (old.uid, new.uid) == (uid, uid)
        assert (old.sequence, new.sequence) == (0, 1) and new.method == "REQUEST"
        assert new.starts_at == interview.starts_at.replace(microsecond=0)
    assert interview.sequence == 1


def test_moving_while_the_letters_are_held_leaves_one_letter_each(visit, candidate):
    panel = a_panel(visit, 1)
    interview = plan(visit)
    interviewing.replan(interview, tomorrow(5), 30, "Room 9", actor=None)
    for address in (candidate, *addresses(panel)):
        assert told(address) == [("REQUEST", 1)]


def test_moving_there_and_back_while_the_letters_are_held_says_nothing_at_all(visit, candidate):
    panel = a_panel(visit, 1)
    at = tomorrow()
    interview = plan(visit, starts_at=at)
    let_go()
    interviewing.replan(interview, at + timedelta(hours=3), 45, "Room 3", actor=None)
    interviewing.replan(interview, at, 45, "Room 3", actor=None)
    for address in (candidate, *addresses(panel)):
        assert told(address) == [("REQUEST", 0)]


def test_moving_without_writing_the_candidate_still_tells_the_panel_and_stops_what_is_untrue(
    visit, candidate
):
    panel = a_panel(visit, 1)
    interview = plan(visit)
    interviewing.replan(interview, tomorrow(5), 45, "Room 3", actor=None, tell=False)
    assert told(candidate) == [] and told(addresses(panel)[0]) == [("REQUEST", 1)]


# Cancelling


def test_a_cancelled_interview_says_so_to_everybody_who_has_it_in_a_calendar(visit, candidate):
    panel = a_panel(visit, 2)
    interview = plan(visit)
    let_go()
    interviewing.cancel(interview, WHY, actor=None)
    for address in (candidate, *addresses(panel)):
        last = messages(address)[-1]
        assert (last.method, last.uid, last.sequence) == ("CANCEL", interview.uid, 1)
        assert last.event["STATUS"] == "CANCELLED"


def test_the_old_and_the_new_list_hear_of_the_cancellation(visit, candidate):
    first, second = a_panel(visit, 2)
    interview = plan(visit)
    let_go()
    interviewing.release(first, WHY, actor=None)
    third = interviewing.ask(visit, an_interviewer(), actor=None)
    let_go()
    interviewing.cancel(interview, WHY, actor=None)
    for address in (candidate, *addresses([first, second, third])):
        assert messages(address)[-1].method == "CANCEL", address
        assert Calendars().of(address) == []
    assert told(first.account.email) == [("REQUEST", 0), ("CANCEL", 1)]


def at_another_address(visit, email="right@example.org"):
    person = visit.application.person
    known = candidates.Background(name=person.name, email=email)
    candidates.correct(visit.application, known, actor=factories.an_account(Role.RECRUITER))
    return email


def test_a_corrected_address_is_invited_and_the_calendar_at_the_old_one_forgets_it(visit, candidate):
    interview = plan(visit)
    let_go()
    right = at_another_address(visit)
    assert told(candidate) == [("REQUEST", 0), ("CANCEL", 1)] and told(right) == [("REQUEST", 2)]
    let_go()
    interviewing.replan(interview, tomorrow(5), 45, "Room 3", actor=None)
    interviewing.cancel(interview, WHY, actor=None)
    assert told(candidate)[-1] == ("CANCEL", 1), "it has forgotten it already"
    assert told(right)[-1][0] == "CANCEL" and Calendars().of(right) == []


def test_an_invitation_still_held_goes_to_the_corrected_address_alone(visit, candidate):
    plan(visit)
    right = at_another_address(visit)
    assert (told(candidate), told(right)) == ([], [("REQUEST", 1)])


def test_a_candidate_told_by_telephone_is_not_written_to_for_another_address(visit, candidate):
    plan(visit, tell=False)
    assert (told(at_another_address(visit)), told(candidate)) == ([], [])


@pytest.fixture
def merge(visit):
    """The candidate turns out to be somebody who was entered before."""
    recruiter, earlier = factories.an_account(Role.RECRUITER), factories.an_application()
    return lambda: (
        merging.merge(
            earlier.application.person,
            visit.application.person,
            actor=recruiter,
            reason="One voice, one phone.",
        ),
        earlier.application.person.email,
    )


def test_whoever_is_merged_meanwhile_hears_of_a_move_at_the_new_address_and_forgets_the_old_time(
    visit, candidate, merge
):
    interview = plan(visit, place="Room 1")
    let_go()
    _done, address = merge()
    assert told(address) == [], "the invitation is true still"
    interviewing.replan(interview, tomorrow(5), 45, "Room 9", actor=None)
    assert told(candidate) == [("REQUEST", 0), ("CANCEL", 1)] and told(address) == [("REQUEST", 2)]
    last = messages(candidate)[-1]
    assert last.event["LOCATION"] == "Room 1" and "Room 9" not in last.letter.body


def test_whoever_is_merged_meanwhile_hears_of_the_cancellation_where_they_were_invited(
    visit, candidate, merge
):
    interview = plan(visit)
    let_go()
    _done, address = merge()
    interviewing.cancel(interview, WHY, actor=None)
    assert told(candidate)[-1] == ("CANCEL", 1) and told(address) == []


def test_two_who_were_taken_for_one_have_their_own_calendars_again(visit, candidate, merge):
    interview = plan(visit)
    let_go()
    done, address = merge()
    interviewing.replan(interview, tomorrow(5), 45, "Room 9", actor=None)
    let_go()
    merging.unmerge(
        done, actor=factories.an_account(Role.RECRUITER), reason="They are brothers with one phone."
    )
    assert Calendars().of(address) == []
    assert Calendars().of(candidate) == [interview.starts_at.replace(microsecond=0)]


def test_who_is_not_to_be_written_to_any_more_still_hears_what_becomes_of_an_interview(visit, candidate):
    interview = plan(visit)
    let_go()
    recruiter = factories.an_account(Role.RECRUITER)
    contact.stop(visit.application.person, "Asked us not to write.", actor=recruiter)
    interviewing.replan(interview, tomorrow(5), 45, "Room 9", actor=None)
    let_go()
    interviewing.cancel(interview, WHY, actor=None)
    assert [method for method, _number in told(candidate)] == ["REQUEST", "REQUEST", "CANCEL"]
    plan(visit)
    assert len(told(candidate)) == 3, "another one is news"


def test_whoever_never_heard_of_it_hears_nothing_of_its_cancellation(visit, candidate):
    a_panel(visit, 1)
    interview = plan(visit)
    interviewing.cancel(interview, WHY, actor=None)
    assert messages() == []


def test_a_candidate_who_was_told_by_telephone_gets_no_letter_about_the_cancellation(visit, candidate):
    interview = plan(visit, tell=False)
    let_go()
    interviewing.cancel(interview, WHY, actor=None)
    assert told(candidate) == []


# The panel


def test_who_joins_later_is_invited_and_nobody_else_hears_of_it(visit, candidate):
    (first,) = a_panel(visit, 1)
    plan(visit)
    let_go()
    second = interviewing.ask(visit, an_interviewer(), actor=None)
    assert told(second.account.email) == [("REQUEST", 1)]
    assert told(first.account.email) == told(candidate) == [("REQUEST", 0)]


def test_who_is_released_is_told_that_it_goes_on_without_them(visit):
    first, _second = a_panel(visit, 2)
    plan(visit)
    let_go()
    interviewing.release(first, WHY, actor=None)
    last = messages(first.account.email)[-1]
    assert last.method == "CANCEL" and "STATUS" not in last.event


def test_after_the_interview_nobody_is_invited_to_it_or_out_of_it(visit):
    (first,) = a_panel(visit, 1)
    plan(visit)
    let_go()
    with clock.at(tomorrow(2)):
        interviewing.release(first, WHY, actor=None)
        late = interviewing.ask(visit, an_interviewer(), actor=None)
    assert told(first.account.email) == [("REQUEST", 0)] and told(late.account.email) == []


@pytest.mark.parametrize("leaving", [True, False], ids=["letters leave", "letters are held"])
def test_choosing_a_round_three_times_leaves_distinct_interviewers_with_one_invitation_each(
    visit, candidate, leaving
):
    people = [an_interviewer() for _ in range(4)]
    plan(visit)
    rounds = [(0, 1), (1, 2), (0, 3)]
    for number, chosen in enumerate(rounds):
        reason = WHY if number else None
        panels.choose(visit, [Chosen(people[one]) for one in chosen], actor=None, reason=reason)
        if leaving:
            let_go()
    panel = interviews.panel(visit.id)
    assert [one.account_id for one in panel] == [people[0].id, people[3].id]
    calendars = Calendars()
    for number, one in enumerate(people):
        assert len(calendars.of(one.email)) == (1 if number in (0, 3) else 0), number
    if not leaving:
        assert [told(one.email) for one in people] == [[("REQUEST", 4)], [], [], [("REQUEST", 5)]]
    assert told(candidate) == [("REQUEST", 0)]


def test_who_stays_in_the_panel_hears_nothing_when_it_is_chosen_again(visit):
    stays, goes, comes = (an_interviewer() for _ in range(3))
    panels.choose(visit, [Chosen(stays), Chosen(goes)], actor=None)
    plan(visit)
    let_go()
    panels.choose(visit, [Chosen(stays), Chosen(comes)], actor=None, reason=WHY)
    assert told(stays.email) == [("REQUEST", 0)]
    assert told(goes.email)[-1][0] == "CANCEL" and told(comes.email)[-1][0] == "REQUEST"


def test_a_panel_of_which_one_cannot_be_had_stays_as_it_was(visit):
    stays, new = an_interviewer(), an_interviewer()
    panels.choose(visit, [Chosen(stays)], actor=None)
    stranger = factories.an_account(Role.RECRUITER)
    with pytest.raises(interviewing.InterviewRefused, match="may not score"):
        panels.choose(visit, [Chosen(new), Chosen(stranger)], actor=None, reason=WHY)
    assert [one.account_id for one in interviews.panel(visit.id)] == [stays.id]


def test_nobody_sits_on_two_seats_and_the_same_panel_is_no_change(visit):
    one = an_interviewer()
    with pytest.raises(interviewing.InterviewRefused, match="chosen twice"):
        panels.choose(visit, [Chosen(one), Chosen(one)], actor=None)
    panels.choose(visit, [Chosen(one)], actor=None)
    with pytest.raises(interviewing.InterviewRefused, match="asked already"):
        panels.choose(visit, [Chosen(one)], actor=None)


# Leaving the stage


def by_rejecting(visit, actor, batch):
    closing.reject(visit, factories.a_reason(), actor=actor, batch=batch)


def by_withdrawing(visit, actor, batch):
    closing.withdraw(visit, factories.a_reason(ReasonFamily.WITHDRAWAL), actor=actor, batch=batch)


def by_moving_on(visit, actor, batch):
    stage = factories.a_stage(visit, "second interview")
    pipeline.move(visit, stage, actor=actor, reason=factories.WHY, override=True, batch=batch)


def by_sending_back(visit, actor, batch):
    stage = factories.a_stage(visit, "screening")
    pipeline.move(visit, stage, actor=actor, reason=factories.WHY, batch=batch)


def by_transferring(visit, actor, batch):
    to = factories.an_opening(team=visit.application.opening.team)
    applications.transfer(visit, to, actor=actor, batch=batch)


WAYS = [by_rejecting, by_withdrawing, by_moving_on, by_sending_back, by_transferring]


@pytest.fixture
def actor(app):
    return factories.an_account(Role.RECRUITER, Role.MANAGER)


@pytest.mark.parametrize("leave", WAYS, ids=lambda one: one.__name__.replace("_", " "))
def test_who_leaves_the_stage_takes_the_interview_out_of_every_calendar(visit, candidate, actor, leave):
    panel = a_panel(visit, 2)
    interview = plan(visit)
    let_go()
    leave(visit, actor, "batch")
    assert interview.state is InterviewState.CANCELLED
    for address in (candidate, *addresses(panel)):
        last = [one for one in messages(address) if one.uid == interview.uid][-1]
        assert (last.method, last.sequence) == ("CANCEL", 1)


@pytest.mark.parametrize("leave", WAYS[:-1], ids=lambda one: one.__name__.replace("_", " "))
def test_an_undo_plans_the_interview_again_and_no_calendar_ever_knew(visit, candidate, actor, leave):
    panel = a_panel(visit, 1)
    interview = plan(visit)
    let_go()
    leave(visit, actor, "batch")
    undoing.undo("batch", actor=actor)
    db.session.flush()
    assert interview.state is InterviewState.PLANNED and visit.waits_for is Wait.INTERVIEW
    for address in (candidate, *addresses(panel)):
        assert told(address) == [("REQUEST", 0)]


def test_an_undo_invites_again_whose_invitation_was_still_held(visit, candidate, actor):
    panel = a_panel(visit, 1)
    interview = plan(visit)
    by_rejecting(visit, actor, "batch")
    assert messages() == []
    undoing.undo("batch", actor=actor)
    for address in (candidate, *addresses(panel)):
        ((method, sequence),) = told(address)
        assert method == "REQUEST" and sequence == interview.sequence


def test_an_interview_that_has_begun_stays_when_the_application_moves_on(visit, candidate):
    (only,) = a_panel(visit, 1)
    interview = plan(visit)
    let_go()
    with clock.at(tomorrow(1)):
        submit(only, 4)
        pipeline.advance(visit, actor=None)
    assert interview.state is InterviewState.HELD and told(candidate) == [("REQUEST", 0)]


def test_the_record_says_which_interview_was_called_off_with_the_move(visit, actor, browse):
    a_panel(visit, 1)
    plan(visit)
    by_rejecting(visit, actor, "batch")
    page = browse(actor).get(f"/applications/{visit.application_id}")
    assert "interview cancelled" in page.text("ol.record")


# What the database keeps


def test_the_database_refuses_a_second_message_of_the_same_number_to_one_calendar(visit):
    (only,) = a_panel(visit, 1)
    interview = plan(visit)
    first = db.session.scalars(select(Invitation).where(Invitation.account_id == only.account_id)).one()
    for who in (only.account_id, None):
        letter = outbox.put("s", "b", language="en", to_name="x", to_address="x@example.org", entry=None)
        again = Invitation(
            interview_id=interview.id, account_id=who, sequence=0, told=first.told,
            starts_at=first.starts_at, minutes=45, place="Room 3", letter=letter, written_at=clock.now(),
        )  # fmt: skip
        with pytest.raises(Exception, match=r"(?i)unique"), db.session.begin_nested():
            db.session.add(again)


def test_no_two_interviews_have_one_uid(visit):
    interview = plan(visit)
    other = Interview(
        visit_id=visit.id, starts_at=tomorrow(), minutes=30, place="x", state=InterviewState.CANCELLED,
        uid=interview.uid,
    )  # fmt: skip
    with pytest.raises(Exception, match=r"(?i)unique"), db.session.begin_nested():
        db.session.add(other)


def test_letters_are_held_and_stopped_like_all_others(visit):
    a_panel(visit, 1)
    plan(visit)
    letters = db.session.scalars(select(Letter)).all()
    assert {letter.state for letter in letters} == {LetterState.HELD}
    assert all(letter.not_before - letter.created_at == outbox.undo_window() for letter in letters)
    assert all(letter.entry is not None for letter in letters)


def test_the_page_of_a_letter_names_what_is_enclosed(visit, browse):
    a_panel(visit, 1)
    plan(visit)
    letter = messages()[0].letter
    page = browse(factories.an_account(Role.ADMINISTRATOR)).get(f"/outbox/{letter.id}")
    assert "interview.ics" in page.text("#facts") and "method=REQUEST" in page.text("#facts")


def test_the_toast_counts_the_letters_to_the_panel_too(visit, actor, browse):
    a_panel(visit, 2)
    plan(visit)
    let_go()
    me, path = browse(actor), f"/applications/{visit.application_id}/reject"
    me.post(path, {**me.get(path).form(), "why": factories.a_reason().id})
    assert "4 letters are written" in me.get("/").text(".toast-undo")
