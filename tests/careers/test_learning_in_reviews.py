"""Attendance, exam marks and self-study come into a month from training by themselves."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import select

from careers import importing, imports, reviewing
from careers.models import ReviewFigure
from careers.queries import formulas as formula_queries
from careers.queries import learning
from careers.queries import reviews as queries
from careers.queries.review_sheet import sheet
from careers.rules.learning import Drift, Learned, drifts
from careers.states import FigureSource
from core import clock
from core.db import db
from core.record import Entry, Way
from people.permissions import Role
from tests.careers.people_at_work import WHY, account_of, an_employee
from tests.careers.test_reviewing import FIGURES, OCTOBER
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training import classes, passing
from tests.training.on_duty_already import a_session
from training import crediting, examining, roll_call, studying
from training.models import ExamAttempt
from training.queries import learning as training
from training.states import Presence

PRESENT, ABSENT = Presence.PRESENT, Presence.ABSENT
MID = date(2026, 10, 14)
OTHERS = {key: one for key, one in FIGURES.items() if key not in ("attendance", "exam marks", "self-study")}


@pytest.fixture
def trainer(app):
    return an_account(Role.TRAINER)


@pytest.fixture
def employee(team):
    return an_employee("叶青禾", team=team, on_duty_since=date(2026, 2, 16))


def attended(session, employment, presence, trainer, reason=None):
    roll_call.take(session, {employment.id: presence}, actor=trainer, reason=reason)


def two_of_three(team, employee, trainer):
    """In October; returns the session that was missed."""
    held = [a_session(trainer, team, on=MID + timedelta(days=place)) for place in range(3)]
    for session, presence in zip(held, (PRESENT, PRESENT, ABSENT), strict=True):
        attended(session, employee, presence, trainer)
    return held[2]


def studied(employee, trainer, minutes=150):
    study = studying.Study("Customs basics", MID, minutes, "https://learn.example/customs")
    crediting.approve(studying.claim(study, actor=account_of(employee)), minutes, actor=trainer)


def kept(employee):
    rows = queries.figures([employee.id], OCTOBER).get(employee.id, {})
    return {key: (one.figure, one.source) for key, one in rows.items()}


# Rules


def test_what_training_knows_comes_first_and_no_record_only_fills_in():
    says = Learned({"attendance": D(50)}, {"self-study": D(0)})
    assert says.over({"attendance": D(100), "self-study": D(3)}) == {"attendance": D(50), "self-study": D(3)}
    assert says.taken({}) == {"attendance": D(50), "self-study": D(0)}
    assert says.taken({"self-study": D(3)}) == {"attendance": D(50)}


def test_only_what_came_from_training_drifts():
    says = Learned({"attendance": D(50), "exam marks": D(90)}, {"self-study": D(0)})
    measured = frozenset({"attendance", "exam marks", "self-study", "satisfaction"})
    frozen = {"attendance": (D(75), True), "satisfaction": (D(5), False)}
    assert drifts(frozen, says, measured) == [
        Drift("attendance", D(75), D(50)),
        Drift("exam marks", None, D(90)),
    ]
    assert drifts({"attendance": (D(75), False)}, says, frozenset({"attendance"})) == []
    assert drifts({"attendance": (D(75), True)}, Learned(), measured) == [Drift("attendance", D(75), None)]


# Where the figures come from


def test_exam_marks_are_the_mean_of_what_was_sat_in_the_month(app):
    trainer = classes.a_trainer()
    cohort = classes.a_cohort(trainer)
    trainee = classes.a_trainee(cohort, trainer)
    passing.attend(cohort, [trainee], trainer)
    theory, practical = cohort.programme_version.exams[:2]
    passing.sit(trainee, cohort, trainer, 90, theory.kind)
    passing.sit(trainee, cohort, trainer, 81, practical.kind)
    one = trainee.employment_id
    assert training.exam_marks([one], passing.OVER) == {one: D("85.5")}
    assert training.exam_marks([one], passing.OVER - timedelta(days=40)) == {}
    first = db.session.scalars(select(ExamAttempt).where(ExamAttempt.exam_key == theory.key)).one()
    with clock.at(classes.noon(passing.OVER)):
        examining.correct(first, examining.Score(D(85), passing.OVER), actor=trainer, reason=WHY)
        assert training.exam_marks([one], passing.OVER) == {one: D(83)}
        examining.void(first, actor=trainer, reason=WHY)
    assert training.exam_marks([one], passing.OVER) == {one: D(81)}


def test_closing_takes_what_training_says_and_marks_where_it_came_from(team, employee, manager, trainer):
    two_of_three(team, employee, trainer)
    studied(employee, trainer)
    reviewing.enter(employee, OCTOBER, OTHERS, actor=manager)
    [row] = sheet(manager, OCTOBER, None)
    assert (row.figures["attendance"], row.is_known("attendance"), row.is_known("teamwork")) == (
        D("66.7"),
        True,
        False,
    )
    closed = reviewing.close(employee, OCTOBER, actor=manager)
    assert closed.score == row.score
    assert kept(employee)["attendance"] == (D("66.7"), FigureSource.TRAINING)
    assert kept(employee)["self-study"] == (D("2.5"), FigureSource.TRAINING)
    assert kept(employee)["teamwork"] == (D("4.2"), FigureSource.TYPED)
    assert "exam marks" not in kept(employee)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "figures entered").order_by(Entry.id)).all()
    assert (entry[-1].way, entry[-1].details["source"]) == (Way.RULE, "training")


def test_no_self_study_is_nothing_unless_something_else_was_entered(employee, manager, team):
    other = an_employee(team=team)
    reviewing.enter(employee, OCTOBER, OTHERS, actor=manager)
    reviewing.enter(other, OCTOBER, FIGURES, actor=manager)
    for one in (employee, other):
        reviewing.close(one, OCTOBER, actor=manager)
    assert kept(employee)["self-study"] == (D(0), FigureSource.TRAINING)
    assert kept(other)["self-study"] == (D(4), FigureSource.TYPED)


def test_a_month_of_which_too_little_is_known_takes_nothing(team, employee, manager, trainer):
    two_of_three(team, employee, trainer)
    with pytest.raises(reviewing.ReviewRefused, match="60 % are needed"):
        reviewing.close(employee, OCTOBER, actor=manager)
    assert kept(employee) == {}


def test_nobody_types_over_what_training_knows(team, employee, manager, trainer, browse):
    two_of_three(team, employee, trainer)
    with pytest.raises(reviewing.ReviewRefused, match=r"Training says 66\.7, not 100"):
        reviewing.enter(employee, OCTOBER, FIGURES, actor=manager)
    assert reviewing.enter(employee, OCTOBER, {"attendance": D("66.7")}, actor=manager) == 0
    assert kept(employee) == {}
    page = browse(manager).get("/careers/reviews?month=2026-10")
    cells = {one["name"] for one in page.all("table.sheet input")}
    assert f"figure-{employee.id}-attendance" not in cells
    assert f"figure-{employee.id}-self-study" in cells
    typed = {"month": "2026-10", f"figure-{employee.id}-attendance": "100"}
    refused = browse(manager).post("/careers/reviews", typed, expect=422)
    assert "Training says 66.7" in refused.text("main")


def test_a_file_that_says_otherwise_is_refused_at_its_line(team, employee, manager, trainer):
    two_of_three(team, employee, trainer)
    text = "姓名,月份,培训出勤率,问题解决率\n叶青禾,2026-10,{},92\n"

    def take(attendance):
        content = text.format(attendance).encode()
        read = imports.read(content, queries.names_in_reach(manager), formula_queries.formulas(), None)
        return importing.take_in(read.lines, "october.csv", actor=manager)

    with pytest.raises(importing.ImportRefused) as refused:
        take(100)
    assert "Training says 66.7" in refused.value.problems[0][1]
    assert take("66.7") == (1, 0)
    assert kept(employee) == {"resolution": (D(92), FigureSource.FILE)}


# After closing


@pytest.fixture
def closed(team, employee, manager, trainer):
    missed = two_of_three(team, employee, trainer)
    reviewing.enter(employee, OCTOBER, OTHERS, actor=manager)
    return missed, reviewing.close(employee, OCTOBER, actor=manager)


def test_a_later_change_in_training_changes_no_closed_month_until_it_is_taken_in(
    closed, employee, manager, trainer
):
    missed, before = closed
    with pytest.raises(reviewing.ReviewRefused, match="says what training says"):
        reviewing.take_again(employee, OCTOBER, actor=manager, reason=WHY)
    attended(missed, employee, PRESENT, trainer, "She was there; the list was wrong.")
    assert queries.standing(employee.id, OCTOBER).score == before.score
    [row] = sheet(manager, OCTOBER, None)
    assert (row.drifts, row.figures["attendance"]) == (
        [Drift("attendance", D("66.7"), D(100))],
        D("66.7"),
    )
    with pytest.raises(reviewing.ReviewRefused, match="Say why"):
        reviewing.take_again(employee, OCTOBER, actor=manager, reason=" ")
    with pytest.raises(reviewing.ReviewRefused, match="Somebody else"):
        reviewing.take_again(employee, OCTOBER, actor=account_of(employee, Role.MANAGER), reason=WHY)
    after = reviewing.take_again(employee, OCTOBER, actor=manager, reason=WHY)
    assert (after.number, after.formula_id) == (2, before.formula_id) and after.score > before.score
    assert kept(employee)["attendance"] == (D(100), FigureSource.TRAINING)
    assert sheet(manager, OCTOBER, None)[0].drifts == []


def test_what_somebody_typed_with_a_reason_stays_and_is_no_drift(closed, employee, manager):
    reviewing.correct(employee, OCTOBER, {"attendance": D(90)}, actor=manager, reason=WHY)
    assert kept(employee)["attendance"] == (D(90), FigureSource.TYPED)
    assert sheet(manager, OCTOBER, None)[0].drifts == []
    numbers = select(ReviewFigure.number).where(ReviewFigure.key == "attendance")
    assert db.session.scalars(numbers.order_by(ReviewFigure.number)).all() == [1, 2]


def test_the_change_is_shown_and_taken_in_on_the_page_of_the_month(
    closed, employee, manager, trainer, browse
):
    attended(closed[0], employee, PRESENT, trainer, WHY)
    visitor, path = browse(manager), f"/careers/people/{employee.id}/months/2026-10"
    assert "training says otherwise" in visitor.get("/careers/reviews?month=2026-10").text("table.sheet")
    own = browse(account_of(employee)).get("/careers/own/months/2026-10")
    assert "closed with 66.7, training says 100" in own.text("[aria-labelledby=drifts]")
    assert not own.has("[aria-labelledby=drifts] form")
    assert "from training" in own.text("section[aria-labelledby=lines]")
    visitor.post(f"{path}/from-training", {"why": ""}, expect=422)
    page = visitor.follow(visitor.post(f"{path}/from-training", {"why": "The list was wrong."}))
    assert "The list was wrong." in page.text("[aria-labelledby=revisions]")
    assert not page.has("[aria-labelledby=drifts]")
    elsewhere = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    elsewhere.post(f"{path}/from-training", {"why": WHY}, expect=404)


def test_an_open_month_shows_what_training_says_so_far(team, employee, trainer, browse):
    two_of_three(team, employee, trainer)
    page = browse(account_of(employee)).get("/careers/own/months/2026-10")
    assert "Attendance of trainings: 66.7 % from training" in page.text("[aria-labelledby=lines]")


def test_the_editor_offers_what_training_knows(employee, manager, browse):
    visitor = browse(manager)
    formula = formula_queries.formulas()[0]
    begun = visitor.post(f"/careers/formulas/{formula.id}/drafts/new", {"level": "", "team": ""})
    here = begun.response.headers["Location"]
    visitor.post(f"{here}/indicators/exam marks/removal")
    assert visitor.get(f"{here}/indicators/new?key=exam marks").form()["name_en"] == "Exam marks"


def test_training_is_asked_once_however_many_they_are(team, employee, trainer):
    with count_statements(db.engine) as few:
        learning.learned([employee.id], OCTOBER)
    many_ids = [employee.id, *(an_employee(team=team).id for _one in range(4))]
    with count_statements(db.engine) as many:
        learning.learned(many_ids, OCTOBER)
    assert many.count == few.count
