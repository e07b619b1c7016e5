"""of a competency it can be said what the lowest and the highest rating look like

Revision ID: 0048
Revises: 0047
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), 'postgresql')


def upgrade() -> None:
    for name in ('low', 'high'):
        op.add_column('competency', sa.Column(name, JSON, server_default='{}', nullable=False))


def downgrade() -> None:
    for name in ('high', 'low'):
        op.drop_column('competency', name)
