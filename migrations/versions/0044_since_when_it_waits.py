"""since when an application waits for what it waits for: a visit may be long, and its wait a minute old

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None

STANDING = sa.text('left_at IS NULL')
INDEX = 'ix_visit_waits_on'


def triggers() -> list[str]:
    """SQLite makes a changed table anew, without what counted its rows."""
    if op.get_bind().dialect.name != 'sqlite':
        return []
    of_visit = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'visit'"
    return list(op.get_bind().exec_driver_sql(of_visit).scalars())


def index(since: str) -> None:
    op.drop_index(INDEX, table_name='visit')
    columns = ['waits_on', since, 'id']
    op.create_index(INDEX, 'visit', columns, sqlite_where=STANDING, postgresql_where=STANDING)


def upgrade() -> None:
    counting = triggers()
    op.add_column('visit', sa.Column('waits_since', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE visit SET waits_since = entered_at')
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.alter_column('waits_since', existing_type=sa.DateTime(timezone=True), nullable=False)
    index('waits_since')
    for statement in counting:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    counting = triggers()
    index('entered_at')
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_column('waits_since')
    for statement in counting:
        op.get_bind().exec_driver_sql(statement)
