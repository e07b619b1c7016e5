"""One session of recurrent training: for whom it is, who came, what happened to its plan."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.db import db
from core.i18n import _, ngettext
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import recurrent, roll_call
from training.forms.recurrent import RollForm, presences_sent, somebody_named
from training.models import RecurrentSession
from training.queries import audience
from training.queries import recurrent as queries
from training.states import Presence, SessionState
from training.views.attempt import done
from training.views.blueprint import bp
from training.words import PRESENCE_KEYS

CORRECTED = "recurrent attendance corrected"
"""Its reason says something of a person."""


@bp.get("/recurrent/<int:recurrent_id>")
@requires(Permission.USE_PRODUCT)
def recurrent_session(recurrent_id: int) -> Any:
    """For whoever trains the teams that it is for, and for whoever leads it."""
    return _sheet(queries.session(current_user, recurrent_id) or abort(404), RollForm(formdata=None), {})


def _sheet(session: RecurrentSession, form: RollForm, typed: dict[int, Presence]) -> Any:
    """`typed`: marks that are not saved yet."""
    may_take = roll_call.may_take(current_user, session)
    is_open = session.state is SessionState.PLANNED and session.starts_at - roll_call.BEFORE <= clock.now()
    marks = queries.marks_of(session.id)
    may_change = recurrent.may_change(current_user, session)
    people = queries.on_sheet(session.id)
    shown = people if may_take else queries.within_reach(people, current_user)
    page = render_template(
        "training/recurrent/session.html",
        session=session,
        form=form,
        typed=typed,
        marks=marks,
        people=shown,
        corrections=queries.corrections(session.id, [row.employment_id for row in shown]),
        record=queries.record_of("recurrent_session", session.id, "" if may_take else CORRECTED),
        offered=PRESENCE_KEYS,
        may_take=may_take,
        is_writable=may_take and is_open,
        may_change=may_change and not marks and session.state is SessionState.PLANNED,
        may_invite=may_change and session.state is SessionState.PLANNED,
        now=clock.now(),
    )
    return (page, 422) if form.errors or form.form_errors else page


@bp.post("/recurrent/<int:recurrent_id>/attendance")
@requires(Permission.USE_PRODUCT)
def take_roll(recurrent_id: int) -> Any:
    session, form = queries.session(current_user, recurrent_id) or abort(404), RollForm()
    rest = Presence.PRESENT if request.form.get("rest") == "present" else None
    others = [
        row.employment_id for row in queries.on_sheet(recurrent_id) if row.person_id != current_user.person_id
    ]
    standing = queries.marks_of(recurrent_id)
    marks = presences_sent(request.form, others, None)
    if rest:
        marks |= {one: rest for one in others if one not in marks and one not in standing}
    try:
        count = roll_call.take(session, marks, actor=current_user, reason=form.reason.data)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _sheet(session, form, marks)
    db.session.commit()
    flash(ngettext("%(num)s mark is saved.", "%(num)s marks are saved.", count), "good")
    return redirect(url_for(".recurrent_session", recurrent_id=recurrent_id))


@bp.post("/recurrent/<int:recurrent_id>/people")
@requires(Permission.PLAN_RECURRENT)
def invite_to_recurrent(recurrent_id: int) -> Any:
    session = queries.session(current_user, recurrent_id) or abort(404)
    rows, form = audience.colleagues(current_user, Permission.PLAN_RECURRENT), RollForm()

    def invite() -> None:
        somebody = somebody_named(form.person.data or "", audience.named(rows))
        recurrent.invite(session, somebody, actor=current_user)

    def again(refusal: Refused) -> str:
        form.blame(refusal)
        return str(_sheet(session, form, {})[0])

    back = url_for(".recurrent_session", recurrent_id=recurrent_id)
    return done(invite, _("The list is longer."), back, again)
