"""Imports for tests: files, and the steps that a person and the worker take with them."""

import csv
import io

from core.db import db
from people.permissions import Role
from recruiting import jobs
from recruiting.imports import checking, columns, running, sources, uploading
from recruiting.models import CandidateImport
from tests import factories as make

HEADER = ["姓名", "E-mail", "Phone", "City", "学历", "Years of experience", "Evening shift"]
SONG = ["宋嘉树", "song@example.org", "13812345678", "杭州", "本科", "3", "是"]
AMARA = ["Amara Okafor", "amara@example.org", "+49 (30) 123-456", "Lagos", "", "", "no"]
BO = ["Bo Nyman", "bo@example.org", "", "", "", "", ""]


def a_file(*rows, header=HEADER, delimiter=",", encoding="utf-8"):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return file.getvalue().encode(encoding)


def uploaded(content, actor=None, opening=None, name="candidates.csv"):
    files = content if isinstance(content, list) else [(name, content)]
    return uploading.upload(
        files,
        opening=opening or make.an_opening(),
        channel=make.a_channel("campus"),
        actor=actor or make.an_account(Role.RECRUITER),
    )


def checked(content, actor=None, opening=None, **more):
    one = uploaded(content, actor, opening, **more)
    header = sources.table_of(one).header
    checking.choose_columns(one, columns.guessed(header), actor=one.account)
    return one


def started(content, actor=None, opening=None, **more):
    one = checked(content, actor, opening, **more)
    running.start(one, actor=one.account)
    db.session.commit()
    return one


def worked(one, *, is_entered=True):
    """What the worker makes of it, before or after it has entered who came into the search."""
    db.session.commit()
    jobs.imports_go_on()
    if is_entered:
        jobs.newcomers_entered()
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(CandidateImport, one.id)


def imported(content, actor=None, opening=None, **more):
    return worked(started(content, actor, opening, **more))


def undone(one):
    running.undo(one, actor=one.account)
    return worked(one)
