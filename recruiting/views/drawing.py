"""Rows and cards by the hundred: what looks alike is drawn once, then names and numbers are filled in.

How a card looks is said by macros alone. Calling a dozen of them for each of 350 cards took nine tenths
of a board's time, though there are only a few stays, waits and marks: so each piece is drawn once per
look (`KEYS`), the whole once per script of the name, with stand-ins where the person's own values go.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

from markupsafe import Markup, escape

from core import clock
from recruiting.queries.cards import Card

Macro = Callable[..., Markup]
KEYS: dict[str, Callable[[Card], Hashable]] = {
    "via": attrgetter("channel_key"),
    "waits": attrgetter("status", "waits_for", "waits_on", "waits_on_id", "waiter"),
    "stay": attrgetter("days", "target_days", "is_over"),
    "bar": attrgetter("days", "target_days", "is_over"),
    "mark": attrgetter("mark", "pass_mark", "mark_stage_key"),
    "tags": attrgetter("status", "waits_for", "is_referred"),
    "opening": attrgetter("opening_id"),
    "stage": attrgetter("stage_id"),
    "applied": lambda card: clock.local(card.applied_at).date(),
}
"""Piece → what decides how it looks, for one reader on one page."""

APPLICATION, VISIT, VERSION = 900_000_000_000_001, 900_000_000_000_002, 900_000_000_000_003
NAMES = {True: ("\u2e80\ue000n", "\u2e80\ue000l"), False: ("N\ue000n", "N\ue000l")}
"""Stand-ins for the name and the other one, in Chinese script or not."""


class Drawing:
    """`draw(card)` is what `whole(card, name of a piece=…)` would have been."""

    def __init__(self, whole: Macro, pieces: Mapping[str, Macro]) -> None:
        self._whole = whole
        self._pieces = [(name, macro, KEYS[name], dict[Hashable, Markup]()) for name, macro in pieces.items()]
        self._patterns: dict[Hashable, str] = {}

    def __call__(self, card: Card) -> Markup:
        latin = card.latin_name if card.latin_name != card.name else None
        values: dict[str, Any] = {
            "application": card.application_id,
            "visit": card.visit_id,
            "version": card.visit_version,
            "name": escape(card.name),
            "latin": escape(latin or ""),
        }
        for piece, macro, key_of, drawn in self._pieces:
            key = key_of(card)
            if key not in drawn:
                drawn[key] = macro(card)
            values[piece] = drawn[key]
        name = NAMES[_is_chinese(card.name)][0]
        other = NAMES[_is_chinese(latin)][1] if latin else None
        there = tuple(piece for piece, *_rest in self._pieces if values[piece])
        pattern = self._patterns.get((name, other, there))
        if pattern is None:
            nobody = replace(
                card,
                application_id=APPLICATION,
                visit_id=VISIT,
                visit_version=VERSION,
                name=name,
                latin_name=other,
            )
            pattern = self._patterns[name, other, there] = self._pattern(nobody, there)
        return Markup(pattern % values)

    def _pattern(self, nobody: Card, there: tuple[str, ...]) -> str:
        """The whole for a card of stand-ins, as a text to be filled in with `%`; `there` are the pieces
        that are not empty."""
        places = {piece: Markup(f"\ue000{piece}\ue001") for piece in there}
        empty = {piece: Markup() for piece, *_rest in self._pieces}
        drawn = str(self._whole(nobody, **{**empty, **places})).replace("%", "%%")
        own: dict[Any, str] = {
            APPLICATION: "application",
            VISIT: "visit",
            VERSION: "version",
            nobody.name: "name",
        }
        own |= {nobody.latin_name: "latin"} if nobody.latin_name else {}
        for stand_in, value in {**own, **{place: piece for piece, place in places.items()}}.items():
            drawn = drawn.replace(str(stand_in), f"%({value})s")
        return drawn


def _is_chinese(name: str) -> bool:
    """As the macro `script_language` has it."""
    return bool(name) and name[0] >= "\u2e80"
