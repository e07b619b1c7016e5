"""Changing when interviews are proposed and how scorecards are asked for again; what was planned or sent
before stays as it is."""

from datetime import time

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.models import InterviewPolicy
from recruiting.pipeline import check_may
from recruiting.queries import interview_policies as queries
from recruiting.rules import MIDNIGHT, Hours

LONGEST_WAIT = 168
MOST = 10


class PolicyRefused(Refused):
    """The policy in use goes on."""


def publish(hours: Hours, *, actor: Account | None) -> InterviewPolicy:
    """Put `hours` in use as the next edition; its `number` is that of the edition its author saw."""
    check_may(actor, Permission.EDIT_OPENINGS)
    _check(hours)
    alone("interview policy")
    now = queries.in_use()
    if now.number != hours.number:
        raise PolicyRefused(
            _(
                "Not changed. Somebody else changed it while you were looking. "
                "Open the page again to see how it is now."
            )
        )
    if now == hours:
        raise PolicyRefused(_("Not changed. This holds already."))
    policy = InterviewPolicy(
        number=hours.number + 1,
        opens=_minutes(hours.opens),
        closes=_minutes(hours.closes) or 24 * 60,
        weekdays=sorted(hours.weekdays),
        remind_after=hours.remind_after,
        most_reminders=hours.most_reminders,
        published_at=clock.now(),
        author_id=actor.id if actor else None,
    )
    db.session.add(policy)
    db.session.flush()
    record(
        "published",
        policy,
        actor_id=policy.author_id,
        number=policy.number,
        opens=policy.opens,
        closes=policy.closes,
        weekdays=policy.weekdays,
        remind_after=policy.remind_after,
        most_reminders=policy.most_reminders,
    )
    return policy


def _check(hours: Hours) -> None:
    if hours.closes != MIDNIGHT and hours.closes <= hours.opens:
        raise PolicyRefused(_("Not changed. Working hours end after they begin."), "closes")
    if not hours.weekdays or not hours.weekdays <= set(range(7)):
        raise PolicyRefused(_("Not changed. Choose at least one day of the week."), "weekdays")
    if not 0 <= hours.remind_after <= LONGEST_WAIT:
        raise PolicyRefused(
            _("Not changed. The first reminder comes 0 to %(most)s hours later.", most=LONGEST_WAIT),
            "remind_after",
        )
    if not 0 <= hours.most_reminders <= MOST:
        raise PolicyRefused(_("Not changed. There are 0 to %(most)s reminders.", most=MOST), "most_reminders")


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
