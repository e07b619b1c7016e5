"""Moving one application from the screen: the menu, the pages that ask more, refusals, undo."""

import pytest
from sqlalchemy import select

from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry
from people.permissions import Role
from recruiting import closing, pipeline, undoing
from recruiting.models import Application, Visit
from recruiting.queries import standing
from recruiting.states import ReasonFamily, Status
from tests import factories as make

WHY = "Worked on this very marketplace for three years."


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def visit(app):
    return make.an_application(make.an_opening(), make.a_person("Daniel Reyes"))


def moves(visit, more=""):
    return f"/applications/{visit.application_id}/moves{more}"


def stage_of(visit):
    return standing.visit(newest(visit)).stage.key


def newest(visit):
    query = select(Visit.id).where(Visit.application_id == visit.application_id, Visit.voided_at.is_(None))
    return db.session.scalars(query.order_by(Visit.id.desc())).first()


def application(visit):
    return db.session.get_one(Application, visit.application_id)


# On


def test_the_next_stage_is_one_press_away_and_can_be_undone(browse, recruiter, visit):
    browser, board = browse(recruiter), f"/openings/{visit.opening_id}/board"
    answer = browser.post(moves(visit), {"to": "online test", "seen": visit.seen, "next": board})
    assert answer.location == board and stage_of(visit) == "online test"
    page = browser.follow(answer)
    assert "Daniel Reyes moved to Online test" in page.text(".toast-undo")
    back = browser.post(page.one(".toast-undo form")["action"])
    assert stage_of(visit) == "screening"
    assert "All is as it was" in browser.follow(back).text(".notice-good")
    assert not browser.get(board).has(".toast-undo")


def test_a_move_takes_seven_statements(browse, counted, recruiter, visit):
    browser = browse(recruiter)
    with counted() as seen:
        browser.post(moves(visit), {"to": "online test", "seen": visit.seen})
    assert seen.count <= 7


def test_a_passed_test_may_go_on_but_an_open_one_is_refused_with_the_reason_kept(browse, recruiter, app):
    visit = make.an_application(stage="online test")
    page = browse(recruiter).post(
        moves(visit), {"to": "first interview", "seen": visit.seen, "reason": "She is good."}, expect=422
    )
    assert "Online test has no result yet" in page.text(".notice-bad")
    assert page.form()["reason"].strip() == "She is good."
    assert stage_of(visit) == "online test"


def test_skipping_asks_for_a_reason_that_says_something(browse, recruiter, visit):
    browser = browse(recruiter)
    page = browser.get(moves(visit, "?to=first+interview"))
    assert page.heading == "Move Daniel Reyes to First interview" and "skips one stage" in page.text("main")
    sent = page.form() | {"reason": "Good."}
    refused = browser.post(moves(visit), sent, expect=422)
    assert "needs a reason" in refused.text(".notice-bad") and refused.form()["reason"].strip() == "Good."
    browser.post(moves(visit), refused.form() | {"reason": WHY})
    assert stage_of(visit) == "first interview"


def test_going_back_is_offered_with_a_reason(browse, recruiter, app):
    visit = make.an_application(stage="online test")
    browse(recruiter).post(moves(visit), {"to": "screening", "seen": visit.seen, "reason": WHY})
    assert stage_of(visit) == "screening"


def test_overriding_is_marked_and_needs_who_may(browse, recruiter, app):
    visit = make.an_application(stage="online test")
    asked = {"to": "first interview", "override": "y", "reason": WHY}
    browse(recruiter).post(moves(visit), {**asked, "seen": visit.seen}, expect=422)
    browse(make.an_account(Role.MANAGER)).post(moves(visit), {**asked, "seen": visit.seen})
    assert db.session.get_one(Visit, visit.id).overridden and stage_of(visit) == "first interview"


def test_who_came_second_is_told_who_was_faster_and_keeps_what_was_typed(browse, recruiter, visit):
    page = browse(recruiter).get(moves(visit, "?to=first+interview"))
    faster = make.an_account(Role.RECRUITER, name="Marta Lindqvist")
    browse(faster).post(moves(visit), {"to": "online test", "seen": visit.seen})
    late = browse(recruiter).post(moves(visit), page.form() | {"reason": WHY}, expect=409)
    assert "Marta Lindqvist changed this application" in late.text(".notice-warn")
    assert "Online test" in late.text(".notice-warn") and late.form()["reason"].strip() == WHY
    assert stage_of(visit) == "online test"


