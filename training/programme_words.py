"""What differs between two versions of a programme, in words."""

from collections.abc import Iterator, Mapping, Sequence

from core.db import Words
from core.i18n import _, say
from training.plans import ExamPlan, ModulePlan, ProgrammePlan
from training.words import mark_said, word


def differences(
    before: ProgrammePlan, after: ProgrammePlan, rubrics: Mapping[int, str]
) -> list[tuple[str, list[str]]]:
    """(what it is about, sentences) of the frame and of each module and exam that is new, gone or changed.
    `rubrics`: rubric version → what it is called."""
    names = {one.key: one.name for plan in (before, after) for one in plan.modules}
    found = [(_("Length"), list(_frame(before, after)))]
    were = {one.key: one for one in before.modules}
    for module in after.modules:
        was = were.get(module.key)
        said = list(_module(was, module, names)) if was else [_new_module(module)]
        found.append((say(module.name), said))
    there = {one.key for one in after.modules}
    found += [(say(one.name), [_("The module is gone.")]) for one in before.modules if one.key not in there]
    if _order(before, after) != _order(after, before):
        found.append((_("Order"), [_("The modules stand in another order.")]))
    found += _exams(before, after, names, rubrics)
    return [(about, said) for about, said in found if said]


def rubric_called(version_id: int | None, rubrics: Mapping[int, str]) -> str:
    """What an exam is marked by, without a version of its own by the newest of the rubric of its key."""
    return rubrics.get(version_id, "") if version_id else _("the newest version")


def _order(plan: ProgrammePlan, other: ProgrammePlan) -> list[str]:
    """The keys of the modules that both have, as they stand in `plan`."""
    return [one.key for one in plan.modules if one.key in {also.key for also in other.modules}]


def _changed(pairs: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """A sentence for each (what, before, after) of which the two differ."""
    for what, old, new in pairs:
        if old != new:
            yield _("%(what)s: %(old)s → %(new)s", what=what, old=old or _("none"), new=new or _("none"))


def _frame(before: ProgrammePlan, after: ProgrammePlan) -> Iterator[str]:
    return _changed(
        [
            (_("Weeks"), str(before.weeks), str(after.weeks)),
            (_("Hours"), mark_said(before.hours), mark_said(after.hours)),
        ]
    )


def _listed(keys: Sequence[str], names: Mapping[str, Words]) -> str:
    return _(", ").join(say(names[key]) if key in names else key for key in keys)


def _new_module(module: ModulePlan) -> str:
    return _(
        "The module is new: %(hours)s hours, %(way)s.",
        hours=mark_said(module.hours),
        way=word(module.delivery),
    )


def _module(was: ModulePlan, now: ModulePlan, names: Mapping[str, Words]) -> Iterator[str]:
    if was.name != now.name:
        yield _("Formerly called %(name)s.", name=say(was.name))
    if was.summary != now.summary:
        yield _("What it is about is worded anew.")
    yield from _changed(
        [
            (_("Hours"), mark_said(was.hours), mark_said(now.hours)),
            (_("Way"), word(was.delivery), word(now.delivery)),
            (_("Comes after"), _listed(was.needs, names), _listed(now.needs, names)),
        ]
    )
    yield from _topics(was, now)


def _topics(was: ModulePlan, now: ModulePlan) -> Iterator[str]:
    old, new = ({one.key: one.name for one in module.topics} for module in (was, now))
    for key, name in new.items():
        if key not in old:
            yield _("Topic: %(name)s is new.", name=say(name))
        elif old[key] != name:
            yield _("Topic: %(name)s is worded anew.", name=say(name))
    for key, name in old.items():
        if key not in new:
            yield _("Topic: %(name)s is gone.", name=say(name))
    if old.keys() == new.keys() and list(old) != list(new):
        yield _("The topics stand in another order.")


def _exams(
    before: ProgrammePlan, after: ProgrammePlan, names: Mapping[str, Words], rubrics: Mapping[int, str]
) -> Iterator[tuple[str, list[str]]]:
    were = {one.key: one for one in before.exams}
    for exam in after.exams:
        was = were.pop(exam.key, None)
        if was is None:
            said = _("The exam is new: %(kind)s.", kind=word(exam.kind))
            yield say(exam.name), [said, _("Covers: %(modules)s", modules=_listed(exam.covers, names))]
        else:
            yield say(exam.name), list(_exam(was, exam, names, rubrics))
    for gone in were.values():
        yield say(gone.name), [_("The exam is gone.")]


def _exam(
    was: ExamPlan, now: ExamPlan, names: Mapping[str, Words], rubrics: Mapping[int, str]
) -> Iterator[str]:
    if was.name != now.name:
        yield _("Formerly called %(name)s.", name=say(was.name))
    for key in (one for one in now.covers if one not in was.covers):
        yield _("Covers %(module)s as well.", module=_listed([key], names))
    for key in (one for one in was.covers if one not in now.covers):
        yield _("No longer covers %(module)s.", module=_listed([key], names))
    old, new = (rubric_called(one.rubric_version_id, rubrics) for one in (was, now))
    yield from _changed([(_("Rubric"), old, new)])
