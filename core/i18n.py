"""English and Simplified Chinese: texts, dates, numbers. The only module that knows Flask-Babel."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import flask_babel
from babel import Locale
from babel.support import Translations
from flask import Flask, g
from flask_babel import Babel, get_locale
from flask_babel import force_locale as speaking
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from wtforms.i18n import messages_path

from core import clock
from core.db import Words

__all__ = ["LANGUAGES", "_", "day", "language", "lazy", "moment", "ngettext", "say", "speaking"]

LANGUAGES = {"en": "English", "zh_Hans": "简体中文"}
"""Locale → its own name. Nothing else is ever chosen: other locales would be a fault in Babel."""

WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh_Hans": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def start(app: Flask, chosen: Callable[[], str]) -> None:
    """`chosen()` answers the language of the reader: a key of LANGUAGES."""
    Babel(app, locale_selector=chosen, default_translation_directories="translations")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalogue().gettext(text),
        ngettext=lambda one, many, n: _catalogue().ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _in_template
    # Flask-WTF's own reads the catalogue of WTForms from its file for every form.
    FlaskForm.Meta.get_translations = lambda _meta, _form: FORM_WORDS
    app.jinja_env.filters.update(
        say=say,
        day=day,
        day_long=day_long,
        day_short=day_short,
        moment=moment,
        clock=time_of_day,
        number=number,
    )
    app.jinja_env.globals.update(language=language, language_tag=language_tag)


_catalogues: dict[str, Any] = {}


def _catalogue() -> Any:
    """The translations into the reader's language; read once per process. Flask-Babel's own functions look
    for the catalogue anew at every word, which is half the time of a long page."""
    locale = _locale()
    if locale is None:
        return flask_babel.get_translations()  # nobody reads yet: nothing to keep
    spoken = locale.language
    return _catalogues.get(spoken) or _catalogues.setdefault(spoken, flask_babel.get_translations())


def _locale() -> Locale | None:
    """What Flask-Babel has found for this request, or finds now. Its own function asks six times where it is,
    at each word and name of a page."""
    try:
        here = g._get_current_object()
    except RuntimeError:  # outside of the product
        return None
    found: Locale | None = getattr(here.get("_flask_babel"), "babel_locale", None)
    return found or get_locale()


@lru_cache(maxsize=8_000)
def _marked(catalogue: Any, text: str) -> Markup:
    """The translation as templates show it."""
    return Markup(catalogue.gettext(text))


class FormWords:
    """What WTForms itself says, such as "Not a valid choice.", in the reader's language."""

    def gettext(self, text: str) -> str:
        return str(self._catalogue().gettext(text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return str(self._catalogue().ngettext(one, many, n))

    def _catalogue(self) -> Any:
        return _of_wtforms(str(get_locale() or "en"))


FORM_WORDS = FormWords()


@cache
def _of_wtforms(locale: str) -> Any:
    """Read once per process."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


def _(text: str, **values: Any) -> str:
    """The text in the reader's language, its `%(name)s` filled from `values`."""
    found = str(_catalogue().gettext(text))
    return found % values if values else found


@pass_eval_context
def _in_template(scope: EvalContext, text: str, /, **values: Any) -> str:
    """`_` of templates: what Jinja's own does by three calls, which is a twentieth of a long page."""
    if not scope.autoescape:
        return str(_catalogue().gettext(text)) % values
    found = _marked(_catalogue(), text)
    return found % values if values or "%" in found else found


def lazy(text: str, **values: Any) -> LazyString:
    """The same, in the language of whoever reads it: for what is written before there is a request."""
    return LazyString(_, text, **values)


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    """`one` or `many`, as the language wants for `n`; `%(num)s` is the number."""
    return str(_catalogue().ngettext(one, many, n)) % {"num": n, **values}


def language() -> str:
    """The reader's language: "en" or "zh_Hans"."""
    locale = _locale()
    return "zh_Hans" if locale is not None and locale.language == "zh" else "en"


def language_tag(code: str | None = None) -> str:
    """The language as HTML writes it: "en" or "zh-Hans"."""
    return (code or language()).replace("_", "-")


def say(words: Words | None, code: str | None = None) -> str:
    """The text in the reader's language, or in `code`; the other language when it is missing."""
    if not words:
        return ""
    return words.get(code or language()) or next(iter(words.values()))


def day(value: date | datetime | None) -> str:
    """19 Nov 2026; 2026年11月19日. A moment is first put on the organisation's clocks."""
    if value is None:
        return ""
    value = _date(value)
    if language() == "zh_Hans":
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def day_long(value: date | datetime) -> str:
    """Thu 19 Nov 2026; 2026 年 11 月 19 日（周四）."""
    weekday = WEEKDAYS[language()][_date(value).weekday()]
    return f"{day(value)}（{weekday}）" if language() == "zh_Hans" else f"{weekday} {day(value)}"


def day_short(value: date | datetime) -> str:
    """19 Nov; 11 月 19 日."""
    value = _date(value)
    if language() == "zh_Hans":
        return f"{value.month} 月 {value.day} 日"
    return f"{value.day} {MONTHS[value.month - 1]}"


def time_of_day(value: datetime | None) -> str:
    """09:05 on the organisation's clocks."""
    return clock.local(value).strftime("%H:%M") if value else ""


def moment(value: datetime | None) -> str:
    """19 Nov 09:05; with the year unless it is this one."""
    if value is None:
        return ""
    this_year = clock.local(value).year == clock.today().year
    return f"{day_short(value) if this_year else day(value)} {time_of_day(value)}"


def number(value: float, digits: int = 0) -> str:
    """With the thousands separated: 12,400.5."""
    return f"{value:,.{digits}f}"


def _date(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value
