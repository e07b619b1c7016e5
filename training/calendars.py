"""Sessions as calendars read them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from core import clock
from core.addresses import absolute
from core.calendars import Appointment, feed
from core.i18n import _, language_tag, say
from people.models import Account
from training.models import ClassSession, RecurrentSession
from training.queries import attendance, cohorts, enrolments, recurrent
from training.states import SessionState

PAST = timedelta(days=28)
"""How far back a calendar that subscribes can look."""


def of_cohort(name: str, sessions: Iterable[ClassSession]) -> str:
    """The text of a calendar with a cohort's sessions, those called off included."""
    return feed(name, (_of_session(one, name) for one in sessions), language_tag())


def _of_session(one: ClassSession, code: str) -> Appointment:
    return _appointment(one, code, say(one.module.name), "training.session", session_id=one.id)


def of_trainee(name: str, rows: Iterable[Any]) -> str:
    """The text of a trainee's own calendar. `rows`: of queries.attendance.of_trainee."""
    appointments = (_appointment(row, row.code, say(row.module), "training.own_training") for row in rows)
    return feed(name, appointments, language_tag())


def of_account(account: Account) -> list[Appointment]:
    """What stands in somebody's own calendar: the sessions that they teach or assist at, those of their own
    training, and the recurrent ones that they lead or are asked to, from four weeks ago on."""
    taught = [_of_session(one, one.cohort.code) for one in cohorts.taught_by(account.id, clock.now() - PAST)]
    mine = enrolments.newest_of_person(account.person_id)
    attended = attendance.of_trainee(mine.id) if mine else ()
    since = clock.local(clock.now() - PAST).date()
    further = [_of_recurrent(one, account) for one in recurrent.for_calendar(account.person_id, since)]
    return (
        taught
        + further
        + [
            _appointment(row, row.code, say(row.module), "training.own_training")
            for row in attended
            if row.starts_at >= clock.now() - PAST
        ]
    )


def of_invitation(one: RecurrentSession) -> Appointment:
    """What goes with the letter to whoever is asked to come."""
    return _appointment(one, _("Recurrent training"), one.topic, "training.own_training")


def _of_recurrent(one: RecurrentSession, account: Account) -> Appointment:
    """Whoever leads it gets to its sheet, everybody else to their own page."""
    kind = _("Recurrent training")
    if one.leader_id == account.person_id:
        return _appointment(one, kind, one.topic, "training.recurrent_session", recurrent_id=one.id)
    return _appointment(one, kind, one.topic, "training.own_training")


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
