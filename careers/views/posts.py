"""The posts of one person: the shift they work, and as what they are employed."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_login import current_user

from careers import posts
from careers.forms.posts import PostForm
from careers.queries import ladder, reviews, standings
from careers.queries import posts as queries
from careers.views.attempt import sent
from careers.views.blueprint import bp
from core import clock
from core.i18n import _
from people.guard import requires
from people.permissions import Permission


@bp.route("/people/<int:employment_id>/post", methods=["GET", "POST"], endpoint="post")
@requires(Permission.CHANGE_POSTS)
def show_post(employment_id: int) -> Any:
    """What they do now and did before; sent, another shift or kind of employment."""
    row = standings.one_of(current_user, employment_id, Permission.CHANGE_POSTS) or abort(404)
    held, employment = queries.of_employment(employment_id), reviews.employment(employment_id)
    form = PostForm(since=clock.today(), shift=held[0].shift or "", kind=held[0].kind or "").offering()
    if sent(
        form,
        lambda: posts.change(employment, form.terms(), form.reason.data or "", actor=current_user),
        _("It is changed, and the record says why."),
    ):
        return redirect(url_for(".post", employment_id=employment_id))
    page = render_template(
        "careers/post.html", row=row, held=held, form=form, level_names=ladder.level_names()
    )
    return page, 422 if form.errors or form.form_errors else 200
