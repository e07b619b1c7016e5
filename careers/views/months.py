"""The months of one person: all of them with their trend, and one with how its score is made up."""

from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import exports, reviewing
from careers.bonus_words import explained, said
from careers.forms.reviews import (
    AnswerForm,
    AppealForm,
    CorrectionForm,
    TakeAgainForm,
    cell_name,
    cells_sent,
    month_in,
    read_cells,
)
from careers.models import ReviewFormula
from careers.queries import bonuses, learning, leavers, offers, peers, standings
from careers.queries import reviews as queries
from careers.rules.peers import LEAST
from careers.states import AppealState
from careers.states import RequirementKind as Kind
from careers.views.attempt import sent
from careers.views.blueprint import bp
from careers.views.paths import around
from core import clock, spreadsheets
from core.columns_in import no_number
from core.i18n import _
from people.guard import requires
from people.permissions import Permission


def _own_or_404() -> Any:
    return standings.own_row(current_user) or abort(404)


def _other_or_404(employment_id: int, permission: Permission = Permission.SEE_CAREERS) -> Any:
    """Also of who has left: their last months are closed and corrected when they are gone."""
    here = standings.one_of(current_user, employment_id, permission)
    return here or leavers.one_of(current_user, employment_id, permission) or abort(404)


def _month_or_404(text: str) -> date:
    return month_in(text) or abort(404)


@bp.get("/own/reviews")
@requires(Permission.USE_PRODUCT)
def own_reviews() -> Any:
    row = standings.own_row(current_user)
    return _all(row, is_own=True) if row else render_template("careers/no_path.html")


@bp.get("/people/<int:employment_id>/reviews")
@requires(Permission.SEE_CAREERS)
def person_reviews(employment_id: int) -> Any:
    return _all(_other_or_404(employment_id), is_own=False)


def _all(row: Any, *, is_own: bool) -> Any:
    months = queries.months_of(row.employment_id)
    kind = request.args.get("export")
    if kind:
        return spreadsheets.answer(exports.month_rows(months), exports.month_header(), "reviews", kind)
    return render_template(
        "careers/months.html",
        row=row,
        months=months,
        marks=_marks(row),
        is_own=is_own,
        address=lambda month: _address(row.employment_id, month, is_own),
        **around(row, is_own=is_own),
    )


def _marks(row: Any) -> list[Any]:
    """What the next level asks of reviews; nothing of who has left."""
    if getattr(row, "ended_on", None):
        return []
    [one] = standings.standings([row])
    return [what.mark for what in one.asked if what.kind in (Kind.REVIEW_AVERAGE, Kind.REVIEW_FLOOR)]


def _address(employment_id: int, month: date, is_own: bool) -> str:
    said = f"{month:%Y-%m}"
    if is_own:
        return url_for(".own_month", month=said)
    return url_for(".person_month", employment_id=employment_id, month=said)


