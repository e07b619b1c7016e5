"""check-ins can be called off, with a reason; the kind of employment, and honours that leave some out

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

OPEN, OPEN_BEFORE = 'closed_at IS NULL AND called_off_at IS NULL', 'closed_at IS NULL'
CHECKS = {
    'says_why_iff_called_off': '(called_off_at IS NULL) = (called_off_reason IS NULL)',
    'closed_or_called_off': 'closed_at IS NULL OR called_off_at IS NULL',
}
KINDS = "kind IN ('permanent', 'seasonal', 'intern')"
JSON = sa.JSON().with_variant(JSONB(), 'postgresql')


def add_kind() -> None:
    """On SQLite without making the table anew, which would lose the triggers that note changes of readiness."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f'ALTER TABLE post ADD COLUMN kind VARCHAR(32) CONSTRAINT ck_post_employmentkind CHECK ({KINDS})')
        return
    op.add_column('post', sa.Column('kind', sa.String(32), nullable=True))
    op.create_check_constraint(op.f('ck_post_employmentkind'), 'post', KINDS)


def one_is_open(where: str) -> None:
    op.create_index(
        'uq_check_in_open',
        'check_in',
        ['employment_id'],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def upgrade() -> None:
    op.drop_index('uq_check_in_open', 'check_in')
    with op.batch_alter_table('check_in', schema=None) as batch_op:
        batch_op.add_column(sa.Column('called_off_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('called_off_reason', sa.String(), nullable=True))
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(op.f(f'ck_check_in_{name}'), condition)
    one_is_open(OPEN)
    add_kind()
    op.add_column('honour_rule', sa.Column('leaves_out', JSON, server_default='[]', nullable=False))


def downgrade() -> None:
    """Of check-ins that were called off it is known no more that they were: they are closed without ratings."""
    op.drop_column('honour_rule', 'leaves_out')
    op.drop_column('post', 'kind')
    op.drop_index('uq_check_in_open', 'check_in')
    with op.batch_alter_table('check_in', schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f'ck_check_in_{name}'), type_='check')
    op.execute('UPDATE check_in SET closed_at = called_off_at WHERE called_off_at IS NOT NULL')
    with op.batch_alter_table('check_in', schema=None) as batch_op:
        batch_op.drop_column('called_off_reason')
        batch_op.drop_column('called_off_at')
    one_is_open(OPEN_BEFORE)
