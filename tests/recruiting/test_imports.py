"""An import of candidates: dry run, run, cancel and undo, by the verbs and the worker."""

import signal

import pytest
from sqlalchemy import func, select, update

from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry, Way
from people.models import Person
from people.permissions import Role
from recruiting import (
    candidates,
    closing,
    counting,
    jobs,
    notes,
    openings,
    pipeline,
    rule_runs,
    stage_rules,
)
from recruiting.candidates import Background
from recruiting.imports import checking, columns, problems, running, sources, uploading
from recruiting.imports.uploading import ImportRefused
from recruiting.models import (
    Application,
    Candidate,
    CandidateImport,
    ImportFile,
    ImportRow,
    ImportState,
    RowOutcome,
    Visit,
)
from recruiting.queries import imports as queries
from recruiting.queries import standing
from recruiting.rules import Condition
from recruiting.states import Audience, ConditionKind, Education, RuleAct, Status
from tests import factories as make
from tests.recruiting.importing import (
    AMARA,
    BO,
    SONG,
    a_file,
    checked,
    imported,
    started,
    undone,
    uploaded,
    worked,
)
from tests.recruiting.test_killed import die_at, killed  # noqa: F401
from tests.snapshot import differences, everything


@pytest.fixture
def opening(recruiter):
    return make.an_opening()


def told(one, outcome=RowOutcome.FAULTY):
    rows = db.session.scalars(
        select(ImportRow)
        .where(ImportRow.candidate_import_id == one.id, ImportRow.outcome == outcome)
        .order_by(ImportRow.line, ImportRow.id)
    )
    return [(row.line, row.field, row.problem) for row in rows]


def standing_applications():
    query = select(func.count()).select_from(Application).where(Application.status != Status.VOID)
    return db.session.scalar(query)


# The dry run


def test_a_dry_run_counts_and_enters_nobody(recruiter, opening):
    before = everything()
    one = checked(a_file(SONG, AMARA, BO), recruiter, opening)
    assert (one.state, one.rows, one.added, one.known, one.faulty) == (ImportState.CHECKED, 3, 3, 0, 0)
    changed = {line.split()[1] for line in differences(before, everything())}
    assert changed == {"candidate_import", "import_file", "column_memory", "entry"}


def test_what_is_wrong_is_told_by_line_and_column(recruiter, opening):
    rows = [
        SONG,
        ["", "no-name@example.org", "", "", "", "", ""],
        ["Ada", "not an address", "12", "", "kindergarten", "99", "perhaps"],
        ["Bo", "", "", "", "", "", ""],
        ["Cy", "cy@example.org", "1.38E+10", "", "", "", ""],
        ["Di", "di@example.org", "", "Rome", "", "", "", "one cell too many"],
        ["12345", "numbers@example.org", "", "", "", "", ""],
    ]
    one = checked(a_file(*rows), recruiter, opening)
    assert (one.added, one.faulty) == (1, 6)
    assert told(one) == [
        (3, "name", problems.MISSING),
        (4, "email", problems.NO_EMAIL),
        (4, "phone", problems.NO_PHONE),
        (4, "education", problems.UNKNOWN),
        (4, "service_years", problems.NO_YEARS),
        (4, "evening_shift", problems.NO_YES),
        (5, "email", problems.NO_CONTACT),
        (6, "phone", "shortened"),
        (7, None, problems.SHIFTED),
        (8, "name", problems.NO_NAME),
    ]
    for _line, _field, problem in told(one):
        assert problems.sentence(problem, None).endswith(".")


