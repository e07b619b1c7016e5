"""a campaign holds requisitions and classes beside openings

Revision ID: 0049
Revises: 0048
"""

import sqlalchemy as sa
from alembic import op

revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None

PARTS = ('requisition', 'cohort')


def upgrade() -> None:
    for part in PARTS:
        table, key = f'campaign_{part}', f'{part}_id'
        op.create_table(
            table,
            sa.Column(key, sa.Integer(), nullable=False),
            sa.Column('campaign_id', sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint([key], [f'{part}.id'], name=op.f(f'fk_{table}_{key}')),
            sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f(f'fk_{table}_campaign_id')),
            sa.PrimaryKeyConstraint(key, name=op.f(f'pk_{table}')),
        )
        op.create_index(op.f(f'ix_{table}_campaign_id'), table, ['campaign_id'])


def downgrade() -> None:
    for part in reversed(PARTS):
        op.drop_table(f'campaign_{part}')
