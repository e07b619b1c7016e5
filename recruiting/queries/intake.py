"""Who is known already: what taking in many candidates at once reads before it decides."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from core.db import db
from people.models import Person
from recruiting.models import Application, Candidate, ImportRow, Opening, Stage
from recruiting.queries import working_days
from recruiting.states import Status

PUNCTUATION = (" ", "-", "+", "(", ")", ".", "/", "\u00a0")


def plain_digits(phone: str) -> str:
    """A telephone number without what is written between its digits."""
    return "".join(filter(str.isdigit, phone))


def _digits_of(column: Any) -> ColumnElement[str]:
    for mark in PUNCTUATION:
        column = func.replace(column, mark, "")
    found: ColumnElement[str] = column
    return found


def by_email(emails: Collection[str]) -> dict[str, Any]:
    """E-mail → person, of these addresses in lower case: rows of (email, id, name, latin_name)."""
    found = select(Person.email, Person.id, Person.name, Person.latin_name).where(Person.email.in_(emails))
    return {str(one.email): one for one in db.session.execute(found)} if emails else {}


def names(person_ids: Collection[int]) -> dict[int, tuple[str, str | None]]:
    """Person → name and Latin name."""
    if not person_ids:
        return {}
    found = select(Person.id, Person.name, Person.latin_name).where(Person.id.in_(person_ids))
    return {one.id: (one.name, one.latin_name) for one in db.session.execute(found)}


def by_phone(digits: Collection[str]) -> dict[tuple[str, str], int]:
    """(digits of the phone, name in lower case) → person id. Looks at every person that has a phone, so it
    is for rows without an e-mail only."""
    if not digits:
        return {}
    found = select(Person.phone, Person.name, Person.id).where(_digits_of(Person.phone).in_(digits))
    rows = db.session.execute(found.order_by(Person.id.desc()))
    return {(plain_digits(phone or ""), name.casefold()): number for phone, name, number in rows}


def by_key(keys: Collection[str]) -> dict[str, int]:
    """Key of a person in another system → person id, of whom an import has brought from there and no undo
    taken back."""
    if not keys:
        return {}
    found = (
        select(ImportRow.person_key, Application.person_id)
        .join(Application, Application.id == ImportRow.application_id)
        .where(ImportRow.person_key.in_(keys), Application.status != Status.VOID)
    )
    return {str(key): number for key, number in db.session.execute(found)}


def taken_keys(keys: Collection[str]) -> dict[str, int]:
    """Key of an application in another system → our application, of those an import has brought."""
    if not keys:
        return {}
    found = (
        select(ImportRow.key, Application.id)
        .join(Application, Application.id == ImportRow.application_id)
        .where(ImportRow.key.in_(keys), Application.status != Status.VOID)
    )
    return {str(key): number for key, number in db.session.execute(found)}


def applied(person_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """(person, opening) → the newest application, of all that these persons have made."""
    if not person_ids:
        return {}
    found = (
        select(Application.person_id, Application.opening_id, Application.id)
        .where(Application.person_id.in_(person_ids), Application.status != Status.VOID)
        .order_by(Application.id)
    )
    return {(person, opening): number for person, opening, number in db.session.execute(found)}


def backgrounds(person_ids: Collection[int]) -> dict[int, Candidate]:
    """Person id → what is known of the background."""
    found = db.session.scalars(select(Candidate).where(Candidate.person_id.in_(person_ids)))
    return {one.person_id: one for one in found} if person_ids else {}


def openings_kept_still(opening_ids: Iterable[int]) -> dict[int, Opening]:
    """The openings afresh; nobody closes one of them before this transaction ends."""
    wanted = select(Opening).where(Opening.id.in_(sorted(set(opening_ids)))).order_by(Opening.id)
    wanted = (
        wanted.options(working_days.along())
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in db.session.scalars(wanted)}


def stages(pipeline_version_ids: Iterable[int]) -> dict[int, Sequence[Stage]]:
    """Pipeline version → its stages in their order."""
    found: dict[int, list[Stage]] = {one: [] for one in pipeline_version_ids}
    wanted = select(Stage).where(Stage.pipeline_version_id.in_(list(found))).order_by(Stage.position)
    for stage in db.session.scalars(wanted):
        found[stage.pipeline_version_id].append(stage)
    return dict(found)
