"""One act for many: the preview says who, why not, and which letters; then exactly that happens."""

import pytest
from sqlalchemy import func, select

from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry
from people.permissions import Role
from recruiting import bulk, pipeline
from recruiting.bulk import Act, Kind
from recruiting.models import Application
from recruiting.queries import standing
from recruiting.states import Status
from tests import factories as make

WHY = "The opening grew and these are the best of it."


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def tested(opening):
    """Three in the online test: two passed, one of them reading Chinese, one under the mark."""
    found = []
    for name, mark, language in (
        ("Petra Vesely", 82, "en"),
        ("苏念", 88, "zh_Hans"),
        ("Jonas Weller", 64, "en"),
    ):
        visit = make.an_application(opening, make.a_person(name, language=language), "online test")
        make.a_result(visit, mark)
        found.append(visit)
    for language, hello in (("en", "Dear"), ("zh_Hans", "您好")):
        make.a_letter(
            "stage.entered:interview", "{{ stage }}", f"{hello} {{{{ name }}}}: {{{{ opening }}}}", language
        )
    return found


def chosen(visits, **more):
    return {"chosen": [str(visit.application_id) for visit in visits], "next": "/applications", **more}


def preview(browser, act, visits, expect=200, **more):
    return browser.post(f"/bulk/{act}/preview", chosen(visits, **more), expect=expect)


def confirmed(page, selector="#bulk-act", **more):
    """What the preview's form sends when nothing is unticked."""
    form = page.one(selector)
    sent = dict(page.form(selector))
    for name in ("chosen", "seen"):
        sent[name] = [field["value"] for field in form.select(f"input[name={name}]")]
    if page.has("input[name=tell][type=checkbox]"):
        sent["tell"] = ["no", "y"]
    return sent | more


def keys(visits, recruiter):
    found = {v.application_id: v.stage.key for v in standing.visits_of(
        [v.application_id for v in visits], recruiter, "move applications")}  # fmt: skip
    return [found[visit.application_id] for visit in visits]


def test_the_preview_says_who_moves_who_stays_and_why(browse, recruiter, tested):
    page = preview(browse(recruiter), "move", tested, to="first interview")
    assert page.heading == "Move 3 from Online test to First interview"
    assert "1 stays as it is" in page.text("main") and "2 move" in page.text("main")
    assert "64 is under the pass mark of 70" in page.text("main")
    assert page.text(".confirm-bar button") == "Move 2 and send 2 letters"
    assert keys(tested, recruiter) == ["online test"] * 3 and not db.session.scalars(select(Letter)).all()


def test_confirming_moves_them_in_one_batch_that_one_undo_takes_back(browse, recruiter, tested):
    browser = browse(recruiter)
    page = preview(browser, "move", tested, to="first interview")
    answer = browser.post("/bulk/move", confirmed(page))
    assert keys(tested, recruiter) == ["first interview", "first interview", "online test"]
    toast = browser.follow(answer).text(".toast-undo")
    assert "2 moved" in toast and "2 letters are written" in toast
    batches = select(func.count(Entry.batch.distinct())).where(Entry.actor_id == recruiter.id)
    assert db.session.scalar(batches) == 1
    browser.post("/undo")
    assert keys(tested, recruiter) == ["online test"] * 3
    assert set(db.session.scalars(select(Letter.state))) == {LetterState.CANCELLED}


def test_what_is_previewed_is_what_is_sent(browse, recruiter, tested):
    browser = browse(recruiter)
    shown = {}
    for visit in tested[:2]:
        page = preview(browser, "move", tested, to="first interview", show=str(visit.application_id))
        letter = page.one(f'[data-letter="{visit.application_id}"]')
        parts = (letter.select_one(".letter-head"), letter.select_one(".kept"))
        shown[visit.application.person.name] = tuple(part.get_text() for part in parts)
    browser.post("/bulk/move", confirmed(page))
    letters = db.session.scalars(select(Letter)).all()
    assert {one.to_name: (one.subject, one.body) for one in letters} == shown
    assert "初试" in shown["苏念"][0] and "First interview" in shown["Petra Vesely"][0]


