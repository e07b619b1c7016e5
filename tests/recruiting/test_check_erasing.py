"""What was written and uploaded for a background check can be erased; that it was found and decided stays."""

import io

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from core import files, seals
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import check_decisions, check_erasing, checks
from recruiting.checks import CheckRefused, Upload
from recruiting.models import CheckFinding, CheckReference
from recruiting.pipeline import MoveRefused
from recruiting.queries import checks as queries
from recruiting.states import CheckState, ItemState
from tests import factories as make
from tests.recruiting import checking
from tests.recruiting.checking import SECRET, found, item, ordered

PDF = b"%PDF-1.4 a certificate"
WHY = "Asked for in writing."


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


def with_evidence(check, content=PDF):
    """The finding about the school, with text and file."""
    school, evidence = item(check, "Education"), Upload("certificate.pdf", content)
    return checks.find(school, ItemState.CONSIDER, note=SECRET, evidence=evidence, actor=None)


def erased(check, finding, actor):
    gone = check_erasing.erase(check, finding.id, actor=actor, reason=WHY)
    db.session.commit()
    return files.drop(gone)


def is_stored(content=PDF):
    return files.path_of(files.digest_of(content)).exists()


def test_text_and_file_are_gone_and_that_it_was_found_stays(recruiter):
    check = ordered()
    finding = with_evidence(check)
    assert is_stored()
    assert erased(check, finding, recruiter) == 1
    assert not is_stored()
    [left] = queries.findings(check.id)
    assert (left.state, left.note, left.file_name) == (ItemState.CONSIDER, None, None)
    assert queries.finding_of(check.id, finding.id) is None, "there is nothing to be fetched"
    assert item(check, "Education").state is ItemState.CONSIDER


def test_the_record_says_what_was_erased_by_whom_and_why_and_stays_whole(recruiter):
    check = ordered()
    finding = with_evidence(check)
    erased(check, finding, recruiter)
    row = queries.erasures(check.id)[finding.id]
    assert (row.by, row.reason, row.details["files"]) == ("Shen Yue", WHY, 1)
    [entry] = db.session.scalars(select(Entry).where(Entry.verb == queries.ERASED))
    assert (entry.subject_kind, entry.subject_id) == ("background_check", check.id)
    while seals.seal():
        db.session.commit()
    assert seals.verify().whole


def test_a_file_that_somebody_else_has_too_stays_in_the_store(recruiter):
    mine, other = ordered(), ordered()
    finding = with_evidence(mine)
    with_evidence(other)
    assert erased(mine, finding, recruiter) == 0
    assert is_stored()


def test_it_needs_a_reason_something_to_erase_and_somebody_who_decides(recruiter):
    check = ordered()
    finding = with_evidence(check)
    with pytest.raises(CheckRefused, match="Say why"):
        check_erasing.erase(check, finding.id, actor=recruiter, reason=" ")
    with pytest.raises(MoveRefused):
        check_erasing.erase(check, finding.id, actor=make.an_account(Role.MANAGER), reason=WHY)
    erased(check, finding, recruiter)
    for number in (finding.id, 987):
        with pytest.raises(CheckRefused, match="Nothing of it is left"):
            check_erasing.erase(check, number, actor=recruiter, reason=WHY)


def test_nothing_is_erased_while_the_candidate_can_dispute_it(recruiter):
    check = ordered()
    finding = with_evidence(check)
    found(check)
    check_decisions.notify(check, checking.GROUNDS, actor=recruiter)
    with pytest.raises(CheckRefused, match="can still dispute"):
        check_erasing.erase(check, finding.id, actor=recruiter, reason=WHY)
    check_decisions.clear(check, checking.WHY, actor=recruiter)
    erased(check, finding, recruiter)
    assert (check.state, is_stored()) == (CheckState.CLEAR, False)


def test_two_who_erase_at_once_erase_once(recruiter, at_once):
    check = ordered()
    finding = with_evidence(check)
    check_id, number = check.id, finding.id
    db.session.commit()

    def erase(_seen):
        fresh = db.session.get(type(check), check_id)
        check_erasing.erase(fresh, number, actor=db.session.merge(recruiter, load=True), reason=WHY)

    assert at_once(lambda: None, erase, erase) == ["done", "Not erased. Nothing of it is left."]


