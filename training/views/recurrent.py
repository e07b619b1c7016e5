"""The plan of recurrent training, month by month; planning, changing and calling off a session."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _
from core.months import after, before
from core.refusal import Refused
from people import queries as people
from people.guard import requires
from people.permissions import Permission
from training import exports, recurrent
from training.forms.cohorts import number
from training.forms.recurrent import CallOffForm, PlanFilter, RecurrentForm
from training.models import RecurrentSession
from training.queries import audience, launches
from training.queries import recurrent as queries
from training.views.attempt import done
from training.views.blueprint import bp


@bp.get("/recurrent", endpoint="recurrent")
@requires(Permission.SEE_TRAINING)
def show_plan() -> Any:
    teams = people.teams()
    form = PlanFilter(request.args).offering(teams)
    rows = queries.plan(current_user, form.shown, team_id=form.team.data, led_by=form.kind, text=form.text)
    ids = [row.id for row in rows]
    asked, tally, names = audience.counts(ids), queries.tally(ids), audience.teams_named(ids)
    kind = request.args.get("export")
    if kind:
        table = exports.plan_rows(rows, asked, tally, names)
        return spreadsheets.answer(table, exports.plan_header(), "recurrent-training", kind)
    return render_template(
        "training/recurrent/plan.html",
        form=form,
        month=form.shown,
        beside=(before(form.shown), after(form.shown)),
        rows=rows,
        asked=asked,
        tally=tally,
        names=names,
        team_names={one.id: one.name for one in teams},
        now=clock.now(),
    )


@bp.route("/recurrent/new", methods=["GET", "POST"])
@requires(Permission.PLAN_RECURRENT)
def new_recurrent() -> Any:
    form = RecurrentForm().offering(people.teams(), launches.open_launches(current_user))
    if not form.is_submitted():
        form.brief_about(launches.launch(current_user, request.args.get("launch", 0, type=int)))
    if form.validate_on_submit():
        try:
            made = recurrent.plan(_wanted(form), actor=current_user)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("The session is on the plan; whom it is for see it on their page."), "good")
            return redirect(url_for(".recurrent_session", recurrent_id=made.id))
    return _form_page(form, None)


def _wanted(form: RecurrentForm, session: RecurrentSession | None = None) -> recurrent.Plan:
    """Names are looked up among whoever is on duty within reach, and whoever was named before."""
    rows = [*audience.colleagues(current_user, Permission.PLAN_RECURRENT)]
    rows += audience.guests(session.id) if session else []
    return form.wanted(audience.named(audience.leaders()), audience.named(rows))


def _form_page(form: RecurrentForm, session: RecurrentSession | None, off: CallOffForm | None = None) -> Any:
    failed = form.errors or form.form_errors or (off and (off.errors or off.form_errors))
    page = render_template(
        "training/recurrent/form.html",
        form=form,
        session=session,
        off=off,
        leaders=audience.leaders(),
        colleagues=audience.colleagues(current_user, Permission.PLAN_RECURRENT),
    )
    return (page, 422) if failed else page


def changeable_or_404(recurrent_id: int) -> RecurrentSession:
    session = queries.session(current_user, recurrent_id) or abort(404)
    return session if recurrent.may_change(current_user, session) else abort(404)


def _about(session: RecurrentSession) -> Any:
    return launches.open_launches(current_user, besides=session.launch_id)


@bp.route("/recurrent/<int:recurrent_id>/plan", methods=["GET", "POST"])
@requires(Permission.PLAN_RECURRENT)
def change_recurrent(recurrent_id: int) -> Any:
    session = changeable_or_404(recurrent_id)
    form = RecurrentForm().offering(people.teams(), _about(session))
    if form.validate_on_submit():
        try:
            recurrent.change(
                session,
                _wanted(form, session),
                actor=current_user,
                reason=form.reason.data or "",
                seen=number(form.seen.data),
            )
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("The plan is changed. Calendars that subscribe hear of it."), "good")
            return redirect(url_for(".recurrent_session", recurrent_id=recurrent_id))
    elif not form.is_submitted():
        form.begin_with(session, audience.guests(recurrent_id))
    off = CallOffForm(formdata=None)
    off.seen.data = str(session.version)
    return _form_page(form, session, off)


@bp.post("/recurrent/<int:recurrent_id>/cancellation")
@requires(Permission.PLAN_RECURRENT)
def call_off_recurrent(recurrent_id: int) -> Any:
    session, off = changeable_or_404(recurrent_id), CallOffForm()

    def again(refusal: Refused) -> str:
        off.blame(refusal)
        form = RecurrentForm(formdata=None).offering(people.teams(), _about(session))
        form.begin_with(session, audience.guests(recurrent_id))
        return str(_form_page(form, session, off)[0])

    return done(
        lambda: recurrent.call_off(
            session, actor=current_user, reason=off.reason.data or "", seen=number(off.seen.data)
        ),
        _("The session is called off. It stays on the plan, struck through."),
        url_for(".recurrent_session", recurrent_id=recurrent_id),
        again,
    )
