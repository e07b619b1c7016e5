"""Pages as PDF, by WeasyPrint, which needs Pango on the machine; where that is missing a page can still
be printed from the browser.

It runs as a program of its own: WeasyPrint and its fonts are a hundred megabytes and a second to load,
which no web server should hold for the few letters of a day, and a page that never ends in print ends
after its time.
"""

import base64
import ctypes
import importlib.util
import json
import os
import subprocess
import sys
from ctypes.util import find_library
from functools import cache
from pathlib import Path
from typing import Any

FONT = Path(__file__).parents[1] / "static" / "vendor" / "noto-sans-sc" / "NotoSansSC-Regular.ttf"
FAMILY = "Onduty Letter"
PANGO = ("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib", "pangoft2-1.0")
"""What WeasyPrint loads, by the names that systems give it; it brings all others with it."""
SECONDS = 60
NEEDED = ("PATH", "HOME", "TMPDIR", "DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH")


class NotPrinted(RuntimeError):
    """There is no PDF of this page."""


@cache
def is_available() -> bool:
    """Can a PDF be made on this machine?"""
    names = (*PANGO, find_library("pangoft2-1.0"))
    return importlib.util.find_spec("weasyprint") is not None and any(map(_is_there, names))


def _is_there(library: str | None) -> bool:
    try:
        return bool(library and ctypes.CDLL(library))
    except OSError:
        return False


def pdf(html: str, stylesheet: Path, *, seconds: float = SECONDS) -> bytes:
    """The page `html`, looking as `stylesheet` says, in the face FAMILY that has Chinese and Latin.

    Nothing is fetched from anywhere. Raises NotPrinted where `is_available` says no, for a page that
    cannot be printed, and for one that takes longer than `seconds`."""
    if not is_available():
        raise NotPrinted("PDF needs Pango")
    wanted = json.dumps({"html": html, "look": stylesheet.read_text(encoding="utf-8")})
    try:
        done = subprocess.run(
            [sys.executable, "-P", __file__],
            input=wanted.encode(),
            capture_output=True,
            timeout=seconds,
            env={name: os.environ[name] for name in NEEDED if name in os.environ} | {"PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired as fault:
        raise NotPrinted(f"not ready after {seconds} seconds") from fault
    if done.returncode:
        raise NotPrinted(done.stderr.decode(errors="replace")[-2000:])
    return base64.b64decode(done.stdout)


def main(weasyprint: Any, font_configuration: Any, url_fetcher: Any) -> None:
    """Print what comes in: a page and its look as one object of JSON; the PDF goes out in base64."""
    wanted, fonts = json.load(sys.stdin), font_configuration()
    fetcher = url_fetcher(allowed_protocols={"file"})
    face = f'@font-face {{ font-family: "{FAMILY}"; src: url("{FONT.as_uri()}"); }}'
    sheets = [
        weasyprint.CSS(string=face, font_config=fonts, url_fetcher=fetcher),
        weasyprint.CSS(string=wanted["look"], font_config=fonts),
    ]
    page = weasyprint.HTML(string=wanted["html"], url_fetcher=fetcher)
    written = page.write_pdf(stylesheets=sheets, font_config=fonts)
    sys.stdout.write(base64.b64encode(written).decode())


if __name__ == "__main__":
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    main(weasyprint, FontConfiguration, URLFetcher)
