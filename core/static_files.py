"""Style sheets, scripts, drawings and fonts. Their addresses carry what they hold together, so that a browser
keeps them for good and asks for none of them again, until one changes and all have another address."""

from collections.abc import MutableMapping
from functools import cache
from hashlib import blake2b
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from core.headers import HEADERS

FOLDER = Path(__file__).parents[1] / "static"
PREFIX = "/static/"
UNNAMED = 0
"""Seconds for which a file is believed that was asked for without what it holds: a bookmark, an old page."""


def start(app: Flask) -> None:
    """Serve them in front of `app`: who asks for a style sheet has no session and asks no database."""
    named = f"{PREFIX}{_version()}/"
    served = WhiteNoise(
        app.wsgi_app, max_age=UNNAMED, allow_all_origins=False, add_headers_function=_no_less_strict
    )
    served.immutable_file_test = lambda path, url: url.startswith(named)
    for prefix in (PREFIX, named):
        served.add_files(str(FOLDER), prefix)
    app.wsgi_app = served  # type: ignore[method-assign]
    app.jinja_env.globals["static"] = address


@cache
def address(name: str) -> str:
    """Where a page finds the file `name`, such as `css/app.css`; raises FileNotFoundError if there is none.

    The version is a folder, not a question at the end: a script that imports its neighbour, and a style sheet
    that names a font, find the one of the same version.
    """
    (FOLDER / name).stat()
    return f"{PREFIX}{_version()}/{name}"


@cache
def _version() -> str:
    told = blake2b(digest_size=6)
    for file in sorted(one for one in FOLDER.rglob("*") if one.is_file()):
        told.update(file.relative_to(FOLDER).as_posix().encode())
        told.update(file.read_bytes())
    return told.hexdigest()


def _no_less_strict(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
