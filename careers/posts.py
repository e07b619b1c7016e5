"""At which hours somebody works and as what they are employed, set by whoever answers for them; each change
is an interval of its own."""

from dataclasses import dataclass
from datetime import date

from careers.queries import cases as queries
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.refusal import Refused
from people import employment as employments
from people.models import Account, Employment, Post
from people.states import EmploymentKind, Shift

LONGEST = 500


class PostRefused(Refused):
    """The post stays as it is."""


@dataclass(frozen=True)
class Terms:
    """From which day on; what is None stays as it is."""

    since: date
    shift: Shift | None = None
    kind: EmploymentKind | None = None


def change(employment: Employment, terms: Terms, reason: str, *, actor: Account) -> Post:
    """They work another shift, or are employed as something else, from a day on. Raises PostRefused for
    oneself, without a reason, for a day to come and one before the present post, and EmploymentRefused for
    who has left and where nothing differs."""
    if employment.person_id == actor.person_id:
        raise PostRefused(_("Not changed. Nobody decides about themselves."))
    alone(f"career of {employment.id}")
    db.session.refresh(employment)
    if not reason.strip():
        raise PostRefused(_("Not changed. Say why, for the record."), "reason")
    if employment.ended_on is None and not queries.post_since(employment.id) <= terms.since <= clock.today():
        raise PostRefused(_("The day lies between the beginning of the present post and today."), "since")
    return employments.change_post(
        employment, terms.since, shift=terms.shift, kind=terms.kind, actor=actor, reason=reason.strip()
    )