def test_rows_may_name_their_opening_and_channel_by_number_or_name(recruiter, opening):
    other = make.an_opening(team=make.a_team(), title={"en": "Mall agent", "zh_Hans": "商城客服"})
    header = ["name", "email", "opening", "channel"]
    rows = [
        ["Ada", "ada@example.org", other.code.lower(), "内部推荐"],
        ["Bo", "bo@example.org", "商城客服", "Job site"],
        ["Cy", "cy@example.org", "", ""],
        ["Di", "di@example.org", "OP-999", "pigeon"],
    ]
    one = imported(a_file(*rows, header=header), recruiter, opening)
    assert told(one) == [(5, "opening", problems.NO_OPENING), (5, "channel", problems.NO_CHANNEL)]
    found = db.session.scalars(select(Application).order_by(Application.id)).all()
    assert [one.opening_id for one in found] == [other.id, other.id, opening.id]
    assert [one.channel.key for one in found] == ["referral", "job site", "campus"]


def test_an_opening_out_of_reach_is_none(opening):
    of_one_team = make.an_account(Role.RECRUITER, team=make.a_team())
    content = a_file(["Ada", "ada@example.org", opening.code], header=["name", "email", "opening"])
    one = checked(content, of_one_team, make.an_opening(team=make.a_team()))
    assert told(one) == [(2, "opening", problems.NO_OPENING)]


@pytest.mark.parametrize(
    ("header", "wrong"),
    [(["City", "Phone"], "name"), (["Name", "City"], "contact"), (["Name", "E-mail", "邮箱"], None)],
)
def test_the_columns_must_say_who_somebody_is(recruiter, opening, header, wrong):
    chosen = columns.guessed(header)
    assert columns.faults(chosen) == ([wrong] if wrong else [])


def test_two_columns_cannot_hold_the_same(recruiter, opening):
    one = uploaded(a_file(SONG), recruiter, opening)
    with pytest.raises(ImportRefused):
        checking.choose_columns(one, {"0": "name", "1": "email", "2": "email"}, actor=recruiter)


def test_a_header_is_remembered_however_it_is_cased(recruiter, opening):
    header = ["Wer", "Wohin schreiben"]
    one = uploaded(a_file(["Ada", "ada@example.org"], header=header), recruiter, opening)
    assert checking.proposed(header) == {}
    checking.choose_columns(one, {"0": "name", "1": "email"}, actor=recruiter)
    assert checking.proposed(["WER ", "wohin schreiben*"]) == {"0": "name", "1": "email"}
    assert checking.proposed([*header, "What is wrong"]) == {"0": "name", "1": "email"}


# The run


def test_a_run_enters_everybody_with_what_is_known_of_them(recruiter, opening):
    one = imported(a_file(SONG, AMARA, BO), recruiter, opening)
    assert (one.state, one.added, one.known, one.faulty) == (ImportState.DONE, 3, 0, 0)
    song = db.session.scalars(select(Person).where(Person.email == "song@example.org")).one()
    background = db.session.get_one(Candidate, song.id)
    assert (song.name, song.phone, song.language) == ("宋嘉树", "13812345678", "zh_Hans")
    assert (background.lives_in, background.education) == ("杭州", Education.BACHELOR)
    assert (background.service_years, background.evening_shift) == (3, True)
    entries = db.session.scalars(select(Entry).where(Entry.batch == one.batch)).all()
    assert {(entry.verb, entry.way, entry.actor_id) for entry in entries} == {
        ("applied", Way.IMPORT, recruiter.id)
    }
    assert db.session.scalar(select(func.count(Letter.id))) == 0


@pytest.mark.parametrize("part", [1, 2, 1000])
def test_it_does_not_matter_how_the_work_is_divided(recruiter, opening, monkeypatch, part):
    monkeypatch.setattr(sources, "PART", part)
    rows = [SONG, AMARA, ["", "", "", "", "", "", "no"], SONG, BO, ["Bo", "bo", "", "", "", "", ""]]
    one = imported(a_file(*rows), recruiter, opening)
    assert (one.added, one.known, one.faulty, one.rows) == (3, 1, 2, 6)
    assert standing_applications() == 3


