"""What is asked about the days that are not what their weekday says."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from core.db import db
from training.models import CalendarDay


def there(day: date, site_id: int | None) -> bool:
    query = select(CalendarDay.id).where(
        CalendarDay.day == day, CalendarDay.site_id.is_not_distinct_from(site_id)
    )
    return db.session.scalar(query) is not None


def days() -> Sequence[CalendarDay]:
    """All of them, latest first."""
    return db.session.scalars(select(CalendarDay).order_by(CalendarDay.day.desc(), CalendarDay.id)).all()


def calendar_day(day_id: int) -> CalendarDay | None:
    return db.session.get(CalendarDay, day_id)
