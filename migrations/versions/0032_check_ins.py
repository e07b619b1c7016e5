"""check-ins: employee and lead rate the competencies of the next level apart, then see both

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

GUARDED = {'check_in_rating': ('note', ('id', 'sheet_id', 'competency', 'rating')), 'check_in_sheet': None}
"""Append-only tables → the column of each that may be wiped, and what may not change with that."""


def unless_wiped(dialect: str, wiped: str, kept: tuple[str, ...]) -> str:
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    changed = ' OR '.join(f'NEW."{name}" {differs} OLD."{name}"' for name in kept)
    return f' WHEN (NEW."{wiped}" IS NOT NULL OR {changed})'


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was rated; PostgreSQL has the function."""
    found = []
    for table, wiped in GUARDED.items():
        for deed in ('update', 'delete') if dialect == 'sqlite' else ('update', 'delete', 'truncate'):
            unless = unless_wiped(dialect, *wiped) if wiped and deed == 'update' else ''
            each = 'STATEMENT' if deed == 'truncate' else 'ROW'
            does = (
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only, so {deed} is refused'); END"
                if dialect == 'sqlite'
                else 'EXECUTE FUNCTION refuse_to_change_append_only()'
            )
            found.append(
                f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH {each}{unless} {does}'
            )
    return found


def upgrade() -> None:
    op.create_table('check_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_check_in_employment_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['account.id'], name=op.f('fk_check_in_opened_by_id')),
    sa.ForeignKeyConstraint(['version_id'], ['ladder_version.id'], name=op.f('fk_check_in_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in'))
    )
    is_open = sa.text('closed_at IS NULL')
    with op.batch_alter_table('check_in', schema=None) as batch_op:
        batch_op.create_index('ix_check_in_employment_id', ['employment_id', 'id'], unique=False)
        batch_op.create_index('uq_check_in_open', ['employment_id'], unique=True, sqlite_where=is_open, postgresql_where=is_open)
    op.create_table('check_in_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('check_in_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.Enum('employee', 'lead', name='side', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_check_in_sheet_account_id')),
    sa.ForeignKeyConstraint(['check_in_id'], ['check_in.id'], name=op.f('fk_check_in_sheet_check_in_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in_sheet')),
    sa.UniqueConstraint('check_in_id', 'side', name=op.f('uq_check_in_sheet_check_in_id_side'))
    )
    op.create_table('check_in_rating',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('competency', sa.String(), nullable=False),
    sa.Column('rating', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.CheckConstraint('rating BETWEEN 1 AND 5', name=op.f('ck_check_in_rating_rating_of_5')),
    sa.ForeignKeyConstraint(['sheet_id'], ['check_in_sheet.id'], name=op.f('fk_check_in_rating_sheet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in_rating')),
    sa.UniqueConstraint('sheet_id', 'competency', name=op.f('uq_check_in_rating_sheet_id_competency'))
    )
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for table in ('check_in_rating', 'check_in_sheet', 'check_in'):
        op.drop_table(table)
