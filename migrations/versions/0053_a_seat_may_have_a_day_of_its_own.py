"""a seat may be needed by another day than its opening

Revision ID: 0053
Revises: 0052
"""

import sqlalchemy as sa
from alembic import op

revision = '0053'
down_revision = '0052'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('seat', sa.Column('needed_by', sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column('seat', 'needed_by')
