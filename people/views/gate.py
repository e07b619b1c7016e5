"""The door: in by e-mail and password, out again, and what the door looks like to who stands before it."""

from typing import Any

from flask import abort, current_app, redirect, render_template, request
from flask_login import current_user

from core.db import db
from core.i18n import LANGUAGES
from people import accounts, queries, sessions
from people import sign_in as signing_in
from people.forms import SignInForm
from people.guard import own_address, public
from people.labels import ROLES
from people.permissions import Role
from people.states import Theme
from people.views.blueprint import bp


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(own_address(request.args.get("next")))
    form = SignInForm()
    if form.validate_on_submit() and _try(form):
        return redirect(own_address(request.args.get("next")))
    return render_template("people/sign_in.html", form=form, demo=_demo()), 422 if form.errors else 200


def _try(form: SignInForm) -> bool:
    account = None
    try:
        account = signing_in.sign_in(
            str(form.email.data), str(form.password.data), address=str(request.remote_addr)
        )
    except signing_in.SignInRefused as refusal:
        form.blame(refusal)
    db.session.commit()  # also when refused: the try counts
    if account:
        sessions.begin(account)
    return account is not None


def _demo() -> list[tuple[Role, Any]]:
    """The roles that the demo lets in by one press; none outside of it."""
    return [(role, name) for role, name in ROLES.items() if role in current_app.config["DEMO"]]


@bp.post("/sign-in/demo")
@public
def sign_in_as() -> Any:
    email = current_app.config["DEMO"].get(request.form.get("role"))
    account = queries.account_by_email(email) if email else None
    if account is None or not account.is_active:
        abort(404)
    sessions.begin(account)
    return redirect(own_address(request.args.get("next")))


@bp.post("/sign-out")
@public
def sign_out() -> Any:
    sessions.finish()
    return redirect(own_address("/sign-in"))


@bp.post("/language")
@public
def speak() -> Any:
    """Another language for the reader, signed in or not."""
    code = request.form.get("language", "")
    if code not in LANGUAGES:
        abort(400)
    if current_user.is_authenticated:
        accounts.prefer(current_user, language=code)
        db.session.commit()
    return _kept("language", code)


@bp.post("/theme")
@public
def paint() -> Any:
    """Another theme for the reader, signed in or not."""
    theme = request.form.get("theme", "")
    if theme not in set(Theme):
        abort(400)
    if current_user.is_authenticated:
        accounts.prefer(current_user, theme=Theme(theme))
        db.session.commit()
    return _kept("theme", theme)


def _kept(name: str, value: str) -> Any:
    answer = redirect(own_address(request.form.get("next")))
    sessions.keep_choice(answer, name, value)
    return answer
