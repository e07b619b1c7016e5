"""The background check of one application: ordered, worked on item by item; details only on asking."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import files
from core.db import db
from core.i18n import _, say
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import checks
from recruiting.defaults.checks import QUESTIONS
from recruiting.forms.checks import FindingForm, OrderForm, reference_form
from recruiting.forms.scoring import ConsentForm
from recruiting.models import BackgroundCheck, CheckItem, Visit
from recruiting.queries import checks as queries
from recruiting.queries import consents as consent_queries
from recruiting.queries.facts import CHECK_PURPOSE
from recruiting.states import ItemState, StageKind, WouldRehire
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp
from recruiting.views.results import consent_as_usual


@bp.get("/applications/<int:application_id>/check")
@requires(Permission.SEE_CHECKS)
def check(application_id: int) -> ResponseReturnValue:
    return _page(visit_or_404(application_id, Permission.SEE_CHECKS))


def _page(visit: Visit, refusal: str | None = None, **details: Any) -> ResponseReturnValue:
    made = queries.earlier(visit.application_id)
    page = render_template(
        "recruiting/checks/check.html",
        visit=visit,
        application=visit.application,
        check=queries.latest(visit.application_id),
        made=made,
        here=visit.left_at is None and visit.stage.kind is StageKind.CHECK,
        holding=consent_queries.holding(visit.application.person_id, CHECK_PURPOSE),
        consent=ConsentForm(formdata=None, data=consent_as_usual()),
        order=OrderForm(formdata=None).offering(queries.packages()),
        refusal=refusal,
        **({"details": None} | details),
    )
    return (page, 422) if refusal else page


@bp.post("/applications/<int:application_id>/checks")
@requires(Permission.SEE_CHECKS)
def order_check(application_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.SEE_CHECKS)
    form = OrderForm().offering(queries.packages())
    if not form.validate_on_submit():
        return _page(visit, _("Not ordered. Choose what is checked."))
    package = queries.package(form.package.data) or abort(404)
    try:
        checks.order(visit, package, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        return _page(visit_or_404(application_id, Permission.SEE_CHECKS), refusal.sentence)
    return done(application_id, _("The background check is ordered."))


def done(application_id: int, sentence: str) -> ResponseReturnValue:
    """Commit, say so and go back to the check."""
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for("recruiting.check", application_id=application_id))


def check_or_404(
    application_id: int, check_id: int, permission: Permission = Permission.SEE_CHECKS
) -> BackgroundCheck:
    """The check, where the reader may reach it and the address fits."""
    found = queries.check_of(check_id, current_user, permission)
    if found is None or found.application_id != application_id:
        abort(404)
    if found.application.is_veiled:
        abort(redirect(url_for(".identity", application_id=application_id)))
    return found


def by_whom(form: Any) -> dict[str, Any]:
    """Who does it, and what their page showed: the last arguments of every verb here."""
    return {"actor": current_user, "seen": form.seen.data or None}


def item_or_404(check: BackgroundCheck, item_id: int) -> CheckItem:
    """The item of this check."""
    return next((one for one in check.items if one.id == item_id), None) or abort(404)


def handle(
    check: BackgroundCheck, form: Any, act: Callable[[], Any], told: str, template: str, **shown: Any
) -> ResponseReturnValue:
    """Do `act` with what was typed; or show the form, with the refusal in its place."""
    if form.validate_on_submit():
        try:
            act()
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            return done(check.application_id, told)
    check = check_or_404(check.application_id, check.id)
    form.seen.data = form.seen.data or check.seen
    page = render_template(
        f"recruiting/checks/{template}.html",
        check=check,
        application=check.application,
        form=form,
        **shown,
    )
    return (page, 422) if form.errors else page


@bp.route(
    "/applications/<int:application_id>/checks/<int:check_id>/items/<int:item_id>", methods=["GET", "POST"]
)
@requires(Permission.SEE_CHECKS)
def record_finding(application_id: int, check_id: int, item_id: int) -> ResponseReturnValue:
    check = check_or_404(application_id, check_id)
    item = item_or_404(check, item_id)
    form = FindingForm().offering(item)

    def act() -> None:
        state, note = ItemState(form.state.data), form.note.data or ""
        checks.find(item, state, note=note, evidence=form.evidence, **by_whom(form))

    told = _("On record: %(item)s.", item=say(item.name))
    return handle(check, form, act, told, "finding", item=item)


@bp.route(
    "/applications/<int:application_id>/checks/<int:check_id>/items/<int:item_id>/reference",
    methods=["GET", "POST"],
)
@requires(Permission.SEE_CHECKS)
def record_reference(application_id: int, check_id: int, item_id: int) -> ResponseReturnValue:
    check = check_or_404(application_id, check_id)
    item = item_or_404(check, item_id)
    form = reference_form() if item.asks_referees else abort(404)

    def act() -> None:
        would = WouldRehire(form.would_rehire.data)
        checks.refer(item, would, form.said, asked_on=form.asked_on.data, **by_whom(form))

    return handle(check, form, act, _("The reference is on record."), "reference", item=item)


@bp.post("/applications/<int:application_id>/checks/<int:check_id>/details")
@requires(Permission.SEE_CHECKS)
def check_details(application_id: int, check_id: int) -> ResponseReturnValue:
    """What was found; asking for it is recorded, so it is no address to be read by the way."""
    check = check_or_404(application_id, check_id)
    checks.show_details(check, actor=current_user)
    db.session.commit()
    return _page(
        visit_or_404(application_id, Permission.SEE_CHECKS),
        details=check_or_404(application_id, check_id),
        findings=queries.findings(check_id),
        erasures=queries.erasures(check_id),
        references=queries.references(check_id),
        questions=QUESTIONS,
    )


@bp.post("/applications/<int:application_id>/checks/<int:check_id>/findings/<int:finding_id>/file")
@requires(Permission.SEE_CHECKS)
def evidence(application_id: int, check_id: int, finding_id: int) -> Response:
    check = check_or_404(application_id, check_id)
    finding = queries.finding_of(check_id, finding_id) or abort(404)
    checks.show_evidence(check, finding, actor=current_user)
    db.session.commit()
    # Never shown in the page's own origin: a file from outside is not to be trusted.
    return send_file(
        files.path_of(finding.digest or ""),
        mimetype=finding.media_type,
        as_attachment=True,
        download_name=finding.file_name,
    )
