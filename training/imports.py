"""A file of attendance: who is meant by each line, and which mark."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from core import tables_in
from core.i18n import LANGUAGES, _, speaking
from training.states import Mark
from training.words import MARK_KEYS, word

NAME_HEADS = ("name", "姓名", "email", "e-mail", "邮箱", "电子邮箱")
MARK_HEADS = ("attendance", "mark", "status", "出勤", "考勤", "状态")


class Read(NamedTuple):
    """The marks of a file by enrolment, and a sentence for each line that gave none."""

    marks: dict[int, Mark]
    problems: list[str]


def read(content: bytes, in_class: Sequence[Any]) -> Read:
    """`content`: a CSV or Excel file with a column of names or e-mails and one of marks, in either
    language. `in_class`: rows of (enrolment_id, name, latin_name, email).

    Raises core.tables_in.TableRefused for what is no table."""
    table = tables_in.read(content)
    heads = [str(cell).strip().lower() for cell in table.header]
    who = next((n for n, head in enumerate(heads) if head in NAME_HEADS), 0)
    what = next((n for n, head in enumerate(heads) if head in MARK_HEADS), 1)
    people, marks = _names(in_class), _marks()
    found = Read({}, [])
    for row in table.rows:
        _read_row(row, who, what, people, marks, found)
    return found


def _read_row(
    row: tables_in.Row,
    who: int,
    what: int,
    people: Mapping[str, set[int]],
    marks: Mapping[str, Mark],
    found: Read,
) -> None:
    name, said = (_cell(row, column) for column in (who, what))
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
    else:
        found.marks[next(iter(meant))] = mark


def _cell(row: tables_in.Row, column: int) -> str:
    return str(row.cells[column]).strip() if column < len(row.cells) else ""


def _names(in_class: Sequence[Any]) -> dict[str, set[int]]:
    """What somebody may be called in a file → who that can be."""
    found: dict[str, set[int]] = {}
    for row in in_class:
        both = f"{row.name} {row.latin_name}" if row.latin_name else None
        for name in filter(None, (row.name, row.latin_name, both, row.email)):
            found.setdefault(name.lower(), set()).add(row.enrolment_id)
    return found


def _marks() -> dict[str, Mark]:
    """The words for the marks in every language, and their keys."""
    found = {key: mark for mark, key in MARK_KEYS.items()} | {mark.value: mark for mark in MARK_KEYS}
    for language in LANGUAGES:
        with speaking(language):
            found |= {word(mark).lower(): mark for mark in MARK_KEYS}
    return found
