"""As of which day something is asked: today by what is there, of a past day by what was known at its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam

from core import clock
from core.db import Moment

DAY = bindparam("day", type_=Date)
MOMENT = bindparam("moment", type_=Moment)


@dataclass(frozen=True)
class When:
    """`moment`: what was written from then on is not known; None on the present day."""

    day: date
    moment: datetime | None = None

    @property
    def is_past(self) -> bool:
        return self.moment is not None

    @property
    def given(self) -> Mapping[str, Any]:
        """What a statement that names DAY or MOMENT is asked with."""
        return {"day": self.day, "moment": self.moment} if self.is_past else {}


def today() -> When:
    return When(clock.today())


def at_the_end_of(day: date) -> When:
    return When(day, clock.day_end(day))


def before(column: Any, past: bool) -> tuple[ColumnElement[bool], ...]:
    """A condition on when something was written; none for the present day."""
    return (column < MOMENT,) if past else ()
