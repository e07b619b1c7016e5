"""Two who decide about the same person at the very same instant."""

from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from people import queries as people
from people.models import Account, Duty
from people.permissions import Role
from people.states import SERVING
from tests.at_once import DONE
from tests.factories import an_account
from tests.training.classes import WHY, a_trainee, noon
from tests.training.passing import OVER, attend, sit
from training import duty, examining, waivers
from training.models import Certificate, Enrolment, ExamAttempt, Waiver
from training.queries import duty as gates
from training.queries import exams
from training.states import ExamKind, GatePart

DAY = timedelta(days=1)


@pytest.fixture
def trainee(cohort, trainer):
    one = a_trainee(cohort, trainer)
    attend(cohort, [one], trainer)
    sit(one, cohort, trainer, 90, ExamKind.THEORY)
    return one


def at(day, act):
    """Threads have clocks of their own."""

    def later(seen):
        with clock.at(noon(day)):
            act(seen)

    return later


def putting(trainee, trainer, day=OVER):
    trainee_id, trainer_id = trainee.id, trainer.id

    def act(_seen):
        who = db.session.get_one(Enrolment, trainee_id)
        duty.put_on_duty(who, actor=db.session.get_one(Account, trainer_id))

    return at(day, act)


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_of_two_who_put_on_duty_one_does_and_one_certificate_is_issued(cohort, trainee, trainer, at_once):
    sit(trainee, cohort, trainer, 90, ExamKind.PRACTICAL)
    done, refused = at_once(lambda: None, putting(trainee, trainer), putting(trainee, trainer))
    assert done == DONE and "passed the gate already" in refused
    assert count(Certificate) == 1
    assert count(Duty, Duty.status.in_(SERVING)) == 1


def waived(trainee, manager):
    with clock.at(noon(OVER)):
        return waivers.grant(trainee, [GatePart.PRACTICAL], OVER + DAY, actor=manager, reason=WHY)


def test_a_waiver_that_runs_out_while_somebody_is_put_on_duty_lets_nobody_serve(trainee, trainer, at_once):
    waived(trainee, an_account(Role.MANAGER))
    at_once(
        lambda: None,
        putting(trainee, trainer, OVER + DAY),
        at(OVER + 2 * DAY, lambda _seen: duty.waivers_over()),
    )
    assert not people.is_on_duty(trainee.employment_id, OVER + 2 * DAY)
    with clock.at(noon(OVER + 2 * DAY)):
        duty.waivers_over()  # whoever came last, the next look finds the rest
        assert duty.waivers_over() == 0
    assert people.current_duty(trainee.employment_id).status not in SERVING


def test_a_waiver_taken_back_while_somebody_is_put_on_duty_lets_nobody_serve(trainee, trainer, at_once):
    manager = an_account(Role.MANAGER)
    waiver_id, manager_id = waived(trainee, manager).id, manager.id

    def revoke(_seen):
        waivers.revoke(
            db.session.get_one(Waiver, waiver_id), actor=db.session.get_one(Account, manager_id), reason=WHY
        )

    results = at_once(lambda: None, putting(trainee, trainer), at(OVER, revoke))
    assert DONE in results
    assert not people.is_on_duty(trainee.employment_id, OVER)


def test_two_looks_of_the_worker_take_off_duty_once(trainee, trainer, at_once):
    waived(trainee, an_account(Role.MANAGER))
    with clock.at(noon(OVER)):
        duty.put_on_duty(trainee, actor=trainer)
    look = at(OVER + 2 * DAY, lambda _seen: duty.waivers_over())
    assert at_once(lambda: None, look, look) == [DONE, DONE]
    assert count(Duty, Duty.employment_id == trainee.employment_id, Duty.since == OVER + 2 * DAY) == 1


def test_a_pass_is_not_voided_while_somebody_is_put_on_duty_by_it(cohort, trainee, trainer, at_once):
    sit(trainee, cohort, trainer, 90, ExamKind.PRACTICAL)
    attempt_id = db.session.scalars(select(ExamAttempt.id).order_by(ExamAttempt.id)).first()
    trainer_id = trainer.id

    def void(_seen):
        attempt = exams.attempt(attempt_id)
        ready.wait(30)  # it has been read before anybody decides
        examining.void(attempt, actor=db.session.get_one(Account, trainer_id), reason=WHY)

    def put(seen):
        ready.wait(30)
        putting(trainee, trainer)(seen)

    ready = Barrier(2)
    done, refused = at_once(lambda: None, put, at(OVER, void))
    assert done == DONE and ("marks stand" in refused or "theory exam" in refused)
    serves = people.is_on_duty(trainee.employment_id, OVER)
    with clock.at(noon(OVER)):
        assert serves == gates.gate(trainee.id).gate.is_passed
