"""The share of attendance that is asked: everywhere the one of the policy to which somebody is held."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.outbox import Letter
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, a_trainee, during, noon, sessions
from training import attending, exam_policies, examining, warning
from training.marking import Score
from training.queries import attendance, duty, exams
from training.states import AttendanceRisk, ExamKind, Mark

TEN_DAYS_LATER = MONDAY + timedelta(days=10)


@pytest.fixture
def trainee(cohort, trainer):
    return a_trainee(cohort, trainer, "程念")


def asking(cohort, share):
    """A newer policy asks another share."""
    plan = exam_policies.plan_of(exams.policy(cohort.programme_version.programme_id))
    changed = replace(plan, attendance_share=Decimal(share))
    return exam_policies.publish(cohort.programme_version.programme, changed, actor=an_account(Role.TRAINER))


def missed(cohort, trainee, trainer, times):
    for session in sessions(cohort)[:times]:
        with during(session):
            attending.take(session, {trainee.id: Mark.ABSENT}, actor=trainer)


def needed(trainee):
    stands = attendance.standings([trainee.id])[trainee.id]
    gate = duty.gate(trainee.id).attended
    assert (gate.needed, gate.risk) == (stands.needed, stands.risk)
    return stands.needed


def test_a_class_is_held_to_the_share_of_its_policy(cohort, trainee, trainer):
    assert needed(trainee) == 27, "⌈0.9 × 30⌉"
    asking(cohort, "0.8")
    assert needed(trainee) == 24, "⌈0.8 × 30⌉"
    asking(cohort, "1")
    assert needed(trainee) == 30


def test_who_has_begun_the_first_exam_stays_with_the_share_that_was_asked_then(cohort, trainee, trainer):
    joined = a_trainee(cohort, trainer, "Bruno")
    theory = next(one for one in cohort.programme_version.exams if one.kind is ExamKind.THEORY)
    assert theory == cohort.programme_version.exams[0]
    with clock.at(noon(TEN_DAYS_LATER)):
        examining.enter(trainee, theory, Score(Decimal(85), TEN_DAYS_LATER), actor=trainer)
        asking(cohort, "0.8")
        assert (needed(trainee), needed(joined)) == (27, 24)


def test_nobody_is_warned_before_the_share_of_their_policy_is_at_risk(cohort, trainee, trainer):
    asking(cohort, "0.8")
    missed(cohort, trainee, trainer, 5)
    assert told() == [] and warning.at_risk([trainee.id]) == set()
    sixth = sessions(cohort)[5]
    with during(sixth):
        attending.take(sixth, {trainee.id: Mark.ABSENT}, actor=trainer)
    assert told() == [
        "Your attendance: 6 of 30 sessions missed",
        "程念 has missed 6 of 30 sessions",
    ]


def told():
    return db.session.scalars(select(Letter.subject).order_by(Letter.id)).all()


def test_every_page_tells_the_same_share(cohort, trainee, trainer, browse):
    asking(cohort, "0.8")
    missed(cohort, trainee, trainer, 4)
    with clock.at(noon(TEN_DAYS_LATER)):
        assert attendance.standings([trainee.id])[trainee.id].risk is AttendanceRisk.TO_SPARE
        for language, spare, needs in (
            ("en", "yes, 2 to spare", "24 of 30 are needed"),
            ("zh_Hans", "够，还可缺 2 次", "共 30 次课，至少需要 24 次"),
        ):
            page = browse(an_account(Role.TRAINER, language=language))
            assert spare in page.get(f"/training/cohorts/{cohort.id}/class").text("main")
            assert needs in page.get(f"/training/enrolments/{trainee.id}/gate").text("main")
