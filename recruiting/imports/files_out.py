"""What an import hands out: the template, the rows that were left out, the lists of its page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from core.i18n import _, say
from recruiting.imports import columns, labels, problems, sources
from recruiting.models import CandidateImport, ImportKind
from recruiting.queries import imports as queries

EXAMPLE = {
    "name": "宋嘉树", "latin_name": "Song Jiashu", "email": "song.jiashu@example.org",
    "phone": "138 0000 0000", "language": "中文", "lives_in": "杭州", "education": "本科", "service_years": 3,
    "languages": "中文, English", "evening_shift": "是", "words_a_minute": 70, "opening": "OP-101",
    "channel": "招聘网站",
}  # fmt: skip
"""An invented person; the address lies in a reserved domain and the number belongs to nobody."""


def template() -> tuple[list[str], list[list[Any]]]:
    """The header of a table that comes in without further questions, and an example."""
    return [str(columns.FIELDS[name]) for name in columns.TEMPLATE], [[EXAMPLE[n] for n in columns.TEMPLATE]]


def faulty(one: CandidateImport) -> tuple[list[str], Iterator[list[Any]]]:
    """The rows that were left out, as they were, each with its line and what is wrong: to be mended and
    uploaded again as it is."""
    if one.kind is not ImportKind.TABLE:
        return [_("Line"), _("Column"), _("Value"), _("What is wrong")], _bare_faults(one)
    table = sources.table_of(one)
    wrong = _by_line(one, table.header)
    rows = ([*_padded(row.cells, len(table.header)), row.line, wrong[row.line]] for row in table.rows
            if row.line in wrong)  # fmt: skip
    return [*table.header, _("Line"), _("What is wrong")], rows


def _bare_faults(one: CandidateImport) -> Iterator[list[Any]]:
    for row in queries.faults(one.id):
        yield [row.line, field_name(row.field), row.value, sentence(row)]


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _by_line(one: CandidateImport, header: Sequence[str]) -> dict[int, str]:
    """Line → all that is wrong there, the columns named as in the file."""
    titles = {
        field: header[int(number)] for number, field in one.columns.items() if int(number) < len(header)
    }
    found: dict[int, list[str]] = defaultdict(list)
    for row in queries.faults(one.id):
        title = titles.get(row.field or "") or field_name(row.field)
        found[row.line].append(
            _("%(key)s: %(value)s", key=title, value=sentence(row)) if title else sentence(row)
        )
    return {line: " ".join(sentences) for line, sentences in found.items()}


def field_name(field: str | None) -> str:
    """What a column is called: one of ours, or of the other system's own."""
    return str(columns.FIELDS.get(field or "", field or ""))


def sentence(row: Any) -> str:
    return problems.sentence(row.problem, row.value) if row.problem else ""


def told_header() -> list[str]:
    return [_("Line"), _("Who"), _("Column"), _("Value"), _("What there is to say")]


def told_rows(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Rows of `queries.rows_of`, as the page shows them."""
    for row in rows:
        yield [row.line or None, row.name or "", field_name(row.field), row.value or "", sentence(row)]


def list_header() -> list[str]:
    return [
        _("File"), _("Kind"), _("Uploaded"), _("Uploaded by"), _("State"), _("Rows"), _("Added"),
        _("Known already"), _("Faulty"),
    ]  # fmt: skip


def list_rows(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Rows of `queries.listed`, as the list shows them."""
    for row in rows:
        yield [
            row.name, str(labels.KINDS[row.kind]), row.uploaded_at, row.who,
            str(labels.STATES[row.state][0]), row.rows, row.added, row.known, row.faulty,
        ]  # fmt: skip


def title_of(opening: Any) -> str:
    """How an opening is offered: its number and its title."""
    return f"{opening.code} {say(opening.title)}"
