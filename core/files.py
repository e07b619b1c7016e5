"""Uploaded files: what may come in, and where it is kept, named by its own SHA-256 digest.

What is the same is kept once, whoever uploaded it, and so goes from the store only when nobody's row names it
any more. Tables say here which of their columns names files.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import exists, select

from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused

PDF, PNG, JPEG = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
ZIP = b"PK\x03\x04"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAME_LENGTH = 120
HALF_WRITTEN = "."
"""How the name of a file begins that is not whole yet; a backup passes it over."""


DIGEST = re.compile("[0-9a-f]{64}")
AT_ONCE = 500
"""Files, of which the database is asked in one statement."""
NAMED_BY: list[Any] = []


def named_by(column: Any) -> None:
    """`column` holds digests of files in the store; with a value in it a file is needed."""
    NAMED_BY.append(column)


class FileRefused(Refused):
    """The file is not kept."""


@dataclass(frozen=True)
class Stored:
    """A file in the store: size in bytes, media type by its content, digest as its name there."""

    name: str
    media_type: str
    size: int
    digest: str


def media_type(content: bytes) -> str | None:
    """PDF, Word, PNG or JPEG by what the file says of itself, never by its name; None for the rest."""
    if content.startswith(PDF):
        return "application/pdf"
    if content.startswith(PNG):
        return "image/png"
    if content.startswith(JPEG):
        return "image/jpeg"
    if content.startswith(ZIP) and b"word/" in content:
        return DOCX_TYPE
    return None


def digest_of(content: bytes) -> str:
    """What a file is called in the store: equal where the contents are."""
    return hashlib.sha256(content).hexdigest()


def keep(name: str, content: bytes) -> Stored:
    """Put a file into the store; the same content twice is kept once.

    Raises FileRefused for an empty one, one over LARGEST_FILE bytes, and one of another kind."""
    most = current_app.config["LARGEST_FILE"]
    if not content:
        raise FileRefused(_("The file is empty."), "file")
    if len(content) > most:
        raise FileRefused(_("The file is larger than %(n)s MB.", n=most // 1024 // 1024), "file")
    kind = media_type(content)
    if kind is None:
        raise FileRefused(_("Only PDF, Word (docx), PNG and JPEG files can be added."), "file")
    digest = digest_of(content)
    alone(f"file {digest}")  # whoever drops it meanwhile is done, or sees the row that will name it
    _write(path_of(digest), content)
    return Stored(_plain(name), kind, len(content), digest)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: under its name only once it is on the disk."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=HALF_WRITTEN, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except OSError:  # on a full disk half a file would take the last of the room
            os.unlink(file.name)
            raise


def drop(digests: Iterable[str]) -> int:
    """Take those files out of the store that no row names; returns how many. Call it after the rows that
    named them were committed, and end the transaction soon: nobody can upload the same meanwhile."""
    gone = 0
    for digest in sorted(set(digests)):
        alone(f"file {digest}")
        path = path_of(digest)
        if path.exists() and not any(_is_named(column, digest) for column in NAMED_BY):
            path.unlink()
            gone += 1
    return gone


@dataclass(frozen=True)
class Stray:
    """A file in the store that seems to be nobody's: half written, or, by its digest, named by no row.
    It is what the record speaks about once it is gone, by no number of its own."""

    path: Path
    size: int
    written_at: datetime
    id: int = 0
    __tablename__ = "stray_file"

    @property
    def is_half_written(self) -> bool:
        return self.path.name.startswith(HALF_WRITTEN)


def strays(before: datetime) -> list[Stray]:
    """What lies in the store since `before` and is named by no row: whoever put it there died before that was
    committed. Takes no lock; `sweep_away` looks again."""
    old = [one for one in _written(before) if one.is_half_written or DIGEST.fullmatch(one.path.name)]
    named: set[str] = set()
    for start in range(0, len(old), AT_ONCE):
        some = [one.path.name for one in old[start : start + AT_ONCE]]
        for column in NAMED_BY:
            named.update(db.session.scalars(select(column).where(column.in_(some))))
    return [one for one in old if one.path.name not in named]


def _written(before: datetime) -> Iterator[Stray]:
    for path in sorted(store().glob("*/*")):
        with suppress(FileNotFoundError):  # somebody finished or dropped it meanwhile
            known = path.stat()
            written_at = datetime.fromtimestamp(known.st_mtime, UTC)
            if path.is_file() and written_at < before:
                yield Stray(path, known.st_size, written_at)


def sweep_away(stray: Stray) -> bool:
    """Take one out of the store and say so on record, unless a row names it by now; says whether it went.
    In a transaction of its own that has asked nothing yet: nobody can upload the same until that ends."""
    if stray.is_half_written:
        stray.path.unlink(missing_ok=True)
    elif not drop([stray.path.name]):
        return False
    day = stray.written_at.date().isoformat()
    record("stray file swept", stray, actor_id=None, size=stray.size, written_on=day)
    return True


def _is_named(column: Any, digest: str) -> bool:
    return bool(db.session.scalar(select(exists().where(column == digest))))


def _plain(name: str) -> str:
    """The last part of a name, without what could end a header line or a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-NAME_LENGTH:] or "file"


def path_of(digest: str) -> Path:
    """Where the file with this digest lies."""
    return store() / digest[:2] / digest


def store() -> Path:
    """The folder of all uploads."""
    return Path(current_app.instance_path) / "uploads"
