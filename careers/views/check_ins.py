"""Check-ins: all of one person, and one of them, to rate or to compare."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import checking_in
from careers.developing import side_of
from careers.forms.cases import CallOffForm, RatingsForm, ratings_sent
from careers.models import CheckIn
from careers.queries import check_ins as queries
from careers.queries import reviews, standings
from careers.rules.check_ins import FAR
from careers.states import Side
from careers.views.attempt import sent
from careers.views.blueprint import bp
from careers.views.paths import frame
from core.i18n import _
from people.forms import Form
from people.guard import requires
from people.permissions import Permission


@bp.route("/own/check-ins", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def own_check_ins() -> Any:
    row = standings.own_row(current_user)
    return _all(row, is_own=True) if row else render_template("careers/no_path.html")


@bp.route("/people/<int:employment_id>/check-ins", methods=["GET", "POST"])
@requires(Permission.REVIEW_MONTHS)
def person_check_ins(employment_id: int) -> Any:
    row = standings.one_of(current_user, employment_id, Permission.REVIEW_MONTHS) or abort(404)
    return _all(row, is_own=row.person_id == current_user.person_id)


def _all(row: Any, *, is_own: bool) -> Any:
    """All of one person; sent, a further one is begun."""
    form, begun = Form(), list[CheckIn]()
    employment = reviews.employment(row.employment_id)
    if sent(
        form,
        lambda: begun.append(checking_in.begin(employment, actor=current_user)),
        _("The check-in is begun. Neither side sees what the other rates before both have handed in."),
    ):
        return redirect(url_for(".check_in", check_in_id=begun[0].id))
    [one] = standings.standings([row])
    page = render_template(
        "careers/check_ins/all.html",
        one=one,
        found=queries.of_person(row.employment_id),
        level_of=queries.level_of,
        side=Side.EMPLOYEE if is_own else Side.LEAD,
        form=form,
        is_own=is_own,
        **frame(one, is_own=is_own),
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/check-ins/<int:check_in_id>", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def check_in(check_in_id: int) -> Any:
    """Rating for one's side; then both sides beside each other."""
    one = queries.check_in_for(current_user, check_in_id) or abort(404)
    side, form = side_of(one.employment, actor=current_user), RatingsForm()
    typed = ratings_sent(request.form, [each.key for each in queries.competencies(one)])
    if sent(
        form,
        lambda: checking_in.hand_in(one, typed, actor=current_user),
        _("Your ratings are in. Thank you."),
    ):
        return redirect(url_for(".check_in", check_in_id=check_in_id))
    page = render_template(
        "careers/check_ins/one.html",
        one=one,
        level=queries.level_of(one),
        side=side,
        ratings=typed if request.method == "POST" else {},
        own=queries.ratings_of(one, side),
        pairs=queries.compared(one),
        far=FAR,
        form=form,
        person=one.employment.person,
        back=_back(one, side),
        plan=_plan(one, side),
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/check-ins/<int:check_in_id>/calling-off", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def call_off_check_in(check_in_id: int) -> Any:
    one = queries.check_in_for(current_user, check_in_id) or abort(404)
    form, back = CallOffForm(), url_for(".check_in", check_in_id=check_in_id)
    if sent(
        form,
        lambda: checking_in.call_off(one, form.reason.data or "", actor=current_user),
        _("It is called off. Either side can begin another one."),
    ):
        return redirect(back)
    person = one.employment.person
    page = render_template("careers/check_ins/call_off.html", form=form, one=one, person=person, back=back)
    return page, 422 if form.errors or form.form_errors else 200


def _back(one: CheckIn, side: Side) -> str:
    if side is Side.EMPLOYEE:
        return url_for(".own_check_ins")
    return url_for(".person_check_ins", employment_id=one.employment_id)


def _plan(one: CheckIn, side: Side) -> str:
    if side is Side.EMPLOYEE:
        return url_for(".own_plan", check_in=one.id)
    return url_for(".person_plan", employment_id=one.employment_id, check_in=one.id)
