"""The review queue: who is in it, in which order, for whom."""

from datetime import timedelta

import pytest

from core import clock
from people.permissions import Role
from recruiting import pipeline, screening
from recruiting.queries import standing
from recruiting.states import Status
from tests import factories as make
from tests.recruiting.screening import screened

NAMES = ("Amara Okafor", "Daniel Reyes", "Elif Demir")


@pytest.fixture
def queue(app):
    """Three in screening, the first there longest."""
    opening = make.an_opening()
    visits = []
    for number, name in enumerate(NAMES):
        with clock.at(clock.now() - timedelta(days=5 - number)):
            visits.append(make.an_application(opening, make.a_person(name)))
    return visits


def shown(page, path="/review-queue"):
    found = page.get(path)
    return found.text("#case"), found.text("[data-place]")


def test_the_longest_stay_comes_first_and_the_others_after_it(page, queue):
    assert shown(page) == ("Amara Okafor", "1 of 3")
    second = page.get(page.get("/review-queue").one("a[rel=next]")["href"])
    assert second.text("#case") == "Daniel Reyes"
    third = page.get(second.one("a[rel=next]")["href"])
    assert (third.text("#case"), third.text("[data-place]")) == ("Elif Demir", "3 of 3")
    assert not third.has("a[rel=next]")
    assert page.get(third.one("a[rel=prev]")["href"]).text("#case") == "Daniel Reyes"


def test_only_who_awaits_a_decision_in_a_screening_is_in_it(page, queue, recruiter):
    pipeline.advance(queue[0], actor=recruiter)
    pipeline.hold(queue[1], actor=recruiter, reason="Until the next cohort.")
    assert shown(page) == ("Elif Demir", "1 of 1")
    make.rejected(queue[2])
    assert "Nobody waits for a decision" in page.get("/review-queue").text("main")


def test_who_was_decided_meanwhile_is_said_and_the_first_is_shown(page, queue, recruiter):
    pipeline.advance(queue[1], actor=recruiter)
    found = page.get(f"/review-queue?application={queue[1].application_id}")
    assert "decided meanwhile" in found.text(".notice-now")
    assert found.text("#case") == "Amara Okafor"


@pytest.mark.parametrize(
    "query", ["application=x", "opening_id=99999999999999", "application=-1&opening_id=", ""]
)
def test_an_address_that_makes_no_sense_shows_the_first(page, queue, query):
    assert shown(page, f"/review-queue?{query}")[0] == "Amara Okafor"


def test_an_opening_can_be_reviewed_by_itself(page, queue):
    other = make.an_application(make.an_opening(), make.a_person("Jonas Weller"))
    assert shown(page)[1] == "1 of 4"
    path = f"/review-queue?opening_id={other.application.opening_id}"
    assert shown(page, path) == ("Jonas Weller", "1 of 1")


def test_what_is_out_of_reach_is_in_nobody_s_queue(browse, queue):
    elsewhere = browse(make.an_account(Role.RECRUITER, team=make.a_team("Other")))
    assert "Nobody waits" in elsewhere.get("/review-queue").text("main")
    path = f"/review-queue?application={queue[0].application_id}"
    assert "Amara" not in elsewhere.get(path).text("main")
    text = elsewhere.get("/review-queue/export.csv").response.get_data(as_text=True)
    assert "Amara" not in text
    browse(make.an_account(Role.INTERVIEWER)).get("/review-queue", expect=403)


def test_advancing_leads_to_the_next_one(page, queue):
    here = page.get("/review-queue")
    path = f"/applications/{queue[0].application_id}/moves"
    after = page.follow(page.post(path, here.form(f'form[action="{path}"]')))
    assert after.text("#case") == "Daniel Reyes"
    assert "Amara Okafor moved to Online test" in after.text(".toast-undo")


def test_undo_leads_back_to_whom_it_took_back(page, queue):
    path = f"/applications/{queue[0].application_id}/moves"
    after = page.follow(page.post(path, page.get("/review-queue").form(f'form[action="{path}"]')))
    undone = page.follow(page.post(after.one(".toast-undo form")["action"]))
    assert undone.text("#case") == "Amara Okafor"


def test_a_proposed_reason_is_chosen_in_advance_and_rejects_nobody(page, queue, recruiter):
    screened(queue[0], actor=recruiter, education="secondary school")
    found = page.get("/review-queue")
    assert "Nothing happens by itself: you decide." in found.text(".notice-warn")
    chosen = found.one("#reject-dialog input[checked][name=why]")
    assert "Under the minimum education" in found.text(f'label[for="{chosen["id"]}"]')
    assert standing.visit(queue[0].id).application.status is Status.ACTIVE
    reject = found.one('a[data-key="r"]')["href"]
    assert page.get(reject).form("main form")["why"] == chosen["value"]
    path = f"/applications/{queue[0].application_id}/reject"
    after = page.follow(page.post(path, found.form(f'form[action="{path}"]')))
    assert after.text("#case") == "Daniel Reyes"
    assert standing.latest_visit(queue[0].application_id).application.disposition_reason.key == "education"


def test_a_rejection_without_a_reason_is_refused(page, queue):
    found = page.get("/review-queue")
    path = f"/applications/{queue[0].application_id}/reject"
    sent = found.form(f'form[action="{path}"]') | {"why": ""}
    refused = page.post(path, sent, expect=422)
    assert "Choose one of the reasons" in refused.text(".notice-bad")
    assert standing.visit(queue[0].id).application.status is Status.ACTIVE


def test_known_answers_are_taken_over_and_the_score_let_stand_in_the_queue(page, queue, recruiter):
    screened(queue[0], actor=recruiter)
    found = page.get("/review-queue")
    path = f"/applications/{queue[0].application_id}/screening/confirmation"
    after = page.follow(page.post(path, found.form(f'form[action="{path}"]')))
    assert "Result : 79.5" in after.text("[aria-labelledby=case]").replace("Result:", "Result :")


def test_the_queue_can_be_taken_away_with_scores_and_what_they_propose(page, queue, recruiter):
    screened(queue[1], actor=recruiter, shifts="no")
    rows = page.get("/review-queue/export.csv").response.get_data(as_text=True).splitlines()
    assert [NAMES[n] in rows[n + 1] for n in range(3)] == [True] * 3
    assert rows[2].endswith("61.4,yes,Cannot work the shifts")
    assert page.get("/review-queue/export.xlsx").status == 200


def test_the_queue_asks_as_often_for_many_as_for_few(page, queue, counted, recruiter):
    for visit in queue:
        screened(visit, actor=recruiter)
    asked = []
    for _round in range(2):
        page.get("/review-queue")
        with counted() as seen:
            page.get("/review-queue")
        asked.append(seen.count)
        for _one in range(6):
            screened(make.an_application(queue[0].application.opening), actor=recruiter)
    assert asked[0] == asked[1] <= 16


def test_the_export_asks_as_often_for_many_as_for_few(page, queue, counted, recruiter):
    asked = []
    for _round in range(2):
        for _one in range(3):
            screening.answer(make.an_application(queue[0].application.opening), {}, actor=recruiter)
            screened(make.an_application(queue[0].application.opening), actor=recruiter)
        page.get("/review-queue/export.csv")
        with counted() as seen:
            page.get("/review-queue/export.csv")
        asked.append(seen.count)
    assert asked[0] == asked[1]
