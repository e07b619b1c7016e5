"""Check-ins: both sides rate apart from each other, then see both; nothing follows by itself."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from careers import checking_in
from careers.checking_in import CheckInRefused
from careers.models import CheckIn, CheckInSheet, DevelopmentGoal
from careers.queries import check_ins as queries
from careers.queries import standings
from careers.rules.check_ins import side_by_side
from core import clock
from core.db import db
from core.record import Entry
from people import employment as employments
from people.models import Account, Employment
from people.permissions import Role
from people.states import Level
from recruiting.queries.asked import asked_of
from tests.careers.people_at_work import TODAY, account_of, an_employee, noon
from tests.careers.test_cases import KEYS
from tests.factories import a_team, an_account
from tests.statements import count_statements

SEEN = "Seen in the evening shifts."


@pytest.fixture
def own(employee):
    return account_of(employee)


@pytest.fixture
def check_in(employee, own):
    return checking_in.begin(employee, actor=own)


def all_of(rating, **others):
    return {key: (others.get(key.split()[0], rating), SEEN) for key in KEYS}


def typed(rating):
    return {f"rating-{key}": rating for key in KEYS} | {f"note-{key}": SEEN for key in KEYS}


def test_ratings_far_apart_are_marked_by_hand():
    own, lead = {"a": (4, "x"), "b": (2, "x"), "c": (3, "x")}, {"a": (2, "y"), "b": (3, "y")}
    found = side_by_side(["b", "a", "c"], own, lead)
    assert [(one.competency, one.difference, one.is_far) for one in found] == [
        ("b", 1, False),
        ("a", -2, True),
    ]


def test_both_see_both_once_both_have_handed_in_and_not_before(check_in, own, manager, browse):
    path = f"/careers/check-ins/{check_in.id}"
    checking_in.hand_in(check_in, all_of(5), actor=own)
    assert queries.compared(check_in) == []
    theirs = browse(manager).get(path)
    assert SEEN not in theirs.text("main") and theirs.has("input[type=radio]")
    checking_in.hand_in(check_in, all_of(4, fairness=2), actor=manager)
    assert check_in.closed_at is not None
    for reader in (own, manager):
        page = browse(reader).get(path)
        assert page.text("section[aria-labelledby=compared] tbody").count("-1") == 4
        assert page.text("section[aria-labelledby=compared] tbody").count("-3") == 1


def test_who_has_handed_in_waits_and_sees_only_the_own_ratings(check_in, own, manager, browse):
    checking_in.hand_in(check_in, dict.fromkeys(KEYS, (1, "Not for others yet.")), actor=manager)
    page = browse(own).get(f"/careers/check-ins/{check_in.id}")
    assert "Not for others yet." not in page.text("body")
    page = browse(manager).get(f"/careers/check-ins/{check_in.id}")
    assert "Not for others yet." in page.text("main") and "as soon as the other side" in page.text("main")


def test_it_is_about_the_level_and_version_that_counted_when_it_began(check_in, employee, manager):
    assert (check_in.level, [one.key for one in queries.competencies(check_in)]) == ("supervisor", KEYS)
    employments.change_post(employee, TODAY, level=Level.SUPERVISOR, actor=manager)
    assert check_in.level == "supervisor"


@pytest.mark.parametrize(
    ("ratings", "why"),
    [
        ({}, "Rate every competency"),
        (all_of(3) | {"fairness": (6, SEEN)}, "Rate every competency"),
        (all_of(3) | {"fairness": (3, " ")}, "what you have seen"),
        (all_of(3) | {"fairness": (3, "x" * 1001)}, "At most 1000"),
    ],
)
def test_with_something_missing_nothing_is_kept(check_in, own, ratings, why):
    with pytest.raises(CheckInRefused, match=why):
        checking_in.hand_in(check_in, ratings, actor=own)
    assert db.session.scalar(select(func.count()).select_from(CheckInSheet)) == 0


def test_each_side_hands_in_once_and_one_is_open_at_a_time(check_in, employee, own, manager):
    with pytest.raises(CheckInRefused, match="still open"):
        checking_in.begin(employee, actor=manager)
    checking_in.hand_in(check_in, all_of(3), actor=manager)
    with pytest.raises(CheckInRefused, match="handed in already"):
        checking_in.hand_in(check_in, all_of(4), actor=an_account(Role.MANAGER))
    checking_in.hand_in(check_in, all_of(3), actor=own)
    again = checking_in.begin(employee, actor=manager)
    assert [one.id for one in queries.of_person(employee.id)] == [again.id, check_in.id]
    db.session.add(CheckIn(employment_id=employee.id, version_id=again.version_id, level="supervisor",
                           opened_at=clock.now(), opened_by_id=own.id))  # fmt: skip
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_two_who_begin_at_once_begin_one(employee, own, at_once):
    employee_id, own_id = employee.id, own.id

    def act(seen):
        with clock.at(noon()):  # a thread has a clock of its own
            checking_in.begin(db.session.get(Employment, employee_id), actor=seen)

    outcomes = at_once(lambda: db.session.get(Account, own_id), act, act)
    assert sorted(one == "done" for one in outcomes) == [False, True]


def test_at_the_top_of_the_ladder_there_is_none(manager):
    top = an_employee(level=Level.MANAGER)
    with pytest.raises(CheckInRefused, match="no next level"):
        checking_in.begin(top, actor=manager)


def test_the_record_tells_who_and_when_but_no_rating(check_in, own):
    checking_in.hand_in(check_in, all_of(5), actor=own)
    begun, handed_in = db.session.scalars(
        select(Entry).where(Entry.verb.startswith("check-in")).order_by(Entry.id)
    )
    assert (begun.verb, begun.details["level"]) == ("check-in begun", "supervisor")
    assert handed_in.details == {"employment": check_in.employment_id, "side": "employee", "both": False}


def test_nothing_follows_by_itself(check_in, employee, own, manager):
    before = standings.standing_of(employee.id).found
    checking_in.hand_in(check_in, all_of(5), actor=own)
    checking_in.hand_in(check_in, all_of(5), actor=manager)
    assert standings.standing_of(employee.id).found == before
    assert db.session.scalar(select(func.count()).select_from(DevelopmentGoal)) == 0


def test_a_competency_is_taken_into_the_plan_as_a_goal_to_propose(check_in, own, manager, browse):
    checking_in.hand_in(check_in, all_of(5), actor=own)
    visitor = browse(own)
    plan = f"/careers/own/plan?check_in={check_in.id}&competency=fairness"
    assert "next check-in" not in visitor.get(plan).text("main"), "not compared yet"
    checking_in.hand_in(check_in, all_of(3), actor=manager)
    link = visitor.get(f"/careers/check-ins/{check_in.id}").all("section tbody a")[-1]
    page = visitor.get(link["href"])
    assert "Fairness" in page.one("textarea[name=what]").text
    assert page.one("textarea[name=evidence]").text.strip() == "The next check-in."
    other = account_of(an_employee())
    assert page.one("textarea[name=what]").text != browse(other).get(plan).one("textarea[name=what]").text


def test_it_is_out_of_reach_of_everybody_else(check_in, employee, browse):
    path = f"/careers/check-ins/{check_in.id}"
    for stranger in (account_of(an_employee()), an_account(Role.MANAGER, team=a_team("B2C mall"))):
        browse(stranger).get(path, expect=404)
        browse(stranger).post(path, typed(3), expect=404)
    elsewhere = browse(an_account(Role.MANAGER, team=a_team("B2C mall")))
    elsewhere.get(f"/careers/people/{employee.id}/check-ins", expect=404)


def test_it_is_begun_and_handed_in_by_the_pages_and_keeps_what_was_typed(employee, own, manager, browse):
    lead, visitor = browse(manager), browse(own)
    page = lead.post(f"/careers/people/{employee.id}/check-ins")
    path = page.location
    assert "Begin a check-in" not in visitor.get("/careers/own/check-ins").text("body")
    page = visitor.post("/careers/own/check-ins", expect=422)
    assert "still open" in page.text("main")
    page = visitor.post(path, typed(4) | {"note-fairness": ""}, expect=422)
    assert page.text("main").count(SEEN) == 4 and len(page.all("input[checked]")) == 5
    visitor.follow(visitor.post(path, typed(4)))
    lead.follow(lead.post(path, typed(3)))
    assert queries.compared(queries.of_person(employee.id)[0])[0].difference == -1


def test_it_waits_at_home_on_both_sides(employee, own, manager):
    employments.change_post(employee, TODAY, line_manager_id=manager.person_id, actor=None)
    made = checking_in.begin(employee, actor=own)

    def waits(account):
        return [(row.kind, row.id) for row in asked_of(account) if row.kind == "check-in"]

    assert waits(own) == waits(manager) == [("check-in", made.id)]
    checking_in.hand_in(made, all_of(4), actor=own)
    assert (waits(own), waits(manager)) == ([], [("check-in", made.id)])
    checking_in.hand_in(made, all_of(4), actor=manager)
    assert waits(manager) == []


def test_many_check_ins_cost_as_many_statements_as_few(check_in, employee, own, manager, browse):
    def complete_and_begin():
        open_one = queries.open_one(employee.id)
        checking_in.hand_in(open_one, all_of(3), actor=own)
        checking_in.hand_in(open_one, all_of(3), actor=manager)
        checking_in.begin(employee, actor=own)

    complete_and_begin()
    visitor, path = browse(own), "/careers/own/check-ins"
    visitor.get(path)
    with count_statements(db.engine) as few:
        visitor.get(path)
    for _one in range(4):
        complete_and_begin()
    visitor.get(path)
    with count_statements(db.engine) as many:
        visitor.get(path)
    assert many.count == few.count


# Calling off


WHY = "The level is about to be published anew."


def test_either_side_calls_it_off_with_a_reason_that_both_read(check_in, own, manager, browse):
    page, path = browse(manager), f"/careers/check-ins/{check_in.id}"
    assert page.get(path).has(f"a[href='{path}/calling-off']")
    page.post(f"{path}/calling-off", {"reason": " "}, expect=422)
    page.post(f"{path}/calling-off", {"reason": WHY})
    for reader in (own, manager):
        said = browse(reader).get(path)
        assert "Called off on" in said.text("main") and WHY in said.text("main")
        assert not said.has("input[type=radio]")
    assert "called off" in browse(own).get("/careers/own/check-ins").text("tbody")
    entry = db.session.scalars(select(Entry).where(Entry.verb == "check-in called off")).one()
    assert (entry.subject_id, entry.actor_id, entry.reason) == (check_in.id, manager.id, WHY)


def test_it_is_not_called_off_twice_and_not_once_both_have_handed_in(check_in, employee, own, manager):
    checking_in.hand_in(check_in, all_of(4), actor=own)
    checking_in.hand_in(check_in, all_of(2), actor=manager)
    with pytest.raises(CheckInRefused, match="Both sides have handed in"):
        checking_in.call_off(check_in, WHY, actor=manager)
    again = checking_in.begin(employee, actor=own)
    checking_in.call_off(again, WHY, actor=own)
    with pytest.raises(CheckInRefused, match="already"):
        checking_in.call_off(again, WHY, actor=manager)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_without_a_reason_of_sense_it_goes_on(check_in, own, reason):
    with pytest.raises(CheckInRefused):
        checking_in.call_off(check_in, reason, actor=own)
    assert check_in.is_open


def test_what_one_side_had_handed_in_is_shown_to_that_side_only(check_in, own, manager, browse):
    checking_in.hand_in(check_in, all_of(5), actor=own)
    checking_in.call_off(check_in, WHY, actor=own)
    path = f"/careers/check-ins/{check_in.id}"
    assert SEEN in browse(own).get(path).text("main")
    assert SEEN not in browse(manager).get(path).text("main")
    with pytest.raises(CheckInRefused, match="called off"):
        checking_in.hand_in(check_in, all_of(3), actor=manager)


def test_after_it_another_one_is_begun_and_nobody_is_asked_for_the_former(check_in, employee, own):
    assert "check-in" in {one.kind for one in asked_of(own)}
    checking_in.call_off(check_in, WHY, actor=own)
    assert "check-in" not in {one.kind for one in asked_of(own)}
    assert checking_in.begin(employee, actor=own).is_open


def test_the_database_knows_no_check_in_that_is_called_off_without_a_reason_or_closed_too(check_in):
    for wrong in (
        {"called_off_at": noon()},
        {"called_off_reason": WHY},
        {"called_off_at": noon(), "called_off_reason": WHY, "closed_at": noon()},
    ):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(update(CheckIn).values(**wrong))


def test_somebody_elses_check_in_is_not_called_off(check_in, browse):
    other = account_of(an_employee("Ada"))
    browse(other).get(f"/careers/check-ins/{check_in.id}/calling-off", expect=404)
