"""Taking in a file of monthly figures, all lines or none."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

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


@dataclass
class _Taking:
    """A file on its way in: `problems` are what was refused, (line, sentence)."""

    name: str
    actor: Account
    batch: str
    problems: list[tuple[int, str]] = field(default_factory=list)


def take_in(lines: Sequence[Line], name: str, *, actor: Account) -> tuple[int, int]:
    """Enter the figures of open months, and correct closed ones with the name of the file as the reason:
    all lines or none. Returns how many months were entered and how many corrected; what stands already
    counts as neither.

    Raises ImportRefused with the reason for each line that cannot be taken."""
    alone(entering.ROOM)
    taking, entered, corrected = _Taking(name, actor, new_batch()), 0, 0
    months: dict[date, list[Line]] = defaultdict(list)
    for one in lines:
        assert one.month is not None
        months[one.month].append(one)
    with by(Way.IMPORT):
        for month, own in months.items():
            closed = rows.closed({_who(one) for one in own}, month)
            entered += _enter(taking, month, [one for one in own if _who(one) not in closed])
            corrected += _correct(taking, month, [one for one in own if _who(one) in closed])
    if taking.problems:
        said = _("Nothing was taken in. Some lines cannot be; they are named below.")
        raise ImportRefused(said, sorted(taking.problems))
    if entered or corrected:
        _remember(taking, entered, corrected)
    return entered, corrected


def _who(one: Line) -> int:
    assert one.employment_id is not None
    return one.employment_id


def _enter(taking: _Taking, month: date, lines: Sequence[Line]) -> int:
    """How many months of these were not closed and say something new."""
    own = entering.beside_training(month, {_who(one): one.figures for one in lines})
    found = entering.add_for_many(
        month, own.wanted, actor=taking.actor, source=FigureSource.FILE, batch=taking.batch
    )
    numbers, refused = {_who(one): one.line for one in lines}, own.refused | found.refused
    taking.problems += [(numbers[who], sentence) for who, sentence in refused.items()]
    return sum(new > 0 for new in found.new.values())


def _correct(taking: _Taking, month: date, lines: Sequence[Line]) -> int:
    """How many closed months of these were corrected; one that says all of it already is left alone."""
    there, corrected = queries.figures([_who(one) for one in lines], month), 0
    for one in lines:
        stands = {key: figure.figure for key, figure in there.get(_who(one), {}).items()}
        if all(stands.get(key) == entering.kept(figure) for key, figure in one.figures.items()):
            continue
        try:
            reviewing.correct(
                queries.employment(_who(one)),
                month,
                one.figures,
                actor=taking.actor,
                reason=_("Imported from %(name)s", name=taking.name),
                source=FigureSource.FILE,
                batch=taking.batch,
            )
            corrected += 1
        except ReviewRefused as refusal:
            taking.problems.append((one.line, refusal.sentence))
    return corrected


def _remember(taking: _Taking, entered: int, corrected: int) -> None:
    made = ReviewImport(
        name=taking.name,
        batch=taking.batch,
        account_id=taking.actor.id,
        taken_at=clock.now(),
        entered=entered,
        corrected=corrected,
    )
    db.session.add(made)
    db.session.flush()
    record("file of figures taken in", made, actor_id=taking.actor.id, batch=taking.batch)
    db.session.flush()


def learn(said: Mapping[str, str], chosen: Collection[str], *, actor: Account) -> None:
    """Remember what headings measure, for the next file of this account: heading in small letters →
    indicator. Of the `chosen` ones that mean nothing any more, nothing is remembered."""
    known = {one.heading: one for one in headings.of(actor)}
    for text in chosen:
        if text in known and text not in said:
            db.session.delete(known[text])
    for text, key in said.items():
        if text in known:
            known[text].key = key
        else:
            db.session.add(FigureHeading(account_id=actor.id, heading=text, key=key))
    db.session.flush()
