"""Honours of a month or a quarter: whom the rule proposes in each team, deciding, who was honoured so far."""

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from careers import honouring
from careers.forms import lists
from careers.forms.honours import DecisionForm, HonourFilter, HonourRuleForm, kind_in, period_in
from careers.honouring import HonourRefused, Occasion, RulePlan
from careers.queries import honours as queries
from careers.queries import ladder
from careers.rules.honours import end_of
from careers.states import HonourKind
from careers.views.attempt import sent
from careers.views.blueprint import bp
from core import clock, spreadsheets
from core.i18n import _
from people import queries as people
from people.guard import requires
from people.permissions import Permission
from people.states import EmploymentKind

SHOWN = 50
"""So many honours of before are shown; all can be taken away."""


def _asked() -> tuple[HonourKind, date, int | None]:
    kind = kind_in(request.args.get("kind"))
    period = period_in(kind, request.args.get("period"), clock.today())
    return kind, period, request.args.get("team", type=int)


@bp.route("/honours", methods=["GET", "POST"], endpoint="honours")
@requires(Permission.REVIEW_MONTHS)
def show_honours() -> Any:
    """The rankings; sent, something is decided about somebody in one."""
    kind, period, team = _asked()
    form = DecisionForm()
    if sent(form, lambda: _decide(form, kind, period), _said(form.deed.data)):
        return redirect(url_for(".honours", kind=kind.value, period=f"{period:%Y-%m}", team=team))
    export = request.args.get("export")
    if export and request.args.get("list") == "given":
        rows = lists.given_rows(queries.given(current_user))
        return spreadsheets.answer(rows, lists.given_header(), "honours", export)
    found = queries.rankings(current_user, kind, period, team)
    if export:
        name = f"ranking-{period:%Y-%m}"
        return spreadsheets.answer(lists.ranking_rows(found), lists.ranking_header(), name, export)
    page = render_template(
        "careers/honours/honours.html",
        form=form,
        kind=kind,
        period=period,
        team=team,
        kinds=list(HonourKind),
        filter=_filter(kind, period),
        rankings=found,
        is_over=end_of(kind, period) < clock.today(),
        given=queries.given(current_user, SHOWN),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _filter(kind: HonourKind, period: date) -> HonourFilter:
    said = {"kind": kind.value, "period": f"{period:%Y-%m}"}
    return HonourFilter(request.args, **said).offering(kind, clock.today(), people.teams())


def _said(deed: str | None) -> str:
    return {
        "confirm": _("Confirmed. They read it on their own page."),
        "decline": _("Declined. The next one is proposed, if there is one."),
    }.get(deed or "", _("Taken back. The record keeps both."))


def _decide(form: DecisionForm, kind: HonourKind, period: date) -> None:
    team, employment = form.meant
    if team is None or employment is None:
        raise HonourRefused(_("Not changed. Nobody of this team within your reach is meant."))
    occasion, why = Occasion(kind, period, team), form.reason.data or ""
    if form.deed.data == "confirm":
        honouring.confirm(occasion, employment, actor=current_user)
    elif form.deed.data == "decline":
        honouring.decline(occasion, employment, actor=current_user, reason=why)
    else:
        honouring.take_back(occasion, employment, actor=current_user, reason=why)


@bp.route("/honours/rules", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def honour_rules() -> Any:
    """Who may be honoured, version by version, and publishing the next one."""
    found, names = list(queries.rules()), ladder.level_names()
    if request.args.get("export"):
        rows = lists.honour_rule_rows(found, names)
        return spreadsheets.answer(rows, lists.honour_rule_header(), "honour-rules", request.args["export"])
    now = found[-1] if found else None
    names_of = ("levels", "least_days", "least_months", "leaves_out")
    shown = {name: getattr(now, name) for name in names_of} if now else {}
    form = HonourRuleForm(data=shown).offering(names)

    def publish() -> None:
        if None not in current_user.teams_for(Permission.EDIT_LADDER):
            raise HonourRefused(_("Not done. Your role does not allow it; an administrator can."))
        days, months = form.least_days.data or 0, form.least_months.data or 0
        kinds = tuple(EmploymentKind(one) for one in form.leaves_out.data or ())
        plan = RulePlan(tuple(form.levels.data or ()), days, months, kinds)
        honouring.publish(plan, actor=current_user, reason=form.reason.data or None)

    if sent(form, publish, _("Published. It holds for what begins next month or later.")):
        return redirect(url_for(".honour_rules"))
    page = render_template("careers/honours/rules.html", rules=found[::-1], form=form, level_names=names)
    return page, 422 if form.errors or form.form_errors else 200
