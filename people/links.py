"""Single-use links as rows: made, found, used up, voided. Only the digest of a secret is kept."""

import hashlib
import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import update
from sqlalchemy.engine import CursorResult

from core import clock
from core.db import db
from people import queries, rules
from people.models import Link
from people.states import Purpose


def make(account_id: int | None, purpose: Purpose) -> str:
    """A new link, and the address at which it is followed. Older ones of the purpose lead nowhere now."""
    void(account_id, purpose)
    secret = secrets.token_urlsafe(24)
    expires_at = clock.now() + rules.LIFETIMES[purpose]
    db.session.add(
        Link(account_id=account_id, purpose=purpose, digest=_digest(secret), expires_at=expires_at)
    )
    db.session.flush()
    return _address_of(str(_signer().dumps(secret)))


def behind(token: str) -> Link | None:
    """The link that `token` stands for, if it may still be followed."""
    link = queries.link_with(_digest(_secret_in(token)))
    return link if link and link.used_at is None and link.expires_at > clock.now() else None


def use_up(link: Link) -> bool:
    """Follow it. Of two who do so at the same instant one is told True."""
    result = db.session.execute(
        update(Link)
        .where(Link.id == link.id, Link.used_at.is_(None), Link.expires_at > clock.now())
        .values(used_at=clock.now())
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def void(account_id: int | None, purpose: Purpose | None = None) -> None:
    """Let the account's unused links (all, or those of `purpose`) lead nowhere.

    None instead of an account: the first administrator's."""
    of_purpose = [Link.purpose == purpose] if purpose else []
    db.session.execute(
        update(Link)
        .where(
            Link.account_id == account_id if account_id else Link.account_id.is_(None),
            Link.used_at.is_(None),
            Link.expires_at > clock.now(),
            *of_purpose,
        )
        .values(expires_at=clock.now())
    )


def made_lately(account_id: int, purpose: Purpose) -> bool:
    """Is there a fresh one, so that another letter would only be a nuisance?"""
    soonest = clock.now() + rules.LIFETIMES[purpose] - rules.PAUSE_BETWEEN_RESETS
    return queries.has_link_beyond(account_id, purpose, soonest)


def _address_of(token: str) -> str:
    # The same inside and outside of a request: letters are also written from the shell.
    path = current_app.url_map.bind("").build("people.follow", {"token": token})
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def _secret_in(token: str) -> str:
    try:
        return str(_signer().loads(token))
    except BadSignature:
        return ""


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="link")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
