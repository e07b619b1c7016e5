"""Asking to hire people: the list, one requisition, and the answers to it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people import queries as people
from people.guard import requires
from people.models import Team
from people.permissions import Permission
from recruiting import planning_record
from recruiting import requisitions as verbs
from recruiting.forms import lists
from recruiting.forms.requisitions import (
    BeginOpeningForm,
    DecisionForm,
    NeedForm,
    RequisitionsFilter,
    need_of,
    requisition_header,
    requisition_rows,
    standing_word,
)
from recruiting.models import Requisition
from recruiting.queries import campaigns, opening_pages
from recruiting.queries import requisitions as queries
from recruiting.states import RequisitionStatus
from recruiting.views.blueprint import bp

KEPT = ("q", "team", "sort", "status")


@bp.get("/requisitions", endpoint="requisitions")
@requires(Permission.RAISE_REQUISITIONS)
def requisitions_list() -> Any:
    """The list: soonest needed first, or by code."""
    form, args = RequisitionsFilter(request.args).offering(people.teams()), request.args
    which = form.wanted(_status())
    bounds = {"after": args.get("after"), "before": args.get("before")}
    return render_template(
        "recruiting/requisitions/requisitions.html",
        form=form,
        which=which,
        filters={name: args[name] for name in KEPT if args.get(name)},
        sort=args.get("sort", "due"),
        counts=queries.count_by_status(which, current_user),
        statuses=[(one, standing_word(one)) for one in queries.STANDINGS],
        today=clock.today(),
        page=queries.page(which, current_user, args.get("sort", ""), **bounds),
    )


def _status() -> str:
    """What is asked for; those that wait where nothing is."""
    return request.args.get("status") or RequisitionStatus.PENDING.value


@bp.get("/requisitions/export.<kind>")
@requires(Permission.RAISE_REQUISITIONS)
def export_requisitions(kind: str) -> Any:
    which = RequisitionsFilter(request.args).offering(people.teams()).wanted(_status())
    found = queries.all_listed(which, current_user, request.args.get("sort", ""))
    return spreadsheets.answer(requisition_rows(found), requisition_header(), "requisitions", kind)


@bp.route("/requisitions/new", methods=["GET", "POST"])
@requires(Permission.RAISE_REQUISITIONS)
def raise_requisition() -> Any:
    form = _offering(NeedForm(market_language="en"))
    if form.validate_on_submit():
        raised = _kept(form, lambda: verbs.raise_requisition(form.need(), actor=current_user))
        if raised:
            flash(_("%(code)s waits for somebody else's decision.", code=raised.code), "good")
            return redirect(url_for(".requisition", requisition_id=raised.id))
    page = render_template("recruiting/requisitions/need.html", form=form, requisition=None)
    return page, 422 if form.errors else 200


@bp.route("/requisitions/<int:requisition_id>/revision", methods=["GET", "POST"])
@requires(Permission.RAISE_REQUISITIONS)
def revise_requisition(requisition_id: int) -> Any:
    found = requisition_or_404(requisition_id)
    form = _offering(NeedForm(data=need_of(found)))

    def revise() -> Requisition:
        verbs.revise(found, form.need(), actor=current_user, seen=form.version.data)
        return found

    if form.validate_on_submit() and _kept(form, revise):
        flash(_("Saved. It waits for a decision again."), "good")
        return redirect(url_for(".requisition", requisition_id=requisition_id))
    page = render_template("recruiting/requisitions/need.html", form=form, requisition=found)
    return page, 422 if form.errors else 200


def _offering(form: NeedForm) -> NeedForm:
    form.offering(opening_pages.profiles(), _own_teams(), people.sites())
    return form


def _own_teams() -> list[Team]:
    own = current_user.teams_for(Permission.RAISE_REQUISITIONS)
    return [team for team in people.teams() if own & {None, team.id}]


def _kept(form: Any, act: Callable[[], Requisition]) -> Requisition | None:
    """What was done and kept; a refusal is said in the form and changes nothing."""
    try:
        done = act()
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    return done


def requisition_or_404(requisition_id: int) -> Requisition:
    """The requisition; what is out of reach is not there."""
    return queries.requisition(requisition_id, current_user) or abort(404)


@bp.get("/requisitions/<int:requisition_id>")
@requires(Permission.RAISE_REQUISITIONS)
def requisition(requisition_id: int) -> Any:
    found, kind = requisition_or_404(requisition_id), request.args.get("export")
    if kind:
        return spreadsheets.answer(*lists.seats(queries.openings_of(found.id)), found.code, kind)
    return _shown(found)


def _shown(found: Requisition, failed: Any = None) -> Any:
    """The page; `failed` is the form that was refused, with what was typed."""
    begun = queries.seats_begun(found.id)
    title = verbs.profile_words(found)
    page = render_template(
        "recruiting/requisitions/requisition.html",
        requisition=found,
        campaign=campaigns.campaign_of(found),
        failed=failed,
        openings=queries.openings_of(found.id),
        begun=begun,
        may_decide=verbs.may_decide(found, current_user),
        is_own=found.requested_by_id == current_user.id,
        decision=_either(failed, DecisionForm, version=found.version),
        beginning=_either(
            failed,
            BeginOpeningForm,
            version=found.version,
            title_en=title["en"],
            title_zh_Hans=title["zh_Hans"],
            seats=found.head_count - begun,
            on_duty_by=found.needed_by,
        ),
        record=planning_record.lines(
            opening_pages.record_of("requisition", found.id), planning_record.REQUISITION
        ),
    )
    return (page, 422) if failed else page


def _either(failed: Any, kind: Any, **shown: Any) -> Any:
    return failed if isinstance(failed, kind) else kind(formdata=None, **shown)


DECISIONS: dict[str, tuple[Any, str | None, str]] = {
    "approval": (verbs.approve, "comment", "approved"),
    "refusal": (verbs.refuse, "reason", "refused"),
    "hold": (verbs.hold, "reason", "held"),
    "resumption": (verbs.resume, None, "resumed"),
}
"""What an address decides: the verb, what it takes the reason for, and what the record calls it."""


@bp.post("/requisitions/<int:requisition_id>/<any(approval, refusal, hold, resumption):decision>")
@requires(Permission.DECIDE_REQUISITIONS)
def decide_requisition(requisition_id: int, decision: str) -> Any:
    return _decided(requisition_id, *DECISIONS[decision])


@bp.post("/requisitions/<int:requisition_id>/cancellation")
@requires(Permission.RAISE_REQUISITIONS)
def cancel_requisition(requisition_id: int) -> Any:
    return _decided(requisition_id, verbs.cancel, "reason", "cancelled")


def _decided(requisition_id: int, verb: Any, of_reason: str | None, called: str) -> Any:
    form = DecisionForm()
    said = {of_reason: form.reason.data or ""} if of_reason else {}
    return _done(
        requisition_id,
        form,
        lambda found: verb(found, actor=current_user, seen=form.version.data, **said),
        _("%(what)s.", what=planning_record.REQUISITION[called][2]),
    )


@bp.post("/requisitions/<int:requisition_id>/openings")
@requires(Permission.EDIT_OPENINGS)
def begin_opening(requisition_id: int) -> Any:
    form = BeginOpeningForm()
    return _done(
        requisition_id,
        form,
        lambda found: verbs.begin_opening(
            found,
            {"en": str(form.title_en.data), "zh_Hans": str(form.title_zh_Hans.data)},
            seats=form.seats.data or 0,
            on_duty_by=form.on_duty_by.data or found.needed_by,
            actor=current_user,
            seen=form.version.data,
        ),
        _("The opening is open."),
    )


def _done(requisition_id: int, form: Any, act: Callable[[Requisition], object], said: str) -> Any:
    """Do what a form of the page asks for, or show the page with what stands in the way."""
    found = requisition_or_404(requisition_id)
    if not form.validate_on_submit():
        return _shown(found, form)
    try:
        act(found)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _shown(requisition_or_404(requisition_id), form)
    db.session.commit()
    flash(said, "good")
    return redirect(url_for(".requisition", requisition_id=requisition_id))
