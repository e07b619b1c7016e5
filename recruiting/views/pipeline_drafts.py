"""The pipeline editor: a draft is changed stage by stage, compared, tried for what it means, published."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _, say
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import drafting, foreseeing
from recruiting.forms.pipelines import NewStageForm, PublishForm, StageForm, stage_shown
from recruiting.models import PipelineDraft
from recruiting.queries import pipelines as queries
from recruiting.stage_plans import StagePlan, compare, plan_of, problems
from recruiting.states import StageKind
from recruiting.views.blueprint import bp
from recruiting.views.pipelines import pipeline_or_404

EARLIER, LATER = "earlier", "later"


def draft_or_404(pipeline_id: int) -> PipelineDraft:
    return queries.draft(pipeline_id) or abort(404)


@bp.post("/pipelines/<int:pipeline_id>/draft")
@requires(Permission.EDIT_PIPELINES)
def begin_draft(pipeline_id: int) -> Any:
    pipeline = pipeline_or_404(pipeline_id)
    try:
        drafting.begin(pipeline, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for(".pipeline", pipeline_id=pipeline_id))
    db.session.commit()
    return redirect(url_for(".pipeline_draft", pipeline_id=pipeline_id))


@bp.get("/pipelines/<int:pipeline_id>/draft")
@requires(Permission.EDIT_PIPELINES)
def pipeline_draft(pipeline_id: int) -> Any:
    draft = queries.draft(pipeline_id)
    if draft is None:
        pipeline_or_404(pipeline_id)
        return redirect(url_for(".pipeline", pipeline_id=pipeline_id))
    plans = drafting.plans_of(draft)
    return render_template(
        "recruiting/pipelines/draft.html",
        draft=draft,
        pipeline=draft.pipeline,
        plans=plans,
        differences=_differences(draft, plans),
        problems=problems(plans, queries.kinds()),
        rubrics={one.id: one for one in queries.rubric_versions()},
    )


def _differences(draft: PipelineDraft, plans: list[StagePlan]) -> Any:
    published = queries.newest(draft.pipeline_id)
    return compare([plan_of(stage) for stage in published.stages], plans)


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _back(pipeline_id: int) -> Any:
    return redirect(url_for(".pipeline_draft", pipeline_id=pipeline_id))


def _did(pipeline_id: int, act: Callable[[PipelineDraft], object], said: str | None = None) -> Any:
    """Do what a single button asks for; a refusal is said above the draft."""
    draft = draft_or_404(pipeline_id)
    try:
        act(draft)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        if said:
            flash(said, "good")
    return _back(pipeline_id)


@bp.post("/pipelines/<int:pipeline_id>/draft/discarding")
@requires(Permission.EDIT_PIPELINES)
def discard_draft(pipeline_id: int) -> Any:
    said = _("The draft is thrown away. The published versions are as they were.")
    return _did(pipeline_id, lambda draft: drafting.discard(draft, actor=current_user, seen=_seen()), said)


@bp.post("/pipelines/<int:pipeline_id>/draft/order")
@requires(Permission.EDIT_PIPELINES)
def shift_stage(pipeline_id: int) -> Any:
    """One place earlier or later by its buttons; so many as it was dragged, with `steps`."""
    dragged = request.form.get("steps", type=int)
    key, by_one = request.form.get("key", ""), -1 if request.form.get("way") == EARLIER else 1
    steps = by_one if dragged is None else dragged
    return _did(
        pipeline_id,
        lambda draft: drafting.shift_stage(draft, key, steps, actor=current_user, seen=_seen()),
    )


@bp.post("/pipelines/<int:pipeline_id>/draft/removals")
@requires(Permission.EDIT_PIPELINES)
def remove_stage(pipeline_id: int) -> Any:
    key = request.form.get("key", "")
    said = _("Out of the draft. In the published versions it stays, and so does what happened there.")
    return _did(
        pipeline_id, lambda draft: drafting.remove_stage(draft, key, actor=current_user, seen=_seen()), said
    )


@bp.route("/pipelines/<int:pipeline_id>/draft/stages/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PIPELINES)
def new_stage(pipeline_id: int) -> Any:
    draft = draft_or_404(pipeline_id)
    steps, taken = queries.known_steps(), [plan.key for plan in drafting.plans_of(draft)]
    form = NewStageForm(seen=draft.version, kind=StageKind.INTERVIEW.value)
    form.offering(queries.rubric_versions())
    form.offering_steps(steps, taken)

    def add() -> None:
        plan = form.new_plan(steps, taken)
        drafting.add_stage(draft, plan, actor=current_user, seen=form.seen.data)

    if form.validate_on_submit() and _kept(form, add):
        return _back(pipeline_id)
    return _stage_page(draft, form, None)


@bp.route("/pipelines/<int:pipeline_id>/draft/stages/<key>", methods=["GET", "POST"])
@requires(Permission.EDIT_PIPELINES)
def edit_stage(pipeline_id: int, key: str) -> Any:
    draft = draft_or_404(pipeline_id)
    plan = next((one for one in drafting.plans_of(draft) if one.key == key), None) or abort(404)
    form = StageForm(data=stage_shown(plan, draft.version))
    form.offering(queries.rubric_versions())

    def change() -> None:
        changed = form.plan(key, plan.kind)
        drafting.change_stage(draft, changed, actor=current_user, seen=form.seen.data)

    if form.validate_on_submit() and _kept(form, change):
        return _back(pipeline_id)
    return _stage_page(draft, form, plan)


def _kept(form: StageForm, act: Callable[[], None]) -> bool:
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    return True


def _stage_page(draft: PipelineDraft, form: StageForm, plan: StagePlan | None) -> Any:
    page = render_template(
        "recruiting/pipelines/stage.html", draft=draft, pipeline=draft.pipeline, form=form, plan=plan
    )
    return page, 422 if form.errors else 200


@bp.route("/pipelines/<int:pipeline_id>/draft/publication", methods=["GET", "POST"])
@requires(Permission.EDIT_PIPELINES)
def publish_draft(pipeline_id: int) -> Any:
    """What it means for whom; then the same published."""
    draft = draft_or_404(pipeline_id)
    form = PublishForm(seen=draft.version)
    if form.validate_on_submit() and (number := _published(draft, form)):
        return redirect(url_for(".pipeline_version", pipeline_id=pipeline_id, number=number))
    page = _publication(draft_or_404(pipeline_id), form)
    return page, 422 if form.errors else 200


def _published(draft: PipelineDraft, form: PublishForm) -> int | None:
    name = say(draft.pipeline.name)
    try:
        version = drafting.publish(draft, actor=current_user, reason=form.reason.data, seen=form.seen.data)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    flash(
        _(
            "Version %(number)s of %(name)s is published. Nobody was moved: choose below which openings "
            "begin on it.",
            number=version.number,
            name=name,
        ),
        "good",
    )
    return version.number


def _publication(draft: PipelineDraft, form: PublishForm) -> str:
    plans = drafting.plans_of(draft)
    differences = _differences(draft, plans)
    rows = queries.running_by_stage(draft.pipeline_id, current_user)
    return render_template(
        "recruiting/pipelines/publication.html",
        draft=draft,
        pipeline=draft.pipeline,
        form=form,
        plans=plans,
        differences=differences,
        problems=problems(plans, queries.kinds()),
        meanings=foreseeing.meanings(
            rows,
            queries.opening_names(current_user),
            queries.stage_names([row.stage_id for row in rows]),
            plans,
        ),
        letters={
            one.after.key: foreseeing.letters_on_entering(one.after)
            for one in differences
            if one.before is None and one.after
        },
        rubrics={one.id: one for one in queries.rubric_versions()},
    )
