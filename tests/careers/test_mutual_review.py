"""Mutual review: everybody rates as many as rate them, nobody is known by an answer, and a closed round is
the figure for teamwork."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from careers import mutual, reviewing
from careers.models import MutualAnswer, MutualAsk, MutualRound
from careers.mutual_words import QUESTIONS
from careers.queries import mutual as queries
from careers.queries import reviews
from careers.rules.mutual import LEAST, RATERS, pairs, result
from careers.states import FigureSource, RaterPart
from core import clock
from core.db import db
from core.record import Entry
from people import employment as employments
from people.models import Account, Post, Team
from people.permissions import Role
from people.states import LeavingReason
from recruiting.queries.asked import asked_of
from tests.careers.people_at_work import TODAY, account_of, an_employee, noon
from tests.factories import a_team, an_account

OCTOBER = date(2026, 10, 1)
UNTIL = TODAY + timedelta(days=5)
FOUR = dict.fromkeys(QUESTIONS, 4)
FULL = {
    "satisfaction": D("4.62"), "first response": D(41), "resolution": D("91.5"), "complaints": D("0.4"),
    "enquiries": D(74), "on time": D("96.1"), "attendance": D(100),
}  # fmt: skip


@pytest.fixture
def people(team):
    return [an_employee(f"Person {number}", team=team) for number in range(5)]


@pytest.fixture
def running(team, people, manager):
    return mutual.open_round(team, OCTOBER, UNTIL, actor=manager)


def asks_about(employment):
    return db.session.scalars(
        select(MutualAsk).where(MutualAsk.rated_id == employment.id).order_by(MutualAsk.id)
    ).all()


def rater(ask):
    account = db.session.scalar(select(Account).where(Account.person_id == ask.rater_id))
    if account is None:
        account = an_account(Role.EMPLOYEE)
        account.person = ask.rater
        db.session.flush()
    return account


def say(ask, ratings=FOUR, comment=""):
    return mutual.answer(ask, ratings, comment, actor=rater(ask))


def teamwork(employment):
    return reviews.figures([employment.id], OCTOBER).get(employment.id, {}).get("teamwork")


# The rule


@given(st.integers(0, 40), st.integers(0, 12), st.integers(0, 30000))
def test_peers_rate_as_many_as_rate_them_and_whoever_reads_the_results_rates_nobody(count, beside, turn):
    peers, others = range(count), range(count, count + beside)
    found = pairs(peers, others, turn)
    if count < LEAST + 1:
        assert found == []
        return
    assert len(set(found)) == len(found) and all(rated != by for rated, by in found)
    asked = min(RATERS, count - 1)
    assert set(Counter(rated for rated, _by in found).values()) == {asked}
    assert {rated for rated, _by in found} == {*peers, *others}
    assert set(Counter(by for rated, by in found if rated in peers).values()) == {asked}
    assert {by for _rated, by in found} <= set(peers)


def test_peers_and_supervisor_count_half_each():
    peers = [{"a": 5, "b": 3}, {"a": 4, "b": 2}, {"a": 3, "b": 4}]
    assert result(peers, None).figure == D("3.50")  # (4 + 3) / 2
    assert result(peers, {"a": 5, "b": 5}).figure == D("4.25")
    assert result(peers, None).means == {"a": 4, "b": 3}


def test_too_few_peers_come_to_nothing_whatever_the_supervisor_said():
    found = result([{"a": 5}, {"a": 5}], {"a": 1})
    assert (found.peers, found.means, found.figure) == (None, None, None)


# Rounds


def test_a_round_asks_peers_and_whoever_leads_them(team, people, manager):
    lead = an_employee("Lead", team=a_team("Above"))
    post = db.session.scalars(select(Post).where(Post.employment_id == people[0].id)).one()
    post.line_manager_id = lead.person_id
    db.session.flush()
    mutual.open_round(team, OCTOBER, UNTIL, actor=manager)
    parts = Counter(ask.part for ask in asks_about(people[0]))
    assert parts == {RaterPart.PEER: 4, RaterPart.SUPERVISOR: 1}
    assert Counter(ask.part for ask in asks_about(people[1])) == {RaterPart.PEER: 4}


def test_who_leads_or_reviews_the_team_answers_as_that_alone_and_is_rated_all_the_same(team, people, manager):
    """As a peer they could take their own answer out of a mean that they can read."""
    lead, reads = an_employee("Lead", team=team), an_employee("Reads", team=team)
    account_of(reads, Role.EMPLOYEE, Role.MANAGER)
    posts = select(Post).where(Post.employment_id.in_([one.id for one in people]))
    for post in db.session.scalars(posts):
        post.line_manager_id = lead.person_id
    db.session.flush()
    mutual.open_round(team, OCTOBER, UNTIL, actor=manager)
    asked = db.session.scalars(select(MutualAsk)).all()
    parts = {(one.rater_id, one.part) for one in asked if one.rater_id in (lead.person_id, reads.person_id)}
    assert parts == {(lead.person_id, RaterPart.SUPERVISOR)}
    assert Counter(one.part for one in asks_about(people[0])) == {RaterPart.PEER: 4, RaterPart.SUPERVISOR: 1}
    assert [len(asks_about(one)) for one in (lead, reads)] == [4, 4]


def test_who_leaves_later_is_asked_and_who_has_left_is_not(team, people, manager):
    employments.end(people[0], TODAY + timedelta(days=20), LeavingReason.OWN_WISH, actor=manager)
    assert len(queries.members(team.id, OCTOBER)) == 5
    with clock.at(noon(TODAY + timedelta(days=30))):
        assert len(queries.members(team.id, OCTOBER)) == 4


def test_a_round_that_was_opened_by_mistake_is_withdrawn_and_opened_anew(running, team, people, manager):
    asks = asks_about(people[0])
    for ask in asks:
        say(ask)
    mutual.withdraw(running, actor=manager)
    assert "mutual" not in [row.kind for row in asked_of(rater(asks[0]))]
    with pytest.raises(mutual.MutualRefused, match="closed"):
        say(asks[0])
    for act in (mutual.withdraw, mutual.close):
        with pytest.raises(mutual.MutualRefused, match="withdrawn"):
            act(running, actor=manager)
    assert teamwork(people[0]) is None
    again = mutual.open_round(team, OCTOBER, UNTIL, actor=manager)
    mutual.close(again, actor=manager)
    assert queries.told(people[0].id)[0].round is again


def test_a_round_is_refused_where_it_would_tell_or_repeat(team, manager):
    with pytest.raises(mutual.MutualRefused, match="who said what"):
        mutual.open_round(team, OCTOBER, UNTIL, actor=manager)
    for number in range(4):
        an_employee(f"P{number}", team=team)
    with pytest.raises(mutual.MutualRefused, match="still to come"):
        mutual.open_round(team, date(2026, 12, 1), UNTIL, actor=manager)
    with pytest.raises(mutual.MutualRefused, match="has passed"):
        mutual.open_round(team, OCTOBER, TODAY - timedelta(days=1), actor=manager)
    mutual.open_round(team, OCTOBER, UNTIL, actor=manager)
    with pytest.raises(mutual.MutualRefused, match="already"):
        mutual.open_round(team, date(2026, 10, 20), UNTIL, actor=manager)


def test_two_who_open_the_same_round_at_once_open_one(team, people, manager, at_once):
    team_id, manager_id = team.id, manager.id

    def act(seen):
        with clock.at(noon()):  # a thread has a clock of its own
            mutual.open_round(db.session.get(Team, team_id), OCTOBER, UNTIL, actor=seen)

    outcomes = at_once(lambda: db.session.get(Account, manager_id), act, act)
    assert [one == "done" for one in outcomes] == [True, False]
    assert db.session.scalar(select(func.count()).select_from(MutualRound)) == 1


def test_only_whoever_is_asked_answers_every_question_in_time(running, people):
    ask = asks_about(people[0])[0]
    with pytest.raises(mutual.MutualRefused, match="Somebody else"):
        mutual.answer(ask, FOUR, "", actor=an_account(Role.EMPLOYEE))
    with pytest.raises(mutual.MutualRefused, match="every question"):
        say(ask, FOUR | {"support": 0})
    with pytest.raises(mutual.MutualRefused, match="every question"):
        say(ask, FOUR | {"support": 6})
    with clock.at(noon(UNTIL + timedelta(days=1))), pytest.raises(mutual.MutualRefused, match="last day"):
        say(ask)
    assert db.session.scalar(select(func.count()).select_from(MutualAnswer)) == 0


def test_an_answer_can_be_given_anew_until_the_round_is_closed(running, people, manager):
    asks = asks_about(people[0])
    for ask in asks:
        say(ask)
    say(asks[0], dict.fromkeys(QUESTIONS, 2))
    assert [one.number for one in db.session.scalars(
        select(MutualAnswer).where(MutualAnswer.ask_id == asks[0].id).order_by(MutualAnswer.id)
    )] == [1, 2]  # fmt: skip
    mutual.close(running, actor=manager)
    assert queries.results(running)[people[0].id].figure == D("3.50")  # (2 + 4 + 4 + 4) / 4
    with pytest.raises(mutual.MutualRefused, match="closed"):
        say(asks[0])


def test_a_closed_round_is_the_figure_for_teamwork_of_whoever_enough_have_rated(running, people, manager):
    for ask in asks_about(people[0])[:LEAST]:
        say(ask)
    for ask in asks_about(people[1])[: LEAST - 1]:
        say(ask)
    done = mutual.close(running, actor=manager)
    assert done.measured == 1
    assert ("Person 1", "Fewer than 3 peers have answered.") in done.left
    found = teamwork(people[0])
    assert (found.figure, found.source) == (D("4.000"), FigureSource.MUTUAL)
    assert teamwork(people[1]) is None
    with pytest.raises(mutual.MutualRefused, match="already"):
        mutual.close(running, actor=manager)


def test_a_month_that_is_closed_is_left_as_it_is(running, people, manager):
    for ask in asks_about(people[0]):
        say(ask)
    reviewing.enter(people[0], OCTOBER, FULL | {"teamwork": D("2.5")}, actor=manager)
    reviewing.close(people[0], OCTOBER, actor=manager)
    done = mutual.close(running, actor=manager)
    assert ("Person 0", "The month is closed; correct it on its page.") in done.left
    assert teamwork(people[0]).figure == D("2.5")


def test_the_record_tells_that_somebody_answered_and_not_who(running, people):
    say(asks_about(people[0])[0], comment="Always calm.")
    entry = db.session.scalars(select(Entry).where(Entry.verb == "mutual review answered")).one()
    assert (entry.actor_id, entry.subject_kind, entry.details, entry.reason) == (
        None, "mutual_round", {}, None,
    )  # fmt: skip


# Pages


def test_a_round_from_opening_to_the_own_page(team, people, manager, browse):
    visitor = browse(manager)
    sent = {"team": str(team.id), "month": "2026-10", "until": UNTIL.isoformat()}
    wrong = visitor.post("/careers/mutual-reviews", sent | {"until": "2026-01-01"}, expect=422)
    assert "has passed" in wrong.text("main")
    page = visitor.follow(visitor.post("/careers/mutual-reviews", sent))
    assert "0 of 20" in page.text("tbody")
    one = db.session.scalars(select(MutualRound)).one()
    path = f"/careers/mutual-reviews/{one.id}"
    assert "Person 3" in visitor.get(path).text("section[aria-labelledby=waiting]")
    about = people[0]
    own = account_of(about)
    for place, ask in enumerate(asks_about(about)[:LEAST]):
        page = browse(rater(ask))
        form = f"/careers/own/mutual-reviews/{ask.id}"
        assert ("mutual", "4") in [(row.kind, row.name) for row in asked_of(rater(ask))]
        missing = page.post(form, {"rating-support": "4", "comment": "Kept."}, expect=422)
        assert "every question" in missing.text("main") and "Kept." in missing.text("textarea")
        answers = {f"rating-{key}": str(3 + place) for key in QUESTIONS}
        page.post(form, answers | {"comment": f"Comment {place}"})
        assert ("mutual", "3") in [(row.kind, row.name) for row in asked_of(rater(ask))]
    before = browse(own).get("/careers/own/mutual-reviews").text("main")
    assert "Comment" not in before and "What was said of you" not in before
    assert "Comment" not in visitor.get(path).text("main")
    closed = visitor.follow(visitor.post(f"{path}/closings"))
    assert "1 person is measured" in closed.text("main")
    assert "too few answers" in closed.text("section[aria-labelledby=results]")
    told = browse(own).get("/careers/own/mutual-reviews").text("main")
    assert "Peers, mean of 3" in told and "4.00" in told and "Comment 2" in told
    file = visitor.get(f"{path}?export=csv").response.get_data(as_text=True)
    assert "Comment" not in file and "4.00" in file


def test_one_answer_leads_to_the_next_and_the_last_to_all_of_them(running, people, browse):
    by = rater(asks_about(people[0])[0])
    visitor, seen = browse(by), []
    assert "Say how it is to work with colleagues" in visitor.get("/").text("section[aria-labelledby=asked]")
    path = visitor.get("/careers/own/mutual-reviews").all("tbody a")[0]["href"]
    answers = {f"rating-{key}": "4" for key in QUESTIONS}
    while path != "/careers/own/mutual-reviews":
        seen.append(path)
        path = visitor.post(path, answers).response.headers["Location"]
    assert len(set(seen)) == len(seen) == 4
    assert "mutual" not in [row.kind for row in asked_of(by)]


def test_of_too_few_answers_even_the_words_are_kept_from_whom_they_are_about(
    running, people, manager, browse
):
    for ask in asks_about(people[0])[: LEAST - 1]:
        say(ask, comment="Only the two of us can have written this.")
    mutual.close(running, actor=manager)
    told = browse(account_of(people[0])).get("/careers/own/mutual-reviews").text("main")
    assert "Fewer than 3 peers have answered" in told and "Only the two" not in told
    page = browse(manager).get(f"/careers/mutual-reviews/{running.id}")
    assert set(page.texts("tbody tr td.num")) == {"–"}, "not even how few"


def test_what_the_supervisor_wrote_is_read_as_theirs(team, people, manager, browse):
    lead = an_employee("Lead", team=a_team("Above"))
    post = db.session.scalars(select(Post).where(Post.employment_id == people[0].id)).one()
    post.line_manager_id = lead.person_id
    db.session.flush()
    one = mutual.open_round(team, OCTOBER, UNTIL, actor=manager)
    for ask in asks_about(people[0]):
        said = "Keep leading the late shift." if ask.part is RaterPart.SUPERVISOR else "Fine."
        say(ask, comment=said)
    mutual.close(one, actor=manager)
    told = browse(account_of(people[0])).get("/careers/own/mutual-reviews").text("main")
    assert "Keep leading the late shift." in told.partition("Line manager :")[2]


def test_somebody_elses_question_and_another_teams_round_are_not_there(running, people, browse):
    ask = asks_about(people[0])[0]
    browse(an_account(Role.EMPLOYEE)).get(f"/careers/own/mutual-reviews/{ask.id}", expect=404)
    stranger = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    stranger.get(f"/careers/mutual-reviews/{running.id}", expect=404)
    for deed in ("closings", "withdrawal"):
        stranger.post(f"/careers/mutual-reviews/{running.id}/{deed}", expect=404)
    assert "No round yet." in stranger.get("/careers/mutual-reviews").text("main")


def test_whoever_is_rated_does_not_read_their_line_among_the_others(team, manager, browse):
    own = an_employee("Own Line", team=team, person=manager.person)
    for number in range(4):
        an_employee(f"P{number}", team=team)
    one = mutual.open_round(team, OCTOBER, UNTIL, actor=manager)
    for ask in asks_about(own):
        say(ask)
    mutual.close(one, actor=manager)
    page = browse(manager).get(f"/careers/mutual-reviews/{one.id}")
    assert "Own Line" not in page.text("section[aria-labelledby=results]")


def test_the_pages_ask_as_seldom_for_many_as_for_few(team, people, manager, browse, counted):
    visitor, own, asked = browse(manager), browse(account_of(people[0])), []
    for month in (OCTOBER, date(2026, 9, 1)):
        one = mutual.open_round(team, month, UNTIL, actor=manager)
        for ask in db.session.scalars(select(MutualAsk).where(MutualAsk.round_id == one.id)).all():
            say(ask, comment="Fine.")
        mutual.close(one, actor=manager)
        for number in range(10):
            an_employee(f"More {month} {number}", team=team)
        db.session.commit()
        with counted() as seen:
            visitor.get("/careers/mutual-reviews")
            visitor.get(f"/careers/mutual-reviews/{one.id}")
            own.get("/careers/own/mutual-reviews")
        asked.append(seen.count)
    assert asked[0] == asked[1]
