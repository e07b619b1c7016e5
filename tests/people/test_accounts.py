from io import BytesIO

import pytest
from python_calamine import load_workbook
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people import accounts, queries
from people.models import Account
from people.permissions import Permission, Role
from tests.factories import a_person, a_team, an_account


@pytest.fixture
def administrator(app):
    return an_account(Role.ADMINISTRATOR, name="Administrator of the day")


def verbs_about(account):
    return db.session.scalars(
        select(Entry.verb)
        .where(Entry.subject_kind == "account", Entry.subject_id == account.id)
        .order_by(Entry.id)
    ).all()


def test_opening_an_account_takes_the_person_already_known_by_that_email(administrator):
    person = a_person(email="known@example.org")
    account = accounts.open_account("Somebody", "known@example.org", "en", actor=administrator)
    assert account.person is person
    assert verbs_about(account) == ["account opened"]


def test_an_email_signs_in_one_person(administrator):
    accounts.open_account("One", "one@example.org", "en", actor=administrator)
    with pytest.raises(accounts.AccountRefused):
        accounts.open_account("Two", "one@example.org", "en", actor=administrator)


def test_roles_are_given_for_a_team_and_taken_away(administrator):
    account, team = an_account(), a_team()
    grant = accounts.add_role(account, Role.RECRUITER, team.id, actor=administrator)
    assert account.teams_for(Permission.SEE_APPLICATIONS) == {team.id}
    accounts.take_role(account, grant.id, actor=administrator)
    assert not account.may(Permission.SEE_APPLICATIONS)
    assert verbs_about(account) == ["role given", "role taken away"]


def test_a_role_held_everywhere_reaches_every_team(administrator):
    account = an_account()
    accounts.add_role(account, Role.TRAINER, None, actor=administrator)
    accounts.add_role(account, Role.TRAINER, a_team().id, actor=administrator)
    assert None in account.teams_for(Permission.SEE_TRAINING)
    assert account.teams_for(Permission.SEE_OUTBOX) == frozenset()


def test_a_role_is_held_once(administrator):
    account = an_account(Role.MANAGER)
    with pytest.raises(accounts.AccountRefused):
        accounts.add_role(account, Role.MANAGER, None, actor=administrator)


def test_nobody_administers_for_one_team_only(administrator):
    with pytest.raises(accounts.AccountRefused):
        accounts.add_role(an_account(), Role.ADMINISTRATOR, a_team().id, actor=administrator)


def test_nobody_changes_their_own_roles(administrator):
    an_account(Role.ADMINISTRATOR)
    with pytest.raises(accounts.AccountRefused):
        accounts.add_role(administrator, Role.MANAGER, None, actor=administrator)
    with pytest.raises(accounts.AccountRefused):
        accounts.take_role(administrator, administrator.grants[0].id, actor=administrator)
    with pytest.raises(accounts.AccountRefused):
        accounts.close(administrator, actor=administrator)


def test_the_last_administrator_stays_one(administrator):
    other = an_account(Role.ADMINISTRATOR)
    accounts.close(administrator, actor=other)
    with pytest.raises(accounts.AccountRefused, match="last administrator"):
        accounts.take_role(other, other.grants[0].id, actor=administrator)
    with pytest.raises(accounts.AccountRefused, match="last administrator"):
        accounts.close(other, actor=administrator)
    assert queries.administrators() == {other.id}


def test_an_invited_administrator_who_cannot_sign_in_yet_does_not_count(administrator):
    invited = an_account(Role.ADMINISTRATOR)
    invited.password_hash = None
    with pytest.raises(accounts.AccountRefused, match="last administrator"):
        accounts.close(administrator, actor=invited)


def test_a_closed_account_keeps_its_roles_and_is_reopened(administrator):
    account = an_account(Role.TRAINER)
    epoch = account.session_epoch
    accounts.close(account, actor=administrator)
    assert account.session_epoch == epoch + 1
    with pytest.raises(accounts.AccountRefused):
        accounts.close(account, actor=administrator)
    accounts.reopen(account, actor=administrator)
    assert account.is_active
    assert account.roles == {Role.TRAINER}
    with pytest.raises(accounts.AccountRefused):
        accounts.reopen(account, actor=administrator)


def test_an_account_with_several_roles_is_found_whole(administrator):
    account = an_account(Role.RECRUITER, Role.TRAINER, Role.MANAGER)
    email = account.email
    db.session.commit()
    db.session.expunge_all()
    assert len(queries.account_by_email(email).grants) == 3


