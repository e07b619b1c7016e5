"""The floor: the same rows of the same database with nothing in between but Flask, SQL and Jinja.

Nobody signs in, nothing is counted, translated or checked, no form guards against forgery. It asks for
exactly what each page shows, by hand-written statements that use the product's indexes. Whatever a page
of the product takes beyond this is the price of everything that the product does.
"""

import os
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, redirect, render_template, request
from psycopg.rows import tuple_row

from core.db import PRAGMAS

CARD = """
SELECT a.id, v.entered_at, v.due_at, v.waits_for, v.waits_on, a.status, a.referrer_id, a.applied_at,
       p.name, p.latin_name, c.name, c.key, s.name, s.target_days, o.code, m.mark, ms.pass_mark, ms.name
  FROM ({chosen}) chosen
  JOIN visit v ON v.id = chosen.id
  JOIN application a ON a.id = v.application_id
  JOIN person p ON p.id = a.person_id
  JOIN channel c ON c.id = a.channel_id
  JOIN stage s ON s.id = v.stage_id
  JOIN opening o ON o.id = v.opening_id
  LEFT JOIN visit m ON m.id = (SELECT max(id) FROM visit
                                WHERE application_id = a.id AND mark IS NOT NULL AND voided_at IS NULL)
  LEFT JOIN stage ms ON ms.id = m.stage_id
"""
COLUMN = """SELECT id FROM visit WHERE opening_id = ? AND stage_id = ? AND left_at IS NULL
             ORDER BY entered_at, id LIMIT 50"""
STANDING = "SELECT id FROM visit WHERE left_at IS NULL ORDER BY entered_at, id LIMIT 50"
STAGES = """SELECT s.id, s.name, o.code, o.title FROM stage s JOIN opening o ON o.pipeline_version_id =
            s.pipeline_version_id WHERE o.id = ? ORDER BY s.position"""
WAITING = """
SELECT v.application_id, v.waits_since, v.due_at, v.waits_for, s.name, s.target_days, p.name, p.latin_name,
       o.code
  FROM visit v JOIN application a ON a.id = v.application_id JOIN person p ON p.id = a.person_id
  JOIN opening o ON o.id = v.opening_id JOIN stage s ON s.id = v.stage_id
 WHERE v.left_at IS NULL AND v.waits_on = 'recruiter' ORDER BY v.waits_since, v.id LIMIT 15
"""
CANDIDATE = """
SELECT a.id, a.status, a.applied_at, p.name, p.latin_name, p.email, c.name, o.code, o.title, s.name,
       v.entered_at, v.due_at, k.education, k.service_years, k.evening_shift
  FROM application a JOIN person p ON p.id = a.person_id JOIN channel c ON c.id = a.channel_id
  JOIN opening o ON o.id = a.opening_id LEFT JOIN candidate k ON k.person_id = p.id
  JOIN visit v ON v.application_id = a.id AND v.left_at IS NULL JOIN stage s ON s.id = v.stage_id
 WHERE a.id = ?
"""
VISITS = """SELECT s.name, v.entered_at, v.left_at, v.outcome, v.mark FROM visit v
              JOIN stage s ON s.id = v.stage_id WHERE v.application_id = ? ORDER BY v.id"""
RECORD = """SELECT e.at, e.verb, e.reason, p.name FROM entry e LEFT JOIN account a ON a.id = e.actor_id
              LEFT JOIN person p ON p.id = a.person_id
             WHERE e.subject_kind = 'application' AND e.subject_id = ? ORDER BY e.id DESC LIMIT 25"""
LEAVE = """UPDATE visit SET left_at = ?, outcome = 'advanced', version = version + 1
            WHERE id = ? AND left_at IS NULL"""
ENTER = """INSERT INTO visit (application_id, opening_id, stage_id, entered_at, due_at, waits_since,
                              waits_for, waits_on, overridden, version)
           SELECT application_id, opening_id, ?, ?, ?, ?, 'decision', 'recruiter', {false}, 1
             FROM visit WHERE id = ?"""
PERSON = """SELECT p.name, v.id FROM visit v JOIN application a ON a.id = v.application_id
              JOIN person p ON p.id = a.person_id WHERE v.application_id = ? AND v.left_at IS NULL"""

