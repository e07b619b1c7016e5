"""Campaigns: what is asked for, filled and taught for one peak, each part in one campaign at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.record import Entry
from people.models import Account
from people.permissions import Role
from recruiting import campaigns, requisitions
from recruiting.models import Campaign, CampaignCohort
from recruiting.queries import campaigns as queries
from recruiting.states import CampaignKind
from tests import factories as make
from tests.at_once import DONE
from tests.recruiting import walking
from tests.recruiting.test_requisitions import WHY, approved, begun, raised
from tests.training.classes import a_cohort, a_trainer
from training import cohorts
from training.models import Cohort


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="沈悦")


@pytest.fixture
def manager(app):
    return make.an_account(Role.MANAGER)


def a_class(**how):
    return a_cohort(a_trainer(), starts_on=clock.today() + timedelta(days=10), **how)


def a_plan(**changed):
    return campaigns.Plan(
        **{
            "name": make.words("Spring sale"), "kind": CampaignKind.PEAK,
            "peak_on": clock.today() + timedelta(days=90), "intake_from": clock.today(),
            "intake_until": clock.today() + timedelta(days=40),
        } | changed
    )  # fmt: skip


def test_an_opening_is_filled_for_one_campaign_at_a_time(recruiter):
    spring, autumn = (campaigns.begin(a_plan(), actor=recruiter) for _one in range(2))
    opening = make.an_opening()
    campaigns.take_in(spring, opening, actor=recruiter)
    with pytest.raises(campaigns.CampaignRefused, match="already"):
        campaigns.take_in(spring, opening, actor=recruiter)
    campaigns.take_in(autumn, opening, actor=recruiter)
    with pytest.raises(campaigns.CampaignRefused, match="not in"):
        campaigns.let_go(spring, opening, actor=recruiter)
    campaigns.let_go(autumn, opening, actor=recruiter)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("peak_on", {"peak_on": None}),
        ("peak_on", {"kind": CampaignKind.EVERGREEN, "intake_until": None}),
        ("intake_until", {"intake_until": None}),
        ("intake_until", {"intake_from": clock.today() + timedelta(days=50)}),
        ("intake_until", {"peak_on": clock.today() + timedelta(days=30)}),
        ("name_zh_Hans", {"name": {"en": "Spring", "zh_Hans": " "}}),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_at_its_field(recruiter, field, wrong):
    with pytest.raises(campaigns.CampaignRefused) as refused:
        campaigns.begin(a_plan(**wrong), actor=recruiter)
    assert refused.value.field == field


def test_the_campaign_shows_its_openings_and_what_comes_after_the_peak(browse, recruiter):
    campaign = campaigns.begin(a_plan(), actor=recruiter)
    late = make.an_opening(seats=7, on_duty_by=clock.today() + timedelta(days=120))
    page = browse(recruiter)
    path = f"/campaigns/{campaign.id}"
    page.post(f"{path}/parts", page.get(path).form("section[aria-labelledby=take-in] form"))
    shown = page.get(path).text("section[aria-labelledby=openings]")
    assert late.code in shown and "after the peak" in shown
    assert "0 of 7" in page.get("/campaigns").text("[data-row]")
    page.post(f"{path}/parts/opening/{late.id}/removal")
    assert "No opening is in this campaign" in page.get(path).text("main")


def test_a_campaign_is_begun_and_changed_on_its_page(browse, recruiter):
    page = browse(recruiter)
    form = page.get("/campaigns/new").form("main form") | {
        "name_en": "Spring", "name_zh_Hans": "春季", "kind": "evergreen", "peak_on": "",
    }  # fmt: skip
    address = page.post("/campaigns/new", form).location
    plan = page.get(f"{address}/plan").form("main form")
    assert plan["name_zh_Hans"] == "春季"
    page.post(f"{address}/plan", plan | {"name_en": "All year"})
    assert page.get(address).heading == "All year"
    again = page.post(f"{address}/plan", plan | {"name_en": "Too late"}, expect=422)
    assert "while you were looking" in again.text("main")


def test_requisitions_and_classes_belong_to_one_campaign_at_a_time_too(recruiter):
    spring, autumn = (campaigns.begin(a_plan(), actor=recruiter) for _one in range(2))
    for part in (raised(recruiter), a_class()):
        campaigns.take_in(spring, part, actor=recruiter)
        campaigns.take_in(autumn, part, actor=recruiter)
        assert queries.campaign_of(part).id == autumn.id
        with pytest.raises(campaigns.CampaignRefused, match="already"):
            campaigns.take_in(autumn, part, actor=recruiter)
        with pytest.raises(campaigns.CampaignRefused, match="not in"):
            campaigns.let_go(spring, part, actor=recruiter)
        campaigns.let_go(autumn, part, actor=recruiter)
        assert queries.campaign_of(part) is None


def test_an_opening_begun_for_a_requisition_comes_along(recruiter, manager):
    campaign = campaigns.begin(a_plan(), actor=recruiter)
    requisition = approved(recruiter, manager)
    before = begun(requisition, 1, recruiter)
    campaigns.take_in(campaign, requisition, actor=recruiter)
    after = begun(requisition, 1, recruiter)
    assert (queries.campaign_of(before), queries.campaign_of(after).id) == (None, campaign.id)


def test_what_was_refused_or_called_off_is_not_taken_in(recruiter, manager):
    campaign = campaigns.begin(a_plan(), actor=recruiter)
    refused, trainer = raised(recruiter), a_trainer()
    requisitions.refuse(refused, actor=manager, reason=WHY)
    called_off = a_cohort(trainer, starts_on=clock.today() + timedelta(days=10))
    cohorts.cancel(called_off, actor=trainer, reason=WHY)
    for part in (refused, called_off):
        with pytest.raises(campaigns.CampaignRefused, match="refused or called off"):
            campaigns.take_in(campaign, part, actor=recruiter)


def test_parts_of_another_team_are_out_of_reach(browse, recruiter):
    here, elsewhere = make.a_team(), make.a_team()
    own = make.an_account(Role.RECRUITER, team=here)
    campaign = campaigns.begin(a_plan(), actor=recruiter)
    theirs = raised(recruiter, team=elsewhere), a_class(team=elsewhere)
    for part in theirs:
        campaigns.take_in(campaign, part, actor=recruiter)
        with pytest.raises(campaigns.CampaignRefused, match="for this team"):
            campaigns.let_go(campaign, part, actor=own)
    shown = browse(own).get(f"/campaigns/{campaign.id}").text("main")
    assert not [part.code for part in theirs if f"{part.code} " in shown.split("Record")[0]]


def test_the_page_says_whether_the_classes_hold_whom_the_openings_take(browse, recruiter):
    campaign = campaigns.begin(a_plan(), actor=recruiter)
    opening, room = make.an_opening(seats=7), a_class(seats=5)
    too_late = a_cohort(a_trainer(), starts_on=clock.today() + timedelta(days=89))
    page, path = browse(recruiter), f"/campaigns/{campaign.id}"
    for part in (raised(recruiter, heads=8), opening, room, too_late):
        campaigns.take_in(campaign, part, actor=recruiter)
    shown = page.get(path)
    assert "The openings have 7 seats, the classes that end before the peak 5." in shown.text(".notice-warn")
    assert "8 people" in shown.text(".facts") and "0 of 8" in shown.text("[aria-labelledby=requisitions]")
    assert shown.texts("[aria-labelledby=cohorts] .bad") == ["after the peak"]
    cohorts.change_seats(room, 7, actor=make.an_account(Role.TRAINER))
    assert not page.get(path).all(".notice-warn")


def test_each_table_of_the_campaign_is_taken_away(browse, recruiter):
    campaign = campaigns.begin(a_plan(), actor=recruiter)
    page, parts = browse(recruiter), {"requisition": raised(recruiter), "cohort": a_class()}
    for kind, part in parts.items():
        campaigns.take_in(campaign, part, actor=recruiter)
        told = page.get(f"/campaigns/{campaign.id}?export=csv&of={kind}").response.get_data(as_text=True)
        assert part.code in told
    page.get(f"/campaigns/{campaign.id}?export=csv&of=people", expect=404)


def test_what_is_no_part_is_refused_and_nothing_changes(browse, recruiter):
    campaign = campaigns.begin(a_plan(), actor=recruiter)
    make.an_opening()
    page, path = browse(recruiter), f"/campaigns/{campaign.id}"
    assert "Choose one of the list" in page.post(f"{path}/parts", {"part": "team 1"}, expect=422).text("main")
    page.post(f"{path}/parts/team/1/removal", expect=404)
    assert "Taken" not in page.get(path).text("[aria-labelledby=record]")


def test_a_large_campaign_costs_as_many_statements_as_a_small_one(browse, recruiter, counted):
    campaign = campaigns.begin(a_plan(), actor=recruiter)
    page, cost = browse(recruiter), []
    for _more in range(2):
        for part in (raised(recruiter), make.an_opening(), a_class()):
            campaigns.take_in(campaign, part, actor=recruiter)
        with counted() as seen:
            page.get(f"/campaigns/{campaign.id}")
        cost.append(seen.count)
    assert cost[0] == cost[1] <= 10


def test_two_campaigns_that_take_the_same_class_at_once_have_it_one_after_the_other(at_once, recruiter):
    ids = [campaigns.begin(a_plan(), actor=recruiter).id for _one in range(2)]
    cohort_id, actor_id = a_class().id, recruiter.id

    def look():
        parts = db.session.get_one(Cohort, cohort_id), db.session.get_one(Account, actor_id)
        return [db.session.get_one(Campaign, one) for one in ids], *parts

    def takes(n):
        return lambda seen: campaigns.take_in(seen[0][n], seen[1], actor=seen[2])

    assert at_once(look, takes(0), takes(1)) == [DONE, DONE]
    assert db.session.scalar(select(func.count()).select_from(CampaignCohort)) == 1
    told = [
        entry.verb for entry in db.session.scalars(select(Entry).order_by(Entry.id)) if "cohort" in entry.verb
    ]
    assert told[-3:] == ["cohort taken in", "cohort let go", "cohort taken in"]


def test_a_requisition_that_is_filled_is_called_so_in_its_campaign(browse, recruiter, manager):
    campaign = campaigns.begin(a_plan(), actor=recruiter)
    requisition = raised(recruiter, heads=1)
    requisitions.approve(requisition, actor=manager)
    campaigns.take_in(campaign, requisition, actor=recruiter)
    walking.hired(recruiter, begun(requisition, 1, recruiter))
    page = browse(recruiter)
    assert "filled" in page.get(f"/campaigns/{campaign.id}").text("[aria-labelledby=requisitions] .state")
    told = page.get(f"/campaigns/{campaign.id}?export=csv&of=requisition").response.get_data(as_text=True)
    assert ",filled," in told
