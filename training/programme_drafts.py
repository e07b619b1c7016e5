"""The programme editor's verbs: a draft begins as a copy of a version, is changed piece by piece, and becomes
the next version, or a programme of its own, or nothing. Cohorts stay on the version on which they began."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core import clock
from core.db import Words, db
from core.drafts import check_name, check_seen, key_for
from core.i18n import LANGUAGES, _
from core.locks import alone
from core.record import record
from people.models import Account
from training import duty_policies, exam_policies, nesting_policies, programmes
from training.models import Programme, ProgrammeDraft, ProgrammeVersion
from training.plans import (
    MOST_EXAMS,
    MOST_MODULES,
    MOST_TOPICS,
    ExamPlan,
    ModulePlan,
    ProgrammePlan,
    ProgrammeRefused,
    TopicPlan,
    check_may_edit,
    from_kept,
    plan_of,
    problems,
    problems_of_exam,
    problems_of_module,
)
from training.queries import duty, exams, nesting
from training.queries import programme_drafts as queries
from training.queries import programmes as published
from training.queries.relied_on import Gone


def begin(programme: Programme, *, actor: Account) -> ProgrammeDraft:
    """Begin the next version of a programme from its newest; the draft there is, if somebody was faster."""
    check_may_edit(actor)
    alone(f"versions of programme {programme.id}")
    if there := queries.draft_of(programme.id):
        return there
    return _begun(ProgrammeDraft(programme=programme), _newest(programme.id), actor)


def begin_like(programme: Programme, name: Words, *, actor: Account) -> ProgrammeDraft:
    """Begin a new programme as a copy of the newest version of another. Raises ProgrammeRefused for a name
    that another one has, or one that is being written."""
    check_may_edit(actor)
    alone("programmes")
    _check_called(name)
    return _begun(ProgrammeDraft(name=name), _newest(programme.id), actor)


def _begun(draft: ProgrammeDraft, version: ProgrammeVersion, actor: Account) -> ProgrammeDraft:
    draft.based_on, draft.plan, draft.begun_at = version, plan_of(version).kept(), clock.now()
    db.session.add(draft)
    db.session.flush()
    record(
        "programme draft begun",
        version,
        actor_id=actor.id,
        number=version.number,
        programme=draft.programme_id,
    )
    return draft


def _newest(programme_id: int) -> ProgrammeVersion:
    newest = published.newest(programme_id)
    if newest is None:
        raise ProgrammeRefused(_("Not begun. This programme has no version yet."))
    return newest


def _check_called(name: Words, besides: int | None = None) -> None:
    check_name(name, [*queries.names().values(), *queries.names_in_drafts(besides)], ProgrammeRefused)


def plan_in(draft: ProgrammeDraft) -> ProgrammePlan:
    return from_kept(draft.plan)


def before(draft: ProgrammeDraft) -> ProgrammePlan:
    """What the version says from which the draft was begun."""
    version = published.version(draft.based_on_id)
    assert version is not None
    return plan_of(version)


def obstacles(draft: ProgrammeDraft) -> Iterator[str]:
    """Why it cannot be published as it is, in sentences. A new programme gets the policies of the one that it
    is like, so they are asked there."""
    plan = plan_in(draft)
    yield from problems(plan)
    yield from programmes.lacking(plan, exams.policy(draft.based_on.programme_id))


def gone(draft: ProgrammeDraft) -> Gone | None:
    """What the next version would not have any more, but for exams that another programme still has; None
    for a new programme."""
    if draft.programme_id is None:
        return None
    was, now = before(draft), plan_in(draft)
    modules, exams_left = {one.key for one in now.modules}, {one.key for one in now.exams}
    exams_left |= queries.exams_elsewhere(draft.programme_id)
    return Gone(
        draft.programme_id,
        {one.key: one.name for one in was.exams if one.key not in exams_left},
        {one.key: one.name for one in was.modules if one.key not in modules},
    )


def _check(draft: ProgrammeDraft, seen: int | None) -> ProgrammePlan:
    check_seen(seen, draft.version, ProgrammeRefused)
    return plan_in(draft)


def _keep(draft: ProgrammeDraft, plan: ProgrammePlan) -> None:
    draft.plan = plan.kept()
    db.session.flush()


def discard(draft: ProgrammeDraft, *, actor: Account, seen: int | None = None) -> None:
    """Throw the draft away; the published versions stay as they are."""
    check_may_edit(actor)
    _check(draft, seen)
    record("programme draft discarded", draft.based_on, actor_id=actor.id, programme=draft.programme_id)
    db.session.delete(draft)
    db.session.flush()


def publish(
    draft: ProgrammeDraft, *, actor: Account, reason: str | None = None, seen: int | None = None
) -> ProgrammeVersion:
    """Make the draft the next version of its programme, or the first of a new one, and end it.

    Raises ProgrammeRefused for what cannot be taught, for what differs in nothing, and for what was begun
    from a version that is not the newest any more."""
    check_may_edit(actor)
    plan = _check(draft, seen)
    said = (reason or "").strip() or None
    if draft.programme is None:
        version = _publish_new(draft, plan, actor, said)
    else:
        _check_next(draft, draft.programme, plan)
        version = programmes.publish(draft.programme, plan, now=clock.now(), actor=actor, reason=said)
    db.session.delete(draft)
    db.session.flush()
    return version


def _check_next(draft: ProgrammeDraft, programme: Programme, plan: ProgrammePlan) -> None:
    alone(f"versions of programme {programme.id}")
    newest = _newest(programme.id)
    if newest.id != draft.based_on_id:
        raise ProgrammeRefused(
            _(
                "Not published. Version %(number)s came out after this draft was begun; begin anew from it.",
                number=newest.number,
            )
        )
    if plan == plan_of(newest):
        raise ProgrammeRefused(
            _("Not published. Nothing differs from version %(number)s.", number=newest.number)
        )


def _publish_new(
    draft: ProgrammeDraft, plan: ProgrammePlan, actor: Account, reason: str | None
) -> ProgrammeVersion:
    """What exams ask, the rules about being on duty and about nesting begin as those of the programme that it
    is like."""
    alone("programmes")
    name, like = draft.called, draft.based_on.programme
    _check_called(name, draft.id)
    for sentence in programmes.lacking(plan, exams.policy(like.id)):
        raise ProgrammeRefused(_("Not published. %(why)s", why=sentence))
    key = key_for(name["en"], queries.names(), "programme")
    made = programmes.start(key, name, plan, now=clock.now(), actor=actor, reason=reason)
    if of_exams := exams.policy(like.id):
        exam_policies.publish(made, exam_policies.plan_of(of_exams), actor=actor)
    if of_duty := duty.policy(like.id):
        duty_policies.publish(made, duty_policies.plan_of(of_duty), actor=actor)
    if of_nesting := nesting.policy(like.id):
        nesting_policies.publish(made, nesting_policies.plan_of(of_nesting), actor=actor)
    return _newest(made.id)


def put_frame(
    draft: ProgrammeDraft, weeks: int, name: Words | None = None, *, seen: int | None = None
) -> None:
    """Say how many weeks it lasts; of a new programme also what it is called."""
    plan = _check(draft, seen)
    if draft.is_new and name is not None:
        _check_called(name, draft.id)
        draft.name = name
    _keep(draft, replace(plan, weeks=weeks))


# Modules


def put_module(
    draft: ProgrammeDraft,
    key: str | None,
    module: ModulePlan,
    topics: Sequence[Words],
    *,
    seen: int | None = None,
) -> None:
    """Change the module of this key, or add one at the end (no key), with a key made of its English name. A
    topic that keeps its name in one of the languages stays the same topic.

    Raises ProgrammeRefused, at the field, for what a module cannot be."""
    plan = _check(draft, seen)
    others = [one for one in plan.modules if one.key != key]
    now = module_in(plan, key) if key is not None else None
    if now is None and len(others) >= MOST_MODULES:
        raise ProgrammeRefused(_("Not added. A programme has at most %(most)s modules.", most=MOST_MODULES))
    _check_module(module, topics, others)
    taken = queries.module_keys(draft.programme_id) | {one.key for one in others}
    made = replace(
        module,
        key=key or key_for(module.name["en"], taken, "module"),
        topics=_topics(topics, now.topics if now else ()),
    )
    found = tuple(made if one.key == key else one for one in plan.modules)
    _keep(draft, replace(plan, modules=found if now else (*found, made)))


def module_in(plan: ProgrammePlan, key: str) -> ModulePlan:
    """Raises ProgrammeRefused where it is not there any more."""
    found = next((one for one in plan.modules if one.key == key), None)
    if found is None:
        raise ProgrammeRefused(_("Not changed. It is no longer in the draft."))
    return found


def _check_module(module: ModulePlan, topics: Sequence[Words], others: Sequence[ModulePlan]) -> None:
    check_name(module.name, [one.name for one in others], ProgrammeRefused)
    for language in LANGUAGES:
        if not module.summary.get(language, "").strip():
            raise ProgrammeRefused(_("Say in both languages what it is about."), f"summary_{language}")
        if not all(one.get(language, "").strip() for one in topics):
            raise ProgrammeRefused(
                _("As many lines in both languages: each line is one topic."), f"topics_{language}"
            )
        said = [one[language].strip().lower() for one in topics]
        if len(set(said)) < len(said):
            raise ProgrammeRefused(_("Each topic once."), f"topics_{language}")
    if len(topics) > MOST_TOPICS:
        raise ProgrammeRefused(_("At most %(most)s lines.", most=MOST_TOPICS), "topics_en")
    if set(module.needs) - {one.key for one in others}:
        raise ProgrammeRefused(_("Choose among the other modules."), "needs")
    for sentence in problems_of_module(replace(module, needs=()), set()):
        raise ProgrammeRefused(sentence, "hours")


def _topics(names: Sequence[Words], there: Sequence[TopicPlan]) -> tuple[TopicPlan, ...]:
    left, found, taken = list(there), [], {one.key for one in there}
    for name in names:
        same = next(
            (one for one in left if any(one.name.get(code) == name[code] for code in LANGUAGES)), None
        )
        if same is not None:
            left.remove(same)
        key = same.key if same else key_for(name["en"], taken, "topic")
        taken.add(key)
        found.append(TopicPlan(key, name))
    return tuple(found)


def remove_module(draft: ProgrammeDraft, key: str, *, seen: int | None = None) -> None:
    """Leave a module out; what needed it needs what it needed, and no exam covers it."""
    plan = _check(draft, seen)
    gone = module_in(plan, key)
    rest = (
        replace(one, needs=_without(one.needs, key, gone.needs)) for one in plan.modules if one.key != key
    )
    covering = (replace(one, covers=_without(one.covers, key)) for one in plan.exams)
    _keep(draft, replace(plan, modules=tuple(rest), exams=tuple(covering)))


def _without(keys: Sequence[str], key: str, instead: Sequence[str] = ()) -> tuple[str, ...]:
    """The keys without one; in its place those of `instead`, each once."""
    found = [other for one in keys for other in (instead if one == key else (one,))]
    return tuple(dict.fromkeys(found))


def shift_module(draft: ProgrammeDraft, key: str, steps: int, *, seen: int | None = None) -> None:
    """Put a module so many places later; earlier, when negative. Before one that it needs it cannot be
    published, but it can stand there while the others are moved."""
    plan = _check(draft, seen)
    module = module_in(plan, key)
    place = plan.modules.index(module)
    rest = [one for one in plan.modules if one.key != key]
    rest.insert(min(max(place + steps, 0), len(rest)), module)
    _keep(draft, replace(plan, modules=tuple(rest)))


# Exams


def put_exam(draft: ProgrammeDraft, key: str | None, exam: ExamPlan, *, seen: int | None = None) -> None:
    """Change the exam of this key, or add one (no key), with a key made of its English name. An exam stays of
    its kind: attempts at it are known by its key, and the policy asks by kind.

    Raises ProgrammeRefused, at the field, for what an exam cannot be."""
    plan = _check(draft, seen)
    others = [one for one in plan.exams if one.key != key]
    now = exam_in(plan, key) if key is not None else None
    if now is None and len(others) >= MOST_EXAMS:
        raise ProgrammeRefused(_("Not added. A programme has at most %(most)s exams.", most=MOST_EXAMS))
    check_name(exam.name, [one.name for one in others], ProgrammeRefused)
    _check_exam(exam, plan)
    taken = queries.exam_keys(draft.programme_id) | {one.key for one in others}
    made = replace(
        exam,
        key=key or key_for(exam.name["en"], taken, "exam"),
        kind=now.kind if now else exam.kind,
        covers=tuple(one.key for one in plan.modules if one.key in exam.covers),
    )
    found = tuple(made if one.key == key else one for one in plan.exams)
    for sentence in problems_of_exam(made, set(made.covers)):
        raise ProgrammeRefused(sentence, "rubric")
    _keep(draft, replace(plan, exams=found if now else (*found, made)))


def exam_in(plan: ProgrammePlan, key: str) -> ExamPlan:
    """Raises ProgrammeRefused where it is not there any more."""
    found = next((one for one in plan.exams if one.key == key), None)
    if found is None:
        raise ProgrammeRefused(_("Not changed. It is no longer in the draft."))
    return found


def _check_exam(exam: ExamPlan, plan: ProgrammePlan) -> None:
    if not exam.covers or set(exam.covers) - {one.key for one in plan.modules}:
        raise ProgrammeRefused(_("Choose at least one module of the draft."), "covers")
    named = exam.rubric_version_id
    if named is not None and named not in {one.id for one in queries.rubrics({named})}:
        raise ProgrammeRefused(_("Choose one of the list."), "rubric")


def remove_exam(draft: ProgrammeDraft, key: str, *, seen: int | None = None) -> None:
    """Leave an exam out; without one of each kind that the policy asks for nothing is published."""
    plan = _check(draft, seen)
    exam_in(plan, key)
    _keep(draft, replace(plan, exams=tuple(one for one in plan.exams if one.key != key)))
