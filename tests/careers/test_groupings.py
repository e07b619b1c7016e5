"""Groupings: switched on for a purpose, told by each for themselves, shown to nobody, read by no rule."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from careers import cli, deciding, grouping, jobs, levels
from careers.grouping import GroupingPlan, GroupingRefused
from careers.models import GroupAnswer, Grouping, NamedGroup
from careers.models.kept import EVIDENCE
from careers.queries import board, standings
from careers.queries import groupings as queries
from careers.queries.standings import EVERYBODY
from careers.states import ActKind
from core import clock
from core.db import db
from core.record import Entry
from people import employment as employments
from people.permissions import Role
from people.states import LeavingReason
from tests.careers.people_at_work import TODAY, account_of, an_employee, noon
from tests.factories import a_team, an_account
from tests.statements import count_statements

BEFORE = date(2026, 9, 1)
"""In the quarter before today's."""
PURPOSE = {"en": "To see whether promotions are fair.", "zh_Hans": "了解晋升是否公平。"}
WHY = "The works council asked for it."


def words(english, chinese):
    return {"en": english, "zh_Hans": chinese}


GENDER = words("Gender", "性别")
WOMEN, MEN, OTHERS = words("Women", "女"), words("Men", "男"), words("Another", "其他")


def plan(team=None, name=GENDER, groups=(WOMEN, MEN, OTHERS), purpose=PURPOSE):
    return GroupingPlan(name, purpose, team.id if team else None, groups)


@pytest.fixture
def gender(manager, team):
    with clock.at(noon(BEFORE)):
        return grouping.start(plan(team), actor=manager)


def telling(one, place, account, day=BEFORE):
    with clock.at(noon(day)):
        grouping.tell(one, None if place is None else one.groups[place].id, actor=account)


def somebody(team, told=None, one=None, promoted=False, told_on=BEFORE, rose_on=date(2026, 3, 2)):
    """On duty for two years; `told`: the place of their group; `promoted` on a day within the window."""
    found = an_employee(team=team, on_duty_since=date(2024, 10, 1))
    if promoted:
        deciding.change(found, ActKind.PROMOTION, "supervisor", rose_on, actor=None)
    if told is not None:
        telling(one, told, account_of(found), told_on)
    return found


def a_team_that_told(one, team, **days):
    """10 women of whom 1 rose, 8 men of whom 4 rose, 2 others; 6 told nothing, one of whom rose."""
    told = [(0, 10, 1), (1, 8, 4), (2, 2, 0), (None, 6, 1)]
    for group, number, promoted in told:
        for place in range(number):
            somebody(team, group, one, place < promoted, **days)
    db.session.commit()


# Asking


def test_what_is_asked_stands_on_the_own_path_of_whoever_is_asked(gender, team, browse):
    asked, other = account_of(an_employee(team=team)), account_of(an_employee(team=a_team("Another team")))
    page = browse(asked).get("/careers/own/groups")
    assert PURPOSE["en"] in page.text("main") and page.has("input[type=radio]")
    assert browse(asked).get("/careers/own").has("a[href='/careers/own/groups']")
    page = browse(other).get("/careers/own/groups")
    assert "Your team is not asked about groups." in page.text("main")


def test_a_manager_of_one_team_asks_their_own_team_and_nobody_else(team, browse):
    own, other = an_account(Role.MANAGER, team=team), a_team("Another team")
    grouping.start(plan(team), actor=own)
    for refused in (plan(), plan(other)):
        with pytest.raises(GroupingRefused):
            grouping.start(refused, actor=own)
    page = browse(own).get("/careers/groupings")
    assert "Another team" not in page.text("main")


@pytest.mark.parametrize(
    "wrong",
    [
        plan(groups=(WOMEN,)),
        plan(groups=(WOMEN, words("women", "妇女"))),
        plan(groups=(WOMEN, words("Men", ""))),
        plan(groups=tuple(words(f"G{n}", f"组{n}") for n in range(13))),
        plan(groups=(WOMEN, words("M" * 81, "男"))),
        plan(name=words("Gender", " ")),
        plan(purpose=words("", "了解。")),
        plan(purpose=words("x" * 501, "了解。")),
    ],
)
def test_what_cannot_be_asked_is_refused(manager, wrong):
    with pytest.raises(GroupingRefused):
        grouping.start(wrong, actor=manager)
    assert db.session.scalars(select(Grouping)).all() == []


