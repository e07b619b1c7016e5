"""The offer as a document: a page to print and a PDF, in either language, and the address in its letter."""

from flask import current_app, render_template
from itsdangerous import BadSignature, URLSafeSerializer

from core import clock, paper
from core.config import ROOT
from core.i18n import say, speaking
from recruiting.models import Offer

STYLE = ROOT / "static" / "css" / "letter.css"


def address_of(offer: Offer) -> str:
    """Where the candidate reads and prints it; who has the address needs no account."""
    path = current_app.url_map.bind("").build("recruiting.offer_letter_by_link", {"token": token_of(offer)})
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def token_of(offer: Offer) -> str:
    """What stands in the address: nobody else can make it."""
    return str(_signer().dumps(offer.id))


def offer_id_in(token: str) -> int | None:
    """The offer that a token stands for; None for one that we did not make."""
    try:
        return int(_signer().loads(token))
    except BadSignature:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="offer letter")


def page(offer: Offer, language: str, **shown: object) -> str:
    """The document as a page in `language`. shown: `other` and `pdf`, addresses to offer beside it."""
    with speaking(language):
        return render_template(
            "recruiting/offer/letter.html",
            offer=offer,
            application=offer.application,
            today=clock.today(),
            organisation=say(current_app.config["ORGANISATION"], language),
            **({"other": None, "pdf": None, "on_paper": False} | shown),
        )


def pdf(offer: Offer, language: str) -> bytes:
    """The same as PDF. Raises `core.paper.NotPrinted`, as where `core.paper.is_available` says no."""
    return paper.pdf(page(offer, language, on_paper=True), STYLE)
