"""Rates of promotion by group: figures of many, of which nobody's own can be told."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from careers.forms import equity as files
from careers.forms.groupings import GroupingFilter, called
from careers.queries import groupings as queries
from careers.queries import ladder
from careers.rules.equity import LEAST
from careers.views.blueprint import bp
from core import spreadsheets
from people.guard import requires
from people.permissions import Permission


@bp.get("/promotion-by-group", endpoint="equity")
@requires(Permission.SEE_CAREERS)
def promotion_by_group() -> Any:
    among = queries.seen_by(current_user, Permission.SEE_CAREERS)
    form = GroupingFilter(request.args).offering(among)
    chosen = form.chosen(among)
    over, found = queries.figures_of(chosen) if chosen else (None, [])
    names, kind = ladder.level_names(), request.args.get("export")
    if kind:
        rows = files.equity_rows(chosen, found, names)
        return spreadsheets.answer(rows, files.equity_header(), "promotion-by-group", kind)
    return render_template(
        "careers/groups/equity.html",
        form=form,
        among=among,
        chosen=chosen,
        called=called,
        over=over,
        found=found,
        level_names=names,
        widest=max((line.rate.high or 0 for one in found for line in one.found.shown), default=0),
        least=LEAST,
    )
