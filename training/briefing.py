"""Being briefed about a launch: saying that one knows what it says, and the short check of a trainer."""

from collections.abc import Mapping

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training.models import Launch, LaunchCheck, LaunchReceipt
from training.queries import launches as queries


class BriefingRefused(Refused):
    """Nothing was acknowledged or entered."""


def acknowledge(launch: Launch, *, actor: Account, seen: int) -> None:
    """Say that one has read the newest version and knows what it says; twice changes nothing. `seen`: the
    number of the version that was read.

    Raises BriefingRefused for whom it does not concern, and when there is a newer version by now.
    """
    alone(f"launch {launch.id}")
    mine = next((one for one in queries.of_person(actor.person_id) if one.row.launch_id == launch.id), None)
    if mine is None:
        raise BriefingRefused(_("Not noted. This launch does not concern you now."))
    newest = queries.newest_version(launch.id)
    if newest.number != seen:
        raise BriefingRefused(_("Not noted. There is a newer version by now; read that one."))
    if queries.has_receipt(newest.id, mine.row.employment_id):
        return
    db.session.add(
        LaunchReceipt(version_id=newest.id, employment_id=mine.row.employment_id, acknowledged_at=clock.now())
    )
    record("briefing acknowledged", launch, actor_id=actor.id, employment=mine.row.employment_id,
           number=newest.number)  # fmt: skip
    db.session.flush()


def enter_checks(
    launch: Launch, results: Mapping[int, bool], *, actor: Account, reason: str | None = None
) -> int:
    """Enter results of the short check: employment id → passed? What stands and counts already is left alone;
    a pass taken back needs a `reason`, a pass after a failure does not: it was tried again. Returns how many
    were entered.

    Raises BriefingRefused where no check is asked, for oneself, and for whom it does not concern or the actor
    does not train.
    """
    alone(f"launch {launch.id}")
    db.session.refresh(launch)
    asked = queries.asked_of([launch.id])[launch.id]
    if launch.withdrawn_at is not None or not asked.check:
        raise BriefingRefused(_("Not saved. This launch asks for no check."))
    _check_who(launch, results, actor)
    standing = queries.checks_of(launch.id, list(results))
    counting = {who: one for who, one in standing.items() if one.entered_at >= asked.since}
    new = {
        who: passed
        for who, passed in results.items()
        if who not in counting or counting[who].is_passed is not passed
    }
    taken_back = [who for who, passed in new.items() if who in counting and not passed]
    if taken_back and not (reason or "").strip():
        raise BriefingRefused(_("Not saved. Say why a check that was passed is so no longer."), "reason")
    if new:
        _add(launch, new, standing, actor, (reason or "").strip() if taken_back else None)
    return len(new)


def _check_who(launch: Launch, results: Mapping[int, bool], actor: Account) -> None:
    reached = {
        one.row.employment_id: one.row.person_id
        for one in queries.readiness([launch.id], actor, Permission.PLAN_RECURRENT)
    }
    if set(results) - reached.keys():
        raise BriefingRefused(_("Not saved. Somebody of the list is not yours to enter."))
    if actor.person_id in {reached[one] for one in results}:
        raise BriefingRefused(_("Not saved. Nobody enters a check of their own; somebody else does."))


def _add(
    launch: Launch,
    new: Mapping[int, bool],
    standing: Mapping[int, LaunchCheck],
    actor: Account,
    reason: str | None,
) -> None:
    said = {str(who): passed for who, passed in new.items()}
    entry = record("launch checks entered", launch, actor_id=actor.id, reason=reason, passed=said)
    db.session.flush()
    db.session.add_all(
        LaunchCheck(
            launch_id=launch.id,
            employment_id=who,
            number=standing[who].number + 1 if who in standing else 1,
            is_passed=passed,
            entered_at=clock.now(),
            entered_by_id=actor.id,
            entry_id=entry.id,
        )
        for who, passed in new.items()
    )
    db.session.flush()
