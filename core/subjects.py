"""What the record speaks about, for pages that link to it without knowing the floors above."""

from typing import Any, NamedTuple

from flask import current_app, url_for

from core.record import Entry


class Subject(NamedTuple):
    """`label` names the kind to people; the page of one is `endpoint` with its id as `argument`."""

    label: Any  # a text that waits to know its reader
    endpoint: str
    argument: str


SUBJECTS: dict[str, Subject] = {}


def register(kind: str, label: Any, endpoint: str, argument: str) -> None:
    """Entries whose `subject_kind` is `kind` lead to this page."""
    SUBJECTS[kind] = Subject(label, endpoint, argument)


def page_of(entry: Entry) -> tuple[str, str] | None:
    """What to call the subject of an entry and its address; None where it has no page."""
    subject = SUBJECTS.get(entry.subject_kind)
    if subject is None or subject.endpoint not in current_app.view_functions:
        return None
    which: dict[str, Any] = {subject.argument: entry.subject_id}
    return str(subject.label), url_for(subject.endpoint, **which)
