"""The figures of training, worked out by hand on two small classes, and shown again as of past days."""

import csv
import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from core import clock
from core.db import db
from people.permissions import Role
from recruiting.forms import training_figures as figures
from recruiting.models import Application
from recruiting.queries.reports import sheet
from recruiting.queries.reports import training as queries
from tests import factories as make
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, noon
from tests.training.passing import OVER, attend, sit
from training import cohorts, duty, enrolment, examining, nesting, placing
from training.models import Cohort, Enrolment
from training.queries import exams as exam_queries
from training.queries import nesting as nestings
from training.queries.figures import Scope
from training.rules.figures import Result, days_followed, of_module, result, results_by_topic
from training.rules.nesting import Day, Target, standing
from training.states import ExamKind, TrainingExit

DAY = timedelta(days=1)
THEORY, PRACTICAL = ExamKind.THEORY, ExamKind.PRACTICAL
APPLIED = MONDAY - 40 * DAY
NAMES = ("Ai", "Bo", "Cy", "Di", "Ed", "Fu")
GOOD = {
    "contacts": Decimal(34),
    "first response": Decimal(50),
    "satisfaction": Decimal("4.6"),
    "quality": Decimal(90),
}


# Definitions


@pytest.mark.parametrize(
    ("first", "stands", "is_over", "expected"),
    [
        (True, True, True, Result.FIRST),
        (False, True, True, Result.LATER),
        (False, False, False, Result.OPEN),
        (False, False, True, Result.FAILED),
        (True, False, True, Result.FAILED),
    ],
)
def test_what_became_of_somebody_at_an_exam_is_one_of_four(first, stands, is_over, expected):
    assert result(first=first, stands=stands, is_over=is_over) is expected


def test_a_topic_counts_where_the_first_attempt_told_a_mark_of_it():
    first = {"a": Decimal(80), "b": Decimal(79)}
    newest = {"a": Decimal(80), "b": Decimal(85), "c": Decimal(10)}
    found = results_by_topic(first, newest, Decimal(80), is_over=True)
    assert found == {"a": Result.FIRST, "b": Result.LATER}
    assert of_module(list(found.values())) is Result.LATER


# A story of two classes


@pytest.fixture
def trainer(app):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return a_trainer()


@pytest.fixture
def manager(trainer):
    return make.an_account(Role.MANAGER)


def applied(trainee, on=APPLIED):
    """Their employment came of an application made on that day."""
    visit = make.an_application(make.an_opening())
    application = db.session.get_one(Application, visit.application_id)
    application.applied_at, application.employment_id = noon(on), trainee.employment_id
    db.session.flush()


def theory_of(cohort: Cohort):
    return next(one for one in cohort.programme_version.exams if one.kind is THEORY)


def again(trainee: Enrolment, cohort: Cohort, trainer, mark: int, on: date) -> None:
    """Sign off what was weak, and sit the theory exam once more."""
    exam = theory_of(cohort)
    with clock.at(noon(on)):
        last = exam_queries.course(trainee.id, exam, clock.today()).attempts[-1]
        examining.sign_off(exam_queries.attempt(last.id), actor=trainer, note=WHY)
        examining.enter(trainee, exam, examining.Score(Decimal(mark), on), actor=trainer)


@pytest.fixture
def story(trainer):
    """Six begin; Ai, Bo, Cy pass at once, Di the theory at the second attempt; Ed fails and is washed out;
    Fu fails and may still try. Ai and Bo are put on duty; somebody leaves of their own accord before any
    exam, and one gave the seat up before the class began."""
    with clock.at(noon(MONDAY - timedelta(days=7))):
        cohort = a_cohort(trainer, code="First class")
        trainees = [a_trainee(cohort, trainer, name) for name in NAMES]
        gone = a_trainee(cohort, trainer, "Gone")
        never = a_trainee(cohort, trainer, "Never")
        for one in trainees[:4]:
            applied(one)
    with clock.at(noon(MONDAY - timedelta(days=2))):
        enrolment.cancel(never, actor=trainer, reason=WHY)
    with clock.at(noon(MONDAY + timedelta(days=4))):
        placing.leave(gone, TrainingExit.OWN_WISH, clock.today(), actor=trainer, reason=WHY)
    attend(cohort, trainees, trainer)
    for one in trainees:
        sit(one, cohort, trainer, 90 if one in trainees[:3] else 60, THEORY)
        sit(one, cohort, trainer, 90, PRACTICAL)
    for one, days in ((trainees[0], 1), (trainees[1], 3)):
        with clock.at(noon(OVER + days * DAY)):
            duty.put_on_duty(one, actor=trainer)
    again(trainees[3], cohort, trainer, 88, OVER + 4 * DAY)
    with clock.at(noon(OVER + 6 * DAY)):
        placing.leave(trainees[4], TrainingExit.WASHED_OUT, clock.today(), actor=trainer, reason=WHY)
    return cohort, trainees


