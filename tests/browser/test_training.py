"""A trainer's morning: from the home page to a class marked by keyboard; and the trainee's own page."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessment.queries import newest_rubric
from core import clock
from core.db import db
from people import queries as accounts
from people.permissions import Role
from tests.browser.looking import in_both_themes
from tests.factories import an_account
from tests.training.classes import a_cohort, a_trainee, a_trainer
from training import attending, coaching, cohorts, enrolment, examining, homework, placing
from training.models import Enrolment, Placement
from training.queries import attendance
from training.queries import cohorts as queries
from training.states import CoachingTopic, Mark, TrainingExit

NAMES = ("程念", "Robin Vale", "沈一诺", "Leon Fischer")


@pytest.fixture
def trainer(app):
    return a_trainer()


@pytest.fixture
def cohort(trainer):
    """A class whose first session is going on now."""
    day = clock.today()
    with clock.at(clock.day_start(day - timedelta(days=3))):
        made = a_cohort(trainer, starts_on=day + timedelta(days=7), code="Evening intake")
        for name in NAMES:
            a_trainee(made, trainer, name)
    first, start = queries.sessions(made.id)[0], clock.now() - timedelta(minutes=5)
    for enrolled in queries.class_of(made.id):
        placement = db.session.get_one(Placement, enrolled.placement_id)
        placement.since = clock.local(start).date()
    cohorts.move_session(
        first, start, start + timedelta(hours=2), place="Room 3", trainer=trainer, actor=trainer
    )
    return made


def account_of(enrolment_id):
    """The trainee's own sign-in."""
    trainee = db.session.get_one(Enrolment, enrolment_id)
    account = an_account(Role.EMPLOYEE)
    account.person = trainee.employment.person
    db.session.flush()
    return account


def handed_in(cohort, trainer, enrolment_id):
    """The pages of a piece of homework, one of which somebody has handed in."""
    due = clock.now() + timedelta(days=2)
    wanted = homework.Assignment("A letter", "Write it.", due, rubric=newest_rubric("homework"))
    given = homework.give(cohort, wanted, actor=trainer)
    version = homework.hand_in(given, homework.Work("Dear customer"), actor=account_of(enrolment_id))
    db.session.commit()
    return (
        f"/training/homework/{given.id}",
        f"/training/homework/{given.id}/task",
        f"/training/hand-ins/{version.id}",
    )


def coached(trainer, enrolment_id):
    """The log of a trainee whom the trainer coaches, and an entry of it."""
    trainee = db.session.get_one(Enrolment, enrolment_id)
    placing.assign_coach(trainee, trainer.person, actor=trainer)
    seen = coaching.Seen(clock.today(), CoachingTopic.PACE, "Slow, and right.", "Two chats at once.")
    note = coaching.write(trainee, seen, actor=trainer)
    db.session.commit()
    log = f"/training/enrolments/{enrolment_id}/coaching"
    return "/training/own/coaching", log, f"/training/coaching-notes/{note.id}"


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_trainer_marks_the_class_by_keyboard(page, sign_in, axe, trainer, cohort, language):
    trainer.language = language
    db.session.flush()
    sign_in(trainer)
    page.goto("/training/")
    in_both_themes(page, axe)
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_url("**/training/sessions/*")
    in_both_themes(page, axe)
    page.locator("tr[data-trainee] input:focus").wait_for()
    for key in ("p", "l", "a"):
        page.keyboard.press(key)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("e")
    page.keyboard.press("p")
    page.reload()
    chosen = "tr[data-trainee] input:checked"
    assert [one.input_value() for one in page.locator(chosen).all()] == [
        "present",
        "late",
        "excused",
        "present",
    ]
    page.locator(chosen).first.focus()
    page.keyboard.press("Control+s")
    page.locator(".notice-good").wait_for()
    db.session.rollback()
    marks = attendance.marks_of_session(queries.sessions(cohort.id)[0].id)
    assert sorted(mark.mark.value for mark in marks.values()) == ["excused", "late", "present", "present"]


def test_the_pages_of_training_are_accessible_in_both_themes(page, sign_in, axe, trainer, cohort):
    first = queries.sessions(cohort.id)[0]
    trainee = queries.class_of(cohort.id)[0]
    sign_in(trainer)
    for path in (
        "/training/cohorts",
        "/training/cohorts/new",
        f"/training/cohorts/{cohort.id}",
        f"/training/cohorts/{cohort.id}/class",
        f"/training/cohorts/{cohort.id}/attendance",
        f"/training/sessions/{first.id}/time",
        f"/training/sessions/{first.id}/code",
        f"/training/enrolments/{trainee.enrolment_id}",
        "/training/programmes",
        f"/training/programmes/{cohort.programme_version.programme_id}",
        f"/training/cohorts/{cohort.id}/feedback",
        f"/training/cohorts/{cohort.id}/homework",
        f"/training/cohorts/{cohort.id}/homework/new",
        f"/training/cohorts/{cohort.id}/make-up-sessions/new",
        *handed_in(cohort, trainer, trainee.enrolment_id),
        *coached(trainer, trainee.enrolment_id),
    ):
        page.goto(path)
        in_both_themes(page, axe)


def test_an_earlier_training_is_read_by_whose_it_was(page, sign_in, axe, trainer, cohort):
    enrolment_id = queries.class_of(cohort.id)[0].enrolment_id
    trainee, me = db.session.get_one(Enrolment, enrolment_id), account_of(enrolment_id)
    theory = cohort.programme_version.exams[0]
    trainee.employment.started_on = clock.today()
    examining.enter(trainee, theory, examining.Score(Decimal(60), clock.today()), actor=trainer)
    placing.leave(trainee, TrainingExit.OWN_WISH, clock.today(), actor=trainer, reason="Moves house.")
    enrolment.restart(trainee, actor=trainer)
    sign_in(trainer)
    page.goto(f"/training/enrolments/{enrolment_id}")
    in_both_themes(page, axe)
    sign_in(me)
    page.goto("/training/own")
    in_both_themes(page, axe)
    page.locator("section[aria-labelledby=others] a").click()
    page.locator("section[aria-labelledby=exam-theory]").wait_for()
    in_both_themes(page, axe)


def test_the_trainees_pages_fit_a_phone(page, sign_in, axe, trainer, cohort):
    first, enrolment_id = queries.sessions(cohort.id)[0], queries.class_of(cohort.id)[0].enrolment_id
    handed_in(cohort, trainer, enrolment_id)
    attending.take(first, {enrolment_id: Mark.PRESENT}, actor=trainer)
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(accounts.account_of_person(queries.class_of(cohort.id)[0].person_id))
    for path in ("", "/homework/1", f"/sessions/{first.id}/feedback"):
        page.goto(f"/training/own{path}")
        in_both_themes(page, axe)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), path
