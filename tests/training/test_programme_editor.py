"""A programme is changed in a draft, looked at, and published as its next version; nothing there changes."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D

import pytest

from assessment import queries as assessment
from assessment import rubrics
from core import clock
from core.db import db
from people.permissions import Role
from tests.at_once import DONE
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, a_cohort, a_trainee, a_trainer, noon
from training import duty_policies, exam_policies, materials, nesting_policies, programmes
from training import programme_drafts as drafts
from training.defaults import rubrics as default_rubrics
from training.defaults.programme import PLAN
from training.models import ProgrammeDraft
from training.plans import ExamPlan, ModulePlan, ProgrammeRefused, plan_of
from training.programme_words import differences
from training.queries import duty, exams, nesting, practicals
from training.queries import programmes as queries
from training.states import Delivery, ExamKind

WHY = "Refunds are asked about most."
CHATS = ModulePlan(
    "", {"en": "Chats at peak", "zh_Hans": "高峰会话"}, {"en": "Three at once.", "zh_Hans": "同时三个。"},
    D("4.5"), Delivery.PRACTICE, needs=("workflow",),
)  # fmt: skip
QUEUES = [{"en": "Queues", "zh_Hans": "排队"}, {"en": "Breaks", "zh_Hans": "休息"}]
MARKET = {"en": "Marketplace onboarding", "zh_Hans": "平台入职培训"}


@pytest.fixture(autouse=True)
def _now(app):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        yield


@pytest.fixture
def trainer(app):
    return a_trainer()


@pytest.fixture
def cohort(trainer):
    return a_cohort(trainer, code="November")


@pytest.fixture
def programme(cohort):
    return cohort.programme_version.programme


@pytest.fixture
def draft(programme, trainer):
    return drafts.begin(programme, actor=trainer)


def module(draft, key):
    return drafts.module_in(drafts.plan_in(draft), key)


def keys(draft):
    return [one.key for one in drafts.plan_in(draft).modules]


def put(draft, key, changed):
    topics = [one.name for one in changed.topics]
    drafts.put_module(draft, key, changed, topics)


def refused(deed, field, match=None):
    with pytest.raises(ProgrammeRefused, match=match) as refusal:
        deed()
    assert refusal.value.field == field


def test_a_draft_keeps_the_newest_version_as_it_is_and_is_there_once(draft, programme, trainer):
    assert drafts.plan_in(draft) == PLAN
    assert drafts.begin(programme, actor=trainer).id == draft.id


def test_what_is_published_is_the_next_version_and_leaves_cohorts_where_they_are(
    draft, programme, cohort, trainer
):
    drafts.put_module(draft, None, CHATS, QUEUES)
    assert keys(draft)[-1] == "chats at peak"
    drafts.shift_module(draft, "chats at peak", -3)
    put(draft, "culture", replace(module(draft, "culture"), hours=D(4)))
    drafts.put_frame(draft, 4)
    version = drafts.publish(draft, actor=trainer, reason=WHY)
    assert (version.number, version.weeks) == (2, 4)
    assert plan_of(queries.newest(programme.id)).hours == D("92.5")
    assert plan_of(queries.version(cohort.programme_version_id)) == PLAN
    assert db.session.query(ProgrammeDraft).count() == 0
    assert a_cohort(a_trainer(), starts_on=MONDAY).programme_version_id == version.id


def test_a_rubric_that_an_exam_names_is_carried_over_to_the_next_version(draft, programme, trainer):
    rubric = assessment.newest_rubric(default_rubrics.KEY)
    exam = drafts.exam_in(drafts.plan_in(draft), "practical")
    drafts.put_exam(draft, "practical", replace(exam, rubric_version_id=rubric.id))
    drafts.publish(draft, actor=trainer)
    newer = rubrics.publish(
        default_rubrics.KEY, default_rubrics.NAME, default_rubrics.CRITERIA, now=clock.now(), actor=None
    )
    again = drafts.begin(programme, actor=trainer)
    drafts.put_frame(again, 5)
    third = drafts.publish(again, actor=trainer)
    [_theory, practical] = queries.version(third.id).exams
    assert practicals.rubric_of(practical).id == rubric.id != newer.id


def test_a_rubric_that_is_not_there_or_of_a_theory_exam_is_refused(draft):
    theory, practical = drafts.plan_in(draft).exams
    refused(lambda: drafts.put_exam(draft, "practical", replace(practical, rubric_version_id=9999)), "rubric")
    rubric = assessment.newest_rubric(default_rubrics.KEY).id
    refused(
        lambda: drafts.put_exam(draft, "theory", replace(theory, rubric_version_id=rubric)),
        "rubric",
        "no practical exam",
    )


def test_a_module_that_is_gone_leaves_its_needs_to_what_needed_it(draft):
    drafts.remove_module(draft, "workflow")
    assert module(draft, "communication").needs == ("platform",)
    assert module(draft, "problems").needs == ("platform", "communication")
    assert all("workflow" not in one.covers for one in drafts.plan_in(draft).exams)
    assert list(drafts.obstacles(draft)) == []
    refused(lambda: drafts.remove_module(draft, "workflow"), None, "no longer in the draft")


def test_a_module_may_stand_before_what_it_needs_but_is_not_published_there(draft, trainer):
    drafts.shift_module(draft, "communication", -4)
    assert keys(draft)[0] == "communication"
    refused(lambda: drafts.publish(draft, actor=trainer), None, "Move it down")
    drafts.shift_module(draft, "communication", 99)
    assert keys(draft)[-1] == "communication"


def test_without_an_exam_that_the_policy_asks_for_nothing_is_published(draft, programme, trainer):
    drafts.remove_exam(draft, "practical")
    [why] = drafts.obstacles(draft)
    assert "“practical”" in why
    refused(lambda: drafts.publish(draft, actor=trainer), None, "nobody would come on duty")
    with pytest.raises(ProgrammeRefused, match="nobody would come on duty"):
        programmes.publish(programme, drafts.plan_in(draft), now=clock.now(), actor=trainer)
    assert queries.newest_number(programme.id) == 1


def test_a_topic_that_keeps_its_name_in_one_language_stays_the_same_topic(draft):
    named = [one.name for one in module(draft, "culture").topics]
    named[0] = {**named[0], "en": "Values"}
    named[1] = {"en": "New here", "zh_Hans": "新来的"}
    drafts.put_module(draft, "culture", module(draft, "culture"), named)
    assert [one.key for one in module(draft, "culture").topics] == ["values", "new here", "rules"]


def test_the_key_of_a_module_or_exam_that_ever_was_is_not_given_to_another(draft, programme, trainer):
    drafts.remove_module(draft, "teamwork")
    drafts.publish(draft, actor=trainer)
    again = drafts.begin(programme, actor=trainer)
    drafts.put_module(again, None, replace(CHATS, name={"en": "Teamwork", "zh_Hans": "团队合作"}), [])
    assert keys(again)[-1] == "teamwork 2"
    voice = ExamPlan("", ExamKind.THEORY, {"en": "Theory", "zh_Hans": "语音考试"}, ("culture",))
    drafts.put_exam(again, None, voice)
    assert drafts.plan_in(again).exams[-1].key == "theory 2"


def test_an_exam_stays_of_its_kind(draft):
    [theory, _practical] = drafts.plan_in(draft).exams
    drafts.put_exam(draft, "theory", replace(theory, kind=ExamKind.PRACTICAL, covers=("systems", "culture")))
    assert drafts.plan_in(draft).exams[0] == replace(theory, covers=("culture", "systems"))


def test_faults_are_said_at_their_field_and_change_nothing(draft):
    good = module(draft, "culture")
    for changed, field in (
        (replace(good, name={"en": "Culture", "zh_Hans": " "}), "name_zh_Hans"),
        (replace(good, name=module(draft, "platform").name), "name_en"),
        (replace(good, summary={"en": "", "zh_Hans": "某"}), "summary_en"),
        (replace(good, hours=D("0.3")), "hours"),
        (replace(good, hours=D(500)), "hours"),
        (replace(good, needs=("culture",)), "needs"),
    ):
        refused(lambda changed=changed: put(draft, "culture", changed), field)
    for topics, field in (
        ([{"en": "Only", "zh_Hans": ""}], "topics_zh_Hans"),
        ([QUEUES[0], QUEUES[0]], "topics_en"),
    ):
        refused(lambda topics=topics: drafts.put_module(draft, "culture", good, topics), field)
    exam = drafts.plan_in(draft).exams[0]
    refused(lambda: drafts.put_exam(draft, "theory", replace(exam, covers=())), "covers")
    refused(lambda: drafts.put_exam(draft, "theory", replace(exam, covers=("nothing",))), "covers")
    assert drafts.plan_in(draft) == PLAN


def test_nothing_that_differs_in_nothing_is_published(draft, trainer):
    refused(lambda: drafts.publish(draft, actor=trainer), None, "Nothing differs")


def test_who_was_slower_changes_nothing(draft, programme, trainer):
    seen = draft.version
    drafts.put_frame(draft, 5, seen=seen)
    refused(lambda: drafts.put_frame(draft, 6, seen=seen), None, "Somebody else changed")
    programmes.publish(programme, replace(PLAN, weeks=7), now=clock.now(), actor=trainer)
    refused(lambda: drafts.publish(draft, actor=trainer), None, "Version 2 came out")


def test_a_page_of_a_draft_that_was_thrown_away_does_not_change_the_next(draft, programme, trainer):
    seen = draft.version
    drafts.discard(draft, actor=trainer)
    after = drafts.begin(programme, actor=trainer)
    refused(lambda: drafts.remove_module(after, "culture", seen=seen), None, "Somebody else changed")


def test_of_two_who_begin_at_once_both_get_the_one_draft(programme, trainer, at_once):
    ids = programme.id, trainer.id

    def look():
        return queries.programme(ids[0]), db.session.get(type(trainer), ids[1])

    def act(seen):
        drafts.begin(seen[0], actor=seen[1])

    assert at_once(look, act, act) == [DONE, DONE]
    assert db.session.query(ProgrammeDraft).count() == 1


def test_of_two_who_publish_at_once_one_is_refused(draft, programme, trainer, at_once):
    drafts.put_frame(draft, 5)
    ids = draft.id, trainer.id

    def look():
        return db.session.get(ProgrammeDraft, ids[0]), db.session.get(type(trainer), ids[1])

    def act(seen):
        drafts.publish(seen[0], actor=seen[1])

    first, second = at_once(look, act, act)
    assert first == DONE != second
    assert queries.newest_number(programme.id) == 2


# A new programme like another


def test_a_new_programme_begins_as_another_with_its_policies(programme, trainer):
    draft = drafts.begin_like(programme, MARKET, actor=trainer)
    drafts.put_frame(draft, 2, {**MARKET, "en": "Marketplace start"})
    version = drafts.publish(draft, actor=trainer, reason=WHY)
    made = version.programme
    assert (made.key, made.name["zh_Hans"], version.number) == ("marketplace start", "平台入职培训", 1)
    assert made.id != programme.id and plan_of(version) == replace(PLAN, weeks=2)
    theirs = exams.policy(programme.id)
    assert exams.policy(made.id).attendance_share == theirs.attendance_share
    assert duty.policy(made.id).number == nesting.policy(made.id).number == 1
    assert queries.newest_number(programme.id) == 1


def test_a_name_that_another_programme_or_draft_has_is_refused(programme, trainer):
    refused(lambda: drafts.begin_like(programme, programme.name, actor=trainer), "name_en")
    drafts.begin_like(programme, MARKET, actor=trainer)
    refused(lambda: drafts.begin_like(programme, {**MARKET, "en": "Other"}, actor=trainer), "name_zh_Hans")


# In words


def test_differences_are_said_in_words(draft):
    drafts.put_module(draft, None, CHATS, QUEUES)
    culture = module(draft, "culture")
    changed = replace(culture, hours=D(4), delivery=Delivery.ONLINE)
    drafts.put_module(draft, "culture", changed, [one.name for one in culture.topics[:2]])
    drafts.remove_module(draft, "teamwork")
    drafts.put_frame(draft, 4)
    assert dict(differences(PLAN, drafts.plan_in(draft), {})) == {
        "Length": ["Weeks: 3 → 4", "Hours: 90 → 86.5"],
        "Company culture, organisation and rules": [
            "Hours: 6 → 4", "Way: classroom → online",
            "Topic: Rules: attendance, shifts, data protection is gone.",
        ],
        "Chats at peak": ["The module is new: 4.5 hours, practice."],
        "Teamwork": ["The module is gone."],
        "Theory exam": ["No longer covers Teamwork."],
    }  # fmt: skip


# Its pages


def test_the_editor_is_walked_from_copy_to_publication(programme, trainer, browse):
    visitor, path = browse(trainer), f"/training/programmes/{programme.id}"
    page = visitor.follow(visitor.post(f"{path}/drafts"))
    assert page.heading == "Draft: Onboarding for customer service"
    here = f"/training/programmes/drafts/{db.session.query(ProgrammeDraft).one().id}"
    form = visitor.get(f"{here}/modules/new").form()
    sent = {
        **form, "name_en": "Chats at peak", "name_zh_Hans": "高峰会话", "summary_en": "Three at once.",
        "summary_zh_Hans": "同时三个。", "hours": "NaN", "delivery": "practice", "needs": ["workflow"],
        "topics_en": "Queues\nBreaks", "topics_zh_Hans": "排队\n休息",
    }  # fmt: skip
    bad = visitor.post(f"{here}/modules/new", sent, expect=422)
    assert "This is not a number of hours" in bad.text("main")
    assert bad.form()["topics_en"].split() == ["Queues", "Breaks"] and bad.has(
        "input[value=workflow][checked]"
    )
    visitor.post(f"{here}/modules/new", {**sent, "hours": "4.5"})
    form = visitor.get(f"{here}/modules/chats at peak").form()
    assert (form["hours"], form["topics_zh_Hans"].split()) == ("4.5", ["排队", "休息"])
    visitor.post(f"{here}/modules/chats at peak/order", {"way": "earlier", "seen": form["seen"]})
    stale = visitor.follow(visitor.post(f"{here}/modules/culture/removal", {"seen": form["seen"]}))
    assert "Somebody else changed this draft" in stale.text()
    form = visitor.get(f"{here}/exams/practical").form()
    rubric = assessment.newest_rubric(default_rubrics.KEY)
    visitor.post(f"{here}/exams/practical", {**form, "covers": ["workflow"], "rubric": str(rubric.id)})
    form = visitor.get(f"{here}/frame").form()
    assert "From 1 to 52." in visitor.post(f"{here}/frame", {**form, "weeks": "99"}, expect=422).text("main")
    visitor.post(f"{here}/frame", {**form, "weeks": "4"})
    page = visitor.get(f"{here}/publication")
    assert "November" in page.text("section[aria-labelledby=staying]")
    assert "94.5 (before: 90.0)" in page.text("section[aria-labelledby=hours]")
    assert "16 days of teaching" in page.text("section[aria-labelledby=hours]")
    assert "Rubric: the newest version →" in page.text("section[aria-labelledby=differences]")
    page = visitor.follow(visitor.post(f"{here}/publication", {**page.form(), "reason": WHY}))
    assert "Published. Cohorts" in page.text() and WHY in page.text() and "Chats at peak" in page.text()
    visitor.get(here, expect=404)


def test_the_last_exam_of_a_kind_is_missed_on_the_page(programme, trainer, browse):
    visitor = browse(trainer)
    visitor.post(f"/training/programmes/{programme.id}/drafts")
    here = f"/training/programmes/drafts/{db.session.query(ProgrammeDraft).one().id}"
    visitor.post(f"{here}/exams/theory/removal")
    assert "nobody would come on duty" in visitor.get(here).text("main")
    sent = visitor.get(f"{here}/publication").form()
    assert "nobody would come on duty" in visitor.post(f"{here}/publication", sent, expect=422).text("main")
    form = visitor.get(f"{here}/exams/new").form()
    again = {
        **form, "name_en": "Written exam", "name_zh_Hans": "笔试", "kind": "theory", "covers": ["culture"],
    }  # fmt: skip
    visitor.post(f"{here}/exams/new", again)
    assert "nobody would come on duty" not in visitor.get(here).text("main")


def test_a_new_programme_is_begun_and_listed_until_it_is_there(programme, trainer, browse):
    visitor, path = browse(trainer), f"/training/programmes/{programme.id}/likeness"
    form = visitor.get(path).form()
    bad = visitor.post(
        path, {**form, "name_en": "Market", "name_zh_Hans": programme.name["zh_Hans"]}, expect=422
    )
    assert bad.form()["name_en"] == "Market"
    page = visitor.follow(visitor.post(path, {**form, "name_en": "Market", "name_zh_Hans": "平台"}))
    assert page.heading == "Draft: Market"
    assert "Market" in visitor.get("/training/programmes").text("section[aria-labelledby=drafts]")
    here = f"/training/programmes/drafts/{db.session.query(ProgrammeDraft).one().id}"
    page = visitor.get(f"{here}/publication")
    assert "No cohort is taught" in page.text()
    page = visitor.follow(visitor.post(f"{here}/publication", page.form()))
    assert page.heading == "Market"
    made = queries.by_key("market")
    visitor.get(f"/training/programmes/{made.id}/duty-rules")
    visitor.get(f"/training/programmes/{made.id}/exam-policy/new")


def test_who_does_not_edit_programmes_sees_neither_draft_nor_its_button(draft, programme, browse):
    manager = browse(an_account(Role.MANAGER))
    manager.get(f"/training/programmes/drafts/{draft.id}", expect=403)
    assert "Change the programme" not in manager.get(f"/training/programmes/{programme.id}").text()
    assert not manager.get("/training/programmes").has("section[aria-labelledby=drafts]")


def test_draft_and_preview_ask_as_much_for_many_as_for_few(draft, programme, trainer, browse):
    visitor, here = browse(trainer), f"/training/programmes/drafts/{draft.id}"
    pages = [here, f"{here}/publication", f"/training/programmes/{programme.id}"]

    def asked():
        with count_statements(db.engine) as seen:
            for page in pages:
                visitor.get(page)
        return seen.count

    asked()
    few = asked()
    for number in range(4):
        name = {"en": f"More {number}", "zh_Hans": f"更多 {number}"}
        drafts.put_module(draft, None, replace(CHATS, name=name), QUEUES)
        cohort = a_cohort(a_trainer(), starts_on=MONDAY + timedelta(days=7))
        a_trainee(cohort, trainer)
    assert asked() == few


def test_a_role_held_for_one_team_changes_no_programme(programme, trainer, draft, browse):
    """Neither by a page nor by a verb: programmes have no team."""
    of_team = a_trainer(a_team("One"))
    newest = queries.newest(programme.id)
    plan, name = plan_of(newest), {"en": "Else", "zh_Hans": "其他"}
    for deed in (
        lambda: drafts.begin(programme, actor=of_team),
        lambda: drafts.begin_like(programme, MARKET, actor=of_team),
        lambda: drafts.discard(draft, actor=of_team),
        lambda: drafts.publish(draft, actor=of_team),
        lambda: programmes.publish(programme, plan, now=clock.now(), actor=of_team),
        lambda: materials.add(programme, "workflow", None, name, name, actor=of_team),
        lambda: exam_policies.publish(
            programme, exam_policies.plan_of(exams.policy(programme.id)), actor=of_team
        ),
        lambda: duty_policies.publish(
            programme, duty_policies.plan_of(duty.policy(programme.id)), actor=of_team
        ),
        lambda: nesting_policies.publish(
            programme, nesting_policies.plan_of(nesting.policy(programme.id)), actor=of_team
        ),
    ):
        with pytest.raises(ProgrammeRefused, match="everybody"):
            deed()
    assert queries.newest(programme.id).id == newest.id
    page = browse(of_team)
    shown = page.get(f"/training/programmes/{programme.id}")
    assert not shown.has("form[action*='/drafts']")
    assert not page.get("/training/programmes").has("a[href*='/drafts/']")
    page.get(f"/training/programmes/drafts/{draft.id}", expect=403)
    page.post(f"/training/programmes/{programme.id}/drafts", {}, expect=403)
    everywhere = browse(trainer)
    assert everywhere.get(f"/training/programmes/{programme.id}").has("form[action*='/drafts']")
