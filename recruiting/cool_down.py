"""How long somebody who was turned down waits before applying again: days by reason, each change a
version of its own. What ended under an older version keeps its days."""

from core import clock
from core.db import db
from core.i18n import _, day, say
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account, Person
from people.permissions import Permission
from recruiting import rules
from recruiting.models import CoolDown, DispositionReason
from recruiting.models.talent_pool import LONGEST_COOL_DOWN
from recruiting.queries import cool_downs
from recruiting.reasons import check_may_edit


class CoolDownRefused(Refused):
    """The days stay as they are."""


class TooSoon(Refused):
    """No application was made: the wait is not over. `wait` says until when and why."""

    def __init__(self, sentence: str, wait: cool_downs.Wait) -> None:
        super().__init__(sentence, "despite")
        self.wait = wait


def set_days(reason: DispositionReason, days: int, *, actor: Account) -> None:
    """From now on, who is turned down for `reason` waits so many days; 0 for not at all."""
    check_may_edit(actor)
    if not 0 <= days <= LONGEST_COOL_DOWN:
        raise CoolDownRefused(_("Not saved. Between 0 and %(most)s days.", most=LONGEST_COOL_DOWN), "days")
    alone("disposition reasons")
    before, number = _newest(reason.id)
    if days == before:
        return
    number += 1
    db.session.add(
        CoolDown(reason_id=reason.id, number=number, days=days, since=clock.now(), set_by_id=actor.id)
    )
    db.session.flush()
    record("cool-down set", reason, actor_id=actor.id, before=before, days=days, version=number)


def _newest(reason_id: int) -> tuple[int, int]:
    """The days that hold, and the number of their version."""
    versions = cool_downs.versions(reason_id)
    return (versions[0].days, versions[0].number) if versions else (0, 0)


def check_over(person: Person, *, actor: Account | None, despite: str | None) -> cool_downs.Wait | None:
    """Refuse who has to wait still; where that is waived for the reason `despite`, what was waived."""
    wait = cool_downs.waits(person.id, clock.now())
    if wait is None:
        return None
    if despite is None or actor is None:
        raise TooSoon(_sentence(person, wait, actor), wait)
    _check_waiver(wait, actor, despite)
    return wait


def _check_waiver(wait: cool_downs.Wait, actor: Account, despite: str) -> None:
    if not actor.may(Permission.WAIVE_COOL_DOWN):
        raise TooSoon(_("Not added. Your role does not allow an early application."), wait)
    if not rules.explains(despite):
        raise TooSoon(_("Not added. An early application needs a reason of at least one sentence."), wait)


def _sentence(person: Person, wait: cool_downs.Wait, actor: Account | None) -> str:
    if actor is None:
        return _(
            "Not sent. Your last application ended on %(day)s: %(reason)s. You can apply again from "
            "%(until)s.",
            day=day(wait.ended_at),
            reason=say(wait.said),
            until=day(wait.until),
        )
    return _(
        "Not added. An application of %(name)s ended on %(day)s: %(reason)s. With this reason one can "
        "apply again from %(until)s.",
        name=person.full_name,
        day=day(wait.ended_at),
        reason=say(wait.said),
        until=day(wait.until),
    )
