"""Every background check in reach, the same rows to take away, and what a check consists of."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import clock, keyset, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import check_packages
from recruiting.check_packages import PackageFacts
from recruiting.exports import check_header, check_rows
from recruiting.forms import lists
from recruiting.forms.checks import ChecksFilter, PackageForm
from recruiting.queries import checks as queries
from recruiting.views.blueprint import bp


@bp.get("/checks")
@requires(Permission.SEE_CHECKS)
def background_checks() -> str:
    form = ChecksFilter(request.args).offering()
    page = keyset.page(
        queries.listed(current_user, **form.wanted),
        queries.LIST_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template("recruiting/checks/list.html", form=form, page=page, now=clock.now())


@bp.get("/checks/export/<kind>")
@requires(Permission.SEE_CHECKS)
def export_checks(kind: str) -> Response:
    statement = queries.listed(current_user, **ChecksFilter(request.args).offering().wanted)
    rows = check_rows(queries.all_of(statement))
    return spreadsheets.answer(rows, check_header(), "background-checks", kind)


@bp.get("/check-packages")
@requires(Permission.SEE_CHECKS)
def check_packages_in_use() -> Any:
    packages, kind = queries.packages(), request.args.get("export")
    if kind:
        return spreadsheets.answer(*lists.packages(packages), "check-packages", kind)
    return render_template("recruiting/checks/packages.html", packages=packages)


@bp.route("/check-packages/<int:package_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_CHECK_PACKAGES)
def edit_check_package(package_id: int) -> ResponseReturnValue:
    package = queries.package(package_id) or abort(404)
    form = PackageForm()
    if not form.is_submitted():
        form.show(package)
    elif form.validate():
        try:
            seen = form.based_on.data or ""
            based_on = int(seen) if seen.isdecimal() else 0
            check_packages.publish(package, _facts(form), based_on, actor=current_user)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("Published; checks ordered before keep theirs."), "good")
            return redirect(url_for("recruiting.check_packages_in_use"))
    page = render_template("recruiting/checks/package.html", form=form, package=package)
    return (page, 422) if form.errors else page


def _facts(form: PackageForm) -> PackageFacts:
    days: dict[str, Any] = {name: form[name].data for name in ("target_days", "wait_days", "good_days")}
    return PackageFacts(
        name={"en": str(form.name_en.data), "zh_Hans": str(form.name_zh.data)},
        items=check_packages.read_items(form.items.data or ""),
        **days,
    )
