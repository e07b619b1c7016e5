"""Making an offer, recording its answer, hiring, and taking a hire back."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import outbox
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from people.queries import last_employment
from recruiting import hiring, offers
from recruiting.forms.offers import DeclineForm, HireForm, OfferForm, ReasonForm
from recruiting.forms.openings import day_written, salary_words
from recruiting.models import Offer, Visit
from recruiting.queries import offers as queries
from recruiting.queries import openings
from recruiting.queries.openings import SeatsOfDay
from recruiting.queries.reasons import in_use as reasons_in_use
from recruiting.states import OfferState, ReasonFamily
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp


@bp.get("/applications/<int:application_id>/offer")
@requires(Permission.HIRE)
def offer(application_id: int) -> ResponseReturnValue:
    """For who makes offers, and for who hires upon one: each finds there what they may do."""
    return _page(visit_or_404(application_id, Permission.HIRE))


def _page(
    visit: Visit,
    form: OfferForm | None = None,
    refusal: str | None = None,
    reason: ReasonForm | None = None,
    decline: DeclineForm | None = None,
) -> ResponseReturnValue:
    reasons = list(reasons_in_use(ReasonFamily.DECLINE))
    made = queries.offers_of(visit.application_id)
    page = render_template(
        "recruiting/offer/offer.html",
        visit=visit,
        application=visit.application,
        offers=made,
        live=next((one for one in made if one.is_binding), None),
        drafted=next((one for one in made if one.state is OfferState.DRAFT), None),
        earlier_work=last_employment(visit.application.person_id),
        seats_left=queries.seats_left(visit.opening_id),
        hire_form=HireForm(formdata=None).offering(_days(visit, made)),
        form=form or _suggested(visit, made),
        salary_words=salary_words,
        decline=decline or DeclineForm(formdata=None).offering(reasons),
        reason=reason or ReasonForm(formdata=None),
        refusal=refusal,
    )
    return (page, 422) if refusal or (form is not None and form.errors) else page


def _days(visit: Visit, made: Sequence[Offer]) -> Sequence[SeatsOfDay]:
    """The days of the seats to choose from, once somebody accepted and is to be hired."""
    accepted = any(one.state is OfferState.ACCEPTED for one in made) and visit.application.is_open
    return openings.seats_by_day(visit.opening_id) if accepted else []


def _suggested(visit: Visit, made: Sequence[Offer]) -> OfferForm:
    form = OfferForm(seen=visit.seen).comparing(visit.application.opening.salary)
    return form.suggest(next((one for one in made if one.is_live), None))


@bp.post("/applications/<int:application_id>/offer")
@requires(Permission.MAKE_OFFERS)
def draft_offer(application_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.MAKE_OFFERS)
    form = OfferForm().comparing(visit.application.opening.salary)
    if not form.validate_on_submit():
        return _page(visit, form)
    try:
        offers.draft(
            visit,
            terms=form.terms.data or "",
            starts_on=form.first_day,
            expires_at=form.expires_at,
            salary=form.units(),
            beyond_seats=form.beyond_seats.data,
            seen=form.seen.data or None,
            actor=current_user,
        )
    except Refused as refusal:
        db.session.rollback()
        visit = visit_or_404(application_id, Permission.MAKE_OFFERS)
        form.form_errors = [refusal.sentence]
        return _page(visit, form, refusal.sentence)
    return _done(visit, _("The offer is written; send it when it is right."), to="recruiting.offer")


def _done(visit: Visit, sentence: str, to: str = "recruiting.application") -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for(to, application_id=visit.application_id))


def try_act(visit: Visit, act: Callable[[], Any], done: str, to: str, **typed: Any) -> ResponseReturnValue:
    """Do it; or show the page again with the refusal and the forms that were filled in, `typed`."""
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        visit = visit_or_404(visit.application_id, Permission.HIRE)
        return _page(visit, refusal=refusal.sentence, **typed)
    return _done(visit, done, to)


def offer_or_404(visit: Visit, offer_id: int, permission: Permission = Permission.MAKE_OFFERS) -> Offer:
    """The offer of this application, where the reader may reach it."""
    found = queries.offer(offer_id, current_user, permission)
    return found if found and found.application_id == visit.application_id else abort(404)


@bp.post("/applications/<int:application_id>/offers/<int:offer_id>/sending")
@requires(Permission.MAKE_OFFERS)
def send_offer(application_id: int, offer_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.MAKE_OFFERS)
    made = offer_or_404(visit, offer_id)
    told = outbox.told(_("The offer is on its way."))
    return try_act(visit, lambda: offers.send(visit, made, actor=current_user), told, "recruiting.offer")


@bp.post("/applications/<int:application_id>/offers/<int:offer_id>/acceptance")
@requires(Permission.MAKE_OFFERS)
def accept_offer(application_id: int, offer_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.MAKE_OFFERS)
    made = offer_or_404(visit, offer_id)
    told = _("Accepted. Hire when the papers are there.")
    return try_act(visit, lambda: offers.accept(visit, made, actor=current_user), told, "recruiting.offer")


@bp.post("/applications/<int:application_id>/offers/<int:offer_id>/refusal")
@requires(Permission.MAKE_OFFERS)
def decline_offer(application_id: int, offer_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.MAKE_OFFERS)
    made = offer_or_404(visit, offer_id)
    reasons = list(reasons_in_use(ReasonFamily.DECLINE))
    form = DeclineForm().offering(reasons)
    if not form.validate_on_submit():
        return _page(visit, refusal=_("Not recorded. Say why the offer was declined."), decline=form)
    why = next(reason for reason in reasons if reason.id == form.reason.data)
    note = form.note.data or None

    def act() -> None:
        offers.decline(visit, made, why, actor=current_user, ends=form.ends.data, note=note)

    told = _("Declined; the reason is on record.")
    return try_act(visit, act, told, "recruiting.application", decline=form)


@bp.post("/applications/<int:application_id>/offers/<int:offer_id>/retraction")
@requires(Permission.MAKE_OFFERS)
def retract_offer(application_id: int, offer_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.MAKE_OFFERS)
    made = offer_or_404(visit, offer_id)

    def act(why: str) -> None:
        offers.retract(visit, made, actor=current_user, reason=why)

    return try_with_reason(visit, act, _("The offer is retracted."), "recruiting.offer")


def try_with_reason(visit: Visit, act: Callable[[str], Any], done: str, to: str) -> ResponseReturnValue:
    """The same with a reason that is asked for on the page."""
    form = ReasonForm()
    return try_act(visit, lambda: act(form.reason.data or ""), done, to, reason=form)


@bp.post("/applications/<int:application_id>/hire")
@requires(Permission.HIRE)
def hire(application_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.HIRE)
    told = _("Hired. %(name)s now awaits a cohort.", name=visit.application.shown.name)
    chosen = day_written(request.form.get("seat"))
    return try_act(
        visit,
        lambda: hiring.hire(visit, actor=current_user, needed_by=chosen),
        told,
        "recruiting.application",
    )


@bp.post("/applications/<int:application_id>/unhire")
@requires(Permission.HIRE)
def unhire(application_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.HIRE)

    def act(why: str) -> None:
        hiring.unhire(visit, actor=current_user, reason=why)

    told = _("The hire is taken back; the seat is open again.")
    return try_with_reason(visit, act, told, "recruiting.application")


@bp.post("/applications/<int:application_id>/no-show")
@requires(Permission.HIRE)
def no_show(application_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.HIRE)

    def act(why: str) -> None:
        hiring.record_no_show(visit, actor=current_user, reason=why)

    return try_with_reason(visit, act, _("Recorded; the seat is open again."), "recruiting.application")
