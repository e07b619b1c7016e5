"""The talent pool: who is kept for later, why and until when; asking them again; whom not to write to."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import keyset, outbox, spreadsheets
from core.db import db
from core.i18n import _, ngettext
from core.record import new_batch
from people.guard import requires
from people.permissions import Permission
from recruiting import engaging, exports
from recruiting import talent_pool as verbs
from recruiting.forms import lists
from recruiting.forms.talent_pool import AgainForm, KeepForm, PoolFilter, UntilForm, as_query
from recruiting.models import Campaign, Opening, PoolEntry
from recruiting.queries import campaigns, searching, standing
from recruiting.queries import talent_pool as queries
from recruiting.states import PoolReason
from recruiting.views.application import visit_or_404
from recruiting.views.attempt import did
from recruiting.views.blueprint import bp

ALL_ROWS = 100_000


def _wanted(form: PoolFilter) -> queries.PoolFilters:
    wanted = form.wanted()
    return replace(wanted, meant=searching.meant(wanted.text, current_user)) if wanted.text else wanted


@bp.get("/talent-pool")
@requires(Permission.SEE_APPLICATIONS)
def talent_pool() -> str:
    form = PoolFilter(request.args)
    wanted = _wanted(form)
    page = keyset.page(
        queries.in_pool(wanted, current_user),
        queries.POOL_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template(
        "recruiting/pool/pool.html", form=form, wanted=wanted, query=as_query(wanted), page=page
    )


@bp.get("/talent-pool/export/<kind>")
@requires(Permission.SEE_APPLICATIONS)
def export_talent_pool(kind: str) -> Response:
    found = queries.in_pool(_wanted(PoolFilter(request.args)), current_user)
    rows = exports.pool_rows(keyset.page(found, queries.POOL_ORDER, size=ALL_ROWS).rows)
    return spreadsheets.answer(rows, exports.pool_header(), "talent-pool", kind)


@bp.route("/applications/<int:application_id>/talent-pool", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def keep(application_id: int) -> Any:
    """Keep somebody for later."""
    application = visit_or_404(application_id, Permission.ADD_CANDIDATES).application
    form = KeepForm()
    if form.validate_on_submit() and did(
        form,
        lambda: verbs.put(
            application,
            PoolReason(form.reason.data),
            expires_on=form.day,
            note=form.note.data,
            actor=current_user,
        ),
    ):
        flash(_("%(name)s is in the talent pool.", name=application.shown.full_name), "good")
        return redirect(url_for(".application", application_id=application_id))
    page = render_template("recruiting/pool/keep.html", form=form, application=application)
    return (page, 422) if form.errors else page


@bp.get("/talent-pool/<int:entry_id>")
@requires(Permission.ADD_CANDIDATES)
def pool_entry(entry_id: int) -> Any:
    return _page(_entry_or_404(entry_id))


def _entry_or_404(entry_id: int) -> PoolEntry:
    return queries.entry(entry_id, current_user, Permission.ADD_CANDIDATES) or abort(404)


def _page(entry: PoolEntry, again: AgainForm | None = None, until: UntilForm | None = None) -> Any:
    page = render_template(
        "recruiting/pool/entry.html",
        entry=entry,
        again=again or _again(entry, formdata=None),
        until=until or UntilForm(formdata=None, data={"expires_on": entry.expires_on}),
    )
    wrong = any(form is not None and form.errors for form in (again, until))
    return (page, 422) if wrong else page


def _again(entry: PoolEntry, **more: Any) -> AgainForm:
    return AgainForm(**more).offering(queries.openings_for(entry.person_id, current_user))


@bp.post("/talent-pool/<int:entry_id>/letter")
@requires(Permission.ADD_CANDIDATES)
def ask_again(entry_id: int) -> Any:
    """Write about an opening."""
    entry = _entry_or_404(entry_id)
    form = _again(entry)
    if form.validate() and did(form, lambda: engaging.invite(entry, _opening(form), actor=current_user)):
        flash(outbox.told(_("The letter is on its way.")), "good")
        return redirect(url_for(".talent_pool"))
    return _page(entry, again=form)


@bp.post("/talent-pool/<int:entry_id>/application")
@requires(Permission.ADD_CANDIDATES)
def apply_from_pool(entry_id: int) -> Any:
    """Begin an application."""
    entry = _entry_or_404(entry_id)
    form, begun = _again(entry), []
    if form.validate() and did(
        form, lambda: begun.append(engaging.begin_again(entry, _opening(form), actor=current_user))
    ):
        return redirect(url_for(".application", application_id=begun[0].application_id))
    return _page(entry, again=form)


def _opening(form: AgainForm) -> Any:
    return standing.opening(form.opening.data, current_user, Permission.ADD_CANDIDATES) or abort(404)


@bp.post("/talent-pool/<int:entry_id>/term")
@requires(Permission.ADD_CANDIDATES)
def prolong_stay(entry_id: int) -> Any:
    entry, form = _entry_or_404(entry_id), UntilForm()
    if form.validate() and did(form, lambda: verbs.prolong(entry, form.day, actor=current_user)):
        flash(_("Saved."), "good")
        return redirect(url_for(".pool_entry", entry_id=entry_id))
    return _page(entry, until=form)


@bp.post("/talent-pool/<int:entry_id>/removal")
@requires(Permission.ADD_CANDIDATES)
def take_out(entry_id: int) -> Any:
    entry = _entry_or_404(entry_id)
    verbs.take_out(entry, actor=current_user)
    db.session.commit()
    flash(_("%(name)s is no longer in the talent pool.", name=entry.person.full_name), "good")
    return redirect(url_for(".talent_pool"))


@bp.route("/openings/<int:opening_id>/silver-medallists", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def silver_medallists(opening_id: int) -> Any:
    """Who came near in an opening, to be kept together."""
    opening = standing.opening(opening_id, current_user, Permission.ADD_CANDIDATES) or abort(404)
    return _medallists(queries.medallists(opening_id), opening.code, opening=opening)


@bp.route("/campaigns/<int:campaign_id>/silver-medallists", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def campaign_medallists(campaign_id: int) -> Any:
    """Who came near in the openings of a campaign that are closed, to be kept together."""
    campaign = campaigns.campaign(campaign_id) or abort(404)
    closed = campaigns.closed_openings_of(campaign_id, current_user)
    return _medallists(queries.medallists(*closed), f"campaign-{campaign_id}", campaign=campaign)


def _medallists(
    rows: Sequence[Any], name: str, opening: Opening | None = None, campaign: Campaign | None = None
) -> Any:
    """The page, or the file that is called by `name`, of an opening or of a campaign."""
    form, kind = UntilForm(), request.args.get("export")
    if kind:
        return spreadsheets.answer(*lists.medallists(rows), f"silver-medallists-{name}", kind)
    chosen = {int(one) for one in request.form.getlist("application") if one.isdecimal()}
    chosen &= {row.id for row in rows}
    problem = _("Nobody was kept. Tick somebody first.") if form.is_submitted() and not chosen else None
    if not problem and form.validate_on_submit() and did(form, lambda: _keep_all(chosen, form)):
        flash(ngettext("%(num)s is kept.", "%(num)s are kept.", len(chosen)), "good")
        return redirect(url_for(".talent_pool", reason=PoolReason.SILVER_MEDALLIST.value))
    page = render_template(
        "recruiting/pool/medallists.html",
        opening=opening, campaign=campaign, rows=rows, form=form, chosen=chosen, problem=problem,
    )  # fmt: skip
    return (page, 422) if form.errors or problem else page


def _keep_all(chosen: set[int], form: UntilForm) -> None:
    visits = standing.visits_of(sorted(chosen), current_user, Permission.ADD_CANDIDATES)
    them, batch = [visit.application for visit in visits], new_batch()
    verbs.put_all(them, expires_on=form.day, actor=current_user, batch=batch)
