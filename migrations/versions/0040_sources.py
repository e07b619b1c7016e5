"""say of an offer whether it goes beyond the seats

Revision ID: 0040
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('offer', sa.Column('beyond_seats', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('offer') as batch:
        batch.drop_column('beyond_seats')