def test_repeating_it_adds_nothing(recruiter, opening):
    content = a_file(SONG, AMARA, ["Only Phone", "", "+86 571 8888 6666", "", "", "", ""])
    first = imported(content, recruiter, opening)
    again = checked(content, recruiter, opening)
    assert (again.added, again.known) == (0, 3)
    assert queries.same_file_before(again).id == first.id
    with pytest.raises(ImportRefused):
        running.start(again, actor=recruiter)
    assert (
        standing_applications()
        == 3
        == db.session.scalar(
            select(func.count())
            .select_from(Person)
            .where(Person.id.not_in(select(queries.Account.person_id)))
        )
    )


def test_who_was_known_keeps_what_was_known_and_gains_the_rest(recruiter, opening):
    background = Background("宋嘉树", "song@example.org", lives_in="Ningbo")
    other = make.an_opening(team=make.a_team())
    candidates.add(background, other, channel=make.a_channel(), actor=recruiter)
    one = imported(a_file(SONG), recruiter, opening)
    [row] = db.session.scalars(select(ImportRow).where(ImportRow.outcome == RowOutcome.JOINED))
    assert row.filled == {"facts": ["education", "service_years", "evening_shift"]}
    song = db.session.scalars(select(Candidate)).one()
    assert (song.lives_in, song.service_years, one.added) == ("Ningbo", 3, 1)


def test_an_opening_closed_before_the_run_takes_nobody(recruiter, opening):
    one = started(a_file(SONG), recruiter, opening)
    openings.pause(opening, actor=None)
    one = worked(one)
    assert (one.state, one.added, one.faulty) == (ImportState.DONE, 0, 1)


def test_it_is_started_once(recruiter, opening):
    one = started(a_file(SONG), recruiter, opening)
    for act in (running.start, running.undo, uploading.discard):
        with pytest.raises(ImportRefused):
            act(one, actor=recruiter)


def test_what_never_began_is_discarded_with_its_file(recruiter, opening):
    one = checked(a_file(SONG), recruiter, opening)
    uploading.discard(one, actor=recruiter)
    assert one.state is ImportState.DISCARDED and not queries.has_files(one.id)
    with pytest.raises(ImportRefused):
        running.start(one, actor=recruiter)


def test_files_are_forgotten_after_a_month(recruiter, opening):
    one = imported(a_file(SONG), recruiter, opening)
    assert jobs.forget_import_files() == 0 and queries.has_files(one.id)
    db.session.execute(
        update(CandidateImport).values(ended_at=one.ended_at - running.FORGET_AFTER - running.FORGET_AFTER)
    )
    assert jobs.forget_import_files() == 1 and not queries.has_files(one.id)


# Cancel and undo


def test_a_cancelled_import_takes_back_what_it_had_added(recruiter, opening, monkeypatch):
    monkeypatch.setattr(sources, "PART", 1)
    one = started(a_file(SONG, AMARA, BO), recruiter, opening)
    run = running.Run()
    run.part(), run.part()
    assert one.added == 2 and standing_applications() == 2
    running.cancel(one, actor=recruiter)
    one = worked(one)
    assert (one.state, one.added, standing_applications()) == (ImportState.CANCELLED, 0, 0)
    with pytest.raises(ImportRefused):
        running.cancel(one, actor=recruiter)


def test_an_undone_import_leaves_nothing_to_be_seen_or_counted(recruiter, opening, browse):
    one = undone(imported(a_file(SONG, AMARA), recruiter, opening))
    assert (one.state, one.added, standing_applications()) == (ImportState.UNDONE, 0, 0)
    application_id = db.session.scalars(select(Application.id)).first()
    page = browse(recruiter)
    page.get(f"/applications/{application_id}", expect=404)
    assert not page.get("/applications?status=all").has("tr[data-application]")
    assert "宋嘉树" not in page.get("/find?q=宋").html
    assert "宋嘉树" not in page.get(f"/openings/{opening.id}/board?status=all").html
    assert "宋" not in page.get("/reports/funnel").html
    names = db.session.scalars(select(Person.name).join(Application, Application.person_id == Person.id))
    assert set(names) == {running.NOBODY}
    assert not db.session.scalars(select(Person).where(Person.email == "song@example.org")).first()


