"""From the gate to a certificate that a stranger verifies, and the first days with a coach."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.db import db
from people.permissions import Role
from tests.browser.looking import in_both_themes
from tests.factories import an_account
from tests.training.classes import a_cohort, a_trainee, a_trainer
from tests.training.passing import attend, passed, sit
from training import nesting, placing
from training.queries import nesting as queries
from training.rules.certificates import shown
from training.states import ExamKind

DAY = timedelta(days=1)


@pytest.fixture
def trainer(app):
    return a_trainer()


@pytest.fixture
def cohort(trainer):
    """A class that is over by now, as the clock of the server has it."""
    monday = clock.today() - timedelta(days=clock.today().weekday()) - 35 * DAY
    with clock.at(clock.day_start(monday - 7 * DAY)):
        return a_cohort(trainer, starts_on=monday, code="Summer intake")


def a_member(cohort, trainer, name):
    with clock.at(clock.day_start(cohort.starts_on)):
        return a_trainee(cohort, trainer, name)


@pytest.fixture
def certificate(cohort, trainer):
    return passed(a_member(cohort, trainer, "程念"), cohort, trainer, on=cohort.ends_on + 3 * DAY)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_manager_waives_and_the_trainer_puts_on_duty(page, sign_in, axe, trainer, cohort, language):
    one = a_member(cohort, trainer, "Robin Vale")
    attend(cohort, [one], trainer)
    sit(one, cohort, trainer, 85, ExamKind.THEORY, on=cohort.ends_on + 3 * DAY)
    manager = an_account(Role.MANAGER, Role.TRAINER)
    manager.language = language
    db.session.flush()
    sign_in(manager)
    page.goto(f"/training/enrolments/{one.id}/gate")
    in_both_themes(page, axe)
    page.locator("[name=parts][value=practical]").check()
    page.locator("#waiver-reason").fill("The peak of the season.")
    page.locator("form[action$='/waivers'] button[type=submit]").click()
    page.locator(".notice-good").wait_for()
    page.locator("form[action$='/duty'] button").click()
    page.locator(".checklist .is-waived").wait_for()
    in_both_themes(page, axe)
    page.goto(f"/training/cohorts/{cohort.id}/class")
    in_both_themes(page, axe)


def test_a_certificate_is_looked_at_by_its_people_and_verified_by_a_stranger(
    page, sign_in, axe, trainer, certificate
):
    db.session.commit()
    page.goto("/certificates/")
    in_both_themes(page, axe)
    page.locator("#code").fill(shown(certificate.code).lower())
    page.keyboard.press("Enter")
    page.locator(".notice-good").wait_for()
    in_both_themes(page, axe)
    sign_in(an_account(Role.MANAGER, Role.TRAINER))
    for path in ("/training/certificates", f"/training/certificates/{certificate.id}"):
        page.goto(path)
        in_both_themes(page, axe)


def test_a_coach_enters_a_day_and_sees_it_against_the_targets(page, sign_in, axe, trainer, certificate):
    one = certificate.passing.enrolment
    coach = an_account(Role.EMPLOYEE, Role.TRAINER)
    placing.assign_coach(one, coach.person, actor=trainer)
    its = queries.of_enrolment(one.id).nesting
    for number in range(1, 4):
        day = its.began_on + number * DAY
        actuals = {"contacts": Decimal(25 + number), "first response": Decimal(70)}
        nesting.enter(day, {its.id: actuals}, actor=trainer)
    sign_in(coach)
    page.goto("/training/nesting")
    in_both_themes(page, axe)
    for number, typed in enumerate(("34", "50", "4.6", "90"), 1):
        page.locator(f"#nesting-{its.id}-{number}").fill(typed)
    page.keyboard.press("Enter")
    page.locator(".notice-good").wait_for()
    page.goto(f"/training/nesting/{its.id}")
    page.locator(".plot").first.wait_for()
    in_both_themes(page, axe)
