"""New versions of a programme. A cohort that runs on an older version finishes on it."""

from collections.abc import Iterator
from datetime import datetime

from core.db import Words, db
from core.i18n import _
from core.locks import alone
from core.record import record
from people.models import Account
from training.models import (
    Exam,
    ExamModule,
    ExamPolicy,
    Module,
    Prerequisite,
    Programme,
    ProgrammeVersion,
)
from training.plans import (
    ExamPlan,
    ModulePlan,
    ProgrammePlan,
    ProgrammeRefused,
    check_may_edit,
    problems,
    topics_of,
)
from training.queries import exams
from training.queries import programmes as queries
from training.words import word

__all__ = ["ProgrammeRefused", "lacking", "publish", "start"]


def start(
    key: str,
    name: Words,
    plan: ProgrammePlan,
    *,
    now: datetime,
    actor: Account | None,
    reason: str | None = None,
) -> Programme:
    """A new programme, with `plan` as its first version. Raises ProgrammeRefused for a key that is taken."""
    alone("programmes")
    if queries.by_key(key):
        raise ProgrammeRefused(_("Not added. There is a programme of this name already."))
    programme = Programme(key=key, name=name)
    db.session.add(programme)
    db.session.flush()
    publish(programme, plan, now=now, actor=actor, reason=reason)
    return programme


def lacking(plan: ProgrammePlan, policy: ExamPolicy | None) -> Iterator[str]:
    """A sentence for each kind of exam that the policy asks for and the plan has not: nobody who is taught by
    it would ever come on duty."""
    there = {exam.kind for exam in plan.exams}
    for rule in policy.rules if policy else ():
        if rule.kind not in there:
            yield _(
                "There is no exam of the kind “%(kind)s”, and what exams ask demands one: nobody would come "
                "on duty without it.",
                kind=word(rule.kind),
            )


def publish(
    programme: Programme,
    plan: ProgrammePlan,
    *,
    now: datetime,
    actor: Account | None,
    reason: str | None = None,
) -> ProgrammeVersion:
    """Publish `plan` as the next version of the programme, which then never changes.

    Raises ProgrammeRefused, with what is wrong, for a plan that cannot be taught, and for one without an exam
    that the policy of the programme asks for.
    """
    check_may_edit(actor)
    for sentence in (*problems(plan), *lacking(plan, exams.policy(programme.id))):
        raise ProgrammeRefused(_("Not published. %(why)s", why=sentence))
    alone(f"versions of programme {programme.id}")
    number = queries.newest_number(programme.id) + 1
    version = ProgrammeVersion(programme=programme, number=number, weeks=plan.weeks, published_at=now)
    db.session.add(version)
    db.session.flush()
    modules = _add_modules(version, plan.modules)
    _add_exams(version, plan.exams, modules)
    db.session.flush()
    record("published", version, actor_id=actor.id if actor else None, reason=reason, number=number)
    return version


def _add_modules(version: ProgrammeVersion, plans: tuple[ModulePlan, ...]) -> dict[str, Module]:
    made = {
        plan.key: Module(
            position=position,
            key=plan.key,
            name=plan.name,
            summary=plan.summary,
            hours=plan.hours,
            delivery=plan.delivery,
            topics=topics_of(plan),
        )
        for position, plan in enumerate(plans, 1)
    }
    version.modules = list(made.values())
    db.session.flush()
    for plan in plans:
        made[plan.key].prerequisites = [Prerequisite(needs=made[key]) for key in plan.needs]
    return made


def _add_exams(version: ProgrammeVersion, plans: tuple[ExamPlan, ...], modules: dict[str, Module]) -> None:
    version.exams = [
        Exam(
            position=position,
            key=plan.key,
            kind=plan.kind,
            name=plan.name,
            rubric_version_id=plan.rubric_version_id,
            covers=[ExamModule(module=modules[key]) for key in plan.covers],
        )
        for position, plan in enumerate(plans, 1)
    ]
