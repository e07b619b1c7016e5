"""Where a refusal leads that speaks of somebody known already: as far as the reader may see them."""

from typing import Any

from flask import url_for
from flask_login import current_user

from core.i18n import _
from core.refusal import Refused
from people.models import Person
from recruiting import masking
from recruiting.applications import AlreadyThere
from recruiting.candidates import AddressTaken
from recruiting.queries import candidates, duplicates
from recruiting.states import OPEN

Ways = list[dict[str, str]]


def ways_from(refusal: Refused, *, person: Person | None = None, email: str = "") -> Ways:
    """Links for under the sentence, or who can help where nothing of them is in reach. `person`: whose facts
    are being corrected, if anybody's; `email`: the address that was typed."""
    if isinstance(refusal, AlreadyThere):
        return _to_application(refusal)
    if not isinstance(refusal, AddressTaken):
        return []
    if person is not None and refusal.person.id == person.id:
        return _to_undoing(person, email)
    return _to_other(refusal.person, person)


def _to_application(refusal: AlreadyThere) -> Ways:
    rows = candidates.applications_of(refusal.person.id, current_user)
    found = [row for row in rows if row.opening_id == refusal.opening_id and row.status in OPEN]
    text = _("See the application of %(name)s", name=refusal.person.full_name)
    return [_way(text, "application", application_id=row.id) for row in found]


def _to_other(other: Person, person: Person | None) -> Ways:
    if not candidates.applications_of(other.id, current_user):
        return [{"text": _("You may not see who that is; an administrator can.")}]
    ways = [_way(_("See %(name)s", name=other.full_name), "person", person_id=other.id)]
    if person is not None and duplicates.person(other.id, current_user):
        text = _("Is it the same person? Compare and merge")
        ways.append(_way(text, "merge", person_id=person.id, other_id=other.id))
    return ways


def _to_undoing(person: Person, email: str) -> Ways:
    return [
        _way(_("Undo the merge of %(name)s", name=_named(one.absorbed)), "undo_merge", merge_id=one.id)
        for one in duplicates.merges_into(person.id)
        if one.undone_at is None and one.absorbed.email == email.lower()
    ]


def _named(absorbed: Person) -> str:
    """Merged entries often have the same name."""
    return f"{absorbed.full_name}, {masking.mail(absorbed.email)}"


def _way(text: str, endpoint: str, **values: Any) -> dict[str, str]:
    return {"text": text, "href": url_for(f"recruiting.{endpoint}", **values)}
