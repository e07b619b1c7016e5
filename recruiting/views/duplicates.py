"""People who may have been entered twice: the list, the comparison, the merge and its undoing."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import keyset, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.models import Person
from people.permissions import Permission
from recruiting import duplicates as verbs
from recruiting import exports, masking, merging
from recruiting.forms.duplicates import MergeForm, SuspicionFilter, WhyForm, told_apart
from recruiting.models import Suspicion
from recruiting.queries import candidates, finding, telling_apart
from recruiting.queries import duplicates as queries
from recruiting.views.attempt import did
from recruiting.views.blueprint import bp
from recruiting.words import word


@bp.get("/duplicates")
@requires(Permission.ADD_CANDIDATES)
def duplicates() -> str:
    form = SuspicionFilter(request.args)
    page = keyset.page(
        _asked_for(form),
        queries.SUSPICION_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template(
        "recruiting/duplicates/duplicates.html",
        form=form,
        page=page,
        told=telling_apart.told_of(page.rows, current_user),
        chosen=form.chosen(),
    )


def _asked_for(form: SuspicionFilter) -> Any:
    if form.is_answered:
        return queries.answered_suspicions(current_user, form.wanted)
    return queries.open_suspicions(current_user, form.wanted, form.import_id)


@bp.get("/duplicates/export/<kind>")
@requires(Permission.ADD_CANDIDATES)
def export_duplicates(kind: str) -> Response:
    form = SuspicionFilter(request.args)
    found = keyset.page(_asked_for(form), queries.SUSPICION_ORDER, size=ALL_ROWS).rows
    told = telling_apart.told_of(found, current_user)
    if form.is_answered:
        rows, header = exports.answered_rows(found, told), exports.answered_header()
        return spreadsheets.answer(rows, header, "duplicates-answered", kind)
    rows = exports.suspicion_rows(found, told)
    return spreadsheets.answer(rows, exports.suspicion_header(), "duplicates", kind)


ALL_ROWS = 100_000


@bp.post("/duplicates/<int:suspicion_id>/dismissal")
@requires(Permission.ADD_CANDIDATES)
def tell_apart(suspicion_id: int) -> ResponseReturnValue:
    found = _suspicion_or_404(suspicion_id)
    try:
        verbs.dismiss(found, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(_("They stay two, and are not asked about again."), "good")
    filters: dict[str, Any] = dict(SuspicionFilter(request.args).chosen())
    return redirect(url_for(".duplicates", **filters))


def _suspicion_or_404(suspicion_id: int) -> Suspicion:
    return queries.suspicion(suspicion_id, current_user) or abort(404)


def _person_or_404(person_id: int) -> Person:
    return queries.person(person_id, current_user) or abort(404)


@bp.get("/people/<int:person_id>/duplicates")
@requires(Permission.ADD_CANDIDATES)
def choose_duplicate(person_id: int) -> str:
    """With whom to merge: who is suspected, and whoever is looked for."""
    one = _person_or_404(person_id)
    text = " ".join(request.args.get("q", "").split())[:100]
    suspects = verbs.suspects(one.name, one.latin_name, one.phone, one.email, current_user)
    found = finding.people(text, current_user).rows if text else ()
    return render_template(
        "recruiting/duplicates/choose.html",
        person=one,
        text=text,
        suspects=[(row, why) for row, why in suspects if row.id != one.id],
        found=list({row.person_id: row for row, _by in found if row.person_id != one.id}.values()),
    )


@bp.route("/people/<int:person_id>/duplicates/<int:other_id>", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def merge(person_id: int, other_id: int) -> ResponseReturnValue:
    """Compare two entries; make them one."""
    one, other = _person_or_404(person_id), _person_or_404(other_id)
    form = MergeForm().between(one, other)
    if form.validate_on_submit():
        stays, goes = (one, other) if form.stays.data == one.id else (other, one)
        if did(form, lambda: merging.merge(stays, goes, actor=current_user, reason=form.reason.data or "")):
            flash(_("Now one candidate. This can be undone at any time."), "good")
            return redirect(url_for(".person", person_id=stays.id))
    page = render_template(
        "recruiting/duplicates/merge.html",
        form=form,
        one=one,
        other=other,
        marks=told_apart(one, other),
        rows=_compared(one, other),
        asked=queries.suspicion_about(one.id, other.id),
        applications=[candidates.applications_of(who.id, current_user) for who in (one, other)],
    )
    return (page, 422) if form.errors else page


def _compared(one: Person, other: Person) -> list[tuple[str, Any, Any, bool]]:
    """Rows of (fact, what one entry says, what the other says, is it the same)."""
    left, right = _facts(one), _facts(other)
    return [
        (name, _shown(name, left[name]), _shown(name, right[name]), _same(left[name], right[name]))
        for name in left
    ]


def _shown(name: str, value: Any) -> Any:
    """Contact details are not written out here: looking at them goes on record elsewhere."""
    if name == _("E-mail"):
        return masking.mail(value)
    return masking.phone(value) if name == _("Phone") else value


def _same(left: Any, right: Any) -> bool:
    return bool(left) and bool(left == right)


def _facts(who: Person) -> dict[str, Any]:
    known = queries.candidate(who.id)
    education = known and known.education
    return {
        _("Name"): who.name,
        _("Name in Latin letters"): who.latin_name,
        _("E-mail"): who.email,
        _("Phone"): who.phone,
        _("Lives in"): known and known.lives_in,
        _("Education"): education and word(education),
        _("Years of service work"): known and known.service_years,
        _("Languages"): known and known.languages,
    }


@bp.route("/merges/<int:merge_id>/undoing", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def undo_merge(merge_id: int) -> ResponseReturnValue:
    done = queries.merge(merge_id, current_user) or abort(404)
    form = WhyForm()
    if form.validate_on_submit() and did(
        form, lambda: merging.unmerge(done, actor=current_user, reason=form.reason.data or "")
    ):
        flash(_("Two candidates again. What came after the merge stayed where it was."), "good")
        return redirect(_where_seen(done.absorbed_id, done.survivor_id))
    page = render_template("recruiting/duplicates/undo.html", form=form, done=done)
    return (page, 422) if form.errors else page


def _where_seen(*person_ids: int) -> str:
    """The page of the first of these of whom the reader may see an application; else the list."""
    for number in person_ids:
        if candidates.applications_of(number, current_user):
            return url_for(".person", person_id=number)
    return url_for(".applications")
