"""A programme before it is published: what the editor changes, what comes with the product, and what
publishing checks. Nothing here is in the database."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from core.db import Words
from core.i18n import LANGUAGES, _, say
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training.models import Exam, Module, ProgrammeVersion, Topic
from training.states import Delivery, ExamKind

MOST_MODULES, MOST_EXAMS, MOST_TOPICS = 40, 10, 30
LONGEST_MODULE = Decimal(200)
"""Hours."""
MOST_WEEKS = 52


class ProgrammeRefused(Refused):
    """No version was published and no draft changed."""


def check_may_edit(actor: Account | None) -> None:
    """Programmes, what is read for them and what their exams ask belong to no team: a role held for some
    teams is not enough. Nobody (None) is who sets the product up. Raises ProgrammeRefused."""
    if actor is not None and not actor.may_everywhere(Permission.EDIT_PROGRAMMES):
        raise ProgrammeRefused(
            _("Not done. Programmes are everybody's: your role would have to allow it for every team.")
        )


@dataclass(frozen=True)
class TopicPlan:
    key: str
    name: Words


@dataclass(frozen=True)
class ModulePlan:
    """`needs`: keys of the modules that come before it."""

    key: str
    name: Words
    summary: Words
    hours: Decimal
    delivery: Delivery
    topics: tuple[TopicPlan, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExamPlan:
    """`covers`: keys of the modules that it is about; `rubric_version_id`: by what a practical one is marked,
    None for the newest version of the rubric that goes by its key."""

    key: str
    kind: ExamKind
    name: Words
    covers: tuple[str, ...]
    rubric_version_id: int | None = None


@dataclass(frozen=True)
class ProgrammePlan:
    weeks: int
    modules: tuple[ModulePlan, ...]
    exams: tuple[ExamPlan, ...]

    @property
    def hours(self) -> Decimal:
        return sum((module.hours for module in self.modules), Decimal(0))

    def hours_of(self, way: Delivery) -> Decimal:
        return sum((module.hours for module in self.modules if module.delivery is way), Decimal(0))

    def kept(self) -> dict[str, Any]:
        """As a draft keeps it: numbers as text, so that JSON loses nothing of them."""
        kept = asdict(self)
        for module in kept["modules"]:
            module["hours"] = str(module["hours"])
        return kept


def from_kept(kept: dict[str, Any]) -> ProgrammePlan:
    """What `ProgrammePlan.kept` wrote."""
    return ProgrammePlan(
        weeks=kept["weeks"],
        modules=tuple(_module_from(one) for one in kept["modules"]),
        exams=tuple(_exam_from(one) for one in kept["exams"]),
    )


def _exam_from(kept: dict[str, Any]) -> ExamPlan:
    return ExamPlan(
        key=kept["key"],
        kind=ExamKind(kept["kind"]),
        name=kept["name"],
        covers=tuple(kept["covers"]),
        rubric_version_id=kept.get("rubric_version_id"),
    )


def _module_from(kept: dict[str, Any]) -> ModulePlan:
    return ModulePlan(
        key=kept["key"],
        name=kept["name"],
        summary=kept["summary"],
        hours=Decimal(kept["hours"]),
        delivery=Delivery(kept["delivery"]),
        topics=tuple(TopicPlan(**topic) for topic in kept["topics"]),
        needs=tuple(kept["needs"]),
    )


def plan_of(version: ProgrammeVersion) -> ProgrammePlan:
    """What a published version says."""
    return ProgrammePlan(
        weeks=version.weeks,
        modules=tuple(_plan_of_module(module) for module in version.modules),
        exams=tuple(_plan_of_exam(exam) for exam in version.exams),
    )


def _plan_of_module(module: Module) -> ModulePlan:
    return ModulePlan(
        key=module.key,
        name=module.name,
        summary=module.summary,
        hours=module.hours,
        delivery=module.delivery,
        topics=tuple(TopicPlan(topic.key, topic.name) for topic in module.topics),
        needs=tuple(one.needs.key for one in module.prerequisites),
    )


def _plan_of_exam(exam: Exam) -> ExamPlan:
    covers = sorted((one.module for one in exam.covers), key=lambda module: module.position)
    keys = tuple(module.key for module in covers)
    return ExamPlan(exam.key, exam.kind, exam.name, keys, exam.rubric_version_id)


def topics_of(plan: ModulePlan) -> list[Topic]:
    """The rows that publishing makes of a module's topics."""
    return [Topic(position=n, key=one.key, name=one.name) for n, one in enumerate(plan.topics, 1)]


def problems(plan: ProgrammePlan) -> Iterator[str]:
    """Why a plan cannot be published, in sentences; nothing when it can."""
    if not plan.modules:
        yield _("A programme has at least one module.")
    if not 1 <= plan.weeks <= MOST_WEEKS:
        yield _("A programme lasts from 1 to %(most)s weeks.", most=MOST_WEEKS)
    yield from _repeated(plan)
    before: set[str] = set()
    for module in plan.modules:
        yield from problems_of_module(module, before)
        before.add(module.key)
    for exam in plan.exams:
        yield from problems_of_exam(exam, before)


def _repeated(plan: ProgrammePlan) -> Iterator[str]:
    if len({module.key for module in plan.modules}) < len(plan.modules):
        yield _("Two modules have the same key.")
    if len({exam.key for exam in plan.exams}) < len(plan.exams):
        yield _("Two exams have the same key.")


def problems_of_exam(exam: ExamPlan, modules: set[str]) -> Iterator[str]:
    """What is wrong with an exam of a programme that has the `modules` of these keys."""
    if any(not exam.name.get(language, "").strip() for language in LANGUAGES):
        yield _("Exam “%(key)s” needs a name in both languages.", key=exam.key)
    if not exam.covers or set(exam.covers) - modules:
        yield _("“%(exam)s” covers no module of this programme.", exam=say(exam.name))
    if exam.rubric_version_id is not None and exam.kind is not ExamKind.PRACTICAL:
        yield _("“%(exam)s” is no practical exam, so it has no rubric.", exam=say(exam.name))


def problems_of_module(module: ModulePlan, before: set[str]) -> Iterator[str]:
    """What is wrong with a module that comes after those of the keys `before`."""
    name = say(module.name)
    if any(not module.name.get(language, "").strip() for language in LANGUAGES):
        yield _("Module “%(key)s” needs a name in both languages.", key=module.key)
    if not Decimal("0.5") <= module.hours <= LONGEST_MODULE or module.hours % Decimal("0.5"):
        yield _("“%(module)s” lasts whole or half hours, up to %(most)s.", module=name, most=LONGEST_MODULE)
    if set(module.needs) - before:
        yield _("“%(module)s” comes before a module that it needs. Move it down.", module=name)
