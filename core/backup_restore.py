"""Putting a backup back: all of it or nothing.

Triggers and foreign keys step aside for the length of one transaction, since rows that were right once
need no telling; before the commit the foreign keys are all checked, and the triggers are back. Uploaded
files are named by their content, so those of the backup can join the old ones before the commit, and
what is no longer named goes after it: killed at any moment, rows and files fit together.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import Connection, Table, exists, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from core.backup import BackupRefused, Manifest, Member, uploads, verify
from core.backup_rows import AT_ONCE, names, rows, schema_version, tables
from core.db import db
from core.i18n import _

PATIENCE = "30s"  # how long, on PostgreSQL, to wait for those who are using the tables


def restore(path: Path, replace: bool = False) -> Manifest:
    """Make the database and the uploads what they were when the backup at `path` was made.

    Raises BackupRefused, with nothing changed, when the backup is damaged or of another schema, or when
    there are rows already and `replace` does not say that they may go."""
    manifest = verify(path)
    db.session.remove()  # what it knows is about to be wrong, and its locks would be in the way
    try:
        with ZipFile(path) as archive:
            with _transaction() as connection:
                _refuse_unfit(connection, manifest, replace)
                with _guards_aside(connection):
                    _empty(connection)
                    for table in tables():
                        _load(connection, archive, table)
                _count_on(connection)
                _store_files(archive, manifest)
            if replace:
                _remove_other_files(manifest)
    except SQLAlchemyError as fault:
        why = str(getattr(fault, "orig", fault))
        raise BackupRefused(_("Nothing was restored, nothing was changed: %(why)s", why=why)) from fault
    return manifest


@contextmanager
def _transaction() -> Iterator[Connection]:
    """One in which nobody else reads or writes (reads, on SQLite, what was before), and in which SQLite,
    which has to be told before it begins, does not enforce foreign keys."""
    with db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite and raw:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not on_sqlite:
                    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
                    connection.execute(text(f"LOCK TABLE {names(tables())} IN ACCESS EXCLUSIVE MODE"))
                yield connection
        finally:
            if on_sqlite and raw:
                raw.execute("PRAGMA foreign_keys=ON")


def _refuse_unfit(connection: Connection, manifest: Manifest, replace: bool) -> None:
    here = schema_version(connection)
    known = {f"tables/{table.name}.jsonl" for table in tables()}
    if manifest.schema != here or known != {one.name for one in manifest.members if one.rows is not None}:
        raise BackupRefused(
            _(
                "The backup's tables are those of migration %(theirs)s, the database's those of %(ours)s. "
                "Migrate an empty database to %(theirs)s, restore, then migrate on.",
                theirs=manifest.schema or "–",
                ours=here or "–",
            )
        )
    if not replace and any(connection.scalar(select(exists(select(table)))) for table in tables()):
        raise BackupRefused(
            _("The database is not empty. --replace puts the backup in the place of everything in it.")
        )


@contextmanager
def _guards_aside(connection: Connection) -> Iterator[None]:
    """Take triggers and foreign keys away, as the catalogue tells them, and put back the very same."""
    if connection.dialect.name == "sqlite":
        before, after = _on_sqlite(connection)
    else:
        before, after = _on_postgresql(connection)
    for statement in before:
        connection.exec_driver_sql(statement)
    yield
    for statement in after:
        connection.exec_driver_sql(statement)
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if lost:
            raise BackupRefused(_("A row of %(name)s refers to one that is missing.", name=lost[0]))


def _on_sqlite(connection: Connection) -> tuple[list[str], list[str]]:
    triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    return [f'DROP TRIGGER "{name}"' for name, _sql in triggers], [sql for _name, sql in triggers]


FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
  FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""


def _on_postgresql(connection: Connection) -> tuple[list[str], list[str]]:
    before, after = [], []
    for table, name, definition in connection.exec_driver_sql(FOREIGN_KEYS):
        before.append(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        after.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for one in tables():
        before.append(f'ALTER TABLE "{one.name}" DISABLE TRIGGER USER')
        after.append(f'ALTER TABLE "{one.name}" ENABLE TRIGGER USER')
    return before, after


def _empty(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"TRUNCATE {names(tables())}"))
    else:
        for table in reversed(tables()):
            connection.execute(table.delete())


def _load(connection: Connection, archive: ZipFile, table: Table) -> None:
    with archive.open(f"tables/{table.name}.jsonl") as file:
        waiting = rows(table, file)
        while some := list(islice(waiting, AT_ONCE)):
            connection.execute(insert(table), some)


def _count_on(connection: Connection) -> None:
    """New rows get the numbers after the restored ones. Not by setval, which no rollback takes back."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = connection.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name)))
        following = (connection.scalar(select(func.max(column))) or 0) + 1
        if sequence:
            connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART WITH {following}"))


def _store_files(archive: ZipFile, manifest: Manifest) -> None:
    for member in manifest.uploads:
        path = _place(member)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with archive.open(member.name) as source, part.open("wb") as target:
                shutil.copyfileobj(source, target)
                os.fsync(target.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _remove_other_files(manifest: Manifest) -> None:
    kept = {_place(member) for member in manifest.uploads}
    for path in uploads().rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink(missing_ok=True)


def _place(member: Member) -> Path:
    return uploads().parent / member.name
