"""Two who train at the very same instant: no seat, attempt or mark is given twice, and the second is told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from people.models import Account
from tests.at_once import DONE
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, in_line, noon, sessions
from training import assessing, attending, cohorts, examining, marking, placing, workbook
from training.models import AttendanceMark, ClassSession, Cohort, Enrolment, Exam, ExamAttempt, Placement
from training.queries import exams as queries
from training.states import Mark, SessionState

BEFORE, DAY = MONDAY - timedelta(days=7), MONDAY + timedelta(days=14)


@pytest.fixture
def day_of_test():
    return DAY


@pytest.fixture
def cohort(trainer):
    with clock.at(noon(BEFORE)):
        return a_cohort(trainer, seats=2)


@pytest.fixture
def trainee(cohort, trainer):
    with clock.at(noon(BEFORE)):
        return a_trainee(cohort, trainer, "Aylin")


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def get(model, one):
    """The same in the session of this thread."""
    return db.session.get_one(model, one)


def on_the_day(act):
    """Threads have clocks of their own."""

    def later(seen):
        with clock.at(noon(DAY)):
            act(seen)

    return later


def test_the_last_seat_is_given_once(trainer, cohort, trainee, at_once):
    with clock.at(noon(BEFORE)):
        waiting = [in_line(trainer, cohort.team) for _ in range(2)]
    ids, cohort_id, trainer_id = [one.id for one in waiting], cohort.id, trainer.id

    def enrol(number):
        def act(_seen):
            who = get(Enrolment, ids[number])
            placing.enrol(who, get(Cohort, cohort_id), actor=get(Account, trainer_id))

        return on_the_day(act)

    done, refused = at_once(lambda: None, enrol(0), enrol(1))
    assert done == DONE and "All 2 seats" in refused
    assert count(Placement) == 2


def entering(trainer, trainee, exam, mark):
    trainer_id, trainee_id, exam_id = trainer.id, trainee.id, exam.id

    def act(_seen):
        score = examining.Score(Decimal(mark), DAY)
        examining.enter(get(Enrolment, trainee_id), get(Exam, exam_id), score, actor=get(Account, trainer_id))

    return on_the_day(act)


def test_two_tabs_do_not_beat_the_wait_between_attempts(trainer, cohort, trainee, at_once):
    theory = cohort.programme_version.exams[0]
    done, refused = at_once(
        lambda: None, entering(trainer, trainee, theory, 60), entering(trainer, trainee, theory, 61)
    )
    assert done == DONE and "Locked" in refused
    assert count(ExamAttempt) == 1


def saving(cohort, trainer, exam, trainees, mark):
    cells = [workbook.Cell(workbook.Place(one.id, exam.id, 1), Decimal(mark), DAY) for one in trainees]
    cohort_id, trainer_id = cohort.id, trainer.id
    return on_the_day(
        lambda _seen: workbook.save(get(Cohort, cohort_id), cells, actor=get(Account, trainer_id))
    )


def test_the_same_sheet_saved_by_two_is_one_attempt(trainer, cohort, trainee, at_once):
    theory = cohort.programme_version.exams[0]
    done, refused = at_once(
        lambda: None,
        saving(cohort, trainer, theory, [trainee], 60),
        saving(cohort, trainer, theory, [trainee], 95),
    )
    assert done == DONE and "Nothing was saved" in refused
    [stands] = queries.course(trainee.id, theory, DAY).attempts
    assert stands.marks == 1


def test_two_sheets_in_opposite_order_do_not_wait_for_each_other(trainer, cohort, trainee, at_once):
    theory = cohort.programme_version.exams[0]
    with clock.at(noon(BEFORE)):
        both = [trainee, a_trainee(cohort, trainer, "Bruno")]
    done, refused = at_once(
        lambda: None,
        saving(cohort, trainer, theory, both, 60),
        saving(cohort, trainer, theory, both[::-1], 95),
    )
    assert done == DONE and "Nothing was saved" in refused
    assert count(ExamAttempt) == 2


def test_a_sheet_and_a_single_mark_are_not_entered_over_each_other(trainer, cohort, trainee, at_once):
    theory = cohort.programme_version.exams[0]
    done, refused = at_once(
        lambda: None,
        saving(cohort, trainer, theory, [trainee], 60),
        entering(trainer, trainee, theory, 61),
    )
    assert done == DONE and ("Nothing was saved" in refused or "Locked" in refused)
    assert count(ExamAttempt) == 1


def test_of_two_who_take_the_same_attendance_the_second_has_to_say_why(trainer, cohort, trainee, at_once):
    session = sessions(cohort)[0]
    session_id, trainee_id, trainer_id = session.id, trainee.id, trainer.id

    def take(mark):
        def act(_seen):
            attending.take(get(ClassSession, session_id), {trainee_id: mark}, actor=get(Account, trainer_id))

        return on_the_day(act)

    done, refused = at_once(lambda: None, take(Mark.PRESENT), take(Mark.ABSENT))
    assert done == DONE and "Say why" in refused
    assert count(AttendanceMark) == 1


@pytest.fixture
def locked(monkeypatch):
    """The names that are locked, in the order in which they first are."""
    names = {}

    for room in (marking, assessing, placing):
        monkeypatch.setattr(room, "alone", lambda name: names.setdefault(name))
    return names


def test_whoever_marks_or_assesses_locks_in_the_order_of_whoever_seats(trainer, cohort, trainee, locked):
    exam = cohort.programme_version.exams[1]
    one = assessing.begin(trainee, exam, [trainer], DAY, actor=trainer)
    still = [f"enrolment of {trainee.employment_id}", f"exams {trainee.id}"]
    assert list(locked) == still
    locked.clear()
    sheet = assessing.Sheet({item.id: 4 for item in one.rubric_version.criteria})
    assessing.submit(one, sheet, actor=trainer)
    assert list(locked) == [*still, f"assessment {one.id}"]


def test_a_class_is_cancelled_while_attendance_is_taken_and_no_mark_is_of_a_session_called_off(
    trainer, cohort, trainee, at_once
):
    """Attendance opens before the session begins: that it was taken makes it one that was held."""
    with clock.at(noon(BEFORE)):
        coming = next(one for one in sessions(cohort) if one.starts_at > clock.now())
    early = coming.starts_at - timedelta(minutes=5)
    ids = cohort.id, coming.id, trainee.id, trainer.id

    def taking(_seen):
        with clock.at(early):
            attending.take(get(ClassSession, ids[1]), {ids[2]: Mark.PRESENT}, actor=get(Account, ids[3]))

    def cancelling(_seen):
        with clock.at(early):
            cohorts.cancel(get(Cohort, ids[0]), actor=get(Account, ids[3]), reason=WHY)

    assert DONE in at_once(lambda: get(ClassSession, ids[1]).state, taking, cancelling)
    db.session.expire_all()
    is_taken = count(AttendanceMark) == 1
    assert (get(ClassSession, ids[1]).state is SessionState.PLANNED) is is_taken
