"""The seats of an opening: how many there are, and by which day each is to be filled.

A seat is needed by the day of its opening unless it has one of its own. Open seats of one day are alike, so
what is changed is so many of them.
"""

from datetime import date

from core.db import db
from core.i18n import _, ngettext
from core.locks import alone
from people.models import Account
from recruiting import openings
from recruiting.models import Opening, Seat
from recruiting.queries import openings as queries
from recruiting.queries import requisitions
from recruiting.states import RequisitionStatus, SeatState
from recruiting.words import word


def needed_by(opening: Opening, seat: Seat) -> date:
    """The day by which the seat is to be filled by somebody at work."""
    return seat.needed_by or opening.on_duty_by


def redate(
    opening: Opening, of: date, how_many: int, to: date | None, *, actor: Account | None, reason: str = ""
) -> None:
    """Let so many of the open seats that are needed by the day `of` be needed by the day `to` instead; None
    is the day of the opening.

    Raises OpeningRefused for a day that is over, and where there are not so many open seats of that day, as
    when somebody else was faster."""
    openings.check_may(actor, opening)
    openings.check_open_still(opening)
    day = to or opening.on_duty_by
    openings.check_day(day)
    alone(f"seats of opening {opening.id}")
    seats = queries.seats_locked(opening.id)
    there = [one for one in seats if one.state is SeatState.OPEN and needed_by(opening, one) == of]
    if not 1 <= how_many <= len(there):
        raise openings.OpeningRefused(
            ngettext(
                "Not changed. There is %(num)s open seat of that day.",
                "Not changed. There are %(num)s open seats of that day.",
                len(there),
            ),
            "how_many",
        )
    if day == of:
        raise openings.OpeningRefused(_("Not changed. They are needed by that day already."), "to")
    for seat in there[-how_many:]:
        seat.needed_by = day if day != opening.on_duty_by else None
    db.session.flush()
    openings.tell_of(
        "seats redated", opening, actor=actor, reason=reason.strip() or None,
        seats=[one.number for one in there[-how_many:]], before=of.isoformat(), after=day.isoformat(),
    )  # fmt: skip


def set_seats(
    opening: Opening,
    wanted: int,
    *,
    actor: Account | None,
    reason: str | None = None,
    seen: int | None = None,
) -> None:
    """Add open seats, or close some, until `wanted` are not closed. Closing needs a reason and leaves
    those alone that are filled or promised. `seen`: how many the page that asked showed."""
    openings.check_may(actor, opening)
    openings.check_open_still(opening)
    openings.check_seats(wanted)
    alone(f"seats of opening {opening.id}")  # a lock on rows would not see those added while it waited
    seats = queries.seats_locked(opening.id)
    kept = [seat for seat in seats if seat.state is not SeatState.CLOSED]
    if seen is not None and seen != len(kept):
        raise openings.OpeningRefused(
            ngettext(
                "Not changed. Somebody else was faster: there is %(num)s seat now.",
                "Not changed. Somebody else was faster: there are %(num)s seats now.",
                len(kept),
            ),
            "seats",
        )
    if wanted > len(kept):
        _check_heads_left(opening, wanted - len(kept))
        first = len(seats) + 1
        _add_seats(opening, range(first, first + wanted - len(kept)))
    elif wanted < len(kept):
        _close_seats(opening, kept, len(kept) - wanted, reason)
    else:
        return
    openings.tell_of("seats changed", opening, actor=actor, reason=reason, before=len(kept), after=wanted)


def _check_heads_left(opening: Opening, more: int) -> None:
    """Refuse seats beyond the head-count of the requisition for which the opening was begun."""
    requisition = requisitions.of_opening(opening.id)
    if requisition is None:
        return
    alone(f"requisition {requisition.id}")
    requisitions.refresh(requisition)
    if requisition.status is not RequisitionStatus.APPROVED:
        raise openings.OpeningRefused(
            _(
                "Not changed. %(code)s is %(status)s; seats are added once it is approved.",
                code=requisition.code,
                status=word(requisition.status),
            ),
            "seats",
        )
    left = requisition.head_count - requisitions.seats_begun(requisition.id)
    if more > left:
        raise openings.OpeningRefused(
            _("Not changed. %(code)s has %(left)s heads left.", code=requisition.code, left=left), "seats"
        )


def _add_seats(opening: Opening, numbers: range) -> None:
    db.session.add_all(Seat(opening_id=opening.id, number=number) for number in numbers)
    db.session.flush()
    db.session.expire(opening, ["seats"])


def _close_seats(opening: Opening, kept: list[Seat], surplus: int, reason: str | None) -> None:
    counts = queries.seat_counts(opening.id)
    if surplus > counts.free:
        raise openings.OpeningRefused(
            _(
                "Not changed. %(filled)s seats are filled and %(offered)s offered: %(least)s is the least.",
                filled=counts.filled,
                offered=counts.offered,
                least=counts.filled + counts.offered,
            ),
            "seats",
        )
    why = (reason or "").strip()
    if not why:
        raise openings.OpeningRefused(_("Closing a seat needs a reason."), "reason")
    free = [seat for seat in kept if seat.state is SeatState.OPEN]
    free.sort(key=lambda seat: (needed_by(opening, seat), seat.number))  # those needed last go first
    for seat in free[-surplus:]:
        seat.state, seat.close_reason = SeatState.CLOSED, why
    db.session.flush()
