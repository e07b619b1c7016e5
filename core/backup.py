"""Backups: one zip file with every row and every uploaded file, taken while the server runs.

It holds no secrets of the installation (`instance/secret`, `instance/config.py`), and it can be restored
into SQLite as well as PostgreSQL. What it holds is personal data, not encrypted: only its owner may read it.
"""

import hashlib
import json
import os
import secrets
import tomllib
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from flask import current_app
from sqlalchemy import Connection, select

from core import clock
from core.backup_rows import lines, schema_version, snapshot, tables
from core.config import ROOT
from core.i18n import _
from core.record import Seal
from core.refusal import Refused

FORMAT = 1
MANIFEST = "manifest.json"
UPLOADS = "uploads"
BLOCK = 1 << 20
UNREADABLE = (BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError, RuntimeError)


class BackupRefused(Refused):
    """A backup cannot be made, is damaged, or cannot be restored here."""


@dataclass(frozen=True)
class Member:
    """One file in the backup; `rows` is None unless it is a table."""

    name: str
    sha256: str
    size: int
    rows: int | None


@dataclass(frozen=True)
class Manifest:
    """What the backup says about itself. `head` is the head of the record's chain, `schema` the
    migration that the database was at."""

    product: str
    schema: str | None
    created_at: str
    head: str | None
    members: tuple[Member, ...]

    @property
    def rows(self) -> int:
        return sum(member.rows or 0 for member in self.members)

    @property
    def uploads(self) -> list[Member]:
        return [member for member in self.members if member.rows is None]


def create(path: Path) -> Manifest:
    """Write a backup of this moment to `path`; there it is complete or not at all.

    Raises BackupRefused when there is something already, OSError when it cannot be written."""
    if path.exists():
        raise BackupRefused(_("There is a file at %(path)s already; choose another name.", path=path))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                manifest = _fill(archive)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def usual_path() -> Path:
    """Where a backup goes when nobody says where."""
    return Path(current_app.instance_path, "backups", f"onduty-{clock.now():%Y%m%dT%H%M%SZ}.zip")


def uploads() -> Path:
    """The directory of uploaded files."""
    return Path(current_app.instance_path, UPLOADS)


def _fill(archive: ZipFile) -> Manifest:
    with snapshot() as connection:
        members = [_write(archive, f"tables/{table.name}.jsonl", lines(connection, table), rows=True)
                   for table in tables()]  # fmt: skip
        about = (_product(), schema_version(connection), clock.now().isoformat(), _head(connection))
    # After the rows: whatever file they name was stored before they were committed.
    members += [_write(archive, name, blocks) for name, blocks in _stored_files()]
    manifest = Manifest(*about, tuple(members))
    archive.writestr(MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1))
    return manifest


def _write(archive: ZipFile, name: str, chunks: Iterable[bytes], rows: bool = False) -> Member:
    digest, size, count = hashlib.sha256(), 0, 0
    with archive.open(name, "w", force_zip64=True) as file:
        for chunk in chunks:
            digest.update(chunk)
            size, count = size + len(chunk), count + 1
            file.write(chunk)
    return Member(name, digest.hexdigest(), size, count if rows else None)


def _stored_files() -> Iterator[tuple[str, Iterator[bytes]]]:
    for path in sorted(uploads().rglob("*")):
        if path.name.startswith("."):  # those are only half written
            continue
        # The worker drops meanwhile what no row names any more.
        with suppress(FileNotFoundError, IsADirectoryError), path.open("rb") as file:
            yield f"{UPLOADS}/{path.relative_to(uploads()).as_posix()}", blocks(file)


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The file's content, a piece at a time."""
    while block := file.read(BLOCK):
        yield block


def _product() -> str:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def _head(connection: Connection) -> str | None:
    return connection.scalar(select(Seal.digest).order_by(Seal.id.desc()).limit(1))


def verify(path: Path) -> Manifest:
    """Read the whole backup at `path`. Raises BackupRefused with a line for everything damaged."""
    try:
        with ZipFile(path) as archive:
            manifest = _manifest(archive)
            faults = list(_faults(archive, manifest))
    except UNREADABLE as fault:
        raise BackupRefused(
            _("%(path)s is not a backup that can be read: %(why)s", path=path, why=fault)
        ) from fault
    if faults:
        raise BackupRefused("\n".join(faults))
    return manifest


def _manifest(archive: ZipFile) -> Manifest:
    try:
        told = json.loads(archive.read(MANIFEST))
        if told.pop("format") != FORMAT:
            raise BackupRefused(_("This backup was made by a newer version of the product."))
        members = tuple(Member(**member) for member in told.pop("members"))
        return Manifest(**told, members=members)
    except (ValueError, TypeError, AttributeError, *UNREADABLE) as fault:
        raise BackupRefused(
            _("The list of contents (%(name)s) is damaged or missing.", name=MANIFEST)
        ) from fault


def _faults(archive: ZipFile, manifest: Manifest) -> Iterator[str]:
    listed = {member.name for member in manifest.members} | {MANIFEST}
    for name in sorted(set(archive.namelist()) - listed):
        yield _("%(name)s does not belong to this backup.", name=name)
    for member in manifest.members:
        if not _is_inside(member.name) or not _is_sound(archive, member):
            yield _("%(name)s is damaged or missing.", name=member.name)


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.parts[:1] in {("tables",), (UPLOADS,)}


def _is_sound(archive: ZipFile, member: Member) -> bool:
    digest, size, count = hashlib.sha256(), 0, 0
    try:
        with archive.open(member.name) as file:
            for block in blocks(file):
                digest.update(block)
                size, count = size + len(block), count + block.count(b"\n")
    except UNREADABLE:
        return False
    expected = (member.sha256, member.size, count if member.rows is None else member.rows)
    return (digest.hexdigest(), size, count) == expected