def test_a_drag_is_answered_with_the_sentence_alone(browse, recruiter, app):
    visit = make.an_application(stage="online test")
    drag = {"headers": {"HX-Request": "true"}}
    refused = browse(recruiter).post(
        moves(visit), {"to": "first interview", "seen": visit.seen}, expect=422, **drag
    )
    assert "no result yet" in refused.text(".notice-bad") and not refused.has("h1")
    late = browse(recruiter).post(moves(visit), {"to": "first interview", "seen": "1.1"}, expect=409, **drag)
    assert late.has(".notice-warn")
    make.a_result(visit, 88)
    db.session.flush()
    fresh = standing.visit(visit.id).seen
    browse(recruiter).post(moves(visit), {"to": "first interview", "seen": fresh}, expect=204, **drag)
    assert stage_of(visit) == "first interview"


def test_a_stage_of_another_pipeline_is_no_place_to_move_to(browse, recruiter, visit):
    browse(recruiter).post(moves(visit), {"to": "the moon", "seen": visit.seen}, expect=400)


# The menu


def test_the_menu_says_of_each_stage_what_it_needs(browse, recruiter, visit):
    page = browse(recruiter).get(moves(visit, "/menu"), headers={"HX-Request": "true"})
    items = page.texts(".dropdown-item")
    assert items[0] == "Online test next"
    assert items[1] == "First interview… skips one, needs a reason"
    assert items[-1] == "Reject…"


def test_a_stage_that_is_locked_says_why(browse, recruiter, app):
    visit = make.an_application(stage="online test")
    page = browse(recruiter).get(moves(visit, "/menu"), headers={"HX-Request": "true"})
    locked = page.texts("[aria-disabled]")
    assert locked[0] == "First interview Online test has no result yet."
    assert "Résumé screening… back, needs a reason" in page.texts(".dropdown-item")


def test_without_script_the_menu_is_a_page(browse, recruiter, visit):
    assert browse(recruiter).get(moves(visit)).texts("main .dropdown-item")[0] == "Online test next"


def test_what_is_out_of_reach_cannot_be_moved(browse, visit):
    elsewhere = make.an_account(Role.RECRUITER, team=make.a_team("Another"))
    browse(elsewhere).post(moves(visit), {"to": "online test"}, expect=404)
    browse(elsewhere).get(moves(visit, "/menu"), expect=404)


# Aside, out and back


def test_hold_and_resume(browse, recruiter, visit):
    browser = browse(recruiter)
    page = browser.get(f"/applications/{visit.application_id}/hold")
    short = browser.post(page.path, page.form() | {"reason": "No."}, expect=422)
    assert "needs a reason" in short.text(".invalid-feedback")
    browser.post(page.path, short.form() | {"reason": "On leave until the middle of May."})
    assert application(visit).status is Status.ON_HOLD
    browser.post(f"/applications/{visit.application_id}/resume")
    assert application(visit).status is Status.ACTIVE


def test_a_rejection_needs_a_reason_of_the_list_and_can_be_undone(browse, recruiter, visit):
    browser, address = browse(recruiter), f"/applications/{visit.application_id}/reject"
    page = browser.get(address)
    refused = browser.post(address, page.form(), expect=422)
    assert "Choose one of the reasons" in refused.text(".invalid-feedback")
    browser.post(address, refused.form() | {"why": "999999"}, expect=422)
    why = make.a_reason()
    browser.post(address, refused.form() | {"why": str(why.id), "note": "Third time."})
    assert application(visit).status is Status.REJECTED
    browser.post("/undo")
    assert application(visit).status is Status.ACTIVE and stage_of(visit) == "screening"


def test_a_withdrawal_has_reasons_of_its_own(browse, recruiter, visit):
    browser, address = browse(recruiter), f"/applications/{visit.application_id}/withdraw"
    page = browser.get(address)
    browser.post(address, page.form() | {"why": str(make.a_reason().id)}, expect=422)
    browser.post(address, page.form() | {"why": str(make.a_reason(ReasonFamily.WITHDRAWAL).id)})
    assert application(visit).status is Status.WITHDRAWN


def test_a_rejected_one_is_reinstated_where_it_ended(browse, recruiter, app):
    visit = make.rejected(make.an_application(stage="online test"))
    browser, address = browse(recruiter), f"/applications/{visit.application_id}/reinstate"
    browser.post(address, browser.get(address).form() | {"reason": "The mark was another person's."})
    assert application(visit).status is Status.ACTIVE and stage_of(visit) == "online test"


def test_to_another_opening_ends_here_or_goes_on_as_well(browse, recruiter, visit):
    other = make.an_opening()
    browser, address = browse(recruiter), f"/applications/{visit.application_id}/transfer"
    page = browser.get(address)
    browser.post(address, page.form(), expect=422)
    answer = browser.post(address, page.form() | {"to": str(other.id)})
    assert application(visit).status is Status.TRANSFERRED
    begun = db.session.get_one(Application, int(answer.location.rpartition("/")[2]))
    assert begun.opening_id == other.id and begun.transferred_from_id == visit.application_id


