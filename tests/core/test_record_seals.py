"""The chain over the record says whether anything was changed, and where."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, text

from core import clock, seals
from core.db import db
from core.record import Entry, Seal, record
from core.seals import GENESIS, same_numbers, seal, verify
from tests.core.tampering import behind_its_back
from tests.statements import count_statements


def write(count: int, **details: Any) -> list[Entry]:
    subjects = [SimpleNamespace(__tablename__="person", id=number) for number in range(count)]
    entries = [record("moved", one, actor_id=None, reason="因为", **details) for one in subjects]
    db.session.flush()
    return entries


def sealed(count: int) -> list[int]:
    """The ids of `count` entries, written and sealed."""
    entries = write(count, mark=3.5)
    seal()
    db.session.commit()
    return [entry.id for entry in entries]


def test_an_empty_record_is_whole(app: Flask) -> None:
    report = verify()
    assert report.whole
    assert (report.sealed, report.unsealed, report.head) == (0, 0, GENESIS)


def test_sealing_goes_on_where_it_stopped(app: Flask) -> None:
    write(5)
    assert [seal(3), seal(3), seal(3)] == [3, 2, 0]
    report = verify()
    assert report.whole
    assert (report.sealed, report.unsealed) == (5, 0)
    assert list(db.session.scalars(select(Seal.id).order_by(Seal.id))) == [1, 2, 3, 4, 5]


def test_the_head_grows_with_every_entry_and_stays_in_the_chain(app: Flask) -> None:
    sealed(2)
    noted = verify().head
    sealed(2)
    assert verify().head != noted
    assert verify(head=noted).whole


def test_a_head_that_is_not_in_the_chain_is_told(app: Flask) -> None:
    sealed(2)
    assert "f00d" in verify(head="f00d").breaks[0]


def test_a_chain_cut_off_at_its_end_is_seen_by_the_noted_head(app: Flask) -> None:
    ids = sealed(3)
    noted = verify().head
    behind_its_back(app, "DELETE FROM seal WHERE entry_id = :id", id=ids[-1])
    behind_its_back(app, "DELETE FROM entry WHERE id = :id", id=ids[-1])
    assert verify().whole
    assert not verify(head=noted).whole


def test_a_wiped_reason_leaves_the_chain_whole(app: Flask) -> None:
    ids = sealed(3)
    db.session.execute(text("UPDATE entry SET reason = NULL WHERE id = :id"), {"id": ids[1]})
    db.session.commit()
    assert verify().whole


def test_another_reason_is_told(app: Flask) -> None:
    ids = sealed(3)
    behind_its_back(app, "UPDATE entry SET reason = 'other' WHERE id = :id", id=ids[1])
    assert verify().breaks == [f"The reason of entry {ids[1]} is not the one that was sealed."]


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'hired'",
        "details = '{\"mark\": 4.5}'",
        "way = 'rule'",
        "subject_id = subject_id + 1",
        "rule = 'another'",
        "batch = 'another'",
        "reason_digest = NULL, reason = NULL",
        "at = '2020-01-01 00:00:00'",
        "corrects_id = id - 1",
    ],
)
def test_a_changed_entry_is_named_and_no_other(app: Flask, change: str) -> None:
    ids = sealed(4)
    behind_its_back(app, f"UPDATE entry SET {change} WHERE id = :id", id=ids[1])
    assert verify().breaks == [f"Entry {ids[1]} is not as it was when it was sealed."]


def test_several_changed_entries_are_all_named(app: Flask) -> None:
    ids = sealed(5)
    for id_ in (ids[1], ids[2], ids[4]):
        behind_its_back(app, "UPDATE entry SET verb = 'hired' WHERE id = :id", id=id_)
    assert [sentence.split()[1] for sentence in verify().breaks] == [str(ids[1]), str(ids[2]), str(ids[4])]


def test_a_deleted_entry_is_named(app: Flask) -> None:
    ids = sealed(4)
    behind_its_back(app, "DELETE FROM entry WHERE id = :id", id=ids[2])
    assert verify().breaks == [f"Entry {ids[2]} is missing."]


def test_a_changed_link_is_told_from_a_changed_entry(app: Flask) -> None:
    ids = sealed(4)
    behind_its_back(app, "UPDATE seal SET digest = 'x' WHERE entry_id = :id", id=ids[1])
    assert verify().breaks == ["The chain is broken at link 2: its digest was changed."]


def test_a_missing_link_breaks_the_chain(app: Flask) -> None:
    ids = sealed(4)
    behind_its_back(app, "DELETE FROM seal WHERE entry_id = :id", id=ids[1])
    assert verify().breaks == ["The chain is broken before link 3: a link is missing."]
    assert verify().unsealed == 1


def test_an_entry_left_unsealed_for_long_is_named(app: Flask) -> None:
    with clock.at(datetime(2026, 1, 1, 12, tzinfo=UTC)):
        old = write(1)[0]
        assert verify().whole
    with clock.at(datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(minutes=11)):
        assert verify().breaks == [f"Entry {old.id} is older than ten minutes and not sealed."]
        write(1)
        assert verify().unsealed == 2
        seal()
        assert verify().whole


def test_a_lower_id_that_is_committed_later_is_sealed_too(app: Flask) -> None:
    sealed(2)
    late, early = 50, 40
    for id_ in (late, early):
        db.session.execute(insert(Entry).values(**plain_entry(id_)))
        assert seal() == 1
    assert verify().whole
    assert list(db.session.scalars(select(Seal.entry_id).order_by(Seal.id)))[-2:] == [50, 40]


def test_an_entry_far_below_the_last_sealed_one_is_not_left_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "LOOK_BACK", 10)
    db.session.execute(insert(Entry).values(**plain_entry(1000)))
    assert seal() == 1
    db.session.execute(insert(Entry).values(**plain_entry(3)))
    assert seal() == 1
    assert verify().whole


def plain_entry(id_: int) -> dict[str, Any]:
    return {
        "id": id_,
        "at": clock.now(),
        "verb": "moved",
        "subject_kind": "person",
        "subject_id": 1,
        "details": {},
    }


def test_sealing_takes_as_many_statements_for_many_as_for_few(app: Flask) -> None:
    for count in (1, 300):
        write(count)
        with count_statements(db.engine) as seen:
            seal()
        assert seen.count <= 6


@pytest.mark.postgresql_only
def test_two_who_seal_at_once_take_turns(app: Flask) -> None:
    write(3)
    db.session.commit()
    seal()
    with db.engine.begin() as other:
        got = other.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": seals.ONE_SEALER})
    assert got is False
    db.session.commit()


def test_details_come_out_of_every_database_as_they_went_in(app: Flask) -> None:
    odd = {
        "z": 1e22,
        "a": [1.0, -0.0, 0.1, 1e-7, 10**20],
        "中": "文\n\"'\\",
        "t": True,
        "n": None,
        "é": {"b": 1},
    }
    write(1, odd=odd)
    right = verify_digest()
    db.session.commit()
    db.session.expire_all()
    assert verify_digest() == right
    seal()
    assert verify().whole


def verify_digest() -> str:
    """The digest of the only entry as the database gives it, which must be the one of any database."""
    (row,) = db.session.execute(select(*seals.SEALED_FIELDS)).all()
    return seals.canonical(row)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_canonical_numbers_survive_a_trip_through_any_json(value: Any) -> None:
    once = same_numbers(value)
    assert same_numbers(json.loads(json.dumps(once))) == once
    assert same_numbers(json.loads(json.dumps(value))) == once


def test_the_audit_command_says_whole_or_where(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    ids = sealed(3)
    write(2)
    db.session.commit()
    assert "2" in run(args=["audit", "seal"]).output
    good = run(args=["audit", "verify"])
    assert (good.exit_code, "whole" in good.output) == (0, True)
    head = verify().head
    assert head in good.output
    assert run(args=["audit", "verify", "--head", head]).exit_code == 0
    behind_its_back(app, "UPDATE entry SET verb = 'hired' WHERE id = :id", id=ids[0])
    bad = run(args=["audit", "verify"])
    assert bad.exit_code == 1
    assert f"Entry {ids[0]} " in bad.output
    assert db.session.scalar(select(func.count()).select_from(Seal)) == 5
