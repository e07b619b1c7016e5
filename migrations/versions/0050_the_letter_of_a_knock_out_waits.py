"""the letter about a knock-out may wait some days

Revision ID: 0050
Revises: 0049
"""

import sqlalchemy as sa
from alembic import op

revision = '0050'
down_revision = '0049'
branch_labels = None
depends_on = None

CHECKS = {
    'letter_days_in_range': 'letter_days BETWEEN 0 AND 30',
    'letter_waits_for_a_reason': 'letter_days = 0 OR reason_id IS NOT NULL',
}


def guards() -> list[str]:
    """SQLite makes a changed table anew, without what refuses to change its rows."""
    if op.get_bind().dialect.name != 'sqlite':
        return []
    of_it = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'screening_question'"
    return list(op.get_bind().exec_driver_sql(of_it).scalars())


def upgrade() -> None:
    kept = guards()
    with op.batch_alter_table('screening_question') as table:
        table.add_column(sa.Column('letter_days', sa.Integer(), server_default=sa.text('0'), nullable=False))
        for name, condition in CHECKS.items():
            table.create_check_constraint(op.f(f'ck_screening_question_{name}'), condition)
    for statement in kept:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    kept = guards()
    with op.batch_alter_table('screening_question') as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f'ck_screening_question_{name}'), type_='check')
        table.drop_column('letter_days')
    for statement in kept:
        op.get_bind().exec_driver_sql(statement)
