"""The own path, the same page for those who answer for somebody, and the board: one answer everywhere."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from careers import complaints, ladders, reviewing
from careers.defaults import ladder as default_ladder
from careers.queries import ladder, standings
from careers.rules.plans import LadderPlan
from careers.views.paths import SHOWN
from core import clock
from core.db import db
from core.months import add_months
from people import employment as employments
from people.permissions import Role
from people.states import Level
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee, noon
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, a_cohort, a_trainee, a_trainer
from tests.training.passing import OVER, passed

MOST_STATEMENTS = 20
FIGURES = {"satisfaction": Decimal("4.6"), "first response": Decimal(40), "resolution": Decimal(93)}
FIGURES |= {"complaints": Decimal("0.3"), "enquiries": Decimal(70), "on time": Decimal(95)}


def test_an_employee_sees_where_they_stand_and_what_is_missing(employee, browse):
    page = browse(account_of(employee)).get("/careers/own")
    trio = page.text("section.trio")
    assert "Specialist" in trio and "Supervisor" in trio
    text = page.text("main")
    assert "12 months as Specialist" in text and "13 of 12 months" in text
    assert "On duty and in good standing" in text and "Since 1 Oct 2025, nothing open" in text
    assert "months closed; Oct 2025 and later wait for whoever reviews the team" in text
    assert "On duty since 1 Oct 2025, before exams were kept here" in text
    assert "Nothing but time" in page.text("[aria-labelledby=month]")


def test_the_page_reads_well_in_chinese(employee, browse):
    account = account_of(employee)
    account.language = "zh_Hans"
    page = browse(account).get("/careers/own")
    assert page.heading == "我的晋升路径"
    assert "客服主管" in page.text("section.trio")


def test_who_is_still_in_training_has_their_exams_before_them(browse):
    trainer = a_trainer()
    trainee = a_trainee(a_cohort(trainer), trainer, "New")
    page = browse(account_of(trainee.employment)).get("/careers/own")
    assert "No certificate: it comes with both exams passed." in page.text("main")
    assert "Pass both exams of your training." in page.text("[aria-labelledby=month]")


def close(employee, manager, *months):
    for month in months:
        reviewing.enter(employee, month, FIGURES, actor=manager)
        reviewing.close(employee, month, actor=manager)


def test_the_own_path_asks_as_much_of_who_has_a_long_way_behind_them(browse):
    manager, employee = an_account(Role.MANAGER), an_employee(on_duty_since=date(2024, 1, 1))
    since = date(2025, 3, 1)
    close(employee, manager, *(add_months(since, number) for number in range(SHOWN)))
    visitor = browse(account_of(employee))
    visitor.get("/careers/own")
    with count_statements(db.engine) as short:
        visitor.get("/careers/own")
    close(employee, manager, *(add_months(since, number) for number in range(SHOWN, SHOWN + 6)))
    ladders.publish(default_ladder.LADDER, actor=None)
    employments.change_post(employee, TODAY, level=Level.SUPERVISOR, actor=manager)
    made = complaints.report(employee, TODAY, "Was short.", actor=manager)
    complaints.decide(made, upheld=True, finding="So it was.", actor=manager)
    db.session.commit()
    with count_statements(db.engine) as long:
        visitor.get("/careers/own")
    assert long.count == short.count <= MOST_STATEMENTS


def test_months_from_before_those_that_are_judged_are_drawn_for_who_was_away(browse):
    manager, employee = an_account(Role.MANAGER), an_employee(on_duty_since=date(2023, 1, 1))
    close(employee, manager, date(2024, 1, 1), date(2024, 2, 1), date(2026, 10, 1))
    assert [one.month for one in standings.standing_of(employee.id).read.months] == [date(2026, 10, 1)]
    chart = browse(account_of(employee)).get("/careers/own").one("[aria-labelledby=trend] svg")
    assert all(said in chart["aria-label"] for said in ("Jan 2024", "Feb 2024", "Oct 2026"))


def test_exams_and_the_course_of_a_training_are_known(app):
    trainer = a_trainer()
    with clock.at(noon(MONDAY - timedelta(days=7))):
        cohort = a_cohort(trainer)
        trainee = a_trainee(cohort, trainer, "New")
    passed(trainee, cohort, trainer)
    with clock.at(noon(OVER)):
        facts = standings.standing_of(trainee.employment_id).facts
    assert {key: (one.mark, one.on) for key, one in facts.exams.items()} == dict.fromkeys(
        ("theory", "practical"), (90, OVER)
    )
    assert facts.courses == {"onboarding": OVER}
    assert facts.certificate.since == OVER


def test_who_is_not_employed_is_told_so(app, browse):
    assert "You hold no post here." in browse(an_account(Role.EMPLOYEE)).get("/careers/own").text("main")


def test_the_manager_reads_the_very_same_lines(employee, browse):
    own = browse(account_of(employee)).get("/careers/own")
    others = browse(an_account(Role.MANAGER)).get(f"/careers/people/{employee.id}")
    assert own.texts(".reqs .how-far") == others.texts(".reqs .how-far")
    assert own.texts("section.trio p.figure") == others.texts("section.trio p.figure")


def test_somebody_of_another_team_is_not_there(employee, browse):
    stranger = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    stranger.get(f"/careers/people/{employee.id}", expect=404)
    assert "叶青禾" not in stranger.get("/careers/").html
    browse(account_of(employee)).get(f"/careers/people/{employee.id}", expect=403)


def test_the_board_says_who_is_held_up_by_what(employee, browse):
    page = browse(an_account(Role.MANAGER)).get("/careers/")
    row = page.text("tbody[data-list] tr")
    assert "叶青禾" in row and "no day yet" in row and "Reviews of 85 on average" in row
    assert not page.all("[aria-labelledby=people] tbody tr:nth-child(2)")
    none = browse(an_account(Role.MANAGER)).get("/careers/?ready=now")
    assert "Nobody fits these filters." in none.text("main")
    file = browse(an_account(Role.MANAGER)).get("/careers/?export=csv").response.get_data(as_text=True)
    assert "叶青禾" in file


def test_the_board_says_readiness_in_the_language_of_whoever_reads_after_another(employee, browse):
    def said(language):
        page = browse(an_account(Role.MANAGER, language=language)).get("/careers/")
        return [text.rpartition(" ")[0] or text for text in page.texts(".seg a")]

    assert said("en") == ["everybody", "ready now", "within 3 months", "later", "no day yet"]
    assert said("zh_Hans") == ["所有人", "现在即可", "3 个月内", "以后", "尚无日期"]


def test_the_board_asks_as_much_for_many_as_for_few(employee, browse):
    visitor = browse(an_account(Role.MANAGER))
    visitor.get("/careers/")
    with count_statements(db.engine) as few:
        visitor.get("/careers/")
    for _one in range(6):
        an_employee()
    with count_statements(db.engine) as many:
        visitor.get("/careers/")
    assert many.count == few.count


def test_who_began_on_a_version_stays_on_it_until_moved_on_purpose(app):
    old = an_employee(on_duty_since=date(2025, 10, 1))
    second = ladders.publish(default_ladder.LADDER, actor=None)
    new = an_employee(on_duty_since=TODAY + timedelta(days=30))
    assert [ladder.version_of(one.id).number for one in (old, new)] == [1, 2]
    manager = an_account(Role.MANAGER)
    with pytest.raises(ladders.LadderRefused, match="Say why"):
        ladders.move([old], second, actor=manager, reason=" ")
    assert ladders.move([old, new], second, actor=manager, reason=WHY) == 1
    assert ladder.version_of(old.id).number == 2
    assert ladders.move([old], second, actor=manager, reason=WHY) == 0


def test_a_ladder_without_a_level_that_somebody_holds_is_not_published(employee):
    only = LadderPlan(default_ladder.LADDER.levels[1:2], default_ladder.TRACKS)
    first = replace(only.levels[0], after=None)
    with pytest.raises(ladders.LadderRefused, match="Somebody holds the level Specialist"):
        ladders.publish(replace(only, levels=(first,)), actor=None)


def test_the_ladder_is_there_to_read_and_take_away(app, browse):
    an_employee()
    visitor = browse(an_account(Role.MANAGER))
    page = visitor.get("/careers/ladder")
    assert page.texts("main h2")[:3] == ["Manager", "Supervisor", "Specialist"]
    assert "24 months as Supervisor" in page.text("main")
    assert "Emotion management" in page.text("main")
    visitor.get("/careers/ladder?number=99", expect=404)
    assert "情绪管理" not in visitor.get("/careers/ladder?export=csv").html


def test_standings_are_the_same_whoever_asks(employee):
    [one] = standings.standings([standings.row_of(employee.id)])
    again = standings.standing_of(employee.id)
    assert one.found == again.found and one.outlook == again.outlook
