"""Pages of training ask the database no more for a thousand trainees than for ten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert

from core import clock
from core.db import db
from core.record import record
from people.models import Employment, Person, Post
from people.permissions import Role
from tests.factories import an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, a_cohort, a_trainer, noon, sessions
from training.models import AttendanceMark, Enrolment, ExamAttempt, ExamMark, Placement
from training.queries import exams
from training.states import EnrolmentState, Mark, MarkSource

COHORTS = 5
AFTER = MONDAY + timedelta(days=23)
"""The classes are over."""


@pytest.fixture
def cohorts(app):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return [a_cohort(a_trainer(), seats=200) for _one in range(COHORTS)]


def rows(model, *given):
    return db.session.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), *given).all()


def seated(cohort, seats):
    """Whoever the verbs would have put on these seats."""
    now = clock.now()
    people = rows(Person, [
        {"name": f"Person {cohort.id}-{one}", "language": "en", "created_at": now} for one in seats
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
        {"enrolment_id": one, "cohort_id": cohort.id, "seats": cohort.seats, "seat": seat, "since": MONDAY}
        for one, seat in zip(enrolled, seats, strict=True)
    ])  # fmt: skip
    return enrolled


def trained(cohort, enrolled):
    """Each missed a session, and failed the theory."""
    theory, first = cohort.programme_version.exams[0], sessions(cohort)[0]
    policy = exams.policy(cohort.programme_version.programme_id)
    entry = record("exam marked", cohort, actor_id=None)
    db.session.flush()
    rows(AttendanceMark, [
        {"session_id": first.id, "enrolment_id": one, "number": 1, "mark": Mark.ABSENT,
         "source": MarkSource.SHEET, "entered_at": clock.now(), "entry_id": entry.id}
        for one in enrolled
    ])  # fmt: skip
    attempts = rows(ExamAttempt, [
        {"enrolment_id": one, "exam_id": theory.id, "exam_key": theory.key, "cycle": 1, "number": 1,
         "most": 3, "policy_id": policy.id, "sat_on": AFTER, "entry_id": entry.id}
        for one in enrolled
    ])  # fmt: skip
    rows(ExamMark, [
        {"attempt_id": one, "number": 1, "mark": Decimal(60), "parts": {"returns": "40"}, "passed": False,
         "recorded": Decimal(60), "entered_at": clock.now(), "entry_id": entry.id}
        for one in attempts
    ])  # fmt: skip


def fill(cohorts, seats):
    with clock.at(noon(AFTER)):
        for cohort in cohorts:
            trained(cohort, seated(cohort, seats))
        db.session.commit()


def test_pages_ask_as_often_for_a_thousand_as_for_ten(cohorts, browse):
    reader = browse(an_account(Role.TRAINER, Role.MANAGER))
    one, programme = cohorts[0].id, cohorts[0].programme_version.programme_id
    first, exam = sessions(cohorts[0])[0].id, cohorts[0].programme_version.exams[0].id
    pages = [
        "/training/", "/training/exams-due", "/training/cohorts", "/training/figures",
        f"/training/programmes/{programme}/re-evaluation", f"/training/sessions/{first}",
        f"/training/cohorts/{one}/marks/{exam}",
        *(f"/training/cohorts/{one}/{tab}" for tab in ("marks", "class", "attendance", "gaps")),
    ]  # fmt: skip

    def asked():
        found = {}
        with clock.at(noon(AFTER)):
            for path in pages:
                reader.get(path)
                with count_statements(db.engine) as seen:
                    reader.get(path)
                found[path] = seen.count
        return found

    fill(cohorts, range(1, 3))
    few = asked()
    fill(cohorts, range(3, 201))
    assert asked() == few
    with clock.at(noon(AFTER)):
        assert "1000" in reader.get("/training/").text("section[aria-labelledby=exams-due]")
