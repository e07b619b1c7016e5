"""How much each interviewer has to do, and how soon their scorecards are there."""

import csv
from datetime import timedelta
from io import StringIO
from urllib.parse import urlencode

import pytest

from core import clock
from people import accounts
from people.permissions import Role
from recruiting import interviewing, pipeline, undoing
from recruiting.queries import interviewers, standing
from recruiting.queries.interviewers import Wanted
from recruiting.states import InterviewState
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


def lines_of(exported):
    return list(csv.reader(StringIO(exported.response.data.decode("utf-8-sig"))))


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
    rows = lines_of(me.get("/reports/interviewers/export.csv?text=何"))
    assert rows[1][:5] == ["何景行", "", "2", "0", "0"] and len(rows) == 2
    me.get("/reports/interviewers/export.xlsx")
    me.get("/reports/interviewers/export.pdf", expect=404)


def busy(opening, *accounts):
    """Some interviews of each kind; and one scorecard that is owed for two interviews of a stay."""
    for one in accounts:
        met(opening, one, days=3, submitted_after=2)
        met(opening, one, days=-2)
        met(opening, one, days=-4)
        visit = met(opening, one, days=4)
        with clock.at(ago(days=4)):
            interviewing.queries.planned(visit.id).state = InterviewState.HELD
            interviewing.plan(visit, clock.now() + timedelta(days=2), 45, "Room", actor=None)


def test_each_number_opens_as_many_as_it_says(opening, marta, browse):
    busy(opening, marta, an_interviewer())
    page = browse(a_recruiter())
    shown = page.get("/reports/interviewers")
    links = shown.all("td a.quiet")
    assert [link.get_text() for link in links] == ["3", "2", "1", "1"] * 2 + ["6", "4", "2", "2"]
    for link in links:
        assert len(page.get(link["href"]).all("tbody tr")) == int(link.get_text()), link["href"]


def test_a_number_opens_only_what_it_counts(opening, marta, browse):
    held = met(opening, marta, submitted_after=1)
    owed, ahead = met(opening, marta, days=4), met(opening, marta, days=-2)
    page = browse(a_recruiter())
    for which, visits in {
        "past": [held, owed],
        "ahead": [ahead],
        "owed": [owed],
        "scored": [held],
        "moon": [ahead, held, owed],
    }.items():
        rows = page.get(f"/reports/interviewers/{marta.id}?which={which}").texts("tbody tr td:nth-child(2)")
        assert rows == [visit.application.person.name for visit in visits], which
        exported = page.get(f"/reports/interviewers/{marta.id}?which={which}&export=csv")
        assert len(lines_of(exported)) == 1 + len(visits)
    page.get("/reports/interviewers/987654", expect=404)


def test_a_long_list_behind_a_total_loses_nobody(opening, marta, browse, monkeypatch):
    monkeypatch.setattr("recruiting.queries.interviewers.PAGE", 2)
    busy(opening, marta, an_interviewer())
    page, seen = browse(a_recruiter()), []
    here = page.get("/reports/interviewers/all?which=past")
    while True:
        seen += here.texts("tbody tr")
        following = here.all(".panel-foot a[rel=next]")
        if not following:
            break
        here = page.get(following[0]["href"])
    assert len(seen) == 6


# As of a past day

MOVES = (Role.RECRUITER, Role.MANAGER)


def test_the_load_of_a_day_is_later_what_it_was_that_evening(opening, marta, browse):
    """Taken away as each day ended, and made again to the last byte when all is over."""
    page, kept = browse(a_recruiter()), {}

    def evening(moment):
        with clock.at(moment):
            kept[moment] = [taken_away(page, path) for path in paths(marta)]

    told(opening, marta, clock.now() - timedelta(days=20), evening)
    assert len({files[0] for files in kept.values()}) == len(kept), "each day says something else"
    for moment, files in kept.items():
        again = [taken_away(page, path, as_of=moment.isoformat()) for path in paths(marta)]
        assert again == files, moment


def told(opening, marta, begin, evening):
    """Two weeks: interviews put off, cancelled, missed, called off and planned again; a hold; somebody
    released and asked again; roles taken away and given, and an account closed."""
    other, gone = an_interviewer(name="Bo"), an_interviewer(name="Lin")
    visits, panels, plans = _first_day(opening, (marta, other), begin)
    mover, admin = (factories.an_account(*roles) for roles in (MOVES, [Role.ADMINISTRATOR]))
    with clock.at(begin + timedelta(hours=23)):
        leaves(visits[3], actor=mover, batch="a slip")
    evening(begin + timedelta(hours=23, seconds=5))
    with clock.at(begin + timedelta(hours=23, seconds=9)):
        undoing.undo("a slip", actor=mover)
    with clock.at(begin + timedelta(days=1, hours=12)):
        interviewing.replan(plans[0], clock.now() + timedelta(days=9), 60, "Room", actor=None)
        interviewing.cancel(plans[1], "No room is free.", actor=None)
        pipeline.hold(fresh(visits[2]), actor=None, reason=factories.WHY)
    evening(begin + timedelta(days=3))
    with clock.at(begin + timedelta(days=4)):
        submit(panels[3][0])
        interviewing.mark_missed(plans[4], actor=None)
        interviewing.release(panels[4][1], "Was ill that day, for long.", actor=None)
        pipeline.resume(fresh(visits[2]), actor=None)
    evening(begin + timedelta(days=5))
    with clock.at(begin + timedelta(days=6)):
        interviewing.ask(fresh(visits[4]), other, actor=None)
        leaves(visits[0])
        accounts.take_role(gone, gone.grants[0].id, actor=admin)
    evening(begin + timedelta(days=7))
    with clock.at(begin + timedelta(days=14)):
        accounts.close(other, actor=admin)
        accounts.add_role(gone, Role.INTERVIEWER, None, actor=admin)
        zed = accounts.open_account("Zed", "zed@example.org", "en", actor=admin)
        accounts.add_role(zed, Role.INTERVIEWER, None, actor=admin)
        submit(panels[2][0])
    evening(begin + timedelta(days=15))


