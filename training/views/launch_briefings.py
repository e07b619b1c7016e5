"""One launch: who is ready and who passed the check, for whoever trains; what has to be known, for whom it
concerns."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _, ngettext
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import briefing, exports, launches
from training.forms.launches import CHECK_KEYS, ChecksForm, checks_sent
from training.models import Launch
from training.queries import launches as queries
from training.queries import recurrent
from training.queries.launches import Concerned
from training.views.attempt import done
from training.views.blueprint import bp
from training.views.launches import launch_or_404


@bp.get("/launches/<int:launch_id>")
@requires(Permission.SEE_TRAINING)
def launch(launch_id: int) -> Any:
    one = launch_or_404(launch_id)
    kind = request.args.get("export")
    if kind:
        rows = exports.readiness_rows(queries.readiness([launch_id], current_user))
        return spreadsheets.answer(rows, exports.readiness_header(), "launch", kind)
    return _page(one, ChecksForm(formdata=None), {})


def _page(one: Launch, form: ChecksForm, typed: dict[int, bool]) -> Any:
    """`typed`: results that are not saved yet."""
    everybody = queries.readiness([one.id], current_user)
    may_plan = current_user.may(Permission.PLAN_RECURRENT) and one.withdrawn_at is None
    newest = one.versions[-1]
    page = render_template(
        "training/launches/launch.html",
        launch=one,
        newest=newest,
        everybody=sorted(everybody, key=_missing_first),
        teams=queries.by_team(everybody),
        ready=sum(its.standing.is_ready for its in everybody),
        sessions=queries.sessions_about(one.id),
        record=recurrent.record_of("launch", one.id, besides="briefing acknowledged"),
        form=form,
        typed=typed,
        offered=CHECK_KEYS,
        has_checks=newest.asks_check and may_plan,
        may_change=may_plan and launches.may_change(current_user, one),
        today=clock.today(),
    )
    return (page, 422) if form.errors or form.form_errors else page


def _missing_first(one: Concerned) -> tuple[bool, str, int]:
    return one.standing.is_ready, one.row.name, one.row.employment_id


@bp.post("/launches/<int:launch_id>/checks")
@requires(Permission.PLAN_RECURRENT)
def enter_launch_checks(launch_id: int) -> Any:
    one, form = launch_or_404(launch_id), ChecksForm()
    reached = queries.readiness([launch_id], current_user, Permission.PLAN_RECURRENT)
    others = [its.row.employment_id for its in reached if its.row.person_id != current_user.person_id]
    results = checks_sent(request.form, others)
    try:
        count = briefing.enter_checks(one, results, actor=current_user, reason=form.reason.data)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _page(launch_or_404(launch_id), form, results)
    db.session.commit()
    flash(ngettext("%(num)s result is saved.", "%(num)s results are saved.", count), "good")
    return redirect(url_for(".launch", launch_id=launch_id))


def _mine_or_404(launch_id: int) -> Concerned:
    mine = queries.of_person(current_user.person_id)
    return next((one for one in mine if one.row.launch_id == launch_id), None) or abort(404)


@bp.get("/own/launches/<int:launch_id>")
@requires(Permission.USE_PRODUCT)
def own_launch(launch_id: int) -> str:
    """What has to be known about a product that one is to serve."""
    mine = _mine_or_404(launch_id)
    return render_template(
        "training/launches/own.html",
        mine=mine,
        newest=queries.newest_version(launch_id),
        sessions=queries.sessions_about(launch_id),
        now=clock.now(),
    )


@bp.post("/own/launches/<int:launch_id>/acknowledgement")
@requires(Permission.USE_PRODUCT)
def acknowledge_briefing(launch_id: int) -> Any:
    _mine_or_404(launch_id)
    found = queries.one(launch_id) or abort(404)
    return done(
        lambda: briefing.acknowledge(
            found, actor=current_user, seen=request.form.get("version", 0, type=int)
        ),
        _("Noted: you know what this version says."),
        url_for(".own_launch", launch_id=launch_id),
    )
