"""an extra session for whoever missed a module; nobody else is due in it

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column('is_make_up', sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column('class_session', column)


def downgrade() -> None:
    with op.batch_alter_table('class_session', schema=None) as batch_op:
        batch_op.drop_column('is_make_up')
