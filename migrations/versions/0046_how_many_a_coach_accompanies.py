"""how many who nest one coach accompanies at most

Revision ID: 0046
Revises: 0045
"""

from alembic import op

revision = '0046'
down_revision = '0045'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # in words of both databases: making the table anew would lose the triggers that keep it as it is
    op.execute(
        'ALTER TABLE nesting_policy ADD COLUMN most_per_coach INTEGER '
        'CONSTRAINT ck_nesting_policy_coach_counts CHECK (most_per_coach > 0)'
    )


def downgrade() -> None:
    op.execute('ALTER TABLE nesting_policy DROP COLUMN most_per_coach')