def test_the_same_is_not_asked_twice_of_the_same_people(gender, manager, team):
    for again in (plan(team), plan(), plan(team, name=words("gender", "另外"))):
        with pytest.raises(GroupingRefused, match="asked there already"):
            grouping.start(again, actor=manager)
    grouping.retire(gender, WHY, actor=manager)
    grouping.start(plan(), actor=manager)


FORM = {
    "name_en": "Contract", "name_zh_Hans": "合同", "purpose_en": "To see.", "purpose_zh_Hans": "了解。",
    "groups_en": "Open-ended\nFor a time\n", "groups_zh_Hans": "无固定期限\n固定期限", "team": "",
}  # fmt: skip


def test_a_grouping_is_begun_and_retired_on_its_page(manager, browse):
    page = browse(manager)
    refused = page.post("/careers/groupings", {**FORM, "groups_zh_Hans": "无固定期限"}, expect=422)
    assert "in both languages, line by line" in refused.text("main") and "Contract" in str(refused.html)
    page.post("/careers/groupings", FORM)
    one = db.session.scalars(select(Grouping)).one()
    assert [group.name["en"] for group in one.groups] == ["Open-ended", "For a time"] and one.team_id is None
    path = f"/careers/groupings/{one.id}/retirement"
    page.post(path, {"reason": ""}, expect=422)
    page.post(path, {"reason": WHY})
    assert page.post(path, {"reason": WHY}, expect=422).has("form")
    entries = db.session.scalars(select(Entry).where(Entry.subject_kind == "grouping")).all()
    assert [(entry.verb, entry.reason) for entry in entries] == [
        ("grouping begun", None),
        ("grouping retired", WHY),
    ]


def test_whoever_may_not_reach_a_team_finds_neither_its_grouping_nor_its_figures(gender, browse):
    other = an_account(Role.MANAGER, team=a_team("Another team"))
    assert "Gender" not in browse(other).get(f"/careers/promotion-by-group?grouping={gender.id}").text("main")
    browse(other).get(f"/careers/groupings/{gender.id}/retirement", expect=404)


def test_the_database_changes_no_group_and_takes_none_of_another_grouping(gender, manager, team):
    other = grouping.start(plan(team, name=words("Contract", "合同")), actor=manager)
    one = an_employee(team=team)
    answer = {"grouping_id": gender.id, "person_id": one.person_id, "told_at": noon()}
    for nonsense in (
        update(NamedGroup).values(position=9),
        insert(GroupAnswer).values(group_id=other.groups[0].id, **answer),
    ):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(nonsense)


# Telling


def test_one_tells_changes_keeps_silent_and_withdraws(gender, team, browse):
    account = account_of(an_employee(team=team))
    page, path, field = browse(account), f"/careers/own/groups/{gender.id}", f"grouping-{gender.id}-group"
    for value, shown in ((gender.groups[0].id, "Women"), (gender.groups[1].id, "Men"), ("silent", "prefer")):
        page.post(path, {field: value})
        assert shown in page.get("/careers/own/groups").text("main b.strong")
    assert db.session.scalars(select(GroupAnswer)).one().group_id is None
    page.post(f"{path}/withdrawal")
    assert db.session.scalars(select(GroupAnswer)).all() == []
    assert "You have told nothing." in page.get("/careers/own/groups").text("main")
    page.post(f"{path}/withdrawal")
    verbs = db.session.scalars(select(Entry.verb).where(Entry.actor_id == account.id)).all()
    assert verbs == ["group told"] * 3 + ["group withdrawn"]


@pytest.mark.parametrize("value", ["", "0", "9999999999999999999999", "-1", "x", "'"])
def test_what_is_no_group_is_refused(gender, team, browse, value):
    page = browse(account_of(an_employee(team=team)))
    refused = page.post(
        f"/careers/own/groups/{gender.id}", {f"grouping-{gender.id}-group": value}, expect=422
    )
    assert "Choose one" in refused.text("main")
    assert db.session.scalars(select(GroupAnswer)).all() == []


