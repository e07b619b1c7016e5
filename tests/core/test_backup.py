"""A backup is taken while people work; what is restored from it equals what there was."""

import json
import multiprocessing
import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from app import create_app
from assessment.rules import Recommendation
from core import backup, backup_restore, clock
from core.backup import BackupRefused, create, verify
from core.backup_restore import restore
from core.backup_rows import lines, snapshot, tables
from core.db import db
from core.outbox import Letter
from core.record import Entry, record
from core.seals import seal
from core.seals import verify as verify_record
from people.models import Person
from people.permissions import Role
from recruiting.models import Panelist, Rating, Scorecard, Seat
from recruiting.states import SeatState
from tests import factories, postgres
from tests.conftest import DATABASES

CONTENTS = {"ab/abcd": b"%PDF-1.7 a resume", "cdef": bytes(range(256)) * 9}


@pytest.fixture
def little(app: Flask) -> Person:
    """One person and two uploaded files."""
    upload()
    return somebody("林晓")


def upload() -> None:
    for name, content in CONTENTS.items():
        path = backup.uploads() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.fixture
def work(app: Flask) -> Person:
    """Rows of every sort that a backup could stumble over, and uploaded files; who is in them."""
    visit = factories.an_application(stage="first interview")
    interviewer = factories.an_account(Role.INTERVIEWER, name="林晓")
    scored(visit.id, interviewer.id, visit.stage.rubric_version)
    seat = db.session.scalars(select(Seat).order_by(Seat.number).limit(1)).one()
    seat.state, seat.application_id, seat.filled_at = SeatState.FILLED, visit.application_id, clock.now()
    entry = record(
        "moved", visit.application, actor_id=interviewer.id, reason="“因为”\n", mark=3.5, big=1e22, none=None
    )
    db.session.flush()
    record("corrected", visit.application, actor_id=None, corrects=entry)
    db.session.add(letter(entry))
    db.session.flush()
    seal()
    db.session.commit()
    upload()
    return interviewer.person


def scored(visit_id: int, account_id: int, rubric: Any) -> None:
    """A scorecard, and another that amends it."""
    panelist = Panelist(visit_id=visit_id, account_id=account_id, asked_at=clock.now())
    db.session.add(panelist)
    db.session.flush()
    replaced = None
    for number in (1, 2):
        card = Scorecard(
            panelist_id=panelist.id,
            number=number,
            replaces_id=replaced,
            rubric_version_id=rubric.id,
            recommendation=next(iter(Recommendation)),
            mark=Decimal("3.5"),
            comment="好",
            submitted_at=clock.now(),
            ratings=[Rating(criterion_id=rubric.criteria[0].id, value=4)],
        )
        db.session.add(card)
        db.session.flush()
        replaced = card.id


def letter(entry: Entry) -> Letter:
    return Letter(
        entry=entry,
        message_id="m-1",
        to_name="林晓",
        to_address="lin@example.org",
        language="zh_Hans",
        subject="您好",
        body="…",
        created_at=clock.now(),
        not_before=clock.now() + timedelta(seconds=30),
    )


