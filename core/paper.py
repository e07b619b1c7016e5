"""Pages as PDF, by WeasyPrint, which needs Pango on the machine; where that is missing a page can still
be printed from the browser."""

import logging
from pathlib import Path

from core.config import ROOT

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher
except OSError:  # the libraries behind it are not installed here
    weasyprint = None

FONT = ROOT / "static" / "vendor" / "noto-sans-sc" / "NotoSansSC-Regular.ttf"
FAMILY = "Onduty Letter"

logging.getLogger("fontTools").setLevel(logging.WARNING)


def is_available() -> bool:
    """Can a PDF be made on this machine?"""
    return weasyprint is not None


def pdf(html: str, stylesheet: Path) -> bytes:
    """The page `html`, looking as `stylesheet` says, in the face FAMILY that has Chinese and Latin.

    Nothing is fetched from anywhere. Raises RuntimeError where `is_available` says no."""
    if weasyprint is None:
        raise RuntimeError("PDF needs Pango")
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols={"file"})
    face = f'@font-face {{ font-family: "{FAMILY}"; src: url("{FONT.as_uri()}"); }}'
    sheets = [
        weasyprint.CSS(string=face, font_config=fonts, url_fetcher=fetcher),
        weasyprint.CSS(string=stylesheet.read_text(encoding="utf-8"), font_config=fonts),
    ]
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    written: bytes = page.write_pdf(stylesheets=sheets, font_config=fonts)
    return written
