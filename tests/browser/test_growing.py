"""Going on learning on duty: a session marked by keyboard, a launch with its check, a claim of self-study."""

from datetime import datetime, time, timedelta

import pytest

from core import clock
from core.db import db
from people.permissions import Role
from tests.browser.looking import PHONE, in_every_shape
from tests.factories import a_team, an_account
from tests.training.on_duty_already import a_plan, account_of, an_employee
from training import launches, recurrent, studying
from training.launches import Briefing, Frame
from training.queries import launches as new_products
from training.queries import recurrent as queries
from training.studying import Study

DAY = timedelta(days=1)
NAMES = ("Leon Fischer", "Robin Vale", "程念")


@pytest.fixture
def team(app):
    return a_team()


@pytest.fixture
def trainer(team):
    return an_account(Role.TRAINER, name="顾明川")


@pytest.fixture
def people(team):
    since = clock.today() - 100 * DAY
    return [an_employee(name, team=team, on_duty_since=since) for name in NAMES]


@pytest.fixture
def session(team, trainer, people):
    starts_at = datetime.combine(clock.today() - DAY, time(10), clock.zone())
    wanted = a_plan(trainer, team, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    return recurrent.plan(wanted, actor=trainer)


@pytest.fixture
def launch(team, trainer, people):
    frame = Frame("Luma desk lamp", clock.today() + 7 * DAY, False, frozenset({team.id}))
    return launches.announce(frame, Briefing("It charges by cable only.", asks_check=True), actor=trainer)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_attendance_is_taken_by_keyboard(page, sign_in, axe, trainer, session, language):
    trainer.language = language
    db.session.flush()
    sign_in(trainer)
    page.goto(f"/training/recurrent/{session.id}")
    in_every_shape(page, axe)
    page.locator("tr[data-trainee] input:focus").wait_for()
    for key in ("p", "a", "e"):
        page.keyboard.press(key)
    page.keyboard.press("Control+s")
    page.locator(".notice-good").wait_for()
    db.session.rollback()
    marks = [one.presence.value for one in queries.marks_of(session.id).values()]
    assert sorted(marks) == ["absent", "excused", "present"]


def test_a_check_is_entered_by_keyboard_and_the_list_says_who_may_not_serve(
    page, sign_in, axe, trainer, launch
):
    sign_in(trainer)
    page.goto(f"/training/launches/{launch.id}")
    in_every_shape(page, axe)
    page.locator("tr[data-trainee] input:focus").wait_for()
    page.keyboard.press("p")
    page.keyboard.press("n")
    page.keyboard.press("Control+s")
    page.locator(".notice-good").wait_for()
    db.session.rollback()
    assert sorted(str(one.check) for one in new_products.readiness([launch.id])) == ["False", "None", "True"]
    page.goto("/training/launches/not-yet")
    assert page.locator("tbody tr").count() == len(NAMES)


def test_the_pages_are_whole_for_whoever_plans_and_decides(
    page, sign_in, axe, trainer, people, session, launch
):
    studied = Study("Customs basics", clock.today() - DAY, 90, "https://learn.example/customs")
    claim = studying.claim(studied, actor=account_of(people[0]))
    sign_in(trainer)
    for path in (
        f"/training/recurrent?month={session.held_on:%Y-%m}",
        f"/training/recurrent/{session.id}/plan",
        f"/training/learning-hours?month={session.held_on:%Y-%m}",
        f"/training/people/{people[0].id}/learning",
        "/training/launches",
        f"/training/launches/{launch.id}/plan",
        f"/training/launches/{launch.id}/versions/new",
        "/training/self-study",
        f"/training/self-study/{claim.id}",
    ):
        page.goto(path)
        in_every_shape(page, axe)


def test_an_employee_reads_what_has_to_be_known_and_claims_self_study(
    page, sign_in, axe, people, session, launch
):
    sign_in(account_of(people[0]))
    page.goto("/")
    in_every_shape(page, axe)
    page.locator("section[aria-labelledby=not-yet] a").click()
    in_every_shape(page, axe)
    page.locator("main form button.btn-primary").click()
    page.locator(".notice-good").wait_for()
    page.goto("/training/own/self-study/new")
    in_every_shape(page, axe)
    page.fill("#what", "Customs basics")
    page.fill("#studied_on", clock.today().isoformat())
    page.fill("#hours", "1.5")
    page.fill("#url", "https://learn.example/customs")
    page.locator("main form button.btn-primary").click()
    page.locator(".notice-good").wait_for()
    in_every_shape(page, axe)
    page.locator("section[aria-labelledby=claims] a").click()
    in_every_shape(page, axe)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_what_is_missing_for_a_product_is_read_on_a_phone(page, sign_in, people, launch, language):
    me = account_of(people[0])
    me.language = language
    db.session.commit()
    page.set_viewport_size(PHONE)
    sign_in(me)
    page.goto("/training/own")
    row = page.locator("section[aria-labelledby=not-yet] tbody tr")
    button = row.locator("a").bounding_box()
    missing = row.locator(".state").all()
    assert missing
    for word in missing:
        box = word.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= button["x"], "it lies under the button"
