"""Openings: how one begins, changes, rests and ends, and who takes part in it.

No verb commits; each refuses with `OpeningRefused` and then has changed nothing.
"""

from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from core import clock, money
from core.db import Words, db
from core.i18n import LANGUAGES, _
from core.locks import alone
from core.record import new_batch, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import applications, closing
from recruiting.models import DispositionReason, HiringTeamMember, Opening, RoleProfile, Seat, Visit
from recruiting.queries import openings, requisitions, taking_back
from recruiting.states import (
    ContactChannel,
    EmploymentKind,
    OpeningStatus,
    Part,
    ReasonFamily,
    SalaryPeriod,
    SeatState,
    Shift,
)

MOST_SEATS = 500


class OpeningRefused(Refused):
    """The opening stays as it is, or does not begin."""


@dataclass(frozen=True)
class Facts:
    """What is said of an opening and may be changed while it runs."""

    title: Words
    team_id: int
    site_id: int
    shift: Shift
    market_language: str
    on_duty_by: date
    kind: EmploymentKind = EmploymentKind.PERMANENT
    salary_from: int | None = None
    salary_to: int | None = None
    salary_currency: str | None = None
    salary_period: SalaryPeriod | None = None
    contact_channels: list[str] = field(default_factory=list)


PART_NEEDS = {
    Part.RECRUITER: Permission.MOVE_APPLICATIONS,
    Part.HIRING_MANAGER: Permission.SEE_APPLICATIONS,
    Part.INTERVIEWER: Permission.SCORE,
}
"""What somebody's role must allow for a part in a hiring team to be of use."""


def open_opening(
    profile: RoleProfile, facts: Facts, *, seats: int, actor: Account | None, pipeline_id: int | None = None
) -> Opening:
    """Begin an opening for `profile` with `seats` open seats, on the newest version of the pipeline
    (`pipeline_id`, or the first there is). Its code is the next of OP-101, OP-102 …"""
    _check_may_for(actor, facts.team_id)
    _check_facts(facts)
    check_day(facts.on_duty_by)
    check_seats(seats)
    alone("opening code")
    opening = Opening(
        code=f"OP-{openings.highest_code() + 1}",
        role_profile_id=profile.id,
        pipeline_version_id=openings.newest_version_id(pipeline_id),
        status=OpeningStatus.OPEN,
        opened_at=clock.now(),
        seats=[Seat(number=number) for number in range(1, seats + 1)],
        **asdict(facts),
    )
    db.session.add(opening)
    db.session.flush()
    tell_of(
        "opened", opening, actor=actor, seats=seats, version=opening.pipeline_version_id, after=_plain(facts)
    )
    return opening


def facts_of(opening: Opening) -> Facts:
    """What is said of it now."""
    return Facts(**{one.name: getattr(opening, one.name) for one in fields(Facts)})


def tell_of(
    verb: str, opening: Opening, *, actor: Account | None, reason: str | None = None, **more: Any
) -> None:
    """Write down that `verb` happened to the opening."""
    record(
        verb,
        opening,
        actor_id=actor.id if actor else None,
        reason=reason,
        state=opening.status.value,
        **more,
    )
    db.session.flush()


def _plain(facts: Facts) -> dict[str, Any]:
    """The facts as the record keeps them."""
    words = {
        "shift": facts.shift.value,
        "kind": facts.kind.value,
        "on_duty_by": facts.on_duty_by.isoformat(),
        "salary_period": facts.salary_period.value if facts.salary_period else None,
    }
    return asdict(facts) | words


def _check_may_for(actor: Account | None, team_id: int) -> None:
    teams = actor.teams_for(Permission.EDIT_OPENINGS) if actor else {None}
    if not teams & {None, team_id}:
        raise OpeningRefused(_("Not done. Your role does not allow it for this team."), "team")


def check_may(actor: Account | None, opening: Opening) -> None:
    """A rule may; a person only as `may_edit` says."""
    if actor is not None and not may_edit(opening, actor):
        _check_may_for(actor, opening.team_id)


def may_edit(opening: Opening, account: Account) -> bool:
    """With the permission everywhere, for the opening's team, or as a member of its hiring team."""
    teams = account.teams_for(Permission.EDIT_OPENINGS)
    return bool(teams & {None, opening.team_id}) or (bool(teams) and openings.takes_part(opening, account))


def may_see_salary(opening: Opening, account: Account) -> bool:
    """Who may see what is offered in it may."""
    teams = account.teams_for(Permission.HIRE)
    return bool(teams & {None, opening.team_id}) or (bool(teams) and openings.takes_part(opening, account))


def _check_facts(facts: Facts) -> None:
    for language in LANGUAGES:
        if not facts.title.get(language, "").strip():
            raise OpeningRefused(_("An opening needs a title in both languages."), f"title_{language}")
    if facts.market_language not in LANGUAGES:
        raise OpeningRefused(_("Choose one of the list."), "market_language")
    if not set(facts.contact_channels) <= {one.value for one in ContactChannel}:
        raise OpeningRefused(_("Choose one of the list."), "contact_channels")
    _check_salary(facts)


