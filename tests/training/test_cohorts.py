from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from core import clock
from core.db import db
from core.outbox import Letter
from people import employment as employments
from people.queries import current_duty
from people.states import DutyStatus
from tests.factories import a_person, a_team
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, in_line, noon, sessions
from training import cohorts, enrolment, placing
from training.models import CalendarDay, Placement
from training.queries import attendance
from training.queries import enrolments as queries
from training.states import EnrolmentState, PlacementEnd, SessionState, TrainingExit


def test_a_cohort_opens_with_the_timetable_of_its_programme(cohort):
    timetable = sessions(cohort)
    assert sum((one.ends_at - one.starts_at for one in timetable), timedelta()) == timedelta(hours=90)
    assert (cohort.starts_on, cohort.ends_on) == (MONDAY, date(2026, 12, 18))
    assert [one.module.key for one in timetable[:3]] == ["culture", "culture", "platform"]
    assert clock.local(timetable[0].starts_at).hour == 9


def test_a_holiday_makes_it_a_day_longer(trainer):
    db.session.add(CalendarDay(day=MONDAY + timedelta(days=2), is_worked=False, name={"en": "Feast"}))
    db.session.flush()
    assert a_cohort(trainer).ends_on == date(2026, 12, 21)


def test_nobody_teaches_two_classes_at_once(trainer, cohort):
    with pytest.raises(cohorts.CohortRefused, match=cohort.code):
        a_cohort(trainer, starts_on=MONDAY + timedelta(days=7))
    assert a_cohort(a_trainer(), starts_on=MONDAY + timedelta(days=7)).id


def test_a_name_is_given_once(trainer, cohort):
    with pytest.raises(cohorts.CohortRefused, match="this name"):
        a_cohort(a_trainer(), code=cohort.code.upper())


def test_a_moved_session_is_news_to_calendars_and_stretches_the_cohort(trainer, cohort):
    last = sessions(cohort)[-1]
    day = timedelta(days=4)
    cohorts.move_session(
        last, last.starts_at + day, last.ends_at + day, place="Room 5", trainer=trainer, actor=trainer
    )
    assert (last.sequence, last.place, cohort.ends_on) == (1, "Room 5", date(2026, 12, 22))
    with pytest.raises(cohorts.CohortRefused, match="stands so already"):
        cohorts.move_session(
            last, last.starts_at, last.ends_at, place="Room 5", trainer=trainer, actor=trainer
        )


def test_a_session_is_not_moved_onto_another_of_its_trainer(trainer, cohort):
    first, second = sessions(cohort)[:2]
    with pytest.raises(cohorts.CohortRefused, match="teaches"):
        cohorts.move_session(
            second, first.starts_at, first.ends_at, place="x", trainer=trainer, actor=trainer
        )


def test_a_session_is_not_moved_to_before_the_class_was_there(trainer, cohort):
    first, opened = sessions(cohort)[0], clock.local(cohort.opened_at).date()
    long_ago = first.starts_at - (cohort.starts_on - opened + timedelta(days=1))
    with pytest.raises(cohorts.CohortRefused, match="not there yet"):
        cohorts.move_session(
            first, long_ago, long_ago + timedelta(hours=2), place="x", trainer=trainer, actor=trainer
        )
    assert cohort.starts_on == MONDAY


def test_who_looked_before_a_change_is_told(trainer, cohort):
    first = sessions(cohort)[0]
    with pytest.raises(cohorts.CohortRefused, match="Somebody else"):
        cohorts.call_off(first, actor=trainer, reason=WHY, seen=first.version + 1)


def test_a_session_called_off_no_longer_counts(trainer, cohort):
    trainee = a_trainee(cohort, trainer)
    total = attendance.standings([trainee.id])[trainee.id].total
    cohorts.call_off(sessions(cohort)[0], actor=trainer, reason=WHY)
    assert attendance.standings([trainee.id])[trainee.id].total == total - 1
    with pytest.raises(cohorts.CohortRefused, match="called off"):
        cohorts.call_off(sessions(cohort)[0], actor=trainer, reason=WHY)


