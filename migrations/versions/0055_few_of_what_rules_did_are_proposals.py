"""few of what rules did are proposals: home counts them without walking through the others

Revision ID: 0055
Revises: 0054
"""

from alembic import op

revision = '0055'
down_revision = '0054'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_rule_deed_act', 'rule_deed', ['act', 'visit_id'])


def downgrade() -> None:
    op.drop_index('ix_rule_deed_act', 'rule_deed')
