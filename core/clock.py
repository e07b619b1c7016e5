"""The one place the product asks what time it is, so tests and simulated months can answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)
_organisation = {"zone": ZoneInfo("UTC")}  # one per process: threads must agree on it


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at `moment` (aware)."""
    token = _pretended.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)


def use_zone(name: str) -> None:
    """From here on days begin and end in the zone of this IANA name."""
    _organisation["zone"] = ZoneInfo(name)


def zone() -> ZoneInfo:
    """The organisation's zone."""
    return _organisation["zone"]


def local(moment: datetime) -> datetime:
    """The same moment on the organisation's clocks."""
    return moment.astimezone(zone())


def today() -> date:
    """The organisation's date at this moment."""
    return local(now()).date()


def day_start(day: date) -> datetime:
    """The moment, in UTC, at which `day` begins for the organisation."""
    return datetime.combine(day, time.min, zone()).astimezone(UTC)


def day_end(day: date) -> datetime:
    """The first moment, in UTC, that no longer belongs to `day`."""
    return day_start(day + timedelta(days=1))


def dates_between(earlier: datetime, later: datetime) -> int:
    """Days on the organisation's calendar from one moment to the other."""
    return (local(later).date() - local(earlier).date()).days


def days_between(earlier: datetime, later: datetime) -> int:
    """Whole days of 24 hours from one moment to the other; never negative."""
    return max((later - earlier).days, 0)
