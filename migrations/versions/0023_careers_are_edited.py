"""careers are edited

Revision ID: 0023
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0023'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ladder_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=False),
    sa.Column('based_on_id', sa.Integer(), nullable=False),
    sa.Column('plan', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('slot = 1', name=op.f('ck_ladder_draft_only_one')),
    sa.ForeignKeyConstraint(['based_on_id'], ['ladder_version.id'], name=op.f('fk_ladder_draft_based_on_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ladder_draft')),
    sa.UniqueConstraint('slot', name=op.f('uq_ladder_draft_slot'))
    )
    op.create_table('formula_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('based_on_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('indicators', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['based_on_id'], ['review_formula.id'], name=op.f('fk_formula_draft_based_on_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_formula_draft_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_formula_draft'))
    )


def downgrade() -> None:
    op.drop_table('formula_draft')
    op.drop_table('ladder_draft')
