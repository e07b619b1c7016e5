"""How an application begins: somebody applies, or goes on in another opening."""

from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import db
from core.i18n import _, say
from core.record import Entry, new_batch, record
from core.refusal import Refused
from people.models import Account, Person
from people.permissions import Permission
from recruiting import closing, cool_down, duplicates, history, indexing, notices, talent_pool
from recruiting.models import Application, Channel, Opening, Visit
from recruiting.pipeline import check_may, enter
from recruiting.queries import cool_downs, standing
from recruiting.queries import duplicates as persons
from recruiting.queries import talent_pool as pool
from recruiting.states import OpeningStatus, PoolEnd, Status


class ApplicationRefused(Refused):
    """No application was made."""


class AlreadyThere(ApplicationRefused):
    """`person` has an open application for this opening already."""

    def __init__(self, sentence: str, person: Person, opening_id: int) -> None:
        super().__init__(sentence)
        self.person, self.opening_id = person, opening_id


def apply(
    person: Person,
    opening: Opening,
    *,
    channel: Channel,
    actor: Account | None,
    referrer: Person | None = None,
    transferred_from: Application | None = None,
    batch: str | None = None,
    tell: bool = True,
    despite: str | None = None,
) -> Visit:
    """Begin an application in the first stage of the opening's pipeline; returns its visit.

    One open application per person and opening: the database refuses a second one even when two
    arrive at the same instant. `actor` is None when the person applied without our help.
    `despite`: why the wait after an earlier application does not hold; raises cool_down.TooSoon."""
    check_may(actor, Permission.ADD_CANDIDATES)
    person = persons.present(person)
    _check_open_for(person, opening, referrer)
    waived = None if transferred_from else cool_down.check_over(person, actor=actor, despite=despite)
    application = Application(
        person=person,
        opening=opening,
        pipeline_version_id=opening.pipeline_version_id,
        channel_id=channel.id,
        referrer_id=referrer.id if referrer else None,
        applied_at=clock.now(),
        transferred_from_id=transferred_from.id if transferred_from else None,
        status=Status.ACTIVE,
    )
    _add(application)
    visit = enter(application, standing.first_stage(opening.pipeline_version_id))
    entry = _record(application, visit, channel, actor, batch or new_batch())
    _get_to_know(person, actor)
    if waived:
        _record_waiver(application, waived, actor, despite)
    if tell:
        notices.tell(notices.RECEIVED, application, entry, actor=actor)
    return visit


def _get_to_know(person: Person, actor: Account | None) -> None:
    """Who applies can be found, is compared with everybody, and is no longer kept for later."""
    indexing.index(person)
    duplicates.look(person)
    there = pool.present(person.id)
    if there is not None:
        talent_pool.leave(there, PoolEnd.CONTACTED, actor=actor)


def _record_waiver(
    application: Application, waived: cool_downs.Wait, actor: Account | None, why: str | None
) -> None:
    record(
        "cool-down waived",
        application,
        actor_id=actor.id if actor else None,
        reason=why,
        disposition=waived.reason.id,
        until=waived.until.isoformat(),
    )


def _record(
    application: Application, visit: Visit, channel: Channel, actor: Account | None, batch: str
) -> Entry:
    return history.tell(
        "applied",
        application,
        visit,
        None,
        actor=actor,
        batch=batch,
        channel=channel.key,
        transferred_from=application.transferred_from_id,
    )


def _check_open_for(person: Person, opening: Opening, referrer: Person | None) -> None:
    # Nobody may close it between this look and our commit: whoever applies would be left in limbo.
    db.session.refresh(opening, ["status", "pipeline_version_id", "version"], with_for_update={"read": True})
    if opening.status is not OpeningStatus.OPEN:
        raise ApplicationRefused(
            _("Not added. %(opening)s takes no applications now.", opening=opening.code), "opening"
        )
    if referrer is not None and referrer.id == person.id:
        raise ApplicationRefused(_("Not added. Nobody can refer themselves."), "referrer")
    if standing.open_application(person.id, opening.id):
        raise _already_there(person, opening)


def _already_there(person: Person, opening: Opening) -> AlreadyThere:
    return AlreadyThere(
        _(
            "Not added. %(name)s already has an open application for %(opening)s.",
            name=person.name,
            opening=say(opening.title),
        ),
        person,
        opening.id,
    )


def _add(application: Application) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(application)
    except IntegrityError as fault:
        raise _already_there(application.person, application.opening) from fault


def transfer(
    visit: Visit, to: Opening, *, actor: Account | None, reason: str | None = None, batch: str | None = None
) -> Visit:
    """End the application here and begin a new one in the opening `to`, from its first stage. What
    was found out stays with the old one, to which the new one points."""
    batch = batch or new_batch()
    closing.transfer_out(visit, to, actor=actor, reason=reason, batch=batch)
    return copy(visit.application, to, actor=actor, batch=batch)


def copy(application: Application, to: Opening, *, actor: Account | None, batch: str | None = None) -> Visit:
    """A fresh application of the same person for another opening; the old one goes on."""
    channel = db.session.get_one(Channel, application.channel_id)
    return apply(
        application.person,
        to,
        channel=channel,
        referrer=application.referrer,
        actor=actor,
        transferred_from=application,
        batch=batch,
    )
