"""A stage as it is planned in a draft, what is wrong with a plan, and how two versions differ."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from core.db import Words
from core.i18n import LANGUAGES, _, say
from core.refusal import Refused
from recruiting import rules
from recruiting.models import Stage
from recruiting.states import Part, StageKind

FIVE, HUNDRED = Decimal(5), Decimal(100)
LONGEST_TARGET = 365
UNMARKED = frozenset({StageKind.CHECK, StageKind.OFFER})
"""Kinds of stages that nobody gets a mark in."""
FACTS = ("name", "kind", "position", "rubric", "pass mark", "target", "owner")
"""What can differ between two versions of a stage."""


class PipelineRefused(Refused):
    """No version was published, or a draft stays as it is."""


@dataclass(frozen=True)
class StagePlan:
    """A stage of a draft. `key` joins the same step of several versions, in reports and letters;
    `pass_mark` is of 5 in interviews, of 100 elsewhere."""

    key: str
    kind: StageKind
    name: Words
    target_days: int
    pass_mark: Decimal | None = None
    rubric_version_id: int | None = None
    owner: Part = Part.RECRUITER

    def kept(self) -> dict[str, Any]:
        """As a draft keeps it."""
        mark = str(self.pass_mark) if self.pass_mark is not None else None
        return asdict(self) | {"kind": self.kind.value, "owner": self.owner.value, "pass_mark": mark}

    def stage(self) -> Stage:
        """A stage to be published."""
        return Stage(**asdict(self))


def plan_of(stage: Stage) -> StagePlan:
    """A published stage as the plan that it came from."""
    facts = ("key", "kind", "name", "target_days", "pass_mark", "rubric_version_id", "owner")
    return StagePlan(**{name: getattr(stage, name) for name in facts})


def from_kept(kept: Mapping[str, Any]) -> StagePlan:
    """What `StagePlan.kept` gave away."""
    mark = Decimal(kept["pass_mark"]) if kept["pass_mark"] is not None else None
    return StagePlan(
        **{**kept, "kind": StageKind(kept["kind"]), "owner": Part(kept["owner"]), "pass_mark": mark}
    )


def top_mark(kind: StageKind) -> Decimal:
    """The best mark there is in a stage of this kind."""
    return FIVE if kind is StageKind.INTERVIEW else HUNDRED


def check_plan(plan: StagePlan) -> None:
    """Refuse a stage that could not do its work; the field that must be mended is named."""
    for language in LANGUAGES:
        if not plan.name.get(language, "").strip():
            raise PipelineRefused(_("A stage needs a name in both languages."), f"name_{language}")
    if not 1 <= plan.target_days <= LONGEST_TARGET:
        raise PipelineRefused(
            _("The target of a stage is 1 to %(most)s days.", most=LONGEST_TARGET), "target_days"
        )
    if plan.owner not in rules.DECIDER:
        raise PipelineRefused(_("The recruiter or the hiring manager decides."), "owner")
    _check_mark(plan)
    _check_rubric(plan)


def _check_mark(plan: StagePlan) -> None:
    if plan.pass_mark is None:
        return
    if plan.kind in UNMARKED:
        raise PipelineRefused(_("A stage of this kind has no marks, and so no pass mark."), "pass_mark")
    least = 1 if plan.kind is StageKind.INTERVIEW else 0
    top = top_mark(plan.kind)
    if not least <= plan.pass_mark <= top:
        raise PipelineRefused(
            _("The pass mark is between %(least)s and %(top)s.", least=least, top=top), "pass_mark"
        )
    if plan.pass_mark != round(plan.pass_mark, 1):
        raise PipelineRefused(_("A pass mark has at most one decimal."), "pass_mark")


def _check_rubric(plan: StagePlan) -> None:
    if plan.rubric_version_id is None and plan.kind is StageKind.INTERVIEW:
        raise PipelineRefused(_("An interview needs a rubric, or nobody could score it."), "rubric")
    if plan.rubric_version_id is not None and plan.kind not in rules.SCORED_KINDS:
        raise PipelineRefused(_("Only interviews and simulations are scored with a rubric."), "rubric")


def problems(plans: Sequence[StagePlan], kinds: Mapping[str, StageKind]) -> list[str]:
    """Every sentence that says why these stages cannot be published; none when they can.

    kinds: key → kind of every step that was ever published: reports join by the key, so it keeps its kind.
    """
    found = _problems_of_all(plans)
    for plan in plans:
        try:
            check_plan(plan)
        except PipelineRefused as refusal:
            found.append(_("%(stage)s: %(why)s", stage=say(plan.name), why=refusal.sentence))
        if kinds.get(plan.key, plan.kind) is not plan.kind:
            found.append(
                _(
                    "%(stage)s: reports know this step as one of another kind. Add it as a step of its own.",
                    stage=say(plan.name),
                )
            )
    return found


def _problems_of_all(plans: Sequence[StagePlan]) -> list[str]:
    found = []
    offers = [plan.kind is StageKind.OFFER for plan in plans]
    if not offers or offers != [False] * (len(offers) - 1) + [True]:
        found.append(_("A pipeline ends with the offer, and has only one."))
    if len(plans) < 2:
        found.append(_("A pipeline has at least one stage before the offer."))
    if len({plan.key for plan in plans}) < len(plans):
        found.append(_("Two stages have the same key."))
    for language in LANGUAGES:
        names = [plan.name.get(language, "").strip().lower() for plan in plans]
        twice = {name for name in names if name and names.count(name) > 1}
        found += [_("Two stages are called “%(name)s”.", name=name) for name in sorted(twice)]
    return found


@dataclass(frozen=True)
class Difference:
    """A stage that is new (no `before`), gone (no `after`) or differs in `facts`, names of FACTS."""

    before: StagePlan | None
    after: StagePlan | None
    facts: tuple[str, ...] = ()


def compare(before: Sequence[StagePlan], after: Sequence[StagePlan]) -> list[Difference]:
    """What is different, in the order of `after`, what is gone at the end. Of the stages that both have,
    as few as can be count as moved."""
    old = {plan.key: plan for plan in before}
    kept = {plan.key for plan in after}
    moved = _moved([key for key in old if key in kept], [plan.key for plan in after if plan.key in old])
    found = []
    for plan in after:
        if plan.key not in old:
            found.append(Difference(None, plan))
        elif facts := _differing(old[plan.key], plan, plan.key in moved):
            found.append(Difference(old[plan.key], plan, facts))
    return found + [Difference(plan, None) for plan in before if plan.key not in kept]


def _moved(was: list[str], now: list[str]) -> set[str]:
    """The keys that left their place among the others."""
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    stayed = {key for block in blocks for key in now[block.b : block.b + block.size]}
    return set(now) - stayed


def _differing(old: StagePlan, new: StagePlan, has_moved: bool) -> tuple[str, ...]:
    apart = {
        "name": old.name != new.name,
        "kind": old.kind is not new.kind,
        "position": has_moved,
        "rubric": old.rubric_version_id != new.rubric_version_id,
        "pass mark": old.pass_mark != new.pass_mark,
        "target": old.target_days != new.target_days,
        "owner": old.owner is not new.owner,
    }
    return tuple(name for name in FACTS if apart[name])
