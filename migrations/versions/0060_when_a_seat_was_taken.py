"""a seat knows when it was taken and freed, and whose class ends on another day is judged anew

Revision ID: 0060
Revises: 0059
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

revision = '0060'
down_revision = '0059'
branch_labels = None
depends_on = None

TRIGGER = 'cohort_update_of_ends_on_changes_readiness'
NOTE = (
    'INSERT INTO readiness_change (employment_id) SELECT n.employment_id FROM placement p '
    'JOIN enrolment n ON n.id = p.enrolment_id WHERE p.cohort_id = NEW.id AND p.until IS NULL'
)


def take_triggers() -> list[str]:
    """SQLite makes a changed table anew, and whatever triggers speak of it are in the way. Returns what puts
    them back."""
    if op.get_bind().dialect.name != 'sqlite':
        return []
    found = op.get_bind().execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%placement%'")
    ).all()
    for name, _sql in found:
        op.execute(f'DROP TRIGGER {name}')
    return [sql for _name, sql in found]


def put_back(statements: list[str]) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


def fill() -> None:
    """Of what was there nobody wrote the moment: no seat was taken before person and class were there, and
    each was free again on its day."""
    op.execute(
        'UPDATE placement SET seated_at = (SELECT CASE WHEN n.created_at > c.opened_at THEN n.created_at '
        'ELSE c.opened_at END FROM enrolment n, cohort c '
        'WHERE n.id = placement.enrolment_id AND c.id = placement.cohort_id)'
    )
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    day = "until || ' 00:00:00.000000'" if is_sqlite else "until::timestamp AT TIME ZONE 'UTC'"
    op.execute(f'UPDATE placement SET freed_at = {day} WHERE until IS NOT NULL')


def note_ends() -> None:
    head = f'CREATE TRIGGER {TRIGGER} AFTER UPDATE OF ends_on ON "cohort" FOR EACH ROW'
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f'{head} BEGIN {NOTE}; END')
        return
    op.execute(
        f'CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS '
        f'$$ BEGIN {NOTE}; RETURN NULL; END $$'
    )
    op.execute(f'{head} EXECUTE FUNCTION {TRIGGER}()')


def upgrade() -> None:
    kept = take_triggers()
    with op.batch_alter_table('placement') as table:
        table.add_column(sa.Column('seated_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('freed_at', sa.DateTime(timezone=True), nullable=True))
    fill()
    with op.batch_alter_table('placement') as table:
        table.alter_column('seated_at', existing_type=sa.DateTime(timezone=True), nullable=False)
    put_back(kept)
    note_ends()


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f'DROP TRIGGER {TRIGGER}')
    else:
        op.execute(f'DROP TRIGGER {TRIGGER} ON cohort')
        op.execute(f'DROP FUNCTION {TRIGGER}()')
    kept = take_triggers()
    with op.batch_alter_table('placement') as table:
        table.drop_column('freed_at')
        table.drop_column('seated_at')
    put_back(kept)
