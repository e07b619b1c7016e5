"""What is decided upon a background check: notice, dispute, decision, ending it without one, erasing."""

from functools import partial

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import files, outbox
from core.db import db
from core.i18n import _, say
from people.guard import requires
from people.permissions import Permission
from recruiting import check_decisions, check_erasing, checks
from recruiting.forms.checks import CancelForm, DecisionForm, DisputeForm, EraseForm, NoticeForm
from recruiting.queries import checks as queries
from recruiting.views.blueprint import bp
from recruiting.views.checks import by_whom, check_or_404, handle, item_or_404


@bp.route(
    "/applications/<int:application_id>/checks/<int:check_id>/items/<int:item_id>/dispute",
    methods=["GET", "POST"],
)
@requires(Permission.SEE_CHECKS)
def dispute_finding(application_id: int, check_id: int, item_id: int) -> ResponseReturnValue:
    check = check_or_404(application_id, check_id)
    item = item_or_404(check, item_id)
    form = DisputeForm()
    act = partial(check_decisions.dispute, check, item, form.words.data or "", **by_whom(form))
    told = _("The dispute is on record; %(item)s is open again.", item=say(item.name))
    return handle(check, form, act, told, "dispute", item=item)


@bp.route("/applications/<int:application_id>/checks/<int:check_id>/notice", methods=["GET", "POST"])
@requires(Permission.DECIDE_CHECKS)
def send_notice(application_id: int, check_id: int) -> ResponseReturnValue:
    check = check_or_404(application_id, check_id, Permission.DECIDE_CHECKS)
    form = NoticeForm()
    act = partial(check_decisions.notify, check, form.grounds.data or "", **by_whom(form))
    told = outbox.told(_("The notice is on its way; the waiting time runs."))
    return handle(check, form, act, told, "notice")


@bp.route("/applications/<int:application_id>/checks/<int:check_id>/decision", methods=["GET", "POST"])
@requires(Permission.DECIDE_CHECKS)
def decide_check(application_id: int, check_id: int) -> ResponseReturnValue:
    check = check_or_404(application_id, check_id, Permission.DECIDE_CHECKS)
    form = DecisionForm()
    decide = check_decisions.clear if form.decision.data == "clear" else check_decisions.refuse
    act = partial(decide, check, form.why.data or "", **by_whom(form))
    return handle(check, form, act, _("The background check is decided."), "decision")


@bp.route("/applications/<int:application_id>/checks/<int:check_id>/cancellation", methods=["GET", "POST"])
@requires(Permission.DECIDE_CHECKS)
def cancel_check(application_id: int, check_id: int) -> ResponseReturnValue:
    check = check_or_404(application_id, check_id, Permission.DECIDE_CHECKS)
    form = CancelForm()
    act = partial(checks.cancel, check, reason=form.reason.data or "", **by_whom(form))
    return handle(check, form, act, _("The background check is cancelled."), "cancel")


@bp.route(
    "/applications/<int:application_id>/checks/<int:check_id>/findings/<int:finding_id>/erasure",
    methods=["GET", "POST"],
)
@requires(Permission.DECIDE_CHECKS)
def erase_finding(application_id: int, check_id: int, finding_id: int) -> ResponseReturnValue:
    """The page shows nothing of what it erases: each look at that is recorded."""
    check = check_or_404(application_id, check_id, Permission.DECIDE_CHECKS)
    finding = queries.finding(check_id, finding_id) or abort(404)
    form, gone = EraseForm(), set[str]()

    def act() -> None:
        gone.update(check_erasing.erase(check, finding_id, actor=current_user, reason=form.reason.data or ""))

    shown = {"item": finding.item, "recorded_at": finding.at}
    page = handle(check, form, act, _("Erased. The record says by whom and why."), "erase", **shown)
    if gone:  # and committed: nothing names them any more
        files.drop(gone)
        db.session.commit()
    return page