def test_nobody_tells_who_is_not_asked(gender, manager, team, browse):
    other = account_of(an_employee(team=a_team("Another team")))
    browse(other).post(f"/careers/own/groups/{gender.id}", {}, expect=404)
    for nobody in (other, manager):
        with pytest.raises(GroupingRefused, match="not asked"):
            grouping.tell(gender, None, actor=nobody)
    asked = account_of(an_employee(team=team))
    grouping.retire(gender, WHY, actor=manager)
    with pytest.raises(GroupingRefused, match="not asked"):
        grouping.tell(gender, None, actor=asked)


def test_what_was_told_can_be_withdrawn_though_one_is_not_asked_any_more(gender, manager, team, browse):
    account = account_of(an_employee(team=team))
    telling(gender, 0, account)
    grouping.retire(gender, WHY, actor=manager)
    page = browse(account)
    assert not page.get("/careers/own/groups").has("input[type=radio]")
    page.post(f"/careers/own/groups/{gender.id}/withdrawal")
    assert db.session.scalars(select(GroupAnswer)).all() == []


def test_the_record_says_that_something_was_told_and_not_what(gender, team):
    account = account_of(an_employee(team=team))
    telling(gender, 1, account)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "group told")).one()
    assert (entry.subject_id, entry.actor_id, entry.details) == (gender.id, account.id, {})


def test_nothing_that_judges_anybody_reads_what_they_told(gender, manager, team):
    one = an_employee(team=team)
    telling(gender, 0, account_of(one))
    assert not {GroupAnswer, Grouping, NamedGroup} & set(EVIDENCE)
    with count_statements(db.engine) as seen:
        standings.standing_of(one.id)
        board.board_of(EVERYBODY, None, 200)
    assert seen.count > 5 and not [one for one in seen if "group_answer" in one or "named_group" in one]


# Figures


def test_the_page_tells_of_each_group_that_is_large_enough(gender, manager, team, browse):
    a_team_that_told(gender, team)
    page = browse(manager).get("/careers/promotion-by-group")
    rows = page.texts("section[aria-labelledby=level-1] tbody tr")
    said = page.text("main")
    assert "26 people were in this level" in said and "6 left it by a promotion" in said
    assert rows[0].split()[:3] == ["Women", "10", "1"]
    assert "0.20" in rows[0] and "under four fifths" in rows[0]
    assert rows[1].split()[:3] == ["Men", "8", "4"] and "50 %" in rows[1]
    assert rows[2].split() == ["Another", "withheld"]


def test_a_file_tells_what_the_page_tells(gender, manager, team, browse):
    a_team_that_told(gender, team)
    answer = browse(manager).get("/careers/promotion-by-group?export=csv").response
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert {row["Note"] for row in rows if row["Level"] == "Supervisor"} == {"withheld"}
    rows = [row for row in rows if row["Level"] == "Specialist"]
    told = [(row["Group"], row["People"], row["Promoted"], row["Impact ratio"], row["Note"]) for row in rows]
    assert told == [
        ("Women", "10", "1", "0.2", ""),
        ("Men", "8", "4", "1.0", ""),
        ("Another", "", "", "", "withheld"),
    ]


def test_what_is_told_today_counts_from_the_next_quarter_on(gender, manager, team, browse):
    a_team_that_told(gender, team)
    before = browse(manager).get("/careers/promotion-by-group").text("main")
    telling(gender, 1, account_of(somebody(team)), TODAY)
    db.session.commit()
    after = browse(manager).get("/careers/promotion-by-group").text("main")
    assert after.replace("27 people", "26 people") == before
    with clock.at(noon(date(2027, 1, 1))):
        assert "Men 9 4" in browse(manager).get("/careers/promotion-by-group").text("main")


def test_who_withdraws_counts_no_more_at_once(gender, manager, team, browse):
    a_team_that_told(gender, team)
    woman = db.session.scalars(select(GroupAnswer).where(GroupAnswer.group_id == gender.groups[0].id)).first()
    db.session.delete(woman)
    db.session.commit()
    assert "Women 9" in browse(manager).get("/careers/promotion-by-group").text("main")


def rises_of(one):
    return queries._rises(queries._acts()).get(one.id, {})


