"""Figures of a month are entered here, for one or for thousands: the rules, then a few statements for all.

A figure is never overwritten: a further one with the next number stands in its place, and one that is taken
back is followed by an empty one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from careers.models import ReviewFigure, ReviewFormula, ReviewIndicator
from careers.queries import entering as queries
from careers.queries import learning
from careers.rules.figures import span_of
from careers.rules.learning import FROM_TRAINING
from careers.states import FigureSource
from careers.words import plain
from core import clock
from core.bulk_rows import add_columns, add_rows, next_ids
from core.db import db
from core.i18n import _, say
from core.locks import alone
from core.record import Entry, digest_of, way_of_now
from core.refusal import Refused
from people.models import Account, Employment

MOST = Decimal(10) ** 10
EXACT = Decimal("0.001")
ROOM = "reviews"
"""What `core.locks` calls all months of everybody; a single person's are `f"{ROOM} of {id}"` within it."""
Figures = Mapping[str, Decimal | None]
"""Indicator → figure; None takes a figure back."""


class ReviewRefused(Refused):
    """No figure was entered, or the month stays as it is."""


@dataclass
class Entered:
    """`new`: employment → how many of its figures are new; `refused`: employment → the sentence that says
    why none of its figures was taken; `blamed`: the indicator that it is about, if about one."""

    new: dict[int, int] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    blamed: dict[int, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class _Change:
    """What of somebody's month is new: key → it."""

    employment_id: int
    figures: Mapping[str, queries.Last]


def kept(figure: Decimal | None) -> Decimal | None:
    """A figure as it is kept: to thousandths. What a spreadsheet has divided is finer than it says."""
    return None if figure is None else figure.quantize(EXACT)


def lock(employment_id: int) -> None:
    """Until this transaction ends nobody else enters or closes a month of somebody."""
    alone(f"{ROOM} of {employment_id}", within=ROOM)


def check_reviewer(person_id: int, month: date, actor: Account) -> None:
    """Raises ReviewRefused for the own month, and for one to come."""
    if person_id == actor.person_id:
        raise ReviewRefused(_("Not saved. Somebody else reviews your months."))
    if month > clock.today():
        raise ReviewRefused(_("Not saved. That month is still to come."), "month")


def check_figures(figures: Figures, formula: ReviewFormula | None) -> None:
    """Raises ReviewRefused without a formula, for a figure that nothing measures, for one of unusual size,
    and for one that its unit does not have."""
    if formula is None:
        raise ReviewRefused(_("Not saved. No formula says what this month is measured by."))
    known = {one.key: one for one in formula.indicators}
    for key, figure in figures.items():
        if key not in known:
            raise ReviewRefused(_("Not saved. Nothing measures %(key)s in that month.", key=key))
        if figure is not None and (not figure.is_finite() or abs(figure) >= MOST):
            raise ReviewRefused(_("Not saved. A figure is a number of usual size."))
        if figure is not None:
            _check_span(known[key], figure)


def _check_span(indicator: ReviewIndicator, figure: Decimal) -> None:
    span = span_of(indicator.unit.get("en", ""), indicator.target, indicator.zero)
    if span.holds(figure):
        return
    named = {"indicator": say(indicator.name), "figure": plain(figure)}
    if span.most is None:
        sentence = _("Not saved. “%(indicator)s” is never under 0, but %(figure)s is said.", **named)
    else:
        sentence = _(
            "Not saved. “%(indicator)s” lies from %(least)s to %(most)s, but %(figure)s is said.",
            least="–∞" if span.least is None else plain(span.least),
            most=plain(span.most),
            **named,
        )
    raise ReviewRefused(sentence, indicator.key)


@dataclass
class Beside:
    """`wanted`: employment → the figures that training does not say; `refused`: employment → the sentence."""

    wanted: dict[int, Figures] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)


def beside_training(month: date, wanted: Mapping[int, Figures]) -> Beside:
    """Of figures for an open month, without those that training says as well: they come from there when it
    is closed. Whoever is said to have another one than in training is refused."""
    if not any(FROM_TRAINING & figures.keys() for figures in wanted.values()):
        return Beside(dict(wanted))
    found, formulas = Beside(), queries.formulas_for(wanted, month)
    for one, says in learning.learned(list(wanted), month).items():
        figures, known = wanted[one], says.known
        both = sorted(known.keys() & figures.keys())
        other = next((key for key in both if kept(figures[key]) not in (None, known[key])), None)
        if other is None:
            found.wanted[one] = {key: figure for key, figure in figures.items() if key not in known}
        else:
            found.refused[one] = _said_by_training(other, known[other], figures[other], formulas[one])
    return found


