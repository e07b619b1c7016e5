"""What imports, their states and their rows are called on screens."""

from typing import Any

from core.i18n import _, lazy
from recruiting.imports.systems.records import UNLISTED
from recruiting.imports.systems.words import OVER, WAITS
from recruiting.models import ImportKind, ImportState, RowOutcome

KINDS: dict[ImportKind, Any] = {
    ImportKind.TABLE: lazy("Spreadsheet"),
    ImportKind.GREENHOUSE: "Greenhouse",
    ImportKind.LEVER: "Lever",
}
STATES: dict[ImportState, tuple[Any, str]] = {
    # what it is called, and the tone of its dot
    ImportState.UPLOADED: (lazy("to be checked"), "open"),
    ImportState.CHECKED: (lazy("checked, not started"), "open"),
    ImportState.RUNNING: (lazy("running"), "now"),
    ImportState.CANCELLING: (lazy("being cancelled"), "warn"),
    ImportState.DONE: (lazy("done"), "good"),
    ImportState.UNDOING: (lazy("being undone"), "warn"),
    ImportState.CANCELLED: (lazy("cancelled"), ""),
    ImportState.DISCARDED: (lazy("discarded"), ""),
    ImportState.UNDONE: (lazy("undone"), ""),
}
OUTCOMES: dict[RowOutcome, Any] = {
    RowOutcome.FAULTY: lazy("Faulty"),
    RowOutcome.KNOWN: lazy("Known already"),
    RowOutcome.JOINED: lazy("Added to somebody known"),
    RowOutcome.ADDED: lazy("Added"),
    RowOutcome.KEPT: lazy("Kept by the undo"),
}
TOLD = (RowOutcome.FAULTY, RowOutcome.KNOWN, RowOutcome.JOINED, RowOutcome.KEPT, RowOutcome.ADDED)
"""What is shown row by row, in this order; the rest are simply there."""
WORD_KINDS = {
    "openings": lazy("Openings"),
    "stages": lazy("Stages"),
    "channels": lazy("Channels"),
    "reasons": lazy("Reasons to end"),
    "hires": lazy("Hired there"),
}
"""What another system has words for that stand for something here."""

HIRES = {
    OVER: lazy("is over: hired in the other system"),
    WAITS: lazy("waits in the offer stage, to be hired here"),
}


def word(said: str) -> str:
    """A word of the other system; for what its files do not list, its key."""
    if said == UNLISTED:
        return _("no opening named in the files")
    if said.startswith(UNLISTED):
        return _("not listed in the files: %(key)s", key=said.removeprefix(UNLISTED))
    return said
