"""The record of a pipeline or of a rule in words: one readable line per entry."""

from collections.abc import Iterable
from typing import Any

from core.db import Words
from core.i18n import _, lazy, say
from core.record import Entry
from recruiting.opening_record import Line

SENTENCES: dict[str, tuple[str, str, Any]] = {
    # verb: (icon, tone, what happened)
    "published": ("check-lg", "good", lazy("A version was published")),
    "draft begun": ("pencil", "", lazy("Draft begun")),
    "draft discarded": ("trash", "", lazy("Draft thrown away")),
    "copied": ("copy", "", lazy("Began as a copy")),
    "renamed": ("pencil", "", lazy("Renamed")),
    "made": ("plus-lg", "good", lazy("Made")),
    "changed": ("pencil", "", lazy("Changed")),
    "switched on": ("play-circle", "good", lazy("Switched on")),
    "switched off": ("stop-circle", "", lazy("Switched off")),
}


def lines(rows: Iterable[Any]) -> list[Line]:
    """`rows` of (entry, actor's name), of rules with the reason that a version proposes, in words."""
    return [_line(entry, actor, *reason) for entry, actor, *reason in rows]


def _line(entry: Entry, actor: str | None, reason: Words | None = None) -> Line:
    picture, tone, what = SENTENCES.get(entry.verb, ("clock-history", "", entry.verb))
    more = _more(entry)
    said = _("%(what)s: %(more)s", what=what, more=more) if more else str(what)
    if reason is not None:
        said = _("%(what)s, proposes to reject: %(reason)s", what=said, reason=say(reason))
    return Line(entry.at, actor, said, entry.reason, picture, tone)


def _more(entry: Entry) -> str:
    """What the entry knows beyond its verb."""
    details = entry.details
    if entry.verb == "renamed":
        before: Words = details["before"]
        return f"{say(before)} → {say(details['name'])}"
    number = details.get("number") or details.get("based_on")
    return f"v{number}" if number else ""
