"""Who interviews: the panel of a candidate, and the plan by which the panels of a stage are made."""

from dataclasses import asdict
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _, say
from core.refusal import Refused
from people.guard import reads_only, requires
from people.permissions import Permission
from recruiting import interview_policies, interviewing, panel_plans, panels
from recruiting.forms.interviews import PanelPlanForm, PolicyForm, names_of, panel_form
from recruiting.forms.scoring import AskForm
from recruiting.models import Panelist, Stage, Visit
from recruiting.panels import Chosen
from recruiting.queries import interview_policies as policy_queries
from recruiting.queries import interviews
from recruiting.queries import panel_plans as queries
from recruiting.states import StageKind
from recruiting.views.blueprint import bp
from recruiting.views.interviews import done, page, seats_of, visit_or_404, with_reason


@bp.post("/applications/<int:application_id>/panel")
@requires(Permission.ARRANGE_INTERVIEWS)
def ask_interviewer(application_id: int) -> Any:
    visit = visit_or_404(application_id)
    form = AskForm()
    form.offer(interviews.who_can_be_asked(visit))
    if form.validate_on_submit():
        account = interviews.account(int(form.account.data)) if form.account.data.isdecimal() else None
        try:
            panelist = interviewing.ask(
                visit, account or abort(404), actor=current_user, despite=form.despite.data
            )
        except Refused as refusal:
            form.blame(refusal)
        else:
            return done(visit, _("%(who)s is asked for a scorecard.", who=panelist.account.name))
    return page(visit, ask=form)


@bp.post("/applications/<int:application_id>/panel/seats")
@requires(Permission.ARRANGE_INTERVIEWS)
def choose_panel(application_id: int) -> Any:
    """The whole panel at once, a person for each seat of the plan."""
    visit = visit_or_404(application_id)
    panel = interviews.panel(visit.id)
    focus = seats_of(visit, queries.plan_for(visit.stage), panel)
    asked = {one.account_id: one.name for one in panel}
    form = panel_form(len(focus), interviews.who_can_be_asked(visit), asked, [])
    if form.validate_on_submit():
        try:
            _choose(visit, form, focus)
        except Refused as refusal:
            form.blame(refusal)
        else:
            return done(visit, _("The panel is chosen. Who came or went is told."))
    return page(visit, seats=form)


def _choose(visit: Visit, form: Any, focus: list[list[int]]) -> None:
    chosen = [
        Chosen(interviews.account(number) or abort(404), seat)
        for number, seat in zip(form.chosen, focus, strict=True)
        if number is not None
    ]
    panels.choose(visit, chosen, actor=current_user, reason=form.reason.data, despite=form.despite.data)


@bp.post("/applications/<int:application_id>/panel/<int:panelist_id>/release")
@requires(Permission.ARRANGE_INTERVIEWS)
def release_interviewer(application_id: int, panelist_id: int) -> Any:
    visit = visit_or_404(application_id)
    panelist: Panelist = interviews.panelist_on(visit.id, panelist_id) or abort(404)
    return with_reason(
        visit,
        lambda reason: interviewing.release(panelist, reason, actor=current_user),
        _("%(who)s is not asked any more.", who=panelist.account.name),
    )


# The plan of a stage


@bp.route("/stages/<int:stage_id>/panel-plan", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def panel_plan(stage_id: int) -> Any:
    """How many interview in this stage, how long, and what each looks at."""
    stage = _stage_or_404(stage_id)
    plans = queries.plans_for(stage)
    seats = queries.seats_of(stage, plans[0] if plans else None)
    form = PanelPlanForm(
        count=len(seats) or 1,
        minutes=plans[0].minutes if plans else 45,
        seen=str(plans[0].number if plans else 0),
    )
    form.offer(panel_plans.MOST_SEATS)
    if form.validate_on_submit() and _published(stage, form):
        return redirect(url_for(".panel_plan", stage_id=stage_id))
    return _plan_page(stage, form, seats if reads_only() else _ticked(), plans), 422 if form.errors else 200


def _stage_or_404(stage_id: int) -> Stage:
    stage = queries.stage(stage_id)
    if stage is None or stage.kind is not StageKind.INTERVIEW or stage.rubric_version is None:
        abort(404)
    return stage


def _ticked() -> list[list[int]]:
    """What was ticked for each seat."""
    return [
        request.form.getlist(f"focus_{number}", type=int) for number in range(1, panel_plans.MOST_SEATS + 1)
    ]


def _published(stage: Stage, form: PanelPlanForm) -> bool:
    count = form.count.data if form.count.data in range(1, panel_plans.MOST_SEATS + 1) else 0
    try:
        plan = panel_plans.publish(
            stage, form.minutes.data or 0, _ticked()[:count], based_on=form.based_on, actor=current_user
        )
    except Refused as refusal:
        form.blame(refusal)
        return False
    db.session.commit()
    flash(_("Plan %(number)s of %(stage)s is in use.", number=plan.number, stage=say(stage.name)), "good")
    return True


def _plan_page(stage: Stage, form: PanelPlanForm, seats: list[list[int]], plans: Any) -> str:
    assert stage.rubric_version is not None
    criteria = stage.rubric_version.criteria
    return render_template(
        "recruiting/scoring/panel_plan.html",
        stage=stage,
        form=form,
        criteria=criteria,
        most=panel_plans.MOST_SEATS,
        ticked=[set(seat) for seat in seats] + [set()] * (panel_plans.MOST_SEATS - len(seats)),
        plans=[(plan, [names_of(criteria, seat.focus) for seat in plan.seats]) for plan in plans],
    )


# Working hours and reminders


@bp.route("/interview-policy", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def interview_policy() -> Any:
    """When interviews are proposed, and how scorecards are asked for again."""
    now = policy_queries.in_use()
    form = PolicyForm(data={**asdict(now), "weekdays": sorted(now.weekdays), "seen": str(now.number)})
    form.offer()
    if form.validate_on_submit() and _policy_published(form):
        return redirect(url_for(".interview_policy"))
    editions = [(one, policy_queries.hours_of(one)) for one in policy_queries.editions()]
    page = render_template("recruiting/scoring/interview_policy.html", form=form, editions=editions)
    return page, 422 if form.errors else 200


def _policy_published(form: PolicyForm) -> bool:
    try:
        policy = interview_policies.publish(form.hours(), actor=current_user)
    except Refused as refusal:
        form.blame(refusal)
        return False
    db.session.commit()
    flash(_("Edition %(number)s is in use.", number=policy.number), "good")
    return True
