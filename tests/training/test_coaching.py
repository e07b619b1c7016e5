"""The log of coaching: written by the coach, read by few, corrected and never overwritten."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from core import clock
from core.db import db
from people import queries as accounts
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, WHY, a_trainee, noon
from tests.training.on_duty_already import account_of, an_employee
from training import coaching, placing
from training.coaching import CoachingRefused, Seen
from training.models import CoachingNote, CoachingWording
from training.queries import coaching as queries
from training.queries import enrolments
from training.states import CoachingTopic

DAY = timedelta(days=1)
SEEN = Seen(MONDAY, CoachingTopic.COMMUNICATION, "程念 interrupts customers.", "Count to two first.")


@pytest.fixture
def coach(trainee, trainer, cohort):
    """Coaches from a week before the first day."""
    employment = an_employee("Coach", team=cohort.team)
    placing.assign_coach(trainee, employment.person, actor=trainer)
    return account_of(employment)


@pytest.fixture
def monday(coach):
    with clock.at(noon(MONDAY)):
        yield


@pytest.fixture
def note(monday, trainee, coach):
    return coaching.write(trainee, SEEN, actor=coach)


def hand_over(trainee, trainer, cohort):
    """Somebody else coaches from now on."""
    other = an_employee("Next", team=cohort.team)
    placing.assign_coach(trainee, other.person, actor=trainer)
    return account_of(other)


def test_only_the_present_coach_writes(monday, trainee, coach, trainer, cohort):
    for stranger in (trainer, account_of(trainee.employment)):
        with pytest.raises(CoachingRefused, match="Only whoever coaches"):
            coaching.write(trainee, SEEN, actor=stranger)
    coaching.write(trainee, SEEN, actor=coach)
    hand_over(trainee, trainer, cohort)
    with pytest.raises(CoachingRefused, match="Only whoever coaches"):
        coaching.write(trainee, SEEN, actor=coach)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"on": MONDAY + DAY}, "on"),
        ({"on": MONDAY - 8 * DAY}, "on"),
        ({"observed": " \n"}, "observed"),
        ({"observed": "x" * 2001}, "observed"),
        ({"next_step": "x" * 2001}, "next_step"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_under_its_field(monday, trainee, coach, wrong, field):
    with pytest.raises(CoachingRefused) as refused:
        coaching.write(trainee, replace(SEEN, **wrong), actor=coach)
    assert refused.value.field == field


def test_a_correction_keeps_what_it_said_and_says_why(note, coach):
    better = replace(SEEN, observed="程念 interrupted one customer.")
    for seen, reason, sentence in ((SEEN, WHY, "stands so already"), (better, " ", "Say why")):
        with pytest.raises(CoachingRefused, match=sentence):
            coaching.correct(note, seen, actor=coach, reason=reason)
    coaching.correct(note, better, actor=coach, reason=WHY)
    assert [one.observed for one in note.wordings] == [SEEN.observed, better.observed]
    with pytest.raises(CoachingRefused, match="while you were writing"):
        coaching.correct(note, SEEN, actor=coach, reason=WHY, based_on=1)


def test_the_next_coach_does_not_correct_what_another_wrote(note, trainee, trainer, cohort, coach):
    following = hand_over(trainee, trainer, cohort)
    better = replace(SEEN, observed="Else")
    with pytest.raises(CoachingRefused, match="Whoever wrote it"):
        coaching.correct(note, better, actor=following, reason=WHY)
    with pytest.raises(CoachingRefused, match="Only whoever coaches"):
        coaching.correct(note, better, actor=coach, reason=WHY)


def test_two_at_once_correct_it_once(note, coach, at_once):
    note_id, account_id = note.id, coach.id
    db.session.commit()

    def act(_seen):
        with clock.at(noon(MONDAY)):
            better = replace(SEEN, observed="Better")
            actor = accounts.account_by_id(account_id)
            coaching.correct(queries.note(note_id), better, actor=actor, reason=WHY, based_on=1)

    done, refused = at_once(lambda: None, act, act)
    assert done == "done"
    assert "while you were writing" in refused
    assert len(db.session.scalars(select(CoachingWording)).all()) == 2


def test_it_is_read_by_the_trainee_the_present_coach_and_who_sees_their_training(
    note, trainee, trainer, cohort, coach, browse
):
    manager = an_account(Role.MANAGER, team=cohort.team)
    address, entry = f"/training/enrolments/{trainee.id}/coaching", f"/training/coaching-notes/{note.id}"
    for reader in (coach, trainer, manager, account_of(trainee.employment)):
        for path in (address, entry):
            assert SEEN.observed in browse(reader).get(path).text("main")
    following = hand_over(trainee, trainer, cohort)
    assert SEEN.observed in browse(following).get(address).text("main")
    elsewhere = an_account(Role.MANAGER, team=a_team("Elsewhere"))
    for stranger in (coach, elsewhere, an_account(Role.EMPLOYEE), an_account(Role.RECRUITER)):
        for path in (address, entry):
            browse(stranger).get(path, expect=404)
            browse(stranger).post(path, expect=404)


def test_only_the_words_can_be_wiped(note, trainee, trainer, browse):
    db.session.commit()
    for change in ("topic = 'pace'", "says = NULL, number = 9"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(f"UPDATE coaching_wording SET {change}"))
        db.session.rollback()
    db.session.scalars(select(CoachingWording)).one().says = None
    db.session.commit()
    read = browse(trainer).get(f"/training/enrolments/{trainee.id}/coaching")
    assert "interrupts" not in read.text("main")
    browse(trainer).get(f"/training/coaching-notes/{note.id}")


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_coach_finds_their_trainees_writes_and_corrects(monday, trainee, coach, browse, language):
    coach.language = language
    person = browse(coach)
    assert person.get("/training/own").has("a[href='/training/own/coaching']")
    address = person.get("/training/own/coaching").one("tbody a")["href"]
    form = person.get(address).form("main form")
    faulty = person.post(address, form | {"next_step": "Count to two."}, expect=422)
    assert faulty.text("#next_step") == "Count to two."
    read = person.follow(person.post(address, form | {"observed": "Interrupts.", "topic": "pace"}))
    entry = read.one(".record a")["href"]
    again = person.get(entry).form("main form")
    person.post(entry, again | {"observed": "Interrupted once."}, expect=422)
    person.follow(person.post(entry, again | {"observed": "Interrupted once.", "reason": WHY}))
    assert "Interrupts." in person.get(entry).text("main")
    own = browse(account_of(trainee.employment)).get("/training/own")
    assert "Interrupted once." in own.text("section[aria-labelledby=coaching-log]")
    assert "程念" in person.get("/training/own/coaching?export=csv").html


def test_the_pages_need_as_many_statements_for_many(note, trainee, trainer, cohort, coach, browse):
    def statements():
        found = []
        for path in ("own/coaching", f"enrolments/{trainee.id}/coaching"):
            person = browse(coach)
            person.get(f"/training/{path}")
            with count_statements(db.engine) as seen:
                person.get(f"/training/{path}")
            found.append(seen.count)
        return found

    few = statements()
    for number in range(4):
        one = enrolments.enrolment(trainer, trainee.id, "see training")
        coaching.write(one, replace(SEEN, observed=f"Entry {number}"), actor=coach)
        other = a_trainee(cohort, trainer)
        placing.assign_coach(other, coach.person, actor=trainer)
    assert len(db.session.scalars(select(CoachingNote)).all()) == 5
    assert statements() == few
