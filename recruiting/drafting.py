"""The editor's verbs: a draft of a pipeline begins as a copy of its newest version, is changed stage by
stage, and becomes the next version or nothing. Nobody's application notices before that."""

from collections.abc import Sequence
from dataclasses import replace

from core import clock
from core.db import Words, db
from core.i18n import LANGUAGES, _, say
from core.locks import alone
from core.record import record
from people.models import Account
from people.permissions import Permission
from recruiting import publishing
from recruiting.models import Pipeline, PipelineDraft, PipelineVersion
from recruiting.queries import pipelines as queries
from recruiting.stage_plans import (
    PipelineRefused,
    StagePlan,
    check_plan,
    compare,
    from_kept,
    plan_of,
    problems,
)
from recruiting.states import StageKind

MOST_STAGES = 30


def check_may(actor: Account) -> None:
    """Refuse whoever may edit pipelines for one team only, or not at all: they are everybody's."""
    if None not in actor.teams_for(Permission.EDIT_PIPELINES):
        raise PipelineRefused(_("Not done. Your role does not allow it; an administrator can."))


def plans_of(draft: PipelineDraft) -> list[StagePlan]:
    """The stages of a draft in their order."""
    return [from_kept(kept) for kept in draft.stages]


def begin(pipeline: Pipeline, *, actor: Account) -> PipelineDraft:
    """Begin a draft from the newest version; the one there is, where somebody was faster."""
    check_may(actor)
    alone(f"versions of pipeline {pipeline.id}")
    if there := queries.draft(pipeline.id):
        return there
    newest = queries.newest(pipeline.id)
    draft = PipelineDraft(
        pipeline=pipeline,
        based_on=newest,
        stages=[plan_of(stage).kept() for stage in newest.stages],
        begun_at=clock.now(),
    )
    db.session.add(draft)
    db.session.flush()
    record("draft begun", pipeline, actor_id=actor.id, based_on=newest.number)
    return draft


def discard(draft: PipelineDraft, *, actor: Account, seen: int | None = None) -> None:
    """Throw the draft away; the published versions stay as they are."""
    _check(draft, actor, seen)
    record("draft discarded", draft.pipeline, actor_id=actor.id)
    db.session.delete(draft)
    db.session.flush()


def _check(draft: PipelineDraft, actor: Account, seen: int | None) -> None:
    check_may(actor)
    if seen is not None and seen != draft.version:
        raise PipelineRefused(
            _(
                "Not changed. Somebody else changed this draft while you were looking. "
                "Look again, then decide."
            )
        )


def _keep(draft: PipelineDraft, plans: Sequence[StagePlan]) -> None:
    draft.stages = [plan.kept() for plan in plans]
    db.session.flush()


def add_stage(draft: PipelineDraft, plan: StagePlan, *, actor: Account, seen: int | None = None) -> None:
    """Put a stage before the offer; an offer at the end."""
    _check(draft, actor, seen)
    plans = plans_of(draft)
    _check_new(plan, plans)
    last = len(plans) - 1 if plans and plans[-1].kind is StageKind.OFFER else len(plans)
    plans.insert(last if plan.kind is not StageKind.OFFER else len(plans), plan)
    _keep(draft, plans)


def _check_new(plan: StagePlan, plans: Sequence[StagePlan]) -> None:
    check_plan(plan)
    if len(plans) >= MOST_STAGES:
        raise PipelineRefused(_("Not added. A pipeline has at most %(most)s stages.", most=MOST_STAGES))
    if plan.key in {one.key for one in plans}:
        raise PipelineRefused(_("Not added. This step is in the draft already."), "key")
    if plan.kind is StageKind.OFFER and any(one.kind is StageKind.OFFER for one in plans):
        raise PipelineRefused(_("Not added. A pipeline ends with the offer, and has only one."), "kind")
    if queries.kinds().get(plan.key, plan.kind) is not plan.kind:
        raise PipelineRefused(_("Not added. Reports know this step as one of another kind."), "kind")
    _check_names(plan, plans)


def _check_names(plan: StagePlan, others: Sequence[StagePlan]) -> None:
    for language in LANGUAGES:
        mine = plan.name[language].strip().lower()
        if any(other.name.get(language, "").strip().lower() == mine for other in others):
            raise PipelineRefused(_("Another stage of the draft has this name."), f"name_{language}")


