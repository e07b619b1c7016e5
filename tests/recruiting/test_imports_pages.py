"""The pages of an import, from the upload to the undo, as a recruiter meets them."""

import io

import pytest
from sqlalchemy import select

from core import tables_in
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import jobs
from recruiting.models import Application, CandidateImport, ImportState
from recruiting.states import Status
from tests import factories as make
from tests.recruiting.importing import AMARA, BO, SONG, a_file, checked, imported, started, worked

BAD = ["Ada", "not an address", "1.38E+10", "", "", "", ""]


@pytest.fixture
def opening(recruiter):
    return make.an_opening()


def upload(page, content, opening=None, name="候选人.csv", expect=302):
    return page.post(
        "/imports/new",
        {
            "files": (io.BytesIO(content), name),
            "opening": str(opening.id) if opening else "",
            "channel": str(make.a_channel("campus").id),
        },
        expect=expect,
        content_type="multipart/form-data",
    )


def the_import():
    db.session.expire_all()
    return db.session.scalars(select(CandidateImport).order_by(CandidateImport.id.desc())).first()


def test_from_the_upload_to_the_undo(page, opening):
    shown = page.follow(upload(page, a_file(SONG, AMARA, BAD), opening))
    sent = shown.form("form.panel")
    assert (
        sent["column_0"] == "name" and sent["column_2"] == "phone" and "宋嘉树 · Amara" in shown.text("table")
    )
    one = the_import()
    shown = page.follow(page.post(f"/imports/{one.id}/columns", sent))
    assert "2 applications would be added" in shown.text() and "One row is faulty" in shown.text()
    assert [row.split()[0] for row in shown.texts("section.panel tr[data-row]")] == ["4", "4"]
    shown = page.follow(page.post(f"/imports/{one.id}/start"))
    assert shown.has("[data-progress]") and "0 of 3 rows" in shown.text()
    jobs.imports_go_on()
    shown = page.get(f"/imports/{one.id}")
    assert "2 applications were added" in shown.text() and "One row was faulty" in shown.text()
    shown = page.follow(page.post(f"/imports/{one.id}/undoing"))
    assert "Being taken back" in shown.text()
    jobs.imports_go_on()
    shown = page.get(f"/imports/{one.id}")
    assert "was undone" in shown.text() and "Nothing of it is left" in shown.text()
    assert set(db.session.scalars(select(Application.status))) == {Status.VOID}


def test_the_page_is_whole_in_chinese(browse, recruiter, opening):
    one = checked(a_file(SONG, BAD), recruiter, opening)
    recruiter.language = "zh_Hans"
    shown = browse(recruiter).get(f"/imports/{one.id}")
    assert "试运行" in shown.text()
    assert "试运行" not in browse(make.an_account(Role.RECRUITER)).get(f"/imports/{one.id}").text()


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b'a,b\n"x', b"PK\x03\x04rubbish"])
def test_what_is_no_table_is_refused_with_its_sentence(page, opening, content):
    shown = upload(page, content, opening, expect=422)
    assert shown.has("[data-refusal]") and the_import() is None


def test_no_file_and_too_many_tables_are_refused(page, opening):
    data = {"channel": str(make.a_channel().id), "opening": ""}
    assert "Choose a file" in page.post("/imports/new", data, expect=422).text()
    files = [(io.BytesIO(a_file(SONG)), "a.csv"), (io.BytesIO(a_file(BO)), "b.csv")]
    shown = page.post("/imports/new", data | {"files": files}, expect=422, content_type="multipart/form-data")
    assert "Greenhouse" in shown.text("[data-refusal]")


def test_columns_that_will_not_do_are_refused_and_stay_chosen(page, recruiter, opening):
    page.follow(upload(page, a_file(SONG), opening))
    one = the_import()
    shown = page.post(
        f"/imports/{one.id}/columns", {"column_0": "", "column_1": "email", "column_2": "email"}, expect=422
    )
    assert "No column is said to hold the name" in shown.text("[data-refusal]")
    assert shown.form("form.panel")["column_2"] == "email"
    assert the_import().state is ImportState.UPLOADED


def test_faulty_rows_are_handed_out_and_come_back_mended(page, recruiter, opening):
    one = checked(a_file(SONG, BAD), recruiter, opening)
    for kind in ("csv", "xlsx"):
        content = page.get(f"/imports/{one.id}/faulty/{kind}").response.get_data()
        table = tables_in.read(content)
        [row] = list(table.rows)
        assert table.header[-2:] == ["Line", "What is wrong"]
        assert row.cells[:3] == ["Ada", "not an address", "1.38E+10"] and row.cells[7] == "3"
        assert "E-mail" in row.cells[8] and "Phone" in row.cells[8]
    shown = page.follow(upload(page, content, opening))
    assert shown.form("form.panel")["column_1"] == "email"  # the layout is remembered as the same


