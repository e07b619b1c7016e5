"""Passwords: how they are kept and which are refused. The only module that knows Argon2."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from core.i18n import _
from core.refusal import Refused
from people import rules


class PasswordRefused(Refused):
    """Too short, too common, or what everybody would try first."""


@lru_cache
def _hasher(cheap: bool) -> PasswordHasher:
    # Argon2id; memory in KiB. The costs are the second of those that OWASP's cheat sheet names.
    return PasswordHasher(1, 8, 1) if cheap else PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


@lru_cache
def _nobody(cheap: bool) -> str:
    return _hasher(cheap).hash("the password of nobody")


def _present() -> PasswordHasher:
    return _hasher(bool(current_app.config["TESTING"]))


def digest(password: str) -> str:
    """What is kept of a password."""
    return _present().hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Is it the password `kept` was made from? Without one the same work is done, for nothing: how long
    the answer takes does not tell which accounts exist."""
    try:
        _present().verify(kept or _nobody(bool(current_app.config["TESTING"])), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Was it made with other parameters than those of today?"""
    return _present().check_needs_rehash(kept)


def refuse_weak(password: str, email: str) -> None:
    """Raise PasswordRefused for a password that would soon be guessed."""
    if len(password) < rules.SHORTEST_PASSWORD:
        raise PasswordRefused(
            _("A password has at least %(num)s characters.", num=rules.SHORTEST_PASSWORD), "password"
        )
    if len(password) > rules.LONGEST_PASSWORD:
        raise PasswordRefused(
            _("A password has at most %(num)s characters.", num=rules.LONGEST_PASSWORD), "password"
        )
    if rules.is_own_name(password, email):
        raise PasswordRefused(_("The password is too close to the e-mail. Choose another."), "password")
    if rules.is_common(password):
        raise PasswordRefused(
            _("This password is among the first that are tried. Choose another."), "password"
        )
