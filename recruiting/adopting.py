"""Openings take another version of a pipeline, or another pipeline, for the applications to come."""

from collections.abc import Sequence

from core.db import db
from core.i18n import _
from core.record import new_batch, record
from people.models import Account
from recruiting import openings
from recruiting.models import Opening, PipelineVersion
from recruiting.openings import OpeningRefused
from recruiting.states import OpeningStatus


def adopt(
    opening: Opening, version: PipelineVersion, *, actor: Account | None, batch: str | None = None
) -> None:
    """Let new applications of the opening begin on `version`; those that run finish on theirs."""
    openings.check_may(actor, opening)
    if opening.status is OpeningStatus.CLOSED:
        raise OpeningRefused(_("Not changed. The opening is closed; reopen it first."))
    former = opening.pipeline_version
    if former.id == version.id:
        raise OpeningRefused(_("Not changed. %(opening)s uses this version already.", opening=opening.code))
    opening.pipeline_version = version
    db.session.flush()
    record(
        "pipeline version changed",
        opening,
        actor_id=actor.id if actor else None,
        batch=batch,
        state=opening.status.value,
        before=former.number,
        after=version.number,
        pipeline_before=former.pipeline_id,
        pipeline_after=version.pipeline_id,
    )
    db.session.flush()


def adopt_in(chosen: Sequence[Opening], version: PipelineVersion, *, actor: Account | None) -> int:
    """The same for several openings, all or none; returns how many."""
    if not chosen:
        raise OpeningRefused(_("Not changed. No opening is chosen."), "openings")
    batch = new_batch()
    for opening in chosen:
        adopt(opening, version, actor=actor, batch=batch)
    return len(chosen)
