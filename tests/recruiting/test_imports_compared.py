"""Every row of an export, read a second time by a reader that shares nothing with the product but the words
below, and compared with what came in through the page: people, openings, sources, stages with their moments,
ends and reasons, and what is said of each."""

import csv
import io
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core.db import db
from people.models import Person
from recruiting import counting
from recruiting.models import (
    Application,
    CandidateImport,
    Channel,
    DispositionReason,
    ImportRow,
    ImportState,
    Opening,
    Stage,
    Visit,
)
from recruiting.states import Status
from tests import factories as make
from tests.recruiting import exported_elsewhere as export
from tests.recruiting.importing import worked

PEOPLE = 40
STAGES = {
    "Application Review": "screening", "applicant-new": "screening", "Take Home Test": "online test",
    "Phone Interview": "first interview", "Face to Face": "second interview", "Role Play": "simulation",
    "Reference Check": "background check", "Offer": "offer",
}  # fmt: skip
SOURCES = {"LinkedIn": "job site", "Employee Referral": "referral", "University fair": "campus",
           "Agency": "headhunter", "Careers page": "own site", "": "own site"}  # fmt: skip
REASONS = {
    "Under-qualified": ("rejected", "experience"), "Offer Declined": ("withdrawn", "declined otherwise"),
    "No show": ("rejected", "no answer"), "Position filled": ("rejected", "all seats filled"),
    "Something else": ("rejected", "rejected otherwise"), "": ("rejected", "rejected otherwise"),
    "Hired": ("withdrawn", "hired elsewhere"),
}  # fmt: skip


def table(files, name):
    return list(csv.DictReader(io.StringIO(dict(files)[f"{name}.csv"].decode())))


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stays(stages, end):
    """[(stage there, when)] as [(stage here, entered, left)]; the last is left at `end`."""
    here = []
    for name, at in stages:
        if not here or STAGES[name] != here[-1][0]:
            here.append((STAGES[name], at))
    lefts = [at for _stage, at in here[1:]] + [end]
    return [(stage, at, left) for (stage, at), left in zip(here, lefts, strict=True)]


def by_greenhouse(files):
    """Key of the application → what it is, as the files say it."""
    names = {row["id"]: (row["name"], row["job_id"]) for row in table(files, "job_stage")}
    jobs = {row["id"]: row["name"] for row in table(files, "job")}
    sources = {row["id"]: row["name"] for row in table(files, "source")}
    reasons = {row["id"]: row["name"] for row in table(files, "rejection_reason")}
    people = {row["id"]: f"{row['first_name']} {row['last_name']}" for row in table(files, "candidate")}
    found = {}
    for row in table(files, "application"):
        if row["is_deleted"] == "true":
            continue
        told = [one for one in table(files, "application_history") if one["application_id"] == row["id"]]
        way = [(names[one["new_stage_id"]][0], moment(one["updated_at"])) for one in told
               if one["new_stage_id"]]  # fmt: skip
        last = moment(row["last_activity_at"])
        now = names.get(row["current_stage_id"], ("",))[0]
        if now and now != way[-1][0]:
            way.append((now, last))
        end = {"rejected": moment(row["rejected_at"] or "1970-01-01"), "hired": last}.get(row["status"])
        if row["status"] == "hired":
            way.append(("Offer", last))
        why = "Hired" if row["status"] == "hired" else reasons.get(row["rejected_reason_id"], "")
        job = next(names[one["new_stage_id"]][1] for one in told if one["new_stage_id"])
        found[f"greenhouse application {row['id']}"] = said(
            people[row["candidate_id"]],
            contact(files, "email_address", "candidate_id", row["candidate_id"], "value"),
            contact(files, "phone_number", "candidate_id", row["candidate_id"], "value"),
            jobs[job], sources.get(row["source_id"], ""), stays(way, end), end, why,
        )  # fmt: skip
    return found


