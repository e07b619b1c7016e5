"""keep the counts that pages show, and let lists begin at their first row

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

# What keeps the tally; frozen here, whatever the code says later.
TRIGGERS = {
    'sqlite': [
        'CREATE TRIGGER visit_counted_in AFTER INSERT ON "visit" FOR EACH ROW WHEN (NEW.voided_at IS NULL) BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', v.opening_id, v.stage_id, COALESCE(v.outcome, \'still there\'), \'\', 0, -1 FROM visit v WHERE v.id = (SELECT max(id) FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id < NEW.id) ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', NEW.opening_id, NEW.stage_id, COALESCE(NEW.outcome, \'still there\'), \'\', 0, 1 WHERE true ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'standing\', NEW.opening_id, NEW.stage_id, CASE WHEN NEW.waits_for = \'nothing\' THEN \'nothing\' ELSE NEW.waits_on END, substr(NEW.due_at, 1, 10), 0, 1 WHERE NEW.left_at IS NULL ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; END',
        'CREATE TRIGGER visit_counted_again AFTER UPDATE OF outcome, voided_at, stage_id ON "visit" FOR EACH ROW WHEN (NEW.outcome IS NOT OLD.outcome OR NEW.voided_at IS NOT OLD.voided_at OR NEW.stage_id IS NOT OLD.stage_id) BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', OLD.opening_id, OLD.stage_id, COALESCE(OLD.outcome, \'still there\'), \'\', 0, -1 WHERE OLD.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id > NEW.id) ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', v.opening_id, v.stage_id, COALESCE(v.outcome, \'still there\'), \'\', 0, 1 FROM visit v WHERE v.id = (SELECT max(id) FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id < NEW.id) AND OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id > NEW.id) ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', v.opening_id, v.stage_id, COALESCE(v.outcome, \'still there\'), \'\', 0, -1 FROM visit v WHERE v.id = (SELECT max(id) FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id < NEW.id) AND OLD.voided_at IS NOT NULL AND NEW.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id > NEW.id) ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', NEW.opening_id, NEW.stage_id, COALESCE(NEW.outcome, \'still there\'), \'\', 0, 1 WHERE NEW.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id > NEW.id) ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; END',
        'CREATE TRIGGER visit_stands_otherwise AFTER UPDATE OF left_at, waits_for, waits_on, due_at, opening_id, stage_id ON "visit" FOR EACH ROW WHEN (NEW.left_at IS NOT OLD.left_at OR NEW.waits_for IS NOT OLD.waits_for OR NEW.waits_on IS NOT OLD.waits_on OR NEW.due_at IS NOT OLD.due_at OR NEW.opening_id IS NOT OLD.opening_id OR NEW.stage_id IS NOT OLD.stage_id) BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'standing\', OLD.opening_id, OLD.stage_id, CASE WHEN OLD.waits_for = \'nothing\' THEN \'nothing\' ELSE OLD.waits_on END, substr(OLD.due_at, 1, 10), 0, -1 WHERE OLD.left_at IS NULL ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'standing\', NEW.opening_id, NEW.stage_id, CASE WHEN NEW.waits_for = \'nothing\' THEN \'nothing\' ELSE NEW.waits_on END, substr(NEW.due_at, 1, 10), 0, 1 WHERE NEW.left_at IS NULL ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; END',
        'CREATE TRIGGER application_counted_in AFTER INSERT ON "application" FOR EACH ROW BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'status\', NEW.opening_id, 0, NEW.status, \'\', 0, 1 WHERE true ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; END',
        'CREATE TRIGGER application_counted_again AFTER UPDATE OF status, opening_id ON "application" FOR EACH ROW WHEN (NEW.status IS NOT OLD.status OR NEW.opening_id IS NOT OLD.opening_id) BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'status\', OLD.opening_id, 0, OLD.status, \'\', 0, -1 WHERE true ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'status\', NEW.opening_id, 0, NEW.status, \'\', 0, 1 WHERE true ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; END',
    ],
    'postgresql': [
        'CREATE OR REPLACE FUNCTION visit_counted_in() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', v.opening_id, v.stage_id, COALESCE(v.outcome, \'still there\'), \'\', pg_backend_pid(), -1 FROM visit v WHERE v.id = (SELECT max(id) FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id < NEW.id) ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', NEW.opening_id, NEW.stage_id, COALESCE(NEW.outcome, \'still there\'), \'\', pg_backend_pid(), 1 WHERE true ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'standing\', NEW.opening_id, NEW.stage_id, CASE WHEN NEW.waits_for = \'nothing\' THEN \'nothing\' ELSE NEW.waits_on END, to_char(NEW.due_at AT TIME ZONE \'UTC\', \'YYYY-MM-DD\'), pg_backend_pid(), 1 WHERE NEW.left_at IS NULL ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; RETURN NULL; END $$',
        'CREATE TRIGGER visit_counted_in AFTER INSERT ON "visit" FOR EACH ROW WHEN (NEW.voided_at IS NULL) EXECUTE FUNCTION visit_counted_in()',
        'CREATE OR REPLACE FUNCTION visit_counted_again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', OLD.opening_id, OLD.stage_id, COALESCE(OLD.outcome, \'still there\'), \'\', pg_backend_pid(), -1 WHERE OLD.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id > NEW.id) ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', v.opening_id, v.stage_id, COALESCE(v.outcome, \'still there\'), \'\', pg_backend_pid(), 1 FROM visit v WHERE v.id = (SELECT max(id) FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id < NEW.id) AND OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id > NEW.id) ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', v.opening_id, v.stage_id, COALESCE(v.outcome, \'still there\'), \'\', pg_backend_pid(), -1 FROM visit v WHERE v.id = (SELECT max(id) FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id < NEW.id) AND OLD.voided_at IS NOT NULL AND NEW.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id > NEW.id) ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT \'reached\', NEW.opening_id, NEW.stage_id, COALESCE(NEW.outcome, \'still there\'), \'\', pg_backend_pid(), 1 WHERE NEW.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM visit WHERE application_id = NEW.application_id AND stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = NEW.stage_id) AND voided_at IS NULL AND id > NEW.id) ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; RETURN NULL; END $$',
        'CREATE TRIGGER visit_counted_again AFTER UPDATE OF outcome, voided_at, stage_id ON "visit" FOR EACH ROW WHEN (NEW.outcome IS DISTINCT FROM OLD.outcome OR NEW.voided_at IS DISTINCT FROM OLD.voided_at OR NEW.stage_id IS DISTINCT FROM OLD.stage_id) EXECUTE FUNCTION visit_counted_again()',
        "CREATE OR REPLACE FUNCTION visit_stands_otherwise() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT 'standing', OLD.opening_id, OLD.stage_id, CASE WHEN OLD.waits_for = 'nothing' THEN 'nothing' ELSE OLD.waits_on END, to_char(OLD.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), pg_backend_pid(), -1 WHERE OLD.left_at IS NULL ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT 'standing', NEW.opening_id, NEW.stage_id, CASE WHEN NEW.waits_for = 'nothing' THEN 'nothing' ELSE NEW.waits_on END, to_char(NEW.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), pg_backend_pid(), 1 WHERE NEW.left_at IS NULL ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; RETURN NULL; END $$",
        'CREATE TRIGGER visit_stands_otherwise AFTER UPDATE OF left_at, waits_for, waits_on, due_at, opening_id, stage_id ON "visit" FOR EACH ROW WHEN (NEW.left_at IS DISTINCT FROM OLD.left_at OR NEW.waits_for IS DISTINCT FROM OLD.waits_for OR NEW.waits_on IS DISTINCT FROM OLD.waits_on OR NEW.due_at IS DISTINCT FROM OLD.due_at OR NEW.opening_id IS DISTINCT FROM OLD.opening_id OR NEW.stage_id IS DISTINCT FROM OLD.stage_id) EXECUTE FUNCTION visit_stands_otherwise()',
        "CREATE OR REPLACE FUNCTION application_counted_in() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT 'status', NEW.opening_id, 0, NEW.status, '', pg_backend_pid(), 1 WHERE true ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; RETURN NULL; END $$",
        'CREATE TRIGGER application_counted_in AFTER INSERT ON "application" FOR EACH ROW EXECUTE FUNCTION application_counted_in()',
        "CREATE OR REPLACE FUNCTION application_counted_again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT 'status', OLD.opening_id, 0, OLD.status, '', pg_backend_pid(), -1 WHERE true ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; INSERT INTO tally (what, opening_id, stage_id, word, day, slot, n) SELECT 'status', NEW.opening_id, 0, NEW.status, '', pg_backend_pid(), 1 WHERE true ON CONFLICT (what, opening_id, stage_id, word, day, slot) DO UPDATE SET n = tally.n + excluded.n; RETURN NULL; END $$",
        'CREATE TRIGGER application_counted_again AFTER UPDATE OF status, opening_id ON "application" FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status OR NEW.opening_id IS DISTINCT FROM OLD.opening_id) EXECUTE FUNCTION application_counted_again()',
    ],
}
NO_TRIGGERS = {
    'sqlite': [
        'DROP TRIGGER IF EXISTS visit_counted_in',
        'DROP TRIGGER IF EXISTS visit_counted_again',
        'DROP TRIGGER IF EXISTS visit_stands_otherwise',
        'DROP TRIGGER IF EXISTS application_counted_in',
        'DROP TRIGGER IF EXISTS application_counted_again',
    ],
    'postgresql': [
        'DROP TRIGGER IF EXISTS visit_counted_in ON "visit"',
        'DROP TRIGGER IF EXISTS visit_counted_again ON "visit"',
        'DROP TRIGGER IF EXISTS visit_stands_otherwise ON "visit"',
        'DROP TRIGGER IF EXISTS application_counted_in ON "application"',
        'DROP TRIGGER IF EXISTS application_counted_again ON "application"',
        'DROP FUNCTION IF EXISTS visit_counted_in()',
        'DROP FUNCTION IF EXISTS visit_counted_again()',
        'DROP FUNCTION IF EXISTS visit_stands_otherwise()',
        'DROP FUNCTION IF EXISTS application_counted_in()',
        'DROP FUNCTION IF EXISTS application_counted_again()',
    ],
}
# What there is already, counted once.
FILL = {
    'sqlite': 'INSERT INTO tally (what, opening_id, stage_id, word, day, n, slot) SELECT what, opening_id, stage_id, word, day, n, 0 FROM (SELECT \'reached\' AS what, v.opening_id, v.stage_id, COALESCE(v.outcome, \'still there\') AS word, \'\' AS day, count(*) AS n FROM visit v WHERE v.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM visit w WHERE w.application_id = v.application_id AND w.stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = v.stage_id) AND w.voided_at IS NULL AND w.id > v.id) GROUP BY 2, 3, 4 UNION ALL SELECT \'standing\', v.opening_id, v.stage_id, CASE WHEN v.waits_for = \'nothing\' THEN \'nothing\' ELSE v.waits_on END, substr(v.due_at, 1, 10), count(*) FROM visit v WHERE v.left_at IS NULL GROUP BY 2, 3, 4, 5 UNION ALL SELECT \'status\', opening_id, 0, status, \'\', count(*) FROM application GROUP BY 2, 4) c',
    'postgresql': 'INSERT INTO tally (what, opening_id, stage_id, word, day, n, slot) SELECT what, opening_id, stage_id, word, day, n, 0 FROM (SELECT \'reached\' AS what, v.opening_id, v.stage_id, COALESCE(v.outcome, \'still there\') AS word, \'\' AS day, count(*) AS n FROM visit v WHERE v.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM visit w WHERE w.application_id = v.application_id AND w.stage_id IN (SELECT s.id FROM stage s JOIN stage n ON n."key" = s."key" WHERE n.id = v.stage_id) AND w.voided_at IS NULL AND w.id > v.id) GROUP BY 2, 3, 4 UNION ALL SELECT \'standing\', v.opening_id, v.stage_id, CASE WHEN v.waits_for = \'nothing\' THEN \'nothing\' ELSE v.waits_on END, to_char(v.due_at AT TIME ZONE \'UTC\', \'YYYY-MM-DD\'), count(*) FROM visit v WHERE v.left_at IS NULL GROUP BY 2, 3, 4, 5 UNION ALL SELECT \'status\', opening_id, 0, status, \'\', count(*) FROM application GROUP BY 2, 4) c',
}
STANDING = sa.text('left_at IS NULL')
INDEXES = {
    'ix_visit_standing': ['entered_at', 'id'],
    'ix_visit_waits_on': ['waits_on', 'entered_at', 'id'],
    'ix_visit_target': ['opening_id', 'due_at', 'stage_id', 'waits_on', 'waits_for', 'left_at'],
}


def upgrade():
    op.create_table(
        'tally',
        sa.Column('what', sa.String(), nullable=False),
        sa.Column('opening_id', sa.Integer(), nullable=False, autoincrement=False),
        sa.Column('stage_id', sa.Integer(), nullable=False, autoincrement=False),
        sa.Column('word', sa.String(), nullable=False),
        sa.Column('day', sa.String(), nullable=False),
        sa.Column('slot', sa.Integer(), nullable=False, autoincrement=False),
        sa.Column('n', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('what', 'opening_id', 'stage_id', 'word', 'day', 'slot', name=op.f('pk_tally')),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, 'visit', columns, sqlite_where=STANDING, postgresql_where=STANDING)
    op.create_index('ix_entry_news', 'entry', ['subject_kind', 'verb', 'at', 'subject_id'])
    dialect = op.get_bind().dialect.name
    for statement in TRIGGERS[dialect]:
        op.execute(statement)
    op.execute(FILL[dialect])


def downgrade():
    for statement in NO_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    for name in INDEXES:
        op.drop_index(name, 'visit')
    op.drop_index('ix_entry_news', 'entry')
    op.drop_table('tally')
