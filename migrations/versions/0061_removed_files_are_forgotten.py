"""a removed file of a candidate loses its name and its content

Revision ID: 0061
Revises: 0060
"""

import sqlalchemy as sa
from alembic import op

revision = '0061'
down_revision = '0060'
branch_labels = None
depends_on = None

CHECKS = {
    'named_while_kept': '(digest IS NULL) = (name IS NULL)',
    'kept_until_removed': 'digest IS NOT NULL OR removed_at IS NOT NULL',
}


def upgrade() -> None:
    with op.batch_alter_table('candidate_file') as table:
        table.alter_column('name', existing_type=sa.String(), nullable=True)
        table.alter_column('digest', existing_type=sa.String(), nullable=True)
        for name, condition in CHECKS.items():
            table.create_check_constraint(op.f(f'ck_candidate_file_{name}'), condition)


def downgrade() -> None:
    """Of what was forgotten no name comes back."""
    with op.batch_alter_table('candidate_file') as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f'ck_candidate_file_{name}'), type_='check')
    op.execute("UPDATE candidate_file SET name = '–', digest = '' WHERE digest IS NULL")
    with op.batch_alter_table('candidate_file') as table:
        table.alter_column('name', existing_type=sa.String(), nullable=False)
        table.alter_column('digest', existing_type=sa.String(), nullable=False)
