"""A recruiter says what a channel costs, books and pays, and asks the numbers, also those of a past day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import channels, closing, hiring, offers, pipeline, rewards
from recruiting.channels import Terms
from recruiting.forms.report_tables import REPORTS
from recruiting.models import ChannelCost
from recruiting.states import CostModel
from tests import factories as make
from tests.browser.looking import in_every_shape
from tests.recruiting import walking

LONG_AGO = timedelta(days=60)


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="沈悦")


@pytest.fixture
def months(recruiter):
    """Somebody was referred and hired sixty days ago; nine others applied, six of them are through."""
    with clock.at(clock.now() - LONG_AGO):
        opening = make.an_opening(actor=recruiter)
        bonus = Terms(CostModel.BONUS, 150_000, "CNY", stay_days=30)
        channels.publish_terms(make.a_channel("referral"), bonus, clock.today(), actor=recruiter)
        visits = [make.an_application(opening) for _one in range(9)]
        referred = make.an_application(opening, stage="offer", channel="referral")
        referred.application.referrer_id = make.a_person("周安然").id
        walking.draft(referred, recruiter)
        offers.send(referred, walking.approved(referred), actor=recruiter)
        offers.accept(referred, walking.offer_of(referred), actor=recruiter)
        hiring.hire(referred, actor=recruiter)
    for number, visit in enumerate(visits[:6]):
        with clock.at(clock.now() - LONG_AGO + timedelta(days=2 + number)):
            if number % 2:
                pipeline.advance(visit, actor=recruiter)
            else:
                closing.reject(visit, make.a_reason(), actor=recruiter, tell=False)
    rewards.fall_due()
    db.session.commit()
    return opening


def test_a_channel_gets_terms_a_cost_is_booked_and_a_reward_is_paid(page, sign_in, axe, recruiter, months):
    sign_in(recruiter)
    page.goto("/channels")
    in_every_shape(page, axe)
    page.get_by_role("link", name="Job site").click()
    page.get_by_label("What it costs").select_option("per posting")
    page.get_by_label("Amount").fill("680")
    page.get_by_role("button", name="Publish version 1").click()
    page.locator(".notice-good").wait_for()
    assert "CNY 680 per posting" in page.locator(".page-sub").inner_text()

    page.get_by_role("link", name="Book a cost…").click()
    page.get_by_label("Amount").fill("680.505")
    page.get_by_role("button", name="Book", exact=True).click()
    page.locator(".notice-bad").wait_for()
    page.get_by_label("Amount").fill("680.50")
    page.get_by_role("button", name="Book", exact=True).click()
    assert "CNY 680.50" in page.locator("tbody").inner_text()
    in_every_shape(page, axe)

    page.goto("/rewards")
    page.get_by_role("button", name="Paid to 周安然").click()
    page.locator(".notice-good").wait_for()
    db.session.expire_all()
    assert [cost.amount for cost in db.session.scalars(select(ChannelCost))] == [68_050, 150_000]


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_whole_and_its_numbers_open(page, sign_in, axe, recruiter, months, name):
    sign_in(recruiter)
    page.goto("/reports")
    page.get_by_role("link", name=str(REPORTS[name].title), exact=True).click()
    in_every_shape(page, axe)
    number = page.locator("tbody a.quiet[href*='/people']").first
    said = int(number.inner_text())
    number.click()
    page.wait_for_url("**/people?**")
    assert page.locator("tbody tr").count() == said
    in_every_shape(page, axe)


def test_a_past_day_is_asked_for_and_the_numbers_are_those_of_that_day(page, sign_in, recruiter, months):
    sign_in(recruiter)
    page.goto("/reports/drop-off")
    assert page.locator("tfoot").first.locator("td").first.inner_text() == "3"
    page.locator("summary", has_text="As of").click()
    day = clock.local(clock.now() - LONG_AGO + timedelta(days=2)).date()
    page.locator("input[name=as_of][type=date]").fill(day.isoformat())
    page.locator(".menu-form button[type=submit]", has_text="Show").last.click()
    page.wait_for_url(f"**as_of={day}*")
    assert page.locator("tfoot").first.locator("td").first.inner_text() == "1"
