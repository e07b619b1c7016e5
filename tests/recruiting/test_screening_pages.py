"""The pages of screening: sets and their editor, and the sheet of one application."""

import pytest
from sqlalchemy import select

from core.db import db
from people.permissions import Role
from recruiting import interviewing, pipeline, screening_sets
from recruiting.models import Candidate, ScreeningAnswer, ScreeningVersion
from recruiting.queries import screening as answers
from recruiting.queries import screening_sets as queries
from recruiting.queries import standing
from recruiting.states import AnsweredFrom
from tests import factories as make
from tests.recruiting.screening import GOOD_MARK, asked_of, screened, set_of


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def visit(opening):
    return make.an_application(opening, make.a_person("Amara Okafor"))


def sheet(visit):
    return f"/applications/{visit.application_id}/screening"


def editor(opening):
    return f"/screening-sets/{set_of(opening).id}/edit"


# Reading


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_page_can_be_read_in_both_languages(browse, visit, opening, language):
    mine = browse(make.an_account(Role.RECRUITER, language=language))
    screened(visit, shifts="no")
    found = set_of(opening).id
    for path in (
        "/screening-sets", f"/screening-sets/{found}", f"/screening-sets/{found}/edit", sheet(visit),
        f"/applications/{visit.application_id}", f"/openings/{opening.id}/settings", "/review-queue",
    ):  # fmt: skip
        assert mine.get(path).has("main h1")


def test_the_page_of_an_application_gets_the_points_once_it_is_there(browse, visit):
    screened(visit, shifts="no")
    mine = browse(make.an_account(Role.RECRUITER))
    place = mine.get(f"/applications/{visit.application_id}").one("[aria-labelledby=screening]")
    assert place["data-part"] == place.select_one("a")["href"] == sheet(visit)
    part = mine.client.get(sheet(visit), headers={"HX-Request": "true"}).get_data(as_text=True)
    assert part.strip().startswith("<section") and "Cannot work the shifts" in part and "topbar" not in part


def test_who_owes_a_scorecard_is_not_given_the_points(browse, visit, recruiter):
    screened(visit)
    both = make.an_account(Role.RECRUITER, Role.INTERVIEWER)
    interview = make.a_stage(visit, "first interview")
    pipeline.move(visit, interview, actor=recruiter, reason="The desk is empty.", override=True)
    interviewing.ask(standing.latest_visit(visit.application_id), both, actor=recruiter)
    part = browse(both).client.get(sheet(visit), headers={"HX-Request": "true"})
    assert part.get_data(as_text=True).strip() == ""


def test_the_list_names_every_set_with_its_version_and_how_many_answered(page, visit):
    screened(visit)
    rows = page.get("/screening-sets").texts("tbody tr")
    assert rows[0].startswith("Global marketplace specialist role profile v1 8 1")
    assert len(rows) == 3


def test_the_questions_can_be_taken_away(page, opening):
    text = page.get("/screening-sets/export.csv").response.get_data(as_text=True)
    assert "Can you work the shifts" in text and "您能否接受轮班" in text and "Cannot work the shifts" in text
    assert page.get("/screening-sets/export.xlsx").status == 200


def test_an_earlier_version_can_still_be_read(page, opening, recruiter):
    drafts = screening_sets.drafts(queries.newest_for(opening))
    screening_sets.publish(set_of(opening), drafts[:2], actor=recruiter)
    path = f"/screening-sets/{set_of(opening).id}"
    assert len(page.get(path).all("main .stack > section")) == 2
    old = page.get(f"{path}?version=1")
    assert "An earlier version" in old.text(".notice-now") and len(old.all("main .stack > section")) == 8
    page.get(f"{path}?version=9", expect=404)
    page.get(f"{path}?version={'9' * 30}", expect=404)


def test_the_sheet_says_what_each_answer_brings_and_why(page, visit):
    screened(visit, shifts="no")
    shown = page.get(sheet(visit))
    row = next(one for one in shown.texts("tbody tr") if "years have you worked" in one)
    assert row.endswith("2 (From two years) 80 2 14.5")  # 2 × 80 ÷ 11
    assert "An answer proposes to reject" in shown.text(".notice-warn")
    assert "Cannot work the shifts" in shown.text(".notice-warn")
    text = next(one for one in shown.texts("tbody tr") if "third time" in one)
    assert text.endswith("n/a no points")


