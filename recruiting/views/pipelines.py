"""Pipelines: what there are, who runs on which version, copies, names, adoption by openings."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from core.i18n import _, ngettext, say
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import adopting, drafting, pipeline_record
from recruiting.forms import lists
from recruiting.forms.pipelines import NamesForm
from recruiting.models import Pipeline, PipelineVersion
from recruiting.queries import pipelines as queries
from recruiting.queries import stage_rules
from recruiting.stage_plans import compare, plan_of
from recruiting.views.blueprint import bp


@bp.get("/pipelines", endpoint="pipelines")
@requires(Permission.SEE_OPENINGS)
def pipelines_list() -> Any:
    found, used, rules = queries.all_but(None), queries.used(), stage_rules.rules()
    drafts, kind = queries.with_drafts(), request.args.get("export")
    if kind:
        return spreadsheets.answer(*lists.pipelines(found, used, drafts, rules), "pipelines", kind)
    return render_template(
        "recruiting/pipelines/pipelines.html", pipelines=found, used=used, drafts=drafts, rules=rules
    )


def pipeline_or_404(pipeline_id: int) -> Pipeline:
    return queries.pipeline(pipeline_id) or abort(404)


def version_or_404(pipeline_id: int, number: int) -> PipelineVersion:
    return queries.version(pipeline_id, number) or abort(404)


@bp.get("/pipelines/<int:pipeline_id>", endpoint="pipeline")
@requires(Permission.SEE_OPENINGS)
def pipeline_page(pipeline_id: int) -> Any:
    pipeline, kind = pipeline_or_404(pipeline_id), request.args.get("export")
    if kind:
        name = f"pipeline-{pipeline_id}-versions"
        return spreadsheets.answer(*lists.versions(queries.used(pipeline_id)), name, kind)
    return render_template(
        "recruiting/pipelines/pipeline.html",
        pipeline=pipeline,
        newest=queries.newest(pipeline_id),
        used=queries.used(pipeline_id),
        draft=queries.draft(pipeline_id),
        rules=stage_rules.rules(pipeline_id),
        record=pipeline_record.lines(queries.record_of(pipeline_id)),
    )


@bp.get("/pipelines/<int:pipeline_id>/versions/<int:number>")
@requires(Permission.SEE_OPENINGS)
def pipeline_version(pipeline_id: int, number: int) -> Any:
    version, kind = version_or_404(pipeline_id, number), request.args.get("export")
    if kind:
        people = _people(queries.running_by_stage(pipeline_id, current_user))
        return spreadsheets.answer(*lists.stages(version, people), f"pipeline-{pipeline_id}-v{number}", kind)
    return _version_page(version)


def _version_page(version: PipelineVersion) -> str:
    rows = queries.running_by_stage(version.pipeline_id, current_user)
    before = queries.version(version.pipeline_id, version.number - 1)
    return render_template(
        "recruiting/pipelines/version.html",
        version=version,
        pipeline=version.pipeline,
        before=before,
        differences=compare(_plans(before), _plans(version)) if before else [],
        openings=queries.openings_to_adopt(current_user),
        people=_people(rows),
        elsewhere=sum(row.people for row in rows if row.number != version.number),
        rubrics={one.id: one for one in queries.rubric_versions()},
    )


def _plans(version: PipelineVersion) -> Any:
    return [plan_of(stage) for stage in version.stages]


def _people(rows: Any) -> dict[int, int]:
    """Stage id → people in it, of all openings."""
    return {stage: sum(row.people for row in rows if row.stage_id == stage) for stage in _stages(rows)}


def _stages(rows: Any) -> set[int]:
    return {row.stage_id for row in rows}


@bp.post("/pipelines/<int:pipeline_id>/versions/<int:number>/adoptions")
@requires(Permission.EDIT_OPENINGS)
def adopt_pipeline(pipeline_id: int, number: int) -> Any:
    """Openings take this version for the applications to come."""
    version = version_or_404(pipeline_id, number)
    wanted = {int(one) for one in request.form.getlist("chosen") if one.isdecimal()}
    chosen = [one for one in queries.openings_to_adopt(current_user) if one.id in wanted]
    try:
        many = adopting.adopt_in(chosen, version, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for(".pipeline_version", pipeline_id=pipeline_id, number=number))
    db.session.commit()
    flash(
        ngettext(
            "New applications of %(num)s opening begin on this version. Those that run stay on theirs.",
            "New applications of %(num)s openings begin on this version. Those that run stay on theirs.",
            many,
        ),
        "good",
    )
    return redirect(url_for(".pipeline_version", pipeline_id=pipeline_id, number=number))


@bp.route("/pipelines/<int:pipeline_id>/copies", methods=["GET", "POST"])
@requires(Permission.EDIT_PIPELINES)
def copy_pipeline(pipeline_id: int) -> Any:
    """A new pipeline that begins as a copy of this one."""
    pipeline = pipeline_or_404(pipeline_id)
    form = NamesForm()
    if form.validate_on_submit() and (first := _copied(pipeline, form)):
        return redirect(url_for(".pipeline", pipeline_id=first.pipeline_id))
    return _names_page(pipeline, form, _("Copy %(name)s", name=say(pipeline.name)), copies=True)


def _copied(pipeline: Pipeline, form: NamesForm) -> PipelineVersion | None:
    try:
        first = drafting.copy(queries.newest(pipeline.id), form.words, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    flash(_("%(name)s is there. Openings can choose it.", name=say(first.pipeline.name)), "good")
    return first


@bp.route("/pipelines/<int:pipeline_id>/name", methods=["GET", "POST"])
@requires(Permission.EDIT_PIPELINES)
def rename_pipeline(pipeline_id: int) -> Any:
    pipeline = pipeline_or_404(pipeline_id)
    form = NamesForm(data={f"name_{code}": text for code, text in pipeline.name.items()})
    if form.validate_on_submit() and _renamed(pipeline, form):
        return redirect(url_for(".pipeline", pipeline_id=pipeline_id))
    return _names_page(pipeline, form, _("Rename %(name)s", name=say(pipeline.name)), copies=False)


def _renamed(pipeline: Pipeline, form: NamesForm) -> bool:
    try:
        drafting.rename(pipeline, form.words, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    flash(_("Saved."), "good")
    return True


def _names_page(pipeline: Pipeline, form: NamesForm, title: str, *, copies: bool) -> Any:
    page = render_template(
        "recruiting/pipelines/names.html", pipeline=pipeline, form=form, title=title, copies=copies
    )
    return page, 422 if form.errors else 200
