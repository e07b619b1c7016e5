"""Filters kept under a name, for oneself or for everybody."""

from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.models import Account, SavedView
from recruiting.queries import listing

LONGEST_NAME = 60
LONGEST_QUERY = 2000
"""Characters; far more than all filters together need."""


class ViewRefused(Refused):
    """No view was saved or deleted."""


def save(name: str, query: str, *, shared: bool, actor: Account, page: str = "applications") -> SavedView:
    """Keep the filters of the query string under `name`; one's own view of that name is replaced."""
    name = " ".join(name.split())
    if not name:
        raise ViewRefused(_("Not saved. A view needs a name."), "name")
    if len(name) > LONGEST_NAME:
        raise ViewRefused(_("Not saved. A name has at most %(most)s characters.", most=LONGEST_NAME), "name")
    if len(query) > LONGEST_QUERY:
        raise ViewRefused(_("Not saved. Those are too many filters."))
    view = listing.own_view(actor, page, name) or SavedView(account_id=actor.id, page=page, name=name)
    view.query, view.shared = query, shared
    db.session.add(view)
    db.session.flush()
    return view


def delete(view_id: int, *, actor: Account) -> None:
    """Forget a view of one's own; a shared one goes for everybody."""
    view = db.session.get(SavedView, view_id)
    if view is None or view.account_id != actor.id:
        raise ViewRefused(_("Not deleted. Only whoever saved a view can delete it."))
    db.session.delete(view)
    db.session.flush()
