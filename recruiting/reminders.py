"""Reminders of scorecards that are missing: after the interview, to whoever is missing, now and then."""

from datetime import date, datetime, timedelta

from core import clock, outbox
from core.addresses import absolute
from core.db import db
from core.i18n import day_long, speaking
from core.locks import alone
from core.record import Way, by, record
from recruiting import interview_letters
from recruiting.models import Reminder
from recruiting.queries import interview_policies
from recruiting.queries import reminders as queries
from recruiting.rules import Hours


def remind() -> int:
    """Write everybody who owes a scorecard of an interview that is over; returns how many letters.

    At most one a day about one scorecard, and so many altogether as the policy in use says, in its
    working hours; afterwards somebody should speak with somebody. Not once it is submitted, the
    interviewer was released or is away, the application was set aside or has moved on."""
    now, today, hours = clock.now(), clock.today(), interview_policies.in_use()
    if not hours.cover(clock.local(now)):
        return 0
    alone("reminders")
    missing = [one for one in queries.missing() if _is_due(one, now, today, hours)]
    with by(Way.RULE):
        for one in missing:
            _write(one, today)
    db.session.flush()
    return len(missing)


def _is_due(one: queries.Missing, now: datetime, today: date, hours: Hours) -> bool:
    since = max(one.ended_at, one.panelist.asked_at) + timedelta(hours=hours.remind_after)
    return since <= now and one.reminded < hours.most_reminders and one.last_on != today


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
