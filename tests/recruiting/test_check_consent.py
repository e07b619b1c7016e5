"""A background check begins and goes on under the consent of the very candidate, for this purpose, while it
holds: not of somebody else, not after it was withdrawn, not after it ran out."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.record import Entry
from people.models import Account
from people.permissions import Role
from recruiting import checks, consents, merging
from recruiting.checks import CheckRefused
from recruiting.consents import ConsentRefused
from recruiting.models import BackgroundCheck, CheckPackage, Consent
from recruiting.queries import consents as queries
from recruiting.queries import standing
from recruiting.queries.facts import APPLICATION_PURPOSE, CHECK_PURPOSE
from recruiting.states import ItemState
from tests import factories as make
from tests.recruiting.checking import WORDS, agree, item, ordered, the_package

WHY = "Both wrote from the same phone and said so."


@pytest.fixture
def visit(app):
    return make.an_application(stage="background check")


def order(visit, recruiter):
    return checks.order(standing.visit(visit.id), the_package(), actor=recruiter)


def test_the_consent_of_somebody_else_allows_nothing(visit, recruiter):
    agree(make.an_application(visit.application.opening, stage="background check"))
    with pytest.raises(CheckRefused, match="needs recorded consent"):
        order(visit, recruiter)


def test_withdrawn_once_it_is_withdrawn_however_often_it_was_given(visit, recruiter, browse):
    for days in (30, 90, 365):
        agree(visit, days=days)
    browse(recruiter).post(f"/applications/{visit.application_id}/consent/revoke")
    assert queries.holding(visit.application.person_id, CHECK_PURPOSE) is None
    with pytest.raises(CheckRefused, match="needs recorded consent"):
        order(visit, recruiter)


def consents_of(visit):
    return f"/applications/{visit.application_id}/consents"


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_in_any_stage_a_consent_is_given_and_withdrawn_on_a_page_of_its_own(recruiter, browse, language):
    visit = make.an_application(stage="online test")
    page = browse(recruiter, language)
    page.post(consents_of(visit), {"words": "Keep my data.", "days": "365"})
    assert "Keep my data." in page.get(consents_of(visit)).text("table")
    agree(visit, days=30)
    page.post(f"{consents_of(visit)}/application/withdrawal")
    person = visit.application.person_id
    assert queries.holding(person, APPLICATION_PURPOSE) is None
    assert queries.holding(person, CHECK_PURPOSE) is not None
    shown = page.get(consents_of(visit))
    assert len(shown.all("[data-row]")) == 2 and "Keep my data." in shown.text("table")
    taken = page.get(f"{consents_of(visit)}?export=csv").response.get_data(as_text=True)
    assert taken.count("Keep my data.") == 1


def test_a_consent_without_words_is_refused_and_the_days_typed_stay(visit, recruiter, browse):
    page = browse(recruiter).post(consents_of(visit), {"words": "", "days": "77"}, expect=422)
    assert page.one("[name=days]").get("value") == "77"
    assert queries.history(visit.application.person_id) == []


def test_who_cannot_reach_the_opening_neither_sees_nor_withdraws_a_consent(visit, browse):
    agree(visit)
    elsewhere = browse(make.an_account(Role.RECRUITER, team=make.a_team("Another")))
    elsewhere.get(consents_of(visit), expect=404)
    elsewhere.post(f"{consents_of(visit)}/background check/withdrawal", expect=404)
    elsewhere.post(f"{consents_of(visit)}/anything/withdrawal", expect=404)
    assert queries.holding(visit.application.person_id, CHECK_PURPOSE) is not None


def test_withdrawing_what_nobody_gave_is_refused(visit, recruiter, browse):
    with pytest.raises(ConsentRefused, match="No consent holds any more"):
        consents.withdraw(visit.application.person, CHECK_PURPOSE, actor=recruiter)
    browse(recruiter).post(f"/applications/{visit.application_id}/consent/revoke", expect=404)


def test_others_than_the_opening_is_given_to_withdraw_nothing(visit, browse):
    agree(visit)
    elsewhere = make.an_account(Role.RECRUITER, team=make.a_team("Another"))
    browse(elsewhere).post(f"/applications/{visit.application_id}/consent/revoke", expect=404)
    assert queries.holding(visit.application.person_id, CHECK_PURPOSE) is not None


def test_after_withdrawal_nothing_more_is_asked_and_what_was_found_stays(recruiter):
    check = ordered()
    checks.find(item(check, "Education"), ItemState.CLEAR, actor=recruiter)
    consents.withdraw(check.application.person, CHECK_PURPOSE, actor=None)
    for one in check.items:
        with pytest.raises(CheckRefused, match="no longer holds"):
            checks.find(one, ItemState.IN_PROGRESS, actor=recruiter)
    assert item(check, "Education").state is ItemState.CLEAR
    agree(standing.latest_visit(check.application_id))
    checks.find(item(check, "Work history"), ItemState.CLEAR, actor=recruiter)


def test_consent_that_runs_out_meanwhile_stops_the_check_too(visit, recruiter):
    agree(visit, days=1)
    check = order(visit, recruiter)
    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(CheckRefused, match="no longer holds"):
        checks.find(check.items[0], ItemState.CLEAR, actor=recruiter)


def test_the_consent_of_an_entry_that_turns_out_to_be_somebody_else_allows_nothing_more(recruiter, visit):
    other = make.an_application(stage="online test")
    consents.give_consent(other.application.person, CHECK_PURPOSE, WORDS, actor=None)
    done = merging.merge(visit.application.person, other.application.person, actor=recruiter, reason=WHY)
    check = order(visit, recruiter)
    merging.unmerge(done, actor=recruiter, reason="They are brothers with one phone.")
    with pytest.raises(CheckRefused, match="no longer holds"):
        checks.find(check.items[0], ItemState.CLEAR, actor=recruiter)


def looking(visit, recruiter):
    visit_id, actor_id, package_id = visit.id, recruiter.id, the_package().id

    def look():
        found = standing.visit(visit_id)
        consent = db.session.scalars(select(Consent)).one()
        return found, consent, db.session.get(Account, actor_id), db.session.get(CheckPackage, package_id)

    return look


def test_ordered_while_it_is_withdrawn_the_check_came_first_or_not_at_all(at_once, visit, recruiter):
    agree(visit)
    at_once(
        looking(visit, recruiter),
        lambda seen: checks.order(seen[0], seen[3], actor=seen[2]),
        lambda seen: consents.revoke(seen[1], actor=seen[2]),
    )
    verbs = db.session.scalars(
        select(Entry.verb)
        .where(Entry.verb.in_(("check ordered", "consent revoked")), Entry.subject_kind == "application")
        .order_by(Entry.id)
    ).all()
    assert verbs in (["check ordered", "consent revoked"], ["consent revoked"])


def test_two_who_order_at_once_order_one_check(at_once, visit, recruiter):
    agree(visit)
    order = [lambda seen: checks.order(seen[0], seen[3], actor=seen[2])] * 2
    at_once(looking(visit, recruiter), *order)
    assert db.session.scalar(select(func.count(BackgroundCheck.id))) == 1


def test_withdrawn_twice_at_once_it_is_withdrawn_once(at_once, visit, recruiter):
    agree(visit)
    revoke = [lambda seen: consents.revoke(seen[1], actor=seen[2])] * 2
    at_once(looking(visit, recruiter), *revoke)
    told = select(func.count(Entry.id)).where(
        Entry.verb == "consent revoked", Entry.subject_kind == "consent"
    )
    assert db.session.scalar(told) == 1
