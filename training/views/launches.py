"""Launches for whoever trains: which there are, who is ready, who may not serve what yet; announcing,
changing and withdrawing one."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, keyset, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people import queries as people
from people.forms import Form
from people.guard import requires
from people.permissions import Permission
from training import exports, launches
from training.forms.cohorts import number
from training.forms.launches import BriefingForm, FrameForm, LaunchForm, NotYetFilter, WithdrawalForm
from training.models import Launch
from training.queries import launch_gaps
from training.queries import launches as queries
from training.queries.launches import Concerned
from training.views.attempt import done
from training.views.blueprint import bp

SHOWN = 200
"""So many of those who may not serve something are shown; all of them can be taken away."""


@bp.get("/launches", endpoint="launches")
@requires(Permission.SEE_TRAINING)
def list_launches() -> Any:
    kind = request.args.get("export")
    if kind:
        found = queries.launches(current_user)
        rows = exports.launch_rows(found, _counts(found))
        return spreadsheets.answer(rows, exports.launch_header(), "launches", kind)
    page = keyset.page(
        queries.listed(current_user),
        queries.LAUNCH_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
        latest_first=True,
    )
    shown = [row.Launch for row in page.rows]
    return render_template(
        "training/launches/list.html", page=page, launches=shown, counts=_counts(shown), today=clock.today()
    )


def _counts(found: Sequence[Launch]) -> dict[int, tuple[int, int]]:
    """Launch → how many are ready, and of how many."""
    counted = queries.counted(queries.readiness([one.id for one in found], current_user))
    return {one.id: counted.get(one.id, (0, 0)) for one in found}


@bp.get("/launches/not-yet")
@requires(Permission.SEE_TRAINING)
def not_yet() -> Any:
    """Who may not serve which product yet, by name."""
    found, teams = launch_gaps.lacking(current_user), people.teams()
    products = _products(found, number(request.args.get("launch", "")[:9]))
    form = NotYetFilter(request.args).offering(teams, products)
    missing = _missing(form, found)
    kind = request.args.get("export")
    if kind:
        return spreadsheets.answer(exports.not_yet_rows(missing), exports.not_yet_header(), "not-yet", kind)
    return render_template(
        "training/launches/not_yet.html",
        form=form,
        missing=missing,
        shown=SHOWN,
        today=clock.today(),
        names={
            "team": {one.id: one.name for one in teams},
            "launch": products,
        },
    )


def _products(found: Sequence[Concerned], chosen: int | None) -> dict[int, str]:
    """Launch → product: those that somebody may not serve yet, the latest first, and the one chosen."""
    rows = sorted((one.row for one in found), key=lambda row: (row.launches_on, row.launch_id), reverse=True)
    products = {row.launch_id: row.product for row in rows}
    asked = queries.launch(current_user, chosen) if chosen and chosen not in products else None
    return products | ({asked.id: asked.product} if asked else {})


def _missing(form: NotYetFilter, everybody: Sequence[Concerned]) -> list[Concerned]:
    def wanted(one: Concerned) -> bool:
        called = f"{one.row.name} {one.row.latin_name or ''}".lower()
        return (
            not one.standing.is_ready
            and form.team.data in (None, one.row.team_id)
            and form.launch.data in (None, one.row.launch_id)
            and form.text in called
        )

    return [one for one in everybody if wanted(one)]


def launch_or_404(launch_id: int) -> Launch:
    return queries.launch(current_user, launch_id) or abort(404)


def changeable_or_404(launch_id: int) -> Launch:
    launch = launch_or_404(launch_id)
    return launch if launches.may_change(current_user, launch) else abort(404)


def tried(form: Form, deed: Callable[[], Any]) -> Any:
    """What the deed came to, committed; None where the form or the deed refused, and the form says why."""
    if not form.validate_on_submit():
        return None
    try:
        made = deed()
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    return made or True


@bp.route("/launches/new", methods=["GET", "POST"])
@requires(Permission.PLAN_RECURRENT)
def new_launch() -> Any:
    form = LaunchForm()
    form.offering(people.teams())
    made = tried(form, lambda: launches.announce(form.frame, form.briefing, actor=current_user))
    if made:
        flash(_("The launch is announced; whom it concerns see it on their first page."), "good")
        return redirect(url_for(".launch", launch_id=made.id))
    page = render_template("training/launches/new.html", form=form)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/launches/<int:launch_id>/plan", methods=["GET", "POST"])
@requires(Permission.PLAN_RECURRENT)
def change_launch(launch_id: int) -> Any:
    launch, form = changeable_or_404(launch_id), FrameForm()
    form.offering(people.teams())
    if tried(
        form,
        lambda: launches.change(
            launch,
            form.frame,
            actor=current_user,
            reason=form.reason.data or "",
            seen=number(form.seen.data),
        ),
    ):
        flash(_("The launch is changed."), "good")
        return redirect(url_for(".launch", launch_id=launch_id))
    if not form.is_submitted():
        form.begin_with(launch)
    return _change_page(launch, form, WithdrawalForm(formdata=None))


def _change_page(launch: Launch, form: FrameForm, off: WithdrawalForm) -> Any:
    page = render_template("training/launches/change.html", launch=launch, form=form, off=off)
    failed = form.errors or form.form_errors or off.errors or off.form_errors
    return page, 422 if failed else 200


@bp.post("/launches/<int:launch_id>/withdrawal")
@requires(Permission.PLAN_RECURRENT)
def withdraw_launch(launch_id: int) -> Any:
    launch, off = changeable_or_404(launch_id), WithdrawalForm()

    def again(refusal: Refused) -> str:
        off.blame(refusal)
        form = FrameForm(formdata=None)
        form.offering(people.teams())
        form.begin_with(launch)
        return str(_change_page(launch, form, off)[0])

    return done(
        lambda: launches.withdraw(
            launch, actor=current_user, reason=off.reason.data or "", seen=number(off.seen.data)
        ),
        _("The launch is withdrawn. Nobody has to be briefed any more."),
        url_for(".launch", launch_id=launch_id),
        again,
    )


@bp.route("/launches/<int:launch_id>/versions/new", methods=["GET", "POST"])
@requires(Permission.PLAN_RECURRENT)
def revise_briefing(launch_id: int) -> Any:
    launch, form = changeable_or_404(launch_id), BriefingForm()
    form.offering()
    made = tried(
        form,
        lambda: launches.revise(launch, form.briefing, actor=current_user, based_on=form.based_on.data or 0),
    )
    if made:
        flash(_("Version %(number)s is in use from now on.", number=made.number), "good")
        return redirect(url_for(".launch", launch_id=launch_id))
    if not form.is_submitted():
        form.begin_from(launch.versions[-1])
    page = render_template("training/launches/revise.html", launch=launch, form=form)
    return page, 422 if form.errors or form.form_errors else 200
