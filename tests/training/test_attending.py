from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from core import clock
from core.db import db
from core.outbox import Letter
from core.record import Entry
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, during, noon, sessions
from training import attending, cohorts, placing
from training.models import AttendanceMark
from training.queries import attendance as queries
from training.states import Mark, MarkSource


@pytest.fixture
def trainee(cohort, trainer):
    return a_trainee(cohort, trainer)


def take(session, trainer, marks, **more):
    with during(session):
        return attending.take(session, marks, actor=trainer, **more)


def test_a_whole_class_is_entered_at_once(trainer, cohort):
    three = [a_trainee(cohort, trainer).id for _one in range(3)]
    first = sessions(cohort)[0]
    marks = dict(zip(three, (Mark.PRESENT, Mark.LATE, Mark.ABSENT), strict=True))
    assert take(first, trainer, marks) == 3
    assert {one: mark.mark for one, mark in queries.marks_of_session(first.id).items()} == marks
    assert take(first, trainer, marks) == 0


def test_nothing_is_entered_before_the_session(trainer, cohort, trainee):
    with pytest.raises(attending.AttendanceRefused, match="not begun"):
        attending.take(sessions(cohort)[0], {trainee.id: Mark.PRESENT}, actor=trainer)


def test_only_who_sits_in_the_class_is_marked(trainer, cohort):
    stranger = a_trainee(a_cohort(a_trainer()), trainer)
    with pytest.raises(attending.AttendanceRefused, match="not in the class"):
        take(sessions(cohort)[0], trainer, {stranger.id: Mark.PRESENT})


def test_a_correction_needs_a_reason_and_keeps_the_old_mark(trainer, cohort, trainee):
    first = sessions(cohort)[0]
    take(first, trainer, {trainee.id: Mark.ABSENT})
    with pytest.raises(attending.AttendanceRefused, match="why"):
        take(first, trainer, {trainee.id: Mark.EXCUSED})
    take(first, trainer, {trainee.id: Mark.EXCUSED}, reason="Brought a certificate.")
    kept = [(one.number, one.mark, one.author, one.reason) for one in queries.history(first.id)]
    assert kept == [
        (1, "absent", trainer.name, None),
        (2, "excused", trainer.name, "Brought a certificate."),
    ]


@pytest.mark.parametrize(
    "deed", ["UPDATE attendance_mark SET mark = 'present'", "DELETE FROM attendance_mark"]
)
def test_the_database_keeps_every_mark(trainer, cohort, trainee, deed):
    take(sessions(cohort)[0], trainer, {trainee.id: Mark.ABSENT})
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(deed))
    db.session.rollback()


def test_a_missed_session_is_made_up_in_another_class(trainer, cohort, trainee):
    other = a_cohort(a_trainer(), starts_on=MONDAY + timedelta(days=28))
    missed, again = sessions(cohort)[0], sessions(other)[0]
    take(missed, trainer, {trainee.id: Mark.ABSENT})
    with clock.at(noon(MONDAY)), pytest.raises(attending.AttendanceRefused, match="not been held"):
        attending.make_up(missed, trainee, again, actor=trainer)
    with during(again):
        with pytest.raises(attending.AttendanceRefused, match="same module"):
            attending.make_up(missed, trainee, sessions(other)[4], actor=trainer)
        attending.make_up(missed, trainee, again, actor=trainer)
        stands = queries.marks_of_session(missed.id)[trainee.id]
        assert (stands.mark, stands.made_up_in_id) == (Mark.MADE_UP, again.id)
        with pytest.raises(attending.AttendanceRefused, match="not missed"):
            attending.make_up(missed, trainee, again, actor=trainer)
    assert queries.standings([trainee.id])[trainee.id].missed == 0


def account_of(trainee):
    account = an_account(Role.EMPLOYEE)
    account.person = trainee.employment.person
    db.session.flush()
    return account


def test_checking_in_with_the_code_that_is_shown(trainer, cohort, trainee):
    me, first = account_of(trainee), sessions(cohort)[0]
    with during(first):
        code = attending.show_code(first, actor=trainer)
        with pytest.raises(attending.AttendanceRefused, match="No session"):
            attending.check_in("AAAAAA", actor=me)
        assert attending.check_in(f" {code.lower()} ", actor=me).mark is Mark.PRESENT
        with pytest.raises(attending.AttendanceRefused, match="already"):
            attending.check_in(code, actor=me)
    assert queries.marks_of_session(first.id)[trainee.id].source is MarkSource.CHECK_IN


