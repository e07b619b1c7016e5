"""Check-ins: begun by either side, rated by both apart from each other, then compared, or called off before.
Nothing follows from them by itself; a difference can be made a goal of the development plan."""

from typing import Any

from careers.developing import side_of
from careers.models import CheckIn, CheckInRating, CheckInSheet
from careers.queries import check_ins as queries
from careers.queries import standings
from careers.rules.check_ins import Ratings
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account, Employment

LONGEST, LONGEST_REASON = 1000, 500


class CheckInRefused(Refused):
    """No check-in was begun, or no rating taken."""


def begin(employment: Employment, *, actor: Account) -> CheckIn:
    """Ask both sides to rate the competencies of the next level, as the ladder that counts for the employee
    has them today.

    Raises CheckInRefused while another one is open, at the top of the ladder, and for a level that asks for
    no competencies."""
    alone(f"check-in of {employment.id}")
    if queries.open_one(employment.id):
        raise CheckInRefused(_("Not begun. The check-in before is still open."))
    standing = standings.standing_of(employment.id)
    if standing is None or standing.version is None or standing.target is None:
        raise CheckInRefused(_("Not begun. There is no next level to be rated for."))
    if not standing.target.competencies:
        raise CheckInRefused(_("Not begun. The next level asks for no competencies."))
    made = CheckIn(
        employment_id=employment.id,
        version_id=standing.version.id,
        level=standing.target.key,
        opened_at=clock.now(),
        opened_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    _told("check-in begun", made, actor, level=made.level)
    return made


def _told(verb: str, one: CheckIn, actor: Account, **details: Any) -> None:
    record(verb, one, actor_id=actor.id, employment=one.employment_id, **details)
    db.session.flush()


def hand_in(one: CheckIn, ratings: Ratings, *, actor: Account) -> CheckInSheet:
    """Rate every competency from 1 to 5, with a word of what was seen; once for each side, and all at a time.
    With both sides there it is closed, and each sees the other's.

    Raises CheckInRefused for a side that has handed in, for one that was called off, and with something
    missing."""
    alone(f"check-in of {one.employment_id}")
    db.session.refresh(one)
    if one.called_off_at is not None:
        raise CheckInRefused(_("Not sent. The check-in was called off."))
    side = side_of(one.employment, actor=actor)
    if one.sheet_of(side) is not None:
        raise CheckInRefused(_("Not sent. Your side has handed in already."))
    keys = [each.key for each in queries.competencies(one)]
    for key in keys:
        _check(key, *ratings.get(key, (0, "")))
    sheet = CheckInSheet(check_in_id=one.id, side=side, account_id=actor.id, at=clock.now())
    db.session.add(sheet)
    db.session.flush()
    db.session.add_all(
        CheckInRating(sheet_id=sheet.id, competency=key, rating=ratings[key][0], note=ratings[key][1].strip())
        for key in keys
    )
    if one.sheets:
        one.closed_at = clock.now()
    _told("check-in handed in", one, actor, side=side, both=one.closed_at is not None)
    db.session.expire(one)
    return sheet


def call_off(one: CheckIn, reason: str, *, actor: Account) -> None:
    """End it without a comparison; a further one can be begun. What a side has handed in stays, and is shown
    to nobody else.

    Raises CheckInRefused once both sides have handed in, twice, and without a reason."""
    alone(f"check-in of {one.employment_id}")
    db.session.refresh(one)
    if one.closed_at is not None:
        raise CheckInRefused(_("Not called off. Both sides have handed in."))
    if one.called_off_at is not None:
        raise CheckInRefused(_("Not called off. It was called off already."))
    if not reason.strip():
        raise CheckInRefused(_("Not called off. Say why; the other side reads it."), "reason")
    if len(reason) > LONGEST_REASON:
        raise CheckInRefused(_("At most %(most)s characters.", most=LONGEST_REASON), "reason")
    one.called_off_at, one.called_off_reason = clock.now(), reason.strip()
    _told("check-in called off", one, actor, reason=reason.strip())


def _check(key: str, rating: int, note: str) -> None:
    if not 1 <= rating <= 5:
        raise CheckInRefused(_("Rate every competency from 1 to 5."), f"rating-{key}")
    if not note.strip():
        raise CheckInRefused(_("Say for each rating what you have seen."), f"note-{key}")
    if len(note) > LONGEST:
        raise CheckInRefused(_("At most %(most)s characters.", most=LONGEST), f"note-{key}")
