"""What a trainer waits for: the workbook of a class beside its floor page, and forty marks at once."""

import re
from collections import Counter
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select

from benchmarks.classroom import CLASS, EMPTY, EXAMS, MARKED
from benchmarks.clients import Answer, Client
from benchmarks.pages import Page, getting
from core import clock
from core.db import db
from training.models import Cohort

SHEET = 40
"""Marks that are saved together."""
FIELD = re.compile(r'name="(mark-\d+-(\d+)-1)"')


class Classes(NamedTuple):
    """Ids of the two cohorts."""

    marked: int
    empty: int


def classes(app: Flask) -> Classes:
    with app.app_context():
        ids = {one.code: one.id for one in db.session.scalars(select(Cohort))}
        return Classes(ids[MARKED], ids[EMPTY])


def pages(of: Classes) -> Iterator[Page]:
    for said, cohort in (("marks in it", of.marked), ("fields in it", of.empty)):
        name = f"workbook, {CLASS} × {EXAMS}, {said}"
        address = f"/training/cohorts/{cohort}/marks"
        yield Page(name, getting(address), getting(f"/workbook/{cohort}"), goal=2)


class Entered(NamedTuple):
    """One sheet: the page with its fields, and saving forty of them."""

    opened: Answer
    saved: Answer


def forty(of: Classes, client: Client, day: str) -> Iterator[Entered]:
    """Sheet by sheet, until no exam has forty fields left. What a paste would fill in is shown by the
    browser, which asks the server for nothing."""
    address = f"/training/cohorts/{of.empty}/marks"
    while True:
        opened = client.get(address)
        fields = FIELD.findall(opened.body.decode())
        exam, left = Counter(exam for _name, exam in fields).most_common(1)[0] if fields else ("", 0)
        if left < SHEET:
            return
        names = [name for name, one in fields if one == exam][:SHEET]
        marks = {name: str(80 + place % 21) for place, name in enumerate(names)}
        yield Entered(opened, client.post(address, **{f"day-{exam}": day}, **marks))


def sheets(of: Classes, client: Client) -> str:
    """The line that says how long forty marks take."""
    done = list(forty(of, client, clock.today().isoformat()))
    if not done:
        return f"{SHEET} marks at once: none are left to be entered; fill a new database"
    opened, saved = (_in_short([one[place] for one in done]) for place in (0, 1))
    return f"{SHEET} marks at once, {len(done)} times: the page {opened}; saving them {saved}"


def _in_short(answers: list[Answer]) -> str:
    seconds, worked = median(one.seconds for one in answers), median(one.worked for one in answers)
    statements = median(one.statements for one in answers)
    return f"{seconds * 1000:.0f} ms, {worked * 1000:.0f} ms of a processor, {statements:g} statements"
