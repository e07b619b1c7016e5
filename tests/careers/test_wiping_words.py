"""What somebody wrote in a mutual review can be wiped by whom it is about; the numbers stay."""

import pytest
from sqlalchemy import func, select

from careers import mutual
from careers.models import MutualAnswer
from careers.queries import mutual as queries
from careers.rules.mutual import mark_of
from core.db import db
from core.record import Entry
from tests.careers import test_mutual_review as rounds
from tests.careers.people_at_work import WHY, account_of
from tests.careers.test_mutual_review import asks_about, rater, say

RUDE, KIND = "You are lazy.", "Good to work with."
people, running = rounds.people, rounds.running


@pytest.fixture
def closed(running, people, manager):
    """Rude at first and in the end; kind words of somebody else."""
    asks = asks_about(people[0])
    for ask, words in zip(asks, ("You are really lazy.", KIND, "", ""), strict=True):
        say(ask, comment=words)
    say(asks[0], comment=RUDE)
    mutual.close(running, actor=manager)
    return running


@pytest.fixture
def own(people):
    return account_of(people[0])


def path(one, words):
    return f"/careers/own/mutual-reviews/rounds/{one.id}/words/{mark_of(words)}"


def comments():
    query = select(MutualAnswer.comment).where(MutualAnswer.comment.is_not(None))
    return set(db.session.scalars(query))


def test_the_words_go_in_every_version_and_the_numbers_stay(closed, people, own, browse):
    before = queries.results(closed)[people[0].id]
    visitor = browse(own)
    page = visitor.get("/careers/own/mutual-reviews")
    assert path(closed, RUDE) in {link["href"] for link in page.all("main a[href*=words]")}
    page = visitor.follow(visitor.post(path(closed, RUDE), {"why": "It is untrue and hurts."}))
    assert RUDE not in page.text("main") and KIND in page.text("main")
    assert comments() == {KIND}
    assert queries.results(closed)[people[0].id] == before
    visitor.get(path(closed, RUDE), expect=404)


def test_the_record_keeps_who_and_why_but_not_who_wrote_it_nor_what(closed, people, own):
    mutual.wipe_words(closed, people[0], RUDE, reason=WHY, actor=own)
    entry = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert (entry.verb, entry.actor_id, entry.reason) == ("mutual review words wiped", own.id, WHY)
    assert (entry.subject_id, entry.details) == (closed.id, {})


def test_nobody_else_wipes_nor_sees_the_page(closed, people, manager, own, browse):
    for other in (manager, rater(asks_about(people[0])[0])):
        with pytest.raises(mutual.MutualRefused, match="Only whom it is about"):
            mutual.wipe_words(closed, people[0], RUDE, reason=WHY, actor=other)
        browse(other).get(path(closed, RUDE), expect=404)
        browse(other).post(path(closed, RUDE), {"why": WHY}, expect=404)
    assert RUDE in comments()


def test_without_a_reason_nothing_is_wiped_and_the_page_says_why(closed, own, browse):
    page = browse(own).post(path(closed, RUDE), {"why": " "}, expect=422)
    assert RUDE in page.text("main") and "Say why" in page.text("main")
    assert RUDE in comments()


def test_twice_and_before_the_round_is_closed_it_is_refused(running, people, own, manager):
    asks = asks_about(people[0])
    for ask in asks:
        say(ask, comment=RUDE)
    with pytest.raises(mutual.MutualRefused, match="not there any more"):
        mutual.wipe_words(running, people[0], RUDE, reason=WHY, actor=own)
    mutual.close(running, actor=manager)
    mutual.wipe_words(running, people[0], RUDE, reason=WHY, actor=own)
    with pytest.raises(mutual.MutualRefused, match="not there any more"):
        mutual.wipe_words(running, people[0], RUDE, reason=WHY, actor=own)
    assert db.session.scalar(select(func.count()).select_from(MutualAnswer)) == len(asks)


def test_words_that_are_not_shown_cannot_be_found_by_guessing(running, people, own, manager, browse):
    for ask in asks_about(people[0])[:2]:
        say(ask, comment=RUDE)
    mutual.close(running, actor=manager)
    browse(own).get(path(running, RUDE), expect=404)