def test_the_database_lets_text_and_file_go_together_and_nothing_else(recruiter):
    with_evidence(ordered())
    db.session.commit()
    nothing = {"note": None, "digest": None, "file_name": None, "media_type": None}
    for values in ({"note": None}, {**nothing, "state": ItemState.CLEAR}, {**nothing, "note": "Else"}):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(update(CheckFinding).values(values))
        db.session.rollback()
    db.session.execute(update(CheckFinding).values(nothing))


# Everything about somebody


def command(app, email, reason=WHY):
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["recruiting", "erase-checks", email, reason])
    db.session.expire_all()
    return result


def test_all_that_was_found_about_somebody_is_erased_from_the_shell(app, recruiter):
    check, other = found(ordered()), ordered()
    with_evidence(other, b"%PDF-1.4 of somebody else")
    checks.find(item(check, "Education"), ItemState.CONSIDER, note=SECRET,
                evidence=Upload("certificate.pdf", PDF), actor=None)  # fmt: skip
    result = command(app, check.application.person.email)
    assert result.exit_code == 0 and "1 files are gone" in result.output
    assert {(one.note, one.file_name) for one in queries.findings(check.id)} == {(None, None)}
    assert db.session.scalars(select(CheckReference.said)).all() == [None]
    assert [one.note for one in queries.findings(other.id)] == [SECRET]
    assert not is_stored() and is_stored(b"%PDF-1.4 of somebody else")
    [row] = {one.details["references"] for one in queries.erasures(check.id).values()}
    assert row == 1
    entries = select(Entry.id).where(Entry.verb == queries.ERASED)
    before = len(db.session.scalars(entries).all())
    assert command(app, check.application.person.email).exit_code == 0
    assert len(db.session.scalars(entries).all()) == before, "there was nothing left"


def test_the_shell_says_whom_it_does_not_know_and_erases_nothing_that_can_be_disputed(app, recruiter):
    check = checking.noticed(actor=recruiter)
    email = check.application.person.email
    assert "Nobody here" in command(app, "nobody@example.org").output
    assert "can still dispute" in command(app, email).output
    assert SECRET in [one.note for one in queries.findings(check.id)]
    assert db.session.scalars(select(CheckReference.said)).one() is not None


# Pages


def address(check, act):
    return f"/applications/{check.application_id}/checks/{check.id}{act}"


def test_who_decides_erases_a_finding_page_by_page(browse, recruiter):
    check, me = ordered(), browse(recruiter)
    school = item(check, "Education")
    sent = {"state": "consider", "note": SECRET, "file": (io.BytesIO(PDF), "certificate.pdf")}
    path = address(check, f"/items/{school.id}")
    me.post(path, {**sent, "seen": check.seen}, content_type="multipart/form-data")
    details = me.post(address(check, "/details"), expect=200)
    here = details.one("[aria-labelledby=found] a[href$='/erasure']")["href"]
    page = me.get(here)
    assert SECRET not in page.html and "certificate.pdf" not in page.html, "each look is recorded"
    assert "Education" in page.text("main")
    refused = me.post(here, {**page.form("main form.panel"), "reason": ""}, expect=422)
    assert "Say why." in refused.text("#reason-error") and is_stored()
    told = me.follow(me.post(here, {**page.form("main form.panel"), "reason": WHY}))
    assert "Erased." in told.text("main") and not is_stored()
    shown = me.post(address(check, "/details"), expect=200).text("[aria-labelledby=found]")
    assert SECRET not in shown and "by Shen Yue: Asked for in writing." in shown
    again = me.post(here, {**page.form("main form.panel"), "reason": WHY}, expect=422)
    assert "Nothing of it is left" in again.text(".notice-bad")


def test_nobody_erases_by_somebody_elses_address(browse, recruiter):
    check, other = ordered(), ordered()
    finding = with_evidence(other)
    browse(recruiter).get(address(check, f"/findings/{finding.id}/erasure"), expect=404)
    stranger = browse(make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere")))
    stranger.get(address(other, f"/findings/{finding.id}/erasure"), expect=404)
    stranger.post(address(other, f"/findings/{finding.id}/erasure"), {"reason": WHY}, expect=404)
    for role in (Role.MANAGER, Role.INTERVIEWER, Role.TRAINER, Role.EMPLOYEE):
        browse(make.an_account(role)).get(address(other, f"/findings/{finding.id}/erasure"), expect=403)
    assert is_stored()
