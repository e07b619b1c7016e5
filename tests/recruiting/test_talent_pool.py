"""Kept for later with a reason and a last day; asked again; not written to where somebody said so."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from core import clock, worker
from core.db import db
from core.outbox import Letter
from core.record import Entry
from core.refusal import Refused
from people.permissions import Role
from recruiting import bulk, campaigns, closing, contact, engaging, merging, notices, talent_pool
from recruiting.models import PoolEntry
from recruiting.queries import standing
from recruiting.queries import talent_pool as queries
from recruiting.states import CampaignKind, OpeningStatus, PoolEnd, PoolReason
from tests import factories as make
from tests.recruiting.test_funnel import with_a_call

WHY = "Asked us in a letter not to write."
LATER = timedelta(days=200)


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


def turned_down(name="王晓明", stage="simulation", opening=None, person=None):
    visit = make.an_application(opening or make.an_opening(), person or make.a_person(name), stage)
    return make.rejected(visit).application


def keep(application, recruiter, days=200, reason=PoolReason.PROMISING):
    until = clock.today() + timedelta(days=days)
    return talent_pool.put(application, reason, expires_on=until, actor=recruiter)


def letters_to(person):
    return db.session.scalars(select(Letter).where(Letter.to_address == person.email)).all()


def test_somebody_is_kept_with_a_reason_until_a_day(recruiter):
    application = turned_down()
    entry = keep(application, recruiter)
    told = db.session.scalars(select(Entry).where(Entry.verb == "put in the pool")).one()
    assert told.details["why"] == "promising" and told.details["pool_entry"] == entry.id
    with pytest.raises(talent_pool.PoolRefused, match="is in the pool already"):
        keep(application, recruiter)


def test_only_who_is_no_longer_in_the_pipeline_is_kept(recruiter):
    with pytest.raises(talent_pool.PoolRefused, match="goes on; it has to end first"):
        keep(make.an_application().application, recruiter)


@pytest.mark.parametrize("days", [0, -1, 731])
def test_nobody_is_kept_for_ever_or_until_yesterday(recruiter, days):
    with pytest.raises(talent_pool.PoolRefused, match="Choose a day after today") as told:
        keep(turned_down(), recruiter, days)
    assert told.value.field == "expires_on"


def test_a_stay_runs_out_by_itself_on_the_day_after_its_last(recruiter):
    entry = keep(turned_down(), recruiter, 10)
    with clock.at(clock.day_end(entry.expires_on) - timedelta(minutes=1)):
        assert talent_pool.expire() == 0
    with clock.at(clock.day_end(entry.expires_on) + timedelta(minutes=1)):
        assert talent_pool.expire() == 1
        assert talent_pool.expire() == 0
    assert entry.ending is PoolEnd.EXPIRED
    assert worker.JOBS["talent pool expired"].run is talent_pool.expire


def test_a_stay_can_be_prolonged_and_ended(recruiter):
    entry = keep(turned_down(), recruiter)
    talent_pool.prolong(entry, clock.today() + timedelta(days=300), actor=recruiter)
    talent_pool.take_out(entry, actor=recruiter)
    with pytest.raises(talent_pool.PoolRefused, match="has left the pool"):
        talent_pool.take_out(entry, actor=recruiter)
    with pytest.raises(talent_pool.PoolRefused, match="has left the pool"):
        talent_pool.prolong(entry, clock.today() + LATER, actor=recruiter)
    assert keep(entry.application, recruiter).left_at is None


def test_a_manager_may_look_but_not_keep(recruiter):
    application = turned_down()
    with pytest.raises(Refused, match="Your role does not allow it"):
        keep(application, make.an_account(Role.MANAGER))


def test_who_is_asked_again_gets_the_letter_about_the_new_opening(recruiter):
    application = turned_down()
    entry = keep(application, recruiter)
    wanted = make.an_opening(title=make.words("B2B desk", "B2B 客服"))
    engaging.invite(entry, wanted, actor=recruiter)
    letter = letters_to(application.person)[-1]
    assert "B2B desk" in letter.subject and "Shen Yue" in letter.body
    assert entry.written_at is not None and entry.left_at is None


def test_an_application_from_the_pool_points_to_the_earlier_one_and_ends_the_stay(recruiter):
    entry = keep(turned_down(), recruiter)
    visit = engaging.begin_again(entry, make.an_opening(), actor=recruiter)
    assert visit.application.transferred_from_id == entry.application_id
    assert entry.ending is PoolEnd.CONTACTED
    with pytest.raises(talent_pool.PoolRefused, match="has left the pool"):
        engaging.begin_again(entry, make.an_opening(), actor=recruiter)


def test_who_applies_by_themselves_leaves_the_pool(recruiter):
    entry = keep(turned_down(), recruiter)
    make.an_application(make.an_opening(), entry.person)
    assert entry.ending is PoolEnd.CONTACTED


def test_a_merged_entry_keeps_one_stay_and_gets_it_back(recruiter):
    one, other = keep(turned_down(), recruiter), keep(turned_down("Wang Xiaoming"), recruiter)
    done = merging.merge(one.person, other.person, actor=recruiter, reason="The same phone and voice.")
    rows = db.session.execute(queries.in_pool(queries.PoolFilters(), recruiter)).all()
    assert [row.id for row in rows] == [one.id]
    merging.unmerge(done, actor=recruiter, reason="They are brothers.")
    assert len(db.session.execute(queries.in_pool(queries.PoolFilters(), recruiter)).all()) == 2


@pytest.mark.parametrize("kept", [0, 1], ids=["the one that stays", "the other"])
def test_who_is_not_to_be_written_to_leaves_the_pool_with_a_merge_and_is_put_back_with_its_undoing(
    recruiter, kept
):
    both = [turned_down(), turned_down("Wang Xiaoming")]
    stay = keep(both[kept], recruiter)
    contact.stop(both[1 - kept].person, WHY, actor=recruiter)
    people = [one.person for one in both]
    done = merging.merge(*people, actor=recruiter, reason="The same phone and voice.")
    assert stay.ending is PoolEnd.TAKEN_OUT and people[0].no_contact_since is not None
    merging.unmerge(done, actor=recruiter, reason="They are brothers.")
    assert (stay.left_at, stay.person_id) == (None, people[kept].id)


def test_a_stay_begun_after_a_merge_follows_its_application_when_that_is_undone(recruiter):
    one, other = turned_down(), turned_down("Wang Xiaoming")
    people = [one.person, other.person]
    done = merging.merge(*people, actor=recruiter, reason="The same phone and voice.")
    stay = keep(other, recruiter)
    assert stay.person_id == people[0].id
    merging.unmerge(done, actor=recruiter, reason="They are brothers.")
    assert stay.person_id == other.person_id == people[1].id


# Not to be written to


def test_who_is_not_to_be_written_to_gets_only_the_answer_that_is_owed(recruiter):
    visit = make.an_application()
    person = visit.application.person
    contact.stop(person, WHY, actor=recruiter)
    moved = bulk.pipeline.advance(visit, actor=recruiter)
    assert letters_to(person) == []
    withheld = db.session.scalars(select(Entry).where(Entry.verb == "letter withheld")).all()
    assert [one.details["letter"] for one in withheld] == ["stage.entered:test@online test"]
    closing.reject(moved, make.a_reason(), actor=recruiter)
    assert len(letters_to(person)) == 1
    assert notices.template_for(notices.RECEIVED, visit.application) is None


def test_a_message_to_many_leaves_out_who_is_not_to_be_written_to(recruiter):
    visit, other = make.an_application(), make.an_application()
    contact.stop(visit.application.person, WHY, actor=recruiter)
    act = bulk.Act(bulk.Kind.MESSAGE, None, None, "", tell=True, texts={"en": ("Hello", "We move house.")})
    seen = {one.application_id: one.seen for one in (visit, other)}
    done = bulk.carry_out(act, [visit, other], seen, actor=recruiter)
    assert done.refused == {visit.application_id: "Not sent. This candidate is not to be written to."}
    assert letters_to(visit.application.person) == [] and len(letters_to(other.application.person)) == 1


def test_nobody_is_asked_again_or_kept_who_is_not_to_be_written_to(recruiter):
    entry = keep(turned_down(), recruiter)
    contact.stop(entry.person, WHY, actor=recruiter)
    assert entry.ending is PoolEnd.TAKEN_OUT
    with pytest.raises(talent_pool.PoolRefused, match="is not to be written to"):
        keep(entry.application, recruiter)
    contact.allow(entry.person, "Called and asked to be kept in mind.", actor=recruiter)
    assert keep(entry.application, recruiter)


def test_stopping_and_allowing_letters_needs_a_reason_and_makes_sense_once(recruiter):
    person = turned_down().person
    with pytest.raises(contact.ContactRefused, match="Say in one sentence why"):
        contact.stop(person, "no", actor=recruiter)
    with pytest.raises(contact.ContactRefused, match="may be written to"):
        contact.allow(person, WHY, actor=recruiter)
    contact.stop(person, WHY, actor=recruiter)
    with pytest.raises(contact.ContactRefused, match="not written to already"):
        contact.stop(person, WHY, actor=recruiter)
    told = db.session.scalars(select(Entry).where(Entry.verb == "contact stopped")).one()
    assert (told.subject_kind, told.subject_id, told.reason) == ("person", person.id, WHY)


# Silver medallists


def test_silver_medallists_came_furthest_and_were_not_hired(recruiter):
    opening = make.an_opening()
    turned_down("Early", "screening", opening)
    turned_down("At the interview", "first interview", opening)
    turned_down("Near", "second interview", opening)
    nearest = turned_down("Nearest", "background check", opening)
    make.an_application(opening, make.a_person("Still there"), "offer")
    turned_down("Elsewhere", "background check")
    assert [row.name for row in queries.medallists(opening.id)] == ["Nearest", "Near"]
    contact.stop(nearest.person, WHY, actor=recruiter)
    assert [row.name for row in queries.medallists(opening.id)] == ["Near"]


def test_medallists_of_two_pipeline_versions_are_compared_by_how_much_was_left(recruiter):
    old, new = make.an_opening(), make.an_opening()
    with_a_call(new)
    turned_down("Simulated", "simulation", new)
    turned_down("Checked", "background check", old)
    turned_down("Checked too", "background check", new)
    named = [row.name for row in queries.medallists(old.id, new.id)]
    assert named == ["Checked", "Checked too", "Simulated"]


# Pages


def test_somebody_is_kept_from_the_page_of_the_application(browse, recruiter):
    application = turned_down()
    browser = browse(recruiter)
    page = browser.get(f"/applications/{application.id}")
    path = page.one("a[href$='/talent-pool'].btn-quiet[href*=applications]")["href"]
    form = browser.get(path).form()
    for wrong in ({"expires_on": "2020-01-01"}, {"expires_on": ""}, {"expires_on": "x"}, {"reason": "x"}):
        assert browser.post(path, form | {"note": "Bright."} | wrong, expect=422).has("[data-refusal]")
    page = browser.follow(browser.post(path, form | {"note": "Bright."}))
    assert "put the candidate in the talent pool" in page.text()
    assert "Bright." in browser.get("/talent-pool").text()


def test_the_pool_is_filtered_paged_and_taken_away(browse, recruiter):
    for number in range(55):
        keep(turned_down(f"Number {number:02}"), recruiter, 100 + number)
    keep(turned_down("王晓明"), recruiter, 10, PoolReason.LATER)
    browser = browse(recruiter)
    page = browser.get("/talent-pool")
    names = page.texts("tbody .person")
    assert names[0] == "王晓明" and len(names) == 50
    assert len(browser.get(page.one("a[rel=next]")["href"]).all("tbody tr")) == 6
    for query in ("reason=later", "soon=y", "text=xiaoming"):
        found = browser.get(f"/talent-pool?{query}")
        assert found.texts("tbody .person") == ["王晓明"] and found.has(".chip-on")
    assert browser.get("/talent-pool?text=nobody").has(".empty")
    file = browser.get("/talent-pool/export/csv?reason=later")
    rows = list(csv.reader(StringIO(file.html.lstrip("\ufeff"))))
    assert len(rows) == 2 and rows[1][0] == "王晓明" and rows[1][2] == "wants to start later"


def test_somebody_of_the_pool_is_asked_again_prolonged_and_taken_out(browse, recruiter):
    entry = keep(turned_down(), recruiter)
    wanted = make.an_opening()
    browser = browse(recruiter)
    path = browser.get("/talent-pool").one("tbody a.btn")["href"]
    assert browser.get(path).form("form[action$=term]")["expires_on"] == entry.expires_on.isoformat()
    browser.post(f"{path}/letter", {"opening": wanted.id})
    assert "An opening that may be for you" in letters_to(entry.person)[-1].subject
    assert browser.post(f"{path}/letter", {"opening": "999"}, expect=422).has("[data-refusal]")
    assert browser.post(f"{path}/term", {"expires_on": "2020-01-01"}, expect=422).has("[data-refusal]")
    browser.post(f"{path}/term", {"expires_on": (clock.today() + timedelta(days=20)).isoformat()})
    page = browser.follow(browser.post(f"{path}/application", {"opening": wanted.id}))
    assert page.heading == "王晓明"
    browser.post(f"{path}/removal", expect=404)
    browser.get(path, expect=404)


def test_an_opening_that_was_closed_leads_to_its_silver_medallists(browse, recruiter):
    opening = make.an_opening()
    kept = [turned_down(name, "background check", opening) for name in ("Near", "Nearer")]
    from_pipeline = browse(recruiter)
    assert "Silver medallists" not in from_pipeline.get(f"/openings/{opening.id}/board").text()
    path = f"/openings/{opening.id}/silver-medallists"
    assert from_pipeline.post(path, {"expires_on": "2020-01-01"}, expect=422).has("[data-refusal]")
    until = (clock.today() + LATER).isoformat()
    ids = [str(one.id) for one in kept]
    page = from_pipeline.post(path, {"application": ids, "expires_on": "2020-01-01"}, expect=422)
    assert len(page.all("input[name=application][checked]")) == 2
    page = from_pipeline.follow(from_pipeline.post(path, {"application": [*ids, "x"], "expires_on": until}))
    assert len(page.all("tbody tr")) == 2 and "2 are kept" in page.text(".notice-good")
    assert from_pipeline.get(path).has(".empty")


def test_a_campaign_leads_to_the_silver_medallists_of_its_closed_openings(browse, recruiter):
    plan = campaigns.Plan(make.words("All year"), CampaignKind.EVERGREEN, None, clock.today(), None)
    campaign = campaigns.begin(plan, actor=recruiter)
    closed, open_still, outside = make.an_opening(), make.an_opening(), make.an_opening()
    both = make.a_person("Came twice")
    twice = [turned_down("", stage, closed, both) for stage in ("second interview", "background check")]
    turned_down("Too early to say", "background check", open_still)
    turned_down("Of no campaign", "background check", outside)
    for one in (closed, open_still):
        campaigns.take_in(campaign, one, actor=recruiter)
    browser, path = browse(recruiter), f"/campaigns/{campaign.id}"
    assert "Silver medallists" not in browser.get(path).text(".page-head")
    for one in (closed, outside):
        one.status, one.closed_at = OpeningStatus.CLOSED, clock.now()
    db.session.flush()
    href = browser.get(path).one("a[href$=silver-medallists]")["href"]
    page = browser.get(href)
    assert [box["value"] for box in page.all("input[name=application]")] == [str(twice[1].id)]
    form = {"application": [str(twice[1].id)], "expires_on": (clock.today() + LATER).isoformat()}
    assert "1 is kept" in browser.follow(browser.post(href, form)).text(".notice-good")


def test_letters_are_stopped_and_allowed_on_the_page_of_the_person(browse, recruiter):
    application = turned_down()
    path = f"/people/{application.person_id}/letters"
    browser = browse(recruiter)
    assert browser.post(path, {"reason": "no"}, expect=422).has("[data-refusal]")
    page = browser.follow(browser.post(path, {"reason": WHY}))
    assert "Not to be written to since" in page.text()
    assert "not to be written to" in browser.get(f"/applications/{application.id}").text(".page-head")
    assert WHY in browser.get(path).text()
    browser.post(path, {"reason": "Called and asked to be kept in mind."})
    assert not browser.get(f"/people/{application.person_id}/applications").has(".notice-bad")


def test_who_is_out_of_reach_is_not_in_the_pool_that_one_sees(browse, recruiter):
    entry = keep(turned_down(), recruiter)
    other = browse(make.an_account(Role.RECRUITER, team=make.a_team("Another")))
    assert other.get("/talent-pool").has(".empty")
    path = f"/talent-pool/{entry.id}"
    other.get(path, expect=404)
    for act in ("letter", "application", "term", "removal"):
        other.post(f"{path}/{act}", expect=404)
    other.get(f"/people/{entry.person_id}/letters", expect=404)
    manager = browse(make.an_account(Role.MANAGER)).get("/talent-pool")
    assert manager.texts("tbody .person") == ["王晓明"] and not manager.has("tbody .btn")
    assert standing.latest_visit(entry.application_id) and db.session.get(PoolEntry, entry.id).left_at is None
