"""Whom newer rules ask for more: the list, and asking the chosen to train again."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people import queries as people
from people.guard import requires
from people.permissions import Permission
from training import exports, recalling
from training.forms.recalls import RecallFilter, RecallForm
from training.queries import recalls as queries
from training.views.blueprint import bp
from training.words import needs_said

USUAL = timedelta(days=30)
"""What is proposed as the time they have."""


@bp.get("/recalls")
@requires(Permission.SEE_TRAINING)
def recalls() -> Any:
    form = RecallForm(formdata=None)
    form.until.data = clock.today() + USUAL
    return _page(form)


def _page(form: RecallForm) -> Any:
    teams = people.teams()
    wanted = RecallFilter(request.args).offering(teams)
    filters = wanted.chosen()
    rows = queries.recalls(current_user, wanted.team.data, str(filters.get("q", "")))
    if kind := request.args.get("export"):
        return spreadsheets.answer(exports.recall_rows(rows), exports.recall_header(), "train-again", kind)
    return render_template(
        "training/recalls.html",
        rows=rows,
        form=form,
        wanted=wanted,
        filters=filters,
        team_names={team.id: team.name for team in teams},
        said=needs_said,
        open_count=sum(not one.is_asked for one in rows),
    )


@bp.post("/recalls")
@requires(Permission.PUT_ON_DUTY)
def ask_again() -> Any:
    form = RecallForm()
    try:
        done = recalling.ask(
            form.chosen.data or (), form.until.data, actor=current_user, reason=form.reason.data or ""
        )
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _page(form), 422
    db.session.commit()
    flash(
        _(
            "Asked: %(asked)s, each with a letter. In line already: %(before)s.",
            asked=done.asked,
            before=done.before,
        ),
        "good",
    )
    filters: dict[str, Any] = dict(RecallFilter(request.args).chosen())
    return redirect(url_for(".recalls", **filters))
