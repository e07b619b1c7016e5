"""What every answer tells the browser it may do: nothing but our own files."""

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def start(app: Flask) -> None:
    app.after_request(_add)
    if behind := app.config["TRUSTED_PROXIES"]:
        # Only this many proxies are believed about who asks: others could claim any address.
        believed = ProxyFix(app.wsgi_app, x_for=behind, x_proto=behind, x_host=behind)
        app.wsgi_app = believed  # type: ignore[method-assign]


def _add(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if answer.mimetype == "text/html" or "Content-Disposition" in answer.headers:
        answer.headers["Cache-Control"] = "no-store"  # pages and downloads speak of people
    return answer
