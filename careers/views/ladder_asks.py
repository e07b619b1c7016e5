"""The ladder editor: one level of a draft, what it asks for and what is rated for it."""

from typing import Any

from flask import abort, redirect, render_template, request
from flask_login import current_user

from careers import ladder_drafts as drafts
from careers.forms.ladder import AskedForm, CompetencyForm, asked_shown, competency_shown
from careers.ladder_words import called
from careers.models import LadderDraft
from careers.queries import journeys
from careers.rules.plans import LadderPlan, LevelPlan
from careers.states import RequirementKind as Kind
from careers.views.attempt import sent
from careers.views.blueprint import bp
from careers.views.ladder_drafts import act, back_to, draft_or_404, level_or_404, seen
from careers.words import word
from core.i18n import _
from people.guard import requires
from people.permissions import Permission


@bp.get("/ladder/drafts/<int:draft_id>/levels/<key>")
@requires(Permission.EDIT_LADDER)
def ladder_level(draft_id: int, key: str) -> Any:
    draft, plan = draft_or_404(draft_id)
    level = level_or_404(plan, key)
    return render_template(
        "careers/ladder/level.html",
        draft=draft,
        plan=plan,
        level=level,
        before=called(plan, level.after),
        names=journeys.names_asked(),
        kinds=list(Kind),
    )


@bp.route("/ladder/drafts/<int:draft_id>/levels/<key>/requirements/new", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def new_ladder_requirement(draft_id: int, key: str) -> Any:
    draft, plan = draft_or_404(draft_id)
    kind = next((one for one in Kind if one.value == request.args.get("kind")), None) or abort(404)
    form = AskedForm(seen=draft.version).asking(kind, _known(kind))
    return _requirement(draft, plan, level_or_404(plan, key), None, form)


def _known(kind: Kind) -> Any:
    return journeys.courses_asked() if kind is Kind.COURSE else journeys.exams_asked()


@bp.route("/ladder/drafts/<int:draft_id>/levels/<key>/requirements/<int:place>", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def ladder_requirement(draft_id: int, key: str, place: int) -> Any:
    draft, plan = draft_or_404(draft_id)
    level = level_or_404(plan, key)
    asked = level.asks[place] if place < len(level.asks) else abort(404)
    form = AskedForm(data={**asked_shown(asked), "seen": draft.version})
    return _requirement(draft, plan, level, place, form.asking(asked.kind, _known(asked.kind)))


def _requirement(
    draft: LadderDraft, plan: LadderPlan, level: LevelPlan, place: int | None, form: AskedForm
) -> Any:
    def put() -> None:
        drafts.put_asked(draft, level.key, place, form.asked(), actor=current_user, seen=form.seen.data)

    if sent(form, put, _("Saved in the draft.")):
        return redirect(back_to(draft, level.key))
    page = render_template(
        "careers/ladder/requirement.html",
        draft=draft,
        level=level,
        before=called(plan, level.after),
        form=form,
        title=word(form.kind),
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/ladder/drafts/<int:draft_id>/levels/<key>/requirements/<int:place>/removal")
@requires(Permission.EDIT_LADDER)
def remove_ladder_requirement(draft_id: int, key: str, place: int) -> Any:
    return act(
        draft_id,
        lambda draft: drafts.remove_asked(draft, key, place, actor=current_user, seen=seen()),
        _("The level no longer asks for it."),
        key,
    )


@bp.route("/ladder/drafts/<int:draft_id>/levels/<key>/competencies/new", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def new_ladder_competency(draft_id: int, key: str) -> Any:
    draft, plan = draft_or_404(draft_id)
    form = CompetencyForm(seen=draft.version)
    return _competency(draft, level_or_404(plan, key), "", form, _("Add a competency"))


@bp.route("/ladder/drafts/<int:draft_id>/levels/<key>/competencies/<name>", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def ladder_competency(draft_id: int, key: str, name: str) -> Any:
    draft, plan = draft_or_404(draft_id)
    level = level_or_404(plan, key)
    one = next((one for one in level.competencies if one.key == name), None) or abort(404)
    form = CompetencyForm(data={**competency_shown(one), "seen": draft.version})
    return _competency(draft, level, name, form, _("Edit the competency"))


def _competency(draft: LadderDraft, level: LevelPlan, name: str, form: CompetencyForm, title: str) -> Any:
    def put() -> None:
        made = form.competency(name)
        drafts.put_competency(draft, level.key, made, actor=current_user, seen=form.seen.data)

    if sent(form, put, _("Saved in the draft.")):
        return redirect(back_to(draft, level.key))
    page = render_template("careers/ladder/competency.html", draft=draft, level=level, form=form, title=title)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/ladder/drafts/<int:draft_id>/levels/<key>/competencies/<name>/removal")
@requires(Permission.EDIT_LADDER)
def remove_ladder_competency(draft_id: int, key: str, name: str) -> Any:
    return act(
        draft_id,
        lambda draft: drafts.remove_competency(draft, key, name, actor=current_user, seen=seen()),
        _("The competency is out of the draft."),
        key,
    )
