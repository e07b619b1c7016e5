"""what a class missed is read from an index alone

Revision ID: 0059
Revises: 0058
"""

from alembic import op

revision = '0059'
down_revision = '0058'
branch_labels = None
depends_on = None

NAME, TABLE, COLUMNS = 'ix_attendance_mark_enrolment', 'attendance_mark', ['enrolment_id', 'session_id']


def upgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, [*COLUMNS, 'mark', 'number'])


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, COLUMNS)
