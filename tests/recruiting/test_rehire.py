"""Somebody who worked here before: what they left for is shown, and they come back only if they may."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import db
from people import employment as employments
from people.employment import EmploymentRefused
from people.models import Employment
from people.permissions import Role
from people.states import LeavingReason, Level
from recruiting import hiring
from recruiting.hiring import HireRefused
from recruiting.pipeline import MoveRefused
from recruiting.states import Status
from tests import factories as make
from tests.recruiting import walking


def worked_here(person, reason, **more):
    team = make.a_team()
    employment = employments.employ(
        person,
        starts_on=clock.today() - timedelta(days=400),
        team_id=team.id,
        site_id=team.site_id,
        line_manager_id=None,
        level=Level.SPECIALIST,
        actor=None,
    )
    employments.end(employment, clock.today() - timedelta(days=100), reason, actor=None, **more)
    return employment


def accepted_again(recruiter, reason, **more):
    person = make.a_person()
    earlier = worked_here(person, reason, **more)
    visit = make.an_application(person=person, stage="offer")
    walking.draft(visit, recruiter, in_days=3)
    walking.send_and_accept(visit, recruiter)
    return earlier, walking.fresh(visit)


def address(visit, act="/offer"):
    return f"/applications/{visit.application_id}{act}"


def test_who_comes_back_has_two_employments_that_belong_together(recruiter):
    earlier, visit = accepted_again(recruiter, LeavingReason.OWN_WISH)
    again = hiring.hire(visit, actor=recruiter)
    assert (again.rehire_of_id, again.person_id) == (earlier.id, earlier.person_id)
    with pytest.raises(MoveRefused):
        hiring.hire(walking.fresh(visit), actor=recruiter)
    assert len(db.session.scalars(select(Employment)).all()) == 2


def test_who_is_new_belongs_to_nothing_before(recruiter):
    assert hiring.hire(walking.accepted(recruiter), actor=recruiter).rehire_of_id is None


def test_who_may_not_come_back_is_not_hired_until_a_manager_allows_it(browse, recruiter):
    earlier, visit = accepted_again(recruiter, LeavingReason.RELEASED)
    page = browse(recruiter).post(address(visit, "/hire"), expect=422)
    assert "may not be hired again; a manager can allow it" in page.text(".notice-bad")
    assert visit.application.status is Status.ACTIVE
    with pytest.raises(MoveRefused):
        hiring.let_return(visit, True, actor=recruiter, reason="The case was closed in her favour.")
    manager = make.an_account(Role.MANAGER)
    page = browse(manager).get(address(visit))
    allow = page.one("form[action$='/return']")
    page = browse(manager).post(allow["action"], {"answer": "allowed", "reason": "hm"}, expect=422)
    assert page.text("#why-return") == "hm"
    why = "The case was closed in her favour."
    browse(manager).post(allow["action"], {"answer": "allowed", "reason": why})
    assert db.session.get(Employment, earlier.id).may_return
    assert why in browse(recruiter).get(address(visit, "")).text(".record")
    assert hiring.hire(walking.fresh(visit), actor=recruiter).rehire_of_id == earlier.id


@pytest.mark.parametrize(
    ("reason", "said", "may"),
    [(LeavingReason.OWN_WISH, "left by own wish", "yes"), (LeavingReason.RELEASED, "released", "no")],
)
def test_the_page_shows_when_they_worked_here_and_why_they_left(browse, recruiter, reason, said, may):
    earlier, visit = accepted_again(recruiter, reason)
    shown = browse(recruiter).get(address(visit)).text("[aria-labelledby=before]")
    assert f"Ended {said}" in shown and f"May be hired again {may}" in shown
    assert str(earlier.started_on.year) in shown
    assert "Worked here before" in browse(recruiter).get(address(visit, "")).text("[aria-labelledby=about]")


def test_a_hire_by_mistake_is_no_earlier_employment(recruiter):
    visit = walking.hired(recruiter, in_days=3)
    hiring.unhire(visit, actor=recruiter, reason="The wrong person of the same name.")
    assert hiring.hire(walking.fresh(visit), actor=recruiter).rehire_of_id is None


def test_whoever_ends_an_employment_can_say_otherwise(app):
    earlier = worked_here(make.a_person(), LeavingReason.OWN_WISH, may_return=False)
    assert earlier.may_return is False
    with pytest.raises(EmploymentRefused, match="stands so already"):
        employments.let_return(earlier, False, actor=None, reason="Once more.")
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(Employment).values(may_return=None))


def test_what_lasts_is_not_decided_upon(recruiter):
    employment = hiring.hire(walking.accepted(recruiter), actor=recruiter)
    with pytest.raises(EmploymentRefused, match="has not ended"):
        employments.let_return(employment, True, actor=None, reason="Too early.")


def test_who_never_worked_here_cannot_return(app):
    visit = make.an_application(stage="offer")
    with pytest.raises(HireRefused, match="has not worked here"):
        hiring.let_return(visit, True, actor=make.an_account(Role.MANAGER), reason="Somebody else, it seems.")
