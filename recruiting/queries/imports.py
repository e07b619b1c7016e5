"""Imports: the list, one of them, what is to be said of its rows, and what a file is read with."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    delete,
    false,
    func,
    select,
    true,
    update,
)
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import joinedload

from core import keyset
from core.db import db
from core.record import Entry
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import (
    AT_WORK,
    Application,
    CandidateImport,
    Channel,
    ColumnMemory,
    DispositionReason,
    ImportFile,
    ImportRow,
    ImportState,
    Opening,
    RowOutcome,
)
from recruiting.queries.blindness import names
from recruiting.queries.reach import reachable
from recruiting.states import OpeningStatus, Status


def within_reach(account: Account) -> ColumnElement[bool]:
    """A condition on CandidateImport: the own ones, and all for who may add candidates everywhere."""
    teams = account.teams_for(Permission.ADD_CANDIDATES)
    if None in teams:
        return true()
    return CandidateImport.account_id == account.id if teams else false()


def listed(account: Account, state: ImportState | None = None) -> Select[*tuple[Any, ...]]:
    """The imports in reach as columns for a list."""
    wanted = (
        select(
            CandidateImport.id,
            CandidateImport.name,
            CandidateImport.kind,
            CandidateImport.state,
            CandidateImport.rows,
            CandidateImport.added,
            CandidateImport.known,
            CandidateImport.faulty,
            CandidateImport.uploaded_at,
            Person.name.label("who"),
            Person.latin_name.label("who_latin"),
        )
        .join(Account, Account.id == CandidateImport.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(within_reach(account), CandidateImport.state != ImportState.DISCARDED)
    )
    return wanted if state is None else wanted.where(CandidateImport.state == state)


def all_listed(account: Account, state: ImportState | None) -> Sequence[Any]:
    """The whole list, newest first."""
    return db.session.execute(listed(account, state).order_by(CandidateImport.id.desc())).all()


def page_of(
    account: Account, state: ImportState | None, before: int | None
) -> tuple[Sequence[Any], int | None]:
    """A page of the list: those older than `before`; and before which the next page is, if there is one."""
    wanted = listed(account, state).order_by(CandidateImport.id.desc()).limit(keyset.ROWS + 1)
    if before:
        wanted = wanted.where(CandidateImport.id < before)
    found = db.session.execute(wanted).all()
    return found[: keyset.ROWS], found[keyset.ROWS - 1].id if len(found) > keyset.ROWS else None


def one(import_id: int, account: Account) -> CandidateImport | None:
    """The import, where `account` may reach it."""
    wanted = select(CandidateImport).where(CandidateImport.id == import_id, within_reach(account))
    beside = (CandidateImport.opening, CandidateImport.channel, CandidateImport.account)
    loaded = [joinedload(one) for one in (*beside, CandidateImport.stopped_by)]
    return db.session.scalars(wanted.options(*loaded)).unique().one_or_none()


def kept_still(import_id: int) -> CandidateImport:
    """The import afresh; until this transaction ends nobody else goes on with it."""
    wanted = select(CandidateImport).where(CandidateImport.id == import_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def next_at_work() -> CandidateImport | None:
    """The oldest import that the worker has to go on with and no other worker has in its hands."""
    return db.session.scalar(
        select(CandidateImport)
        .where(CandidateImport.state.in_(AT_WORK))
        .order_by(CandidateImport.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def files(import_id: int) -> list[tuple[str, bytes]]:
    """Name and content of the files; none any more where they were forgotten."""
    found = select(ImportFile.name, ImportFile.content).where(
        ImportFile.candidate_import_id == import_id, ImportFile.content.is_not(None)
    )
    return [(name, content or b"") for name, content in db.session.execute(found.order_by(ImportFile.id))]


def file_names(import_id: int) -> list[str]:
    """What the files are called."""
    named = select(ImportFile.name).where(ImportFile.candidate_import_id == import_id)
    return list(db.session.scalars(named.order_by(ImportFile.id)))


def has_files(import_id: int) -> bool:
    """Are its files still there?"""
    kept = select(ImportFile.id).where(ImportFile.content.is_not(None))
    return bool(db.session.scalar(kept.where(ImportFile.candidate_import_id == import_id).limit(1)))


def same_file_before(of: CandidateImport) -> CandidateImport | None:
    """The newest other import of the very same file that was carried out and stands."""
    return db.session.scalar(
        select(CandidateImport)
        .where(
            CandidateImport.digest == of.digest,
            CandidateImport.id != of.id,
            CandidateImport.state.in_((ImportState.DONE, ImportState.RUNNING)),
        )
        .order_by(CandidateImport.id.desc())
        .limit(1)
    )


def remembered(layout: str) -> dict[str, Any] | None:
    """How a header with this layout was read the last time."""
    return db.session.scalar(select(ColumnMemory.columns).where(ColumnMemory.layout == layout))


def memory(layout: str) -> ColumnMemory | None:
    return db.session.scalar(select(ColumnMemory).where(ColumnMemory.layout == layout))


# Rows


ROW_KEYS = (ImportRow.line, ImportRow.id)


def rows_of(import_id: int, outcome: RowOutcome, reader: Account) -> Select[*tuple[Any, ...]]:
    """What is to be said of rows of this outcome, for `keyset.page` with ROW_KEYS."""
    return (
        select(
            ImportRow.line,
            ImportRow.id,
            ImportRow.field,
            ImportRow.problem,
            ImportRow.value,
            ImportRow.application_id,
            *names(reader),
        )
        .outerjoin(Application, Application.id == ImportRow.application_id)
        .outerjoin(Person, Person.id == Application.person_id)
        .where(ImportRow.candidate_import_id == import_id, ImportRow.outcome == outcome)
    )


def all_rows_of(import_id: int, outcome: RowOutcome, reader: Account) -> Sequence[Any]:
    return db.session.execute(rows_of(import_id, outcome, reader).order_by(*ROW_KEYS)).all()


def rows_page(
    import_id: int,
    outcome: RowOutcome,
    reader: Account,
    after: str | None = None,
    before: str | None = None,
) -> keyset.Page:
    return keyset.page(rows_of(import_id, outcome, reader), ROW_KEYS, after=after, before=before)


def told_counts(of: CandidateImport) -> dict[RowOutcome, int]:
    """How many rows have something to be said, by outcome; a faulty row counts once. Of several files more
    than one may have a faulty row in the same line, so that those are not counted by their lines."""
    lines = func.count(func.distinct(ImportRow.line))
    found = select(ImportRow.outcome, lines).where(ImportRow.candidate_import_id == of.id)
    counts = {outcome: number for outcome, number in db.session.execute(found.group_by(ImportRow.outcome))}
    return counts | ({RowOutcome.FAULTY: of.faulty} if RowOutcome.FAULTY in counts else {})


def faults(import_id: int) -> Sequence[ImportRow]:
    """Everything that is wrong, line by line."""
    wanted = select(ImportRow).where(ImportRow.candidate_import_id == import_id)
    wrong = wanted.where(ImportRow.outcome == RowOutcome.FAULTY).order_by(*ROW_KEYS)
    return db.session.scalars(wrong).all()


def count_of(import_id: int, problem: str) -> int:
    """Of how many rows this is said."""
    those = (ImportRow.candidate_import_id == import_id, ImportRow.problem == problem)
    return db.session.scalar(select(func.count()).where(*those)) or 0


def forget_rows(import_id: int) -> None:
    """What a dry run said: a new one says it anew."""
    db.session.execute(delete(ImportRow).where(ImportRow.candidate_import_id == import_id))


def filled(of: CandidateImport) -> Sequence[Any]:
    """Openings for which it brought applications that stand: id, code, title, how many."""
    begun = select(Entry.subject_id).where(
        Entry.batch == of.batch, Entry.subject_kind == "application", Entry.verb == "applied"
    )
    shown = (Opening.id, Opening.code, Opening.title, func.count().label("many"))
    wanted = select(*shown).join(Application, Application.opening_id == Opening.id)
    stand = wanted.where(Application.id.in_(begun), Application.status != Status.VOID)
    return db.session.execute(stand.group_by(*shown[:1]).order_by(Opening.id)).all()


# What a file is read with


def openings(account: Account) -> list[Any]:
    """Openings to which `account` may add candidates, those that take them first, newest first."""
    shown = (Opening.id, Opening.code, Opening.title, Opening.status, Opening.pipeline_version_id)
    order = ((Opening.status == OpeningStatus.OPEN).desc(), Opening.id.desc())
    wanted = select(*shown).where(reachable(account, Permission.ADD_CANDIDATES)).order_by(*order)
    return list(db.session.execute(wanted))


def said_openings(account: Account) -> dict[str, int]:
    """What may stand in a file for an opening, in lower case: its code, or its title in any language as
    long as only one opening has it that is not closed."""
    rows = openings(account)
    titles: dict[str, list[int]] = {}
    for row in rows:
        if row.status is not OpeningStatus.CLOSED:
            for said in {words.lower() for words in row.title.values()}:
                titles.setdefault(said, []).append(row.id)
    found = {said: ids[0] for said, ids in titles.items() if len(ids) == 1}
    return found | {row.code.lower(): row.id for row in rows}


def said_channels() -> dict[str, Channel]:
    """What may stand in a file for a channel, in lower case: its key, its name in any language."""
    channels = db.session.scalars(select(Channel).order_by(Channel.id.desc())).all()
    return {said.lower(): one for one in channels for said in (*one.name.values(), one.key)}


def reasons_to_end() -> Sequence[DispositionReason]:
    """Every reason for which an application ends, the retired ones too: what happened, happened."""
    return db.session.scalars(select(DispositionReason).order_by(DispositionReason.id)).all()


def forget_files(before: Any) -> int:
    """Forget the content of files whose import ended before this moment; returns how many."""
    over = select(CandidateImport.id).where(CandidateImport.ended_at < before)
    result = db.session.execute(
        update(ImportFile)
        .where(ImportFile.content.is_not(None), ImportFile.candidate_import_id.in_(over))
        .values(content=None)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount
