"""The ladder is changed in a draft, tried for what it means, published; people are moved on purpose."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from careers import cases, deciding, ladder_drafts, ladders
from careers.defaults.ladder import LADDER
from careers.ladder_words import differences
from careers.models import LadderMove
from careers.queries import evidence, standings
from careers.queries import ladder as queries
from careers.queries.foreseen import foresee
from careers.rules import drafts
from careers.rules.plans import CompetencyPlan, LadderPlan, LevelPlan
from careers.rules.readiness import Asked
from careers.states import Meaning
from careers.states import RequirementKind as Kind
from core.db import db
from core.record import Entry
from people import employment as employments
from people.permissions import Role
from people.states import LeavingReason
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee
from tests.factories import a_team, an_account
from tests.statements import count_statements

SENIOR = {"en": "Senior specialist", "zh_Hans": "高级客服专员"}
EXPERT = {"en": "Expert", "zh_Hans": "专家"}


@pytest.fixture
def draft(employee, manager):
    return ladder_drafts.begin(actor=manager)


def level(plan, key):
    return ladder_drafts.level_in(plan, key)


def test_a_draft_keeps_a_ladder_as_it_is(app):
    assert drafts.plan_from(drafts.kept(LADDER)) == LADDER


def test_a_step_in_between_and_a_second_track_are_added(draft, manager):
    ladder_drafts.put_track(draft, None, EXPERT, actor=manager)
    key = ladder_drafts.add_level(
        draft, LevelPlan("", SENIOR, "service", "specialist"), takes_followers=True, actor=manager
    )
    coach = {"en": "Floor coach", "zh_Hans": "现场教练"}
    ladder_drafts.add_level(draft, LevelPlan("", coach, "expert", key), takes_followers=False, actor=manager)
    ladder_drafts.put_asked(draft, key, None, Asked(Kind.TIME_IN_LEVEL, months=6), actor=manager)
    version = ladder_drafts.publish(draft, actor=manager, reason=WHY)
    assert [(one.key, one.after, one.track) for one in version.levels] == [
        ("specialist", None, "service"), ("senior specialist", "specialist", "service"),
        ("floor coach", "senior specialist", "expert"), ("supervisor", "senior specialist", "service"),
        ("manager", "supervisor", "service"),
    ]  # fmt: skip
    assert queries.draft() is None and version.number == 2
    assert [one.reason for one in queries.published().values()] == [None, WHY]


def test_each_fault_is_said_at_its_field_and_changes_nothing(draft, manager):
    def refused(plan, field, match):
        with pytest.raises(ladders.LadderRefused, match=match) as refusal:
            ladder_drafts.add_level(draft, plan, takes_followers=False, actor=manager)
        assert refusal.value.field == field

    good = LevelPlan("", SENIOR, "service", "specialist")
    refused(replace(good, name={"en": "Senior"}), "name_zh_Hans", "both languages")
    refused(replace(good, name={"en": " supervisor", "zh_Hans": "新"}), "name_en", "has this name")
    refused(replace(good, track="nowhere"), "track", "tracks")
    refused(replace(good, after="nobody"), "after", "other levels")
    refused(replace(good, pay_grades=("A", "A")), "pay_grades", "once")
    refused(replace(good, duties=({"en": "Coach", "zh_Hans": ""},)), "duties_zh_Hans", "As many lines")
    circle = replace(level(LADDER, "specialist"), after="manager")
    with pytest.raises(ladders.LadderRefused, match="circle"):
        ladder_drafts.change_level(draft, circle, actor=manager)
    rated = Asked(Kind.COMPETENCIES, count=2, mark=Decimal(3))
    with pytest.raises(ladders.LadderRefused, match="names none"):
        ladder_drafts.put_asked(draft, "specialist", None, rated, actor=manager)
    finer = Asked(Kind.REVIEW_AVERAGE, count=3, mark=Decimal("80.125"))
    with pytest.raises(ladders.LadderRefused, match="At most 2 decimals") as refusal:
        ladder_drafts.put_asked(draft, "manager", None, finer, actor=manager)
    assert refusal.value.field == "mark"
    with pytest.raises(ladders.LadderRefused, match="have at most 2 decimals"):
        ladders.publish(
            LadderPlan((replace(level(LADDER, "specialist"), asks=(finer,)),), LADDER.tracks), actor=None
        )
    with pytest.raises(ladders.LadderRefused, match="asks for this already"):
        ladder_drafts.put_asked(draft, "manager", None, Asked(Kind.CERTIFICATE), actor=manager)
    assert ladder_drafts.plan_in(draft) == queries.plan_of(queries.newest())
    with pytest.raises(ladders.LadderRefused, match="Nothing differs"):
        ladder_drafts.publish(draft, actor=manager)


def test_a_level_that_is_held_stays_and_one_that_is_not_leaves_no_gap(draft, manager):
    with pytest.raises(ladders.LadderRefused, match="Somebody holds the level Specialist"):
        ladder_drafts.remove_level(draft, "specialist", actor=manager)
    ladder_drafts.remove_level(draft, "supervisor", actor=manager)
    assert level(ladder_drafts.plan_in(draft), "manager").after == "specialist"
    with pytest.raises(ladders.LadderRefused, match="no longer in the draft"):
        ladder_drafts.remove_level(draft, "supervisor", actor=manager)
    with pytest.raises(ladders.LadderRefused, match="A level belongs to this track"):
        ladder_drafts.remove_track(draft, "service", actor=manager)


def test_who_looked_at_an_older_draft_changes_nothing(draft, manager):
    seen = draft.version
    ladder_drafts.shift_level(draft, "manager", -1, actor=manager, seen=seen)
    db.session.commit()
    with pytest.raises(ladders.LadderRefused, match="Somebody else changed"):
        ladder_drafts.shift_level(draft, "manager", 1, actor=manager, seen=seen)
    assert [one.key for one in ladder_drafts.plan_in(draft).levels] == ["specialist", "manager", "supervisor"]
    assert ladder_drafts.begin(actor=manager) is draft


def test_a_page_of_a_draft_that_was_thrown_away_does_not_change_the_next(draft, manager):
    seen = draft.version
    ladder_drafts.discard(draft, actor=manager)
    after = ladder_drafts.begin(actor=manager)
    with pytest.raises(ladders.LadderRefused, match="Somebody else changed"):
        ladder_drafts.shift_level(after, "manager", -1, actor=manager, seen=seen)
    ladder_drafts.shift_level(after, "manager", -1, actor=manager, seen=after.version)
    assert after.version != seen


def test_a_draft_of_an_older_version_is_not_published(draft, manager):
    ladders.publish(replace(LADDER, levels=LADDER.levels[:2]), actor=None)
    ladder_drafts.remove_level(draft, "manager", actor=manager)
    with pytest.raises(ladders.LadderRefused, match="Version 2 came out"):
        ladder_drafts.publish(draft, actor=manager)
    ladder_drafts.discard(draft, actor=manager)
    assert queries.draft() is None


def test_a_manager_of_one_team_does_not_change_everybodys_ladder(employee):
    one = an_account(Role.MANAGER, team=a_team("Elsewhere"))
    with pytest.raises(ladders.LadderRefused, match="Your role does not allow it"):
        ladder_drafts.begin(actor=one)


def test_two_begin_at_once_and_there_is_one_draft(employee, manager, at_once):
    manager_id = manager.id

    def begin(_seen):
        ladder_drafts.begin(actor=db.session.get(type(manager), manager_id))

    assert at_once(lambda: None, begin, begin) == ["done", "done"]
    assert db.session.query(queries.LadderDraft).count() == 1


def test_differences_are_said_in_words(app):
    after = drafts.put_in(LADDER, LevelPlan("senior", SENIOR, "service", "specialist"), takes_followers=True)
    supervisor = level(after, "supervisor")
    asks = (Asked(Kind.TIME_IN_LEVEL, months=6), Asked(Kind.COACHED, count=2), *supervisor.asks[2:])
    changed = replace(supervisor, asks=asks, seats=4, competencies=supervisor.competencies[1:])
    after = replace(after, levels=tuple(changed if one is supervisor else one for one in after.levels))
    found = dict(differences(LADDER, after, {}))
    assert found["Senior specialist"] == ["The level is new: Service, after Specialist."]
    assert found["Supervisor"] == [
        "Follows the level: Specialist → Senior specialist",
        "Seats: none → 4",
        "Asks for: 6 months as Senior specialist (before: 12 months as Specialist)",
        "Asks for: 2 people coached",
        "No longer asks for: On duty and in good standing",
        "Competency: Time management is gone.",
    ]
    assert list(found) == ["Senior specialist", "Supervisor"]


@pytest.fixture
def easier(employee):
    """A version on which a supervisor needs nothing but to have served for a year, and the employee would
    be ready; who has just begun would not."""
    asked = (Asked(Kind.TIME_IN_LEVEL, months=12),)
    levels = [replace(one, asks=asked) if one.key == "supervisor" else one for one in LADDER.levels]
    return replace(LADDER, levels=tuple(levels))


def test_the_preview_says_who_would_become_ready_and_who_no_longer(employee, easier, manager):
    new = an_employee("Jonas Weller", on_duty_since=TODAY - timedelta(days=60))
    rows = [standings.row_of(one.id) for one in (employee, new)]
    found = {one.now.row.name: one for one in foresee(rows, ladders.unpublished(easier))}
    assert found["叶青禾"].meaning is Meaning.READY
    assert {asked.kind for asked, _found in found["叶青禾"].gone_gaps} >= {Kind.REVIEW_AVERAGE}
    assert found["Jonas Weller"].meaning is Meaning.OTHERWISE
    version = ladders.publish(easier, actor=manager)
    assert ladder_version(employee) == 1, "publishing moves nobody"
    ladders.move([employee], version, actor=manager, reason=WHY)
    stricter = ladders.unpublished(LADDER)
    [back] = foresee([standings.row_of(employee.id)], stricter)
    assert back.meaning is Meaning.NOT_READY
    assert Kind.REVIEW_AVERAGE in {asked.kind for asked, _found in back.new_gaps}
    assert db.session.query(LadderMove).count() == 1


def test_a_version_holds_from_the_day_after_it_was_published(employee, easier, manager):
    today = an_employee("Jonas Weller", on_duty_since=TODAY + timedelta(days=28))
    tomorrow = an_employee("Lou Meridian", on_duty_since=TODAY + timedelta(days=29))
    ladders.publish(easier, actor=manager)
    assert [ladder_version(one) for one in (employee, today, tomorrow)] == [1, 1, 2]


def ladder_version(employment):
    return queries.version_of(employment.id).number


def test_a_case_ends_on_the_version_on_which_it_was_opened(employee, easier, manager):
    case = cases.open_case(employee, "supervisor", WHY, actor=an_account(Role.MANAGER))
    ladders.move([employee], ladders.publish(easier, actor=manager), actor=manager, reason=WHY)
    assert ladder_version(employee) == 2 and standings.standing_of(employee.id).outlook.readiness == "now"
    cases.give_back(case, WHY, revision=case.revision, actor=manager)
    cases.edit(case, "Look at the summer peak.", revision=case.revision, actor=case.nominated_by)
    asked = len(LADDER.levels[1].asks)
    assert [len(one.lines["found"]) for one in evidence.evidence(case.id)] == [asked, asked]
    with pytest.raises(cases.CaseRefused, match="requirements are not met"):
        deciding.approve(case, deciding.Approval(TODAY), revision=case.revision, actor=manager)


def test_nobody_moves_themselves_or_to_a_version_without_their_level(employee, manager):
    own = account_of(employee, Role.MANAGER)
    version = ladders.publish(replace(LADDER, levels=LADDER.levels[:1]), actor=manager)
    with pytest.raises(ladders.LadderRefused, match="Somebody else moves you"):
        ladders.move([employee], version, actor=own, reason=WHY)
    holder = an_employee("宋晚晴", level="elsewhere")
    with pytest.raises(ladders.LadderRefused, match="does not have the level of 宋晚晴"):
        ladders.move([employee, holder], version, actor=manager, reason=WHY)


# Pages


def test_the_editor_is_walked_from_draft_to_publication(employee, manager, browse):
    visitor = browse(manager)
    visitor.post("/careers/ladder/drafts")
    draft_id = queries.draft().id
    here = f"/careers/ladder/drafts/{draft_id}"
    assert "Nothing differs." in visitor.get(here).text("[aria-labelledby=differences]")
    form = visitor.get(f"{here}/tracks/new").form()
    bad = visitor.post(f"{here}/tracks/new", {**form, "name_en": "Expert"}, expect=422)
    assert "A name in Chinese is needed." in bad.text("main")
    visitor.post(f"{here}/tracks/new", {**form, "name_en": "Expert", "name_zh_Hans": "专家"})
    form = visitor.get(f"{here}/levels/new").form()
    typed = {
        **form, "name_en": "Senior specialist", "name_zh_Hans": "高级客服专员", "track": "service",
        "after": "specialist", "takes_followers": "y", "seats": "x", "pay_grades": "S4， S5",
    }  # fmt: skip
    bad = visitor.post(f"{here}/levels/new", typed, expect=422)
    assert "This is not a whole number." in bad.text("main")
    assert bad.form()["name_en"] == "Senior specialist"
    page = visitor.follow(visitor.post(f"{here}/levels/new", {**typed, "seats": "6"}))
    assert page.heading == "Senior specialist" and "S4, S5" in page.text("main .page-head + .facts, dl.facts")
    senior = f"{here}/levels/senior specialist"
    form = visitor.get(f"{senior}/requirements/new?kind=review average").form()
    bad = visitor.post(
        f"{senior}/requirements/new?kind=review average", {**form, "count": "3", "mark": "850"}, expect=422
    )
    assert "From 0 to 100." in bad.text("main")
    page = visitor.follow(
        visitor.post(f"{senior}/requirements/new?kind=review average", {**form, "count": "3", "mark": "80.5"})
    )
    assert "Reviews of 80.5 on average, last 3 closed months" in page.text("[aria-labelledby=asks]")
    page = visitor.get(f"{here}/publication")
    assert "Would change otherwise" in page.text("main") and "叶青禾" in page.text(
        "section[aria-labelledby=meaning]"
    )
    assert "Senior specialist" in page.text("[aria-labelledby=differences]")
    done = visitor.follow(visitor.post(f"{here}/publication", {**page.form(), "reason": "A step between."}))
    assert "v2" in done.text(".page-head") and "A step between." in done.text("[aria-labelledby=versions]")
    assert "The level is new" in done.text("[aria-labelledby=differences]")
    visitor.get(here, expect=404)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_requirement_has_its_form(draft, manager, browse, kind):
    address = f"/careers/ladder/drafts/{draft.id}/levels/specialist/requirements/new?kind={kind.value}"
    page = browse(manager).get(address)
    form = page.form()
    filled = {"months": "3", "count": "2", "mark": "4", "key": first_choice(page)}
    sent = {name: filled.get(name, value) for name, value in form.items()}
    wanted = 422 if kind is Kind.COMPETENCIES else 302  # nothing is rated for a specialist
    browse(manager).post(address, sent, expect=wanted)
    if wanted == 302:
        [asked] = level(ladder_drafts.plan_in(queries.draft()), "specialist").asks
        assert asked.kind is kind
    if "months" in form or "count" in form:
        browse(manager).post(address, {**sent, **dict.fromkeys(("months", "count"), "")}, expect=422)


def first_choice(page):
    return next((one["value"] for one in page.all("select[name=key] option") if one["value"]), "")


def test_requirements_and_competencies_are_changed_and_removed(draft, manager, browse):
    visitor, here = browse(manager), f"/careers/ladder/drafts/{draft.id}/levels/supervisor"
    form = visitor.get(f"{here}/requirements/1").form()
    assert form["months"] == "12"
    visitor.post(f"{here}/requirements/1", {**form, "months": "18"})
    visitor.post(f"{here}/requirements/0/removal")
    form = visitor.get(f"{here}/competencies/fairness").form()
    visitor.post(f"{here}/competencies/fairness", {**form, "name_en": "Fair play"})
    form = visitor.get(f"{here}/competencies/new").form()
    new = {"name_en": "Coaching", "name_zh_Hans": "带教", "says_en": "Brings others on.", "says_zh_Hans": ""}
    bad = visitor.post(f"{here}/competencies/new", {**form, **new}, expect=422)
    assert "Say it in Chinese." in bad.text("main")
    visitor.post(f"{here}/competencies/new", {**form, **new, "says_zh_Hans": "能带出新人。"})
    visitor.post(f"{here}/competencies/accountability/removal")
    page = visitor.get(here)
    assert page.texts("[aria-labelledby=asks] li > span:first-child")[0] == "18 months as Specialist"
    names = [one.key for one in level(ladder_drafts.plan_in(queries.draft()), "supervisor").competencies]
    assert names[-1] == "coaching" and "accountability" not in names and len(names) == 5
    visitor.post(f"{here}/removal")
    assert "The level is gone." in visitor.get(f"/careers/ladder/drafts/{draft.id}").text("main")
    visitor.get(here, expect=404)


def test_what_is_called_new_does_not_stand_at_the_address_of_adding(draft, manager, browse):
    new = {"en": "New", "zh_Hans": "新"}
    key = ladder_drafts.add_level(draft, LevelPlan("", new, "service"), takes_followers=False, actor=manager)
    ladder_drafts.put_track(draft, None, new, actor=manager)
    visitor, here = browse(manager), f"/careers/ladder/drafts/{draft.id}"
    assert visitor.get(f"{here}/levels/{key}").heading == "New"
    assert visitor.get(f"{here}/tracks/new 2").form()["name_en"] == "New"


def test_people_are_moved_in_bulk_with_a_reason_that_is_kept(employee, easier, manager, browse):
    other = an_employee("Jonas Weller")
    ladders.publish(easier, actor=manager)
    visitor, here = browse(manager), "/careers/ladder/versions/2/moves"
    page = visitor.get(here)
    assert "would become ready" in page.text("section[aria-labelledby=people]")
    bad = visitor.post(here, {"chosen": [employee.id], "reason": " "}, expect=422)
    assert bad.has(f"input[name=chosen][value='{employee.id}'][checked]")
    assert "Tick whom to move" in visitor.post(here, {"reason": WHY}, expect=422).text("main")
    page = visitor.follow(visitor.post(here, {"chosen": [employee.id], "reason": WHY}))
    assert "叶青禾" not in page.text("section[aria-labelledby=people]") and "Jonas" in page.text("main")
    assert [ladder_version(one) for one in (employee, other)] == [2, 1]
    entry = db.session.query(Entry).filter_by(verb="moved to another ladder").one()
    assert (entry.reason, entry.details["before"], entry.details["number"]) == (WHY, 1, 2)
    assert "Moved to version 2 of the ladder" in visitor.get(f"/careers/people/{employee.id}").text("main")
    assert "Jonas Weller" in visitor.get(f"{here}?export=csv").response.get_data(as_text=True)


def test_nobody_is_moved_where_one_of_them_has_left(employee, easier, manager):
    left, version = an_employee("Jonas Weller"), ladders.publish(easier, actor=manager)
    employments.end(left, TODAY, LeavingReason.OWN_WISH, actor=manager)
    with pytest.raises(ladders.LadderRefused, match="Jonas Weller is not employed any more"):
        ladders.move([employee, left], version, actor=manager, reason=WHY)


def test_who_is_out_of_reach_is_neither_shown_nor_moved(employee, easier, browse):
    ladders.publish(easier, actor=None)
    stranger = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    here = "/careers/ladder/versions/2/moves"
    assert "叶青禾" not in stranger.get(here).html
    stranger.post(here, {"chosen": [employee.id], "reason": WHY}, expect=422)
    assert ladder_version(employee) == 1
    stranger.get("/careers/ladder/versions/9/moves", expect=404)


def test_moving_asks_as_much_for_many_as_for_few(employee, easier, manager, browse):
    ladders.publish(easier, actor=None)
    visitor, here = browse(manager), "/careers/ladder/versions/2/moves"
    visitor.get(here)
    with count_statements(db.engine) as few:
        visitor.get(here)
    for _one in range(6):
        an_employee(on_duty_since=date(2026, 1, 5))
    with count_statements(db.engine) as many:
        visitor.get(here)
    assert many.count == few.count


def test_a_competency_is_joined_by_its_key(draft, manager):
    made = CompetencyPlan(
        "", {"en": "Fairness", "zh_Hans": "公平公正"}, {"en": "Same rule.", "zh_Hans": "一视同仁。"}
    )
    with pytest.raises(ladders.LadderRefused, match="has this name"):
        ladder_drafts.put_competency(draft, "supervisor", made, actor=manager)
    ladder_drafts.put_competency(draft, "specialist", made, actor=manager)
    assert level(ladder_drafts.plan_in(draft), "specialist").competencies[0].key == "fairness"


def test_what_a_one_and_a_five_look_like_is_said_in_both_languages_or_not_at_all(draft, manager, browse):
    visitor = browse(manager)
    path = f"/careers/ladder/drafts/{draft.id}/levels/supervisor/competencies/fairness"
    page = visitor.get(path)
    sent = {field["name"]: field.get("value") or field.get_text(strip=True)
            for field in page.all("main form.panel input[name], main form.panel textarea[name]")}  # fmt: skip
    assert "favourites" in sent["low_en"] and "亲疏" in sent["low_zh_Hans"]
    refused = visitor.post(path, {**sent, "high_zh_Hans": ""}, expect=422)
    assert "Say in both languages what the rating looks like." in refused.text("main form.panel")
    visitor.post(path, {**sent, "low_en": "", "low_zh_Hans": "", "high_en": "Asked for as a judge."})
    made = next(
        one for one in level(ladder_drafts.plan_in(draft), "supervisor").competencies if one.key == "fairness"
    )
    assert (made.low, made.high["en"]) == ({}, "Asked for as a judge.")
    version = ladder_drafts.publish(draft, actor=manager, reason=WHY)
    kept = next(one for one in version.level("supervisor").competencies if one.key == "fairness")
    assert [mark for mark, _words in kept.anchors] == [3, 5]
    assert queries.plan_of(version).levels[1].competencies[-1] == made


def test_whoever_rates_reads_what_a_one_a_three_and_a_five_look_like(employee, manager, browse):
    case = cases.open_case(employee, "supervisor", WHY, actor=manager)
    rater = an_account(Role.TRAINER)
    made = cases.ask(case, rater, actor=manager)
    page = browse(rater).get(f"/careers/assessments/{made.id}")
    fairness = page.all("main fieldset")[-1]
    assert [one.get_text(strip=True) for one in fairness.select("dt")] == ["1", "3", "5"]
    assert "Has favourites" in fairness.select("dd")[0].get_text()
    rater.language = "zh_Hans"
    page = browse(rater).get(f"/careers/assessments/{made.id}")
    assert "有亲疏之分" in page.all("main fieldset")[-1].select("dd")[0].get_text()
