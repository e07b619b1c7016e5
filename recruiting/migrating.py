"""Moving running applications to another version of their pipeline, on purpose.

Somebody goes on in the stage of the same key: the same visit, with its results, interviews and scorecards,
now under the target, owner and pass mark of the other version. Nobody is written to. Whoever stands
where the other version has no such stage stays, as does whoever is being scored with another rubric.
The way back is the same verb with the former version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from core.db import db
from core.i18n import _, say
from core.record import new_batch
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import history, openings, rules, waiting
from recruiting.models import PipelineVersion, Stage, Visit
from recruiting.pipeline import MoveRefused, check_may, check_seen
from recruiting.queries import interviews
from recruiting.states import OpeningStatus


class MigrationRefused(MoveRefused):
    """The application stays on its version."""


@dataclass(frozen=True)
class Planned:
    """One application: the stage where it would stand, or why it stays."""

    visit: Visit
    to: Stage | None
    refusal: str | None = None


@dataclass(frozen=True)
class Done:
    """What was done under `batch`. `refused`: application id → why not."""

    batch: str
    done: list[Visit]
    refused: dict[int, str]


def plan(version: PipelineVersion, visits: Sequence[Visit], *, actor: Account) -> list[Planned]:
    """What `migrate_all` would do now; nothing is changed."""
    return [_planned(version, visit, actor) for visit in visits]


def _planned(version: PipelineVersion, visit: Visit, actor: Account) -> Planned:
    try:
        return Planned(visit, check(visit, version, actor=actor))
    except Refused as refusal:
        return Planned(visit, None, refusal.sentence)


def migrate_all(
    version: PipelineVersion,
    visits: Sequence[Visit],
    seen: Mapping[int, str],
    *,
    actor: Account,
    reason: str,
) -> Done:
    """Move each to `version` under one batch; who is refused stays, and the others go on.

    seen: application id → `Visit.seen` of the preview; who is missing there is refused as changed."""
    _check_reason(reason)
    batch, done, refused = new_batch(), [], {}
    for visit in visits:
        shown = seen.get(visit.application_id, "unseen")
        try:
            with db.session.begin_nested():
                migrate(visit, version, actor=actor, reason=reason, seen=shown, batch=batch)
            done.append(visit)
        except Refused as refusal:
            refused[visit.application_id] = refusal.sentence
        except (StaleDataError, IntegrityError):
            refused[visit.application_id] = _("Not done. Somebody else changed it at the same moment.")
    return Done(batch, done, refused)


def migrate(
    visit: Visit,
    version: PipelineVersion,
    *,
    actor: Account | None,
    reason: str,
    seen: str | None = None,
    batch: str | None = None,
) -> None:
    """Let the application go on under `version`, in the stage of the same key."""
    _check_reason(reason)
    to = check(visit, version, actor=actor, seen=seen)
    application = visit.application
    before, former = history.state_of(application, visit), application.pipeline_version.number
    due, waited = visit.due_at, waiting.told(visit)
    application.pipeline_version = version
    visit.stage = to
    visit.due_at = waiting.in_time_until(application.opening, to, visit.entered_at)
    db.session.flush()
    waiting.settle(visit)
    db.session.flush()
    history.tell(
        "version changed",
        application,
        visit,
        before,
        actor=actor,
        reason=reason,
        batch=batch or new_batch(),
        version_before=former,
        version_after=version.number,
        due_before=history.written(due),
        waited=waited,
    )


def _check_reason(reason: str) -> None:
    if not rules.explains(reason):
        raise MigrationRefused(
            _("Not moved. Changing the version needs a reason of at least one sentence."), "reason"
        )


def check(visit: Visit, version: PipelineVersion, *, actor: Account | None, seen: str | None = None) -> Stage:
    """Refuse what `migrate` would refuse, and change nothing; the stage where the application would
    stand."""
    check_may(actor, Permission.MOVE_APPLICATIONS)
    application = visit.application
    openings.check_may(actor, application.opening)
    check_seen(visit, seen)
    name = application.shown.name
    if not application.is_open or visit.left_at is not None:
        raise MigrationRefused(_("Not moved. The application of %(name)s has ended.", name=name))
    if application.opening.status is OpeningStatus.CLOSED:
        raise MigrationRefused(_("Not moved. The opening is closed; reopen it first."))
    if application.pipeline_version.pipeline_id != version.pipeline_id:
        raise MigrationRefused(_("Not moved. %(name)s runs on another pipeline.", name=name))
    if application.pipeline_version_id == version.id:
        raise MigrationRefused(
            _("Not moved. %(name)s runs on version %(number)s already.", name=name, number=version.number)
        )
    return _counterpart(visit, version)


def _counterpart(visit: Visit, version: PipelineVersion) -> Stage:
    """The stage of the same key, where the work of the visit can go on."""
    here, name = visit.stage, visit.application.shown.name
    to = next((stage for stage in version.stages if stage.key == here.key), None)
    if to is None or to.kind is not here.kind:
        raise MigrationRefused(
            _(
                "Not moved. Version %(number)s has no stage %(stage)s, where %(name)s is; "
                "move on or send back first.",
                number=version.number,
                stage=say(here.name),
                name=name,
            )
        )
    if to.rubric_version_id != here.rubric_version_id and interviews.panel(visit.id):
        raise MigrationRefused(
            _(
                "Not moved. %(name)s is being scored in %(stage)s with another rubric; "
                "wait until the stage is left.",
                name=name,
                stage=say(here.name),
            )
        )
    return to