def test_a_code_is_good_for_its_session_and_its_class_alone(trainer, cohort, trainee):
    me, first = account_of(trainee), sessions(cohort)[0]
    stranger = account_of(a_trainee(a_cohort(a_trainer()), trainer))
    with pytest.raises(attending.AttendanceRefused, match="15 minutes"):
        attending.show_code(first, actor=trainer)
    with during(first):
        code = attending.show_code(first, actor=trainer)
        with pytest.raises(attending.AttendanceRefused):
            attending.check_in(code, actor=stranger)
    with clock.at(first.ends_at), pytest.raises(attending.AttendanceRefused):
        attending.check_in(code, actor=me)
    with clock.at(first.starts_at + timedelta(minutes=11)):
        assert attending.check_in(code, actor=me).mark is Mark.LATE


def letters() -> list[str]:
    return [one.subject for one in db.session.scalars(select(Letter).order_by(Letter.id))]


def test_both_are_warned_while_it_is_not_too_late(trainer, cohort, trainee):
    """The class has 30 sessions: 0.9 × 30 = 27, so three may be missed."""
    timetable = sessions(cohort)
    total = len(timetable)
    for session in timetable[:2]:
        take(session, trainer, {trainee.id: Mark.ABSENT})
    assert letters() == []
    take(timetable[2], trainer, {trainee.id: Mark.EXCUSED})
    assert letters() == [
        f"Your attendance: 3 of {total} sessions missed",
        f"{trainee.employment.person.name} has missed 3 of {total} sessions",
    ]
    take(timetable[3], trainer, {trainee.id: Mark.PRESENT})
    assert len(letters()) == 2


def test_whom_a_session_called_off_leaves_nothing_to_miss_is_told_once(trainer, cohort, trainee):
    """Of 30 sessions 27 are needed, and of 29 still ⌈0.9 × 29⌉ = 27: who missed two had one to spare."""
    timetable = sessions(cohort)
    assert len(timetable) == 30
    other = a_trainee(cohort, trainer)
    for session in timetable[:2]:
        take(session, trainer, {trainee.id: Mark.ABSENT, other.id: Mark.PRESENT})
    assert letters() == []
    cohorts.call_off(timetable[-1], actor=trainer, reason=WHY)
    told = [
        "Your attendance: 2 of 29 sessions missed",
        f"{trainee.employment.person.name} has missed 2 of 29 sessions",
    ]
    assert letters() == told
    cohorts.call_off(timetable[-2], actor=trainer, reason=WHY)
    assert letters() == told


def test_a_transfer_keeps_the_modules_that_were_done(trainer, cohort, trainee):
    first, second, third = sessions(cohort)[:3]
    take(first, trainer, {trainee.id: Mark.PRESENT})
    take(second, trainer, {trainee.id: Mark.PRESENT})
    take(third, trainer, {trainee.id: Mark.ABSENT})
    later = a_cohort(a_trainer(), starts_on=MONDAY + timedelta(days=28))
    with during(sessions(cohort)[3]):
        placing.transfer(trainee, later, actor=trainer, reason=WHY)
        now = queries.standings([trainee.id])[trainee.id]
    elsewhere = [one for one in sessions(later) if one.module.key != "culture"]
    assert (now.attended, now.missed, now.total) == (2, 0, 2 + len(elsewhere))


def test_a_module_that_was_half_done_is_done_again(trainer, cohort, trainee):
    for session in sessions(cohort)[:4]:
        take(session, trainer, {trainee.id: Mark.PRESENT})
    later = a_cohort(a_trainer(), starts_on=MONDAY + timedelta(days=28))
    with clock.at(noon(MONDAY + timedelta(days=2))):
        placing.transfer(trainee, later, actor=trainer, reason=WHY)
        now = queries.standings([trainee.id])[trainee.id]
    elsewhere = [one for one in sessions(later) if one.module.key != "culture"]
    assert (now.attended, now.total) == (2, 2 + len(elsewhere))


def test_what_was_done_is_in_the_record(trainer, cohort, trainee):
    take(sessions(cohort)[0], trainer, {trainee.id: Mark.ABSENT})
    entry = db.session.scalars(select(Entry).where(Entry.verb == "attendance taken")).one()
    assert entry.details == {"marks": {str(trainee.id): [None, "absent"]}}
    assert db.session.scalars(select(AttendanceMark)).one().entry_id == entry.id
