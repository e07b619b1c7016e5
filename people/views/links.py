"""Links in letters, and asking for one."""

from typing import Any

from flask import flash, redirect, render_template, request

from core import i18n, outbox
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people import invitations, queries, sessions
from people.forms import ForgottenForm, PasswordForm, SetUpForm
from people.guard import own_address, public
from people.models import Account
from people.states import Purpose
from people.views.blueprint import bp


@bp.route("/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> Any:
    """The answer is the same whether or not there is such an account."""
    form = ForgottenForm()
    if form.validate_on_submit():
        invitations.ask_reset(str(form.email.data))
        db.session.commit()
        return render_template(
            "people/letter_sent.html", email=form.email.data, has_server=outbox.has_server()
        )
    return render_template("people/forgotten.html", form=form), 422 if form.errors else 200


@bp.route("/links/<token>", methods=["GET", "POST"])
@public
def follow(token: str) -> Any:
    """Choose a password, or set up the first account. Looking at it does not use the link up."""
    try:
        link = invitations.link_behind(token)
    except invitations.LinkRefused as refusal:
        return render_template("people/link_spent.html", sentence=refusal.sentence), 410
    is_first = link.purpose is Purpose.FIRST_ADMINISTRATOR
    form = SetUpForm() if is_first else PasswordForm()
    if form.validate_on_submit() and (account := _follow(token, form)):
        sessions.begin(account)
        flash(_("Your password is set. You are signed in."), "good")
        return redirect(own_address("/"))
    page = render_template(
        "people/choose_password.html",
        form=form,
        is_first=is_first,
        purpose=link.purpose,
        whose=queries.account_of(link),
    )
    return (page, 422) if form.errors else page


def _follow(token: str, form: PasswordForm | SetUpForm) -> Account | None:
    try:
        if isinstance(form, SetUpForm):
            account = _set_up(token, form)
        else:
            account = invitations.choose_password(
                token, str(form.password.data), address=str(request.remote_addr)
            )
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    return account


def _set_up(token: str, form: SetUpForm) -> Account:
    return invitations.set_up(
        token,
        name=str(form.name.data),
        email=str(form.email.data),
        language=i18n.language(),
        password=str(form.password.data),
    )
