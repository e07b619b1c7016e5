"""The offer as a document: for colleagues in either language, for the candidate by the letter's link."""

from io import BytesIO
from typing import Any

from flask import abort, current_app, redirect, render_template, request, send_file, url_for
from flask_login import current_user

from core import i18n, paper
from people.guard import public, requires
from people.permissions import Permission
from recruiting import offer_letters
from recruiting.models import Offer
from recruiting.queries import offers as queries
from recruiting.views.blueprint import bp


@bp.get("/offers/<int:offer_id>/letter/<language>")
@requires(Permission.HIRE)
def offer_letter(offer_id: int, language: str) -> Any:
    offer = _offer_or_404(offer_id)
    here: dict[str, Any] = {"offer_id": offer_id, "language": _known(language)}
    return offer_letters.page(
        offer,
        language,
        other=url_for("recruiting.offer_letter", **here | {"language": _other(language)}),
        pdf=url_for("recruiting.offer_letter_pdf", **here) if paper.is_available() else None,
    )


@bp.get("/offers/<int:offer_id>/letter/<language>/pdf")
@requires(Permission.HIRE)
def offer_letter_pdf(offer_id: int, language: str) -> Any:
    offer = _offer_or_404(offer_id)
    if not paper.is_available():
        return redirect(url_for("recruiting.offer_letter", offer_id=offer_id, language=_known(language)))
    return _file(offer, _known(language))


@bp.get("/offer-letters/<token>")
@public
def offer_letter_by_link(token: str) -> Any:
    """Whoever has the address from the letter reads it; it shows that one offer, while it stands."""
    offer = _behind(token)
    if offer is None:
        return render_template("recruiting/offer/letter_gone.html"), 410
    language = request.args.get("language", "")
    language = language if language in i18n.LANGUAGES else offer.application.person.language
    return offer_letters.page(
        offer,
        language,
        other=url_for("recruiting.offer_letter_by_link", token=token, language=_other(language)),
        pdf=url_for("recruiting.offer_letter_pdf_by_link", token=token, language=language)
        if paper.is_available()
        else None,
    )


@bp.get("/offer-letters/<token>/pdf/<language>")
@public
def offer_letter_pdf_by_link(token: str, language: str) -> Any:
    offer = _behind(token)
    if offer is None or not paper.is_available():
        return redirect(url_for("recruiting.offer_letter_by_link", token=token, language=_known(language)))
    return _file(offer, _known(language))


def _offer_or_404(offer_id: int) -> Offer:
    offer = queries.offer(offer_id, current_user, Permission.HIRE) or abort(404)
    if offer.application.is_veiled:  # a letter on paper says who it is to
        abort(redirect(url_for("recruiting.identity", application_id=offer.application_id)))
    return offer


def _behind(token: str) -> Offer | None:
    """The offer of a link that still stands; a link that we did not make is not there."""
    offer_id = offer_letters.offer_id_in(token)
    return queries.offer_by_link(abort(404) if offer_id is None else offer_id)


def _known(language: str) -> str:
    return language if language in i18n.LANGUAGES else abort(404)


def _other(language: str) -> str:
    return next(one for one in i18n.LANGUAGES if one != language)


def _file(offer: Offer, language: str) -> Any:
    name = f"offer-{offer.application_id}-{offer.number}-{language}.pdf"
    try:
        content = offer_letters.pdf(offer, language)
    except paper.NotPrinted as fault:
        current_app.logger.error("no PDF of %s", name, exc_info=fault)
        abort(503)
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)
