"""Moves between stages. The only module that closes one visit to open the next.

Every verb takes the standing visit (see `queries.standing`), refuses with `MoveRefused`, writes the
record and the letter, and never commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from core import clock
from core.db import db
from core.i18n import _, say
from core.record import new_batch
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import history, invitations, notices, rules, waiting
from recruiting.models import Application, Interview, Stage, Visit
from recruiting.queries import facts, standing
from recruiting.states import OpeningStatus, Outcome, StageKind, Status, Verdict


class MoveRefused(Refused):
    """The application stays where it is."""


class Overtaken(MoveRefused):
    """Somebody else changed the application after the page was shown."""


@dataclass(frozen=True)
class Move:
    """A way out of the present stage. `refusal` says why it is shut; `asks` what else it needs."""

    stage: Stage
    steps: int
    asks_reason: bool
    override: bool
    refusal: str | None = None


@dataclass(frozen=True)
class Cause:
    """What moves somebody where no person does: `details` for the record, and how long the letter is
    held, for so long the move can be undone."""

    details: dict[str, Any] = field(default_factory=dict)
    hold: timedelta | None = None


BY_HAND = Cause()


def enter(application: Application, stage: Stage, first: rules.Waiting | None = None) -> Visit:
    """Open a visit to `stage` now. The visit before must be closed and flushed."""
    now = clock.now()
    visit = Visit(
        application_id=application.id,
        opening_id=application.opening_id,
        stage_id=stage.id,
        stage=stage,
        application=application,
        entered_at=now,
        due_at=waiting.in_time_until(application.opening, stage, now),
    )
    waiting.say(visit, first or rules.waiting(stage.kind, rules.Facts(), stage.owner))
    visit.waits_since = now
    db.session.add(visit)
    db.session.flush()
    return visit


def leave(visit: Visit, outcome: Outcome) -> Sequence[Interview]:
    """Close the visit now, with its application if that has ended, and tell the database at once, so
    that who came second is refused there. Returns its interviews to come, which are called off with it:
    the entry names them, and `invitations.tell_called_off` tells who has them in a calendar."""
    visit.left_at = max(clock.now(), visit.entered_at)
    if not visit.application.is_open:
        visit.application.closed_at = visit.left_at
    visit.outcome = outcome
    db.session.flush()
    return invitations.call_off(visit)


def check_may(actor: Account | None, permission: Permission) -> None:
    """A rule or a job (no actor) may; a person only with the permission."""
    if actor is not None and not actor.may(permission):
        raise MoveRefused(_("Not done. Your role does not allow it; a recruiter of this opening can."))


def check_seen(visit: Visit, seen: str | None) -> None:
    """Refuse where `seen`, what the person's page showed, is no longer how things are."""
    if seen is None or seen == visit.seen:
        return
    last = standing.last_entries([visit.application_id])[visit.application_id]
    raise Overtaken(
        _(
            "Not done. %(name)s was changed at %(time)s while you were looking, and is now in %(stage)s. "
            "Look again, then decide.",
            name=visit.application.shown.name,
            time=clock.local(last.at).strftime("%H:%M"),
            stage=say(visit.stage.name),
        )
    )


def check_standing(visit: Visit) -> None:
    """Refuse what is held or has ended."""
    status = visit.application.status
    name = visit.application.shown.name
    if status is Status.ON_HOLD:
        raise MoveRefused(_("Not moved. %(name)s is on hold; resume first.", name=name))
    if status in (Status.REJECTED, Status.WITHDRAWN):
        raise MoveRefused(
            _("Not moved. The application of %(name)s has ended; reinstate it first.", name=name)
        )
    if status is not Status.ACTIVE or visit.left_at is not None:
        raise MoveRefused(_("Not moved. The application of %(name)s has ended.", name=name))
    if visit.application.opening.status is OpeningStatus.CLOSED:
        raise MoveRefused(_("Not moved. The opening is closed; reopen it first."))


