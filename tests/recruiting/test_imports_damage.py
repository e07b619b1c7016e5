"""Whatever a file has gone through: nothing of a row is half taken, and no digit is ever changed."""

import csv
import io
from typing import NamedTuple

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select

from core import tables_in
from core.db import db
from core.tables_in import TableRefused
from people.models import Person
from people.permissions import Role
from recruiting.imports import checking, columns, rows, running, sources, uploading
from recruiting.imports.rows import Reading
from recruiting.models import Application, Candidate, Channel, ImportRow, RowOutcome, Visit
from recruiting.placing import Arrival
from tests import factories as make
from tests.recruiting.importing import worked

HEADER = ["Name", "E-mail", "Phone", "City", "Years of experience"]
CHANNEL = Channel(id=1, key="campus", name={})
FIRST = some.sampled_from(["宋嘉树", "唐若溪", "Amara", "Zoe", "José", "O'Neill", "Anne-Marie"])
PHONES = some.one_of(
    some.from_regex(r"\A1[3-9][0-9]{9}\Z"),
    some.from_regex(r"\A\+[1-9][0-9]{1,2} [0-9]{3,4} [0-9]{4,6}\Z"),
    # No area code begins with 013 to 019: without its nought such a number would be a mobile one, and nobody
    # could see that it was hurt.
    some.from_regex(r"\A0(10|[2-9][0-9]{1,2})-[0-9]{7,8}\Z"),
    some.just(""),
)
HARMLESS = ["none", "blanks around", "guarded by an apostrophe", "blank row before", "blank cells behind"]
HARMFUL = [
    "scientific",
    "kept as a number",
    "shortened",
    "turned into a day",
    "formula fault",
    "one cell more",
]


