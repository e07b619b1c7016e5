"""What differs between two versions of the ladder, in words."""

from collections.abc import Iterator, Mapping, Sequence

from careers.rules.plans import LadderPlan, LevelPlan
from careers.rules.readiness import Asked
from careers.words import asks
from core.db import Words
from core.i18n import _, say


def differences(
    before: LadderPlan, after: LadderPlan, names: Mapping[str, Words]
) -> list[tuple[str, list[str]]]:
    """(what it is about, sentences) of each track and level that is new, gone or changed.  `names`: exam or
    course key → name."""
    found = [(_("Tracks"), list(_tracks(before, after)))]
    was = {one.key: one for one in before.levels}
    for level in after.levels:
        if level.key not in was:
            said = [_new(level, after), *(_asked_new(one, level, after, names) for one in level.asks)]
        else:
            said = list(_changes(was[level.key], level, before, after, names))
        found.append((say(level.name), said))
    gone = was.keys() - {one.key for one in after.levels}
    found += [(say(was[key].name), [_("The level is gone.")]) for key in sorted(gone)]
    if not gone and not _are_new(before, after) and _order(before) != _order(after):
        found.append((_("Order"), [_("The levels stand in another order.")]))
    return [(about, said) for about, said in found if said]


def _order(plan: LadderPlan) -> list[str]:
    return [one.key for one in plan.levels]


def _are_new(before: LadderPlan, after: LadderPlan) -> bool:
    return bool(set(_order(after)) - set(_order(before)))


def _tracks(before: LadderPlan, after: LadderPlan) -> Iterator[str]:
    for key, name in after.tracks.items():
        if key not in before.tracks:
            yield _("%(name)s is new.", name=say(name))
        elif before.tracks[key] != name:
            yield _("%(before)s is called %(name)s now.", before=say(before.tracks[key]), name=say(name))
    for key, name in before.tracks.items():
        if key not in after.tracks:
            yield _("%(name)s is gone.", name=say(name))


def called(plan: LadderPlan, key: str | None) -> str:
    """What a level is called; nothing where there is none."""
    return next((say(one.name) for one in plan.levels if one.key == key), key or "")


def _new(level: LevelPlan, plan: LadderPlan) -> str:
    track = say(plan.tracks.get(level.track))
    if level.after is None:
        return _("The level is new: the first of %(track)s.", track=track)
    return _("The level is new: %(track)s, after %(level)s.", track=track, level=called(plan, level.after))


def _asked_new(asked: Asked, level: LevelPlan, plan: LadderPlan, names: Mapping[str, Words]) -> str:
    return _("Asks for: %(what)s", what=asks(asked, called(plan, level.after), names))


def _changes(
    was: LevelPlan, now: LevelPlan, before: LadderPlan, after: LadderPlan, names: Mapping[str, Words]
) -> Iterator[str]:
    nothing = _("none")
    if was.name != now.name:
        yield _("Formerly called %(name)s.", name=say(was.name))
    if was.track != now.track:
        yield _("Now in the track %(track)s.", track=say(after.tracks.get(now.track)))
    pairs = [
        (_("Follows the level"), called(before, was.after), called(after, now.after)),
        (_("Seats"), _number(was.seats), _number(now.seats)),
        (_("Pay grades"), ", ".join(was.pay_grades), ", ".join(now.pay_grades)),
    ]
    for what, old, new in pairs:
        if old != new:
            yield _("%(what)s: %(old)s → %(new)s", what=what, old=old or nothing, new=new or nothing)
    yield from _asks_changed(was, now, before, after, names)
    yield from _competencies(was, now)
    if was.duties != now.duties:
        yield _("What is taken over with it: %(old)s → %(new)s", old=len(was.duties), new=len(now.duties))


def _number(seats: int | None) -> str:
    return "" if seats is None else str(seats)


def _asks_changed(
    was: LevelPlan, now: LevelPlan, before: LadderPlan, after: LadderPlan, names: Mapping[str, Words]
) -> Iterator[str]:
    gone, new = _only(was.asks, now.asks), _only(now.asks, was.asks)
    for asked in new:
        same = next((one for one in gone if (one.kind, one.key) == (asked.kind, asked.key)), None)
        said = asks(asked, called(after, now.after), names)
        if same is None:
            yield _("Asks for: %(what)s", what=said)
        else:
            gone.remove(same)
            yield _(
                "Asks for: %(what)s (before: %(before)s)",
                what=said,
                before=asks(same, called(before, was.after), names),
            )
    for asked in gone:
        yield _("No longer asks for: %(what)s", what=asks(asked, called(before, was.after), names))


def _only(some: Sequence[Asked], others: Sequence[Asked]) -> list[Asked]:
    left = list(others)
    found = []
    for one in some:
        if one in left:
            left.remove(one)
        else:
            found.append(one)
    return found


def _competencies(was: LevelPlan, now: LevelPlan) -> Iterator[str]:
    old = {one.key: one for one in was.competencies}
    new = {one.key: one for one in now.competencies}
    for key, one in new.items():
        if key not in old:
            yield _("Competency: %(name)s is new.", name=say(one.name))
        elif old[key] != one:
            yield _("Competency: %(name)s is worded anew.", name=say(one.name))
    for key, one in old.items():
        if key not in new:
            yield _("Competency: %(name)s is gone.", name=say(one.name))
