"""What is asked of somebody by name at home, whichever room asks: it is there while it waits, and for nobody
else."""

from datetime import timedelta

import pytest

from careers import cases
from careers.defaults.ladder import LADDER
from core import clock
from core.i18n import speaking
from people.permissions import Role
from recruiting import interviewing
from recruiting.queries.asked import asked_of
from tests.careers import people_at_work as work
from tests.factories import a_person, a_team, an_account, an_application, an_opening
from tests.training import classes as school
from tests.training import on_duty_already as duty
from training import assessing, attending, roll_call
from training.states import Mark, Presence

DAY = timedelta(days=1)


def kinds(account):
    return [(row.kind, row.name) for row in asked_of(account)]


@pytest.fixture
def trainer(app):
    return school.a_trainer()


@pytest.fixture
def cohort(trainer):
    with clock.at(school.noon(school.MONDAY - 7 * DAY)):
        return school.a_cohort(trainer, code="Winter intake")


@pytest.fixture
def trainee(cohort, trainer):
    with clock.at(school.noon(school.MONDAY - 7 * DAY)):
        return school.a_trainee(cohort, trainer, "Bruno")


def test_a_scorecard_waits_from_the_interview_on_and_what_is_to_come_stands_below(app):
    interviewer, recruiter = an_account(Role.INTERVIEWER), an_account(Role.RECRUITER)
    opening, now = an_opening(), clock.now()
    for name, in_days, asked_ago in (("To come", 2, 5), ("Met", -1, 4), ("No day", None, 3)):
        visit = an_application(opening, a_person(name), "first interview")
        with clock.at(now - asked_ago * DAY):
            interviewing.ask(visit, interviewer, actor=recruiter)
            if in_days is not None:
                interviewing.plan(visit, now + in_days * DAY, 45, "Room 3", actor=recruiter)
    rows = asked_of(interviewer)
    assert [row.name for row in rows] == ["No day", "Met", "To come"]
    assert [row.since for row in rows] == [now - 3 * DAY, now - DAY, now + 2 * DAY]


def test_attendance_waits_for_whoever_teaches_from_the_moment_the_session_begins(cohort, trainee, trainer):
    first = school.sessions(cohort)[0]
    with clock.at(first.starts_at - timedelta(minutes=1)):
        assert kinds(trainer) == []
    with school.during(first):
        [asked] = asked_of(trainer)
        assert (asked.kind, asked.name, asked.code) == (
            "attendance", "Company culture, organisation and rules", "Winter intake",
        )  # fmt: skip
        with speaking("zh_Hans"):
            assert asked_of(trainer)[0].name == "企业文化、组织与制度"
        assert kinds(school.a_trainer()) == []
        attending.take(first, {trainee.id: Mark.PRESENT}, actor=trainer)
        assert kinds(trainer) == []


def test_a_class_without_anybody_in_it_asks_nothing(cohort, trainer):
    with clock.at(school.noon(school.MONDAY + DAY)):
        assert kinds(trainer) == []


def test_attendance_that_nobody_took_for_two_months_is_not_asked_for_any_more(cohort, trainee, trainer):
    with clock.at(school.noon(school.MONDAY + 90 * DAY)):
        assert kinds(trainer) == []


def test_a_sheet_of_a_practical_exam_waits_for_its_assessor(cohort, trainee, trainer):
    practical = cohort.programme_version.exams[1]
    with clock.at(school.noon(school.MONDAY - DAY)):
        other = an_account(Role.MANAGER)
    on = school.MONDAY + 4 * DAY
    with clock.at(school.noon(on)):
        made = assessing.begin(trainee, practical, [other], on, actor=trainer)
        assert kinds(other) == [("sheet", "Bruno")]
        assert "sheet" not in dict(kinds(trainer))
        ratings = {one.id: 4 for one in made.rubric_version.criteria}
        assessing.submit(made, assessing.Sheet(ratings), actor=other)
        assert kinds(other) == []


def test_ratings_for_a_promotion_wait_for_the_assessor_alone(app):
    with clock.at(work.noon()):
        nominator, assessor = an_account(Role.MANAGER), an_account(Role.MANAGER)
        case = cases.open_case(work.an_employee("叶青禾"), "supervisor", "Runs the shift.", actor=nominator)
        made = cases.ask(case, assessor, actor=nominator)
        assert (kinds(assessor), kinds(nominator)) == ([("rating", "叶青禾")], [])
        keys = [one.key for one in LADDER.levels[1].competencies]
        cases.submit(made, dict.fromkeys(keys, (4, "Seen often.")), actor=assessor)
        assert kinds(assessor) == []


def test_a_recurrent_session_waits_for_the_colleague_who_leads_it(app):
    team = a_team()
    with clock.at(duty.at(hour=9)):
        planner, came = an_account(Role.TRAINER), duty.an_employee(team=team)
        leader = duty.account_of(duty.an_employee(team=team))
        session = duty.a_session(planner, team, leader=leader.person)
        assert kinds(leader) == []
    with clock.at(duty.at(hour=13)):
        assert kinds(leader) == [("recurrent", "New return policy")]
        assert kinds(planner) == []
        roll_call.take(session, {came.id: Presence.PRESENT}, actor=leader)
        assert kinds(leader) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Take Company culture, organisation and rules"), ("zh_Hans", "考勤 企业文化、组织与制度")],
)
def test_the_home_page_leads_straight_to_the_register(browse, app, language, said):
    trainer = an_account(Role.TRAINER, language=language)
    with clock.at(school.noon(school.MONDAY - 7 * DAY)):
        cohort = school.a_cohort(trainer, code="Winter intake")
        school.a_trainee(cohort, trainer, "Bruno")
    first = school.sessions(cohort)[0]
    with school.during(first):
        page = browse(trainer)
        row = page.get("/").one("section[aria-labelledby=asked] tbody tr")
        [act] = row.select("a[data-action=a]")
        assert act.text == said
        assert row.select("td")[3].text == "Winter intake"
        assert act["href"] == f"/training/sessions/{first.id}"
        assert page.get(act["href"]).has("form")
