from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from core import clock, letters
from core.db import db
from core.outbox import Letter
from core.record import Entry
from people import accounts, defaults, invitations, links, passwords, sign_in
from people.models import Account, Link
from people.permissions import Role
from people.states import AccountState, Purpose
from tests.factories import an_account

GOOD = "harbour lane at dawn"


@pytest.fixture(autouse=True)
def wordings(app):
    letters.ensure_templates(defaults.LETTERS)


def somebody_new(**options):
    account = an_account(Role.RECRUITER, **options)
    account.password_hash = None
    return account


def path_of(address):
    return urlsplit(address).path


def token_of(address):
    return path_of(address).rpartition("/")[2]


def chosen(password=GOOD):
    return {"password": password, "repeated_password": password}


def test_an_invited_person_chooses_a_password_and_is_in(app, browse):
    account = somebody_new()
    path = path_of(invitations.invite(account, actor=an_account(Role.ADMINISTRATOR)))
    stranger = browse()
    stranger.get(path)
    stranger.post(path, chosen())
    stranger.get("/account")
    assert account.state is AccountState.ACTIVE
    assert sign_in.sign_in(account.email, GOOD, address="192.0.2.1") is account


def test_a_link_says_whose_account_it_is_and_warns_who_is_signed_in_as_another(app, browse):
    account, administrator = somebody_new(), an_account(Role.ADMINISTRATOR)
    path = path_of(invitations.invite(account, actor=administrator))
    page = browse().get(path)
    assert account.email in page.text("main") and not page.has(".notice-warn")
    page = browse(administrator).get(path)
    assert f"You are signed in as {administrator.person.name}" in page.text(".notice-warn")
    assert account.email in page.text("main")


@pytest.mark.parametrize(("language", "word"), [("en", "Choose a password"), ("zh_Hans", "密码")])
def test_the_invitation_is_written_in_the_language_of_the_invited(app, language, word):
    address = invitations.invite(somebody_new(language=language), actor=None)
    letter = db.session.scalars(select(Letter)).one()
    assert letter.language == language
    assert address in letter.body
    assert word in letter.body


def test_a_link_works_once(app, browse):
    path = path_of(invitations.invite(somebody_new(), actor=None))
    browse().post(path, chosen())
    page = browse().post(path, chosen("another harbour lane"), expect=410)
    assert "was used" in page.text(".notice")


def test_of_two_who_follow_a_link_at_the_same_instant_one_comes_through(app):
    path = path_of(invitations.invite(somebody_new(), actor=None))
    db.session.commit()

    def follow(number):
        with app.app_context():
            return app.test_client().post(path, data=chosen(f"{GOOD} {number}")).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(follow, range(4)))
    assert answers.count(302) == 1
    assert set(answers) <= {302, 410, 422}


def test_looking_at_a_link_does_not_use_it_up(app, browse):
    path = path_of(invitations.invite(somebody_new(), actor=None))
    for _ in range(3):
        browse().get(path)
    browse().post(path, chosen())


def test_an_expired_link_leads_nowhere(app):
    address = invitations.invite(somebody_new(), actor=None)
    with clock.at(clock.now() + timedelta(days=7)), pytest.raises(invitations.LinkRefused):
        invitations.link_behind(token_of(address))


def test_a_newer_link_replaces_the_older(app):
    account = somebody_new()
    older = invitations.invite(account, actor=None)
    with clock.at(clock.now() + timedelta(seconds=1)):
        newer = invitations.invite(account, actor=None)
        assert invitations.link_behind(token_of(newer))
        with pytest.raises(invitations.LinkRefused):
            invitations.link_behind(token_of(older))


def test_a_forged_token_is_refused_and_its_secret_is_not_in_the_database(app, browse):
    address = invitations.invite(somebody_new(), actor=None)
    token = token_of(address)
    kept = db.session.scalars(select(Link)).one()
    assert token.split(".")[0] not in kept.digest
    said, _, signature = token.rpartition(".")
    # The first letter: of the last one some bits say nothing, so another can mean the same.
    browse().get(f"/links/{said}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}", expect=410)
    browse().get("/links/nothing", expect=410)


def test_nothing_secret_is_in_the_record(app, browse):
    account = somebody_new()
    address = invitations.invite(account, actor=None)
    browse().post(path_of(address), chosen())
    said = str([(entry.verb, entry.details, entry.reason) for entry in db.session.scalars(select(Entry))])
    assert "password set" in said
    assert token_of(address) not in said
    assert GOOD not in said
    assert account.password_hash not in said


