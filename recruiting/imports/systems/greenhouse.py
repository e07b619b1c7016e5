"""Greenhouse: candidates, applications, and the history of their stages.

Layout: the tables as the connector of Fivetran writes them (fivetran/dbt_greenhouse_source, Apache-2.0).
"""

from collections.abc import Iterator

from recruiting.imports import problems
from recruiting.imports.systems.records import (
    Ending,
    Files,
    Layout,
    Line,
    Record,
    first_value,
    further,
    moment,
    notes_on,
    unlisted,
    up_to_now,
)

ACTIVE, REJECTED, HIRED = "active", "rejected", "hired"
READS: Layout = {
    "application": (
        "id", "candidate_id", "current_stage_id", "job_id", "source_id", "applied_at", "last_activity_at",
        "status", "rejected_at", "rejected_reason_id",
    ),
    "application_history": ("application_id", "updated_at", "new_stage_id", "new_status"),
    "candidate": ("id", "first_name", "last_name"),
    "email_address": ("candidate_id", "value"),
    "phone_number": ("candidate_id", "value"),
    "job": ("id", "name"),
    "job_stage": ("id", "name", "job_id"),
    "source": ("id", "name"),
    "rejection_reason": ("id", "name"),
}  # fmt: skip


def records(files: Files) -> Iterator[Record]:
    """The applications of the export, then the candidates who have none."""
    people = files.by("candidate", "id")
    emails, phones = (
        files.grouped("email_address", "candidate_id"),
        files.grouped("phone_number", "candidate_id"),
    )
    history = files.grouped("application_history", "application_id")
    tables = [files.called(name) for name in ("job_stage", "job", "source", "rejection_reason")]
    applied = set()
    for line in files.rows("application"):
        applied.add(line("candidate_id"))
        record = _record(line, history.get(line("id"), []), *tables)
        _who(record, people.get(record.person_key), emails, phones)
        yield record
    yield from (_without(line) for key, line in people.items() if key not in applied)


def _record(
    line: Line,
    history: list[Line],
    stages: dict[str, Line],
    jobs: dict[str, Line],
    sources: dict[str, Line],
    reasons: dict[str, Line],
) -> Record:
    now = _named(stages, line("current_stage_id"))
    job = jobs.get(line("job_id") or _job_of_stages(line, history, stages))
    events = [(one("updated_at"), _named(stages, one("new_stage_id"))) for one in history]
    return Record(
        line=line.number,
        key=f"greenhouse application {line('id')}",
        person_key=line("candidate_id"),
        opening=_name(job) or unlisted(line("job_id")),
        channel=_named(sources, line("source_id")),
        applied_at=moment(line("applied_at")),
        events=up_to_now(events, now, line("last_activity_at") or line("applied_at")),
        ending=_ending(line, history, reasons),
        notes=notes_on(events, now, "job_stage", "updated_at"),
    )


def _job_of_stages(line: Line, history: list[Line], stages: dict[str, Line]) -> str:
    """The key of the job whose stages they went through: who was hired stands in none of them any more."""
    passed = [line("current_stage_id"), *(one("new_stage_id") for one in reversed(history))]
    return next((stages[key]("job_id") for key in passed if key in stages and stages[key]("job_id")), "")


def _name(line: Line | None) -> str:
    return line("name") if line else ""


def _named(lines: dict[str, Line], key: str) -> str:
    """What the thing with this key is called; one that its file does not list, by its key."""
    return _name(lines.get(key)) or unlisted(key)


def _ending(line: Line, history: list[Line], reasons: dict[str, Line]) -> Ending | None:
    """By the status of now: what was taken back since stands in the history as well."""
    states = {one("new_status").lower(): moment(one("updated_at")) for one in history if one("new_status")}
    last = moment(line("last_activity_at")) or moment(line("applied_at"))
    status = line("status").lower() or (HIRED if HIRED in states else "")
    if status == HIRED:
        at = states.get(HIRED) or last
        return Ending(at, HIRED, is_hire=True) if at else None
    if status == ACTIVE:
        return None
    rejected = moment(line("rejected_at")) or (states.get(REJECTED) or last if status == REJECTED else None)
    return Ending(rejected, _named(reasons, line("rejected_reason_id"))) if rejected else None


def _who(
    record: Record, person: Line | None, emails: dict[str, list[Line]], phones: dict[str, list[Line]]
) -> None:
    if person is None:
        record.problem, record.column, record.value = problems.NO_PERSON, "candidate_id", record.person_key
        return
    record.name = " ".join(filter(None, (person("first_name"), person("last_name"))))
    record.email = first_value(emails.get(record.person_key), "value")
    record.phone = first_value(phones.get(record.person_key), "value")
    record.notes += further(emails.get(record.person_key), "value", "email_address")
    record.notes += further(phones.get(record.person_key), "value", "phone_number")
    record.person_key = f"greenhouse candidate {record.person_key}"


def _without(person: Line) -> Record:
    name = " ".join(filter(None, (person("first_name"), person("last_name"))))
    return Record(
        person.number, "", "", name, problem=problems.NO_APPLICATION, column="candidate.csv", value=name
    )
