"""Files of a candidate: only for who may see them, always as a download."""

from flask import Response, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import clock, files
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import candidates
from recruiting.forms.candidates import FileForm
from recruiting.models import CandidateFile, Visit
from recruiting.queries import candidates as queries
from recruiting.states import FileKind
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp


@bp.route("/applications/<int:application_id>/files", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def add_file(application_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.ADD_CANDIDATES)
    form = FileForm()
    if form.validate_on_submit():
        try:
            name, content = _sent(form)
            candidates.add_file(
                visit.application, name, content, FileKind(form.kind.data), actor=current_user
            )
        except Refused as refusal:
            db.session.rollback()
            form.file.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("The file was added."), "good")
            return redirect(url_for("recruiting.application", application_id=application_id))
    page = render_template(
        "recruiting/candidates/file.html",
        form=form,
        application=visit.application,
        files=queries.files_of(visit.application.person_id),
        removed=queries.removed_files(visit.application.person_id, clock.now() - candidates.PUT_BACK_FOR),
        kept_for=candidates.PUT_BACK_FOR,
    )
    return (page, 422) if form.errors else page


def _sent(form: FileForm) -> tuple[str, bytes]:
    if not form.file.data:
        raise files.FileRefused(_("Choose a file."), "file")
    return form.file.data.filename or "", form.file.data.read()


def _file_or_404(visit: Visit, file_id: int) -> CandidateFile:
    return queries.file_of(visit.application.person_id, file_id) or abort(404)


@bp.get("/applications/<int:application_id>/files/<int:file_id>")
@requires(Permission.SEE_FILES)
def file(application_id: int, file_id: int) -> Response:
    found = _file_or_404(visit_or_404(application_id, Permission.SEE_FILES), file_id)
    # Never shown in the page's own origin: a file from outside is not to be trusted.
    return send_file(
        files.path_of(found.digest or ""),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.name,
    )


@bp.post("/applications/<int:application_id>/files/<int:file_id>/removal")
@requires(Permission.ADD_CANDIDATES)
def remove_file(application_id: int, file_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.ADD_CANDIDATES)
    candidates.remove_file(visit.application, _file_or_404(visit, file_id), actor=current_user)
    db.session.commit()
    flash(_("The file was removed. It can be put back for a day; then it is deleted."), "good")
    return redirect(url_for("recruiting.add_file", application_id=application_id))


@bp.post("/applications/<int:application_id>/files/<int:file_id>/return")
@requires(Permission.ADD_CANDIDATES)
def put_back_file(application_id: int, file_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.ADD_CANDIDATES)
    found = queries.removed_file(visit.application.person_id, file_id) or abort(404)
    try:
        candidates.put_back_file(visit.application, found, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "warn")
    else:
        db.session.commit()
        flash(_("The file is there again."), "good")
    return redirect(url_for("recruiting.add_file", application_id=application_id))
