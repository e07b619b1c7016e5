"""How guessing is slowed down, what a password must be, how long a link lives. Pure Python, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from people.states import Purpose

MEMORY = timedelta(days=1)
"""Failed tries older than this are forgotten."""

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
"""Characters. The upper end only keeps somebody from sending megabytes to be hashed."""

COMMON = (
    "password", "passw0rd", "qwerty", "qwertz", "azerty", "123456", "111111", "abcdef", "abc123", "letmein",
    "welcome", "iloveyou", "woaini", "changeme", "admin", "onduty", "asdfgh", "zxcvbn", "dragon", "football",
)  # fmt: skip
"""A password made of these, digits and signs alone is among the first that are tried."""

LIFETIMES = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
    Purpose.FIRST_ADMINISTRATOR: timedelta(days=1),
}

PAUSE_BETWEEN_RESETS = timedelta(minutes=5)
"""However often a reset is asked for, one letter goes out in this time."""


@dataclass(frozen=True)
class Limit:
    """So many tries within `window`, then a wait; each further wait is twice the one before."""

    tries: int
    window: timedelta
    wait: timedelta
    longest: timedelta


@dataclass(frozen=True)
class Standing:
    """Where somebody stands who failed a few times: what is left, and the wait that then follows."""

    tries_left: int
    wait: timedelta
    locked_until: datetime | None


BY_EMAIL = Limit(5, timedelta(minutes=15), timedelta(minutes=15), timedelta(hours=4))
BY_ADDRESS = Limit(30, timedelta(minutes=15), timedelta(minutes=15), timedelta(hours=4))


def standing(failures: Iterable[datetime], limit: Limit, now: datetime) -> Standing:
    """`failures`: when tries failed, in order. Tries refused during a wait are not among them."""
    recent: list[datetime] = []
    wait, locked_until = limit.wait, None
    for at in failures:
        recent = [earlier for earlier in recent if at - earlier < limit.window] + [at]
        if len(recent) >= limit.tries:
            locked_until, recent = at + wait, []
            wait = min(wait * 2, limit.longest)
    left = limit.tries - sum(now - at < limit.window for at in recent)
    return Standing(left, wait, locked_until if locked_until and locked_until > now else None)


def network(address: str) -> str:
    """The address tries are counted by: all of an IPv6 subscriber's count as one."""
    try:
        number = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(number, IPv6Address):
        return str(number)
    if number.ipv4_mapped:
        return str(number.ipv4_mapped)
    return f"{IPv6Address(int(number) >> 64 << 64)}/64"


def is_common(password: str) -> bool:
    """Is there nothing in it but well-known words, digits, signs, or few different characters?"""
    rest = password.lower()
    for word in COMMON:
        rest = rest.replace(word, "")
    return not any(character.isalpha() for character in rest) or len(set(password)) < 5


def is_own_name(password: str, email: str) -> bool:
    """Is it the e-mail, or the part before the @ with a few characters more?"""
    lowered, local = password.lower(), email.partition("@")[0]
    return lowered == email or (len(local) >= 4 and len(lowered.replace(local, "")) < 6)


NO_HOLD = timedelta(0)
"""Letters about the own account leave at once: there is nothing to undo."""
