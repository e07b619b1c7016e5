"""Asking those on duty to train again whom newer rules ask for more: in line for a cohort, with a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core import clock
from core.db import db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training import course_letters, waivers
from training.enrolment import await_cohort
from training.models import Enrolment
from training.queries import live_enrolment
from training.queries import recalls as queries
from training.queries.recalls import Recall


class RecallRefused(Refused):
    """Nobody was asked to train again."""


@dataclass(frozen=True)
class Asked:
    """How many were put in line, and how many were there already."""

    asked: int = 0
    before: int = 0


def ask(chosen: Sequence[str], until: date | None, *, actor: Account, reason: str) -> Asked:
    """Put the chosen (keys of `queries.recalls`) in line for a cohort, wanted on duty anew by `until`, with a
    letter that says why. They go on serving meanwhile. Who is in line or in training again is left alone, so
    that the same once more does nothing more.

    Raises RecallRefused without a reason, for a day that is past, and where somebody is not on the list.
    """
    if not reason.strip():
        raise RecallRefused(_("Nobody was asked. Say why, for the record."), "reason")
    if until is None or until < clock.today():
        raise RecallRefused(_("Nobody was asked. Choose a day from today on."), "until")
    listed = {one.key: one for one in queries.recalls(actor)}
    if not chosen or set(chosen) - set(listed):
        raise RecallRefused(_("Nobody was asked. The list has changed, or nobody is chosen; look again."))
    some = sorted({*chosen}, key=lambda key: listed[key].enrolment_id)
    done = [_ask(listed[key], until, actor, reason) for key in some]
    return Asked(done.count(True), done.count(False))


def _ask(one: Recall, until: date, actor: Account, reason: str) -> bool:
    passed = db.session.get_one(Enrolment, one.enrolment_id)
    waivers.keep_still(passed)
    waivers.check_reach(passed, Permission.PUT_ON_DUTY, actor)
    if actor.person_id == passed.employment.person_id:
        raise RecallRefused(_("Nobody was asked. You are among the chosen; a colleague asks you."))
    if live_enrolment(one.employment_id):
        return False
    again = await_cohort(passed.employment, until, actor=actor)
    entry = record(
        "asked to train again",
        again,
        actor_id=actor.id,
        reason=reason,
        state=again.state,
        certificate=one.certificate_id,
        needs=[
            need.kind.value if need.key is None else f"{need.kind.value} {need.key}" for need in one.needs
        ],
        until=until.isoformat(),
    )
    db.session.flush()
    course_letters.recalled(passed.employment.person, one, until, entry)
    return True
