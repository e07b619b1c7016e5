"""The ledger of complaints: the list, reporting one, deciding one."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import complaints, exports
from careers.forms.complaints import AnewForm, FindingForm, ReportForm
from careers.models import Complaint
from careers.queries import complaints as queries
from careers.queries import reviews, standings
from careers.states import ComplaintState
from careers.views.attempt import sent
from careers.views.blueprint import bp
from core import keyset, spreadsheets
from core.i18n import _
from people.forms import Form
from people.guard import requires
from people.permissions import Permission


@bp.get("/complaints", endpoint="complaints")
@requires(Permission.HANDLE_COMPLAINTS)
def list_complaints() -> Any:
    state = next((one for one in ComplaintState if one.value == request.args.get("state")), None)
    statement = queries.ledger(current_user, state)
    kind = request.args.get("export")
    if kind:
        rows = exports.complaint_rows(queries.whole(statement))
        return spreadsheets.answer(rows, exports.complaint_header(), "complaints", kind)
    page = keyset.page(
        statement,
        queries.LEDGER_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template("careers/complaints.html", page=page, state=state, states=list(ComplaintState))


@bp.route("/people/<int:employment_id>/complaints/new", methods=["GET", "POST"])
@requires(Permission.HANDLE_COMPLAINTS)
def report_complaint(employment_id: int) -> Any:
    row = standings.one_of(current_user, employment_id, Permission.HANDLE_COMPLAINTS) or abort(404)
    form = ReportForm()

    def report() -> None:
        assert form.happened_on.data is not None
        employment = reviews.employment(employment_id)
        complaints.report(employment, form.happened_on.data, form.summary.data or "", actor=current_user)

    if sent(form, report, _("The complaint is entered. It has no effect before it is upheld.")):
        return redirect(url_for(".complaints", state=ComplaintState.REPORTED.value))
    page = render_template("careers/report_complaint.html", form=form, row=row)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/complaints/<int:complaint_id>", methods=["GET", "POST"])
@requires(Permission.HANDLE_COMPLAINTS)
def complaint(complaint_id: int) -> Any:
    made, form = _complaint_or_404(complaint_id), FindingForm()
    if sent(
        form,
        lambda: complaints.decide(
            made,
            upheld=form.verdict.data == "upheld",
            finding=form.finding.data or "",
            actor=current_user,
        ),
        _("The complaint is decided."),
    ):
        return redirect(url_for(".complaint", complaint_id=complaint_id))
    return _page(made, form)


@bp.route("/complaints/<int:complaint_id>/again", methods=["GET", "POST"])
@requires(Permission.HANDLE_COMPLAINTS)
def decide_complaint_anew(complaint_id: int) -> Any:
    """After an appeal, or where something came to light."""
    made, form = _complaint_or_404(complaint_id), AnewForm()
    if made.state is ComplaintState.REPORTED:
        return redirect(url_for(".complaint", complaint_id=complaint_id))
    wanted = request.form.get("upheld") == "yes"
    if sent(
        form,
        lambda: complaints.decide_anew(
            made, upheld=wanted, finding=form.finding.data or "", actor=current_user
        ),
        _("The complaint is decided anew; what was found before stays."),
    ):
        return redirect(url_for(".complaint", complaint_id=complaint_id))
    return _page(made, form, anew=True)


def _complaint_or_404(complaint_id: int) -> Complaint:
    return queries.complaint(current_user, complaint_id) or abort(404)


def _page(made: Complaint, form: Form, *, anew: bool = False) -> Any:
    page = render_template(
        "careers/complaint.html", made=made, form=form, anew=anew, findings=queries.findings(made.id)
    )
    return page, 422 if form.errors or form.form_errors else 200
