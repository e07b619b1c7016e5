"""Who is behind a request, and what they want to read it in. The only module that knows Flask-Login."""

from typing import Any

from flask import Flask, Response, has_request_context, redirect, request, session, url_for
from flask_login import LoginManager, current_user, login_user
from sqlalchemy.exc import OperationalError

from core.db import Lock, lock_from_now
from core.i18n import LANGUAGES, language_tag
from core.i18n import language as spoken
from people.guard import reads_only
from people.models import Account
from people.queries import account_of_session
from people.states import Theme

YEAR = 365 * 24 * 3600

login_manager = LoginManager()


def start(app: Flask) -> None:
    login_manager.init_app(app)
    app.before_request(_set_out)
    app.teardown_request(_set_back)
    app.context_processor(_shown_everywhere)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(key: str) -> Account | None:
    """The account of a session, unless it was closed or signed out everywhere since."""
    number, _, epoch = key.partition(".")
    account = account_of_session(int(number)) if number.isdecimal() else None
    return account if account and account.is_active and epoch == str(account.session_epoch) else None


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def ask_to_sign_in() -> Any:
    """To the sign-in page, and back afterwards if it was a page that was asked for."""
    wanted = request.full_path.rstrip("?") if reads_only() else None
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": url_for("people.sign_in")})
    return redirect(url_for("people.sign_in", next=wanted if wanted != "/" else None))


def begin(account: Account) -> None:
    """Sign `account` in. Nothing of the session before stays: who planted it gains nothing."""
    session.clear()
    session.permanent = True
    login_user(account)


def finish() -> None:
    """Sign out in this browser."""
    session.clear()


def keep_choice(answer: Any, name: str, value: str) -> None:
    """Let the browser remember a language or theme for who is not signed in."""
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure, httponly=True)


def _set_out() -> None:
    """Who asks and what for is found out while somebody else writes; only writing waits its turn."""
    lock_from_now(Lock.NEVER if reads_only() else Lock.WHEN_NEEDED)


def _set_back(_fault: BaseException | None) -> None:
    """The thread goes on to something else, in the same context."""
    lock_from_now(Lock.AT_ONCE)


def language() -> str:
    """The account's language, else the one this browser remembers, else the browser's best."""
    if not has_request_context():
        return "en"
    try:
        if current_user and current_user.is_authenticated:
            return str(current_user.language)
    except OperationalError:  # the database is away, and a page has to say so
        pass
    return _language_of_browser()


def _language_of_browser() -> str:
    if request.cookies.get("language") in LANGUAGES:
        return request.cookies["language"]
    best = request.accept_languages.best_match(["en", "zh-Hans", "zh-CN", "zh"])
    return "zh_Hans" if (best or "en").startswith("zh") else "en"


def theme() -> Theme:
    """Light, dark, or whatever the machine prefers."""
    if current_user.is_authenticated:
        return Theme(current_user.theme)
    chosen = request.cookies.get("theme", "")
    return Theme(chosen) if chosen in set(Theme) else Theme.AUTO


def here() -> str:
    """The address of the page being read, to come back to; the front page after something sent."""
    return request.full_path.rstrip("?") if reads_only() else "/"


def other_language() -> dict[str, str]:
    """The language to switch to: its code, tag and own name."""
    code = "en" if spoken() == "zh_Hans" else "zh_Hans"
    return {"code": code, "tag": language_tag(code), "label": {"en": "English", "zh_Hans": "中文"}[code]}


def _shown_everywhere() -> dict[str, Any]:
    return {"theme": theme, "other_language": other_language, "here": here}
