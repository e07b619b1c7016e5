"""The pages of openings, role profiles and reasons."""

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import closing, openings, publishing
from recruiting.defaults.reasons import OPENING_CLOSED
from recruiting.models import Application, DispositionReason, Opening, RoleProfile, Seat, Stage
from recruiting.states import EmploymentKind, OpeningStatus, Part, ReasonFamily, SeatState, Status
from tests import factories


@pytest.fixture
def recruiter(app):
    return factories.an_account(Role.RECRUITER, name="Shen Yue")


def at(opening, part="settings"):
    return f"/openings/{opening.id}/{part}"


# Reading


def test_the_list_shows_seats_candidates_and_manager_of_each_opening(page):
    opening = factories.an_opening(seats=3, manager=factories.an_account(Role.MANAGER, name="Priya Raman"))
    factories.an_application(opening)
    shown = page.get("/openings")
    row = shown.text("tbody tr")
    for part in ("Global marketplace specialist, English", opening.code, "3 open", "Priya Raman", "Open"):
        assert part in row
    assert shown.text("tbody td.num") == "1"


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_page_can_be_read_in_both_languages(browse, language):
    mine = browse(factories.an_account(Role.RECRUITER, language=language))
    opening = factories.an_opening(manager=factories.an_account(Role.MANAGER))
    factories.an_application(opening)
    of_openings = (
        "/openings",
        "/openings/new",
        "/openings/new?profile=1",
        at(opening),
        at(opening, "closing"),
    )
    of_lists = ("/role-profiles", "/role-profiles/1", "/role-profiles/1/edit", "/reasons", "/reasons/1")
    for path in of_openings + of_lists:
        assert mine.get(path).has("main h1")


def test_the_list_is_filtered_by_status_text_and_team(page):
    team = factories.a_team("Mall")
    factories.an_opening(title=factories.words("Mall specialist", "商城专员"), team=team)
    paused = factories.an_opening(title=factories.words("Night desk", "夜班客服"))
    openings.pause(paused, actor=None)
    found = {
        "/openings": ["Mall specialist OP-101"],
        "/openings?status=paused": ["Night desk OP-102"],
        "/openings?status=all&q=night": ["Night desk OP-102"],
        "/openings?status=all&q=夜班": ["Night desk OP-102"],
        "/openings?status=all&q=op-101": ["Mall specialist OP-101"],
        f"/openings?status=all&team={team.id}": ["Mall specialist OP-101"],
        "/openings?status=all&sort=code": ["Mall specialist OP-101", "Night desk OP-102"],
        "/openings?status=nonsense&team=x&sort=&after=zzz": ["Mall specialist OP-101", "Night desk OP-102"],
        "/openings?q=nobody": [],
    }
    for path, rows in found.items():
        assert page.get(path).texts("tbody th") == rows, path


def test_a_long_list_is_paged(page):
    team = factories.a_team()
    for _ in range(52):
        factories.an_opening(team=team)
    first = page.get("/openings?sort=code")
    assert len(first.all("tbody tr")) == 50
    second = page.get(first.one("a[rel=next]")["href"])
    assert second.texts("tbody th a") == ["Global marketplace specialist, English"] * 2
    assert len(page.get(second.one("a[rel=prev]")["href"]).all("tbody tr")) == 50


def test_the_list_costs_the_same_few_statements_however_long_it_is(page, counted):
    factories.an_opening()
    counts = []
    for _ in range(2):
        page.get("/openings")
        with counted() as seen:
            page.get("/openings?status=all")
        counts.append(seen.count)
        for _ in range(5):
            factories.an_application(factories.an_opening(manager=factories.an_account(Role.MANAGER)))
    assert counts[0] == counts[1] <= 5


def test_the_settings_cost_the_same_few_statements_however_many_apply(page, counted):
    opening = factories.an_opening()
    counts = []
    for _ in range(2):
        page.get(at(opening))
        with counted() as seen:
            page.get(at(opening))
        counts.append(seen.count)
        for _ in range(5):
            factories.an_application(opening)
            openings.add_member(opening, factories.an_account(Role.MANAGER), Part.INTERVIEWER, actor=None)
    assert counts[0] == counts[1] <= 14


