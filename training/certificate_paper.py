"""A certificate as a document: a page to print and a PDF, in either language, with its code as a picture."""

import segno
from flask import current_app, render_template
from markupsafe import Markup

from core import paper
from core.addresses import absolute
from core.config import ROOT
from core.i18n import say, speaking
from training.queries.certificates import Standing
from training.rules.certificates import shown

STYLE = ROOT / "static" / "css" / "letter.css"
MODULE = 3
"""Units of the picture for each of the code's squares; how large it is on paper, the style sheet says."""


def address_of(code: str) -> str:
    """Where anybody can ask whether a certificate is genuine."""
    return absolute("certificates.verify", code=shown(code))


def picture_of(code: str) -> Markup:
    """The address as a QR code: an SVG of black squares on white, whatever the theme, without style or
    script in it. A quarter of it may be torn or stained."""
    made = segno.make(address_of(code), error="q", micro=False)
    return Markup(made.svg_inline(scale=MODULE, border=4, light="white", omitsize=True, svgclass="qr"))


def page(one: Standing, language: str, **more: object) -> str:
    """The document as a page in `language`. more: `other` and `pdf`, addresses to offer beside it."""
    with speaking(language):
        return render_template(
            "training/certificate_paper.html",
            one=one,
            certificate=one.certificate,
            code=shown(one.certificate.code),
            address=address_of(one.certificate.code),
            picture=picture_of(one.certificate.code),
            organisation=say(current_app.config["ORGANISATION"], language),
            **({"other": None, "pdf": None, "on_paper": False} | more),
        )


def pdf(one: Standing, language: str) -> bytes:
    """The same as PDF. Raises `core.paper.NotPrinted`, as where `core.paper.is_available` says no."""
    return paper.pdf(page(one, language, on_paper=True), STYLE)
