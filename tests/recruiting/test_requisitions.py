"""Asking to hire people: somebody else answers, and no more seats begin than heads were approved."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import hiring, openings, requisitions, seats
from recruiting.models import Requisition, RequisitionOpening
from recruiting.queries import requisitions as queries
from recruiting.requisitions import RequisitionRefused
from recruiting.states import EmploymentKind, ReasonFamily, RequisitionCause, RequisitionStatus, Shift
from tests import factories as make
from tests.recruiting import walking

WHY = "The spring sale needs more people on the evening shift."
TITLE = make.words("Spring sale")


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="沈悦")


@pytest.fixture
def manager(app):
    return make.an_account(Role.MANAGER)


def a_need(heads=5, team=None, **changed):
    like = make.an_opening(team=team)
    return requisitions.Need(
        **{
            "role_profile_id": like.role_profile_id, "team_id": like.team_id, "site_id": like.site_id,
            "shift": Shift.EVENING, "market_language": "en", "head_count": heads,
            "needed_by": clock.today() + timedelta(days=60), "cause": RequisitionCause.PEAK,
            "explanation": WHY,
        } | changed
    )  # fmt: skip


def raised(by, **need):
    return requisitions.raise_requisition(a_need(**need), actor=by)


def approved(by, manager, **need):
    requisition = raised(by, **need)
    requisitions.approve(requisition, actor=manager)
    return requisition


def begun(requisition, seats, by):
    return requisitions.begin_opening(
        requisition, TITLE, seats=seats, on_duty_by=requisition.needed_by, actor=by
    )


def test_a_requisition_waits_until_somebody_else_approves_it(recruiter, manager):
    requisition = raised(recruiter)
    assert requisition.status is RequisitionStatus.PENDING
    with pytest.raises(RequisitionRefused, match="no longer as you saw"):
        begun(requisition, 1, recruiter)
    requisitions.approve(requisition, actor=manager, comment="Agreed.")
    assert (requisition.status, requisition.decided_by_id) == (RequisitionStatus.APPROVED, manager.id)
    assert begun(requisition, 5, recruiter).code.startswith("OP-")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_nobody_decides_the_own_requisition_whatever_the_role(app, role):
    both = make.an_account(role, Role.RECRUITER)
    requisition = raised(both)
    for decide in (
        lambda: requisitions.approve(requisition, actor=both),
        lambda: requisitions.refuse(requisition, actor=both, reason=WHY),
    ):
        with pytest.raises(RequisitionRefused, match="Somebody else"):
            decide()
    assert requisition.status is RequisitionStatus.PENDING


def test_the_database_refuses_whoever_decides_the_own_one(recruiter, manager):
    requisition = approved(recruiter, manager)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Requisition).values(decided_by_id=requisition.requested_by_id))


def test_a_recruiter_may_not_decide(recruiter, app):
    requisition = raised(recruiter)
    with pytest.raises(RequisitionRefused, match="role"):
        requisitions.approve(requisition, actor=make.an_account(Role.RECRUITER))


def test_a_manager_decides_for_the_own_team_alone(recruiter):
    other = make.an_account(Role.MANAGER, team=make.a_team("Another team"))
    requisition = raised(recruiter)
    with pytest.raises(RequisitionRefused, match="this team"):
        requisitions.approve(requisition, actor=other)
    assert queries.requisition(requisition.id, other) is None


def test_refusing_and_putting_off_need_a_reason(recruiter, manager):
    requisition = raised(recruiter)
    for verb in (requisitions.refuse, requisitions.hold, requisitions.cancel):
        with pytest.raises(RequisitionRefused, match="reason"):
            verb(requisition, actor=manager, reason="no")
    assert requisition.status is RequisitionStatus.PENDING


def test_what_was_put_off_is_taken_up_where_it_was(recruiter, manager):
    waiting, agreed = raised(recruiter), approved(recruiter, manager)
    for requisition, before in ((waiting, "pending"), (agreed, "approved")):
        requisitions.hold(requisition, actor=manager, reason=WHY)
        assert requisition.status is RequisitionStatus.HELD
        requisitions.resume(requisition, actor=manager)
        assert requisition.status.value == before


def test_what_was_changed_is_decided_anew(recruiter, manager):
    requisition = approved(recruiter, manager)
    requisitions.revise(requisition, a_need(heads=9), actor=recruiter)
    assert requisition.status is RequisitionStatus.PENDING
    assert (requisition.head_count, requisition.decided_by_id) == (9, None)
    begin = [entry.verb for entry in db.session.query(Entry).filter_by(subject_kind="requisition")]
    assert begin == ["raised", "approved", "revised"]


def test_nothing_is_changed_once_an_opening_was_begun(recruiter, manager):
    requisition = approved(recruiter, manager)
    begun(requisition, 1, recruiter)
    with pytest.raises(RequisitionRefused, match="raise another"):
        requisitions.revise(requisition, a_need(heads=50), actor=recruiter)


def test_no_more_seats_begin_than_heads_were_approved(recruiter, manager):
    requisition = approved(recruiter, manager, heads=5)
    first = begun(requisition, 3, recruiter)
    with pytest.raises(RequisitionRefused, match="2 heads left"):
        begun(requisition, 3, recruiter)
    with pytest.raises(openings.OpeningRefused, match="2 heads left"):
        seats.set_seats(first, 6, actor=recruiter)
    seats.set_seats(first, 5, actor=recruiter)
    assert queries.seats_begun(requisition.id) == 5


def test_a_closed_seat_gives_its_head_back(recruiter, manager):
    requisition = approved(recruiter, manager, heads=3)
    first = begun(requisition, 3, recruiter)
    seats.set_seats(first, 1, actor=recruiter, reason="Two are moved to another team.")
    assert begun(requisition, 2, recruiter)


def test_an_opening_without_a_requisition_takes_as_many_seats_as_before(recruiter):
    seats.set_seats(make.an_opening(), 40, actor=recruiter)


def test_who_comes_second_is_told(recruiter, manager):
    requisition = raised(recruiter)
    seen = requisition.version
    requisitions.approve(requisition, actor=manager, seen=seen)
    with pytest.raises(RequisitionRefused, match="while you were looking"):
        requisitions.refuse(requisition, actor=manager, reason=WHY, seen=seen)


def test_a_day_that_is_over_and_no_people_are_refused(recruiter):
    for field, wrong in {
        "needed_by": {"needed_by": clock.today() - timedelta(days=1)},
        "head_count": {"heads": 0},
        "explanation": {"explanation": "More."},
    }.items():
        with pytest.raises(RequisitionRefused) as refused:
            raised(recruiter, **wrong)
        assert refused.value.field == field


# Pages


def test_a_recruiter_asks_and_a_manager_approves(browse, recruiter, manager):
    need = a_need()
    asking = browse(recruiter)
    form = asking.get("/requisitions/new").form("main form") | {
        "profile": need.role_profile_id, "team": need.team_id, "site": need.site_id, "head_count": "4",
        "needed_by": need.needed_by.isoformat(), "explanation": WHY, "cause": "growth", "shift": "day",
        "kind": "seasonal",
    }  # fmt: skip
    address = asking.post("/requisitions/new", form).location
    assert "You raised it" in asking.get(address).text("section[aria-labelledby=decision]")
    deciding = browse(manager)
    assert "1" in deciding.get("/").text("section[aria-labelledby=asked-for]")
    decision = deciding.get(address).form("section[aria-labelledby=decision] form")
    said = deciding.follow(deciding.post(f"{address}/approval", decision))
    assert said.text(".notice-good") == "Approved."
    page = asking.get(address)
    assert "approved" in page.text(".page-head")
    asking.post(f"{address}/openings", page.form("section[aria-labelledby=openings] form"))
    assert "0 of 4" in asking.get(address).text("section[aria-labelledby=openings]")
    assert "Approved" in asking.get(address).text("section[aria-labelledby=record]")
    assert "seasonal" in asking.get(address).text(".facts")
    assert db.session.scalars(select(RequisitionOpening)).one().opening.kind is EmploymentKind.SEASONAL


def test_bad_input_is_kept_and_said_under_its_field(browse, recruiter):
    page = browse(recruiter)
    form = page.get("/requisitions/new").form("main form") | {
        "head_count": "0", "needed_by": "2020-01-01", "explanation": WHY,
    }  # fmt: skip
    a_need()
    refused = page.post("/requisitions/new", form, expect=422)
    assert refused.one("textarea[name=explanation]").text.strip() == WHY
    assert refused.texts(".invalid-feedback")
    assert db.session.query(Requisition).count() == 0


def test_a_refusal_without_a_reason_keeps_the_page(browse, recruiter, manager):
    requisition = raised(recruiter)
    page = browse(manager)
    path = f"/requisitions/{requisition.id}"
    form = page.get(path).form("section[aria-labelledby=decision] form")
    refused = page.post(f"{path}/refusal", form | {"reason": "no"}, expect=422)
    assert "It needs a reason" in refused.text("main")


def test_the_list_is_filtered_sorted_and_taken_away(browse, recruiter, manager):
    waiting, agreed = raised(recruiter), approved(recruiter, manager)
    page = browse(recruiter)
    assert page.get("/requisitions").texts("[data-row] th .faint") == [waiting.code]
    assert page.get("/requisitions?status=approved").texts("[data-row] th .faint") == [agreed.code]
    every = page.get("/requisitions?status=all&sort=code").texts("[data-row] th .faint")
    assert every == [waiting.code, agreed.code]
    told = page.get("/requisitions/export.csv?status=approved").response.get_data(as_text=True)
    assert agreed.code in told and waiting.code not in told


def test_the_list_costs_the_same_however_long(browse, recruiter, counted):
    page = browse(recruiter)
    cost = []
    for _more in range(2):
        for _one in range(4):
            raised(recruiter)
        with counted() as seen:
            page.get("/requisitions")
        cost.append(seen.count)
    assert cost[0] == cost[1] <= 5


def test_everything_can_be_read_in_chinese(browse, recruiter, manager):
    requisition = approved(recruiter, manager)
    manager.language = "zh_Hans"
    page = browse(manager)
    assert page.get("/requisitions?status=all").heading == "用人申请"
    assert "批准" in page.get(f"/requisitions/{requisition.id}").text("section[aria-labelledby=record]")


def test_the_heads_left_are_those_asked_for_but_the_hired(browse, recruiter, manager):
    requisition = approved(recruiter, manager, heads=2)
    opening = begun(requisition, 2, recruiter)
    page = browse(recruiter)

    def told():
        row = page.get("/requisitions?status=all").one("tbody tr")
        return page.get(f"/requisitions/{requisition.id}").text("[aria-labelledby=openings] p"), row.get_text(
            " ", strip=True
        )

    assert "0 hired of 2 asked for, 2 to go" in told()[0]
    visits = [walking.hired(recruiter, opening) for _one in range(2)]
    assert "2 hired of 2 asked for, 0 to go" in told()[0] and told()[1].endswith("filled")
    hiring.unhire(visits[0], actor=manager, reason=WHY)
    assert "1 hired of 2 asked for, 1 to go" in told()[0] and told()[1].endswith("approved")


def test_what_comes_too_late_is_marked(browse, recruiter, manager):
    requisition = approved(recruiter, manager)
    late = requisition.needed_by + timedelta(days=1)
    requisitions.begin_opening(requisition, TITLE, seats=1, on_duty_by=late, actor=recruiter)
    page = browse(recruiter)
    assert "later than needed" in page.get(f"/requisitions/{requisition.id}").text(
        "[aria-labelledby=openings]"
    )
    assert "overdue" not in page.get("/requisitions?status=approved").text("tbody")
    with clock.at(clock.now() + (late - clock.today())):
        assert "overdue" in page.get("/requisitions?status=approved").text("tbody")


def test_a_closed_opening_gives_back_the_heads_that_nobody_filled(recruiter, manager):
    requisition = approved(recruiter, manager, heads=3)
    first = begun(requisition, 3, recruiter)
    walking.hired(recruiter, first)
    close(first, recruiter)
    assert queries.seats_begun(requisition.id) == 1
    assert begun(requisition, 2, recruiter)
    with pytest.raises(RequisitionRefused, match="0 heads left"):
        begun(requisition, 1, recruiter)


def test_reopened_it_has_no_seat_whose_head_went_to_another_opening(recruiter, manager):
    requisition = approved(recruiter, manager, heads=3)
    first = begun(requisition, 3, recruiter)
    close(first, recruiter)
    begun(requisition, 2, recruiter)
    openings.reopen(first, actor=recruiter)
    assert queries.seats_begun(requisition.id) == requisition.head_count == 3
    told = db.session.scalars(select(Entry).where(Entry.verb == "seats changed")).one()
    assert told.details["before"] == 3 and told.details["after"] == 1 and requisition.code in told.reason
    close(first, recruiter)
    openings.reopen(first, actor=recruiter)
    assert len(db.session.scalars(select(Entry).where(Entry.verb == "seats changed")).all()) == 1


def close(opening, by):
    openings.close(opening, make.a_reason(ReasonFamily.REJECTION), actor=by, reason=WHY)


def test_what_was_put_off_or_cancelled_gets_no_further_seats(recruiter, manager):
    for verb in (requisitions.hold, requisitions.cancel):
        requisition = approved(recruiter, manager, heads=3)
        opening = begun(requisition, 1, recruiter)
        verb(requisition, actor=manager, reason=WHY)
        with pytest.raises(openings.OpeningRefused, match="seats are added once it is approved") as refused:
            seats.set_seats(opening, 2, actor=recruiter)
        assert refused.value.field == "seats"
        assert queries.seats_begun(requisition.id) == 1


def test_what_is_filled_is_called_so_everywhere_and_listed_by_itself(browse, recruiter, manager):
    filled, waiting = approved(recruiter, manager, heads=1), approved(recruiter, manager, heads=2)
    for requisition in (filled, waiting):
        walking.hired(recruiter, begun(requisition, 1, recruiter))
    page = browse(recruiter)
    for status, only in (("filled", filled), ("approved", waiting)):
        shown = page.get(f"/requisitions?status={status}")
        assert shown.texts("tbody th .faint") == [only.code]
        assert f"{status} 1" in shown.text(".seg")
        taken = page.client.get(f"/requisitions/export.csv?status={status}").get_data(as_text=True)
        assert only.code in taken and f",{status}," in taken and len(taken.splitlines()) == 2
    assert "filled" in page.get(f"/requisitions/{filled.id}").text(".verdict")
    assert "approved" in page.get(f"/requisitions/{waiting.id}").text(".verdict")
    assert len(page.get("/requisitions?status=all").all("tbody tr")) == 2


def test_the_opening_says_for_which_requisition_it_was_begun_and_how_many_heads_are_left(
    browse, recruiter, manager
):
    requisition = approved(recruiter, manager, heads=3)
    opening = begun(requisition, 1, recruiter)
    page, other = browse(recruiter), make.an_opening()
    seats_said = page.get(f"/openings/{opening.id}/settings").text("[aria-labelledby=all-seats]")
    assert f"{requisition.code} 2 heads without a seat yet" in seats_said
    assert page.get(f"/openings/{opening.id}/settings").has(f"a[href='/requisitions/{requisition.id}']")
    assert "without a seat" not in page.get(f"/openings/{other.id}/settings").text(
        "[aria-labelledby=all-seats]"
    )
