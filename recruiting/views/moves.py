"""Moving one application: the menu, a page for each act that asks more, and the acts themselves.

A refusal answers 422 (409 where somebody else was faster) with all that was typed; a drag gets it as a
fragment. What was done can be undone from the toast of the next page.
"""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, outbox
from core.db import db
from core.i18n import _, say
from core.record import new_batch
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import applications, closing, dating, notices, pipeline, previews
from recruiting.forms.moving import ActForm, DateForm, EndForm, MoveForm, ReasonForm, TransferForm
from recruiting.models import Opening, Stage, Visit
from recruiting.navigation import offer_undo
from recruiting.queries import changes
from recruiting.queries.invitations import to_come as interviews_to_come
from recruiting.queries.reasons import in_use as reasons_in_use
from recruiting.states import ReasonFamily, Status
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp
from recruiting.views.review_queue import back_to_case
from recruiting.views.undo import came_from

LEAVES = {"move", "reject", "withdraw", "transfer"}
"""Acts with which the stage is left, and so the interviews to come in it are called off."""


def movable_or_404(application_id: int) -> Visit:
    return visit_or_404(application_id, Permission.MOVE_APPLICATIONS)


def is_fragment() -> bool:
    """Was it a script that asked, for a part of a page?"""
    return "HX-Request" in request.headers


# The menu


@bp.get("/applications/<int:application_id>/moves/menu")
@requires(Permission.MOVE_APPLICATIONS)
def moves_menu(application_id: int) -> str:
    visit = movable_or_404(application_id)
    return render_template("recruiting/moves/menu.html", **_menu(visit))


def _menu(visit: Visit) -> dict[str, Any]:
    open_and_active = visit.application.status is Status.ACTIVE
    moves = pipeline.moves_from(visit, actor=current_user) if open_and_active else []
    return {
        "visit": visit,
        "application": visit.application,
        "ahead": [one for one in moves if one.steps > 0],
        "behind": [one for one in reversed(moves) if one.steps < 0],
        "back": came_from(),
    }


# To another stage


@bp.get("/applications/<int:application_id>/moves")
@requires(Permission.MOVE_APPLICATIONS)
def move(application_id: int) -> Any:
    visit = movable_or_404(application_id)
    to = _stage(visit, request.args.get("to"))
    if to is None or to.id == visit.stage_id:
        return render_template("recruiting/moves/choose.html", **_menu(visit))
    form = MoveForm(formdata=None, to=to.key, seen=visit.seen, next=came_from())
    return _move_page(visit, to, form)


def _stage(visit: Visit, wanted: str | None) -> Stage | None:
    """The stage of this key, or id, on the application's own version."""
    stages = pipeline.stages_of(visit)
    return next((stage for stage in stages if wanted in (stage.key, str(stage.id))), None)


def _move_page(visit: Visit, to: Stage, form: MoveForm, refusal: Refused | None = None) -> str:
    steps = to.position - visit.stage.position
    return _page(
        "move",
        visit,
        form,
        refusal,
        to=to,
        steps=steps,
        shortfall=pipeline.shortfall(visit) if steps > 0 and visit.application.is_open else None,
        letter=_letter(notices.entering(to), visit, to) if steps > 0 else None,
    )


def _letter(key: str, visit: Visit, stage: Stage | None = None) -> previews.Preview | None:
    return previews.letter(key, visit.application, actor=current_user, stage=stage)


@bp.post("/applications/<int:application_id>/moves")
@requires(Permission.MOVE_APPLICATIONS)
def make_move(application_id: int) -> Any:
    visit = movable_or_404(application_id)
    form = MoveForm()
    to = _stage(visit, form.to.data)
    if to is None:
        abort(400)
    batch = new_batch()

    def act() -> None:
        pipeline.move(
            visit,
            to,
            actor=current_user,
            reason=form.reason.data,
            override=bool(form.override.data),
            seen=form.token,
            batch=batch,
            tell=bool(form.tell.data),
        )

    sentence = _("%(name)s moved to %(stage)s", name=visit.application.shown.full_name, stage=say(to.name))
    return _try(act, form, visit, batch, sentence, lambda refusal: _move_page(visit, to, form, refusal))


