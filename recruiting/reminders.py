"""Reminders of scorecards that are missing: after the interview, to whoever is missing, now and then."""

from datetime import date, datetime, timedelta

from core import clock, outbox
from core.addresses import absolute
from core.db import db
from core.i18n import day_long, speaking
from core.locks import alone
from core.record import Way, by, record
from recruiting import interview_letters, rules
from recruiting.models import Reminder
from recruiting.queries import reminders as queries

AFTER = timedelta(hours=2)
"""So long nobody is reminded after the interview, or after having been asked where that was later."""

MOST = 3
"""Letters about one scorecard; afterwards somebody should speak with somebody."""


def remind() -> int:
    """Write everybody who owes a scorecard of an interview that is over; returns how many letters.

    At most one a day and `MOST` altogether about one scorecard, in working hours. Not once it is
    submitted, the interviewer was released or is away, the application was set aside or has moved on."""
    now, today = clock.now(), clock.today()
    if not _in_working_hours(now):
        return 0
    alone("reminders")
    missing = [one for one in queries.missing() if _is_due(one, now, today)]
    with by(Way.RULE):
        for one in missing:
            _write(one, today)
    db.session.flush()
    return len(missing)


def _in_working_hours(now: datetime) -> bool:
    here = clock.local(now)
    opens, closes = rules.WORKDAY
    return here.weekday() in rules.WORKDAYS and opens <= here.time() < closes


def _is_due(one: queries.Missing, now: datetime, today: date) -> bool:
    since = max(one.ended_at, one.panelist.asked_at) + AFTER
    return since <= now and one.reminded < MOST and one.last_on != today


def _write(one: queries.Missing, today: date) -> None:
    panelist = one.panelist
    account, visit = panelist.account, panelist.visit
    entry = record(
        "reminded", visit.application, actor_id=None, visit=visit.id, stage=visit.stage_id,
        panelist=panelist.id, account=account.id, number=one.reminded + 1,
    )  # fmt: skip
    with speaking(account.language):
        met = day_long(one.ended_at)
    link = absolute("recruiting.scorecard", panelist_id=panelist.id)
    letter = outbox.queue(
        interview_letters.REMINDER,
        language=account.language,
        to_name=account.name,
        to_address=account.email,
        values=interview_letters.values_for_panelist(visit, account, actor=None, date=met, link=link),
        entry=entry,
        hold=timedelta(0),  # nobody takes a reminder back
    )
    db.session.flush()
    db.session.add(
        Reminder(
            panelist_id=panelist.id,
            number=one.reminded + 1,
            on_day=today,
            letter_id=letter.id if letter else None,
        )
    )
