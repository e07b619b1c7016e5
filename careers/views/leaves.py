"""Leave of somebody on duty, as it begins and ends."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_login import current_user

from careers.forms.leaves import LeaveForm
from careers.queries import reviews, standings
from careers.views.attempt import sent
from careers.views.blueprint import bp
from core import clock
from core.i18n import _
from people.guard import requires
from people.permissions import Permission
from training import leaves


@bp.route("/people/<int:employment_id>/leave", methods=["GET", "POST"], endpoint="leave")
@requires(Permission.CHANGE_POSTS)
def change_leave(employment_id: int) -> Any:
    """Sent, it begins the leave of who is on duty, or ends that of who is away."""
    row = standings.one_of(current_user, employment_id, Permission.CHANGE_POSTS) or abort(404)
    employment = reviews.employment(employment_id)
    is_away = leaves.is_away(employment)
    form, verb = LeaveForm(since=clock.today()).seeing(is_away), leaves.come_back if is_away else leaves.go

    said = (
        _("%(name)s is back on duty.", name=row.name)
        if is_away
        else _("%(name)s is on leave.", name=row.name)
    )

    def change() -> None:
        form.check(is_away)
        assert form.since.data is not None, "the form asks for a day"
        verb(employment, form.since.data, form.reason.data or "", actor=current_user)

    if sent(form, change, said):
        return redirect(url_for(".person", employment_id=employment_id))
    page = render_template("careers/leave.html", row=row, form=form, is_away=is_away)
    return page, 422 if form.errors or form.form_errors else 200
