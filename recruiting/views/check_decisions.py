"""What is decided upon a background check: notice, dispute, decision, and ending it without one."""

from functools import partial

from flask.typing import ResponseReturnValue

from core.i18n import _, say
from people.guard import requires
from people.permissions import Permission
from recruiting import check_decisions, checks
from recruiting.forms.checks import CancelForm, DecisionForm, DisputeForm, NoticeForm
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
    return handle(check, form, act, _("The notice is on its way; the waiting time runs."), "notice")


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
