"""Keeping how ready people are, so that the board judges nobody twice a day; see `models.kept`."""

from careers.queries import kept, standings
from core.locks import alone

AT_ONCE = 200
"""People; for so many nobody waits long where one writes at a time."""


def keep(most: int = AT_ONCE) -> int:
    """Judge those of whom nothing is kept that holds today, `most` of them, and keep it. Returns how many.

    The changes are forgotten before the evidence is read: whoever changes it meanwhile leaves one that is
    still there afterwards. One keeper at a time, so that nobody keeps what was read before another's."""
    alone("kept readiness")
    on, people = kept.ground(), standings.employed()
    rows = kept.stale(people, on, most)
    kept.forget_changes(standings.ids_of(rows))
    kept.put(standings.standings(rows), on)
    gone = kept.changed_elsewhere(people)
    kept.forget_changes(gone)
    kept.drop(gone)
    return len(rows)
