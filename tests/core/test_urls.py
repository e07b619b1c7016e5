"""Addresses that are kept are those that Flask would build."""

import pytest
from flask import Flask, url_for

from core import urls

ASKED = [
    ("core.outbox", {}),
    ("core.outbox", {"page": 1}),
    ("core.outbox", {"page": True}),
    ("core.outbox", {"page": "1"}),
    ("core.outbox", {"page": None, "text": "王 & 李?"}),
    ("core.outbox", {"page": [1, 2]}),
    ("core.outbox", {"_anchor": "top"}),
    ("core.outbox", {"_external": True}),
    ("core.outbox", {"_scheme": "https"}),
    (".outbox", {"page": 1}),
]


@pytest.mark.parametrize("path", ["/outbox", "/"])
@pytest.mark.parametrize("root", ["", "/hiring"])
def test_an_address_is_the_same_whether_it_is_kept_or_built(app, path, root):
    with app.test_request_context(path, base_url=f"http://localhost{root}"):
        for endpoint, values in ASKED if path == "/outbox" else ASKED[:-1]:
            built = Flask.url_for(app, endpoint, **values)
            for build in (url_for, app.url_for):  # of Python, and of templates
                assert [build(endpoint, **values) for _time in range(2)] == [built, built]


def test_where_the_product_lives_under_is_part_of_each_address(app):
    for root in ("", "/hiring"):
        with app.test_request_context("/", base_url=f"http://localhost{root}"):
            assert url_for("core.outbox", page=7) == f"{root}/outbox?page=7"


def test_a_process_forgets_addresses_before_there_are_too_many(app, monkeypatch):
    monkeypatch.setattr(urls, "MOST", 3)
    app._addresses.clear()  # the tests before have asked for some
    with app.test_request_context("/"):
        assert [url_for("core.outbox", page=n) for n in range(9)] == [f"/outbox?page={n}" for n in range(9)]
        assert 0 < len(app._addresses) <= 3


def test_what_is_kept_is_not_built_again(app, monkeypatch):
    app._addresses.clear()
    with app.test_request_context("/"):
        first = url_for("core.outbox", page=1)
        monkeypatch.setattr(Flask, "url_for", lambda *_asked, **_values: "built again")
        assert url_for("core.outbox", page=1) == first
        assert url_for("core.outbox", page=2) == "built again"


@pytest.mark.parametrize("host", ["one.example", "two.example"])
def test_an_address_with_its_host_is_that_of_the_request(app, host):
    with app.test_request_context("/", base_url=f"http://{host}"):
        assert url_for("core.outbox", _scheme="https", _external=True) == f"https://{host}/outbox"
        assert app.url_for("core.outbox", _scheme="https") == f"https://{host}/outbox"


@pytest.mark.parametrize("page", ["/", "/training/", "/careers/"])
def test_an_address_within_a_part_is_that_of_the_part_at_hand(app, page):
    with app.test_request_context(page):
        assert url_for(".home") == page