def test_the_record_names_who_came_into_the_team_and_who_left_it(page):
    opening, colleague = factories.an_opening(), factories.an_account(Role.INTERVIEWER)
    member = openings.add_member(opening, colleague, Part.INTERVIEWER, actor=None)
    openings.remove_member(opening, member, actor=None)
    record = page.get(at(opening)).text("[aria-labelledby=record]")
    assert f"Added to the hiring team: {colleague.name}, interviewer" in record
    assert f"Removed from the hiring team: {colleague.name}, interviewer" in record


def test_the_list_can_be_taken_away_as_it_is_filtered(page):
    factories.an_opening(seats=2)
    openings.pause(factories.an_opening(), actor=None)
    text = page.get("/openings/export.csv?status=paused").response.get_data(as_text=True)
    assert "OP-102" in text and "OP-101" not in text
    assert page.get("/openings/export.xlsx").status == 200
    page.get("/openings/export.pdf", expect=404)


# Reach


def test_an_opening_of_another_team_is_not_there(browse):
    own = factories.an_account(Role.RECRUITER, team=factories.a_team("Own"))
    opening = factories.an_opening(team=factories.a_team("Other"))
    mine = browse(own)
    assert mine.get("/openings?status=all").texts("tbody tr") == []
    mine.get(at(opening), expect=404)
    mine.get(at(opening, "closing"), expect=404)
    for part in ("settings", "seats", "members", "pause", "resumption", "reopening", "closing"):
        mine.post(at(opening, part), {}, expect=404)


def test_the_hiring_team_reaches_an_opening_of_another_team(browse):
    member = factories.an_account(Role.RECRUITER, team=factories.a_team("Own"))
    opening = factories.an_opening(team=factories.a_team("Other"))
    openings.add_member(opening, member, Part.RECRUITER, actor=None)
    assert opening.code in browse(member).get(at(opening)).text("main")


def test_a_manager_reads_and_changes_nothing(browse):
    mine = browse(factories.an_account(Role.MANAGER))
    opening = factories.an_opening()
    shown = mine.get(at(opening))
    assert shown.all("main form") == []
    mine.post(at(opening, "pause"), expect=403)
    mine.get("/openings/new", expect=403)
    mine.get("/reasons", expect=403)
    mine.get("/role-profiles")


def test_an_interviewer_sees_no_openings(browse):
    browse(factories.an_account(Role.INTERVIEWER)).get("/openings", expect=403)


# Opening one


def a_new_opening(page, **typed):
    path = f"/openings/new?profile={db.session.scalar(select(func.min(RoleProfile.id)))}"
    sent = page.get(path).form('main form[method="post"]') | {"on_duty_by": "2099-03-01", "seats": "12"}
    return path, sent | typed


def test_a_profile_prefills_the_new_opening(page):
    factories.an_opening()
    path, sent = a_new_opening(page)
    assert sent["title_en"] == "Global marketplace specialist"
    assert "Handles returns and refunds within policy" in page.get(path).text("main")
    page.post(path, sent | {"title_en": "Specialist, Spanish"})
    opened = db.session.scalars(select(Opening).order_by(Opening.id.desc())).first()
    assert (opened.title["en"], len(opened.seats), opened.code) == ("Specialist, Spanish", 12, "OP-102")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title_zh_Hans", "", "A title in Chinese is needed."),
        ("on_duty_by", "soon", "This is not a day: 2027-03-01."),
        ("on_duty_by", "2020-01-01", "This day is over. Choose one to come."),
        ("seats", "many", "This is not a whole number."),
        ("seats", "0", "An opening has 1 to 500 seats."),
        ("team", "999", "Choose one of the list."),
        ("shift", "night", "Choose one of the list."),
        ("kind", "freelance", "Choose one of the list."),
    ],
)
def test_bad_input_is_kept_and_said_under_its_field(page, field, value, said):
    factories.an_opening()
    path, sent = a_new_opening(page, **{"title_en": "As I typed it", field: value})
    shown = page.post(path, sent, expect=422)
    assert said in shown.text(f"#{field}-error")
    assert said in shown.text(".notice-bad")
    assert shown.one("#title_en")["value"] == "As I typed it"
    assert db.session.scalar(select(func.count(Opening.id))) == 1


