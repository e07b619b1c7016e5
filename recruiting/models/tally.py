"""How many there are, kept beside what is counted: by the database itself, in the same transaction.

Triggers on `visit` and `application` add to the tally whatever writes to them, a verb, an undo, an
import or a statement typed in by hand, so that counting again always gives the same
(`queries.tallies.recount`, `flask counts verify`). Pages then read a few hundred rows however many
applications there are.

On PostgreSQL each connection adds to rows of its own (`slot`), so that people who move cards at the same
time do not wait for each other, nor can deadlock; the worker folds them together (`queries.tallies.fold`).
It counts when a statement is over: one that voids two stays of an application in the same step would leave
a wrong tally there, so `queries.taking_back.void` takes as many statements as there are stays.
"""

from sqlalchemy import DDL, Index, Table, event, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from recruiting.models.application import Application, Visit

STILL_THERE, NOTHING = "still there", "nothing"


class Tally(Base):
    """`n` of what the other columns say; rows that differ in `slot` alone are added up.

    what: "status" – applications by their status (`word`);
    "reached" – applications that entered a stage, by the outcome of their last visit there (`word`);
    "standing" – those who stand in it, by whom they wait on ("nothing" when on hold) and `day`, the UTC
    day on which their target is over;
    "due" – those of them who are not on hold, by the UTC hour in which it is over (`day`, "2026-11-26 09").
    `stage_id` is 0 and `day` empty where they do not matter."""

    __tablename__ = "tally"
    __table_args__ = (
        Index(
            "ix_tally_due",
            "day",
            "opening_id",
            sqlite_where=text("what = 'due'"),
            postgresql_where=text("what = 'due'"),
        ),
    )

    what: Mapped[str] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stage_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


DAY = {
    "sqlite": "substr({}due_at, 1, 10)",
    "postgresql": "to_char({}due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
}
HOUR = {
    "sqlite": "substr({}due_at, 1, 13)",
    "postgresql": "to_char({}due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')",
}
SLOT = {"sqlite": "0", "postgresql": "pg_backend_pid()"}
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
IS_DUE = "{0}left_at IS NULL AND {0}waits_for <> 'nothing'"
WAITS = "CASE WHEN {0}waits_for = 'nothing' THEN 'nothing' ELSE {0}waits_on END"
OUTCOME = "COALESCE({}outcome, 'still there')"
SAME_STEP = 'SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id'
SAME_STAY = f"application_id = NEW.application_id AND stage_id IN ({SAME_STEP}) AND voided_at IS NULL"
IS_LAST = f"NOT EXISTS (SELECT 1 FROM visit WHERE {SAME_STAY} AND id > NEW.id)"
VOIDED = "OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL"
UNVOIDED = "OLD.voided_at IS NOT NULL AND NEW.voided_at IS NULL"
ONE_BEFORE = f"visit v WHERE v.id = (SELECT max(id) FROM visit WHERE {SAME_STAY} AND id < NEW.id)"


def _add(n: int, dialect: str, row: str, source: str) -> str:
    """One more, or one less, for each row of `source` ("WHERE …" or "FROM … WHERE …")."""
    return (
        f"INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) "
        f"SELECT {row}, {SLOT[dialect]}, {n} {source} "
        f"ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n"
    )


def _reached(n: int, dialect: str, row: str, source: str) -> str:
    columns = f"'reached', {row}opening_id, {row}stage_id, {OUTCOME.format(row)}, ''"
    return _add(n, dialect, columns, source)


def _standing(n: int, dialect: str, row: str) -> str:
    day = DAY[dialect].format(row)
    columns = f"'standing', {row}opening_id, {row}stage_id, {WAITS.format(row)}, {day}"
    return _add(n, dialect, columns, f"WHERE {row}left_at IS NULL")


def _due(n: int, dialect: str, row: str) -> str:
    columns = f"'due', {row}opening_id, {row}stage_id, {row}waits_on, {HOUR[dialect].format(row)}"
    return _add(n, dialect, columns, f"WHERE {IS_DUE.format(row)}")


