"""The months of a team: the sheet and closing it."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from careers import exports, reviewing
from careers.forms.reviews import SheetFilter, cell_name, cells_sent, read_cells
from careers.queries import offers, review_sheet
from careers.queries import reviews as queries
from careers.rules.peers import LEAST
from careers.states import Beside
from careers.views.blueprint import bp
from careers.views.months_asked import asked_month, month_filter, months_offered
from core import clock, spreadsheets
from core.columns_in import no_number
from core.db import db
from core.i18n import _, ngettext
from core.months import last_day
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission


@bp.get("/reviews", endpoint="reviews")
@requires(Permission.REVIEW_MONTHS)
def show_reviews() -> Any:
    kind = request.args.get("export")
    if kind:
        rows = _rows()
        heads = review_sheet.columns(rows)
        return spreadsheets.answer(
            exports.sheet_rows(rows, heads, asked_month()), exports.sheet_header(heads), "reviews", kind
        )
    return _sheet({}, [])


def _team() -> int | None:
    return request.values.get("team", type=int)


def _beside() -> Beside | None:
    """How the months compare that were asked for."""
    return next((one for one in Beside if one.value == request.values.get("beside")), None)


def _only_open() -> bool:
    return request.values.get("open") == "1"


def _rows() -> list[review_sheet.SheetRow]:
    """What is shown; and only that is saved and closed."""
    return [one for one in _compared() if not (_only_open() and one.closed)]


def _compared() -> list[review_sheet.SheetRow]:
    """Who compares with colleagues as was asked for, closed or not."""
    beside, rows = _beside(), review_sheet.sheet(current_user, asked_month(), _team())
    return [one for one in rows if beside in (None, one.beside)]


def _where() -> dict[str, Any]:
    """The address of what is shown."""
    asked = {"month": f"{asked_month():%Y-%m}", "team": _team(), "beside": _beside()}
    asked |= {"open": 1} if _only_open() else {}
    return {name: value for name, value in asked.items() if value}


def _sheet(typed: Mapping[tuple[int, str], str], problems: list[tuple[int, str, str]]) -> str:
    month, offered = asked_month(), months_offered()
    everybody = _compared()
    rows = [one for one in everybody if not (_only_open() and one.closed)]
    return render_template(
        "careers/reviews.html",
        form=month_filter(month, SheetFilter),
        month=month,
        where=_where(),
        beside=_beside(),
        least=LEAST,
        rows=rows,
        everybody=everybody,
        only_open=_only_open(),
        columns=review_sheet.columns(everybody),
        is_over=last_day(month) < clock.today(),
        typed={cell_name(*cell): text for cell, text in typed.items()},
        problems={cell_name(who, key): sentence for who, key, sentence in problems},
        cell_name=cell_name,
        appeals=queries.open_appeals(current_user),
        short=offers.falling_short(rows),
        months=offered,
    )


@bp.post("/reviews")
@requires(Permission.REVIEW_MONTHS)
def save_figures() -> Any:
    """All cells that changed, or none."""
    cells = cells_sent(request.form)
    figures, bad = read_cells(cells)
    problems = [(*place, no_number(cells[place])) for place in bad]
    within = {row.row.employment_id for row in _rows()}
    saved = 0
    for who, employment in queries.employments(within & set(figures)).items():
        try:
            saved += reviewing.enter(employment, asked_month(), figures[who], actor=current_user)
        except Refused as refusal:
            problems.append((who, _blamed(refusal, figures[who]), refusal.sentence))
    if problems:
        db.session.rollback()
        return _sheet(cells, problems), 422
    db.session.commit()
    flash(ngettext("%(num)s figure is saved.", "%(num)s figures are saved.", saved), "good")
    return redirect(url_for(".reviews", **_where()))


def _blamed(refusal: Refused, figures: Mapping[str, Any]) -> str:
    """The cell that a sentence is about; where it is about none, the first one that was changed."""
    return refusal.field if refusal.field and refusal.field in figures else next(iter(figures))


@bp.post("/reviews/closings")
@requires(Permission.REVIEW_MONTHS)
def close_month() -> Any:
    rows = _rows()
    open_ones = [one.row.employment_id for one in rows if one.closed is None and not one.is_own]
    done = reviewing.close_all(
        list(queries.employments(open_ones).values()), asked_month(), actor=current_user
    )
    db.session.commit()
    said = ngettext(
        "The month of %(num)s person is closed.", "The months of %(num)s people are closed.", done.closed
    )
    flash(said, "good" if done.closed else "warn")
    for name, sentence in done.left[:8]:
        flash(_("%(name)s: %(sentence)s", name=name, sentence=sentence), "warn")
    return redirect(url_for(".reviews", **_where()))
