"""Visits and applications as they stood just before a moment, as the record has it.

Most of it stands in the rows themselves: a visit knows when it began and ended. What rows forget is
read from the entries: which move was undone only later, on which version of its pipeline a stay was, what
an application was and whose, which source was on it.
"""

from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Subquery, and_, case, cast, func, literal, or_, select, type_coerce
from sqlalchemy.orm import aliased

from core.db import db
from core.record import Entry
from recruiting.models import Application, PersonMerge, Stage, Visit
from recruiting.states import Outcome, Status

UNDONE, MERGED = "undone", "merged"
LEAVING = {
    "advanced": Outcome.ADVANCED,
    "skipped ahead": Outcome.ADVANCED,
    "sent back": Outcome.SENT_BACK,
    "rejected": Outcome.REJECTED,
    "withdrawn": Outcome.WITHDRAWN,
}
"""Verbs that end a visit and can be undone."""

RESTAGING = ("version changed", UNDONE)
"""Verbs that put a stay that goes on into the stage of another version."""

DATING = (*RESTAGING, "date corrected")
"""Verbs that give a stay another day by which it is in time."""

COLUMNS = (Visit.id, Visit.application_id, Visit.opening_id)


def visits(at: datetime | None) -> Subquery:
    """The visits that count, with `stage_id`, `left_at` and `outcome` as they were just before `at`; None
    is now. A move that was undone only after `at` still counts."""
    if at is None:
        now = (Visit.stage_id, Visit.entered_at, Visit.due_at, Visit.left_at, Visit.outcome)
        return select(*COLUMNS, *now).where(Visit.voided_at.is_(None)).subquery("visits")
    undone, restaged, dated = _undone_since(at), _restaged_since(at), _dated_since(at)
    own, following = corrected_since(at), corrected_since(at, "former")
    entered_at = func.coalesce(own.c.entered_at, Visit.entered_at)
    ended = func.coalesce(following.c.left_at, Visit.left_at)
    was_left = ended < at
    left_at = case((undone.c.left_at.is_not(None), undone.c.left_at), (was_left, ended))
    outcome = case((undone.c.outcome.is_not(None), undone.c.outcome), (was_left, Visit.outcome))
    stage_id = func.coalesce(restaged.c.stage_id, Visit.stage_id).label("stage_id")
    return (
        select(
            *COLUMNS,
            stage_id,
            entered_at.label("entered_at"),
            func.coalesce(dated.c.due_at, Visit.due_at).label("due_at"),
            left_at.label("left_at"),
            outcome.label("outcome"),
        )
        .outerjoin(undone, undone.c.visit_id == Visit.id)
        .outerjoin(restaged, restaged.c.visit_id == Visit.id)
        .outerjoin(dated, dated.c.visit_id == Visit.id)
        .outerjoin(own, own.c.visit_id == Visit.id)
        .outerjoin(following, following.c.visit_id == Visit.id)
        .where(entered_at < at, or_(Visit.voided_at.is_(None), Visit.voided_at >= at))
        .subquery("visits")
    )


def corrected_since(at: datetime, whose: str = "visit") -> Subquery:
    """The visits with a date that was corrected only at `at` or later: `visit_id`, and as they were on
    record until then `entered_at` and `due_at`; with "former" as `whose` the stays before them, and their
    `left_at`."""
    details = Entry.details
    visit_id = (details["state"]["visit"] if whose == "visit" else details["former"]).as_integer()
    known = (Entry.subject_kind == "application", Entry.verb == "date corrected", Entry.at >= at)
    place = func.row_number().over(partition_by=visit_id, order_by=Entry.id).label("place")
    ranked = select(visit_id.label("visit_id"), details.label("details"), place).where(*known).subquery()
    was = [(name, _moment(ranked.c.details[f"{key}_before"].as_string())) for name, key in DATES.items()]
    query = select(ranked.c.visit_id, *(date.label(name) for name, date in was))
    return query.where(ranked.c.place == 1, ranked.c.visit_id.is_not(None)).subquery(f"{whose}_corrected")


DATES = {"entered_at": "entered", "due_at": "due", "left_at": "left"}


def _dated_since(at: datetime) -> Subquery:
    """The visits that were given another day to be in time by at `at` or later, with the one before: the
    first such entry knows it."""
    visit_id = Entry.details["state"]["visit"].as_integer()
    first = func.row_number().over(partition_by=visit_id, order_by=(Entry.at, Entry.id))
    ranked = (
        select(
            visit_id.label("visit_id"),
            _moment(Entry.details["due_before"].as_string()).label("due_at"),
            first.label("place"),
        )
        .where(
            Entry.subject_kind == "application",
            Entry.verb.in_(DATING),
            Entry.at >= at,
            Entry.details["due_before"].as_string().is_not(None),
        )
        .subquery()
    )
    return select(ranked.c.visit_id, ranked.c.due_at).where(ranked.c.place == 1).subquery("dated")


def _moment(written: ColumnElement[str]) -> ColumnElement[datetime]:
    """A moment of the record (`history.written`) as a column has it; SQLite keeps text, and no zone. Entries
    of before write a T between day and time."""
    if db.engine.dialect.name == "sqlite":
        text = func.substr(func.replace(written, "T", " "), 1, 26)
        return type_coerce(func.replace(text, "+00:00", ""), Visit.entered_at.type)
    return cast(written, Visit.entered_at.type)


