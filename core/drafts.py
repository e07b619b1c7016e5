"""Drafts that are thrown away and begun anew: a page of an earlier one must not change the later one."""

import secrets

HIGHEST_BEGINNING = 2**30


def next_version(now: int | None) -> int:
    """How a draft counts its versions, for `version_id_generator`: from a random number on, so that no page
    of an earlier draft shows the version of a later one, though SQLite gives both the same id.  `now`: the
    version so far, None for a draft that begins."""
    return now + 1 if now else 1 + secrets.randbelow(HIGHEST_BEGINNING)
