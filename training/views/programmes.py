"""What is taught: the programmes and their versions."""

from typing import Any

from flask import abort, render_template, request
from flask_login import current_user

from core import spreadsheets
from people.guard import requires
from people.permissions import Permission
from training import exports
from training.plans import plan_of
from training.queries import programme_drafts as editor
from training.queries import programmes as queries
from training.queries.materials import withdrawn
from training.views.blueprint import bp


@bp.get("/programmes", endpoint="programmes")
@requires(Permission.SEE_TRAINING)
def list_programmes() -> Any:
    versions = queries.newest_of_each()
    if kind := request.args.get("export"):
        return spreadsheets.answer(
            exports.programme_rows(versions), exports.programme_header(), "programmes", kind
        )
    drafts = editor.drafts() if current_user.may_everywhere(Permission.EDIT_PROGRAMMES) else []
    return render_template("training/programmes.html", versions=versions, drafts=drafts)


@bp.get("/programmes/<int:programme_id>", defaults={"number": None})
@bp.get("/programmes/<int:programme_id>/versions/<int:number>")
@requires(Permission.SEE_TRAINING)
def programme(programme_id: int, number: int | None) -> Any:
    """The newest version, or an older one."""
    one = queries.programme(programme_id) or abort(404)
    versions = queries.numbers(programme_id)
    shown = next((v for v in versions if number in (None, v.number)), None) or abort(404)
    whole = queries.version(shown.id) or abort(404)
    if kind := request.args.get("export"):
        return spreadsheets.answer(exports.module_rows(whole), exports.module_header(), "modules", kind)
    return render_template(
        "training/programme.html",
        programme=one,
        versions=versions,
        version=whole,
        plan=plan_of(whole),
        published=editor.published(programme_id).get(whole.id),
        draft=editor.draft_of(programme_id),
        may_edit=current_user.may_everywhere(Permission.EDIT_PROGRAMMES),
        materials=queries.materials(programme_id, current_user.person_id),
        withdrawn=withdrawn(programme_id),
    )