def test_a_trainer_of_another_team_may_not(cohort):
    stranger = a_trainer(a_team("Elsewhere"))
    with pytest.raises(cohorts.CohortRefused, match="role"):
        cohorts.call_off(sessions(cohort)[0], actor=stranger, reason=WHY)


def test_enrolling_begins_the_training(trainer, cohort):
    trainee = a_trainee(cohort, trainer)
    assert trainee.state is EnrolmentState.IN_TRAINING
    assert current_duty(trainee.employment_id).status is DutyStatus.TRAINING
    placement = queries.current_placement(trainee.id)
    assert (placement.seat, placement.since) == (1, MONDAY)
    with pytest.raises(placing.PlacementRefused, match="await"):
        placing.enrol(trainee, cohort, actor=trainer)


def test_seats_are_never_exceeded(trainer):
    cohort = a_cohort(trainer, seats=2)
    line = [in_line(trainer, cohort.team) for _one in range(4)]
    foreseen = placing.enrol_all(line, cohort, actor=trainer)
    assert [one.refusal for one in foreseen] == [None, None, "No seat is free.", "No seat is free."]
    assert [one.state for one in line] == ["in training"] * 2 + ["awaiting a cohort"] * 2
    with pytest.raises(placing.PlacementRefused, match="taken"):
        placing.enrol(line[2], cohort, actor=trainer)


@pytest.mark.parametrize("seat", [1, 3])
def test_the_database_refuses_a_seat_too_many(trainer, seat):
    cohort = a_cohort(trainer, seats=2)
    a_trainee(cohort, trainer)
    other = in_line(trainer, cohort.team)
    db.session.add(Placement(enrolment_id=other.id, cohort_id=cohort.id, seats=2, seat=seat, since=MONDAY))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_the_database_does_not_believe_another_number_of_seats(trainer):
    cohort = a_cohort(trainer, seats=2)
    other = in_line(trainer, cohort.team)
    db.session.add(Placement(enrolment_id=other.id, cohort_id=cohort.id, seats=9, seat=3, since=MONDAY))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_cohort_gets_more_seats_and_fewer_while_they_are_free(trainer):
    cohort = a_cohort(trainer, seats=3)
    first, *others = [a_trainee(cohort, trainer) for _one in range(3)]
    with clock.at(noon(MONDAY)):
        placing.leave(first, TrainingExit.OWN_WISH, MONDAY, actor=trainer, reason=WHY)
    cohorts.change_seats(cohort, 2, actor=trainer)
    db.session.expire_all()
    assert sorted(queries.current_placement(one.id).seat for one in others) == [1, 2]
    with pytest.raises(cohorts.CohortRefused, match="2 seats are taken"):
        cohorts.change_seats(cohort, 1, actor=trainer)
    cohorts.change_seats(cohort, 20, actor=trainer)
    assert a_trainee(cohort, trainer).state is EnrolmentState.IN_TRAINING


def test_a_transfer_ends_one_seat_and_takes_another(trainer, cohort):
    trainee = a_trainee(cohort, trainer)
    later = a_cohort(a_trainer(), starts_on=MONDAY + timedelta(days=28))
    placing.transfer(trainee, later, actor=trainer, reason=WHY)
    first, second = trainee.placements[0], queries.current_placement(trainee.id)
    assert first.ended_by is PlacementEnd.TRANSFERRED
    assert (second.cohort_id, second.since) == (later.id, MONDAY + timedelta(days=28))
    with pytest.raises(placing.PlacementRefused, match="cohort they sit in"):
        placing.transfer(trainee, later, actor=trainer, reason=WHY)


