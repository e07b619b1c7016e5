"""Requisitions: asking to hire so many people, and somebody else's answer.

No verb commits; each refuses with `RequisitionRefused` and then has changed nothing.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from core import clock
from core.db import Words, db
from core.i18n import LANGUAGES, _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import campaigns, openings, rules
from recruiting.models import Opening, Requisition, RequisitionOpening
from recruiting.queries import opening_pages
from recruiting.queries import requisitions as queries
from recruiting.states import EmploymentKind, RequisitionCause, RequisitionStatus, Shift

S = RequisitionStatus
MOST_HEADS = 500


class RequisitionRefused(Refused):
    """The requisition stays as it is, or is not raised."""


@dataclass(frozen=True)
class Need:
    """Who is needed, how many, where, by when and why."""

    role_profile_id: int
    team_id: int
    site_id: int
    shift: Shift
    market_language: str
    head_count: int
    needed_by: date
    cause: RequisitionCause
    explanation: str
    kind: EmploymentKind = EmploymentKind.PERMANENT


def raise_requisition(need: Need, *, actor: Account) -> Requisition:
    """Ask for people; it waits for somebody else's decision. Its code is the next of RQ-1, RQ-2 …"""
    _check_may(actor, Permission.RAISE_REQUISITIONS, need.team_id)
    _check_need(need)
    alone("requisition code")
    requisition = Requisition(
        code=f"RQ-{queries.highest_code() + 1}",
        status=S.PENDING,
        requested_by_id=actor.id,
        requested_at=clock.now(),
        **asdict(need),
    )
    db.session.add(requisition)
    db.session.flush()
    _tell("raised", requisition, actor, after=_plain(need))
    return requisition


def revise(requisition: Requisition, need: Need, *, actor: Account, seen: int | None = None) -> None:
    """Ask for something else; whatever was decided, it waits for a decision again. Only while no opening
    was begun for it, and only by whoever raised it. `seen`: `Requisition.version` of the page."""
    _begin(requisition, actor, Permission.RAISE_REQUISITIONS, seen)
    if requisition.requested_by_id != actor.id:
        raise RequisitionRefused(_("Not changed. Only whoever raised the requisition can change it."))
    if requisition.status is S.CANCELLED or queries.has_openings(requisition.id):
        raise RequisitionRefused(_("Not changed. It is cancelled or openings were begun; raise another one."))
    _check_may(actor, Permission.RAISE_REQUISITIONS, need.team_id)
    _check_need(need)
    before = _plain(Need(**{name: getattr(requisition, name) for name in asdict(need)}))
    for name, value in asdict(need).items():
        setattr(requisition, name, value)
    requisition.decided_by_id = requisition.decided_at = None
    _turn(requisition, S.PENDING, "revised", actor, before=before, after=_plain(need))


def approve(
    requisition: Requisition, *, actor: Account, comment: str | None = None, seen: int | None = None
) -> None:
    """Let openings be begun for it. Never by whoever raised it."""
    _decide(requisition, S.APPROVED, actor, comment, seen)


def refuse(requisition: Requisition, *, actor: Account, reason: str, seen: int | None = None) -> None:
    """Say no, with a reason. Never by whoever raised it."""
    _check_reason(reason)
    _decide(requisition, S.REFUSED, actor, reason, seen)


def hold(requisition: Requisition, *, actor: Account, reason: str, seen: int | None = None) -> None:
    """Put the decision, or an approved requisition, off; with a reason."""
    _begin(requisition, actor, Permission.DECIDE_REQUISITIONS, seen)
    _check_reason(reason)
    _check_status(requisition, S.PENDING, S.APPROVED)
    _turn(requisition, S.HELD, "held", actor, reason)


def resume(requisition: Requisition, *, actor: Account, seen: int | None = None) -> None:
    """Take it up again where it was: approved if it had been, else waiting for a decision."""
    _begin(requisition, actor, Permission.DECIDE_REQUISITIONS, seen)
    _check_status(requisition, S.HELD)
    _turn(requisition, S.APPROVED if requisition.decided_by_id else S.PENDING, "resumed", actor)


def cancel(requisition: Requisition, *, actor: Account, reason: str, seen: int | None = None) -> None:
    """It is no longer needed. Openings begun for it go on; they are closed by themselves."""
    _begin(requisition, actor, Permission.RAISE_REQUISITIONS, seen)
    _check_reason(reason)
    if requisition.requested_by_id != actor.id:
        _check_may(actor, Permission.DECIDE_REQUISITIONS, requisition.team_id)
    _check_status(requisition, S.PENDING, S.APPROVED, S.HELD, S.REFUSED)
    _turn(requisition, S.CANCELLED, "cancelled", actor, reason)


