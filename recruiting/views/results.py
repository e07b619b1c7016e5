"""Entering and correcting results by hand, and the consent that a check needs."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import consents, results
from recruiting.forms.scoring import ConsentForm, ResultForm
from recruiting.models import Visit
from recruiting.queries import consents as consent_queries
from recruiting.queries import interviews, marks, standing
from recruiting.queries.facts import CHECK_PURPOSE
from recruiting.states import StageKind
from recruiting.views.blueprint import bp


@bp.route("/applications/<int:application_id>/result", methods=["GET", "POST"])
@requires(Permission.RECORD_RESULTS)
def enter_result(application_id: int) -> Any:
    visit = _visit_or_404(application_id)
    form = ResultForm()
    form.suit(visit.stage.kind)
    if form.validate_on_submit():
        try:
            results.enter(
                visit,
                mark=form.number,
                passed=form.says_passed,
                comment=form.comment.data or "",
                actor=current_user,
                seen=form.seen.data or None,
            )
        except Refused as refusal:
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("The result of %(name)s is on record.", name=visit.application.shown.name), "good")
            return redirect(url_for(".application", application_id=application_id))
    return _page(visit, result=form)


@bp.post("/applications/<int:application_id>/consent")
@requires(Permission.RECORD_RESULTS)
def record_consent(application_id: int) -> Any:
    visit = _visit_or_404(application_id)
    form = ConsentForm()
    if form.validate_on_submit():
        try:
            consents.give_consent(
                visit.application.person,
                CHECK_PURPOSE,
                form.words.data or "",
                actor=current_user,
                days=form.days.data,
            )
        except Refused as refusal:
            form.blame(refusal)
        else:
            return _done(visit, _("The consent is on record."))
    return _page(visit, consent=form)


@bp.post("/applications/<int:application_id>/consent/revoke")
@requires(Permission.RECORD_RESULTS)
def revoke_consent(application_id: int) -> Any:
    visit = _visit_or_404(application_id)
    consent_queries.holding(visit.application.person_id, CHECK_PURPOSE) or abort(404)
    try:
        consents.withdraw(visit.application.person, CHECK_PURPOSE, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for(".application", application_id=application_id))
    return _done(visit, _("The consent is revoked."))


def _visit_or_404(application_id: int) -> Visit:
    """The standing visit, where its result is entered by hand."""
    visit = standing.visit_of(application_id, current_user, Permission.RECORD_RESULTS)
    return visit if visit and visit.stage.kind in results.ENTERED else abort(404)


def _done(visit: Visit, sentence: str) -> Any:
    db.session.commit()
    flash(sentence, "good")
    page = ".check" if visit.stage.kind is StageKind.CHECK else ".enter_result"
    return redirect(url_for(page, application_id=visit.application_id))


def _page(visit: Visit, *, result: ResultForm | None = None, consent: ConsentForm | None = None) -> Any:
    is_check = visit.stage.kind is StageKind.CHECK
    if result is None:
        result = ResultForm(formdata=None)
        result.suit(visit.stage.kind)
    refused = next((form for form in (result, consent) if form is not None and form.errors), None)
    page = render_template(
        "recruiting/scoring/result.html",
        visit=visit,
        application=visit.application,
        form=result,
        earlier=marks.results_of(visit.id),
        panel=interviews.panel(visit.id),
        is_check=is_check,
        holding=consent_queries.holding(visit.application.person_id, CHECK_PURPOSE) if is_check else None,
        consent=consent or ConsentForm(formdata=None, data=consent_as_usual()),
        refused=refused,
    )
    return page, 422 if refused else 200


def consent_as_usual() -> dict[str, Any]:
    """The words and days that a form of consent begins with."""
    words = _(
        "I agree that my former employers, references and schools are asked about my work and education "
        "for my application."
    )
    return {"words": words, "days": current_app.config["CONSENT_DAYS"]}