@pytest.fixture
def at_the_end(story):
    with clock.at(noon(OVER + 8 * DAY)):
        yield story


def told(manager, **scope):
    return queries.tables(manager, Scope(**scope), tells_applying=True)


def counts(row):
    return {column: len(cases) for column, cases in row.cells.items()}


def test_who_began_is_on_duty_in_training_or_left_and_the_parts_add_up(at_the_end, manager):
    [row] = told(manager)["cohort"]
    assert (row.name, row.count("began")) == ("First class", 7), "Never gave the seat up before"
    parts = {state: row.count(state) for state in figures.STATE_NAMES}
    assert parts == {"on-duty": 2, "in-training": 3, "own-wish": 1, "washed-out": 1, "anew": 0}
    assert figures.drop_out(row).value == pytest.approx(2 / 7)


def test_first_time_and_final_pass_rates_are_those_counted_by_hand(at_the_end, manager):
    tables = told(manager)
    theory = next(row for row in tables["exam"] if row.key.endswith("-theory"))
    assert counts(theory) == {"first": 3, "later": 1, "open": 1, "failed": 1}
    assert figures.first_time(theory).value == pytest.approx(3 / 6)
    assert figures.final(theory).value == pytest.approx(4 / 5), "of whom it is decided"
    [by_class] = tables["class"]
    assert counts(by_class) == {"first": 9, "later": 1, "open": 1, "failed": 1}, "both exams"
    [by_trainer] = tables["trainer"]
    assert counts(by_trainer) == counts(by_class)


def test_too_few_are_said_and_not_made_a_share(at_the_end, manager):
    row = sheet.Row("x")
    for number in range(4):
        row.add("first", sheet.Case(number, clock.now()))
    assert figures.first_time(row) is None and figures.final(row) is None


def test_the_days_from_applying_to_duty_follow_those_on_the_way(at_the_end, manager):
    [row] = told(manager)["cohort"]
    days = sorted(round(case.days) for case in row.cases("hired"))
    assert days == [(OVER + 1 * DAY - APPLIED).days, (OVER + 3 * DAY - APPLIED).days]
    on_the_way = [round(case.days) for case in row.cases("on-the-way")]
    assert on_the_way == [(OVER + 8 * DAY - APPLIED).days] * 2, "until today"
    alone = queries.tables(manager, Scope(), tells_applying=False)["cohort"][0]
    assert not alone.cases("hired", "on-the-way")


def test_drop_outs_are_told_with_their_days_of_training(at_the_end, manager):
    own, washed = told(manager)["exit"]
    begun = clock.day_start(MONDAY)
    [case] = own.cases("left")
    assert case.days == pytest.approx(sheet.days_from(begun, noon(MONDAY + 4 * DAY)))
    [case] = washed.cases("left")
    assert case.days == pytest.approx(sheet.days_from(begun, noon(OVER + 6 * DAY)))


def test_topics_and_modules_count_where_marks_of_them_were_told(story, trainer, manager):
    cohort, _trainees = story
    with clock.at(noon(MONDAY - 30 * DAY)):
        other = a_cohort(trainer, code="Told", team=cohort.team, starts_on=MONDAY - 28 * DAY)
        two = [a_trainee(other, trainer) for _one in range(2)]
    attend(other, two, trainer)
    exam, on = theory_of(other), OVER - 21 * DAY
    module = exam.covers[0].module
    first, second = module.topics[:2]
    for one, parts in zip(two, ((90, 90), (90, 50)), strict=True):
        score = examining.Score(
            Decimal(85), on, {first.key: Decimal(parts[0]), second.key: Decimal(parts[1])}
        )
        with clock.at(noon(on)):
            examining.enter(one, exam, score, actor=trainer)
    with clock.at(noon(OVER + 8 * DAY)):
        tables = told(manager, until=MONDAY - DAY)
    [by_module] = tables["module"]
    by_topic = {row.key.partition("-")[2]: counts(row) for row in tables["topic"]}
    assert by_topic[first.key] == {"first": 2}
    assert by_topic[second.key] == {"first": 1, "failed": 1}, "passed as a whole, and so over"
    assert counts(by_module) == {"first": 1, "failed": 1}


