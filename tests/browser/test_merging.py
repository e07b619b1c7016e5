"""A recruiter's browser: notice an entry made twice, merge it, find it by another name, make it two again."""

import pytest

from core.db import db
from people.permissions import Role
from recruiting.models import Application
from tests import factories as make
from tests.browser.looking import in_both_themes
from tests.recruiting.test_merging import an_entry


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


def test_two_entries_become_one_person_and_two_again(page, sign_in, axe, recruiter):
    one = an_entry("王晓明", email="wang@example.org", lives_in="Hangzhou")
    other = an_entry("Wang Xiaoming", email="xm.wang@example.net")
    sign_in(recruiter)

    page.goto("/applications")
    page.get_by_role("link", name="Entered twice?").click()
    in_both_themes(page, axe)
    page.get_by_role("link", name="Compare").click()
    page.wait_for_url("**/duplicates/*")
    in_both_themes(page, axe)
    page.get_by_label("王晓明, ").check()
    page.get_by_role("button", name="Merge").click()
    page.locator("[data-refusal]:focus").wait_for()
    assert page.get_by_label("王晓明, ").is_checked()
    page.get_by_label("Reason, for the record").fill("The same phone, and she said so.")
    page.get_by_role("button", name="Merge").click()

    page.locator(".notice-good").wait_for()
    in_both_themes(page, axe)
    assert page.locator("[aria-label=Applications] tbody tr").count() == 2
    page.keyboard.press("/")
    page.keyboard.type("wnag xiaoming")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?*")
    assert page.locator("tbody .person").all_inner_texts() == ["王晓明", "王晓明"]
    in_both_themes(page, axe)

    page.goto(f"/people/{one.id}/applications")
    page.get_by_role("link", name="Undo the merge").click()
    in_both_themes(page, axe)
    page.get_by_label("Reason, for the record").fill("They are brothers with one phone.")
    page.get_by_role("button", name="Make them two again").click()
    page.wait_for_url(f"**/people/{other.id}/applications")
    db.session.rollback()
    owners = {application.person_id for application in db.session.query(Application)}
    assert owners == {one.id, other.id}


def test_somebody_like_one_who_is_known_is_asked_about_on_entry(page, sign_in, axe, recruiter):
    known = an_entry("王晓明", email="wang@example.org")
    opening, channel = make.an_opening(), make.a_channel()
    sign_in(recruiter)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/candidates/new?opening={opening.id}")
    page.get_by_label("Channel").select_option(str(channel.id))
    page.get_by_label("Name", exact=True).fill("Wang Xiaoming")
    page.get_by_label("E-mail").fill("new@example.net")
    page.get_by_label("Phone").fill("+86 138 0013 8000")
    page.locator("main form[data-keep] button[type=submit]").click()
    page.locator("[data-refusal]").wait_for()
    axe(page)
    page.get_by_label("王晓明, same phone").check()
    page.locator("main form[data-keep] button[type=submit]").click()
    page.locator(".notice-good").wait_for()
    db.session.rollback()
    assert {one.person_id for one in db.session.query(Application)} == {known.id}


def test_whom_we_would_like_to_see_again_is_kept_and_asked(page, sign_in, axe, recruiter):
    visit = make.an_application(make.an_opening(), make.a_person("Nora Quill"), "background check")
    make.rejected(visit)
    wanted = make.an_opening()
    sign_in(recruiter)
    page.goto(f"/applications/{visit.application_id}")
    page.get_by_role("link", name="Keep for later…").click()
    in_both_themes(page, axe)
    page.get_by_label("Note").fill("Calm under pressure.")
    page.get_by_role("button", name="Keep").click()
    page.locator(".notice-good").wait_for()
    page.goto("/talent-pool")
    in_both_themes(page, axe)
    page.get_by_role("link", name="Ask again… Nora Quill").click()
    in_both_themes(page, axe)
    page.get_by_label("Opening", exact=True).select_option(str(wanted.id))
    page.get_by_role("button", name="Send the letter").click()
    page.locator(".notice-good").wait_for()
    page.goto(f"/openings/{visit.application.opening_id}/silver-medallists")
    in_both_themes(page, axe)
    page.goto(f"/people/{visit.application.person_id}/letters")
    in_both_themes(page, axe)