def test_a_mended_file_comes_in_after_the_undo_as_if_nothing_had_been(recruiter, opening):
    content = a_file(["Wrong Column", "song@example.org", "宋"], header=["a", "b", "c"])
    one = uploaded(content, recruiter, opening)
    checking.choose_columns(one, {"0": "name", "1": "email", "2": "lives_in"}, actor=recruiter)
    running.start(one, actor=recruiter)
    undone(worked(one))
    again = imported(a_file(SONG), recruiter, opening)
    assert again.added == 1
    assert db.session.scalars(select(Person).where(Person.email == "song@example.org")).one().name == "宋嘉树"


def test_undo_keeps_whoever_was_worked_on_and_says_so(recruiter, opening):
    one = imported(a_file(SONG, AMARA, BO), recruiter, opening)
    ids = db.session.scalars(select(Application.id).order_by(Application.id)).all()
    pipeline.advance(standing.latest_visit(ids[0]), actor=recruiter)
    notes.write(
        standing.latest_visit(ids[1]).application, "Called twice.", audience=Audience.TEAM,
        colleagues=[], actor=recruiter,
    )  # fmt: skip
    candidates.show_contact(standing.latest_visit(ids[2]).application, actor=recruiter)
    one = undone(one)
    assert (one.state, one.added) == (ImportState.UNDONE, 2)
    kept = select(ImportRow.application_id).where(ImportRow.outcome == RowOutcome.KEPT)
    assert sorted(db.session.scalars(kept)) == ids[:2]
    statuses = db.session.scalars(select(Application.status).order_by(Application.id)).all()
    assert statuses == [Status.ACTIVE, Status.ACTIVE, Status.VOID]
    assert db.session.scalars(select(Person).where(Person.email == "song@example.org")).one().name == "宋嘉树"


def test_undo_gives_back_the_gaps_of_who_was_known(recruiter, opening):
    other = make.an_opening(team=make.a_team())
    background = Background("宋嘉树", "song@example.org", lives_in="Ningbo")
    visit = candidates.add(background, other, channel=make.a_channel(), actor=recruiter)
    one = imported(a_file(SONG), recruiter, opening)
    fixed = Background("宋嘉树", "song@example.org", lives_in="Ningbo", service_years=4, evening_shift=True)
    candidates.correct(standing.visit(visit.id).application, fixed, actor=recruiter)
    undone(one)
    song = db.session.scalars(select(Candidate)).one()
    assert (song.lives_in, song.education, song.evening_shift) == ("Ningbo", None, None)
    assert song.service_years == 4  # somebody said so since
    assert song.person.name == "宋嘉树" and song.person.email == "song@example.org"


def test_the_record_says_that_each_was_taken_back(recruiter, opening):
    one = undone(imported(a_file(SONG), recruiter, opening))
    first, last = db.session.scalars(
        select(Entry).where(Entry.subject_kind == "application").order_by(Entry.id)
    ).all()
    assert (last.verb, last.corrects_id, last.actor_id) == ("undone", first.id, one.stopped_by_id)
    assert last.details["before"] == first.details["state"]
    assert last.details["state"] == first.details["state"] | {"status": "void"}
    assert db.session.scalars(select(Visit.voided_at)).one() is not None


@pytest.fixture
def rule(opening):
    """Whoever is screened advances by itself; the letters are held for an hour."""
    admin = make.an_account(Role.ADMINISTRATOR)
    terms = stage_rules.Terms(RuleAct.ADVANCE, [Condition(ConditionKind.CHANNEL, "campus")])
    name, pipeline_ = make.words("All go on"), opening.pipeline_version.pipeline
    made = stage_rules.make(pipeline_, "screening", name, terms, actor=admin)
    stage_rules.switch_on(made, actor=admin)
    return made