def test_who_owes_a_scorecard_sees_no_points_yet(browse, visit):
    from_screening = screened(visit)
    reader = make.an_account(Role.MANAGER)
    assert "Points per answer" in browse(reader).get(sheet(from_screening)).text("main")


# Answering


def sent(page, visit, **by_key):
    form = page.get(sheet(visit)).form('main form[action$="/screening"]')
    questions = asked_of(visit)
    return form | {f"answer_{questions[key].id}": value for key, value in by_key.items()}


def option(visit, key, option_key):
    return str(next(one.id for one in asked_of(visit)[key].options if one.key == option_key))


def test_answers_are_filled_in_from_the_background_and_saved_as_such(page, visit):
    db.session.add(Candidate(person_id=visit.application.person_id, evening_shift=True, service_years=4))
    shown = page.get(sheet(visit))
    assert "2 answers are filled in from the background" in shown.text("main")
    page.post(sheet(visit), sent(page, visit, **{"typing speed": "62,5"}))
    kept = {one.answered_from: one for one in db.session.scalars(select(ScreeningAnswer))}
    assert len(db.session.scalars(select(ScreeningAnswer)).all()) == 3
    assert set(kept) == {AnsweredFrom.BACKGROUND, AnsweredFrom.RECRUITER}
    assert str(kept[AnsweredFrom.RECRUITER].value) == "62.50"


def test_what_is_no_number_is_said_under_its_question_and_everything_typed_is_kept(page, visit):
    words = {"typing speed": "fast", "reply to a buyer": "I am sorry for the wait."}
    shown = page.post(sheet(visit), sent(page, visit, **words), expect=422)
    number = asked_of(visit)["typing speed"].id
    assert "This is not a number" in shown.text(f"#answer_{number}-error")
    assert shown.one(f"#answer_{number}")["value"] == "fast"
    assert "sorry for the wait" in shown.text("main form textarea")
    assert answers.answered(visit.application).sheet is None
    shown = page.post(sheet(visit), sent(page, visit, **{"typing speed": "-3"}), expect=422)
    assert "A number from 0" in shown.text(f"#answer_{number}-error")


def test_the_second_of_two_who_save_is_told(page, visit):
    first = sent(page, visit, shifts=option(visit, "shifts", "yes"))
    page.post(sheet(visit), first)
    shown = page.post(sheet(visit), first | {f"answer_{asked_of(visit)['shifts'].id}": ""}, expect=422)
    assert "Somebody else answered" in shown.text(".notice-bad")
    page.post(sheet(visit), {key: value for key, value in first.items() if key != "seen"}, expect=422)


def test_the_score_is_let_stand_and_then_shown_as_the_result(page, visit, recruiter):
    screened(visit, actor=recruiter)
    path = f"{sheet(visit)}/confirmation"
    shown = page.follow(page.post(path, page.get(sheet(visit)).form(f'form[action="{path}"]')))
    assert "79.5 stands as the result." in shown.text("main")
    assert standing.visit(visit.id).mark == GOOD_MARK
    again = page.follow(page.post(path))
    assert "This is the result that stands already" in again.text(".notice-bad")


def test_a_manager_reads_and_answers_nothing(browse, visit):
    mine = browse(make.an_account(Role.MANAGER))
    assert not mine.get(sheet(visit)).has("main form")
    mine.post(sheet(visit), {}, expect=403)


def test_what_is_out_of_reach_is_not_there(browse, visit, opening):
    elsewhere = browse(make.an_account(Role.RECRUITER, team=make.a_team("Other")))
    own = screening_sets.begin_for_opening(opening, actor=None)
    elsewhere.get(sheet(visit), expect=404)
    elsewhere.post(sheet(visit), {}, expect=404)
    elsewhere.post(f"{sheet(visit)}/confirmation", expect=404)
    elsewhere.post(f"/openings/{opening.id}/screening-set", expect=404)
    elsewhere.post(f"/openings/{opening.id}/blind-review", expect=404)
    elsewhere.get(f"/screening-sets/{own.id}", expect=404)
    elsewhere.get(f"/screening-sets/{own.id}/edit", expect=404)
    assert len(elsewhere.get("/screening-sets").all("tbody tr")) == 3


# The editor


