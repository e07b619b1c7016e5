"""The pages of background checks; and that nobody but the few ever reads what was found."""

import csv
import io

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import GRANTS, Permission, Role
from recruiting import check_decisions, checks
from recruiting.checks import Upload
from recruiting.models import BackgroundCheck, CheckFinding, CheckReference
from recruiting.states import CheckState, ItemState
from tests import factories as make
from tests.recruiting import checking
from tests.recruiting.checking import GROUNDS, SECRET, after_the_wait, found, item, noticed, ordered

PDF = b"%PDF-1.4 a small one"


def address(check, act=""):
    return f"/applications/{check.application_id}{act}"


def of(check, act):
    return address(check, f"/checks/{check.id}{act}")


def looks():
    return db.session.scalars(select(Entry).where(Entry.verb == "check details seen")).all()


def send(me, path, expect=302, **typed):
    return me.post(path, {**me.get(path).form("main form.panel"), **typed}, expect=expect)


def test_a_check_goes_from_consent_to_decision_page_by_page(browse, recruiter):
    visit, me = make.an_application(stage="background check"), browse(recruiter)
    path = f"/applications/{visit.application_id}"
    page = me.get(me.get(path).one(".next-line a")["href"])
    assert not page.has("select[name=package]"), "nothing is ordered without consent"
    page = me.follow(me.post(f"{path}/consent", {"words": checking.WORDS, "days": "183"}))
    me.post(f"{path}/checks", page.form("main form[action$='/checks']"))
    check = db.session.scalars(select(BackgroundCheck)).one()
    for one in check.items:
        if one.asks_referees:
            filled = {"referee": "Helena Sand", "q_tasks": "Chat, evenings.", "would_rehire": "yes"}
            send(me, of(check, f"/items/{one.id}/reference"), **filled)
        send(me, of(check, f"/items/{one.id}"), state="clear")
    page = me.get(f"{path}/check")
    assert "Everything is clear." in page.text("section[aria-labelledby=decide]")
    assert "0 of 5 days" in page.text("section[aria-labelledby=items]")
    send(me, of(check, "/decision"), decision="clear")
    assert "good until" in me.get(path).text("[aria-labelledby=about]")
    assert (
        me.get(path).one("[data-action=a] button, button[data-action=a]").get_text(strip=True)[:7]
        == "Advance"
    )


def test_against_a_candidate_page_by_page(browse, recruiter):
    check, me = found(ordered(), adverse="Education"), browse(recruiter)
    page = me.get(address(check, "/check"))
    notice = page.one("a[href$='/notice']")["href"]
    assert "GROUNDS" not in page.text()
    send(me, notice, expect=422, grounds="no")
    send(me, notice, grounds=GROUNDS)
    page = send(me, of(check, "/decision"), expect=422, decision="not clear", why=checking.WHY)
    assert "has time to answer until the end of" in page.text(".notice-bad")
    assert checking.WHY in page.text("textarea")
    school = item(check, "Education")
    send(me, of(check, f"/items/{school.id}/dispute"), words="Mistyped, it is 2021-181.")
    send(me, of(check, f"/items/{school.id}"), state="consider", note="That number is not known either.")
    with after_the_wait(check):
        send(me, of(check, "/decision"), decision="not clear", why=checking.WHY)
    assert check.state is CheckState.NOT_CLEAR
    assert "not clear" in me.get(address(check)).text("[aria-labelledby=about]")


def test_each_look_at_the_details_is_recorded(browse, recruiter):
    check, me = ordered(), browse(recruiter)
    school = item(check, "Education")
    file = (io.BytesIO(PDF), "certificate.pdf")
    sent = {"state": "consider", "note": SECRET, "file": file, "seen": check.seen}
    me.post(of(check, f"/items/{school.id}"), sent, content_type="multipart/form-data")
    assert SECRET not in me.get(address(check, "/check")).html and looks() == []
    page = me.post(of(check, "/details"), expect=200)
    assert SECRET in page.text("[aria-labelledby=found]")
    assert [entry.actor_id for entry in looks()] == [recruiter.id]
    download = me.post(page.one("[aria-labelledby=found] form[action$='/file']")["action"], expect=200)
    assert download.response.data == PDF and "attachment" in download.response.headers["Content-Disposition"]
    assert len(looks()) == 2
    assert "looked at the details of the background check" in me.get(address(check)).text(".record")