@some.composite
def files(draw):
    """A file, and for each of its people what was done to the row."""
    people = []
    for number in range(draw(some.integers(1, 6))):
        person = [draw(FIRST), f"p{number}@example.org", draw(PHONES), "", str(draw(some.integers(0, 60)))]
        people.append((person, draw(some.sampled_from(HARMLESS + HARMFUL))))
    around = draw(surroundings())
    if draw(some.booleans()):
        return people, as_xlsx(people, around)
    encoding = draw(some.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    delimiter = draw(some.sampled_from([STRANGE, *DELIMITERS]))
    says_so = delimiter == STRANGE or draw(some.booleans())
    return people, as_csv(people, around, delimiter, encoding, says_so)


DELIMITERS, STRANGE = [",", ";", "\t"], "^"
"""STRANGE: nobody would find it, if the file did not say so."""
TITLES = ["Candidates of the campus fair", "候选人名单", "Fair, autumn; second day"]


class Around(NamedTuple):
    """What stands around the table: lines above the header, and before which columns there is a blank
    one."""

    above: list[list[str]]
    blank_before: list[int]

    def spread(self, cells):
        """The row with the blank columns between."""
        for number in self.blank_before if cells else ():
            cells = [*cells[:number], "", *cells[number:]]
        return cells


@some.composite
def surroundings(draw):
    above = [[draw(some.sampled_from(TITLES))]] if draw(some.booleans()) else []
    if above and draw(some.booleans()):
        above.append([])
    # From the right, so that each is counted before another one shifts it.
    blank = draw(some.sets(some.integers(0, len(HEADER) - 1), max_size=3))
    return Around(above, sorted(blank, reverse=True))


def lines_of(people, around, in_excel=False):
    rows = [HEADER, *(line for person, what in people for line in damaged(person, what, in_excel))]
    return [*around.above, *map(around.spread, rows)]


def as_csv(people, around, delimiter, encoding, says_so):
    file = io.StringIO()
    if says_so:
        file.write(f"sep={delimiter}\r\n")
    csv.writer(file, delimiter=delimiter).writerows(lines_of(people, around))
    return file.getvalue().encode(encoding)


def as_xlsx(people, around):
    book = openpyxl.Workbook()
    for cells in lines_of(people, around, in_excel=True):
        book.active.append(cells or [None])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def damaged(person, what, in_excel=False):
    """The lines that stand for this person after `what` was done."""
    row = list(person)
    digits = "".join(letter for letter in row[2] if letter.isdigit()) or "13812345678"
    if what == "blanks around":
        row = [f"\u3000 {cell}\u00a0" for cell in row]
    elif what == "guarded by an apostrophe":
        row[2] = f"'{row[2]}" if row[2].startswith("+") else row[2]
    elif what == "blank row before":
        return [[], row]
    elif what == "blank cells behind":
        row += ["", " ", ""]
    elif what == "scientific":
        row[2] = f"{int('1' + digits):.5E}"
    elif what == "kept as a number":
        row[2] = int(digits) if in_excel else row[2]
    elif what == "shortened":
        row[2] = int("9" * 8 + digits) if in_excel else "123456789012345000"
    elif what == "turned into a day":
        row[0] = openpyxl.utils.datetime.from_excel(40000) if in_excel else "#VALUE!"
    elif what == "formula fault":
        row[1] = "#N/A" if not in_excel else "no address"
    elif what == "one cell more":
        row += ["stray"]
    return [row]


def read(content):
    table = tables_in.read(content)
    chosen = {int(number): field for number, field in columns.guessed(table.header).items()}
    return rows.read(table.rows, Reading(len(table.header), chosen, {}, {}, 1, CHANNEL))


def digits_of(text):
    return "".join(letter for letter in text or "" if letter.isdigit())


def may_come_in(person, what):
    """A mobile number of ours is whole even where it was kept as a number; nothing else that was hurt is."""
    if what == "kept as a number":
        digits = digits_of(person[2]) or "13812345678"
        return "1" in digits[:1] and len(digits) == 11
    return what in HARMLESS


@settings(max_examples=150)
@given(files())
def test_a_row_comes_in_whole_and_true_or_not_at_all(made):
    people, content = made
    found = read(content)
    assert len(found) == len(people)
    for (person, what), one in zip(people, found, strict=True):
        if isinstance(one, Arrival):
            told = one.background
            assert may_come_in(person, what) or what == "kept as a number"
            assert (told.name, told.email, told.service_years) == (person[0], person[1], int(person[4]))
            if what != "kept as a number" or person[2]:
                assert digits_of(told.phone) == digits_of(person[2])
        else:
            assert what in HARMFUL and all(fault.problem for fault in one), (person, what, one)


@settings(max_examples=40)
@given(files(), some.integers(1, 400))
def test_a_file_that_was_cut_off_is_refused_or_gives_only_whole_rows(made, cut):
    people, content = made
    assume(cut < len(content))
    try:
        found = read(content[:-cut])
    except TableRefused:
        return
    known = {(person[0], person[1]) for person, _what in people}
    arrivals = [one.background for one in found if isinstance(one, Arrival)]
    # The last row may have lost its end; those before it are as they were.
    assert all((one.name, one.email) in known for one in arrivals[:-1])


@pytest.mark.sqlite_only
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=files(), part=some.integers(1, 4))
def test_what_the_import_says_is_what_there_is(app, made, part):
    people, content = made
    opening, actor = make.an_opening(), make.an_account(Role.RECRUITER)
    before = counted()
    channel = make.a_channel("campus")
    one = uploading.upload([("any.csv", content)], opening=opening, channel=channel, actor=actor)
    table = sources.table_of(one)
    checking.choose_columns(one, columns.guessed(table.header), actor=actor)
    foreseen = (one.added, one.known, one.faulty)
    assert counted() == before and sum(foreseen) == len(people)
    if not one.added:
        return
    running.start(one, actor=actor)
    size, sources.PART = sources.PART, part
    try:
        one = worked(one)
    finally:
        sources.PART = size
    assert (one.added, one.known, one.faulty) == foreseen
    assert counted()[1:] == tuple(number + one.added for number in before[1:])
    assert told_lines(one) == one.faulty
    running.undo(one, actor=actor)
    assert worked(one).added == 0


def told_lines(one):
    lines = select(func.count(func.distinct(ImportRow.line))).where(
        ImportRow.candidate_import_id == one.id, ImportRow.outcome == RowOutcome.FAULTY
    )
    return db.session.scalar(lines)


def counted():
    models = (Person, Application, Visit)
    numbers = [db.session.scalar(select(func.count()).select_from(model)) for model in models]
    return (db.session.scalar(select(func.count(Candidate.person_id))), *numbers[1:])
