"""Background checks brought as far as a test needs them, by the verbs themselves."""

from datetime import timedelta

from core import clock
from people.permissions import Role
from recruiting import check_decisions, checks, consents
from recruiting.queries import checks as queries
from recruiting.queries import standing
from recruiting.queries.facts import CHECK_PURPOSE
from recruiting.states import ItemState, WouldRehire
from tests import factories as make

WORDS = "I agree that my former employers are asked."
SECRET = "The school in Lantern Street knows no such certificate."
GROUNDS = "The school does not know the certificate number 2021-118."
WHY = "Nobody could explain the certificate in time."


def agree(visit, **more):
    return consents.give_consent(visit.application.person, CHECK_PURPOSE, WORDS, actor=None, **more)


def the_package(key="customer service"):
    return next(one for one in queries.packages() if one.key == key)


def ordered(opening=None, actor=None, person=None):
    """A check that is under way, in the check stage."""
    visit = make.an_application(opening, person, stage="background check")
    agree(visit)
    return checks.order(visit, the_package(), actor=actor)


def item(check, english):
    return next(one for one in check.items if one.name["en"] == english)


def found(check, *, adverse="", actor=None):
    """Every item is found; the one named `adverse` is to be considered."""
    for one in check.items:
        if one.state in (ItemState.CLEAR, ItemState.CONSIDER):
            continue
        if one.asks_referees and not queries.referees(one.id):
            said = {"referee": "Helena Sand", "pressure": "Stays calm when it burns."}
            checks.refer(one, WouldRehire.YES, said, asked_on=clock.today(), actor=actor)
        bad = one.name["en"] == adverse
        state, note = (ItemState.CONSIDER, SECRET) if bad else (ItemState.CLEAR, "")
        checks.find(one, state, note=note, actor=actor)
    return check


def noticed(opening=None, actor=None):
    """The candidate was told of a finding; the waiting time runs."""
    check = found(ordered(opening), adverse="Education")
    check_decisions.notify(check, GROUNDS, actor=actor or make.an_account(Role.RECRUITER))
    return check


def after_the_wait(check):
    """Just when the waiting time is over."""
    return clock.at(check.waits_until + timedelta(seconds=1))


def visit_of(check):
    return standing.latest_visit(check.application_id)
