"""Killed at any moment: no half-done act, no letter lost, none too many."""

import multiprocessing
import os
import random
import signal
import time
from itertools import product

import pytest
from sqlalchemy import event, func, select

from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry
from core.refusal import Refused
from people.models import Account
from people.permissions import Role
from recruiting import applications, bulk, closing, hiring, history, pipeline, undoing
from recruiting.models import Application, Opening, Visit
from recruiting.queries import standing
from recruiting.states import OPEN, ReasonFamily
from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.walking import WHY
from tests.snapshot import differences, everything

WITH_A_LETTER = {"applied", "advanced", "skipped ahead", "rejected", "withdrawn", "hired"}


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, Role.MANAGER)


@pytest.fixture
def killed(app):
    """`killed(work, moment)`: a process of its own does `work()`, and is killed when `moment()` is over.
    Returns how it ended."""

    def child(work):
        # Nothing of the parent's database is shared: what it had open stays the parent's alone.
        db.engine.dispose(close=False)
        db.session.registry.clear()
        work()

    def run(work, moment=None):
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
        process = multiprocessing.get_context("fork").Process(target=child, args=(work,), daemon=True)
        process.start()
        if moment:
            moment()
            process.kill()
        process.join(60)
        return process.exitcode

    return run


def die_at(number):
    """This process kills itself just before its statement of this number; transactions' ends count too."""
    seen = 0

    def count(*_):
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", count)
    event.listen(db.engine, "commit", count)


def check_whole():
    """What the database says is what the record says, for everybody; and every letter has its cause."""
    db.session.rollback()
    told = history.replay(db.session.scalars(select(Entry).order_by(Entry.id)))
    ids = db.session.scalars(select(Application.id)).all()
    assert sorted(told) == sorted(ids)
    for application_id in ids:
        visit = standing.latest_visit(application_id)
        assert told[application_id] == history.state_of(visit.application, visit)
    open_visits = select(func.count(Visit.id)).where(
        Visit.application_id == Application.id, Visit.left_at.is_(None)
    )
    here = db.session.execute(select(Application.status, open_visits.scalar_subquery())).all()
    assert all(many == (1 if status in OPEN else 0) for status, many in here)
    check_letters()
    db.session.rollback()


def check_letters():
    """Each standing change that is written about has its letter; no other letter would leave."""
    entries = db.session.scalars(select(Entry).where(Entry.subject_kind == "application")).all()
    undone = {entry.corrects_id for entry in entries if entry.verb == "undone"}
    taken_up = {
        ending.id
        for ending, later in product(entries, entries)
        if later.verb == "reinstated"
        and later.id not in undone
        and later.subject_id == ending.subject_id
        and ending.verb in ("rejected", "withdrawn")
        and ending.id < later.id
    }
    told = {entry.id for entry in entries if entry.verb in WITH_A_LETTER}
    letters = db.session.execute(select(Letter.entry_id, Letter.state)).all()
    assert len(letters) == len({entry_id for entry_id, _ in letters})
    assert {entry_id for entry_id, _ in letters} == told
    assert {entry_id for entry_id, state in letters if state is LetterState.CANCELLED} == (
        (undone | taken_up) & told
    )


# At every statement of one verb


def hire(visit, actor):
    hiring.hire(visit, actor=actor)


def advance(visit, actor):
    pipeline.advance(visit, actor=actor)


def reject(visit, actor):
    closing.reject(visit, make.a_reason(), actor=actor)


def transfer(visit, actor):
    other = select(Opening).where(Opening.id != visit.opening_id)
    applications.transfer(visit, db.session.scalars(other).one(), actor=actor)


def undo_last(visit, actor):
    undoing.undo(standing.last_entries([visit.application_id])[visit.application_id].batch, actor=actor)


def a_new_one(actor):
    return make.an_application()


