"""Finding people: by part of a name, by sound, despite a typing error, by contact and résumé, in reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core import grams
from core.db import db
from people.permissions import Role
from recruiting import candidates, indexing
from recruiting.models import Application, Candidate, Gram, HiringTeamMember
from recruiting.queries import finding, searching, spellings
from recruiting.states import GramKind, Part, Status
from tests import factories as make


def an_applicant(opening, name, latin_name=None, phone=None, email=None):
    person = make.a_person(name, email=email)
    person.latin_name, person.phone = latin_name, phone
    return make.an_application(opening, person).application


def found(text, reader):
    return [row.name for row, _by in finding.people(text, reader).rows]


@pytest.mark.parametrize(
    "typed",
    [
        "王", "晓", "明", "王晓", "晓明", "王晓明", "wang", "WANG", "xiaoming", "ming", "wangxiaoming",
        "wang xiaoming", "xiaoming wang", "Xiao Ming", "wxm", "ｗａｎｇ",
    ],
)  # fmt: skip
def test_a_chinese_name_is_found_by_any_part_of_it_and_as_it_sounds(recruiter, opening, typed):
    an_applicant(opening, "王晓明")
    an_applicant(opening, "赵立")
    assert found(typed, recruiter) == ["王晓明"]


@pytest.mark.parametrize("typed", ["shan", "dan", "chan", "zeng", "ceng", "shanxiaozeng"])
def test_a_character_with_several_readings_is_found_by_each(recruiter, opening, typed):
    an_applicant(opening, "单小曾")
    assert found(typed, recruiter) == ["单小曾"]


@pytest.mark.parametrize("typed", ["lu", "lv", "lǚ"])
def test_a_u_with_dots_is_found_as_it_is_typed(recruiter, opening, typed):
    an_applicant(opening, "吕方")
    assert found(typed, recruiter) == ["吕方"]


@pytest.mark.parametrize(
    "typed", ["m", "Marta", "arta", "lind", "qvist", "indqv", "marta lind", "Lindqvist, Marta", "lindqvist m"]
)
def test_a_latin_name_is_found_by_any_part_of_it_in_any_order(recruiter, opening, typed):
    an_applicant(opening, "Marta Lindqvist")
    assert found(typed, recruiter) == ["Marta Lindqvist"]


@pytest.mark.parametrize("typed", ["O’Brien", "o'brien", "obrien", "zoe", "Zoë"])
def test_accents_and_apostrophes_do_not_matter(recruiter, opening, typed):
    an_applicant(opening, "Zoë O’Brien")
    assert found(typed, recruiter) == ["Zoë O’Brien"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("wnag", "王晓明"), ("xiaomign", "王晓明"), ("xaoming", "王晓明"), ("wangxiaomign", "王晓明"),
        ("王小明", "王晓明"), ("Lindqvst", "Marta Lindqvist"), ("Lindkvist", "Marta Lindqvist"),
        ("Matra", "Marta Lindqvist"),
    ],
)  # fmt: skip
def test_a_typing_error_still_finds_who_was_meant_and_says_so(browse, recruiter, opening, typed, name):
    an_applicant(opening, "王晓明")
    an_applicant(opening, "Marta Lindqvist")
    an_applicant(opening, "Priya Raman")
    assert found(typed, recruiter) == [name]
    page = browse(recruiter).get("/find", query_string={"q": typed})
    assert page.text("#people") == "Called nearly so" and page.texts("tbody .person")[0].startswith(name)


def test_what_nobody_is_called_finds_nobody(browse, recruiter, opening):
    an_applicant(opening, "王晓明")
    for typed in ("qqq", "张伟", "zzzzzzzz", "9999", "%", "_", "?", "x@y.z", "   "):
        assert found(typed, recruiter) == []
    assert browse(recruiter).get("/find?q=qqq").has(".empty")


def test_the_end_of_a_phone_number_finds_its_owner_however_it_is_written(recruiter, opening):
    an_applicant(opening, "王晓明", phone="+86 138-0013-8000")
    for typed in ("8000", "138000", "1380 0138 000", "13800138000", "+86 13800138000", "008613800138000"):
        assert found(typed, recruiter) == ["王晓明"]
    assert found("000", recruiter) == [] and found("1380", recruiter) == []


@pytest.mark.parametrize("typed", ["shen", "shen.yue", "yue@", "harbour", "SHEN.YUE@HARBOUR.example", "yue"])
def test_an_address_is_found_by_each_of_its_parts(recruiter, opening, typed):
    an_applicant(opening, "陈晨", email="shen.yue@harbour.example")
    assert found(typed, recruiter) == ["陈晨"]


def test_a_better_name_stands_before_a_worse_one(recruiter, opening):
    an_applicant(opening, "Lin Daniela")
    an_applicant(opening, "Dan Ager")
    an_applicant(opening, "Jordan Lee")
    assert found("dan ager", recruiter)[0] == "Dan Ager"


def test_contact_is_searched_only_for_who_may_see_it(opening):
    an_applicant(opening, "王晓明", phone="13800138000", email="secret@example.org")
    manager = make.an_account(Role.MANAGER)
    assert found("secret", manager) == found("8000", manager) == []
    assert found("王", manager) == ["王晓明"]


def test_contact_is_searched_only_in_the_team_for_which_it_may_be_seen(app):
    here, there = make.a_team("Here"), make.a_team("There")
    account = make.an_account(Role.RECRUITER, team=here)
    member_of = make.an_opening(team=there)
    account.grants.append(type(account.grants[0])(role=Role.MANAGER, team_id=there.id))
    db.session.flush()
    an_applicant(make.an_opening(team=here), "Here Hu", phone="13800138000")
    an_applicant(member_of, "There Tang", phone="13900138000")
    assert found("8000", account) == ["Here Hu"]
    assert found("hu", account) == ["Here Hu"] and found("tang", account) == ["There Tang"]


def test_what_a_resume_says_is_searched_only_for_who_may_see_files(recruiter, opening):
    application = an_applicant(opening, "王晓明")
    resume = {"basics": {"summary": "Three years of 售后客服 with SAP"}, "work": [{"name": "Harbour Books"}]}
    db.session.add(Candidate(person_id=application.person_id, resume=resume))
    db.session.flush()
    indexing.index_texts(application.person_id)
    for typed in ("sap", "客服", "售后客服", "harbour sap"):
        rows = finding.people(typed, recruiter).rows
        assert [(row.name, by) for row, by in rows] == [("王晓明", GramKind.RESUME)]
    assert found("sap oracle", recruiter) == []
    team = make.an_account(Role.INTERVIEWER)
    assert found("sap", team) == []


def test_nobody_out_of_reach_is_found(app, opening):
    an_applicant(opening, "Beyond Reach")
    mine = make.an_opening(team=make.a_team("Mine"))
    application = an_applicant(mine, "Within Reach")
    of_team = make.an_account(Role.RECRUITER, team=mine.team)
    assert found("reach", of_team) == ["Within Reach"]
    invited = make.an_account(Role.MANAGER, team=make.a_team("Another"))
    assert found("reach", invited) == []
    db.session.add(
        HiringTeamMember(opening_id=application.opening_id, account_id=invited.id, part=Part.RECRUITER)
    )
    db.session.flush()
    assert found("reach", invited) == ["Within Reach"]
    assert found("reach", make.an_account(Role.INTERVIEWER)) == []


def test_the_filter_of_board_and_list_finds_the_same_people(browse, recruiter, opening):
    an_applicant(opening, "王晓明", phone="13800138000")
    an_applicant(opening, "赵立")
    browser = browse(recruiter)
    for typed in ("王", "xiaoming", "wnag", "8000"):
        for path in ("/applications", f"/openings/{opening.id}/board"):
            page = browser.get(path, query_string={"text": typed})
            assert [name[:3] for name in page.texts(".person")] == ["王晓明"], (typed, path)
    assert not browser.get("/applications?text=qqq").has("tbody .person")


@pytest.mark.parametrize("most", [2, 2000])
def test_many_of_one_name_are_found_as_few_are(monkeypatch, browse, recruiter, opening, most):
    monkeypatch.setattr(searching, "MOST", most)
    for number in range(6):
        an_applicant(opening, f"Number {number}", phone=f"1380013800{number}")
    another = an_applicant(make.an_opening(), "Number 9")
    browser = browse(recruiter)
    assert len(found("num", recruiter)) == 7
    page = browser.get("/applications", query_string={"text": "num", "opening": another.opening_id})
    assert page.texts("tbody .person") == ["Number 9"]
    assert len(browser.get(f"/openings/{opening.id}/board?text=number").all(".person")) == 6


def test_a_corrected_name_is_found_and_the_old_one_no_more(recruiter, opening):
    application = an_applicant(opening, "Old Nam")
    known = candidates.Background(name="New Name", email="new@example.org", phone="13800138000")
    candidates.correct(application, known, actor=recruiter)
    assert found("old", recruiter) == [] and found("new name", recruiter) == ["New Name"]
    assert found("8000", recruiter) == ["New Name"]


def test_indexing_again_changes_nothing_and_writes_nothing(counted, opening):
    person = an_applicant(opening, "王晓明", "Wang Xiaoming", "13800138000").person
    before = spellings.pieces(person.id, list(GramKind))
    with counted() as seen:
        indexing.index(person)
    assert spellings.pieces(person.id, list(GramKind)) == before
    assert not [one for one in seen if not one.startswith("SELECT")]


def test_what_is_loaded_in_bulk_is_what_indexing_one_by_one_writes(opening):
    person = an_applicant(opening, "王晓明", "Wang Xiaoming", "13800138000", "wang@example.org").person
    bulk = indexing.pieces_of(person.name, person.latin_name, person.phone, person.email)
    assert spellings.pieces(person.id, list(GramKind)) == bulk


def test_the_index_can_be_built_anew(app, recruiter, opening):
    an_applicant(opening, "王晓明")
    an_applicant(opening, "Marta Lindqvist")
    db.session.execute(Gram.__table__.delete())
    db.session.commit()
    assert found("王", recruiter) == []
    told = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert told.exit_code == 0 and "built anew" in told.output
    db.session.rollback()
    assert found("王", recruiter) == ["王晓明"] and found("lind", recruiter) == ["Marta Lindqvist"]


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_cut_and_each_name_begins_with_itself(name, typed):
    whole = grams.squeezed(name)
    pieces = grams.of_name(name)
    assert not whole or any(piece.startswith(whole[:1]) for piece in pieces)
    for piece in pieces | grams.misspellings_of_name(name) | grams.of_text(name) | grams.of_mail(name):
        assert piece and len(piece) <= grams.LONGEST
        assert piece < grams.after(piece) and piece + "\U0010ffff" >= piece
    searching.likeness(typed, name, None) if grams.squeezed(typed) and whole else None


def test_of_very_many_the_newest_are_looked_at_and_all_where_those_do_not_count(
    monkeypatch, recruiter, opening
):
    monkeypatch.setattr(finding, "RANKED", 2)
    monkeypatch.setattr(finding, "LOOKED_AT", 3)
    for number in range(6):
        an_applicant(opening, f"Marta {'abcdef'[number]}")
    assert found("marta", recruiter) == ["Marta f", "Marta e"]
    for one in db.session.scalars(select(Application).order_by(Application.id.desc()).limit(3)):
        one.status, one.closed_at = Status.VOID, one.applied_at
    db.session.flush()
    assert found("marta", recruiter) == ["Marta c", "Marta b"]


def test_a_rare_reading_of_a_character_is_no_way_to_be_called_nearly_so(recruiter, opening):
    """王 may be read yu as well; who looks for a Wang does not mean everybody called Yu."""
    for name in ("余嘉树", "吴予白", "程远"):
        an_applicant(opening, name)
    assert found("王", recruiter) == []
    an_applicant(opening, "汪洋")
    assert found("王", recruiter) == ["汪洋"], "it sounds the same"


def test_who_is_usually_read_so_stands_before_who_is_rarely(recruiter, opening):
    """方 may be read wang: who came last with such a name must not stand above everybody called so."""
    for name in ("吴望舒", "王晓明", "方野"):
        an_applicant(opening, name)
    assert found("wang", recruiter) == ["王晓明", "吴望舒", "方野"]
