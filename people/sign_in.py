"""Proving who one is by e-mail and password, while guessing is slowed down; ending sessions.

Every try is counted in the database, and one at a time per e-mail and per network: guesses sent at the
same instant get no more tries than guesses sent one after the other.
"""

from datetime import datetime, timedelta

from core import clock
from core.db import db
from core.i18n import _, moment, ngettext, time_of_day
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people import links, passwords, queries, rules
from people.models import Account, SignInTry


class SignInRefused(Refused):
    """Not this password, or too many tries."""


def sign_in(email: str, password: str, *, address: str) -> Account:
    """The account of `email` (lower case), if `password` is its own. `address` is the reader's.

    Raises SignInRefused; the caller commits all the same, since the try counts.
    """
    alone(f"sign in as {email}")
    alone(f"sign in from {rules.network(address)}")
    _refuse_waiting(email, address)
    account = queries.account_by_email(email)
    known = account if account and account.is_active else None
    right = passwords.fits(known.password_hash if known else None, password)
    note_try(email, address, succeeded=right)
    if known is None or not right:
        raise SignInRefused(_mismatch(email, address), "password")
    if known.password_hash and passwords.is_outdated(known.password_hash):
        known.password_hash = passwords.digest(password)
    return known


def change_password(account: Account, old: str, new: str, *, address: str, actor: Account) -> None:
    """Replace the own password; every other session ends.

    Raises SignInRefused where `old` is wrong (commit all the same), PasswordRefused for a weak `new`.
    """
    passwords.refuse_weak(new, account.email)
    try:
        sign_in(account.email, old, address=address)
    except SignInRefused as refusal:
        raise SignInRefused(refusal.sentence, "old_password") from refusal
    set_password(account, new, actor=actor)


def set_password(account: Account, password: str, *, actor: Account) -> None:
    """Keep `password`, end every session, void every link. Raises PasswordRefused for a weak one."""
    passwords.refuse_weak(password, account.email)
    account.password_hash = passwords.digest(password)
    account.session_epoch += 1
    links.void(account.id)
    record("password set", account, actor_id=actor.id)
    db.session.flush()


def sign_out_everywhere(account: Account, *, actor: Account) -> None:
    """End every session of `account`, the present one included."""
    account.session_epoch += 1
    record("signed out everywhere", account, actor_id=actor.id)
    db.session.flush()


def note_try(email: str, address: str, *, succeeded: bool) -> None:
    """Count a try; one that succeeded wipes the failed ones of its e-mail, not those of its address."""
    db.session.add(
        SignInTry(email=email, address=rules.network(address), at=clock.now(), succeeded=succeeded)
    )
    db.session.flush()


def _of_email(email: str) -> rules.Standing:
    now = clock.now()
    return rules.standing(queries.failures_of_email(email, now - rules.MEMORY), rules.BY_EMAIL, now)


def _of_address(address: str) -> rules.Standing:
    now = clock.now()
    failures = queries.failures_from(rules.network(address), now - rules.MEMORY)
    return rules.standing(failures, rules.BY_ADDRESS, now)


def _refuse_waiting(email: str, address: str) -> None:
    if until := _of_email(email).locked_until:
        raise SignInRefused(
            _(
                "There were too many tries with this e-mail. "
                "Try again at %(time)s, or ask for a new password.",
                time=_when(until),
            ),
            "password",
        )
    if until := _of_address(address).locked_until:
        raise SignInRefused(
            _("There were too many tries from your network. Try again at %(time)s.", time=_when(until)),
            "password",
        )


def _mismatch(email: str, address: str) -> str:
    """What is said after a failed try; the same whether or not there is such an account."""
    own, network = _of_email(email), _of_address(address)
    if until := own.locked_until or network.locked_until:
        return _("That e-mail and password do not belong together. Try again at %(time)s.", time=_when(until))
    left = min(own, network, key=lambda standing: standing.tries_left)
    return ngettext(
        "That e-mail and password do not belong together. "
        "%(num)s try left, then a wait of %(minutes)s minutes.",
        "That e-mail and password do not belong together. "
        "%(num)s tries left, then a wait of %(minutes)s minutes.",
        left.tries_left,
        minutes=int(left.wait.total_seconds() // 60),
    )


def _when(until: datetime) -> str:
    """The minute in which the wait is surely over."""
    full = until + timedelta(seconds=59)
    return time_of_day(full) if clock.local(full).date() == clock.today() else moment(full)
