"""Handing a class over, and who is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainer, noon, sessions
from training import cohorts, teaching
from training.models import CohortTrainer
from training.queries import cohorts as queries
from training.states import TrainerPart

DAY = timedelta(days=1)
NOW = MONDAY + 2 * DAY


@pytest.fixture
def other(trainer):
    return a_trainer()


def parts(cohort):
    return {one.account_id: one.part for one in queries.trainers(cohort.id)}


def test_the_sessions_to_come_go_to_whoever_takes_over(cohort, trainer, other):
    taught = [one for one in sessions(cohort) if one.starts_at < noon(NOW)]
    with clock.at(noon(NOW)):
        moved = teaching.hand_over(cohort, other, [trainer], actor=trainer, reason=WHY)
    assert moved == len(sessions(cohort)) - len(taught)
    assert parts(cohort) == {other.id: TrainerPart.TRAINER, trainer.id: TrainerPart.ASSISTANT}
    assert {one.trainer_id for one in taught} == {trainer.id}
    ahead = [one for one in sessions(cohort) if one not in taught]
    assert {(one.trainer_id, one.sequence) for one in ahead} == {(other.id, 1)}
    led = select(CohortTrainer.account_id, CohortTrainer.until).where(
        CohortTrainer.part == TrainerPart.TRAINER
    )
    assert {row[0]: row[1] for row in db.session.execute(led)} == {trainer.id: NOW, other.id: None}


def test_assistants_come_and_go_without_moving_a_session(cohort, trainer, other):
    with clock.at(noon(NOW)):
        assert teaching.hand_over(cohort, trainer, [other], actor=trainer, reason=WHY) == 0
        with pytest.raises(cohorts.CohortRefused, match="stands so already"):
            teaching.hand_over(cohort, trainer, [other], actor=trainer, reason=WHY)
        teaching.hand_over(cohort, trainer, [], actor=trainer, reason=WHY)
        teaching.hand_over(cohort, trainer, [other], actor=trainer, reason=WHY)
    assert parts(cohort) == {trainer.id: TrainerPart.TRAINER, other.id: TrainerPart.ASSISTANT}


def test_nobody_takes_over_who_teaches_elsewhere_then(cohort, trainer, other):
    a_cohort(other, team=cohort.team)
    with clock.at(noon(NOW)), pytest.raises(cohorts.CohortRefused, match="teaches") as refused:
        teaching.hand_over(cohort, other, [], actor=trainer, reason=WHY)
    assert refused.value.field == "trainer"


def _open_with(cohort, trainer, manager):
    a_cohort(trainer, starts_on=MONDAY + 60 * DAY, assistants=(manager,))


def _move_to(cohort, trainer, manager):
    first = sessions(cohort)[0]
    cohorts.move_session(
        first, first.starts_at, first.ends_at, place="Room 4", trainer=manager, actor=trainer
    )


def _hand_to(cohort, trainer, manager):
    teaching.hand_over(cohort, manager, [], actor=trainer, reason=WHY)


def _assist(cohort, trainer, manager):
    teaching.hand_over(cohort, trainer, [manager], actor=trainer, reason=WHY)


@pytest.mark.parametrize("give", [_open_with, _move_to, _hand_to, _assist])
def test_no_class_is_given_to_who_may_not_teach(cohort, trainer, give):
    with pytest.raises(cohorts.CohortRefused, match="no role that teaches") as refused:
        give(cohort, trainer, an_account(Role.MANAGER))
    assert refused.value.field == "trainer" and parts(cohort) == {trainer.id: TrainerPart.TRAINER}


def test_who_takes_over_may_mark_and_who_gave_it_up_may_not(cohort, trainer):
    mine = an_account(Role.TRAINER, team=a_team("Elsewhere"))
    late = an_account(Role.TRAINER, team=a_team("Elsewhere"))
    with clock.at(noon(NOW)):
        teaching.hand_over(cohort, mine, [], actor=trainer, reason=WHY)
        teaching.hand_over(cohort, late, [], actor=mine, reason=WHY)
        with pytest.raises(cohorts.CohortRefused, match="for this team"):
            teaching.hand_over(cohort, mine, [], actor=mine, reason=WHY)


def test_who_is_alone_is_told_that_there_is_nobody_to_hand_a_class_over_to(cohort, trainer, browse):
    with clock.at(noon(NOW)):
        shown = browse(trainer).get(f"/training/cohorts/{cohort.id}").one("section[aria-labelledby=trainers]")
    assert "Nobody else may teach" in shown.text and not shown.select("form")


def test_a_class_is_handed_over_on_its_page(cohort, trainer, other, browse):
    visitor, path = browse(trainer), f"/training/cohorts/{cohort.id}"
    with clock.at(noon(NOW)):
        typed = visitor.get(path).form("section[aria-labelledby=trainers] form")
        assert typed["trainer"] == str(trainer.id)
        page = visitor.post(f"{path}/trainers", typed | {"trainer": str(other.id)}, expect=422)
        assert "Say why" in page.text("[data-refusal]")
        assert page.form("section[aria-labelledby=trainers] form")["trainer"] == str(other.id)
        sent = {"trainer": str(other.id), "assistants": str(trainer.id), "reason": WHY}
        page = visitor.follow(visitor.post(f"{path}/trainers", sent))
        assert other.name in page.text("dl.facts")
        visitor.post(f"{path}/trainers", {"trainer": "0", "reason": WHY}, expect=404)
    browse(an_account(Role.TRAINER, team=a_team("Elsewhere"))).post(f"{path}/trainers", sent, expect=404)
    assert not browse(an_account(Role.MANAGER)).get(path).has("section[aria-labelledby=trainers]")
