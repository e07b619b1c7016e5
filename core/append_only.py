"""Tables whose rows the database itself refuses to change or delete.

The triggers come with the table wherever it is created; migrations run the same statements, and run
them again after a batch operation, which makes an SQLite table anew without its triggers.
"""

from sqlalchemy import DDL, FromClause, Table, event

DIALECTS = ("sqlite", "postgresql")
REFUSE = "refuse_to_change_append_only"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {REFUSE}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
    MESSAGE = TG_TABLE_NAME || ' is append-only, so ' || lower(TG_OP) || ' is refused';
END $$
""".strip()

_guarded: dict[str, tuple[Table, tuple[str, ...]]] = {}


def append_only(table: FromClause, may_wipe: str | tuple[str, ...] = ()) -> None:
    """From its creation on `table` only takes new rows. What is in the column `may_wipe` may still be set to
    NULL, with nothing else changed; of several columns, in all of them at once."""
    assert isinstance(table, Table)
    may_wipe = (may_wipe,) if isinstance(may_wipe, str) else may_wipe
    _guarded[table.name] = (table, may_wipe)
    for dialect in DIALECTS:
        for statement in table_triggers(table, may_wipe, dialect):
            ddl = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def create_triggers(dialect: str) -> list[str]:
    """The statements that guard every append-only table on "sqlite" or "postgresql"."""
    return list(
        dict.fromkeys(
            statement
            for _, (table, may_wipe) in sorted(_guarded.items())
            for statement in table_triggers(table, may_wipe, dialect)
        )
    )


def drop_triggers(dialect: str) -> list[str]:
    """The statements that take back `create_triggers`."""
    if dialect == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {name}_refuses_{deed}"
            for name in sorted(_guarded)
            for deed in ("update", "delete")
        ]
    return [
        *(
            f'DROP TRIGGER IF EXISTS {name}_refuses_{deed} ON "{name}"'
            for name in sorted(_guarded)
            for deed in ("update", "delete", "truncate")
        ),
        f"DROP FUNCTION IF EXISTS {REFUSE}()",
    ]


def table_triggers(table: Table, may_wipe: tuple[str, ...], dialect: str) -> list[str]:
    """The statements that guard one table; safe to run where the function exists already."""
    update = f'BEFORE UPDATE ON "{table.name}" FOR EACH ROW{_unless_wiped(table, may_wipe, dialect)}'
    delete = f'BEFORE DELETE ON "{table.name}" FOR EACH ROW'
    if dialect == "sqlite":
        return [_sqlite(table.name, "update", update), _sqlite(table.name, "delete", delete)]
    truncate = f'BEFORE TRUNCATE ON "{table.name}" FOR EACH STATEMENT'
    whens = {"update": update, "delete": delete, "truncate": truncate}
    return [FUNCTION, *(_postgresql(table.name, deed, when) for deed, when in whens.items())]


def _sqlite(table: str, deed: str, when: str) -> str:
    sentence = f"{table} is append-only, so {deed} is refused"
    return f"CREATE TRIGGER {table}_refuses_{deed} {when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"


def _postgresql(table: str, deed: str, when: str) -> str:
    return f"CREATE TRIGGER {table}_refuses_{deed} {when} EXECUTE FUNCTION {REFUSE}()"


def _unless_wiped(table: Table, may_wipe: tuple[str, ...], dialect: str) -> str:
    if not may_wipe:
        return ""
    differs = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    left = (f'NEW."{name}" IS NOT NULL' for name in may_wipe)
    changed = (f'NEW."{c.name}" {differs} OLD."{c.name}"' for c in table.columns if c.name not in may_wipe)
    return f" WHEN ({' OR '.join((*left, *changed))})"