def test_an_exam_belongs_to_the_class_and_trainer_of_its_first_attempt(story, trainer, manager):
    cohort, trainees = story
    other_trainer = a_trainer()
    with clock.at(noon(OVER + 7 * DAY)):
        later = a_cohort(other_trainer, code="Later", team=cohort.team, starts_on=MONDAY + 28 * DAY)
        placing.transfer(trainees[5], later, actor=trainer, reason=WHY)
    with clock.at(noon(MONDAY + 30 * DAY)):
        tables = told(manager)
        by_class = {row.name: counts(row) for row in tables["class"]}
        assert set(by_class) == {"First class"}
        assert [row.name for row in tables["cohort"]] == ["First class"], "where they began"
        assert [row.name for row in tables["trainer"]] == [trainer.name]


def test_speed_to_proficiency_follows_those_who_are_not_there_yet(story, trainer, manager):
    _cohort, trainees = story
    ai, bo = (nestings.of_enrolment(one.id).nesting for one in trainees[:2])
    for number in range(1, 8):
        on = OVER + number * DAY
        with clock.at(noon(on)):
            measured = {ai.id: GOOD} if number != 2 else {ai.id: GOOD | {"quality": Decimal(10)}}
            measured |= {bo.id: GOOD} if 3 <= number <= 5 else {}
            nesting.enter(on, measured, actor=trainer)
    with clock.at(noon(OVER + 8 * DAY)):
        [row] = told(manager)["cohort"]
    assert [case.days for case in row.cases("proficient")] == [2.0], "since the third day, of the first"
    assert [case.days for case in row.cases("nesting")] == [0.0], "their run may yet count from its first day"


def test_one_good_day_more_never_makes_somebody_proficient_before_they_were_said_not_to_be():
    policy_days, began = 5, OVER
    targets = [Target("quality", Decimal(80))]
    for good in range(1, 9):
        days = [Day(OVER + number * DAY, {"quality": Decimal(90)}) for number in range(1, good + 1)]
        last = (OVER + good * DAY).toordinal()
        followed, is_there = days_followed(began.toordinal(), last, standing(days, targets, policy_days))
        assert (followed, is_there) == (1, good >= policy_days)


def moments():
    return [noon(OVER + number * DAY) for number in range(-12, 9)]


def test_the_figures_of_a_past_day_are_those_that_were_shown_on_it(app, trainer, manager, story):
    """What is told as of a moment now is what was told at that moment: nothing later leaks into it."""
    with clock.at(noon(OVER + 8 * DAY)):
        then = {at: _all_counts(told(manager, at=at)) for at in moments()}
        assert then[noon(OVER + 8 * DAY)] == _all_counts(told(manager))
    assert then[noon(OVER - 12 * DAY)]["cohort", "First class"]["in-training"] == 6
    assert then[noon(OVER + DAY)]["exam", "1-theory"] == {"first": 3, "open": 3}
    assert then[noon(OVER + 4 * DAY)]["exam", "1-theory"] == {"first": 3, "open": 3}
    assert then[noon(OVER + 5 * DAY)]["exam", "1-theory"] == {"first": 3, "later": 1, "open": 2}
    assert then[noon(OVER + 7 * DAY)]["exam", "1-theory"] == {"first": 3, "later": 1, "open": 1, "failed": 1}
    assert then[noon(OVER + 2 * DAY)]["cohort", "First class"]["on-duty"] == 1


def test_a_class_that_has_begun_stays_begun_when_its_first_sessions_move(app, trainer, manager):
    with clock.at(noon(MONDAY - 7 * DAY)):
        cohort = a_cohort(trainer, code="Moved")
        trainee = a_trainee(cohort, trainer)
    shown = noon(MONDAY + 2 * DAY)
    with clock.at(shown):
        then = _all_counts(told(manager, at=shown))
    with clock.at(noon(MONDAY + 3 * DAY)):
        for number, one in enumerate(list(cohort.sessions[:6])):
            later = one.starts_at + 30 * DAY + number * DAY
            cohorts.move_session(
                one, later, later + timedelta(hours=1), place="Hall", trainer=trainer, actor=trainer
            )
        assert _all_counts(told(manager, at=shown)) == then
        assert then["cohort", "Moved"]["in-training"] == 1 and trainee


