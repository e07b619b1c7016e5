"""The ladder editor's verbs: a draft begins as a copy of the newest version, is changed piece by piece, and
becomes the next version or nothing. Nobody notices before that, and nobody is moved by it."""

from dataclasses import replace

from careers import ladders
from careers.ladders import LadderRefused
from careers.models import LadderDraft, LadderVersion
from careers.queries import ladder as queries
from careers.rules import drafts
from careers.rules.figures import MARK_DECIMALS, decimals
from careers.rules.plans import CompetencyPlan, LadderPlan, LevelPlan, problems
from careers.rules.readiness import Asked
from core import clock
from core.db import Words, db
from core.drafts import check_name, check_seen, key_for
from core.i18n import LANGUAGES, _, say
from core.locks import alone
from core.record import record
from people.models import Account
from people.permissions import Permission

MOST_LEVELS, MOST_TRACKS, MOST_LINES = 30, 10, 30


def check_may(actor: Account) -> None:
    """Refuse whoever may edit the ladder for one team only, or not at all: it is everybody's."""
    if None not in actor.teams_for(Permission.EDIT_LADDER):
        raise LadderRefused(_("Not done. Your role does not allow it; an administrator can."))


def begin(*, actor: Account) -> LadderDraft:
    """Begin a draft from the newest version; the one there is, where somebody was faster."""
    check_may(actor)
    alone("ladder versions")
    if there := queries.draft():
        return there
    newest = _newest()
    draft = LadderDraft(based_on=newest, plan=drafts.kept(queries.plan_of(newest)), begun_at=clock.now())
    db.session.add(draft)
    db.session.flush()
    record("ladder draft begun", newest, actor_id=actor.id, number=newest.number)
    return draft


def _newest() -> LadderVersion:
    newest = queries.newest()
    if newest is None:
        raise LadderRefused(_("Not begun. There is no ladder yet; an administrator sets one up."))
    return newest


def plan_in(draft: LadderDraft) -> LadderPlan:
    return drafts.plan_from(draft.plan)


def _check(draft: LadderDraft, actor: Account, seen: int | None) -> LadderPlan:
    check_may(actor)
    check_seen(seen, draft.version, LadderRefused)
    return plan_in(draft)


def _keep(draft: LadderDraft, plan: LadderPlan) -> None:
    draft.plan = drafts.kept(plan)
    db.session.flush()


def discard(draft: LadderDraft, *, actor: Account, seen: int | None = None) -> None:
    """Throw the draft away; the published versions stay as they are."""
    _check(draft, actor, seen)
    record("ladder draft discarded", draft.based_on, actor_id=actor.id)
    db.session.delete(draft)
    db.session.flush()


def publish(
    draft: LadderDraft, *, actor: Account, reason: str | None = None, seen: int | None = None
) -> LadderVersion:
    """Make the draft the next version, and end it. Whoever began a level before stays on theirs.

    Raises LadderRefused for one that cannot be climbed, that differs in nothing, or that was begun from a
    version that is not the newest any more."""
    plan = _check(draft, actor, seen)
    alone("ladder versions")
    newest = _newest()
    if newest.id != draft.based_on_id:
        raise LadderRefused(
            _(
                "Not published. Version %(number)s came out after this draft was begun; begin anew from it.",
                number=newest.number,
            )
        )
    if plan == queries.plan_of(newest):
        raise LadderRefused(
            _("Not published. Nothing differs from version %(number)s.", number=newest.number)
        )
    version = ladders.publish(plan, actor=actor, reason=(reason or "").strip() or None)
    db.session.delete(draft)
    db.session.flush()
    return version


# Tracks


def put_track(
    draft: LadderDraft, key: str | None, name: Words, *, actor: Account, seen: int | None = None
) -> None:
    """Name the track with this key, or add one (no key)."""
    plan = _check(draft, actor, seen)
    check_name(name, [other for one, other in plan.tracks.items() if one != key], LadderRefused)
    if key is None and len(plan.tracks) >= MOST_TRACKS:
        raise LadderRefused(_("Not added. A ladder has at most %(most)s tracks.", most=MOST_TRACKS))
    if key is not None and key not in plan.tracks:
        raise LadderRefused(_("Not changed. It is no longer in the draft."))
    at = key or key_for(name["en"], plan.tracks, "track")
    _keep(draft, replace(plan, tracks={**plan.tracks, at: name}))


