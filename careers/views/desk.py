"""Service-desk duty: who is due, planning for many, one person's days, recording, the rule."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import desk_duty, exports
from careers.desk_duty import DeskRefused
from careers.forms.desk import DayForm, DeskFilter, PlanManyForm, ReopenForm, RuleForm, SettleForm
from careers.forms.ladder import chosen
from careers.models import DeskDay
from careers.queries import desk as queries
from careers.queries import ladder, leavers, reviews, standings
from careers.states import DeskNeed, DeskState
from careers.views.attempt import sent
from careers.views.blueprint import bp
from core import clock, spreadsheets
from core.i18n import _
from people import queries as people
from people.guard import requires
from people.permissions import Permission

SHOWN = 200


def _listed(form: DeskFilter, need: DeskNeed | None) -> list[queries.OnDuty]:
    statement = standings.people(
        current_user,
        Permission.PLAN_DESK_DUTY,
        team_id=form.team.data,
        level=form.level.data or None,
        text=(form.q.data or "").strip() or None,
    )
    return queries.listed(standings.everybody(statement), need)


@bp.route("/desk-duty", methods=["GET", "POST"], endpoint="desk_duty")
@requires(Permission.PLAN_DESK_DUTY)
def show_desk_duty() -> Any:
    """Who owes days; sent, days are planned for those who are ticked."""
    teams, names = people.team_names(), ladder.level_names()
    form = DeskFilter(request.args).offering(teams, names)
    everyone = _listed(form, None)
    found = [one for one in everyone if form.wanted in (None, one.standing.need)]
    if request.args.get("export"):
        rows = exports.desk_rows(found, names)
        return spreadsheets.answer(rows, exports.desk_header(), "desk-duty", request.args["export"])
    plan = PlanManyForm(first=clock.today())
    shown: dict[str, Any] = form.chosen()
    ticked = chosen(request.form.getlist("chosen")) & {one.row.employment_id for one in everyone}

    def plan_them() -> None:
        assert plan.first.data is not None and plan.most.data is not None
        if not ticked:
            raise DeskRefused(_("Not planned. Tick for whom."))
        employments = list(reviews.employments(ticked).values())
        desk_duty.plan_for(employments, plan.first.data, plan.most.data, actor=current_user)

    if sent(plan, plan_them, _("Their days are planned; they see them on their path.")):
        return redirect(url_for(".desk_duty", **shown))
    page = render_template(
        "careers/desk/desk.html",
        form=form,
        plan=plan,
        found=found[:SHOWN],
        count=len(found),
        counts={need: sum(one.standing.need is need for one in everyone) for need in DeskNeed},
        coming=queries.coming(current_user),
        ticked=ticked,
        today=clock.today(),
        level_names=names,
        team_names=teams,
        rule=queries.rule_today(),
    )
    return page, 422 if plan.errors or plan.form_errors else 200


@bp.route("/people/<int:employment_id>/desk-duty", methods=["GET", "POST"])
@requires(Permission.PLAN_DESK_DUTY)
def desk_days(employment_id: int) -> Any:
    """One person's days; sent, one more is planned or recorded."""
    here = standings.one_of(current_user, employment_id, Permission.PLAN_DESK_DUTY)
    row = here or leavers.one_of(current_user, employment_id, Permission.PLAN_DESK_DUTY) or abort(404)
    form, employment = DayForm(), reviews.employment(employment_id)
    if request.args.get("export"):
        rows = exports.desk_day_rows(queries.days_of(employment_id))
        return spreadsheets.answer(rows, exports.desk_day_header(), "desk-days", request.args["export"])

    def put() -> None:
        assert form.on.data is not None
        if form.what.data == "served":
            desk_duty.enter(employment, form.on.data, actor=current_user, note=form.note.data)
        else:
            desk_duty.plan(employment, form.on.data, actor=current_user)

    if sent(form, put, _("The day is in the list.")):
        return redirect(url_for(".desk_days", employment_id=employment_id))
    page = render_template(
        "careers/desk/person.html",
        row=row,
        form=form,
        days=queries.days_of(employment_id),
        standing=queries.standings([employment_id]).get(employment_id) if here else None,
        is_here=here is not None,
        today=clock.today(),
        is_own=row.person_id == current_user.person_id,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _day_or_404(day_id: int) -> DeskDay:
    return queries.day_in_reach(current_user, day_id) or abort(404)


@bp.route("/desk-days/<int:day_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_DESK_DUTY)
def desk_day(day_id: int) -> Any:
    """What became of a day; sent, it is recorded. Sent once more it is refused, not taken back."""
    made = _day_or_404(day_id)
    form = SettleForm().offering(is_past=made.on < clock.today())
    return _day_page(made, form, lambda: _settle(made, form), is_reopening=False)


@bp.route("/desk-days/<int:day_id>/reopening", methods=["GET", "POST"])
@requires(Permission.PLAN_DESK_DUTY)
def reopen_desk_day(day_id: int) -> Any:
    """Taking back what was recorded of a day."""
    made, form = _day_or_404(day_id), ReopenForm()

    def reopen() -> None:
        desk_duty.reopen(made, form.note.data or "", actor=current_user)

    return _day_page(made, form, reopen, is_reopening=True)


def _day_page(made: DeskDay, form: Any, deed: Callable[[], None], *, is_reopening: bool) -> Any:
    if sent(form, deed, _("Taken back.") if is_reopening else _("Recorded.")):
        return redirect(url_for(".desk_days", employment_id=made.employment_id))
    can = made.state in desk_duty.RECORDED if is_reopening else made.state is DeskState.PLANNED
    page = render_template(
        "careers/desk/day.html",
        made=made,
        form=form,
        can=can,
        is_reopening=is_reopening,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _settle(made: DeskDay, form: SettleForm) -> None:
    if form.outcome.data == "cancelled":
        desk_duty.cancel(made, form.note.data or "", actor=current_user)
    else:
        served = form.outcome.data == "served"
        desk_duty.settle(made, served=served, actor=current_user, note=form.note.data)


@bp.route("/desk-duty/rules", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def desk_rules() -> Any:
    """What is asked, version by version, and publishing the next one."""
    found, names = list(queries.rules()), ladder.level_names()
    if request.args.get("export"):
        rows = exports.desk_rule_rows(found, names)
        return spreadsheets.answer(rows, exports.desk_rule_header(), "desk-rules", request.args["export"])
    now = found[-1] if found else None
    shown = {"days": now.days, "months": now.months, "daily": now.daily_levels} if now else {}
    form = RuleForm(data=shown).offering(names)

    def publish() -> None:
        if None not in current_user.teams_for(Permission.EDIT_LADDER):
            raise DeskRefused(_("Not done. Your role does not allow it; an administrator can."))
        plan = desk_duty.RulePlan(form.days.data or 0, form.months.data or 0, tuple(form.daily.data or ()))
        desk_duty.publish(plan, actor=current_user, reason=form.reason.data or None)

    if sent(
        form,
        publish,
        _("Published, from tomorrow on. Periods that have begun end by the rule by which they began."),
    ):
        return redirect(url_for(".desk_rules"))
    page = render_template(
        "careers/desk/rules.html",
        rules=found[::-1],
        form=form,
        level_names=names,
        beginning=desk_duty.BEGINNING,
    )
    return page, 422 if form.errors or form.form_errors else 200