CLASS = """SELECT e.id, p.name, p.latin_name FROM placement s JOIN enrolment e ON e.id = s.enrolment_id
             JOIN employment w ON w.id = e.employment_id JOIN person p ON p.id = w.person_id
            WHERE s.cohort_id = ? AND s.until IS NULL ORDER BY p.name, s.id"""
EXAMS = """SELECT x.id, x.key, x.name, r.attempts FROM exam x
             JOIN cohort c ON c.programme_version_id = x.programme_version_id
             JOIN programme_version v ON v.id = x.programme_version_id
             JOIN exam_rule r ON r.kind = x.kind AND r.policy_id = (SELECT id FROM exam_policy
                  WHERE programme_id = v.programme_id ORDER BY number DESC LIMIT 1)
            WHERE c.id = ? ORDER BY x.position"""
MARKS = """
SELECT a.enrolment_id, a.exam_key, m.recorded, m.mark, m.passed, o.signed_at
  FROM placement s JOIN exam_attempt a ON a.enrolment_id = s.enrolment_id
  JOIN exam_mark m ON m.attempt_id = a.id AND m.number = (SELECT max(number) FROM exam_mark
                                                          WHERE attempt_id = a.id)
  LEFT JOIN sign_off o ON o.attempt_id = a.id
 WHERE s.cohort_id = ? AND s.until IS NULL ORDER BY a.cycle, a.number
"""

STANDS = """NOT EXISTS (SELECT 1 FROM review_revision WHERE employment_id = r.employment_id
                                            AND month = r.month AND number > r.number)"""
WHO = """SELECT w.id, p.name, p.latin_name, t.name, q.level, q.since, d.status, w.started_on FROM employment w
           JOIN person p ON p.id = w.person_id
           JOIN post q ON q.employment_id = w.id AND q.until IS NULL
           JOIN team t ON t.id = q.team_id
           JOIN duty d ON d.employment_id = w.id AND d.until IS NULL"""
NEXT_LEVEL = """SELECT l.name, r.kind, r.months, r.count, r.mark FROM ladder_level l
                  JOIN requirement r ON r.level_id = l.id
                 WHERE l.after = ? AND l.version_id = (SELECT max(id) FROM ladder_version)
                 ORDER BY r.position"""
MONTHS = f"""SELECT r.month, r.score FROM review_revision r WHERE r.employment_id = ? AND {STANDS}
              ORDER BY r.month DESC LIMIT 24"""
UPHELD = """SELECT decided_on, summary, finding FROM complaint
             WHERE employment_id = ? AND state = 'upheld' ORDER BY decided_on"""
DUTIES = "SELECT since, until, status FROM duty WHERE employment_id = ? ORDER BY since, id"

_local = threading.local()


def create_floor() -> Flask:
    """The bare application on the database that FLOOR_DATABASE names: a file, or postgresql://…"""
    app = Flask(__name__, template_folder=str(Path(__file__).parent / "floor_pages"), static_folder=None)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(en=_english, day=_day, days=_days)
    for rule, view, methods in (
        ("/board/<int:opening_id>", board, ["GET"]),
        ("/list", list_page, ["GET"]),
        ("/search", search, ["GET"]),
        ("/candidate/<int:application_id>", candidate, ["GET"]),
        ("/home", home, ["GET"]),
        ("/path/<int:employment_id>", path, ["GET"]),
        ("/readiness", readiness, ["GET"]),
        ("/workbook/<int:cohort_id>", workbook, ["GET"]),
        ("/move/<int:application_id>", move, ["POST"]),
    ):
        app.add_url_rule(rule, view_func=view, methods=methods)
    return app


def board(opening_id: int) -> str:
    stages = _rows(STAGES, opening_id)
    columns = [f"SELECT id FROM ({COLUMN}) AS of_{number}" for number, _stage in enumerate(stages)]
    where = [value for stage in stages for value in (opening_id, stage[0])]
    cards = _rows(CARD.format(chosen=" UNION ALL ".join(columns)), *where)
    piles: dict[str, list[Any]] = {_english(stage[1]): [] for stage in stages}
    for card in sorted(cards, key=lambda card: (card[1], card[0])):
        piles[_english(card[12])].append(card)
    return render_template("board.html", head=stages[0], piles=piles, now=_now())


def list_page() -> str:
    return render_template("list.html", cards=_rows(CARD.format(chosen=STANDING)), now=_now())