def remove_track(draft: LadderDraft, key: str, *, actor: Account, seen: int | None = None) -> None:
    """Take a track out that no level belongs to."""
    plan = _check(draft, actor, seen)
    if any(one.track == key for one in plan.levels):
        raise LadderRefused(_("Not removed. A level belongs to this track; put it elsewhere first."))
    _keep(draft, replace(plan, tracks={one: name for one, name in plan.tracks.items() if one != key}))


# Levels


def add_level(
    draft: LadderDraft,
    level: LevelPlan,
    *,
    takes_followers: bool,
    actor: Account,
    seen: int | None = None,
) -> str:
    """Put a level in; its key is made of its English name. Returns that key.  `takes_followers`: what came
    after the level before it comes after this one from now on."""
    plan = _check(draft, actor, seen)
    if len(plan.levels) >= MOST_LEVELS:
        raise LadderRefused(_("Not added. A ladder has at most %(most)s levels.", most=MOST_LEVELS))
    _check_level(level, plan)
    keyed = replace(level, key=key_for(level.name["en"], [one.key for one in plan.levels], "step"))
    _keep(draft, drafts.put_in(plan, keyed, takes_followers=takes_followers))
    return keyed.key


def change_level(draft: LadderDraft, level: LevelPlan, *, actor: Account, seen: int | None = None) -> None:
    """Say something else of the level with the key of `level`; what it asks for and has rated stays."""
    plan = _check(draft, actor, seen)
    now = level_in(plan, level.key)
    changed = replace(level, asks=now.asks, competencies=now.competencies)
    _check_level(changed, plan)
    _keep(draft, _with(plan, changed))


def _with(plan: LadderPlan, level: LevelPlan) -> LadderPlan:
    return replace(plan, levels=tuple(level if one.key == level.key else one for one in plan.levels))


def level_in(plan: LadderPlan, key: str) -> LevelPlan:
    """Raises LadderRefused where it is not there any more."""
    found = next((one for one in plan.levels if one.key == key), None)
    if found is None:
        raise LadderRefused(_("Not changed. It is no longer in the draft."))
    return found


def _check_level(level: LevelPlan, plan: LadderPlan) -> None:
    others = [one for one in plan.levels if one.key != level.key]
    check_name(level.name, [one.name for one in others], LadderRefused)
    if level.track not in plan.tracks:
        raise LadderRefused(_("Choose one of the tracks."), "track")
    if level.after is not None and level.after not in {one.key for one in others}:
        raise LadderRefused(_("Choose one of the other levels."), "after")
    if level.after is not None and level.key in _below(level.after, {one.key: one.after for one in others}):
        raise LadderRefused(_("The levels would follow each other in a circle."), "after")
    if level.seats is not None and level.seats < 0:
        raise LadderRefused(_("There are no fewer than no seats."), "seats")
    if len(level.pay_grades) != len(set(level.pay_grades)) or len(level.pay_grades) > MOST_LINES:
        raise LadderRefused(_("Each pay grade once, and at most %(most)s.", most=MOST_LINES), "pay_grades")
    _check_duties(level)


def _below(key: str, after: dict[str, str | None]) -> set[str]:
    """The keys that one meets on the way down from `key`."""
    found: set[str] = set()
    step: str | None = key
    while step is not None and step not in found:
        found.add(step)
        step = after.get(step)
    return found


def _check_duties(level: LevelPlan) -> None:
    if len(level.duties) > MOST_LINES:
        raise LadderRefused(_("At most %(most)s lines.", most=MOST_LINES), "duties_en")
    for duty in level.duties:
        for language in LANGUAGES:
            if not duty.get(language, "").strip():
                raise LadderRefused(
                    _("As many lines in both languages: each line is one thing to take over."),
                    f"duties_{language}",
                )


