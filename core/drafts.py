"""What drafts have in common: how they count their versions, and keys for what is named in them."""

import re
import secrets
from collections.abc import Collection

HIGHEST_BEGINNING = 2**30
RESERVED = frozenset({"new"})
"""Keys stand in addresses, and this is the address at which a further one is added."""


def next_version(now: int | None) -> int:
    """How a draft counts its versions, for `version_id_generator`: from a random number on, so that no page
    of an earlier draft shows the version of a later one, though SQLite gives both the same id.  `now`: the
    version so far, None for a draft that begins."""
    return now + 1 if now else 1 + secrets.randbelow(HIGHEST_BEGINNING)


def key_for(english: str, taken: Collection[str], otherwise: str) -> str:
    """A key that is not taken, made of the English name; of `otherwise`, where nothing is left of it."""
    key = re.sub(r"[^a-z0-9]+", " ", english.lower()).strip() or otherwise
    all_taken = RESERVED.union(taken)
    numbered = (f"{key} {n}" if n > 1 else key for n in range(1, len(all_taken) + 2))
    return next(one for one in numbered if one not in all_taken)
