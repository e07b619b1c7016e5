"""openings, requisitions and offers say as what somebody is to be employed

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None

KINDS = "kind IN ('permanent', 'seasonal', 'intern')"
SAY_IT = {'opening': "DEFAULT 'permanent' NOT NULL", 'requisition': "DEFAULT 'permanent' NOT NULL", 'offer': ''}
"""Table → how its column differs: of offers that are written already nobody knows it."""


def upgrade() -> None:
    """On SQLite without making the tables anew, which would take long and lose what hangs on them."""
    for table, said in SAY_IT.items():
        named = f'ck_{table}_employmentkind'
        op.execute(f'ALTER TABLE {table} ADD COLUMN kind VARCHAR(32) {said} CONSTRAINT {named} CHECK ({KINDS})')


def downgrade() -> None:
    for table in SAY_IT:
        op.drop_column(table, 'kind')
