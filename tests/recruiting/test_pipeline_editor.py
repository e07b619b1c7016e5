"""Pipelines: shared, versioned, edited in a draft; what a change means is said before, and no past report
changes by it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import chain

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.outbox import Letter
from core.record import Entry
from people.permissions import Role
from recruiting import (
    adopting,
    closing,
    drafting,
    history,
    interviewing,
    migrating,
    openings,
    pipeline,
    results,
    undoing,
)
from recruiting.migrating import MigrationRefused
from recruiting.models import Application, Pipeline, PipelineDraft
from recruiting.queries import funnel, past, standing
from recruiting.queries import pipelines as queries
from recruiting.queries.filters import Filters
from recruiting.queries.reports import stays, turns
from recruiting.queries.reports.drop_off import drop_off
from recruiting.rules import WorkingDays, due
from recruiting.stage_plans import PipelineRefused, StagePlan, compare, plan_of
from recruiting.states import Part, ReasonFamily, StageKind
from tests import factories as make


@pytest.fixture
def admin(app):
    return make.an_account(Role.ADMINISTRATOR, name="Ines Carvalho")


@pytest.fixture
def page(browse, admin):
    return browse(admin)


@pytest.fixture
def opening(admin):
    return make.an_opening()


@pytest.fixture
def draft(opening, admin):
    return drafting.begin(opening.pipeline_version.pipeline, actor=admin)


def names(draft):
    return [plan.key for plan in drafting.plans_of(draft)]


def a_phone_call(**more):
    facts = {
        "key": "phone call",
        "kind": StageKind.SCREENING,
        "name": make.words("Phone call", "电话沟通"),
        "target_days": 2,
    }
    return StagePlan(**facts | more)


def published(draft, admin, *acts):
    """A new version: the draft with these acts done, or one stage more where there is none."""
    for act in acts or (lambda: drafting.add_stage(draft, a_phone_call(), actor=admin),):
        act()
    return drafting.publish(draft, actor=admin, reason="Tried in the last campaign.")


# The draft


def test_a_draft_begins_as_the_newest_version_and_is_the_only_one(draft, opening, admin):
    assert names(draft) == [stage.key for stage in opening.pipeline_version.stages]
    assert drafting.begin(draft.pipeline, actor=admin).id == draft.id
    assert db.session.scalars(select(PipelineDraft)).all() == [draft]


def test_a_stage_is_added_before_the_offer_shifted_changed_and_removed(draft, admin):
    drafting.add_stage(draft, a_phone_call(), actor=admin)
    assert names(draft)[-2:] == ["phone call", "offer"]
    for _ in range(9):
        drafting.shift_stage(draft, "phone call", -1, actor=admin)
    assert names(draft)[0] == "phone call"
    drafting.shift_stage(draft, "phone call", 1, actor=admin)
    assert names(draft)[:2] == ["screening", "phone call"]
    drafting.change_stage(draft, a_phone_call(target_days=4), actor=admin)
    assert drafting.plans_of(draft)[1].target_days == 4
    drafting.remove_stage(draft, "online test", actor=admin)
    assert "online test" not in names(draft)


SHORTCOMINGS = [
    ({"name": {"en": "Call"}}, "name_zh_Hans", "A stage needs a name in both languages."),
    ({"target_days": 0}, "target_days", "The target of a stage is 1 to 365 days."),
    ({"pass_mark": Decimal(101)}, "pass_mark", "The pass mark is between 0 and 100."),
    ({"pass_mark": Decimal("7.25")}, "pass_mark", "A pass mark has at most one decimal."),
    ({"owner": Part.INTERVIEWER}, "owner", "The recruiter or the hiring manager decides."),
    ({"kind": StageKind.CHECK, "pass_mark": Decimal(5)}, "pass_mark", "no marks"),
    ({"kind": StageKind.INTERVIEW}, "rubric", "An interview needs a rubric"),
    ({"rubric_version_id": 1}, "rubric", "Only interviews and simulations"),
    ({"kind": StageKind.INTERVIEW, "rubric_version_id": 1, "pass_mark": Decimal(6)}, "pass_mark", "1 and 5"),
    ({"key": "screening"}, "key", "in the draft already"),
    ({"name": make.words("Online test", "x")}, "name_en", "has this name"),
    ({"kind": StageKind.OFFER}, "kind", "ends with the offer"),
]


@pytest.mark.parametrize(("facts", "field", "sentence"), SHORTCOMINGS)
def test_a_stage_that_could_not_work_is_refused_by_the_field(draft, admin, facts, field, sentence):
    before = draft.stages
    with pytest.raises(PipelineRefused) as refused:
        drafting.add_stage(draft, a_phone_call(**facts), actor=admin)
    assert refused.value.field == field
    assert sentence in refused.value.sentence
    assert draft.stages == before


def test_nothing_goes_behind_the_offer(draft, admin):
    with pytest.raises(PipelineRefused, match="last stage"):
        drafting.shift_stage(draft, "background check", 1, actor=admin)
    with pytest.raises(PipelineRefused, match="last stage"):
        drafting.shift_stage(draft, "offer", -1, actor=admin)


def test_a_step_that_reports_know_keeps_its_kind(draft, admin):
    drafting.remove_stage(draft, "online test", actor=admin)
    with pytest.raises(PipelineRefused, match="another kind"):
        drafting.add_stage(draft, a_phone_call(key="online test"), actor=admin)


def test_of_two_who_edit_at_once_the_second_is_told(draft, admin):
    seen = draft.version
    drafting.remove_stage(draft, "online test", actor=admin, seen=seen)
    with pytest.raises(PipelineRefused, match="while you were looking"):
        drafting.remove_stage(draft, "simulation", actor=admin, seen=seen)
    assert "simulation" in names(draft)


def test_a_page_of_a_draft_that_was_thrown_away_does_not_change_the_next(draft, admin):
    seen = draft.version
    pipeline = draft.pipeline
    drafting.discard(draft, actor=admin)
    after = drafting.begin(pipeline, actor=admin)
    with pytest.raises(PipelineRefused, match="Somebody else changed"):
        drafting.remove_stage(after, "simulation", actor=admin, seen=seen)


def test_only_an_administrator_edits(draft):
    with pytest.raises(PipelineRefused, match="Your role does not allow it"):
        drafting.remove_stage(draft, "online test", actor=make.an_account(Role.RECRUITER))


def test_a_draft_thrown_away_leaves_nothing_but_the_record(draft, opening, admin):
    pipeline_id = draft.pipeline_id
    drafting.remove_stage(draft, "online test", actor=admin)
    drafting.discard(draft, actor=admin)
    assert queries.draft(pipeline_id) is None
    assert queries.newest(pipeline_id).number == 1


# Publishing


def test_publishing_makes_a_new_version_and_changes_no_other(draft, opening, admin):
    before = [plan_of(stage) for stage in opening.pipeline_version.stages]
    visit = make.an_application(opening)
    version = published(draft, admin)
    assert version.number == 2
    assert [stage.key for stage in version.stages][-2:] == ["phone call", "offer"]
    db.session.expire_all()
    assert opening.pipeline_version.number == 1
    assert [plan_of(stage) for stage in opening.pipeline_version.stages] == before
    assert visit.application.pipeline_version.number == 1
    assert queries.draft(opening.pipeline_version.pipeline_id) is None
    entry = db.session.scalars(select(Entry).where(Entry.verb == "published").order_by(Entry.id)).all()[-1]
    assert (entry.actor_id, entry.reason) == (admin.id, "Tried in the last campaign.")


def test_a_draft_without_a_difference_or_of_an_old_version_is_not_published(draft, opening, admin):
    with pytest.raises(PipelineRefused, match="Nothing differs from version 1"):
        drafting.publish(draft, actor=admin)
    make.a_further_version(opening.pipeline_version)
    drafting.remove_stage(draft, "online test", actor=admin)
    with pytest.raises(PipelineRefused, match="Version 2 came out after"):
        drafting.publish(draft, actor=admin)


def test_what_differs_is_named_and_as_few_as_can_be_have_moved(opening):
    before = [plan_of(stage) for stage in opening.pipeline_version.stages]
    call = a_phone_call()
    after = [before[1], before[0], call, *before[3:]]
    found = {(one.after or one.before).key: (bool(one.before), bool(one.after), one.facts) for one in
             compare(before, after)}  # fmt: skip
    assert found.pop("phone call") == (False, True, ())
    assert found.pop("first interview") == (True, False, ())
    assert len(found) == 1
    assert next(iter(found.values())) == (True, True, ("position",))
    assert compare(before, before) == []


def test_a_copy_is_a_pipeline_of_its_own_that_openings_can_choose(opening, admin):
    name = make.words("Night desk", "夜班流程")
    first = drafting.copy(opening.pipeline_version, name, actor=admin)
    assert first.number == 1
    assert first.pipeline_id != opening.pipeline_version.pipeline_id
    adopting.adopt(opening, first, actor=admin)
    visit = make.an_application(opening)
    assert visit.application.pipeline_version_id == first.id
    with pytest.raises(PipelineRefused, match="of this name already"):
        drafting.copy(first, name, actor=admin)


def test_openings_adopt_one_by_one_or_several_at_once(draft, opening, admin):
    other, closed = make.an_opening(), make.an_opening()
    openings.close(closed, make.a_reason(ReasonFamily.REJECTION), actor=None)
    version = published(draft, admin)
    old = make.an_application(opening)
    assert adopting.adopt_in([opening, other], version, actor=admin) == 2
    assert make.an_application(opening).application.pipeline_version_id == version.id
    assert old.application.pipeline_version.number == 1
    for refused in (opening, closed):
        with pytest.raises(openings.OpeningRefused):
            adopting.adopt(refused, version, actor=admin)


# Moving running applications


def a_story(opening, recruiter):
    """Somebody in every kind of state, some weeks ago."""
    with clock.at(clock.now() - timedelta(days=20)):
        visits = [
            make.an_application(opening, stage=stage)
            for stage in ("screening", "online test", "first interview", "second interview", "simulation")
        ]
        make.rejected(make.an_application(opening, stage="online test"))
        closing.withdraw(
            make.an_application(opening), make.a_reason(ReasonFamily.WITHDRAWAL), actor=recruiter
        )
    with clock.at(clock.now() - timedelta(days=10)):
        back = standing.latest_visit(visits[3].application_id)
        pipeline.move(back, make.a_stage(back, "first interview"), actor=recruiter, reason=make.WHY)
        results.enter(visits[1], mark=Decimal(80), actor=recruiter)
        pipeline.hold(visits[4], actor=recruiter, reason=make.WHY)
    return [standing.latest_visit(visit.application_id) for visit in visits]


def reports(opening, reader):
    """Every number that reports say of the opening, and what its board showed a week ago."""
    cohort = funnel.Cohort(opening.id)
    steps = [(one.key, one.entered, one.ways) for one in funnel.funnel(reader, cohort)]
    behind = {
        (key, way): sorted(row.id for row in funnel.people_behind(reader, cohort, key, way))
        for key, _entered, ways in steps
        for way in (None, *ways)
    }
    week_ago = past.columns_at(opening, Filters(), reader, clock.now() - timedelta(days=7))
    then = {
        column.key: (column.total, sorted(card.application_id for card in column.cards))
        for column in week_ago
    }
    return steps, behind, funnel.ends(reader, cohort), {key: one for key, one in then.items() if one[0]}


def as_of(moment, opening, version, reader):
    """What every report by stages says as of a moment, of who was on this version then, row by row."""
    cohort = funnel.Cohort(opening.id, version_id=version.id, at=moment)
    tables = [one(reader, cohort) for one in (stays.time_in_stage, stays.rework, drop_off, turns.turns)]
    rows = [(row.key, row.name, row.note, row.cells) for one in tables for row in chain(*one.values())]
    return rows, funnel.funnel(reader, cohort), funnel.ends(reader, cohort)


def test_editing_a_pipeline_changes_no_past_report(opening, admin):
    visits = a_story(opening, admin)
    golden = reports(opening, admin)
    moment, first = clock.now(), opening.pipeline_version
    of_first = as_of(moment, opening, first, admin)
    draft = drafting.begin(opening.pipeline_version.pipeline, actor=admin)
    test = next(plan for plan in drafting.plans_of(draft) if plan.key == "online test")
    longer = replace(test, target_days=40, owner=Part.HIRING_MANAGER, name=make.words("Quiz"))
    version = published(
        draft,
        admin,
        lambda: drafting.change_stage(draft, longer, actor=admin),
        lambda: drafting.add_stage(draft, a_phone_call(), actor=admin),
        lambda: drafting.shift_stage(draft, "phone call", -6, actor=admin),
        lambda: drafting.remove_stage(draft, "simulation", actor=admin),
        lambda: drafting.shift_stage(draft, "second interview", -1, actor=admin),
    )
    assert reports(opening, admin) == golden
    assert as_of(moment, opening, first, admin) == of_first
    adopting.adopt(opening, version, actor=admin)
    db.session.expire_all()
    assert as_sets(reports(opening, admin)) == as_sets(golden)
    seen = {visit.application_id: visit.seen for visit in visits}
    done = migrating.migrate_all(version, visits, seen, actor=admin, reason=make.WHY)
    assert len(done.done) == 4
    db.session.expire_all()
    assert as_sets(reports(opening, admin)) == as_sets(golden)
    assert as_of(moment, opening, first, admin) == of_first


def as_sets(told):
    """The same whatever the order of the stages is by now."""
    steps, *rest = told
    return sorted(steps, key=lambda one: one[0]), *rest


def test_who_is_moved_goes_on_in_the_same_stay_with_all_results(draft, opening, admin):
    visit = make.an_application(opening, stage="online test")
    results.enter(visit, mark=Decimal(72), actor=admin)
    plan = next(one for one in drafting.plans_of(draft) if one.key == "online test")
    harder = {"pass_mark": Decimal(75), "target_days": 9, "owner": Part.HIRING_MANAGER}
    changed = StagePlan(**{**vars(plan), **harder})
    version = published(draft, admin, lambda: drafting.change_stage(draft, changed, actor=admin))
    before, letters = visit.id, len(db.session.scalars(select(Letter)).all())
    migrating.migrate(visit, version, actor=admin, reason=make.WHY)
    db.session.expire_all()
    visit = standing.latest_visit(visit.application_id)
    assert visit.id == before
    assert (visit.mark, visit.verdict, visit.stage.pass_mark) == (Decimal(72), "passed", Decimal(75))
    expected = due(visit.entered_at, 9, WorkingDays(), clock.zone())
    assert visit.due_at == expected > visit.entered_at + timedelta(days=9)
    assert visit.waits_on == "manager"
    assert len(db.session.scalars(select(Letter)).all()) == letters
    assert pipeline.advance(visit, actor=admin).stage.version.number == 2
    check_record(visit.application_id)


def check_record(application_id):
    """The state is the record replayed."""
    entries = db.session.scalars(select(Entry).where(Entry.subject_id == application_id).order_by(Entry.id))
    told = history.replay(entries)[application_id]
    visit = standing.latest_visit(application_id)
    assert told == history.state_of(visit.application, visit)


def test_a_move_to_another_version_is_undone_and_goes_back_by_the_same_verb(draft, opening, admin):
    visit = make.an_application(opening, stage="online test")
    first = opening.pipeline_version
    version = published(draft, admin)
    due, stage = visit.due_at, visit.stage_id
    migrating.migrate(visit, version, actor=admin, reason=make.WHY, batch="it")
    undoing.undo("it", actor=admin)
    db.session.expire_all()
    visit = standing.latest_visit(visit.application_id)
    assert (visit.application.pipeline_version_id, visit.stage_id, visit.due_at) == (first.id, stage, due)
    check_record(visit.application_id)
    migrating.migrate(visit, version, actor=admin, reason=make.WHY)
    migrating.migrate(visit, first, actor=admin, reason=make.WHY)
    assert (visit.application.pipeline_version_id, visit.stage_id) == (first.id, stage)
    check_record(visit.application_id)


def test_who_stands_where_the_other_version_has_no_stage_stays(draft, opening, admin):
    visit = make.an_application(opening, stage="online test")
    version = published(draft, admin, lambda: drafting.remove_stage(draft, "online test", actor=admin))
    with pytest.raises(MigrationRefused, match="Version 2 has no stage Online test"):
        migrating.migrate(visit, version, actor=admin, reason=make.WHY)
    assert [one.to for one in migrating.plan(version, [visit], actor=admin)] == [None]


def test_who_is_being_scored_with_another_rubric_stays(draft, opening, admin):
    visit = make.an_application(opening, stage="first interview")
    interviewer = make.an_account(Role.INTERVIEWER)
    openings.add_member(opening, interviewer, Part.INTERVIEWER, actor=admin)
    interviewing.ask(visit, interviewer, actor=admin)
    plans = {one.key: one for one in drafting.plans_of(draft)}
    other = StagePlan(
        **{
            **vars(plans["first interview"]),
            "rubric_version_id": plans["second interview"].rubric_version_id,
        }
    )
    version = published(draft, admin, lambda: drafting.change_stage(draft, other, actor=admin))
    with pytest.raises(MigrationRefused, match="with another rubric"):
        migrating.migrate(visit, version, actor=admin, reason=make.WHY)


def test_a_move_to_a_version_needs_a_reason_a_running_application_and_the_right_to(draft, opening, admin):
    visit, ended = make.an_application(opening), make.rejected(make.an_application(opening))
    version = published(draft, admin)
    elsewhere = drafting.copy(version, make.words("Night desk", "夜班流程"), actor=admin)
    interviewer = make.an_account(Role.INTERVIEWER)
    for refused, to, reason, actor, sentence in (
        (visit, version, "no", admin, "needs a reason"),
        (ended, version, make.WHY, admin, "has ended"),
        (visit, opening.pipeline_version, make.WHY, admin, "runs on version 1 already"),
        (visit, elsewhere, make.WHY, admin, "runs on another pipeline"),
        (visit, version, make.WHY, interviewer, "Your role does not allow it"),
    ):
        with pytest.raises(pipeline.MoveRefused, match=sentence):
            migrating.migrate(refused, to, actor=actor, reason=reason)


def test_of_many_each_is_moved_or_says_why_not(draft, opening, admin):
    visits = [make.an_application(opening, stage=stage) for stage in ("screening", "online test")]
    version = published(draft, admin, lambda: drafting.remove_stage(draft, "online test", actor=admin))
    seen = {visit.application_id: visit.seen for visit in visits}
    done = migrating.migrate_all(version, visits, seen, actor=admin, reason=make.WHY)
    assert [visit.id for visit in done.done] == [visits[0].id]
    assert list(done.refused) == [visits[1].application_id]
    again = migrating.migrate_all(version, visits[:1], seen, actor=admin, reason=make.WHY)
    assert "changed at" in again.refused[visits[0].application_id]


# Pages


def test_the_editor_by_its_pages_from_a_draft_to_a_version_with_everybody_moved(page, opening, admin):
    visit = make.an_application(opening, stage="online test")
    number = opening.pipeline_version.pipeline_id
    base = f"/pipelines/{number}"
    assert "Selection pipeline" in page.get("/pipelines").text("main")
    draft = page.post(f"{base}/draft", {}).location
    form = page.get(f"{draft}/stages/new").form()
    added = {**form, "name_en": "Phone call", "name_zh_Hans": "电话沟通", "kind": "screening"}
    wrong = page.post(f"{draft}/stages/new", {**added, "pass_mark": "abc"}, expect=422)
    assert wrong.one("#name_en")["value"] == "Phone call"
    assert "This is not a mark" in wrong.text("main")
    page.post(f"{draft}/stages/new", added)
    shown = page.get(draft)
    assert shown.texts("tbody th")[-2].startswith("Phone call")
    seen = shown.all("input[name=seen]")[0]["value"]
    page.post(f"{draft}/order", {"key": "phone call", "way": "earlier", "seen": seen})
    assert "Somebody else changed this draft" in page.follow(
        page.post(f"{draft}/removals", {"key": "simulation", "seen": seen})
    ).text("main")
    edit = page.get(f"{draft}/stages/phone call").form()
    page.post(f"{draft}/stages/phone call", {**edit, "target_days": "1"})
    preview = page.get(f"{draft}/publication")
    assert opening.code in preview.text("main")
    assert "1 stays on their version" in preview.text("main")
    version = page.post(f"{draft}/publication", {**preview.form(), "reason": "Calls work."}).location
    assert version == f"{base}/versions/2"
    page.post(f"{version}/adoptions", {"chosen": str(opening.id)})
    moving = page.get(f"{version}/migration")
    assert "1 can be moved" in moving.text("main")
    sent = {**moving.form(), "chosen": str(visit.application_id)}
    assert page.post(f"{version}/migration", sent, expect=422).has("[data-refusal]")
    page.post(f"{version}/migration", {**sent, "reason": make.WHY})
    db.session.expire_all()
    application = db.session.get_one(Application, visit.application_id)
    assert application.pipeline_version.number == 2
    timeline = page.get(f"/applications/{application.id}")
    assert "moved to another version of the pipeline" in timeline.text("main")
    assert page.get(f"/applications/{application.id}?as_of={clock.today()}").has("h1")


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_page_of_pipelines_can_be_read_in_both_languages(browse, opening, admin, language):
    admin.language = language
    make.an_application(opening)
    draft = drafting.begin(opening.pipeline_version.pipeline, actor=admin)
    drafting.add_stage(draft, a_phone_call(), actor=admin)
    page, base = browse(admin), f"/pipelines/{draft.pipeline_id}"
    for path in ("", "/versions/1", "/draft", "/draft/publication", "/draft/stages/new",
                 "/draft/stages/online test", "/copies", "/name", "/versions/1/migration"):  # fmt: skip
        assert page.get(base + path).has("main h1")
    assert page.get("/pipelines").has("main h1")


def test_a_recruiter_reads_pipelines_and_edits_none(browse, opening, draft):
    page = browse(make.an_account(Role.RECRUITER))
    base = f"/pipelines/{draft.pipeline_id}"
    assert not page.get(base).has("form[action$='/draft']")
    assert page.get(f"{base}/draft", expect=403)
    assert page.post(f"{base}/draft/discarding", {}, expect=403)


def test_a_copy_and_a_new_name_by_their_pages(page, opening):
    base = f"/pipelines/{opening.pipeline_version.pipeline_id}"
    taken = {"name_en": "Selection pipeline", "name_zh_Hans": "选拔流程"}
    assert "of this name already" in page.post(f"{base}/copies", taken, expect=422).text("main")
    made = page.post(f"{base}/copies", {"name_en": "Night desk", "name_zh_Hans": "夜班流程"}).location
    page.post(f"{made}/name", {"name_en": "Night shift", "name_zh_Hans": "夜班流程"})
    assert "Night shift" in page.get(made).heading
    assert db.session.scalars(select(Pipeline.id)).all() == [1, 2]
