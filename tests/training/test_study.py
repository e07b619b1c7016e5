"""Self-study: claimed with evidence, approved or refused by others, credited to the same hours."""

import csv
import io
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from core import clock, files
from core.db import db
from people import employment as employments
from people import queries as people
from people.permissions import Role
from people.states import LeavingReason
from tests.factories import a_team, an_account
from tests.training.on_duty_already import DAY, TODAY, a_session, account_of, an_employee, at
from training import crediting, roll_call, studying
from training.crediting import CreditRefused
from training.models import StudyClaim, StudyDecision, StudyVersion
from training.queries import learning
from training.queries import study as queries
from training.states import Presence, StudyState
from training.studying import Study, StudyRefused

PDF = b"%PDF-1.7 a certificate"
COURSE = Study("Customs basics, online course", TODAY - 3 * DAY, 150, "https://learn.example/customs")
WHY = "The certificate says two hours."


@pytest.fixture
def now(app):
    with clock.at(at()):
        yield


@pytest.fixture
def team(now):
    return a_team()


@pytest.fixture
def trainer(team):
    return an_account(Role.TRAINER, name="顾明川")


@pytest.fixture
def cheng(team):
    return an_employee("程念", team=team)


@pytest.fixture
def mine(cheng):
    return account_of(cheng)


def credited(employment):
    return [(row.source, row.minutes) for row in learning.ledger(employment.id)]


# Claiming


def test_what_is_approved_adds_to_the_same_hours_as_sessions(team, trainer, cheng, mine):
    roll_call.take(a_session(trainer, team), {cheng.id: Presence.PRESENT}, actor=trainer)
    claim = studying.claim(COURSE, actor=mine)
    assert credited(cheng) == [("session", 90)]
    crediting.approve(claim, 150, actor=trainer)
    assert credited(cheng) == [("session", 90), ("self-study", 150)]
    found = learning.in_month([cheng.id], TODAY)[cheng.id]
    assert (found.sessions, found.self_study, found.minutes) == (90, 150, 240)


