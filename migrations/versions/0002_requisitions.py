"""requisitions

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('kind', sa.Enum('peak', 'evergreen', name='campaignkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('peak_on', sa.Date(), nullable=True),
    sa.Column('intake_from', sa.Date(), nullable=False),
    sa.Column('intake_until', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind = 'peak') = (peak_on IS NOT NULL)", name=op.f('ck_campaign_peak_has_a_day')),
    sa.CheckConstraint("kind <> 'peak' OR intake_until IS NOT NULL", name=op.f('ck_campaign_intake_of_a_peak_ends')),
    sa.CheckConstraint('intake_until IS NULL OR intake_until >= intake_from', name=op.f('ck_campaign_intake_ends_later')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign'))
    )
    op.create_table('requisition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('role_profile_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('shift', sa.Enum('day', 'evening', 'rotating', name='shift', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('market_language', sa.String(), nullable=False),
    sa.Column('head_count', sa.Integer(), nullable=False),
    sa.Column('needed_by', sa.Date(), nullable=False),
    sa.Column('cause', sa.Enum('growth', 'replacement', 'sales peak', name='requisitioncause', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('explanation', sa.String(), nullable=False),
    sa.Column('status', sa.Enum('pending', 'approved', 'refused', 'held', 'cancelled', name='requisitionstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('requested_by_id', sa.Integer(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status NOT IN ('approved', 'refused') OR decided_by_id IS NOT NULL", name=op.f('ck_requisition_decided_by_somebody')),
    sa.CheckConstraint('(decided_by_id IS NULL) = (decided_at IS NULL)', name=op.f('ck_requisition_decided_at_iff_decided')),
    sa.CheckConstraint('decided_by_id <> requested_by_id', name=op.f('ck_requisition_decided_by_another')),
    sa.CheckConstraint('head_count BETWEEN 1 AND 500', name=op.f('ck_requisition_head_count_in_range')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_requisition_decided_by_id')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['account.id'], name=op.f('fk_requisition_requested_by_id')),
    sa.ForeignKeyConstraint(['role_profile_id'], ['role_profile.id'], name=op.f('fk_requisition_role_profile_id')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_requisition_site_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_requisition_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requisition')),
    sa.UniqueConstraint('code', name=op.f('uq_requisition_code'))
    )
    with op.batch_alter_table('requisition', schema=None) as batch_op:
        batch_op.create_index('ix_requisition_status', ['status', 'needed_by', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_requisition_team_id'), ['team_id'], unique=False)

    op.create_table('campaign_opening',
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_campaign_opening_campaign_id')),
    sa.ForeignKeyConstraint(['opening_id'], ['opening.id'], name=op.f('fk_campaign_opening_opening_id')),
    sa.PrimaryKeyConstraint('opening_id', name=op.f('pk_campaign_opening'))
    )
    with op.batch_alter_table('campaign_opening', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_campaign_opening_campaign_id'), ['campaign_id'], unique=False)

    op.create_table('requisition_opening',
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('requisition_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['opening_id'], ['opening.id'], name=op.f('fk_requisition_opening_opening_id')),
    sa.ForeignKeyConstraint(['requisition_id'], ['requisition.id'], name=op.f('fk_requisition_opening_requisition_id')),
    sa.PrimaryKeyConstraint('opening_id', name=op.f('pk_requisition_opening'))
    )
    with op.batch_alter_table('requisition_opening', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_requisition_opening_requisition_id'), ['requisition_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('requisition_opening', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_requisition_opening_requisition_id'))

    op.drop_table('requisition_opening')
    with op.batch_alter_table('campaign_opening', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_campaign_opening_campaign_id'))

    op.drop_table('campaign_opening')
    with op.batch_alter_table('requisition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_requisition_team_id'))
        batch_op.drop_index('ix_requisition_status')

    op.drop_table('requisition')
    op.drop_table('campaign')