def _said_by_training(key: str, known: Decimal, figure: Decimal | None, formula: ReviewFormula | None) -> str:
    indicators = formula.indicators if formula else []
    return _(
        "Not saved. Training says %(known)s, not %(figure)s, for “%(indicator)s”. Correct it "
        "there; once the month is closed it can be corrected here, with a reason.",
        known=plain(known),
        figure=plain(figure),
        indicator=next((say(one.name) for one in indicators if one.key == key), key),
    )


def add_for_many(
    month: date,
    wanted: Mapping[int, Figures],
    *,
    actor: Account,
    source: FigureSource,
    came_from: Mapping[int, Mapping[str, FigureSource]] | None = None,
    batch: str | None = None,
    reason: str | None = None,
) -> Entered:
    """Enter figures for a month of many, employment → figures: of each person all of them or none. What
    stands already is left alone. Whether a month may still be entered is asked before, inside the lock.

    `came_from`: employment → indicator → source, where a figure that is put back has another one. `batch` is
    kept in the record, so that all of it can be found again; `reason`: why, where it must be
    said."""
    found = Entered()
    people = queries.people(wanted)
    formulas = queries.formulas_for(wanted, month)
    there = queries.newest(wanted, month)
    changes = []
    for one, figures in wanted.items():
        try:
            check_reviewer(people[one], month, actor)
            check_figures(figures, formulas[one])
        except ReviewRefused as refusal:
            found.refused[one] = refusal.sentence
            found.blamed[one] = refusal.field
            continue
        sources = dict.fromkeys(figures, source) | dict((came_from or {}).get(one, {}))
        new = _new(figures, there.get(one, {}), sources)
        found.new[one] = len(new)
        if new:
            changes.append(_Change(one, new))
    if changes:
        _write(month, changes, actor, source, batch, reason)
    return found


def _new(
    figures: Figures, there: Mapping[str, queries.Last], sources: Mapping[str, FigureSource]
) -> dict[str, queries.Last]:
    """What does not stand already. From training even the same figure is new where it stands from elsewhere:
    from then on it is known where it came from."""
    found = {}
    for key, given in figures.items():
        figure, source, last = kept(given), sources[key], there.get(key, queries.NEVER)
        from_now_on = source is FigureSource.TRAINING and last.source is not FigureSource.TRAINING
        if figure != last.figure or (from_now_on and figure is not None):
            found[key] = queries.Last(last.number + 1, figure, source)
    return found


def _write(
    month: date,
    changes: list[_Change],
    actor: Account,
    source: FigureSource,
    batch: str | None,
    reason: str | None,
) -> None:
    """An entry for each person, and their figures."""
    db.session.flush()
    ids = next_ids(Entry, len(changes))
    common = {
        "at": clock.now(),
        "actor_id": actor.id,
        "way": way_of_now(),
        "subject_kind": Employment.__tablename__,
        "batch": batch,
        "reason": reason,
        "reason_digest": digest_of(reason) if reason else None,
    }
    add_rows(
        Entry, [_entry(number, month, one, source) for number, one in zip(ids, changes, strict=True)], common
    )
    add_columns(ReviewFigure, _columns(ids, month, changes))


def _entry(number: int, month: date, one: _Change, source: FigureSource) -> dict[str, Any]:
    figures = {key: None if new.figure is None else str(new.figure) for key, new in one.figures.items()}
    taken = all(figure is None for figure in figures.values())
    return {
        "id": number,
        "verb": "figures taken back" if taken else "figures entered",
        "subject_id": one.employment_id,
        "details": {"month": month.isoformat(), "source": source, "figures": figures},
    }


def _columns(ids: Any, month: date, changes: list[_Change]) -> dict[str, list[Any]]:
    rows = [
        (one.employment_id, key, *new, entry_id)
        for entry_id, one in zip(ids, changes, strict=True)
        for key, new in one.figures.items()
    ]
    who, keys, numbers, figures, sources, entries = (list(column) for column in zip(*rows, strict=True))
    return {
        "employment_id": who,
        "month": [month] * len(rows),
        "key": keys,
        "number": numbers,
        "figure": figures,
        "source": sources,
        "entry_id": entries,
    }
