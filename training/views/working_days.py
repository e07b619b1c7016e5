"""Holidays and days worked in their place."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import Words, db
from core.i18n import _
from core.refusal import Refused
from people import queries as people
from people.guard import requires
from people.models import Site
from people.permissions import Permission
from training import exports, working_days
from training.forms.working_days import CalendarDayForm
from training.queries import working_days as queries
from training.views.attempt import done
from training.views.blueprint import bp


@bp.get("/working-days", endpoint="working_days")
@requires(Permission.TEACH)
def list_working_days() -> Any:
    sites = people.sites()
    if kind := request.args.get("export"):
        rows = exports.day_rows(queries.days(), _names(sites))
        return spreadsheets.answer(rows, exports.day_header(), "working-days", kind)
    return _page(sites, CalendarDayForm(formdata=None).offering(sites))


def _page(sites: Sequence[Site], form: CalendarDayForm) -> str:
    """Whoever teaches reads it; it is everybody's, so that a role held for some teams does not change it."""
    return render_template(
        "training/working_days.html",
        form=form,
        days=queries.days(),
        names=_names(sites),
        may_change=current_user.may_everywhere(Permission.TEACH),
    )


def _names(sites: Sequence[Site]) -> dict[int, Words]:
    return {site.id: site.name for site in sites}


@bp.post("/working-days")
@requires(Permission.TEACH, everywhere=True)
def add_working_day() -> Any:
    sites = people.sites()
    form = CalendarDayForm().offering(sites)
    if form.validate_on_submit():
        try:
            _add(form)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("The day is in the calendar. Timetables made from now on keep to it."), "good")
            return redirect(url_for(".working_days"))
    return _page(sites, form), 422


def _add(form: CalendarDayForm) -> None:
    assert form.day.data is not None
    working_days.add(
        form.day.data,
        form.name,
        is_worked=bool(form.is_worked.data),
        site_id=form.site.data,
        actor=current_user,
    )


@bp.post("/working-days/<int:day_id>/removal")
@requires(Permission.TEACH, everywhere=True)
def remove_working_day(day_id: int) -> Any:
    one = queries.calendar_day(day_id) or abort(404)
    return done(
        lambda: working_days.remove(one, actor=current_user),
        _("The day is what its weekday says again."),
        url_for(".working_days"),
    )