def test_the_template_comes_in_without_a_question(page, opening):
    for kind in ("csv", "xlsx"):
        content = page.get(f"/imports/template/{kind}").response.get_data()
        shown = page.follow(upload(page, content, opening, name=f"template.{kind}"))
        sent = shown.form("form.panel")
        assert "" not in [sent[name] for name in sent if name.startswith("column_")]
        one = the_import()
        shown = page.follow(page.post(f"/imports/{one.id}/columns", sent))
        assert the_import().faulty == (0 if opening.code == "OP-101" else 1)


def test_the_same_file_is_told(page, recruiter, opening):
    imported(a_file(SONG), recruiter, opening)
    shown = page.follow(upload(page, a_file(SONG), opening))
    assert "This very file was imported" in shown.text(".notice-warn")


def test_a_running_import_is_cancelled_and_a_late_press_is_told(page, recruiter, opening):
    one = started(a_file(SONG), recruiter, opening)
    page.post(f"/imports/{one.id}/cancellation")
    shown = page.post(f"/imports/{one.id}/cancellation", expect=422)
    assert "Not cancelled" in shown.text("[data-refusal]")
    jobs.imports_go_on()
    assert "was cancelled" in page.get(f"/imports/{one.id}").text()


def test_the_progress_is_a_part_that_ends(page, recruiter, opening):
    one = started(a_file(SONG), recruiter, opening)
    part = page.get(f"/imports/{one.id}/progress", headers={"HX-Request": "true"})
    assert part.has("section[data-progress]")
    worked(one)
    assert not page.get(f"/imports/{one.id}/progress", headers={"HX-Request": "true"}).has("[data-progress]")


def test_an_import_is_seen_by_its_owner_and_by_who_recruits_everywhere(browse, recruiter, opening):
    team = make.a_team()
    owner = make.an_account(Role.RECRUITER, team=team)
    other = make.an_account(Role.RECRUITER, team=team)
    one = imported(a_file(SONG), owner, make.an_opening(team=team))
    for path in (f"/imports/{one.id}", f"/imports/{one.id}/faulty/csv", f"/imports/{one.id}/rows/known/csv"):
        browse(owner).get(path)
        browse(recruiter).get(path)
        browse(other).get(path, expect=404)
    assert one.name in browse(recruiter).get("/imports").text()
    assert one.name not in browse(other).get("/imports").text()


def test_the_list_is_exported_as_it_is_shown(page, recruiter, opening):
    imported(a_file(SONG), recruiter, opening, name="=first.csv")
    checked(a_file(BO), recruiter, opening, name="second.csv")
    whole = page.get("/imports/export/csv").response.get_data(as_text=True)
    assert "second.csv" in whole and "'=first.csv" in whole and "\n=first" not in whole
    done = page.get("/imports/export/csv?state=done").response.get_data(as_text=True)
    assert "second.csv" not in done and "first.csv" in done
    assert [row.split()[0] for row in page.get("/imports?state=done").texts("tr[data-row]")] == ["=first.csv"]


def test_a_discarded_import_is_gone(page, recruiter, opening):
    one = checked(a_file(SONG), recruiter, opening)
    shown = page.follow(page.post(f"/imports/{one.id}/discarding"))
    assert "was discarded" in shown.text(".notice")
    assert one.name not in page.get("/imports").text("main")


def test_a_page_costs_the_same_however_many_rows(page, recruiter, opening, counted):
    ids = [checked(a_file(SONG, *[BAD] * many), recruiter, opening).id for many in (1, 40)]
    db.session.commit()
    seen = []
    for import_id in ids:
        with counted() as statements:
            page.get(f"/imports/{import_id}")
        seen.append(statements.count)
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("language", "told", "word"),
    [("en", "One row has the e-mail address of somebody", "It is the same person"),
     ("zh_Hans", "有 1 行的邮箱已属于系统中另一姓名的人", "就是同一人")],
)  # fmt: skip
def test_who_is_here_under_another_name_waits_for_a_word_that_can_be_taken_back(
    browse, opening, recruiter, language, told, word
):
    known = make.a_person("Amara Bello", email="amara@example.org")
    recruiter.language = language
    one, page = checked(a_file(SONG, AMARA), recruiter, opening), browse(recruiter)
    here, same = f"/imports/{one.id}", f"/imports/{one.id}/same-people"
    shown = page.get(here)
    assert told in shown.text(".notice") and word in shown.text(".notice form")
    assert counted(the_import()) == (1, 1)
    shown = page.follow(page.post(same, {"same": "y"}))
    assert counted(the_import()) == (2, 0) and word not in shown.text()
    page.post(same, {})
    assert counted(the_import()) == (1, 1)
    page.post(same, {"same": "y"})
    page.post(f"{here}/start")
    page.post(same, {}, expect=422)
    assert counted(worked(the_import())) == (2, 0)
    said = db.session.scalars(select(Entry).where(Entry.verb == "same people said").order_by(Entry.id))
    assert [one.details["now"] for one in said] == [True, False, True]
    [application] = db.session.scalars(select(Application).where(Application.person_id == known.id))
    assert application.status is Status.ACTIVE and known.name == "Amara Bello"


def counted(one):
    return one.added, one.faulty
