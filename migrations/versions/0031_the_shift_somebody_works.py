"""the shift somebody works: kept with their post, as the opening said for which they were hired

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

AS_HIRED = """
UPDATE post SET shift = (
    SELECT opening.shift FROM application JOIN opening ON opening.id = application.opening_id
    WHERE application.employment_id = post.employment_id
    ORDER BY application.id DESC LIMIT 1
)
"""


def upgrade() -> None:
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shift', sa.String(32), nullable=True))
        batch_op.create_check_constraint(op.f('ck_post_shift'), "shift IN ('day', 'evening', 'rotating')")
    op.execute(AS_HIRED)


def downgrade() -> None:
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_post_shift'), type_='check')
        batch_op.drop_column('shift')
