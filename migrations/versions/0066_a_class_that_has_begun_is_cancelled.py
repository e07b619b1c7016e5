"""a class that has begun is cancelled, and a module that was left half-way is not done

Revision ID: 0066
Revises: 0065
"""

import sqlalchemy as sa
from alembic import op

revision = '0066'
down_revision = '0065'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'class_session', sa.Column('is_broken_off', sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column('class_session', 'is_broken_off')
