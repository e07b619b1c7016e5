"""The list of reasons for which applications end. One is renamed or retired, never deleted: what was
counted under it stays counted."""

import re
from collections.abc import Collection

from core import clock
from core.db import Words, db
from core.i18n import LANGUAGES, _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.models import DispositionReason, FormerName
from recruiting.queries import reasons
from recruiting.states import ReasonFamily


class ReasonRefused(Refused):
    """The list of reasons stays as it is."""


def add(family: ReasonFamily, name: Words, *, actor: Account) -> DispositionReason:
    """Put a new reason at the end of its family."""
    _check(actor, name)
    alone("disposition reasons")
    _check_name_is_free(family, name)
    reason = DispositionReason(key=_key_for(name["en"], reasons.keys()), family=family, name=name)
    db.session.add(reason)
    db.session.flush()
    record("added", reason, actor_id=actor.id, name=name, family=family.value)
    return reason


def rename(reason: DispositionReason, name: Words, *, actor: Account) -> None:
    """Call it otherwise from now on. What ended for it until now keeps the name of its time."""
    _check(actor, name)
    alone("disposition reasons")
    if name == reason.name:
        return
    _check_name_is_free(reason.family, name, reason.id)
    record("renamed", reason, actor_id=actor.id, before=reason.name, name=name)
    db.session.add(FormerName(reason_id=reason.id, name=reason.name, until=clock.now()))
    reason.name = name
    db.session.flush()


def retire(reason: DispositionReason, *, actor: Account) -> None:
    """Offer it no longer. The last one of a family stays."""
    check_may_edit(actor)
    alone("disposition reasons")
    in_use = reasons.in_use(reason.family)
    if [one.id for one in in_use] == [reason.id]:
        raise ReasonRefused(_("Not retired. It is the last reason of its kind; add another one first."))
    reason.retired_at = clock.now()
    record("retired", reason, actor_id=actor.id)
    db.session.flush()


def restore(reason: DispositionReason, *, actor: Account) -> None:
    """Offer a retired reason again."""
    check_may_edit(actor)
    alone("disposition reasons")
    _check_name_is_free(reason.family, reason.name, reason.id)
    reason.retired_at = None
    record("restored", reason, actor_id=actor.id)
    db.session.flush()


def check_may_edit(actor: Account) -> None:
    """Refuse who may not change the list."""
    # The list is everybody's: a role for one team is not enough.
    if None not in actor.teams_for(Permission.EDIT_OPENINGS):
        raise ReasonRefused(_("Not done. Your role does not allow it."))


def _check(actor: Account, name: Words) -> None:
    check_may_edit(actor)
    for language in LANGUAGES:
        if not name.get(language, "").strip():
            raise ReasonRefused(_("A reason needs a name in both languages."), f"name_{language}")


def _check_name_is_free(family: ReasonFamily, name: Words, own_id: int | None = None) -> None:
    others = [one.name for one in reasons.in_use(family) if one.id != own_id]
    for language, text in name.items():
        if any(other.get(language) == text for other in others):
            raise ReasonRefused(_("There is a reason of this name already."), f"name_{language}")


def _key_for(english: str, taken: Collection[str]) -> str:
    key = re.sub(r"[^a-z0-9]+", " ", english.lower()).strip() or "reason"
    return next(one for n in range(1, len(taken) + 2) if (one := f"{key} {n}" if n > 1 else key) not in taken)
