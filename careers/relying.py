"""What in careers relies on an exam or a module of training: what levels ask for, and training that fits."""

from collections.abc import Iterator

from careers.queries import formulas, journeys, ladder, offers
from careers.states import FitKind
from careers.states import RequirementKind as Kind
from careers.words import asks
from core.i18n import _, say
from training.queries.relied_on import Gone, Reliance


def relying_on(gone: Gone) -> list[Reliance]:
    """What would miss something of it: each requirement of each version of the ladder in force, and what is
    offered to whoever falls short. A course is a whole programme, which no version takes away."""
    return [*_levels(gone), *_fits(gone)]


def _levels(gone: Gone) -> Iterator[Reliance]:
    names = {**journeys.names_asked(), **gone.exams}
    for version in ladder.in_force() if gone.exams else ():
        for level in version.levels:
            who = _("Level %(name)s, version %(number)s of the ladder",
                    name=say(level.name), number=version.number)  # fmt: skip
            for asked in level.asks:
                if asked.kind is Kind.EXAM and asked.key in gone.exams:
                    yield Reliance(who, asks(asked, names=names))


def _fits(gone: Gone) -> Iterator[Reliance]:
    fits = offers.fits() if gone.modules else ()
    wanted = [
        one
        for one in fits
        if one.kind is FitKind.MODULE
        and one.programme_id == gone.programme_id
        and one.module_key in gone.modules
    ]
    names = formulas.indicators() if wanted else {}
    for one in wanted:
        indicator = say(names[one.indicator].name) if one.indicator in names else one.indicator
        yield Reliance(
            _("Training for whoever falls short: %(indicator)s", indicator=indicator),
            _("Module: %(name)s", name=say(gone.modules[one.module_key or ""])),
        )
