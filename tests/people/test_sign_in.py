from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from core import clock, config
from core.db import db
from people import passwords, queries, rules, sign_in
from people.models import SignInTry
from people.permissions import Role
from tests.factories import an_account

RIGHT = "harbour lane at dawn"
WRONG = "harbour lane at dusk"


def somebody(**options):
    account = an_account(Role.RECRUITER, **options)
    account.password_hash = passwords.digest(RIGHT)
    return account


def typed(account, password=RIGHT):
    return {"email": account.email, "password": password}


def fail(account, times=1, address="192.0.2.1"):
    for _ in range(times):
        with pytest.raises(sign_in.SignInRefused):
            sign_in.sign_in(account.email, WRONG, address=address)


def test_the_right_password_opens_the_door(app, browse):
    page = browse().post("/sign-in", typed(somebody()))
    assert page.location == "/"


@pytest.mark.parametrize(
    ("address", "is_secure"), [("https://hr.example", True), ("http://127.0.0.1:8000", False)]
)
def test_no_script_reads_a_cookie_and_none_leaves_https(tmp_path, monkeypatch, address, is_secure):
    monkeypatch.setenv("BASE_URL", address)
    asked = config.settings(tmp_path)
    assert (asked["SESSION_COOKIE_SECURE"], asked["SESSION_COOKIE_HTTPONLY"]) == (is_secure, True)


def test_the_cookies_of_the_product_stay_with_it(app, browse):
    signed_in = browse().post("/sign-in", typed(somebody())).response.headers.getlist("Set-Cookie")
    chosen = browse().post("/language", {"language": "zh_Hans"}).response.headers.getlist("Set-Cookie")
    assert signed_in and chosen
    assert all("HttpOnly" in one and "SameSite=Lax" in one for one in signed_in + chosen)


def test_a_wrong_password_says_how_many_tries_are_left(app, browse):
    account = somebody()
    page = browse().post("/sign-in", typed(account, WRONG), expect=422)
    assert "4 tries left, then a wait of 15 minutes." in page.text(".invalid-feedback")
    assert page.one("#email")["value"] == account.email
    assert not page.one("#password").get("value")


def test_an_unknown_and_a_closed_account_are_refused_in_the_same_words(app, browse):
    known, closed = somebody(), somebody()
    closed.closed_at = clock.now()
    strangers = [known.email, closed.email, "nobody@example.org"]
    said = {
        browse().post("/sign-in", {"email": email, "password": WRONG}, expect=422).text(".invalid-feedback")
        for email in strangers
    }
    assert len(said) == 1
    browse().post("/sign-in", typed(closed), expect=422)


def test_the_same_work_is_done_for_an_unknown_account(app, monkeypatch):
    done = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *of: done.append(of) or verify(*of))
    for email in (somebody().email, "nobody@example.org"):
        with pytest.raises(sign_in.SignInRefused):
            sign_in.sign_in(email, WRONG, address="192.0.2.1")
    assert len(done) == 2


def test_after_five_failures_even_the_right_password_waits(app, browse):
    account = somebody()
    stranger = browse()
    for _ in range(5):
        page = stranger.post("/sign-in", typed(account, WRONG), expect=422)
    assert "Try again at" in page.text(".invalid-feedback")
    page = stranger.post("/sign-in", typed(account), expect=422)
    assert "too many tries with this e-mail" in page.text(".invalid-feedback")
    assert db.session.scalar(select(func.count(SignInTry.id))) == 5


def test_each_further_wait_is_twice_as_long(app):
    account, now = somebody(), clock.now()
    for wait in (15, 30, 60, 120, 240, 240):
        with clock.at(now):
            fail(account, 5)
        with clock.at(now + timedelta(minutes=wait, seconds=-1)), pytest.raises(sign_in.SignInRefused):
            sign_in.sign_in(account.email, RIGHT, address="192.0.2.1")
        now += timedelta(minutes=wait)
    with clock.at(now):
        assert sign_in.sign_in(account.email, RIGHT, address="192.0.2.9") is account


def test_a_success_forgives_the_failures_before_it(app):
    account = somebody()
    for _ in range(3):
        fail(account, 4)
        sign_in.sign_in(account.email, RIGHT, address="192.0.2.1")


