"""counts by the hour: who is due today is counted by the hour as well

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

# fmt: off
TRIGGERS = {
    'sqlite': [
        'CREATE TRIGGER visit_due_in AFTER INSERT ON "visit" FOR EACH ROW WHEN (NEW.left_at IS NULL AND NEW.waits_for <> \'nothing\') BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'due\', NEW.opening_id, NEW.stage_id, NEW.waits_on, substr(NEW.due_at, 1, 13), 0, 1 WHERE NEW.left_at IS NULL AND NEW.waits_for <> \'nothing\' ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; END',
        'CREATE TRIGGER visit_due_otherwise AFTER UPDATE OF left_at, waits_for, waits_on, due_at, opening_id, stage_id ON "visit" FOR EACH ROW WHEN (NEW.left_at IS NOT OLD.left_at OR NEW.waits_for IS NOT OLD.waits_for OR NEW.waits_on IS NOT OLD.waits_on OR NEW.due_at IS NOT OLD.due_at OR NEW.opening_id IS NOT OLD.opening_id OR NEW.stage_id IS NOT OLD.stage_id) BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'due\', OLD.opening_id, OLD.stage_id, OLD.waits_on, substr(OLD.due_at, 1, 13), 0, -1 WHERE OLD.left_at IS NULL AND OLD.waits_for <> \'nothing\' ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'due\', NEW.opening_id, NEW.stage_id, NEW.waits_on, substr(NEW.due_at, 1, 13), 0, 1 WHERE NEW.left_at IS NULL AND NEW.waits_for <> \'nothing\' ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; END',
    ],
    'postgresql': [
        "CREATE OR REPLACE FUNCTION visit_due_in() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT 'due', NEW.opening_id, NEW.stage_id, NEW.waits_on, to_char(NEW.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24'), pg_backend_pid(), 1 WHERE NEW.left_at IS NULL AND NEW.waits_for <> 'nothing' ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; RETURN NULL; END $$",
        'CREATE TRIGGER visit_due_in AFTER INSERT ON "visit" FOR EACH ROW WHEN (NEW.left_at IS NULL AND NEW.waits_for <> \'nothing\') EXECUTE FUNCTION visit_due_in()',
        "CREATE OR REPLACE FUNCTION visit_due_otherwise() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT 'due', OLD.opening_id, OLD.stage_id, OLD.waits_on, to_char(OLD.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24'), pg_backend_pid(), -1 WHERE OLD.left_at IS NULL AND OLD.waits_for <> 'nothing' ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT 'due', NEW.opening_id, NEW.stage_id, NEW.waits_on, to_char(NEW.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24'), pg_backend_pid(), 1 WHERE NEW.left_at IS NULL AND NEW.waits_for <> 'nothing' ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; RETURN NULL; END $$",
        'CREATE TRIGGER visit_due_otherwise AFTER UPDATE OF left_at, waits_for, waits_on, due_at, opening_id, stage_id ON "visit" FOR EACH ROW WHEN (NEW.left_at IS DISTINCT FROM OLD.left_at OR NEW.waits_for IS DISTINCT FROM OLD.waits_for OR NEW.waits_on IS DISTINCT FROM OLD.waits_on OR NEW.due_at IS DISTINCT FROM OLD.due_at OR NEW.opening_id IS DISTINCT FROM OLD.opening_id OR NEW.stage_id IS DISTINCT FROM OLD.stage_id) EXECUTE FUNCTION visit_due_otherwise()',
    ],
}
NO_TRIGGERS = {
    'sqlite': [
        'DROP TRIGGER IF EXISTS visit_due_in',
        'DROP TRIGGER IF EXISTS visit_due_otherwise',
    ],
    'postgresql': [
        'DROP TRIGGER IF EXISTS visit_due_in ON "visit"',
        'DROP TRIGGER IF EXISTS visit_due_otherwise ON "visit"',
        'DROP FUNCTION IF EXISTS visit_due_in()',
        'DROP FUNCTION IF EXISTS visit_due_otherwise()',
    ],
}
# What there is already, counted once.
FILL = {
    'sqlite': "INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT 'due', v.opening_id, v.stage_id, v.waits_on, substr(v.due_at, 1, 13), 0, count(*) FROM visit v WHERE v.left_at IS NULL AND v.waits_for <> 'nothing' GROUP BY 2, 3, 4, 5",
    'postgresql': "INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT 'due', v.opening_id, v.stage_id, v.waits_on, to_char(v.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24'), 0, count(*) FROM visit v WHERE v.left_at IS NULL AND v.waits_for <> 'nothing' GROUP BY 2, 3, 4, 5",
}
# fmt: on


def upgrade() -> None:
    where = sa.text("what = 'due'")
    op.create_index('ix_tally_due', 'tally', ['day', 'opening_id'], sqlite_where=where, postgresql_where=where)
    dialect = op.get_bind().dialect.name
    op.execute(FILL[dialect])
    for statement in TRIGGERS[dialect]:
        op.execute(sa.text(statement.replace(':', '\\:')))


def downgrade() -> None:
    for statement in NO_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("DELETE FROM tally WHERE what = 'due'")
    op.drop_index('ix_tally_due', table_name='tally')