# Pages


def test_inviting_somebody_opens_an_account_with_a_role(administrator, browse):
    person = browse(administrator)
    typed = {
        "name": "Gu Mingchuan",
        "email": "Gu@Example.org",
        "role": "manager",
        "team": "",
        "language": "zh_Hans",
    }
    made = person.follow(person.post("/people/new", typed))
    assert made.heading == "Gu Mingchuan"
    assert "Invited" in made.texts(".state")
    account = queries.account_by_email("gu@example.org")
    assert account.roles == {Role.MANAGER}


def test_a_refused_invitation_keeps_what_was_typed_and_changes_nothing(administrator, browse):
    taken = an_account().email
    typed = {"name": "Gu Mingchuan", "email": taken, "role": "manager", "team": "", "language": "en"}
    page = browse(administrator).post("/people/new", typed, expect=422)
    assert page.form("main form.panel") | {"csrf_token": ""} == typed | {"csrf_token": ""}
    assert "already" in page.text("#email-error")
    assert page.has(".notice-bad")


def test_nobody_becomes_an_administrator_because_nothing_was_chosen(administrator, browse):
    person = browse(administrator)
    for path, form in [("/people/new", "main form"), (f"/people/{an_account().id}", "form[action$=roles]")]:
        assert person.get(path).form(form)["role"] == "employee"


def test_roles_are_given_and_taken_on_the_page(administrator, browse):
    account, person = an_account(), browse(administrator)
    path = f"/people/{account.id}"
    person.post(f"{path}/roles", {"role": "trainer", "team": ""})
    assert "Trainer" in person.get(path).text("section[aria-labelledby=roles]")
    person.post(f"{path}/roles", {"role": "trainer", "team": ""}, expect=422)
    person.post(f"{path}/roles", {"role": "emperor", "team": ""}, expect=422)
    taken = f"{path}/roles/{db.session.get(Account, account.id).grants[0].id}/removal"
    person.post(taken)
    person.post(taken, expect=422)
    assert "Role taken away: Trainer" in person.get(path).text(".record")


def test_the_page_refuses_what_the_verb_refuses(administrator, browse):
    own = f"/people/{administrator.id}"
    page = browse(administrator).post(f"{own}/closing", expect=422)
    assert "own account" in page.text(".notice-bad")
    browse(administrator).post("/people/999999/closing", expect=404)


def test_the_list_filters_by_role_state_and_text(administrator, browse):
    trainer, recruiter = an_account(Role.TRAINER, name="魏岚"), an_account(Role.RECRUITER, name="Robin 100%")
    recruiter.closed_at = clock.now()
    person = browse(administrator)
    names = lambda query: set(person.get(f"/people/?{query}").texts("tbody .person"))  # noqa: E731
    assert names("") == {"Administrator of the day", "魏岚", "Robin 100%"}
    assert names("role=trainer") == {"魏岚"}
    assert names("state=closed") == {"Robin 100%"}
    assert names("q=岚") == {"魏岚"}
    assert names("q=%25") == {"Robin 100%"}
    assert names(f"q={trainer.email}") == {"魏岚"}
    assert names("role=emperor&state=lost&after=x") == names("")
    assert person.get("/people/?q=nobody").has(".empty")


def test_the_list_is_paged_by_key_and_costs_the_same_however_long(administrator, browse, counted):
    for number in range(120):
        an_account(Role.INTERVIEWER, name=f"Interviewer {number // 2:03}")
    person = browse(administrator)
    person.get("/people/")
    seen, page = [], person.get("/people/")
    while True:
        seen += page.texts("tbody .muted")
        if not page.has("a[rel=next]"):
            break
        with counted() as statements:
            page = person.get(page.one("a[rel=next]")["href"])
        assert statements.count <= 3
    assert len(seen) == len(set(seen)) == 121
    back = person.get(page.one("a[rel=prev]")["href"]).texts("tbody .muted")
    assert back == seen[50:100]


def test_the_export_holds_exactly_what_is_shown(administrator, browse):
    an_account(Role.TRAINER, name="=1+1")
    answer = browse(administrator).get("/people/export.xlsx?role=trainer").response
    rows = load_workbook(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert rows[1][0] == "'=1+1"
    assert rows[1][3] == "Trainer"
