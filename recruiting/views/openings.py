"""The list of openings, a new one, and what is settled about one."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from core.i18n import _, ngettext, say
from core.refusal import Refused
from people import queries as people
from people.guard import requires
from people.models import Team
from people.permissions import Permission
from recruiting import opening_record, seats
from recruiting import openings as verbs
from recruiting.defaults.reasons import OPENING_CLOSED
from recruiting.forms.openings import (
    ClosingForm,
    FactsForm,
    MemberForm,
    NewOpeningForm,
    OpeningsFilter,
    SeatDaysForm,
    SeatsForm,
    channel_words,
    facts_of,
    opening_header,
    opening_rows,
    salary_words,
)
from recruiting.models import DispositionReason, Opening, RoleProfile
from recruiting.queries import opening_pages, openings, pipelines, reasons, requisitions, screening_sets
from recruiting.states import OpeningStatus, Part, ReasonFamily
from recruiting.views.blueprint import bp

KEPT = ("q", "team", "sort", "status")


@bp.get("/openings", endpoint="openings")
@requires(Permission.SEE_OPENINGS)
def openings_list() -> Any:
    """The list: soonest to be on duty first, or by code."""
    form = OpeningsFilter(request.args).offering(people.teams())
    which = form.wanted(_status())
    args = request.args
    return render_template(
        "recruiting/openings/openings.html",
        form=form,
        which=which,
        filters={name: args[name] for name in KEPT if args.get(name)},
        sort=args.get("sort", "due"),
        counts=opening_pages.count_by_status(which, current_user),
        statuses=OpeningStatus,
        page=opening_pages.page(
            which, current_user, args.get("sort", ""), after=args.get("after"), before=args.get("before")
        ),
    )


def _status() -> str:
    """What is asked for; the open ones where nothing is."""
    return request.args.get("status") or OpeningStatus.OPEN.value


@bp.get("/openings/export.<kind>")
@requires(Permission.SEE_OPENINGS)
def export_openings(kind: str) -> Any:
    which = OpeningsFilter(request.args).offering(people.teams()).wanted(_status())
    found = opening_pages.all_listed(which, current_user, request.args.get("sort", ""))
    return spreadsheets.answer(opening_rows(found), opening_header(), "openings", kind)


@bp.route("/openings/new", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def new_opening() -> Any:
    """First the role profile, then what is particular of this opening."""
    profile = _profile_asked()
    if profile is None:
        return render_template("recruiting/openings/choose_profile.html", profiles=opening_pages.profiles())
    choices = pipelines.newest_of_each()
    form = NewOpeningForm(
        title_en=say(profile.name, "en"),
        title_zh_Hans=say(profile.name, "zh_Hans"),
        market_language="en",
        pipeline=choices[0].id if choices else None,
    )
    form.offering_pipelines(choices)
    form.offering(_own_teams(), people.sites())
    form.offering_managers(opening_pages.colleagues([verbs.PART_NEEDS[Part.HIRING_MANAGER]]))
    if form.validate_on_submit() and (opening := _open(profile, form)):
        flash(_("%(opening)s is open.", opening=opening.code), "good")
        return redirect(url_for(".opening_settings", opening_id=opening.id))
    status = 422 if form.errors else 200
    return render_template("recruiting/openings/new_opening.html", form=form, profile=profile), status


def _profile_asked() -> RoleProfile | None:
    asked = request.args.get("profile", "")
    return (
        opening_pages.profile(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    )


def _own_teams() -> list[Team]:
    """The teams for which the reader may edit openings."""
    own = current_user.teams_for(Permission.EDIT_OPENINGS)
    return [team for team in people.teams() if own & {None, team.id}]


def _teams_for(opening: Opening) -> list[Team]:
    """The teams to which it may go, its own among them."""
    own = _own_teams()
    return own if opening.team_id in [team.id for team in own] else [opening.team, *own]


def _open(profile: RoleProfile, form: NewOpeningForm) -> Opening | None:
    try:
        opening = verbs.open_opening(
            profile,
            form.facts(),
            seats=form.seats.data or 0,
            pipeline_id=form.pipeline.data,
            actor=current_user,
        )
        manager = opening_pages.account(form.manager.data) if form.manager.data else None
        if manager:
            verbs.add_member(opening, manager, Part.HIRING_MANAGER, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    return opening


def opening_or_404(opening_id: int, permission: Permission = Permission.EDIT_OPENINGS) -> Opening:
    """The opening with what its head shows; what is out of reach is not there."""
    return openings.opening(opening_id, current_user, permission) or abort(404)


@bp.get("/openings/<int:opening_id>/settings")
@requires(Permission.SEE_OPENINGS)
def opening_settings(opening_id: int) -> Any:
    return _settings(opening_or_404(opening_id, Permission.SEE_OPENINGS))


def _settings(opening: Opening, failed: Any = None) -> Any:
    """The page; `failed` is the form that was refused, with what was typed."""
    counts = openings.seat_counts(opening.id)
    may_edit = verbs.may_edit(opening, current_user)
    facts = failed if isinstance(failed, FactsForm) else FactsForm(formdata=None, data=facts_of(opening))
    number = (
        failed
        if isinstance(failed, SeatsForm)
        else SeatsForm(formdata=None, were=counts.all, seats=counts.all)
    )
    days, record = openings.seats_by_day(opening.id), opening_pages.record_of("opening", opening.id)
    dates = failed if isinstance(failed, SeatDaysForm) else SeatDaysForm(formdata=None)
    member = failed if isinstance(failed, MemberForm) else MemberForm(formdata=None)
    if may_edit:
        facts.offering(_teams_for(opening), people.sites())
        member.offering(opening_pages.colleagues(verbs.PART_NEEDS.values()))
    page = render_template(
        "recruiting/openings/settings.html",
        opening=opening,
        seats=counts,
        asked_for=requisitions.heads_left_for(opening.id),
        may_edit=may_edit,
        may_see_salary=verbs.may_see_salary(opening, current_user),
        salary_words=salary_words,
        channel_words=channel_words,
        facts_form=facts,
        seats_form=number,
        days=days,
        dates_form=dates.offering(days),
        member_form=member,
        failed=failed,
        stages=opening_pages.stages(opening.pipeline_version_id),
        newer=openings.newer_version(opening.pipeline_version),
        screening=screening_sets.asked_by(opening),
        record=opening_record.lines(record, opening_pages.members_named_in(record)),
    )
    return (page, 422) if failed else page


@bp.post("/openings/<int:opening_id>/settings")
@requires(Permission.EDIT_OPENINGS)
def change_opening(opening_id: int) -> Any:
    opening = opening_or_404(opening_id)
    form = FactsForm()
    form.offering(_teams_for(opening), people.sites())
    return _done(
        opening,
        form,
        lambda: verbs.change(opening, form.facts(), actor=current_user, seen=form.version.data),
        _("Saved."),
    )


@bp.post("/openings/<int:opening_id>/seats")
@requires(Permission.EDIT_OPENINGS)
def set_seats(opening_id: int) -> Any:
    opening = opening_or_404(opening_id)
    form = SeatsForm()
    return _done(
        opening,
        form,
        lambda: seats.set_seats(
            opening,
            form.seats.data or 0,
            reason=form.reason.data,
            seen=form.were.data,
            actor=current_user,
        ),
        _("Saved."),
    )


@bp.post("/openings/<int:opening_id>/seat-days")
@requires(Permission.EDIT_OPENINGS)
def redate_seats(opening_id: int) -> Any:
    opening = opening_or_404(opening_id)
    form = SeatDaysForm().offering(openings.seats_by_day(opening_id))

    def act() -> None:
        of, how_many = form.of.data, form.how_many.data or 0
        seats.redate(opening, of, how_many, form.to.data, actor=current_user, reason=form.why.data or "")

    return _done(opening, form, act, _("Saved."))


@bp.post("/openings/<int:opening_id>/members")
@requires(Permission.EDIT_OPENINGS)
def add_member(opening_id: int) -> Any:
    opening = opening_or_404(opening_id)
    form = MemberForm().offering(opening_pages.colleagues(verbs.PART_NEEDS.values()))
    return _done(opening, form, lambda: _add_member(opening, form), _("Added to the hiring team."))


def _add_member(opening: Opening, form: MemberForm) -> None:
    account = opening_pages.account(form.account.data) or abort(404)
    verbs.add_member(opening, account, Part(form.part.data), actor=current_user)


@bp.post("/openings/<int:opening_id>/members/<int:member_id>/removal")
@requires(Permission.EDIT_OPENINGS)
def remove_member(opening_id: int, member_id: int) -> Any:
    opening = opening_or_404(opening_id)
    member = next((one for one in opening.members if one.id == member_id), None) or abort(404)
    return _turned(
        opening,
        lambda: verbs.remove_member(opening, member, actor=current_user),
        _("Out of the hiring team."),
    )


def _done(opening: Opening, form: Any, act: Any, said: str) -> Any:
    """Do what a form of the settings asks for, or show the page with what stands in the way."""
    if not form.validate_on_submit():
        return _settings(opening, form)
    opening_id = opening.id
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _settings(opening_or_404(opening_id), form)
    db.session.commit()
    flash(said, "good")
    return redirect(url_for(".opening_settings", opening_id=opening_id))


@bp.post("/openings/<int:opening_id>/pause")
@requires(Permission.EDIT_OPENINGS)
def pause_opening(opening_id: int) -> Any:
    opening = opening_or_404(opening_id)
    said = _("%(opening)s takes no new applications for now.", opening=opening.code)
    return _turned(opening, lambda: verbs.pause(opening, actor=current_user), said)


@bp.post("/openings/<int:opening_id>/resumption")
@requires(Permission.EDIT_OPENINGS)
def resume_opening(opening_id: int) -> Any:
    opening = opening_or_404(opening_id)
    said = _("%(opening)s takes applications again.", opening=opening.code)
    return _turned(opening, lambda: verbs.resume(opening, actor=current_user), said)


@bp.post("/openings/<int:opening_id>/reopening")
@requires(Permission.EDIT_OPENINGS)
def reopen_opening(opening_id: int) -> Any:
    opening = opening_or_404(opening_id)
    said = _("%(opening)s is open again.", opening=opening.code)
    return _turned(opening, lambda: verbs.reopen(opening, actor=current_user), said)


@bp.post("/openings/<int:opening_id>/newest-pipeline")
@requires(Permission.EDIT_OPENINGS)
def adopt_newest_pipeline(opening_id: int) -> Any:
    opening = opening_or_404(opening_id)
    said = _("New applications begin on the newest version.")
    return _turned(opening, lambda: verbs.adopt_newest_pipeline(opening, actor=current_user), said)


def _turned(opening: Opening, act: Any, said: str) -> Any:
    """Do what a single button asks for; a refusal is said above the page it came from."""
    opening_id = opening.id
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(said, "good")
    return redirect(url_for(".opening_settings", opening_id=opening_id))


@bp.route("/openings/<int:opening_id>/closing", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def close_opening(opening_id: int) -> Any:
    """Who is still in it, and what becomes of them."""
    opening = opening_or_404(opening_id)
    choices = reasons.in_use(ReasonFamily.REJECTION)
    form = ClosingForm(reason=_closing_reason(choices))
    form.offering(choices, openings.open_for_transfer(current_user, opening_id))
    if form.validate_on_submit() and _close(opening, form):
        return redirect(url_for(".opening_settings", opening_id=opening_id))
    page = render_template(
        "recruiting/openings/close_opening.html",
        opening=opening_or_404(opening_id),
        form=form,
        seats=openings.seat_counts(opening_id),
        stages=opening_pages.still_in_by_stage(opening_id),
        offers=openings.with_open_offers(opening_id),
    )
    return page, 422 if form.errors else 200


def _closing_reason(choices: Any) -> int | None:
    return next((one.id for one in choices if one.key == OPENING_CLOSED), None)


def _close(opening: Opening, form: ClosingForm) -> bool:
    code = opening.code
    try:
        many = verbs.close(
            opening, _outcome(form), actor=current_user, reason=form.note.data, tell=form.tell.data
        )
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    said = ngettext(
        "%(opening)s is closed; %(num)s person was still in it.",
        "%(opening)s is closed; %(num)s people were still in it.",
        many,
        opening=code,
    )
    flash(said, "good")
    return True


def _outcome(form: ClosingForm) -> DispositionReason | Opening:
    if form.outcome.data != "transfer":
        return reasons.reason_or_404(form.reason.data)
    target = form.opening.data
    found = openings.opening(target, current_user, Permission.EDIT_OPENINGS) if target else None
    if found is None:
        raise verbs.OpeningRefused(_("Not closed. Choose an opening that takes applications."), "opening")
    return found
