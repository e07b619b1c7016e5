"""Addresses and forms that nobody's browser made up: an answer in words, never a broken page."""

import pytest

from core.db import db
from core.files import HALF_WRITTEN, keep, store
from people.permissions import Role
from tests import factories as make

TOO_LARGE = "9" * 25
BEYOND = [
    f"/applications/{TOO_LARGE}",
    f"/applications/1?before={TOO_LARGE}",
    f"/people/{TOO_LARGE}/applications",
    f"/outbox?before={TOO_LARGE}",
    "/reports/funnel?since=0001-01-01",
    "/applications?applied_to=9999-12-31",
    "/find?q=%00",
    "/applications?text=%00",
]
BOUNDS_THAT_ARE_NONE = [
    "/reports/funnel/people?stage=screening&after=2026-01-01T00:00:00~1",
    '/training/?after=["2026-01-01T00:00:00","1"]',
    '/openings?after=["2026-01-01"]',
    "/applications?after=2026-01-01T00:00:00_1",
]


@pytest.fixture
def reader(app, browse):
    make.an_application()
    return browse(make.an_account(Role.ADMINISTRATOR, Role.RECRUITER))


def test_what_no_database_or_calendar_holds_is_answered_in_words(reader):
    db.session.commit()
    answers = {address: reader.client.get(address).status_code for address in BEYOND}
    assert {address: code for address, code in answers.items() if code not in {200, 400, 404}} == {}


def test_a_bound_that_makes_no_sense_gives_the_first_page(reader):
    for address in BOUNDS_THAT_ARE_NONE:
        reader.get(address)


def test_neither_pages_nor_downloads_stay_in_a_cache(reader):
    for address in ("/applications", "/applications/export/csv", "/people/export.xlsx"):
        assert reader.get(address).response.headers["Cache-Control"] == "no-store"


def test_a_file_has_a_name_that_backups_pass_over_until_it_is_whole(app, monkeypatch):
    names = []
    monkeypatch.setattr("os.fsync", lambda _file: names.extend(path.name for path in store().rglob("*/*")))
    keep("cv.pdf", b"%PDF-1.7")
    assert names and all(name.startswith(HALF_WRITTEN) for name in names)