@pytest.mark.parametrize("kind", [Kind.MOVE, Kind.REJECT, Kind.MESSAGE])
def test_every_planned_letter_is_the_letter_that_is_queued(app, recruiter, tested, kind):
    make.a_letter("application.rejected", "About {{ opening }}", "Dear {{ name }}, no.")
    texts = {"en": ("News", "Dear {{ name }}, see you."), "zh_Hans": ("消息", "{{ name }}，再见。")}
    act = Act(kind, to="first interview", why=make.a_reason(), texts=texts if kind is Kind.MESSAGE else {})
    visits = standing.visits_of([v.application_id for v in tested], recruiter, "move applications")
    planned = bulk.plan(act, visits, actor=recruiter)
    told = {p.visit.application.person.email: (p.letter.subject, p.letter.body) for p in planned if p.letter}
    bulk.carry_out(act, visits, {v.application_id: v.seen for v in visits}, actor=recruiter)
    db.session.flush()
    assert {one.to_address: (one.subject, one.body) for one in db.session.scalars(select(Letter))} == told
    assert told


def test_who_is_unticked_stays(browse, recruiter, tested):
    browser = browse(recruiter)
    page = preview(browser, "move", tested, to="first interview")
    browser.post("/bulk/move", confirmed(page, chosen=[str(tested[0].application_id)]))
    assert keys(tested, recruiter) == ["first interview", "online test", "online test"]


def test_no_letter_leaves_when_the_box_is_cleared(browse, recruiter, tested):
    browser = browse(recruiter)
    page = preview(browser, "move", tested, to="first interview")
    browser.post("/bulk/move", confirmed(page, tell="no"))
    assert keys(tested, recruiter)[0] == "first interview" and not db.session.scalars(select(Letter)).all()


def test_who_changed_after_the_preview_is_refused_and_the_others_go_on(browse, recruiter, tested):
    browser = browse(recruiter)
    page = preview(browser, "move", tested, to="first interview")
    pipeline.hold(tested[1], actor=recruiter, reason="Back from leave in May.")
    result = browser.post("/bulk/move", confirmed(page), expect=200)
    assert keys(tested, recruiter) == ["first interview", "online test", "online test"]
    assert result.heading == "1 moved" and "One stayed as it was." in result.text(".page-sub")
    rows = {row.split()[0]: row for row in result.texts("tbody tr")}
    assert "done" in rows["Petra"] and "while you were looking" in rows["苏念"]
    assert result.text(".toast-undo span span") or result.has(".toast-undo")


def test_the_result_page_leads_back_after_undo(browse, recruiter, tested):
    browser = browse(recruiter)
    page = preview(browser, "move", tested, to="first interview")
    pipeline.hold(tested[1], actor=recruiter, reason="Back from leave in May.")
    result = browser.post("/bulk/move", confirmed(page), expect=200)
    back = browser.post(
        result.one(".toast-undo form")["action"], headers={"Referer": "http://localhost/bulk/move"}
    )
    assert back.location == "/applications"


def test_each_to_the_next_stage_of_its_own(browse, recruiter, opening, tested):
    fresh = make.an_application(opening)
    browser = browse(recruiter)
    page = preview(browser, "move", [tested[0], fresh], to="next")
    assert page.heading == "Move 2, each to the next stage"
    browser.post("/bulk/move", confirmed(page))
    assert keys([tested[0], fresh], recruiter) == ["first interview", "online test"]


def test_skipping_for_many_asks_for_a_reason_and_keeps_the_selection(browse, recruiter, opening):
    visits = [make.an_application(opening) for _number in range(2)]
    browser = browse(recruiter)
    page = preview(browser, "move", visits, to="first interview")
    refused = browser.post("/bulk/move", confirmed(page, reason="Good."), expect=422)
    assert "needs a reason" in refused.text(".notice-bad")
    assert refused.form("#bulk-act")["reason"] == "Good." and len(refused.all("[data-tick]")) == 2
    browser.post("/bulk/move", confirmed(refused, reason=WHY))
    assert keys(visits, recruiter) == ["first interview"] * 2


def test_rejecting_many_needs_a_reason_of_the_list(browse, recruiter, tested):
    browser = browse(recruiter)
    page = preview(browser, "reject", tested)
    assert page.heading == "Reject 3 candidates"
    browser.post("/bulk/reject", confirmed(page), expect=422)
    browser.post("/bulk/reject", confirmed(page, why=str(make.a_reason().id)))
    assert set(db.session.scalars(select(Application.status))) == {Status.REJECTED}


