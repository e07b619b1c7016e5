"""Every route says who may use it; one that says nothing answers nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, request
from flask_login import current_user

from people.permissions import Permission


def start(app: Flask) -> None:
    """Refuse from now on whatever does not say who may use it."""
    app.before_request(_refuse_undeclared)


def _refuse_undeclared() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and request.endpoint != "static" and not hasattr(view, "permission"):
        abort(403)


def requires(permission: Permission, *, everywhere: bool = False) -> Callable[..., Any]:
    """The view answers only to who holds a role with `permission`: sign-in page or 403 otherwise.
    `everywhere`: it changes what is everybody's, and a role held for some teams is not enough."""

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            if not (current_user.may_everywhere if everywhere else current_user.may)(permission):
                abort(403)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.everywhere = everywhere  # type: ignore[attr-defined]
        return guarded

    return wrap


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view answers to everybody; it must not show anything about anybody."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def reads_only() -> bool:
    """Is this request one that must not change anything?"""
    return request.method in {"GET", "HEAD", "OPTIONS"}


def own_address(wanted: str | None) -> str:
    """Where to go on: `wanted` if it is a page of ours, else the front page. Browsers read a backslash
    as a slash and skip blanks, so an address with either could lead to somebody else's site."""
    wanted = wanted or "/"
    strange = any(character <= " " or character == "\\" for character in wanted)
    return "/" if strange or not wanted.startswith("/") or wanted.startswith("//") else wanted
