"""Feedback: from those who were there, once, and told only where nobody can be known by it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from core import clock
from core.db import db
from core.record import Entry
from people import queries as accounts
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, during, noon, sessions
from tests.training.on_duty_already import account_of
from training import answering, attending
from training.answering import Answer, FeedbackRefused
from training.models import Enrolment, Feedback, FeedbackVersion
from training.queries import feedback as queries
from training.rules.feedback import LEAST, LEAST_AGREEING, Told, closes_at, together, told
from training.states import Mark

EVENING = noon(MONDAY) + timedelta(hours=8)


def over():
    """The first moment at which nobody can answer about Monday."""
    return closes_at(MONDAY)


def account(trainee):
    one = trainee.employment
    return accounts.account_of_person(one.person_id) or account_of(one)


@pytest.fixture
def people(cohort, trainer):
    """Six of a class: five were there on Monday, in one way or another, and the last one was not."""
    made = [a_trainee(cohort, trainer, f"Trainee {number}") for number in range(6)]
    marks = [Mark.PRESENT, Mark.LATE, Mark.PRESENT, Mark.PRESENT, Mark.PRESENT, Mark.ABSENT]
    mark(cohort, trainer, made, marks)
    return made


def mark(cohort, trainer, people, marks):
    """The same for both sessions of Monday."""
    for session in sessions(cohort)[:2]:
        with during(session):
            wanted = {one.id: it for one, it in zip(people, marks, strict=True)}
            attending.take(session, wanted, actor=trainer)


def monday(cohort):
    return queries.occasion(sessions(cohort)[0].id)


def rated(value=4, comment="", form=None):
    form = form or queries.forms()[-1]
    return Answer({one.id: value for one in form.criteria}, comment)


def say(cohort, trainee, value=4, comment="", at=EVENING):
    with clock.at(at):
        actor = account(trainee)
        return answering.answer(monday(cohort), rated(value, comment), actor=actor)


def said(cohort, at=None):
    with clock.at(at or over()):
        return next(one for one in queries.said(cohort.id) if one.occasion.held_on == MONDAY)


# Who may answer, when, how often


def test_both_sessions_of_a_module_on_a_day_are_asked_about_once(cohort, people):
    with clock.at(EVENING):
        assert [one.held_on for one, given in queries.asked(people[0].id)] == [MONDAY]
        assert monday(cohort).key == queries.occasion(sessions(cohort)[1].id).key
    say(cohort, people[0])
    with clock.at(EVENING):
        assert [given for one, given in queries.asked(people[0].id)] == [True]


def test_who_was_present_or_late_answers_and_who_was_absent_is_refused(cohort, people):
    for one in people[:5]:
        say(cohort, one)
    with pytest.raises(FeedbackRefused, match="Only who was there"):
        say(cohort, people[5])
    with clock.at(EVENING):
        assert queries.asked(people[5].id) == []


def test_who_made_it_up_answers_about_the_session_they_sat_in(trainer, cohort, people):
    later = a_cohort(trainer, starts_on=MONDAY + timedelta(days=21))
    again = sessions(later)[0]
    with clock.at(again.ends_at + timedelta(hours=8)):
        attending.make_up(sessions(cohort)[0], people[5], again, actor=trainer)
        assert [one.code for one, given in queries.asked(people[5].id)] == [later.code]
        actor = account(people[5])
        answering.answer(queries.occasion(again.id), rated(), actor=actor)
        with pytest.raises(FeedbackRefused, match="Only who was there"):
            answering.answer(monday(cohort), rated(), actor=actor)


def test_it_is_asked_from_the_end_of_the_last_session_for_seven_days(cohort, people):
    for moment, sentence in [
        (sessions(cohort)[1].ends_at - timedelta(minutes=1), "once the last session"),
        (over(), "The time to answer is over"),
    ]:
        with pytest.raises(FeedbackRefused, match=sentence):
            say(cohort, people[0], at=moment)
        with clock.at(moment):
            assert monday(cohort).key not in [one.key for one, given in queries.asked(people[0].id)]
    say(cohort, people[0], at=sessions(cohort)[1].ends_at)
    say(cohort, people[1], at=over() - timedelta(seconds=1))


def test_an_answer_is_changed_and_what_it_was_is_kept(cohort, people):
    given = say(cohort, people[0], 2, "Too fast.")
    assert say(cohort, people[0], 5).id == given.id
    assert [one.comment for one in given.versions] == ["Too fast.", None]
    with pytest.raises(FeedbackRefused, match="stands so already"):
        say(cohort, people[0], 5)
    verbs = db.session.scalars(select(Entry.verb).where(Entry.subject_kind == "feedback").order_by(Entry.id))
    assert verbs.all() == ["feedback given", "feedback changed"]


def test_two_tabs_answer_once(cohort, people, at_once):
    account_id, occasion = account(people[0]).id, monday(cohort)
    db.session.commit()

    def act(_seen):
        with clock.at(EVENING):
            answering.answer(occasion, rated(), actor=accounts.account_by_id(account_id))

    done, refused = at_once(lambda: None, act, act)
    assert (done, refused) == ("done", "Not changed. It stands so already.")
    assert len(db.session.scalars(select(Feedback)).all()) == 1


@pytest.mark.parametrize("wrong", [0, 6, None])
def test_a_rating_that_is_missing_is_named(cohort, people, wrong):
    one = rated()
    first = next(iter(one.ratings))
    ratings = {key: value for key, value in one.ratings.items() if key != first}
    with clock.at(EVENING), pytest.raises(FeedbackRefused, match="Clear") as refused:
        answering.answer(
            monday(cohort),
            Answer(ratings if wrong is None else {**ratings, first: wrong}),
            actor=account(people[0]),
        )
    assert refused.value.field == f"rating_{first}"


# What is told


def test_the_rule_tells_means_from_five_answers_on_and_weighs_days_by_answers():
    answers = [{1: value} for value in (1, 2, 3, 4, 5)]
    assert told(answers[:4], [1]) is None
    assert told(answers, [1]) == Told(5, {1: Decimal("3.0")})
    both = together([Told(5, {1: Decimal(3)}), Told(15, {1: Decimal(4)})])
    assert both == Told(20, {1: Decimal("3.8")})
    assert together([]) is None


@pytest.mark.parametrize("count", [LEAST, LEAST_AGREEING - 1, LEAST_AGREEING])
def test_where_all_agree_it_is_told_from_eight_answers_on(count):
    """Question 1 is rated alike by all, question 2 is not."""
    answers = [{1: 4, 2: 4} for _one in range(count - 1)] + [{1: 4, 2: 3}]
    found = told(answers, [1, 2])
    assert found.count == count
    assert found.agreed == {1}
    assert set(found.means) == ({1, 2} if count >= 8 else {2})


def test_the_total_of_a_question_is_of_the_days_that_tell_it():
    """Else the difference of total and days would say what a day does not."""
    one, other = Told(5, {1: Decimal(3)}, frozenset({2})), Told(15, {1: Decimal(4), 2: Decimal(2)})
    assert together([one, other]) == Told(20, {1: Decimal("3.8"), 2: Decimal("2.0")})
    assert together([one]) == Told(5, {1: Decimal("3.0")})


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_five_who_agree_tell_neither_a_mean_nor_in_the_file(trainer, cohort, people, browse, language):
    trainer.language = language
    for one in people[:5]:
        say(cohort, one, 2, "Too fast." if one is people[0] else "")
    with clock.at(over()):
        page = browse(trainer).get(f"/training/cohorts/{cohort.id}/feedback")
        taken = browse(trainer).get(f"/training/cohorts/{cohort.id}/feedback/export.csv").html
    cells = page.texts("tbody tr td.num")
    assert (cells[0], len(set(cells[1:]))) == ("5", 1)
    assert not any(letter.isdigit() for letter in cells[1])
    assert page.texts("tfoot td") == ["5", "–", "–", "–", "–"]
    assert "8" in page.text("p.muted")
    lines = taken.strip().splitlines()[1:]
    assert [line.endswith(",") for line in lines] == [True] * 4 + [False]


def test_eight_who_agree_are_said_to(trainer, browse):
    cohort = a_cohort(trainer)
    eight = [a_trainee(cohort, trainer, f"Trainee {number}") for number in range(8)]
    mark(cohort, trainer, eight, [Mark.PRESENT] * 8)
    for one in eight:
        say(cohort, one, 4)
    with clock.at(over()):
        page = browse(trainer).get(f"/training/cohorts/{cohort.id}/feedback")
    assert page.texts("tbody tr td.num") == ["8", *["4 all 8 agree"] * 4]


def test_five_answers_are_told_once_the_time_is_over_and_four_never(cohort, people):
    for one in people[:4]:
        say(cohort, one, 3, "Good.")
    assert (said(cohort).told, said(cohort).comments) == (None, ())
    say(cohort, people[4], 5, "A break, please.")
    assert said(cohort, over() - timedelta(seconds=1)).told is None
    found = said(cohort)
    assert found.told.count == LEAST
    assert set(found.told.means.values()) == {Decimal("3.4")}
    assert found.comments == ("A break, please.", *["Good."] * 4)


def test_a_mark_corrected_afterwards_does_not_show_what_somebody_said(trainer, cohort, people):
    for one in people[:5]:
        say(cohort, one, 1 if one is people[0] else 5)
    before = said(cohort).told
    for session in sessions(cohort)[:2]:
        with clock.at(over() + timedelta(hours=1)):
            attending.take(session, {people[0].id: Mark.ABSENT}, actor=trainer, reason=WHY)
    assert said(cohort, over() + timedelta(days=1)).told == before


def test_who_turns_out_not_to_have_been_there_does_not_count(trainer, cohort, people):
    for one in people[:5]:
        say(cohort, one)
    for session in sessions(cohort)[:2]:
        with clock.at(EVENING + timedelta(hours=1)):
            attending.take(session, {people[0].id: Mark.ABSENT}, actor=trainer, reason=WHY)
    assert said(cohort).told is None


def test_the_total_holds_no_day_that_is_not_told(trainer, cohort, people, browse):
    for one in people[:5]:
        say(cohort, one, 4 if one is people[0] else 3)
    tuesday = [one for one in sessions(cohort) if clock.local(one.starts_at).date() > MONDAY][:2]
    for session in tuesday:
        with during(session):
            attending.take(session, {people[0].id: Mark.PRESENT}, actor=trainer)
    with clock.at(EVENING + timedelta(days=1)):
        actor = account(people[0])
        answering.answer(queries.occasion(tuesday[0].id), rated(1), actor=actor)
    with clock.at(over() + timedelta(days=3)):
        page = browse(trainer).get(f"/training/cohorts/{cohort.id}/feedback")
        assert page.texts("tfoot td") == ["5", "3.2", "3.2", "3.2", "3.2"]
        assert "fewer than 5 answers" in page.text("tbody")
        exported = browse(trainer).get(f"/training/cohorts/{cohort.id}/feedback/export.csv").html
    assert len(exported.strip().splitlines()) == 5
    assert "Trainee" not in page.text("main") + exported


def test_the_database_refuses_to_change_an_answer_but_a_comment_can_be_wiped(cohort, people):
    say(cohort, people[0], 2, "Bruno talks too fast.")
    db.session.commit()
    for change in ("comment = 'Great.'", "comment = NULL, number = 7"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(f"UPDATE feedback_version SET {change}"))
        db.session.rollback()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text("UPDATE feedback_rating SET value = 5"))
    db.session.rollback()
    db.session.execute(text("UPDATE feedback_version SET comment = NULL"))
    assert db.session.scalars(select(FeedbackVersion.comment)).all() == [None]


# Pages


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_trainee_is_asked_on_their_page_and_answers_there(cohort, people, browse, language):
    account(people[0]).language = language
    with clock.at(EVENING):
        person = browse(account(people[0]))
        page = person.get("/training/own")
        address = page.one("section[aria-labelledby=feedback] a")["href"]
        form = person.get(address)
        assert len(form.all("fieldset")) == 4
        faulty = person.post(address, {"comment": "Slower, please."}, expect=422)
        assert faulty.text("#comment") == "Slower, please."
        ratings = {f"rating_{key}": "4" for key in rated().ratings}
        person.post(address, {**ratings, "comment": "Slower, please."})
        kept = person.get(address)
        assert kept.text("#comment") == "Slower, please."
        assert len(kept.all("input[checked]")) == 4


def test_an_absentee_reads_why_they_are_not_asked(cohort, people, browse):
    address = f"/training/own/sessions/{sessions(cohort)[0].id}/feedback"
    with clock.at(EVENING):
        person = browse(account(people[5]))
        assert not person.get("/training/own").has("section[aria-labelledby=feedback]")
        assert "Only who was there is asked" in person.get(address).text("main")
        ratings = {f"rating_{key}": "4" for key in rated().ratings}
        assert "Only who was there" in person.post(address, ratings, expect=422).text("main")


def test_somebody_of_another_class_finds_no_form_and_a_stranger_no_answers(trainer, cohort, people, browse):
    other = a_trainee(a_cohort(a_trainer(), team=a_team("Mall")), trainer)
    address = f"/training/own/sessions/{sessions(cohort)[0].id}/feedback"
    with clock.at(EVENING):
        for who in (account(other), an_account(Role.EMPLOYEE)):
            browse(who).get(address, expect=404)
        browse(account(people[0])).get("/training/own/sessions/999999/feedback", expect=404)
        stranger = browse(a_trainer(a_team("Elsewhere")))
        for path in ("feedback", "feedback/export.csv"):
            stranger.get(f"/training/cohorts/{cohort.id}/{path}", expect=404)


def test_the_page_needs_as_many_statements_for_many_answers(trainer, cohort, people, browse):
    def statements():
        with clock.at(over()):
            person = browse(trainer)
            person.get(f"/training/cohorts/{cohort.id}/feedback")
            with count_statements(db.engine) as seen:
                person.get(f"/training/cohorts/{cohort.id}/feedback")
        return seen.count

    say(cohort, people[0])
    few = statements()
    for one in people[1:5]:
        say(cohort, db.session.get(Enrolment, one.id))
    assert statements() == few
