"""Lists of trainees to take away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select

from core.db import Words, db
from core.i18n import LANGUAGES, _, say, time_of_day
from training.models import CalendarDay, Homework, Launch, ProgrammeVersion
from training.queries import AWAITING_ORDER
from training.queries.certificates import state_of
from training.queries.class_list import Member
from training.queries.cohorts import COHORT_ORDER
from training.queries.feedback import Said
from training.queries.homework import Course
from training.queries.launches import Concerned
from training.queries.learning import Hours
from training.queries.recalls import Recall
from training.queries.retraining import DueRow
from training.states import Presence, StudyState
from training.words import needs_said, source_said, word


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
        _("Sessions"), _("Attended"), _("Missed"), _("To spare"), _("Missing for duty"), _("Next exam"),
        _("Possible from"),
    ]  # fmt: skip


def class_rows(members: Sequence[Member]) -> Iterator[list[Any]]:
    for one in members:
        row, stands, exam = one.row, one.standing, one.next_exam
        missing = _(", ").join(word(part) for part in one.gate.gate.missing)
        yield [
            row.name, row.latin_name, say(row.team), row.since, row.until, word(one.status), row.coach,
            stands.total, stands.attended, stands.missed, stands.to_spare, missing,
            say(exam.exam.name) if exam else None, one.next_exam_on,
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


def reader_rows(readers: Sequence[Any]) -> Iterator[list[Any]]:
    """`readers`: rows of `queries.materials.readers`."""
    for row in readers:
        said = LANGUAGES.get(row.language, "")
        yield [row.name, row.latin_name, row.cohort, row.number or _("not read yet"), row.read_at, said]


def reader_header() -> list[str]:
    return [_("Name"), _("Other script"), _("Cohort"), _("Version"), _("Read"), _("Language")]


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


def plan_header() -> list[str]:
    return [
        _("Day"), _("From"), _("Until"), _("Topic of the session"), _("Kind"), _("Who leads it"), _("For"),
        _("Required"), _("Room or call"), _("Hours credited"), _("State"), _("People asked"), _("Present"),
        _("Absent"), _("Excused"),
    ]  # fmt: skip


def plan_rows(
    rows: Sequence[Any],
    asked: Mapping[int, int],
    tally: Mapping[int, Mapping[Presence, int]],
    names: Mapping[int, Sequence[Words]],
) -> Iterator[list[Any]]:
    """`rows` of `queries.recurrent.plan`; `asked`: session → how many it is for; `names`: its teams."""
    for row in rows:
        marks = tally.get(row.id, {})
        teams = _(", ").join(say(name) for name in names.get(row.id, ()))
        yield [
            row.held_on, time_of_day(row.starts_at), time_of_day(row.ends_at), row.topic, word(row.led_by),
            row.leader or row.outside_leader, _("everybody on duty") if row.for_all else teams,
            _("yes") if row.is_required else _("no"), row.place, Decimal(row.minutes) / 60, word(row.state),
            asked.get(row.id, 0), *(marks.get(one, 0) for one in Presence),
        ]  # fmt: skip


def hours_header() -> list[str]:
    return [
        _("Month"), _("Name"), _("Other script"), _("Team"), _("Required, attended"), _("Required, due"),
        _("Attendance, per cent"), _("Hours in sessions"), _("Hours of self-study"), _("Hours credited"),
    ]  # fmt: skip


def hours_rows(rows: Sequence[Any], found: Mapping[int, Hours], month: date) -> Iterator[list[Any]]:
    """`rows` of `queries.learning.people`."""
    for row in rows:
        one = found[row.id]
        yield [
            f"{month:%Y-%m}", row.name, row.latin_name, say(row.team), one.attended, one.due, one.attendance,
            Decimal(one.sessions) / 60, Decimal(one.self_study) / 60, Decimal(one.minutes) / 60,
        ]  # fmt: skip


def ledger_header() -> list[str]:
    return [_("Day"), _("What it is about"), _("From where"), _("Hours credited")]


def ledger_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    """`rows` of `queries.learning.credits`."""
    for row in rows:
        yield [row.on, row.what, source_said(row.source), Decimal(row.minutes) / 60]


def launch_header() -> list[str]:
    return [_("Product"), _("Day of the launch"), _("Ready to serve"), _("Concerned"), _("Withdrawn")]


def launch_rows(launches: Sequence[Launch], counts: Mapping[int, tuple[int, int]]) -> Iterator[list[Any]]:
    """`counts`: launch → how many are ready, and of how many."""
    for one in launches:
        yield [one.product, one.launches_on, *counts[one.id], one.withdrawn_at]


def not_yet_header() -> list[str]:
    return [
        _("Name"), _("Other script"), _("Team"), _("Product"), _("Day of the launch"), _("What is missing"),
    ]  # fmt: skip


def not_yet_rows(missing: Sequence[Concerned]) -> Iterator[list[Any]]:
    for one in missing:
        yield [
            one.row.name, one.row.latin_name, say(one.row.team), one.row.product, one.row.launches_on,
            _said(one),
        ]  # fmt: skip


def readiness_header() -> list[str]:
    return [
        _("Name"), _("Other script"), _("Team"), _("May serve it"), _("What is missing"), _("Acknowledged"),
        _("Attended"), _("Check"),
    ]  # fmt: skip


def readiness_rows(everybody: Sequence[Concerned]) -> Iterator[list[Any]]:
    for one in everybody:
        check = "" if one.check is None else _("passed") if one.check else _("not passed")
        yield [
            one.row.name, one.row.latin_name, say(one.row.team),
            _("yes") if one.standing.is_ready else _("no"), _said(one), one.done.acknowledged_at,
            one.done.attended_at, check,
        ]  # fmt: skip


def _said(one: Concerned) -> str:
    return _(", ").join(word(gap) for gap in one.standing.missing)


def claim_header() -> list[str]:
    return [
        _("Claimed"), _("State"), _("Name"), _("Other script"), _("Team"), _("What was learned"), _("Day"),
        _("Hours claimed"), _("Hours credited"),
    ]  # fmt: skip


def claim_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    """`rows` of `queries.study.claims`."""
    for row in rows:
        credited = row.credited if row.state is StudyState.APPROVED else None
        yield [
            row.claimed_at, word(row.state), row.name, row.latin_name, say(row.team), row.what,
            row.studied_on, Decimal(row.minutes) / 60, Decimal(credited) / 60 if credited else None,
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


def feedback_header() -> list[str]:
    return [_("Day"), _("Module"), _("Answers"), _("Question"), _("Mean, 1 to 5")]


def feedback_rows(every: Sequence[Said]) -> Iterator[list[Any]]:
    """A line per question of each day that is told, without a mean where none may be told; comments are lines
    of their own."""
    for one in every:
        if one.told is None:
            continue
        what = [one.occasion.held_on, say(one.occasion.module), one.told.count]
        for item in one.criteria:
            yield [*what, say(item.name), one.told.means.get(item.id)]
        for comment in one.comments:
            yield [*what, _("Comment"), comment]


def homework_header() -> list[str]:
    return [
        _("Title"), _("Due"), _("Name"), _("Other script"), _("State"), _("Versions"), _("Handed in"),
        _("Late"), _("Mark"),
    ]  # fmt: skip


def homework_rows(
    its: Sequence[Homework], everybody: Sequence[Any], courses: Mapping[tuple[int, int], Course]
) -> Iterator[list[Any]]:
    """A line per assignment and trainee; of who left the class, only what they handed in."""
    for one in its:
        for row in everybody:
            course = courses[one.id, row.enrolment_id]
            newest, marking = course.newest, course.marking
            if row.until is not None and newest is None:
                continue
            yield [
                one.title, one.due_at, row.name, row.latin_name, word(course.standing.state),
                len(course.versions), newest.handed_in_at if newest else None,
                _("yes") if course.standing.is_late else _("no"), marking.mark if marking else None,
            ]  # fmt: skip


def coached_header() -> list[str]:
    return [_("Name"), _("Other script"), _("Cohort"), _("State"), _("Coached since"), _("Latest entry")]


def coached_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    """`rows` of `queries.coaching.coached`."""
    for row in rows:
        yield [row.name, row.latin_name, row.code, word(row.state), row.since, row.noted_on]
