"""bonus tables leave kinds of employment out, and a settlement keeps as what they were employed

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None

KINDS = "kind IN ('permanent', 'seasonal', 'intern')"
JSON = sa.JSON().with_variant(JSONB(), 'postgresql')


def upgrade() -> None:
    """On SQLite without making the tables anew, which would lose the triggers that keep them as they are."""
    op.add_column('bonus_table', sa.Column('leaves_out', JSON, server_default='[]', nullable=False))
    named = 'ck_bonus_settlement_employmentkind'
    op.execute(f'ALTER TABLE bonus_settlement ADD COLUMN kind VARCHAR(32) CONSTRAINT {named} CHECK ({KINDS})')


def downgrade() -> None:
    op.drop_column('bonus_settlement', 'kind')
    op.drop_column('bonus_table', 'leaves_out')