def test_hours_belong_to_the_month_in_which_it_was_finished(trainer, cheng, mine):
    claim = studying.claim(replace(COURSE, studied_on=date(2026, 10, 31)), actor=mine)
    crediting.approve(claim, 150, actor=trainer)
    assert learning.in_month([cheng.id], date(2026, 10, 1))[cheng.id].minutes == 150
    assert learning.in_month([cheng.id], TODAY)[cheng.id].minutes == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": "  "}, "what"),
        ({"what": "x" * 501}, "what"),
        ({"studied_on": TODAY + DAY}, "studied_on"),
        ({"studied_on": date(2020, 1, 1)}, "studied_on"),
        ({"minutes": 0}, "hours"),
        ({"minutes": 200 * 60 + 1}, "hours"),
        ({"url": ""}, "url"),
        ({"url": "ftp://files.example/x"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused_under_its_field(mine, wrong, field):
    with pytest.raises(StudyRefused) as refused:
        studying.claim(replace(COURSE, **wrong), actor=mine)
    assert refused.value.field == field


def test_a_file_is_evidence_and_only_of_a_kind_that_may_come_in(mine):
    claim = studying.claim(replace(COURSE, url="", file=("../certificate.pdf", PDF)), actor=mine)
    kept = queries.newest(claim.id)
    assert (kept.file_name, kept.media_type) == ("certificate.pdf", "application/pdf")
    assert files.path_of(kept.digest).read_bytes() == PDF
    with pytest.raises(files.FileRefused):
        studying.claim(replace(COURSE, what="Else", file=("tool.exe", b"MZ")), actor=mine)


def test_only_who_is_employed_claims(team, trainer, cheng, mine):
    for stranger in (trainer, mine):
        employments.end(cheng, TODAY, LeavingReason.OWN_WISH, actor=trainer) if stranger is mine else None
        with pytest.raises(StudyRefused, match="Only who is employed"):
            studying.claim(COURSE, actor=stranger)


def test_the_same_of_a_day_is_claimed_once_until_it_is_refused_or_withdrawn(trainer, mine):
    claim = studying.claim(COURSE, actor=mine)
    with pytest.raises(StudyRefused, match="already") as refused:
        studying.claim(COURSE, actor=mine)
    assert refused.value.field == "what"
    studying.withdraw(claim, actor=mine)
    studying.claim(COURSE, actor=mine)


def test_neither_other_punctuation_nor_another_day_makes_the_same_work_count_twice(trainer, mine):
    studying.claim(COURSE, actor=mine)
    with pytest.raises(StudyRefused, match="the same of this day"):
        studying.claim(replace(COURSE, what="customs basics: online course."), actor=mine)
    studying.claim(replace(COURSE, what="Returns", file=("returns.pdf", PDF)), actor=mine)
    with pytest.raises(StudyRefused, match="another claim of yours") as refused:
        studying.claim(Study("Returns, part two", TODAY - DAY, 60, file=("again.pdf", PDF)), actor=mine)
    assert refused.value.field == "file"


def test_two_tabs_claim_the_same_once(mine, at_once):
    account_id = mine.id
    db.session.commit()

    def act(_seen):
        with clock.at(at()):
            studying.claim(COURSE, actor=people.account_by_id(account_id))

    done, refused = at_once(lambda: None, act, act)
    assert done == "done"
    assert "already" in refused
    assert len(db.session.scalars(select(StudyClaim)).all()) == 1


# Correcting and withdrawing


def test_a_correction_keeps_what_was_said_before_and_the_file(mine):
    claim = studying.claim(replace(COURSE, file=("certificate.pdf", PDF)), actor=mine)
    studying.correct(claim, replace(COURSE, minutes=120, url=""), actor=mine)
    assert [(one.minutes, one.file_name) for one in queries.versions(claim.id)] == [
        (150, "certificate.pdf"),
        (120, "certificate.pdf"),
    ]
    with pytest.raises(StudyRefused, match="stands so already"):
        studying.correct(claim, replace(COURSE, minutes=120, url=""), actor=mine)


def test_what_was_refused_can_be_corrected_and_awaits_a_decision_again(trainer, cheng, mine):
    claim = studying.claim(COURSE, actor=mine)
    crediting.refuse(claim, actor=trainer, reason="The link shows nothing.")
    studying.correct(claim, replace(COURSE, url="https://learn.example/c/2"), actor=mine)
    assert claim.state is StudyState.OPEN
    crediting.approve(claim, 150, actor=trainer)
    assert credited(cheng) == [("self-study", 150)]


def test_what_is_approved_or_withdrawn_is_no_longer_ones_own_to_change(trainer, mine):
    approved, withdrawn = (studying.claim(replace(COURSE, what=what), actor=mine) for what in ("One", "Two"))
    crediting.approve(approved, 150, actor=trainer)
    studying.withdraw(withdrawn, actor=mine)
    for claim, said in ((approved, "It is approved"), (withdrawn, "was withdrawn")):
        with pytest.raises(StudyRefused, match=said):
            studying.withdraw(claim, actor=mine)
        with pytest.raises(StudyRefused, match=said):
            studying.correct(claim, replace(COURSE, what="Three"), actor=mine)
    with pytest.raises(CreditRefused, match="was withdrawn"):
        crediting.approve(withdrawn, 150, actor=trainer)


def test_nobody_changes_what_somebody_else_claimed(team, mine):
    claim = studying.claim(COURSE, actor=mine)
    other = account_of(an_employee("Robin Vale", team=team))
    with pytest.raises(StudyRefused, match="Only who claimed it"):
        studying.withdraw(claim, actor=other)


# Deciding


def test_fewer_hours_and_a_refusal_need_a_reason(trainer, cheng, mine):
    claim = studying.claim(COURSE, actor=mine)
    for wrong, field in ((120, "reason"), (151, "hours"), (0, "hours")):
        with pytest.raises(CreditRefused) as refused:
            crediting.approve(claim, wrong, actor=trainer)
        assert refused.value.field == field
    with pytest.raises(CreditRefused, match="Say why"):
        crediting.refuse(claim, actor=trainer, reason=" ")
    crediting.approve(claim, 120, actor=trainer, reason=WHY)
    assert credited(cheng) == [("self-study", 120)]


def test_a_decision_is_corrected_by_a_further_one_with_a_reason(trainer, cheng, mine):
    claim = studying.claim(COURSE, actor=mine)
    crediting.approve(claim, 150, actor=trainer)
    with pytest.raises(CreditRefused, match="stands so already"):
        crediting.approve(claim, 150, actor=trainer)
    with pytest.raises(CreditRefused, match="Say why"):
        crediting.refuse(claim, actor=trainer, reason="")
    crediting.refuse(claim, actor=trainer, reason="The certificate was somebody else's.")
    assert credited(cheng) == []
    with pytest.raises(CreditRefused, match="decided anew"):
        crediting.approve(claim, 150, actor=trainer)
    crediting.approve(claim, 150, actor=trainer, reason="It was hers after all.")
    assert [row.minutes for row in queries.decisions(claim.id)] == [150, None, 150]
    assert credited(cheng) == [("self-study", 150)]


def test_nobody_decides_about_their_own_nor_about_other_teams(team, trainer, cheng):
    own = account_of(cheng, Role.EMPLOYEE, Role.MANAGER)
    claim = studying.claim(COURSE, actor=own)
    with pytest.raises(CreditRefused, match="your own"):
        crediting.approve(claim, 150, actor=own)
    elsewhere = an_account(Role.MANAGER, team=a_team("B2C mall"))
    with pytest.raises(CreditRefused, match="does not allow"):
        crediting.approve(claim, 150, actor=elsewhere)
    crediting.approve(claim, 150, actor=an_account(Role.MANAGER, team=team))


def test_whoever_decides_about_an_older_version_is_told(trainer, mine):
    claim = studying.claim(COURSE, actor=mine)
    seen = claim.version
    studying.correct(claim, replace(COURSE, minutes=60), actor=mine)
    with pytest.raises(CreditRefused, match="meanwhile"):
        crediting.approve(claim, 60, actor=trainer, seen=seen)


def test_two_who_decide_at_once_do_not_both(trainer, mine, at_once):
    claim = studying.claim(COURSE, actor=mine)
    db.session.commit()
    claim_id, trainer_id, seen = claim.id, trainer.id, claim.version

    def act(_seen):
        with clock.at(at()):
            actor = people.account_by_id(trainer_id)
            crediting.approve(queries.reached(actor, claim_id), 150, actor=actor, seen=seen)

    done, refused = at_once(lambda: None, act, act)
    assert done == "done"
    assert refused != "done"
    assert len(db.session.scalars(select(StudyDecision)).all()) == 1


def test_the_database_changes_neither_claims_nor_decisions_but_words_may_be_wiped(trainer, mine):
    claim = studying.claim(COURSE, actor=mine)
    crediting.approve(claim, 150, actor=trainer)
    db.session.commit()
    for statement in (update(StudyVersion).values(minutes=900), update(StudyDecision).values(minutes=900)):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(statement)
        db.session.rollback()
    db.session.execute(update(StudyVersion).values(what=None, url=None))
    assert queries.of_employment(claim.employment_id)[0].what is None


# Pages


@pytest.fixture
def visitors(team, trainer, mine, browse):
    return {"trainer": browse(trainer), "cheng": browse(mine)}


SENT = {
    "what": "Customs basics",
    "studied_on": "2026-11-16",
    "hours": "2.5",
    "url": "https://learn.example/c",
}


def test_a_claim_goes_from_the_own_page_to_the_trainer_and_back(visitors, cheng):
    page, trains = visitors["cheng"], visitors["trainer"]
    sent = {**SENT, "file": (BytesIO(PDF), "certificate.pdf")}
    page.post("/training/own/self-study/new", sent, content_type="multipart/form-data")
    own = page.get("/training/own/learning")
    assert "awaits a decision" in own.text("section[aria-labelledby=claims]")
    assert "1" in trains.get("/training/").text("section[aria-labelledby=claims]")
    [link] = [one["href"] for one in trains.get("/training/self-study").all("tbody a[data-act]")]
    shown = trains.get(link)
    [file] = [one["href"] for one in shown.all("a[href*='/files/']")]
    for reader in (trains, page):
        answer = reader.get(file).response
        assert answer.get_data() == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
        answer.close()
    form = shown.form("section[aria-labelledby=decide] form")
    refused = trains.post(link, {**form, "hours": "2"}, expect=422)
    assert "Say why fewer" in refused.text(".notice-bad")
    trains.post(link, {**form, "hours": "2", "reason": WHY})
    assert not trains.get("/training/self-study").has("tbody tr")
    assert trains.get("/training/self-study?state=approved&q=customs").has("tbody tr")
    own = page.get("/training/own/learning")
    assert own.texts(".facts dd")[0] == "2"
    assert WHY in page.get(f"/training/own{link.removeprefix('/training')}").text("main")


def test_what_was_typed_is_kept_when_a_claim_is_refused(visitors):
    for wrong, said in (
        ({"url": ""}, "Evidence is needed"),
        ({"hours": "many"}, "Hours"),
        ({"studied_on": "2027-01-01"}, "between your first day"),
        ({"what": ""}, "Say what you learned"),
    ):
        refused = visitors["cheng"].post("/training/own/self-study/new", {**SENT, **wrong}, expect=422)
        assert said in refused.text(".notice-bad"), wrong
        kept = wrong.get("what", SENT["what"])
        assert refused.one("#what").get("value", "") == kept


def test_a_claim_is_corrected_and_withdrawn_on_its_page(visitors, mine):
    claim = studying.claim(COURSE, actor=mine)
    address, page = f"/training/own/self-study/{claim.id}", visitors["cheng"]
    form = page.get(address).form("form[data-keep]")
    page.post(address, {**form, "hours": "1"})
    shown = page.get(address)
    assert "2.5" in shown.text("section[aria-labelledby=earlier] s")
    page.post(f"{address}/withdrawal")
    shown = page.get(address)
    assert shown.text(".page-head .state") == "claim withdrawn"
    assert not shown.has("form[data-keep]")


def test_a_claim_of_somebody_else_is_not_there(team, mine, browse, visitors):
    claim = studying.claim(replace(COURSE, file=("certificate.pdf", PDF)), actor=mine)
    other = browse(account_of(an_employee("Robin Vale", team=team)))
    other.get(f"/training/own/self-study/{claim.id}", expect=404)
    other.post(f"/training/own/self-study/{claim.id}/withdrawal", expect=404)
    elsewhere = browse(an_account(Role.TRAINER, team=a_team("B2C mall")))
    elsewhere.get(f"/training/self-study/{claim.id}", expect=404)
    assert not elsewhere.get("/training/self-study").has("tbody tr")
    for reader in (other, elsewhere):
        reader.get(f"/training/self-study/{claim.id}/files/1", expect=404)
    visitors["cheng"].get(f"/training/self-study/{claim.id}/files/2", expect=404)
    own_manager = browse(account_of(an_employee("Manager", team=team), Role.MANAGER))
    assert own_manager.get("/training/self-study").has("tbody tr")


def test_claims_and_hours_are_taken_away(trainer, cheng, mine, visitors):
    crediting.approve(studying.claim(COURSE, actor=mine), 120, actor=trainer, reason=WHY)

    def rows(path):
        content = visitors["trainer"].get(path).response.get_data().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(content)))[1:]

    [row] = rows("/training/self-study?state=all&export=csv")
    assert (row[1], row[2], row[-2], row[-1]) == ("approved", "程念", "2.5", "2")
    [row] = rows("/training/learning-hours?month=2026-11&export=csv")
    assert row[-3:] == ["0", "2", "2"]
    own = visitors["cheng"].get("/training/own/learning?list=claims&export=csv").response
    assert "Customs basics" in own.get_data().decode("utf-8-sig")


def test_the_list_needs_as_many_statements_for_many(team, trainer, mine, counted, visitors):
    def statements():
        with counted() as seen:
            visitors["trainer"].get("/training/self-study")
        return seen.count

    studying.claim(COURSE, actor=mine)
    statements()
    few = statements()
    for number in range(5):
        studying.claim(replace(COURSE, what=f"Course {number}"), actor=mine)
    assert statements() == few
