"""What follows for people who came with many others: what `applications.apply` does for one."""

from collections.abc import Iterable

from people.models import Account
from recruiting import duplicates, indexing, talent_pool
from recruiting.queries import talent_pool as pool
from recruiting.states import PoolEnd


def welcome(applied: Iterable[int], *, actor: Account, batch: str) -> None:
    """Whoever `applied` (person ids) is no longer kept for later."""
    for stay in pool.stays_of(applied):
        talent_pool.leave(stay, PoolEnd.CONTACTED, actor=actor, batch=batch)


def enter(most: int) -> int:
    """Enter so many at most of who was just added under what they are found by, and ask about those who may
    be here twice; returns how many. To be done again until nobody is left."""
    entered = indexing.enter_some(most)
    if entered:
        duplicates.look_at(entered)
    return len(entered)
