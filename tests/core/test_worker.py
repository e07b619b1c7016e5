"""The worker: every letter leaves once and none is lost, whatever fails."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from core import clock, courier, mail, outbox, worker
from core.db import db
from core.outbox import Letter, LetterState
from tests.core.mailbox import Mailbox, receiving
from tests.core.outbox_letters import a_letter

ROOT = Path(__file__).parents[2]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def url(mailbox):
    with receiving(mailbox) as url:
        yield url


def deliver(url: str) -> int:
    db.session.commit()
    return courier.deliver(mail.server(url), lambda: False)


def found(letter: Letter) -> Letter:
    """The letter as it stands now; no transaction stays open."""
    db.session.rollback()
    fresh = db.session.get(Letter, letter.id, populate_existing=True)
    db.session.rollback()
    db.session.refresh(fresh)
    db.session.commit()
    return fresh


def all_letters() -> list[Letter]:
    db.session.expire_all()
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def run_worker(database, url) -> "subprocess.Popen[bytes]":
    """A worker of its own, as it is run for real."""
    environment = os.environ | {"DATABASE_URL": database, "MAIL_URL": url, "SECRET_KEY": "for tests only"}
    command = [sys.executable, "-m", "flask", "worker", "run"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def test_a_due_letter_is_sent_once(app, mailbox, url):
    letter = a_letter(to_address="robin@example.org", subject="Welcome")
    assert deliver(url) == 1
    assert deliver(url) == 0
    assert [str(one["Subject"]) for one in mailbox.letters] == ["Welcome"]
    letter = found(letter)
    assert (letter.state, letter.tries, letter.claimed_until) == (LetterState.SENT, 1, None)
    assert letter.sent_at is not None


def test_a_held_letter_leaves_when_its_time_has_come_and_not_before(app, mailbox, url):
    letter = a_letter(hold=timedelta(seconds=30))
    assert deliver(url) == 0
    with clock.at(letter.not_before):
        assert deliver(url) == 1


def test_a_cancelled_letter_never_leaves(app, mailbox, url):
    a_letter(state=LetterState.CANCELLED)
    assert deliver(url) == 0


def test_a_letter_put_off_is_tried_again_later_and_then_arrives(app, mailbox, url):
    mailbox.rcpt = ["450 mailbox busy"]
    letter = a_letter()
    assert deliver(url) == 0
    letter = found(letter)
    assert (letter.state, letter.tries, letter.last_error) == (LetterState.HELD, 1, "450 mailbox busy")
    assert letter.claimed_until is None  # it did not leave: it may still be called back
    assert timedelta(seconds=25) < letter.not_before - clock.now() <= timedelta(seconds=36)
    assert deliver(url) == 0
    with clock.at(letter.not_before):
        assert deliver(url) == 1
    assert found(letter).last_error is None


def test_a_letter_turned_down_is_given_up_and_stops_no_other(app, mailbox, url):
    mailbox.rcpt = ["550 no such person"]
    wrong, right = a_letter(), a_letter()
    assert deliver(url) == 1
    assert (found(wrong).state, found(wrong).last_error) == (LetterState.FAILED, "550 no such person")
    assert found(right).state is LetterState.SENT


def test_after_twelve_tries_a_letter_is_given_up(app, mailbox, url):
    mailbox.data = ["451 not now"] * 20
    letter, now = a_letter(), clock.now()
    for tries in range(1, courier.MOST_TRIES + 1):
        now += timedelta(hours=7)
        with clock.at(now):
            deliver(url)
        assert found(letter).tries == tries
    assert found(letter).state is LetterState.FAILED
    assert not mailbox.letters


def test_waiting_doubles_from_half_a_minute_to_six_hours(app):
    waits = [courier.wait_after(tries) for tries in range(1, 30)]
    assert timedelta(seconds=30) <= waits[0] <= timedelta(seconds=36)
    assert timedelta(seconds=60) <= waits[1] <= timedelta(seconds=72)
    assert waits[-1] == timedelta(hours=6)
    assert len({courier.wait_after(3) for _ in range(10)}) > 1


def test_while_the_server_is_away_letters_wait_and_lose_no_try(app):
    letter = a_letter()
    with pytest.raises(mail.Unreachable):
        deliver("smtp://127.0.0.1:1")
    letter = found(letter)
    assert (letter.state, letter.tries, letter.claimed_until) == (LetterState.HELD, 0, None)
    assert "refused" in letter.last_error


def test_a_letter_whose_answer_was_not_heard_goes_again_and_cannot_be_called_back(app, mailbox, url):
    mailbox.data = ["hang up"]
    letter = a_letter()
    deliver(url)
    letter = found(letter)
    assert letter.state is LetterState.HELD
    with pytest.raises(outbox.OutboxRefused):
        outbox.call_back(letter, actor_id=None)
    db.session.rollback()
    with clock.at(letter.not_before + timedelta(seconds=1)):
        assert deliver(url) == 1


def test_without_a_mail_server_nothing_is_claimed(app):
    letter = a_letter()
    db.session.commit()
    worker.Worker().run(once=True)
    letter = found(letter)
    assert (letter.state, letter.claimed_until, letter.last_error) == (LetterState.HELD, None, None)


def test_a_claim_that_ran_out_is_taken_over_and_one_that_did_not_is_left_alone(app):
    letter = a_letter()
    db.session.commit()
    assert courier.claim().id == letter.id
    assert courier.claim() is None
    with clock.at(clock.now() + courier.CLAIM):
        assert courier.claim().id == letter.id


def test_who_was_too_slow_cannot_undo_what_the_next_one_did(app):
    a_letter()
    db.session.commit()
    slow = courier.claim()
    with clock.at(clock.now() + courier.CLAIM):
        courier.claim()
        courier.mark_not_sent(slow, mail.TurnedDown("550 too late"))
    assert found(slow).state is LetterState.HELD
    courier.mark_sent(slow)
    assert found(slow).state is LetterState.SENT


def test_several_workers_send_each_letter_once(app, mailbox, url):
    letters = [a_letter() for _ in range(24)]
    db.session.commit()

    def work():
        with app.app_context():
            courier.deliver(mail.server(url), lambda: False)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(mailbox.ids) == sorted(f"<{letter.message_id}@localhost>" for letter in letters)
    assert {letter.state for letter in all_letters()} == {LetterState.SENT}


@pytest.mark.real_day
def test_killed_between_the_servers_yes_and_the_mark_no_letter_is_lost(app, database, mailbox, url):
    letters = [a_letter() for _ in range(3)]
    db.session.commit()
    expected = {f"<{letter.message_id}@localhost>" for letter in letters}
    mailbox.may_answer.clear()
    first = run_worker(database, url)
    try:
        assert mailbox.arrived.wait(90)  # the server has the letter, the worker does not know yet
    finally:
        first.kill()
        first.wait(10)
        mailbox.may_answer.set()
    assert [letter.state for letter in all_letters()] == [LetterState.HELD] * 3
    claimed = [letter for letter in all_letters() if letter.claimed_until]
    assert len(claimed) == 1

    deliver(url)
    assert found(claimed[0]).state is LetterState.HELD  # still claimed: left alone
    with clock.at(clock.now() + courier.CLAIM):
        deliver(url)
    assert {letter.state for letter in all_letters()} == {LetterState.SENT}
    arrived = Counter(mailbox.ids)
    assert set(arrived) == expected
    assert arrived[f"<{claimed[0].message_id}@localhost>"] == 2  # twice, and to be known by its id
    assert arrived.total() == 4


@pytest.mark.real_day
def test_told_to_end_a_worker_finishes_its_letter_and_says_goodbye(app, database, mailbox, url):
    a_letter()
    db.session.commit()
    mailbox.may_answer.clear()
    running = run_worker(database, url)
    try:
        assert mailbox.arrived.wait(90)
        assert heartbeats() == 1
        running.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        mailbox.may_answer.set()
        assert running.wait(60) == 0
    finally:
        running.kill()
        running.wait(10)
    assert [letter.state for letter in all_letters()] == [LetterState.SENT]
    assert heartbeats() == 0


def heartbeats() -> int:
    db.session.rollback()
    count = len(db.session.scalars(select(worker.Heartbeat)).all())
    db.session.rollback()
    return count


def test_an_unreadable_mail_url_ends_the_worker_at_once(app):
    app.config["MAIL_URL"] = "nonsense"
    ended = app.test_cli_runner().invoke(args=["worker", "run", "--once"])
    assert ended.exit_code == 1
    assert "MAIL_URL" in ended.output


@pytest.fixture
def jobs(monkeypatch):
    kept: dict[str, worker.Job] = {}
    monkeypatch.setattr(worker, "JOBS", kept)
    return kept


def test_a_job_is_done_when_its_time_has_come(app, jobs):
    done = []
    worker.register("count", 60, lambda: done.append(clock.now()))
    start = clock.now()
    for seconds in (0, 59, 60, 61, 120):
        with clock.at(start + timedelta(seconds=seconds)):
            worker.take_turn(jobs["count"])
    assert [round((at - start).total_seconds()) for at in done] == [0, 60, 120]


def test_what_a_job_did_stays_and_what_a_failing_one_did_does_not(app, jobs):
    def fail():
        a_letter(subject="half done")
        db.session.flush()
        raise RuntimeError("no")

    worker.register("fails", 60, fail)
    worker.register("works", 60, lambda: a_letter(subject="done"))
    worker.Worker().run(once=True)
    assert [letter.subject for letter in all_letters()] == ["done"]


def test_of_two_workers_one_does_the_job(app, jobs):
    done = []
    worker.register("count", 60, lambda: done.append(1))
    both_ready = threading.Barrier(2)

    def work():
        with app.app_context():
            both_ready.wait(10)
            worker.take_turn(jobs["count"])

    for _ in range(2):  # the first turn ever is one thing, a later one another
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(done) == 1
        db.session.execute(update(worker.Turn).values(at=clock.now() - timedelta(hours=1)))
        db.session.commit()
        done.clear()


def test_a_worker_that_stops_without_a_word_is_forgotten_after_a_day(app, jobs):
    db.session.add(worker.Heartbeat(name="gone", at=clock.now() - timedelta(days=2)))
    db.session.commit()
    running = worker.Worker()
    running._round()
    assert [beat.name for beat in db.session.scalars(select(worker.Heartbeat))] == [running.name]


def test_a_worker_looks_around_without_writing_when_there_is_nothing_to_do(app, counted, jobs):
    worker.register("count", 60, lambda: None)
    running = worker.Worker()
    running.server = mail.server("smtp://127.0.0.1:1")
    running._round()
    with counted() as seen:
        running._round()
    assert seen.count == 2
    assert all(statement.lstrip().startswith("SELECT") for statement in seen)


def test_the_worker_seals_the_record(app):
    assert "seal" in worker.JOBS


def test_a_worker_outlives_a_database_that_is_away(app, monkeypatch, jobs):
    running = worker.Worker()
    monkeypatch.setattr(running, "_beat", lambda: 1 / 0)
    done = []
    worker.register("count", 60, lambda: done.append(1))
    running._round()
    assert done == [1]