def _first_day(opening, panel, begin):
    """Five are asked for by both, for the day after the next, one after the other."""
    with clock.at(begin):
        visits = [factories.an_application(opening, stage="first interview") for _one in range(5)]
        panels = [[interviewing.ask(one, who, actor=None) for who in panel] for one in visits]
        starts = [clock.now() + timedelta(days=2, hours=2 * place) for place in range(5)]
        plans = [
            interviewing.plan(one, at, 45, "Room", actor=None) for one, at in zip(visits, starts, strict=True)
        ]
    return visits, panels, plans


def leaves(visit, actor=None, **more):
    """Goes on to the next interview; one that was still to come is called off."""
    to = factories.a_stage(visit, "second interview")
    pipeline.move(fresh(visit), to, actor=actor, reason=factories.WHY, override=True, tell=False, **more)


def paths(account):
    own = f"/reports/interviewers/{account.id}?export=csv"
    numbers = [f"{own}&which={which}" for which in interviewers.NUMBERS]
    return ["/reports/interviewers/export.csv?weeks=4", own, *numbers, "/reports/interviewers/all?export=csv"]


def taken_away(page, path, **asked):
    return page.get("&".join([path, urlencode(asked)])).response.get_data()


def fresh(visit):
    return standing.latest_visit(visit.application_id)


def test_the_numbers_of_a_past_day_open_lists_of_that_day(opening, marta, browse):
    busy(opening, marta)
    page, day = browse(a_recruiter()), clock.local(ago(days=4)).date() - timedelta(days=1)
    shown = page.get(f"/reports/interviewers?as_of={day}")
    links = shown.all("td a.quiet")
    assert links and shown.texts("td a.quiet") != page.get("/reports/interviewers").texts("td a.quiet")
    for link in links:
        assert len(page.get(link["href"]).all("tbody tr")) == int(link.get_text()), link["href"]
    for as_of in ("2126-01-01", "yesterday", "2020-13-01"):
        plain = page.get("/reports/interviewers").texts("tbody tr")
        assert page.get(f"/reports/interviewers?as_of={as_of}").texts("tbody tr") == plain


# Pages


def test_who_has_to_score_first_is_not_told_who_has(opening, marta, browse):
    reader = factories.an_account(Role.RECRUITER, Role.INTERVIEWER)
    visit = met(opening, marta, reader, days=3)
    submit(interviewing.queries.request_to(visit.id, marta.id), 4)
    page = browse(reader)
    assert "shown once yours is in" in page.get(f"/reports/interviewers/{marta.id}").text("tbody tr")
    owing = met(opening, marta, reader, days=3)
    [row] = page.get(f"/reports/interviewers/{marta.id}?which=owed").texts("tbody tr")
    assert "shown once yours is in" in row and owing.application.person.name not in row
    exported = lines_of(page.get(f"/reports/interviewers/{marta.id}?which=owed&export=csv"))
    assert exported[1] == ["Marta Lindqvist", *[""] * 7, "yes"]
    [row] = page.get(f"/reports/interviewers/{marta.id}?which=scored").texts("tbody tr")
    assert "shown once yours is in" in row and visit.application.person.name not in row
    exported = lines_of(page.get(f"/reports/interviewers/{marta.id}?which=scored&export=csv"))
    assert exported[1] == ["Marta Lindqvist", *[""] * 7, "no"]


def test_the_page_costs_the_same_few_statements_however_many_interview(opening, marta, browse, counted):
    me, counts = browse(a_recruiter()), []
    paths = [f"/reports/interviewers{end}" for end in ("", "/all?which=owed", "?as_of=2026-09-20")]
    for _ in range(2):
        me.get("/reports/interviewers")
        counts.append([statements_of(me, path, counted) for path in paths])
        for number in range(3):
            met(opening, marta, an_interviewer(), days=3 + len(counts) * 3 + number)
    assert counts[0] == counts[1] and max(counts[0][:2]) <= 6 and counts[0][2] <= 11


def statements_of(page, path, counted):
    with counted() as seen:
        page.get(path)
    return seen.count


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_pages_can_be_read_in_both_languages(opening, marta, browse, language):
    met(opening, marta)
    met(opening, marta, days=-2)
    me = browse(factories.an_account(Role.RECRUITER, language=language))
    for path in ("", f"/{marta.id}", "/all?which=past", "?as_of=2026-09-20"):
        path = f"/reports/interviewers{path}"
        assert me.get(path).has("main h1")
