"""A file of attendance: who is meant by each line, and which mark."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from core import columns_in, tables_in
from core.i18n import LANGUAGES, _, speaking
from training.states import Mark
from training.words import MARK_KEYS, word

MARK_HEADS = ("attendance", "mark", "status", "出勤", "考勤", "状态")


class Read(NamedTuple):
    """The marks of a file by enrolment, and a sentence for each line that gave none or one too many."""

    marks: dict[int, Mark]
    problems: list[str]


def read(content: bytes, in_class: Sequence[Any]) -> Read:
    """`content`: a CSV or Excel file with a column of names or e-mails and one of marks, in either
    language. `in_class`: rows of (enrolment_id, name, latin_name, email).

    Raises core.tables_in.TableRefused for what is no table."""
    table = tables_in.read(content)
    heads = columns_in.heads(table)
    who = columns_in.place_of(heads, columns_in.NAME_HEADS) or 0
    what = columns_in.place_of(heads, MARK_HEADS)
    people, marks = columns_in.called(in_class, "enrolment_id"), _marks()
    found, first = Read({}, []), dict[int, _First]()
    for row in table.rows:
        _read_row(row, who, 1 if what is None else what, people, marks, found, first)
    return found


class _First(NamedTuple):
    """Where a file names somebody first, and what it says there."""

    line: int
    mark: Mark


def _read_row(
    row: tables_in.Row,
    who: int,
    what: int,
    people: Mapping[str, set[int]],
    marks: Mapping[str, Mark],
    found: Read,
    first: dict[int, _First],
) -> None:
    name, said = (columns_in.cell(row, column) for column in (who, what))
    meant, mark = people.get(name.lower(), set()), marks.get(said.lower())
    if len(meant) != 1:
        several = _(
            "line %(line)s: there are several called %(name)s; give the e-mail", line=row.line, name=name
        )
        nobody = _("line %(line)s: nobody in the class is called %(name)s", line=row.line, name=name)
        found.problems.append(several if meant else nobody)
    elif mark is None:
        found.problems.append(
            _("line %(line)s: “%(said)s” is no mark of attendance", line=row.line, said=said)
        )
    elif (one := next(iter(meant))) in first:
        _read_again(row.line, name, one, mark, first[one], found)
    else:
        found.marks[one], first[one] = mark, _First(row.line, mark)


def _read_again(line: int, name: str, one: int, mark: Mark, first: _First, found: Read) -> None:
    """Somebody who is on an earlier line too: which mark is meant is not for the program to guess."""
    where = {"line": line, "name": name, "first": first.line}
    same = _("line %(line)s: %(name)s is on line %(first)s already, with the same mark", **where)
    other = _(
        "line %(line)s: %(name)s is on line %(first)s already, with another mark; none is taken", **where
    )
    if mark is not first.mark:
        found.marks.pop(one, None)
    found.problems.append(same if mark is first.mark else other)


def _marks() -> dict[str, Mark]:
    """The words for the marks in every language, and their keys."""
    found = {key: mark for mark, key in MARK_KEYS.items()} | {mark.value: mark for mark in MARK_KEYS}
    for language in LANGUAGES:
        with speaking(language):
            found |= {word(mark).lower(): mark for mark in MARK_KEYS}
    return found
