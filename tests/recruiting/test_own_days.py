"""Home of interviewers, trainers and whoever learns or works here: what of theirs is late, and what happened
to it since yesterday."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from careers import developing, reviewing
from careers.developing import GoalPlan
from careers.states import GoalSource
from core import clock
from core.db import db
from people.permissions import Role
from recruiting import interviewing, pipeline
from recruiting.queries.own_days import own_days
from tests import factories as make
from tests.careers import people_at_work as work
from tests.recruiting.calendars import let_go
from tests.recruiting.scoring import a_recruiter, an_interviewer, submit
from tests.training import classes as school
from training import attending, examining, homework, homework_marking, placing, remedying
from training.homework import Assignment, Work
from training.states import Mark, TrainingExit

DAY = timedelta(days=1)
WHY = "The test wants it there."


def days_of(account, at=None):
    """Kind → how many, of what is late and of what happened since yesterday."""
    with clock.at(at or clock.now()):
        found = own_days(account, clock.day_start(clock.today() - DAY))
    return tuple({one.kind: one.times for one in rows} for rows in (found.late, found.news))


def strip_of(page):
    return page.texts(".strip li") if page.has(".strip") else []


# Interviewers


@pytest.fixture
def interviewer(app):
    return an_interviewer(name="He Jingxing")


@pytest.fixture
def visit(interviewer):
    """Somebody in the first interview, which is planned for tomorrow."""
    found = make.an_application(stage="first interview")
    interviewing.ask(found, interviewer, actor=None)
    interviewing.plan(found, clock.now() + DAY, 45, "Room 3", actor=None)
    return found


def planned(visit):
    return interviewing.queries.planned(visit.id)


def test_an_interview_that_was_planned_is_news_to_its_interviewer_alone(visit, interviewer):
    assert days_of(interviewer) == ({}, {"asked to score": 1, "interview planned": 1})
    assert days_of(an_interviewer()) == ({}, {})


def test_news_are_of_yesterday_and_today(visit, interviewer):
    tomorrow = clock.day_start(clock.today() + DAY)
    assert days_of(interviewer, tomorrow + timedelta(hours=23))[1] != {}
    assert days_of(interviewer, tomorrow + DAY)[1] == {}


def test_an_interview_that_moved_or_is_off_is_news(visit, interviewer):
    let_go()
    with clock.at(clock.now() + timedelta(hours=1)):
        interviewing.replan(planned(visit), clock.now() + 2 * DAY, 45, "Room 4", actor=None)
    with clock.at(clock.now() + timedelta(hours=2)):
        _late, news = days_of(interviewer)
        assert news == {"asked to score": 1, "interview planned": 1, "interview moved": 1}
        let_go()
        interviewing.cancel(planned(visit), WHY, actor=None)
    with clock.at(clock.now() + timedelta(hours=3)):
        assert days_of(interviewer)[1]["interview called off"] == 1


def test_what_changed_before_anybody_was_told_is_no_news(visit, interviewer):
    interviewing.replan(planned(visit), clock.now() + 2 * DAY, 45, "Room 4", actor=None)
    assert days_of(interviewer)[1] == {"asked to score": 1, "interview planned": 1}
    interviewing.cancel(planned(visit), WHY, actor=None)
    assert days_of(interviewer)[1] == {"asked to score": 1}


def test_a_scorecard_is_late_the_day_after_the_interview(visit, interviewer):
    met = clock.day_start(clock.local(planned(visit).starts_at).date())
    assert days_of(interviewer, met + timedelta(hours=23, minutes=59))[0] == {}
    assert days_of(interviewer, met + DAY + timedelta(minutes=1))[0] == {"scorecard": 1}


def test_a_scorecard_is_not_late_while_nobody_can_send_it(visit, interviewer):
    pipeline.hold(visit, actor=a_recruiter(), reason=WHY)
    assert days_of(interviewer, clock.now() + 5 * DAY)[0] == {}


def test_a_scorecard_that_was_sent_is_not_late(visit, interviewer):
    with clock.at(clock.now() + 2 * DAY):
        submit(interviewing.queries.request_to(visit.id, interviewer.id))
        assert days_of(interviewer)[0] == {}


def test_without_an_interview_it_is_late_when_the_stay_is(interviewer):
    simulation = make.an_application(stage="simulation")
    interviewing.ask(simulation, interviewer, actor=None)
    assert days_of(interviewer, simulation.due_at - timedelta(minutes=1))[0] == {}
    assert days_of(interviewer, simulation.due_at + timedelta(minutes=1))[0] == {"scorecard": 1}


def test_the_home_of_an_interviewer_says_so_and_leads_on(visit, interviewer, browse):
    shown = browse(interviewer).get("/")
    news = shown.texts("[aria-labelledby=own-since] li")
    assert sorted(news) == ["1 interview arranged", "1 scorecard asked of you"]
    for link in shown.all("[aria-labelledby=own-since] li a"):
        browse(interviewer).get(link["href"])


def test_what_is_late_is_marked_where_it_is_asked_and_counted_above(interviewer, browse):
    with clock.at(clock.now() - 3 * DAY):
        found = make.an_application(stage="first interview")
        interviewing.ask(found, interviewer, actor=None)
        interviewing.plan(found, clock.now() + DAY, 45, "Room 3", actor=None)
    shown = browse(interviewer).get("/")
    assert shown.text(".strip-lead") == "1 overdue"
    assert [line.split(" longest")[0] for line in strip_of(shown)] == ["1 scorecard to send"]
    assert "overdue" in shown.text("[aria-labelledby=asked] tbody tr")
    browse(interviewer).get(shown.one(".strip li a")["href"])


# Trainers


@pytest.fixture
def trainer(app):
    with clock.at(school.noon(school.MONDAY - 7 * DAY)):
        yield school.a_trainer()


@pytest.fixture
def cohort(trainer):
    return school.a_cohort(trainer)


@pytest.fixture
def trainee(cohort, trainer):
    return school.a_trainee(cohort, trainer, "程念")


def test_whoever_came_went_and_was_transferred_is_news_to_who_teaches_them(cohort, trainee, trainer):
    other_trainer = school.a_trainer()
    other = school.a_cohort(other_trainer)
    assert days_of(trainer) == ({}, {"enrolled": 1})
    assert days_of(other_trainer) == ({}, {})
    placing.transfer(trainee, other, actor=trainer, reason=WHY)
    assert days_of(trainer)[1] == {"enrolled": 1, "transferred": 1}
    assert days_of(other_trainer)[1] == {"enrolled": 1, "transferred": 1}
    with clock.at(school.noon(school.MONDAY + DAY)):
        placing.leave(trainee, next(iter(TrainingExit)), clock.today(), actor=other_trainer, reason=WHY)
        assert days_of(other_trainer)[1] == {"left training": 1}


def test_attendance_is_late_the_day_after_the_session(cohort, trainee, trainer):
    first, second, *_rest = school.sessions(cohort)
    evening = clock.day_start(school.MONDAY) + timedelta(hours=23)
    assert days_of(trainer, evening)[0] == {}
    assert days_of(trainer, evening + timedelta(hours=2))[0] == {"attendance": 2}
    with clock.at(evening):
        for one in (first, second):
            attending.take(one, {trainee.id: Mark.PRESENT}, actor=trainer)
    assert days_of(trainer, evening + timedelta(hours=2))[0] == {}


def an_attempt(cohort, trainee, trainer, mark, at=14):
    on = school.MONDAY + timedelta(days=at)
    with clock.at(school.noon(on)):
        score = examining.Score(Decimal(mark), on)
        return examining.enter(trainee, cohort.programme_version.exams[0], score, actor=trainer)


def test_an_exam_result_is_news_to_the_trainer_and_to_the_trainee(cohort, trainee, trainer):
    me = work.account_of(trainee.employment)
    attempt = an_attempt(cohort, trainee, trainer, 60)
    at = school.noon(school.MONDAY + timedelta(days=15))
    assert days_of(trainer, at)[1] == {"marked in class": 1}
    assert days_of(me, at)[1] == {"exam": 1}
    assert days_of(school.a_trainer(), at) == ({}, {}), "of who teaches others"
    with clock.at(at):
        examining.correct(attempt, examining.Score(Decimal(74), attempt.sat_on), actor=trainer, reason=WHY)
    after = at + timedelta(days=1)
    assert days_of(trainer, after)[1] == {}, "a correction is no further result"
    assert days_of(me, after)[1] == {"exam": 1}, "but the trainee reads of it"
    assert days_of(me, at)[1] == {"exam": 1}
    stranger = work.account_of(school.a_trainee(cohort, trainer).employment)
    assert days_of(stranger, at)[1] == {}


def test_homework_is_news_when_it_is_handed_in_and_when_it_is_marked(cohort, trainee, trainer):
    me, now = work.account_of(trainee.employment), school.noon(school.MONDAY)
    with clock.at(now):
        given = homework.give(cohort, Assignment("A letter", "Write it.", now + 2 * DAY), actor=trainer)
    assert days_of(me, now + DAY)[0] == {}
    assert days_of(me, now + 3 * DAY)[0] == {"homework": 1}
    with clock.at(now):
        handed = homework.hand_in(given, Work("Dear customer"), actor=me)
        assert days_of(trainer)[1]["handed in"] == 1
    with clock.at(now + 3 * DAY):
        homework_marking.mark(handed, homework_marking.Found({}, mark=Decimal(80)), actor=trainer)
        assert days_of(me) == ({}, {"homework": 1})


# Who learns and works here


def test_a_weak_point_is_late_when_its_day_is_over_until_it_is_signed_off(cohort, trainee, trainer):
    me = work.account_of(trainee.employment)
    attempt = an_attempt(cohort, trainee, trainer, 40)
    due = school.MONDAY + timedelta(days=16)
    with clock.at(school.noon(due - DAY)):
        plan = remedying.RemedyPlan(None, due_on=due, note="Look at three letters.")
        remedying.assign(attempt, plan, actor=trainer)
    assert "remedy" not in days_of(me, school.noon(due))[0]
    assert days_of(me, school.noon(due + DAY))[0]["remedy"] == 1
    with clock.at(school.noon(due + DAY)):
        examining.sign_off(attempt, actor=trainer, note="They can do it now.")
        assert "remedy" not in days_of(me)[0]


def test_a_closed_month_is_news_to_whom_it_is_about(app):
    with clock.at(work.noon()):
        manager, employee = make.an_account(Role.MANAGER), work.an_employee(on_duty_since=date(2026, 2, 16))
        figures = {
            "satisfaction": "4.62", "first response": "41", "resolution": "91.5", "complaints": "0.4",
            "enquiries": "74", "on time": "96.1", "teamwork": "4.2", "attendance": "100",
            "exam marks": "95", "self-study": "4",
        }  # fmt: skip
        october = date(2026, 10, 1)
        reviewing.enter(employee, october, {key: Decimal(n) for key, n in figures.items()}, actor=manager)
        reviewing.close(employee, october, actor=manager)
        me = work.account_of(employee)
        assert days_of(me)[1] == {"month": 1}
        made = reviewing.appeal(employee, october, "The satisfaction is another's.", actor=me)
        assert days_of(me)[1] == {"month": 1}
        reviewing.answer(made, upheld=False, said="It is the right file.", actor=manager)
        assert days_of(me)[1] == {"month": 1, "month appeal": 1}


def test_an_agreed_goal_is_late_the_day_after_its_day(app):
    with clock.at(work.noon()):
        manager, employee = make.an_account(Role.MANAGER), work.an_employee()
        me = work.account_of(employee)
        until = work.TODAY + timedelta(days=60)
        plan = GoalPlan(GoalSource.GAP, "Answer within 35 seconds", "Look at chats.", "Reviews.", until)
        goal = developing.propose(employee, plan, actor=manager)
        assert days_of(me, work.noon(until + DAY))[0] == {}, "nobody agreed to it yet"
        developing.agree(goal, revision=goal.revision, actor=me)
    assert days_of(me, work.noon(until))[0] == {}
    assert days_of(me, work.noon(until + DAY))[0] == {"goal": 1}


# The page


HOME = {Role.INTERVIEWER: 3, Role.TRAINER: 6, Role.EMPLOYEE: 6}
"""How often the home of each role asks."""


@pytest.mark.parametrize("role", list(HOME))
def test_the_home_of_who_does_not_hire_asks_as_often_whatever_happened(browse, counted, role):
    account = make.an_account(role)
    page = browse(account)
    with counted() as before:
        quiet = page.get("/")
    assert "Nothing happened since yesterday." in quiet.text("[aria-labelledby=own-since]")
    assert not quiet.has(".strip")
    happens_to(account)
    with counted() as statements:
        shown = page.get("/")
    assert len(shown.all("[aria-labelledby=own-since] a")) >= 1
    assert (before.count, statements.count) == (HOME[role], HOME[role])


def happens_to(account):
    if account.may("score"):
        with clock.at(clock.now() - DAY):
            found = make.an_application(stage="first interview")
            interviewing.ask(found, account, actor=None)
    else:
        employee = work.an_employee(person=account.person)
        manager = make.an_account(Role.MANAGER)
        plan = GoalPlan(GoalSource.GAP, "Faster", "Chats.", "Reviews.", clock.today() + 2 * DAY)
        with clock.at(clock.now() - timedelta(minutes=1)):
            goal = developing.propose(employee, plan, actor=manager)
            developing.agree(goal, revision=goal.revision, actor=account)
            reviewing_closed(employee, manager)
    db.session.commit()


def reviewing_closed(employee, manager):
    month = (clock.today().replace(day=1) - DAY).replace(day=1)
    figures = {
        "satisfaction": "4.62", "first response": "41", "resolution": "91.5", "complaints": "0.4",
        "enquiries": "74", "on time": "96.1", "teamwork": "4.2", "attendance": "100", "exam marks": "95",
        "self-study": "4",
    }  # fmt: skip
    reviewing.enter(employee, month, {key: Decimal(n) for key, n in figures.items()}, actor=manager)
    reviewing.close(employee, month, actor=manager)


def test_who_hires_reads_of_all_applications_and_not_twice(browse):
    shown = browse(make.an_account(Role.MANAGER)).get("/")
    assert shown.has("#since") and not shown.has("#own-since")
