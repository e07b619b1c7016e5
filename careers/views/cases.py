"""Promotion cases: the list, opening one, its page, and every act on it."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import cases, deciding, exports
from careers.forms.cases import (
    ApproveForm,
    AskForm,
    DeclineForm,
    EditCaseForm,
    OpenCaseForm,
    ReasonForm,
    WithdrawForm,
)
from careers.models import LadderLevel, PromotionCase
from careers.queries import cases as queries
from careers.queries import evidence, journeys, reviews, standings
from careers.queries.standings import Standing
from careers.rules.readiness import Found, raters
from careers.states import UNDECIDED, CaseState
from careers.views.attempt import done, sent
from careers.views.blueprint import bp
from careers.views.paths import awaited, evidence_of, towards, ways_of
from core import clock, keyset, spreadsheets
from core.i18n import _
from people.forms import Form
from people.guard import requires
from people.permissions import Permission


@bp.get("/cases", endpoint="cases")
@requires(Permission.SEE_CAREERS)
def list_cases() -> Any:
    state = next((one for one in CaseState if one.value == request.args.get("state")), None)
    left = {"no": False, "yes": True}.get(request.args.get("left", ""))
    statement = queries.cases(current_user, state, left)
    kind = request.args.get("export")
    if kind:
        rows = exports.case_rows(queries.whole(statement))
        return spreadsheets.answer(rows, exports.case_header(), "promotion-cases", kind)
    page = keyset.page(
        statement,
        queries.CASE_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template(
        "careers/cases.html",
        page=page,
        state=state,
        states=list(CaseState),
        left=left,
        asked=queries.asked_of(current_user),
    )


@bp.route("/own/cases/new", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def apply_for_promotion() -> Any:
    row = standings.own_row(current_user)
    return _open(row) if row else render_template("careers/no_path.html")


@bp.route("/people/<int:employment_id>/cases/new", methods=["GET", "POST"])
@requires(Permission.SEE_CAREERS)
def nominate(employment_id: int) -> Any:
    return _open(standings.one_of(current_user, employment_id) or abort(404))


def _open(row: Any) -> Any:
    one = towards(row, request.args.get("towards"))
    form = OpenCaseForm(level=one.target.key if one.target else None).offering(ways_of(one))
    opened: list[PromotionCase] = []

    def open_it() -> None:
        employment = reviews.employment(row.employment_id)
        opened.append(
            cases.open_case(employment, form.level.data, form.statement.data or "", actor=current_user)
        )

    if sent(form, open_it, _("The case is open. What is met today is frozen as evidence.")):
        return redirect(url_for(".case", case_id=opened[0].id))
    page = render_template("careers/open_case.html", form=form, one=one, names=journeys.names_asked())
    return page, 422 if form.errors or form.form_errors else 200


def _case_or_404(case_id: int) -> PromotionCase:
    return queries.case_in_reach(current_user, case_id) or abort(404)


@bp.get("/cases/<int:case_id>", endpoint="case")
@requires(Permission.USE_PRODUCT)
def show_case(case_id: int) -> Any:
    return _page(_case_or_404(case_id))


def _page(case: PromotionCase, failed: Form | None = None) -> Any:
    level = queries.level_of(case)
    standing = standings.standing_of(case.employment_id, case.level, on=case.version)
    made = queries.assessments(case.id)
    is_running = case.state in (*UNDECIDED, CaseState.APPROVED)
    live = standing.found if standing and is_running else None
    is_about_reader = case.employment.person_id == current_user.person_id
    page = render_template(
        "careers/case.html",
        case=case,
        level=level,
        from_level=queries.left_level(case),
        **_frozen(case, level, live),
        names=journeys.names_asked(),
        assessments=made,
        apart=queries.apart(made),
        raters=raters(level.asks),
        **_supplied(case, standing, is_about_reader),
        may_decide=not is_about_reader
        and case.nominated_by_id != current_user.id
        and queries.may_decide(current_user, case.employment_id),
        may_ask=not is_about_reader and queries.may_decide(current_user, case.employment_id),
        is_about_reader=is_about_reader,
        is_opener=case.nominated_by_id == current_user.id,
        today=clock.today(),
        failed=failed,
        forms=_forms(case, level.grades, failed),
    )
    return (page, 422) if failed is not None else page


def _frozen(case: PromotionCase, level: LadderLevel, live: Sequence[Found] | None) -> dict[str, Any]:
    """The freezing that was asked for, else the last one, and what differs from it now. `live`: how it stands
    now, None where that does not matter to the case any more."""
    frozen, wanted = evidence.freezings(case), request.args.get("frozen")
    shown = next((one for one in frozen if str(one.kept.number) == wanted), frozen[-1])
    pairs = enumerate(zip(shown.found, live or shown.found, strict=True))
    return {
        "frozen": frozen,
        "shown": shown,
        "lines": list(zip(level.asks, shown.found, strict=True)),
        "live": {place: now for place, (was, now) in pairs if was != now},
        "is_met": all(one.is_met for one in live or shown.found),
    }


def _supplied(case: PromotionCase, standing: Standing | None, is_own: bool) -> dict[str, Any]:
    """Links to the evidence, for whoever may follow them; and who has to supply what is unknown."""
    if standing is None:
        return {"evidence": {}, "awaited": {}}
    within = is_own or standings.one_of(current_user, case.employment_id) is not None
    links = evidence_of(standing, is_own=is_own, ratings="#ratings") if within else {}
    return {"evidence": links, "awaited": awaited([case], standing, is_own=is_own)}


def _forms(case: PromotionCase, grades: list[str], failed: Form | None) -> dict[str, Form]:
    """An empty form for each act, but for the one that was refused."""
    fresh: dict[str, Form] = {
        "edit": EditCaseForm(formdata=None, statement=case.statement),
        "give_back": ReasonForm(formdata=None, prefix="give-back-"),
        "withdraw": WithdrawForm(formdata=None, prefix="withdraw-"),
        "ask": AskForm(formdata=None).offering(queries.colleagues(case)),
        "approve": ApproveForm(formdata=None, prefix="approve-").offering(grades),
        "decline": DeclineForm(formdata=None, prefix="decline-"),
        "cancel": ReasonForm(formdata=None, prefix="cancel-"),
    }
    for form in fresh.values():
        if hasattr(form, "revision"):
            form.revision.data = str(case.revision)
    return fresh | ({getattr(failed, "act"): failed} if failed is not None else {})  # noqa: B009


def _act(case_id: int, act: str, form: Form, deed: Callable[[PromotionCase], None], said: str) -> Any:
    """One act on a case: done and back to its page, or the page with what stands in the way."""
    case = _case_or_404(case_id)
    if sent(form, lambda: deed(case), said):
        return redirect(url_for(".case", case_id=case_id))
    form.act = act
    return _page(_case_or_404(case_id), form)


def _within_or_404(case: PromotionCase) -> None:
    """Deciding needs the permission for the team of the person, not only a look at the case."""
    if not queries.may_decide(current_user, case.employment_id):
        abort(404)


@bp.post("/cases/<int:case_id>/statement")
@requires(Permission.USE_PRODUCT)
def edit_case(case_id: int) -> Any:
    form = EditCaseForm()
    return _act(
        case_id,
        "edit",
        form,
        lambda case: cases.edit(case, form.statement.data or "", revision=form.seen, actor=current_user),
        _("The case is changed."),
    )


@bp.post("/cases/<int:case_id>/withdrawal")
@requires(Permission.USE_PRODUCT)
def withdraw_case(case_id: int) -> Any:
    form = WithdrawForm(prefix="withdraw-")
    return _act(
        case_id,
        "withdraw",
        form,
        lambda case: cases.withdraw(case, revision=form.seen, actor=current_user),
        _("The case is withdrawn."),
    )


@bp.post("/cases/<int:case_id>/returns")
@requires(Permission.DECIDE_PROMOTIONS)
def return_case(case_id: int) -> Any:
    form = ReasonForm(prefix="give-back-")

    def give_back(case: PromotionCase) -> None:
        _within_or_404(case)
        cases.give_back(case, form.reason.data or "", revision=form.seen, actor=current_user)

    return _act(case_id, "give_back", form, give_back, _("The case is back with whoever opened it."))


@bp.post("/cases/<int:case_id>/assessors")
@requires(Permission.DECIDE_PROMOTIONS)
def ask_assessor(case_id: int) -> Any:
    form = AskForm().offering(queries.colleagues(_case_or_404(case_id)))

    def ask(case: PromotionCase) -> None:
        _within_or_404(case)
        assessor = queries.account(form.assessor.data or 0) or abort(404)
        cases.ask(case, assessor, actor=current_user)

    return _act(case_id, "ask", form, ask, _("They are asked, and see no other ratings before their own."))


@bp.post("/cases/<int:case_id>/assessors/<int:assessment_id>/release")
@requires(Permission.DECIDE_PROMOTIONS)
def release_assessor(case_id: int, assessment_id: int) -> Any:
    _within_or_404(_case_or_404(case_id))
    made = queries.assessment(assessment_id)
    if made is None or made.case_id != case_id:
        abort(404)
    return done(
        lambda: cases.release(made, actor=current_user),
        _("They are not asked any more; ask somebody else."),
        url_for(".case", case_id=case_id),
    )


@bp.post("/cases/<int:case_id>/approvals")
@requires(Permission.DECIDE_PROMOTIONS)
def approve_case(case_id: int) -> Any:
    grades = queries.level_of(_case_or_404(case_id)).grades
    form = ApproveForm(prefix="approve-").offering(grades)

    def approve(case: PromotionCase) -> None:
        _within_or_404(case)
        assert form.effective_on.data is not None
        terms = deciding.Approval(
            form.effective_on.data, form.pay_grade.data, form.acting_until.data, form.override.data
        )
        deciding.approve(case, terms, revision=form.seen, actor=current_user)

    return _act(case_id, "approve", form, approve, _("Approved. It takes effect by itself on its day."))


@bp.post("/cases/<int:case_id>/declines")
@requires(Permission.DECIDE_PROMOTIONS)
def decline_case(case_id: int) -> Any:
    form = DeclineForm(prefix="decline-")

    def decline(case: PromotionCase) -> None:
        _within_or_404(case)
        assert form.retry_on.data is not None
        why, day = form.reason.data or "", form.retry_on.data
        deciding.decline(case, why, day, revision=form.seen, actor=current_user)

    return _act(case_id, "decline", form, decline, _("Declined. They see why, and from when to try again."))


@bp.post("/cases/<int:case_id>/cancellations")
@requires(Permission.DECIDE_PROMOTIONS)
def cancel_promotion(case_id: int) -> Any:
    form = ReasonForm(prefix="cancel-")

    def cancel(case: PromotionCase) -> None:
        _within_or_404(case)
        deciding.cancel(case, form.reason.data or "", revision=form.seen, actor=current_user)

    return _act(case_id, "cancel", form, cancel, _("Cancelled. It will not take effect."))


@bp.post("/cases/<int:case_id>/tasks/<int:task_id>")
@requires(Permission.USE_PRODUCT)
def tick_task(case_id: int, task_id: int) -> Any:
    _case_or_404(case_id)
    task = queries.task(task_id)
    if task is None or task.case_id != case_id:
        abort(404)
    return done(
        lambda: deciding.tick(task, actor=current_user), _("Ticked off."), url_for(".case", case_id=case_id)
    )