def test_an_opening_says_as_what_people_are_employed(page):
    factories.an_opening()
    path, sent = a_new_opening(page)
    assert sent["kind"] == "permanent"
    page.post(path, sent | {"kind": "seasonal"})
    opened = db.session.scalars(select(Opening).order_by(Opening.id.desc())).first()
    assert opened.kind is EmploymentKind.SEASONAL
    assert "seasonal" in page.get(at(opened)).text(".facts")
    assert "seasonal" in page.get(f"/openings/{opened.id}/board").text(".facts")
    form = page.get(at(opened)).form(f'form[action="{at(opened)}"]')
    page.post(at(opened), form | {"kind": "intern"})
    db.session.expire_all()
    assert opened.kind is EmploymentKind.INTERN
    assert "Changed: kind of employment" in page.get(at(opened)).text("main")


# Changing one


def test_facts_are_changed_and_the_second_of_two_is_told(page):
    opening = factories.an_opening()
    sent = page.get(at(opening)).form(f'form[action="{at(opening)}"]')
    page.post(at(opening), sent | {"title_en": "First"})
    shown = page.post(at(opening), sent | {"title_en": "Second"}, expect=422)
    assert "Somebody else changed this opening" in shown.text(".notice-bad")
    assert shown.one("#title_en")["value"] == "Second"
    assert db.session.scalars(select(Opening)).one().title["en"] == "First"


def test_closing_a_seat_without_a_reason_is_refused_with_what_was_typed(page):
    opening = factories.an_opening(seats=3)
    shown = page.post(at(opening, "seats"), {"were": "3", "seats": "2"}, expect=422)
    assert shown.text("#reason-error") == "Closing a seat needs a reason."
    assert shown.one("#seats")["value"] == "2"
    page.post(at(opening, "seats"), {"were": "3", "seats": "2", "reason": "Budget"})
    assert db.session.scalar(select(func.count(Seat.id)).where(Seat.state == SeatState.CLOSED)) == 1


def test_the_hiring_team_is_added_to_and_taken_from(page):
    opening, manager = factories.an_opening(), factories.an_account(Role.MANAGER, name="Priya Raman")
    shown = page.post(at(opening, "members"), {"account": "", "part": "hiring manager"}, expect=422)
    assert shown.text("#account-error") == "Choose somebody."
    page.post(at(opening, "members"), {"account": manager.id, "part": "hiring manager"})
    assert "Priya Raman" in page.get(at(opening)).text(".facts")
    removal = at(opening, f"members/{opening.members[0].id}/removal")
    page.post(removal)
    assert "Priya Raman" not in page.get(at(opening)).text(".facts")
    page.post(removal, expect=404)


def test_a_part_that_a_role_does_not_allow_is_refused_under_its_field(page, recruiter):
    opening = factories.an_opening()
    shown = page.post(at(opening, "members"), {"account": recruiter.id, "part": "interviewer"}, expect=422)
    assert "does not allow that part" in shown.text("#part-error")


def test_an_opening_is_paused_resumed_closed_and_reopened(page):
    opening = factories.an_opening()
    for part, status in [
        ("pause", "paused"),
        ("resumption", "open"),
        ("closing", "closed"),
        ("reopening", "open"),
    ]:
        sent = page.get(at(opening, part)).form("main form") if part == "closing" else {}
        page.post(at(opening, part), sent)
        assert db.session.get(Opening, opening.id).status == status
    shown = page.follow(page.post(at(opening, "reopening")))
    assert "is no longer as you saw it" in shown.text(".notice-bad")


def test_the_page_that_closes_says_who_is_still_in_it_and_settles_them(page):
    opening = factories.an_opening()
    factories.an_application(opening)
    visit = factories.an_application(opening, stage="second interview")
    shown = page.get(at(opening, "closing"))
    assert shown.texts(".lines li") == ["Résumé screening 1", "Second interview 1"]
    page.post(at(opening, "closing"), shown.form("main form") | {"note": "The peak was moved"})
    application = db.session.get(Application, visit.application_id)
    assert (application.status, application.disposition_reason.key) == (Status.REJECTED, OPENING_CLOSED)


def test_the_page_that_closes_carries_over_into_another_opening(page):
    opening, other = factories.an_opening(), factories.an_opening()
    visit = factories.an_application(opening)
    sent = page.get(at(opening, "closing")).form("main form")
    page.post(at(opening, "closing"), sent | {"outcome": "transfer", "opening": other.id})
    assert db.session.get(Application, visit.application_id).status is Status.TRANSFERRED
    assert (
        db.session.scalars(select(Application.opening_id).order_by(Application.id.desc())).first() == other.id
    )


