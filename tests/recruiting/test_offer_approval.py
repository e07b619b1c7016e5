"""Offers are approved by another than their author, and each change is a version beside the old one."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import db
from core.outbox import Letter
from core.record import Entry
from people.permissions import Role
from recruiting import offers
from recruiting.models import Offer
from recruiting.offers import OfferRefused
from recruiting.pipeline import MoveRefused
from recruiting.queries import offers as queries
from recruiting.states import OfferState, ReasonFamily, Status, Wait, WaitsOn
from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.walking import fresh


@pytest.fixture
def manager(app):
    return make.an_account(Role.MANAGER)


def address(visit, act=""):
    return f"/applications/{visit.application_id}{act}"


def versions(visit):
    return [(one.number, one.state.value) for one in reversed(queries.offers_of(visit.application_id))]


def letters(visit):
    to = visit.application.person.email
    return db.session.scalars(select(Letter).where(Letter.to_address == to).order_by(Letter.id)).all()


def test_an_offer_that_nobody_approved_is_not_sent(recruiter):
    visit = walking.drafted(recruiter)
    assert (visit.waits_for, visit.waits_on) == (Wait.DECISION, WaitsOn.MANAGER)
    with pytest.raises(OfferRefused, match="Another person has to approve"):
        offers.send(visit, queries.draft_of(visit.application_id), actor=recruiter)
    assert letters(visit) == []


def test_the_database_itself_keeps_what_is_not_approved_from_going_out(recruiter):
    visit = walking.drafted(recruiter)
    sent = {"state": OfferState.SENT, "sent_at": clock.now()}
    own = {"approved_at": clock.now(), "approved_by_id": recruiter.id}
    for change in (sent, own, {"approved_at": clock.now()}):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(
                update(Offer).where(Offer.application_id == visit.application_id).values(**change)
            )


def test_nobody_approves_the_own_offer(app):
    admin = make.an_account(Role.ADMINISTRATOR)
    visit = walking.drafted(admin)
    draft = queries.draft_of(visit.application_id)
    with pytest.raises(OfferRefused, match="You wrote this offer yourself"):
        offers.approve(visit, draft, actor=admin)
    offers.approve(visit, draft, actor=make.an_account(Role.ADMINISTRATOR))
    assert fresh(visit).waits_on is WaitsOn.RECRUITER


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.INTERVIEWER, Role.TRAINER, Role.EMPLOYEE])
def test_others_do_not_approve(recruiter, role):
    visit = walking.drafted(recruiter)
    with pytest.raises(MoveRefused):
        offers.approve(visit, queries.draft_of(visit.application_id), actor=make.an_account(role))


def test_it_is_approved_once(recruiter, manager):
    visit = walking.drafted(recruiter)
    draft = walking.approved(visit)
    with pytest.raises(OfferRefused, match="approved already"):
        offers.approve(visit, draft, actor=manager)


def test_what_is_not_approved_goes_back_with_what_should_be_different(recruiter, manager):
    visit = walking.drafted(recruiter)
    draft = queries.draft_of(visit.application_id)
    with pytest.raises(OfferRefused, match="should be different"):
        offers.turn_down(visit, draft, actor=manager, reason="no")
    offers.turn_down(visit, draft, actor=manager, reason="Level 3 needs two years of service.")
    told = db.session.scalars(select(Entry).where(Entry.verb == "offer not approved")).one()
    assert (draft.state, told.reason) == (OfferState.RETRACTED, "Level 3 needs two years of service.")
    assert fresh(visit).waits_on is WaitsOn.RECRUITER


def test_a_change_after_sending_is_a_version_beside_the_one_that_is_out(recruiter):
    visit = walking.sent(recruiter)
    walking.draft(visit, recruiter, in_days=3)
    assert versions(visit) == [(1, "sent"), (2, "draft")]
    assert fresh(visit).waits_for is Wait.ANSWER, "the first one is still out"
    offers.send(fresh(visit), walking.approved(visit), actor=recruiter)
    assert versions(visit) == [(1, "retracted"), (2, "sent")]
    assert "takes the place of the one before" in letters(visit)[-1].body
    second = queries.binding_offer(visit.application_id)
    assert second.replaces.number == 1 and second.replaces.terms == "Grade 3, evening shift"


def test_an_answer_to_the_first_ends_the_draft_of_the_second(recruiter):
    visit = walking.sent(recruiter)
    walking.draft(visit, recruiter)
    offers.accept(fresh(visit), queries.binding_offer(visit.application_id), actor=recruiter)
    assert versions(visit) == [(1, "accepted"), (2, "retracted")]
    other = walking.sent(recruiter)
    walking.draft(other, recruiter)
    why = make.a_reason(ReasonFamily.DECLINE)
    out = queries.binding_offer(other.application_id)
    offers.decline(fresh(other), out, why, actor=recruiter, ends=True)
    assert fresh(other).application.status is Status.WITHDRAWN


def test_what_was_accepted_is_not_offered_again(recruiter):
    visit = walking.accepted(recruiter)
    with pytest.raises(OfferRefused, match="accepted already"):
        walking.draft(visit, recruiter)


def test_a_further_version_needs_no_further_seat(recruiter):
    visit = walking.sent(recruiter, make.an_opening(seats=1))
    walking.draft(visit, recruiter)
    assert queries.seats_left(visit.opening_id) == 0


def test_page_by_page_a_manager_approves_what_a_recruiter_wrote(browse, recruiter, manager):
    visit = walking.drafted(recruiter)
    mine, theirs = browse(recruiter), browse(manager)
    page = mine.get(address(visit, "/offer"))
    assert not page.has("form[action$='/approval']") and not page.has("form[action$=sending]")
    mine.post(address(visit, f"/offers/{queries.draft_of(visit.application_id).id}/approval"), expect=403)
    assert address(visit, "/offer") in [a["href"] for a in theirs.get("/").all(".worklist a")]
    page = theirs.get(address(visit, "/offer"))
    theirs.post(page.one("form[action$='/approval']")["action"])
    page = mine.get(address(visit, "/offer"))
    assert f"Approved by {manager.name}" in page.text("[aria-labelledby=draft]")
    mine.post(page.one("form[action$=sending]")["action"])
    page = mine.get(address(visit, "/offer"))
    assert page.has("form[action$=acceptance]") and page.has("textarea[name=terms]"), "it can be changed"
    row = page.texts("[aria-labelledby=versions] tbody tr")
    assert recruiter.name in row[0] and manager.name in row[0]


def test_a_refusal_to_approve_keeps_what_was_typed(browse, recruiter, manager):
    visit = walking.drafted(recruiter)
    page = browse(manager).get(address(visit, "/offer"))
    page = browse(manager).post(page.one("form[action$=disapproval]")["action"], {"reason": "hm"}, expect=422)
    assert "should be different" in page.text(".notice-bad") and page.text("#why-not") == "hm"


def test_an_approver_elsewhere_finds_nothing(browse, recruiter):
    visit = walking.drafted(recruiter)
    draft = queries.draft_of(visit.application_id)
    elsewhere = browse(make.an_account(Role.MANAGER, team=make.a_team("Elsewhere")))
    elsewhere.post(address(visit, f"/offers/{draft.id}/approval"), expect=404)
    assert draft.approved_at is None


def test_an_offer_that_ran_out_while_the_next_is_written_leaves_it_there(recruiter):
    visit = walking.sent(recruiter)
    walking.draft(visit, recruiter)
    with clock.at(clock.now() + timedelta(days=6, hours=23)):
        walking.approved(fresh(visit))
    with clock.at(clock.now() + timedelta(days=8)):
        assert offers.expire() == 1
    assert versions(visit) == [(1, "expired"), (2, "draft")]
