"""The reasons for which applications end: named, added, retired."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import cool_down
from recruiting import reasons as verbs
from recruiting.forms import lists
from recruiting.forms.openings import FAMILIES, CoolDownForm, NewReasonForm, ReasonForm
from recruiting.models import DispositionReason
from recruiting.queries import cool_downs
from recruiting.queries import reasons as queries
from recruiting.states import ReasonFamily
from recruiting.views.blueprint import bp


@bp.route("/reasons", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def reasons() -> Any:
    form, kind = NewReasonForm(), request.args.get("export")
    if kind:
        rows, days = queries.counted(), cool_downs.present()
        return spreadsheets.answer(*lists.reasons(rows, FAMILIES, days), "reasons", kind)
    if form.validate_on_submit() and _did(form, lambda: _add(form)):
        return redirect(url_for(".reasons"))
    page = render_template(
        "recruiting/openings/reasons.html",
        rows=queries.counted(),
        families=FAMILIES,
        form=form,
        days=cool_downs.present(),
    )
    return page, 422 if form.errors else 200


def _add(form: NewReasonForm) -> None:
    verbs.add(ReasonFamily(form.family.data), form.words, actor=current_user)


@bp.route("/reasons/<int:reason_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def reason(reason_id: int) -> Any:
    """Rename one."""
    found = queries.reason_or_404(reason_id)
    form = _naming(found)
    if form.validate_on_submit() and _did(form, lambda: verbs.rename(found, form.words, actor=current_user)):
        return redirect(url_for(".reasons"))
    return _reason_page(found, form)


def _reason_page(found: DispositionReason, form: ReasonForm, wait: CoolDownForm | None = None) -> Any:
    versions = cool_downs.versions(found.id)
    present = {"days": versions[0].days if versions else 0}
    wait = wait or CoolDownForm(formdata=None, data=present)
    page = render_template(
        "recruiting/openings/reason.html",
        reason=found,
        form=form,
        wait=wait,
        versions=versions,
        former=queries.former_names(found.id),
    )
    return page, 422 if form.errors or wait.errors else 200


@bp.post("/reasons/<int:reason_id>/cool-down")
@requires(Permission.EDIT_OPENINGS)
def set_cool_down(reason_id: int) -> Any:
    """How long who is turned down for it waits before applying again."""
    found = queries.reason_or_404(reason_id)
    wait = CoolDownForm()
    if wait.validate() and _did(
        wait, lambda: cool_down.set_days(found, wait.days.data or 0, actor=current_user)
    ):
        return redirect(url_for(".reasons"))
    return _reason_page(found, _naming(found, formdata=None), wait)


def _naming(found: DispositionReason, **more: Any) -> ReasonForm:
    return ReasonForm(data={f"name_{code}": text for code, text in found.name.items()}, **more)


@bp.post("/reasons/<int:reason_id>/retirement")
@requires(Permission.EDIT_OPENINGS)
def retire_reason(reason_id: int) -> Any:
    found = queries.reason_or_404(reason_id)
    return _turned(lambda: verbs.retire(found, actor=current_user), _("It is offered no longer."))


@bp.post("/reasons/<int:reason_id>/return")
@requires(Permission.EDIT_OPENINGS)
def restore_reason(reason_id: int) -> Any:
    found = queries.reason_or_404(reason_id)
    return _turned(lambda: verbs.restore(found, actor=current_user), _("It is offered again."))


def _turned(act: Any, said: str) -> Any:
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(said, "good")
    return redirect(url_for(".reasons"))


def _did(form: ReasonForm | CoolDownForm, act: Any) -> bool:
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    flash(_("Saved."), "good")
    return True