def test_leaving_says_why_and_on_which_day(trainer, cohort):
    trainee = a_trainee(cohort, trainer)
    with clock.at(noon(MONDAY + timedelta(days=3))):
        with pytest.raises(placing.PlacementRefused, match="why"):
            placing.leave(trainee, TrainingExit.WASHED_OUT, MONDAY, actor=trainer, reason=" ")
        with pytest.raises(placing.PlacementRefused, match="last day"):
            placing.leave(
                trainee, TrainingExit.WASHED_OUT, MONDAY + timedelta(days=9), actor=trainer, reason=WHY
            )
        day = MONDAY + timedelta(days=2)
        placing.leave(trainee, TrainingExit.WASHED_OUT, day, actor=trainer, reason=WHY)
        with pytest.raises(placing.PlacementRefused):
            placing.leave(trainee, TrainingExit.WASHED_OUT, day, actor=trainer, reason=WHY)
    assert (trainee.state, trainee.left_on, trainee.exit_kind) == ("left", day, "washed out")
    assert queries.live_enrolment(trainee.employment_id) is None


def test_the_page_begins_with_the_present_coach_and_replaces_nobody_unawares(trainer, cohort, browse):
    trainee = a_trainee(cohort, trainer)
    team, colleague = cohort.team, a_person()
    employments.employ(
        colleague,
        starts_on=MONDAY,
        team_id=team.id,
        site_id=team.site_id,
        line_manager_id=None,
        level="specialist",
        actor=None,
    )
    visitor, path = browse(trainer), f"/training/enrolments/{trainee.id}"
    form = "section[aria-labelledby=coach-title] form"
    assert visitor.get(path).form(form)["coach"] == ""
    page = visitor.post(f"{path}/coach", {"coach": ""}, expect=422)
    assert "Choose somebody." in page.text("[data-refusal]")
    visitor.post(f"{path}/coach", {"coach": colleague.id})
    assert visitor.get(path).form(form)["coach"] == str(colleague.id)


def test_a_coach_is_a_colleague_and_one_at_a_time(trainer, cohort):
    trainee = a_trainee(cohort, trainer)
    with pytest.raises(placing.PlacementRefused, match="themselves"):
        placing.assign_coach(trainee, trainee.employment.person, actor=trainer)
    first, second = a_person(), a_person()
    placing.assign_coach(trainee, first, actor=trainer)
    placing.assign_coach(trainee, second, actor=trainer)
    assert queries.current_coaching(trainee.id).coach_id == second.id
    with pytest.raises(placing.PlacementRefused, match="already"):
        placing.assign_coach(trainee, second, actor=trainer)


def test_a_cancelled_cohort_puts_its_class_back_in_line(trainer, cohort):
    trainee = a_trainee(cohort, trainer)
    left = a_trainee(cohort, trainer)
    with clock.at(noon(MONDAY)):
        placing.leave(left, TrainingExit.OWN_WISH, MONDAY, actor=trainer, reason=WHY)
    cohorts.cancel(cohort, actor=trainer, reason=WHY)
    assert trainee.state is EnrolmentState.AWAITING_COHORT
    [told] = db.session.scalars(select(Letter))
    assert told.to_name == trainee.employment.person.name
    assert told.subject == f"Your class {cohort.code} is cancelled" and WHY not in told.body
    assert {one.state for one in sessions(cohort)} == {SessionState.CANCELLED}
    with pytest.raises(placing.PlacementRefused, match="cancelled"):
        placing.enrol(trainee, cohort, actor=trainer)
    assert placing.enrol(trainee, a_cohort(a_trainer()), actor=trainer).seat == 1


def test_a_hire_taken_back_frees_the_seat(trainer, cohort):
    trainee = a_trainee(cohort, trainer)
    enrolment.cancel(trainee, actor=trainer, reason=WHY)
    assert trainee.placements[0].ended_by is PlacementEnd.CANCELLED
    assert queries.live_enrolment(trainee.employment_id) is None


def test_the_database_wants_a_day_with_every_leaving(trainer, cohort):
    trainee = a_trainee(cohort, trainer)
    with pytest.raises(DatabaseError):
        db.session.execute(text(f"UPDATE enrolment SET state = 'left' WHERE id = {trainee.id}"))
    db.session.rollback()
