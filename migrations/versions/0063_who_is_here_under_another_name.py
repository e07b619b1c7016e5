"""an import says whether who is here under another name is that person

Revision ID: 0063
Revises: 0062
"""

import sqlalchemy as sa
from alembic import op

revision = '0063'
down_revision = '0062'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'candidate_import',
        sa.Column('same_people', sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column('candidate_import', 'same_people')
