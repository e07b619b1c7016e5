"""What stands above the board and the list alike: filters as chips, saved views, order."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _, say
from people.guard import own_address, requires
from people.models import SavedView
from people.permissions import Permission
from recruiting import saved_views
from recruiting.forms.filtering import ORDER_NAMES, FilterForm, as_query, chips, sorting
from recruiting.queries import listing
from recruiting.queries.filters import Filters, resolved
from recruiting.queries.listing import Choice
from recruiting.views.blueprint import bp


@dataclass(frozen=True)
class Toolbar:
    """`place` is the endpoint with its arguments; `offered` says what the form's selects offer."""

    form: FilterForm
    wanted: Filters
    sort: str
    views: Sequence[SavedView]
    place: tuple[str, dict[str, Any]]
    offered: tuple[tuple[str, str, str], ...]

    @property
    def form_key(self) -> tuple[Hashable, ...]:
        """All that the form of the filters depends on, as it is drawn; not the page of the list."""
        asked = tuple((name, *request.args.getlist(name)) for name in self.form.data if name in request.args)
        return (
            self.plain(),
            asked,
            self.sort,
            self.wanted.reached,
            self.wanted.happened,
            self.wanted.since,
            self.offered,
        )

    @property
    def selects(self) -> list[str]:
        """The selects of the form; on a board the opening is chosen already."""
        own = [] if "opening_id" in self.place[1] else ["opening"]
        return [*own, "stage", "status", "waits", "channel"]

    @property
    def query(self) -> dict[str, str]:
        """The filters and the order as the address carries them."""
        sort = {} if self.sort == "longest" else {"sort": self.sort}
        return {**as_query(self.wanted), **sort}

    def address(self, **changed: Any) -> str:
        """This page with some of its filters changed; None takes one away."""
        endpoint, arguments = self.place
        return url_for(endpoint, **{**arguments, **self.query, **changed})

    def plain(self) -> str:
        """This page without any filter."""
        endpoint, arguments = self.place
        return url_for(endpoint, **arguments)

    def chips(self) -> list[tuple[str, str, str]]:
        """(key, value, address without it) of each filter that is set."""
        return [
            (key, value, self.address(**{name: None})) for name, key, value in chips(self.form, self.wanted)
        ]

    def orders(self) -> list[tuple[str, str, bool]]:
        """(name, address, is it the present one) of each order."""
        return [
            (str(said), self.address(sort=None if name == "longest" else name), name == self.sort)
            for name, said in ORDER_NAMES.items()
        ]

    @property
    def kept(self) -> str:
        """The query string that a saved view holds."""
        return urlencode({name: value for name, value in self.query.items() if name != "opening"})

    def present_view(self) -> SavedView | None:
        return next((view for view in self.views if view.query == self.kept and self.kept), None)

    def view_address(self, view: SavedView) -> str:
        endpoint, arguments = self.place
        opening: dict[str, Any] = {"opening": self.wanted.opening} if self.wanted.opening else {}
        start = url_for(endpoint, **arguments, **opening)
        return f"{start}{'&' if '?' in start else '?'}{view.query}"


def toolbar(choices: Iterable[Choice], endpoint: str, **arguments: Any) -> Toolbar:
    """The toolbar as the address of this request asks for it; reads the saved views."""
    form = FilterForm(request.args)
    choices = list(choices)
    form.offer(choices)
    wanted = resolved(form.wanted(), current_user)
    if "opening_id" in arguments:
        wanted = replace(wanted, opening=None)
    views = listing.saved_views(current_user)
    offered = tuple((choice.kind, choice.key, say(choice.name)) for choice in choices)
    return Toolbar(form, wanted, sorting(request.args.get("sort")), views, (endpoint, arguments), offered)


@bp.post("/views")
@requires(Permission.SEE_APPLICATIONS)
def save_view() -> Any:
    back = own_address(request.form.get("next"))
    try:
        view = saved_views.save(
            request.form.get("name", ""),
            request.form.get("query", ""),
            shared="shared" in request.form,
            actor=current_user,
        )
    except saved_views.ViewRefused as refusal:
        flash(refusal.sentence, "bad")
        return redirect(back)
    db.session.commit()
    flash(_("Saved as “%(name)s”.", name=view.name), "good")
    return redirect(back)


@bp.post("/views/<int:view_id>/delete")
@requires(Permission.SEE_APPLICATIONS)
def delete_view(view_id: int) -> Any:
    back = own_address(request.form.get("next"))
    try:
        saved_views.delete(view_id, actor=current_user)
    except saved_views.ViewRefused as refusal:
        flash(refusal.sentence, "bad")
        return redirect(back)
    db.session.commit()
    flash(_("The view is deleted. Nobody's applications changed."), "good")
    return redirect(back)
