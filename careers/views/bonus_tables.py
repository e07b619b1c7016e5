"""What scores bring: the tables that are published, and the editor of a further one."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import bonus_drafts as drafts
from careers import bonus_tables
from careers.bonus_words import terms_said, worth_said
from careers.forms import lists
from careers.forms.bonuses import BonusForm, PublishBonusForm, bonus_shown
from careers.forms.formulas import ScopeForm
from careers.formula_words import for_whom
from careers.models import BonusDraft, BonusTable
from careers.queries import bonuses as queries
from careers.queries import ladder
from careers.queries.rescored import last_closed
from careers.rules.bonus import from_kept
from careers.views.attempt import done, sent
from careers.views.blueprint import bp
from core import clock, spreadsheets
from core.i18n import _
from people import queries as people
from people.guard import requires
from people.permissions import Permission


def _whom(of: BonusDraft | BonusTable) -> str:
    return for_whom(of.level, of.team.name if of.team else None, ladder.level_names())


def _within(of: BonusDraft | BonusTable) -> bool:
    """May the reader see what these are paid?"""
    teams = current_user.teams_for(Permission.EDIT_LADDER)
    return None in teams or of.team_id is None or of.team_id in teams


@bp.get("/bonuses/tables", endpoint="bonus_tables")
@requires(Permission.EDIT_LADDER)
def list_tables() -> Any:
    found = [one for one in queries.tables() if _within(one)]
    whom = {one.id: _whom(one) for one in found}
    kind = request.args.get("export")
    if kind:
        rows = lists.bonus_table_rows(found, whom)
        return spreadsheets.answer(rows, lists.bonus_table_header(), "bonus-tables", kind)
    return render_template(
        "careers/bonuses/tables.html",
        tables=found,
        whom=whom,
        published=queries.published(),
        today=clock.today(),
        drafts=[(one, _whom(one)) for one in queries.drafts() if _within(one)],
    )


@bp.get("/bonuses/tables/<int:table_id>")
@requires(Permission.EDIT_LADDER)
def bonus_table(table_id: int) -> Any:
    one = queries.table(table_id) or abort(404)
    if not _within(one):
        abort(404)
    if request.args.get("export"):
        rows = lists.bonus_table_rows([one], {one.id: _whom(one)})
        name, kind = f"bonus-table-{one.number}", request.args["export"]
        return spreadsheets.answer(rows, lists.bonus_table_header(), name, kind)
    return render_template(
        "careers/bonuses/table.html",
        table=one,
        whom=_whom(one),
        terms=one.terms,
        terms_said=terms_said,
        worth_said=worth_said,
        published=queries.published().get(one.id),
    )


@bp.route("/bonuses/drafts/new", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def begin_bonus_draft() -> Any:
    """Say for whom, then fill it in; `table`: of which it is a copy."""
    one = queries.table(request.args.get("table", 0, type=int))
    if one is not None and not _within(one):
        abort(404)
    said = {"level": one.level or "", "team": one.team_id} if one else {}
    form = ScopeForm(data=said).offering(ladder.level_names(), people.teams())
    begun: list[BonusDraft] = []

    def begin() -> None:
        begun.append(drafts.begin(one, form.level.data or None, form.team.data or None, actor=current_user))

    if sent(form, begin, _("A draft is there to be changed. Nobody notices before it is published.")):
        return redirect(url_for(".bonus_draft", draft_id=begun[0].id))
    page = render_template("careers/bonuses/scope.html", table=one, form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _draft_or_404(draft_id: int) -> BonusDraft:
    """One of those that the reader may change."""
    found = queries.draft(draft_id) or abort(404)
    teams = current_user.teams_for(Permission.EDIT_LADDER)
    if None not in teams and found.team_id not in teams:
        abort(404)
    return found


@bp.route("/bonuses/drafts/<int:draft_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def bonus_draft(draft_id: int) -> Any:
    draft = _draft_or_404(draft_id)
    shown = bonus_shown(from_kept(draft.terms))
    form = BonusForm(data={**shown, "seen": draft.version}).offering()

    def change() -> None:
        drafts.change(draft, form.terms(), actor=current_user, seen=form.seen.data)

    if sent(form, change, _("Saved in the draft.")):
        return redirect(url_for(".publish_bonus_draft", draft_id=draft.id))
    page = render_template("careers/bonuses/draft.html", draft=draft, form=form, whom=_whom(draft))
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/bonuses/drafts/<int:draft_id>/discarding")
@requires(Permission.EDIT_LADDER)
def discard_bonus_draft(draft_id: int) -> Any:
    draft, seen = _draft_or_404(draft_id), request.form.get("seen", type=int)
    return done(
        lambda: drafts.discard(draft, actor=current_user, seen=seen),
        _("The draft is thrown away. What is published is as it was."),
        url_for(".bonus_tables"),
    )


@bp.route("/bonuses/drafts/<int:draft_id>/publication", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def publish_bonus_draft(draft_id: int) -> Any:
    """What the last closed month would have brought; then the same published from a month on."""
    draft = _draft_or_404(draft_id)
    terms = from_kept(draft.terms)
    month = last_closed(current_user, draft.level, draft.team_id)
    form = PublishBonusForm(seen=draft.version).offering(drafts.earliest())

    def publish() -> None:
        drafts.publish(draft, form.month, actor=current_user, reason=form.reason.data, seen=form.seen.data)

    if sent(form, publish, _("Published. No month that has begun brings anything else.")):
        return redirect(url_for(".bonus_tables"))
    found = queries.foreseen(current_user, month, terms, draft) if month else []
    page = render_template(
        "careers/bonuses/publication.html",
        draft=draft,
        whom=_whom(draft),
        form=form,
        terms=terms,
        terms_said=terms_said,
        worth_said=worth_said,
        month=month,
        found=found,
        total=sum(one.worth for _row, one in found),
        problems=list(bonus_tables.problems(terms)),
    )
    return page, 422 if form.errors or form.form_errors else 200
