"""How much each interviewer has to do, and how soon their scorecards are there."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from core import clock
from people.permissions import Role
from recruiting import interviewing, pipeline
from recruiting.queries import interviewers
from recruiting.queries.interviewers import Wanted
from tests import factories
from tests.recruiting.scoring import a_recruiter, an_interviewer, submit


@pytest.fixture
def opening(app):
    return factories.an_opening()


@pytest.fixture
def marta(app):
    return an_interviewer(name="Marta Lindqvist")


def ago(**time):
    return clock.now() - timedelta(**time)


def met(opening, *accounts, days=3, submitted_after=None, value=4):
    """An interview of so many days ago (or, negative, to come), scored so many hours after its end."""
    with clock.at(ago(days=max(days, 0) + 5)):
        visit = factories.an_application(opening, stage="first interview")
        panel = [interviewing.ask(visit, one, actor=None) for one in accounts]
        interview = interviewing.plan(
            visit, clock.now() + timedelta(days=5 - min(days, 0)), 45, "Room", actor=None
        )
    if submitted_after is not None:
        with clock.at(interview.ends_at + timedelta(hours=submitted_after)):
            for one in panel:
                submit(one, value)
    return visit


def load(reader, account, **wanted):
    found = {one.account_id: one for one in interviewers.loads(reader, Wanted(**wanted))}
    return found.get(account.id)


def test_interviews_held_and_to_come_and_scorecards_owed_are_counted(opening, marta):
    met(opening, marta, days=3, submitted_after=2)
    met(opening, marta, days=4)
    met(opening, marta, days=-2)
    met(opening, marta, days=40, submitted_after=1)
    found = load(a_recruiter(), marta)
    assert (found.past, found.ahead, found.owed, found.scored) == (2, 1, 1, 1)
    assert load(a_recruiter(), marta, weeks=12).past == 3


def test_each_of_a_panel_counts_it_once(opening, marta):
    other = an_interviewer()
    met(opening, marta, other)
    assert load(a_recruiter(), marta).past == load(a_recruiter(), other).past == 1


def test_what_was_missed_cancelled_or_released_is_no_load(opening, marta):
    interviewing.cancel(
        interviewing.queries.planned(met(opening, marta, days=-2).id), "No room is free.", actor=None
    )
    interviewing.mark_missed(interviewing.queries.planned(met(opening, marta).id), actor=None)
    visit = met(opening, marta, days=4)
    interviewing.release(interviewing.queries.request_to(visit.id, marta.id), "Was ill that day.", actor=None)
    found = load(a_recruiter(), marta)
    assert (found.past, found.ahead, found.owed) == (0, 0, 0)


def test_nothing_is_owed_of_who_has_moved_on_or_is_on_hold(opening, marta):
    visit = met(opening, marta)
    to = factories.a_stage(visit, "second interview")
    pipeline.move(visit, to, actor=None, reason=factories.WHY, override=True)
    pipeline.hold(met(opening, marta), actor=None, reason="Waits for the budget.")
    assert load(a_recruiter(), marta).owed == 0 and load(a_recruiter(), marta).past == 2


def test_the_median_counts_from_the_end_of_the_interview_and_needs_three(opening, marta):
    for hours in (1, 5):
        met(opening, marta, submitted_after=hours)
    assert load(a_recruiter(), marta).median_hours is None
    met(opening, marta, submitted_after=30)
    found = load(a_recruiter(), marta)
    assert (found.median_hours, found.scored) == (pytest.approx(5), 3)


def test_a_scorecard_handed_in_during_the_interview_took_no_time(opening, marta):
    met(opening, marta, submitted_after=-0.5)
    assert load(a_recruiter(), marta)._hours == [0]


def test_interviewers_with_nothing_to_do_are_listed_too(opening, marta):
    assert load(a_recruiter(), marta).past == 0
    gone = an_interviewer()
    gone.closed_at = clock.now()
    assert load(a_recruiter(), gone) is None
    assert load(a_recruiter(), factories.an_account(Role.MANAGER)) is None


def test_a_recruiter_of_one_team_sees_the_load_of_that_team(opening, marta):
    met(opening, marta)
    elsewhere = a_recruiter(team=factories.a_team("B2C mall"))
    assert load(elsewhere, marta).past == 0
    of_other_team = an_interviewer(team=opening.team)
    assert load(elsewhere, of_other_team) is None and load(a_recruiter(team=opening.team), of_other_team)


def test_the_page_shows_sorts_filters_and_exports(opening, marta, browse):
    he = an_interviewer(name="何景行")
    for _ in range(2):
        met(opening, he, submitted_after=3)
    met(opening, marta)
    me = browse(a_recruiter())
    page = me.get("/reports/interviewers")
    assert page.texts("tbody th") == ["何景行", "Marta Lindqvist"]
    assert "too few n 2" in page.text("tbody tr:first-child")
    assert me.get("/reports/interviewers?sort=name").texts("tbody th") == ["Marta Lindqvist", "何景行"]
    assert me.get("/reports/interviewers?sort=owed").texts("tbody th")[0] == "Marta Lindqvist"
    assert me.get("/reports/interviewers?text=何").texts("tbody th") == ["何景行"]
    assert me.get("/reports/interviewers?text=zzz").has(".empty")
    assert me.get("/reports/interviewers?weeks=x&team=y&sort=z").has("tbody tr")
    rows = list(
        csv.reader(
            StringIO(me.get("/reports/interviewers/export.csv?text=何").response.data.decode("utf-8-sig"))
        )
    )
    assert rows[1][:5] == ["何景行", "", "2", "0", "0"] and len(rows) == 2
    me.get("/reports/interviewers/export.xlsx")
    me.get("/reports/interviewers/export.pdf", expect=404)


def test_the_numbers_open_their_interviews(opening, marta, browse):
    visit = met(opening, marta)
    page = browse(a_recruiter()).get(f"/reports/interviewers/{marta.id}")
    assert visit.application.person.name in page.text("tbody tr") and "owed" in page.text("tbody tr")
    browse(a_recruiter()).get("/reports/interviewers/987654", expect=404)


def test_who_has_to_score_first_is_not_told_who_has(opening, marta, browse):
    reader = factories.an_account(Role.RECRUITER, Role.INTERVIEWER)
    visit = met(opening, marta, reader, days=3)
    submit(interviewing.queries.request_to(visit.id, marta.id), 4)
    page = browse(reader).get(f"/reports/interviewers/{marta.id}")
    assert "shown once yours is in" in page.text("tbody tr")


def test_the_page_costs_the_same_few_statements_however_many_interview(opening, marta, browse, counted):
    me, counts = browse(a_recruiter()), []
    for _ in range(2):
        me.get("/reports/interviewers")
        with counted() as seen:
            me.get("/reports/interviewers")
        counts.append(seen.count)
        for number in range(3):
            met(opening, marta, an_interviewer(), days=3 + len(counts) * 3 + number)
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_pages_can_be_read_in_both_languages(opening, marta, browse, language):
    met(opening, marta)
    met(opening, marta, days=-2)
    me = browse(factories.an_account(Role.RECRUITER, language=language))
    for path in ("/reports/interviewers", f"/reports/interviewers/{marta.id}"):
        assert me.get(path).has("main h1")