def test_closing_where_there_is_no_other_opening_to_go_on_in_is_refused(page):
    opening = factories.an_opening()
    factories.an_application(opening)
    sent = page.get(at(opening, "closing")).form("main form")
    shown = page.post(at(opening, "closing"), sent | {"outcome": "transfer", "note": "Kept"}, expect=422)
    assert "Choose an opening that takes applications" in shown.text("#opening-error")
    assert shown.one("#note").get_text(strip=True) == "Kept"
    assert db.session.get(Opening, opening.id).status is OpeningStatus.OPEN


def test_a_newer_pipeline_is_offered_and_adopted(page):
    opening = factories.an_opening()
    last = opening.pipeline_version.stages[-1]
    stage = Stage(key=last.key, kind=last.kind, name=last.name, target_days=2)
    publishing.publish(opening.pipeline_version.pipeline, [stage], now=clock.now(), actor=None)
    assert "Version 2 is out." in page.get(at(opening)).text('[aria-labelledby="pipeline"]')
    page.post(at(opening, "newest-pipeline"))
    assert "v2" in page.get(at(opening)).text(".facts")


# Profiles


def test_a_profile_is_rewritten_and_the_record_keeps_what_it_said(page):
    factories.found()
    path = "/role-profiles/1/edit"
    sent = page.get(path).form("main form")
    page.post(path, sent | {"name_en": "World specialist"})
    shown = page.get("/role-profiles/1")
    assert shown.heading == "World specialist"
    assert "Shen Yue" in shown.text(".record")
    stale = page.post(path, sent | {"name_en": "Another"}, expect=422)
    assert "Somebody else changed this profile" in stale.text(".notice-bad")


def test_both_languages_of_a_profile_say_the_same_number_of_things(page):
    factories.found()
    path = "/role-profiles/1/edit"
    sent = page.get(path).form("main form") | {"duties_en": "One\nTwo", "duties_zh_Hans": "一"}
    shown = page.post(path, sent, expect=422)
    assert "same number of lines" in shown.text("#duties_zh_Hans-error")
    assert shown.one("#duties_en").get_text(strip=True) == "One\nTwo"


# Reasons


def rejected_for(key="experience"):
    reason = factories.a_reason(ReasonFamily.REJECTION, key)
    visit = factories.an_application()
    closing.reject(visit, reason, actor=None)
    return reason


def test_renaming_a_reason_keeps_its_counts(page):
    reason = rejected_for()
    page.post(f"/reasons/{reason.id}", {"name_en": "Too little experience", "name_zh_Hans": "经验不足"})
    rows = page.get("/reasons").texts("tbody tr")
    assert any(row.startswith("Too little experience 1") for row in rows)


def test_a_retired_reason_keeps_its_counts_and_is_offered_no_longer(page):
    reason = rejected_for()
    page.post(f"/reasons/{reason.id}/retirement")
    row = next(row for row in page.get("/reasons").texts("tbody tr") if "experience" in row)
    assert "retired 1" in row
    opening = factories.an_opening()
    factories.an_application(opening)
    assert "experience" not in page.get(at(opening, "closing")).text("#reason")
    page.post(f"/reasons/{reason.id}/return")
    assert "experience" in page.get(at(opening, "closing")).text("#reason")


def test_a_reason_is_added_once(page):
    factories.found()
    new = {"family": "withdrawal", "name_en": "Moves away", "name_zh_Hans": "搬家"}
    page.post("/reasons", new)
    shown = page.post("/reasons", new, expect=422)
    assert "There is a reason of this name already." in shown.text("#name_en-error")
    added = db.session.scalars(select(DispositionReason).where(DispositionReason.key == "moves away")).one()
    assert added.family is ReasonFamily.WITHDRAWAL


def test_the_last_reason_of_its_kind_stays(page):
    factories.found()
    query = select(DispositionReason.id).where(DispositionReason.family == ReasonFamily.DECLINE)
    *others, last = db.session.scalars(query.order_by(DispositionReason.id)).all()
    for number in others:
        page.post(f"/reasons/{number}/retirement")
    shown = page.follow(page.post(f"/reasons/{last}/retirement"))
    assert "It is the last reason of its kind" in shown.text(".notice-bad")


def test_the_reasons_are_not_for_who_recruits_for_one_team(browse):
    factories.found()
    mine = browse(factories.an_account(Role.RECRUITER, team=factories.a_team()))
    shown = mine.post("/reasons/1", {"name_en": "Mine", "name_zh_Hans": "我的"}, expect=422)
    assert "Your role does not allow it." in shown.text(".notice-bad")
