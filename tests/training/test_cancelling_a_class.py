"""A class that has begun is cancelled as a whole: what was done stays and counts once, what was left half-way
is taught again."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, noon, sessions
from tests.training.passing import sit
from training import assessing, attending, cohorts, duty, placing
from training.queries import attendance, exams, practicals
from training.queries import home as trainers_home
from training.states import EnrolmentState, Mark, PlacementEnd, SessionState

DAY = timedelta(days=1)


@pytest.fixture
def day_of_test():
    return MONDAY


def attended(cohort, trainee, trainer, until):
    """Everybody came to each session that began before this moment."""
    for session in sessions(cohort):
        if session.starts_at < until:
            with clock.at(session.ends_at):
                attending.take(session, {trainee.id: Mark.PRESENT}, actor=trainer)


@pytest.fixture
def middle(cohort):
    """When the second session of a module that has more is over."""
    its = sessions(cohort)
    keys = [one.module.key for one in its]
    last = next(n for n, key in enumerate(keys) if n and keys[n - 1] == key and key in keys[n + 1 :])
    return its[last].ends_at


def cancelled(cohort, trainer, at):
    with clock.at(at):
        cohorts.cancel(cohort, actor=trainer, reason=WHY)


def test_what_was_held_stays_and_the_rest_is_called_off(cohort, trainee, trainer, middle):
    attended(cohort, trainee, trainer, middle)
    cancelled(cohort, trainer, middle)
    held = [one for one in sessions(cohort) if one.starts_at < middle]
    rest = [one for one in sessions(cohort) if one.starts_at >= middle]
    assert held and {one.state for one in held} == {SessionState.PLANNED}
    assert rest and {one.state for one in rest} == {SessionState.CANCELLED}
    assert trainee.state is EnrolmentState.AWAITING_COHORT
    assert trainee.placements[0].ended_by is PlacementEnd.CANCELLED
    assert attendance.standings([trainee.id])[trainee.id].attended == len(held)


def test_what_was_not_held_of_a_cancelled_class_is_called_off_and_never_moved(
    cohort, trainee, trainer, middle, browse
):
    cancelled(cohort, trainer, middle)
    first = sessions(cohort)[0]
    with clock.at(middle + DAY):
        path = f"/training/sessions/{first.id}/time"
        page = browse(trainer).get(path)
        assert not page.has("#when") and page.has("#off")
        there = browse(trainer).get(f"/training/cohorts/{cohort.id}")
        assert there.text(f"a[href='{path}']") == "Call off…"
        with pytest.raises(cohorts.CohortRefused, match="cohort was cancelled"):
            cohorts.move_session(
                first,
                first.starts_at + 9 * DAY,
                first.ends_at + 9 * DAY,
                place="",
                trainer=trainer,
                actor=trainer,
            )
        cohorts.call_off(first, actor=trainer, reason=WHY)
    assert first.state is SessionState.CANCELLED


def test_what_would_have_followed_on_the_same_day_is_due_for_nobody(cohort, trainee, trainer):
    third, fourth = sessions(cohort)[2:4]
    assert clock.local(third.starts_at).date() == clock.local(fourth.starts_at).date()
    attended(cohort, trainee, trainer, third.ends_at)
    cancelled(cohort, trainer, third.ends_at)
    stands = attendance.standings([trainee.id])[trainee.id]
    assert (stands.total, stands.attended, stands.is_reached) == (3, 3, True)
    assert attendance.missed([trainee.id])[trainee.id] == (3, 0)


def test_nor_where_it_was_the_second_class_that_was_cancelled(cohort, trainee, trainer):
    with clock.at(noon(MONDAY)):
        second = a_cohort(a_trainer(), starts_on=MONDAY, team=cohort.team)
        placing.transfer(trainee, second, actor=trainer, reason=WHY)
    third = sessions(second)[2]
    attended(second, trainee, trainer, third.ends_at)
    cancelled(second, trainer, third.ends_at)
    stands = attendance.standings([trainee.id])[trainee.id]
    assert (stands.total, stands.attended) == (3, 3)


def test_a_module_left_half_way_is_taught_again_and_nothing_counts_twice(cohort, trainee, trainer, middle):
    attended(cohort, trainee, trainer, middle)
    cancelled(cohort, trainer, middle)
    with clock.at(middle + DAY):
        again = a_cohort(a_trainer(cohort.team), starts_on=MONDAY + 28 * DAY, team=cohort.team)
        placing.enrol(trainee, again, actor=trainer)
    held = [one for one in sessions(cohort) if one.starts_at < middle]
    rest = {one.module.key for one in sessions(cohort) if one.starts_at >= middle}
    done = [one for one in held if one.module.key not in rest]
    assert done and len(done) < len(held)
    stands = attendance.standings([trainee.id])[trainee.id]
    assert (stands.total, stands.attended) == (len(sessions(again)), len(done))


def test_attempts_stay_and_no_assessment_is_left_open(cohort, trainee, theory, trainer):
    practical = cohort.programme_version.exams[1]
    with clock.at(noon(MONDAY + DAY)):
        sit(trainee, cohort, trainer, 60, theory.kind, on=MONDAY + DAY)
        assessing.begin(trainee, practical, [trainer], MONDAY + DAY, actor=trainer)
    cancelled(cohort, trainer, noon(MONDAY + 2 * DAY))
    assert [one.mark for one in exams.attempts([trainee.id])[trainee.id, "theory"]] == [Decimal(60)]
    assert not practicals.open_ones(trainee.id)


def test_attendance_of_what_was_held_is_still_taken_and_of_nothing_else(cohort, trainee, trainer):
    first = sessions(cohort)[0]
    cancelled(cohort, trainer, first.ends_at)
    with clock.at(noon(MONDAY + 25 * DAY)):
        assert [one.id for one, _marked in trainers_home.not_taken(trainer)] == [first.id]
        attending.take(first, {trainee.id: Mark.PRESENT}, actor=trainer)
        assert not trainers_home.not_taken(trainer)
    assert attendance.standings([trainee.id])[trainee.id].attended == 1


def test_nobody_is_on_duty_by_what_a_broken_off_class_was_short_of(cohort, trainee, trainer, middle):
    attended(cohort, trainee, trainer, middle)
    on = clock.local(middle).date()
    sit(trainee, cohort, trainer, on=on)
    cancelled(cohort, trainer, middle)
    with clock.at(middle + DAY), pytest.raises(duty.DutyRefused, match="cohort was cancelled"):
        duty.put_on_duty(trainee, actor=trainer)


def test_a_class_that_is_over_is_not_cancelled(cohort, trainee, trainer):
    with pytest.raises(cohorts.CohortRefused, match="It ended on"):
        cancelled(cohort, trainer, noon(MONDAY + 60 * DAY))
    assert trainee.state is EnrolmentState.IN_TRAINING


def test_the_page_says_what_cancelling_does_and_then_that_it_was(cohort, trainer, browse):
    one = a_trainee(cohort, trainer, "Robin Vale")
    visitor, path = browse(trainer), f"/training/cohorts/{cohort.id}"
    with clock.at(noon(MONDAY + DAY)):
        page = visitor.get(path)
        assert "what was left half-way is taught again" in page.text("section[aria-labelledby=cancel]")
        said = visitor.follow(visitor.post(f"{path}/cancellation", {"reason": " "}))
        assert "Say why" in said.text()
        page = visitor.follow(visitor.post(f"{path}/cancellation", {"reason": "The site closes."}))
        said = f"Cancelled on 1 Dec 2026 by {trainer.person.name}: The site closes."
        assert said in page.text("main") and not page.has("#cancel")
        assert "Robin Vale" in visitor.get(f"{path}/class").text("main")
        assert "Robin Vale" in visitor.get(f"{path}/attendance").text("main")
        marks = visitor.get(f"{path}/marks")
        assert "Robin Vale" in marks.text("main") and not marks.has("input[data-column]")
    assert one.state is EnrolmentState.AWAITING_COHORT
