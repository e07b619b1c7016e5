"""One's own account: how the pages look, the password, and where else one is signed in."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _
from core.refusal import Refused
from people import accounts, sessions
from people import sign_in as signing_in
from people.forms import ChangePasswordForm, SettingsForm
from people.guard import requires
from people.permissions import Permission
from people.states import Theme
from people.views.blueprint import bp


@bp.get("/account")
@requires(Permission.USE_PRODUCT)
def own_account() -> Any:
    return _page(SettingsForm(obj=current_user), ChangePasswordForm())


@bp.post("/account/settings")
@requires(Permission.USE_PRODUCT)
def change_settings() -> Any:
    form = SettingsForm()
    if not form.validate_on_submit():
        return _page(form, ChangePasswordForm(formdata=None)), 422
    accounts.prefer(
        current_user,
        language=form.language.data,
        theme=Theme(form.theme.data),
        shortcuts=form.shortcuts.data,
    )
    db.session.commit()
    answer = redirect(url_for(".own_account"))
    sessions.keep_choice(answer, "language", str(form.language.data))
    sessions.keep_choice(answer, "theme", str(form.theme.data))
    return answer


@bp.post("/account/password")
@requires(Permission.USE_PRODUCT)
def change_password() -> Any:
    form = ChangePasswordForm()
    if not (form.validate_on_submit() and _change(form)):
        return _page(SettingsForm(formdata=None, obj=current_user), form), 422
    sessions.begin(current_user._get_current_object())
    flash(_("Your password is changed. Everywhere else you are signed out."), "good")
    return redirect(url_for(".own_account"))


def _change(form: ChangePasswordForm) -> bool:
    refused = None
    try:
        signing_in.change_password(
            current_user._get_current_object(),
            str(form.old_password.data),
            str(form.password.data),
            address=str(request.remote_addr),
            actor=current_user,
        )
    except Refused as refusal:
        refused = refusal
        form.blame(refusal)
    db.session.commit()  # also when refused: the try counts
    return refused is None


@bp.post("/account/sign-out-everywhere")
@requires(Permission.USE_PRODUCT)
def sign_out_everywhere() -> Any:
    signing_in.sign_out_everywhere(current_user._get_current_object(), actor=current_user)
    db.session.commit()
    sessions.finish()
    flash(_("You are signed out in every browser."), "good")
    return redirect(url_for(".sign_in"))


def _page(settings: SettingsForm, password: ChangePasswordForm) -> Any:
    return render_template("people/own_account.html", settings=settings, password=password)
