"""The pages on which people entered twice are noticed, compared, merged and told apart."""

import pytest
from sqlalchemy import select

from core.db import db
from people.models import Person
from people.permissions import Role
from recruiting.models import Application, Candidate, Opening, PersonMerge
from recruiting.queries import duplicates as queries
from tests import factories as make
from tests.recruiting.test_merging import WHY, an_entry


def typed(browser, **facts):
    page = browser.get(f"/candidates/new?opening={make.an_opening().id}")
    known = {"name": "王晓明", "email": "new@example.org", "channel": str(make.a_channel().id)}
    return page.form('form[action="/candidates/new"]') | known | facts


def persons():
    """Those who applied."""
    return db.session.scalars(select(Person.id).where(Person.id.in_(select(Application.person_id)))).all()


def test_entering_somebody_like_one_who_is_known_asks_who_it_is(browse, recruiter):
    known = an_entry()
    browser = browse(recruiter)
    sent = typed(browser, phone="138 0013 8000")
    page = browser.post("/candidates/new", sent, expect=422)
    assert "Somebody like this is known already" in page.text("[data-refusal]")
    assert page.texts("#who label") == ["王晓明, same phone", "Somebody else, not known yet"]
    assert persons() == [known.id]
    kept = page.form('form[action="/candidates/new"]')
    browser.post("/candidates/new", kept | {"who": str(known.id)})
    assert persons() == [known.id] and len(queries.rows_of("application", known.id)) == 2


def test_it_may_be_somebody_else_and_is_then_listed_as_a_pair(browse, recruiter):
    an_entry()
    browser = browse(recruiter)
    browser.post("/candidates/new", typed(browser, phone="13800138000", who="new"))
    assert len(persons()) == 2
    page = browser.get("/duplicates")
    assert len(page.all("tbody tr")) == 1 and "same phone" in page.text("tbody")


def test_somebody_who_was_not_suspected_cannot_be_chosen(browse, recruiter):
    an_entry()
    stranger = an_entry("Zhao Li", None)
    browser = browse(recruiter)
    for who in (str(stranger.id), "x", ""):
        page = browser.post("/candidates/new", typed(browser, phone="13800138000", who=who), expect=422)
        assert page.has("[data-refusal]")


def test_who_is_out_of_reach_is_not_shown_on_entry(browse):
    an_entry()
    mine = make.a_team("Mine")
    recruiter = make.an_account(Role.RECRUITER, team=mine)
    browser = browse(recruiter)
    sent = typed(browser, phone="13800138000") | {"opening": str(make.an_opening(team=mine).id)}
    browser.post("/candidates/new", sent)
    assert len(persons()) == 2
    assert browser.get("/duplicates").has(".empty")


def test_two_entries_are_compared_merged_and_made_two_again(browse, recruiter):
    one, other = an_entry(email="wang@example.org"), an_entry(email="xm@example.net", lives_in="Ningbo")
    browser = browse(recruiter)
    page = browser.get("/duplicates")
    path = page.one("a.btn-secondary[href*='/duplicates/']")["href"]
    page = browser.get(path)
    assert "w…@example.org" in page.text() and "wang@" not in page.text() and "…8000" in page.text()
    refused = browser.post(path, {"stays": one.id, "reason": "x"}, expect=422)
    assert refused.has("[data-refusal]") and refused.one("textarea").text.strip() == "x"
    page = browser.follow(browser.post(path, {"stays": other.id, "reason": WHY}))
    assert page.path == f"/people/{other.id}/applications" and WHY in page.text()
    assert browser.get(f"/people/{one.id}/applications", expect=302).location == page.path
    assert browser.get("/duplicates").has(".empty")
    done = db.session.scalars(select(PersonMerge)).one()
    undo = f"/merges/{done.id}/undoing"
    assert browser.post(undo, {"reason": ""}, expect=422).has("[data-refusal]")
    page = browser.follow(browser.post(undo, {"reason": "They are brothers."}))
    assert page.path == f"/people/{one.id}/applications"
    assert "undone" in browser.get(f"/people/{other.id}/applications").text("[aria-labelledby=merges] ul")
    assert browser.post(undo, {"reason": "They are brothers."}, expect=422).has("[data-refusal]")


def test_two_people_are_told_apart(browse, recruiter):
    one, other = an_entry(), an_entry()
    browser = browse(recruiter)
    assert browser.get(f"/people/{one.id}/applications").has(".notice-warn")
    asked = queries.suspicion_about(one.id, other.id)
    browser.post(f"/duplicates/{asked.id}/dismissal")
    browser.post(f"/duplicates/{asked.id}/dismissal")
    assert "answered this before" in browser.get("/duplicates").text(".notice-bad")
    assert not browser.get(f"/people/{one.id}/applications").has(".notice-warn")


