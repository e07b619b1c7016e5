"""Keeping how ready people are, so that the board judges nobody twice a day; see `models.kept`."""

from collections.abc import Sequence
from typing import Any

from careers.queries import kept, standings
from careers.queries.standings import EVERYBODY
from core.locks import alone

AT_ONCE = 200
"""People; for so many nobody waits long where one writes at a time."""


def keep(most: int = AT_ONCE) -> int:
    """Judge those of whom nothing is kept that holds today, `most` of them, and keep it. Returns how many.

    The changes are forgotten before the evidence is read: whoever changes it meanwhile leaves one that is
    still there afterwards. One keeper at a time, so that nobody keeps what was read before another's."""
    alone("kept readiness")
    on = kept.ground()
    rows = kept.stale(EVERYBODY, on, most)
    ids = standings.ids_of(rows)
    kept.drop(ids)
    kept.forget_changes(ids)
    kept.put(standings.each_way(rows), on)
    kept.forget_who_left()
    return len(rows)


def differences() -> list[str]:
    """Where what is kept and said to hold today is not what the evaluator says, of everybody, and who is
    neither kept nor noted, as lines to read; empty when it is true. Nobody keeps anything meanwhile."""
    alone("kept readiness")
    on, rows = kept.ground(), standings.everybody(standings.employed())
    found = [f"readiness of employment {who}: neither kept nor noted" for who in kept.lost()]
    for first in range(0, len(rows), AT_ONCE):
        found += _differing(rows[first : first + AT_ONCE], on)
    return found


def _differing(rows: Sequence[Any], on: str) -> list[str]:
    """Read is last what is kept: whose evidence changed since they were judged is noted, and left out."""
    judged = {(one.row.employment_id, one.way): kept.row_of(one, on) for one in standings.each_way(rows)}
    there = kept.fresh(standings.ids_of(rows), on)
    are_kept = {who for who, _way in there}
    lonely = {key for key in judged if key[0] in are_kept} ^ there.keys()
    differ = "readiness of employment {}, {}: kept {}, judged {}".format
    return [
        *(f"readiness of employment {who}, way {way}: kept or judged alone" for who, way in sorted(lonely)),
        *(
            differ(key[0], name, _said(value), _said(judged[key][name]))
            for key in sorted(there.keys() & judged.keys())
            for name, value in there[key].items()
            if value != judged[key][name]
        ),
    ]


def _said(value: Any) -> str:
    return "nothing" if value is None else str(value)


def forget() -> None:
    """Drop all that is kept, and note everybody, to be judged anew."""
    alone("kept readiness")
    kept.drop_all()
