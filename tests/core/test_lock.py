"""SQLite has one write lock: it is taken when it is needed, and waited for, not met."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import func, select

from core import locks
from core.db import Lock, db, locking
from people.models import Account
from people.permissions import Role
from tests import factories as make

pytestmark = pytest.mark.sqlite_only


def somebody_may_write():
    """Could another process write now?"""
    with closing(sqlite3.connect(db.engine.url.database, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.execute("ROLLBACK")
        return True


@pytest.fixture
def account(app):
    account = make.an_account(Role.RECRUITER)
    db.session.commit()
    return account


def look():
    return db.session.scalar(select(func.count()).select_from(Account))


def test_what_only_looked_so_far_lets_others_write_and_then_takes_its_turn(account):
    with locking(Lock.WHEN_NEEDED):
        look()
        assert somebody_may_write()
        account.language = "zh_Hans"
        db.session.flush()
        assert not somebody_may_write()
        db.session.rollback()
        assert somebody_may_write()


@pytest.mark.parametrize(
    "decide",
    [
        lambda account: db.session.refresh(account, ["language"], with_for_update=True),
        lambda _account: locks.alone("deciding"),
        lambda _account: db.session.begin_nested() and look(),
    ],
    ids=["keep still", "alone", "savepoint"],
)
def test_who_decides_from_what_is_read_has_the_lock(account, decide):
    with locking(Lock.WHEN_NEEDED):
        look()
        decide(account)
        assert not somebody_may_write()
        db.session.rollback()


def test_what_others_wrote_while_one_looked_is_no_hindrance(account):
    with locking(Lock.WHEN_NEEDED):
        look()
        with closing(sqlite3.connect(db.engine.url.database)) as other:
            other.execute("UPDATE account SET theme = 'dark'")
            other.commit()
        account.language = "zh_Hans"
        db.session.commit()
        db.session.expire_all()
        assert (account.language, account.theme) == ("zh_Hans", "dark")


def test_outside_of_pages_a_transaction_has_the_lock_from_the_start(account):
    look()
    assert not somebody_may_write()
    db.session.rollback()


def test_a_page_leaves_the_thread_as_it_found_it(browse, account):
    page = browse(account)
    for ask in (lambda: page.get("/openings"), lambda: page.post("/undo")):
        ask()
        db.session.rollback()
        look()
        assert not somebody_may_write()
        db.session.rollback()
