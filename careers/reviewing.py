"""Monthly reviews: entering figures, closing a month, correcting it later, appeals. Nothing is overwritten:
what was entered or closed before stays beside what stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from careers import entering
from careers.entering import Figures, ReviewRefused
from careers.models import ReviewAppeal, ReviewFormula, ReviewRevision
from careers.queries import reviews as queries
from careers.rules.months import last_day
from careers.rules.scoring import Score, score
from careers.states import AppealState, FigureSource
from careers.words import month as month_said
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from people.models import Account, Employment

LONGEST = 2000
__all__ = ["Closing", "ReviewRefused", "answer", "appeal", "close", "close_all", "correct", "enter"]


@dataclass(frozen=True)
class Closing:
    """What closing a month for many came to: how many, and for whom not: (name, sentence)."""

    closed: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


def enter(
    employment: Employment,
    month: date,
    figures: Mapping[str, Decimal],
    *,
    actor: Account,
    source: FigureSource = FigureSource.TYPED,
) -> int:
    """Enter figures for a month that is not closed; a figure that is there already gets a further one in
    its place. Returns how many are new.

    Raises ReviewRefused for the own month, one to come or closed, and for a figure that nothing measures."""
    _keep_still(employment, month, actor)
    if queries.standing(employment.id, month):
        raise ReviewRefused(
            _("Not saved. %(month)s is closed. Correct it with a reason.", month=month_said(month))
        )
    return _add_figures(employment, month, figures, actor, source)


def _keep_still(employment: Employment, month: date, actor: Account) -> None:
    entering.check_reviewer(employment.person_id, month, actor)
    _lock(employment.id)


def _lock(employment_id: int) -> None:
    alone(f"{entering.ROOM} of {employment_id}", within=entering.ROOM)


def _add_figures(
    employment: Employment,
    month: date,
    figures: Figures,
    actor: Account,
    source: FigureSource,
    batch: str | None = None,
) -> int:
    found = entering.add_for_many(month, {employment.id: figures}, actor=actor, source=source, batch=batch)
    if employment.id in found.refused:
        raise ReviewRefused(found.refused[employment.id])
    return found.new[employment.id]


def _formula(employment: Employment, month: date) -> ReviewFormula:
    formula = queries.formula_for(employment.id, month)
    if formula is None:
        raise ReviewRefused(_("Not saved. No formula says what this month is measured by."))
    return formula


def close(
    employment: Employment, month: date, *, actor: Account, comment: str | None = None
) -> ReviewRevision:
    """Close a month that is over: its score is kept with the formula, the figures and the days it rests on.

    Raises ReviewRefused for the own month, one that is not over or closed already, somebody not on duty in
    it, and where figures are missing for too much of the weight."""
    _keep_still(employment, month, actor)
    if last_day(month) >= clock.today():
        raise ReviewRefused(_("Not closed. %(month)s is not over.", month=month_said(month)))
    if queries.standing(employment.id, month):
        raise ReviewRefused(_("Not closed. %(month)s is closed already.", month=month_said(month)))
    return _keep(employment, month, _formula(employment, month), 1, actor, comment, None)


def close_all(employments: Sequence[Employment], month: date, *, actor: Account) -> Closing:
    """Close the month for everybody of whom enough is known; says for whom not, and why."""
    closed, left = 0, []
    for employment in employments:
        try:
            close(employment, month, actor=actor)
            closed += 1
        except ReviewRefused as refusal:
            left.append((employment.person.name, refusal.sentence))
    return Closing(closed, left)


def _keep(
    employment: Employment,
    month: date,
    formula: ReviewFormula,
    number: int,
    actor: Account,
    comment: str | None,
    reason: str | None,
    batch: str | None = None,
) -> ReviewRevision:
    worked, days = queries.days_worked_in(employment.id, month), last_day(month).day
    if not worked:
        raise ReviewRefused(_("Not closed. They were not on duty in %(month)s.", month=month_said(month)))
    rows = queries.figures([employment.id], month).get(employment.id, {})
    result = score(formula.measures, {key: one.figure for key, one in rows.items()}, worked, days)
    if result.score is None:
        raise ReviewRefused(
            _("Not closed. Figures for %(share)s %% of the weight are there; 60 %% are needed.",
              share=f"{result.known * 100:.0f}")
        )  # fmt: skip
    entry = record(
        "month closed" if number == 1 else "month corrected",
        employment,
        actor_id=actor.id,
        reason=reason,
        batch=batch,
        rule=f"review formula {formula.number}",
        month=month.isoformat(),
        number=number,
        score=str(result.score),
    )
    db.session.flush()
    return _add_revision(employment, month, formula, number, result, (worked, days), comment, entry.id)


def _add_revision(
    employment: Employment,
    month: date,
    formula: ReviewFormula,
    number: int,
    result: Score,
    span: tuple[int, int],
    comment: str | None,
    entry_id: int,
) -> ReviewRevision:
    revision = ReviewRevision(
        employment_id=employment.id,
        month=month,
        number=number,
        formula_id=formula.id,
        score=result.score,
        lines=_lines(result),
        days_worked=span[0],
        days=span[1],
        counts=result.counts,
        comment=comment or None,
        closed_at=clock.now(),
        entry_id=entry_id,
    )
    db.session.add(revision)
    db.session.flush()
    return revision


def _lines(result: Score) -> dict[str, Any]:
    """How the score is made up, as it is kept: numbers as text, so that no digit is lost."""
    return {
        one.key: {
            name: None if value is None else f"{value.normalize():f}"
            for name, value in vars(one).items()
            if name != "key"
        }
        for one in result.lines
    }


def correct(
    employment: Employment,
    month: date,
    figures: Figures,
    *,
    actor: Account,
    reason: str,
    source: FigureSource = FigureSource.TYPED,
    batch: str | None = None,
) -> ReviewRevision:
    """Correct figures of a closed month: a further revision by the same formula stands from now on; what
    stood before stays to be seen. Raises ReviewRefused without a reason, for a month that is not closed,
    and where nothing changes."""
    _keep_still(employment, month, actor)
    standing = queries.standing(employment.id, month)
    if standing is None:
        raise ReviewRefused(_("Not corrected. %(month)s is not closed.", month=month_said(month)))
    if not reason.strip():
        raise ReviewRefused(
            _("Not corrected. Say why, for the record; the old figures stay in it."), "reason"
        )
    if not _add_figures(employment, month, figures, actor, source, batch):
        raise ReviewRefused(_("Not corrected. These are the figures that stand."))
    what = (standing.formula, standing.number + 1)
    return _keep(employment, month, *what, actor, standing.comment, reason, batch)


def appeal(employment: Employment, month: date, said: str, *, actor: Account) -> ReviewAppeal:
    """Say of the own closed month what is wrong with it. Raises ReviewRefused for somebody else's month,
    one that is not closed, without words, and while an appeal awaits its answer."""
    if employment.person_id != actor.person_id:
        raise ReviewRefused(_("Not sent. Only they can appeal against their own month."))
    if not said.strip() or len(said) > LONGEST:
        raise ReviewRefused(_("Say what is wrong, in at most 2,000 characters."), "said")
    _lock(employment.id)
    if queries.standing(employment.id, month) is None:
        raise ReviewRefused(_("Not sent. This month is not closed yet."))
    if queries.open_appeal(employment.id, month):
        raise ReviewRefused(_("Not sent. Your first appeal still awaits its answer."))
    made = ReviewAppeal(employment_id=employment.id, month=month, said=said.strip(), appealed_at=clock.now())
    db.session.add(made)
    db.session.flush()
    record("review appealed", employment, actor_id=actor.id, month=month.isoformat(), appeal=made.id)
    db.session.flush()
    return made


def answer(made: ReviewAppeal, *, upheld: bool, said: str, actor: Account) -> None:
    """Answer an appeal. Upholding it changes no figure: that is a correction of its own.

    Raises ReviewRefused for the own appeal, twice, and without a word of why."""
    _lock(made.employment_id)
    db.session.refresh(made)
    employment = db.session.get_one(Employment, made.employment_id)
    if employment.person_id == actor.person_id:
        raise ReviewRefused(_("Not saved. Somebody else answers your appeal."))
    if made.state is not AppealState.OPEN:
        raise ReviewRefused(_("Not saved. This appeal is answered already."))
    if not said.strip() or len(said) > LONGEST:
        raise ReviewRefused(_("Not saved. Say why; they read it."), "said")
    made.state = AppealState.UPHELD if upheld else AppealState.DISMISSED
    made.answered_at, made.answer, made.answered_by_id = clock.now(), said.strip(), actor.id
    record(
        "review appeal answered",
        employment,
        actor_id=actor.id,
        month=made.month.isoformat(),
        appeal=made.id,
        state=made.state,
    )
    db.session.flush()