def test_an_address_that_failed_thirty_times_waits_whatever_it_tries(app):
    for _ in range(6):
        fail(somebody(), 4)
    fail(somebody(), 4)
    fail(somebody(), 2)
    last = somebody()
    with pytest.raises(sign_in.SignInRefused, match="from your network"):
        sign_in.sign_in(last.email, RIGHT, address="192.0.2.1")
    assert sign_in.sign_in(last.email, RIGHT, address="192.0.2.2") is last


def test_guesses_at_the_same_instant_get_no_more_tries(app, settings):
    account = somebody()
    db.session.commit()

    def guess(_):
        with app.app_context():
            answer = app.test_client().post("/sign-in", data=typed(account, WRONG))
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(guess, range(12))) == {422}
    db.session.rollback()
    assert db.session.scalar(select(func.count(SignInTry.id))) == rules.BY_EMAIL.tries


def test_a_password_kept_with_old_parameters_is_kept_anew(app):
    account = somebody()
    account.password_hash = old = PasswordHasher(2, 16, 1).hash(RIGHT)
    sign_in.sign_in(account.email, RIGHT, address="192.0.2.1")
    assert account.password_hash != old
    assert passwords.fits(account.password_hash, RIGHT)


def test_signing_in_leaves_nothing_of_the_session_before(app, browse):
    stranger = browse()
    with stranger.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    stranger.post("/sign-in", typed(somebody()))
    with stranger.client.session_transaction() as session:
        assert "planted" not in session
        assert session.permanent


def test_signing_out_ends_the_session_and_is_no_link(app, browse):
    person = browse(somebody())
    person.get("/account")
    person.get("/sign-out", expect=400)
    person.get("/account")
    person.post("/sign-out")
    assert "/sign-in" in person.get("/account", expect=302).location


def test_a_closed_account_is_out_at_its_next_click(app, browse):
    account = somebody()
    person = browse(account)
    person.get("/account")
    account.closed_at = clock.now()
    person.get("/account", expect=302)


def test_signing_out_everywhere_ends_the_other_sessions(app, browse):
    account = somebody()
    here, there = browse(account), browse(account)
    there.get("/account")
    here.post("/account/sign-out-everywhere")
    there.get("/account", expect=302)


def test_who_is_behind_a_request_is_one_statement(app, browse, counted):
    person = browse(somebody())
    person.get("/account")
    with counted() as seen:
        person.get("/account")
    assert seen.count == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "evil",
        "javascript:alert(1)",
    ],
)
def test_signing_in_never_leads_to_somebody_elses_site(app, browse, elsewhere):
    page = browse().post("/sign-in", typed(somebody()), query_string={"next": elsewhere})
    assert page.location == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(app, browse):
    stranger = browse()
    asked = stranger.get("/account?x=1", expect=302).location
    page = stranger.post(asked, typed(somebody()))
    assert page.location == "/account?x=1"


def test_a_claimed_address_is_not_believed_unless_a_proxy_is_trusted(app, browse):
    browse().post(
        "/sign-in", typed(somebody(), WRONG), expect=422, headers={"X-Forwarded-For": "203.0.113.9"}
    )
    assert db.session.scalar(select(SignInTry.address)) == "127.0.0.1"


def test_only_digests_of_passwords_are_kept(app):
    account = somebody()
    assert account.password_hash.startswith("$argon2id$")
    assert RIGHT not in account.password_hash


def test_outside_the_demo_nobody_is_let_in_without_a_password(app, browse):
    account = somebody()
    browse().post("/sign-in/demo", {"role": "recruiter"}, expect=404)
    app.config["DEMO"] = {"recruiter": account.email}
    stranger = browse()
    assert stranger.get("/sign-in").texts("button[name=role]") == ["Recruiter"]
    stranger.post("/sign-in/demo", {"role": "administrator"}, expect=404)
    stranger.post("/sign-in/demo", {"role": "recruiter"})
    stranger.get("/account")


def test_queries_find_an_account_by_its_email(app):
    account = somebody()
    assert queries.account_by_email(account.email) is account
