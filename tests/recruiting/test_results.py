"""Results entered by hand: judged, corrected with their history, and a check only with consent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import consents, pipeline, results
from recruiting.consents import ConsentRefused
from recruiting.models import Consent, Result
from recruiting.pipeline import MoveRefused
from recruiting.queries import facts
from recruiting.results import ResultRefused
from recruiting.states import Verdict, Wait
from tests import factories
from tests.recruiting.scoring import BECAUSE, a_panel, a_recruiter, an_interviewer

WORDS = "I agree that my former employers are asked."


@pytest.fixture
def test(app):
    return factories.an_application(stage="online test")


@pytest.fixture
def check(app):
    return factories.an_application(stage="background check")


def agree(visit, **more):
    return consents.give_consent(visit.application.person, facts.CHECK_PURPOSE, WORDS, actor=None, **more)


def entries(visit, verb):
    query = (
        select(Entry).where(Entry.subject_id == visit.application_id, Entry.verb == verb).order_by(Entry.id)
    )
    return db.session.scalars(query).all()


@pytest.mark.parametrize(
    ("mark", "verdict"), [("70", "passed"), ("69.9", "failed"), ("100", "passed"), ("0", "failed")]
)
def test_a_mark_is_judged_against_the_pass_mark(test, mark, verdict):
    results.enter(test, mark=Decimal(mark), actor=None)
    assert (test.mark, test.verdict.value, test.waits_for) == (Decimal(mark), verdict, Wait.DECISION)


@pytest.mark.parametrize("mark", ["-1", "100.1", "70.55", "NaN", "Infinity"])
def test_a_mark_off_the_scale_is_refused(test, mark):
    with pytest.raises(ResultRefused) as refusal:
        results.enter(test, mark=Decimal(mark), actor=None)
    assert refusal.value.field == "mark" and db.session.scalar(select(Result.id)) is None


def test_a_test_needs_a_mark(test):
    with pytest.raises(ResultRefused, match="Enter a mark"):
        results.enter(test, passed=True, actor=None)


def test_a_correction_keeps_the_old_result_and_names_it(test):
    old = results.enter(test, mark=Decimal(62), actor=None)
    new = results.enter(test, mark=Decimal(72), comment=BECAUSE, actor=None)
    assert (new.number, new.replaces_id, old.mark) == (2, old.id, Decimal(62))
    assert (test.mark, test.verdict) == (Decimal(72), Verdict.PASSED)
    (first,), (correction,) = entries(test, "result entered"), entries(test, "result corrected")
    assert correction.corrects_id == first.id and correction.reason == BECAUSE
    assert (correction.details["old"], correction.details["new"]) == ("62.0", "72.0")


def test_a_correction_needs_a_comment(test):
    results.enter(test, mark=Decimal(62), actor=None)
    with pytest.raises(ResultRefused) as refusal:
        results.enter(test, mark=Decimal(72), comment="typo", actor=None)
    assert refusal.value.field == "comment" and test.mark == Decimal(62)


def test_the_same_result_again_is_no_correction(test):
    results.enter(test, mark=Decimal(62), actor=None)
    with pytest.raises(ResultRefused, match="stands already"):
        results.enter(test, mark=Decimal(62), comment=BECAUSE, actor=None)


def test_a_result_is_not_corrected_after_the_visit(test):
    results.enter(test, mark=Decimal(80), actor=None)
    pipeline.advance(test, actor=None)
    with pytest.raises(ResultRefused, match="has left"):
        results.enter(test, mark=Decimal(20), comment=BECAUSE, actor=None)


def test_what_somebody_else_changed_meanwhile_is_told(test):
    recruiter, seen = a_recruiter(), test.seen
    results.enter(test, mark=Decimal(80), actor=None)
    with pytest.raises(MoveRefused, match="while you were looking"):
        results.enter(test, mark=Decimal(60), comment=BECAUSE, actor=recruiter, seen=seen)


@pytest.mark.parametrize("stage", ["first interview", "offer"])
def test_interviews_and_offers_take_no_result_by_hand(app, stage):
    visit = factories.an_application(stage=stage)
    with pytest.raises(ResultRefused, match="not entered by hand"):
        results.enter(visit, mark=Decimal(80), actor=None)


def test_a_simulation_with_a_panel_takes_no_result_by_hand(app):
    visit = factories.an_application(stage="simulation")
    (only,) = a_panel(visit, 1)
    with pytest.raises(ResultRefused) as refusal:
        results.enter(visit, mark=Decimal(80), actor=None)
    assert only.account.name in refusal.value.sentence


def test_a_simulation_takes_a_result_of_100(app):
    visit = factories.an_application(stage="simulation")
    results.enter(visit, mark=Decimal(75), actor=None)
    assert visit.verdict is Verdict.PASSED


def test_a_screening_may_have_a_mark_or_a_word_but_needs_neither(app):
    visit = factories.an_application()
    with pytest.raises(ResultRefused):
        results.enter(visit, actor=None)
    results.enter(visit, passed=True, actor=None)
    results.enter(visit, mark=Decimal(90), comment=BECAUSE, actor=None)
    assert (visit.mark, visit.verdict) == (Decimal(90), Verdict.PASSED)


def test_who_may_not_record_results_is_refused(test):
    for role in (Role.INTERVIEWER, Role.MANAGER, Role.TRAINER, Role.EMPLOYEE):
        with pytest.raises(MoveRefused):
            results.enter(test, mark=Decimal(80), actor=factories.an_account(role))
    assert db.session.scalar(select(Result.id)) is None


def test_the_database_itself_refuses_to_change_a_result(test):
    results.enter(test, mark=Decimal(62), actor=None)
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(update(Result).values(mark=99))


# Checks and consent


def test_a_check_has_no_result_without_consent(check):
    assert check.waits_for is Wait.CONSENT
    with pytest.raises(ResultRefused, match="needs recorded consent"):
        results.enter(check, passed=True, actor=None)
    agree(check)
    assert check.waits_for is Wait.RESULT
    results.enter(check, passed=True, actor=None)
    assert (check.mark, check.verdict) == (None, Verdict.PASSED)


def test_a_check_has_no_mark(check):
    agree(check)
    with pytest.raises(ResultRefused, match="no mark"):
        results.enter(check, mark=Decimal(80), actor=None)
    with pytest.raises(ResultRefused, match="Say whether"):
        results.enter(check, actor=None)


def test_consent_that_ran_out_no_longer_holds(check):
    agree(check, days=10)
    with clock.at(clock.now() + timedelta(days=10)), pytest.raises(ResultRefused, match="consent"):
        results.enter(check, passed=True, actor=None)


def test_revoked_consent_no_longer_holds_but_stays_on_record(check):
    consent = agree(check)
    consents.revoke(consent, actor=None)
    assert check.waits_for is Wait.CONSENT and consent.words == WORDS
    with pytest.raises(ConsentRefused):
        consents.revoke(consent, actor=None)
    assert entries(check, "consent given") and entries(check, "consent revoked")


def test_consent_to_something_else_is_not_consent_to_a_check(check):
    consents.give_consent(check.application.person, "keeping the application", WORDS, actor=None)
    assert check.waits_for is Wait.CONSENT


@pytest.mark.parametrize("given", [{"words": "  "}, {"days": 0}, {"days": -3}])
def test_consent_needs_words_and_a_time(check, given):
    sent = {"words": WORDS, "days": None, **given}
    with pytest.raises(ConsentRefused):
        consents.give_consent(
            check.application.person, facts.CHECK_PURPOSE, sent["words"], actor=None, days=sent["days"]
        )
    assert db.session.scalar(select(Consent.id)) is None


# Pages


def test_a_recruiter_enters_and_corrects_a_result(test, browse):
    me, path = browse(a_recruiter()), f"/applications/{test.application_id}/result"
    me.post(path, {**me.get(path).form(f"main form[action='{path}']"), "mark": "62"})
    page = me.post(path, {**me.get(path).form(f"main form[action='{path}']"), "mark": "72,5"}, expect=422)
    assert page.one("#mark")["value"] == "72,5" and "needs a comment" in page.text(".notice-bad")
    sent = {**page.form(f"main form[action='{path}']"), "comment": BECAUSE}
    me.post(path, sent)
    db.session.refresh(test)
    assert test.mark == Decimal("72.5")
    assert "62" in me.get(path).text(".record s")


def test_words_for_a_mark_are_refused_and_kept(test, browse):
    page = browse(a_recruiter()).post(
        f"/applications/{test.application_id}/result", {"mark": "very good"}, expect=422
    )
    assert page.one("#mark")["value"] == "very good" and "from 0 to 100" in page.text("#mark-error")
    assert db.session.scalar(select(Result.id)) is None


def test_the_check_asks_for_consent_before_its_result(check, browse):
    me, path = browse(a_recruiter()), f"/applications/{check.application_id}"
    page = me.get(f"{path}/result")
    assert "needs recorded consent" in page.text(".notice-warn") and not page.has("input[name=passed]")
    me.post(f"{path}/consent", {"words": WORDS, "days": "183"})
    assert me.get(f"{path}/result").has("input[name=passed]")
    me.post(f"{path}/result", {"passed": "yes"})
    db.session.refresh(check)
    assert check.verdict is Verdict.PASSED
    me.post(f"{path}/consent/revoke")
    assert not facts.has_consent(check.application.person_id)


def test_pages_of_results_are_for_those_who_record_them(test, browse):
    path = f"/applications/{test.application_id}/result"
    browse(an_interviewer()).get(path, expect=403)
    browse(a_recruiter(team=factories.a_team("B2C mall"))).get(path, expect=404)
