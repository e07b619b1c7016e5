"""Where a refusal leads about an e-mail address that somebody has already."""

from core.db import db
from people.permissions import Role
from recruiting import merging
from recruiting.models import Application
from tests import factories as make
from tests.recruiting.test_merging import WHY, an_entry


def typed(opening, **facts):
    known = {"name": "王晓明", "email": "wang@example.org", "language": "en", "channel": make.a_channel().id}
    return known | {"opening": opening.id} | facts


def ways(page):
    return {link["href"]: link.text for link in page.all("[data-refusal] a") if link["href"][0] != "#"}


def test_who_applied_already_is_a_link_away(browse, recruiter):
    opening = make.an_opening()
    an_entry(email="wang@example.org")
    known = an_entry("Wang Wei", email="wei@example.org", opening=opening)
    page = browse(recruiter).post("/candidates/new", typed(opening, email="wei@example.org"), expect=422)
    there = db.session.query(Application).filter_by(person_id=known.id).one()
    assert ways(page) == {f"/applications/{there.id}": "See the application of Wang Wei"}


def test_an_address_of_another_leads_to_them_and_to_the_merge(browse, recruiter):
    one, other = an_entry(), an_entry("Wang Wei", email="wei@example.org")
    mine = db.session.query(Application).filter_by(person_id=one.id).one()
    sent = {"name": one.name, "email": "Wei@example.org", "language": "en"}
    page = browse(recruiter).post(f"/applications/{mine.id}/candidate", sent, expect=422)
    assert "Another person has this e-mail address." in page.text("[data-refusal]")
    assert list(ways(page)) == [
        f"/people/{other.id}/applications",
        f"/people/{one.id}/duplicates/{other.id}",
    ]
    assert page.one("input[name=email]")["value"] == "Wei@example.org"
    for path in ways(page):
        browse(recruiter).get(path)


def test_who_is_out_of_reach_is_not_named_but_who_can_help(browse):
    team = make.a_team("Mine")
    opening = make.an_opening(team=team)
    one, other = an_entry(opening=opening), an_entry("Wang Wei", email="wei@example.org")
    mine = db.session.query(Application).filter_by(person_id=one.id).one()
    sent = {"name": one.name, "email": other.email, "language": "en"}
    browser = browse(make.an_account(Role.RECRUITER, team=team))
    page = browser.post(f"/applications/{mine.id}/candidate", sent, expect=422)
    said = page.text("[data-refusal]")
    assert not ways(page) and "Wang Wei" not in said and "an administrator can" in said


def test_the_address_of_a_merged_entry_leads_to_undoing_that_merge(browse, recruiter):
    one, other = an_entry(email="wang@example.org"), an_entry(email="wei@example.org")
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    mine = db.session.query(Application).filter_by(person_id=one.id).first()
    sent = {"name": one.name, "email": "wei@example.org", "language": "en"}
    page = browse(recruiter).post(f"/applications/{mine.id}/candidate", sent, expect=422)
    assert list(ways(page)) == [f"/merges/{done.id}/undoing"]


def test_who_is_found_by_the_address_under_another_name_is_said_so(browse, recruiter):
    an_entry("Wang Wei", email="wei@example.org")
    browser = browse(recruiter)
    sent = typed(make.an_opening(), name="Somebody Else", email="wei@example.org")
    page = browser.follow(browser.post("/candidates/new", sent))
    assert "Added to Wang Wei, whose e-mail address this is" in page.text(".notice-warn")
    sent = typed(make.an_opening(), name="wei wang", email="wei@example.org")
    page = browser.follow(browser.post("/candidates/new", sent))
    assert "Wang Wei was added." in page.text(".notice-good")
