"""What is to be done before somebody's first day, over all of them, and the list it is made from."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import clock, keyset, spreadsheets
from core.db import db
from core.i18n import _, say
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import preboarding as verbs
from recruiting import preboarding_steps as list_verbs
from recruiting.exports import task_header, task_rows
from recruiting.forms import lists
from recruiting.forms.preboarding import StepForm, TasksFilter
from recruiting.models import PreboardingTask, Visit
from recruiting.queries import preboarding as queries
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp


@bp.get("/applications/<int:application_id>/preboarding")
@requires(Permission.HIRE)
def preboarding(application_id: int) -> ResponseReturnValue:
    visit, kind = visit_or_404(application_id, Permission.HIRE), request.args.get("export")
    if kind:
        tasks = queries.tasks_of(application_id)
        return spreadsheets.answer(*lists.tasks_of(tasks), f"before-first-day-{application_id}", kind)
    return _page(visit)


def _page(visit: Visit, refusal: str | None = None) -> ResponseReturnValue:
    page = render_template(
        "recruiting/preboarding/tasks.html",
        visit=visit,
        application=visit.application,
        tasks=queries.tasks_of(visit.application_id),
        refusal=refusal,
    )
    return (page, 422) if refusal else page


@bp.post("/applications/<int:application_id>/preboarding/<int:task_id>/tick")
@requires(Permission.HIRE)
def tick_task(application_id: int, task_id: int) -> ResponseReturnValue:
    return _change(application_id, task_id, verbs.tick, _("Done: %(task)s"))


@bp.post("/applications/<int:application_id>/preboarding/<int:task_id>/untick")
@requires(Permission.HIRE)
def untick_task(application_id: int, task_id: int) -> ResponseReturnValue:
    return _change(application_id, task_id, verbs.untick, _("Not done after all: %(task)s"))


def _change(application_id: int, task_id: int, verb: Callable[..., None], told: str) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.HIRE)
    task: PreboardingTask = queries.task_of(application_id, task_id) or abort(404)
    try:
        verb(task, visit.application, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        if not _from_list():
            return _page(visit_or_404(application_id, Permission.HIRE), refusal.sentence)
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(told % {"task": say(task.step.name)}, "good")
    return redirect(_way_back(application_id))


def _from_list() -> bool:
    """Was it pressed in the list over all, and not on the page of one?"""
    return request.args.get("back") == "list"


def _way_back(application_id: int) -> str:
    if not _from_list():
        return url_for("recruiting.preboarding", application_id=application_id)
    filters: dict[str, Any] = dict(TasksFilter(request.args).offering().chosen())
    return url_for("recruiting.preboarding_tasks", **filters)


@bp.get("/preboarding")
@requires(Permission.HIRE)
def preboarding_tasks() -> str:
    form = TasksFilter(request.args).offering()
    page = keyset.page(
        queries.listed(current_user, **form.wanted),
        queries.LIST_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template("recruiting/preboarding/list.html", form=form, page=page, today=clock.today())


@bp.get("/preboarding/export/<kind>")
@requires(Permission.HIRE)
def export_preboarding(kind: str) -> Response:
    statement = queries.listed(current_user, **TasksFilter(request.args).offering().wanted)
    return spreadsheets.answer(task_rows(queries.all_of(statement)), task_header(), "before-first-days", kind)


@bp.route("/preboarding/steps", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def preboarding_steps() -> ResponseReturnValue:
    form, kind = StepForm().offering(), request.args.get("export")
    if kind:
        return spreadsheets.answer(*lists.preboarding_steps(queries.steps()), "preboarding-steps", kind)
    if form.validate_on_submit():
        try:
            list_verbs.add(form.facts, actor=current_user)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            return _done(_("Added; offers accepted from now on have it."))
    page = render_template("recruiting/preboarding/steps.html", form=form, steps=queries.steps())
    return (page, 422) if form.errors else page


@bp.post("/preboarding/steps/<int:step_id>/retirement")
@requires(Permission.EDIT_OPENINGS)
def retire_preboarding_step(step_id: int) -> ResponseReturnValue:
    step: Any = queries.step(step_id) or abort(404)
    try:
        list_verbs.retire(step, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for("recruiting.preboarding_steps"))
    return _done(_("Taken off the list; lists that were made before keep it."))


def _done(sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for("recruiting.preboarding_steps"))