def change_stage(draft: PipelineDraft, plan: StagePlan, *, actor: Account, seen: int | None = None) -> None:
    """Say something else of the stage with the key of `plan`; its kind stays what it is."""
    _check(draft, actor, seen)
    plans = plans_of(draft)
    place = _place(plans, plan.key)
    plan = replace(plan, kind=plans[place].kind)
    check_plan(plan)
    _check_names(plan, [one for one in plans if one.key != plan.key])
    plans[place] = plan
    _keep(draft, plans)


def _place(plans: Sequence[StagePlan], key: str) -> int:
    found = [place for place, plan in enumerate(plans) if plan.key == key]
    if not found:
        raise PipelineRefused(_("Not changed. This stage is no longer in the draft."))
    return found[0]


def remove_stage(draft: PipelineDraft, key: str, *, actor: Account, seen: int | None = None) -> None:
    """Leave a stage out of the next version. Where people stand in it they finish on theirs; the record
    and the reports keep its name."""
    _check(draft, actor, seen)
    plans = plans_of(draft)
    del plans[_place(plans, key)]
    _keep(draft, plans)


def shift_stage(
    draft: PipelineDraft, key: str, steps: int, *, actor: Account, seen: int | None = None
) -> None:
    """Put a stage `steps` places later (earlier, when negative); the offer stays last."""
    _check(draft, actor, seen)
    plans = plans_of(draft)
    place = _place(plans, key)
    moved = plans.pop(place)
    to = min(max(place + steps, 0), len(plans))
    plans.insert(to, moved)
    if any(plan.kind is StageKind.OFFER for plan in plans[:-1]):
        raise PipelineRefused(_("Not moved. The offer is the last stage."))
    _keep(draft, plans)


def publish(
    draft: PipelineDraft, *, actor: Account, reason: str | None = None, seen: int | None = None
) -> PipelineVersion:
    """Make the draft the next version, and end it. Nothing that runs is touched: openings adopt the
    version on purpose, and applications are moved to it on purpose."""
    _check(draft, actor, seen)
    alone(f"versions of pipeline {draft.pipeline_id}")
    newest = queries.newest(draft.pipeline_id)
    if newest.id != draft.based_on_id:
        raise PipelineRefused(
            _(
                "Not published. Version %(number)s came out after this draft was begun; begin anew from it.",
                number=newest.number,
            )
        )
    plans = plans_of(draft)
    for sentence in problems(plans, queries.kinds()):
        raise PipelineRefused(_("Not published. %(why)s", why=sentence))
    if not compare([plan_of(stage) for stage in newest.stages], plans):
        raise PipelineRefused(
            _("Not published. Nothing differs from version %(number)s.", number=newest.number)
        )
    pipeline = draft.pipeline
    db.session.delete(draft)
    db.session.flush()
    stages = [plan.stage() for plan in plans]
    return publishing.publish(pipeline, stages, now=clock.now(), actor=actor, reason=(reason or "").strip())


def copy(version: PipelineVersion, name: Words, *, actor: Account) -> PipelineVersion:
    """A new pipeline that begins with the stages of `version`; returns its first version."""
    check_may(actor)
    _check_free_name(name)
    pipeline = Pipeline(name=name)
    stages = [plan_of(stage).stage() for stage in version.stages]
    first = publishing.publish(pipeline, stages, now=clock.now(), actor=actor)
    record("copied", pipeline, actor_id=actor.id, version=version.id)
    return first


def rename(pipeline: Pipeline, name: Words, *, actor: Account) -> None:
    """Call a pipeline otherwise, also where it was used before."""
    check_may(actor)
    _check_free_name(name, pipeline.id)
    record("renamed", pipeline, actor_id=actor.id, before=pipeline.name, name=name)
    pipeline.name = name
    db.session.flush()


def _check_free_name(name: Words, own_id: int | None = None) -> None:
    alone("names of pipelines")
    others = [one.name for one in queries.all_but(own_id)]
    for language in LANGUAGES:
        _check_name_in(language, name, [say(other, language) for other in others])


def _check_name_in(language: str, name: Words, taken: Sequence[str]) -> None:
    if not name.get(language, "").strip():
        raise PipelineRefused(_("A pipeline needs a name in both languages."), f"name_{language}")
    if name[language] in taken:
        raise PipelineRefused(_("There is a pipeline of this name already."), f"name_{language}")
