"""What coaches and trainers enter of a day of nesting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from core.i18n import _, say
from training.forms.exams import mark_read
from training.models import NestingTarget
from training.queries.nesting import Seen


def field_name(nesting_id: int, target: NestingTarget) -> str:
    return f"nesting-{nesting_id}-{target.position}"


@dataclass
class Sheet:
    """The numbers of a group on a day: nesting → key of the target → number; and what could not be read:
    name of the field → why not."""

    measured: dict[int, dict[str, Decimal]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def sheet_sent(fields: Mapping[str, str], group: Iterable[Seen]) -> Sheet:
    """What was typed of `group`; fields that were left empty say nothing."""
    sheet = Sheet()
    for one in group:
        for target in one.nesting.policy.targets:
            name = field_name(one.nesting.id, target)
            _read(sheet, one, target, name, fields.get(name, "").strip())
    return sheet


def _read(sheet: Sheet, one: Seen, target: NestingTarget, name: str, typed: str) -> None:
    if not typed:
        return
    number = mark_read(typed)
    if number is None or number < 0:
        sheet.problems[name] = _(
            "%(name)s, %(target)s: a number from 0 on is needed.",
            name=one.person.name,
            target=say(target.name),
        )
        return
    sheet.measured.setdefault(one.nesting.id, {})[target.key] = number


def day_sent(typed: str, otherwise: date) -> date:
    """The day that was chosen; `otherwise` where it is none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return otherwise


def nesting_header(targets: Iterable[NestingTarget]) -> list[str]:
    return [
        _("Name"), _("Coach"), _("Since"), _("Days"), _("Held running"), _("Days asked"),
        _("Proficient since"), _("Days to proficiency"), *(say(target.name) for target in targets),
    ]  # fmt: skip


def nesting_rows(group: Iterable[Seen], targets: Iterable[NestingTarget]) -> Iterable[list[Any]]:
    """One row for each, with what was measured last."""
    keys = [target.key for target in targets]
    for one in group:
        last = one.days[-1].actuals if one.days else {}
        stands = one.standing
        yield [
            one.person.name, one.coach, one.nesting.began_on, stands.days, stands.run, stands.asked,
            stands.proficient_on, one.days_to_proficiency, *(last.get(key) for key in keys),
        ]  # fmt: skip
