"""What drafts have in common: how they count their versions, that a page of another version changes nothing,
and names and keys of what is in them."""

import re
import secrets
from collections.abc import Collection, Iterable

from core.db import Words
from core.i18n import LANGUAGES, _
from core.refusal import Refused

HIGHEST_BEGINNING = 2**30
RESERVED = frozenset({"new"})
"""Keys stand in addresses, and this is the address at which a further one is added."""


def next_version(now: int | None) -> int:
    """How a draft counts its versions, for `version_id_generator`: from a random number on, so that no page
    of an earlier draft shows the version of a later one, though SQLite gives both the same id.  `now`: the
    version so far, None for a draft that begins."""
    return now + 1 if now else 1 + secrets.randbelow(HIGHEST_BEGINNING)


def check_seen(seen: int | None, version: int, refused: type[Refused]) -> None:
    """Raise `refused` where the page that was sent showed another version; `seen`: None without a page."""
    if seen is not None and seen != version:
        raise refused(
            _(
                "Not changed. Somebody else changed this draft while you were looking. "
                "Look again, then decide."
            )
        )


def check_name(name: Words, others: Iterable[Words], refused: type[Refused]) -> None:
    """Raise `refused`, at the field of its language, for a name that is missing or that another has."""
    others = list(others)
    for language in LANGUAGES:
        mine = name.get(language, "").strip().lower()
        if not mine:
            raise refused(_("A name is needed in both languages."), f"name_{language}")
        if any(other.get(language, "").strip().lower() == mine for other in others):
            raise refused(_("Something else in the draft has this name."), f"name_{language}")


def key_for(english: str, taken: Collection[str], otherwise: str) -> str:
    """A key that is not taken, made of the English name; of `otherwise`, where nothing is left of it."""
    key = re.sub(r"[^a-z0-9]+", " ", english.lower()).strip() or otherwise
    all_taken = RESERVED.union(taken)
    numbered = (f"{key} {n}" if n > 1 else key for n in range(1, len(all_taken) + 2))
    return next(one for one in numbered if one not in all_taken)
