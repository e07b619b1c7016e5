"""Nesting: daily targets with a coach, and the day from which somebody serves alone."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from core import clock
from core.db import db
from core.record import Entry
from people import queries as people
from people.permissions import Role
from people.states import DutyStatus
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, noon
from tests.training.passing import OVER, attend, passed, sit
from training import certificates, duty, enrolment, nesting, nesting_policies, placing
from training.models import Nesting, NestingDay
from training.queries import duty as duties
from training.queries import nesting as queries
from training.rules.nesting import Day, Target, standing, step_on

DAY = timedelta(days=1)
GOOD = {
    "contacts": Decimal(34),
    "first response": Decimal(50),
    "satisfaction": Decimal("4.6"),
    "quality": Decimal(90),
}
BAD = GOOD | {"first response": Decimal(61)}
TARGETS = (Target("calls", Decimal(10)), Target("seconds", Decimal(60), is_floor=False))


# Rules


def measured(*held):
    """A day for each answer: were all targets held?"""
    return [
        Day(OVER + n * DAY, {"calls": Decimal(12), "seconds": Decimal(60 if one else 61)})
        for n, one in enumerate(held)
    ]


def test_proficiency_dates_from_the_day_on_which_the_first_long_run_began():
    stands = standing(measured(True, True, False, True, True, True, False), TARGETS, 3)
    assert (stands.proficient_on, stands.run, stands.may_end) == (OVER + 3 * DAY, 0, True)


def test_a_measure_that_is_missing_holds_nothing():
    assert standing([Day(OVER, {"calls": Decimal(12)})], TARGETS, 1).proficient_on is None


def test_days_off_are_not_entered_and_break_no_run():
    friday, monday = Day(OVER, measured(True)[0].actuals), Day(OVER + 3 * DAY, measured(True)[0].actuals)
    assert standing([monday, friday], TARGETS, 2).proficient_on == OVER


@given(st.lists(st.booleans(), max_size=25), st.integers(1, 6))
def test_whoever_is_proficient_held_everything_for_so_many_days_from_then_on(held, asked):
    stands = standing(measured(*held), TARGETS, asked)
    if stands.proficient_on is None:
        assert all(not all(held[n : n + asked]) for n in range(len(held) - asked + 1))
    else:
        began = (stands.proficient_on - OVER).days
        assert all(held[began : began + asked])
        assert began == 0 or not held[began - 1]


def test_kinds_of_contacts_come_step_by_step():
    steps = [(1, "mail"), (6, "chat")]
    assert [step_on(steps, n) for n in (1, 5, 6, 40)] == ["mail", "mail", "chat", "chat"]


# Verbs


@pytest.fixture
def trainee(cohort, trainer):
    one = a_trainee(cohort, trainer, "程念")
    passed(one, cohort, trainer)
    return one


@pytest.fixture
def coach(trainee, trainer):
    account = an_account(Role.EMPLOYEE, name="周安然")
    placing.assign_coach(trainee, account.person, actor=trainer)
    return account


@pytest.fixture
def own(trainee):
    return queries.of_enrolment(trainee.id).nesting


def on(days=0):
    return clock.at(noon(OVER + days * DAY))


def enter(nesting_of, actor, days, actuals=GOOD, reason=None):
    with on(days):
        return nesting.enter(OVER + days * DAY, {nesting_of.id: actuals}, actor=actor, reason=reason)


def test_who_passes_the_gate_nests_and_is_on_duty_meanwhile(trainee, own):
    assert own.began_on == OVER
    assert people.current_duty(trainee.employment_id).status is DutyStatus.NESTING
    assert people.is_on_duty(trainee.employment_id, OVER)


def test_five_days_held_running_end_the_nesting(trainee, own, coach, trainer):
    for number, actuals in enumerate((GOOD, BAD, GOOD, GOOD, GOOD, GOOD)):
        enter(own, coach, number, actuals)
    with on(6), pytest.raises(nesting.NestingRefused, match="now it is 4"):
        nesting.finish(own, actor=trainer)
    enter(own, coach, 7)
    with on(8):
        nesting.finish(own, actor=trainer)
        with pytest.raises(nesting.NestingRefused, match="ended already"):
            nesting.finish(own, actor=trainer)
    assert (own.proficient_on, own.ended_on) == (OVER + 2 * DAY, OVER + 8 * DAY)
    assert people.current_duty(trainee.employment_id).status is DutyStatus.ON_DUTY
    assert duties.on_duty_since(trainee.employment_id, OVER + 9 * DAY) == OVER
    assert queries.of_enrolment(trainee.id).days_to_proficiency == 2


def test_a_correction_needs_a_reason_and_keeps_what_stood(own, coach):
    assert enter(own, coach, 0, BAD) == 1
    assert enter(own, coach, 0, BAD) == 0
    with pytest.raises(nesting.NestingRefused, match="Say why"):
        enter(own, coach, 0, GOOD)
    assert enter(own, coach, 0, GOOD, reason=WHY) == 1
    rows = db.session.scalars(select(NestingDay).order_by(NestingDay.number)).all()
    assert [(row.number, row.actuals["first response"]) for row in rows] == [(1, "61"), (2, "50")]
    assert db.session.scalars(select(Entry.reason).where(Entry.verb == "nesting day corrected")).all() == [
        WHY
    ]
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(update(NestingDay).values(number=9))


@pytest.mark.parametrize(
    ("days", "actuals"),
    [(-1, GOOD), (0, {"contacts": Decimal(-1)}), (0, {"contacts": Decimal("NaN")}),
     (0, {"contacts": Decimal("1.234")}), (0, {"smiles": Decimal(1)})],
)  # fmt: skip
def test_what_makes_no_sense_is_not_entered(own, coach, days, actuals):
    with pytest.raises(nesting.NestingRefused):
        enter(own, coach, days, actuals)
    assert queries.days([own.id])[own.id] == []


def test_a_day_to_come_is_not_entered(own, coach):
    with on(), pytest.raises(nesting.NestingRefused, match="still to come"):
        nesting.enter(OVER + DAY, {own.id: GOOD}, actor=coach)


def test_only_coach_and_trainers_of_the_team_enter_and_nobody_for_themselves(trainee, own, coach, trainer):
    other = an_account(Role.EMPLOYEE)
    elsewhere = a_trainer(a_team("Elsewhere"))
    me = an_account(Role.TRAINER)
    me.person = trainee.employment.person
    db.session.flush()
    for actor in (other, elsewhere, me):
        with pytest.raises(nesting.NestingRefused, match="not yours"):
            enter(own, actor, 0)
    assert enter(own, trainer, 0) == 1


def test_whose_certificate_is_revoked_nests_no_more(trainee, own, coach, trainer):
    certificate = certificates.queries.of_person(trainee.employment.person_id)[0].certificate
    with on(1):
        certificates.revoke(certificate, actor=an_account(Role.MANAGER), reason=WHY)
        assert queries.running(trainer) == []
    with pytest.raises(nesting.NestingRefused, match="not yours"):
        enter(own, coach, 2)


def again(trainee, cohort, trainer, days):
    """Trained anew in a class of its own and through the gate, so many days after the first class."""
    monday = MONDAY + days * DAY
    with clock.at(noon(monday)):
        second = enrolment.await_cohort(trainee.employment, monday, actor=trainer)
        later = a_cohort(trainer, starts_on=monday, team=cohort.team)
        placing.enrol(second, later, actor=trainer)
    passed(second, later, trainer, on=OVER + days * DAY)
    return second


def test_a_nesting_from_before_a_revocation_is_over(trainee, own, cohort, trainer):
    for number in range(5):
        enter(own, trainer, number)
    certificate = certificates.queries.of_person(trainee.employment.person_id)[0].certificate
    with on(6):
        certificates.revoke(certificate, actor=an_account(Role.MANAGER), reason=WHY)
    second = again(trainee, cohort, trainer, 35)
    anew = queries.of_enrolment(second.id).nesting
    with on(36):
        assert [one.nesting for one in queries.running(trainer)] == [anew]
        assert queries.editable(trainer) == {anew.id}
        with pytest.raises(nesting.NestingRefused, match="does not nest at present"):
            nesting.finish(own, actor=trainer)
    assert people.current_duty(trainee.employment_id).status is DutyStatus.NESTING


def test_who_still_nests_and_passes_anew_goes_on_nesting(trainee, own, cohort, trainer):
    second = again(trainee, cohort, trainer, 35)
    assert people.current_duty(trainee.employment_id).status is DutyStatus.NESTING
    assert [one.nesting.enrolment_id for one in queries.running(trainer)] == [second.id]


def test_a_coach_is_asked_for_numbers_only_while_somebody_nests(trainee, own, coach, trainer):
    assert queries.coaches_anybody(coach.person_id)
    certificate = certificates.queries.of_person(trainee.employment.person_id)[0].certificate
    with on(1):
        certificates.revoke(certificate, actor=an_account(Role.MANAGER), reason=WHY)
    assert not queries.coaches_anybody(coach.person_id)


# Pages


def numbers(own, *typed):
    return {f"nesting-{own.id}-{n}": one for n, one in enumerate(typed, 1)}


def test_a_coach_enters_the_group_at_once(trainee, own, coach, browse):
    person = browse(coach)
    with on(1):
        page = person.get("/training/nesting")
        assert "程念" in page.text(
            "section[aria-labelledby=group] tbody"
        ) and "E-mail and order questions" in page.text("section[aria-labelledby=group] tbody")
        typed = {"day": str(OVER + DAY)} | numbers(own, "３４", "abc", "4,6", "90")
        again = person.post("/training/nesting/days", typed, expect=422)
        assert "First response, seconds: a number from 0 on" in again.text(".notice-bad")
        assert again.one(f"#nesting-{own.id}-3")["value"] == "4,6"
        typed |= numbers(own, "34", "50", "4,6", "90")
        page = person.follow(person.post("/training/nesting/days", typed))
        assert "1 of 5 days" in page.text("section[aria-labelledby=group] tbody")
        changed = person.post(
            "/training/nesting/days", typed | numbers(own, "35", "50", "4.6", "90"), expect=422
        )
        assert "Say why" in changed.text(".notice-bad")
        day_by_day = person.get(f"/training/nesting/{own.id}")
        assert "held" in day_by_day.text("tbody tr") and "n = 1" in day_by_day.text(".plots")
        assert "34" in person.get("/training/nesting/export.csv").html


def test_the_end_is_offered_when_it_is_reached_and_to_whom_it_belongs(trainee, own, coach, trainer, browse):
    for number in range(5):
        enter(own, coach, number)
    with on(5):
        path = f"/training/nesting/{own.id}"
        assert not browse(coach).get(path).has("form[action$='/end']")
        browse(coach).post(f"{path}/end", expect=403)
        person = browse(trainer)
        assert person.get(path).has("form[action$='/end']")
        page = person.follow(person.post(f"{path}/end"))
        assert "0 days to proficiency" in page.text("[role=status]")
        assert "on duty alone" in page.text(".page-head")
        group = person.get("/training/nesting")
        assert "Arrived: 1, on the way: 0." in group.text("section[aria-labelledby=speed]")


def test_a_nesting_of_somebody_else_is_not_there(trainee, own, browse):
    browse(an_account(Role.EMPLOYEE)).get(f"/training/nesting/{own.id}", expect=404)
    browse(a_trainer(a_team("Elsewhere"))).get(f"/training/nesting/{own.id}", expect=404)
    assert "程念" not in browse(an_account(Role.EMPLOYEE)).get("/training/nesting").text()
    me = an_account(Role.EMPLOYEE)
    me.person = trainee.employment.person
    db.session.flush()
    with on(1):
        assert "E-mail and order questions" in browse(me).get("/training/own").text(
            "section[aria-labelledby=nesting]"
        )
        assert not browse(me).get(f"/training/nesting/{own.id}").has("form[action$='/end']")


def test_the_group_costs_the_same_however_many_nest(trainee, cohort, trainer, browse):
    person = browse(trainer)
    with on(1):
        person.get("/training/nesting")
        with count_statements(db.engine) as for_one:
            person.get("/training/nesting")
    others = [a_trainee(cohort, trainer) for _one in range(3)]
    attend_and_pass(cohort, others, trainer)
    db.session.commit()
    with on(1), count_statements(db.engine) as for_many:
        person.get("/training/nesting")
    assert for_many.count == for_one.count
    assert len(db.session.scalars(select(Nesting)).all()) == 4


def attend_and_pass(cohort, trainees, trainer):
    attend(cohort, trainees, trainer)
    for one in trainees:
        sit(one, cohort, trainer)
        with on():
            duty.put_on_duty(one, actor=trainer)


def test_the_curve_is_drawn_from_five_on(cohort, trainer, browse):
    people_of_it = [a_trainee(cohort, trainer) for _one in range(5)]
    attend_and_pass(cohort, people_of_it, trainer)
    for one in people_of_it:
        for number in range(5):
            enter(queries.of_enrolment(one.id).nesting, trainer, number)
    with on(5):
        assert browse(trainer).get("/training/nesting").has("[aria-labelledby=speed] svg[role=img]")


def asks_for(cohort, trainer, most):
    """From now on one coach accompanies so many at most."""
    programme = cohort.programme_version.programme
    plan = nesting_policies.plan_of(queries.policy(programme.id))
    nesting_policies.publish(programme, replace(plan, most_per_coach=most), actor=trainer)


def test_one_coach_accompanies_as_many_who_nest_as_the_rules_allow(cohort, trainer, browse):
    asks_for(cohort, trainer, 1)
    coach, other = an_account(Role.EMPLOYEE, name="周安然"), an_account(Role.EMPLOYEE)
    first, second, third = (a_trainee(cohort, trainer) for _one in range(3))
    with on():
        placing.assign_coach(third, coach.person, actor=trainer)
    attend_and_pass(cohort, [first, second], trainer)
    with on():
        placing.assign_coach(first, coach.person, actor=trainer)
        with pytest.raises(placing.PlacementRefused, match="as the rules allow: 1") as refused:
            placing.assign_coach(second, coach.person, actor=trainer)
        assert refused.value.field == "coach"
        placing.assign_coach(second, other.person, actor=trainer)
        assert not browse(trainer).get("/training/nesting").has("[aria-labelledby=loads] .state-warn")
    attend_and_pass(cohort, [third], trainer)
    with on():
        rows = browse(trainer).get("/training/nesting").texts("section[aria-labelledby=loads] tbody tr")
        assert rows == ["周安然 2 1 too many", f"{other.name} 1 1"]
        assert "周安然 2 1 too many" in browse(coach).get("/training/nesting").text()
        assert not browse(an_account(Role.EMPLOYEE)).get("/training/nesting").has("[aria-labelledby=loads]")


def test_without_a_number_a_coach_accompanies_whom_they_can(cohort, trainer):
    asks_for(cohort, trainer, None)
    coach, both = an_account(Role.EMPLOYEE), [a_trainee(cohort, trainer) for _one in range(2)]
    attend_and_pass(cohort, both, trainer)
    with on():
        for one in both:
            placing.assign_coach(one, coach.person, actor=trainer)
        [load] = queries.loads(trainer)
    assert (load.nesting, load.most, load.is_too_much) == (2, None, False)


def test_less_than_one_is_no_number_for_a_coach(cohort, trainer):
    with pytest.raises(nesting_policies.NestingPolicyRefused, match="one at least"):
        asks_for(cohort, trainer, 0)


def test_a_person_without_any_is_told_so(app, browse):
    assert "Nobody nests now." in browse(an_account(Role.EMPLOYEE)).get("/training/nesting").text()
