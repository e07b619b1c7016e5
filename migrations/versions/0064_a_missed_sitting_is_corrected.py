"""a missed sitting is excused later or corrected, and what was said before stays

Revision ID: 0064
Revises: 0063
"""

import sqlalchemy as sa
from alembic import op

revision = '0064'
down_revision = '0063'
branch_labels = None
depends_on = None

TABLE = 'missing_correction'
WORDS = ('excused', 'not excused', 'entered by mistake')


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was said; PostgreSQL has the function already."""
    if dialect == 'sqlite':
        return [
            f'CREATE TRIGGER {TABLE}_refuses_{deed} BEFORE {deed.upper()} ON "{TABLE}" FOR EACH ROW BEGIN '
            f"SELECT RAISE(ABORT, '{TABLE} is append-only, so {deed} is refused'); END"
            for deed in ('update', 'delete')
        ]
    return [
        f'CREATE TRIGGER {TABLE}_refuses_{deed} BEFORE {deed.upper()} ON "{TABLE}" FOR EACH {each} '
        'EXECUTE FUNCTION refuse_to_change_append_only()'
        for deed, each in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT'))
    ]


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column('missed_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column(
            'word',
            sa.Enum(*WORDS, name='missing', native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column('entry_id', sa.Integer(), nullable=False),
        sa.CheckConstraint('number > 0', name=op.f('ck_missing_correction_number_counts')),
        sa.ForeignKeyConstraint(
            ['missed_id'], ['missed_sitting.id'], name=op.f('fk_missing_correction_missed_id')
        ),
        sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_missing_correction_entry_id')),
        sa.PrimaryKeyConstraint('missed_id', 'number', name=op.f('pk_missing_correction')),
    )
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(TABLE)