def _check_salary(facts: Facts) -> None:
    least, most = facts.salary_from, facts.salary_to
    if least is None and most is None:
        if facts.salary_currency is not None or facts.salary_period is not None:
            raise OpeningRefused(_("Name both ends of the salary range, or neither."), "salary_from")
        return
    if least is None or most is None:
        missing = "salary_from" if least is None else "salary_to"
        raise OpeningRefused(_("Name both ends of the salary range, or neither."), missing)
    if facts.salary_currency not in money.CURRENCIES or facts.salary_period is None:
        raise OpeningRefused(_("Choose one of the list."), "salary_currency")
    if not 1 <= least <= money.MOST or not 1 <= most <= money.MOST:
        raise OpeningRefused(_("A salary is more than nothing."), "salary_from")
    if least > most:
        raise OpeningRefused(_("The upper end of the range is lower than the lower one."), "salary_to")


def check_day(day: date) -> None:
    """Refuse a day that is over."""
    if day < clock.today():
        raise OpeningRefused(_("This day is over. Choose one to come."), "on_duty_by")


def check_open_still(opening: Opening) -> None:
    """Refuse a closed opening."""
    if opening.status is OpeningStatus.CLOSED:
        raise OpeningRefused(_("Not changed. The opening is closed; reopen it first."))


def check_seats(seats: int) -> None:
    """Refuse none, or more than MOST_SEATS."""
    if not 1 <= seats <= MOST_SEATS:
        raise OpeningRefused(_("An opening has 1 to %(most)s seats.", most=MOST_SEATS), "seats")


def change(opening: Opening, facts: Facts, *, actor: Account | None, seen: int | None = None) -> bool:
    """Say something else of the opening; False where all is as it was. `seen`: `Opening.version` of
    the page that asked."""
    check_may(actor, opening)
    check_open_still(opening)
    if seen is not None and seen != opening.version:
        raise OpeningRefused(
            _(
                "Not changed. Somebody else changed this opening while you were looking. "
                "Open the page again to see how it is now."
            )
        )
    _check_facts(facts)
    before = facts_of(opening)
    if facts.team_id != before.team_id:
        _check_may_for(actor, facts.team_id)
    if facts.on_duty_by != before.on_duty_by:
        check_day(facts.on_duty_by)
    old, new = _plain(before), _plain(facts)
    changed = [name for name in new if new[name] != old[name]]
    for name in changed:
        setattr(opening, name, getattr(facts, name))
    if changed:
        db.session.flush()
        was, now = ({name: plain[name] for name in changed} for plain in (old, new))
        tell_of("changed", opening, actor=actor, before=was, after=now)
    return bool(changed)


def adopt_newest_pipeline(opening: Opening, *, actor: Account | None) -> None:
    """Let new applications begin on the newest version; those that run finish on theirs."""
    check_may(actor, opening)
    check_open_still(opening)
    newest = openings.newer_version(opening.pipeline_version)
    if newest is None:
        raise OpeningRefused(_("Not changed. This is the newest version of the pipeline."))
    before = opening.pipeline_version.number
    opening.pipeline_version = newest
    db.session.flush()
    tell_of("pipeline version changed", opening, actor=actor, before=before, after=newest.number)


def add_member(opening: Opening, account: Account, part: Part, *, actor: Account | None) -> HiringTeamMember:
    """Let `account` take part in the hiring team."""
    check_may(actor, opening)
    if not account.is_active or not account.may(PART_NEEDS[part]):
        raise OpeningRefused(
            _("Not added. The role of %(name)s does not allow that part.", name=account.name), "part"
        )
    if openings.member(opening.id, account.id, part):
        raise OpeningRefused(_("Not added. %(name)s has that part already.", name=account.name), "account")
    member = HiringTeamMember(opening_id=opening.id, account_id=account.id, part=part, account=account)
    db.session.add(member)
    db.session.flush()
    db.session.expire(opening, ["members"])
    tell_of("member added", opening, actor=actor, account=account.id, part=part.value)
    return member


def remove_member(opening: Opening, member: HiringTeamMember, *, actor: Account | None) -> None:
    """Take somebody out of the hiring team; scorecards they were asked for stay asked for."""
    check_may(actor, opening)
    db.session.delete(member)
    db.session.flush()
    db.session.expire(opening, ["members"])
    tell_of("member removed", opening, actor=actor, account=member.account_id, part=member.part.value)


def pause(opening: Opening, *, actor: Account | None) -> None:
    """Take no new applications for a while; those there are go on."""
    _turn(opening, OpeningStatus.OPEN, OpeningStatus.PAUSED, "paused", actor)


def resume(opening: Opening, *, actor: Account | None) -> None:
    """Take applications again after a pause."""
    _turn(opening, OpeningStatus.PAUSED, OpeningStatus.OPEN, "resumed", actor)


