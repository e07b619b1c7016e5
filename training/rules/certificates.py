"""Certificates: what one is worth on a day, how its code is read. Pure Python, no database."""

from calendar import monthrange
from datetime import date, timedelta

from training.states import CertificateState

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Those of Crockford: none is taken for another on paper. Thirty-two of them, five bits each."""
CODE_LENGTH, IN_A_GROUP = 20, 5
"""A hundred bits: whoever tries a thousand codes a second for a thousand years finds none."""
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def state(expires_on: date | None, *, is_revoked: bool, is_replaced: bool, today: date) -> CertificateState:
    """`expires_on` is the last day on which it is good. What somebody decided goes before what time does."""
    if is_revoked:
        return CertificateState.REVOKED
    if is_replaced:
        return CertificateState.REISSUED
    if expires_on is not None and today > expires_on:
        return CertificateState.EXPIRED
    return CertificateState.VALID


def ends(issued_on: date, months: int | None, due_days: int) -> tuple[date | None, date | None]:
    """The last day of one that is good for so many months, and from when it is due anew: `due_days` before,
    but not before it was issued. (None, None) for one that never expires."""
    if months is None:
        return None, None
    expires_on = months_after(issued_on, months)
    return expires_on, max(issued_on, expires_on - timedelta(days=due_days))


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def normal(typed: str) -> str:
    """A code as it is kept, however it was typed or read: without blanks and dashes, in capitals."""
    return "".join(one for one in typed.upper() if one.isalnum()).translate(_MISREAD)


def is_code(code: str) -> bool:
    """Could this be the code of a certificate at all?"""
    return len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS)


def shown(code: str) -> str:
    """A code as it is printed: in groups."""
    return "-".join(code[at : at + IN_A_GROUP] for at in range(0, len(code), IN_A_GROUP))