def _status(n: int, dialect: str, row: str) -> str:
    return _add(n, dialect, f"'status', {row}opening_id, 0, {row}status, ''", "WHERE true")


def _changed(dialect: str, *columns: str) -> str:
    return " OR ".join(f"NEW.{name} {DIFFERS[dialect]} OLD.{name}" for name in columns)


REACHES = ("outcome", "voided_at", "stage_id")
STANDS = ("left_at", "waits_for", "waits_on", "due_at", "opening_id", "stage_id")


def _triggers(dialect: str) -> dict[str, tuple[str, str, str, list[str]]]:
    """Name → table, event, condition, and what is done."""
    d = dialect
    return {
        "visit_counted_in": (
            "visit", "INSERT", "NEW.voided_at IS NULL",
            [_reached(-1, d, "v.", f"FROM {ONE_BEFORE}"), _reached(1, d, "NEW.", "WHERE true"),
             _standing(1, d, "NEW.")],
        ),
        "visit_counted_again": (
            "visit", f"UPDATE OF {', '.join(REACHES)}", _changed(d, *REACHES),
            [_reached(-1, d, "OLD.", f"WHERE OLD.voided_at IS NULL AND {IS_LAST}"),
             _reached(1, d, "v.", f"FROM {ONE_BEFORE} AND {VOIDED} AND {IS_LAST}"),
             _reached(-1, d, "v.", f"FROM {ONE_BEFORE} AND {UNVOIDED} AND {IS_LAST}"),
             _reached(1, d, "NEW.", f"WHERE NEW.voided_at IS NULL AND {IS_LAST}")],
        ),
        "visit_stands_otherwise": (
            "visit", f"UPDATE OF {', '.join(STANDS)}", _changed(d, *STANDS),
            [_standing(-1, d, "OLD."), _standing(1, d, "NEW.")],
        ),
        "visit_due_in": ("visit", "INSERT", IS_DUE.format("NEW."), [_due(1, d, "NEW.")]),
        "visit_due_otherwise": (
            "visit", f"UPDATE OF {', '.join(STANDS)}", _changed(d, *STANDS),
            [_due(-1, d, "OLD."), _due(1, d, "NEW.")],
        ),
        "application_counted_in": ("application", "INSERT", "", [_status(1, d, "NEW.")]),
        "application_counted_again": (
            "application", "UPDATE OF status, opening_id", _changed(d, "status", "opening_id"),
            [_status(-1, d, "OLD."), _status(1, d, "NEW.")],
        ),
    }  # fmt: skip


def create_triggers(dialect: str, table: str | None = None) -> list[str]:
    """The statements that make the tally keep itself on "sqlite" or "postgresql"."""
    made = []
    for name, (on, when, condition, deeds) in _triggers(dialect).items():
        if table in (None, on):
            guard = f" WHEN ({condition})" if condition else ""
            head = f'CREATE TRIGGER {name} AFTER {when} ON "{on}" FOR EACH ROW{guard}'
            body = "; ".join(deeds) + ";"
            if dialect == "sqlite":
                made.append(f"{head} BEGIN {body} END")
            else:
                made.append(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN {body} RETURN NULL; END $$"
                )
                made.append(f"{head} EXECUTE FUNCTION {name}()")
    return made


def drop_triggers(dialect: str) -> list[str]:
    """The statements that take back `create_triggers`."""
    names = _triggers(dialect)
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in names]
    gone = [f'DROP TRIGGER IF EXISTS {name} ON "{on}"' for name, (on, *_rest) in names.items()]
    return gone + [f"DROP FUNCTION IF EXISTS {name}()" for name in names]


for model in (Visit, Application):
    counted = model.__table__
    assert isinstance(counted, Table)
    for dialect in SLOT:
        for statement in create_triggers(dialect, counted.name):
            ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(counted, "after_create", ddl.execute_if(dialect=dialect))