# Every act


def _try(
    act: Callable[[], Any],
    form: ActForm,
    visit: Visit,
    batch: str,
    sentence: str,
    page: Callable[[Refused | None], str],
) -> Any:
    """Do it, tell it and go on; or show the page again with what stands in the way."""
    if not form.validate():
        return page(None), 422
    try:
        act()
    except Refused as refusal:
        return _refused(refusal, form, visit, page)
    letters = outbox.just_written()
    db.session.commit()
    offer_undo(batch, sentence, letters, back=back_to_case(came_from(), visit.application_id))
    return ("", 204) if is_fragment() else redirect(came_from())


def _refused(refusal: Refused, form: ActForm, visit: Visit, page: Callable[[Refused | None], str]) -> Any:
    overtaken = isinstance(refusal, pipeline.Overtaken)
    code = 409 if overtaken else 422
    if is_fragment():
        return render_template("recruiting/moves/refused.html", refusal=refusal, overtaken=overtaken), code
    form.seen.data = visit.seen
    return page(refusal), code


def _page(act: str, visit: Visit, form: ActForm, refusal: Refused | None, **more: Any) -> str:
    """The page of an act with its form."""
    overtaken = isinstance(refusal, pipeline.Overtaken)
    return render_template(
        f"recruiting/moves/{act}.html",
        visit=visit,
        application=visit.application,
        person=visit.application.shown,
        form=form,
        refusal=None if overtaken else _under_its_field(form, refusal),
        change=changes.last_change(visit.application_id) if overtaken else None,
        days=clock.days_between(visit.entered_at, visit.left_at or clock.now()),
        back=form.next.data or came_from(),
        called_off=interviews_to_come(visit) if act in LEAVES else (),
        **more,
    )


def _under_its_field(form: ActForm, refusal: Refused | None) -> Refused | None:
    """Put the refusal's sentence under the field it is about, as well as on top."""
    field = form._fields.get(refusal.field or "") if refusal else None
    if field is not None and refusal is not None and field.type != "HiddenField":
        field.errors = [*field.errors, refusal.sentence]
    return refusal


def _asked(visit: Visit) -> dict[str, Any]:
    """What a form begins with."""
    if request.method != "GET":
        return {}
    return {"formdata": None, "seen": visit.seen, "next": came_from(), "why": request.args.get("why")}


@bp.route("/applications/<int:application_id>/hold", methods=["GET", "POST"])
@requires(Permission.MOVE_APPLICATIONS)
def hold(application_id: int) -> Any:
    visit = movable_or_404(application_id)
    form = ReasonForm(**_asked(visit))
    return _reasoned("hold", visit, form, pipeline.hold, _("%(name)s is on hold"))


@bp.route("/applications/<int:application_id>/reinstate", methods=["GET", "POST"])
@requires(Permission.MOVE_APPLICATIONS)
def reinstate(application_id: int) -> Any:
    visit = movable_or_404(application_id)
    form = ReasonForm(**_asked(visit))
    return _reasoned("reinstate", visit, form, closing.reinstate, _("%(name)s is active again"))


def _reasoned(name: str, visit: Visit, form: ReasonForm, verb: Callable[..., Any], sentence: str) -> Any:
    def page(refusal: Refused | None = None) -> str:
        return _page(name, visit, form, refusal)

    if request.method == "GET":
        return page()
    batch, reason = new_batch(), form.reason.data or ""
    done = sentence % {"name": visit.application.shown.full_name}
    return _try(
        lambda: verb(visit, actor=current_user, reason=reason, seen=form.token, batch=batch),
        form, visit, batch, done, page,
    )  # fmt: skip


@bp.post("/applications/<int:application_id>/resume")
@requires(Permission.MOVE_APPLICATIONS)
def resume(application_id: int) -> Any:
    visit = movable_or_404(application_id)
    form, batch = ActForm(), new_batch()
    return _try(
        lambda: pipeline.resume(visit, actor=current_user, seen=form.token, batch=batch),
        form,
        visit,
        batch,
        _("%(name)s goes on", name=visit.application.shown.full_name),
        lambda refusal: _page("resume", visit, form, refusal),
    )


