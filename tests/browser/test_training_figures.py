"""A manager reads the figures of training, a trainer asks who lacks what is new and takes in a file."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from people.permissions import Role
from tests.browser.looking import in_every_shape
from tests.factories import an_account
from tests.training.classes import a_cohort, a_trainee, a_trainer
from tests.training.passing import attend, passed, sit
from training import plans, programmes
from training.plans import TopicPlan
from training.queries import nesting

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)
TOPIC = TopicPlan("labels", {"en": "Return labels", "zh_Hans": "退货单"})


@pytest.fixture
def trainer(app):
    return a_trainer()


@pytest.fixture
def cohort(trainer):
    """A class that is over by now: six sat the exams, two of them are on duty."""
    monday = clock.today() - timedelta(days=clock.today().weekday()) - 35 * DAY
    with clock.at(clock.day_start(monday - 7 * DAY)):
        made = a_cohort(trainer, starts_on=monday, code="Summer intake")
    with clock.at(clock.day_start(monday)):
        everybody = [a_trainee(made, trainer, name) for name in ("程念", "Robin", "Ai", "Bo", "Cy", "Di")]
    on = made.ends_on + 3 * DAY
    for one in everybody[:2]:
        passed(one, made, trainer, on=on)
    attend(made, everybody[2:], trainer)
    for one in everybody[2:]:
        sit(one, made, trainer, 90 if one is everybody[2] else 60, on=on)
    made.first = everybody[0]
    return made


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_manager_reads_the_figures_and_opens_a_number(page, sign_in, axe, cohort, language):
    manager = an_account(Role.MANAGER)
    manager.language = language
    db.session.flush()
    sign_in(manager)
    page.goto("/training/figures")
    in_every_shape(page, axe)
    page.locator(".seg a").nth(1).click()
    expect(page.locator("section[aria-labelledby=rates] tbody tr")).to_have_count(2)
    in_every_shape(page, axe)
    page.locator("section[aria-labelledby=cohorts] tbody td.num a").first.click()
    expect(page.locator("tbody [data-row]")).to_have_count(6)
    in_every_shape(page, axe)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_who_lacks_what_is_new_is_asked_to_train_again(page, sign_in, axe, trainer, cohort, language):
    programme = cohort.programme_version.programme
    plan = plans.plan_of(programmes.queries.newest(programme.id))
    *rest, last = plan.modules
    changed = (*rest, replace(last, topics=(*last.topics, TOPIC)))
    programmes.publish(programme, replace(plan, modules=changed), now=clock.now(), actor=trainer)
    trainer.language = language
    db.session.flush()
    sign_in(trainer)
    page.goto("/training/recalls")
    in_every_shape(page, axe)
    expect(page.locator("[name=chosen]:checked")).to_have_count(2)
    page.locator("[name=chosen]").first.uncheck()
    page.locator("[name=reason]").fill("Returns go by chat now.")
    page.locator(".confirm-bar button").click()
    page.locator(".notice-good").wait_for()
    expect(page.locator("[name=chosen]")).to_have_count(1)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_daily_numbers_are_taken_in_from_a_file_and_back_out(page, sign_in, axe, trainer, cohort, language):
    trainer.language = language
    db.session.flush()
    began = nesting.of_enrolment(cohort.first.id).nesting.began_on
    content = f"name,day,contacts,quality\n程念,{began},34,90\nNobody,{began},1,1\n"
    sign_in(trainer)
    page.goto("/training/nesting/import")
    file = {"name": "week.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("section[aria-labelledby=choose] button[type=submit]").click()
    expect(page.locator("section[aria-labelledby=problems] li")).to_have_count(1)
    in_every_shape(page, axe)
    page.locator("section[aria-labelledby=found] button[type=submit]").click()
    page.locator("section[aria-labelledby=files] tbody button").click()
    page.locator(".notice-good").wait_for()
    in_every_shape(page, axe)
