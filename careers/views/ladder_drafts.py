"""The ladder editor: begin a draft, its tracks and levels, what it would mean, publish."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import ladder_drafts as drafts
from careers import ladders
from careers.forms.ladder import LevelForm, PublishForm, TrackForm, level_shown
from careers.ladder_words import differences
from careers.models import LadderDraft
from careers.queries import journeys, standings
from careers.queries import ladder as queries
from careers.queries.foreseen import Foreseen, foresee
from careers.rules.plans import LadderPlan, LevelPlan, problems
from careers.states import Meaning
from careers.views.attempt import done, sent
from careers.views.blueprint import bp
from core.i18n import _, say
from people.forms import shown_both
from people.guard import requires
from people.permissions import Permission


def draft_or_404(draft_id: int) -> tuple[LadderDraft, LadderPlan]:
    draft = queries.draft()
    if draft is None or draft.id != draft_id:
        abort(404)
    return draft, drafts.plan_in(draft)


def level_or_404(plan: LadderPlan, key: str) -> LevelPlan:
    return next((one for one in plan.levels if one.key == key), None) or abort(404)


def seen() -> int | None:
    return request.form.get("seen", type=int)


def back_to(draft: LadderDraft, key: str | None = None) -> str:
    if key is not None:
        return url_for(".ladder_level", draft_id=draft.id, key=key)
    return url_for(".ladder_draft", draft_id=draft.id)


@bp.post("/ladder/drafts")
@requires(Permission.EDIT_LADDER)
def begin_ladder_draft() -> Any:
    begun: list[LadderDraft] = []
    answer = done(
        lambda: begun.append(drafts.begin(actor=current_user)),
        _("A draft is there to be changed. Nobody notices before it is published."),
        url_for(".ladder"),
    )
    return redirect(back_to(begun[0])) if begun else answer


@bp.get("/ladder/drafts/<int:draft_id>")
@requires(Permission.EDIT_LADDER)
def ladder_draft(draft_id: int) -> Any:
    draft, plan = draft_or_404(draft_id)
    return render_template(
        "careers/ladder/draft.html",
        draft=draft,
        plan=plan,
        names={one.key: say(one.name) for one in plan.levels},
        held=queries.holders(),
        **_judged(draft, plan),
    )


def _judged(draft: LadderDraft, plan: LadderPlan) -> dict[str, Any]:
    """What differs from the version that it was begun from, and what is wrong."""
    changes = differences(queries.plan_of(draft.based_on), plan, journeys.names_asked())
    return {"differences": changes, "problems": list(problems(plan))}


def act(draft_id: int, deed: Callable[[LadderDraft], object], said: str, key: str | None = None) -> Any:
    """Do what a single button asks for; a refusal is said above the draft."""
    draft, _plan = draft_or_404(draft_id)
    return done(lambda: deed(draft), said, back_to(draft, key))


@bp.post("/ladder/drafts/<int:draft_id>/discarding")
@requires(Permission.EDIT_LADDER)
def discard_ladder_draft(draft_id: int) -> Any:
    draft, _plan = draft_or_404(draft_id)
    return done(
        lambda: drafts.discard(draft, actor=current_user, seen=seen()),
        _("The draft is thrown away. The published versions are as they were."),
        url_for(".ladder"),
    )


# Tracks


@bp.route("/ladder/drafts/<int:draft_id>/tracks/new", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def new_ladder_track(draft_id: int) -> Any:
    draft, _plan = draft_or_404(draft_id)
    return _track(draft, None, TrackForm(seen=draft.version))


@bp.route("/ladder/drafts/<int:draft_id>/tracks/<key>", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def ladder_track(draft_id: int, key: str) -> Any:
    draft, plan = draft_or_404(draft_id)
    name = plan.tracks.get(key) or abort(404)
    return _track(draft, key, TrackForm(data={**shown_both("name", name), "seen": draft.version}))


def _track(draft: LadderDraft, key: str | None, form: TrackForm) -> Any:
    def put() -> None:
        drafts.put_track(draft, key, form.words, actor=current_user, seen=form.seen.data)

    if sent(form, put, _("Saved in the draft.")):
        return redirect(back_to(draft))
    title = _("Edit the track") if key else _("Add a track")
    return _form_page("track", draft, form, title)


def _form_page(name: str, draft: LadderDraft, form: Any, title: str, **more: Any) -> Any:
    page = render_template(f"careers/ladder/{name}.html", draft=draft, form=form, title=title, **more)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/ladder/drafts/<int:draft_id>/tracks/<key>/removal")
@requires(Permission.EDIT_LADDER)
def remove_ladder_track(draft_id: int, key: str) -> Any:
    return act(
        draft_id,
        lambda draft: drafts.remove_track(draft, key, actor=current_user, seen=seen()),
        _("The track is out of the draft."),
    )


# Levels


@bp.route("/ladder/drafts/<int:draft_id>/levels/new", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def new_ladder_level(draft_id: int) -> Any:
    draft, plan = draft_or_404(draft_id)
    form = LevelForm(seen=draft.version).offering(plan)
    added: list[str] = []

    def add() -> None:
        takes = bool(form.takes_followers.data)
        added.append(
            drafts.add_level(
                draft, form.level(), takes_followers=takes, actor=current_user, seen=form.seen.data
            )
        )

    if sent(form, add, _("The level is in the draft. Say now what it asks for.")):
        return redirect(back_to(draft, added[0]))
    return _form_page("level_form", draft, form, _("Add a level"), level=None)


@bp.route("/ladder/drafts/<int:draft_id>/levels/<key>/facts", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def edit_ladder_level(draft_id: int, key: str) -> Any:
    draft, plan = draft_or_404(draft_id)
    level = level_or_404(plan, key)
    form = LevelForm(data={**level_shown(level), "seen": draft.version}).offering(plan, key)

    def change() -> None:
        drafts.change_level(draft, form.level(key), actor=current_user, seen=form.seen.data)

    if sent(form, change, _("Saved in the draft.")):
        return redirect(back_to(draft, key))
    title = _("Edit %(name)s", name=say(level.name))
    return _form_page("level_form", draft, form, title, level=level)


@bp.post("/ladder/drafts/<int:draft_id>/levels/<key>/removal")
@requires(Permission.EDIT_LADDER)
def remove_ladder_level(draft_id: int, key: str) -> Any:
    return act(
        draft_id,
        lambda draft: drafts.remove_level(draft, key, actor=current_user, seen=seen()),
        _("The level is out of the draft. In the published versions it stays."),
    )


@bp.post("/ladder/drafts/<int:draft_id>/levels/<key>/order")
@requires(Permission.EDIT_LADDER)
def shift_ladder_level(draft_id: int, key: str) -> Any:
    steps = 1 if request.form.get("way") == "higher" else -1
    return act(
        draft_id,
        lambda draft: drafts.shift_level(draft, key, steps, actor=current_user, seen=seen()),
        _("Saved in the draft."),
    )


# What it would mean


@bp.route("/ladder/drafts/<int:draft_id>/publication", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def publish_ladder_draft(draft_id: int) -> Any:
    """Who would become ready or lose readiness; then the same published."""
    draft, plan = draft_or_404(draft_id)
    form = PublishForm(seen=draft.version)

    def publish() -> None:
        drafts.publish(draft, actor=current_user, reason=form.reason.data, seen=form.seen.data)

    said = _("Published. Whoever begins a level from tomorrow on stands on it; nobody was moved.")
    if sent(form, publish, said):
        return redirect(url_for(".ladder"))
    judged = _judged(draft, plan)
    foreseen = _foreseen(plan) if not judged["problems"] else []
    page = render_template(
        "careers/ladder/publication.html",
        draft=draft,
        form=form,
        foreseen=[one for one in foreseen if one.meaning is not Meaning.SAME],
        counts={meaning: sum(one.meaning is meaning for one in foreseen) for meaning in Meaning},
        names=journeys.names_asked(),
        **judged,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _foreseen(plan: LadderPlan) -> list[Foreseen]:
    rows = standings.everybody(standings.people(current_user, Permission.EDIT_LADDER))
    return foresee(rows, ladders.unpublished(plan))