@bp.route("/own/months/<month>", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def own_month(month: str) -> Any:
    """The own month; sent, it is an appeal."""
    row, at = _own_or_404(), _month_or_404(month)
    form = AppealForm()
    employment = queries.employment(row.employment_id)
    if sent(
        form,
        lambda: reviewing.appeal(employment, at, form.said.data or "", actor=current_user),
        _("Your appeal is sent. Whoever reviews your team answers it."),
    ):
        return redirect(url_for(".own_month", month=month))
    return _page(row, at, is_own=True, appeal_form=form)


@bp.get("/people/<int:employment_id>/months/<month>")
@requires(Permission.SEE_CAREERS)
def person_month(employment_id: int, month: str) -> Any:
    return _page(_other_or_404(employment_id), _month_or_404(month), is_own=False)


@bp.post("/people/<int:employment_id>/months/<month>/corrections")
@requires(Permission.REVIEW_MONTHS)
def correct_month(employment_id: int, month: str) -> Any:
    row, at = _other_or_404(employment_id, Permission.REVIEW_MONTHS), _month_or_404(month)
    form = CorrectionForm()
    cells = cells_sent(request.form)
    figures, bad = read_cells(cells)

    def correct() -> None:
        if bad:
            raise reviewing.ReviewRefused(_("Not corrected. %(why)s", why=no_number(cells[bad[0]])))
        employment = queries.employment(employment_id)
        reviewing.correct(
            employment, at, figures.get(employment_id, {}), actor=current_user, reason=form.reason.data or ""
        )

    if sent(form, correct, _("Corrected. The earlier revision stays to be seen.")):
        return redirect(url_for(".person_month", employment_id=employment_id, month=month))
    typed = {cell_name(*cell): text for cell, text in cells.items()}
    return _page(row, at, is_own=False, correction_form=form, typed=typed)


@bp.post("/people/<int:employment_id>/months/<month>/from-training")
@requires(Permission.REVIEW_MONTHS)
def take_from_training(employment_id: int, month: str) -> Any:
    """A closed month takes in what training says by now."""
    row, at = _other_or_404(employment_id, Permission.REVIEW_MONTHS), _month_or_404(month)
    form = TakeAgainForm()
    employment = queries.employment(employment_id)
    if sent(
        form,
        lambda: reviewing.take_again(employment, at, actor=current_user, reason=form.why.data or ""),
        _("Corrected. The earlier revision stays to be seen."),
    ):
        return redirect(_address(employment_id, at, is_own=False))
    return _page(row, at, is_own=False, again_form=form)


@bp.post("/appeals/<int:appeal_id>/answers")
@requires(Permission.REVIEW_MONTHS)
def answer_appeal(appeal_id: int) -> Any:
    made = queries.appeal(appeal_id) or abort(404)
    row = _other_or_404(made.employment_id, Permission.REVIEW_MONTHS)
    form = AnswerForm()
    if sent(
        form,
        lambda: reviewing.answer(
            made, upheld=form.verdict.data == "upheld", said=form.said.data or "", actor=current_user
        ),
        _("The answer is saved; they see it on the page of the month."),
    ):
        return redirect(_address(made.employment_id, made.month, is_own=False))
    return _page(row, made.month, is_own=False, answer_form=form)


def _figures(
    employment_id: int, month: date, formula: ReviewFormula | None, *, is_open: bool
) -> dict[str, Any]:
    """The figures of the month; of a closed one also where it is no longer what training says, and those of
    colleagues."""
    rows = queries.figures([employment_id], month).get(employment_id, {})
    says = learning.learned([employment_id], month)[employment_id]
    if is_open:
        return {"figures": learning.shown(rows, says, formula), "drifts": []}
    beside = {"comparison": peers.comparison(employment_id, month), "least": LEAST}
    return {"figures": rows, "drifts": learning.drifted(rows, says, formula), **beside}


def _page(row: Any, month: date, *, is_own: bool, **forms: Any) -> Any:
    standing = queries.standing(row.employment_id, month)
    employment_id = row.employment_id
    appeals = queries.appeals(employment_id, month)
    formula = standing.formula if standing else queries.formula_for(employment_id, month)
    shown = {
        "appeal_form": AppealForm(formdata=None) if is_own else None,
        "correction_form": CorrectionForm(formdata=None),
        "answer_form": AnswerForm(formdata=None),
        "again_form": TakeAgainForm(formdata=None),
        "typed": {},
        **forms,
    }
    failed = any(form.errors or form.form_errors for form in forms.values() if hasattr(form, "form_errors"))
    page = render_template(
        "careers/month.html",
        row=row,
        month=month,
        standing=standing,
        formula=formula,
        **_figures(employment_id, month, formula, is_open=standing is None),
        revisions=queries.revisions(employment_id, month),
        appeals=appeals,
        bonus=bonuses.of_person(employment_id, month),
        offers=offers.offered_to(row.person_id, standing, clock.today()) if standing else [],
        explained=explained,
        said=said,
        open_appeal=next((made for made in appeals if made.state is AppealState.OPEN), None),
        is_own=is_own,
        may_review=current_user.may(Permission.REVIEW_MONTHS) and row.person_id != current_user.person_id,
        cell_name=cell_name,
        reviews_url=url_for(".own_reviews")
        if is_own
        else url_for(".person_reviews", employment_id=employment_id),
        **around(row, is_own=is_own),
        **shown,
    )
    return (page, 422) if failed else page
