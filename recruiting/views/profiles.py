"""Role profiles: what is kept of a position, to be read and to be rewritten."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import profiles as verbs
from recruiting.forms import lists
from recruiting.forms.openings import ProfileForm, description_of
from recruiting.models import RoleProfile
from recruiting.queries import opening_pages
from recruiting.views.blueprint import bp


@bp.get("/role-profiles")
@requires(Permission.SEE_OPENINGS)
def profiles() -> Any:
    found, uses = opening_pages.profiles(), opening_pages.uses(current_user)
    kind = request.args.get("export")
    if kind:
        return spreadsheets.answer(*lists.profiles(found, uses), "role-profiles", kind)
    return render_template("recruiting/openings/profiles.html", profiles=found, uses=uses)


@bp.get("/role-profiles/<int:profile_id>")
@requires(Permission.SEE_OPENINGS)
def profile(profile_id: int) -> str:
    return render_template(
        "recruiting/openings/profile.html",
        profile=_profile_or_404(profile_id),
        record=opening_pages.record_of("role_profile", profile_id),
    )


@bp.route("/role-profiles/<int:profile_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def edit_profile(profile_id: int) -> Any:
    profile = _profile_or_404(profile_id)
    form = ProfileForm(data=description_of(profile))
    if form.validate_on_submit() and _change(profile, form):
        return redirect(url_for(".profile", profile_id=profile_id))
    status = 422 if form.errors else 200
    return render_template("recruiting/openings/edit_profile.html", profile=profile, form=form), status


def _change(profile: RoleProfile, form: ProfileForm) -> bool:
    try:
        verbs.change(profile, form.description(), seen=form.seen.data, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    flash(_("Saved."), "good")
    return True


def _profile_or_404(profile_id: int) -> RoleProfile:
    return opening_pages.profile(profile_id) or abort(404)
