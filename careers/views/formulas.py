"""What months are measured by: the formulas that are published, and beginning a further one."""

from collections.abc import Mapping
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import exports
from careers import formula_drafts as drafts
from careers.forms.formulas import ScopeForm
from careers.formula_words import differences, for_whom
from careers.formulas import BEGINNING
from careers.models import FormulaDraft, ReviewFormula
from careers.queries import formulas as queries
from careers.queries import ladder
from careers.views.attempt import sent
from careers.views.blueprint import bp
from core import clock, spreadsheets
from core.db import Words
from core.i18n import _
from core.months import month_of
from people import queries as people
from people.guard import requires
from people.permissions import Permission


def whom(of: FormulaDraft | ReviewFormula) -> str:
    return _said(of, ladder.level_names())


def _said(of: FormulaDraft | ReviewFormula, names: Mapping[str, Words]) -> str:
    return for_whom(of.level, of.team.name if of.team else None, names)


def _own_drafts() -> list[FormulaDraft]:
    """Those that the reader may change."""
    teams = current_user.teams_for(Permission.EDIT_LADDER)
    return [one for one in queries.drafts() if None in teams or one.team_id in teams]


@bp.get("/formulas", endpoint="formulas")
@requires(Permission.SEE_CAREERS)
def list_formulas() -> Any:
    found, names = queries.formulas(), ladder.level_names()
    said = {one.id: _said(one, names) for one in found}
    kind = request.args.get("export")
    if kind:
        rows = exports.formula_rows(found, said)
        return spreadsheets.answer(rows, exports.formula_header(), "review-formulas", kind)
    return render_template(
        "careers/formulas/formulas.html",
        formulas=found,
        whom=said,
        published=queries.published(),
        holding=_holding(found),
        today=clock.today(),
        beginning=BEGINNING,
        drafts=[(one, _said(one, names)) for one in _own_drafts()],
    )


def _holding(found: Any) -> set[int]:
    """Ids of those that hold in this month for somebody: of each scope the one that began last."""
    month, newest = month_of(clock.today()), {}
    for one in sorted(found, key=lambda one: (one.since, one.number)):
        if one.since <= month:
            newest[one.level, one.team_id] = one.id
    return set(newest.values())


@bp.get("/formulas/<int:formula_id>")
@requires(Permission.SEE_CAREERS)
def formula(formula_id: int) -> Any:
    one = queries.formula(formula_id) or abort(404)
    if request.args.get("export"):
        rows = exports.indicator_rows(one)
        name = f"review-formula-{one.number}"
        return spreadsheets.answer(rows, exports.indicator_header(), name, request.args["export"])
    earlier = queries.newest_for(one.level, one.team_id, before=one.number)
    return render_template(
        "careers/formulas/formula.html",
        formula=one,
        lines=one.indicators,
        weights=sum(line.weight for line in one.indicators),
        whom=whom(one),
        earlier=earlier,
        beginning=BEGINNING,
        differences=differences(drafts.lines_of(earlier), drafts.lines_of(one)) if earlier else [],
        published=queries.published().get(one.id),
        may_edit=current_user.may(Permission.EDIT_LADDER),
    )


@bp.route("/formulas/<int:formula_id>/drafts/new", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def begin_formula_draft(formula_id: int) -> Any:
    """Say for whom, then change a copy."""
    one = queries.formula(formula_id) or abort(404)
    form = ScopeForm(data={"level": one.level or "", "team": one.team_id}).offering(
        ladder.level_names(), people.teams()
    )
    begun: list[FormulaDraft] = []

    def begin() -> None:
        begun.append(drafts.begin(one, form.level.data or None, form.team.data or None, actor=current_user))

    if sent(form, begin, _("A draft is there to be changed. Nobody notices before it is published.")):
        return redirect(url_for(".formula_draft", draft_id=begun[0].id))
    page = render_template("careers/formulas/scope.html", formula=one, form=form, whom=whom(one))
    return page, 422 if form.errors or form.form_errors else 200