@pytest.fixture(params=DATABASES)
def target(request: pytest.FixtureRequest, settings: dict[str, Any], tmp_path: Path) -> Iterator[Flask]:
    """The product on another database, of either sort, with the schema and no rows."""
    if request.config.getoption("--db") not in {request.param, "both"}:
        pytest.skip("this database was not asked for")
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        (tmp_path / "target.sqlite").write_bytes(template.read_bytes())
        url = f"sqlite:///{tmp_path / 'target.sqlite'}"
    else:
        server: postgres.Server = request.getfixturevalue("postgresql_server")
        url = server.clone(f"target_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    other = create_app(
        **{**settings, "SQLALCHEMY_DATABASE_URI": url, "INSTANCE_DIR": str(tmp_path / "other")}
    )
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the database in use, as the product reads it."""
    with snapshot() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables()
        }


def dump() -> dict[str, list[bytes]]:
    with snapshot() as connection:
        return {table.name: list(lines(connection, table)) for table in tables()}


def files() -> dict[str, bytes]:
    top = backup.uploads()
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def somebody(name: str = "Somebody else") -> Person:
    person = Person(name=name, created_at=clock.now())
    db.session.add(person)
    db.session.commit()
    return person


# Equality


def test_a_restored_copy_equals_the_original(work: Person, target: Flask, tmp_path: Path) -> None:
    before, dumped = everything(), dump()
    create(tmp_path / "b.zip")
    with target.app_context():
        restore(tmp_path / "b.zip")
        assert everything() == before
        assert dump() == dumped
        assert files() == CONTENTS
        assert verify_record().whole
    assert len(before["scorecard"]) == 2
    assert any(row[-1] for row in before["entry"])


def test_life_goes_on_after_a_restore(work: Person, target: Flask, tmp_path: Path) -> None:
    create(tmp_path / "b.zip")
    with target.app_context():
        restore(tmp_path / "b.zip")
        newest = db.session.scalar(select(func.max(Person.id)))
        assert somebody().id == newest + 1
        record("renamed", work, actor_id=None)
        assert seal() == 1
        db.session.commit()
        assert verify_record().whole
        assert_guarded()


def assert_guarded() -> None:
    """Triggers and foreign keys are at work."""
    for statement in ("DELETE FROM entry", "UPDATE scorecard SET comment = 'x'"):
        with pytest.raises(IntegrityError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE account SET person_id = 9999"))
    db.session.rollback()


def test_a_backup_of_an_empty_database_can_be_restored(app: Flask, target: Flask, tmp_path: Path) -> None:
    assert create(tmp_path / "b.zip").rows == 0
    with target.app_context():
        restore(tmp_path / "b.zip")
        assert somebody().id == 1


# While others work


def test_what_is_committed_during_a_backup_is_not_in_it(
    work: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    written = []

    def meanwhile(connection: Any, table: Any) -> Iterator[bytes]:
        if table.name == "account":
            with db.engine.begin() as other:
                other.execute(insert(Person), {"name": "Late", "language": "en", "created_at": clock.now()})
            written.append(table.name)
        return lines(connection, table)

    monkeypatch.setattr(backup, "lines", meanwhile)
    create(tmp_path / "b.zip")
    assert written == ["account"]
    assert len(everything()["person"]) == len(before["person"]) + 1
    restore(tmp_path / "b.zip", replace=True)
    assert everything() == before


def test_the_order_of_tables_does_not_decide_what_a_backup_sees(
    little: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [table.name for table in tables()]
    rows = {}

    def read_then_write(connection: Any, table: Any) -> Iterator[bytes]:
        got = list(lines(connection, table))
        rows[table.name] = len(got)
        if table.name == names[0]:
            with db.engine.begin() as other:
                other.execute(insert(Person), {"name": "Late", "language": "en", "created_at": clock.now()})
        return iter(got)

    assert names[0] != "person"
    people = len(everything()["person"])
    monkeypatch.setattr(backup, "lines", read_then_write)
    create(tmp_path / "b.zip")
    assert rows["person"] == people


# Refusals


def test_a_database_with_rows_is_not_restored_over(little: Person, tmp_path: Path) -> None:
    create(tmp_path / "b.zip")
    somebody()
    now = everything()
    with pytest.raises(BackupRefused, match="--replace"):
        restore(tmp_path / "b.zip")
    assert everything() == now


def test_replacing_brings_back_rows_and_files_as_they_were(work: Person, tmp_path: Path) -> None:
    before = everything()
    create(tmp_path / "b.zip")
    somebody()
    record("renamed", work, actor_id=None)
    db.session.flush()
    seal()
    db.session.commit()
    (backup.uploads() / "cdef").unlink()
    (backup.uploads() / "later").write_bytes(b"later")
    restore(tmp_path / "b.zip", replace=True)
    assert everything() == before
    assert files() == CONTENTS
    assert_guarded()


def test_a_backup_of_another_schema_is_refused(little: Person, tmp_path: Path) -> None:
    path = rewritten(tmp_path, lambda told: told.update(schema="9999"))
    with pytest.raises(BackupRefused, match="9999"):
        restore(path, replace=True)


def test_a_backup_does_not_overwrite_a_file(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("precious")
    with pytest.raises(BackupRefused, match="already"):
        create(tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "precious"


def test_a_backup_that_fails_leaves_nothing_behind(
    little: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "to").mkdir()
    monkeypatch.setattr(backup, "_head", full)
    with pytest.raises(OSError, match="No space"):
        create(tmp_path / "to" / "b.zip")
    assert list((tmp_path / "to").iterdir()) == []


def test_only_its_owner_may_read_a_backup(app: Flask, tmp_path: Path) -> None:
    create(tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0


# Damage


def rewritten(tmp_path: Path, change: Callable[[dict[str, Any]], None], **other: bytes | None) -> Path:
    """A backup of now, its manifest put through `change`; `other` are members changed, added or (None)
    left out, "/" written as "__"."""
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    create(good)
    members = {name.replace("__", "/"): content for name, content in other.items()}
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = members.pop(name, source.read(name))
            if name == backup.MANIFEST:
                told = json.loads(source.read(name))
                change(told)
                content = json.dumps(told).encode()
            if content is not None:
                target.writestr(name, content)
        for name, content in members.items():
            target.writestr(name, content or b"")
    return bad


def same(told: dict[str, Any]) -> None:
    """Leave the manifest as it is."""


@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"tables__person.jsonl": b'{"id": 1}\n'}, "tables/person.jsonl"),
        ({"tables__person.jsonl": None}, "tables/person.jsonl"),
        ({"uploads__cdef": b"other"}, "uploads/cdef"),
        ({"uploads__extra": b"slipped in"}, "uploads/extra"),
    ],
)
def test_a_damaged_member_is_named_and_nothing_is_restored(
    little: Person, tmp_path: Path, members: dict[str, bytes | None], named: str
) -> None:
    path, before = rewritten(tmp_path, same, **members), everything()
    with pytest.raises(BackupRefused, match=named):
        verify(path)
    with pytest.raises(BackupRefused, match=named):
        restore(path, replace=True)
    assert everything() == before


def test_bytes_that_rotted_are_named(little: Person, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    create(path)
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("tables/person.jsonl").header_offset + 100
    content = bytearray(path.read_bytes())
    content[at : at + 8] = bytes(8)
    path.write_bytes(content)
    with pytest.raises(BackupRefused, match=r"tables/person\.jsonl"):
        verify(path)


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_said_to_be_none(app: Flask, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(BackupRefused):
        verify(tmp_path / "b.zip")


def test_a_member_cannot_reach_out_of_the_uploads(little: Person, tmp_path: Path) -> None:
    def reach_out(told: dict[str, Any]) -> None:
        told["members"].append({"name": "uploads/../../x", "sha256": "e", "size": 0, "rows": None})

    path = rewritten(tmp_path, reach_out, **{"uploads__..__..__x": b""})
    with pytest.raises(BackupRefused, match="damaged"):
        restore(path, replace=True)
    assert not (backup.uploads().parent.parent / "x").exists()


# All or nothing


def test_a_restore_that_fails_half_way_changes_nothing(
    work: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path / "b.zip")
    somebody()
    before = everything()

    def fail(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backup_restore, "_count_on", fail)
    with pytest.raises(KeyboardInterrupt):
        restore(tmp_path / "b.zip", replace=True)
    assert everything() == before
    assert_guarded()


def test_rows_that_refer_to_nothing_are_not_restored(work: Person, tmp_path: Path) -> None:
    def forget(told: dict[str, Any]) -> None:
        for member in told["members"]:
            if member["name"] == "tables/account.jsonl":
                member.update(rows=0, size=0, sha256=backup.hashlib.sha256(b"").hexdigest())

    path, before = rewritten(tmp_path, forget, **{"tables__account.jsonl": b""}), everything()
    verify(path)
    with pytest.raises(BackupRefused):
        restore(path, replace=True)
    assert everything() == before
    assert_guarded()


@pytest.mark.parametrize("at", ["_count_on", "_remove_other_files"])
def test_a_restore_that_is_killed_leaves_the_old_state_or_the_new(
    work: Person, tmp_path: Path, at: str
) -> None:
    create(tmp_path / "b.zip")
    backed_up = everything()
    somebody()
    expected = everything() if at == "_count_on" else backed_up
    db.session.remove()
    db.engine.dispose()

    def killed_halfway() -> None:
        setattr(backup_restore, at, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        restore(tmp_path / "b.zip", replace=True)

    child = multiprocessing.get_context("fork").Process(target=killed_halfway, daemon=True)
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert everything() == expected
    assert files() == CONTENTS
    assert_guarded()


# The shell


def test_the_commands_back_up_verify_and_restore(
    app: Flask, little: Person, target: Flask, tmp_path: Path
) -> None:
    path = str(tmp_path / "b.zip")
    before = everything()

    def run(*words: str) -> Any:
        return app.test_cli_runner().invoke(args=words)

    made = run("backup", "create", path)
    assert made.exit_code == 0, made.output
    assert f"{sum(map(len, before.values()))} rows and 2 uploaded files" in made.output
    assert run("backup", "verify", path).exit_code == 0
    refused = run("backup", "restore", path)
    assert refused.exit_code == 1
    assert "not empty" in refused.output
    with target.app_context():
        restored = target.test_cli_runner().invoke(args=["backup", "restore", path])
        assert restored.exit_code == 0, restored.output
        assert everything() == before
    missing = run("backup", "verify", str(tmp_path / "nowhere.zip"))
    assert missing.exit_code == 1
    assert "nowhere.zip" in missing.output


def test_without_a_path_a_backup_goes_into_the_instance(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["backup", "create"]).exit_code == 0
    (made,) = Path(app.instance_path, "backups").iterdir()
    assert verify(made).rows == 0