def test_a_changed_question_is_published_as_the_next_version(page, opening):
    form = page.get(editor(opening)).form("main form[data-keep]")
    shown = page.follow(page.post(editor(opening), form | {"questions-0-weight": "5"}))
    assert "Version 2 is published." in shown.text(".notice-good")
    newest = queries.newest_for(opening)
    assert (newest.number, newest.questions[0].weight, newest.questions[0].key) == (2, 5, "shifts")
    assert [one.key for one in newest.questions[1].options] == ["fluent", "good", "basic", "none"]


def test_what_is_sent_untouched_publishes_nothing(page, opening):
    form = page.get(editor(opening)).form("main form[data-keep]")
    assert "Nothing differs" in page.follow(page.post(editor(opening), form)).text(".notice-now")
    assert len(db.session.scalars(select(ScreeningVersion)).all()) == 3


def test_a_question_is_added_moved_to_the_front_and_another_left_out(page, opening):
    form = page.get(editor(opening)).form("main form[data-keep]")
    shown = page.post(editor(opening), form | {"add": "choice"}, expect=200)
    assert len(queries.newest_for(opening).questions) == 8  # adding alone publishes nothing
    form = shown.form("main form[data-keep]") | {
        "questions-8-place": "0",
        "questions-8-prompt_en": "Which office software do you use?",
        "questions-8-prompt_zh_Hans": "您使用哪种办公软件？",
        "questions-8-job_related_en": "Reports are written in it.",
        "questions-8-job_related_zh_Hans": "报表用它编写。",
        "questions-8-weight": "1",
        "questions-8-options-0-label_en": "Excel",
        "questions-8-options-0-label_zh_Hans": "Excel",
        "questions-8-options-0-points": "100",
        "questions-8-options-1-label_en": "None",
        "questions-8-options-1-label_zh_Hans": "不用",
        "questions-8-options-1-points": "0",
        "questions-7-removed": "y",
    }
    page.post(editor(opening), form)
    newest = queries.newest_for(opening)
    assert [one.key for one in newest.questions][:2] == ["which office software do you use", "shifts"]
    assert len(newest.questions) == 8 and "reply to a buyer" not in [one.key for one in newest.questions]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("questions-0-prompt_en", "How old are you?", "asks about age"),
        ("questions-0-prompt_zh_Hans", "您结婚了吗？", "asks about marriage, children or pregnancy"),
        ("questions-2-options-0-label_en", "Local hukou", "origin or household registration"),
        ("questions-0-job_related_en", "", "why the work needs to know"),
        ("questions-0-reason", "", "A person decides"),
        ("questions-0-weight", "heavy", "This is not a number"),
        ("questions-3-options-1-at_least", "-1", "0 or more"),
        ("questions-5-place", "first", "This is not a whole number"),
    ],
)
def test_a_refused_question_keeps_what_was_typed_and_says_why_under_its_field(
    page, opening, field, value, said
):
    form = page.get(editor(opening)).form("main form[data-keep]")
    shown = page.post(editor(opening), form | {field: value, "questions-1-weight": "7"}, expect=422)
    assert said.lower() in shown.text(".notice-bad").lower()
    assert said.lower() in shown.text(f"#{field}-error").lower()
    assert shown.one("#questions-1-weight")["value"] == "7"
    assert queries.newest_for(opening).number == 1


def test_the_refusal_is_said_in_chinese_to_who_reads_chinese(browse, opening):
    mine = browse(make.an_account(Role.RECRUITER, language="zh_Hans"))
    form = mine.get(editor(opening)).form("main form[data-keep]")
    shown = mine.post(editor(opening), form | {"questions-0-prompt_zh_Hans": "您多大年纪？"}, expect=422)
    assert "受法律保护" in shown.text("#questions-0-prompt_zh_Hans-error")


def test_an_opening_asks_its_own_questions(page, opening):
    page.post(f"/openings/{opening.id}/screening-set")
    assert "Questions of this opening v1" in page.get(f"/openings/{opening.id}/settings").text("main")
    again = page.follow(page.post(f"/openings/{opening.id}/screening-set"))
    assert "questions of its own already" in again.text(".notice-bad")


def test_who_recruits_for_one_team_cannot_change_what_every_team_asks(browse, opening):
    mine = browse(make.an_account(Role.RECRUITER, team=opening.team))
    assert "Edit…" not in mine.get(f"/screening-sets/{set_of(opening).id}").text("main")
    form = mine.get(editor(opening)).form("main form[data-keep]")
    shown = mine.post(editor(opening), form | {"questions-0-weight": "5"}, expect=422)
    assert "Your role does not allow it" in shown.text(".notice-bad")
