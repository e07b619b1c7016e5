"""Which papers of somebody hired are still missing. They are asked for a floor above, before the first day:
`app` says here where to ask, so that training need not know."""

from collections.abc import Callable, Collection, Mapping, Sequence

from core.db import Words

Source = Callable[[Collection[int]], Mapping[int, Sequence[Words]]]
"""Employment ids → employment → the names of what is missing; who lacks nothing need not be in it."""

SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Ask `source` too; one statement each, however many people."""
    if source not in SOURCES:
        SOURCES.append(source)


def missing(employment_ids: Collection[int]) -> dict[int, list[Words]]:
    """Employment → what is missing of its papers; everybody is in it."""
    found: dict[int, list[Words]] = {one: [] for one in employment_ids}
    for source in SOURCES:
        for employment_id, names in source(employment_ids).items():
            found[employment_id].extend(names)
    return found
