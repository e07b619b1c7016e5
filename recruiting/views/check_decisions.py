"""What is decided upon a background check: notice, dispute, decision, and ending it without one."""

from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.i18n import _, say
from people.guard import requires
from people.permissions import Permission
from recruiting import check_decisions, checks
from recruiting.forms.checks import CancelForm, DecisionForm, DisputeForm, NoticeForm
from recruiting.views.blueprint import bp
from recruiting.views.checks import check_or_404, handle, item_or_404


@bp.route(
    "/applications/<int:application_id>/checks/<int:check_id>/items/<int:item_id>/dispute",
    methods=["GET", "POST"],
)
@requires(Permission.SEE_CHECKS)
def dispute_finding(application_id: int, check_id: int, item_id: int) -> ResponseReturnValue:
    check = check_or_404(application_id, check_id)
    item = item_or_404(check, item_id)
    form = DisputeForm()

    def act() -> None:
        words, seen = form.words.data or "", form.seen.data or None
        check_decisions.dispute(check, item, words, actor=current_user, seen=seen)

    told = _("The dispute is on record; %(item)s is open again.", item=say(item.name))
    return handle(check, form, act, told, "dispute", item=item)


@bp.route("/applications/<int:application_id>/checks/<int:check_id>/notice", methods=["GET", "POST"])
@requires(Permission.DECIDE_CHECKS)
def send_notice(application_id: int, check_id: int) -> ResponseReturnValue:
    check = check_or_404(application_id, check_id, Permission.DECIDE_CHECKS)
    form = NoticeForm()

    def act() -> None:
        grounds, seen = form.grounds.data or "", form.seen.data or None
        check_decisions.notify(check, grounds, actor=current_user, seen=seen)

    return handle(check, form, act, _("The notice is on its way; the waiting time runs."), "notice")


@bp.route("/applications/<int:application_id>/checks/<int:check_id>/decision", methods=["GET", "POST"])
@requires(Permission.DECIDE_CHECKS)
def decide_check(application_id: int, check_id: int) -> ResponseReturnValue:
    check = check_or_404(application_id, check_id, Permission.DECIDE_CHECKS)
    form = DecisionForm()

    def act() -> None:
        decide = check_decisions.clear if form.decision.data == "clear" else check_decisions.refuse
        decide(check, form.why.data or "", actor=current_user, seen=form.seen.data or None)

    return handle(check, form, act, _("The background check is decided."), "decision")


@bp.route("/applications/<int:application_id>/checks/<int:check_id>/cancellation", methods=["GET", "POST"])
@requires(Permission.DECIDE_CHECKS)
def cancel_check(application_id: int, check_id: int) -> ResponseReturnValue:
    check = check_or_404(application_id, check_id, Permission.DECIDE_CHECKS)
    form = CancelForm()

    def act() -> None:
        reason, seen = form.reason.data or "", form.seen.data or None
        checks.cancel(check, actor=current_user, reason=reason, seen=seen)

    return handle(check, form, act, _("The background check is cancelled."), "cancel")
