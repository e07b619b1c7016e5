"""Lists of people to take away."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.db import db
from core.i18n import _, say
from people import queries
from people.labels import ACCOUNT_STATES, ROLES
from people.models import Site, Team
from people.permissions import Role
from people.states import AccountState


def account_header() -> list[str]:
    return [_("Name"), _("Other script"), _("E-mail"), _("Roles"), _("State")]


def account_rows(role: Role | None, state: AccountState | None, text: str | None) -> Iterator[list[Any]]:
    """The whole list, as it is filtered."""
    found = db.session.execute(queries.accounts(role, state, text).order_by(*queries.ACCOUNT_ORDER)).all()
    roles = queries.roles_of([row.id for row in found])
    for row in found:
        held = "; ".join(told(grant) for grant in roles.get(row.id, []))
        yield [row.name, row.latin_name, row.email, held, str(ACCOUNT_STATES[queries.state_of(row)])]


def told(grant: Any) -> str:
    """A role as a row of `queries.roles_of`, with the team where it is held for one only."""
    role = str(ROLES[grant.role])
    return _("%(role)s (%(team)s)", role=role, team=say(grant.team)) if grant.team else role


def team_header() -> list[str]:
    return [_("Team in English"), _("Team in Chinese"), _("Site")]


def team_rows(teams: Iterable[Team]) -> Iterator[list[Any]]:
    """One row per team."""
    for team in teams:
        yield [team.name.get("en"), team.name.get("zh_Hans"), say(team.site.name)]


def site_header() -> list[str]:
    return [_("Site in English"), _("Site in Chinese")]


def site_rows(sites: Iterable[Site]) -> Iterator[list[Any]]:
    """One row per site."""
    for site in sites:
        yield [site.name.get("en"), site.name.get("zh_Hans")]
