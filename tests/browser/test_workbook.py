"""The trainer's workbook in a real browser: typing, arrows, a paste looked at first, a draft that stays."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from tests.browser.looking import in_both_themes
from tests.training.classes import a_cohort, a_trainee, a_trainer
from training.queries import exams

pytestmark = pytest.mark.browser
NAMES = ("Aylin", "Bruno", "Clara", "Dario")
OUTSIDE = {"en": re.compile("no trainee or exam"), "zh_Hans": re.compile("没有")}
SETTLED = {"en": "is passed, or no attempt is left", "zh_Hans": "已通过，或已无考试机会"}
PASTE = """text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', text);
    const paste = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData });
    document.activeElement.dispatchEvent(paste);
}"""


@pytest.fixture
def trainer(app):
    return a_trainer()


@pytest.fixture
def cohort(trainer):
    with clock.at(clock.now() - timedelta(days=10)):
        made = a_cohort(trainer, starts_on=clock.today() + timedelta(days=7), code="Evening intake")
        made.trainees = [a_trainee(made, trainer, name) for name in NAMES]
    return made


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_class_is_marked_by_keyboard_and_paste(page, sign_in, axe, trainer, cohort, language):
    trainer.language = language
    db.session.flush()
    theory, practical = cohort.programme_version.exams
    trainees = cohort.trainees
    sign_in(trainer)
    page.goto(f"/training/cohorts/{cohort.id}/marks")
    in_both_themes(page, axe)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    page.locator(f"#day-{theory.id}").fill(yesterday)
    cell = page.locator(f"#mark-{trainees[0].id}-{theory.id}-1")
    cell.focus()
    page.keyboard.type("88")
    page.keyboard.press("Enter")
    expect(page.locator(f"#mark-{trainees[1].id}-{theory.id}-1")).to_be_focused()
    page.evaluate(PASTE, "79.5\t90\nabsent\t104\n61\t75")
    expect(page.locator("[data-preview] li")).to_have_count(6)
    expect(page.locator("[data-preview] li.bad")).to_have_count(2)
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator("td.dirty")).to_have_count(5)
    page.reload()
    expect(page.locator("td.dirty")).to_have_count(5)
    expect(page.locator(f"#day-{theory.id}")).to_have_value(yesterday)
    expect(page.locator(f"#day-{practical.id}")).to_have_value(clock.today().isoformat())
    page.locator(f"#mark-{trainees[0].id}-{theory.id}-1").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"#mark-{trainees[0].id}-{practical.id}-1")).to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.locator("td.pass, td.fail")).to_have_count(5)
    expect(page.locator("td.dirty")).to_have_count(0)
    page.wait_for_load_state()  # the marks are there before the script that knows what a paste is
    passed = f"#mark-{trainees[0].id}-{practical.id}-1"
    page.locator(passed).focus()
    page.evaluate(PASTE, "77\t78")
    expect(page.locator("[data-preview] li.bad")).to_have_text(OUTSIDE[language])
    page.locator("[data-cancel]").click()
    page.locator(f"#mark-{trainees[2].id}-{theory.id}-1").focus()
    page.evaluate(PASTE, "77\t78\n79\t80")
    expect(page.locator("[data-preview] li.bad").last).to_contain_text(SETTLED[language])
    db.session.expire_all()
    taken = exams.attempts([one.id for one in trainees])
    assert {key: [one.mark for one in rows] for key, rows in taken.items()} == {
        (trainees[0].id, "theory"): [88],
        (trainees[1].id, "theory"): [79.5],
        (trainees[1].id, "practical"): [90],
        (trainees[3].id, "theory"): [61],
        (trainees[3].id, "practical"): [75],
    }


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_class_is_marked_by_topic(page, sign_in, axe, trainer, cohort, language):
    trainer.language = language
    db.session.flush()
    theory, trainees = cohort.programme_version.exams[0], cohort.trainees
    sign_in(trainer)
    page.goto(f"/training/cohorts/{cohort.id}/marks")
    page.locator(f"a[href$='/marks/{theory.id}']").click()
    in_both_themes(page, axe)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    page.locator(f"#day-{theory.id}").fill(yesterday)
    page.locator("#form").fill("B")
    page.locator(f"#mark-{trainees[0].id}-{theory.id}-1").focus()
    page.evaluate(PASTE, "88\t91\t84\n60\t40\tall\n\t\t75")
    expect(page.locator("[data-preview] li")).to_have_count(7)
    expect(page.locator("[data-preview] li.bad")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("td.dirty")).to_have_count(6)
    page.reload()
    expect(page.locator("td.dirty")).to_have_count(6)
    expect(page.locator(f"#day-{theory.id}")).to_have_value(yesterday)
    expect(page.locator("#form")).to_have_value("B")
    third = page.locator(f"#mark-{trainees[2].id}-{theory.id}-1")
    page.locator(f"#mark-{trainees[1].id}-{theory.id}-1").focus()
    page.keyboard.press("Enter")
    expect(third).to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.locator("td.refused")).to_have_count(1)
    axe(page)
    third.fill("79")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"#part-{trainees[2].id}-{theory.id}-1-values")).to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.locator("tr:has([data-locked])")).to_have_count(3)
    expect(page.locator("td.dirty")).to_have_count(0)
    db.session.expire_all()
    taken = exams.attempts([one.id for one in trainees])
    assert {key[0]: [(one.mark, one.form, one.parts) for one in rows] for key, rows in taken.items()} == {
        trainees[0].id: [(88, "B", {"values": "91", "organisation": "84"})],
        trainees[1].id: [(60, "B", {"values": "40"})],
        trainees[2].id: [(79, "B", {"organisation": "75"})],
    }
