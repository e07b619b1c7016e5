"""Rating the competencies of a level, by somebody asked for it."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import cases
from careers.forms.cases import RatingsForm, ratings_sent
from careers.queries import cases as queries
from careers.views.attempt import sent
from careers.views.blueprint import bp
from core.i18n import _
from people.guard import requires
from people.permissions import Permission


@bp.get("/assessments", endpoint="assessments")
@requires(Permission.USE_PRODUCT)
def own_assessments() -> str:
    return render_template("careers/assessments.html", asked=queries.asked_of(current_user))


@bp.route("/assessments/<int:assessment_id>", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def assessment(assessment_id: int) -> Any:
    made = queries.own_assessment(current_user, assessment_id) or abort(404)
    level = queries.level_of(made.case)
    ratings = ratings_sent(request.form, [one.key for one in level.competencies])
    form = RatingsForm()
    if sent(
        form,
        lambda: cases.submit(made, ratings, actor=current_user),
        _("Your ratings are in. Thank you."),
    ):
        return redirect(url_for(".assessments"))
    page = render_template(
        "careers/assessment.html",
        made=made,
        level=level,
        form=form,
        ratings=ratings if request.method == "POST" else {},
        own={one.competency: one for one in made.ratings},
        person=made.case.employment.person,
    )
    return page, 422 if form.errors or form.form_errors else 200
