"""time in a level goes on through a trial that led back, so that acts about levels change readiness

Revision ID: 0065
Revises: 0064
"""

from alembic import op

revision = '0065'
down_revision = '0064'
branch_labels = None
depends_on = None

NAME = 'level_act_insert_changes_readiness'
NOTE = 'INSERT INTO readiness_change (employment_id) SELECT NEW.employment_id'


def upgrade() -> None:
    head = f'CREATE TRIGGER {NAME} AFTER INSERT ON "level_act" FOR EACH ROW'
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f'{head} BEGIN {NOTE}; END')
    else:
        op.execute(
            f'CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS '
            f'$$ BEGIN {NOTE}; RETURN NULL; END $$'
        )
        op.execute(f'{head} EXECUTE FUNCTION {NAME}()')
    # What is kept of whoever returned was judged without their time before.
    op.execute(
        "INSERT INTO readiness_change (employment_id) SELECT DISTINCT employment_id FROM level_act "
        "WHERE kind = 'returned'"
    )


def downgrade() -> None:
    op.execute(f'DROP TRIGGER {NAME}' + ('' if op.get_bind().dialect.name == 'sqlite' else ' ON "level_act"'))
    if op.get_bind().dialect.name != 'sqlite':
        op.execute(f'DROP FUNCTION {NAME}()')