def test_what_a_rule_did_with_it_is_taken_back_with_the_whole_import(recruiter, opening, rule, browse):
    one = imported(a_file(SONG, AMARA), recruiter, opening)
    assert rule_runs.run() == 2
    one = undone(one)
    assert (one.state, one.added, standing_applications()) == (ImportState.UNDONE, 0, 0)
    assert set(db.session.scalars(select(Letter.state))) == {LetterState.CANCELLED}
    assert counting.differences() == []
    assert "宋" not in browse(recruiter).get("/reports/funnel").html
    for number in db.session.scalars(select(Application.id)):
        _applied, advanced, undone_ = db.session.scalars(
            select(Entry)
            .where(Entry.subject_kind == "application", Entry.subject_id == number)
            .order_by(Entry.id)
        )
        assert (advanced.way, undone_.details["before"]) == (Way.RULE, advanced.details["state"])
        assert undone_.details["state"]["status"] == Status.VOID


def test_to_whom_a_rule_has_written_stays_and_the_page_says_why(recruiter, opening, rule, browse):
    one = imported(a_file(SONG, AMARA), recruiter, opening)
    rule_runs.run()
    gone = db.session.scalars(select(Letter).where(Letter.to_address == "song@example.org")).one()
    gone.state, gone.sent_at = LetterState.SENT, gone.not_before
    one = undone(one)
    assert (one.added, standing_applications()) == (1, 1)
    assert "the letter about it has left" in browse(recruiter).get(f"/imports/{one.id}?rows=kept").text()


def test_a_rejected_one_is_kept(recruiter, opening):
    one = imported(a_file(SONG), recruiter, opening)
    visit = standing.latest_visit(db.session.scalars(select(Application.id)).one())
    closing.reject(visit, make.a_reason(), actor=recruiter)
    assert undone(one).added == 1


# Killed


@pytest.mark.slow
@pytest.mark.parametrize("cancelled", [False, True], ids=["run", "cancel"])
def test_killed_at_any_moment_it_ends_whole(recruiter, opening, monkeypatch, killed, cancelled):  # noqa: F811
    """A worker dies in every part, again and again; what the last one leaves is what one alone would have."""
    monkeypatch.setattr(sources, "PART", 2)
    monkeypatch.setattr(jobs, "BREATH", 0)
    rows = [[f"Somebody {letter}", f"{letter}@example.org", "", "", "", "", ""] for letter in "abcdefg"]
    one = started(a_file(*rows), recruiter, opening)
    if cancelled:
        run = running.Run()
        run.part(), run.part(), run.part()
        running.cancel(one, actor=recruiter)
    db.session.commit()

    def work(number):
        die_at(number)
        jobs.imports_go_on()

    for number in range(3, 90, 9):
        if killed(lambda number=number: work(number)) == -signal.SIGKILL:
            db.session.rollback()
            whole_or_not_at_all(one.id)
    one = worked(one)
    assert one.state is (ImportState.CANCELLED if cancelled else ImportState.DONE)
    assert (one.added, standing_applications()) == ((0, 0) if cancelled else (7, 7))
    assert db.session.scalar(select(func.count(Letter.id))) == 0


def whole_or_not_at_all(import_id):
    """What the import says of itself is what there is, and each applied once."""
    db.session.expire_all()
    one = db.session.get_one(CandidateImport, import_id)
    assert one.added == standing_applications()
    entries = select(func.count()).select_from(Entry).where(Entry.verb == "applied", Entry.batch == one.batch)
    assert db.session.scalar(entries) == db.session.scalar(select(func.count(Application.id)))
    assert db.session.scalar(select(func.count(ImportFile.id))) == 1


def test_two_workers_at_once_add_everybody_once(recruiter, opening, monkeypatch):
    monkeypatch.setattr(sources, "PART", 1)
    started(a_file(SONG, AMARA, BO), recruiter, opening)
    one, other = running.Run(), running.Run()
    for run in (one, other, one, other, other, one):
        run.part()
        db.session.commit()
    assert standing_applications() == 3
    assert db.session.scalars(select(CandidateImport)).one().state is ImportState.DONE
