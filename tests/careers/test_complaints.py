"""The ledger of complaints, and what an upheld one does to a promotion."""

from datetime import date

import pytest

from careers import complaints
from careers.models import Complaint
from careers.queries import standings
from careers.states import ComplaintState, Verdict
from careers.states import RequirementKind as Kind
from core.db import db
from people.models import Account
from people.permissions import Role
from tests.careers.people_at_work import TODAY, account_of
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