def test_holding_many(browse, recruiter, tested):
    browser = browse(recruiter)
    page = preview(browser, "hold", tested)
    browser.post("/bulk/hold", confirmed(page), expect=422)
    browser.post("/bulk/hold", confirmed(page, reason=WHY))
    assert set(db.session.scalars(select(Application.status))) == {Status.ON_HOLD}


def test_a_message_is_shown_before_it_is_sent(browse, recruiter, tested):
    browser = browse(recruiter)
    page = preview(browser, "message", tested)
    assert page.text(".confirm-bar button") == "Preview"
    typed = {"subject_en": "News", "body_en": "Dear {{ name }}, <b>look</b>."}
    shown = browser.post("/bulk/message", confirmed(page, **typed), expect=200)
    assert not db.session.scalars(select(Letter)).all()
    assert "<b>" in shown.text(".letter .kept") and shown.text(".confirm-bar button") == "Send 3 letters"
    browser.post("/bulk/message", confirmed(shown))
    letters = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    assert {one.body for one in letters} == {
        "Dear Petra Vesely, <b>look</b>.", "Dear 苏念, <b>look</b>.", "Dear Jonas Weller, <b>look</b>.",
    }  # fmt: skip
    browser.post("/undo")
    assert set(db.session.scalars(select(Letter.state))) == {LetterState.CANCELLED}


def test_a_message_with_an_unknown_placeholder_is_refused_with_its_text_kept(browse, recruiter, tested):
    browser = browse(recruiter)
    page = preview(browser, "message", tested)
    typed = {"subject_en": "News", "body_en": "Dear {{ nickname }}"}
    refused = browser.post("/bulk/message", confirmed(page, **typed), expect=422)
    assert "nickname" in refused.text(".notice-bad")
    assert refused.form("#bulk-act")["body_en"].strip() == "Dear {{ nickname }}"


def test_all_found_by_the_filter_are_meant_when_said_so(browse, recruiter, opening):
    for number in range(4):
        make.an_application(opening, make.a_person(f"Wanted {number}"))
    make.an_application(opening, make.a_person("Somebody else"))
    browser = browse(recruiter)
    sent = {"all_found": "1", "found_text": "wanted", "found_opening": str(opening.id), "to": "next"}
    page = browser.post("/bulk/move/preview", sent, expect=200)
    assert page.heading == "Move 4 from Résumé screening to Online test"


def test_at_most_five_hundred_at_once(browse, recruiter, opening):
    many = {"chosen": [str(number) for number in range(501)], "to": "next", "next": "/applications"}
    browser = browse(recruiter)
    answer = browser.post("/bulk/move/preview", many)
    assert "At most 500 at once" in browser.follow(answer).text(".notice-bad")


def test_nobody_selected_is_said(browse, recruiter, app):
    browser = browse(recruiter)
    answer = browser.post("/bulk/move/preview", {"next": "/applications"})
    assert "nobody is selected" in browser.follow(answer).text(".notice-warn")


def test_what_is_out_of_reach_is_left_out(browse, tested):
    elsewhere = make.an_account(Role.RECRUITER, team=make.a_team("Another"))
    page = preview(browse(elsewhere), "move", tested, to="first interview")
    assert not page.all("[data-tick]") and "Nobody is left" in page.text("main")


def test_an_act_that_is_none_is_not_found(browse, recruiter, tested):
    preview(browse(recruiter), "promote", tested, expect=404)


def test_messages_are_written_once_however_often_their_preview_is_sent(browse, recruiter, tested):
    browser = browse(recruiter)
    typed = {"subject_en": "News", "body_en": "Dear {{ name }}, look."}
    shown = browser.post("/bulk/message", confirmed(preview(browser, "message", tested), **typed), expect=200)
    browser.post("/bulk/message", confirmed(shown))
    again = browser.follow(browser.post("/bulk/message", confirmed(shown)))
    assert "These messages were written already" in again.text(".notice-warn")
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 3
    anew = confirmed(preview(browser, "message", tested), **typed)
    browser.post("/bulk/message", confirmed(browser.post("/bulk/message", anew, expect=200)))
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 6
