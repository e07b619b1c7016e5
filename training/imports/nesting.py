"""A file of nesting's daily numbers: who is meant by each line, which day, and what was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace

from core import columns_in, tables_in
from core.i18n import _
from training.importing import Line
from training.queries.nesting import Seen


@dataclass(frozen=True)
class Read:
    """`unknown`: columns that measure nothing we know; they are left out, and said to be."""

    lines: list[Line]
    unknown: list[str]


@dataclass(frozen=True)
class _Columns:
    who: int
    when: int | None
    keys: Mapping[int, str]
    day: date | None


def read(content: bytes, group: Sequence[Seen], day: date | None) -> Read:
    """`content`: a CSV or Excel file with a column of names or e-mails, one of days (or `day` for all) and
    one for each target, headed by its name in either language or its key. `group`: whose numbers may be
    entered.

    Raises core.tables_in.TableRefused for what is no table, or has no column of numbers."""
    table = tables_in.read(content)
    heads = columns_in.heads(table)
    known = columns_in.measures((one.key, one.name) for seen in group for one in seen.nesting.policy.targets)
    who = columns_in.place_of(heads, columns_in.NAME_HEADS) or 0
    when = columns_in.place_of(heads, columns_in.DAY_HEADS)
    keys = {place: known[head] for place, head in enumerate(heads) if head in known and place != who}
    if not keys:
        raise tables_in.TableRefused(_("No column is headed by the name of a target."), "file")
    if when is None and day is None:
        raise tables_in.TableRefused(_("No column is headed “Day”. Add one, or choose the day."), "file")
    columns, names = _Columns(who, when, keys, day), columns_in.called(map(_named, group), "nesting_id")
    targets = {seen.nesting.id: {one.key for one in seen.nesting.policy.targets} for seen in group}
    lines = [_line(row, columns, names, targets) for row in table.rows]
    unknown = [str(table.header[n]) for n in range(len(heads)) if heads[n] and n not in {who, when, *keys}]
    return Read(_without_repeats(lines), unknown)


def _named(seen: Seen) -> SimpleNamespace:
    one = seen.person
    return SimpleNamespace(
        nesting_id=seen.nesting.id, name=one.name, latin_name=one.latin_name, email=one.email
    )


def _line(
    row: tables_in.Row,
    columns: _Columns,
    names: Mapping[str, set[int]],
    targets: Mapping[int, set[str]],
) -> Line:
    name = columns_in.cell(row, columns.who)
    meant = names.get(name.lower(), set())
    said = columns_in.cell(row, columns.when) if columns.when is not None else ""
    day = columns_in.day_read(said) if said else columns.day
    measured, bad = columns_in.numbers(row, columns.keys)
    one = Line(row.line, name, next(iter(meant), None), day, measured)
    problem = _who_is_it(name, meant) or _problem(one, said, bad)
    if problem is None and set(measured) - targets[next(iter(meant))]:
        problem = _("One of these targets is not asked of %(name)s.", name=name)
    return replace(one, problem=problem)


def _who_is_it(name: str, meant: set[int]) -> str | None:
    if not meant:
        return _("Nobody who nests within your reach is called %(name)s.", name=name or "–")
    return _("Several are called %(name)s; give the e-mail.", name=name) if len(meant) > 1 else None


def _problem(one: Line, said: str, bad: str | None) -> str | None:
    if one.day is None:
        return _("“%(said)s” is no day: 2026-10-01.", said=said)
    if bad is not None:
        return columns_in.no_number(bad)
    return None if one.measured else _("There is no number on this line.")


def _without_repeats(lines: list[Line]) -> list[Line]:
    """A second line about the same day of the same person is refused, whatever it says."""
    seen: dict[tuple[int | None, date | None], int] = {}
    found = []
    for one in lines:
        first = seen.setdefault((one.nesting_id, one.day), one.line)
        if one.problem is None and first != one.line:
            one = replace(one, problem=_("Line %(line)s is about the same person and day.", line=first))
        found.append(one)
    return found
