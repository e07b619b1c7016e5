"""What is drawn once and kept shows nobody another's token, address, language or rights."""

import pytest
from flask import render_template_string

from core import drawn, i18n
from core.db import db
from people.models import Grant
from people.permissions import Role
from recruiting.models import Channel
from recruiting.states import WaitsOn
from tests import factories as make

ONCE = """{% call drawn_once('it', key, page=request.full_path.rstrip('?')) -%}
{{ _('Keys') }} {{ said }} {{ PAGE }}{% endcall %}"""


@pytest.fixture(autouse=True)
def nothing_kept(app):
    app.extensions["drawn"].clear()


def shown(app, key, said, address="/", language="en"):
    with app.test_request_context(address), i18n.speaking(language):
        return render_template_string(ONCE, key=key, said=said)


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


def test_a_part_is_drawn_once_for_each_key_and_language(app):
    assert shown(app, 1, "first") == "Keys first /"
    assert shown(app, 1, "second") == "Keys first /"
    assert shown(app, 2, "second") == "Keys second /"
    assert shown(app, 1, "third", language="zh_Hans").endswith("third /")


def test_the_address_of_the_page_is_put_in_each_time_and_escaped(app):
    assert shown(app, 1, "x", "/a?q=1") == "Keys x /a?q=1"
    assert shown(app, 1, "x", "/a?q=1&amp=2") == "Keys x /a?q=1&amp;amp=2"


def test_with_too_many_parts_all_are_forgotten(app, monkeypatch):
    monkeypatch.setattr(drawn, "MOST", 2)
    for key in (1, 2, 3):
        shown(app, key, "first")
    assert shown(app, 1, "again") == "Keys again /"
    assert shown(app, 3, "again") == "Keys first /"


def test_each_reader_has_the_own_token_in_the_bar(app, browse, recruiter):
    """Two browsers of one account: the second is shown what was drawn for the first."""
    app.config["WTF_CSRF_ENABLED"] = True
    first, second = browse(recruiter), browse(recruiter)
    tokens = []
    for browser in (first, second):
        page = browser.get("/")
        inside = {one["value"] for one in page.soup.select('.topbar input[name="csrf_token"]')}
        assert inside == {page.one('meta[name="csrf-token"]')["content"]}
        tokens += inside
    assert len(set(tokens)) == 2
    assert drawn.TOKEN not in str(second.get("/").soup)


def test_the_language_is_changed_back_to_the_page_at_hand(browse, recruiter):
    browser = browse(recruiter)
    for address in ("/applications", "/applications?status=rejected"):
        assert {one["value"] for one in browser.get(address).soup.select('.topbar input[name="next"]')} == {
            address
        }


def test_the_bar_says_at_once_what_else_one_may_do(browse, recruiter):
    browser = browse(recruiter)
    assert "Training" not in browser.get("/").texts(".topnav a")
    db.session.add(Grant(account_id=recruiter.id, role=Role.TRAINER))
    db.session.commit()
    assert "Training" in browser.get("/").texts(".topnav a")


def test_the_bar_says_at_once_what_one_is_called(browse, recruiter):
    browser = browse(recruiter)
    browser.get("/")
    recruiter.person.name = "Shen Xi"
    db.session.commit()
    assert "Shen Xi" in browser.get("/").one(".topbar").get_text()


def test_cards_follow_the_words_and_the_readers_role(browse, recruiter):
    """Pieces of cards are kept from page to page; neither a channel's new name nor a new role waits."""
    opening = make.an_opening()
    visit = make.an_application(opening, stage="second interview")
    visit.waits_on = WaitsOn.MANAGER
    db.session.commit()
    browser, address = browse(recruiter), f"/openings/{opening.id}/board"
    assert "You" not in browser.get(address).one(".app-card").get_text()
    channel = db.session.get_one(Channel, visit.application.channel_id)
    channel.name = make.words("Job fair", "招聘会")
    db.session.add(Grant(account_id=recruiter.id, role=Role.MANAGER))
    db.session.commit()
    card = browser.get(address).one(".app-card").get_text()
    assert "Job fair" in card
    assert "You" in card


def test_the_form_of_the_filters_follows_what_is_asked_and_offered(browse, recruiter):
    browser = browse(recruiter)
    opening = make.an_opening()
    plain = browser.get("/applications").one(".filter-form")
    assert [one["value"] for one in plain.select("#opening option")] == ["", str(opening.id)]
    make.an_opening()
    chosen = browser.get(f"/applications?opening={opening.id}").one(".filter-form")
    assert chosen.select_one("#opening option[selected]")["value"] == str(opening.id)
    assert len(chosen.select("#opening option")) == 3


def test_the_form_is_drawn_once_for_all_pages_of_a_list(app, browse, recruiter):
    browser = browse(recruiter)
    browser.get("/applications?status=rejected")
    before = {key for key in app.extensions["drawn"] if "filters" in key}
    browser.get("/applications?status=rejected&after=2026-01-01T00:00:00+00:00_1&anything=else")
    assert {key for key in app.extensions["drawn"] if "filters" in key} == before
    browser.get("/applications?status=rejected&sort=newest")
    assert len({key for key in app.extensions["drawn"] if "filters" in key}) == 2, "its hidden order differs"


def test_nobody_is_given_a_token_by_what_a_link_says(app, browse, recruiter):
    browser = browse(recruiter)
    page = browser.get("/applications", query_string={"text": "\ue000token\ue001"})
    token = page.one('meta[name="csrf-token"]')["content"]
    assert token not in page.one("#text")["value"]
