"""New versions of the ladder. Whoever began a level on an older one stays on it, or is moved on purpose."""

from collections.abc import Sequence

from careers.models import Competency, LadderLevel, LadderMove, LadderVersion, Requirement
from careers.queries import ladder as queries
from careers.rules.plans import LadderPlan, LevelPlan, problems
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account, Employment


class LadderRefused(Refused):
    """The ladder, or somebody's version of it, stays as it is."""


def publish(plan: LadderPlan, *, actor: Account | None, reason: str | None = None) -> LadderVersion:
    """Publish `plan` as the next version, which then never changes. It holds for whoever begins a level
    after this moment.

    Raises LadderRefused, with what is wrong, for a plan that cannot be climbed, and for one that leaves
    out a level that somebody holds."""
    for sentence in problems(plan):
        raise LadderRefused(_("Not published. %(why)s", why=sentence))
    alone("ladder versions")
    _refuse_orphans(plan)
    number = queries.newest_number() + 1
    version = LadderVersion(
        number=number,
        tracks=dict(plan.tracks),
        published_at=clock.now(),
        levels=[_level(one, place) for place, one in enumerate(plan.levels, 1)],
    )
    db.session.add(version)
    db.session.flush()
    record("ladder published", version, actor_id=actor.id if actor else None, reason=reason, number=number)
    db.session.flush()
    return version


def _refuse_orphans(plan: LadderPlan) -> None:
    held = queries.levels_held() - {one.key for one in plan.levels}
    if held:
        raise LadderRefused(
            _("Not published. Somebody holds the level %(key)s, which is left out.", key=min(held))
        )


def _level(plan: LevelPlan, place: int) -> LadderLevel:
    return LadderLevel(
        position=place,
        key=plan.key,
        name=plan.name,
        track=plan.track,
        after=plan.after,
        seats=plan.seats,
        pay_grades={"grades": list(plan.pay_grades)},
        duties=list(plan.duties),
        requirements=[
            Requirement(position=number, **vars(asked)) for number, asked in enumerate(plan.asks, 1)
        ],
        competencies=[
            Competency(position=number, **vars(one)) for number, one in enumerate(plan.competencies, 1)
        ],
    )


def move(employments: Sequence[Employment], version: LadderVersion, *, actor: Account, reason: str) -> int:
    """Move people to another version on purpose, from today on. Returns how many stood on another one.

    Raises LadderRefused without a reason."""
    if not reason.strip():
        raise LadderRefused(_("Nobody was moved. Say why, for the record."), "reason")
    moved = 0
    for employment in employments:
        alone(f"ladder of {employment.id}")
        before = queries.version_of(employment.id)
        if before is None or before.id == version.id:
            continue
        _move(employment, before, version, actor, reason)
        moved += 1
    return moved


def _move(
    employment: Employment, before: LadderVersion, version: LadderVersion, actor: Account, reason: str
) -> None:
    entry = record(
        "moved to another ladder",
        employment,
        actor_id=actor.id,
        reason=reason,
        before=before.number,
        number=version.number,
    )
    db.session.flush()
    db.session.add(
        LadderMove(
            employment_id=employment.id,
            number=queries.newest_move(employment.id) + 1,
            version_id=version.id,
            moved_on=clock.today(),
            entry_id=entry.id,
        )
    )
    db.session.flush()
