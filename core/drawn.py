"""Parts of pages that look alike for many readers: drawn once in each language, then kept.

Macros of templates are the only place that says how something looks, and calling them is most of what a
page takes. The bar on top, the form of the filters, the list of keys: what they say depends on little,
so they are kept under just that. A process keeps some hundreds of parts; with one more it forgets all,
which is rarer and simpler than bookkeeping at each use.
"""

from collections.abc import Callable, Hashable
from secrets import token_hex
from types import FunctionType, MethodType
from typing import Any

import jinja2.runtime
from flask import Flask, current_app
from flask_wtf.csrf import generate_csrf
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from core.i18n import language

MOST = 1000
TOKEN, PAGE = (f"\ue000{token_hex(12)}\ue001" for _stand_in in range(2))
"""Stand-ins for the token of the reader's forms, and for the address of the page at hand. Others than a
process before: whoever could write one into a link would have the token put in there."""
NAMES = {True: ("\u2e80\ue000n", "\u2e80\ue000l"), False: ("N\ue000n", "N\ue000l")}
"""Stand-ins for a name and the same in the other script, in Chinese script or not."""


class Context(jinja2.runtime.Context):
    """Every template here has the same globals. Jinja would compare them at each import of a macro, which
    took a fifteenth of a page."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.globals_keys = set()

    def call(self, thing: Any, /, *args: Any, **given: Any) -> Any:
        """What Jinja's own does, for what is called hundreds of times on a page: macros, and functions that
        want nothing of the template. It would look up four things about each first."""
        kind = type(thing)
        wants = WANTS_SCOPE if kind is Macro else getattr(thing, "jinja_pass_arg", None)
        if wants is WANTS_SCOPE:
            args = (self.eval_ctx, *args)
        elif wants is not None or kind not in PLAIN:
            return super().call(thing, *args, **given)
        given.pop("_block_vars", None)
        given.pop("_loop_vars", None)
        return thing(*args, **given)


WANTS_SCOPE = getattr(Macro.__call__, "jinja_pass_arg")  # noqa: B009 - Jinja's own mark, untyped
PLAIN = frozenset({FunctionType, MethodType})


def start(app: Flask) -> None:
    """Templates may say `{% call drawn_once('name', …) %}…{% endcall %}`."""
    app.jinja_env.context_class = Context
    app.extensions["drawn"] = {}
    app.jinja_env.globals.update(drawn_once=drawn_once, PAGE=PAGE)


def kept(key: tuple[Hashable, ...], draw: Callable[[], str]) -> str:
    """What `draw()` gave for this key in the reader's language; asked for it when it is not there."""
    parts: dict[Hashable, str] = current_app.extensions["drawn"]
    key = (language(), *key)
    part = parts.get(key)
    if part is None:
        if len(parts) >= MOST:
            parts.clear()
        part = parts[key] = draw()
    return part


def drawn_once(*key: Hashable, caller: Callable[[], Any], page: str = "") -> Markup:
    """The call block as it was first drawn under `key`: everything it depends on, but for the language,
    the token of its forms and `page`, the address to come back to, for which it says `PAGE`."""
    token = generate_csrf()
    part = kept(key, lambda: str(caller()).replace(token, TOKEN))
    return Markup(part.replace(TOKEN, token).replace(PAGE, str(escape(page))))


def is_chinese(name: str) -> bool:
    """As the macro `script_language` has it."""
    return bool(name) and name[0] >= "\u2e80"
