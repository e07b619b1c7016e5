"""What Greenhouse and Lever export comes in without hand work, the history of stages included.

tests/files/greenhouse and tests/files/lever are samples of the layout that do not belong together; here
they are joined by rows of our own in the very same columns."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from core.db import db
from core.record import Entry
from people.models import Person
from recruiting import closing, counting, history, openings, seats
from recruiting.defaults.reasons import HIRED_ELSEWHERE
from recruiting.imports import checking, problems, running, uploading
from recruiting.imports.systems import choosing, records, words
from recruiting.imports.uploading import ImportRefused
from recruiting.models import (
    Application,
    DispositionReason,
    ImportKind,
    ImportRow,
    Opening,
    RowOutcome,
    Visit,
)
from recruiting.queries import past, reasons, standing
from recruiting.queries import talent_pool as pool
from recruiting.queries.filters import Filters
from recruiting.states import EmploymentKind, OpeningStatus, Outcome, ReasonFamily, Status
from tests import factories as make
from tests.recruiting.importing import BO, a_file, checked, undone, worked

SAMPLES = Path(__file__).parents[1] / "files"


def sample(system, **rows):
    """The files of a sample; `rows` go below those of the file of that name."""
    files = []
    for path in sorted((SAMPLES / system).glob("*.csv")):
        content = path.read_text(encoding="utf-8").rstrip("\n") + "\n"
        header = next(csv.reader([content.splitlines()[0]]))
        more = io.StringIO()
        for row in rows.get(path.stem, ()):
            assert set(row) <= set(header), (path.name, set(row) - set(header))
            csv.DictWriter(more, header).writerow(row)
        files.append((path.name, (content + more.getvalue()).encode()))
    return files


STAGES = ["Application Review", "Take Home Test", "Phone Interview", "Face to Face", "Offer"]


def greenhouse():
    person, email = {"first_name": "Squid", "last_name": "Ward"}, "Squid@Example.org"
    return sample(
        "greenhouse",
        candidate=[{"id": "1", **person}, {"id": "2", "first_name": "若溪", "last_name": "宋"},
                   {"id": "3", "first_name": "Sandy", "last_name": "Cheeks"}],
        email_address=[{"candidate_id": "1", "value": email},
                       {"candidate_id": "3", "value": "sandy@example.org"}],
        phone_number=[{"candidate_id": "2", "value": "138-1234-5678"}],
        job=[{"id": "10", "name": "Service Desk Agent", "status": "open"}],
        job_stage=[{"id": str(n), "job_id": "10", "name": name} for n, name in enumerate(STAGES, 20)],
        source=[{"id": "30", "name": "LinkedIn"}, {"id": "31", "name": "Employee Referral"}],
        application=[
            {"id": "100", "candidate_id": "1", "applied_at": "2021-01-04 08:00:00", "status": "active",
             "current_stage_id": "22", "source_id": "30", "last_activity_at": "2021-01-12 10:00:00"},
            {"id": "101", "candidate_id": "2", "applied_at": "2021-01-05 09:00:00", "status": "rejected",
             "current_stage_id": "21", "source_id": "31", "rejected_at": "2021-01-20 16:30:00.5"},
            {"id": "102", "candidate_id": "3", "applied_at": "2021-01-06 09:00:00", "status": "hired",
             "current_stage_id": "24", "last_activity_at": "2021-02-01 09:00:00"},
        ],
        application_history=[
            {"application_id": "100", "updated_at": "2021-01-06 08:00:00", "new_stage_id": "20"},
            {"application_id": "100", "updated_at": "2021-01-08 08:00:00", "new_stage_id": "21"},
            {"application_id": "100", "updated_at": "2021-01-12 10:00:00", "new_stage_id": "22"},
            {"application_id": "101", "updated_at": "2021-01-10 08:00:00", "new_stage_id": "21"},
            {"application_id": "101", "updated_at": "2021-01-20 16:30:00", "new_status": "rejected"},
            {"application_id": "102", "updated_at": "2021-01-15 08:00:00", "new_stage_id": "23"},
            {"application_id": "102", "updated_at": "2021-02-01 09:00:00", "new_status": "hired"},
        ],
    )  # fmt: skip


def lever():
    return sample(
        "lever",
        contact_email=[{"contact_id": "c1", "email": "kiki@example.org"}],
        contact_phone=[{"contact_id": "c1", "value": "(516) 555-5555"}],
        stage=[{"id": "s-test", "text": "Take-home assessment"},
               {"id": "s-onsite", "text": "On-site interview"}],
        archive_reason=[{"id": "r1", "text": "Offer Declined"}],
        opportunity_source=[{"opportunity_id": "o1", "source": "University fair"}],
        opportunity=[{"id": "o1", "contact": "c1", "name": "Kiki Delivery",
                      "created_at": "2020-03-01 10:00:00", "stage_id": "s-onsite",
                      "archived_at": "2020-03-20 10:00:00", "archived_reason_id": "r1"}],
        opportunity_stage_history=[
            {"opportunity_id": "o1", "updated_at": "2020-03-01 10:00:00", "stage_id": "applicant-new"},
            {"opportunity_id": "o1", "updated_at": "2020-03-05 10:00:00", "stage_id": "s-test"},
            {"opportunity_id": "o1", "updated_at": "2020-03-09 10:00:00", "stage_id": "s-onsite"},
        ],
    )  # fmt: skip


@pytest.fixture
def opening(recruiter):
    return make.an_opening(kind=EmploymentKind.INTERN)


def proposed(files, actor, opening):
    one = uploading.upload(files, opening=opening, channel=make.a_channel("own site"), actor=actor)
    choosing.propose(one, actor=actor)
    return one


def imported(files, actor, opening):
    one = proposed(files, actor, opening)
    running.start(one, actor=actor)
    return worked(one)


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


def visits_of(key):
    row = db.session.scalars(select(ImportRow).where(ImportRow.key == key)).one()
    query = select(Visit).where(Visit.application_id == row.application_id).order_by(Visit.id)
    return db.session.scalars(query).all()


def test_greenhouse_comes_in_with_its_stages_on_their_days(recruiter, opening):
    one = imported(greenhouse(), recruiter, opening)
    assert (one.kind, one.added) == (ImportKind.GREENHOUSE, 3)
    squid = visits_of("greenhouse application 100")
    assert [(one.stage.key, one.entered_at, one.left_at) for one in squid] == [
        ("screening", at(2021, 1, 4, 8), at(2021, 1, 8, 8)),
        ("online test", at(2021, 1, 8, 8), at(2021, 1, 12, 10)),
        ("first interview", at(2021, 1, 12, 10), None),
    ]
    assert [one.outcome for one in squid] == [Outcome.ADVANCED, Outcome.ADVANCED, None]
    assert [one.overridden for one in squid] == [False, True, False]
    application = squid[0].application
    assert (application.person.name, application.person.email) == ("Squid Ward", "squid@example.org")
    assert (application.channel.key, application.applied_at) == ("job site", at(2021, 1, 4, 8))
    assert application.opening.title["en"] == "Service Desk Agent"
    assert (application.opening.shift, application.opening.kind) == (opening.shift, EmploymentKind.INTERN)
    assert application.opening.status is OpeningStatus.PAUSED


def test_a_rejection_there_is_one_here_on_its_day(recruiter, opening):
    imported(greenhouse(), recruiter, opening)
    last = visits_of("greenhouse application 101")[-1]
    assert (last.stage.key, last.outcome) == ("online test", Outcome.REJECTED)
    application = last.application
    assert (application.status, application.closed_at) == (
        Status.REJECTED,
        at(2021, 1, 20, 16, 30, 0, 500000),
    )
    assert application.disposition_reason.key == "rejected otherwise"
    assert (application.person.name, application.person.phone) == ("若溪 宋", "138-1234-5678")


def lever_hire():
    """Kiki was hired there."""
    return [(name, content.replace(b"Offer Declined", b"Hired")) for name, content in lever()]


HIRES = [
    (greenhouse, "greenhouse application 102", "hired", (2021, 2, 1, 9)),
    (lever_hire, "lever opportunity o1", "Hired", (2020, 3, 20, 10)),
]
"""A system, whom it hired, its word for that, and when."""


def told_of(application_id):
    rows = select(ImportRow.problem).where(ImportRow.application_id == application_id)
    return db.session.scalars(rows).one()


@pytest.mark.parametrize(("files", "key", "word", "when"), HIRES)
def test_a_hire_there_is_over_here_neither_work_nor_a_rejection(recruiter, opening, files, key, word, when):
    one = proposed(files(), recruiter, opening)
    assert one.columns["hires"] == {word: words.OVER}
    running.start(one, actor=recruiter)
    one = worked(one)
    last = visits_of(key)[-1]
    application = last.application
    assert (last.stage.key, last.left_at, last.outcome) == ("offer", at(*when), Outcome.WITHDRAWN)
    assert (application.status, application.closed_at) == (Status.WITHDRAWN, at(*when))
    assert application.disposition_reason.key == HIRED_ELSEWHERE
    assert told_of(application.id) == problems.HIRED_OVER
    assert application.id not in {row.id for row in pool.medallists(application.opening_id)}
    assert counting.differences() == []
    assert undone(one).added == 0
    assert db.session.get_one(Application, application.id).status is Status.VOID


@pytest.mark.parametrize(("files", "key", "word", "when"), HIRES)
def test_a_hire_there_can_wait_in_the_last_stage_instead(recruiter, opening, files, key, word, when, browse):
    one = proposed(files(), recruiter, opening)
    db.session.commit()
    page = browse(recruiter)
    shown = page.get(f"/imports/{one.id}")
    assert "fills no seat here" in shown.text("main")
    form = shown.form("form[action$=words]")
    assert form["hires_0"] == words.OVER
    page.follow(page.post(f"/imports/{one.id}/words", {**form, "hires_0": words.WAITS}))
    page.follow(page.post(f"/imports/{one.id}/start"))
    worked(one)
    last = visits_of(key)[-1]
    assert (last.stage.key, last.left_at, last.application.status) == ("offer", None, Status.ACTIVE)
    assert told_of(last.application_id) == problems.HIRED


def test_the_reason_of_a_hire_there_is_offered_to_nobody_by_hand(app):
    assert HIRED_ELSEWHERE not in {one.key for one in reasons.in_use(ReasonFamily.WITHDRAWAL)}


def test_where_the_reason_is_not_known_yet_a_hire_there_waits(recruiter, opening):
    db.session.execute(delete(DispositionReason).where(DispositionReason.key == HIRED_ELSEWHERE))
    one = proposed(greenhouse(), recruiter, opening)
    assert one.columns["hires"] == {"hired": words.WAITS}
    assert [value for value, _said in choosing.offers(recruiter)["hires"]] == [words.WAITS]


def test_a_hire_there_without_a_day_counts_from_the_application(recruiter, opening):
    files = changed_to(b",,", greenhouse(), b",2021-02-01 09:00:00,")
    files = without(files, "application_history.csv", b"2021-02-01")
    imported(files, recruiter, opening)
    last = visits_of("greenhouse application 102")[-1]
    assert last.application.disposition_reason.key == HIRED_ELSEWHERE


def test_lever_comes_in_with_its_stages_on_their_days(recruiter, opening):
    one = imported(lever(), recruiter, opening)
    assert one.kind is ImportKind.LEVER
    kiki = visits_of("lever opportunity o1")
    assert [(one.stage.key, one.entered_at.day) for one in kiki] == [
        ("screening", 1), ("online test", 5), ("second interview", 9),
    ]  # fmt: skip
    application = kiki[0].application
    assert (application.status, application.disposition_reason.key) == (
        Status.WITHDRAWN,
        "declined otherwise",
    )
    assert (application.channel.key, application.opening_id) == ("campus", opening.id)
    assert application.person.phone == "(516) 555-5555"


def without(files, name, row):
    """The files, and in one of them not this row: the one that has `row` in it."""
    return [
        (file, b"".join(one for one in content.splitlines(True) if file != name or row not in one))
        for file, content in files
    ]


STRAY = [
    (greenhouse, "job_stage.csv", b"Take Home Test", "21", "greenhouse application 100"),
    (lever, "stage.csv", b"Take-home", "s-test", "lever opportunity o1"),
]
"""A system, a file of its stages, one that it lists, the key of that, and who was in it."""


@pytest.mark.parametrize(("files", "name", "listed", "stage", "key"), STRAY)
def test_a_stage_that_the_files_do_not_list_is_asked_for_by_its_key_and_told(
    recruiter, opening, files, name, listed, stage, key
):
    stray = without(files(), name, listed)
    one = proposed(long_key(stray, stage), recruiter, opening)
    word = f"{records.UNLISTED}{LONG}"
    assert one.columns["stages"][word] == "", "nobody can guess what it is: left out until somebody says"
    row = db.session.scalars(select(ImportRow).where(ImportRow.key == key)).one()
    assert (row.problem, row.field, row.value) == (problems.UNKNOWN_STAGE, name, LONG)
    running.start(one, actor=recruiter)
    worked(one)
    assert "online test" not in [visit.stage.key for visit in visits_of(key)]


@pytest.mark.parametrize(("files", "name", "listed", "stage", "key"), STRAY)
def test_somebody_can_say_what_the_stage_without_a_name_is(
    recruiter, opening, files, name, listed, stage, key, browse
):
    one = proposed(long_key(without(files(), name, listed), stage), recruiter, opening)
    db.session.commit()
    page = browse(recruiter)
    shown = page.get(f"/imports/{one.id}")
    assert f"not listed in the files: {LONG}" in shown.text("main")
    form = shown.form("form[action$=words]")
    number = sorted(one.columns["stages"]).index(f"{records.UNLISTED}{LONG}")
    page.follow(page.post(f"/imports/{one.id}/words", {**form, f"stages_{number}": "online test"}))
    page.follow(page.post(f"/imports/{one.id}/start"))
    worked(one)
    assert "online test" in [visit.stage.key for visit in visits_of(key)]


LONG = "07d807e0-db2b-4400-9c51-cda7b3acb5ff"


def long_key(files, stage):
    """The files with this stage under a key such as the systems draw."""
    marked = f",{stage}".encode()
    return [(name, content.replace(marked, f",{LONG}".encode()) if "history" in name or name in
             ("application.csv", "opportunity.csv") else content) for name, content in files]  # fmt: skip


def changed_to(new, files, *old):
    """The files with `new` wherever they said one of `old`."""
    pattern = b"|".join(map(re.escape, old))
    return [(name, re.sub(pattern, new, content)) for name, content in files]


@pytest.mark.parametrize(("files", "key"), [(one[0], one[4]) for one in STRAY])
def test_a_step_without_a_moment_is_told(recruiter, opening, files, key):
    proposed(changed_to(b"soon", files(), b"2021-01-08 08:00:00", b"2020-03-05 10:00:00"), recruiter, opening)
    row = db.session.scalars(select(ImportRow).where(ImportRow.key == key)).one()
    assert (row.problem, row.field, row.value) == (problems.NO_MOMENT, "updated_at", "soon")


@pytest.mark.parametrize("files", [greenhouse, lever])
def test_a_reason_that_the_files_do_not_list_is_asked_for_by_its_key(recruiter, opening, files):
    rejected = b"2021-01-20 16:30:00.5,"
    stray = changed_to(rejected + b"77", changed_to(b",r77", files(), b",r1"), rejected)
    one = proposed(stray, recruiter, opening)
    assert any(word.startswith(records.UNLISTED) and word.endswith("77") for word in one.columns["reasons"])


VAIN = [
    (greenhouse, ["scheduled_interview.csv", "scorecard.csv", "scorecard_attribute.csv"],
     "candidate.csv", "company"),
    (lever, ["feedback_form.csv", "interview.csv", "requisition.csv"], "opportunity.csv", "headline"),
]  # fmt: skip
"""A system, its files that nothing here takes, and a column of another one."""


@pytest.mark.parametrize(("files", "whole", "file", "column"), VAIN)
def test_what_is_not_read_is_told_by_the_dry_run_and_afterwards(
    recruiter, opening, files, whole, file, column, browse
):
    one = proposed([*files(), ("empty.csv", b"id,note\n")], recruiter, opening)
    db.session.commit()
    assert sorted(name for name, columns in one.not_read.items() if not columns) == whole
    assert column in one.not_read[file]
    told = {title for columns in one.not_read.values() for title in columns}
    assert not told & {"id", "name", "value", "_fivetran_synced", "_fivetran_deleted"}
    page = browse(recruiter)
    before = page.get(f"/imports/{one.id}")
    assert f"{whole[0]}: the whole file" in before.text("main") and f"{file}: " in before.text("main")
    page.follow(page.post(f"/imports/{one.id}/start"))
    worked(one)
    assert f"{whole[0]}: the whole file" in page.get(f"/imports/{one.id}").text("main")


def test_a_column_without_a_value_is_no_loss(recruiter, opening):
    one = proposed(greenhouse(), recruiter, opening)
    assert "coordinator_id" in one.not_read["candidate.csv"]
    assert "photo_url" not in one.not_read["candidate.csv"]


def test_a_table_leaves_nothing_unread_that_was_not_chosen(recruiter, opening):
    assert checked(a_file(BO), recruiter, opening).not_read is None


@pytest.mark.parametrize(
    ("files", "mails", "row", "key"),
    [
        (greenhouse, "email_address.csv", b"1,1,,other,second@example.org\n", "greenhouse application 100"),
        (lever, "contact_email.csv", b"c1,second@example.org,\n", "lever opportunity o1"),
    ],
)
def test_further_addresses_are_told_by_their_lines(recruiter, opening, files, mails, row, key):
    more = [(name, content + row if name == mails else content) for name, content in files()]
    line = next(content.count(b"\n") for name, content in more if name == mails)
    proposed(more, recruiter, opening)
    told = db.session.scalars(select(ImportRow).where(ImportRow.key == key)).one()
    assert (told.problem, told.field, told.value) == (problems.FURTHER, mails, str(line))


def test_all_there_is_to_say_of_somebody_is_said(recruiter, opening):
    more = [(name, content + b"3,1,,other,second@example.org\n" if name == "email_address.csv" else content)
            for name, content in without(greenhouse(), "job_stage.csv", b"Face to Face")]  # fmt: skip
    one = imported(more, recruiter, opening)
    number = visits_of("greenhouse application 102")[0].application_id
    told = db.session.scalars(select(ImportRow.problem).where(ImportRow.application_id == number))
    assert sorted(told) == sorted([problems.HIRED_OVER, problems.UNKNOWN_STAGE, problems.FURTHER])
    assert undone(one).added == 0


@pytest.mark.parametrize(("files", "added"), [(lever, 3), (greenhouse, 3)])
def test_what_does_not_belong_together_is_told_and_the_rest_comes_in(recruiter, opening, files, added):
    one = imported(files(), recruiter, opening)
    faulty = select(ImportRow.problem).where(ImportRow.outcome == RowOutcome.FAULTY)
    assert one.added == added and set(db.session.scalars(faulty)) <= {
        problems.ANONYMOUS, problems.NO_PERSON, problems.NO_APPLICATION,
    }  # fmt: skip
    assert one.rows == one.added + one.faulty and one.faulty > 0


def test_the_samples_alone_are_read_to_the_last_line(recruiter, opening):
    one = proposed(sample("lever"), recruiter, opening)
    assert (one.rows, one.added, one.faulty) == (3, 2, 1)
    one = proposed(sample("greenhouse"), recruiter, opening)
    assert (one.rows, one.added, one.faulty) == (4, 0, 4)
    with pytest.raises(ImportRefused):
        running.start(one, actor=recruiter)


def test_repeating_it_adds_nothing_not_even_an_opening(recruiter, opening):
    imported(greenhouse(), recruiter, opening)
    there = db.session.scalars(select(Opening.id).order_by(Opening.id)).all()
    again = proposed(greenhouse(), recruiter, opening)
    assert (again.added, again.known) == (0, 3)
    assert db.session.scalars(select(Opening.id).order_by(Opening.id)).all() == there
    assert again.columns["openings"]["Service Desk Agent"] == str(there[-1])


def test_the_record_gives_the_state_back_today_and_on_a_day_long_gone(recruiter, opening):
    imported(greenhouse(), recruiter, opening)
    told = history.replay(db.session.scalars(select(Entry).order_by(Entry.id)))
    for application_id in db.session.scalars(select(Application.id)):
        visit = standing.latest_visit(application_id)
        assert told[application_id] == history.state_of(visit.application, visit)
    made = visits_of("greenhouse application 100")[0].application.opening
    then = past.columns_at(made, Filters(), recruiter, at(2021, 1, 9))
    assert [column.found for column in then][:3] == [2, 1, 0]


def test_words_can_be_chosen_otherwise(recruiter, opening):
    one = proposed(greenhouse(), recruiter, opening)
    chosen = {kind: dict(words) for kind, words in one.columns.items()}
    chosen["openings"]["Service Desk Agent"] = str(opening.id)
    chosen["stages"]["Phone Interview"] = "second interview"
    chosen["channels"]["LinkedIn"] = "headhunter"
    choosing.choose(one, chosen, actor=recruiter)
    running.start(one, actor=recruiter)
    worked(one)
    last = visits_of("greenhouse application 100")[-1]
    assert (last.stage.key, last.opening_id) == ("second interview", opening.id)
    assert last.application.channel.key == "headhunter"


def test_an_opening_can_be_left_out(recruiter, opening):
    one = proposed(greenhouse(), recruiter, opening)
    choosing.choose(one, {**one.columns, "openings": {"Service Desk Agent": ""}}, actor=recruiter)
    assert (one.added, one.faulty) == (0, one.rows)


def test_it_is_undone_like_any_other(recruiter, opening):
    one = undone(imported(greenhouse(), recruiter, opening))
    assert one.added == 0
    assert set(db.session.scalars(select(Application.status))) == {Status.VOID}
    assert all(db.session.scalars(select(Visit.voided_at)))
    assert not db.session.scalars(select(Person).where(Person.name == "Squid Ward")).first()
    again = imported(greenhouse(), recruiter, opening)
    assert again.added == 3


def made(one):
    """The opening that the import made."""
    return db.session.get_one(Opening, int(one.columns["openings"]["Service Desk Agent"]))


def test_the_opening_it_made_is_closed_with_it_and_says_why(recruiter, opening, browse):
    one = imported(greenhouse(), recruiter, opening)
    assert "Openings that it made are closed" in browse(recruiter).get(f"/imports/{one.id}").text()
    undone(one)
    closed = made(one)
    assert (closed.status, closed.closed_at is not None) == (OpeningStatus.CLOSED, True)
    assert opening.status is OpeningStatus.OPEN, "it was there before"
    told = select(Entry).where(Entry.subject_kind == "opening").order_by(Entry.id.desc())
    last = db.session.scalars(told).first()
    assert (last.verb, last.subject_id, last.actor_id) == ("taken back", closed.id, recruiter.id)
    told = browse(recruiter).get(f"/openings/{closed.id}/settings").text()
    assert "the import that made it was undone" in told
    again = imported(greenhouse(), recruiter, opening)
    assert made(again).id != closed.id, "the next one gets its own"


def changed(one, recruiter):
    openings.resume(made(one), actor=recruiter)


def rested_again(one, recruiter):
    openings.resume(made(one), actor=recruiter)
    openings.pause(made(one), actor=recruiter)


def worked_on(one, recruiter):
    application = db.session.scalars(select(Application).where(Application.status == Status.ACTIVE)).first()
    visit, why = standing.latest_visit(application.id), make.a_reason(ReasonFamily.WITHDRAWAL)
    closing.withdraw(visit, why, actor=recruiter)


def seats_added(one, recruiter):
    seats.set_seats(made(one), 2, actor=recruiter)


@pytest.mark.parametrize("use", [changed, rested_again, worked_on, seats_added])
def test_an_opening_that_somebody_has_used_stays(recruiter, opening, use):
    one = imported(greenhouse(), recruiter, opening)
    use(one, recruiter)
    before = made(one).status
    db.session.commit()
    undone(one)
    assert made(one).status is before


def test_a_cancelled_import_closes_its_openings_too(recruiter, opening):
    one = proposed(greenhouse(), recruiter, opening)
    running.start(one, actor=recruiter)
    running.cancel(one, actor=recruiter)
    worked(one)
    assert made(one).status is OpeningStatus.CLOSED


def test_a_zip_and_the_page_do_without_a_question(recruiter, opening, browse):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in greenhouse():
            file.writestr(f"export/{name}", content)
        file.writestr("__MACOSX/._candidate.csv", b"\x00")
    page = browse(recruiter)
    sent = {"files": (io.BytesIO(packed.getvalue()), "export.zip"), "opening": str(opening.id),
            "channel": str(make.a_channel().id)}  # fmt: skip
    shown = page.follow(page.post("/imports/new", sent, content_type="multipart/form-data"))
    assert "3 applications would be added" in shown.text() and "Phone Interview" in shown.text("main")
    form = shown.form("form[action$=words]")
    shown = page.follow(page.post(f"{shown.path}/words", form))
    assert "3 applications would be added" in shown.text()
    page.follow(page.post(f"{shown.path}/start"))


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in files:
            file.writestr(name, content)
    return [("export.zip", packed.getvalue())]


BESIDE = [
    ("files/Ann.pdf", b"%PDF-1.7"),
    ("files/Bo.PDF", b"%PDF-1.7"),
    ("README", b"?"),
    (".DS_Store", b"?"),
]


def test_what_in_a_zip_is_no_table_is_said_not_to_be_read(recruiter, opening):
    one = proposed(zipped([*greenhouse(), *BESIDE]), recruiter, opening)
    assert one.kind is ImportKind.GREENHOUSE and one.not_read["*.pdf × 2"] == one.not_read["* × 1"] == []
    assert not [name for name in one.not_read if "DS_Store" in name]


def test_a_table_may_lie_in_a_zip_beside_other_files(recruiter, opening, browse):
    one = checked(zipped([*BESIDE, ("list.csv", a_file(BO))]), recruiter, opening)
    assert (one.kind, one.added) == (ImportKind.TABLE, 1)
    db.session.commit()
    shown = browse(recruiter).get(f"/imports/{one.id}")
    assert "*.pdf × 2" in shown.text("[aria-labelledby=not-read]")


def saying(files, name, **cells):
    """The files, and in the last row of one of them these cells, with a column where there is none."""
    content = dict(files)[name].decode()
    header, *rows = csv.reader(content.splitlines())
    rows[-1] += [""] * (len(header) - len(rows[-1]))
    for column, cell in cells.items():
        if column in header:
            rows[-1][header.index(column)] = cell
        else:
            header.append(column)
            rows = [[*row, ""] for row in rows[:-1]] + [[*rows[-1], cell]]
    return [(one, a_file(*rows, header=header) if one == name else kept) for one, kept in files]


@pytest.mark.parametrize(
    ("files", "table", "row"),
    [
        (greenhouse, "application", {"job_id": "77", "current_stage_id": "", "source_id": "job 88"}),
        (lever, "opportunity", {"posting_id": "77"}),
    ],
)
def test_an_opening_and_a_source_that_the_files_do_not_list_are_asked_about(
    recruiter, opening, files, table, row
):
    changed = saying(files(), f"{table}.csv", **row)
    one, there = proposed(changed, recruiter, opening), f"{records.UNLISTED}77"
    assert one.columns["openings"][there] == str(opening.id), "the opening that was chosen for the import"
    assert proposed(changed, recruiter, None).columns["openings"][there] == words.LEFT_OUT
    if "source_id" in row:
        assert one.columns["channels"][f"{records.UNLISTED}job 88"] == one.channel.key, "and no guess"


def test_an_export_without_an_opening_of_its_own_needs_one(recruiter):
    make.an_opening()
    one = proposed(lever(), recruiter, None)
    rows = db.session.scalars(select(ImportRow).where(ImportRow.problem == problems.UNNAMED)).all()
    assert one.added == 0 and {row.field for row in rows} == {"opening"}


def test_the_opening_of_whoever_has_none_there_is_chosen_on_the_page_without_another_upload(
    recruiting_page, recruiter
):
    opening = make.an_opening()
    one = proposed(lever(), recruiter, None)
    address = f"/imports/{one.id}"
    asked = recruiting_page.get(address)
    [choice] = [row for row in asked.all("form tr") if "no opening named" in row.get_text()]
    assert words.NEW not in [option["value"] for option in choice.select("option")]
    filled = {field["name"]: chosen_of(field) for field in asked.all("form select")}
    filled[choice.select_one("select")["name"]] = str(opening.id)
    recruiting_page.post(f"{address}/words", filled)
    assert "no opening for it" not in recruiting_page.get(address).text("main")
    db.session.expire_all()
    assert one.added == 3
    running.start(one, actor=recruiter)
    worked(one)
    assert {visit.application.opening_id for visit in visits_of("lever opportunity o1")} == {opening.id}


def test_what_was_checked_before_that_was_asked_still_goes_where_the_import_goes(recruiter, opening):
    one = proposed(lever(), recruiter, opening)
    assert one.columns["openings"] == {records.UNLISTED: str(opening.id)}
    one.columns = {**one.columns, "openings": {}}
    checking.check(one, actor=recruiter)
    assert one.added == 3


def chosen_of(field):
    return next((option["value"] for option in field.select("option[selected]")), "")


def test_faulty_rows_of_several_files_count_each_though_their_lines_have_one_number(
    recruiting_page, recruiter, opening
):
    one = proposed(sample("greenhouse"), recruiter, opening)
    shown = recruiting_page.get(f"/imports/{one.id}")
    assert one.faulty == 4 and len(shown.all("tbody tr:has(td.num)")) == 4
    assert "Faulty 4" in shown.text(".seg")


@pytest.fixture
def recruiting_page(browse, recruiter):
    return browse(recruiter)
