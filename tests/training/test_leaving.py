"""Leaving before the first day or from the line, beginning again, and what stays to be read of before."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.db import db
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, in_line, noon
from tests.training.passing import OVER, passed
from training import certificates, cohorts, enrolment, examining, placing
from training.queries import enrolments as queries
from training.queries import exams
from training.states import EnrolmentState, PlacementEnd, TrainingExit

DAY = timedelta(days=1)
BEFORE = MONDAY - 5 * DAY


@pytest.fixture
def trainee(cohort, trainer):
    return a_trainee(cohort, trainer, "Bruno")


def account_of(trainee):
    account = an_account(Role.EMPLOYEE)
    account.person = trainee.employment.person
    db.session.flush()
    return account


def left(one, on, trainer):
    placing.leave(one, TrainingExit.OWN_WISH, on, actor=trainer, reason=WHY)


def details(one):
    return next(row.details for row in queries.record_of(one.id) if row.verb == "left training")


def test_who_leaves_before_the_first_day_frees_the_seat_at_once(cohort, trainee, trainer):
    with clock.at(noon(BEFORE)):
        left(trainee, BEFORE, trainer)
        cohorts.change_seats(cohort, 1, actor=trainer)
        assert a_trainee(cohort, trainer).state is EnrolmentState.IN_TRAINING
    assert (trainee.state, trainee.left_on) == (EnrolmentState.LEFT, BEFORE)
    assert trainee.placements[0].ended_by is PlacementEnd.LEFT
    assert details(trainee)["day"] == 0


def test_who_waits_in_line_can_leave_it_though_not_before_they_came(cohort, trainer):
    one = in_line(trainer, cohort.team)
    with clock.at(noon(BEFORE)):
        with pytest.raises(placing.PlacementRefused, match="when they began") as refused:
            left(one, MONDAY - 8 * DAY, trainer)
        assert refused.value.field == "on"
        left(one, BEFORE, trainer)
        with pytest.raises(placing.PlacementRefused, match="not in training"):
            left(one, BEFORE, trainer)
    assert one.state is EnrolmentState.LEFT


def test_who_waits_for_a_later_cohort_to_begin_can_leave(cohort, trainee, trainer):
    later = a_cohort(a_trainer(), starts_on=MONDAY + 28 * DAY, team=cohort.team)
    with clock.at(noon(MONDAY + 2 * DAY)):
        placing.transfer(trainee, later, actor=trainer, reason=WHY)
    with clock.at(noon(MONDAY + 9 * DAY)):
        left(trainee, MONDAY + 4 * DAY, trainer)
    assert details(trainee)["day"] == 5
    assert queries.current_placement(trainee.id) is None


def test_what_was_broken_off_begins_again_and_is_not_counted_twice(cohort, trainee, trainer, browse):
    theory = cohort.programme_version.exams[0]
    with clock.at(noon(MONDAY + 2 * DAY)):
        score = examining.Score(Decimal(60), MONDAY + 2 * DAY)
        examining.enter(trainee, theory, score, actor=trainer)
        with pytest.raises(enrolment.EnrolmentRefused, match="not been broken off"):
            enrolment.restart(trainee, actor=trainer)
        left(trainee, MONDAY + 2 * DAY, trainer)
        visitor, path = browse(trainer), f"/training/enrolments/{trainee.id}"
        assert "Put in line again" in visitor.get(path).text("section[aria-labelledby=others]")
        page = visitor.follow(visitor.post(f"{path}/restart"))
        assert "Put in line again" not in page.text("main")
        again = queries.newest_of_person(trainee.employment.person_id)
        assert (again.id != trainee.id, again.state) == (True, EnrolmentState.AWAITING_COHORT)
        assert "awaits a cohort already" in visitor.follow(visitor.post(f"{path}/restart")).text("body")
    assert exams.attempts([again.id]) == {}
    assert [one.mark for one in exams.attempts([trainee.id])[trainee.id, "theory"]] == [60]


def test_nobody_puts_themselves_or_another_team_in_line_again(cohort, trainee, trainer, browse):
    with clock.at(noon(MONDAY)):
        left(trainee, MONDAY, trainer)
        oneself = an_account(Role.TRAINER)
        oneself.person = trainee.employment.person
        db.session.flush()
        with pytest.raises(enrolment.EnrolmentRefused, match="colleague"):
            enrolment.restart(trainee, actor=oneself)
        stranger = browse(an_account(Role.TRAINER, team=a_team("Elsewhere")))
        stranger.post(f"/training/enrolments/{trainee.id}/restart", expect=404)


@pytest.mark.parametrize(("language", "said"), [("en", "passed"), ("zh_Hans", "通过")])
def test_marks_stay_on_the_own_page_on_duty(cohort, trainee, trainer, browse, language, said):
    me = account_of(trainee)
    me.language = language
    passed(trainee, cohort, trainer)
    with clock.at(noon(OVER)):
        page = browse(me).get("/training/own")
    assert "90" in page.text("section[aria-labelledby=exam-theory]")
    assert said in page.text("section[aria-labelledby=exam-practical]")


def test_who_is_in_line_again_still_reads_certificate_and_marks(cohort, trainee, trainer, browse):
    me, certificate = account_of(trainee), passed(trainee, cohort, trainer)
    with clock.at(noon(OVER)):
        certificates.renew(certificate, actor=trainer)
        page = browse(me).get("/training/own")
        assert "You await a cohort" in page.text("main")
        assert certificate.number in page.text("section[aria-labelledby=certificates]")
        [link] = [one["href"] for one in page.all("section[aria-labelledby=others] a")]
        assert "90" in browse(me).get(link).text("section[aria-labelledby=exam-theory]")
        browse(an_account(Role.EMPLOYEE)).get(link, expect=404)
