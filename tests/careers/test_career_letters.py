"""Letters about one's own career: written with the act, in one's own language, to whom it concerns."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import select

from careers import bonuses, deciding, desk_duty, developing, reviewing
from careers.deciding import Approval
from careers.defaults.letters import LETTERS, NAMES
from careers.desk_duty import DeskRefused
from careers.models import DeskDay
from core import letters
from core.db import db
from core.outbox import Letter
from people import employment as employments
from people.permissions import Role
from people.states import Level
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee
from tests.careers.test_bonuses import a_table, reviewed
from tests.careers.test_cases import TOMORROW, approve
from tests.careers.test_cases import case as case_of_employee
from tests.careers.test_developing import PLAN
from tests.careers.test_reviewing import OCTOBER
from tests.factories import a_team, an_account

DAY = timedelta(days=1)
case = case_of_employee


@pytest.fixture
def nominator(app):
    return an_account(Role.MANAGER)


@pytest.fixture
def employee(app):
    one = an_employee("Robin Vale")
    one.person.email = "robin@example.org"
    return one


def written():
    return db.session.scalars(select(Letter).order_by(Letter.id)).all()


def only():
    (one,) = written()
    return one


def test_an_approval_says_from_when_and_until_when_on_trial(case, manager, employee):
    approve(case, manager, TODAY + 12 * DAY, acting_until=TODAY + 102 * DAY)
    letter = only()
    assert (letter.to_address, letter.subject) == (
        "robin@example.org",
        "Your promotion is approved: Supervisor",
    )
    assert "on Tue 1 Dec 2026, on trial until Mon 1 Mar 2027." in letter.body
    assert WHY in letter.body and f"/careers/cases/{case.id}" in letter.body


def test_an_approval_that_is_taken_back_is_told_as_well(case, manager):
    approve(case, manager, TODAY + 12 * DAY)
    deciding.cancel(case, "The team is merged first.", revision=case.revision, actor=manager)
    assert [one.subject for one in written()][1:] == ["Your promotion does not take effect"]
    assert "on Tue 1 Dec 2026.\n\nWhy: The team is merged first." in written()[1].body


def test_a_decline_says_why_and_from_when_to_try_again_in_their_language(case, manager, employee):
    employee.person.language = "zh_Hans"
    deciding.decline(case, "还需两个月的稳定表现。", TODAY + 12 * DAY, revision=case.revision, actor=manager)
    letter = only()
    assert (letter.language, letter.subject) == ("zh_Hans", "您的晋升申请本次未获批准")
    assert "原因：还需两个月的稳定表现。" in letter.body
    assert "自 2026 年 12 月 1 日（周二） 起可以再次申请。" in letter.body


def test_what_is_refused_writes_nothing(case, manager, employee):
    with pytest.raises(deciding.CaseRefused):
        deciding.decline(case, " ", TOMORROW, revision=case.revision, actor=manager)
    with pytest.raises(deciding.CaseRefused):
        deciding.approve(case, Approval(TODAY - DAY), revision=case.revision, actor=manager)
    with pytest.raises(DeskRefused):
        desk_duty.plan(employee, TODAY - DAY, actor=manager)
    assert written() == []


def test_days_planned_in_one_act_are_told_in_one_letter(manager, employee):
    both = [
        an_employee(name, on_duty_since=date(2025, 1, 15), level=Level.MANAGER)
        for name in ("Ada Moss", "程念")
    ]
    both[1].person.language = "zh_Hans"
    desk_duty.plan_for(both, TODAY + 4 * DAY, 5, actor=manager)
    assert [(one.to_name, one.subject) for one in written()] == [
        ("Ada Moss", "At the service desk: Mon 23 Nov 2026, Tue 24 Nov 2026"),
        ("程念", "一线服务日：2026 年 11 月 23 日（周一）、2026 年 11 月 24 日（周二）"),
    ]


def test_a_day_that_was_served_is_no_news_but_a_cancelled_one_is(manager, employee):
    made = desk_duty.plan(employee, TODAY + DAY, actor=manager)
    desk_duty.enter(employee, TODAY - DAY, actor=manager)
    desk_duty.cancel(made, "The system is down.", actor=manager)
    assert [one.subject for one in written()] == [
        "At the service desk: Fri 20 Nov 2026",
        "Not at the service desk: Fri 20 Nov 2026",
    ]
    assert "Why: The system is down." in written()[1].body
    assert db.session.get(DeskDay, made.id).note == "The system is down."


def test_a_goal_asks_the_side_that_has_yet_to_agree(manager, employee):
    own = account_of(employee)
    developing.propose(employee, PLAN, actor=own)
    assert written() == [], "nobody leads them"
    employments.change_post(employee, TODAY, line_manager_id=manager.person_id, actor=None)
    developing.propose(employee, PLAN, actor=own)
    goal = developing.propose(employee, PLAN, actor=manager)
    assert [one.to_name for one in written()] == [manager.person.name, "Robin Vale"]
    assert "in the development plan of Robin Vale awaits your agreement" in written()[0].body
    assert PLAN.what in written()[1].body and f"/goals/{goal.id}" in written()[1].body


def test_a_line_manager_who_reviews_another_team_is_not_asked(employee):
    elsewhere = an_account(Role.MANAGER, team=a_team("B2C mall"))
    employments.change_post(employee, TODAY, line_manager_id=elsewhere.person_id, actor=None)
    developing.propose(employee, PLAN, actor=account_of(employee))
    assert written() == []


def test_a_bonus_is_told_without_its_amount_and_once_more_after_a_correction(manager):
    a_table(manager)
    one = reviewed(manager, "Robin Vale")
    bonuses.settle(one, OCTOBER, actor=manager)
    reviewing.correct(one, OCTOBER, {"satisfaction": D(3)}, actor=manager, reason=WHY)
    bonuses.settle(one, OCTOBER, actor=manager)
    first, later = written()
    assert first.subject == later.subject == "Your bonus for Oct 2026 is settled"
    assert "handed over to be paid" in first.body and "the difference in your bonus" in later.body
    assert "CNY" not in first.body and "/careers/own/months/2026-10" in first.body


def test_settling_for_many_tells_each_of_them(manager):
    a_table(manager)
    people = [reviewed(manager) for _one in range(3)]
    people[1].person.language = "zh_Hans"
    bonuses.settle_all(people, OCTOBER, actor=manager)
    assert {one.to_name for one in written()} == {one.person.name for one in people}
    assert sorted(one.language for one in written()) == ["en", "en", "zh_Hans"]


def test_an_appeal_is_answered_by_letter(manager):
    one = reviewed(manager, "Robin Vale")
    made = reviewing.appeal(one, OCTOBER, WHY, actor=account_of(one))
    reviewing.answer(made, upheld=False, said="The log says otherwise.", actor=manager)
    letter = only()
    assert letter.subject == "Your appeal about Oct 2026 is answered"
    assert "is dismissed." in letter.body and "The log" not in letter.body


def test_without_an_address_nothing_is_written_and_the_act_is_done(manager, employee):
    employee.person.email = None
    assert desk_duty.plan(employee, TODAY + DAY, actor=manager).id
    assert written() == []


def test_each_letter_is_named_and_can_be_edited_in_both_languages(app):
    assert set(NAMES) == set(LETTERS) <= set(letters.NAMES)
    for wordings in LETTERS.values():
        assert set(wordings) == {"en", "zh_Hans"}
        for subject, body in wordings.values():
            letters.check(subject)
            letters.check(body)