def test_references_are_read_where_the_details_are(browse, recruiter):
    check, me = found(ordered()), browse(recruiter)
    page = me.post(of(check, "/details"), expect=200)
    shown = page.text("[aria-labelledby=found] details")
    assert "Helena Sand" in shown and "Stays calm when it burns." in shown and "Would hire again yes" in shown


def test_what_cannot_be_done_says_so_and_keeps_what_was_typed(browse, recruiter):
    check, me = ordered(), browse(recruiter)
    one = item(check, "Work history")
    page = send(me, of(check, f"/items/{one.id}"), expect=422, state="consider", note="hm")
    assert "Say in at least one sentence" in page.text("#note-error") and page.text("#note") == "hm"
    page = send(me, of(check, f"/items/{one.id}"), expect=422)
    assert "Choose one of the list" in page.text(".notice-bad")
    page = me.post(of(check, f"/items/{one.id}"), {"state": "hired", "seen": check.seen}, expect=422)
    references = item(check, "References")
    page = send(me, of(check, f"/items/{references.id}/reference"), expect=422, q_left="Moved away.")
    assert "Say who was asked." in page.text("#referee-error") and page.text("#q_left") == "Moved away."
    assert db.session.scalar(select(CheckFinding.id)) is None
    assert db.session.scalar(select(CheckReference.id)) is None


def test_somebody_who_was_slower_is_told_and_keeps_the_text(browse, recruiter):
    check, me = ordered(), browse(recruiter)
    path = of(check, f"/items/{check.items[0].id}")
    typed = me.get(path).form("main form.panel")
    checks.find(check.items[2], ItemState.CLEAR, actor=recruiter)
    page = me.post(path, {**typed, "state": "clear", "note": "Rang them."}, expect=422)
    assert "Somebody changed the check" in page.text(".notice-bad") and page.text("#note") == "Rang them."


