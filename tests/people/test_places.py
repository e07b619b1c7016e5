import pytest

from core.db import db
from people import places, queries
from people.permissions import Role
from tests.factories import a_site, a_team, an_account, words


@pytest.fixture
def administrator(app):
    return an_account(Role.ADMINISTRATOR)


def test_a_team_is_added_at_a_site_and_renamed(administrator, browse):
    person = browse(administrator)
    assert person.get("/places/").has(".empty")
    person.post("/places/sites/new", {"name_en": "Lisbon", "name_zh_Hans": "里斯本"})
    site = queries.sites()[0]
    person.post("/places/teams/new", {"name_en": "B2C mall", "name_zh_Hans": "商城", "site": site.id})
    team = queries.teams()[0]
    path = f"/places/teams/{team.id}"
    assert person.get(path).form("main form.panel")["name_zh_Hans"] == "商城"
    page = person.follow(person.post(path, {"name_en": "Mall", "name_zh_Hans": "商城", "site": site.id}))
    assert "Mall" in page.text("main")


def test_two_places_of_one_name_are_refused_and_the_typed_text_stays(administrator, browse):
    a_team("Mall")
    typed = {"name_en": "Mall", "name_zh_Hans": "另一个", "site": str(a_site().id)}
    page = browse(administrator).post("/places/teams/new", typed, expect=422)
    assert "another one" in page.text("#name_en-error")
    assert page.one("#name_zh_Hans")["value"] == "另一个"
    assert len(queries.teams()) == 1


def test_a_place_may_keep_its_own_name(administrator):
    team = a_team("Mall")
    places.change_team(team, words("Mall"), team.site_id, actor=administrator)
    site = a_site()
    places.rename_site(site, words("Porto"), actor=administrator)
    db.session.flush()
    assert site.name["en"] == "Porto"


def test_a_name_is_needed_in_both_languages(administrator, browse):
    page = browse(administrator).post("/places/sites/new", {"name_en": "Lisbon"}, expect=422)
    assert page.has("#name_zh_Hans-error")
