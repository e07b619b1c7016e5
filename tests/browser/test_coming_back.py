"""Somebody comes back by a link, their former result counts, and the rubric is changed meanwhile."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from assessment.models import Rubric
from core import clock
from core.db import db
from people.permissions import Role
from recruiting.queries import rubrics, standing
from recruiting.states import Verdict
from tests import factories as make
from tests.browser.looking import PHONE


@pytest.fixture
def everything(app):
    return make.an_account(*Role, name="沈悦")


def test_a_link_brings_somebody_back_whose_former_result_is_let_count(everything, page, sign_in, axe):
    with clock.at(clock.now() - timedelta(days=40)):
        former = make.an_application(make.an_opening(), make.a_person("Bo Nyman", email="bo@example.org"))
        make.rejected(former)
        before = make.an_application(make.an_opening(), former.application.person, stage="online test")
        make.a_result(before, 91)
        make.rejected(before)
    opening = make.an_opening(actor=everything)
    sign_in(everything)
    page.goto(
        f"/candidates/new?opening={opening.id}&utm_source=Boss&utm_campaign=618&referrer=https://zhipin.com/x"
    )
    expect(page.get_by_label("Source", exact=False).first).to_be_visible()
    axe(page)
    page.get_by_label("Channel").select_option(label="Job site")
    page.get_by_label("Name", exact=True).fill("Bo Nyman")
    page.get_by_label("E-mail").fill("bo@example.org")
    page.get_by_role("button", name="Add candidate").click()
    expect(page.locator("[aria-labelledby=about]")).to_contain_text("boss · 618 · zhipin.com")
    axe(page)
    number = int(page.url.rpartition("/")[2])
    db.session.rollback()
    visit = standing.latest_visit(number)
    make.pipeline.move(
        visit, make.a_stage(visit, "online test"), actor=None, reason=make.WHY, override=True, tell=False
    )
    db.session.commit()
    page.set_viewport_size(PHONE)
    page.reload()
    axe(page)
    page.get_by_role("link", name="Former results").click()
    axe(page)
    page.get_by_role("button", name="Let it count").click()
    expect(page.get_by_text("The former result counts here now")).to_be_visible()
    page.goto(f"/applications/{number}/former-results")
    expect(page.locator("[aria-labelledby=carried] li")).to_have_count(1)
    axe(page)
    db.session.rollback()
    assert standing.latest_visit(number).verdict is Verdict.PASSED


def test_a_rubric_is_edited_with_the_keyboard_and_looked_at_before_it_is_published(
    everything, page, sign_in, axe
):
    make.found()
    rubric = db.session.scalars(select(Rubric).order_by(Rubric.id)).first()
    sign_in(everything)
    page.goto(f"/rubrics/{rubric.id}")
    axe(page)
    page.get_by_role("link", name="Edit…").click()
    page.get_by_label("Weight").first.fill("2.5")
    page.get_by_role("button", name="Preview").press("Enter")
    expect(page.get_by_text("nothing is published yet")).to_be_visible()
    axe(page)
    page.set_viewport_size(PHONE)
    axe(page)
    page.get_by_role("button", name="Publish version 2").press("Enter")
    expect(page.get_by_text("Version 2 is published.")).to_be_visible()
    db.session.rollback()
    assert rubrics.newest(rubric.id).criteria[0].weight == 2.5
