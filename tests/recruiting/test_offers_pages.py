"""The offer's page: written, sent, answered, retracted, run out; and what it refuses keeps what was typed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.outbox import Letter
from people.permissions import Role
from recruiting import offers
from recruiting.models import Offer
from recruiting.states import OfferState, ReasonFamily, Status
from tests import factories as make
from tests.recruiting import walking


def address(visit):
    return f"/applications/{visit.application_id}/offer"


def typed(**changes):
    fields = {
        "terms": "Level 3, evening allowance.",
        "starts_on": clock.today() + timedelta(days=20),
        "expires_on": clock.today() + timedelta(days=6),
    }
    return fields | changes


def the_offer(visit):
    query = select(Offer).where(Offer.application_id == visit.application_id).order_by(Offer.id.desc())
    return db.session.scalars(query).first()


def letters(visit):
    to = visit.application.person.email
    return db.session.scalars(select(Letter).where(Letter.to_address == to).order_by(Letter.id)).all()


def test_an_offer_is_written_sent_and_accepted_page_by_page(browse, recruiter):
    visit = make.an_application(stage="offer")
    page = browse(recruiter)
    draft = page.follow(page.post(address(visit), typed()))
    assert "Level 3, evening allowance." in draft.text("[aria-labelledby=draft]")
    assert letters(visit) == []
    walking.approved(walking.fresh(visit))
    draft = page.get(address(visit))
    out = page.follow(page.post(draft.one("form[action$=sending]")["action"]))
    assert out.has("#out") and the_offer(visit).state is OfferState.SENT
    yes = page.follow(page.post(out.one("form[action$=acceptance]")["action"]))
    assert yes.has("#yes") and the_offer(visit).state is OfferState.ACCEPTED
    assert page.get(f"/applications/{visit.application_id}").text(".next-line").startswith("Next: Hire.")


def test_page_and_letter_name_the_last_day_on_which_it_can_be_accepted(browse, recruiter):
    visit = make.an_application(stage="offer")
    last = clock.today() + timedelta(days=6)
    page = browse(recruiter)
    draft = page.follow(page.post(address(visit), typed(expires_on=last)))
    said = f"{last.day} {last:%b %Y}"
    assert f"can be accepted until {said}." in draft.text("[aria-labelledby=draft]")
    walking.approved(walking.fresh(visit))
    page.post(page.get(address(visit)).one("form[action$=sending]")["action"])
    assert said in letters(visit)[-1].body
    assert "Level 3, evening allowance." in letters(visit)[-1].body
    with clock.at(clock.day_end(last) - timedelta(minutes=1)):
        offers.accept(walking.fresh(visit), the_offer(visit), actor=recruiter)
    assert the_offer(visit).state is OfferState.ACCEPTED


def test_who_accepts_is_thanked_in_a_letter_in_the_own_language(recruiter):
    person = make.a_person(language="zh_Hans")
    visit = make.an_application(make.an_opening(), person, "offer")
    walking.draft(visit, recruiter, in_days=9)
    offers.send(visit, walking.approved(visit), actor=recruiter)
    offers.accept(visit, walking.offer_of(visit), actor=recruiter)
    db.session.flush()
    thanks = letters(visit)[-1]
    assert thanks.subject.startswith("感谢您接受录用") and thanks.language == "zh_Hans"
    assert "年" in thanks.body, "the first day, in Chinese"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"terms": ""}, "This is needed."),
        ({"starts_on": "soon"}, "Not a valid date"),
        ({"starts_on": "2020-01-01"}, "The first day cannot be in the past."),
        ({"expires_on": "2020-01-01"}, "Choose a time in the future."),
    ],
)
def test_what_is_wrong_with_an_offer_is_said_and_what_was_typed_stays(browse, recruiter, changes, sentence):
    visit = make.an_application(stage="offer")
    page = browse(recruiter).post(address(visit), typed(terms="As we said.") | changes, expect=422)
    assert page.has(".notice-bad")
    assert sentence in page.text("main")
    if "terms" not in changes:
        assert page.text("textarea[name=terms]") == "As we said."
    assert the_offer(visit) is None


def test_beyond_the_seats_an_offer_asks_to_be_confirmed(browse, recruiter):
    opening = make.an_opening(seats=1)
    walking.sent(recruiter, opening)
    visit = make.an_application(opening, stage="offer")
    page = browse(recruiter)
    refused = page.post(address(visit), typed(), expect=422)
    assert "Every seat is filled or promised" in refused.text(".notice-bad")
    assert refused.has("input[name=beyond_seats]")
    page.post(address(visit), typed(beyond_seats="y"))
    assert the_offer(visit).state is OfferState.DRAFT
    offers.send(visit, walking.approved(visit), actor=recruiter)
    said = page.get(address(visit)).text(".page-sub")
    assert "1 more is promised than there are seats" in said and "Seats" in said


def test_a_new_draft_takes_the_place_of_the_one_before(browse, recruiter):
    visit = walking.drafted(recruiter)
    page = browse(recruiter)
    after = page.follow(page.post(address(visit), typed(terms="Better ones.")))
    assert "Better ones." in after.text("[aria-labelledby=draft]")
    assert len(after.all("[aria-labelledby=versions] tbody tr")) == 2
    assert {one.state for one in db.session.scalars(select(Offer))} == {
        OfferState.RETRACTED,
        OfferState.DRAFT,
    }


@pytest.mark.parametrize(("ends", "status"), [("y", Status.WITHDRAWN), ("", Status.ACTIVE)])
def test_a_declined_offer_ends_the_application_or_lets_another_be_made(browse, recruiter, ends, status):
    visit = walking.sent(recruiter)
    reason = make.a_reason(ReasonFamily.DECLINE)
    page = browse(recruiter)
    form = page.get(address(visit)).one("form[action$=refusal]")
    page.post(
        form["action"], {"reason": reason.id, "note": "Nearer to home."} | ({"ends": ends} if ends else {})
    )
    assert walking.fresh(visit).application.status is status
    assert the_offer(visit).decline_reason_id == reason.id
    if status is Status.ACTIVE:
        page.post(address(visit), typed())


def test_declining_without_a_reason_is_refused(browse, recruiter):
    visit = walking.sent(recruiter)
    page = browse(recruiter)
    form = page.get(address(visit)).one("form[action$=refusal]")
    refused = page.post(form["action"], {"note": "She rang."}, expect=422)
    assert "Say why the offer was declined" in refused.text(".notice-bad")
    assert refused.one("input[name=note]")["value"] == "She rang."
    assert the_offer(visit).state is OfferState.SENT


@pytest.mark.parametrize("situation", [walking.sent, walking.accepted])
def test_an_offer_is_taken_back_with_a_reason_and_can_be_made_anew(browse, recruiter, situation):
    visit = situation(recruiter)
    page = browse(recruiter)
    form = page.get(address(visit)).one("form[action$=retraction]")
    back = page.follow(page.post(form["action"], {"reason": "The budget was cut."}))
    assert the_offer(visit).state is OfferState.RETRACTED
    assert back.has("textarea[name=terms]")
    record = page.get(f"/applications/{visit.application_id}").text("[aria-labelledby=record]")
    assert "retracted the offer" in record and "The budget was cut." in record


def test_an_offer_that_has_run_out_can_no_longer_be_accepted(browse, recruiter):
    visit = walking.sent(recruiter, in_days=30)
    offer = the_offer(visit)
    db.session.commit()
    with clock.at(offer.expires_at + timedelta(minutes=1)):
        refused = browse(recruiter).post(
            f"/applications/{visit.application_id}/offers/{offer.id}/acceptance", expect=422
        )
        assert "The offer has run out" in refused.text(".notice-bad")
        assert offers.expire() == 1
        db.session.commit()
        page = browse(recruiter)
        assert "ran out" in page.get(address(visit)).text("section[aria-labelledby=versions]")
        record = page.get(f"/applications/{visit.application_id}").texts(".record > li")
        assert "The offer ran out" in record[0] and "by rule" in record[0]


def test_another_applications_offer_is_not_found(browse, recruiter):
    mine, other = walking.sent(recruiter), walking.sent(recruiter)
    path = f"/applications/{mine.application_id}/offers/{the_offer(other).id}/acceptance"
    browse(recruiter).post(path, expect=404)
    assert the_offer(other).state is OfferState.SENT


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.TRAINER, Role.EMPLOYEE])
def test_who_makes_no_offers_reads_none(browse, role):
    browse(make.an_account(role)).get(address(make.an_application(stage="offer")), expect=403)