def reopen(opening: Opening, *, actor: Account | None) -> None:
    """Open a closed opening again, with its seats as they were, but for those whose heads went to another
    opening of the requisition meanwhile. Who was rejected stays rejected until reinstated."""
    _turn(opening, OpeningStatus.CLOSED, OpeningStatus.OPEN, "reopened", actor)
    _close_seats_given_away(opening, actor)


def _close_seats_given_away(opening: Opening, actor: Account | None) -> None:
    requisition = requisitions.of_opening(opening.id)
    if requisition is None:
        return
    alone(f"requisition {requisition.id}")
    surplus = requisitions.seats_begun(requisition.id) - requisition.head_count
    kept = [seat for seat in openings.seats_locked(opening.id) if seat.state is not SeatState.CLOSED]
    gone = [seat for seat in kept if seat.state is SeatState.OPEN][-surplus:] if surplus > 0 else []
    if not gone:
        return
    why = _("Their heads went to another opening of %(code)s.", code=requisition.code)
    for seat in gone:
        seat.state, seat.close_reason = SeatState.CLOSED, why
    db.session.flush()
    counts = {"before": len(kept), "after": len(kept) - len(gone)}
    tell_of("seats changed", opening, actor=actor, reason=why, **counts)


def _turn(opening: Opening, old: OpeningStatus, new: OpeningStatus, verb: str, actor: Account | None) -> None:
    check_may(actor, opening)
    openings.lock(opening)
    if opening.status is not old:
        raise OpeningRefused(_("Not done. %(opening)s is no longer as you saw it.", opening=opening.code))
    opening.status = new
    opening.closed_at = None
    db.session.flush()
    tell_of(verb, opening, actor=actor, before=old.value)


def close(
    opening: Opening,
    outcome: DispositionReason | Opening,
    *,
    actor: Account | None,
    reason: str | None = None,
    tell: bool = True,
) -> int:
    """Close the opening; returns how many were still in it. All of them are rejected for `outcome`, or
    go on in the opening `outcome`. tell: write to them.  reason: why it closes, for the record."""
    check_may(actor, opening)
    _check_outcome(opening, outcome, actor)
    openings.lock(opening)
    _check_closable(opening)
    visits, batch = openings.still_in(opening.id), new_batch()
    for visit in visits:
        if isinstance(outcome, DispositionReason):
            closing.reject(visit, outcome, actor=actor, note=reason, batch=batch, tell=tell)
        else:
            _carry_over(visit, outcome, actor, batch, tell)
    opening.status = OpeningStatus.CLOSED
    opening.closed_at = clock.now()
    db.session.flush()
    kind = "reason" if isinstance(outcome, DispositionReason) else "opening"
    tell_of(
        "closed",
        opening,
        actor=actor,
        reason=reason,
        still_in=len(visits),
        batch_of=batch,
        **{f"to_{kind}": outcome.id},
    )
    return len(visits)


def take_back(opening: Opening, *, actor: Account | None) -> bool:
    """Close an opening that an import made and that went with it; False, and it stays as it is, where
    somebody has used it since. Who may take the import back may this."""
    openings.lock(opening)
    if opening.status is not OpeningStatus.PAUSED or taking_back.used(opening.id):
        return False
    opening.status, opening.closed_at = OpeningStatus.CLOSED, clock.now()
    db.session.flush()
    tell_of("taken back", opening, actor=actor)
    return True


def _check_outcome(opening: Opening, outcome: DispositionReason | Opening, actor: Account | None) -> None:
    if isinstance(outcome, DispositionReason):
        if outcome.family is not ReasonFamily.REJECTION or outcome.retired_at is not None:
            raise OpeningRefused(_("Not closed. Choose one of the reasons of the list."), "reason")
        return
    check_may(actor, outcome)
    if outcome.id == opening.id or outcome.status is not OpeningStatus.OPEN:
        raise OpeningRefused(_("Not closed. Choose an opening that takes applications."), "opening")


def _check_closable(opening: Opening) -> None:
    if opening.status is OpeningStatus.CLOSED:
        raise OpeningRefused(_("Not done. %(opening)s is no longer as you saw it.", opening=opening.code))
    names = openings.with_open_offers(opening.id)
    if names:
        raise OpeningRefused(
            _(
                "Not closed. There are open offers: %(names)s. Record the answers or retract them first.",
                names=_(", ").join(names),
            )
        )


def _carry_over(visit: Visit, to: Opening, actor: Account | None, batch: str, tell: bool) -> None:
    """Who is in that opening already goes on there; everybody else begins there."""
    application = visit.application
    there = openings.has_open_application(application.person_id, to.id)
    closing.transfer_out(visit, to, actor=actor, reason=None, batch=batch)
    if there:
        return
    applications.apply(
        application.person,
        to,
        channel=application.channel,
        referrer=application.referrer,
        transferred_from=application,
        actor=actor,
        batch=batch,
        tell=tell,
    )
