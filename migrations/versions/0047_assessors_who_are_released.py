"""whoever was asked to assess for a promotion can be released, and makes room for another

Revision ID: 0047
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None

NAME = 'ck_case_assessment_submitted_or_released'
CHECK = 'released_at IS NULL OR submitted_at IS NULL'


def upgrade() -> None:
    """On SQLite without making the table anew, which would lose the triggers that note changes of readiness."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f'ALTER TABLE case_assessment ADD COLUMN released_at DATETIME CONSTRAINT {NAME} CHECK ({CHECK})')
        return
    op.add_column('case_assessment', sa.Column('released_at', sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f(NAME), 'case_assessment', CHECK)


def downgrade() -> None:
    """Who was released is asked again."""
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_constraint(op.f(NAME), 'case_assessment', type_='check')
    op.drop_column('case_assessment', 'released_at')
