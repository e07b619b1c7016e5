"""Letters while they wait: what stops them, what lets them go again."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from core import clock, courier, outbox
from core.db import db
from core.letters import publish
from core.outbox import Letter, LetterState
from core.record import Entry, record
from people.permissions import Role
from tests import factories
from tests.core.outbox_letters import a_letter


@pytest.fixture
def entry(app) -> Entry:
    entry = record("moved", factories.a_person(), actor_id=None)
    db.session.flush()
    return entry


@pytest.fixture
def actor(app):
    return factories.an_account(Role.ADMINISTRATOR)


def test_a_letter_is_held_for_the_undo_window_with_its_placeholders_filled(app, entry):
    publish("greeting", "en", subject="Hello {{ name }}", body="Dear {{ name }}", based_on=0, actor_id=None)
    letter = outbox.queue(
        "greeting",
        language="en",
        to_name="Robin",
        to_address="r@example.org",
        values={"name": "Robin"},
        entry=entry,
    )
    assert (letter.subject, letter.body) == ("Hello Robin", "Dear Robin")
    assert letter.not_before - letter.created_at == timedelta(seconds=30)


def test_without_a_wording_or_an_address_there_is_no_letter(app):
    publish("greeting", "en", subject="Hello", body="Dear", based_on=0, actor_id=None)
    nobody = {"to_name": "Robin", "values": {}}
    assert outbox.queue("greeting", language="zh_Hans", to_address="r@example.org", **nobody) is None
    assert outbox.queue("greeting", language="en", to_address=None, **nobody) is None


def test_finding_the_wording_takes_one_statement(app, counted):
    publish("greeting", "en", subject="Hello", body="Dear", based_on=0, actor_id=None)
    db.session.flush()
    with counted() as seen:
        outbox.queue("greeting", language="en", to_name="R", to_address="r@example.org", values={})
    assert seen.count == 1


def test_undo_stops_the_letters_of_its_entries_and_no_others(app, entry):
    stopped, other = a_letter(entry=entry), a_letter()
    assert outbox.cancel([entry.id]) == 1
    db.session.expire_all()
    assert (stopped.state, other.state) == (LetterState.CANCELLED, LetterState.HELD)
    assert not outbox.left([entry.id])


@pytest.mark.parametrize(
    "facts",
    [
        {"claimed_until": clock.now() + timedelta(minutes=1)},
        {"claimed_until": clock.now() - timedelta(minutes=1)},  # it may have left before the worker died
        {"state": LetterState.SENT, "sent_at": clock.now()},
    ],
    ids=["claimed", "claim ran out", "sent"],
)
def test_a_letter_that_left_or_may_have_left_cannot_be_stopped(app, entry, facts):
    letter = a_letter(entry=entry, **facts)
    assert outbox.cancel([entry.id]) == 0
    assert outbox.left([entry.id])
    with pytest.raises(outbox.OutboxRefused, match="has left or is leaving"):
        outbox.call_back(letter, actor_id=None)


def test_of_a_worker_that_claims_and_somebody_who_cancels_exactly_one_wins(app, entry):
    entry_id = entry.id
    db.session.commit()
    for _ in range(12):
        letter_id = a_letter(entry=entry).id
        db.session.commit()
        both_ready, won = threading.Barrier(2), []

        def cancel(ready=both_ready, winners=won):
            with app.app_context():
                ready.wait(10)
                winners.extend(["undo"] * outbox.cancel([entry_id]))
                db.session.commit()

        def claim(ready=both_ready, winners=won):
            with app.app_context():
                ready.wait(10)
                winners.extend(["worker"] if courier.claim() else [])

        threads = [threading.Thread(target=cancel), threading.Thread(target=claim)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        letter = db.session.get(Letter, letter_id, populate_existing=True)
        assert len(won) == 1
        assert (letter.state is LetterState.CANCELLED) == (won == ["undo"])
        assert (letter.claimed_until is None) == (won == ["undo"])
        letter.state, letter.claimed_until = LetterState.CANCELLED, None
        db.session.commit()


@pytest.mark.postgresql_only
def test_a_cancellation_waits_for_a_claim_that_is_not_yet_committed(app, entry):
    entry_id = entry.id
    a_letter(entry=entry)
    db.session.commit()
    claimed, cancelled = threading.Event(), []

    def cancel():
        with app.app_context():
            claimed.wait(10)
            cancelled.append(outbox.cancel([entry_id]))
            db.session.commit()

    thread = threading.Thread(target=cancel)
    thread.start()

    def before_commit(_session):
        claimed.set()
        thread.join(0.5)
        assert thread.is_alive()  # it waits for the row

    event.listen(db.session.registry(), "before_commit", before_commit)
    assert courier.claim() is not None
    thread.join(30)
    assert cancelled == [0]


def test_a_worker_passes_over_a_letter_that_is_being_cancelled(app, entry):
    entry_id = entry.id
    a_letter(entry=entry)
    db.session.commit()
    outbox.cancel([entry_id])
    found = []

    def claim():
        with app.app_context():
            found.append(courier.claim())

    thread = threading.Thread(target=claim)
    thread.start()
    thread.join(0.3)  # SQLite lets nobody else write yet, PostgreSQL skips the row
    db.session.commit()
    thread.join(30)
    assert found == [None]


def test_a_failed_letter_gets_all_its_tries_again_and_the_record_says_who_wanted_it(app, actor):
    letter = a_letter(state=LetterState.FAILED, tries=12, last_error="550 no", hold=timedelta(hours=1))
    assert outbox.retry([letter], actor_id=actor.id) == 1
    assert (letter.state, letter.tries) == (LetterState.HELD, 0)
    assert letter.not_before <= clock.now()
    entry = db.session.scalar(select(Entry).where(Entry.verb == "retried"))
    assert (entry.actor_id, entry.subject_kind, entry.subject_id) == (actor.id, "letter", letter.id)


def test_a_letter_that_has_not_failed_is_not_retried_and_nothing_else_is_either(app, actor):
    failed = a_letter(state=LetterState.FAILED, tries=12)
    sent = a_letter(state=LetterState.SENT, sent_at=clock.now())
    with pytest.raises(outbox.OutboxRefused):
        outbox.retry([failed, sent], actor_id=actor.id)
    db.session.expire_all()
    assert (failed.state, failed.tries, sent.state) == (LetterState.FAILED, 12, LetterState.SENT)
    assert db.session.scalar(select(Entry).where(Entry.verb == "retried")) is None


def test_nothing_to_retry_is_refused(app, actor):
    with pytest.raises(outbox.OutboxRefused):
        outbox.retry([], actor_id=actor.id)


def test_a_letter_called_back_stays_and_the_record_says_who_did_it(app, actor):
    letter = a_letter()
    outbox.call_back(letter, actor_id=actor.id)
    db.session.flush()
    assert letter.state is LetterState.CANCELLED
    entry = db.session.scalar(select(Entry).where(Entry.subject_kind == "letter"))
    assert (entry.verb, entry.actor_id, entry.details["state"]) == ("cancelled", actor.id, "cancelled")