def begin_opening(
    requisition: Requisition,
    title: Words,
    *,
    seats: int,
    on_duty_by: date,
    actor: Account,
    seen: int | None = None,
) -> Opening:
    """Begin an opening for an approved requisition with so many of its heads as seats."""
    _begin(requisition, actor, Permission.RAISE_REQUISITIONS, seen)
    _check_status(requisition, S.APPROVED)
    left = requisition.head_count - queries.seats_begun(requisition.id)
    if seats > left:
        raise RequisitionRefused(
            _("Not opened. %(code)s has %(left)s heads left.", code=requisition.code, left=left), "seats"
        )
    facts = openings.Facts(
        title, requisition.team_id, requisition.site_id, requisition.shift,
        requisition.market_language, on_duty_by, requisition.kind,
    )  # fmt: skip
    opening = openings.open_opening(requisition.role_profile, facts, seats=seats, actor=actor)
    db.session.add(RequisitionOpening(opening_id=opening.id, requisition_id=requisition.id))
    db.session.flush()
    _tell("opening begun", requisition, actor, opening=opening.id, code=opening.code, seats=seats)
    campaigns.follow(requisition, opening, actor=actor)
    return opening


def profile_words(requisition: Requisition) -> Words:
    """What an opening for it is called unless somebody says otherwise."""
    return {code: requisition.role_profile.name.get(code, "") for code in LANGUAGES}


def may_decide(requisition: Requisition, account: Account) -> bool:
    """Whoever may decide for this team and did not raise it."""
    teams = account.teams_for(Permission.DECIDE_REQUISITIONS)
    return bool(teams & {None, requisition.team_id}) and account.id != requisition.requested_by_id


def _decide(
    requisition: Requisition, status: S, actor: Account, reason: str | None, seen: int | None
) -> None:
    _begin(requisition, actor, Permission.DECIDE_REQUISITIONS, seen)
    if requisition.requested_by_id == actor.id:
        raise RequisitionRefused(_("Not decided. Somebody else has to decide what you raised."))
    _check_status(requisition, S.PENDING)
    requisition.decided_by_id, requisition.decided_at = actor.id, clock.now()
    _turn(requisition, status, status.value, actor, reason)


def _begin(requisition: Requisition, actor: Account, permission: Permission, seen: int | None) -> None:
    """From here on alone with it, and nobody has changed it since the page was shown."""
    _check_may(actor, permission, requisition.team_id)
    alone(f"requisition {requisition.id}")
    queries.refresh(requisition)
    if seen is not None and seen != requisition.version:
        raise RequisitionRefused(
            _(
                "Not done. Somebody else changed this requisition while you were looking. "
                "Open the page again to see how it is now."
            )
        )


def _check_may(actor: Account, permission: Permission, team_id: int) -> None:
    if not actor.teams_for(permission) & {None, team_id}:
        raise RequisitionRefused(_("Not done. Your role does not allow it for this team."), "team")


def _check_need(need: Need) -> None:
    if opening_pages.profile(need.role_profile_id) is None:
        raise RequisitionRefused(_("Choose one of the list."), "profile")
    if not 1 <= need.head_count <= MOST_HEADS:
        raise RequisitionRefused(_("Ask for 1 to %(most)s people.", most=MOST_HEADS), "head_count")
    if need.needed_by < clock.today():
        raise RequisitionRefused(_("This day is over. Choose one to come."), "needed_by")
    if not rules.explains(need.explanation):
        raise RequisitionRefused(_("Say in a sentence what they are needed for."), "explanation")


def _check_status(requisition: Requisition, *fit: S) -> None:
    if requisition.status not in fit:
        raise RequisitionRefused(_("Not done. %(code)s is no longer as you saw it.", code=requisition.code))


def _check_reason(reason: str | None) -> None:
    if not rules.explains(reason):
        raise RequisitionRefused(_("Not done. It needs a reason of at least one sentence."), "reason")


def _turn(
    requisition: Requisition, to: S, verb: str, actor: Account, reason: str | None = None, **more: Any
) -> None:
    requisition.status = to
    db.session.flush()
    _tell(verb, requisition, actor, reason, **more)


def _tell(
    verb: str, requisition: Requisition, actor: Account, reason: str | None = None, **more: Any
) -> None:
    record(verb, requisition, actor_id=actor.id, reason=reason, state=requisition.status.value, **more)
    db.session.flush()


def _plain(need: Need) -> dict[str, Any]:
    """The need as the record keeps it: without its free text, which stays with the requisition."""
    plain = asdict(need) | {
        "shift": need.shift.value, "kind": need.kind.value, "cause": need.cause.value,
        "needed_by": need.needed_by.isoformat()
    }  # fmt: skip
    del plain["explanation"]
    return plain
