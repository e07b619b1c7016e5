"""A trainer's day from the first session to a certificate: attendance by keyboard, forty scores pasted, a
retake unlocked, somebody put on duty; in both languages."""

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from tests.browser.looking import in_both_themes
from tests.browser.test_workbook import PASTE
from tests.training.classes import a_cohort, a_trainee, a_trainer
from tests.training.passing import attend, sit
from training import cohorts
from training.queries import attendance, exams
from training.queries import cohorts as queries
from training.states import Mark

DAY = timedelta(days=1)
SCORES = [*range(55, 93), "absent", "104"]
"""Forty; the last two are no marks."""
PASSES_AT = 80
PASSED = "程念"


@pytest.fixture
def trainer(app):
    return a_trainer()


@pytest.fixture
def cohort(trainer):
    """Forty in a class that began three weeks ago, and a session of which begins now."""
    monday = clock.today() - clock.today().weekday() * DAY - 21 * DAY
    with clock.at(clock.day_start(monday - 3 * DAY)):
        made = a_cohort(trainer, starts_on=monday, seats=40, code="Evening intake")
        made.trainees = [a_trainee(made, trainer, f"Trainee {number:02}") for number in range(1, 41)]
    start, last = clock.now(), queries.sessions(made.id)[-1]
    if clock.local(start).date() != clock.local(start + timedelta(hours=1)).date():
        start -= timedelta(hours=1)
    cohorts.move_session(
        last, start, start + timedelta(hours=1), place="Room 3", trainer=trainer, actor=trainer
    )
    return made


@pytest.fixture
def passed(trainer):
    """Through every exam of an earlier class, and not on duty yet."""
    monday = clock.today() - clock.today().weekday() * DAY - 63 * DAY
    with clock.at(clock.day_start(monday - 3 * DAY)):
        earlier = a_cohort(trainer, starts_on=monday, code="Summer intake")
        one = a_trainee(earlier, trainer, PASSED)
    attend(earlier, [one], trainer)
    sit(one, earlier, trainer, 90, on=earlier.ends_on + 3 * DAY)
    return one


class Class(NamedTuple):
    """Ids, so that nothing is read while the product writes."""

    cohort: int
    session: int
    theory: int
    trainees: list[int]

    def taken(self):
        """The theory attempts of each, as they are saved."""
        found = exams.attempts(self.trainees)
        db.session.rollback()
        return [[(row.mark, row.passed) for row in found.get((one, "theory"), [])] for one in self.trainees]


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_trainers_day(page, sign_in, axe, trainer, cohort, passed, language):
    trainer.language = language
    theory = cohort.programme_version.exams[0].id
    last = queries.sessions(cohort.id)[-1].id
    there = Class(cohort.id, last, theory, [one.id for one in cohort.trainees])
    db.session.commit()
    sign_in(trainer)
    takes_attendance(page, axe, there)
    pastes_forty_scores(page, axe, there)
    unlocks_a_retake(page, axe, there)
    opens_a_certificate(page, axe)


def takes_attendance(page, axe, there):
    page.goto(f"/training/sessions/{there.session}")
    in_both_themes(page, axe)
    page.locator("tr[data-trainee] input:focus").wait_for()
    for key in "pla":
        page.keyboard.press(key)
    page.locator("button[name=rest]").click()
    page.locator(".notice-good").wait_for()
    marks = Counter(one.mark for one in attendance.marks_of_session(there.session).values())
    db.session.rollback()
    assert marks == {Mark.PRESENT: 38, Mark.LATE: 1, Mark.ABSENT: 1}


def pastes_forty_scores(page, axe, there):
    page.goto(f"/training/cohorts/{there.cohort}/marks")
    page.locator(f"#day-{there.theory}").fill((clock.today() - 4 * DAY).isoformat())
    page.locator(f"#mark-{there.trainees[0]}-{there.theory}-1").focus()
    page.evaluate(PASTE, "\n".join(map(str, SCORES)))
    expect(page.locator("[data-preview] li")).to_have_count(40)
    expect(page.locator("[data-preview] li.bad")).to_have_count(2)
    in_both_themes(page, axe)
    page.locator("[data-apply]").click()
    expect(page.locator("td.dirty")).to_have_count(38)
    page.keyboard.press("Control+s")
    expect(page.locator("td.pass, td.fail")).to_have_count(38)
    assert there.taken() == [[(score, score >= PASSES_AT)] for score in SCORES[:38]] + [[], []]


def unlocks_a_retake(page, axe, there):
    """Locked until what was weak is signed off; then, the wait being over, there is a field for it."""
    first = there.trainees[0]
    retake = page.locator(f"#mark-{first}-{there.theory}-2")
    expect(retake).to_have_count(0)
    page.goto(f"/training/enrolments/{first}/exams")
    page.locator("section[aria-labelledby=exam-theory] a.btn").click()
    in_both_themes(page, axe)
    page.locator("#deed-sign-off-said").fill("Returns once more, with three real cases.")
    page.locator("button[name=deed][value='sign off']").click()
    page.locator(".notice-good").wait_for()
    page.goto(f"/training/cohorts/{there.cohort}/marks")
    retake.fill("86")
    page.keyboard.press("Control+s")
    page.locator(".notice-good").wait_for()
    assert there.taken()[0] == [(55, False), (86, True)]


def opens_a_certificate(page, axe):
    page.goto("/training/")
    in_both_themes(page, axe)
    page.locator("section[aria-labelledby=ready] form button").click()
    page.wait_for_url("**/gate")
    page.goto("/training/certificates")
    page.locator("tbody a[href*='/certificates/']").first.click()
    page.locator("svg.qr").wait_for()
    in_both_themes(page, axe)
    page.goto(page.locator("main a[href*='/paper/']").get_attribute("href"))
    expect(page.locator("body")).to_contain_text(PASSED)
