"""A reader, as far as statements depend on who reads."""

from dataclasses import dataclass

from people.models import Account
from people.permissions import GRANTS, Permission, Role


@dataclass(frozen=True)
class Reader:
    """Which account reads, holding which roles for which teams (None: for all).

    Two are equal while nothing was granted or taken away. So a statement may be put together once for
    each reader and kept (`functools.lru_cache`): with another role it is another reader, who gets another
    statement."""

    id: int
    held: frozenset[tuple[Role, int | None]]

    @classmethod
    def of(cls, account: Account) -> "Reader":
        return cls(account.id, frozenset((grant.role, grant.team_id) for grant in account.grants))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for role, _team in self.held)

    def may(self, permission: Permission) -> bool:
        """Does any of the roles held allow it, somewhere?"""
        return any(permission in GRANTS[role] for role in self.roles)

    def teams_for(self, permission: Permission) -> frozenset[int | None]:
        """The teams for which a role held allows it; None among them stands for every team."""
        return frozenset(team for role, team in self.held if permission in GRANTS[role])


KEPT = 32
"""For so many readers at a time each process keeps a statement."""
