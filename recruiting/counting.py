"""The tally kept true: made anew, compared with what there is, folded together."""

from core.locks import alone
from recruiting.queries import tallies


def rebuild() -> None:
    """Count everything anew, after the tables were filled past their triggers."""
    tallies.rebuild()


def differences() -> list[str]:
    """Where the tally says something else than counting does, as lines to read; empty when it is true."""
    kept, there = tallies.kept(), tallies.recount()
    return [
        f"{' '.join(map(str, key))}: kept {kept.get(key, 0)}, counted {there.get(key, 0)}"
        for key in sorted(kept.keys() | there.keys())
        if kept.get(key, 0) != there.get(key, 0)
    ]


def fold() -> None:
    """What the worker does now and then; see `queries.tallies.fold`."""
    alone("tally")
    tallies.fold()
