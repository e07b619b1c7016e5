"""May somebody serve a new product? One answer for the list, everybody's own page and the tests."""

from dataclasses import dataclass
from datetime import datetime

from training.states import LaunchGap


@dataclass(frozen=True)
class Asked:
    """What a launch asks: to be briefed, by a session where `attendance` is asked, else by reading as well;
    and the short check where there is one. Nothing counts that was done before `since`."""

    since: datetime
    attendance: bool = False
    check: bool = False


@dataclass(frozen=True)
class Done:
    """What somebody did last of each; None: never. `is_passed` is the result of the check."""

    acknowledged_at: datetime | None = None
    attended_at: datetime | None = None
    checked_at: datetime | None = None
    is_passed: bool = False


@dataclass(frozen=True)
class Standing:
    """`missing` is in the order in which it is to be done; empty for who is ready."""

    missing: tuple[LaunchGap, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def may_acknowledge(self) -> bool:
        """Would reading and acknowledging bring them further?"""
        return LaunchGap.BRIEFING in self.missing


NOTHING = Done()


def standing(asked: Asked, done: Done = NOTHING) -> Standing:
    """Where somebody stands who is on duty in a team that the launch concerns."""
    missing = (_briefing(asked, done), _check(asked, done))
    return Standing(tuple(one for one in missing if one))


def _counts(asked: Asked, at: datetime | None) -> bool:
    return at is not None and at >= asked.since


def _briefing(asked: Asked, done: Done) -> LaunchGap | None:
    attended = _counts(asked, done.attended_at)
    if asked.attendance:
        return None if attended else LaunchGap.SESSION
    return None if attended or _counts(asked, done.acknowledged_at) else LaunchGap.BRIEFING


def _check(asked: Asked, done: Done) -> LaunchGap | None:
    if not asked.check:
        return None
    if not _counts(asked, done.checked_at):
        return LaunchGap.CHECK
    return None if done.is_passed else LaunchGap.FAILED
