"""Rubrics: the list, a version as it is read, the editor with its preview."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from assessment.models import Rubric, RubricVersion
from core import spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import rubrics as verbs
from recruiting.forms import rubrics as forms
from recruiting.forms.rubrics import NameForm, RubricForm, as_form
from recruiting.queries import rubrics as queries
from recruiting.views.attempt import did
from recruiting.views.blueprint import bp


@bp.get("/rubrics")
@requires(Permission.SEE_OPENINGS)
def rubrics() -> Any:
    rows, kind = queries.listed(), request.args.get("export")
    if kind:
        return spreadsheets.answer(*forms.listed(rows), "rubrics", kind)
    return render_template("recruiting/rubrics/rubrics.html", rows=rows)


def _rubric_or_404(rubric_id: int) -> Rubric:
    return queries.rubric(rubric_id) or abort(404)


@bp.get("/rubrics/<int:rubric_id>")
@requires(Permission.SEE_OPENINGS)
def rubric(rubric_id: int) -> Any:
    """One version, the newest unless another one is asked for."""
    found, newest = _rubric_or_404(rubric_id), queries.newest(rubric_id)
    version = _version(found, newest)
    kind = request.args.get("export")
    if kind:
        return spreadsheets.answer(*forms.criteria(version), f"rubric-{rubric_id}-v{version.number}", kind)
    return render_template(
        "recruiting/rubrics/rubric.html",
        rubric=found,
        version=version,
        newest=newest,
        questions=version.questions,
        criteria=verbs.drafts_of(version),
        versions=queries.versions(rubric_id),
    )


def _version(found: Rubric, newest: RubricVersion) -> RubricVersion:
    number = request.args.get("version", type=int) or newest.number
    if number == newest.number:
        return newest
    return (queries.numbered(found.id, number) if 0 < number < newest.number else None) or abort(404)


@bp.route("/rubrics/<int:rubric_id>/copy", methods=["GET", "POST"])
@requires(Permission.EDIT_PIPELINES)
def copy_rubric(rubric_id: int) -> Any:
    """A further rubric, so far the same as this one."""
    found, form = _rubric_or_404(rubric_id), NameForm()
    made: list[RubricVersion] = []
    if form.validate_on_submit() and did(
        form,
        lambda: made.append(verbs.begin(form.words(), queries.newest(rubric_id), actor=current_user)),
    ):
        return redirect(url_for(".edit_rubric", rubric_id=made[0].rubric_id))
    page = render_template("recruiting/rubrics/copy.html", rubric=found, form=form)
    return (page, 422) if form.errors else page


@bp.route("/rubrics/<int:rubric_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PIPELINES)
def edit_rubric(rubric_id: int) -> Any:
    """Write the next version, look at it, publish it."""
    found, newest = _rubric_or_404(rubric_id), queries.newest(rubric_id)
    form = RubricForm(data=as_form(newest))
    adding, wants_preview = request.form.get("add", ""), "preview" in request.form
    previewed = False
    if adding in ("question", "criterion"):
        form.add(adding)
    elif form.validate_on_submit():
        previewed = wants_preview and _passes(form)
        if not wants_preview and (answer := _published(found, form)):
            return answer
    problems = form.problems()
    page = render_template(
        "recruiting/rubrics/edit.html",
        rubric=found,
        form=form,
        newest=newest,
        problems=problems,
        preview=(form.texts(), form.drafts()) if previewed else None,
    )
    return (page, 422) if problems else page


def _passes(form: RubricForm) -> bool:
    """Could it be published? The form says what stands in the way."""
    try:
        verbs.check(form.texts(), form.drafts())
    except Refused as refusal:
        form.blame(refusal)
        return False
    return True


def _published(found: Rubric, form: RubricForm) -> Any:
    try:
        version = verbs.publish(
            found, form.texts(), form.drafts(), based_on=form.based_on.data or 0, actor=current_user
        )
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    if version is None:
        flash(_("Nothing differs from what is published."), "now")
    else:
        flash(_("Version %(number)s is published.", number=version.number), "good")
    return redirect(url_for(".rubric", rubric_id=found.id))
