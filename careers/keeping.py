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
    kept.forget_changes(standings.ids_of(rows))
    kept.put(standings.standings(rows), on)
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
    judged = {one.row.employment_id: kept.row_of(one, on) for one in standings.standings(rows)}
    return [
        f"readiness of employment {who}, {name}: kept {_said(value)}, judged {_said(judged[who][name])}"
        for who, there in kept.fresh(list(judged), on).items()
        for name, value in there.items()
        if value != judged[who][name]
    ]


def _said(value: Any) -> str:
    return "nothing" if value is None else str(value)


def forget() -> None:
    """Drop all that is kept, and note everybody, to be judged anew."""
    alone("kept readiness")
    kept.drop_all()
