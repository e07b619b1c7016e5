"""Lists of trainees to take away."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Select

from core.db import Words, db
from core.i18n import _, say
from training.models import CalendarDay, ProgrammeVersion
from training.queries import AWAITING_ORDER
from training.queries.certificates import state_of
from training.queries.cohorts import COHORT_ORDER
from training.queries.duty import Seen
from training.queries.recalls import Recall
from training.queries.retraining import DueRow
from training.rules.attendance import Standing
from training.words import needs_said, word


def awaiting_header() -> list[str]:
    return [_("Waits since"), _("Name"), _("Other script"), _("Team"), _("Site"), _("Wanted on duty")]


def awaiting_rows(statement: Select[*tuple[Any, ...]]) -> Iterator[list[Any]]:
    """The whole list that `queries.awaiting` describes."""
    for row in db.session.execute(statement.order_by(*AWAITING_ORDER)):
        yield [row.created_at, row.name, row.latin_name, say(row.team), say(row.site), row.wanted_on]


def cohort_header() -> list[str]:
    return [
        _("Cohort"), _("State"), _("Programme"), _("Version"), _("Team"), _("Site"), _("Trainer"),
        _("Begins"), _("Ends"), _("Seats"), _("Seats taken"), _("Room or call"),
    ]  # fmt: skip


def cohort_rows(statement: Select[*tuple[Any, ...]]) -> Iterator[list[Any]]:
    """The whole list that `queries.cohorts.cohorts` describes."""
    for row in db.session.execute(statement.order_by(*COHORT_ORDER)):
        yield [
            row.code, word(row.phase), say(row.programme), row.number, say(row.team), say(row.site),
            row.trainer, row.starts_on, row.ends_on, row.seats, row.seated, row.place,
        ]  # fmt: skip


def class_header() -> list[str]:
    return [
        _("Name"), _("Other script"), _("Team"), _("Since"), _("Until"), _("State"), _("Coach"),
        _("Sessions"), _("Attended"), _("Missed"), _("To spare"), _("Missing for duty"),
    ]  # fmt: skip


def class_rows(
    everybody: Sequence[Any], standings: Mapping[int, Standing], gates: Mapping[int, Seen]
) -> Iterator[list[Any]]:
    """`everybody`: rows of `queries.cohorts.class_of`."""
    for row in everybody:
        one = standings[row.enrolment_id]
        missing = _(", ").join(word(part) for part in gates[row.enrolment_id].gate.missing)
        yield [
            row.name, row.latin_name, say(row.team), row.since, row.until, word(row.ended_by or row.state),
            row.coach, one.total, one.attended, one.missed, one.to_spare, missing,
        ]  # fmt: skip


def programme_rows(versions: Sequence[ProgrammeVersion]) -> Iterator[list[Any]]:
    for one in versions:
        yield [say(one.programme.name), one.number, one.weeks, one.published_at]


def programme_header() -> list[str]:
    return [_("Programme"), _("Version"), _("Weeks"), _("Published")]


def module_rows(version: ProgrammeVersion) -> Iterator[list[Any]]:
    for one in version.modules:
        yield [one.position, say(one.name), say(one.summary), one.hours, word(one.delivery)]


def module_header() -> list[str]:
    return [_("Place"), _("Module"), _("What it is about"), _("Hours"), _("Way")]


def day_rows(days: Sequence[CalendarDay], sites: Mapping[int, Words]) -> Iterator[list[Any]]:
    """`sites`: id → name."""
    for one in days:
        site = say(sites[one.site_id]) if one.site_id else _("everywhere")
        yield [one.day, say(one.name), site, _("worked") if one.is_worked else _("free")]


def day_header() -> list[str]:
    return [_("Day"), _("What it is called"), _("Site"), _("What it is")]


def due_header() -> list[str]:
    return [_("Since"), _("Name"), _("Other script"), _("Cohort"), _("Exam"), _("What is due"),
            _("Attempts so far"), _("Last mark")]  # fmt: skip


def due_rows(rows: Sequence[DueRow]) -> Iterator[list[Any]]:
    for row in rows:
        last = row.course.attempts[-1].mark if row.course.attempts else None
        yield [
            row.since, row.name, row.latin_name, row.code, say(row.course.exam.name), word(row.due),
            len(row.course.attempts), last,
        ]  # fmt: skip


def gap_header(topics: Mapping[str, Words]) -> list[str]:
    return [_("Name"), _("Other script"), *(say(name) for name in topics.values())]


def gap_rows(
    seated: Sequence[Any], topics: Mapping[str, Words], parts: Mapping[int, Mapping[str, Decimal]]
) -> Iterator[list[Any]]:
    """`parts`: enrolment → topic key → mark."""
    for row in seated:
        marks = parts[row.enrolment_id]
        yield [row.name, row.latin_name, *(marks.get(key) for key in topics)]


def certificate_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    """`rows` of `queries.certificates.listed`."""
    for row in rows:
        yield [
            row.number, word(state_of(row)), row.name, row.latin_name, say(row.team), say(row.programme),
            row.issued_on, row.expires_on, row.due_on,
        ]  # fmt: skip


def certificate_header() -> list[str]:
    return [
        _("Number"), _("State"), _("Name"), _("Other script"), _("Team"), _("Programme"),
        _("Issued on"), _("Good until"), _("Due anew from"),
    ]  # fmt: skip


def recall_rows(rows: Sequence[Recall]) -> Iterator[list[Any]]:
    for one in rows:
        yield [
            say(one.team) if one.team else "", one.name, one.latin_name, one.passed_on, say(one.programme),
            one.version, _("; ").join(needs_said(one.needs, one.names)),
            _("in line") if one.is_asked else _("not asked yet"),
        ]  # fmt: skip


def recall_header() -> list[str]:
    return [
        _("Team"), _("Name"), _("Other script"), _("Passed on"), _("Programme"), _("Version"),
        _("What is asked"), _("State"),
    ]  # fmt: skip
