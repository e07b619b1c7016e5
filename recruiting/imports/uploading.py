"""How an import begins: one table, or the files of another system, together or as a ZIP."""

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from flask import current_app

from core import clock, tables_in
from core.db import db
from core.i18n import _
from core.record import new_batch, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.imports.systems.records import BESIDE
from recruiting.models import CandidateImport, Channel, ImportFile, ImportKind, ImportState, Opening
from recruiting.pipeline import check_may
from recruiting.queries import imports as queries

LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_FILES = 60
NAME_LENGTH = 120
NEEDED = {
    ImportKind.GREENHOUSE: frozenset({"candidate.csv", "application.csv"}),
    ImportKind.LEVER: frozenset({"opportunity.csv"}),
}
"""By which files the export of another system is recognised."""

File = tuple[str, bytes]


class ImportRefused(Refused):
    """The import does not begin, or does not go on."""


def upload(
    files: Sequence[File], *, opening: Opening | None, channel: Channel, actor: Account
) -> CandidateImport:
    """Keep the files for an import. `opening` and `channel`: for rows that name none.

    Raises ImportRefused or core.tables_in.TableRefused for what cannot be read; then nothing is kept."""
    check_may(actor, Permission.ADD_CANDIDATES)
    kind, parts = _understood(files)
    digest = hashlib.sha256()
    for name, content in sorted(parts):
        digest.update(name.encode() if len(parts) > 1 else b"")
        digest.update(hashlib.sha256(content).digest())
    begun = CandidateImport(
        kind=kind,
        name=_plain(files[0][0]) if len(files) == 1 else f"{kind.value.title()} ({len(files)} CSV)",
        digest=digest.hexdigest(),
        batch=new_batch(),
        account_id=actor.id,
        opening_id=opening.id if opening else None,
        channel_id=channel.id,
        columns={},
        uploaded_at=clock.now(),
        files=[ImportFile(name=_plain(name), content=content) for name, content in parts],
    )
    db.session.add(begun)
    db.session.flush()
    record("uploaded", begun, actor_id=actor.id, digest=begun.digest, kind=kind.value)
    return begun


def _understood(files: Sequence[File]) -> tuple[ImportKind, list[File]]:
    if not files:
        raise ImportRefused(_("Choose a file."), "files")
    most = current_app.config["LARGEST_FILE"]
    if any(len(content) > most for _name, content in files):
        raise ImportRefused(_("The file is larger than %(n)s MB.", n=most // 1024 // 1024), "files")
    parts = [part for name, content in files for part in _unpacked(name, content)]
    tables = [part for part in parts if not part[0].startswith(BESIDE)]
    if not tables:
        raise ImportRefused(_("There is no table in the ZIP."), "files")
    names = {name for name, _content in tables}
    for kind, needed in NEEDED.items():
        if needed <= names:
            return kind, parts
    if len(tables) > 1:
        raise ImportRefused(
            _(
                "Of several files only the export of Greenhouse (with candidate.csv and application.csv) or "
                "Lever (with opportunity.csv) is understood. Upload a single table."
            ),
            "files",
        )
    tables_in.read(tables[0][1])
    return ImportKind.TABLE, sorted(parts, key=lambda part: part[0].startswith(BESIDE))


def _unpacked(name: str, content: bytes) -> list[File]:
    """The files in a ZIP; a workbook, which is one too, and any other file stay as they are."""
    if not content.startswith(tables_in.ZIP):
        return [(_plain(name).lower(), content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = [one for one in packed.infolist() if _is_a_table(one)]
            if any(one.filename.startswith("xl/") for one in packed.infolist()):
                return [(_plain(name), content)]
            if len(inside) > MOST_FILES or sum(one.file_size for one in inside) > LARGEST_UNPACKED:
                raise ImportRefused(_("The ZIP is too large when unpacked. Divide it."), "files")
            tables = [(PurePosixPath(one.filename).name.lower(), packed.read(one)) for one in inside]
            return [*tables, *_beside(packed)]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as fault:
        raise ImportRefused(_("The ZIP cannot be read; it is damaged or has a password."), "files") from fault


def _is_a_table(part: zipfile.ZipInfo) -> bool:
    return PurePosixPath(part.filename).suffix.lower() == ".csv" and _is_meant(part)


def _is_meant(part: zipfile.ZipInfo) -> bool:
    """Neither a directory nor what an operating system packed for itself."""
    return not part.is_dir() and not PurePosixPath(part.filename).name.startswith((".", "_"))


def _beside(packed: zipfile.ZipFile) -> list[File]:
    """What stands for the files of a ZIP that are no tables: one for each kind, with how many there are.
    Nothing of them is kept."""
    others = [one for one in packed.infolist() if _is_meant(one) and not _is_a_table(one)]
    kinds = Counter(PurePosixPath(one.filename).suffix.lower() for one in others)
    return [(f"{BESIDE}{kind} × {many}", b"") for kind, many in sorted(kinds.items())]


def _plain(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-NAME_LENGTH:] or "file"


def discard(one: CandidateImport, *, actor: Account) -> None:
    """Give up an import that has not begun; its files are forgotten."""
    check_may(actor, Permission.ADD_CANDIDATES)
    if one.state not in (ImportState.UPLOADED, ImportState.CHECKED):
        raise ImportRefused(_("Not discarded. This import has begun; cancel or undo it instead."))
    one.state, one.ended_at = ImportState.DISCARDED, clock.now()
    queries.forget_rows(one.id)
    for file in one.files:
        file.content = None
    db.session.flush()
    record("discarded", one, actor_id=actor.id)