def test_anybody_else_can_be_looked_for_to_merge_with(browse, recruiter):
    one, other = an_entry(), an_entry("Zhao Li", None)
    page = browse(recruiter).get(f"/people/{one.id}/duplicates?q=zhao")
    assert [link["href"] for link in page.all("main .lines a")] == [f"/people/{one.id}/duplicates/{other.id}"]


def test_the_list_is_filtered_paged_and_taken_away(browse, recruiter):
    an_entry()
    an_entry("Zhao Li")
    an_entry("Zhao Li", None)
    browser = browse(recruiter)
    assert len(browser.get("/duplicates").all("tbody tr")) == 2
    page = browser.get("/duplicates?why=whole+name")
    assert len(page.all("tbody tr")) == 1 and page.has(".chip-on")
    assert len(browser.get("/duplicates?why=nonsense").all("tbody tr")) == 2
    assert len(browser.get("/duplicates/export/csv?why=whole+name").html.splitlines()) == 2
    browser.get("/duplicates/export/doc", expect=404)


def test_the_list_says_what_tells_the_two_apart(browse, recruiter):
    one, _other = an_entry(), an_entry()
    codes = [code for (code,) in db.session.execute(select(Opening.code).order_by(Opening.id))]
    db.session.get_one(Candidate, one.id).lives_in = "成都"
    db.session.flush()
    browser = browse(recruiter)
    told = browser.get("/duplicates").texts("tbody .faint.xs")
    assert len(told) == 2 and codes[0] in told[0] and "成都" in told[0] and codes[1] in told[1]
    taken = browser.get("/duplicates/export/csv").html
    assert all(code in taken for code in codes) and "成都" in taken


def test_telling_two_apart_leads_back_to_the_same_list(browse, recruiter):
    an_entry()
    an_entry()
    browser = browse(recruiter)
    page = browser.get("/duplicates?why=phone")
    [form] = [one for one in page.all("tbody form") if "dismissal" in one["action"]]
    assert browser.post(form["action"]).location == "/duplicates?why=phone"


def test_pairs_and_persons_out_of_reach_are_not_there(browse):
    one, other = an_entry(), an_entry()
    browser = browse(make.an_account(Role.RECRUITER, team=make.a_team("Another")))
    asked = queries.suspicion_about(one.id, other.id)
    assert browser.get("/duplicates").has(".empty")
    browser.post(f"/duplicates/{asked.id}/dismissal", expect=404)
    for path in (f"/people/{one.id}/duplicates", f"/people/{one.id}/duplicates/{other.id}"):
        browser.get(path, expect=404)


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_asks_as_seldom_for_many_as_for_few(browse, counted, recruiter, many):
    for number in range(many):
        an_entry(phone=f"138001380{number:02}")
        an_entry(f"Somebody {number}", phone=f"138001380{number:02}")
    browser = browse(recruiter)
    with counted() as seen:
        browser.get("/duplicates")
    assert seen.count <= 4


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        (
            ("wang@example.org", "13800138000"),
            ("xm@example.net", "13800138000"),
            ["w…@example.org", "x…@example.net"],
        ),
        (("wang@example.org", "13800138000"), ("wu@example.org", "13900139111"), ["…8000", "…9111"]),
        ((None, "13800138000"), (None, None), ["…8000", "not known"]),
    ],
)
def test_namesakes_are_told_apart_in_the_heading_and_in_the_choice(browse, recruiter, left, right, said):
    one, other = an_entry(phone=left[1]), an_entry(phone=right[1])
    one.email, other.email = left[0], right[0]
    page = browse(recruiter).get(f"/people/{one.id}/duplicates/{other.id}")
    assert page.texts("thead th")[1:3] == [f"王晓明 {mark}" for mark in said]
    assert page.texts("#stays label") == [f"王晓明, {mark}" for mark in said]


def test_who_differs_in_nothing_is_told_apart_by_the_number_of_the_entry(browse, recruiter):
    one, other = an_entry(phone=None), an_entry(phone=None)
    one.email = other.email = None
    page = browse(recruiter).get(f"/people/{one.id}/duplicates/{other.id}")
    assert page.texts("thead th")[1:3] == [f"王晓明 entry {one.id}", f"王晓明 entry {other.id}"]
