"""programmes are edited: a draft may lead to a new programme, which has a name and no versions yet

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

TABLE = 'programme_draft'


def upgrade() -> None:
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=True))
        batch_op.alter_column('programme_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(
            op.f('ck_programme_draft_new_iff_named'), '(programme_id IS NULL) = (name IS NOT NULL)'
        )


def downgrade() -> None:
    op.execute(f'DELETE FROM {TABLE} WHERE programme_id IS NULL')
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_programme_draft_new_iff_named'), type_='check')
        batch_op.alter_column('programme_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('name')
