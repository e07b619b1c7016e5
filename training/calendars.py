"""Sessions as calendars read them."""

from collections.abc import Iterable
from typing import Any

from core.addresses import absolute
from core.calendars import Appointment, feed
from core.i18n import _, language_tag, say
from training.models import ClassSession
from training.states import SessionState


def of_cohort(name: str, sessions: Iterable[ClassSession]) -> str:
    """The text of a calendar with a cohort's sessions, those called off included."""
    return feed(name, (_of_session(one, name) for one in sessions), language_tag())


def _of_session(one: ClassSession, code: str) -> Appointment:
    return _appointment(one, code, say(one.module.name), "training.session", session_id=one.id)


def of_trainee(name: str, rows: Iterable[Any]) -> str:
    """The text of a trainee's own calendar. `rows`: of queries.attendance.of_trainee."""
    appointments = (_appointment(row, row.code, say(row.module), "training.own_training") for row in rows)
    return feed(name, appointments, language_tag())


def _appointment(one: Any, code: str, module: str, endpoint: str, **values: Any) -> Appointment:
    return Appointment(
        uid=one.uid,
        sequence=one.sequence,
        stamp=one.changed_at,
        starts_at=one.starts_at,
        minutes=int((one.ends_at - one.starts_at).total_seconds() // 60),
        summary=_("%(module)s, %(code)s", module=module, code=code),
        place=one.place,
        url=absolute(endpoint, **values),
        off=one.state is SessionState.CANCELLED,
    )