@bp.route("/applications/<int:application_id>/date", methods=["GET", "POST"])
@requires(Permission.MOVE_APPLICATIONS)
def correct_date(application_id: int) -> Any:
    """When somebody came into the stage; put right again by the same page, so no undo is offered."""
    visit = movable_or_404(application_id)
    form = DateForm(**_asked(visit))

    def page(refusal: Refused | None = None) -> str:
        return _page("date", visit, form, refusal)

    if request.method == "GET":
        form.begin(visit.entered_at)
        return page()
    if not form.validate():
        return page(), 422
    try:
        dating.correct_date(
            visit, form.moment, actor=current_user, reason=form.reason.data or "", seen=form.token
        )
    except Refused as refusal:
        return _refused(refusal, form, visit, page)
    db.session.commit()
    return redirect(came_from())


# Ends


@bp.route("/applications/<int:application_id>/reject", methods=["GET", "POST"])
@requires(Permission.MOVE_APPLICATIONS)
def reject(application_id: int) -> Any:
    return _end(application_id, "reject", ReasonFamily.REJECTION, closing.reject, notices.REJECTED)


@bp.route("/applications/<int:application_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.MOVE_APPLICATIONS)
def withdraw(application_id: int) -> Any:
    return _end(application_id, "withdraw", ReasonFamily.WITHDRAWAL, closing.withdraw, notices.WITHDRAWN)


def _end(application_id: int, name: str, family: ReasonFamily, verb: Callable[..., Any], key: str) -> Any:
    visit = movable_or_404(application_id)
    reasons = {str(one.id): one for one in reasons_in_use(family)}
    form = EndForm(**_asked(visit))
    form.offer(reasons.values())

    def page(refusal: Refused | None = None) -> str:
        return _page(name, visit, form, refusal, letter=_letter(key, visit))

    if request.method == "GET":
        return page()
    batch, why = new_batch(), reasons.get(form.why.data or "")
    if why is None:
        return _not_chosen(form, "why", page)

    def act() -> None:
        verb(visit, why, actor=current_user, note=form.note.data, seen=form.token, batch=batch,
             tell=bool(form.tell.data))  # fmt: skip

    ended = _("%(name)s rejected") if name == "reject" else _("%(name)s withdrew")
    return _try(act, form, visit, batch, ended % {"name": visit.application.shown.full_name}, page)


def _not_chosen(form: ActForm, field: str, page: Callable[..., str]) -> tuple[str, int]:
    """Answer a choice that is not on the list as one that was not made."""
    form.validate()
    form[field].errors = [str(one.message) for one in form[field].validators if hasattr(one, "message")]
    return page(), 422


# To another opening


@bp.route("/applications/<int:application_id>/transfer", methods=["GET", "POST"])
@requires(Permission.MOVE_APPLICATIONS)
def transfer(application_id: int) -> Any:
    visit = movable_or_404(application_id)
    openings = changes.openings_to_go_to(visit.application, current_user)
    form = TransferForm(**_asked(visit))
    form.offer(openings)

    def page(refusal: Refused | None = None) -> str:
        return _page("transfer", visit, form, refusal, openings=openings)

    if request.method == "GET":
        return page()
    to = next((one for one in openings if str(one.id) == form.to.data), None)
    if to is None:
        return _not_chosen(form, "to", page)
    if not form.validate():
        return page(), 422
    return _transferred(visit, to, form, page)


def _transferred(visit: Visit, to: Opening, form: TransferForm, page: Callable[..., str]) -> Any:
    try:
        if form.stays.data:
            begun = applications.copy(visit.application, to, actor=current_user)
        else:
            pipeline.check_seen(visit, form.token)
            begun = applications.transfer(visit, to, actor=current_user, reason=form.reason.data)
    except Refused as refusal:
        db.session.rollback()
        return _refused(refusal, form, movable_or_404(visit.application_id), page)
    db.session.commit()
    return redirect(url_for("recruiting.application", application_id=begun.application_id))
