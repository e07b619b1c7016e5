"""What follows for people from an application, for many at once: what `applications.apply` does for one."""

from collections.abc import Collection, Iterable

from people.models import Account
from recruiting import duplicates, talent_pool
from recruiting.queries import talent_pool as pool
from recruiting.states import PoolEnd


def welcome(entered: Collection[int], applied: Iterable[int], *, actor: Account, batch: str) -> None:
    """Ask about those just `entered` (person ids) whether they are here twice; whoever `applied` is no
    longer kept for later."""
    duplicates.look_at(entered)
    for stay in pool.stays_of(applied):
        talent_pool.leave(stay, PoolEnd.CONTACTED, actor=actor, batch=batch)