def _undone_since(at: datetime) -> Subquery:
    """The visits that had been left before `at` by a move that was undone only later."""
    done, undo = aliased(Entry), aliased(Entry)
    outcomes = {verb: literal(outcome, Visit.outcome.type) for verb, outcome in LEAVING.items()}
    return (
        select(
            done.details["before"]["visit"].as_integer().label("visit_id"),
            done.at.label("left_at"),
            type_coerce(case(outcomes, value=done.verb), Visit.outcome.type).label("outcome"),
        )
        .join(undo, undo.corrects_id == done.id)
        .where(
            undo.subject_kind == "application",
            undo.verb == UNDONE,
            undo.at >= at,
            done.at < at,
            done.verb.in_(LEAVING),
        )
        .subquery("undone")
    )


def _restaged_since(at: datetime) -> Subquery:
    """The visits that were put into the stage of another version from `at` on, with the stage in which
    they were before: the first such entry knows it. Only entries since `at` are read."""
    before, after = Entry.details["before"], Entry.details["state"]
    visit_id = before["visit"].as_integer()
    first = func.row_number().over(partition_by=visit_id, order_by=(Entry.at, Entry.id))
    ranked = (
        select(
            visit_id.label("visit_id"),
            before["stage"].as_integer().label("stage_id"),
            first.label("place"),
        )
        .where(
            Entry.subject_kind == "application",
            Entry.verb.in_(RESTAGING),
            Entry.at >= at,
            visit_id == after["visit"].as_integer(),
        )
        .subquery()
    )
    return select(ranked.c.visit_id, ranked.c.stage_id).where(ranked.c.place == 1).subquery("restaged")


def last_visits(at: datetime | None) -> Subquery:
    """Of each application the visit where it stood, or stood last: `visits` with its `status` and
    `reason_id` beside it."""
    found, stood = visits(at), states(at)
    newest = func.row_number().over(partition_by=found.c.application_id, order_by=found.c.id.desc())
    ranked = select(*found.c, newest.label("place")).subquery("ranked")
    return (
        select(*ranked.c, stood.c.status, stood.c.reason_id)
        .join(stood, stood.c.application_id == ranked.c.application_id)
        .where(ranked.c.place == 1)
        .subquery("last")
    )


def states(at: datetime | None, ids: list[int] | None = None) -> Subquery:
    """application_id, status and reason_id of applications just before `at`; of `ids` only, if given."""
    if at is None:
        query = select(
            Application.id.label("application_id"),
            Application.status,
            Application.disposition_reason_id.label("reason_id"),
        )
        return (query if ids is None else query.where(Application.id.in_(ids))).subquery("states")
    return _states_on_record(at, ids)


def _states_on_record(at: datetime, ids: list[int] | None) -> Subquery:
    state = Entry.details["state"]
    newest = func.row_number().over(
        partition_by=Entry.subject_id, order_by=(Entry.at.desc(), Entry.id.desc())
    )
    known = [Entry.subject_kind == "application", Entry.at < at, state["status"].as_string().is_not(None)]
    if ids is not None:
        known.append(Entry.subject_id.in_(ids))
    ranked = (
        select(
            Entry.subject_id.label("application_id"),
            type_coerce(state["status"].as_string(), Application.status.type).label("status"),
            state["reason"].as_integer().label("reason_id"),
            newest.label("place"),
        )
        .where(*known)
        .subquery()
    )
    stood = select(ranked.c.application_id, ranked.c.status, ranked.c.reason_id).where(ranked.c.place == 1)
    return stood.subquery("states")


def channel_id(at: datetime | None) -> ColumnElement[int]:
    """The channel that was on record for an Application just before `at`."""
    if at is None:
        return Application.__table__.c.channel_id
    before = (
        select(Entry.details["channel_before"].as_integer())
        .where(
            Entry.subject_kind == "application",
            Entry.subject_id == Application.id,
            Entry.verb == "source corrected",
            Entry.at >= at,
        )
        .order_by(Entry.id)
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )
    return func.coalesce(before, Application.channel_id)


def persons(at: datetime) -> CTE:
    """application_id, applied_at and person_id of every application just before `at`, and whether it was
    taken back by then (`is_void`)."""
    handed = _handed_over_since(at)
    taken_back = (
        select(Entry.id)
        .where(
            Entry.subject_kind == "application",
            Entry.subject_id == Application.id,
            Entry.at >= at,
            Entry.details["state"]["status"].as_string() == Status.VOID.value,
        )
        .correlate(Application)
        .exists()
    )
    return (
        select(
            Application.id.label("application_id"),
            Application.applied_at,
            func.coalesce(handed.c.person_id, Application.person_id).label("person_id"),
            and_(Application.status == Status.VOID, ~taken_back).label("is_void"),
        )
        .outerjoin(handed, handed.c.application_id == Application.id)
        .cte("persons")
    )


def _handed_over_since(at: datetime) -> Subquery:
    """The applications that went over to another person from `at` on, by a merge or the undoing of one,
    with the person whose they were before: the first such entry knows it."""
    first = func.row_number().over(partition_by=Entry.subject_id, order_by=(Entry.at, Entry.id))
    giver = case((Entry.verb == MERGED, PersonMerge.absorbed_id), else_=PersonMerge.survivor_id)
    ranked = (
        select(Entry.subject_id.label("application_id"), giver.label("person_id"), first.label("place"))
        .join(PersonMerge, PersonMerge.id == Entry.details["merge"].as_integer())
        .where(Entry.subject_kind == "application", Entry.verb.in_((MERGED, "merge undone")), Entry.at >= at)
        .subquery()
    )
    return select(ranked.c.application_id, ranked.c.person_id).where(ranked.c.place == 1).subquery("handed")


def ran_on(version_id: int, at: datetime | None) -> ColumnElement[bool]:
    """Applications with a stay in a stage of this pipeline version, as it was just before `at`. A stay
    whose application goes on under another version is one of that version from then on."""
    found = visits(at)
    stages = select(Stage.id).where(Stage.pipeline_version_id == version_id)
    return Application.id.in_(select(found.c.application_id).where(found.c.stage_id.in_(stages)))
