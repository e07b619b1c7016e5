"""The administration of people: who may sign in, as what."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import i18n, keyset, outbox, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people import accounts as verbs
from people import exports, invitations, labels, queries
from people.forms import OpenAccountForm, PeopleFilter, RoleForm
from people.guard import requires
from people.models import Account
from people.permissions import Permission, Role
from people.states import AccountState
from people.views.blueprint import bp


@bp.get("/people/")
@requires(Permission.ADMINISTER_PEOPLE)
def accounts() -> Any:
    form = PeopleFilter(request.args)
    page = keyset.page(
        queries.accounts(*_wanted(form)),
        queries.ACCOUNT_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template(
        "people/accounts.html",
        form=form,
        page=page,
        roles=queries.roles_of([row.id for row in page.rows]),
        told=exports.told,
        state_of=queries.state_of,
        labels=labels,
        filters=_filters(),
    )


@bp.get("/people/export.<kind>")
@requires(Permission.ADMINISTER_PEOPLE)
def export_accounts(kind: str) -> Any:
    rows = exports.account_rows(*_wanted(PeopleFilter(request.args)))
    return spreadsheets.answer(rows, exports.account_header(), "people", kind)


def _wanted(form: PeopleFilter) -> tuple[Role | None, AccountState | None, str | None]:
    """Role, state and text to look for; a value that means nothing is no filter."""
    role, state = form.role.data, form.state.data
    return (
        Role(role) if role in set(Role) else None,
        AccountState(state) if state in set(AccountState) else None,
        (form.q.data or "").strip() or None,
    )


def _filters() -> dict[str, str]:
    return {name: value for name, value in request.args.items() if name in {"q", "role", "state"} and value}


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER_PEOPLE)
def open_account() -> Any:
    """Open an account and invite its owner."""
    form = OpenAccountForm(language=i18n.language()).offering(queries.teams())
    if form.validate_on_submit() and (account := _open(form)):
        return redirect(url_for(".account", account_id=account.id))
    return render_template("people/open_account.html", form=form), 422 if form.errors else 200


def _open(form: OpenAccountForm) -> Account | None:
    try:
        account = verbs.open_account(
            str(form.name.data), str(form.email.data), form.language.data, actor=current_user
        )
        verbs.add_role(account, Role(form.role.data), form.team.data, actor=current_user)
        invitations.invite(account, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    flash(outbox.told(_("An invitation to %(email)s is on its way.", email=account.email)), "good")
    return account


@bp.get("/people/<int:account_id>")
@requires(Permission.ADMINISTER_PEOPLE)
def account(account_id: int) -> Any:
    return _page(queries.account_or_404(account_id), RoleForm())


def _page(account: Account, form: RoleForm) -> Any:
    teams = queries.teams()
    return render_template(
        "people/account.html",
        account=account,
        form=form.offering(teams),
        teams={team.id: team.name for team in teams},
        entries=queries.record_of(account.id),
        labels=labels,
        is_own=account.id == current_user.id,
    )


@bp.post("/people/<int:account_id>/roles")
@requires(Permission.ADMINISTER_PEOPLE)
def add_role(account_id: int) -> Any:
    account = queries.account_or_404(account_id)
    form = RoleForm().offering(queries.teams())
    if form.validate_on_submit():
        try:
            verbs.add_role(account, Role(form.role.data), form.team.data, actor=current_user)
            db.session.commit()
            return redirect(url_for(".account", account_id=account_id))
        except verbs.AccountRefused as refusal:
            db.session.rollback()
            form.blame(refusal)
    return _page(account, form), 422


@bp.post("/people/<int:account_id>/roles/<int:grant_id>/removal")
@requires(Permission.ADMINISTER_PEOPLE)
def take_role(account_id: int, grant_id: int) -> Any:
    account = queries.account_or_404(account_id)
    return _do(account, lambda: verbs.take_role(account, grant_id, actor=current_user))


@bp.post("/people/<int:account_id>/invitations")
@requires(Permission.ADMINISTER_PEOPLE)
def invite(account_id: int) -> Any:
    account = queries.account_or_404(account_id)
    said = _("An invitation to %(email)s is on its way.", email=account.email)
    return _do(account, lambda: invitations.invite(account, actor=current_user), said)


@bp.post("/people/<int:account_id>/closing")
@requires(Permission.ADMINISTER_PEOPLE)
def close_account(account_id: int) -> Any:
    account = queries.account_or_404(account_id)
    return _do(account, lambda: verbs.close(account, actor=current_user))


@bp.post("/people/<int:account_id>/reopening")
@requires(Permission.ADMINISTER_PEOPLE)
def reopen_account(account_id: int) -> Any:
    account = queries.account_or_404(account_id)
    return _do(account, lambda: verbs.reopen(account, actor=current_user))


def _do(account: Account, act: Any, said: str | None = None) -> Any:
    """Do what was pressed; back to the page, with the sentence when it was refused."""
    try:
        act()
        db.session.commit()
    except Refused as refusal:
        db.session.rollback()
        form = RoleForm(formdata=None)
        form.blame(refusal)
        return _page(account, form), 422
    if said:
        flash(said, "good")
    return redirect(url_for(".account", account_id=account.id))
