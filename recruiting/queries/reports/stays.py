"""Time in stage, with stays that are not over, and who came to a stage more than once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from core.db import db
from core.statistics import Estimate, kaplan_meier
from people.models import Account
from recruiting.models import Application, Opening
from recruiting.queries import then
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports import stages
from recruiting.queries.reports.sheet import Case, Row, Rows, Tables, days_from, now_or
from recruiting.states import Outcome


def _stays(account: Account, cohort: Cohort) -> Sequence[Any]:
    """Every stay that counts, entered in the time asked for, in order."""
    visit = then.visits(cohort.at).c
    return db.session.execute(
        select(
            visit.application_id, visit.stage_id, visit.entered_at, visit.left_at, visit.due_at, visit.outcome
        )
        .join(Application, Application.id == visit.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(*cohort.within(account), *cohort.during(visit.entered_at))
        .order_by(visit.id)
    ).all()


def _of_stages(known: Mapping[str, stages.Known]) -> tuple[Rows, Any]:
    return Rows(lambda key: known[key].name), lambda row: (known[row.key].position, row.key)


def time_in_stage(account: Account, cohort: Cohort) -> Tables:
    """A row for each stage: `over` and `there` are stays, with their days; `in-time` are those of `over`
    that kept to their target, `late` those of `there` that no longer can: each by the day that
    it had then. The note of a row is the target of the newest version, in working days."""
    known = stages.by_key(cohort.at, cohort.own_version())
    (rows, order), of, now = _of_stages(known), stages.by_id(), now_or(cohort.at)
    for stay in _stays(account, cohort):
        stage = of[stay.stage_id]
        until = stay.left_at or now
        days = days_from(stay.entered_at, until)
        case = Case(stay.application_id, stay.entered_at, days, stay.left_at is None)
        row = rows[stage.key]
        row.add("there" if case.going_on else "over", case)
        row.add("relative", case._replace(days=days / days_from(stay.entered_at, stay.due_at)))
        _judge(row, case, until <= stay.due_at)
    for row in rows.listed():
        row.note = known[row.key].target_days
    return {"stage": rows.listed(order)}


def _judge(row: Row, case: Case, in_time: bool) -> None:
    if in_time and not case.going_on:
        row.add("in-time", case)
    elif not in_time and case.going_on:
        row.add("late", case)


def within_target(row: Row) -> Estimate:
    """The share of stays that keep to the target of their own version, which counts working days; those
    not over are counted as far as they have come."""
    return kaplan_meier(case.span for case in row.cases("relative")).over_by(1.0)


def rework(account: Account, cohort: Cohort) -> Tables:
    """A row for each stage: applications that `reached` it, those that came `again`, and moves back from
    there (`sent-back`)."""
    (rows, order), of = _of_stages(stages.by_key(cohort.at, cohort.own_version())), stages.by_id()
    times: dict[tuple[int, str], list[Case]] = defaultdict(list)
    for stay in _stays(account, cohort):
        key = of[stay.stage_id].key
        times[stay.application_id, key].append(Case(stay.application_id, stay.entered_at))
        if stay.outcome is Outcome.SENT_BACK:
            rows[key].add("sent-back", Case(stay.application_id, stay.left_at))
    for (_application, key), cases in times.items():
        rows[key].add("reached", cases[0])
        if len(cases) > 1:
            rows[key].add("again", cases[-1])
    return {"stage": rows.listed(order)}
