"""Nesting's daily numbers from a file: looked at first, taken in by the verb of the sheet, taken back."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.record import Entry, Way
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, noon
from tests.training.passing import OVER, passed
from training import importing, nesting
from training.imports import nesting as files
from training.models import NestingDay
from training.queries import nesting as queries
from training.queries import nesting_files

DAY = timedelta(days=1)
PATH = "/training/nesting/import"


@pytest.fixture
def trainer(app):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return a_trainer()


@pytest.fixture
def own(trainer):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        cohort = a_cohort(trainer)
        trainee = a_trainee(cohort, trainer, "程念")
    passed(trainee, cohort, trainer)
    return queries.of_enrolment(trainee.id).nesting


@pytest.fixture
def later(own):
    """Some days on, when there is something to measure."""
    with clock.at(noon(OVER + 9 * DAY)):
        yield


def head(own):
    first, second, third, fourth = own.policy.targets
    named = (first.name["en"], second.name["zh_Hans"], third.key, fourth.name["en"])
    return "Name,日期," + ",".join(f'"{one}"' for one in named) + ",Charm\n"


def read(text, trainer, day=None):
    return files.read(text.encode(), nesting_files.group(trainer), day)


def standing(own):
    return {one.day: dict(one.actuals) for one in queries.days([own.id])[own.id]}


def rows():
    return db.session.scalar(select(func.count()).select_from(NestingDay))


def test_a_file_is_read_in_either_language_with_a_problem_for_each_bad_line(own, trainer, later):
    day = f"{OVER:%Y-%m-%d}"
    text = head(own) + (
        f"程念,{day},34,50,4.6,90,1\n"
        f"程念,{OVER:%Y年%m月%d日},many,50,4.6,90,1\n"
        f"Nobody,{day},1,1,1,1,1\n"
        f"程念,soon,1,1,1,1,1\n"
        f"程念,{OVER:%Y/%m/%d},1,1,1,1,1\n"
        f"程念,{OVER + DAY},,,,,1\n"
    )
    found = read(text, trainer)
    assert found.unknown == ["Charm"]
    assert [(one.line, one.problem) for one in found.lines] == [
        (2, None),
        (3, "“many” is no number."),
        (4, "Nobody who nests within your reach is called Nobody."),
        (5, "“soon” is no day: 2026-10-01."),
        (6, "Line 2 is about the same person and day."),
        (7, "There is no number on this line."),
    ]
    assert (found.lines[0].day, found.lines[0].measured["contacts"]) == (OVER, 34)


def test_the_same_file_twice_changes_nothing_and_a_changed_one_corrects(own, trainer, later):
    def take(contacts):
        text = head(own) + f"程念,{OVER},{contacts},50,4.6,90,\n程念,{OVER + DAY},30,50,4.6,90,\n"
        return importing.take_in(read(text, trainer).lines, "week.csv", actor=trainer)

    assert take(34) == importing.Taken(entered=2)
    assert take(34) == importing.Taken(known=2)
    assert take(35) == importing.Taken(corrected=1, known=1)
    assert standing(own)[OVER]["contacts"] == 35
    last = db.session.scalars(select(Entry).where(Entry.verb == "nesting day corrected")).one()
    assert (last.way, last.reason) == (Way.IMPORT, "Imported from week.csv")


def test_what_a_line_says_nothing_of_stays_as_it_is(own, trainer, later):
    nesting.enter(OVER, {own.id: {"contacts": Decimal(34), "quality": Decimal(90)}}, actor=trainer)
    text = head(own) + f"程念,{OVER},,,,95,\n"
    importing.take_in(read(text, trainer).lines, "quality.csv", actor=trainer)
    assert standing(own)[OVER] == {"contacts": 34, "quality": 95}


def test_a_line_that_the_sheet_would_refuse_is_named_and_nothing_is_taken_in(own, trainer, later):
    text = head(own) + f"程念,{OVER},34,50,4.6,90,\n程念,{OVER + 20 * DAY},34,50,4.6,90,\n"
    with pytest.raises(importing.ImportRefused) as refused:
        importing.take_in(read(text, trainer).lines, "week.csv", actor=trainer)
    assert [line for line, _sentence in refused.value.problems] == [3]
    db.session.rollback()


def test_a_file_taken_back_leaves_what_stood_before_and_every_row(own, trainer, later):
    nesting.enter(OVER, {own.id: {"contacts": Decimal(20)}}, actor=trainer)
    text = head(own) + f"程念,{OVER},34,50,4.6,90,\n程念,{OVER + DAY},30,50,4.6,90,\n"
    importing.take_in(read(text, trainer).lines, "week.csv", actor=trainer)
    [file] = nesting_files.taken_in(trainer)
    assert (file.days, file.reason, file.is_back) == (2, "Imported from week.csv", False)
    assert importing.take_back(file.batch, actor=trainer) == 2
    assert standing(own) == {OVER: {"contacts": 20}} and rows() == 5
    with pytest.raises(importing.ImportRefused, match="back already"):
        importing.take_back(file.batch, actor=trainer)
    [file] = nesting_files.taken_in(trainer)
    assert file.is_back
    nesting.enter(OVER + DAY, {own.id: {"contacts": Decimal(30)}}, actor=trainer)
    assert standing(own)[OVER + DAY] == {"contacts": 30}, "no correction: nothing stood there any more"


def test_a_file_is_not_taken_back_over_what_somebody_changed_since(own, trainer, later):
    text = head(own) + f"程念,{OVER},34,50,4.6,90,\n"
    importing.take_in(read(text, trainer).lines, "week.csv", actor=trainer)
    nesting.enter(OVER, {own.id: {"contacts": Decimal(20)}}, actor=trainer, reason=WHY)
    [file] = nesting_files.taken_in(trainer)
    with pytest.raises(importing.ImportRefused, match="changed since"):
        importing.take_back(file.batch, actor=trainer)
    with pytest.raises(importing.ImportRefused, match="no such file of yours"):
        importing.take_back(file.batch, actor=a_trainer())


def test_nobody_takes_in_numbers_of_people_out_of_reach(own, trainer, later):
    stranger = a_trainer(a_team("Elsewhere"))
    assert nesting_files.group(stranger) == []
    line = importing.Line(2, "程念", own.id, OVER, {"contacts": Decimal(1)})
    with pytest.raises(importing.ImportRefused) as refused:
        importing.take_in([line], "week.csv", actor=stranger)
    assert "not yours" in refused.value.problems[0][1]
    db.session.rollback()


# Pages


def sent(visitor, content, name="week.csv", expect=200, **more):
    file = (io.BytesIO(content if isinstance(content, bytes) else content.encode()), name)
    return visitor.post(PATH, {"file": file, **more}, expect=expect)


def test_a_file_is_looked_at_before_it_is_taken_in_and_can_be_taken_back(own, trainer, later, browse):
    visitor = browse(trainer)
    text = head(own) + (
        f"程念,{OVER},34,50,4.6,90,\nNobody,{OVER},1,1,1,1,\n程念,{OVER + 20 * DAY},34,50,4.6,90,\n"
    )
    page = sent(visitor, text)
    assert "Take in 1 line" in page.text("section[aria-labelledby=found]")
    assert "Line 3" in page.text("[aria-labelledby=problems]") and "Line 4" in page.text(
        "[aria-labelledby=problems]"
    )
    assert rows() == 0, "a dry run writes nothing"
    fields = {one["name"]: one["value"] for one in page.all("[aria-labelledby=found] input[type=hidden]")}
    page = visitor.follow(visitor.post(f"{PATH}/confirmed", data=fields))
    assert "1 days entered, 0 corrected" in page.text("main")
    assert rows() == 1
    page = visitor.follow(visitor.post(page.one("section[aria-labelledby=files] form")["action"]))
    assert "as it was before the file" in page.text("main") and standing(own) == {}
    assert "taken back" in page.text("section[aria-labelledby=files]")
    visitor.post(f"{PATH}/confirmed", data={"content": "%%%"}, expect=400)
    visitor.post("/training/nesting/imports/none/return", expect=404)


def test_an_excel_file_with_the_day_beside_it_is_read(own, trainer, later, browse):
    book = Workbook()
    book.active.append(["姓名", *(one.name["zh_Hans"] for one in own.policy.targets)])
    book.active.append(["程念", 34, 50, 4.6, 90])
    stored = io.BytesIO()
    book.save(stored)
    page = sent(browse(trainer), stored.getvalue(), "day.xlsx", day=str(OVER))
    assert "Take in 1 line" in page.text("section[aria-labelledby=found]")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Name,Day\nA,B\n", "No column is headed by the name of a target."),
        ("Name,contacts\n程念,1\n", "No column is headed “Day”"),
        ("", "empty"),
    ],
)
def test_what_is_no_such_file_is_said_and_the_day_is_kept(own, trainer, later, browse, content, sentence):
    page = sent(browse(trainer), content, expect=422)
    assert sentence in page.text("[data-refusal]")


def test_who_nests_sees_no_way_to_enter_numbers(own, later, browse):
    account = an_account(Role.EMPLOYEE)
    account.person = own.enrolment.employment.person
    db.session.flush()
    page = browse(account).get(PATH)
    assert page.has("input[type=file]")
    page = sent(browse(account), "Name,Day,contacts\n程念,2026-12-21,1\n", expect=422)
    assert "No column" in page.text("[data-refusal]")
