"""Scorecards: submitted by those who are asked, each alone, and amended with their history."""

from collections.abc import Mapping
from typing import Any

from assessment.models import RubricVersion
from assessment.rules import SCALE, Recommendation, weighted_mean
from core import clock
from core.db import db
from core.i18n import _, say
from core.record import Entry, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import marking, rules
from recruiting.models import Panelist, Rating, Scorecard, Visit
from recruiting.pipeline import check_may
from recruiting.queries import interviews
from recruiting.queries import marks as queries
from recruiting.states import InterviewState


class ScoringRefused(Refused):
    """The scorecard was not taken."""


def submit(
    panelist: Panelist,
    ratings: Mapping[int, int],
    recommendation: Recommendation,
    comment: str = "",
    *,
    actor: Account,
) -> Scorecard:
    """Hand in the first scorecard of `panelist`: ratings as criterion id → 1..5, one for each
    criterion of the rubric. With the last one asked for, the visit has its mark and verdict."""
    visit = marking.alone_with(panelist.visit_id)
    rubric = _check_asked(panelist, visit, actor)
    if queries.newest_scorecard(panelist.id):
        raise ScoringRefused(_("Not submitted. Your scorecard is in already; amend it instead."))
    _check_complete(rubric, ratings)
    card = _add(panelist, rubric, ratings, recommendation, comment)
    _note_that_it_took_place(visit)
    _tell("scorecard submitted", visit, card, actor, reason=None, mark=str(card.mark))
    marking.count_panel(visit, actor=actor)
    return card


def amend(
    panelist: Panelist,
    ratings: Mapping[int, int],
    recommendation: Recommendation,
    comment: str = "",
    *,
    why: str,
    actor: Account,
) -> Scorecard:
    """Replace one's own scorecard by a new version, with a reason of a sentence; the old one stays
    to be seen. Marked as such when others' scorecards were in by then."""
    visit = marking.alone_with(panelist.visit_id)
    rubric = _check_asked(panelist, visit, actor)
    old = queries.newest_scorecard(panelist.id)
    if old is None:
        raise ScoringRefused(_("Not amended. There is no scorecard of yours yet."))
    if not rules.explains(why):
        raise ScoringRefused(_("Not amended. Say in at least one sentence why."), "why")
    _check_complete(rubric, ratings)
    if _same(old, ratings, recommendation, comment):
        raise ScoringRefused(_("Not amended. Nothing differs from your scorecard."))
    card = _add(panelist, rubric, ratings, recommendation, comment, replaces=old, why=why)
    _tell_of_change(visit, old, card, actor)
    marking.count_panel(visit, actor=actor)
    return card


def _check_asked(panelist: Panelist, visit: Visit, actor: Account) -> RubricVersion:
    name, stage = visit.application.shown.name, say(visit.stage.name)
    if panelist.account_id != actor.id:
        raise ScoringRefused(
            _("Not submitted. Only %(who)s can fill in this scorecard.", who=panelist.account.name)
        )
    check_may(actor, Permission.SCORE)
    if panelist.released_at is not None:
        raise ScoringRefused(_("Not submitted. You are no longer asked to score %(name)s.", name=name))
    if visit.left_at is not None:
        raise ScoringRefused(
            _(
                "Not submitted. %(name)s has left %(stage)s; its scorecards stay as they are.",
                name=name,
                stage=stage,
            )
        )
    if visit.stage.rubric_version is None:
        raise ScoringRefused(_("Not submitted. %(stage)s has no rubric.", stage=stage))
    return visit.stage.rubric_version


def _check_complete(rubric: RubricVersion, ratings: Mapping[int, int]) -> None:
    unrated = [one for one in rubric.criteria if ratings.get(one.id) not in SCALE]
    if unrated:
        names = _(", ").join(say(one.name) for one in unrated)
        raise ScoringRefused(
            _("Not submitted. A rating from 1 to 5 is missing for: %(names)s", names=names),
            f"rating_{unrated[0].id}",
        )
    if ratings.keys() - {one.id for one in rubric.criteria}:
        raise ScoringRefused(_("Not submitted. A rating is of another rubric; open the page again."))


def _add(
    panelist: Panelist,
    rubric: RubricVersion,
    ratings: Mapping[int, int],
    recommendation: Recommendation,
    comment: str,
    *,
    replaces: Scorecard | None = None,
    why: str | None = None,
) -> Scorecard:
    card = Scorecard(
        panelist=panelist,
        number=replaces.number + 1 if replaces else 1,
        replaces_id=replaces.id if replaces else None,
        rubric_version_id=rubric.id,
        recommendation=Recommendation(recommendation),
        mark=weighted_mean(ratings, {one.id: one.weight for one in rubric.criteria}),
        comment=comment.strip(),
        submitted_at=clock.now(),
        why_amended=why.strip() if why else None,
        ratings=[Rating(criterion=one, value=ratings[one.id]) for one in rubric.criteria],
    )
    db.session.add(card)
    db.session.flush()
    return card


def _same(old: Scorecard, ratings: Mapping[int, int], recommendation: Recommendation, comment: str) -> bool:
    known = {rating.criterion_id: rating.value for rating in old.ratings}
    return (known, old.recommendation, old.comment) == (dict(ratings), recommendation, comment.strip())


def _note_that_it_took_place(visit: Visit) -> None:
    """Who scores has met the candidate, so an interview that has begun was held."""
    interview = interviews.planned(visit.id)
    if interview is not None and interview.starts_at <= clock.now():
        interview.state = InterviewState.HELD


def _tell(
    verb: str,
    visit: Visit,
    card: Scorecard,
    actor: Account,
    *,
    reason: str | None,
    corrects: Entry | None = None,
    **details: Any,
) -> None:
    record(
        verb,
        visit.application,
        actor_id=actor.id,
        reason=reason,
        rule=f"rubric version {card.rubric_version_id}",
        corrects=corrects,
        visit=visit.id,
        stage=visit.stage_id,
        panelist=card.panelist_id,
        scorecard=card.id,
        recommendation=card.recommendation.value,
        **details,
    )


def _tell_of_change(visit: Visit, old: Scorecard, card: Scorecard, actor: Account) -> None:
    was = {rating.criterion_id: rating.value for rating in old.ratings}
    _tell(
        "scorecard amended",
        visit,
        card,
        actor,
        reason=card.why_amended,
        corrects=queries.entry_of(visit.application_id, "scorecard", old.id),
        old=str(old.mark),
        new=str(card.mark),
        recommended_before=old.recommendation.value,
        changed={
            str(rating.criterion_id): [was[rating.criterion_id], rating.value]
            for rating in card.ratings
            if was[rating.criterion_id] != rating.value
        },
        after_others=queries.others_submitted(card.panelist),
    )
