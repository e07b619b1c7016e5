"""Development plans: the own one, somebody else's, one goal with its history, and the list of all."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import developing, exports
from careers.forms.goals import GoalForm, LookForm, goal_shown, proposal_shown
from careers.goal_words import from_check_in, proposals, soon
from careers.models import DevelopmentGoal
from careers.queries import check_ins, journeys, reviews, standings
from careers.queries import goals as queries
from careers.states import GoalSource, GoalState, LookOutcome, Side
from careers.views.attempt import done, sent
from careers.views.blueprint import bp
from careers.views.paths import frame
from core import clock, keyset, spreadsheets
from core.i18n import _
from people.guard import requires
from people.permissions import Permission

OVERDUE = "overdue"


@bp.route("/own/plan", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def own_plan() -> Any:
    row = standings.own_row(current_user)
    return _plan(row, is_own=True) if row else render_template("careers/no_path.html")


@bp.route("/people/<int:employment_id>/plan", methods=["GET", "POST"])
@requires(Permission.REVIEW_MONTHS)
def person_plan(employment_id: int) -> Any:
    row = standings.one_of(current_user, employment_id, Permission.REVIEW_MONTHS) or abort(404)
    return _plan(row, is_own=row.person_id == current_user.person_id)


def _plan(row: Any, *, is_own: bool) -> Any:
    """The plan; sent, a goal is proposed. With `from` the form begins with what a requirement proposes."""
    [one], goals = standings.standings([row]), queries.of_person(row.employment_id)
    if request.args.get("export"):
        rows = exports.goal_rows(goals)
        return spreadsheets.answer(rows, exports.goal_header(), "development-plan", request.args["export"])
    found = proposals(one, journeys.names_asked(), queries.taken(goals), clock.today())
    form = GoalForm(data=_begun(found, row.employment_id)).offering()

    def propose() -> None:
        employment = reviews.employment(row.employment_id)
        developing.propose(employment, form.plan(), actor=current_user)

    here = url_for(".own_plan") if is_own else url_for(".person_plan", employment_id=row.employment_id)
    if sent(form, propose, _("The goal is proposed. The other side has yet to agree.")):
        return redirect(here)
    page = render_template(
        "careers/goals/plan.html",
        one=one,
        goals=goals,
        proposals=found,
        form=form,
        here=here,
        side=Side.EMPLOYEE if is_own else Side.LEAD,
        is_own=is_own,
        today=clock.today(),
        **frame(one, is_own=is_own),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _begun(found: list[Any], employment_id: int) -> dict[str, Any]:
    """What the form begins with: a proposal, a competency that was compared in a check-in, or nothing."""
    place = request.args.get("from", type=int)
    chosen = next((one for one in found if one.place == place), None)
    if chosen is not None:
        return proposal_shown(chosen)
    goal = {"source": GoalSource.GAP.value, "due_on": soon(clock.today())}
    compared = check_ins.competency_of(
        employment_id, request.args.get("check_in", type=int), request.args.get("competency", "")
    )
    return goal | (from_check_in(compared) if compared else {})


def _goal_or_404(goal_id: int) -> tuple[DevelopmentGoal, Side]:
    goal = queries.goal_for(current_user, goal_id) or abort(404)
    return goal, developing.side_of(goal.employment, actor=current_user)


def _back(goal: DevelopmentGoal, side: Side) -> str:
    if side is Side.EMPLOYEE:
        return url_for(".own_plan")
    return url_for(".person_plan", employment_id=goal.employment_id)


@bp.route("/goals/<int:goal_id>", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def goal(goal_id: int) -> Any:
    """One goal with what it said before; sent, it is looked at again."""
    one, side = _goal_or_404(goal_id)
    form = LookForm(revision=str(one.revision)).offering(_outcomes(one, side))

    def look() -> None:
        outcome = LookOutcome(form.outcome.data)
        developing.look(one, outcome, form.note.data or "", revision=form.seen, actor=current_user)

    if sent(form, look, _("Recorded.")):
        return redirect(url_for(".goal", goal_id=goal_id))
    page = render_template(
        "careers/goals/goal.html", goal=one, side=side, form=form, back=_back(one, side), today=clock.today()
    )
    return page, 422 if form.errors or form.form_errors else 200


def _outcomes(one: DevelopmentGoal, side: Side) -> list[LookOutcome]:
    """What this side can say of a goal in its state."""
    if one.state is GoalState.PROPOSED:
        return [LookOutcome.DROPPED]
    return [each for each in LookOutcome if side is Side.LEAD or each is not LookOutcome.REACHED]


@bp.post("/goals/<int:goal_id>/agreements")
@requires(Permission.USE_PRODUCT)
def agree_to_goal(goal_id: int) -> Any:
    one, side = _goal_or_404(goal_id)
    revision = request.form.get("revision", type=int)
    return done(
        lambda: developing.agree(one, revision=revision, actor=current_user),
        _("The goal is agreed by both sides."),
        _back(one, side),
    )


@bp.route("/goals/<int:goal_id>/wording", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def reword_goal(goal_id: int) -> Any:
    one, side = _goal_or_404(goal_id)
    form = GoalForm(data=goal_shown(one)).offering()

    def reword() -> None:
        developing.reword(one, form.plan(), revision=form.seen, actor=current_user)

    if sent(form, reword, _("The goal is changed. The other side has yet to agree.")):
        return redirect(url_for(".goal", goal_id=goal_id))
    page = render_template("careers/goals/wording.html", goal=one, form=form, back=_back(one, side))
    return page, 422 if form.errors or form.form_errors else 200


@bp.get("/plans", endpoint="plans")
@requires(Permission.REVIEW_MONTHS)
def list_plans() -> Any:
    """Goals of everybody within reach, the first due first."""
    asked = request.args.get("state")
    state = next((one for one in GoalState if one.value == asked), None)
    overdue = clock.today() if asked == OVERDUE else None
    statement = queries.plans(current_user, state, overdue)
    if request.args.get("export"):
        rows = exports.plan_rows(queries.whole(statement))
        return spreadsheets.answer(rows, exports.plan_header(), "development-plans", request.args["export"])
    page = keyset.page(
        statement, queries.PLAN_ORDER, after=request.args.get("after"), before=request.args.get("before")
    )
    shown = OVERDUE if overdue else state.value if state else None
    return render_template(
        "careers/goals/plans.html",
        page=page,
        shown=shown,
        states=list(GoalState),
        today=clock.today(),
        has_own=standings.own_row(current_user) is not None,
    )
