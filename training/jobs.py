"""What the worker does by itself in training: waivers end, and misses are forgotten."""

from core import clock
from people.rules import MEMORY
from training import duty
from training.queries import certificates


def waivers_over() -> int:
    """Take off duty whose waiver is over; returns how many were looked at."""
    return duty.waivers_over()


def forget_misses() -> int:
    """Forget who asked about which code once that no longer counts; returns how many."""
    return certificates.forget_misses(clock.now() - MEMORY)
