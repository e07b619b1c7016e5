"""An interviewer's pages, and the scorecards of an application side by side."""

from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from assessment.rules import Recommendation
from core import clock, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import reads_only, requires
from people.permissions import Permission
from recruiting import scoring
from recruiting.forms import lists
from recruiting.forms.interviews import names_of
from recruiting.forms.scoring import RECOMMENDATIONS, scorecard_form
from recruiting.models import Panelist
from recruiting.queries import interviews, standing
from recruiting.queries import scoring as queries
from recruiting.views.blueprint import bp


@bp.get("/interviews")
@requires(Permission.SCORE)
def my_interviews() -> Any:
    now, kind = clock.now(), request.args.get("export")
    if kind and request.args.get("list") == "scored":
        whole = interviews.scored_by(current_user, most=interviews.ALL_ROWS)
        return spreadsheets.answer(*lists.scored(whole), "scored", kind)
    owed = interviews.owed_by(current_user)
    if kind:
        return spreadsheets.answer(*lists.to_score(owed), "interviews", kind)
    done = interviews.scored_by(current_user, request.args.get("before", type=int))
    shown = done[: interviews.DONE_SHOWN]
    return render_template(
        "recruiting/scoring/my_interviews.html",
        due=[row for row in owed if row.starts_at is None or row.starts_at <= now],
        coming=[(row, _days_off(row.starts_at)) for row in owed if row.starts_at and row.starts_at > now],
        done=shown,
        older=shown[-1].id if len(done) > len(shown) else None,
        before=request.args.get("before", type=int),
        now=now,
    )


def _days_off(moment: datetime) -> int:
    """0 for today, 1 for tomorrow, as the organisation counts days."""
    return (clock.local(moment).date() - clock.today()).days


@bp.route("/scorecards/<int:panelist_id>", methods=["GET", "POST"])
@requires(Permission.SCORE)
def scorecard(panelist_id: int) -> Any:
    panelist = _mine_or_404(panelist_id)
    own = queries.own_card(panelist)
    if own and reads_only():
        return _page("submitted.html", panelist, card=own, panel=_others(panelist))
    form = scorecard_form(_criteria(panelist))
    if form.validate_on_submit():
        try:
            scoring.submit(panelist, *_rated(form), actor=current_user)
        except Refused as refusal:
            form.blame(refusal)
        else:
            return _saved(panelist, _("Your scorecard is in."))
    page = _page("scorecard.html", panelist, form=form)
    return page, 422 if form.errors else 200


@bp.route("/scorecards/<int:panelist_id>/amendment", methods=["GET", "POST"])
@requires(Permission.SCORE)
def amend_scorecard(panelist_id: int) -> Any:
    panelist = _mine_or_404(panelist_id)
    own = queries.own_card(panelist) or abort(404)
    form = scorecard_form(_criteria(panelist), own)
    if form.validate_on_submit():
        try:
            scoring.amend(panelist, *_rated(form), why=form.why.data, actor=current_user)
        except Refused as refusal:
            form.blame(refusal)
        else:
            return _saved(panelist, _("Your scorecard is amended. The earlier version stays on record."))
    page = _page("amendment.html", panelist, form=form, card=own, panel=_others(panelist))
    return page, 422 if form.errors else 200


@bp.get("/applications/<int:application_id>/scorecards")
@requires(Permission.SEE_APPLICATIONS)
def scorecards(application_id: int) -> str:
    visit = standing.visit_of(application_id, current_user) or abort(404)
    return render_template(
        "recruiting/scoring/scorecards.html",
        application=visit.application,
        scores=queries.scores_of(application_id, current_user, request.args.get("visit", type=int)),
        recommendations=RECOMMENDATIONS,
    )


def _mine_or_404(panelist_id: int) -> Panelist:
    """What the reader is asked to score; what nobody asked them is not there."""
    return interviews.panelist_of(panelist_id, current_user) or abort(404)


def _criteria(panelist: Panelist) -> Any:
    rubric = panelist.visit.stage.rubric_version or abort(404)
    return rubric.criteria


def _rated(form: Any) -> tuple[dict[int, int], Recommendation, str]:
    return form.ratings, Recommendation(form.recommendation.data), form.comment.data or ""


def _saved(panelist: Panelist, sentence: str) -> Any:
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for(".scorecard", panelist_id=panelist.id))


def _others(panelist: Panelist) -> queries.SideBySide:
    return queries.scorecards_shown_to(current_user, panelist.visit)


@bp.get("/scorecards/<int:panelist_id>/kit")
@requires(Permission.SCORE)
def interview_kit(panelist_id: int) -> str:
    """The kit to be printed: with room for notes, and the scorecard to be ticked by hand."""
    panelist = _mine_or_404(panelist_id)
    return _page("kit.html", panelist, criteria=_criteria(panelist))


def _page(template: str, panelist: Panelist, **more: Any) -> str:
    application = panelist.visit.application
    rubric = panelist.visit.stage.rubric_version
    return render_template(
        f"recruiting/scoring/{template}",
        panelist=panelist,
        visit=panelist.visit,
        person=application.shown,
        background=None if application.is_veiled else interviews.background_of(application.person_id),
        meetings=interviews.interviews(panelist.visit_id),
        focus=names_of(rubric.criteria if rubric else (), panelist.focus),
        recommendations=RECOMMENDATIONS,
        **more,
    )
