"""Where somebody stands with a piece of homework, and what they may do. Pure Python, no database.

Until it is due as many versions can be handed in as somebody likes; afterwards a first one still can, and is
late. Once it is marked nothing more can be handed in, unless it was returned for another try: then until the
day that was said with it, and after that, once more, late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from training.states import HomeworkState


@dataclass(frozen=True)
class Handed:
    """A version that was handed in. `is_marked`: there is a marking of it; `again_until`: that returned it,
    to be handed in anew until then."""

    handed_in_at: datetime
    due_at: datetime
    is_marked: bool = False
    again_until: datetime | None = None

    @property
    def is_late(self) -> bool:
        return self.handed_in_at > self.due_at


@dataclass(frozen=True)
class Standing:
    """`due_at`: until when the next version is in time; `may_hand_in`: also late."""

    state: HomeworkState
    due_at: datetime
    may_hand_in: bool
    is_late: bool
    """Is the newest version late, or would the next one be where there is none?"""


def standing(due_at: datetime, versions: Sequence[Handed], now: datetime) -> Standing:
    """`due_at`: of the assignment; `versions`: first to last, each with its newest marking."""
    due = next((one.again_until for one in reversed(versions) if one.again_until), due_at)
    newest = versions[-1] if versions else None
    if newest is None:
        state = HomeworkState.MISSING if now > due else HomeworkState.OPEN
        return Standing(state, due, True, now > due)
    if newest.again_until is not None:
        return Standing(HomeworkState.RETURNED, due, True, newest.is_late)
    if newest.is_marked:
        return Standing(HomeworkState.MARKED, due, False, newest.is_late)
    return Standing(HomeworkState.HANDED_IN, due, now <= due, newest.is_late)
