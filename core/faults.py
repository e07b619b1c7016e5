"""What a person sees when something went wrong: a plain page, nothing changed, nothing typed lost."""

from flask import Flask, current_app, render_template, request
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from core.db import Lock, db, lock_from_now

PAGES = {400, 403, 404, 409, 413, 422, 429, 500, 503}
SECRETS = ("password", "token")


def start(app: Flask) -> None:
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(OperationalError, _database_unable)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(IntegrityError, _refused_below)
    app.register_error_handler(OSError, _disk_unable)
    app.register_error_handler(DataError, _beyond_measure)
    app.register_error_handler(OverflowError, _beyond_measure)


def _page(code: int) -> tuple[str, int]:
    db.session.rollback()
    lock_from_now(Lock.NEVER)  # who reads this, and in what language, is asked while somebody else writes
    return render_template(f"errors/{code}.html", typed=typed()), code


def typed() -> list[tuple[str, str]]:
    """What the person sent in a form, to be shown back to them; never secrets."""
    try:
        sent = request.form.items(multi=True)
    except (HTTPException, OSError):  # the form itself is what cannot be read
        return []
    return [(name, value) for name, value in sent if not any(secret in name for secret in SECRETS)]


def _refused(fault: HTTPException) -> tuple[str, int] | HTTPException:
    code = fault.code or 500
    if code < 400:
        return fault
    return _page(code if code in PAGES else 400 if code < 500 else 500)


def _database_unable(fault: DBAPIError) -> tuple[str, int]:
    _log(fault)
    return _page(503)


def _disk_unable(fault: OSError) -> tuple[str, int]:
    _log(fault)
    return _page(503)


def _overtaken(fault: StaleDataError) -> tuple[str, int]:
    """Somebody else changed the same thing first."""
    return _page(409)


def _refused_below(fault: IntegrityError) -> tuple[str, int]:
    """The rules let it through and the database did not: two did the same at the same instant."""
    current_app.logger.error("answered 409", exc_info=fault)
    return _page(409)


def _beyond_measure(fault: DataError | OverflowError) -> tuple[str, int]:
    """A number, day or character that no database or calendar holds: an address made up by hand."""
    current_app.logger.warning("answered 400", exc_info=fault)
    return _page(400)


def _log(fault: Exception) -> None:
    current_app.logger.error("answered 503", exc_info=fault)
