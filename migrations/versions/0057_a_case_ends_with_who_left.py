"""a promotion case that runs ends when they leave

Revision ID: 0057
Revises: 0056
"""

from alembic import op
from sqlalchemy import text

revision = '0057'
down_revision = '0056'
branch_labels = None
depends_on = None

STATES = ('open', 'returned', 'approved', 'declined', 'withdrawn', 'cancelled', 'applied')
NAME = 'ck_promotion_case_casestate'


def allow(states: tuple[str, ...]) -> None:
    """Let the state of a case be one of these. On SQLite the table is made anew: whatever triggers speak of
    it are taken away before, and put back as they were."""
    said = ', '.join(f"'{one}'" for one in states)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(f'ALTER TABLE promotion_case DROP CONSTRAINT {NAME}')
        op.execute(f'ALTER TABLE promotion_case ADD CONSTRAINT {NAME} CHECK (state IN ({said}))')
        return
    triggers = op.get_bind().execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%promotion_case%'")
    ).all()
    for name, _sql in triggers:
        op.execute(f'DROP TRIGGER {name}')
    with op.batch_alter_table('promotion_case', recreate='always') as batch_op:
        batch_op.drop_constraint(op.f(NAME), type_='check')
        batch_op.create_check_constraint(op.f(NAME), f'state IN ({said})')
    for _name, sql in triggers:
        op.get_bind().exec_driver_sql(sql)


def upgrade() -> None:
    allow((*STATES, 'lapsed'))


def downgrade() -> None:
    """What ended with somebody who left counts as taken back."""
    op.execute("UPDATE promotion_case SET state = 'withdrawn' WHERE state = 'lapsed'")
    allow(STATES)
