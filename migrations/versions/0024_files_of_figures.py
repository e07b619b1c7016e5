"""files of monthly figures can be undone: a figure can be taken back

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

TABLE = 'review_figure'


def unguard(dialect: str) -> None:
    """SQLite makes a changed table anew, without any guard; PostgreSQL keeps its own."""
    if dialect == 'sqlite':
        for deed in ('update', 'delete'):
            op.execute(f'DROP TRIGGER IF EXISTS {TABLE}_refuses_{deed}')
    else:
        op.execute(f'ALTER TABLE {TABLE} DISABLE TRIGGER USER')


def guard_again(dialect: str) -> None:
    if dialect == 'sqlite':
        for deed in ('update', 'delete'):
            op.execute(
                f'CREATE TRIGGER {TABLE}_refuses_{deed} BEFORE {deed.upper()} ON "{TABLE}" FOR EACH ROW BEGIN '
                f"SELECT RAISE(ABORT, '{TABLE} is append-only, so {deed} is refused'); END"
            )
    else:
        op.execute(f'ALTER TABLE {TABLE} ENABLE TRIGGER USER')


def need_figures(*, needed: bool) -> None:
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.alter_column('figure', existing_type=sa.Numeric(precision=14, scale=3), nullable=not needed)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    unguard(dialect)
    need_figures(needed=False)
    guard_again(dialect)
    op.create_table('review_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('batch', sa.String(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered', sa.Integer(), nullable=False),
    sa.Column('corrected', sa.Integer(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(undone_at IS NULL) = (undone_by_id IS NULL)', name=op.f('ck_review_import_undone_by_somebody')),
    sa.CheckConstraint('entered + corrected > 0', name=op.f('ck_review_import_changed_something')),
    sa.CheckConstraint('entered >= 0 AND corrected >= 0', name=op.f('ck_review_import_counts_count')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_review_import_account_id')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['account.id'], name=op.f('fk_review_import_undone_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_import')),
    sa.UniqueConstraint('batch', name=op.f('uq_review_import_batch'))
    )
    with op.batch_alter_table('review_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_import_account_id'), ['account_id'], unique=False)
        batch_op.create_index('ix_review_import_taken_at', ['taken_at', 'id'], unique=False)
    op.create_table('figure_heading',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('heading', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_figure_heading_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'heading', name=op.f('pk_figure_heading'))
    )


def downgrade() -> None:
    op.drop_table('figure_heading')
    op.drop_table('review_import')
    dialect = op.get_bind().dialect.name
    unguard(dialect)
    op.execute(f'DELETE FROM {TABLE} WHERE figure IS NULL')
    need_figures(needed=True)
    guard_again(dialect)
