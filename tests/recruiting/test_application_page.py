"""The page of one application: who, where, what next and on whom, and the whole record in words."""

import ast
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core import clock
from core.i18n import speaking
from people.permissions import Role
from recruiting import candidates, closing, interviewing, notes, pipeline, results, telling, undoing
from recruiting.queries import candidates as candidate_queries
from recruiting.states import Audience, Status
from recruiting.telling import SENTENCES
from recruiting.words import word
from tests import factories as make
from tests.recruiting import scoring, walking

CODE = Path(telling.__file__).parent


def address(visit):
    return f"/applications/{visit.application_id}"


def ago(days):
    return clock.at(clock.now() - timedelta(days=days))


# Who this is and what is next


def test_the_page_says_who_where_how_long_and_on_whom(browse, recruiter):
    person = make.a_person("林知夏", language="zh_Hans")
    person.latin_name = "Lin Zhixia"
    with ago(3):
        visit = make.an_application(make.an_opening(), person)
    page = browse(recruiter).get(address(visit))
    assert page.heading == "林知夏 Lin Zhixia"
    assert "You" in page.text(".page-head .row-gap")
    assert page.text(".next-line").startswith("Next: Decide.")
    steps = page.texts("[aria-label=Stages] li")
    assert steps[0].startswith("Résumé screening") and "3 days" in steps[0]
    assert "next" in steps[1]
    assert len(steps) == 7


def test_each_wait_leads_to_where_it_is_ended(browse, recruiter):
    page = browse(recruiter)
    opening = make.an_opening()
    for stage, way_out in {
        "online test": "/result",
        "first interview": "/interview",
        "background check": "/check",
    }.items():
        visit = make.an_application(opening, stage=stage)
        link = page.get(address(visit)).one(".next-line a")
        assert way_out in link["href"] and page.get(link["href"]).status == 200


def test_an_offer_in_sight_shows_its_own_way_on(browse, recruiter):
    page = browse(recruiter)
    visit = walking.sent(recruiter)
    shown = page.get(address(visit))
    assert shown.one("[data-action=a]")["href"] == f"{address(visit)}/offer"
    assert "version 1, out" in shown.text("[aria-labelledby=about]")


@pytest.mark.parametrize("end", ["held", "rejected", "hired"])
def test_the_page_offers_what_can_be_done_in_each_state(browse, recruiter, end):
    if end == "hired":
        visit = walking.hired(recruiter)
    else:
        visit = make.an_application()
        if end == "held":
            pipeline.hold(visit, actor=recruiter, reason=make.WHY)
        else:
            make.rejected(visit)
    actions = " ".join(browse(recruiter).get(address(visit)).texts(".page-actions a, .page-actions button"))
    wanted = {"held": "Resume", "rejected": "Reinstate…", "hired": "Hire and first day…"}[end]
    assert wanted in actions
    assert "Advance" not in actions and "Reject…" not in actions


def test_a_missing_result_makes_advancing_a_question_of_why(browse, recruiter):
    visit = make.an_application(stage="online test")
    page = browse(recruiter).get(address(visit))
    assert page.one("[data-action=a]").name == "a"
    assert "has no result yet" in page.text(".next-line")
    make.a_result(visit, 95)
    assert browse(recruiter).get(address(visit)).one("[data-action=a]").name == "form"


# Who may see what


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.TRAINER, Role.EMPLOYEE])
def test_who_has_nothing_to_do_with_selection_gets_no_page(browse, role):
    browse(make.an_account(role)).get(address(make.an_application()), expect=403)


def test_a_manager_sees_the_own_team_without_contact_details(browse):
    team = make.a_team()
    visit = make.an_application(make.an_opening(team=team))
    page = browse(make.an_account(Role.MANAGER, team=team)).get(address(visit))
    about = page.text("[aria-labelledby=about]")
    assert "Contact" not in about and "Correct" not in about
    browse(make.an_account(Role.MANAGER, team=make.a_team("Other"))).get(address(visit), expect=404)


def test_a_note_for_oneself_is_nobody_elses(browse, recruiter):
    visit = make.an_application()
    page = browse(recruiter)
    page.post(f"{address(visit)}/notes", {"body": "Ask about nights.", "audience": "private"})
    page.post(f"{address(visit)}/notes", {"body": "Speaks Turkish too."})
    assert "Ask about nights." in page.get(address(visit)).text("[aria-labelledby=notes]")
    theirs = browse(make.an_account(Role.RECRUITER)).get(address(visit)).text("[aria-labelledby=notes]")
    assert "Ask about nights." not in theirs and "Speaks Turkish too." in theirs


def test_who_owes_a_scorecard_sees_no_mark_before_the_own(browse, recruiter):
    both = make.an_account(Role.RECRUITER, Role.INTERVIEWER)
    visit = make.an_application(stage="first interview")
    own = interviewing.ask(visit, both, actor=recruiter)
    other = interviewing.ask(visit, scoring.an_interviewer(name="First Rater"), actor=recruiter)
    scoring.submit(other, 5)
    page = browse(both)
    before = page.get(address(visit))
    assert "You are asked for a scorecard" in before.text("[aria-labelledby=scorecards]")
    assert "First Rater sent a scorecard" not in before.text("[aria-labelledby=record]")
    scoring.submit(own, 3)
    after = page.get(address(visit))
    assert "First Rater sent a scorecard" in after.text("[aria-labelledby=record]")
    assert "First Rater" in after.text("[aria-labelledby=scorecards]")


