"""A manager takes in a month from a file with bad lines, closes it and corrects a figure, in a browser."""

import csv

import pytest

from careers.queries import reviews
from core import clock
from core.db import db
from people.permissions import Role
from tests.browser.looking import in_every_shape
from tests.careers.people_at_work import WHY, an_employee
from tests.factories import a_team, an_account

pytestmark = pytest.mark.browser
HEAD = [
    "Name",
    "Month",
    "Customer satisfaction",
    "First response time",
    "Resolution rate",
    "Enquiries handled",
]


@pytest.fixture
def manager(app):
    return an_account(Role.MANAGER)


@pytest.fixture
def people(app):
    team = a_team()
    return [an_employee(name, team=team) for name in ("Ada Field", "Bo Nyman", "叶青禾")]


def test_a_month_is_imported_with_three_bad_lines_closed_and_corrected(
    page, sign_in, axe, manager, people, tmp_path
):
    month = reviews.last_over(clock.today())
    said = f"{month:%Y-%m}"
    lines = [
        ["Ada Field", said, "4.7", "41", "92", "74"],
        ["Bo Nyman", said, "4.5", "fast", "91", "70"],
        ["Nobody Here", said, "4.5", "44", "91", "70"],
        ["叶青禾", said, "4.2", "50", "88", "66"],
        ["叶青禾", said, "4.3", "50", "88", "66"],
    ]
    file = tmp_path / "month.csv"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows([HEAD, *lines])
    sign_in(manager)
    page.goto("/careers/reviews/import")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button[type=submit]").click()
    found = page.locator("section[aria-labelledby=found]")
    found.wait_for()
    text = page.locator("main").inner_text()
    for bad in ("“fast” is no number", "is called Nobody Here", "Line 5 is about the same person"):
        assert bad in text
    in_every_shape(page, axe)
    page.get_by_role("button", name="Take in 2 lines").click()
    page.locator(".notice-good, .toast-good").first.wait_for()
    page.goto(f"/careers/reviews?month={said}")
    page.get_by_role("button", name="Close the month for 3 people").click()
    page.get_by_text("2 of 3 are closed").wait_for()
    in_every_shape(page, axe)
    db.session.rollback()
    assert [reviews.standing(one.id, month) is not None for one in people] == [True, False, True]
    ada = people[0].id
    before = reviews.standing(ada, month).score
    db.session.rollback()
    page.goto(f"/careers/people/{ada}/months/{said}")
    page.get_by_label("Customer satisfaction", exact=False).first.fill("4.8")
    page.locator("#reason").fill(WHY)
    page.locator("section[aria-labelledby=correct] button[type=submit]").click()
    page.get_by_text("Corrected. The earlier revision stays to be seen.").wait_for()
    in_every_shape(page, axe)
    after = reviews.standing(ada, month)
    assert after.number == 2 and after.score > before
