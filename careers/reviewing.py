"""Monthly reviews: entering figures, closing a month, correcting it later, appeals. Nothing is overwritten:
what was entered or closed before stays beside what stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from careers import career_letters, entering
from careers.entering import Figures, ReviewRefused
from careers.models import ReviewAppeal, ReviewFormula, ReviewRevision
from careers.queries import learning
from careers.queries import reviews as queries
from careers.rules.learning import FROM_TRAINING
from careers.rules.scoring import Score, score
from careers.states import AppealState, FigureSource
from careers.words import month as month_said
from core import clock
from core.db import db
from core.i18n import _
from core.months import last_day
from core.record import Way, by, record
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

    Raises ReviewRefused for the own month, one to come or closed, for a figure that nothing measures, and for
    one of which training says something else."""
    _keep_still(employment, month, actor)
    if queries.standing(employment.id, month):
        raise ReviewRefused(
            _("Not saved. %(month)s is closed. Correct it with a reason.", month=month_said(month))
        )
    own = entering.beside_training(month, {employment.id: figures})
    if employment.id in own.refused:
        raise ReviewRefused(own.refused[employment.id])
    return _add_figures(employment, month, own.wanted[employment.id], actor, source)


def _keep_still(employment: Employment, month: date, actor: Account) -> None:
    entering.check_reviewer(employment.person_id, month, actor)
    entering.lock(employment.id)


def _add_figures(
    employment: Employment,
    month: date,
    figures: Figures,
    actor: Account,
    source: FigureSource,
    **more: Any,
) -> int:
    """`more`: as for `entering.add_for_many`."""
    found = entering.add_for_many(month, {employment.id: figures}, actor=actor, source=source, **more)
    if employment.id in found.refused:
        raise ReviewRefused(found.refused[employment.id], found.blamed[employment.id])
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
    What training says is taken into it, and stays what it was on that day.

    Raises ReviewRefused for the own month, one that is not over or closed already, somebody not on duty in
    it, and where figures are missing for too much of the weight."""
    _keep_still(employment, month, actor)
    if last_day(month) >= clock.today():
        raise ReviewRefused(_("Not closed. %(month)s is not over.", month=month_said(month)))
    if queries.standing(employment.id, month):
        raise ReviewRefused(_("Not closed. %(month)s is closed already.", month=month_said(month)))
    formula = _formula(employment, month)
    taken = _from_training(employment, month, formula)
    _score(employment, month, formula, taken)
    with by(Way.RULE):
        _add_figures(employment, month, taken, actor, FigureSource.TRAINING)
    return _keep(employment, month, formula, 1, actor, comment, None)


def _from_training(employment: Employment, month: date, formula: ReviewFormula) -> dict[str, Decimal]:
    """What training says of whatever the formula measures."""
    wanted = FROM_TRAINING & learning.measured(formula)
    if not wanted:
        return {}
    there = queries.figures([employment.id], month).get(employment.id, {})
    entered = {key: one.figure for key, one in there.items() if one.source is not FigureSource.TRAINING}
    taken = learning.learned([employment.id], month)[employment.id].taken(entered)
    return {key: one for key, one in taken.items() if key in wanted}


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
    result, span = _score(employment, month, formula, {})
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
    return _add_revision(employment, month, formula, number, result, span, comment, entry.id)


def _score(
    employment: Employment, month: date, formula: ReviewFormula, taken: Figures
) -> tuple[Score, tuple[int, int]]:
    """What the figures that are kept, with those `taken` in their place, come to; and (days on duty, days of
    the month)."""
    worked, days = queries.days_worked_in(employment.id, month), last_day(month).day
    if not worked:
        raise ReviewRefused(_("Not closed. They were not on duty in %(month)s.", month=month_said(month)))
    rows = queries.figures([employment.id], month).get(employment.id, {})
    both = {key: one.figure for key, one in rows.items()} | dict(taken)
    figures = {key: one for key, one in both.items() if one is not None}
    result = score(formula.measures, figures, worked, days)
    if result.score is None:
        raise ReviewRefused(
            _("Not closed. Figures for %(share)s %% of the weight are there; 60 %% are needed.",
              share=f"{result.known * 100:.0f}")
        )  # fmt: skip
    return result, (worked, days)


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
        lines=lines_kept(result),
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


def lines_kept(result: Score) -> dict[str, Any]:
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
    came_from: Mapping[str, FigureSource] | None = None,
    batch: str | None = None,
) -> ReviewRevision:
    """Correct figures of a closed month: a further revision by the same formula stands from now on; what
    stood before stays to be seen. `came_from`: indicator → source, where a figure that is put back has
    another one.

    Raises ReviewRefused without a reason, for a month that is not closed, where nothing changes, and where
    it could not be closed with these figures."""
    _keep_still(employment, month, actor)
    standing = queries.standing(employment.id, month)
    if standing is None:
        raise ReviewRefused(_("Not corrected. %(month)s is not closed.", month=month_said(month)))
    if not reason.strip():
        raise ReviewRefused(
            _("Not corrected. Say why, for the record; the old figures stay in it."), "reason"
        )
    _score(employment, month, standing.formula, figures)
    more = {"came_from": {employment.id: came_from or {}}, "batch": batch}
    if not _add_figures(employment, month, figures, actor, source, **more):
        raise ReviewRefused(_("Not corrected. These are the figures that stand."))
    what = (standing.formula, standing.number + 1)
    return _keep(employment, month, *what, actor, standing.comment, reason, batch)


def take_again(employment: Employment, month: date, *, actor: Account, reason: str) -> ReviewRevision:
    """Take into a closed month what training says now: a correction like any other.

    Raises ReviewRefused as `correct` does, and where training says what the month says."""
    standing = queries.standing(employment.id, month)
    if standing is None:
        raise ReviewRefused(_("Not corrected. %(month)s is not closed.", month=month_said(month)))
    rows = queries.figures([employment.id], month).get(employment.id, {})
    says = learning.learned([employment.id], month)[employment.id]
    new = {one.key: one.now for one in learning.drifted(rows, says, standing.formula) if one.now is not None}
    if not new:
        raise ReviewRefused(_("Not corrected. The month says what training says."))
    return correct(employment, month, new, actor=actor, reason=reason, source=FigureSource.TRAINING)


def appeal(employment: Employment, month: date, said: str, *, actor: Account) -> ReviewAppeal:
    """Say of the own closed month what is wrong with it. Raises ReviewRefused for somebody else's month,
    one that is not closed, without words, and while an appeal awaits its answer."""
    if employment.person_id != actor.person_id:
        raise ReviewRefused(_("Not sent. Only they can appeal against their own month."))
    if not said.strip() or len(said) > LONGEST:
        raise ReviewRefused(_("Say what is wrong, in at most 2,000 characters."), "said")
    entering.lock(employment.id)
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
    entering.lock(made.employment_id)
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
    entry = record(
        "review appeal answered",
        employment,
        actor_id=actor.id,
        month=made.month.isoformat(),
        appeal=made.id,
        state=made.state,
    )
    db.session.flush()
    career_letters.appeal_answered(employment, made, entry)
