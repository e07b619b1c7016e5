"""an opening says what the job pays and by what customers are served; an offer, what it pays

Revision ID: 0052
Revises: 0051
"""

import sqlalchemy as sa
from alembic import op

revision = '0052'
down_revision = '0051'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), 'postgresql')
PERIOD = sa.Enum('hour', 'month', 'year', name='salaryperiod', native_enum=False, length=32)
PERIODS = "salary_period IN ('hour', 'month', 'year')"
WHOLE = {
    'opening': '(salary_from IS NULL) = (salary_to IS NULL)'
    ' AND (salary_from IS NULL) = (salary_currency IS NULL)'
    ' AND (salary_from IS NULL) = (salary_period IS NULL)',
    'offer': '(salary IS NULL) = (salary_currency IS NULL) AND (salary IS NULL) = (salary_period IS NULL)',
}
COUNTS = {
    'opening': ('salary_from_the_lower', 'salary_from BETWEEN 1 AND salary_to'),
    'offer': ('salary_counts', 'salary > 0'),
}
AMOUNTS = {'opening': ('salary_from', 'salary_to'), 'offer': ('salary',)}


def triggers(table: str) -> list[str]:
    """SQLite makes a changed table anew, without what its rows set off."""
    if op.get_bind().dialect.name != 'sqlite':
        return []
    query = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    return list(op.get_bind().execute(query, {'name': table}).scalars())


def again(statements: list[str]) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


def upgrade() -> None:
    for table, amounts in AMOUNTS.items():
        kept = triggers(table)
        with op.batch_alter_table(table, schema=None) as batch_op:
            for amount in amounts:
                batch_op.add_column(sa.Column(amount, sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column('salary_currency', sa.String(), nullable=True))
            batch_op.add_column(sa.Column('salary_period', PERIOD, nullable=True))
            if table == 'opening':
                channels = sa.Column('contact_channels', JSON, server_default='[]', nullable=False)
                batch_op.add_column(channels)
            batch_op.create_check_constraint(op.f(f'ck_{table}_salaryperiod'), PERIODS)
            batch_op.create_check_constraint(op.f(f'ck_{table}_salary_is_whole'), WHOLE[table])
            name, rule = COUNTS[table]
            batch_op.create_check_constraint(op.f(f'ck_{table}_{name}'), rule)
        again(kept)


def downgrade() -> None:
    for table, amounts in AMOUNTS.items():
        kept = triggers(table)
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in ('salaryperiod', 'salary_is_whole', COUNTS[table][0]):
                batch_op.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
            if table == 'opening':
                batch_op.drop_column('contact_channels')
            for column in ('salary_period', 'salary_currency', *amounts):
                batch_op.drop_column(column)
        again(kept)
