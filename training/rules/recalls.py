"""What newer rules ask of somebody on duty that they have not. Pure Python, no database.

A module has changed where its topics or its hours have: other words for the same are no reason to sit in a
class again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from training.rules.certificates import months_after
from training.rules.exams import Rules, judge
from training.states import ExamKind, NeedKind


@dataclass(frozen=True)
class Content:
    """What a version of a programme holds. `modules`: key → (hours, keys of topics); `exams`: key → kind."""

    modules: Mapping[str, tuple[Decimal, frozenset[str]]]
    exams: Mapping[str, ExamKind]


@dataclass(frozen=True)
class Sat:
    """An attempt as it was marked, whatever was made of it then."""

    mark: Decimal
    parts: Mapping[str, Decimal]
    failed_item: bool = False


@dataclass(frozen=True)
class Need:
    """`key`: of the module or exam that it is about, or nothing."""

    kind: NeedKind
    key: str | None = None

    @property
    def is_of_exam(self) -> bool:
        return self.kind in (NeedKind.NEW_EXAM, NeedKind.MARK)


def of_version(theirs: Content, newest: Content, sat: Mapping[str, Sequence[Sat]]) -> list[Need]:
    """What a newer version of their programme asks. `sat`: exam key → the attempts that count."""
    found = []
    for key, (hours, topics) in newest.modules.items():
        if key not in theirs.modules:
            found.append(Need(NeedKind.NEW_MODULE, key))
        elif theirs.modules[key] != (hours, topics):
            found.append(Need(NeedKind.CHANGED_MODULE, key))
    return [*found, *(Need(NeedKind.NEW_EXAM, key) for key in newest.exams if key not in sat)]


def of_policy(
    newest: Content,
    rules: Mapping[ExamKind, Rules],
    share: Decimal,
    sat: Mapping[str, Sequence[Sat]],
    attended: tuple[int, int] | None,
) -> list[Need]:
    """What a newer policy of its exams asks: a mark in whole and by topic, and a share of attendance.
    `attended`: (sessions attended, of how many)."""
    found = [
        Need(NeedKind.MARK, key)
        for key, kind in newest.exams.items()
        if sat.get(key) and not any(_passes(one, rules[kind]) for one in sat[key])
    ]
    if attended is not None and attended[0] < share * attended[1]:
        found.append(Need(NeedKind.ATTENDANCE))
    return found


def _passes(one: Sat, rules: Rules) -> bool:
    return judge(one.mark, one.parts, 1, rules, failed_item=one.failed_item).passed


def of_certificate(issued_on: date, months: int | None, today: date) -> list[Need]:
    """Has a certificate of that day run out, were it good for so many months?"""
    is_old = months is not None and months_after(issued_on, months) < today
    return [Need(NeedKind.CERTIFICATE)] if is_old else []
