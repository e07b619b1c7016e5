"""who comes with an import waits in a table of its own to be entered into the search

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'search_newcomer',
        sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('names', sa.String(), nullable=False),
        sa.Column('phone', sa.String(), nullable=True),
        sa.Column('mail', sa.String(), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_search_newcomer_person_id')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_search_newcomer')),
    )


def downgrade() -> None:
    op.drop_table('search_newcomer')
