"""Every route, every role: what the table in people/permissions.py says is what the product does."""

import re
from contextvars import copy_context

import pytest
from flask import Flask

from app import create_app
from core.db import db
from people.permissions import GRANTS, Permission, Role
from tests.factories import a_team, an_account
from tests.page import REDIRECTS, Browse

VISITORS = [None, *Role]
NOT_PAGES = {"static"}
FILLED = {"kind": "csv", "language": "en", "key": "account.reset", "token": "none", "decision": "approval"}


def routes(app: Flask):
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in NOT_PAGES:
            for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
                yield rule, method


def path_of(rule) -> str:
    """An address that the rule answers to; ids are ones that nothing has."""
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: FILLED.get(found[1], "987654"), rule.rule)


def declared(app: Flask, endpoint: str):
    return getattr(app.view_functions[endpoint], "permission", "nothing")


def judged(answer) -> str:
    """What the guard said: "sign in", "forbidden", or "enter" whatever came of it."""
    if answer.status_code == 403:
        return "forbidden"
    leads_to = answer.headers["Location"] if answer.status_code in REDIRECTS else ""
    return "sign in" if leads_to.partition("?")[0] == "/sign-in" else "enter"


def asked(visitor, method: str, path: str):
    """The answer to one request of a fresh session."""
    db.session.commit()
    answer = copy_context().run(send, visitor, method, path)
    db.session.expire_all()
    return answer


def send(visitor, method: str, path: str):
    with visitor.app.app_context():
        return visitor.client.open(path, method=method)


def expected(permission: Permission | None, role: Role | None) -> str:
    if permission is None:
        return "enter"
    if role is None:
        return "sign in"
    return "enter" if permission in GRANTS[role] else "forbidden"


@pytest.mark.sqlite_only
def test_every_route_says_who_may_use_it(app):
    known = {None, *Permission}
    silent = {rule.endpoint for rule, _ in routes(app) if declared(app, rule.endpoint) not in known}
    assert not silent


@pytest.mark.sqlite_only
def test_few_routes_answer_to_everybody(app):
    """A new one is added here on purpose, or it should not be public."""
    assert {rule.endpoint for rule, _ in routes(app) if declared(app, rule.endpoint) is None} == {
        "certificates.ask",
        "certificates.verify",
        "core.healthz",
        "people.follow",
        "people.forgotten",
        "people.paint",
        "people.sign_in",
        "people.sign_in_as",
        "people.sign_out",
        "people.speak",
        "recruiting.calendar_feed",
        "recruiting.offer_letter_by_link",
        "recruiting.offer_letter_pdf_by_link",
    }


@pytest.mark.sqlite_only
@pytest.mark.parametrize("role", VISITORS, ids=lambda role: role or "nobody")
def test_each_route_lets_in_whom_the_table_names(app, browse, role):
    account = an_account(role) if role else None
    wrong = []
    for rule, method in routes(app):
        if rule.endpoint == "people.sign_out" or (role and rule.endpoint == "people.sign_out_everywhere"):
            continue  # these lead to the sign-in page whoever comes
        answer = asked(browse(account), method, path_of(rule))
        permission = declared(app, rule.endpoint)
        if judged(answer) != expected(permission, role):
            wrong.append(f"{method} {rule.rule} needs {permission!r}, but: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.sqlite_only
def test_a_route_that_says_nothing_answers_nobody(settings, browse):
    app = create_app(**settings)
    app.add_url_rule("/said-nothing", "said_nothing", lambda: "open to all")
    for account in (None, an_account(Role.ADMINISTRATOR)):
        assert asked(Browse(app, account), "GET", "/said-nothing").status_code == 403


@pytest.mark.sqlite_only
def test_nothing_is_changed_without_a_token(app, browse):
    app.config["WTF_CSRF_ENABLED"] = True
    reader = browse(an_account(Role.ADMINISTRATOR))
    changing = [(rule, method) for rule, method in routes(app) if method != "GET"]
    open_ones = [
        f"{method} {rule.rule}: {answer.status_code}"
        for rule, method in changing
        if (answer := asked(reader, method, path_of(rule))).status_code != 400
    ]
    assert len(changing) > 300
    assert not open_ones, "\n".join(open_ones)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_what_is_everybodys_is_closed_to_a_role_held_for_one_team(app, browse, role):
    """The administrator's is never held for one team only."""
    account = an_account(role, team=a_team())
    wrong = []
    for rule, method in routes(app):
        view = app.view_functions[rule.endpoint]
        if getattr(view, "everywhere", False):
            answer = asked(browse(account), method, path_of(rule))
            if judged(answer) != "forbidden":
                wrong.append(f"{method} {rule.rule}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.sqlite_only
def test_programmes_are_everybodys(app):
    """They have no team. Deciding results anew has: those of the trainees whom one may reach."""
    editing = {rule.endpoint for rule, _ in routes(app) if declared(app, rule.endpoint) == "edit programmes"}
    of_all = {one for one in editing if app.view_functions[one].everywhere}
    assert editing - of_all == {"training.re_evaluation"}
    assert len(of_all) > 15


def test_nobody_may_do_what_no_role_grants():
    assert set().union(*GRANTS.values()) == set(Permission)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.ADMINISTER_PEOPLE, {Role.ADMINISTRATOR}),
        (Permission.SEE_OUTBOX, {Role.ADMINISTRATOR}),
        (Permission.SEE_CONTACT, {Role.ADMINISTRATOR, Role.RECRUITER}),
        (Permission.MAKE_OFFERS, {Role.ADMINISTRATOR, Role.RECRUITER}),
        (Permission.SEE_CHECKS, {Role.ADMINISTRATOR, Role.RECRUITER}),
        (Permission.DECIDE_CHECKS, {Role.ADMINISTRATOR, Role.RECRUITER}),
        (Permission.EDIT_CHECK_PACKAGES, {Role.ADMINISTRATOR}),
        (Permission.APPROVE_OFFERS, {Role.ADMINISTRATOR, Role.MANAGER}),
        (Permission.OVERRIDE_RESULTS, {Role.ADMINISTRATOR, Role.MANAGER}),
        (Permission.ENROL, {Role.TRAINER}),
        (Permission.PUT_ON_DUTY, {Role.TRAINER, Role.MANAGER}),
        (Permission.WAIVE_GATE, {Role.MANAGER}),
        (Permission.REVOKE_CERTIFICATES, {Role.MANAGER}),
    ],
)
def test_what_matters_most_is_held_by_few(permission, roles):
    assert {role for role, granted in GRANTS.items() if permission in granted} == roles
