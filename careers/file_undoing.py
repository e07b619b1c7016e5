"""Undoing a file of monthly figures: by further figures, nothing is removed."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from careers import entering, reviewing
from careers.entering import ReviewRefused
from careers.models import ReviewImport
from careers.queries import entering as rows
from careers.queries import file_changes as queries
from careers.queries import reviews
from careers.states import FigureSource
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import Way, by, record
from people.models import Account


class Undone(NamedTuple):
    """`back`: months that stand as before; `left`: (name, month, sentence) of those that could not."""

    back: int
    left: list[tuple[str, date, str]]


def undo(made: ReviewImport, *, actor: Account) -> Undone:
    """Let every month that a file changed stand as before it, each figure with the source that it had; closed
    months by a further correction. What changed since, months that were closed since, and people whom `actor`
    does not review are left as they are. Where nothing can be put back, the file is not undone.

    Raises ReviewRefused when it was undone already."""
    alone(entering.ROOM)
    db.session.refresh(made)
    if made.undone_at is not None:
        raise ReviewRefused(_("Not undone. Somebody has undone this file already."))
    with by(Way.IMPORT):
        done = [_undo_month(one, made, actor) for one in queries.changed_by(made.batch)]
        found = Undone(sum(one.back for one in done), [left for one in done for left in one.left])
        if found.back or not found.left:
            made.undone_at, made.undone_by_id = clock.now(), actor.id
            record("file of figures undone", made, actor_id=actor.id, batch=made.batch)
    db.session.flush()
    return found


def _undo_month(one: queries.Changed, made: ReviewImport, actor: Account) -> Undone:
    """`one`: a month, with what the file changed in it."""
    refused = _not_reached(one, actor)
    refused |= dict.fromkeys(one.changed_since, _("Somebody has changed it since."))
    back = 0
    for who in one.closed - refused.keys():
        try:
            _correct(one, who, made, actor)
            back += 1
        except ReviewRefused as refusal:
            refused[who] = refusal.sentence
    still_open = [who for who in one.before if who not in one.closed and who not in refused]
    found = _put_back(one, still_open, made, actor)
    refused |= found.refused
    names = rows.names(refused)
    back += sum(new > 0 for new in found.new.values())
    return Undone(back, sorted((names[who], one.month, sentence) for who, sentence in refused.items()))


def _not_reached(one: queries.Changed, actor: Account) -> dict[int, str]:
    people = {*one.before, *one.changed_since}
    return dict.fromkeys(people - rows.reviewed_by(actor, people), _("You do not review them."))


def _why(made: ReviewImport) -> dict[str, str]:
    reason = _("Undone: the figures of %(name)s", name=made.name)
    return {"reason": reason, "batch": queries.UNDOING + made.batch}


def _put_back(
    one: queries.Changed, people: Collection[int], made: ReviewImport, actor: Account
) -> entering.Entered:
    return entering.add_for_many(
        one.month,
        {who: {key: last.figure for key, last in one.before[who].items()} for who in people},
        actor=actor,
        source=FigureSource.FILE,
        came_from={who: _sources(one, who) for who in people},
        **_why(made),
    )


def _correct(one: queries.Changed, who: int, made: ReviewImport, actor: Account) -> None:
    if who not in one.corrected:
        raise ReviewRefused(_("The month was closed since; correct it on its page."))
    reviewing.correct(
        reviews.employment(who),
        one.month,
        {key: last.figure for key, last in one.before[who].items()},
        actor=actor,
        source=FigureSource.FILE,
        came_from=_sources(one, who),
        **_why(made),
    )


def _sources(one: queries.Changed, who: int) -> dict[str, FigureSource]:
    return {key: last.source for key, last in one.before[who].items() if last.source is not None}
