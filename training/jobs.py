"""What the worker does by itself in training: waivers end, newcomers are invited, misses forgotten."""

from core import clock
from people.rules import MEMORY
from training import duty, inviting
from training.queries import certificates


def waivers_over() -> int:
    """Take off duty whose waiver is over; returns how many were looked at."""
    return duty.waivers_over()


def newcomers_invited() -> int:
    """Invite whoever came to be expected at a session; returns how many."""
    return inviting.invite_newcomers()


def forget_misses() -> int:
    """Forget who asked about which code once that no longer counts; returns how many."""
    return certificates.forget_misses(clock.now() - MEMORY)
