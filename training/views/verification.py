"""Is this certificate genuine? Asked by anybody who holds one in their hands."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from core.db import Lock, db, lock_from_now
from people.guard import public
from training import certificates
from training.rules.certificates import normal, shown

bp = Blueprint("certificates", __name__, url_prefix="/certificates")


@bp.get("/")
@public
def ask() -> Any:
    """A field for who has the code on paper."""
    typed = request.args.get("code", "").strip()
    if typed:
        return redirect(url_for(".verify", code=shown(normal(typed)[:60]) or "-"))
    return render_template("training/certificate_ask.html")


@bp.get("/<code>")
@public
def verify(code: str) -> Any:
    """What the certificate with this code is worth. The same answer for every code that is none; a miss is
    counted, which is why looking is allowed to write here."""
    db.session.rollback()
    lock_from_now(Lock.AT_ONCE)
    try:
        found = certificates.look_up(code, address=str(request.remote_addr))
    except certificates.TooManyTries as refusal:
        db.session.rollback()
        return render_template("training/certificate_wait.html", sentence=refusal.sentence), 429
    db.session.commit()
    if found is None:
        return render_template("training/certificate_unknown.html"), 404
    return render_template("training/certificate_verified.html", one=found, certificate=found.certificate)
