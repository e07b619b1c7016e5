"""Leave of whoever is on duty: months count in proportion to what is left, and who comes back goes on."""

from datetime import date, timedelta

import pytest

from careers import reviewing
from careers.queries import standings
from careers.queries.reviews import days_worked_in
from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from people.queries import current_duty
from people.states import DutyStatus
from tests.careers.people_at_work import TODAY, WHY, account_of, noon
from tests.careers.test_as_of import figures
from tests.factories import a_team, an_account
from tests.training.classes import MONDAY, a_cohort, a_trainee, a_trainer
from tests.training.passing import OVER, passed
from training import certificates, leaves
from training.leaves import LeaveRefused

DAY = timedelta(days=1)


def status(employment):
    return current_duty(employment.id).status


def test_who_goes_on_leave_comes_back_on_the_ground_on_which_they_served(employee, manager):
    ground = current_duty(employee.id).clearance_id
    leaves.go(employee, TODAY - 40 * DAY, "Parental leave.", actor=manager)
    assert status(employee) is DutyStatus.LEAVE
    assert not standings.standing_of(employee.id).found[0].is_met
    with pytest.raises(LeaveRefused, match="Only who is on duty"):
        leaves.go(employee, TODAY, WHY, actor=manager)
    leaves.come_back(employee, TODAY - 3 * DAY, WHY, actor=manager)
    assert (status(employee), current_duty(employee.id).clearance_id) == (DutyStatus.ON_DUTY, ground)
    with pytest.raises(LeaveRefused, match="not on leave"):
        leaves.come_back(employee, TODAY, WHY, actor=manager)
    said = [
        (one.verb, one.reason) for one in db.session.query(Entry).order_by(Entry.id) if "leave" in one.verb
    ]
    assert said == [("leave begun", "Parental leave."), ("leave ended", WHY)]


@pytest.mark.parametrize(
    ("since", "reason", "why"),
    [
        (TODAY + DAY, WHY, "The day lies between"),
        (date(2025, 9, 30), WHY, "The day lies between"),
        (TODAY, " ", "Say why"),
        (TODAY, "x" * 501, "Say why"),
    ],
)
def test_what_cannot_be_says_why(employee, manager, since, reason, why):
    with pytest.raises(LeaveRefused, match=why):
        leaves.go(employee, since, reason, actor=manager)
    assert status(employee) is DutyStatus.ON_DUTY


def test_nobody_sends_themselves_on_leave(employee):
    with pytest.raises(LeaveRefused, match="about themselves"):
        leaves.go(employee, TODAY, WHY, actor=account_of(employee, Role.MANAGER))


def test_months_count_in_proportion_and_not_at_all_where_most_was_leave(employee, manager):
    leaves.go(employee, date(2026, 9, 11), WHY, actor=manager)
    leaves.come_back(employee, date(2026, 10, 11), WHY, actor=manager)
    september, october = date(2026, 9, 1), date(2026, 10, 1)
    assert [days_worked_in(employee.id, month) for month in (september, october)] == [10, 21]
    for month in (september, october):
        reviewing.enter(employee, month, figures("0.8"), actor=manager)
    kept = [reviewing.close(employee, month, actor=manager).counts for month in (september, october)]
    assert kept == [False, True]


def test_whose_certificate_was_revoked_meanwhile_does_not_come_back(manager):
    trainer = a_trainer()
    with clock.at(noon(MONDAY - 7 * DAY)):
        cohort = a_cohort(trainer)
        trainee = a_trainee(cohort, trainer, "New")
    certificate = passed(trainee, cohort, trainer)
    employment = trainee.employment
    with clock.at(noon(OVER + 30 * DAY)):
        if status(employment) is DutyStatus.NESTING:
            clearance = current_duty(employment.id).clearance
            leaves.employments.begin_duty(
                employment, DutyStatus.ON_DUTY, OVER + DAY, clearance=clearance, actor=None
            )
        leaves.go(employment, OVER + 10 * DAY, WHY, actor=manager)
        certificates.revoke(certificate, actor=manager, reason=WHY)
        with pytest.raises(LeaveRefused, match="revoked meanwhile"):
            leaves.come_back(employment, OVER + 20 * DAY, WHY, actor=manager)


def test_of_two_who_send_at_once_on_leave_one_is_told(employee, manager, at_once):
    who, by = employee.id, manager.id

    def go(_seen):
        with clock.at(noon()):
            leaves.go(
                db.session.get(type(employee), who), TODAY, WHY, actor=db.session.get(type(manager), by)
            )

    assert at_once(lambda: None, go, go).count("done") == 1


def test_leave_begins_and_ends_on_its_page(employee, manager, browse):
    visitor, path = browse(manager), f"/careers/people/{employee.id}"
    assert "Leave…" in visitor.get(path).text(".page-actions")
    page = visitor.get(f"{path}/leave")
    seen = page.one("[name=seen]")["value"]
    refused = visitor.post(
        f"{path}/leave", data={"seen": seen, "since": str(TODAY), "reason": ""}, expect=422
    )
    assert "Say why." in refused.text("main form")
    sent = {"seen": seen, "since": str(TODAY), "reason": WHY}
    page = visitor.follow(visitor.post(f"{path}/leave", data=sent))
    assert "On leave. Goes on with the first day back." in page.text("main")
    assert page.text(".page-head h1").endswith("on leave")
    assert page.text("[role=status]").endswith("is on leave.")
    assert "Back from leave…" in page.text(".page-actions")
    late = visitor.post(f"{path}/leave", data=sent, expect=422)
    assert "Somebody else has changed it meanwhile" in late.text("[data-refusal]")
    visitor.post(f"{path}/leave", data={**sent, "seen": "away"})
    assert status(employee) is DutyStatus.ON_DUTY


def test_somebody_of_another_team_is_not_there(employee, browse):
    browse(an_account(Role.MANAGER, team=a_team("Elsewhere"))).get(
        f"/careers/people/{employee.id}/leave", expect=404
    )
    browse(account_of(employee)).get(f"/careers/people/{employee.id}/leave", expect=403)