def remove_level(draft: LadderDraft, key: str, *, actor: Account, seen: int | None = None) -> None:
    """Leave a level out of the next version; what came after it comes after what it came after.

    Raises LadderRefused for one that somebody holds, or will hold by what is decided already."""
    plan = _check(draft, actor, seen)
    gone = level_in(plan, key)
    if queries.holders().get(key):
        raise LadderRefused(
            _("Not removed. Somebody holds the level %(name)s. Move them first.", name=say(gone.name))
        )
    if key in queries.levels_promised():
        raise LadderRefused(
            _(
                "Not removed. An approved promotion leads to the level %(name)s, or a trial leads "
                "back to it.",
                name=say(gone.name),
            )
        )
    _keep(draft, drafts.left_out(plan, key))


def shift_level(draft: LadderDraft, key: str, steps: int, *, actor: Account, seen: int | None = None) -> None:
    """Put a level so many places higher; lower, when negative."""
    plan = _check(draft, actor, seen)
    level_in(plan, key)
    _keep(draft, drafts.shifted(plan, key, steps))


# What a level asks for, and what is rated for it


def put_asked(
    draft: LadderDraft,
    key: str,
    place: int | None,
    asked: Asked,
    *,
    actor: Account,
    seen: int | None = None,
) -> None:
    """Change the requirement at `place` of a level (from 0 on), or add one (no place).

    Raises LadderRefused for one that does not say all that its kind needs, or asks for the same twice."""
    plan = _check(draft, actor, seen)
    level = level_in(plan, key)
    asks = list(level.asks)
    if place is not None and not 0 <= place < len(asks):
        raise LadderRefused(_("Not changed. It is no longer in the draft."))
    if len(asks) >= MOST_LINES and place is None:
        raise LadderRefused(_("At most %(most)s lines.", most=MOST_LINES))
    if asked.mark is not None and decimals(asked.mark) > MARK_DECIMALS:
        raise LadderRefused(_("At most %(most)s decimals.", most=MARK_DECIMALS), "mark")
    if asked in [one for at, one in enumerate(asks) if at != place]:
        raise LadderRefused(_("The level asks for this already."))
    if place is None:
        asks.append(asked)
    else:
        asks[place] = asked
    changed = _with(plan, replace(level, asks=tuple(asks)))
    for sentence in set(problems(changed)) - set(problems(plan)):
        raise LadderRefused(sentence)
    _keep(draft, changed)


def remove_asked(
    draft: LadderDraft, key: str, place: int, *, actor: Account, seen: int | None = None
) -> None:
    plan = _check(draft, actor, seen)
    level = level_in(plan, key)
    _keep(draft, _with(plan, replace(level, asks=(*level.asks[:place], *level.asks[place + 1 :]))))


def put_competency(
    draft: LadderDraft,
    key: str,
    competency: CompetencyPlan,
    *,
    actor: Account,
    seen: int | None = None,
) -> None:
    """Change the competency of this key, or add one (an empty key), made of its English name."""
    plan = _check(draft, actor, seen)
    level = level_in(plan, key)
    others = [one for one in level.competencies if one.key != competency.key]
    check_name(competency.name, [one.name for one in others], LadderRefused)
    _check_anchors(competency)
    if not competency.key:
        made = replace(
            competency, key=key_for(competency.name["en"], [one.key for one in others], "competency")
        )
        found = (*level.competencies, made)
    else:
        found = tuple(competency if one.key == competency.key else one for one in level.competencies)
    if len(found) > MOST_LINES:
        raise LadderRefused(_("At most %(most)s lines.", most=MOST_LINES))
    _keep(draft, _with(plan, replace(level, competencies=found)))


def _check_anchors(competency: CompetencyPlan) -> None:
    """What a 1 and a 5 look like may be left out; what is said is said in both languages."""
    for name in ("says", "low", "high"):
        words = getattr(competency, name)
        for language in LANGUAGES if words or name == "says" else ():
            if not words.get(language, "").strip():
                raise LadderRefused(
                    _("Say in both languages what the rating looks like."), f"{name}_{language}"
                )


def remove_competency(
    draft: LadderDraft, key: str, competency: str, *, actor: Account, seen: int | None = None
) -> None:
    plan = _check(draft, actor, seen)
    level = level_in(plan, key)
    rest = tuple(one for one in level.competencies if one.key != competency)
    _keep(draft, _with(plan, replace(level, competencies=rest)))