def test_who_trains_anew_and_stops_is_no_drop_out(at_the_end, manager, trainer, story):
    _cohort, trainees = story
    with clock.at(noon(OVER + 9 * DAY)):
        again = enrolment.await_cohort(trainees[0].employment, OVER + 10 * DAY, actor=trainer)
        later = a_cohort(trainer, code="Anew", team=_cohort.team, starts_on=OVER + 10 * DAY)
        placing.enrol(again, later, actor=trainer)
    with clock.at(noon(OVER + 12 * DAY)):
        placing.leave(again, TrainingExit.OWN_WISH, OVER + 12 * DAY, actor=trainer, reason=WHY)
        tables = told(manager)
    [row] = [one for one in tables["cohort"] if one.name == "Anew"]
    assert counts(row) == {"anew": 1}
    assert sum(len(one.cases("left")) for one in tables["exit"]) == 2


def _all_counts(tables):
    return {
        (name, row.key if name == "exam" else row.name): counts(row)
        for name, rows in tables.items()
        for row in rows
    }


# Pages


def test_each_number_opens_as_many_people_as_it_says(at_the_end, manager, browse):
    page = browse(manager)
    seen = 0
    for by in queries.BREAKDOWNS:
        shown = page.get(f"/training/figures?by={by}")
        for link in shown.all("a[href*='/training/figures/people']"):
            listed = page.get(link["href"])
            assert len(listed.all("tbody tr")) == int(link.text), link["href"]
            seen += 1
    assert seen > 30
    parts = page.get("/training/figures").texts("section[aria-labelledby=cohorts] tbody td.num")
    assert parts[:5] == ["7", "3", "2", "1", "1"]


def test_the_page_says_both_rates_and_offers_the_same_to_take_away(at_the_end, manager, browse):
    page = browse(manager).get("/training/figures?by=exam")
    theory = next(row for row in page.texts("section[aria-labelledby=rates] tbody tr") if "heory" in row)
    assert "50 % 19–81" in theory and "80 % 38–96" in theory
    [link] = [one["href"] for one in page.all("main a[href*='export=csv']")]
    content = browse(manager).get(link).response.get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    line = next(row for row in rows if row[:1] and "heory" in row[0] and "exam" in row[0].lower())
    assert line[2:7] == ["6", "3", "1", "1", "1"]
    assert float(line[7]) == 0.5 and float(line[10]) == 0.8
    assert any(row[:1] == ["Definition"] for row in rows)


def test_a_trainer_of_another_team_sees_nothing_and_no_days_of_applying(at_the_end, trainer, browse):
    stranger = a_trainer(make.a_team())
    page = browse(stranger).get("/training/figures")
    assert page.has(".empty")
    browse(stranger).get(
        f"/training/figures/people?table=cohort&row={at_the_end[0].id}&column=began", expect=404
    )
    own = browse(trainer).get("/training/figures")
    assert "First class" in own.text() and not own.has("#to-duty")


def test_what_makes_no_sense_is_as_if_it_were_not_asked_for(at_the_end, manager, browse):
    page = browse(manager)
    page.get("/training/figures?team=x&since=yesterday&by=moon&as_of=soon")
    page.get("/training/figures/people", expect=404)
    page.get("/training/figures/people?table=cohort&row=9999&column=began", expect=404)
    past = page.get(f"/training/figures?as_of={OVER - 12 * DAY}")
    assert "First class" in past.text()


def test_the_page_asks_as_often_of_few_as_of_many(at_the_end, manager, trainer, browse, counted):
    page = browse(manager)
    page.get("/training/figures")
    with counted() as few:
        page.get("/training/figures")
    with clock.at(datetime.combine(MONDAY - 2 * DAY, time(12), clock.zone())):
        other = a_cohort(a_trainer(), code="More", team=at_the_end[0].team)
        more = [a_trainee(other, trainer) for _one in range(8)]
    attend(other, more, trainer)
    for one in more:
        sit(one, other, trainer)
    with counted() as many:
        page.get("/training/figures")
    assert len(many) == len(few)
