"""Whole exports of other systems, as many people as one likes, in the very columns of tests/files: with what
such exports really hold. Everybody's way through the stages is drawn by a seed."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

SAMPLES = Path(__file__).parents[1] / "files"
STAGES = ("Application Review", "Take Home Test", "Phone Interview", "Face to Face", "Role Play",
          "Reference Check", "Offer")  # fmt: skip
SOURCES = ("LinkedIn", "Employee Referral", "University fair", "Agency", "Careers page")
REASONS = ("Under-qualified", "Offer Declined", "No show", "Position filled", "Something else")
JOBS = ("Service Desk Agent", "B2B 客服专员")
NAMES = ("Ada Lind", "宋若溪", "Bo Nyman", "Chidi Obi", "陈一帆", "Dora Sá", "Émile Roux", "Fay O’Hara")
BEGIN = datetime(2021, 1, 4, 8, tzinfo=UTC)

Rows = dict[str, list[dict[str, str]]]


def greenhouse(people: int, seed: int = 1) -> Rows:
    """File → rows. Each job has stages of its own under the same names; one of them was deleted since."""
    draw = Random(seed)
    stages = {
        (job, name): str(5_000 + 100 * job + at) for job in range(len(JOBS)) for at, name in enumerate(STAGES)
    }
    rows: Rows = {
        "job": [{"id": str(job), "name": name, "status": "open"} for job, name in enumerate(JOBS)],
        "job_stage": [
            {
                "id": number,
                "job_id": str(job),
                "name": name,
                "_fivetran_deleted": str(name == STAGES[4]).lower(),
            }
            for (job, name), number in stages.items()
        ],
        "source": [{"id": str(70 + at), "name": name} for at, name in enumerate(SOURCES)],
        "rejection_reason": [{"id": str(80 + at), "name": name} for at, name in enumerate(REASONS)],
    }
    for name in (
        "candidate",
        "email_address",
        "phone_number",
        "application",
        "application_history",
        "scorecard",
    ):
        rows[name] = []
    for number in range(people):
        key = str(21_000 + number)
        given, _, family = f"{NAMES[number % len(NAMES)]} {number}".partition(" ")
        rows["candidate"].append({"id": key, "first_name": given, "last_name": family})
        _reachable(rows, draw, number, key, "candidate_id", "value", "value")
        for job in draw.sample(range(len(JOBS)), draw.choice((1, 1, 2))):
            _applied_at_greenhouse(rows, draw, key, f"{key}{job}", job, stages)
    return rows


def _reachable(rows: Rows, draw: Random, number: int, key: str, of: str, email: str, phone: str) -> None:
    emails, phones = (
        ("email_address", "phone_number") if of == "candidate_id" else ("contact_email", "contact_phone")
    )
    if number % 5:
        rows[emails].append({of: key, email: f"Person.{number}@Example.org"})
    if number % 7 == 0:
        rows[emails].append({of: key, email: f"second.{number}@example.org"})
    if number % 5 == 0 or draw.random() < 0.5:
        rows[phones].append({of: key, phone: f"(516) 555-{number:04}"})


def _applied_at_greenhouse(rows, draw, person, key, job, stages):
    at = BEGIN + timedelta(days=draw.randrange(300), minutes=draw.randrange(600))
    row = {"id": key, "candidate_id": person, "applied_at": _said(at), "status": "active"}
    row["source_id"] = draw.choice(["", *(one["id"] for one in rows["source"])])
    way, history = _way(draw), rows["application_history"]
    for name in way:
        history.append({"application_id": key, "updated_at": _said(at), "new_stage_id": stages[job, name]})
        at += timedelta(days=draw.randrange(1, 9), seconds=draw.randrange(3600))
    row["current_stage_id"] = stages[job, way[-1]]
    how = draw.choice(("active", "active", "rejected", "hired", "taken back", "deleted", "moved"))
    if how in ("rejected", "taken back"):
        history.append({"application_id": key, "updated_at": _said(at), "new_status": "rejected"})
    if how == "rejected":
        row |= {"status": "rejected", "rejected_at": _said(at)}
        row["rejected_reason_id"] = draw.choice(["", *(one["id"] for one in rows["rejection_reason"])])
    if how == "taken back":
        at += timedelta(days=2)
        history.append({"application_id": key, "updated_at": _said(at), "new_status": "active"})
    if how == "hired":
        row |= {"status": "hired", "current_stage_id": ""}
        history.append({"application_id": key, "updated_at": _said(at), "new_status": "hired"})
    if how == "moved":  # the connector writes no history for what an integration moved
        row["current_stage_id"] = stages[job, draw.choice(STAGES)]
    row["is_deleted"] = "true" if how == "deleted" else ""
    rows["application"].append(row | {"last_activity_at": _said(at)})
    rows["scorecard"].append({"id": f"9{key}", "application_id": key, "overall_recommendation": "yes"})


def _way(draw: Random) -> list[str]:
    """Mostly ahead, now and then over a stage or back."""
    at, way = 0, [STAGES[0]]
    for _step in range(draw.randrange(7)):
        at = min(max(at + draw.choice((1, 1, 1, 1, 2, -1)), 0), len(STAGES) - 1)
        way.append(STAGES[at])
    return way


def lever(people: int, seed: int = 1) -> Rows:
    """File → rows. The stages before anybody is a candidate are Lever's own, under keys that say what they
    are."""
    draw = Random(seed)
    keys = {name: f"{at:08}-0000-4000-8000-{'0' * 12}" for at, name in enumerate(STAGES[1:])}
    stages = {STAGES[0]: "applicant-new", **keys}
    rows: Rows = {
        "posting": [{"id": f"p{job}", "text": name, "state": "published"} for job, name in enumerate(JOBS)],
        "stage": [
            {"id": key, "text": name, "_fivetran_deleted": str(name == STAGES[4]).lower()}
            for name, key in keys.items()
        ],
        "archive_reason": [{"id": f"r{at}", "text": name} for at, name in enumerate((*REASONS, "Hired"))],
    }
    for name in ("contact_email", "contact_phone", "opportunity", "opportunity_source",
                 "opportunity_stage_history", "application", "feedback_form"):  # fmt: skip
        rows[name] = []
    for number in range(500, 500 + people):  # others than at Greenhouse
        contact = f"c{number}"
        _reachable(rows, draw, number, contact, "contact_id", "email", "value")
        for job in draw.sample(range(len(JOBS)), draw.choice((1, 1, 2))):
            _opportunity(rows, draw, number, contact, f"o{number}-{job}", job, stages)
    return rows


def _opportunity(rows, draw, number, contact, key, job, stages):
    at = BEGIN + timedelta(days=draw.randrange(300), minutes=draw.randrange(600))
    row = {"id": key, "contact": contact, "name": f"{NAMES[number % len(NAMES)]} {number}",
           "created_at": _said(at), "origin": "applied", "is_anonymized": "false"}  # fmt: skip
    way = _way(draw)
    for name in way:
        rows["opportunity_stage_history"].append(
            {"opportunity_id": key, "updated_at": _said(at), "stage_id": stages[name]}
        )
        row["last_advanced_at"] = _said(at)
        at += timedelta(days=draw.randrange(1, 9), seconds=draw.randrange(3600))
    row["stage_id"] = stages[way[-1]]
    how = draw.choice(("active", "active", "archived", "hired", "anonymous"))
    row["is_anonymized"] = str(how == "anonymous").lower()
    if how in ("archived", "hired"):
        reasons = {one["text"]: one["id"] for one in rows["archive_reason"]}
        why = "Hired" if how == "hired" else draw.choice(REASONS)
        row |= {"archived_at": _said(at), "archived_reason_id": reasons[why]}
    if draw.random() < 0.8:
        rows["opportunity_source"].append({"opportunity_id": key, "source": draw.choice(SOURCES)})
    rows["application"].append({"opportunity_id": key, "posting_id": f"p{job}"})
    rows["opportunity"].append(row)
    rows["feedback_form"].append({"id": f"f{key}", "opportunity_id": key, "text": "Debrief"})


def _said(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


FURTHER = {
    "rejection_reason": ["id", "_fivetran_deleted", "_fivetran_synced", "name", "type_id", "type_name"],
    "application": ["id", "_fivetran_synced", "opportunity_id", "posting_id", "type"],
}
"""Tables of the connector of which there is no sample."""


def files(system: str, rows: Rows) -> list[tuple[str, bytes]]:
    """The rows as files with the header of the samples, in which nothing is said."""
    return [(f"{name}.csv", _file(_header(system, name), found)) for name, found in rows.items()]


def _header(system: str, name: str) -> list[str]:
    sample = SAMPLES / system / f"{name}.csv"
    if not sample.exists():
        return FURTHER[name]
    with sample.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def _file(header: list[str], rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    writer.writerows({"_fivetran_synced": "2022-01-01 00:00:00.000"} | row for row in rows)
    return out.getvalue().encode()
