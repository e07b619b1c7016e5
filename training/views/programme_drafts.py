"""The programme editor: begin a draft, its frame, modules and exams, what it would mean, publish."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from core.i18n import _, say
from people.forms import shown_both
from people.guard import requires
from people.permissions import Permission
from training import programme_drafts as drafts
from training.forms.programme_drafts import (
    ExamForm,
    FrameForm,
    LikenessForm,
    ModuleForm,
    NewFrameForm,
    PublishForm,
    called,
    exam_shown,
    module_shown,
)
from training.models import ProgrammeDraft, ProgrammeVersion
from training.plans import ExamPlan, ModulePlan, ProgrammePlan
from training.programme_words import differences
from training.queries import programme_drafts as queries
from training.queries import programmes, relied_on
from training.rules.timetable import Rhythm, days_needed
from training.states import Delivery
from training.views.attempt import done, sent
from training.views.blueprint import bp
from training.words import mark_said, word


def _draft_or_404(draft_id: int) -> tuple[ProgrammeDraft, ProgrammePlan]:
    draft = queries.draft(draft_id) or abort(404)
    return draft, drafts.plan_in(draft)


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _back(draft: ProgrammeDraft) -> str:
    return url_for(".programme_draft", draft_id=draft.id)


def _form_page(name: str, draft: Any, form: Any, title: str, **more: Any) -> Any:
    page = render_template(f"training/programme/{name}.html", draft=draft, form=form, title=title, **more)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/programmes/<int:programme_id>/drafts")
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def begin_programme_draft(programme_id: int) -> Any:
    programme = programmes.programme(programme_id) or abort(404)
    begun: list[ProgrammeDraft] = []
    answer = done(
        lambda: begun.append(drafts.begin(programme, actor=current_user)),
        _("A draft is there to be changed. Nobody notices before it is published."),
        url_for(".programme", programme_id=programme_id),
    )
    return redirect(_back(begun[0])) if begun else answer


@bp.route("/programmes/<int:programme_id>/likeness", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def begin_programme_like(programme_id: int) -> Any:
    """Begin a new programme like this one."""
    like = programmes.programme(programme_id) or abort(404)
    form, begun = LikenessForm(), []

    def begin() -> None:
        begun.append(drafts.begin_like(like, form.words, actor=current_user))

    if sent(form, begin, _("A draft is there to be changed. Nobody notices before it is published.")):
        return redirect(_back(begun[0]))
    return _form_page("likeness", None, form, _("A new programme like this one"), like=like)


@bp.get("/programmes/drafts/<int:draft_id>")
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def programme_draft(draft_id: int) -> Any:
    draft, plan = _draft_or_404(draft_id)
    return render_template("training/programme/draft.html", draft=draft, **_judged(draft, plan))


def _judged(draft: ProgrammeDraft, plan: ProgrammePlan) -> dict[str, Any]:
    """What it says, what differs from the version that it was begun from, and what is wrong."""
    before = drafts.before(draft)
    named = {one.rubric_version_id for one in (*plan.exams, *before.exams) if one.rubric_version_id}
    rubrics = called(queries.rubrics(named))
    return {
        "plan": plan,
        "before": before,
        "names": {one.key: say(one.name) for one in plan.modules},
        "rubrics": rubrics,
        "differences": differences(before, plan, rubrics),
        "problems": list(drafts.obstacles(draft)),
    }


def _act(draft_id: int, deed: Callable[[ProgrammeDraft], object], said: str) -> Any:
    """Do what a single button asks for; a refusal is said above the draft."""
    draft, _plan = _draft_or_404(draft_id)
    return done(lambda: deed(draft), said, _back(draft))


@bp.post("/programmes/drafts/<int:draft_id>/discarding")
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def discard_programme_draft(draft_id: int) -> Any:
    draft, _plan = _draft_or_404(draft_id)
    return done(
        lambda: drafts.discard(draft, actor=current_user, seen=_seen()),
        _("The draft is thrown away. The published versions are as they were."),
        url_for(".programme", programme_id=draft.based_on.programme_id),
    )


@bp.route("/programmes/drafts/<int:draft_id>/frame", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def programme_frame(draft_id: int) -> Any:
    """How long it lasts; of a new one also what it is called."""
    draft, plan = _draft_or_404(draft_id)
    shown = {**shown_both("name", draft.called), "weeks": plan.weeks, "seen": draft.version}
    form = NewFrameForm(data=shown) if draft.is_new else FrameForm(data=shown)

    def put() -> None:
        drafts.put_frame(draft, form.weeks.data or 0, form.words, seen=form.seen.data)

    if sent(form, put, _("Saved in the draft.")):
        return redirect(_back(draft))
    return _form_page("frame", draft, form, _("Name and length") if draft.is_new else _("Length"))


# Modules


@bp.route("/programmes/drafts/<int:draft_id>/modules/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def new_programme_module(draft_id: int) -> Any:
    draft, plan = _draft_or_404(draft_id)
    form = ModuleForm(seen=draft.version).offering(plan)
    return _module(draft, None, form, _("Add a module"))


@bp.route("/programmes/drafts/<int:draft_id>/modules/<key>", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def programme_module(draft_id: int, key: str) -> Any:
    draft, plan = _draft_or_404(draft_id)
    now: ModulePlan = next((one for one in plan.modules if one.key == key), None) or abort(404)
    form = ModuleForm(data={**module_shown(now), "seen": draft.version}).offering(plan, key)
    return _module(draft, key, form, _("Edit %(name)s", name=say(now.name)))


def _module(draft: ProgrammeDraft, key: str | None, form: ModuleForm, title: str) -> Any:
    def put() -> None:
        drafts.put_module(draft, key, form.module(), form.topics, seen=form.seen.data)

    if sent(form, put, _("Saved in the draft.")):
        return redirect(_back(draft))
    return _form_page("module", draft, form, title)


@bp.post("/programmes/drafts/<int:draft_id>/modules/<key>/removal")
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def remove_programme_module(draft_id: int, key: str) -> Any:
    return _act(
        draft_id,
        lambda draft: drafts.remove_module(draft, key, seen=_seen()),
        _("The module is out of the draft. In the published versions it stays."),
    )


@bp.post("/programmes/drafts/<int:draft_id>/modules/<key>/order")
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def shift_programme_module(draft_id: int, key: str) -> Any:
    steps = -1 if request.form.get("way") == "earlier" else 1
    return _act(
        draft_id,
        lambda draft: drafts.shift_module(draft, key, steps, seen=_seen()),
        _("Saved in the draft."),
    )


# Exams


@bp.route("/programmes/drafts/<int:draft_id>/exams/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def new_programme_exam(draft_id: int) -> Any:
    draft, plan = _draft_or_404(draft_id)
    form = ExamForm(seen=draft.version).offering(plan, queries.rubrics())
    return _exam(draft, None, form, _("Add an exam"))


@bp.route("/programmes/drafts/<int:draft_id>/exams/<key>", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def programme_exam(draft_id: int, key: str) -> Any:
    draft, plan = _draft_or_404(draft_id)
    now: ExamPlan = next((one for one in plan.exams if one.key == key), None) or abort(404)
    named = {now.rubric_version_id} if now.rubric_version_id else set()
    form = ExamForm(data={**exam_shown(now), "seen": draft.version})
    form.offering(plan, queries.rubrics(named), now)
    return _exam(draft, now, form, _("Edit %(name)s", name=say(now.name)))


def _exam(draft: ProgrammeDraft, now: ExamPlan | None, form: ExamForm, title: str) -> Any:
    def put() -> None:
        drafts.put_exam(draft, now.key if now else None, form.exam(now), seen=form.seen.data)

    if sent(form, put, _("Saved in the draft.")):
        return redirect(_back(draft))
    return _form_page("exam", draft, form, title)


@bp.post("/programmes/drafts/<int:draft_id>/exams/<key>/removal")
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def remove_programme_exam(draft_id: int, key: str) -> Any:
    return _act(
        draft_id,
        lambda draft: drafts.remove_exam(draft, key, seen=_seen()),
        _("The exam is out of the draft. In the published versions it stays."),
    )


# What it would mean


@bp.route("/programmes/drafts/<int:draft_id>/publication", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMMES, everywhere=True)
def publish_programme_draft(draft_id: int) -> Any:
    """Who stays on which version, and what a new cohort would be taught; then the same published."""
    draft, plan = _draft_or_404(draft_id)
    form = PublishForm(seen=draft.version)
    made: list[ProgrammeVersion] = []

    def publish() -> None:
        made.append(drafts.publish(draft, actor=current_user, reason=form.reason.data, seen=form.seen.data))

    if sent(form, publish, _("Published. Cohorts that are opened from now on are taught by it.")):
        return redirect(url_for(".programme", programme_id=made[0].programme_id))
    judged, gone = _judged(draft, plan), drafts.gone(draft)
    page = render_template(
        "training/programme/publication.html",
        draft=draft,
        form=form,
        following=1 if draft.is_new else draft.based_on.number + 1,
        ways=[(word(way), mark_said(plan.hours_of(way))) for way in Delivery],
        days=days_needed(plan.hours, Rhythm()),
        rhythm=Rhythm(),
        missed=relied_on.missing(gone) if gone else [],
        staying=queries.staying(current_user, draft.programme_id) if draft.programme_id else [],
        **judged,
    )
    return page, 422 if form.errors or form.form_errors else 200
