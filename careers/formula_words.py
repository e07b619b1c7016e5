"""What differs between two review formulas, in words, and for whom one is."""

from collections.abc import Iterator, Mapping, Sequence

from careers.formulas import IndicatorPlan
from careers.words import plain, word
from core.db import Words
from core.i18n import _, say


def for_whom(level: str | None, team: Words | None, levels: Mapping[str, Words]) -> str:
    """Whom a formula measures. `levels`: key → name."""
    of_level = (say(levels.get(level)) or level) if level else None
    if of_level and team:
        return _("%(level)s in %(team)s", level=of_level, team=say(team))
    return of_level or (say(team) if team else _("everybody"))


def differences(
    before: Sequence[IndicatorPlan], after: Sequence[IndicatorPlan]
) -> list[tuple[str, list[str]]]:
    """(indicator, sentences) of each that is new, gone or changed."""
    was = {one.key: one for one in before}
    found = []
    for one in after:
        said = list(_changes(was[one.key], one)) if one.key in was else [_new(one)]
        found.append((say(one.name), said))
    kept = {one.key for one in after}
    found += [(say(one.name), [_("No longer measured.")]) for one in before if one.key not in kept]
    return [(about, said) for about, said in found if said]


def _new(one: IndicatorPlan) -> str:
    return _(
        "New: 100 points at %(target)s, none at %(zero)s, weight %(weight)s.",
        target=plain(one.target),
        zero=plain(one.zero),
        weight=plain(one.weight),
    )


def _changes(was: IndicatorPlan, now: IndicatorPlan) -> Iterator[str]:
    if was.name != now.name:
        yield _("Formerly called %(name)s.", name=say(was.name))
    pairs = [
        (_("Group"), say(was.group), say(now.group)),
        (_("Unit"), say(was.unit), say(now.unit)),
        (_("Direction"), word(was.direction), word(now.direction)),
        (_("100 points at"), plain(was.target), plain(now.target)),
        (_("None at"), plain(was.zero), plain(now.zero)),
        (_("Weight"), plain(was.weight), plain(now.weight)),
    ]
    for what, old, new in pairs:
        if old != new:
            yield _("%(what)s: %(old)s → %(new)s", what=what, old=old or _("none"), new=new or _("none"))
    if was.is_total != now.is_total:
        yield _("Now a total of the month.") if now.is_total else _("No longer a total of the month.")
