"""The record of requisitions and campaigns in words: one readable line per entry."""

from collections.abc import Iterable
from typing import Any

from core.i18n import _, lazy, ngettext
from core.record import Entry
from recruiting.opening_record import Line

REQUISITION: dict[str, tuple[str, str, Any]] = {
    # verb: (icon, tone, what happened)
    "raised": ("plus-lg", "", lazy("Raised")),
    "revised": ("pencil", "", lazy("Changed, so it waits for a decision again")),
    "approved": ("check-circle", "good", lazy("Approved")),
    "refused": ("x", "bad", lazy("Refused")),
    "held": ("pause-circle", "", lazy("Put off")),
    "resumed": ("arrow-right", "good", lazy("Taken up again")),
    "cancelled": ("x", "bad", lazy("Cancelled")),
    "opening begun": ("briefcase", "good", lazy("Opening begun")),
}
CAMPAIGN: dict[str, tuple[str, str, Any]] = {
    "begun": ("plus-lg", "good", lazy("Begun")),
    "changed": ("pencil", "", lazy("Changed")),
    "opening taken in": ("briefcase", "good", lazy("Opening taken in")),
    "opening let go": ("x", "", lazy("Opening let go")),
    "requisition taken in": ("person-plus", "good", lazy("Requisition taken in")),
    "requisition let go": ("x", "", lazy("Requisition let go")),
    "cohort taken in": ("mortarboard", "good", lazy("Cohort taken in")),
    "cohort let go": ("x", "", lazy("Cohort let go")),
}


def lines(rows: Iterable[Any], sentences: dict[str, tuple[str, str, Any]]) -> list[Line]:
    """`rows` of (entry, actor's name) in words."""
    return [_line(entry, actor, sentences) for entry, actor in rows]


def _line(entry: Entry, actor: str | None, sentences: dict[str, tuple[str, str, Any]]) -> Line:
    picture, tone, what = sentences[entry.verb]
    more = _more(entry)
    said = _("%(what)s: %(more)s", what=what, more=more) if more else str(what)
    return Line(entry.at, actor, said, entry.reason, picture, tone)


def _more(entry: Entry) -> str:
    """What the entry knows beyond its verb."""
    details = entry.details
    if entry.verb in ("raised", "revised"):
        heads = details["after"]["head_count"]
        return ngettext("%(num)s person", "%(num)s people", heads)
    if entry.verb == "opening begun":
        seats = ngettext("%(num)s seat", "%(num)s seats", details["seats"])
        return f"{details['code']}, {seats}"
    return str(details.get("code", ""))
