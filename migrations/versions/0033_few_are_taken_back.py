"""who was taken back is found by an index: home asks for each entry whether its application is

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

VOID = sa.text("status = 'void'")


def upgrade() -> None:
    op.create_index('ix_application_void', 'application', ['id'], sqlite_where=VOID, postgresql_where=VOID)


def downgrade() -> None:
    op.drop_index('ix_application_void', table_name='application')
