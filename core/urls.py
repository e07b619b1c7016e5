"""Addresses of pages, put together once. Building one takes ten times as long as looking it up, and a page
has a hundred of them."""

from collections.abc import Hashable
from typing import Any

from flask import Flask, has_request_context, request

MOST = 4_000
"""Addresses that a process keeps; with one more it forgets all."""
PLAIN = frozenset({str, int, type(None)})


class Addressed(Flask):
    """Flask, but for that: what is asked for by endpoint, words and numbers alone is kept."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._addresses: dict[Hashable, str] = {}

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """The address of an endpoint, as Flask builds it."""
        # An address with a scheme names the host as well. `flask.url_for` says None of all that is not asked.
        is_plain = PLAIN.issuperset(map(type, values.values())) and not values.get("_scheme")
        is_plain = is_plain and endpoint[:1] != "."
        if not is_plain or not has_request_context():
            return super().url_for(endpoint, **values)
        key = (request.root_path, endpoint, *values.items())
        found = self._addresses.get(key)
        if found is None:
            if len(self._addresses) >= MOST:
                self._addresses.clear()
            found = self._addresses[key] = super().url_for(endpoint, **values)
        return found
