"""Levels that change without a case: the end of a trial, a demotion, a lateral move."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_login import current_user

from careers import levels
from careers.forms.cases import LevelForm, ReasonForm
from careers.queries import ladder, reviews, standings
from careers.views.attempt import done, sent
from careers.views.blueprint import bp
from core.i18n import _, say
from people.guard import requires
from people.permissions import Permission


def _row_or_404(employment_id: int) -> Any:
    return standings.one_of(current_user, employment_id, Permission.DECIDE_PROMOTIONS) or abort(404)


@bp.post("/people/<int:employment_id>/trial/confirmation")
@requires(Permission.DECIDE_PROMOTIONS)
def confirm_trial(employment_id: int) -> Any:
    _row_or_404(employment_id)
    employment = reviews.employment(employment_id)
    back = url_for(".person", employment_id=employment_id)
    return done(
        lambda: levels.confirm(employment, actor=current_user), _("The level is held for good."), back
    )


@bp.route("/people/<int:employment_id>/trial/return", methods=["GET", "POST"])
@requires(Permission.DECIDE_PROMOTIONS)
def return_from_trial(employment_id: int) -> Any:
    row, form = _row_or_404(employment_id), ReasonForm()
    employment = reviews.employment(employment_id)
    return _change(
        row,
        form,
        lambda: levels.send_back(employment, form.reason.data or "", actor=current_user),
        _("Back in the former level"),
    )


@bp.route("/people/<int:employment_id>/demotion", methods=["GET", "POST"])
@requires(Permission.DECIDE_PROMOTIONS)
def demote(employment_id: int) -> Any:
    return _move(employment_id, 0, levels.demote, _("Demote"))


@bp.route("/people/<int:employment_id>/lateral-move", methods=["GET", "POST"])
@requires(Permission.DECIDE_PROMOTIONS)
def move_sideways(employment_id: int) -> Any:
    return _move(employment_id, 1, levels.move_sideways, _("Move sideways"))


def _move(employment_id: int, which: int, verb: Callable[..., Any], title: str) -> Any:
    row = _row_or_404(employment_id)
    names = ladder.level_names()
    keys = levels.choices(standings.standings([row])[0])[which]
    form = LevelForm().offering([(key, say(names.get(key))) for key in sorted(keys)])
    employment = reviews.employment(employment_id)

    def move() -> None:
        verb(employment, form.level.data, form.on.data, form.reason.data or "", actor=current_user)

    return _change(row, form, move, title)


def _change(row: Any, form: Any, deed: Callable[[], Any], title: str) -> Any:
    if sent(form, deed, _("The level is changed, and the record says how.")):
        return redirect(url_for(".person", employment_id=row.employment_id))
    page = render_template(
        "careers/change_level.html", form=form, row=row, title=title, is_return=isinstance(form, ReasonForm)
    )
    return page, 422 if form.errors or form.form_errors else 200
