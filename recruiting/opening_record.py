"""The record of an opening in words: one readable line per entry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.i18n import _, day, lazy, ngettext
from core.record import Entry
from recruiting.states import Part
from recruiting.words import word

SENTENCES: dict[str, tuple[str, str, Any]] = {
    # verb: (icon, tone, what happened)
    "opened": ("plus-lg", "good", lazy("Opened")),
    "changed": ("pencil", "", lazy("Changed")),
    "pipeline version changed": ("arrow-right", "", lazy("New applications begin on another version")),
    "seats changed": ("people", "", lazy("Seats changed")),
    "seats redated": ("calendar-event", "", lazy("Seats have another day")),
    "member added": ("person-plus", "", lazy("Added to the hiring team")),
    "member removed": ("person-x", "", lazy("Removed from the hiring team")),
    "paused": ("pause-circle", "", lazy("Paused")),
    "resumed": ("arrow-right", "good", lazy("Resumed")),
    "taken back": ("x", "", lazy("Closed, as the import that made it was undone")),
    "closed": ("x", "bad", lazy("Closed")),
    "blind review began": ("person-x", "", lazy("Reviewed blind from now on")),
    "blind review ended": ("person", "", lazy("No longer reviewed blind")),
    "reopened": ("arrow-counterclockwise", "good", lazy("Reopened")),
}
FACTS = {
    "title": lazy("title"),
    "team_id": lazy("team"),
    "site_id": lazy("site"),
    "shift": lazy("shift"),
    "kind": lazy("kind of employment"),
    "salary_from": lazy("salary range"),
    "salary_to": lazy("salary range"),
    "salary_currency": lazy("salary range"),
    "salary_period": lazy("salary range"),
    "contact_channels": lazy("channels of contact"),
    "market_language": lazy("language of the market"),
    "on_duty_by": lazy("on duty by"),
}


@dataclass(frozen=True)
class Line:
    """One entry for the page."""

    at: datetime
    who: str | None
    what: str
    why: str | None
    picture: str
    tone: str


def lines(rows: Iterable[Any], members: Mapping[int, str]) -> list[Line]:
    """`rows` of (entry, actor's name) in words; `members`: account → name, of who is in it or was."""
    return [_line(entry, actor, members) for entry, actor in rows]


def _line(entry: Entry, actor: str | None, members: Mapping[int, str]) -> Line:
    picture, tone, what = SENTENCES.get(entry.verb, ("clock-history", "", entry.verb))
    more = _more(entry, members)
    said = _("%(what)s: %(more)s", what=what, more=more) if more else str(what)
    return Line(entry.at, actor, said, entry.reason, picture, tone)


def _more(entry: Entry, members: Mapping[int, str]) -> str:
    """What the entry knows beyond its verb."""
    details = entry.details
    if entry.verb == "opened":
        return ngettext("%(num)s seat", "%(num)s seats", details["seats"])
    if entry.verb == "changed":
        return _(", ").join(dict.fromkeys(str(FACTS.get(name, name)) for name in details["after"]))
    if entry.verb in ("seats changed", "pipeline version changed"):
        return f"{details['before']} → {details['after']}"
    if entry.verb == "seats redated":
        before, after = (day(date.fromisoformat(details[one])) for one in ("before", "after"))
        return ngettext(
            "%(num)s seat, %(before)s → %(after)s",
            "%(num)s seats, %(before)s → %(after)s",
            len(details["seats"]),
            before=before,
            after=after,
        )
    if entry.verb in ("member added", "member removed"):
        named = (members.get(details["account"], ""), word(Part(details["part"])))
        return _(", ").join(one for one in named if one)
    if entry.verb == "closed":
        return ngettext(
            "%(num)s person was still in it", "%(num)s people were still in it", details["still_in"]
        )
    return ""