def by_lever(files):
    names = {row["id"]: row["text"] for row in table(files, "stage")} | {"applicant-new": "applicant-new"}
    postings = {row["id"]: row["text"] for row in table(files, "posting")}
    of = {row["opportunity_id"]: postings[row["posting_id"]] for row in table(files, "application")}
    reasons = {row["id"]: row["text"] for row in table(files, "archive_reason")}
    found = {}
    for row in table(files, "opportunity"):
        if row["is_anonymized"] == "true":
            continue
        told = table(files, "opportunity_stage_history")
        way = [(names[one["stage_id"]], moment(one["updated_at"])) for one in told
               if one["opportunity_id"] == row["id"]]  # fmt: skip
        end = moment(row["archived_at"]) if row["archived_at"] else None
        why = reasons.get(row["archived_reason_id"], "")
        if why == "Hired":
            way.append(("Offer", end))
        source = contact(files, "opportunity_source", "opportunity_id", row["id"], "source") or ""
        found[f"lever opportunity {row['id']}"] = said(
            row["name"],
            contact(files, "contact_email", "contact_id", row["contact"], "email"),
            contact(files, "contact_phone", "contact_id", row["contact"], "value"),
            of[row["id"]], source, stays(way, end), end, why,
        )  # fmt: skip
    return found


def contact(files, name, of, key, column):
    return next((row[column] for row in table(files, name) if row[of] == key and row[column]), None)


def said(name, email, phone, opening, source, way, end, why):
    status, reason = REASONS[why] if end else ("active", None)
    return {"name": name, "email": email and email.lower(), "phone": phone, "opening": opening,
            "channel": SOURCES[source], "stays": way, "status": status, "ended": end,
            "reason": reason}  # fmt: skip


EXPECTED = {"greenhouse": by_greenhouse, "lever": by_lever}