def test_only_a_promotion_and_a_confirmed_trial_count(gender, manager, team):
    on = date(2026, 3, 2)
    promoted, trial, back, sideways, down = (somebody(team) for _ in range(5))
    deciding.change(promoted, ActKind.PROMOTION, "supervisor", on, actor=None)
    for one in (trial, back):
        deciding.change(one, ActKind.ACTING, "supervisor", on, actor=None)
    assert rises_of(trial) == {}
    levels.confirm(trial, actor=manager)
    levels.send_back(back, WHY, actor=manager)
    deciding.change(sideways, ActKind.LATERAL, "expert", on, actor=None)
    deciding.change(down, ActKind.DEMOTION, "trainee", on, actor=None)
    assert rises_of(promoted) == rises_of(trial) == {on: "specialist"}
    assert rises_of(back) == rises_of(sideways) == rises_of(down) == {}


def test_who_left_counts_while_the_window_looks_back_on_them(gender, manager, team, browse):
    a_team_that_told(gender, team)
    one = somebody(team, 0, gender)
    employments.end(one, date(2026, 5, 31), LeavingReason.OWN_WISH, actor=None)
    db.session.commit()
    assert "Women 11" in browse(manager).get("/careers/promotion-by-group").text("main")


def test_a_whole_that_has_no_grouping_says_what_to_do(manager, team, browse):
    page = browse(manager).get("/careers/promotion-by-group")
    assert "No team records groups yet." in page.text("main") and page.has("a[href='/careers/groupings']")


def test_the_figures_of_many_cost_as_many_statements_as_those_of_few(gender, manager, team, browse):
    somebody(team, 0, gender)
    db.session.commit()
    page = browse(manager)
    page.get("/careers/promotion-by-group")
    with count_statements(db.engine) as few:
        page.get("/careers/promotion-by-group")
    a_team_that_told(gender, team)
    with count_statements(db.engine) as many:
        page.get("/careers/promotion-by-group")
    assert few.count == many.count <= 14


# What is kept no longer


def test_what_was_told_is_forgotten_two_years_after_they_left(gender, team):
    stays, left, returned = (somebody(team, 0, gender) for _ in range(3))
    for one in (left, returned):
        employments.end(one, date(2026, 10, 31), LeavingReason.OWN_WISH, actor=None)
    an_employee(team=team, on_duty_since=date(2026, 11, 2), person=returned.person)
    with clock.at(noon(date(2028, 10, 31))):
        assert jobs.forget_groups() == 0
    with clock.at(noon(date(2028, 11, 1))):
        assert jobs.forget_groups() == 1
        assert jobs.forget_groups() == 0
    kept_ones = set(db.session.scalars(select(GroupAnswer.person_id)))
    assert kept_ones == {stays.person_id, returned.person_id}
    entry = db.session.scalars(select(Entry).where(Entry.verb == "groups forgotten")).one()
    assert (entry.actor_id, entry.details) == (None, {"answers": 1})


def test_what_was_told_is_forgotten_two_years_after_nobody_is_asked(gender, manager, team):
    somebody(team, 0, gender)
    grouping.retire(gender, WHY, actor=manager)
    with clock.at(noon(TODAY + timedelta(days=730))):
        assert jobs.forget_groups() == 0
    with clock.at(noon(TODAY + timedelta(days=733))):
        assert jobs.forget_groups() == 1


def test_who_cannot_sign_in_any_more_has_it_erased(app, gender, team):
    one = somebody(team, 0, gender)
    email = one.person.email
    db.session.commit()
    run = app.test_cli_runner()
    assert run.invoke(cli.erase_groups, ["nobody@example.org", WHY]).exit_code == 1
    assert run.invoke(cli.erase_groups, [email, " "]).exit_code == 1
    said = run.invoke(cli.erase_groups, [email.upper(), WHY])
    assert said.exit_code == 0 and "1 answers" in said.output
    assert db.session.scalars(select(GroupAnswer)).all() == []
    assert db.session.scalars(select(Entry).where(Entry.verb == "groups erased")).one().reason == WHY
    with pytest.raises(GroupingRefused):
        grouping.erase(one.person, actor=an_account(Role.MANAGER), reason=WHY)
