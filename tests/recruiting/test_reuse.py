"""A former result may count again: within its window, by an act of somebody, on record, and for good."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from core import clock
from core.db import db
from core.record import Entry
from people.models import Account
from people.permissions import Role
from recruiting import blind_review, interviewing, pipeline, results, reuse, talent_pool
from recruiting.models import CarriedResult, Result
from recruiting.pipeline import MoveRefused
from recruiting.queries import reuse as queries
from recruiting.queries import standing
from recruiting.reuse import ReuseRefused
from recruiting.rules import REUSABLE, months_later
from recruiting.states import PoolReason, StageKind, Verdict, Wait
from tests import factories as make
from tests.at_once import DONE
from tests.recruiting.scoring import an_interviewer, submit

WHY = "The candidate asked for it on the phone."


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def admin(app):
    return make.an_account(Role.ADMINISTRATOR)


def examined(mark, *, days=90, stage="online test"):
    """Somebody who had this mark, so many days ago, and was turned down then."""
    with clock.at(clock.now() - timedelta(days=days)):
        visit = make.an_application(stage=stage)
        results.enter(visit, mark=Decimal(mark), actor=None)
        return make.rejected(standing.visit(visit.id))


def again(former, stage="online test"):
    return make.an_application(None, former.application.person, stage=stage)


def set_months(admin, **months):
    now = queries.windows()
    wanted = {kind: months.get(kind.value, now[kind].months) for kind in REUSABLE}
    return reuse.set_windows(wanted, seen={kind: one.number for kind, one in now.items()}, actor=admin)


def carried():
    return db.session.scalar(select(func.count(CarriedResult.id)))


# Counting


def test_nothing_counts_by_itself(recruiter):
    visit = again(examined(90))
    assert visit.verdict is None and carried() == 0
    with pytest.raises(MoveRefused, match="has no result"):
        pipeline.advance(visit, actor=recruiter)
    (one,) = queries.former_results(visit, recruiter)
    assert (one.mark, one.days, one.counts) == (90, 90, True)


def test_somebody_lets_it_count_and_the_record_says_all_of_it(recruiter):
    former = examined(90)
    visit = again(former)
    done = reuse.carry(visit, former.id, actor=recruiter)
    now = standing.visit(visit.id)
    assert (now.mark, now.verdict, now.waits_for) == (90, Verdict.PASSED, Wait.DECISION)
    told = db.session.scalars(select(Entry).where(Entry.verb == "result carried over")).one()
    assert (told.actor_id, told.subject_id) == (recruiter.id, visit.application_id)
    assert told.rule == "reuse window 0 of test, 6 months"
    assert told.details["from_visit"] == former.id == done.from_visit_id
    assert pipeline.advance(now, actor=recruiter).stage.key == "first interview"


def test_it_is_judged_by_the_pass_mark_of_today(recruiter):
    former = examined(70)
    visit = again(former)
    visit.stage.pass_mark = Decimal(80)
    reuse.carry(visit, former.id, actor=recruiter)
    assert standing.visit(visit.id).verdict is Verdict.FAILED
    assert standing.visit(former.id).verdict is Verdict.PASSED


def test_a_result_of_an_interview_counts_where_nobody_is_asked_yet(recruiter):
    with clock.at(clock.now() - timedelta(days=40)):
        former = make.an_application(stage="first interview")
        submit(interviewing.ask(former, an_interviewer(), actor=recruiter), 4)
        make.rejected(standing.visit(former.id))
    visit = again(former, "first interview")
    asked = interviewing.ask(visit, an_interviewer(), actor=recruiter)
    with pytest.raises(ReuseRefused, match="release them first"):
        reuse.carry(visit, former.id, actor=recruiter)
    interviewing.release(asked, WHY, actor=recruiter)
    reuse.carry(visit, former.id, actor=recruiter)
    assert standing.visit(visit.id).mark == standing.visit(former.id).mark == 4


# The window


@pytest.mark.parametrize(("days", "counts"), [(0, True), (170, True), (200, False)])
def test_it_counts_for_six_months_unless_somebody_says_otherwise(recruiter, days, counts):
    former = examined(90, days=days)
    visit = again(former)
    if counts:
        reuse.carry(visit, former.id, actor=recruiter)
    else:
        with pytest.raises(ReuseRefused, match="could count until"):
            reuse.carry(visit, former.id, actor=recruiter)
    assert carried() == counts


def test_it_counts_to_the_end_of_its_last_day(recruiter):
    former = examined(90)
    visit = again(former)
    (one,) = queries.former_results(visit, recruiter)
    with clock.at(clock.day_end(one.until) - timedelta(seconds=1)):
        assert queries.former_results(visit, recruiter)[0].counts
    with clock.at(clock.day_end(one.until)), pytest.raises(ReuseRefused, match="could count until"):
        reuse.carry(visit, former.id, actor=recruiter)


def test_a_change_of_the_window_holds_from_now_on_and_leaves_what_was_let_count(recruiter, admin):
    former, other = examined(90), examined(85)
    visit, second = again(former), again(other)
    done = reuse.carry(visit, former.id, actor=recruiter)
    set_months(admin, test=0)
    assert standing.visit(visit.id).verdict is Verdict.PASSED and (done.number, done.months) == (0, 6)
    with pytest.raises(ReuseRefused, match="not to count again"):
        reuse.carry(second, other.id, actor=recruiter)
    set_months(admin, test=12)
    assert [one.number for one in queries.editions()] == [2, 1]
    reuse.carry(second, other.id, actor=recruiter)


def test_what_was_carried_over_is_not_carried_on_but_ages_from_when_it_was_found(recruiter):
    former = examined(90, days=150)
    visit = again(former)
    reuse.carry(visit, former.id, actor=recruiter)
    make.rejected(standing.visit(visit.id))
    third = again(former)
    assert [one.visit_id for one in queries.former_results(third, recruiter)] == [former.id]


WRONG = {
    "too many": ({"test": 37}, "Between 0 and 36"),
    "fewer than none": ({"test": -1}, "Between 0 and 36"),
    "the same": ({"test": 6}, "This holds already"),
}


@pytest.mark.parametrize(("months", "says"), WRONG.values(), ids=WRONG)
def test_a_window_that_makes_no_sense_is_refused(admin, months, says):
    with pytest.raises(ReuseRefused, match=says):
        set_months(admin, **months)


def test_a_check_and_a_screening_never_count_again(admin):
    with pytest.raises(ReuseRefused, match="never count again"):
        reuse.set_windows({StageKind.CHECK: 6}, seen={}, actor=admin)


def test_of_two_who_change_the_window_the_second_is_told(admin):
    seen = {kind: one.number for kind, one in queries.windows().items()}
    set_months(admin, test=3)
    with pytest.raises(ReuseRefused, match="Somebody else changed it"):
        reuse.set_windows(dict.fromkeys(REUSABLE, 9), seen=seen, actor=admin)


@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)), months=st.integers(0, 36))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months):
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


# Attacks


def test_the_result_of_somebody_else_or_of_another_stage_is_none(recruiter):
    stranger, interviewed = examined(90), examined(90, stage="simulation")
    visit = again(examined(60))
    theirs = again(interviewed)
    for here, there in ((visit, stranger), (visit, visit), (theirs, interviewed)):
        with pytest.raises(ReuseRefused, match="no such former result"):
            reuse.carry(here, there.id, actor=recruiter)


def test_where_there_is_a_result_nothing_replaces_it(recruiter):
    former = examined(90)
    visit = again(former)
    results.enter(visit, mark=Decimal(40), actor=recruiter)
    with pytest.raises(ReuseRefused, match="has a result already"):
        reuse.carry(visit, former.id, actor=recruiter)


def test_on_hold_ended_or_left_nothing_counts(recruiter):
    former = examined(90)
    visit = again(former)
    pipeline.hold(visit, actor=recruiter, reason=WHY)
    with pytest.raises(ReuseRefused, match="on hold"):
        reuse.carry(visit, former.id, actor=recruiter)


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.MANAGER, Role.TRAINER, Role.EMPLOYEE])
def test_others_let_nothing_count(app, role):
    former = examined(90)
    with pytest.raises(MoveRefused, match="Your role does not allow it"):
        reuse.carry(again(former), former.id, actor=make.an_account(role))


def test_twice_at_once_it_counts_once(at_once, recruiter):
    former = examined(90)
    visit_id, former_id, actor_id = again(former).id, former.id, recruiter.id

    def look():
        return standing.visit(visit_id), db.session.get(Account, actor_id)

    act = lambda seen: reuse.carry(seen[0], former_id, actor=seen[1])  # noqa: E731
    first, other = at_once(look, act, act)
    assert first == DONE and "has a result already" in other
    assert carried() == db.session.scalar(select(func.count()).where(Result.visit_id == visit_id)) == 1


def test_who_may_not_reach_the_earlier_application_or_reviews_it_blind_does_not_see_it(recruiter):
    team = make.a_team("Another")
    former = examined(90)
    visit = make.an_application(make.an_opening(team=team), former.application.person, stage="online test")
    assert queries.former_results(visit, make.an_account(Role.RECRUITER, team=team)) == []
    hidden = make.an_application(None, former.application.person)
    blind_review.turn(hidden.application.opening, True, actor=make.an_account(*Role))
    assert [one.visit_id for one in queries.former_results(visit, recruiter)] == [former.id]


def test_the_database_itself_keeps_what_was_let_count(recruiter):
    former = examined(90)
    reuse.carry(again(former), former.id, actor=recruiter)
    for statement in ("UPDATE carried_result SET months = 9", "DELETE FROM carried_result"):
        with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))


# Pages


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_whoever_comes_back_from_the_pool_page_by_page(browse, language):
    reader = make.an_account(Role.RECRUITER, language=language)
    former = examined(90)
    until = clock.today() + timedelta(days=100)
    talent_pool.put(former.application, PoolReason.PROMISING, expires_on=until, actor=reader)
    visit = again(former)
    page = browse(reader)
    link = page.get(f"/applications/{visit.application_id}").one("a[href$='former-results']")
    shown = page.get(link["href"])
    assert "90" in shown.texts("tbody td")
    page.post(shown.one("tbody form")["action"], {"seen": shown.one("tbody [name=seen]")["value"]})
    assert standing.visit(visit.id).verdict is Verdict.PASSED
    listed = page.get(link["href"])
    assert listed.has("[aria-labelledby=carried] li") and not listed.has("tbody form")


def test_the_page_of_an_application_is_told_of_former_results_once_it_is_there(browse, recruiter):
    visit = again(examined(90))
    page = browse(recruiter)

    def part():
        place = page.get(f"/applications/{visit.application_id}").one("[data-part$='former-results']")
        return page.client.get(place["data-part"], headers={"HX-Request": "true"}).get_data(as_text=True)

    assert part().startswith("<section") and "A former result of this candidate, " in part()
    with clock.at(clock.now() + timedelta(days=400)):
        page = browse(recruiter)
        assert part().strip() == "", "too old to count"


def test_whoever_looks_at_an_older_picture_is_told(browse, recruiter):
    former = examined(90)
    visit = again(former)
    there = f"/applications/{visit.application_id}/former-results"
    page = browse(recruiter)
    seen = page.get(there).one("tbody [name=seen]")["value"]
    results.enter(visit, mark=Decimal(40), actor=recruiter)
    page.post(f"{there}/{former.id}", {"seen": seen})
    assert "was changed at" in page.get(there).text() and carried() == 0


def test_who_has_still_to_judge_is_not_told_how_others_did(browse):
    both = make.an_account(Role.RECRUITER, Role.INTERVIEWER)
    former = examined(90)
    visit = again(former, "first interview")
    interviewing.ask(visit, both, actor=both)
    browse(both).get(f"/applications/{visit.application_id}/former-results", expect=404)


def test_the_window_is_changed_on_its_page_and_keeps_what_was_typed(browse, admin):
    page = browse(admin)
    form = page.get("/reuse-windows").form("form.panel-form, main form")
    assert (form["test"], form["interview"], form["simulation"]) == ("6", "6", "6")
    wrong = page.post("/reuse-windows", form | {"test": "99"}, expect=422)
    assert wrong.form("main form")["test"] == "99" and "Between 0 and 36" in wrong.text()
    page.post("/reuse-windows", form | {"test": "3"})
    assert queries.windows()[StageKind.TEST].months == 3
    assert page.get("/reuse-windows").texts("[aria-labelledby=editions] tbody td.num") == ["3"]
    page.post("/reuse-windows", form | {"test": "4"}, expect=422)


def test_a_page_with_many_former_results_asks_no_more_questions(browse, counted, recruiter):
    former = examined(90)
    visit = again(former)
    page = browse(recruiter)
    there = f"/applications/{visit.application_id}"
    page.get(there)
    with counted() as few:
        page.get(there)
    for days in (30, 20, 10):
        with clock.at(clock.now() - timedelta(days=days)):
            more = make.an_application(None, former.application.person, stage="online test")
            results.enter(more, mark=Decimal(50), actor=None)
            make.rejected(standing.visit(more.id))
    db.session.commit()
    with counted() as many:
        page.get(there)
    assert many.count == few.count
