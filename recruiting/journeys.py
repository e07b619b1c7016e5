"""The way of somebody through the stages of another system, as it was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from recruiting.models import Stage
from recruiting.states import Status


@dataclass(frozen=True, slots=True)
class Step:
    """Entering a stage, on its own day."""

    stage: Stage
    at: datetime


@dataclass(frozen=True, slots=True)
class End:
    """How an application ended elsewhere: rejected or withdrawn, with the id of the reason."""

    status: Status
    reason_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Journey:
    """The way of an application through the stages of its opening; the first step is the application."""

    steps: Sequence[Step]
    why: str
    end: End | None = None
