from datetime import date, timedelta

import pytest

from core import clock
from core.db import db
from people import employment
from people.permissions import Role
from people.states import LeavingReason, Level
from tests.factories import a_person, a_team, an_account
from training import enrolment, queries
from training.states import EnrolmentState

WANTED = date(2027, 1, 15)


@pytest.fixture
def recruiter(app):
    return an_account(Role.RECRUITER)


def hired(recruiter, team=None, name=None):
    team = team or a_team()
    return employment.employ(
        a_person(name),
        starts_on=clock.today(),
        team_id=team.id,
        site_id=team.site_id,
        line_manager_id=None,
        level=Level.SPECIALIST,
        actor=recruiter,
    )


def in_line(recruiter, team=None, name=None):
    return enrolment.await_cohort(hired(recruiter, team, name), WANTED, actor=recruiter)


def test_nobody_waits_in_line_twice(recruiter):
    waiting = in_line(recruiter)
    with pytest.raises(enrolment.EnrolmentRefused):
        enrolment.await_cohort(
            db.session.get(employment.Employment, waiting.employment_id), WANTED, actor=recruiter
        )


def test_who_left_is_not_enrolled(recruiter):
    new = hired(recruiter)
    employment.end(new, clock.today(), LeavingReason.NO_SHOW, actor=recruiter)
    with pytest.raises(enrolment.EnrolmentRefused):
        enrolment.await_cohort(new, WANTED, actor=recruiter)


def test_who_was_taken_out_of_line_can_be_put_back(recruiter):
    waiting = in_line(recruiter)
    enrolment.cancel(waiting, actor=recruiter, reason="Starts in spring instead.")
    assert waiting.state is EnrolmentState.CANCELLED
    with pytest.raises(enrolment.EnrolmentRefused):
        enrolment.cancel(waiting, actor=recruiter, reason="Starts in spring instead.")
    person = db.session.get(employment.Employment, waiting.employment_id)
    again = enrolment.await_cohort(person, WANTED, actor=recruiter)
    assert queries.live_enrolment(person.id) is again


# The page


def test_the_list_shows_who_waits_longest_first(recruiter, browse):
    with clock.at(clock.now() - timedelta(days=9)):
        in_line(recruiter, name="程念")
    in_line(recruiter, name="Robin Vale")
    page = browse(an_account(Role.TRAINER)).get("/training/awaiting")
    assert page.texts("tbody .person") == ["程念", "Robin Vale"]
    assert page.texts("tbody .age") == ["9 d", "0 d"]
    assert "15 Jan 2027" in page.text("tbody")


def test_who_was_taken_out_of_line_is_not_shown(recruiter, browse):
    enrolment.cancel(in_line(recruiter), actor=recruiter, reason="Starts in spring instead.")
    assert browse(an_account(Role.TRAINER)).get("/training/awaiting").has(".empty")


def test_a_manager_of_one_team_sees_that_team_alone(recruiter, browse):
    ours = a_team("Ours")
    in_line(recruiter, ours, "Ours")
    in_line(recruiter, a_team("Theirs"), "Theirs")
    manager = browse(an_account(Role.MANAGER, team=ours))
    assert manager.get("/training/awaiting").texts("tbody .person") == ["Ours"]
    assert "Theirs" not in manager.get("/training/awaiting/export.csv").html


def test_the_list_filters_and_its_export_follows(recruiter, browse):
    mall = a_team("Mall")
    in_line(recruiter, mall, "Robin Vale")
    in_line(recruiter, a_team("B2B"), "程念")
    person = browse(an_account(Role.TRAINER))
    assert person.get(f"/training/awaiting?team={mall.id}").texts("tbody .person") == ["Robin Vale"]
    assert person.get(f"/training/awaiting?site={mall.site_id}&q=程").texts("tbody .person") == ["程念"]
    assert person.get("/training/awaiting?q=nobody").has(".empty")
    assert len(person.get("/training/awaiting?team=x&site=-1").texts("tbody .person")) == 2
    assert person.get(f"/training/awaiting/export.csv?team={mall.id}").html.count("\n") == 2


def test_the_list_costs_the_same_however_long(recruiter, browse, counted):
    team = a_team()
    for _ in range(60):
        in_line(recruiter, team)
    person = browse(an_account(Role.TRAINER))
    with counted() as seen:
        page = person.get("/training/awaiting")
    assert seen.count <= 4
    assert len(page.all("tbody tr")) == 50
    assert len(person.get(page.one("a[rel=next]")["href"]).all("tbody tr")) == 10
