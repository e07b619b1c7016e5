"""The rules about being on duty after a programme: what holds now, and publishing the next version."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import duty_policies, nesting_policies
from training.forms.duty_rules import DutyRulesForm, target_name, values_sent
from training.models import DutyPolicy, NestingPolicy, Programme
from training.queries import duty, nesting
from training.queries import programmes as queries
from training.views.blueprint import bp


def _found(programme_id: int) -> tuple[Programme, DutyPolicy, NestingPolicy]:
    programme = queries.programme(programme_id) or abort(404)
    return programme, duty.policy(programme.id) or abort(404), nesting.policy(programme.id) or abort(404)


@bp.get("/programmes/<int:programme_id>/duty-rules")
@requires(Permission.SEE_TRAINING)
def duty_rules(programme_id: int) -> Any:
    return _page(*_found(programme_id), DutyRulesForm(formdata=None), {})


def _page(
    programme: Programme, now: DutyPolicy, nests: NestingPolicy, form: DutyRulesForm, problems: dict[str, str]
) -> Any:
    page = render_template(
        "training/duty_rules.html",
        programme=programme,
        now=now,
        nests=nests,
        form=form.showing(now, nests),
        problems=problems,
        target_name=target_name,
        typed=request.form,
        may_edit=current_user.may_everywhere(Permission.EDIT_PROGRAMMES),
    )
    return (page, 422) if form.errors or form.form_errors or problems else page


@bp.post("/programmes/<int:programme_id>/duty-rules")
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def publish_duty_rules(programme_id: int) -> Any:
    """Publish what differs from what holds now."""
    programme, now, nests = _found(programme_id)
    form = DutyRulesForm()
    values, problems = values_sent(request.form, nests)
    if not form.validate() or problems:
        return _page(programme, now, nests, form, problems)
    try:
        changed = [
            duty_policies.publish_if_new(programme, form.duty_plan(), actor=current_user),
            nesting_policies.publish_if_new(programme, form.nesting_plan(nests, values), actor=current_user),
        ]
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _page(programme, now, nests, form, problems)
    db.session.commit()
    if any(changed):
        flash(_("Published. What was decided before stays as it was."), "good")
    else:
        flash(_("Nothing differs from what holds now."), "now")
    return redirect(url_for(".duty_rules", programme_id=programme_id))