def an_advanced_one(actor):
    visit = make.an_application()
    return pipeline.advance(visit, actor=actor)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("begin", "verb"),
    [
        (walking.accepted, hire),
        (an_advanced_one, undo_last),
        (an_advanced_one, transfer),
        (a_new_one, advance),
        (an_advanced_one, reject),
    ],
    ids=["hire", "undo", "transfer", "advance", "reject"],
)
def test_killed_at_any_statement_nothing_is_half_done(recruiter, killed, begin, verb):
    application_id, actor_id = begin(recruiter).application_id, recruiter.id
    make.an_opening(team=make.a_team())
    make.a_reason()
    db.session.commit()
    before = everything()
    number = 1

    def work():
        die_at(number)
        verb(standing.latest_visit(application_id), db.session.get(Account, actor_id))
        db.session.commit()

    while (code := killed(work)) == -signal.SIGKILL:
        assert differences(before, everything()) == [], f"killed before statement {number}"
        number += 1
    assert code == 0 and number > 5 and everything() != before


# At random moments of a working day


def a_day(seed, opening_id, actor_id, done):
    """Moves, ends, holds, undoes and reinstates until it is killed; `done` counts what was committed."""
    choose = random.Random(seed)
    while True:
        actor = db.session.get(Account, actor_id)
        ids = db.session.scalars(select(Application.id).where(Application.opening_id == opening_id)).all()
        visits = [standing.latest_visit(one) for one in choose.sample(ids, 3)]
        act = choose.choice(
            (_reject, _withdraw, _hold, _resume, _reinstate, _in_bulk, _in_bulk, _undo, _undo)
        )
        try:
            act(visits, actor)
        except Refused:
            db.session.rollback()
        else:
            db.session.commit()
            done.value += 1
        db.session.remove()


def _reject(visits, actor):
    closing.reject(visits[0], make.a_reason(), actor=actor)


def _withdraw(visits, actor):
    closing.withdraw(visits[0], make.a_reason(ReasonFamily.WITHDRAWAL), actor=actor)


def _hold(visits, actor):
    pipeline.hold(visits[0], actor=actor, reason=WHY)


def _resume(visits, actor):
    pipeline.resume(visits[0], actor=actor)


def _reinstate(visits, actor):
    closing.reinstate(visits[0], actor=actor, reason=WHY)


def _in_bulk(visits, actor):
    kind = bulk.Kind.MOVE if visits[0].id % 2 else bulk.Kind.REJECT
    act = bulk.Act(kind, to=bulk.NEXT, why=make.a_reason(), reason=WHY)
    bulk.carry_out(act, visits, {one.application_id: one.seen for one in visits}, actor=actor)


def _undo(visits, actor):
    entry = db.session.scalars(
        select(Entry).where(Entry.batch.is_not(None)).order_by(Entry.id.desc())
    ).first()
    undoing.undo(entry.batch, actor=actor)


@pytest.mark.slow
def test_killed_ten_times_in_a_working_day_record_letters_and_board_agree(app, recruiter, killed):
    opening, channel = make.an_opening(), make.a_channel()
    for _ in range(8):
        applications.apply(make.a_person(), opening, channel=channel, actor=None)
    opening_id, actor_id = opening.id, recruiter.id
    db.session.commit()
    check_whole()
    # Without a lock: who is killed while holding it would let everybody wait for ever.
    chance, done = random.Random(7), multiprocessing.get_context("fork").RawValue("i", 0)

    def in_the_middle():
        wanted, patience = done.value + 2, time.monotonic() + 30
        while done.value < wanted and time.monotonic() < patience:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.1))

    for seed in range(10):
        code = killed(lambda seed=seed: a_day(seed, opening_id, actor_id, done), in_the_middle)
        assert code == -signal.SIGKILL
        check_whole()
    verbs = set(db.session.scalars(select(Entry.verb).where(Entry.actor_id == actor_id)))
    assert done.value >= 20 and {"advanced", "rejected", "undone"} <= verbs
