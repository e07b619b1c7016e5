"""Who assesses a case: not whoever nominated, and nobody is waited for who cannot answer any more."""

import pytest

from careers import cases
from careers.cases import CaseRefused
from careers.defaults.ladder import LADDER
from careers.queries import cases as queries
from core.db import db
from people import accounts
from people.permissions import Role
from tests.careers.people_at_work import WHY, account_of
from tests.factories import an_account

KEYS = [one.key for one in LADDER.levels[1].competencies]
RATED = dict.fromkeys(KEYS, (4, "Seen often."))


@pytest.fixture
def nominator(app):
    return an_account(Role.MANAGER)


@pytest.fixture
def case(employee, nominator):
    return cases.open_case(employee, "supervisor", WHY, actor=nominator)


def asked(case):
    return [one.assessor_id for one in queries.assessments(case.id) if one.released_at is None]


def test_whoever_nominated_does_not_assess(case, nominator, manager, browse):
    with pytest.raises(CaseRefused, match="Who opened the case does not rate it") as refused:
        cases.ask(case, nominator, actor=manager)
    assert refused.value.field == "assessor"
    assert nominator not in queries.colleagues(case) and manager in queries.colleagues(case)
    page = browse(manager).get(f"/careers/cases/{case.id}")
    assert str(nominator.id) not in [
        one["value"] for one in page.all("[name=ask-assessor] option, [name=assessor] option")
    ]


def test_whoever_nominated_and_was_asked_before_that_was_ruled_out_is_replaced(
    case, nominator, manager, browse
):
    made, other = (cases.ask(case, an_account(Role.TRAINER), actor=manager) for _one in range(2))
    made.assessor_id = nominator.id
    db.session.flush()
    with pytest.raises(CaseRefused, match="You opened this case"):
        cases.submit(made, RATED, actor=nominator)
    page = browse(manager).get(f"/careers/cases/{case.id}")
    assert "opened the case: ask somebody else" in page.text("section[aria-labelledby=ratings]")
    assert page.has("[aria-labelledby=ask]")
    new = an_account(Role.TRAINER)
    cases.ask(case, new, actor=manager)
    assert asked(case) == [other.assessor_id, new.id]


def test_an_assessor_whose_account_is_closed_is_shown_and_replaced(case, employee, manager, browse):
    gone, other, new = (an_account(Role.TRAINER) for _one in range(3))
    for one in (gone, other):
        cases.ask(case, one, actor=manager)
    accounts.close(gone, actor=manager)
    page = browse(manager).get(f"/careers/cases/{case.id}")
    assert "account closed: ask somebody else" in page.text("section[aria-labelledby=ratings]")
    assert page.has("[aria-labelledby=ask]")
    own = browse(account_of(employee)).get("/careers/own")
    assert "a manager asks who rates" in own.text("main")
    cases.ask(case, new, actor=manager)
    assert asked(case) == [other.id, new.id]
    with pytest.raises(CaseRefused, match="2 are asked already"):
        cases.ask(case, an_account(Role.TRAINER), actor=manager)


def test_nobody_is_asked_whose_account_is_closed(case, manager):
    gone = an_account(Role.TRAINER)
    accounts.close(gone, actor=manager)
    with pytest.raises(CaseRefused, match="cannot sign in"):
        cases.ask(case, gone, actor=manager)


def test_ratings_of_an_account_closed_since_stay(case, manager):
    gone = an_account(Role.TRAINER)
    cases.submit(cases.ask(case, gone, actor=manager), RATED, actor=gone)
    accounts.close(gone, actor=manager)
    cases.ask(case, an_account(Role.TRAINER), actor=manager)
    with pytest.raises(CaseRefused, match="2 are asked already"):
        cases.ask(case, an_account(Role.TRAINER), actor=manager)
