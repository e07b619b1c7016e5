"""From a last failed attempt to retraining, and a practical exam by rubric, in a real browser."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from tests.browser.looking import in_both_themes
from tests.training.classes import WHY, a_cohort, a_trainee, a_trainer
from training import examining
from training.queries import exams

pytestmark = pytest.mark.browser


@pytest.fixture
def trainer(app):
    return a_trainer()


@pytest.fixture
def cohort(trainer):
    with clock.at(clock.now() - timedelta(days=40)):
        made = a_cohort(trainer, starts_on=clock.today() + timedelta(days=3), code="Summer intake")
        made.trainee = a_trainee(made, trainer, "Bruno")
    a_cohort(trainer, starts_on=clock.today() + timedelta(days=9), team=made.team, code="Autumn intake")
    return made


@pytest.fixture
def failed(trainer, cohort):
    """The theory exam three times, returns each time."""
    theory = cohort.programme_version.exams[0]
    for days in (15, 11, 7):
        with clock.at(clock.now() - timedelta(days=days)):
            score = examining.Score(Decimal(60), clock.today(), {"returns": Decimal(40)})
            made = examining.enter(cohort.trainee, theory, score, actor=trainer)
            if days > 7:
                examining.sign_off(made, actor=trainer, note=WHY)
    return made


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_who_failed_the_last_attempt_is_retrained_in_a_later_cohort(
    page, sign_in, axe, trainer, cohort, failed, language
):
    trainer.language = language
    db.session.flush()
    trainee, programme = cohort.trainee, cohort.programme_version.programme_id
    sign_in(trainer)
    for path in (
        f"/training/exam-attempts/{failed.id}",
        f"/training/cohorts/{cohort.id}/gaps",
        f"/training/programmes/{programme}/exam-policy",
        f"/training/programmes/{programme}/exam-policy/new",
        "/training/exams-due",
    ):
        page.goto(path)
        in_both_themes(page, axe)
    page.locator("tbody [data-act]").click()
    in_both_themes(page, axe)
    expect(page.locator("input[name=modules]:checked")).to_have_count(1)
    page.locator("input[name=reason]").fill("Returns are not safe yet.")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("section[aria-labelledby=beyond]")).to_contain_text("Autumn intake")
    in_both_themes(page, axe)
    db.session.expire_all()
    theory = cohort.programme_version.exams[0]
    assert exams.course(trainee.id, theory, clock.today()).cycle == 2


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_practical_exam_is_assessed_by_its_rubric(page, sign_in, axe, trainer, cohort, language):
    trainer.language = language
    db.session.flush()
    trainee, practical = cohort.trainee, cohort.programme_version.exams[1]
    sign_in(trainer)
    page.goto(f"/training/enrolments/{trainee.id}/exams/{practical.id}/assessments/new")
    in_both_themes(page, axe)
    page.locator("main form button[type=submit]").click()
    in_both_themes(page, axe)
    for item in page.locator("fieldset.field").all():
        item.locator("input[type=radio]").nth(3).check()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("section[aria-labelledby^=sheets-]")).to_be_visible()
    in_both_themes(page, axe)
    db.session.expire_all()
    assert exams.course(trainee.id, practical, clock.today()).mark == 75
