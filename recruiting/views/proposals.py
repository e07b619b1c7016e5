"""Rejections that rules proposed: a person rejects, or decides not to."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from core.i18n import _
from core.record import new_batch
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import stage_rules as verbs
from recruiting.forms import lists
from recruiting.forms.stage_rules import DecisionForm
from recruiting.models import RuleDeed
from recruiting.navigation import offer_undo
from recruiting.queries import proposals as queries
from recruiting.views.blueprint import bp


@bp.get("/rejections-to-decide")
@requires(Permission.MOVE_APPLICATIONS)
def proposals() -> Any:
    found, kind = queries.proposals(current_user), request.args.get("export")
    if kind:
        return spreadsheets.answer(*lists.proposals(found), "rejections-to-decide", kind)
    return render_template("recruiting/rules/proposals.html", proposals=found)


@bp.post("/rejections-to-decide/<int:deed_id>")
@requires(Permission.MOVE_APPLICATIONS)
def decide_proposal(deed_id: int) -> Any:
    deed = queries.proposal(deed_id, current_user) or abort(404)
    form, batch = DecisionForm(), new_batch()
    rejects = request.form.get("decision") == "reject"
    name = str(deed.visit.application.shown.name)
    if not form.validate():
        flash(next(str(one) for errors in form.errors.values() for one in errors), "bad")
        return redirect(url_for(".proposals"))
    try:
        _decide(deed, form, rejects, batch)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for(".proposals"))
    db.session.commit()
    if rejects:
        offer_undo(batch, _("%(name)s rejected", name=name), 1)
    else:
        flash(_("%(name)s stays in the selection.", name=name), "good")
    return redirect(url_for(".proposals"))


def _decide(deed: RuleDeed, form: DecisionForm, rejects: bool, batch: str) -> None:
    verbs.decide(
        deed,
        rejects=rejects,
        actor=current_user,
        note=form.note.data,
        seen=form.seen.data,
        batch=batch,
    )