def test_nobody_reaches_a_check_by_somebody_elses_address(browse, recruiter):
    check, other = ordered(), ordered()
    me = browse(recruiter)
    me.get(f"/applications/{other.application_id}/checks/{check.id}/items/{check.items[0].id}", expect=404)
    me.get(of(check, f"/items/{other.items[0].id}"), expect=404)
    me.post(of(check, "/findings/987/file"), expect=404)
    stranger = browse(make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere")))
    stranger.get(address(check, "/check"), expect=404)
    stranger.post(of(check, "/details"), expect=404)
    assert looks() == []


# Seen by few

OTHERS = [role for role in Role if Permission.SEE_CHECKS not in GRANTS[role]]
DETAILS = (
    SECRET,
    GROUNDS,
    checking.WHY,
    "Helena Sand",
    "Mistyped, it is",
    "certificate.pdf",
    "to be considered",
)


def a_check_with_details(stage, recruiter):
    """A check in one of its states, with something to be known in each place that keeps details."""
    check = ordered(actor=recruiter)
    school = item(check, "Education")
    evidence = Upload("certificate.pdf", PDF)
    checks.find(school, ItemState.CONSIDER, note=SECRET, evidence=evidence, actor=recruiter)
    found(check, actor=recruiter)
    if stage != "found":
        check_decisions.notify(check, GROUNDS, actor=recruiter)
    if stage == "disputed":
        check_decisions.dispute(check, school, "Mistyped, it is 2021-181.", actor=recruiter)
    if stage == "cleared":
        check_decisions.clear(check, checking.WHY, actor=recruiter)
    if stage == "refused":
        with after_the_wait(check):
            check_decisions.refuse(check, checking.WHY, actor=recruiter)
    return check


@pytest.mark.parametrize("stage", ["found", "noticed", "disputed", "cleared", "refused"])
def test_others_learn_the_decision_and_never_what_was_found(browse, recruiter, stage):
    check = a_check_with_details(stage, recruiter)
    me = browse(make.an_account(Role.MANAGER))
    today = clock.today().isoformat()
    pages = [
        "",
        f"?as_of={today}",
        "/offer",
        "/scorecards",
        "/preboarding",
    ]
    seen = [me.get(address(check, act)).html for act in pages]
    others = ["/", "/applications", "/find?q=Candidate", "/reports/funnel", "/people/%s/applications"]
    person = check.application.person_id
    seen += [me.get(path % person if "%s" in path else path).html for path in others]
    seen.append(me.get(f"/openings/{check.application.opening_id}/board").html)
    seen.append(me.get("/applications/export/csv").html)
    told = me.get(address(check)).text("[aria-labelledby=about]")
    word = {"cleared": "clear", "refused": "not clear"}.get(stage, "in progress")
    assert f"Background check {word}" in told and not me.get(address(check)).has("a[href$='/check']")
    assert [(words, html[:60]) for words in DETAILS for html in seen if words in html] == []


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_of_a_check_opens_to_others(browse, recruiter, role):
    check = noticed(actor=recruiter)
    me, one = browse(make.an_account(role)), check.items[2]
    for act in (f"/items/{one.id}", f"/items/{one.id}/dispute", "/notice", "/decision", "/cancellation"):
        me.get(of(check, act), expect=403)
    me.get(address(check, "/check"), expect=403)
    me.post(of(check, "/details"), expect=403)
    for path in ("/checks", "/checks/export/csv", "/check-packages"):
        me.get(path, expect=403)


def test_who_reads_all_letters_may_see_checks():
    """The notice stands in the outbox."""
    readers = {role for role in Role if Permission.SEE_OUTBOX in GRANTS[role]}
    assert all(Permission.SEE_CHECKS in GRANTS[role] for role in readers)


def test_a_comment_on_a_result_by_hand_is_not_told_to_everybody(browse, recruiter):
    visit = make.an_application(stage="background check")
    checking.agree(visit)
    me, path = browse(recruiter), f"/applications/{visit.application_id}"
    me.post(f"{path}/result", {"passed": "yes", "comment": SECRET})
    assert SECRET in me.get(f"{path}/result").html
    assert SECRET not in browse(make.an_account(Role.MANAGER)).get(path).html


# The list


def test_the_list_filters_and_takes_away_what_it_shows(browse, recruiter):
    late, clear = ordered(), found(ordered())
    check_decisions.clear(clear, actor=recruiter)
    me = browse(recruiter)
    assert me.get("/checks").texts("tbody .person") == [late.application.person.name], "what is under way"
    assert len(me.get("/checks?which=all").all("tbody tr")) == 2
    assert me.get("/checks?state=clear").texts("tbody .person") == [clear.application.person.name]
    assert me.get("/checks?which=late").has(".empty")
    with clock.at(late.due_at):
        assert me.get("/checks?which=late").texts("tbody .person") == [late.application.person.name]
        sheet = me.get("/checks/export/csv?which=late").response.data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [(row["Name"], row["Days"], row["Target days"], row["State"]) for row in rows] == [
        (late.application.person.name, "5", "5", "in progress")
    ]
    assert SECRET not in sheet
    assert me.get("/checks?state=nonsense&which=nonsense&after=nonsense").status == 200
    me.get("/checks/export/xlsx")
    me.get("/checks/export/pdf", expect=404)


def test_the_list_shows_only_what_is_in_reach(browse, recruiter):
    ordered()
    me = browse(make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere")))
    assert me.get("/checks").has(".empty")


def test_pages_of_checks_ask_as_seldom_for_many_as_for_few(browse, recruiter, counted):
    opening, me = make.an_opening(seats=9), browse(recruiter)
    check = found(ordered(opening), adverse="Education")
    me.get("/checks")
    asked = {}
    for _round in range(2):
        for path in ("/checks", address(check, "/check"), of(check, f"/items/{check.items[0].id}")):
            with counted() as statements:
                me.get(path)
            asked.setdefault(path, []).append(statements.count)
        for _ in range(3):
            ordered(opening)
    assert all(few == many for few, many in asked.values()), asked
    assert max(count for counts in asked.values() for count in counts) <= 9


def test_an_administrator_changes_a_package_and_a_recruiter_reads_it(browse, recruiter):
    make.found()
    admin = browse(make.an_account(Role.ADMINISTRATOR))
    page = admin.get("/check-packages")
    path = page.all(".panel-head a")[0]["href"]
    page = send(admin, path, expect=422, items="Only English")
    assert "Line 1 needs both languages" in page.text("#items-error")
    page = send(admin, path, expect=422, wait_days="soon")
    assert page.one("#wait_days")["value"] == "soon" or "whole number" in page.text(".notice-bad")
    old = admin.get(path).form("main form.panel")
    send(admin, path, wait_days="9", items="* Referees | 证明人")
    admin.post(path, {**old, "wait_days": "1"}, expect=404)
    me = browse(recruiter)
    assert "9 days" in me.get("/check-packages").text("main")
    me.get(path, expect=403)
