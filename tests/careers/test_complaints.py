"""The ledger of complaints, and what an upheld one does to a promotion."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from careers import complaints
from careers.models import Complaint, ComplaintFinding
from careers.queries import complaints as queries
from careers.queries import standings
from careers.states import ComplaintState, Verdict
from careers.states import RequirementKind as Kind
from core import clock
from core.db import db
from core.record import Entry
from people import employment as employments
from people.models import Account
from people.permissions import Role
from people.states import LeavingReason
from tests.careers.people_at_work import TODAY, account_of, noon
from tests.factories import a_team, an_account

DAY = date(2026, 11, 10)


def lines(employee):
    return [
        found for asked, found in standings.standing_of(employee.id).lines if asked.kind is Kind.COMPLAINTS
    ]


def test_only_an_upheld_complaint_holds_a_promotion_up(employee, manager):
    made = complaints.report(employee, DAY, "Was short with a customer.", actor=manager)
    assert [one.verdict for one in lines(employee)] == [Verdict.MET, Verdict.MET]
    complaints.decide(made, upheld=True, finding="The recording bears it out.", actor=manager)
    three, twelve = lines(employee)
    assert (three.verdict, three.by) == (Verdict.NOT_YET, date(2027, 2, 19))
    assert (twelve.verdict, twelve.code) == (Verdict.MET, "one complaint")
    other = complaints.report(employee, DAY, "Again.", actor=manager)
    complaints.decide(other, upheld=True, finding="So it was.", actor=manager)
    assert lines(employee)[1].by == date(2027, 11, 19)
    third = complaints.report(employee, DAY, "A mix-up.", actor=manager)
    complaints.decide(third, upheld=False, finding="It was somebody else.", actor=manager)
    assert len(standings.standing_of(employee.id).facts.upheld) == 2


def test_a_complaint_is_decided_once_by_somebody_else_and_with_words(employee, manager):
    own = account_of(employee, Role.MANAGER)
    with pytest.raises(complaints.ComplaintRefused, match="Somebody else enters"):
        complaints.report(employee, DAY, "Me", actor=own)
    for day in (date(2020, 1, 1), TODAY.replace(day=20)):
        with pytest.raises(complaints.ComplaintRefused, match="between their first day"):
            complaints.report(employee, day, "Late", actor=manager)
    with pytest.raises(complaints.ComplaintRefused, match="Say what it is about"):
        complaints.report(employee, DAY, " ", actor=manager)
    made = complaints.report(employee, DAY, "Was short.", actor=manager)
    with pytest.raises(complaints.ComplaintRefused, match="Somebody else decides"):
        complaints.decide(made, upheld=False, finding="No.", actor=own)
    with pytest.raises(complaints.ComplaintRefused, match="Say what was found"):
        complaints.decide(made, upheld=True, finding="", actor=manager)
    complaints.decide(made, upheld=True, finding="Yes.", actor=manager)
    with pytest.raises(complaints.ComplaintRefused, match="decided already"):
        complaints.decide(made, upheld=False, finding="No.", actor=manager)
    assert made.state is ComplaintState.UPHELD


def test_two_who_decide_at_once_decide_once(employee, manager, at_once):
    made = complaints.report(employee, DAY, "Was short.", actor=manager)
    made_id, manager_id = made.id, manager.id

    def look():
        return db.session.get(Complaint, made_id), db.session.get(Account, manager_id)

    outcomes = at_once(
        look,
        lambda seen: complaints.decide(seen[0], upheld=True, finding="Yes.", actor=seen[1]),
        lambda seen: complaints.decide(seen[0], upheld=False, finding="No.", actor=seen[1]),
    )
    assert outcomes == ["done", "Not decided. It is decided already."]


def test_what_was_upheld_and_is_dismissed_after_an_appeal_holds_nothing_up_any_more(employee, manager):
    made = complaints.report(employee, DAY, "Was short.", actor=manager)
    with pytest.raises(complaints.ComplaintRefused, match="not decided yet"):
        complaints.decide_anew(made, upheld=False, finding="No.", actor=manager)
    complaints.decide(made, upheld=True, finding="The recording bears it out.", actor=manager)
    with pytest.raises(complaints.ComplaintRefused, match="stands so already"):
        complaints.decide_anew(made, upheld=True, finding="Yes.", actor=manager)
    with pytest.raises(complaints.ComplaintRefused, match="Say what was found"):
        complaints.decide_anew(made, upheld=False, finding=" ", actor=manager)
    with pytest.raises(complaints.ComplaintRefused, match="Somebody else decides"):
        complaints.decide_anew(made, upheld=False, finding="No.", actor=account_of(employee, Role.MANAGER))
    with clock.at(noon(TODAY + timedelta(days=9))):
        complaints.decide_anew(made, upheld=False, finding="It was another line.", actor=manager)
        assert [one.verdict for one in lines(employee)] == [Verdict.MET, Verdict.MET]
        assert standings.standing_of(employee.id).facts.upheld == ()
    with clock.at(noon(TODAY + timedelta(days=20))):
        complaints.decide_anew(made, upheld=True, finding="It was this line.", actor=manager)
        assert lines(employee)[0].by == date(2027, 3, 9), "three months from the day of the last finding"
    states = [(row.state, row.on.day) for row in queries.findings(made.id)]
    assert states == [("upheld", 19), ("dismissed", 28), ("upheld", 9)]
    told = db.session.scalars(select(Entry).where(Entry.verb == "complaint decided anew").order_by(Entry.id))
    assert [(one.details["before"], one.details["state"]) for one in told] == [
        ("upheld", "dismissed"),
        ("dismissed", "upheld"),
    ]


def test_the_database_changes_no_finding(employee, manager):
    made = complaints.report(employee, DAY, "Was short.", actor=manager)
    complaints.decide(made, upheld=True, finding="Yes.", actor=manager)
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(update(ComplaintFinding).values(finding="No."))
    db.session.rollback()


def test_the_words_of_a_finding_can_be_wiped_and_what_was_decided_stays(employee, manager, browse):
    made = complaints.report(employee, DAY, "Was short.", actor=manager)
    complaints.decide(made, upheld=True, finding="Names a customer.", actor=manager)
    db.session.execute(update(ComplaintFinding).values(finding=None))
    db.session.expire_all()
    [row] = queries.findings(made.id)
    assert (row.state.value, row.finding) == ("upheld", None)
    assert "Words removed" in browse(manager).get(f"/careers/complaints/{made.id}").text("main")


def test_two_who_decide_anew_at_once_do_it_once(employee, manager, at_once):
    made = complaints.report(employee, DAY, "Was short.", actor=manager)
    complaints.decide(made, upheld=True, finding="Yes.", actor=manager)
    made_id, manager_id = made.id, manager.id

    def look():
        return db.session.get(Complaint, made_id), db.session.get(Account, manager_id)

    def dismiss(seen):
        complaints.decide_anew(seen[0], upheld=False, finding="No.", actor=seen[1])

    assert at_once(look, dismiss, dismiss) == ["done", "Not decided anew. It stands so already."]
    assert len(queries.findings(made_id)) == 2


def test_a_complaint_is_decided_anew_on_its_page_and_shows_what_was_found_before(employee, manager, browse):
    made = complaints.report(employee, DAY, "Was short.", actor=manager)
    visitor, path = browse(manager), f"/careers/complaints/{made.id}"
    assert visitor.get(f"{path}/again", expect=302).response.location.endswith(path)
    complaints.decide(made, upheld=True, finding="The recording bears it out.", actor=manager)
    address = visitor.get(path).one(".page-actions a")["href"]
    page = visitor.get(address)
    assert page.text("[aria-labelledby=anew] button") == "Dismiss it after all"
    visitor.post(address, data={**page.form(), "finding": ""}, expect=422)
    page = visitor.follow(visitor.post(address, data={"upheld": "no", "finding": "It was another line."}))
    found = page.text("[aria-labelledby=found]")
    assert found.index("It was another line.") < found.index("The recording bears it out.")
    assert "dismissed" in page.text(".page-head") and manager.person.name in found
    again = visitor.post(address, data={"upheld": "no", "finding": "Twice."}, expect=422)
    assert "It stands so already" in again.text("main")
    assert "Was short." not in browse(account_of(employee)).get("/careers/own").text("main")


def test_the_page_of_a_complaint_reads_well_in_chinese(employee, manager, browse):
    made = complaints.report(employee, DAY, "语气生硬。", actor=manager)
    complaints.decide(made, upheld=True, finding="录音属实。", actor=manager)
    manager.language = "zh_Hans"
    page = browse(manager).get(f"/careers/complaints/{made.id}/again")
    assert page.text("[aria-labelledby=anew] button") == "改为不成立"
    assert "此前的认定仍然保留" in page.text("[aria-labelledby=anew]")


def test_complaints_about_who_has_left_stay_in_the_ledger_and_are_decided(employee, manager, browse):
    made = complaints.report(employee, DAY, "Was short.", actor=manager)
    employments.end(employee, TODAY, LeavingReason.OWN_WISH, actor=manager)
    visitor = browse(manager)
    address = visitor.get("/careers/complaints").one("tbody a.btn")["href"]
    visitor.post(address, data={"verdict": "dismissed", "finding": "Somebody else."})
    assert made.state is ComplaintState.DISMISSED
    assert "Was short." in visitor.get("/careers/complaints?export=csv").response.get_data(as_text=True)
    other = an_account(Role.MANAGER, team=a_team("Elsewhere"))
    browse(other).get(address, expect=404)


def test_a_manager_reports_and_decides_on_the_pages(employee, manager, browse):
    visitor, path = browse(manager), f"/careers/people/{employee.id}/complaints/new"
    visitor.post(path, data={"happened_on": "2026-11-10", "summary": ""}, expect=422)
    sent = {"happened_on": "2026-11-10", "summary": "Was short with a customer."}
    page = visitor.follow(visitor.post(path, data=sent))
    address = page.one("tbody a.btn")["href"]
    visitor.post(address, data={"finding": "Yes."}, expect=422)
    page = visitor.follow(visitor.post(address, data={"verdict": "upheld", "finding": "It was so."}))
    assert "It was so." in page.text("main") and not page.has("[aria-labelledby=decide]")
    own = browse(account_of(employee)).get("/careers/own")
    assert "Was short with a customer." in own.text("[aria-labelledby=complaints]")
    assert "Clears by itself" in own.text(".reqs")


def test_complaints_of_other_teams_and_about_oneself_are_not_there(employee, manager, browse):
    made = complaints.report(employee, DAY, "Was short.", actor=manager)
    for reader in (an_account(Role.MANAGER, team=a_team("Elsewhere")), account_of(employee, Role.MANAGER)):
        visitor = browse(reader)
        visitor.get(f"/careers/complaints/{made.id}", expect=404)
        assert "Was short" not in visitor.get("/careers/complaints").html
        assert "Was short" not in visitor.get("/careers/complaints?export=csv").response.get_data(
            as_text=True
        )
