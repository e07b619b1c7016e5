"""Where applications stand: what the verbs of the pipeline read before they decide."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry
from people.models import Account, Person
from people.permissions import Permission
from people.readers import KEPT, Reader
from recruiting.models import (
    Application,
    Opening,
    Panelist,
    PipelineVersion,
    Scorecard,
    Stage,
    Visit,
)
from recruiting.queries import blindness, working_days
from recruiting.queries.reach import reachable
from recruiting.states import OpeningStatus, Outcome, Status

BESIDES = (
    "noted", "mention seen", "file added", "file removed", "file put back", "contact shown",
    "message sent", "message stopped", "corrected", "reminded", "source corrected", "touch added",
    "touch corrected", "identity shown", "check details seen", "preboarding done", "preboarding undone",
    "merged", "merge undone", "put in the pool", "left the pool", "back in the pool", "letter withheld",
    "cool-down waived", "asked again", "rejection proposed", "proposal declined",
)  # fmt: skip
"""Verbs that say something about an application without touching its selection."""


def newest_position() -> ScalarSelect[int]:
    """Where the Stage of the statement stands in the newest version that has its key: positions of two
    versions do not compare."""
    newest = aliased(Stage)
    found = select(newest.position).where(newest.key == Stage.key).order_by(newest.id.desc()).limit(1)
    return found.correlate(Stage).scalar_subquery()


# Made once: putting its parts together takes longer than asking the database.
_BUNDLE = (
    select(Visit)
    .join(Visit.application)
    .join(Application.person)
    .join(Application.opening)
    .options(
        contains_eager(Visit.application).contains_eager(Application.person),
        contains_eager(Visit.application).contains_eager(Application.opening).options(working_days.along()),
        contains_eager(Visit.application)
        .joinedload(Application.pipeline_version, innerjoin=True)
        .joinedload(PipelineVersion.stages),
        joinedload(Visit.stage, innerjoin=True),
    )
    .execution_options(populate_existing=True)
)


def _bundle(*conditions: ColumnElement[bool]) -> Select[Visit]:
    """Latest visits with all that a move needs of them, in one statement."""
    return _BUNDLE.where(*conditions)


def _latest() -> ColumnElement[bool]:
    newest = (
        select(Visit.id)
        .where(Visit.application_id == Application.id, Visit.voided_at.is_(None))
        .order_by(Visit.id.desc())
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )
    return Visit.id == newest


@cache
def _latest_of_one() -> Select[Visit]:
    return _bundle(Application.id == bindparam("application_id"), _latest())


def visit_of(
    application_id: int, account: Account, permission: Permission = Permission.SEE_APPLICATIONS
) -> Visit | None:
    """The visit in which the application stands or, once closed, stood last; with its application,
    person, opening and stages. None where `account` may not reach it."""
    query = _visit_of(Reader.of(account), permission)
    found = db.session.execute(query, {"application_id": application_id}).unique().one_or_none()
    if found is None:
        return None
    visit, looked = found
    visit.application.is_veiled = blindness.is_blind(visit) and not looked
    return visit


@lru_cache(KEPT)
def _visit_of(reader: Reader, permission: Permission) -> Select[Visit, bool]:
    asked = Application.id == bindparam("application_id")
    return _bundle(asked, reachable(reader, permission), _latest()).add_columns(blindness.looked(reader))


def visits_of(application_ids: Iterable[int], account: Account, permission: Permission) -> Sequence[Visit]:
    """The same for many, longest stay first; those out of reach are left out."""
    query = _bundle(Application.id.in_(list(application_ids)), reachable(account, permission), _latest())
    found = db.session.scalars(query.order_by(Visit.entered_at, Visit.id)).unique().all()
    blindness.veil(found, account)
    return found


def visit(visit_id: int) -> Visit:
    """The visit of this id, bundled as above; raises NoResultFound."""
    return db.session.scalars(_bundle(Visit.id == visit_id)).unique().one()


def stage(stage_id: int) -> Stage:
    """The stage of this id."""
    return db.session.get_one(Stage, stage_id)


def bundled(visit_ids: Iterable[int]) -> Sequence[Visit]:
    """These visits, bundled as above, the longest stay first."""
    query = _bundle(Visit.id.in_(list(visit_ids))).order_by(Visit.entered_at, Visit.id)
    return db.session.scalars(query).unique().all()


def latest_visit(application_id: int) -> Visit:
    """The visit in which the application stands or stood last, whoever asks; raises NoResultFound."""
    return db.session.scalars(_latest_of_one(), {"application_id": application_id}).unique().one()


def last_entries(application_ids: Sequence[int]) -> dict[int, Entry]:
    """The newest entry that changed something about the selection of each application."""
    newest = (
        select(func.max(Entry.id))
        .where(
            Entry.subject_kind == "application",
            Entry.subject_id.in_(application_ids),
            Entry.verb.not_in(BESIDES),
        )
        .group_by(Entry.subject_id)
    )
    entries = db.session.scalars(select(Entry).where(Entry.id.in_(newest)))
    return {entry.subject_id: entry for entry in entries}


def entries_of_batch(batch: str) -> Sequence[Entry]:
    """What was done with one confirmation, in order."""
    return db.session.scalars(
        select(Entry).where(Entry.batch == batch, Entry.subject_kind == "application").order_by(Entry.id)
    ).all()


def endings_of(application_id: int) -> list[int]:
    """The entries by which this application was rejected or withdrawn."""
    of_it = Entry.subject_kind == "application", Entry.subject_id == application_id
    ended = Entry.verb.in_((Outcome.REJECTED.value, Outcome.WITHDRAWN.value))
    return list(db.session.scalars(select(Entry.id).where(*of_it, ended)))


def letters_of_batch(batch: str) -> int:
    """How many letters go with what was done with one confirmation, those to interviewers included."""
    query = select(func.count()).select_from(Letter).join(Letter.entry).where(Entry.batch == batch)
    return db.session.scalar(query.where(Letter.state == LetterState.HELD)) or 0


def is_begun(batch: str) -> bool:
    """Was anything done with this confirmation?"""
    return db.session.scalar(select(Entry.id).where(Entry.batch == batch).limit(1)) is not None


def names_missing(visit_id: int) -> list[str]:
    """Who was asked for a scorecard of this visit and has not submitted one."""
    scored = select(Scorecard.panelist_id)
    return list(
        db.session.scalars(
            select(Person.name)
            .join(Account, Account.person_id == Person.id)
            .join(Panelist, Panelist.account_id == Account.id)
            .where(Panelist.visit_id == visit_id, Panelist.released_at.is_(None), Panelist.id.not_in(scored))
            .order_by(Panelist.id)
        )
    )


def open_application(person_id: int, opening_id: int) -> Application | None:
    """The application of this person for this opening that is still open."""
    return db.session.scalar(
        select(Application).where(
            Application.person_id == person_id,
            Application.opening_id == opening_id,
            Application.status.in_((Status.ACTIVE, Status.ON_HOLD)),
        )
    )


def first_stage(pipeline_version_id: int) -> Stage:
    """The stage in which every application on this version begins."""
    return db.session.scalars(
        select(Stage).where(Stage.pipeline_version_id == pipeline_version_id).order_by(Stage.position)
    ).first() or _no_stages(pipeline_version_id)


def _no_stages(pipeline_version_id: int) -> Stage:
    raise LookupError(f"pipeline version {pipeline_version_id} has no stages")


def is_closed(opening: Opening) -> bool:
    """Is the opening closed? Whichever it is, it stays so for everybody until this transaction ends."""
    db.session.refresh(opening, ["status", "version"], with_for_update={"read": True})
    return opening.status is OpeningStatus.CLOSED


def keep_still(visit: Visit) -> None:
    """Read the application and its visit afresh; until this transaction ends nobody else who asks for
    the same offers, hires or ends it."""
    db.session.refresh(visit.application, ["status", "version"], with_for_update=True)
    db.session.refresh(visit, ["left_at", "waits_for", "waits_on", "waits_on_id", "version"])


def stay_before(visit: Visit) -> Visit | None:
    """The stay of the same application that counts and came before, if there was one."""
    query = select(Visit).where(
        Visit.application_id == visit.application_id, Visit.voided_at.is_(None), Visit.id < visit.id
    )
    return db.session.scalars(query.order_by(Visit.id.desc()).limit(1)).first()


def entry_that_began(visit: Visit) -> Entry | None:
    """The entry that tells first of this visit."""
    query = select(Entry).where(
        Entry.subject_kind == "application",
        Entry.subject_id == visit.application_id,
        Entry.details["state"]["visit"].as_integer() == visit.id,
    )
    return db.session.scalars(query.order_by(Entry.id).limit(1)).first()


def opening(opening_id: int, account: Account, permission: Permission) -> Opening | None:
    """The opening, where `account` may reach it."""
    return db.session.scalar(select(Opening).where(Opening.id == opening_id, reachable(account, permission)))
