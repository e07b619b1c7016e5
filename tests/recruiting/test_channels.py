"""Terms as versions, costs that are corrected and never overwritten, rewards from promise to payment,
and where an application came from."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from core import clock
from core.db import db
from core.record import Entry
from people import employment as employments
from people.permissions import Role
from people.states import LeavingReason
from recruiting import channels, costs, hiring, rewards, sources
from recruiting.channels import Terms, TermsRefused
from recruiting.costs import CostRefused, Spent
from recruiting.models import ChannelCost, ReferralReward
from recruiting.queries import channels as queries
from recruiting.queries import costs as cost_queries
from recruiting.queries import rewards as reward_queries
from recruiting.rewards import RewardRefused
from recruiting.sources import SourceRefused
from recruiting.states import CostModel, RewardState
from tests import factories as make
from tests.recruiting import walking

BONUS = Terms(CostModel.BONUS, amount=150_000, currency="CNY", stay_days=90)
WHY = "The invoice said otherwise."


@pytest.fixture
def recruiter(app):
    make.found()
    return make.an_account(Role.RECRUITER)


@pytest.fixture
def referral(recruiter):
    channel = make.a_channel("referral")
    channels.publish_terms(channel, BONUS, clock.today(), actor=recruiter)
    return channel


def a_cost(recruiter, **other):
    spent = {"spent_on": clock.today(), "amount": 50_000, "currency": "CNY", **other}
    return costs.book(make.a_channel("job site"), Spent(**spent), actor=recruiter)


def a_referred_hire(recruiter, opening=None, referrer=None):
    """Somebody referred, hired from today on; returns the visit and the reward."""
    visit = make.an_application(opening, stage="offer", channel="referral")
    visit.application.referrer_id = (referrer or make.a_person("周安然")).id
    db.session.flush()
    walking.draft(visit, recruiter)
    offer = walking.offer_of(visit)
    walking.offers.send(visit, walking.approved(visit, offer), actor=recruiter)
    walking.offers.accept(visit, offer, actor=recruiter)
    hiring.hire(visit, actor=recruiter)
    return visit, reward_queries.live_reward(visit.application_id)


def later(days):
    return clock.at(clock.now() + timedelta(days=days))


# Terms


def test_terms_hold_from_their_day_and_the_old_version_stays(recruiter):
    channel, today = make.a_channel("job site"), clock.today()
    channels.publish_terms(channel, Terms(CostModel.POSTING, 50_000, "CNY"), today, actor=recruiter)
    click = Terms(CostModel.CLICK, 120, "CNY")
    channels.publish_terms(channel, click, today + timedelta(days=10), actor=recruiter)
    assert queries.terms_on(channel.id, today + timedelta(days=9)).model is CostModel.POSTING
    assert queries.terms_on(channel.id, today + timedelta(days=10)).model is CostModel.CLICK
    assert queries.terms_on(channel.id, today - timedelta(days=1)) is None
    assert queries.terms_in_force(today)[channel.id].number == 1
    assert queries.terms_to_come(today)[channel.id].number == 2


def test_terms_begun_earlier_do_not_overtake_those_that_begin_later(recruiter):
    channel, today = make.a_channel("campus"), clock.today()
    january = Terms(CostModel.EVENT, 400_000, "CNY")
    channels.publish_terms(channel, january, today + timedelta(days=30), actor=recruiter)
    channels.publish_terms(channel, Terms(CostModel.EVENT, 300_000, "CNY"), today, actor=recruiter)
    assert queries.terms_on(channel.id, today).amount == 300_000
    assert queries.terms_on(channel.id, today + timedelta(days=30)).amount == 400_000


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(CostModel.POSTING, currency="CNY"), "amount"),
        (Terms(CostModel.EVENT, 100, "XXX"), "currency"),
        (Terms(CostModel.SALARY_SHARE), "share"),
        (Terms(CostModel.BONUS, 100, "CNY"), "stay_days"),
    ],
)
def test_terms_that_say_too_little_are_refused(recruiter, terms, field):
    with pytest.raises(TermsRefused) as refused:
        channels.publish_terms(make.a_channel("campus"), terms, clock.today(), actor=recruiter)
    assert refused.value.field == field


def test_terms_of_the_past_and_the_same_terms_again_are_refused(recruiter, referral):
    with pytest.raises(TermsRefused):
        channels.publish_terms(referral, BONUS, clock.today() - timedelta(days=1), actor=recruiter)
    with pytest.raises(TermsRefused):
        channels.publish_terms(referral, BONUS, clock.today(), actor=recruiter)


def test_who_recruits_for_one_team_does_not_set_what_is_everybodys(recruiter):
    of_one_team = make.an_account(Role.RECRUITER, team=make.a_team())
    with pytest.raises(TermsRefused):
        channels.publish_terms(make.a_channel("referral"), BONUS, clock.today(), actor=of_one_team)


# Costs


def test_a_correction_is_a_new_row_and_the_old_one_no_longer_counts(recruiter):
    cost = a_cost(recruiter)
    new = costs.correct(cost, Spent(clock.today(), 40_000, "CNY"), WHY, actor=recruiter)
    assert (cost.amount, new.amount, new.replaces_id) == (50_000, 40_000, cost.id)
    assert [row.amount for row in cost_queries.sums(cost_queries.CostFilter(), recruiter)] == [40_000]
    kept = cost_queries.all_costs(cost_queries.CostFilter(replaced=True), recruiter)
    assert [row.amount for row in kept] == [50_000, 40_000]


def test_an_amount_of_nothing_cancels_a_cost(recruiter):
    costs.correct(a_cost(recruiter), Spent(clock.today(), 0, "CNY"), WHY, actor=recruiter)
    assert cost_queries.sums(cost_queries.CostFilter(), recruiter) == []


def test_a_cost_is_corrected_once_and_then_its_correction(recruiter):
    cost = a_cost(recruiter)
    new = costs.correct(cost, Spent(clock.today(), 40_000, "CNY"), WHY, actor=recruiter)
    with pytest.raises(CostRefused):
        costs.correct(cost, Spent(clock.today(), 30_000, "CNY"), WHY, actor=recruiter)
    assert costs.correct(new, Spent(clock.today(), 30_000, "CNY"), WHY, actor=recruiter).amount == 30_000


@pytest.mark.parametrize(
    "spent",
    [
        Spent(date(2126, 1, 1), 100, "CNY"),
        Spent(date(2026, 1, 1), 0, "CNY"),
        Spent(date(2026, 1, 1), 100, "XXX"),
        Spent(date(2026, 1, 1), 2_000_000_000, "CNY"),
    ],
)
def test_a_cost_that_makes_no_sense_is_refused(recruiter, spent):
    with pytest.raises(CostRefused):
        costs.book(make.a_channel("campus"), spent, actor=recruiter)


def test_the_database_refuses_to_change_or_delete_what_is_booked(recruiter):
    cost = a_cost(recruiter)
    db.session.commit()
    cost.amount = 1
    with pytest.raises(DatabaseError):
        db.session.flush()
    db.session.rollback()


def test_a_form_sent_twice_books_once(recruiter, browse):
    page = browse(recruiter)
    form = page.get("/channels/costs/new?channel=" + str(make.a_channel("campus").id)).form()
    filled = {**form, "amount": "1,500.50", "note": "Autumn fair"}
    page.post("/channels/costs/new", filled)
    again = page.post("/channels/costs/new", filled, expect=422)
    assert "booked a moment ago" in again.text(".notice-bad")
    assert [cost.amount for cost in db.session.scalars(select(ChannelCost))] == [150_050]


def test_a_bad_amount_is_said_and_what_was_typed_stays(recruiter, browse):
    page = browse(recruiter)
    form = page.get("/channels/costs/new").form()
    answer = page.post("/channels/costs/new", {**form, "amount": "1.234", "note": "Fair"}, expect=422)
    assert "not an amount" in answer.text(".notice-bad")
    assert answer.one("#amount")["value"] == "1.234" and answer.one("#note").get_text().strip() == "Fair"
    assert db.session.scalars(select(ChannelCost)).all() == []


def test_costs_are_taken_away_as_shown(recruiter, browse):
    a_cost(recruiter, campaign="=HYPERLINK(1)")
    answer = browse(recruiter).get("/channels/costs?export=csv")
    rows = list(csv.reader(io.StringIO(answer.response.get_data().decode("utf-8-sig"))))
    assert rows[1][3] == "'=HYPERLINK(1)" and float(rows[1][4]) == 500


def test_a_cost_of_an_opening_out_of_reach_is_not_there(recruiter, browse):
    elsewhere = a_cost(recruiter, opening=make.an_opening())
    stranger = make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere"))
    page = browse(stranger)
    page.get(f"/channels/costs/{elsewhere.id}/correction", expect=404)
    assert not page.get("/channels/costs").has("tbody")


# Rewards


def test_a_reward_runs_from_promise_over_due_to_paid_and_is_booked_as_a_cost(recruiter, referral):
    visit, reward = a_referred_hire(recruiter)
    assert (reward.state, reward.amount) == (RewardState.PENDING, 150_000)
    assert reward.due_on == clock.today() + timedelta(days=90)
    with pytest.raises(RewardRefused):
        rewards.pay(reward, actor=recruiter)
    with later(89):
        assert rewards.fall_due() == 0
    with later(90):
        assert rewards.fall_due() == 1 and rewards.fall_due() == 0
        rewards.pay(reward, actor=recruiter)
        with pytest.raises(RewardRefused):
            rewards.pay(reward, actor=recruiter)
    assert reward.state is RewardState.PAID
    cost = cost_queries.cost_of_reward(reward.id)
    assert (cost.amount, cost.channel_id, cost.opening_id) == (150_000, referral.id, visit.opening_id)


def test_who_leaves_before_forfeits_it_and_who_stays_to_the_day_does_not(recruiter, referral):
    _visit, gone = a_referred_hire(recruiter)
    _visit, stayed = a_referred_hire(recruiter)
    for reward, on in ((gone, reward_day(gone) - timedelta(days=1)), (stayed, reward_day(stayed))):
        employments.end(reward.employment, on, LeavingReason.OWN_WISH, actor=recruiter)
    with later(91):
        rewards.fall_due()
    assert (gone.state, stayed.state) == (RewardState.FORFEITED, RewardState.DUE)
    with pytest.raises(RewardRefused):
        rewards.restore(gone, WHY, actor=recruiter)


def reward_day(reward):
    return reward.due_on


def test_a_hire_taken_back_forfeits_and_a_new_hire_promises_anew(recruiter, referral):
    visit, reward = a_referred_hire(recruiter)
    again = hiring.unhire(visit, actor=recruiter, reason=WHY)
    assert reward.state is RewardState.FORFEITED
    hiring.hire(again, actor=recruiter)
    assert reward_queries.live_reward(visit.application_id).id != reward.id


def test_what_was_promised_under_earlier_terms_stays(recruiter, referral):
    _visit, reward = a_referred_hire(recruiter)
    dearer = Terms(CostModel.BONUS, amount=300_000, currency="CNY", stay_days=30)
    channels.publish_terms(referral, dearer, clock.today(), actor=recruiter)
    assert (reward.amount, reward.terms.number) == (150_000, 1)


def test_nobody_referred_or_no_bonus_promises_nothing(recruiter, referral):
    walking.hired(recruiter)
    assert db.session.scalars(select(ReferralReward)).all() == []


def test_a_payment_taken_back_is_owed_again_and_its_cost_is_cancelled(recruiter, referral):
    _visit, reward = a_referred_hire(recruiter)
    with later(90):
        rewards.fall_due()
        rewards.pay(reward, actor=recruiter)
        rewards.restore(reward, WHY, actor=recruiter)
        assert reward.state is RewardState.DUE
        assert cost_queries.sums(cost_queries.CostFilter(), recruiter) == []
        rewards.pay(reward, actor=recruiter)
    assert [row.amount for row in cost_queries.sums(cost_queries.CostFilter(), recruiter)] == [150_000]


def test_a_page_that_is_out_of_date_pays_nothing(recruiter, referral):
    _visit, reward = a_referred_hire(recruiter)
    seen = reward.version
    with later(90):
        rewards.fall_due()
        with pytest.raises(RewardRefused):
            rewards.pay(reward, actor=recruiter, seen=seen)
    assert reward.state is RewardState.DUE


def test_the_list_of_rewards_pays_forfeits_and_takes_back(recruiter, referral, browse):
    _visit, reward = a_referred_hire(recruiter)
    with later(90):
        rewards.fall_due()
    page = browse(recruiter)
    listed = page.get("/rewards")
    assert "周安然" in listed.text("tbody")
    page.post(f"/rewards/{reward.id}/payment", {"seen": reward.version})
    assert "paid" in page.get("/rewards?state=paid").text("tbody")
    form = page.get(f"/rewards/{reward.id}/return").form()
    page.post(f"/rewards/{reward.id}/return", {**form, "why": "no"}, expect=422)
    page.post(f"/rewards/{reward.id}/return", {**form, "why": WHY})
    form = page.get(f"/rewards/{reward.id}/forfeit").form()
    page.post(f"/rewards/{reward.id}/forfeit", {**form, "why": WHY})
    db.session.refresh(reward)
    assert reward.state is RewardState.FORFEITED
    verbs = [entry.verb for entry in db.session.scalars(
        select(Entry).where(Entry.subject_kind == "referral_reward").order_by(Entry.id))]  # fmt: skip
    assert verbs == ["reward promised", "reward due", "reward paid", "reward restored", "reward forfeited"]


def test_a_reward_out_of_reach_is_not_there(recruiter, referral, browse):
    _visit, reward = a_referred_hire(recruiter)
    stranger = make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere"))
    browse(stranger).post(f"/rewards/{reward.id}/payment", expect=404)


# Where somebody came from


def test_a_corrected_source_is_on_record_with_the_old_one_and_the_reason(recruiter, browse):
    visit = make.an_application(channel="job site")
    page = browse(recruiter)
    path = f"/applications/{visit.application_id}/source"
    form = page.get(path).form()
    wanted = {**form, "channel": make.a_channel("campus").id, "why": "Met at the autumn fair."}
    page.post(path, wanted)
    shown = page.get(f"/applications/{visit.application_id}").text(".record")
    assert "Job site" in shown and "Campus" in shown and "Met at the autumn fair." in shown
    stale = page.post(path, {**wanted, "channel": form["channel"]}, expect=422)
    assert "changed this application meanwhile" in stale.text(".notice-bad")


def test_a_source_is_not_corrected_to_itself_or_without_a_reason(recruiter):
    application = make.an_application(channel="job site").application
    for channel, why in ((make.a_channel("job site"), WHY), (make.a_channel("campus"), "no")):
        with pytest.raises(SourceRefused):
            sources.correct(application, channel, None, actor=recruiter, why=why)
    with pytest.raises(SourceRefused):
        sources.correct(application, make.a_channel("referral"), application.person, actor=recruiter, why=WHY)


def test_a_reward_follows_who_referred_unless_it_is_paid(recruiter, referral):
    visit, reward = a_referred_hire(recruiter)
    other = make.a_person("Lou Meridian")
    sources.correct(visit.application, referral, other, actor=recruiter, why=WHY)
    assert reward.state is RewardState.FORFEITED
    new = reward_queries.live_reward(visit.application_id)
    assert new.referrer_id == other.id
    with later(90):
        rewards.fall_due()
        rewards.pay(new, actor=recruiter)
        with pytest.raises(RewardRefused):
            sources.correct(visit.application, referral, None, actor=recruiter, why=WHY)


# Pages


def test_terms_are_published_on_the_page_of_the_channel(recruiter, browse):
    channel = make.a_channel("headhunter")
    page = browse(recruiter)
    form = page.get(f"/channels/{channel.id}").form()
    assert form["model"] == "share of salary"
    page.post(f"/channels/{channel.id}", {**form, "share": "nonsense"}, expect=422)
    page.post(f"/channels/{channel.id}", {**form, "share": "20"})
    assert "20 % of a yearly salary" in page.get("/channels").text("tbody")


@pytest.mark.parametrize("path", ["/channels", "/channels/costs", "/rewards"])
def test_lists_ask_as_seldom_for_many_as_for_few(recruiter, referral, browse, counted, path):
    page, asked = browse(recruiter), []
    for _more in range(2):
        a_referred_hire(recruiter, make.an_opening())
        a_cost(recruiter)
        db.session.commit()
        with counted() as seen:
            page.get(f"{path}?state=all")
        asked.append(seen.count)
    assert asked[0] == asked[1] <= 8


def test_each_channel_says_what_it_is_good_for_and_leads_to_what_it_brings(recruiter, browse):
    page = browse(recruiter)
    rows = page.get("/channels").texts("tbody th")
    assert "Employee referral motivates colleagues, cheap; but narrow reach" in rows
    assert all("; but " in row for row in rows), "each of them"
    assert page.get("/channels").has("a[href='/reports/cost-per-hire']")
    channel = make.a_channel("campus")
    assert page.get(f"/channels/{channel.id}").has(f"a[href='/reports/cost-per-hire?channel={channel.id}']")
    assert "potential,long ramp-up" in page.get("/channels?export=csv").response.get_data(as_text=True)
    read = browse(make.an_account(Role.RECRUITER, language="zh_Hans")).get("/channels").text("tbody")
    assert "覆盖面有限" in read