def search() -> str:
    """The rows that the product found, told by their ids: looking for them costs the floor nothing."""
    ids = [int(one) for one in request.args.get("ids", "").split(",") if one]
    slots = ", ".join("?" for _one in ids) or "NULL"
    chosen = f"SELECT id FROM visit WHERE left_at IS NULL AND application_id IN ({slots})"
    return render_template("list.html", cards=_rows(CARD.format(chosen=chosen), *ids), now=_now())


def candidate(application_id: int) -> str:
    return render_template(
        "candidate.html",
        one=_rows(CANDIDATE, application_id)[0],
        visits=_rows(VISITS, application_id),
        record=_rows(RECORD, application_id),
        now=_now(),
    )


def home() -> str:
    return render_template("home.html", rows=_rows(WAITING), now=_now())


def workbook(cohort_id: int) -> str:
    taken: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in _rows(MARKS, cohort_id):
        taken[row[0], row[1]].append(row)
    exams = [(*one[:2], _english(one[2]), one[3]) for one in _rows(EXAMS, cohort_id)]
    return render_template("workbook.html", exams=exams, seated=_rows(CLASS, cohort_id), taken=taken)


def path(employment_id: int) -> str:
    one = _rows(f"{WHO} WHERE w.id = ?", employment_id)[0]
    return render_template(
        "path.html",
        one=one,
        asked=_rows(NEXT_LEVEL, one[4]),
        months=_rows(MONTHS, employment_id),
        upheld=_rows(UPHELD, employment_id),
        duties=_rows(DUTIES, employment_id),
    )


def readiness() -> str:
    """The people whom the product shows, told by their ids: how ready they are costs the floor nothing."""
    ids = [int(one) for one in request.args.get("ids", "").split(",") if one]
    slots = ", ".join("?" for _one in ids) or "NULL"
    return render_template("readiness.html", rows=_rows(f"{WHO} WHERE w.id IN ({slots})", *ids))


def move(application_id: int) -> Any:
    """The two writes of a move: leave a stage, enter the next."""
    to, now = int(request.form["to"]), datetime.now(UTC)
    with _connection() as connection:
        name, visit_id = _ask(connection, PERSON, application_id).fetchone()
        left = _ask(connection, LEAVE, _moment(now), visit_id)
        if left.rowcount == 1:
            enter = ENTER.format(false="false" if _on_postgresql() else "0")
            _ask(
                connection, enter, to, _moment(now), _moment(now + timedelta(days=4)), _moment(now), visit_id
            )
    return redirect(f"/home?moved={name}")


def _now() -> Any:
    return datetime.now(UTC)


def _moment(value: datetime) -> Any:
    return value if _on_postgresql() else value.isoformat(sep=" ", timespec="microseconds")[:26]


def _english(words: Any) -> str:
    """The English of a text in two languages, whichever way the driver hands out JSON."""
    if isinstance(words, dict):
        return str(words["en"])
    begin = words.index('"en": "') + 7
    return str(words[begin : words.index('"', begin)])


def _read(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _day(value: Any) -> str:
    return f"{_read(value):%d %b %Y}" if value else ""


def _days(since: Any, now: datetime) -> int:
    return (now - _read(since)).days


def _on_postgresql() -> bool:
    return os.environ["FLOOR_DATABASE"].startswith("postgresql")


def _rows(statement: str, *values: Any) -> Sequence[Any]:
    with _connection(reads=True) as connection:
        return list(_ask(connection, statement, *values).fetchall())


def _ask(connection: Any, statement: str, *values: Any) -> Any:
    return connection.execute(statement.replace("?", "%s") if _on_postgresql() else statement, values)


@contextmanager
def _connection(reads: bool = False) -> Iterator[Any]:
    """This thread's own, in a transaction."""
    if not hasattr(_local, "connection"):
        _local.connection = _connect()
    connection = _local.connection
    connection.execute("BEGIN" if reads or _on_postgresql() else "BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def hang_up() -> None:
    """Close this thread's connection, for whoever opens another database next."""
    if hasattr(_local, "connection"):
        _local.connection.close()
        del _local.connection


def _connect() -> Any:
    where = os.environ["FLOOR_DATABASE"]
    if _on_postgresql():
        return psycopg.connect(where, autocommit=True, row_factory=tuple_row)
    connection = sqlite3.connect(where, isolation_level=None, check_same_thread=False)
    for pragma in ("busy_timeout=5000", *PRAGMAS):
        connection.execute(f"PRAGMA {pragma}")
    return connection
