"""Rows and cards by the hundred: what looks alike is drawn once, then names and numbers are filled in.

How a card looks is said by macros alone. Calling a dozen of them for each of 350 cards took nine tenths
of a board's time, though there are only a few stays, waits and marks: so each piece is drawn once per
look (`KEYS`), the whole once per script of the name, with stand-ins where the person's own values go.
Both are kept from page to page (core/drawn.py).
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

from flask_login import current_user
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from core import clock
from core.db import Words
from core.drawn import NAMES, is_chinese, kept
from people.readers import Reader
from recruiting.queries.cards import Card

STAY = attrgetter("days", "allowed_days", "is_over")
KEYS: dict[str, Callable[[Card], Hashable]] = {
    "via": attrgetter("channel_key"),
    "waits": attrgetter("status", "waits_for", "waits_on", "waits_on_id", "waiter"),
    "stay": STAY,
    "bar": STAY,
    "mark": attrgetter("mark", "pass_mark", "mark_stage_key"),
    "tags": attrgetter("status", "waits_for", "is_referred"),
    "opening": attrgetter("opening_id"),
    "stage": attrgetter("stage_id"),
    "applied": lambda card: clock.local(card.applied_at).date(),
}
"""Piece → what decides how it looks, for one reader on one page."""


def _said(words: Words | None) -> Hashable:
    return tuple(sorted(words.items())) if words else None


WORDS: dict[str, Callable[[Card], Hashable]] = {
    "via": lambda card: _said(card.channel),
    "mark": lambda card: _said(card.mark_stage),
    "opening": lambda card: (card.opening_code, _said(card.opening_title)),
    "stage": lambda card: _said(card.stage),
}
"""Piece → the words in it, which another page may find changed."""

APPLICATION, VISIT, VERSION = 900_000_000_000_001, 900_000_000_000_002, 900_000_000_000_003


class Drawing:
    """`draw(card)` is what `whole(card, name of a piece=…)` would have been. What was drawn is kept for
    further pages: a piece for its look and its reader, the whole for `page`, all that it depends on
    beside the card."""

    def __init__(self, whole: Macro, pieces: Mapping[str, Macro], *page: Hashable) -> None:
        self._whole = whole
        self._page = (Reader.of(current_user), *page)
        self._pieces = [(name, macro, KEYS[name], dict[Hashable, str]()) for name, macro in pieces.items()]
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
        there = []
        for piece, macro, key_of, known in self._pieces:
            key = key_of(card)
            if key not in known:
                known[key] = self._piece(piece, macro, card)
            values[piece] = text = known[key]
            if text:
                there.append(piece)
        look = (is_chinese(card.name), is_chinese(latin) if latin else None, tuple(there))
        pattern = self._patterns.get(look)
        if pattern is None:
            key = ("whole", self._whole.name, self._page, look)
            pattern = self._patterns[look] = kept(key, lambda: self._of_nobody(card, *look))
        return Markup(pattern % values)

    def _piece(self, piece: str, macro: Macro, card: Card) -> str:
        words = WORDS[piece](card) if piece in WORDS else None
        key = ("piece", macro.name, self._page[0], KEYS[piece](card), words)
        return kept(key, lambda: str(macro(card)))

    def _of_nobody(self, card: Card, is_chinese: bool, other: bool | None, there: tuple[str, ...]) -> str:
        """The whole for a card of stand-ins, as a text to be filled in with `%`; `there` are the pieces
        that are not empty."""
        name, latin = NAMES[is_chinese][0], None if other is None else NAMES[other][1]
        nobody = replace(
            card,
            application_id=APPLICATION,
            visit_id=VISIT,
            visit_version=VERSION,
            name=name,
            latin_name=latin,
        )
        places = {
            piece: Markup(f"\ue000{piece}\ue001" if piece in there else "") for piece, *_ in self._pieces
        }
        drawn = str(self._whole(nobody, **places)).replace("%", "%%")
        own: dict[Any, str] = {APPLICATION: "application", VISIT: "visit", VERSION: "version", name: "name"}
        own |= {latin: "latin"} if latin else {}
        for stand_in, value in {**own, **{places[piece]: piece for piece in there}}.items():
            drawn = drawn.replace(str(stand_in), f"%({value})s")
        return drawn
