"""Style sheets and scripts are fetched once: a page that has been read asks for none of them again."""

import re
from pathlib import Path

import pytest

from core import static_files
from core.headers import HEADERS
from people.permissions import Role
from tests import factories as make

NAMED = re.compile(r'(?:src|href)="(/static/[^"#]+)')
FOR_GOOD = "max-age=315360000, public, immutable"


@pytest.fixture
def reader(app, browse):
    return browse(make.an_account(Role.RECRUITER))


def test_what_a_page_names_is_there_and_kept_for_good(reader):
    named = set(NAMED.findall(reader.get("/openings").response.text))
    assert len(named) > 5
    kept = {address: reader.client.get(address, buffered=True).headers["Cache-Control"] for address in named}
    assert set(kept.values()) == {FOR_GOOD}


def test_no_session_goes_with_a_file(reader):
    answer = reader.client.get(static_files.address("css/app.css"), buffered=True)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_file_is_under_the_policy_of_pages(reader):
    answer = reader.client.get(static_files.address("icons.svg"), buffered=True)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_file_asked_for_without_a_version_is_asked_for_again_and_not_sent_again(reader):
    first = reader.client.get("/static/css/app.css", buffered=True)
    assert first.headers["Cache-Control"] == "max-age=0, public"
    again = reader.client.get("/static/css/app.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "address", ["/static/0123456789ab/css/app.css", "/static/css/../../app.py", "/static/"]
)
def test_what_there_is_not_is_not_there(reader, address):
    assert reader.client.get(address).status_code == 404


def test_a_page_cannot_name_a_file_that_there_is_not(app):
    with pytest.raises(FileNotFoundError):
        static_files.address("css/nothing.css")


def test_a_change_of_one_file_changes_every_address(tmp_path, monkeypatch):
    def version_of(text: str) -> str:
        (tmp_path / "app.css").write_text(text)
        return static_files._version.__wrapped__()

    monkeypatch.setattr(static_files, "FOLDER", Path(tmp_path))
    assert version_of("a {}") == version_of("a {}") != version_of("b {}")
