"""The tally: read, folded together, counted again."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import aliased

from core import clock
from core.db import Moment, db
from people.models import Account
from people.permissions import Permission
from recruiting.models import Opening, Visit
from recruiting.models.tally import DAY, HOUR, IS_DUE, NOTHING, OUTCOME, WAITS, Tally
from recruiting.queries.reach import reachable
from recruiting.states import Status, Wait

KEY = "what, opening_id, stage_id, word, day"
Counted = dict[tuple[str, int, int, str, str], int]
"""What, opening, stage, word, day → how many."""

SAME_STEP = 'SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = v.stage_id'
LATER = f"SELECT 1 FROM visit w WHERE w.application_id = v.application_id AND w.stage_id IN ({SAME_STEP})"
RECOUNT = f"""
SELECT 'reached' AS what, v.opening_id, v.stage_id, {OUTCOME.format("v.")} AS word, '' AS day, count(*) AS n
  FROM visit v WHERE v.voided_at IS NULL AND NOT EXISTS ({LATER} AND w.voided_at IS NULL AND w.id > v.id)
 GROUP BY 2, 3, 4
UNION ALL
SELECT 'standing', v.opening_id, v.stage_id, {WAITS.format("v.")}, {{day}}, count(*)
  FROM visit v WHERE v.left_at IS NULL GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'due', v.opening_id, v.stage_id, v.waits_on, {{hour}}, count(*)
  FROM visit v WHERE {IS_DUE.format("v.")} GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'status', opening_id, 0, status, '', count(*) FROM application GROUP BY 2, 4
"""
FOLD = f"""
WITH taken AS (
  DELETE FROM tally WHERE ctid IN (SELECT ctid FROM tally WHERE slot <> 0 FOR UPDATE SKIP LOCKED)
  RETURNING {KEY}, n)
INSERT INTO tally ({KEY}, slot, n) SELECT {KEY}, 0, sum(n) FROM taken GROUP BY {KEY} HAVING sum(n) <> 0
ON CONFLICT ({KEY}, slot) DO UPDATE SET n = tally.n + excluded.n
"""


def standing(*openings: ColumnElement[bool]) -> Any:
    """Who stands where in these openings (conditions on Opening), as rows to be summed up: opening_id,
    stage_id, waits_on (or "nothing"), total and, of those, late: past their target, and not on hold.

    Whole days before today, and the whole hours of today, come from the tally; only who is due in this
    hour is looked at one by one. A statement that is kept has to be asked with the values of `at`."""
    present = at(clock.now())
    inside = select(Opening.id).where(*openings)
    today = bindparam("today", present["today"], String)
    is_late = (Tally.day < today) & (Tally.word != NOTHING)
    late = func.sum(case((is_late, Tally.n), else_=0)) + _late_today(today, present["hour"])
    # A list, not a join: SQLite then groups in the order of the key, without sorting.
    kept = (
        select(
            Tally.opening_id,
            Tally.stage_id,
            Tally.word.label("waits_on"),
            cast(func.sum(Tally.n), Integer).label("total"),
            cast(late, Integer).label("late"),
        )
        .where(Tally.what == "standing", Tally.opening_id.in_(inside))
        .group_by(Tally.opening_id, Tally.stage_id, Tally.word)
    )
    this_hour = (
        select(Visit.opening_id, Visit.stage_id, Visit.waits_on, literal(0), literal(1))
        .select_from(Visit)
        .where(
            # A list, not a join: without statistics SQLite would look through all who stand.
            Visit.opening_id.in_(inside),
            Visit.left_at.is_(None),
            Visit.due_at >= bindparam("begun", present["begun"], Moment),
            Visit.due_at < bindparam("now", present["now"], Moment),
            Visit.waits_for != Wait.NOTHING,
        )
    )
    return union_all(kept, this_hour).subquery()


def _late_today(today: Any, hour: str) -> Any:
    """Of a group of the tally: how many were due in the whole hours of today."""
    due = aliased(Tally)
    return func.coalesce(
        select(func.sum(due.n))
        .where(
            due.what == "due",
            due.opening_id == Tally.opening_id,
            due.stage_id == Tally.stage_id,
            due.word == Tally.word,
            due.day >= today,
            due.day < bindparam("hour", hour, String),
        )
        .correlate(Tally)
        .scalar_subquery(),
        0,
    )


def at(now: datetime) -> dict[str, Any]:
    """What a kept statement with `standing` in it is asked with: the moment at which it is to be so."""
    begun = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return {"now": now, "begun": begun, "today": f"{begun:%Y-%m-%d}", "hour": f"{begun:%Y-%m-%d %H}"}


def how_many(reader: Account, statuses: Iterable[Status], opening_id: int | None = None) -> int:
    """The applications in reach that have one of these statuses."""
    wanted = [Tally.what == "status", reachable(reader, Permission.SEE_APPLICATIONS)]
    wanted += [Tally.word.in_([status.value for status in statuses])]
    wanted += [Opening.id == opening_id] if opening_id else []
    total = select(func.sum(Tally.n)).join(Opening, Opening.id == Tally.opening_id).where(*wanted)
    return int(db.session.scalar(total) or 0)


def kept() -> Counted:
    """What the tally says, all of it that is not nought."""
    key = (Tally.what, Tally.opening_id, Tally.stage_id, Tally.word, Tally.day)
    rows = db.session.execute(select(*key, func.sum(Tally.n)).group_by(*key))
    return {(row[0], row[1], row[2], row[3], row[4]): int(row[5]) for row in rows if row[5]}


def recount() -> Counted:
    """What there is, counted; takes seconds for each million."""
    rows = db.session.execute(text(_recount()))
    return {(row[0], row[1], row[2], row[3], row[4]): row[5] for row in rows}


def rebuild() -> None:
    """Put what there is in the place of what the tally says; nobody else may write meanwhile."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE application, visit, tally IN SHARE ROW EXCLUSIVE MODE"))
    db.session.execute(text("DELETE FROM tally"))
    db.session.execute(text(f"INSERT INTO tally ({KEY}, n, slot) SELECT {KEY}, n, 0 FROM ({_recount()}) c"))


def fold() -> None:
    """Add the rows of single connections together and forget what has come to nought. Whoever is adding
    just now is passed over, so nobody waits."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(FOLD))
    db.session.execute(text("DELETE FROM tally WHERE slot = 0 AND n = 0"))


def _recount() -> str:
    dialect = db.engine.dialect.name
    return RECOUNT.format(day=DAY[dialect].format("v."), hour=HOUR[dialect].format("v."))
