"""Choosing a whole panel at once: who comes is asked, who goes is released, who stays hears nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from core.db import db
from core.i18n import _
from core.record import record
from people.models import Account
from people.permissions import Permission
from recruiting import interviewing, marking
from recruiting.interviewing import InterviewRefused
from recruiting.models import Panelist, Visit
from recruiting.pipeline import check_may
from recruiting.queries import invitations as queries


class Chosen(NamedTuple):
    """Somebody for a seat of the panel, and what they look at above all (ids of criteria)."""

    account: Account
    focus: Sequence[int] = ()


def choose(
    visit: Visit,
    panel: Sequence[Chosen],
    *,
    actor: Account | None,
    reason: str | None = None,
    despite: str | None = None,
) -> None:
    """From now on exactly `panel` is asked to score the visit.

    reason: needed where somebody is released.  despite: why somebody is asked who has another interview
    at the time that is planned. Refuses like `interviewing.ask` and `release`, and changes nothing then."""
    check_may(actor, Permission.ARRANGE_INTERVIEWS)
    visit = marking.alone_with(visit.id)
    marking.check_open(visit, InterviewRefused)
    _check_distinct(panel)
    asked = queries.asked(visit.id)
    wanted = {one.account.id: one for one in panel}
    changed = False
    with db.session.begin_nested():  # the second of them may be refused
        for panelist in [asked[one] for one in asked if one not in wanted]:
            interviewing.release(panelist, reason or "", actor=actor)
            changed = True
        for one in panel:
            changed |= _seat(visit, one, asked.get(one.account.id), actor, despite)
    if not changed:
        raise InterviewRefused(_("Not changed. These are asked already."))


def _check_distinct(panel: Sequence[Chosen]) -> None:
    seen: set[int] = set()
    for one in panel:
        if one.account.id in seen:
            raise InterviewRefused(
                _(
                    "Not changed. %(who)s is chosen twice; each seat needs somebody else.",
                    who=one.account.name,
                )
            )
        seen.add(one.account.id)


def _seat(
    visit: Visit, one: Chosen, panelist: Panelist | None, actor: Account | None, despite: str | None
) -> bool:
    if panelist is None:
        interviewing.ask(visit, one.account, actor=actor, focus=one.focus, despite=despite)
        return True
    if sorted(panelist.focus) == sorted(one.focus):
        return False
    before, panelist.focus = list(panelist.focus), list(one.focus)
    record(
        "focus changed",
        visit.application,
        actor_id=actor.id if actor else None,
        visit=visit.id,
        stage=visit.stage_id,
        panelist=panelist.id,
        was=before,
        focus=list(one.focus),
    )
    return True
