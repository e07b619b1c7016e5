"""Reviewing blind: an opening hides who its candidates are until they are decided; and looking behind."""

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import openings, rules
from recruiting.models import Application, Opening, Unveiling
from recruiting.pipeline import check_may
from recruiting.queries import blindness


class BlindReviewRefused(Refused):
    """All stays as hidden or open as it is."""


def turn(opening: Opening, on: bool, *, actor: Account | None) -> bool:
    """Hide names, contact, files and ages during the screening of this opening, or no longer; False where
    it is so already. Either is on the opening's record."""
    openings.check_may(actor, opening)
    if opening.blind_review is on:
        return False
    opening.blind_review = on
    db.session.flush()
    verb = "blind review began" if on else "blind review ended"
    record(verb, opening, actor_id=actor.id if actor else None)
    return True


def look_behind(application: Application, *, actor: Account, reason: str) -> None:
    """Show `actor` who this is, from now on, and put that on the application's record. For everybody else
    it stays hidden."""
    check_may(actor, Permission.SEE_APPLICATIONS)
    if not application.is_veiled:
        raise BlindReviewRefused(_("Nothing is hidden from you here."))
    if not rules.explains(reason):
        raise BlindReviewRefused(
            _("Not shown. Say in at least one sentence why you need to know who this is."), "reason"
        )
    alone(f"unveiling application {application.id}")
    if blindness.has_looked(application.id, actor):
        return
    db.session.add(Unveiling(application_id=application.id, account_id=actor.id, at=clock.now()))
    record("identity shown", application, actor_id=actor.id, reason=reason.strip())
    db.session.flush()
    application.is_veiled = False
