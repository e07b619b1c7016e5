"""Lever: opportunities, and the history of their stages.

Layout: the tables as the connector of Fivetran writes them (fivetran/dbt_lever_source, Apache-2.0).
"""

from collections.abc import Iterator

from recruiting.imports import problems
from recruiting.imports.systems.records import (
    HIRED_THERE,
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

READS: Layout = {
    "opportunity": (
        "id", "contact", "name", "posting_id", "stage_id", "created_at", "last_advanced_at", "archived_at",
        "archived_reason_id", "is_anonymized",
    ),
    "opportunity_stage_history": ("opportunity_id", "updated_at", "stage_id"),
    "opportunity_source": ("opportunity_id", "source"),
    "application": ("opportunity_id", "posting_id"),
    "contact_email": ("contact_id", "email"),
    "contact_phone": ("contact_id", "value"),
    "stage": ("id", "text"),
    "posting": ("id", "text"),
    "archive_reason": ("id", "text"),
}  # fmt: skip


def records(files: Files) -> Iterator[Record]:
    """The opportunities of the export, each an application of ours."""
    emails, phones = (
        files.grouped("contact_email", "contact_id"),
        files.grouped("contact_phone", "contact_id"),
    )
    history = files.grouped("opportunity_stage_history", "opportunity_id")
    sources, applications = (
        files.grouped("opportunity_source", "opportunity_id"),
        files.by("application", "opportunity_id"),
    )
    stages, postings, reasons = map(files.called, ("stage", "posting", "archive_reason"))
    for line in files.rows("opportunity"):
        key = line("id")
        record = _record(line, history.get(key, []), stages, reasons)
        record.opening = _posting(line, applications.get(key), postings)
        record.channel = first_value(sources.get(key), "source")
        record.email = first_value(emails.get(line("contact")), "email")
        record.phone = first_value(phones.get(line("contact")), "value")
        record.notes += further(emails.get(line("contact")), "email", "contact_email")
        record.notes += further(phones.get(line("contact")), "value", "contact_phone")
        yield record


def _posting(line: Line, application: Line | None, postings: dict[str, Line]) -> str:
    """What the posting is called; one that its file does not list, by its key."""
    key = line("posting_id") or (application("posting_id") if application else "")
    return postings[key]("text") if key in postings and postings[key]("text") else unlisted(key)


def _record(line: Line, history: list[Line], stages: dict[str, Line], reasons: dict[str, Line]) -> Record:
    events = [(one("updated_at"), _text(stages, one("stage_id"))) for one in history]
    now = _text(stages, line("stage_id"))
    since = line("last_advanced_at") or line("created_at")
    anonymous = line.says("is_anonymized")
    return Record(
        line=line.number,
        key=f"lever opportunity {line('id')}",
        person_key=f"lever contact {line('contact') or line('id')}",
        name=line("name"),
        applied_at=moment(line("created_at")),
        events=up_to_now(events, now, since),
        ending=_ending(line, reasons),
        notes=notes_on(events, now, "stage", "updated_at"),
        problem=problems.ANONYMOUS if anonymous else None,
        column="is_anonymized" if anonymous else "",
        value=line("id") if anonymous else "",
    )


def _text(lines: dict[str, Line], key: str) -> str:
    """What a thing is called; stages of Lever's own, which a file may lack, by what their key says; any
    other that its file does not list, by its key."""
    if key in lines and lines[key]("text"):
        return lines[key]("text")
    return key if "-" in key and len(key) < 30 else unlisted(key)


def _ending(line: Line, reasons: dict[str, Line]) -> Ending | None:
    at = moment(line("archived_at"))
    reason = _text(reasons, line("archived_reason_id"))
    return Ending(at, reason, is_hire=reason.lower() in HIRED_THERE) if at else None
