"""Taking in a file of monthly figures, all lines or none, and undoing it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from careers import entering, reviewing
from careers.entering import ReviewRefused
from careers.models import FigureHeading, ReviewImport
from careers.queries import entering as rows
from careers.queries import headings
from careers.queries import reviews as queries
from careers.states import FigureSource
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import Way, by, new_batch, record
from core.refusal import Refused
from people.models import Account


@dataclass(frozen=True)
class Line:
    """One line of the file. `problem`: why it cannot be taken, else None."""

    line: int
    name: str
    employment_id: int | None = None
    month: date | None = None
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    problem: str | None = None


class ImportRefused(Refused):
    """Nothing of the file was taken in. `problems`: (line, sentence)."""

    def __init__(self, sentence: str, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__(sentence)
        self.problems = list(problems)


class Undone(NamedTuple):
    """`back`: months that stand as before; `left`: (name, month, sentence) of those that could not."""

    back: int
    left: list[tuple[str, date, str]]


def take_in(lines: Sequence[Line], name: str, *, actor: Account) -> tuple[int, int]:
    """Enter the figures of open months, and correct closed ones with the name of the file as the reason:
    all lines or none. Returns how many months were entered and how many corrected; what stands already
    counts as neither.

    Raises ImportRefused with the reason for each line that cannot be taken."""
    alone(entering.ROOM)
    batch = new_batch()
    months: dict[date, list[Line]] = defaultdict(list)
    for one in lines:
        assert one.month is not None
        months[one.month].append(one)
    entered, corrected, problems = 0, 0, list[tuple[int, str]]()
    with by(Way.IMPORT):
        for month, own in months.items():
            closed = rows.closed({_who(one) for one in own}, month)
            entered += _enter(month, [one for one in own if _who(one) not in closed], actor, batch, problems)
            corrected += _correct([one for one in own if _who(one) in closed], name, actor, batch, problems)
    if problems:
        said = _("Nothing was taken in. Some lines cannot be; they are named below.")
        raise ImportRefused(said, sorted(problems))
    if entered or corrected:
        _remember(name, batch, entered, corrected, actor)
    return entered, corrected


def _who(one: Line) -> int:
    assert one.employment_id is not None
    return one.employment_id


def _enter(
    month: date, lines: Sequence[Line], actor: Account, batch: str, problems: list[tuple[int, str]]
) -> int:
    """How many months of these were not closed and say something new."""
    own = entering.beside_training(month, {_who(one): one.figures for one in lines})
    found = entering.add_for_many(month, own.wanted, actor=actor, source=FigureSource.FILE, batch=batch)
    numbers, refused = {_who(one): one.line for one in lines}, own.refused | found.refused
    problems += [(numbers[who], sentence) for who, sentence in refused.items()]
    return sum(new > 0 for new in found.new.values())


def _correct(
    lines: Sequence[Line], name: str, actor: Account, batch: str, problems: list[tuple[int, str]]
) -> int:
    """How many closed months of these were corrected."""
    corrected, reason = 0, _("Imported from %(name)s", name=name)
    for one in lines:
        if _is_there(one):
            continue
        try:
            _correct_one(_who(one), one.month, one.figures, actor=actor, reason=reason, batch=batch)
            corrected += 1
        except ReviewRefused as refusal:
            problems.append((one.line, refusal.sentence))
    return corrected


def _correct_one(
    employment_id: int, month: date | None, figures: entering.Figures, *, actor: Account, **why: Any
) -> None:
    assert month is not None
    employment = queries.employment(employment_id)
    reviewing.correct(employment, month, figures, actor=actor, source=FigureSource.FILE, **why)


def _is_there(one: Line) -> bool:
    """Does the month say all of this already?"""
    assert one.month is not None
    there = queries.figures([_who(one)], one.month).get(_who(one), {})
    return all(key in there and there[key].figure == figure for key, figure in one.figures.items())


def _remember(name: str, batch: str, entered: int, corrected: int, actor: Account) -> None:
    made = ReviewImport(
        name=name,
        batch=batch,
        account_id=actor.id,
        taken_at=clock.now(),
        entered=entered,
        corrected=corrected,
    )
    db.session.add(made)
    db.session.flush()
    record("file of figures taken in", made, actor_id=actor.id, batch=batch)
    db.session.flush()


def learn(said: Mapping[str, str]) -> None:
    """Remember what headings measure, heading in small letters → indicator, for the next file."""
    for text, key in said.items():
        known = headings.heading(text)
        if known is None:
            db.session.add(FigureHeading(heading=text, key=key))
        else:
            known.key = key
    db.session.flush()


# Undoing


def undo(made: ReviewImport, *, actor: Account) -> Undone:
    """Let every month that a file changed stand as before it: by further figures, which take back those of
    the file, and for closed months by a further correction. What changed since, and months that were closed
    since, are left as they are.

    Raises ReviewRefused when it was undone already."""
    alone(entering.ROOM)
    db.session.refresh(made)
    if made.undone_at is not None:
        raise ReviewRefused(_("Not undone. Somebody has undone this file already."))
    made.undone_at, made.undone_by_id = clock.now(), actor.id
    reason = _("Undone: the figures of %(name)s", name=made.name)
    with by(Way.IMPORT):
        record("file of figures undone", made, actor_id=actor.id, batch=made.batch)
        db.session.flush()
        done = [_undo_month(one, reason, actor) for one in rows.changed_by(made.batch)]
    return Undone(sum(one.back for one in done), [left for one in done for left in one.left])


def _undo_month(one: rows.Changed, reason: str, actor: Account) -> Undone:
    """`one`: a month, with what the file changed in it."""
    still_open = {who: before for who, before in one.before.items() if who not in one.closed}
    found = entering.add_for_many(one.month, still_open, actor=actor, source=FigureSource.FILE, reason=reason)
    back = sum(new > 0 for new in found.new.values())
    refused = dict(found.refused)
    for who in one.closed:
        if who not in one.corrected:
            refused[who] = _("The month was closed since; correct it on its page.")
            continue
        try:
            _correct_one(who, one.month, one.before[who], actor=actor, reason=reason)
            back += 1
        except ReviewRefused as refusal:
            refused[who] = refusal.sentence
    refused |= dict.fromkeys(one.changed_since, _("Somebody has changed it since."))
    names = rows.names(refused)
    return Undone(back, [(names[who], one.month, sentence) for who, sentence in refused.items()])
