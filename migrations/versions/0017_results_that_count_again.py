"""let former results count again within a window; keep published rubrics as they are

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

# What guards the append-only tables among the new ones; frozen here, whatever the code says later.
APPEND_ONLY = ('carried_result', 'reuse_window')
RUBRICS = ('criterion', 'rubric_version')
KINDS = ('screening', 'test', 'interview', 'simulation', 'check', 'offer')


def triggers(dialect: str) -> list[str]:
    """The statements that let these tables take new rows only."""
    found = []
    for table in (*APPEND_ONLY, *RUBRICS):
        for deed, when in {'update': 'ROW', 'delete': 'ROW', 'truncate': 'STATEMENT'}.items():
            begin = f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH {when}'
            if dialect == 'postgresql':
                found.append(f'{begin} EXECUTE FUNCTION refuse_to_change_append_only()')
            elif deed != 'truncate':
                sentence = f'{table} is append-only, so {deed} is refused'
                found.append(f"{begin} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")
    return found


def upgrade() -> None:
    op.create_table('reuse_window',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum(*KINDS, name='stagekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('months BETWEEN 0 AND 36', name=op.f('ck_reuse_window_months_in_range')),
    sa.ForeignKeyConstraint(['set_by_id'], ['account.id'], name=op.f('fk_reuse_window_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reuse_window')),
    sa.UniqueConstraint('kind', 'number', name=op.f('uq_reuse_window_kind_number'))
    )
    op.create_table('carried_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('from_visit_id', sa.Integer(), nullable=False),
    sa.Column('result_id', sa.Integer(), nullable=False),
    sa.Column('earned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('carried_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('carried_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('carried_at >= earned_at', name=op.f('ck_carried_result_found_before')),
    sa.CheckConstraint('months > 0', name=op.f('ck_carried_result_within_a_window')),
    sa.CheckConstraint('visit_id <> from_visit_id', name=op.f('ck_carried_result_from_another_visit')),
    sa.ForeignKeyConstraint(['carried_by_id'], ['account.id'], name=op.f('fk_carried_result_carried_by_id')),
    sa.ForeignKeyConstraint(['from_visit_id'], ['visit.id'], name=op.f('fk_carried_result_from_visit_id')),
    sa.ForeignKeyConstraint(['result_id'], ['result.id'], name=op.f('fk_carried_result_result_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_carried_result_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_carried_result')),
    sa.UniqueConstraint('result_id', name=op.f('uq_carried_result_result_id'))
    )
    op.create_index(op.f('ix_carried_result_from_visit_id'), 'carried_result', ['from_visit_id'], unique=False)
    op.create_index(op.f('ix_carried_result_visit_id'), 'carried_result', ['visit_id'], unique=False)
    for statement in triggers(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in RUBRICS:
        for deed in ('update', 'delete', 'truncate') if dialect == 'postgresql' else ('update', 'delete'):
            on = f' ON "{table}"' if dialect == 'postgresql' else ''
            op.execute(f'DROP TRIGGER {table}_refuses_{deed}{on}')
    op.drop_table('carried_result')
    op.drop_table('reuse_window')
