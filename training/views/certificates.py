"""Certificates: the list, one as a page and a document, issuing again, revoking, training again when due."""

from functools import partial
from io import BytesIO
from typing import Any

from flask import abort, current_app, redirect, render_template, request, send_file, url_for
from flask_login import current_user

from core import clock, i18n, keyset, paper, spreadsheets
from core.i18n import _
from core.refusal import Refused
from people.forms import Form
from people.guard import requires
from people.permissions import Permission
from people.queries import is_on_duty
from training import certificate_paper, certificates, exports
from training.forms.duty import WHICH, CertificateFilter, ReissueForm, RevocationForm
from training.queries import certificates as queries
from training.queries import live_enrolment
from training.queries.certificates import Standing
from training.rules.certificates import shown
from training.views.attempt import done
from training.views.blueprint import bp


@bp.get("/certificates", endpoint="certificates")
@requires(Permission.SEE_TRAINING)
def list_certificates() -> str:
    form = CertificateFilter(request.args).offering()
    page = keyset.page(
        _wanted(form),
        queries.LIST_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template(
        "training/certificates.html",
        form=form,
        filters=form.chosen(),
        page=page,
        which=WHICH,
        due=queries.count_due(current_user),
        state_of=queries.state_of,
        today=clock.today(),
    )


@bp.get("/certificates/export.<kind>")
@requires(Permission.SEE_TRAINING)
def export_certificates(kind: str) -> Any:
    rows = exports.certificate_rows(queries.all_of(_wanted(CertificateFilter(request.args))))
    return spreadsheets.answer(rows, exports.certificate_header(), "certificates", kind)


def _wanted(form: CertificateFilter) -> Any:
    chosen = form.chosen()
    return queries.listed(current_user, chosen.get("which", "all"), chosen.get("q", ""))


def _reached_or_404(certificate_id: int) -> Standing:
    return queries.reachable(current_user, certificate_id) or abort(404)


@bp.get("/certificates/<int:certificate_id>")
@requires(Permission.SEE_TRAINING)
def certificate(certificate_id: int) -> str:
    return _shown(certificate_id)


def _shown(certificate_id: int, **sent: Form) -> str:
    """`sent`: the form to `revoke` or to `reissue` it that was refused, with what was typed."""
    one = _reached_or_404(certificate_id)
    employment = one.certificate.passing.enrolment.employment
    return render_template(
        "training/certificate.html",
        one=one,
        certificate=one.certificate,
        person=employment.person,
        code=shown(one.certificate.code),
        address=certificate_paper.address_of(one.certificate.code),
        picture=certificate_paper.picture_of(one.certificate.code),
        again=live_enrolment(employment.id),
        is_worth_renewing=one.is_due or queries.has_no_other(one, employment.id),
        is_self=employment.person_id == current_user.person_id,
        lasts=employment.ended_on is None,
        revoke=sent.get("revoke") or RevocationForm(formdata=None),
        reissue=sent.get("reissue") or ReissueForm(formdata=None),
    )


def _again(certificate_id: int, name: str, form: Form, refusal: Refused) -> str:
    form.blame(refusal)
    return _shown(certificate_id, **{name: form})


@bp.get("/certificates/<int:certificate_id>/paper/<language>")
@requires(Permission.SEE_TRAINING)
def certificate_page(certificate_id: int, language: str) -> str:
    return _page(_reached_or_404(certificate_id), _known(language), "")


@bp.get("/certificates/<int:certificate_id>/paper/<language>/pdf")
@requires(Permission.SEE_TRAINING)
def certificate_pdf(certificate_id: int, language: str) -> Any:
    return _file(_reached_or_404(certificate_id), _known(language))


@bp.get("/own/certificates/<int:certificate_id>/<language>")
@requires(Permission.USE_PRODUCT)
def own_certificate(certificate_id: int, language: str) -> str:
    return _page(_own_or_404(certificate_id), _known(language), "own_")


@bp.get("/own/certificates/<int:certificate_id>/<language>/pdf")
@requires(Permission.USE_PRODUCT)
def own_certificate_pdf(certificate_id: int, language: str) -> Any:
    return _file(_own_or_404(certificate_id), _known(language))


def _own_or_404(certificate_id: int) -> Standing:
    mine = queries.of_person(current_user.person_id)
    return next((one for one in mine if one.certificate.id == certificate_id), None) or abort(404)


def _known(language: str) -> str:
    return language if language in i18n.LANGUAGES else abort(404)


def _page(one: Standing, language: str, whose: str) -> str:
    """`whose`: what the endpoints of the page and its PDF begin with."""
    page = f"{whose}certificate" if whose else "certificate_page"
    file = f"{whose}certificate_pdf"
    here: dict[str, Any] = {"certificate_id": one.certificate.id}
    other = next(code for code in i18n.LANGUAGES if code != language)
    return certificate_paper.page(
        one,
        language,
        other=url_for(f".{page}", language=other, **here),
        pdf=url_for(f".{file}", language=language, **here) if paper.is_available() else None,
    )


def _file(one: Standing, language: str) -> Any:
    if not paper.is_available():
        return redirect(request.path.removesuffix("/pdf"))
    name = f"certificate-{one.certificate.number}-{language}.pdf"
    try:
        content = certificate_paper.pdf(one, language)
    except paper.NotPrinted as fault:
        current_app.logger.error("no PDF of %s", name, exc_info=fault)
        abort(503)
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)


@bp.post("/certificates/<int:certificate_id>/revocation")
@requires(Permission.REVOKE_CERTIFICATES)
def revoke_certificate(certificate_id: int) -> Any:
    one, form = _reached_or_404(certificate_id), RevocationForm()
    return done(
        lambda: certificates.revoke(one.certificate, actor=current_user, reason=form.reason.data or ""),
        _("Certificate %(number)s is revoked.", number=one.certificate.number),
        url_for(".certificate", certificate_id=certificate_id),
        partial(_again, certificate_id, "revoke", form),
    )


@bp.post("/certificates/<int:certificate_id>/copies")
@requires(Permission.PUT_ON_DUTY)
def reissue_certificate(certificate_id: int) -> Any:
    one, form = _reached_or_404(certificate_id), ReissueForm()
    return done(
        lambda: certificates.reissue(one.certificate, actor=current_user, reason=form.reason.data or ""),
        _("Certificate %(number)s is re-issued; the old one stays.", number=one.certificate.number),
        url_for(".gate", enrolment_id=one.certificate.passing.enrolment_id),
        partial(_again, certificate_id, "reissue", form),
    )


@bp.post("/certificates/<int:certificate_id>/renewal")
@requires(Permission.PUT_ON_DUTY)
def train_again(certificate_id: int) -> Any:
    """Put the holder in line for a cohort, to pass again."""
    one = _reached_or_404(certificate_id)
    employment = one.certificate.passing.enrolment.employment
    name = employment.person.name
    return done(
        lambda: certificates.renew(one.certificate, actor=current_user),
        _("%(name)s is in line for a cohort, and on duty meanwhile.", name=name)
        if is_on_duty(employment.id, clock.today())
        else _("%(name)s is in line for a cohort.", name=name),
        url_for(".certificate", certificate_id=certificate_id),
    )
