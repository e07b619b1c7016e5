"""The secret address at which somebody's calendar reads their own interviews and sessions of training.

The address is signed over a number that only the database knows; who finds either alone cannot make it.
It is renewed or revoked by its owner at any time, and ends with the account."""

import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from core import clock
from core.addresses import absolute
from core.calendars import Appointment, feed
from core.db import db
from core.i18n import _, language_tag, say, speaking
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from recruiting.models import CalendarFeed
from recruiting.queries import calendars as queries
from training import calendars as training


class FeedRefused(Refused):
    """There is no address to revoke."""


def renew(account: Account, *, actor: Account) -> CalendarFeed:
    """Make an address for `account`; the one before leads nowhere from now on."""
    _check_own(account, actor)
    alone(f"calendar address of {account.id}")
    old = queries.feed_of(account.id)
    if old is not None:
        _end(old)
    made = CalendarFeed(account_id=account.id, nonce=secrets.token_urlsafe(24), made_at=clock.now())
    db.session.add(made)
    db.session.flush()
    record("calendar address made", account, actor_id=actor.id, feed=made.id, renewed=old is not None)
    return made


def revoke(account: Account, *, actor: Account) -> None:
    """Let the address lead nowhere."""
    _check_own(account, actor)
    alone(f"calendar address of {account.id}")
    old = queries.feed_of(account.id)
    if old is None:
        raise FeedRefused(_("Not revoked. There is no calendar address."))
    _end(old)
    record("calendar address revoked", account, actor_id=actor.id, feed=old.id)


def _check_own(account: Account, actor: Account) -> None:
    if account.id != actor.id:
        raise FeedRefused(_("Not done. Only %(who)s can do this.", who=account.name))


def _end(feed: CalendarFeed) -> None:
    feed.revoked_at = max(clock.now(), feed.made_at)
    db.session.flush()


def address_of(feed: CalendarFeed) -> str:
    """Where a calendar reads it."""
    return absolute("recruiting.calendar_feed", token=str(_signer().dumps(feed.nonce)))


def behind(token: str) -> Account | None:
    """Whose interviews an address shows, while it is good. A forged one costs no look at the database,
    and is told from a good one in the same time whatever is wrong with it."""
    try:
        nonce = str(_signer().loads(token))
    except BadSignature:
        return None
    account = queries.account_of_feed(nonce)
    return account if account is not None and account.is_active else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="calendar feed")


def text_for(account: Account) -> str:
    """The calendar of the account: when, where, for which opening; no name of any candidate, since the
    address may lie with somebody else's computers. The kit behind the link asks who is there."""
    language = account.language
    with speaking(language):
        name = _(
            "Interviews, %(organisation)s", organisation=say(current_app.config["ORGANISATION"], language)
        )
        interviews = map(_appointment, queries.interviews_of(account.id))
        return feed(name, [*interviews, *training.of_account(account)], language_tag(language))


def _appointment(row: queries.Mine) -> Appointment:
    kit = absolute("recruiting.scorecard", panelist_id=row.panelist_id)
    return Appointment(
        uid=row.uid,
        sequence=row.sequence,
        stamp=row.changed_at,
        starts_at=row.starts_at,
        minutes=row.minutes,
        summary=_("%(stage)s, %(code)s", stage=say(row.stage), code=row.code),
        description=_("Kit and scorecard: %(link)s", link=kit),
        place=row.place,
        url=kit,
    )
