"""The page of one application: who this is, where it stands, what is next, and the whole record."""

from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.i18n import say
from people.guard import requires
from people.permissions import Permission
from people.views.as_of import past_day
from recruiting import pipeline, steps, telling, waiting
from recruiting.forms.notes import NoteForm
from recruiting.models import Visit
from recruiting.queries import application_page, candidates, reuse, scoring, standing
from recruiting.queries import next_in_line as line
from recruiting.queries.filters import parts_of
from recruiting.states import StageKind, Status
from recruiting.views.blueprint import bp
from recruiting.words import word

BEHIND_THE_VEIL = frozenset(
    {Permission.ADD_CANDIDATES, Permission.SEE_CONTACT, Permission.SEE_FILES, Permission.SEE_CHECKS}
)
"""What is seen with these tells who a candidate is."""


@bp.get("/applications/<int:application_id>")
@requires(Permission.SEE_APPLICATIONS)
def application(application_id: int) -> str:
    visit = visit_or_404(application_id)
    as_of = past_day()
    return show(visit) if as_of is None else _as_of(visit, as_of)


def show(visit: Visit, form: NoteForm | None = None) -> str:
    """The page; with a note as it was typed where that was refused."""
    visits, about = (
        application_page.visits(visit.application_id),
        application_page.about(visit.application_id),
    )
    cards = scoring.side_by_side(visit, visits, current_user)
    return render_template(
        "recruiting/application/application.html",
        visit=visit,
        application=visit.application,
        about=about,
        on_reader=_waits_on_reader(visit),
        in_line=bool(parts_of(current_user)),
        steps=steps.steps(visit, visits, hide_marks=cards.hidden),
        cards=cards,
        timeline=_timeline(visit, hidden=cards.hidden),
        notes=application_page.notes(visit.application_id, current_user),
        form=form or NoteForm(formdata=None),
        files=[] if visit.application.is_veiled else candidates.files_of(visit.application.person_id),
        shortfall=_shortfall(visit, cards),
        following=_following(visit),
        days=clock.days_between(visit.entered_at, visit.left_at or clock.now()),
        late=waiting.is_overdue(visit),
        screened=visit.stage.kind is StageKind.SCREENING and not cards.hidden,
        former=_may_have_former(visit, cards, about),
    )


@bp.get("/applications/<int:application_id>/next")
@requires(Permission.SEE_APPLICATIONS)
def next_in_line(application_id: int) -> Any:
    """On to whoever waits next on the reader, without a look at home in between."""
    found = line.next_in_line(current_user, after=visit_or_404(application_id).application_id)
    return redirect(url_for(".application", application_id=found) if found else url_for(".home"))


def _may_have_former(visit: Visit, cards: scoring.Scores, about: Any) -> bool:
    """May former results count here? Which do is asked once the page is there, and only where there was an
    earlier application."""
    return bool(about.others) and not cards.hidden and reuse.may_count(visit, current_user)


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
    """The visit where the application stands; what is out of reach is not there. Who may not know yet
    who this is comes to the page that says so instead of to contact, files or background."""
    visit = standing.visit_of(application_id, current_user, permission) or abort(404)
    if visit.application.is_veiled and permission in BEHIND_THE_VEIL:
        abort(redirect(url_for(".identity", application_id=application_id)))
    return visit


def _following(visit: Visit) -> Any:
    stages = [stage for stage in pipeline.stages_of(visit) if stage.position > visit.stage.position]
    return stages[0] if stages and visit.application.is_open else None


def _secret(visit: Visit) -> set[int]:
    """The stages of whose results the reader may not know the details."""
    if current_user.may(Permission.SEE_CHECKS):
        return set()
    return {stage.id for stage in pipeline.stages_of(visit) if stage.kind is StageKind.CHECK}


def _timeline(visit: Visit, *, hidden: bool) -> dict[str, Any]:
    before = request.args.get("before", type=int)
    found = application_page.timeline(visit.application_id, before)
    hide = current_user.id if hidden else None
    lines = telling.lines(
        found.rows,
        found.stages,
        found.reasons,
        hide_scores_of_others=hide,
        without_reasons=_secret(visit),
    )
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
    hidden = scoring.owes_scorecard(visit.application_id, current_user)
    return render_template(
        "recruiting/application/as_of.html",
        visit=visit,
        application=visit.application,
        day=day,
        state=state,
        stage=say(application_page.stage_name(state["stage"])) if state else None,
        state_word=word(Status(state["status"])) if state else None,
        lines=telling.lines(
            found.rows,
            found.stages,
            found.reasons,
            hide_scores_of_others=current_user.id if hidden else None,
            without_reasons=_secret(visit),
        ),
    )
