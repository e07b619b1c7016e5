"""Addresses of our pages as they stand in letters and calendars: whole, and the same from a request, the
worker or a shell."""

from typing import Any

from flask import current_app


def absolute(endpoint: str, **values: Any) -> str:
    """The address of a page, beginning with BASE_URL."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return str(current_app.config["BASE_URL"]).rstrip("/") + path
