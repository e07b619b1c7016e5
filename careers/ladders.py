"""New versions of the ladder. Whoever began a level on an older one stays on it, or is moved on purpose."""

from collections.abc import Sequence

from careers.models import Competency, LadderLevel, LadderMove, LadderVersion, Requirement
from careers.queries import ladder as queries
from careers.queries.cases import on_trial
from careers.rules.plans import LadderPlan, LevelPlan, problems
from core import clock
from core.db import db
from core.i18n import _, say
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account, Employment


class LadderRefused(Refused):
    """The ladder, or somebody's version of it, stays as it is."""


def publish(plan: LadderPlan, *, actor: Account | None, reason: str | None = None) -> LadderVersion:
    """Publish `plan` as the next version, which then never changes. It holds for whoever begins a level
    from tomorrow on: nobody who began one earlier today is caught by it.

    Raises LadderRefused, with what is wrong, for a plan that cannot be climbed, and for one that leaves
    out a level that somebody holds, or will hold by what is decided already."""
    for sentence in problems(plan):
        raise LadderRefused(_("Not published. %(why)s", why=sentence))
    alone("ladder versions")
    _refuse_orphans(plan)
    version = unpublished(plan)
    db.session.add(version)
    db.session.flush()
    number = version.number
    record("ladder published", version, actor_id=actor.id if actor else None, reason=reason, number=number)
    db.session.flush()
    return version


def unpublished(plan: LadderPlan) -> LadderVersion:
    """What `plan` would be as the next version; nothing is kept of it. Good to try what it would mean."""
    return LadderVersion(
        number=queries.newest_number() + 1,
        tracks=dict(plan.tracks),
        published_at=clock.now(),
        levels=[_level(one, place) for place, one in enumerate(plan.levels, 1)],
    )


def _refuse_orphans(plan: LadderPlan) -> None:
    kept = {one.key for one in plan.levels}
    if held := queries.levels_held() - kept:
        raise LadderRefused(
            _("Not published. Somebody holds the level %(key)s, which is left out.", key=_called(min(held)))
        )
    if promised := queries.levels_promised() - kept:
        raise LadderRefused(
            _(
                "Not published. An approved promotion leads to the level %(key)s, which is left out, or a "
                "trial leads back to it. Wait for its end, or cancel it.",
                key=_called(min(promised)),
            )
        )


def _called(key: str) -> str:
    return say(queries.level_names().get(key)) or key


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

    Cases that run stay on the version on which they were opened. Raises LadderRefused without a reason,
    for oneself, for who has left, and for somebody whose level that version does not have, or the one to
    which a trial leads back."""
    if not reason.strip():
        raise LadderRefused(_("Nobody was moved. Say why, for the record."), "reason")
    moved = 0
    for employment in sorted(employments, key=lambda one: one.id):
        alone(f"ladder of {employment.id}")
        _check_move(employment, version, actor)
        before = queries.version_of(employment.id)
        if before is None or before.id == version.id:
            continue
        _move(employment, before, version, actor, reason)
        moved += 1
    return moved


def _check_move(employment: Employment, version: LadderVersion, actor: Account) -> None:
    if employment.person_id == actor.person_id:
        raise LadderRefused(_("Nobody was moved. Somebody else moves you."))
    db.session.refresh(employment)
    if employment.ended_on is not None:
        raise LadderRefused(
            _("Nobody was moved. %(name)s is not employed any more.", name=employment.person.full_name)
        )
    trial, held = on_trial(employment.id), queries.level_held(employment.id)
    needed = {held, trial.from_level} if trial else {held}
    if any(version.level(level) is None for level in needed):
        raise LadderRefused(
            _(
                "Nobody was moved. Version %(number)s does not have the level of %(name)s.",
                number=version.number,
                name=employment.person.full_name,
            )
        )


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
