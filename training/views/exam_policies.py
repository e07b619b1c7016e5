"""What exams ask: the versions of a policy, its editor, and deciding marks anew under the newest."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _, ngettext
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import exam_policies, re_evaluating
from training.forms.exam_policy import PolicyForm, RuleForm
from training.queries import exams as queries
from training.queries import programmes
from training.states import ExamKind
from training.views.blueprint import bp


@bp.get("/programmes/<int:programme_id>/exam-policy")
@requires(Permission.SEE_TRAINING)
def exam_policy(programme_id: int) -> str:
    """Every version, newest first."""
    one = programmes.programme(programme_id) or abort(404)
    return render_template(
        "training/exam_policy.html", programme=one, versions=queries.policies_of(programme_id)
    )


@bp.route("/programmes/<int:programme_id>/exam-policy/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def new_exam_policy(programme_id: int) -> Any:
    """The next version; what is there begins with it, and no result changes."""
    one = programmes.programme(programme_id) or abort(404)
    now = queries.policy(programme_id) or abort(404)
    form = PolicyForm()
    rules = {kind: RuleForm(prefix=kind.value).offering() for kind in ExamKind}
    if not form.is_submitted():
        plan = exam_policies.plan_of(now)
        form.begin_with(plan)
        for kind, of_kind in rules.items():
            of_kind.begin_with(plan.rules[kind])
    elif all([form.validate(), *(of_kind.validate() for of_kind in rules.values())]):
        try:
            exam_policies.publish(
                one,
                form.plan(rules[ExamKind.THEORY], rules[ExamKind.PRACTICAL]),
                actor=current_user,
                reason=form.reason.data or None,
            )
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("Published. It holds for attempts that begin after it; no result has changed."), "good")
            return redirect(url_for(".exam_policy", programme_id=programme_id))
    forms = [form, *rules.values()]
    page = render_template(
        "training/new_exam_policy.html", programme=one, now=now, form=form, rules=rules, forms=forms
    )
    return (page, 422) if any(one.errors or one.form_errors for one in forms) else page


@bp.route("/programmes/<int:programme_id>/re-evaluation", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES)
def re_evaluation(programme_id: int) -> Any:
    """Who would change under the newest policy, and deciding anew for those who are chosen."""
    one = programmes.programme(programme_id) or abort(404)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            count = re_evaluating.carry_out(
                one,
                request.form.getlist("chosen"),
                actor=current_user,
                reason=request.form.get("reason", ""),
            )
        except Refused as refusal:
            db.session.rollback()
            refused = refusal
        else:
            db.session.commit()
            flash(
                ngettext("%(num)s result is decided anew.", "%(num)s results are decided anew.", count),
                "good",
            )
            return redirect(url_for(".re_evaluation", programme_id=programme_id))
    page = render_template(
        "training/re_evaluation.html",
        programme=one,
        newest=queries.policy(programme_id),
        changes=re_evaluating.foresee(one, current_user),
        refused=refused,
        typed=request.form,
    )
    return (page, 422) if refused else page