# The record


def a_long_way(visit, recruiter):
    """Back and forth, noted, held, undone and ended."""
    test = pipeline.advance(visit, actor=recruiter)
    results.enter(test, mark=Decimal(90), comment="", actor=recruiter)
    interview = pipeline.advance(test, actor=recruiter)
    again = pipeline.move(interview, test.stage, actor=recruiter, reason="The test was another's.")
    pipeline.hold(again, actor=recruiter, reason="Away until Monday.")
    pipeline.resume(again, actor=recruiter, batch="a slip")
    undoing.undo("a slip", actor=recruiter)
    pipeline.resume(walking.fresh(again), actor=recruiter)
    team = {"audience": Audience.TEAM, "colleagues": candidate_queries.colleagues()}
    notes.write(visit.application, "Very quick.", **team, actor=recruiter)
    candidates.show_contact(visit.application, actor=recruiter)
    make.rejected(walking.fresh(again))
    closing.reinstate(walking.fresh(again), actor=recruiter, reason="Mistaken for somebody else.")


def test_the_record_reads_as_sentences_newest_first(browse):
    recruiter = make.an_account(Role.RECRUITER, name="Shen Yue")
    visit = make.an_application()
    a_long_way(visit, recruiter)
    lines = browse(recruiter).get(address(visit)).texts(".record > li")
    assert "Shen Yue reinstated the application" in lines[0]
    assert "Mistaken for somebody else." in lines[0] and "by hand" in lines[0]
    assert any("Shen Yue sent back" in line and "The test was another's." in line for line in lines)
    assert any("Shen Yue undid the last change" in line and "correction" in line for line in lines)
    assert "added the application" in lines[-1]


def test_a_move_names_the_stages_it_led_from_and_to(browse, recruiter):
    visit = make.an_application()
    pipeline.advance(visit, actor=recruiter)
    line = browse(recruiter).get(address(visit)).texts(".record > li")[0]
    assert line.endswith("moved on Résumé screening Online test by hand")


def test_a_long_record_is_paged_without_losing_an_entry(browse, recruiter, monkeypatch):
    monkeypatch.setattr("recruiting.queries.application_page.PAGE", 4)
    visit = make.an_application()
    a_long_way(visit, recruiter)
    page, seen = browse(recruiter), []
    here = page.get(address(visit))
    while True:
        seen += here.texts(".record > li")
        earlier = [a for a in here.all("[aria-labelledby=record] .panel-foot a") if "before=" in a["href"]]
        if not earlier:
            break
        here = page.get(earlier[0]["href"])
    monkeypatch.undo()
    assert seen == page.get(address(visit)).texts(".record > li")
    assert len(seen) == 13


def test_every_sentence_can_be_read_in_chinese(app):
    with speaking("zh_Hans"):
        said = {verb: str(sentence) for verb, (_icon, _tone, sentence) in SENTENCES.items()}
    assert {verb: one for verb, one in said.items() if not any(ord(letter) > 0x2E80 for letter in one)} == {}


def spoken(path):
    """The texts written in a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_every_sentence_tells_of_something_that_a_verb_does():
    verbs = set().union(*(spoken(path) for path in CODE.glob("*.py") if path.name != "telling.py"))
    assert set(SENTENCES) - verbs == set()


TELLS_OF_APPLICATIONS = (
    "applications", "bulk", "candidates", "closing", "consents", "hiring", "interviewing", "marking", "notes",
    "migrating", "offers", "pipeline", "preboarding", "results", "rule_runs", "scoring", "undoing",
)  # fmt: skip


def test_whatever_a_verb_records_about_an_application_has_a_sentence():
    recorded = set()
    for name in TELLS_OF_APPLICATIONS:
        for node in ast.walk(ast.parse((CODE / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"record", "_tell", "history.tell"}:
                first = node.args[0]
                recorded |= {first.value} if isinstance(first, ast.Constant) else set()
    assert len(recorded) > 20
    assert recorded - set(SENTENCES) == set()


# As it stood on a past day


def test_a_past_day_shows_stage_state_and_record_as_they_were(browse, recruiter):
    with ago(10):
        visit = make.an_application()
    with ago(5):
        pipeline.advance(visit, actor=recruiter)
    with ago(2):
        make.rejected(walking.fresh(visit))
    page, today = browse(recruiter), clock.today()
    for days, stage, status in ((8, "Résumé screening", "active"), (4, "Online test", "active"),
                                (1, "Online test", word(Status.REJECTED))):  # fmt: skip
        then = page.get(f"{address(visit)}?as_of={today - timedelta(days=days)}")
        assert then.text("[aria-label=State]").split() == f"Stage {stage} State {status}".split()
        assert not then.has("main form[method=post]")
    first = page.get(f"{address(visit)}?as_of={today - timedelta(days=8)}")
    assert len(first.texts(".record > li")) == 1


def test_before_it_began_there_was_nothing(browse, recruiter):
    visit = make.an_application()
    long_ago = clock.today() - timedelta(days=20)
    page = browse(recruiter).get(f"{address(visit)}?as_of={long_ago}")
    assert "did not exist yet" in page.text("[aria-label=State]")
    assert page.texts(".record > li") == []


def test_a_day_that_is_none_or_still_to_come_shows_today(browse, recruiter):
    visit = make.an_application()
    for day in ("nonsense", clock.today() + timedelta(days=1)):
        assert browse(recruiter).get(f"{address(visit)}?as_of={day}").has(".next-line")
