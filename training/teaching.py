"""Who teaches a cohort: handing a class over to another trainer, and having other assistants."""

from collections.abc import Collection, Sequence

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from people.models import Account
from people.permissions import Permission
from training import cohorts
from training.cohorts import CohortRefused
from training.models import ClassSession, Cohort, CohortTrainer
from training.queries import cohorts as queries
from training.states import SessionState, TrainerPart


def hand_over(
    cohort: Cohort, trainer: Account, assistants: Collection[Account], *, actor: Account, reason: str
) -> int:
    """Let `trainer` lead the class from today, with these assistants. The sessions to come of the trainer
    before are theirs, and calendars hear of it; what was taught stays with whoever taught it. Returns how
    many sessions that were.

    Raises CohortRefused without a reason, for a cohort that was cancelled, when nothing differs, and for a
    trainer who is busy at one of the times.
    """
    cohorts.check_may(actor, Permission.TEACH, cohort.team_id, cohort.id)
    alone(f"cohort {cohort.id}")
    db.session.refresh(cohort, ["cancelled_at"])
    if cohort.cancelled_at is not None:
        raise CohortRefused(_("Not changed. This cohort was cancelled."))
    if not reason.strip():
        raise CohortRefused(_("Not changed. Say why, for the record."), "reason")
    present = {one.account_id: one for one in queries.trainers(cohort.id)}
    wanted = {one.id: TrainerPart.ASSISTANT for one in assistants} | {trainer.id: TrainerPart.TRAINER}
    if {one: row.part for one, row in present.items()} == wanted:
        raise CohortRefused(_("Not changed. It stands so already."))
    before = next((row for row in present.values() if row.part is TrainerPart.TRAINER), None)
    cohorts.check_teach([one for one in (trainer, *assistants) if one.id not in present])
    moved = _take_over(cohort, before.account_id if before else None, trainer)
    _change(cohort, list(present.values()), wanted)
    record(
        "trainers changed",
        cohort,
        actor_id=actor.id,
        reason=reason,
        before=before.account_id if before else None,
        trainer=trainer.id,
        assistants=sorted(one for one in wanted if one != trainer.id),
        sessions=len(moved),
    )
    db.session.flush()
    return len(moved)


def _take_over(cohort: Cohort, before_id: int | None, trainer: Account) -> Sequence[ClassSession]:
    """The sessions to come of the trainer before."""
    if before_id == trainer.id:
        return ()
    ahead = [
        one
        for one in queries.sessions(cohort.id)
        if one.starts_at > clock.now() and one.state is SessionState.PLANNED and one.trainer_id == before_id
    ]
    if ahead:
        cohorts.check_free(trainer, ahead)
    for one in ahead:
        one.trainer = trainer
        cohorts.tell_calendars(one)
    return ahead


def _change(cohort: Cohort, present: Sequence[CohortTrainer], wanted: dict[int, TrainerPart]) -> None:
    """End and begin intervals; who goes on as what they were is left alone."""
    today, stay = clock.today(), set()
    for row in present:
        if wanted.get(row.account_id) is row.part:
            stay.add(row.account_id)
        else:
            row.until = max(today, row.since)
    db.session.flush()  # one leads at a time
    db.session.add_all(
        CohortTrainer(cohort_id=cohort.id, account_id=one, part=part, since=today)
        for one, part in wanted.items()
        if one not in stay
    )
    db.session.flush()
