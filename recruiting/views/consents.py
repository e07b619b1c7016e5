"""What a candidate agreed to, at any time: seen with its words, given once more, withdrawn."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import consents as verbs
from recruiting.forms import lists
from recruiting.forms.scoring import ConsentForm
from recruiting.models import Application
from recruiting.queries import consents as queries
from recruiting.queries.facts import APPLICATION_PURPOSE, CHECK_PURPOSE
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp

PURPOSES = (APPLICATION_PURPOSE, CHECK_PURPOSE)


@bp.get("/applications/<int:application_id>/consents")
@requires(Permission.RECORD_RESULTS)
def consents(application_id: int) -> Any:
    application = _application(application_id)
    if kind := request.args.get("export"):
        rows = queries.history(application.person_id)
        return spreadsheets.answer(*lists.consents(rows), "consents", kind)
    return _page(application, ConsentForm(formdata=None, days=current_app.config["CONSENT_DAYS"]))


def _application(application_id: int) -> Application:
    """The application; whoever is reviewed blind keeps the words that they agreed to."""
    application = visit_or_404(application_id, Permission.RECORD_RESULTS).application
    if application.is_veiled:
        abort(redirect(url_for(".identity", application_id=application_id)))
    return application


def _page(application: Application, form: ConsentForm) -> str:
    return render_template(
        "recruiting/candidates/consents.html",
        application=application,
        rows=queries.history(application.person_id),
        form=form,
        holding={one for one in PURPOSES if queries.holding(application.person_id, one)},
    )


@bp.post("/applications/<int:application_id>/consents")
@requires(Permission.RECORD_RESULTS)
def give_consent(application_id: int) -> Any:
    """Record that the candidate agrees that the data of the application are kept."""
    application = _application(application_id)
    form = ConsentForm()
    if form.validate():
        try:
            verbs.give_consent(
                application.person,
                APPLICATION_PURPOSE,
                form.words.data or "",
                actor=current_user,
                days=form.days.data,
            )
        except Refused as refusal:
            form.blame(refusal)
        else:
            return _done(application, _("The consent is on record."))
    return _page(application, form), 422


@bp.post("/applications/<int:application_id>/consents/<purpose>/withdrawal")
@requires(Permission.RECORD_RESULTS)
def withdraw_consent(application_id: int, purpose: str) -> Any:
    application = _application(application_id)
    if purpose not in PURPOSES:
        abort(404)
    try:
        verbs.withdraw(application.person, purpose, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for(".consents", application_id=application_id))
    return _done(application, _("The consent is revoked."))


def _done(application: Application, sentence: str) -> Any:
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for(".consents", application_id=application.id))
