"""The page of one application: who this is, where it stands, what is next, and the whole record."""

from datetime import date
from typing import Any

from flask import abort, render_template, request
from flask_login import current_user

from core import clock
from core.i18n import say
from people.guard import requires
from people.permissions import Permission
from recruiting import pipeline, steps, telling, waiting
from recruiting.models import Visit
from recruiting.queries import application_page, candidates, scoring, standing
from recruiting.queries.filters import parts_of
from recruiting.states import Status
from recruiting.views.as_of import past_day
from recruiting.views.blueprint import bp
from recruiting.words import word


@bp.get("/applications/<int:application_id>")
@requires(Permission.SEE_APPLICATIONS)
def application(application_id: int) -> str:
    visit = visit_or_404(application_id)
    as_of = past_day()
    if as_of is not None:
        return _as_of(visit, as_of)
    visits = application_page.visits(application_id)
    cards = scoring.side_by_side(visit, visits, current_user)
    return render_template(
        "recruiting/application/application.html",
        visit=visit,
        application=visit.application,
        about=application_page.about(application_id),
        on_reader=_waits_on_reader(visit),
        steps=steps.steps(visit, visits, hide_marks=cards.hidden),
        cards=cards,
        timeline=_timeline(visit, hidden=cards.hidden),
        notes=application_page.notes(application_id, current_user),
        files=candidates.files_of(visit.application.person_id),
        shortfall=_shortfall(visit, cards),
        following=_following(visit),
        days=clock.days_between(visit.entered_at, visit.left_at or clock.now()),
        late=waiting.is_overdue(visit),
    )


def _shortfall(visit: Visit, cards: scoring.Scores) -> str | None:
    if cards.hidden or visit.left_at is not None:
        return None
    panels = {panel.visit_id: panel.missing for panel in cards.panels}
    return pipeline.shortfall(visit, missing=panels.get(visit.id, []))


def _waits_on_reader(visit: Visit) -> bool:
    if visit.waits_on_id is not None:
        return bool(visit.waits_on_id == current_user.id)
    return visit.waits_on in parts_of(current_user)


def visit_or_404(application_id: int, permission: Permission = Permission.SEE_APPLICATIONS) -> Visit:
    """The visit where the application stands; what is out of reach is not there."""
    return standing.visit_of(application_id, current_user, permission) or abort(404)


def _following(visit: Visit) -> Any:
    stages = [stage for stage in pipeline.stages_of(visit) if stage.position > visit.stage.position]
    return stages[0] if stages and visit.application.is_open else None


def _timeline(visit: Visit, *, hidden: bool) -> dict[str, Any]:
    before = request.args.get("before", type=int)
    found = application_page.timeline(visit.application_id, before)
    names = {stage.id: stage.name for stage in pipeline.stages_of(visit)}
    hide = current_user.id if hidden else None
    lines = telling.lines(found.rows, names, hide_scores_of_others=hide)
    return {
        "lines": lines,
        "earlier": found.earlier,
        "last": found.rows[-1][0].id if found.rows else None,
        "before": before,
    }


def _as_of(visit: Visit, day: date) -> str:
    moment = clock.day_end(day)
    state = application_page.state_as_of(visit.application_id, moment)
    found = application_page.timeline(visit.application_id, as_of=moment)
    names = {stage.id: stage.name for stage in pipeline.stages_of(visit)}
    hidden = scoring.owes_scorecard(visit.application_id, current_user)
    return render_template(
        "recruiting/application/as_of.html",
        visit=visit,
        application=visit.application,
        day=day,
        state=state,
        stage=say(names[state["stage"]]) if state else None,
        state_word=word(Status(state["status"])) if state else None,
        lines=telling.lines(found.rows, names, hide_scores_of_others=current_user.id if hidden else None),
    )
