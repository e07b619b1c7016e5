"""Self-study for whoever decides about it: the list, one claim with its evidence."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user

from core import clock, files, keyset, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people import queries as people
from people.guard import requires
from people.permissions import Permission
from training import crediting, exports
from training.forms.cohorts import number
from training.forms.study import ClaimFilter, DecisionForm
from training.models import StudyClaim
from training.queries import learning, recurrent
from training.queries import study as queries
from training.states import StudyState
from training.views.blueprint import bp


@bp.get("/self-study", endpoint="self_study")
@requires(Permission.DECIDE_SELF_STUDY)
def list_claims() -> Any:
    teams = people.teams()
    form = ClaimFilter(request.args).offering(teams)
    statement = queries.claims(current_user, state=form.wanted, team_id=form.team.data, text=form.text)
    kind = request.args.get("export")
    if kind:
        rows = exports.claim_rows(queries.everything(statement))
        return spreadsheets.answer(rows, exports.claim_header(), "self-study", kind)
    page = keyset.page(
        statement,
        queries.CLAIM_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template(
        "training/study/list.html",
        form=form,
        page=page,
        states=list(StudyState),
        team_names={one.id: one.name for one in teams},
        now=clock.now(),
        days_between=clock.days_between,
    )


@bp.route("/self-study/<int:claim_id>", methods=["GET", "POST"])
@requires(Permission.DECIDE_SELF_STUDY)
def study_claim(claim_id: int) -> Any:
    """One claim; sent, it is a decision."""
    made = queries.reached(current_user, claim_id) or abort(404)
    form = DecisionForm().offering(queries.newest(claim_id), made.version)
    if form.validate_on_submit():
        try:
            _decide(made, form)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("It is decided; whoever claimed it sees it on their page."), "good")
            return redirect(url_for(".self_study"))
    page = render_template(
        "training/study/claim.html",
        claim=made,
        who=learning.posted(made.employment_id),
        form=form,
        **history(claim_id),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _decide(made: StudyClaim, form: DecisionForm) -> None:
    seen, reason = number(form.seen.data), form.reason.data or ""
    if form.verdict.data == "approve":
        crediting.approve(made, form.minutes, actor=current_user, reason=reason, seen=seen)
    else:
        crediting.refuse(made, actor=current_user, reason=reason, seen=seen)


def history(claim_id: int) -> dict[str, Any]:
    """What a page about one claim shows of what was said and decided."""
    versions = queries.versions(claim_id)
    return {
        "versions": versions,
        "newest": versions[-1],
        "decisions": queries.decisions(claim_id),
        "record": recurrent.record_of("study_claim", claim_id),
    }


@bp.get("/self-study/<int:claim_id>/files/<int:version>")
@requires(Permission.USE_PRODUCT)
def study_file(claim_id: int, version: int) -> Response:
    """The evidence, for whoever claimed it and whoever decides; always as a download."""
    made = queries.own(current_user, claim_id) or queries.reached(current_user, claim_id) or abort(404)
    found = next((one for one in queries.versions(made.id) if one.number == version), None)
    if found is None or found.digest is None:
        abort(404)
    return send_file(
        files.path_of(found.digest),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.file_name,
    )
