"""An interview that is over and that nobody scored: what it is called, who is asked, and how to say that it
did not take place."""

from datetime import datetime, timedelta

import pytest

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import interviewing, reminders, rules
from recruiting.interviewing import InterviewRefused
from recruiting.models import Interview
from recruiting.states import InterviewPhase, InterviewState, Wait
from tests import factories as make
from tests.recruiting.scoring import a_recruiter, an_interviewer, submit

MORNING = datetime(2026, 11, 18, 1, tzinfo=clock.UTC)
"""Nine o'clock in Hangzhou, a Wednesday."""
HOUR = timedelta(hours=1)
WHY = "The interviewer was ill on that morning."


@pytest.fixture(autouse=True)
def _now(app):
    with clock.at(MORNING):
        yield


@pytest.fixture
def visit(app):
    return make.an_application(person=make.a_person("To Meet"), stage="first interview")


@pytest.fixture
def panel(visit):
    return [interviewing.ask(visit, an_interviewer(name=name), actor=None) for name in ("Ada", "Ben")]


@pytest.fixture
def interview(visit, panel):
    """In an hour, three quarters of an hour long."""
    found = interviewing.plan(visit, MORNING + HOUR, 45, "Room 3", actor=None)
    db.session.commit()
    return found


AFTER = MORNING + 2 * HOUR


@pytest.mark.parametrize(
    ("minutes", "phase"),
    [
        (-1, InterviewState.PLANNED),
        (0, InterviewPhase.UNDER_WAY),
        (44, InterviewPhase.UNDER_WAY),
        (45, InterviewPhase.UNSCORED),
        (9000, InterviewPhase.UNSCORED),
    ],
)
def test_planned_is_only_what_is_still_to_come(minutes, phase):
    now = MORNING + timedelta(minutes=minutes)
    assert rules.phase(InterviewState.PLANNED, MORNING, 45, now) is phase


@pytest.mark.parametrize("state", [InterviewState.HELD, InterviewState.MISSED, InterviewState.CANCELLED])
def test_what_was_said_of_it_stands(state):
    assert rules.phase(state, MORNING, 45, MORNING + 9 * HOUR) is state


def arranged(browse, visit, by=None):
    return browse(by or a_recruiter()).get(f"/applications/{visit.application_id}/interview")


def test_the_page_says_that_it_is_over_and_whose_scorecards_are_missing(visit, panel, interview, browse):
    assert "planned" in arranged(browse, visit).text("[aria-labelledby=meetings]")
    with clock.at(AFTER):
        said = arranged(browse, visit).text("[aria-labelledby=meetings]")
        assert "over, not scored" in said and "Scorecards missing: Ada, Ben" in said
        submit(panel[0])
        said = arranged(browse, visit).text("[aria-labelledby=meetings]")
        assert "held" in said and "Scorecards missing: Ben" in said
        submit(panel[1])
        assert "missing" not in arranged(browse, visit).text("[aria-labelledby=meetings]")


def test_the_panel_is_still_reached_when_all_scorecards_are_there(visit, panel, interview, browse):
    """Somebody more may be asked, or the candidate seen once more, before it is decided."""
    with clock.at(AFTER):
        for one in panel:
            submit(one)
        address = f"/applications/{visit.application_id}"
        shown = browse(a_recruiter()).get(address)
        assert "Next: Decide" in shown.text(".next-line") and shown.has(
            f'.next-line a[href="{address}/interview"]'
        )
        shown = browse(make.an_account(Role.MANAGER)).get(address)
        assert not shown.has(f'.next-line a[href="{address}/interview"]'), "not for who may not arrange"


def test_an_interview_without_a_panel_says_that_nobody_is_asked(visit, browse):
    interviewing.plan(visit, MORNING + HOUR, 45, "Room 3", actor=None)
    with clock.at(AFTER):
        assert "Nobody is asked for a scorecard." in arranged(browse, visit).text(
            "[aria-labelledby=meetings]"
        )


def todays(page):
    return page.text("[aria-labelledby=today]")


def test_home_says_so_and_so_does_the_list_that_is_taken_away(visit, panel, interview, browse):
    recruiter = a_recruiter()
    assert "planned" in todays(browse(recruiter).get("/"))
    with clock.at(AFTER):
        said = todays(browse(recruiter).get("/"))
        assert "over, not scored" in said and "Scorecards missing: Ada, Ben" in said
        taken = browse(recruiter).get("/?export=csv&list=interviews-today").response.get_data(as_text=True)
        assert "over, not scored" in taken and "Ada, Ben" in taken


def test_who_owes_a_scorecard_is_not_told_who_sent_one(visit, interview, panel, browse):
    manager = make.an_account(Role.MANAGER, name="Mona")
    own = interviewing.ask(visit, manager, actor=None)
    with clock.at(AFTER):
        submit(panel[0])
        assert "missing" not in todays(browse(manager).get("/"))
        submit(own)
        assert "Scorecards missing: Ben" in todays(browse(manager).get("/"))


def test_reminders_go_only_to_whoever_is_missing(visit, interview, panel):
    with clock.at(AFTER):
        submit(panel[0])
    with clock.at(AFTER + 3 * HOUR):
        assert reminders.remind() == 1


@pytest.mark.parametrize("way", ["missed", "cancel"])
def test_what_did_not_take_place_asks_nobody_and_has_to_be_planned_anew(visit, interview, browse, way):
    with clock.at(AFTER):
        page = browse(a_recruiter())
        form = page.get(f"/applications/{visit.application_id}/interview").one(
            "[aria-labelledby=meetings] form"
        )
        place = form.select_one("[formaction]")["formaction"] if way == "missed" else form["action"]
        page.post(place, {"reason": WHY})
        expected = InterviewState.MISSED if way == "missed" else InterviewState.CANCELLED
        assert db.session.get_one(Interview, interview.id).state is expected
        assert reminders.queries.missing() == []
        db.session.refresh(visit)
        assert visit.waits_for is Wait.SCHEDULING
        assert WHY in page.get(f"/applications/{visit.application_id}").text(".record")


def test_calling_off_what_is_over_needs_a_reason_and_keeps_what_was_typed(visit, interview, browse):
    with clock.at(AFTER):
        page = browse(a_recruiter())
        shown = page.post(
            f"/applications/{visit.application_id}/interview/cancel", {"reason": "ill"}, expect=422
        )
        assert shown.one("#reason")["value"] == "ill"
        assert shown.has("[aria-labelledby=meetings] details[open]")
        assert db.session.get_one(Interview, interview.id).state is InterviewState.PLANNED


def test_what_somebody_scored_cannot_be_said_not_to_have_taken_place(visit, panel, interview):
    submit(panel[0])
    with clock.at(AFTER), pytest.raises(InterviewRefused, match="scored already"):
        interviewing.cancel(interview, WHY, actor=None)


def test_what_is_over_is_not_moved_and_nothing_is_planned_beside_it(visit, interview):
    with clock.at(AFTER):
        for act in (
            lambda: interviewing.replan(interview, AFTER + HOUR, 45, "Room 3", actor=None),
            lambda: interviewing.plan(visit, AFTER + HOUR, 45, "Room 3", actor=None),
        ):
            with pytest.raises(InterviewRefused, match="say so first"):
                act()
        interviewing.mark_missed(interview, actor=None)
        assert interviewing.plan(visit, AFTER + HOUR, 45, "Room 3", actor=None).id != interview.id
