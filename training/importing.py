"""Taking in a file of nesting's daily numbers, each line by the verb that the sheet uses; and back out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import Way, by, new_batch, record
from core.refusal import Refused
from people.models import Account
from training import nesting
from training.queries import nesting as queries
from training.queries import nesting_files


@dataclass(frozen=True)
class Line:
    """One line of the file. `problem`: why it cannot be taken, else None."""

    line: int
    name: str
    nesting_id: int | None = None
    day: date | None = None
    measured: Mapping[str, Decimal] = field(default_factory=dict)
    problem: str | None = None


@dataclass(frozen=True)
class Taken:
    """How many days were entered, corrected, and there already."""

    entered: int = 0
    corrected: int = 0
    known: int = 0


class ImportRefused(Refused):
    """Nothing of the file was taken in, or back. `problems`: (line, sentence)."""

    def __init__(self, sentence: str, problems: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(sentence)
        self.problems = list(problems)


def take_in(lines: Sequence[Line], name: str, *, actor: Account) -> Taken:
    """Enter the days of a file; what stands already is corrected, with the name of the file as the reason,
    and what a line says nothing of stays as it is. All lines or none; the same file twice changes nothing.

    Raises ImportRefused with the reason for each line that cannot be taken."""
    batch, problems, done = new_batch(), [], []
    with by(Way.IMPORT):
        for one in lines:
            try:
                done.append(_take(one, name, batch, actor))
            except nesting.NestingRefused as refusal:
                problems.append((one.line, refusal.sentence))
    if problems:
        raise ImportRefused(_("Nothing was taken in. Some lines cannot be; they are named below."), problems)
    return Taken(*(done.count(what) for what in ("entered", "corrected", "known")))


def _take(one: Line, name: str, batch: str, actor: Account) -> str:
    assert one.nesting_id is not None and one.day is not None
    alone(f"nesting {one.nesting_id}")
    row = queries.numbers_on([one.nesting_id], one.day).get(one.nesting_id)
    stands = {key: Decimal(value) for key, value in row.actuals.items()} if row else {}
    measured = {one.nesting_id: {**stands, **one.measured}}
    reason = _("Imported from %(name)s", name=name)
    if not nesting.enter(one.day, measured, actor=actor, reason=reason, batch=batch):
        return "known"
    return "corrected" if stands else "entered"


def take_back(batch: str, *, actor: Account) -> int:
    """Let what stood before a file was taken in stand again: each day by a further row. Returns how many.

    Raises ImportRefused for a file that is not theirs, and where somebody has changed one of its days since,
    or a nesting has ended."""
    rows = nesting_files.rows_of(batch, actor.id)
    for nesting_id in sorted({row.nesting_id for row, _entry, _stands in rows}):
        alone(f"nesting {nesting_id}")
    rows = nesting_files.rows_of(batch, actor.id)
    if not rows:
        raise ImportRefused(_("Not taken back. There is no such file of yours."))
    if {row.nesting_id for row, _entry, _stands in rows} - queries.editable(actor):
        raise ImportRefused(_("Not taken back. A nesting has ended, or is not yours to enter any more."))
    if not all(stands for _row, _entry, stands in rows):
        raise ImportRefused(_("Not taken back. One of its days was changed since, or it is back already."))
    for row, entry, _stands in rows:
        earlier = nesting_files.before(row)
        told = record(
            "nesting day taken back",
            nesting_files.nesting_of(row.nesting_id).enrolment,
            actor_id=actor.id,
            corrects=entry,
            day=row.day.isoformat(),
        )
        db.session.flush()
        nesting.add(row.nesting_id, row.day, earlier.actuals if earlier else {}, row, told, actor=actor)
    return len(rows)
