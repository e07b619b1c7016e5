"""A trial in the next level that led back, and how long somebody has held a level since."""

from datetime import timedelta

import pytest

from careers import cases, deciding, ladders, levels
from careers.deciding import Approval
from careers.defaults.ladder import LADDER
from careers.queries import standings
from careers.rules.plans import LadderPlan
from careers.rules.readiness import Asked, evaluate
from careers.states import RequirementKind
from core import clock
from people import employment as employments
from people.permissions import Role
from tests.careers.people_at_work import TODAY, WHY, account_of, noon
from tests.factories import a_team, an_account


@pytest.fixture
def case(employee):
    return cases.open_case(employee, "supervisor", WHY, actor=an_account(Role.MANAGER))


def approve(case, actor, **terms):
    terms = Approval(TODAY, **{"pay_grade": "L1", "override": WHY, **terms})
    deciding.approve(case, terms, revision=case.revision, actor=actor)


def held(employee):
    return standings.standing_of(employee.id).held


def test_a_trial_that_led_back_does_not_break_the_time_in_the_level(case, employee, manager, browse):
    """Fourteen months as a specialist, two on trial, and back: they have not to serve twelve more."""
    before, version = held(employee), standings.standing_of(employee.id).version
    approve(case, manager, acting_until=TODAY + timedelta(days=90))
    deciding.apply(case)
    assert held(employee) == TODAY
    ladders.publish(LADDER, actor=None)
    with clock.at(noon(TODAY + timedelta(days=60))):
        form = browse(manager).get(f"/careers/people/{employee.id}/trial/return")
        assert "the trial does not interrupt it" in form.text("main")
        levels.send_back(employee, WHY, actor=manager)
        one = standings.standing_of(employee.id)
        assert (one.held, one.version) == (before, version)
        assert evaluate(Asked(RequirementKind.TIME_IN_LEVEL, months=14), one.facts).is_met
        said = browse(account_of(employee)).get("/careers/own").text("[aria-labelledby=journey]")
        assert "the trial did not interrupt it" in said
    with clock.at(noon(TODAY + timedelta(days=61))):
        then = standings.standing_then(standings.row_of(employee.id), TODAY + timedelta(days=59))
        assert then.held == TODAY
        employments.change_post(employee, TODAY + timedelta(days=61), team_id=a_team().id, actor=None)
        assert held(employee) == before


def test_whoever_was_demoted_begins_the_level_anew(case, employee, manager):
    approve(case, manager)
    deciding.apply(case)
    with clock.at(noon(TODAY + timedelta(days=60))):
        levels.demote(employee, "specialist", TODAY + timedelta(days=60), WHY, actor=manager)
        assert held(employee) == TODAY + timedelta(days=60)


def test_nobody_on_trial_is_moved_to_a_ladder_without_the_level_that_awaits_them(case, employee, manager):
    approve(case, manager, acting_until=TODAY + timedelta(days=90))
    deciding.apply(case)
    version = ladders.unpublished(LadderPlan(LADDER.levels[1:], LADDER.tracks))
    with pytest.raises(ladders.LadderRefused, match="does not have the level"):
        ladders.move([employee], version, actor=manager, reason=WHY)
