"""What a version of a pipeline would mean, and for whom, told before it is published or adopted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.db import Words
from core.i18n import LANGUAGES
from core.letters import LetterTemplate, current_template
from recruiting import notices
from recruiting.stage_plans import StagePlan


@dataclass(frozen=True)
class Group:
    """Open applications of one opening in one stage of one version. `to`: the stage where they would
    stand if they were moved on purpose; None where there is none."""

    number: int
    stage: Words
    people: int
    to: StagePlan | None


@dataclass
class Meaning:
    """What it means for one opening: nobody moves by itself; `able` could be moved, `stuck` could not."""

    opening: Any
    groups: list[Group] = field(default_factory=list)

    @property
    def able(self) -> int:
        return sum(group.people for group in self.groups if group.to)

    @property
    def stuck(self) -> int:
        return sum(group.people for group in self.groups if not group.to)


def meanings(
    rows: Sequence[Any], openings: Mapping[int, Any], names: Mapping[int, Words], plans: Sequence[StagePlan]
) -> list[Meaning]:
    """Opening by opening, from rows of `queries.pipelines.running_by_stage`."""
    by_key = {plan.key: plan for plan in plans}
    found: dict[int, Meaning] = {}
    for row in rows:
        meaning = found.setdefault(row.opening_id, Meaning(openings[row.opening_id]))
        meaning.groups.append(Group(row.number, names[row.stage_id], row.people, by_key.get(row.key)))
    return list(found.values())


def letters_on_entering(plan: StagePlan) -> dict[str, LetterTemplate | None]:
    """Language → the letter that a candidate gets who reaches this stage."""
    return {language: current_template(notices.entering(plan.stage()), language) for language in LANGUAGES}
