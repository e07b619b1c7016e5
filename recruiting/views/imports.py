"""Importing candidates: upload, say what the columns hold, look at the dry run, start, cancel, undo."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import keyset, spreadsheets
from core.db import db
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import placing
from recruiting.forms.imports import (
    ColumnsForm,
    ImportFilter,
    SamePeopleForm,
    UploadForm,
    WordsForm,
    columns_form,
    words_form,
)
from recruiting.imports import checking, files_out, labels, running, sources, uploading
from recruiting.imports.systems import choosing
from recruiting.models import CandidateImport, ImportKind, ImportState, Opening, RowOutcome
from recruiting.queries import candidates, duplicates, standing
from recruiting.queries import imports as queries
from recruiting.views.blueprint import bp

MAY = Permission.ADD_CANDIDATES


@bp.get("/imports")
@requires(MAY)
def imports() -> str:
    form = ImportFilter(request.args)
    state = form.chosen()
    rows, older = queries.page_of(current_user, state, request.args.get("before", type=int))
    return render_template(
        "recruiting/imports/list.html",
        form=form,
        rows=rows,
        older=older,
        filters={"state": state.value} if state else {},
        labels=labels,
    )


@bp.get("/imports/export/<kind>")
@requires(MAY)
def export_imports(kind: str) -> Response:
    found = queries.all_listed(current_user, ImportFilter(request.args).chosen())
    return spreadsheets.answer(files_out.list_rows(found), files_out.list_header(), "imports", kind)


@bp.get("/imports/template/<kind>")
@requires(MAY)
def import_template(kind: str) -> Response:
    header, rows = files_out.template()
    return spreadsheets.answer(rows, header, "candidates", kind)


@bp.route("/imports/new", methods=["GET", "POST"])
@requires(MAY)
def upload_import() -> ResponseReturnValue:
    form = UploadForm().offering(candidates.openings_to_apply_for(current_user), candidates.channels())
    if form.validate_on_submit():
        try:
            one = _upload(form)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            return redirect(url_for("recruiting.candidate_import", import_id=one.id))
    elif not form.is_submitted():
        form.opening.data = request.args.get("opening", "")
    page = render_template("recruiting/imports/new.html", form=form)
    return (page, 422) if form.errors else page


def _upload(form: UploadForm) -> CandidateImport:
    one = uploading.upload(
        form.sent(),
        opening=_opening(form.opening.data),
        channel=candidates.channel(int(form.channel.data)),
        actor=current_user,
    )
    if one.kind is not ImportKind.TABLE:  # nothing has to be asked: every word is proposed
        choosing.propose(one, actor=current_user)
    return one


def _opening(chosen: str | None) -> Opening | None:
    return (standing.opening(int(chosen), current_user, MAY) or abort(404)) if chosen else None


def _import_or_404(import_id: int) -> CandidateImport:
    return queries.one(import_id, current_user) or abort(404)


@bp.get("/imports/<int:import_id>")
@requires(MAY)
def candidate_import(import_id: int) -> str:
    return _page(_import_or_404(import_id))


def _page(
    one: CandidateImport, form: ColumnsForm | WordsForm | None = None, refusal: Refused | None = None
) -> str:
    counts = queries.told_counts(one)
    outcome = _outcome(counts)
    open_still = one.state in (ImportState.UPLOADED, ImportState.CHECKED)
    mapping = _mapping(one) if open_still else None
    asked = _asked(one) if open_still and one.kind is not ImportKind.TABLE else None
    return render_template(
        "recruiting/imports/import.html",
        one=one,
        form=form if isinstance(form, ColumnsForm) else columns_form(*mapping) if mapping else None,
        columns=mapping[0] if mapping else [],
        words=(form if isinstance(form, WordsForm) else None) or asked,
        counts=counts,
        outcome=outcome,
        rows=_rows(one, outcome),
        before=queries.same_file_before(one),
        otherwise=queries.count_of(one.id, placing.KNOWN_OTHERWISE) if open_still else 0,
        has_files=queries.has_files(one.id),
        filled=queries.filled(one) if one.state is ImportState.DONE else [],
        questions=duplicates.open_about(one.id, current_user) if one.state is ImportState.DONE else 0,
        refusal_sentence=refusal.sentence if refusal else None,
        labels=labels,
        said=files_out,
    )


def _mapping(one: CandidateImport) -> tuple[list[dict[str, Any]], dict[str, str]] | None:
    """The columns of a table, and what each is thought to hold."""
    if one.kind is not ImportKind.TABLE:
        return None
    table = sources.table_of(one)
    return sources.shown(table), one.columns or checking.proposed(table.header)


def _outcome(counts: dict[RowOutcome, int]) -> RowOutcome | None:
    """Which rows are shown: those asked for, else the first that there are."""
    asked = request.args.get("rows", "")
    if asked in set(RowOutcome):
        return RowOutcome(asked)
    return next((one for one in labels.TOLD if counts.get(one)), None)


def _rows(one: CandidateImport, outcome: RowOutcome | None) -> keyset.Page | None:
    if outcome is None:
        return None
    asked = request.args
    return queries.rows_page(one.id, outcome, current_user, asked.get("after"), asked.get("before"))


@bp.get("/imports/<int:import_id>/progress")
@requires(MAY)
def import_progress(import_id: int) -> str:
    return render_template("recruiting/imports/_progress.html", one=_import_or_404(import_id))


@bp.post("/imports/<int:import_id>/columns")
@requires(MAY)
def choose_columns(import_id: int) -> ResponseReturnValue:
    one = _import_or_404(import_id)
    return _choose(one, columns_form(*(_mapping(one) or abort(404))), checking.choose_columns)


def _choose(
    one: CandidateImport, form: ColumnsForm | WordsForm, choose: Callable[..., None]
) -> ResponseReturnValue:
    """Have the file read as it was chosen, and checked."""
    if not form.validate():
        return _page(one, form), 422
    return _do(one, lambda: choose(one, form.chosen(), actor=current_user), form)


def _do(
    one: CandidateImport, act: Callable[[], Any], form: ColumnsForm | WordsForm | None = None
) -> ResponseReturnValue:
    """Do what was pressed; back to the page of the import, with the sentence when it was refused."""
    import_id = one.id
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        if form is not None:
            form.blame(refusal)
        return _page(_import_or_404(import_id), form, refusal), 422
    db.session.commit()
    return redirect(url_for("recruiting.candidate_import", import_id=import_id))


def _asked(one: CandidateImport) -> WordsForm:
    return words_form(one.columns, choosing.offers(current_user))


@bp.post("/imports/<int:import_id>/words")
@requires(MAY)
def choose_words(import_id: int) -> ResponseReturnValue:
    one = _import_or_404(import_id)
    if one.kind is ImportKind.TABLE:
        abort(404)
    return _choose(one, _asked(one), choosing.choose)


@bp.post("/imports/<int:import_id>/same-people")
@requires(MAY)
def say_same_people(import_id: int) -> ResponseReturnValue:
    one, form = _import_or_404(import_id), SamePeopleForm()
    return _do(one, lambda: checking.say_same_people(one, form.same.data, actor=current_user))


@bp.post("/imports/<int:import_id>/start")
@requires(MAY)
def start_import(import_id: int) -> ResponseReturnValue:
    one = _import_or_404(import_id)
    return _do(one, lambda: running.start(one, actor=current_user))


@bp.post("/imports/<int:import_id>/cancellation")
@requires(MAY)
def cancel_import(import_id: int) -> ResponseReturnValue:
    one = _import_or_404(import_id)
    return _do(one, lambda: running.cancel(one, actor=current_user))


@bp.post("/imports/<int:import_id>/undoing")
@requires(MAY)
def undo_import(import_id: int) -> ResponseReturnValue:
    one = _import_or_404(import_id)
    return _do(one, lambda: running.undo(one, actor=current_user))


@bp.post("/imports/<int:import_id>/discarding")
@requires(MAY)
def discard_import(import_id: int) -> ResponseReturnValue:
    one = _import_or_404(import_id)
    return _do(one, lambda: uploading.discard(one, actor=current_user))


@bp.get("/imports/<int:import_id>/faulty/<kind>")
@requires(MAY)
def faulty_rows(import_id: int, kind: str) -> Response:
    """The rows that were left out, to be mended and uploaded again."""
    one = _import_or_404(import_id)
    queries.has_files(one.id) or abort(404)
    header, rows = files_out.faulty(one)
    return spreadsheets.answer(rows, header, "faulty-rows", kind)


@bp.get("/imports/<int:import_id>/rows/<outcome>/<kind>")
@requires(MAY)
def export_import_rows(import_id: int, outcome: str, kind: str) -> Response:
    one = _import_or_404(import_id)
    wanted = RowOutcome(outcome) if outcome in set(RowOutcome) else abort(404)
    rows = files_out.told_rows(queries.all_rows_of(one.id, wanted, current_user))
    return spreadsheets.answer(rows, files_out.told_header(), "import-rows", kind)