def test_a_copy_leaves_the_first_application_where_it_is(browse, recruiter, visit):
    other = make.an_opening()
    address = f"/applications/{visit.application_id}/transfer"
    browse(recruiter).post(address, {"to": str(other.id), "stays": "y"})
    assert application(visit).status is Status.ACTIVE
    browse(recruiter).post(address, {"to": str(other.id), "stays": "y"}, expect=422)


# Letters and undo


def test_what_the_page_shows_is_the_letter_that_is_queued(browse, recruiter, visit):
    make.a_letter("stage.entered:test", "Next: {{ stage }}", "Dear {{ name }}, come to {{ stage }}.")
    page = browse(recruiter).get(moves(visit, "?to=online+test"))
    shown = tuple(page.one(part).get_text() for part in (".letter-head", ".letter .kept"))
    browse(recruiter).post(moves(visit), page.form() | {"tell": "y"})
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.subject, letter.body) == shown
    assert shown == ("Next: Online test", "Dear Daniel Reyes, come to Online test.")


@pytest.mark.parametrize(
    ("key", "kind", "before"),
    [("simulation", "simulation", "second interview"), ("offer", "offer", "screening")],
)
def test_every_stage_can_have_a_letter_of_its_own(browse, key, kind, before):
    admin = make.an_account(Role.ADMINISTRATOR, Role.RECRUITER)
    visit = make.an_application(make.an_opening(), stage=before)
    browser, address = browse(admin), f"/letter-templates/stage.entered:{kind}@{key}/en"
    assert address.replace(" ", "%20") in {
        one["href"] for one in browser.get("/letter-templates").all("tbody a")
    }
    written = browser.get(address).form("main form[method=post]") | {
        "subject": "Now {{ stage }}",
        "body": "Come.",
    }
    browser.post(address, written)
    pipeline.move(visit, make.a_stage(visit, key), actor=admin, reason=WHY, override=True, tell=True)
    assert "Now" in db.session.scalars(select(Letter.subject)).one()


def test_no_letter_goes_when_its_box_is_cleared(browse, recruiter, visit):
    make.a_letter("stage.entered:test", "Next", "Come.")
    page = browse(recruiter).get(moves(visit, "?to=online+test"))
    browse(recruiter).post(moves(visit), page.form() | {"tell": "no"})
    assert stage_of(visit) == "online test" and not db.session.scalars(select(Letter)).all()


def test_undo_stops_the_letter(browse, recruiter, visit, server):
    make.a_letter("stage.entered:test", "Next", "Come.")
    browser = browse(recruiter)
    browser.post(moves(visit), {"to": "online test", "seen": visit.seen})
    assert "The letter is held" in browser.get("/applications").text(".toast-undo")
    browser.post("/undo")
    assert db.session.scalars(select(Letter.state)).all() == [LetterState.CANCELLED]


def test_another_cannot_undo_and_nothing_is_undone_twice(browse, recruiter, visit):
    browse(recruiter).post(moves(visit), {"to": "online test", "seen": visit.seen})
    batch = db.session.scalars(select(Entry.batch).order_by(Entry.id.desc())).first()
    other = browse(make.an_account(Role.RECRUITER))
    assert "Only whoever did it" in other.follow(other.post(f"/undo?batch={batch}")).text(".notice-bad")
    browse(recruiter).post(f"/undo?batch={batch}")
    browse(recruiter).post(f"/undo?batch={batch}")
    assert stage_of(visit) == "screening"
    assert pipeline.shortfall(standing.visit(newest(visit))) is None


def test_undo_goes_back_to_the_page_that_was_left(browse, recruiter, visit):
    browser = browse(recruiter)
    browser.post(moves(visit), {"to": "online test", "seen": visit.seen})
    referrer = {"Referer": "http://localhost/applications?text=da"}
    assert browser.post("/undo", headers=referrer).location == "/applications?text=da"
    assert browser.post("/undo", headers={"Referer": "http://elsewhere.example/x"}).location == "/"


def test_a_reinstatement_that_is_undone_lets_the_letter_about_the_end_leave_after_all(recruiter):
    visit = make.an_application()
    closing.reject(visit, make.a_reason(), actor=recruiter)
    address = visit.application.person.email
    [letter] = db.session.scalars(select(Letter).where(Letter.to_address == address))
    again = closing.reinstate(
        standing.latest_visit(visit.application_id), actor=recruiter, reason="It was a mistake.", batch="back"
    )
    db.session.refresh(letter)
    assert (letter.state, again.application.is_open) == (LetterState.CANCELLED, True)
    undoing.undo("back", actor=recruiter)
    db.session.refresh(letter)
    assert letter.state is LetterState.HELD
    assert standing.latest_visit(visit.application_id).application.status is Status.REJECTED
