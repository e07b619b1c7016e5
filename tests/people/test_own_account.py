import pytest

from core.db import db
from people import passwords
from people.models import Account
from people.permissions import Role
from tests.factories import an_account

OLD, NEW = "harbour lane at dawn", "harbour lane at dusk"


@pytest.fixture
def account(app):
    account = an_account(Role.INTERVIEWER)
    account.password_hash = passwords.digest(OLD)
    return account


def again(account):
    return db.session.get(Account, account.id, populate_existing=True)


def test_settings_are_kept(account, browse):
    person = browse(account)
    page = person.follow(person.post("/account/settings", {"language": "zh_Hans", "theme": "dark"}))
    assert page.one("html")["lang"] == "zh-Hans"
    assert page.one("html")["data-bs-theme"] == "dark"
    assert page.one("body")["data-keys"] == "off"
    assert page.form("form[action='/account/settings']")["theme"] == "dark"


def test_a_setting_nobody_offers_is_refused(account, browse):
    browse(account).post("/account/settings", {"language": "tlh", "theme": "dark"}, expect=422)
    assert again(account).language == "en"


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_language_is_switched_where_one_is(account, browse, signed_in):
    person = browse(account if signed_in else None)
    start = "/account" if signed_in else "/sign-in"
    page = person.follow(person.post("/language", {"language": "zh_Hans", "next": start}))
    assert page.path == start
    assert page.one("html")["lang"] == "zh-Hans"
    person.post("/language", {"language": "zh-CN"}, expect=400)
    assert person.post("/language", {"language": "en", "next": "//evil.example"}).location == "/"


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_theme_is_switched_where_one_is(account, browse, signed_in):
    person = browse(account if signed_in else None)
    start = "/account" if signed_in else "/sign-in"
    page = person.follow(person.post("/theme", {"theme": "dark", "next": start}))
    assert page.one("html")["data-theme"] == "dark"
    person.post("/theme", {"theme": "pink"}, expect=400)


def test_changing_the_password_ends_the_other_sessions_and_not_this_one(account, browse):
    here, there = browse(account), browse(account)
    there.get("/account")
    typed = {"old_password": OLD, "password": NEW, "repeated_password": NEW}
    here.follow(here.post("/account/password", typed))
    there.get("/account", expect=302)
    assert passwords.fits(again(account).password_hash, NEW)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"old_password": "wrong wrong wrong"}, "old_password"),
        ({"password": "tiny-7q", "repeated_password": "tiny-7q"}, "password"),
        ({"repeated_password": "something else"}, "repeated_password"),
    ],
)
def test_a_refused_password_changes_nothing_and_is_never_shown_back(account, browse, changed, field):
    typed = {"old_password": OLD, "password": NEW, "repeated_password": NEW} | changed
    page = browse(account).post("/account/password", typed, expect=422)
    assert page.has(f"#{field}-error")
    assert not any(secret in page.html for secret in typed.values())
    assert passwords.fits(again(account).password_hash, OLD)


def test_guessing_the_present_password_is_slowed_down_too(account, browse):
    person = browse(account)
    for _ in range(5):
        person.post(
            "/account/password",
            {"old_password": "wrong", "password": NEW, "repeated_password": NEW},
            expect=422,
        )
    typed = {"old_password": OLD, "password": NEW, "repeated_password": NEW}
    page = person.post("/account/password", typed, expect=422)
    assert "too many tries" in page.text("#old_password-error")
