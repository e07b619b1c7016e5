"""The formula editor: a draft line by line, what the last closed month would have been, publish."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import formula_drafts as drafts
from careers import formulas
from careers.defaults.formulas import LEARNING
from careers.forms.formulas import IndicatorForm, PublishFormulaForm, indicator_shown
from careers.formula_words import differences
from careers.models import FormulaDraft
from careers.queries import formulas as queries
from careers.queries.rescored import last_closed, rescored, spread
from careers.views.attempt import done, sent
from careers.views.blueprint import bp
from careers.views.formulas import whom
from core import clock
from core.db import Words
from core.i18n import _, say
from people.guard import requires
from people.permissions import Permission


def _draft_or_404(draft_id: int) -> FormulaDraft:
    """One of those that the reader may change."""
    found = queries.draft(draft_id) or abort(404)
    teams = current_user.teams_for(Permission.EDIT_LADDER)
    if None not in teams and found.team_id not in teams:
        abort(404)
    return found


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _back(draft: FormulaDraft) -> str:
    return url_for(".formula_draft", draft_id=draft.id)


@bp.get("/formulas/drafts/<int:draft_id>")
@requires(Permission.EDIT_LADDER)
def formula_draft(draft_id: int) -> Any:
    draft = _draft_or_404(draft_id)
    lines = drafts.lines_in(draft)
    taken = {one.key for one in lines}
    return render_template(
        "careers/formulas/draft.html",
        draft=draft,
        whom=whom(draft),
        lines=lines,
        weights=sum(one.weight for one in lines),
        others=[(key, one.name) for key, one in _known().items() if key not in taken],
        **_judged(draft),
    )


def _known() -> dict[str, Any]:
    """Key → indicator: what formulas measured so far, and what training knows by itself."""
    return {**{one.key: one for one in LEARNING}, **queries.indicators()}


def _judged(draft: FormulaDraft) -> dict[str, Any]:
    """What differs from what holds for the same people now, and what is wrong."""
    now = queries.newest_for(draft.level, draft.team_id) or draft.based_on
    return {
        "now": now,
        "differences": differences(drafts.lines_of(now), drafts.lines_in(draft)),
        "problems": list(formulas.problems(drafts.plan_in(draft))),
    }


def _act(draft_id: int, deed: Callable[[FormulaDraft], object], said: str) -> Any:
    draft = _draft_or_404(draft_id)
    return done(lambda: deed(draft), said, _back(draft))


@bp.post("/formulas/drafts/<int:draft_id>/discarding")
@requires(Permission.EDIT_LADDER)
def discard_formula_draft(draft_id: int) -> Any:
    draft = _draft_or_404(draft_id)
    return done(
        lambda: drafts.discard(draft, actor=current_user, seen=_seen()),
        _("The draft is thrown away. What is published is as it was."),
        url_for(".formulas"),
    )


@bp.route("/formulas/drafts/<int:draft_id>/indicators/new", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def new_formula_indicator(draft_id: int) -> Any:
    """Of figures that are known already with `key`, else one of its own."""
    draft = _draft_or_404(draft_id)
    known = _known().get(request.args.get("key", ""))
    shown = indicator_shown(known) if known else {}
    form = IndicatorForm(data={**shown, "seen": draft.version}).offering(_groups(draft))

    def add() -> None:
        line = form.plan(known.key if known else "")
        drafts.put(draft, None, line, actor=current_user, seen=form.seen.data)

    return _indicator(draft, form, add, _("Add an indicator"))


def _groups(draft: FormulaDraft) -> list[Words]:
    """Each group that an indicator stands in, once."""
    own = [one.group for one in drafts.lines_in(draft)]
    known = [one.group for one in _known().values()]
    return list({say(one): one for one in (*own, *known)}.values())


@bp.route("/formulas/drafts/<int:draft_id>/indicators/<key>", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def formula_indicator(draft_id: int, key: str) -> Any:
    draft = _draft_or_404(draft_id)
    line = next((one for one in drafts.lines_in(draft) if one.key == key), None) or abort(404)
    form = IndicatorForm(data={**indicator_shown(line), "seen": draft.version}).offering(_groups(draft))

    def change() -> None:
        drafts.put(draft, key, form.plan(key), actor=current_user, seen=form.seen.data)

    return _indicator(draft, form, change, _("Edit %(name)s", name=say(line.name)))


def _indicator(draft: FormulaDraft, form: IndicatorForm, deed: Callable[[], None], title: str) -> Any:
    if sent(form, deed, _("Saved in the draft.")):
        return redirect(_back(draft))
    page = render_template("careers/formulas/indicator.html", draft=draft, form=form, title=title)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/formulas/drafts/<int:draft_id>/indicators/<key>/removal")
@requires(Permission.EDIT_LADDER)
def remove_formula_indicator(draft_id: int, key: str) -> Any:
    return _act(
        draft_id,
        lambda draft: drafts.remove(draft, key, actor=current_user, seen=_seen()),
        _("Out of the draft. What was measured stays where it was measured."),
    )


@bp.post("/formulas/drafts/<int:draft_id>/indicators/<key>/order")
@requires(Permission.EDIT_LADDER)
def shift_formula_indicator(draft_id: int, key: str) -> Any:
    steps = -1 if request.form.get("way") == "earlier" else 1
    return _act(
        draft_id,
        lambda draft: drafts.shift(draft, key, steps, actor=current_user, seen=_seen()),
        _("Saved in the draft."),
    )


@bp.route("/formulas/drafts/<int:draft_id>/publication", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def publish_formula_draft(draft_id: int) -> Any:
    """What the last closed month would have come to; then the same published from a month to come."""
    draft = _draft_or_404(draft_id)
    form = PublishFormulaForm(seen=draft.version).offering(clock.today())

    def publish() -> None:
        drafts.publish(draft, form.month, actor=current_user, reason=form.reason.data, seen=form.seen.data)

    if sent(form, publish, _("Published. No month that has begun or is closed is measured anew.")):
        return redirect(url_for(".formulas"))
    judged, month = _judged(draft), last_closed(current_user, draft.level, draft.team_id)
    found = []
    if month and not judged["problems"]:
        found = rescored(current_user, month, formulas.unpublished(drafts.plan_in(draft, month)))
    page = render_template(
        "careers/formulas/publication.html",
        draft=draft,
        whom=whom(draft),
        form=form,
        month=month,
        found=found,
        spread=spread(found),
        **judged,
    )
    return page, 422 if form.errors or form.form_errors else 200
