"""The figures of training: cohorts and what became of those who began, pass rates, drop-outs, how long it
took from applying to being on duty, and from there to proficiency."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from core import clock
from core.db import db
from people.models import Account
from recruiting.models import Application
from recruiting.queries.reports.sheet import Case, Row, Rows, Tables, days_from
from training.queries import figures, pass_rates, proficiency
from training.queries.figures import Class, Scope, Trained
from training.queries.pass_rates import Sat

BREAKDOWNS = ("class", "exam", "module", "topic", "trainer")
"""By what the pass rates can be told."""
EXITS = ("own-wish", "washed-out")
ANEW = "anew"
"""Who trains once more, being on duty already: no beginner, and no drop-out."""


def tables(reader: Account, scope: Scope, *, tells_applying: bool) -> Tables:
    """`cohort`: a row for each, of who began there: `began`, `in-training`, `on-duty` and each of EXITS,
    which add up; ANEW; `hired` (with the days from applying) and `on-the-way`, where `tells_applying`;
    `proficient` and `nesting`. `exit`: a row for each way of leaving. Each of BREAKDOWNS: exams sat, by
    what became of them (`training.rules.figures.Result`). As many statements however many they are."""
    classes = figures.classes(reader, scope)
    seats = figures.seats(list(classes), scope)
    over = figures.over(list(seats), scope)
    began = figures.people(seats, classes.keys(), over, scope)
    applied = _applied({one.employment_id for one in began.values()}) if tells_applying else {}
    cohorts = _cohorts(classes, began, applied, scope)
    sat = pass_rates.sat(seats, over, classes.keys(), scope)
    return {"cohort": cohorts, "exit": _exits(began.values()), **_rates(classes, sat)}


def _applied(employment_ids: Collection[int]) -> dict[int, datetime]:
    """Employment → when the application was made that it came of."""
    rows = db.session.execute(
        select(Application.employment_id, Application.applied_at).where(
            Application.employment_id.in_(employment_ids)
        )
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def _cohorts(
    classes: Mapping[int, Class],
    began: Mapping[int, Trained],
    applied: Mapping[int, datetime],
    scope: Scope,
) -> Sequence[Row]:
    rows = Rows(lambda key: classes[int(key)].code)
    for one in began.values():
        row = rows[str(one.cohort_id)]
        row.note = classes[one.cohort_id]
        _count_state(row, one, scope)
        if one.is_first and one.employment_id in applied:
            _count_way(row, one, applied[one.employment_id], scope)
    for number, (since, days, is_there) in proficiency.proficiency(list(began), scope).items():
        case = Case(number, clock.day_start(since), float(days), not is_there)
        rows[str(began[number].cohort_id)].add("proficient" if is_there else "nesting", case)
    places = {str(number): place for place, number in enumerate(classes)}
    return rows.listed(lambda row: places[row.key])


def _count_state(row: Row, one: Trained, scope: Scope) -> None:
    since = clock.day_start(one.began_on)
    case = Case(one.enrolment_id, since, days_from(since, one.ended_at or scope.end), one.ended_at is None)
    if not one.is_first:  # they are on duty already, whatever becomes of it
        row.add(ANEW, case)
        return
    row.add("began", case)
    row.add(state_of(one), case)


def state_of(one: Trained) -> str:
    """The column in which somebody counts."""
    return _column(one.exit_kind or one.state)


def _column(value: StrEnum) -> str:
    """A column of an address has no blank in it."""
    return value.replace(" ", "-")


def _count_way(row: Row, one: Trained, applied_at: datetime, scope: Scope) -> None:
    ended = one.ended_at if one.on_duty else None
    days = days_from(applied_at, one.ended_at or scope.end)
    row.add("hired" if ended else "on-the-way", Case(one.enrolment_id, applied_at, days, ended is None))


def _exits(began: Collection[Trained]) -> Sequence[Row]:
    rows = Rows(lambda key: None)
    for one in began:
        if one.is_first and one.exit_kind is not None and one.ended_at is not None:
            since = clock.day_start(one.began_on)
            case = Case(one.enrolment_id, one.ended_at, days_from(since, one.ended_at))
            rows[_column(one.exit_kind)].add("left", case)
    return rows.listed(lambda row: EXITS.index(row.key))


# Pass rates


def _rates(classes: Mapping[int, Class], sat: Sequence[Sat]) -> dict[str, Sequence[Row]]:
    programmes = pass_rates.programme_names()
    accounts = pass_rates.account_names({one.trainer_id for one in sat if one.trainer_id})
    by_class = Rows(lambda key: classes[int(key)].code)
    by_trainer = Rows(lambda key: accounts.get(int(key)))
    exams, modules = _Named(pass_rates.exam_names()), _Named(pass_rates.module_names())
    topics = _Named(pass_rates.topic_names())
    for one in sat:
        at = clock.day_start(one.first_on)
        case = Case(one.enrolment_id, at)
        by_class[str(one.cohort_id)].add(one.result.value, case)
        if one.trainer_id:
            by_trainer[str(one.trainer_id)].add(one.result.value, case)
        exams.row(one.programme_id, one.exam_key, programmes).add(one.result.value, case)
        for rows, results in ((modules, one.modules), (topics, one.topics)):
            for key, result in results.items():
                rows.row(one.programme_id, key, programmes).add(result.value, case)
    return {
        "class": by_class.listed(lambda row: list(classes).index(int(row.key))),
        "exam": exams.listed(),
        "module": modules.listed(),
        "topic": topics.listed(),
        "trainer": by_trainer.listed(lambda row: int(row.key)),
    }


class _Named:
    """Rows of what a programme has, in the order in which it has them."""

    def __init__(self, names: pass_rates.Names) -> None:
        self._names, self._rows = names, Rows(self._called)
        self._places = {_key(*key): place for place, key in enumerate(names)}

    def _called(self, key: str) -> Any:
        programme_id, _dash, own = key.partition("-")
        return self._names.get((int(programme_id), own), own)

    def row(self, programme_id: int, key: str, programmes: Mapping[int, Any]) -> Row:
        row = self._rows[_key(programme_id, key)]
        row.note = programmes[programme_id]
        return row

    def listed(self) -> list[Row]:
        return self._rows.listed(lambda row: (self._places.get(row.key, len(self._places)), row.key))


def _key(programme_id: int, key: str) -> str:
    return f"{programme_id}-{key}"


# The people behind a number


def behind(scope: Scope, cases: Sequence[Case]) -> list[tuple[Case, Any, Trained | None]]:
    """(case, row of (id, name, latin_name), how it went on with them) of each. `cases`: of `tables`, which
    keeps to what the reader may reach."""
    ids = sorted({case.about_id for case in cases})
    seats, over = figures.seats_of(ids, scope), figures.over(ids, scope)
    began = figures.people(seats, None, over, scope)
    names = figures.names(ids)
    return [(case, names[case.about_id], began.get(case.about_id)) for case in cases]
