"""The gate of one trainee, for whoever decides about it: putting on duty, waiving, taking that back."""

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from core import clock
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import duty, waivers
from training.forms.duty import TakeBackForm, WaiverForm
from training.models import Enrolment
from training.queries import certificates, enrolments
from training.queries import duty as queries
from training.states import LIVE
from training.views.attempt import done
from training.views.blueprint import bp


def _enrolment_or_404(enrolment_id: int, permission: Permission) -> Enrolment:
    return enrolments.enrolment(current_user, enrolment_id, permission) or abort(404)


@bp.get("/enrolments/<int:enrolment_id>/gate", endpoint="gate")
@requires(Permission.SEE_TRAINING)
def show_gate(enrolment_id: int) -> Any:
    return _page(_enrolment_or_404(enrolment_id, Permission.SEE_TRAINING))


def _page(one: Enrolment, waive: WaiverForm | None = None, take_back: TakeBackForm | None = None) -> Any:
    seen, today = queries.gate(one.id), clock.today()
    left = queries.waiver_days_left(one.id, today)
    latest = today + timedelta(days=max(left - 1, 0))
    waive = waive or WaiverForm(formdata=None)
    take_back = take_back or TakeBackForm(formdata=None)
    page = render_template(
        "training/gate.html",
        enrolment=one,
        person=one.employment.person,
        seen=seen,
        held_up=duty.held_up(one, seen) if one.state in LIVE else None,
        present=enrolments.current_placement(one.id),
        waivers=queries.waivers_of(one.id),
        parts_of=queries.parts_of,
        certificates=certificates.of_person(one.employment.person_id),
        since=queries.on_duty_since(one.employment_id),
        by_waiver=queries.by_waiver(one.employment_id, today),
        waive=waive.offering(seen.gate.unmet, latest),
        latest=latest,
        days_left=left,
        take_back=take_back,
        record=enrolments.record_of(one.id),
        is_self=one.employment.person_id == current_user.person_id,
    )
    refused = any(form.errors or form.form_errors for form in (waive, take_back))
    return (page, 422) if refused else page


@bp.post("/enrolments/<int:enrolment_id>/duty")
@requires(Permission.PUT_ON_DUTY)
def put_on_duty(enrolment_id: int) -> Any:
    one = _enrolment_or_404(enrolment_id, Permission.PUT_ON_DUTY)
    name = one.employment.person.name
    return done(
        lambda: duty.put_on_duty(one, actor=current_user),
        _("%(name)s is on duty.", name=name),
        url_for(".gate", enrolment_id=enrolment_id),
    )


@bp.post("/enrolments/<int:enrolment_id>/waivers")
@requires(Permission.WAIVE_GATE)
def waive_gate(enrolment_id: int) -> Any:
    one, form = _enrolment_or_404(enrolment_id, Permission.WAIVE_GATE), WaiverForm()
    if not form.validate():
        return _page(one, waive=form)
    try:
        waivers.grant(
            one,
            form.wanted(),
            form.last_day.data or clock.today(),
            actor=current_user,
            reason=form.reason.data or "",
        )
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _page(one, waive=form)
    db.session.commit()
    flash(_("Waived. %(name)s can be put on duty now.", name=one.employment.person.name), "good")
    return redirect(url_for(".gate", enrolment_id=enrolment_id))


@bp.post("/waivers/<int:waiver_id>/revocation")
@requires(Permission.WAIVE_GATE)
def revoke_waiver(waiver_id: int) -> Any:
    waiver = queries.waiver(waiver_id) or abort(404)
    one, form = _enrolment_or_404(waiver.enrolment_id, Permission.WAIVE_GATE), TakeBackForm()
    try:
        waivers.revoke(waiver, actor=current_user, reason=form.why.data or "")
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _page(one, take_back=form)
    db.session.commit()
    flash(_("The waiver is taken back."), "good")
    return redirect(url_for(".gate", enrolment_id=one.id))
