"""Groupings: what a team is asked, and what one tells of oneself."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import grouping as verbs
from careers.forms.equity import grouping_header, grouping_rows
from careers.forms.groupings import GroupingForm, RetireForm, TellForm, called
from careers.queries import groupings as queries
from careers.queries.groupings import Own
from careers.views.attempt import done, sent
from careers.views.blueprint import bp
from core import spreadsheets
from core.i18n import _
from people import queries as people
from people.guard import requires
from people.permissions import Permission


@bp.route("/groupings", methods=["GET", "POST"])
@requires(Permission.RECORD_GROUPS)
def groupings() -> Any:
    """All that the reader decides about; sent, one more is asked."""
    among = queries.seen_by(current_user, Permission.RECORD_GROUPS)
    if request.args.get("export"):
        rows = grouping_rows(among)
        return spreadsheets.answer(rows, grouping_header(), "groupings", request.args["export"])
    teams = [team for team in people.teams() if queries.decides_for(current_user, team.id)]
    form = GroupingForm().offering(teams, everybody=queries.decides_for(current_user, None))
    if sent(form, lambda: verbs.start(form.plan(), actor=current_user), _("It is asked from now on.")):
        return redirect(url_for(".groupings"))
    page = render_template("careers/groups/groupings.html", form=form, among=among, kept=verbs.KEPT)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/groupings/<int:grouping_id>/retirement", methods=["GET", "POST"])
@requires(Permission.RECORD_GROUPS)
def retire_grouping(grouping_id: int) -> Any:
    one = queries.grouping_for(current_user, grouping_id, Permission.RECORD_GROUPS) or abort(404)
    form = RetireForm()
    if sent(
        form,
        lambda: verbs.retire(one, form.reason.data or "", actor=current_user),
        _("Nobody is asked any more."),
    ):
        return redirect(url_for(".groupings"))
    page = render_template("careers/groups/retire.html", form=form, name=called(one), kept=verbs.KEPT)
    return page, 422 if form.errors or form.form_errors else 200


# One's own


@bp.get("/own/groups")
@requires(Permission.USE_PRODUCT)
def own_groups() -> Any:
    return _own_page(queries.own(current_user.person_id))


@bp.post("/own/groups/<int:grouping_id>")
@requires(Permission.USE_PRODUCT)
def tell_group(grouping_id: int) -> Any:
    all_of_them = queries.own(current_user.person_id)
    one = next((one for one in all_of_them if one.grouping.id == grouping_id), None) or abort(404)
    form = _form_of(one)
    if sent(
        form,
        lambda: verbs.tell(one.grouping, form.group_id, actor=current_user),
        _("Kept. Nobody but you sees it; it counts from the next quarter on."),
    ):
        return redirect(url_for(".own_groups"))
    return _own_page(all_of_them, form, grouping_id), 422


@bp.post("/own/groups/<int:grouping_id>/withdrawal")
@requires(Permission.USE_PRODUCT)
def withdraw_group(grouping_id: int) -> Any:
    one = queries.own_one(current_user.person_id, grouping_id) or abort(404)
    return done(
        lambda: verbs.withdraw(one.grouping, actor=current_user),
        _("Deleted. It counts no more."),
        url_for(".own_groups"),
    )


def _form_of(one: Own) -> TellForm:
    return TellForm(prefix=f"grouping-{one.grouping.id}-").offering(one.grouping)


def _own_page(all_of_them: list[Own], sent_form: TellForm | None = None, of: int | None = None) -> Any:
    """`sent_form`: what was sent and refused, for the grouping `of`."""
    forms = [sent_form if sent_form and one.grouping.id == of else _form_of(one) for one in all_of_them]
    return render_template(
        "careers/groups/own.html", asked=list(zip(all_of_them, forms, strict=True)), refused=sent_form,
        kept=verbs.KEPT,
    )  # fmt: skip