def test_a_reset_answers_the_same_for_whoever_asks(app, browse):
    account = an_account(Role.RECRUITER)
    pages = [
        browse().post("/forgotten", {"email": email}, expect=200).text("main").replace(email, "")
        for email in (account.email, "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    assert [letter.to_address for letter in db.session.scalars(select(Letter))] == [account.email]


def test_asking_again_at_once_sends_no_second_letter(app):
    account = an_account(Role.RECRUITER)
    for _ in range(3):
        invitations.ask_reset(account.email)
    assert len(db.session.scalars(select(Letter)).all()) == 1
    with clock.at(clock.now() + timedelta(minutes=6)):
        invitations.ask_reset(account.email)
    assert len(db.session.scalars(select(Letter)).all()) == 2


def test_nobody_resets_the_password_of_a_closed_account(app):
    account = an_account(Role.RECRUITER)
    invitations.ask_reset(account.email)
    token = token_of(
        next(word for word in db.session.scalars(select(Letter.body)).one().split() if "/links/" in word)
    )
    accounts.close(account, actor=an_account(Role.ADMINISTRATOR))
    with pytest.raises(invitations.LinkRefused):
        invitations.choose_password(token, GOOD, address="192.0.2.1")
    assert db.session.scalars(select(Letter)).one()
    invitations.ask_reset(account.email)
    assert db.session.scalars(select(Letter)).one()


def test_a_new_password_ends_the_sessions_and_voids_the_other_links(app, browse):
    account = an_account(Role.RECRUITER)
    elsewhere = browse(account)
    elsewhere.get("/account")
    reset = links.make(account.id, Purpose.RESET)
    sign_in.set_password(account, GOOD, actor=account)
    elsewhere.get("/account", expect=302)
    browse().get(path_of(reset), expect=410)


def test_a_new_password_ends_the_wait_of_who_failed_too_often(app):
    account = an_account(Role.RECRUITER)
    for _ in range(5):
        with pytest.raises(sign_in.SignInRefused):
            sign_in.sign_in(account.email, "wrong", address="192.0.2.1")
    token = token_of(links.make(account.id, Purpose.RESET))
    invitations.choose_password(token, GOOD, address="192.0.2.1")
    assert sign_in.sign_in(account.email, GOOD, address="192.0.2.1") is account


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("too short", "at least 12 characters"),
        ("password12345", "among the first that are tried"),
        ("x" * 201, "at most 200 characters"),
        ("", "A password is needed"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_stays_good(app, browse, password, sentence):
    path = path_of(invitations.invite(somebody_new(), actor=None))
    page = browse().post(path, chosen(password), expect=422)
    assert sentence in page.text("#password-error")
    browse().post(path, chosen())


def test_the_own_email_is_no_password(app):
    account = an_account(Role.RECRUITER)
    with pytest.raises(passwords.PasswordRefused):
        passwords.refuse_weak(account.email.upper(), account.email)


def test_a_password_typed_two_ways_is_refused(app, browse):
    path = path_of(invitations.invite(somebody_new(), actor=None))
    page = browse().post(path, {"password": GOOD, "repeated_password": "x"}, expect=422)
    assert "not the same" in page.text("#repeated_password-error")


def test_who_has_a_password_or_is_closed_is_not_invited(app):
    closed = somebody_new()
    closed.closed_at = clock.now()
    for account in (an_account(Role.RECRUITER), closed):
        with pytest.raises(invitations.LinkRefused):
            invitations.invite(account, actor=None)


def test_the_first_administrator_is_set_up_by_a_link(app, browse):
    runner = app.test_cli_runner()
    path = path_of(runner.invoke(args=["accounts", "first-administrator"]).output.split()[-1])
    stranger = browse()
    typed = {"name": "Shen Yue", "email": "Shen.Yue@Example.org", **chosen()}
    page = stranger.post(path, {**typed, "email": "no e-mail"}, expect=422)
    assert page.one("#name")["value"] == "Shen Yue"
    stranger.post(path, typed)
    account = db.session.scalars(select(Account)).unique().one()
    assert account.email == "shen.yue@example.org"
    assert account.roles == {Role.ADMINISTRATOR}
    stranger.get("/people/")
    assert runner.invoke(args=["accounts", "first-administrator"]).exit_code != 0


def test_a_first_link_is_void_once_there_is_an_administrator(app, browse):
    address = invitations.first_administrator()
    an_account(Role.ADMINISTRATOR)
    typed = {"name": "Mallory", "email": "mallory@example.org", **chosen()}
    browse().post(path_of(address), typed, expect=422)
    assert (
        not db.session.scalars(select(Account).where(Account.email == "mallory@example.org")).unique().all()
    )


def test_the_shell_invites_with_a_role(app):
    runner = app.test_cli_runner()
    done = runner.invoke(args=["accounts", "invite", "Marta@Example.org", "Marta Lindqvist", "manager"])
    assert "/links/" in done.output
    account = db.session.scalars(select(Account)).unique().one()
    assert (account.email, account.roles) == ("marta@example.org", {Role.MANAGER})
    again = runner.invoke(args=["accounts", "invite", "marta@example.org", "Marta", "manager"])
    assert again.exit_code != 0
    assert "already" in again.output
