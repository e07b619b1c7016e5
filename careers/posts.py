"""At which hours somebody works, set by whoever answers for them; each change is an interval of its own."""

from datetime import date

from careers.queries import cases as queries
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.refusal import Refused
from people import employment as employments
from people.models import Account, Employment, Post
from people.states import Shift

LONGEST = 500


class PostRefused(Refused):
    """The post stays as it is."""


def set_shift(
    employment: Employment, shift: Shift | None, since: date, reason: str, *, actor: Account
) -> Post:
    """They work another shift from a day on. Raises PostRefused for oneself, without a shift or a reason, for
    a day to come and one before the present post, and EmploymentRefused for who has left and for the shift
    that they work already."""
    if employment.person_id == actor.person_id:
        raise PostRefused(_("Not changed. Nobody decides about themselves."))
    alone(f"career of {employment.id}")
    db.session.refresh(employment)
    if shift is None:
        raise PostRefused(_("Choose a shift."), "shift")
    if not reason.strip():
        raise PostRefused(_("Not changed. Say why, for the record."), "reason")
    if employment.ended_on is None and not queries.post_since(employment.id) <= since <= clock.today():
        raise PostRefused(_("The day lies between the beginning of the present post and today."), "since")
    return employments.change_post(employment, since, shift=shift, actor=actor, reason=reason.strip())