def check_can_reopen(application: Application) -> None:
    """Refuse to take up again what has ended where that would be out of place by now."""
    name = application.shown.name
    if standing.is_closed(application.opening):
        raise MoveRefused(_("Not done. The opening is closed; reopen it first."))
    if standing.open_application(application.person_id, application.opening_id):
        raise MoveRefused(_("Not done. %(name)s has another open application here.", name=name))


def check_no_offer(visit: Visit) -> None:
    """Refuse while an offer is open: it must be answered or retracted first."""
    if visit.stage.kind is StageKind.OFFER and facts.facts_of(visit).offer is not None:
        raise MoveRefused(
            _(
                "Not done. %(name)s has an open offer; record the answer or retract it first.",
                name=visit.application.shown.name,
            )
        )


def stages_of(visit: Visit) -> list[Stage]:
    """The stages of the version on which the application runs, in order."""
    return list(visit.application.pipeline_version.stages)


def moves_from(visit: Visit, *, actor: Account) -> list[Move]:
    """Every other stage, with what going there needs or why it is shut; for menus."""
    return [_move_to(visit, stage, actor) for stage in stages_of(visit) if stage.id != visit.stage_id]


def _move_to(visit: Visit, stage: Stage, actor: Account) -> Move:
    steps = stage.position - visit.stage.position
    why_not = shortfall(visit) if steps > 0 else None
    may_override = visit.verdict is not None or actor.may(Permission.OVERRIDE_RESULTS)
    return Move(
        stage=stage,
        steps=steps,
        asks_reason=steps != 1 or why_not is not None,
        override=why_not is not None,
        refusal=why_not if why_not and not may_override else None,
    )


def shortfall(visit: Visit, missing: Sequence[str] | None = None) -> str | None:
    """Why the present stage is not passed, as a sentence; None when it is. `missing`: whose scorecards
    are, where the caller knows it already."""
    stage = visit.stage
    if visit.verdict is Verdict.FAILED:
        return _under_the_mark(visit)
    if visit.verdict is Verdict.PASSED or stage.kind not in rules.NEEDS_RESULT:
        return None
    if missing is None:
        missing = standing.names_missing(visit.id) if stage.kind in rules.SCORED_KINDS else []
    if missing:
        return _(
            "%(stage)s has no scorecard from %(names)s.", stage=say(stage.name), names=_(", ").join(missing)
        )
    return _("%(stage)s has no result yet.", stage=say(stage.name))


def _under_the_mark(visit: Visit) -> str:
    if visit.mark is None or visit.stage.pass_mark is None:
        return _("%(stage)s was not passed.", stage=say(visit.stage.name))
    return _(
        "%(mark)s is under the pass mark of %(pass_mark)s.",
        mark=f"{float(visit.mark):g}",
        pass_mark=f"{float(visit.stage.pass_mark):g}",
    )


def advance(
    visit: Visit,
    *,
    actor: Account | None,
    seen: str | None = None,
    batch: str | None = None,
    cause: Cause = BY_HAND,
) -> Visit:
    """To the next stage, the present one being passed. Returns the new visit."""
    following = [stage for stage in stages_of(visit) if stage.position > visit.stage.position]
    if not following:
        raise MoveRefused(_("Not moved. The offer is the last stage; hire or reject from there."))
    return move(visit, following[0], actor=actor, seen=seen, batch=batch, cause=cause)


def move(
    visit: Visit,
    to: Stage,
    *,
    actor: Account | None,
    reason: str | None = None,
    override: bool = False,
    seen: str | None = None,
    batch: str | None = None,
    tell: bool = True,
    cause: Cause = BY_HAND,
) -> Visit:
    """To any other stage of the same version: on, over others or back. Returns the new visit.

    reason: needed for going back, skipping and overriding.
    override: leave the present stage although it is not passed; marked as such for ever. Without any
        result it also needs Permission.OVERRIDE_RESULTS.
    seen: `Visit.seen` of the page that asked.  tell: send the letter of the stage.
    """
    visit.overridden = check_move(visit, to, actor=actor, reason=reason, override=override, seen=seen)
    before = history.state_of(visit.application, visit)
    steps = to.position - visit.stage.position
    called_off = leave(visit, Outcome.ADVANCED if steps > 0 else Outcome.SENT_BACK)
    entered = enter(visit.application, to)
    entry = history.tell(
        "advanced" if steps == 1 else "skipped ahead" if steps > 1 else "sent back",
        visit.application,
        entered,
        before,
        actor=actor,
        reason=reason,
        batch=batch or new_batch(),
        override=visit.overridden,
        **invitations.named(called_off),
        **cause.details,
    )
    invitations.tell_called_off(visit, called_off, entry, actor=actor)
    if tell and steps > 0:
        notices.tell(notices.entering(to), visit.application, entry, actor=actor, stage=to, hold=cause.hold)
    return entered