def came_in(one):
    """The same of what stands here, by the keys under which the import took it in."""
    ways = defaultdict(list)
    rows = select(Visit.application_id, Stage.key, Visit.entered_at, Visit.left_at).join(
        Stage, Stage.id == Visit.stage_id
    )
    for number, *stay in db.session.execute(rows.where(Visit.voided_at.is_(None)).order_by(Visit.id)):
        ways[number].append(tuple(stay))
    wanted = (
        select(ImportRow.key, Application, Person, Opening.title, Channel.key, DispositionReason.key)
        .join(Application, Application.id == ImportRow.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .join(Channel, Channel.id == Application.channel_id)
        .outerjoin(DispositionReason, DispositionReason.id == Application.disposition_reason_id)
        .where(ImportRow.candidate_import_id == one.id, ImportRow.key.is_not(None))
    )
    return {
        key: {"name": person.name, "email": person.email, "phone": person.phone, "opening": title["en"],
              "channel": channel, "stays": ways[application.id], "status": application.status.value,
              "ended": application.closed_at, "reason": reason}
        for key, application, person, title, channel, reason in db.session.execute(wanted)
    }  # fmt: skip


def differences(expected, found):
    """Fact by fact, so that a failure says which."""
    return [
        f"{key} {fact}: {meant} but {found.get(key, {}).get(fact, 'nothing')}"
        for key, of in expected.items()
        for fact, meant in of.items()
        if meant != found.get(key, {}).get(fact, "nothing")
    ]


def sent_through_the_page(page, opening, files):
    """Upload, look at the dry run, start; returns the import when the worker is done, and what was shown."""
    sent = {"files": [(io.BytesIO(content), name) for name, content in files],
            "opening": str(opening.id), "channel": str(make.a_channel("own site").id)}  # fmt: skip
    shown = page.follow(page.post("/imports/new", sent, content_type="multipart/form-data"))
    one = db.session.scalars(select(CandidateImport).order_by(CandidateImport.id.desc())).first()
    if one.added:
        page.follow(page.post(f"/imports/{one.id}/start"))
    return worked(one), shown


@pytest.fixture
def whole(browse, recruiter):
    return browse(recruiter), make.an_opening()


def standing():
    """So many people apply here, so often."""
    one = select(Application.person_id).where(Application.status != Status.VOID)
    return len(set(found := db.session.scalars(one).all())), len(found)


def notes_there(files, system):
    """Key → what is to be said of it: the lines of addresses beyond the first."""
    name, of, applications, whose, key = FURTHER[system]
    lines = defaultdict(list)
    for line, row in enumerate(table(files, name), 2):
        lines[row[of]].append(str(line))
    return {
        f"{system} {key} {row['id']}": {("further", f"{name}.csv", ", ".join(lines[row[whose]][1:]))}
        for row in table(files, applications)
        if len(lines[row[whose]]) > 1
    }


FURTHER = {
    "greenhouse": ("email_address", "candidate_id", "application", "candidate_id", "application"),
    "lever": ("contact_email", "contact_id", "opportunity", "contact", "opportunity"),
}
"""File of the addresses, its column of the person; file of the applications, its column of the person, and
what one is called."""


def notes_here(one):
    """The same as it is told, by the keys."""
    rows = db.session.scalars(select(ImportRow).where(ImportRow.candidate_import_id == one.id)).all()
    keys = {row.application_id: row.key for row in rows if row.key}
    found = defaultdict(set)
    for row in rows:
        if row.problem and row.application_id:
            found[keys[row.application_id]].add((row.problem, row.field, row.value))
    return dict(found)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("system", ["greenhouse", "lever"])
def test_every_row_comes_in_as_another_reader_reads_it(whole, system, seed):
    files = export.files(system, getattr(export, system)(PEOPLE, seed))
    expected = EXPECTED[system](files)
    one, shown = sent_through_the_page(*whole, files)
    assert f"{len(expected)} applications would be added" in shown.text()
    found = came_in(one)
    assert differences(expected, found) == []
    assert found.keys() == expected.keys()
    people = {(of["name"], of["email"], of["phone"]) for of in expected.values()}
    assert standing() == (len(people), len(expected)), "one person each, however often they applied"
    assert counting.differences() == []


@pytest.mark.parametrize("system", ["greenhouse", "lever"])
def test_what_there_is_to_say_of_each_is_said_and_nothing_else(whole, system):
    files = export.files(system, getattr(export, system)(PEOPLE))
    expected = EXPECTED[system](files)
    one, shown = sent_through_the_page(*whole, files)
    notes = notes_there(files, system)
    for key, facts in expected.items():
        if facts["reason"] == "hired elsewhere":
            notes.setdefault(key, set()).add(("hired and over", None, None))
    assert notes_here(one) == {key: said for key, said in notes.items() if key in expected}
    unread = {"greenhouse": "scorecard.csv: the whole file", "lever": "feedback_form.csv: the whole file"}
    assert unread[system] in shown.text("[aria-labelledby=not-read]")


def test_the_end_leads_to_each_opening_that_it_filled(whole):
    page, opening = whole
    files = export.files("lever", export.lever(PEOPLE))
    one, _shown = sent_through_the_page(page, opening, files)
    shown = page.get(f"/imports/{one.id}")
    links = {link.get_text(): link["href"] for link in shown.all("[aria-labelledby=ended] li a")}
    for title in export.JOBS:
        there = [facts for facts in by_lever(files).values() if facts["opening"] == title]
        [(words, href)] = [found for found in links.items() if title in found[0]]
        assert f"{words} {len(there)} applications" in shown.text("[aria-labelledby=ended]")
        assert title in page.get(href).text("main")
    assert opening.code not in " ".join(links)


@pytest.mark.parametrize("system", ["greenhouse", "lever"])
def test_repeated_it_adds_nothing_undone_nothing_is_left_and_again_it_is_the_same(whole, system):
    page, opening = whole
    files = export.files(system, getattr(export, system)(PEOPLE))
    expected = EXPECTED[system](files)
    first, _shown = sent_through_the_page(page, opening, files)
    there = standing()
    again, shown = sent_through_the_page(page, opening, files)
    assert "There is nobody to add." in shown.text() and again.known == len(expected)
    assert standing() == there
    page.follow(page.post(f"/imports/{first.id}/undoing"))
    first = worked(first)
    assert (first.state, first.added, standing()) == (ImportState.UNDONE, 0, (0, 0))
    names = {of["name"] for of in expected.values()}
    assert not db.session.scalars(select(Person.name).where(Person.name.in_(names))).all()
    one, _shown = sent_through_the_page(page, opening, files)
    assert differences(expected, came_in(one)) == [] and standing() == there
    assert counting.differences() == []
