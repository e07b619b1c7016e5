"""One button of a page is its next step."""

from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.test_talent_pool import keep, turned_down


def steps(page):
    return page.texts("main > * .btn-primary:not(table .btn-primary, details .btn-primary)")


def test_who_is_kept_for_later_is_asked_first_and_kept_longer_beside(browse, recruiter):
    entry = keep(turned_down(), recruiter)
    page = browse(recruiter).get(f"/talent-pool/{entry.id}")
    assert steps(page) == ["Send the letter"] and page.has("form[action$=term] .btn-secondary")


def test_an_offer_that_is_out_is_answered_before_another_is_written(browse, recruiter):
    visit = walking.accepted(recruiter)
    assert len(steps(browse(recruiter).get(f"/applications/{visit.application_id}/offer"))) == 1


def test_an_empty_board_of_a_past_day_offers_nothing_to_begin_with(browse, recruiter):
    opening = make.an_opening()
    browser = browse(recruiter)
    past = browser.get(f"/openings/{opening.id}/board?as_of=2026-01-01")
    assert past.has(".empty") and not past.has(".empty .btn")
    assert browser.get(f"/openings/{opening.id}/board").texts(".btn-primary").count("Add candidate") == 1
