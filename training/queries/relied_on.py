"""What relies on an exam or a module and would miss it. Floors above ask for them by their keys: `app` says
here where to ask, so that training need not know."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from core.db import Words


class Gone(NamedTuple):
    """What the next version of a programme would not have any more: key → name. Exams are known by their key
    whatever the programme, modules within theirs."""

    programme_id: int
    exams: Mapping[str, Words]
    modules: Mapping[str, Words]


class Reliance(NamedTuple):
    """`who`: what asks for it; `what`: for what it asks. Both in the reader's language."""

    who: str
    what: str


Source = Callable[[Gone], Sequence[Reliance]]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Ask `source` too; as many statements however much relies on it."""
    if source not in SOURCES:
        SOURCES.append(source)


def missing(gone: Gone) -> list[Reliance]:
    """Whatever would miss something of it."""
    if not gone.exams and not gone.modules:
        return []
    return [one for source in SOURCES for one in source(gone)]
