"""Where people work: sites, and the teams at them."""

from collections.abc import Callable, Sequence

from core.db import Words, db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people import queries
from people.models import Account, Site, Team


class PlaceRefused(Refused):
    """Two teams or two sites of one name could not be told apart."""


def add_site(name: Words, *, actor: Account) -> Site:
    """Raises PlaceRefused for a name in use."""
    _refuse_used(queries.sites, name)
    site = Site(name=name)
    db.session.add(site)
    db.session.flush()
    record("site added", site, actor_id=actor.id, name=name)
    return site


def rename_site(site: Site, name: Words, *, actor: Account) -> None:
    """Raises PlaceRefused for a name in use."""
    _refuse_used(queries.sites, name, site.id)
    record("site renamed", site, actor_id=actor.id, before=site.name, name=name)
    site.name = name
    db.session.flush()


def add_team(name: Words, site_id: int, *, actor: Account) -> Team:
    """Raises PlaceRefused for a name in use."""
    _refuse_used(queries.teams, name)
    team = Team(name=name, site_id=site_id)
    db.session.add(team)
    db.session.flush()
    record("team added", team, actor_id=actor.id, name=name, site=site_id)
    return team


def change_team(team: Team, name: Words, site_id: int, *, actor: Account) -> None:
    """Give a team another name or site. Raises PlaceRefused for a name in use."""
    _refuse_used(queries.teams, name, team.id)
    record("team changed", team, actor_id=actor.id, before=team.name, name=name, site=site_id)
    team.name, team.site_id = name, site_id
    db.session.flush()


def _refuse_used(
    read: Callable[[], Sequence[Site] | Sequence[Team]], name: Words, own_id: int | None = None
) -> None:
    alone("names of places")
    others = [place.name for place in read() if place.id != own_id]
    for language, text in name.items():
        if any(other.get(language) == text for other in others):
            raise PlaceRefused(_("%(name)s is the name of another one.", name=text), f"name_{language}")
