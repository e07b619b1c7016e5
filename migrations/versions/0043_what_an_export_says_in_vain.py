"""an import keeps which files and columns of another system's export nothing here takes

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('candidate_import') as table:
        table.add_column(sa.Column('not_read', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('candidate_import') as table:
        table.drop_column('not_read')
