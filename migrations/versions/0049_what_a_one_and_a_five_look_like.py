"""of a competency it can be said what the lowest and the highest rating look like

Revision ID: 0049
Revises: 0048
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), 'postgresql')


def upgrade() -> None:
    for name in ('low', 'high'):
        op.add_column('competency', sa.Column(name, JSON, server_default='{}', nullable=False))


def downgrade() -> None:
    for name in ('high', 'low'):
        op.drop_column('competency', name)