def check_move(
    visit: Visit,
    to: Stage,
    *,
    actor: Account | None,
    reason: str | None = None,
    override: bool = False,
    seen: str | None = None,
) -> bool:
    """Refuse what `move` would refuse, and change nothing; True where it only may by overriding."""
    check_may(actor, Permission.MOVE_APPLICATIONS)
    check_seen(visit, seen)
    check_standing(visit)
    check_no_offer(visit)
    return _check_passable(visit, to, actor, reason, override)


def _check_passable(
    visit: Visit, to: Stage, actor: Account | None, reason: str | None, override: bool
) -> bool:
    """Refuse a move that may not be; True where it only may by overriding the result."""
    if to.pipeline_version_id != visit.application.pipeline_version_id or to.id == visit.stage_id:
        raise MoveRefused(_("Not moved. %(stage)s is not a stage to move to.", stage=say(to.name)), "to")
    steps = to.position - visit.stage.position
    if steps < 0:
        _check_reason(reason, _("Not moved. Going back needs a reason of at least one sentence."))
        return False
    why_not = shortfall(visit)
    if why_not and not override:
        raise MoveRefused(_("Not moved. %(why)s", why=why_not), "to")
    if why_not and visit.verdict is None:
        check_may(actor, Permission.OVERRIDE_RESULTS)
    if why_not:
        _check_reason(reason, _("Not moved. Moving without a passed result needs a reason of one sentence."))
    if steps > 1:
        _check_reason(reason, _("Not moved. Skipping a stage needs a reason of at least one sentence."))
    return why_not is not None


def _check_reason(reason: str | None, sentence: str) -> None:
    if not rules.explains(reason):
        raise MoveRefused(sentence, "reason")


def hold(
    visit: Visit,
    *,
    actor: Account | None,
    reason: str,
    seen: str | None = None,
    batch: str | None = None,
    cause: Cause = BY_HAND,
) -> None:
    """Set the application aside in its stage, with a reason."""
    check_hold(visit, actor=actor, reason=reason, seen=seen)
    before = history.state_of(visit.application, visit)
    visit.application.status = Status.ON_HOLD
    waited = waiting.told(visit)
    waiting.say(visit, waiting.NOTHING)
    db.session.flush()
    history.tell(
        "held",
        visit.application,
        visit,
        before,
        actor=actor,
        reason=reason,
        batch=batch or new_batch(),
        waited=waited,
        **cause.details,
    )


def check_hold(visit: Visit, *, actor: Account | None, reason: str, seen: str | None = None) -> None:
    """Refuse what `hold` would refuse, and change nothing."""
    check_may(actor, Permission.MOVE_APPLICATIONS)
    check_seen(visit, seen)
    check_standing(visit)
    _check_reason(reason, _("Not held. Putting on hold needs a reason of at least one sentence."))


def resume(visit: Visit, *, actor: Account | None, seen: str | None = None, batch: str | None = None) -> None:
    """Take a held application up again where it was."""
    check_may(actor, Permission.MOVE_APPLICATIONS)
    check_seen(visit, seen)
    if visit.application.status is not Status.ON_HOLD:
        raise MoveRefused(_("%(name)s is not on hold.", name=visit.application.shown.name))
    before = history.state_of(visit.application, visit)
    visit.application.status = Status.ACTIVE
    waited = waiting.told(visit)
    waiting.settle(visit)
    db.session.flush()
    history.tell(
        "resumed", visit.application, visit, before, actor=actor, batch=batch or new_batch(), waited=waited
    )
