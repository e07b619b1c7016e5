"""Where an application came from: said once when it begins, later corrections kept on record."""

from core.db import db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account, Person
from people.permissions import Permission
from recruiting import rewards, rules
from recruiting.models import Application, Channel
from recruiting.pipeline import check_may

CORRECTED = "source corrected"


class SourceRefused(Refused):
    """The application keeps its source."""


def correct(
    application: Application,
    channel: Channel,
    referrer: Person | None,
    *,
    actor: Account,
    why: str,
    seen: int | None = None,
) -> None:
    """Say anew through which channel an application came and who referred, with a reason of a sentence.
    Reports of days before still say what was known then. A reward that is promised follows.

    seen: the version of the application that the page showed."""
    check_may(actor, Permission.ADD_CANDIDATES)
    db.session.refresh(application, ["channel_id", "referrer_id", "status", "version"], with_for_update=True)
    if seen is not None and seen != application.version:
        raise SourceRefused(_("Not corrected. Somebody has changed this application meanwhile; look again."))
    if (application.channel_id, application.referrer_id) == (channel.id, referrer.id if referrer else None):
        raise SourceRefused(_("Not corrected. This is the source on record already."))
    if referrer is not None and referrer.id == application.person_id:
        raise SourceRefused(_("Not corrected. Nobody can refer themselves."), "referrer")
    if not rules.explains(why):
        raise SourceRefused(_("Not corrected. Say in at least one sentence why."), "why")
    _correct(application, channel, referrer, actor, why)
    rewards.follow_source(application, why, actor=actor)


def _correct(
    application: Application, channel: Channel, referrer: Person | None, actor: Account, why: str
) -> None:
    before = db.session.get_one(Channel, application.channel_id)
    record(
        CORRECTED,
        application,
        actor_id=actor.id,
        reason=why,
        channel_before=before.id,
        channel=channel.id,
        referrer_before=application.referrer_id,
        referrer=referrer.id if referrer else None,
        old=before.name,
        new=channel.name,
    )
    application.channel_id = channel.id
    application.referrer_id = referrer.id if referrer else None
    db.session.flush()
    db.session.expire(application, ["channel", "referrer"])
