"""The class list is narrowed and ordered, and asks the database no more for a thousand than for ten."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import insert

from core import clock
from core.db import db
from people.models import Employment, Person, Post
from tests.statements import count_statements
from tests.training.classes import MONDAY, WHY, a_trainee, during, noon, sessions
from tests.training.on_duty_already import an_employee
from tests.training.passing import OVER, attend, sit
from training import attending, placing
from training.models import Enrolment, Placement
from training.queries import class_list, cohorts
from training.queries.class_list import NOBODY, Wanted
from training.rules.attendance import Standing
from training.states import AttendanceRisk, EnrolmentState, ExamKind, Mark, PlacementEnd, TrainingExit

NAMES = ("Ann", "Ben", "Cem", "Dora")


@pytest.fixture
def trainees(cohort, trainer):
    """Ann came to every session, Ben missed four and is at the end of it, Cem missed one, Dora left."""
    found = dict(zip(NAMES, (a_trainee(cohort, trainer, name) for name in NAMES), strict=True))
    for number, session in enumerate(sessions(cohort)[:4]):
        with during(session):
            marks = {
                "Ann": Mark.PRESENT,
                "Ben": Mark.ABSENT,
                "Cem": Mark.PRESENT if number else Mark.ABSENT,
            }
            attending.take(session, {found[name].id: mark for name, mark in marks.items()}, actor=trainer)
    with clock.at(noon(MONDAY + timedelta(days=2))):
        placing.leave(found["Dora"], TrainingExit.OWN_WISH, MONDAY, actor=trainer, reason=WHY)
    return found


def listed(cohort, **wanted):
    members = class_list.members_of(cohorts.class_of(cohort.id))
    return [one.row.name for one in class_list.narrowed(members, Wanted(**wanted))]


@pytest.mark.parametrize(
    ("standing", "risk"),
    [
        (Standing(30, 27, 27, 0), AttendanceRisk.REACHED),
        (Standing(30, 27, 1, 0), AttendanceRisk.TO_SPARE),
        (Standing(30, 27, 1, 3), AttendanceRisk.NONE_TO_SPARE),
        (Standing(30, 27, 1, 4), AttendanceRisk.OUT_OF_REACH),
        (Standing(1, 1, 0, 0), AttendanceRisk.TO_SPARE),
    ],
)
def test_attendance_is_one_of_four_things(standing, risk):
    assert standing.risk is risk


def test_a_class_is_narrowed_by_state_attendance_and_coach(cohort, trainer, trainees):
    coach = an_employee("Coach", team=cohort.team).person
    with clock.at(noon(MONDAY + timedelta(days=2))):
        placing.assign_coach(trainees["Cem"], coach, actor=trainer)
    assert listed(cohort) == list(NAMES)
    assert listed(cohort, status=EnrolmentState.IN_TRAINING.value) == ["Ann", "Ben", "Cem"]
    assert listed(cohort, status=PlacementEnd.LEFT.value) == ["Dora"]
    assert listed(cohort, risk=AttendanceRisk.OUT_OF_REACH) == ["Ben"]
    assert listed(cohort, coach=coach.id) == ["Cem"]
    assert listed(cohort, coach=NOBODY) == ["Ann", "Ben", "Dora"]
    assert listed(cohort, coach=NOBODY, risk=AttendanceRisk.OUT_OF_REACH, status="left") == []


def test_who_has_no_attendance_comes_last_whichever_way_it_is_ordered(cohort, trainees):
    assert listed(cohort, falling=True) == list(reversed(NAMES))
    assert listed(cohort, order="attendance") == ["Ben", "Cem", "Ann", "Dora"]
    assert listed(cohort, order="attendance", falling=True) == ["Ann", "Cem", "Ben", "Dora"]


def test_the_next_exam_is_the_first_that_is_not_passed_from_when_it_can_be_sat(cohort, trainer):
    may_now, waits, never = (a_trainee(cohort, trainer, name) for name in ("Now", "Waits", "Absent"))
    attend(cohort, [may_now, waits], trainer)
    attend(cohort, [never], trainer, missed=30)
    sit(waits, cohort, trainer, 60, ExamKind.THEORY)
    with clock.at(noon(OVER + timedelta(days=1))):
        members = {one.row.name: one for one in class_list.members_of(cohorts.class_of(cohort.id))}
        assert members["Now"].next_exam_on == clock.today()
        assert members["Absent"].next_exam_on is None
        assert listed(cohort, order="next-exam")[-1] == "Absent"


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_page_and_its_export_say_the_same(cohort, trainer, trainees, browse, language):
    trainer.language = language
    with clock.at(noon(MONDAY + timedelta(days=3))):
        person, address = browse(trainer), f"/training/cohorts/{cohort.id}/class"
        page = person.get(f"{address}?status=in+training&sort=-attendance")
        assert [one.split()[0] for one in page.texts("tbody td:first-child")] == ["Ann", "Cem", "Ben"]
        assert len(page.all(".chip-on")) == 1
        export = page.one("a[href*='export.csv']")["href"]
        rows = list(csv.reader(io.StringIO(person.get(export).html)))
        assert [row[0] for row in rows[1:]] == ["Ann", "Cem", "Ben"]
        turned = person.get(page.one("th[aria-sort] a")["href"])
        assert [one.split()[0] for one in turned.texts("tbody td:first-child")] == ["Ben", "Cem", "Ann"]


@pytest.mark.parametrize("odd", ["status=x", "risk=x", "coach=999999", "coach=x", "sort=-x", "sort="])
def test_what_makes_no_sense_in_the_address_is_passed_over(cohort, trainer, trainees, browse, odd):
    page = browse(trainer).get(f"/training/cohorts/{cohort.id}/class?{odd}")
    assert len(page.all("tbody tr")) == 4
    assert not page.has(".chip-on")


def test_nobody_fits_is_said_with_a_way_back(cohort, trainer, trainees, browse):
    page = browse(trainer).get(f"/training/cohorts/{cohort.id}/class?status=completed")
    assert "Nobody of the class fits" in page.text("main")


def further(cohort, number):
    """So many more who sat in the class for a while, as the verbs would have left them."""

    def rows(model, *given):
        return db.session.scalars(
            insert(model).returning(model.id, sort_by_parameter_order=True), *given
        ).all()

    now = clock.now()
    people = rows(Person, [
        {"name": f"Person {one:04}", "language": "en", "created_at": now}
        for one in range(number)
    ])  # fmt: skip
    employed = rows(Employment, [{"person_id": one, "started_on": MONDAY} for one in people])
    rows(Post, [
        {"employment_id": one, "since": MONDAY, "team_id": cohort.team_id, "site_id": cohort.site_id,
         "level": "specialist"}
        for one in employed
    ])  # fmt: skip
    enrolled = rows(Enrolment, [
        {"employment_id": one, "wanted_on": MONDAY, "created_at": now, "state": EnrolmentState.IN_TRAINING}
        for one in employed
    ])  # fmt: skip
    rows(Placement, [
        {"enrolment_id": one, "cohort_id": cohort.id, "seats": cohort.seats, "seat": 1, "since": MONDAY,
         "until": OVER, "ended_by": PlacementEnd.TRANSFERRED}
        for one in enrolled
    ])  # fmt: skip
    db.session.commit()


def test_a_thousand_need_as_many_statements_as_ten(cohort, trainer, browse):
    person = browse(trainer)
    address = f"/training/cohorts/{cohort.id}/class?status=transferred&sort=-next-exam"

    def statements():
        with count_statements(db.engine) as seen:
            page = person.get(address)
        return seen.count, len(page.all("tbody tr"))

    further(cohort, 10)
    statements()
    few, ten = statements()
    further(cohort, 990)
    many, thousand = statements()
    assert (ten, thousand) == (10, 1000)
    assert many == few
