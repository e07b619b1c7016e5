"""The bonuses of a month: what each closed review brings and why, and handing them over to be paid."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from careers import bonuses
from careers.bonus_words import explained, said
from careers.forms import lists
from careers.queries import bonuses as queries
from careers.queries import reviews
from careers.views.blueprint import bp
from careers.views.months_asked import asked_month, month_filter
from core import spreadsheets
from core.db import db
from core.i18n import _, ngettext
from people.guard import requires
from people.permissions import Permission


@bp.get("/bonuses", endpoint="bonuses")
@requires(Permission.REVIEW_MONTHS)
def show_bonuses() -> Any:
    month, team = asked_month(), request.args.get("team", type=int)
    rows = queries.of_month(current_user, month, team)
    kind = request.args.get("export")
    if kind:
        return spreadsheets.answer(
            lists.bonus_rows(rows, month), lists.bonus_header(), f"bonuses-{month:%Y-%m}", kind
        )
    return render_template(
        "careers/bonuses/bonuses.html",
        form=month_filter(month),
        month=month,
        team=team,
        rows=rows,
        open_rows=[one for one in rows if one.due and one.due.is_open and not one.is_own],
        totals=queries.totals(rows),
        explained=explained,
        said=said,
    )


@bp.post("/bonuses/settlements")
@requires(Permission.REVIEW_MONTHS)
def settle_bonuses() -> Any:
    """All that is to be settled of what was shown."""
    month, team = asked_month(), request.form.get("team", type=int)
    rows = queries.of_month(current_user, month, team)
    open_ones = [one.row.employment_id for one in rows if one.due and one.due.is_open and not one.is_own]
    done = bonuses.settle_all(list(reviews.employments(open_ones).values()), month, actor=current_user)
    db.session.commit()
    settled = ngettext("%(num)s bonus is settled.", "%(num)s bonuses are settled.", done.count)
    flash(settled, "good" if done.count else "warn")
    for name, sentence in done.left[:8]:
        flash(_("%(name)s: %(sentence)s", name=name, sentence=sentence), "warn")
    return redirect(url_for(".bonuses", month=f"{month:%Y-%m}", team=team))
