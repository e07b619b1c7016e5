"""nesting

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

GUARDED = ('nesting_day', 'nesting_policy', 'nesting_step', 'nesting_target')


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was asked and measured; PostgreSQL has the function already."""
    if dialect == 'sqlite':
        return [
            f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH ROW BEGIN '
            f"SELECT RAISE(ABORT, '{table} is append-only, so {deed} is refused'); END"
            for table in GUARDED
            for deed in ('update', 'delete')
        ]
    return [
        f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH {each} '
        'EXECUTE FUNCTION refuse_to_change_append_only()'
        for table in GUARDED
        for deed, each in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT'))
    ]


def upgrade() -> None:
    op.create_table('nesting_policy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('hold_days', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('hold_days > 0', name=op.f('ck_nesting_policy_days_count')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_nesting_policy_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nesting_policy')),
    sa.UniqueConstraint('programme_id', 'number', name=op.f('uq_nesting_policy_programme_id_number'))
    )
    op.create_table('nesting_step',
    sa.Column('policy_id', sa.Integer(), nullable=False),
    sa.Column('from_day', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.CheckConstraint('from_day > 0', name=op.f('ck_nesting_step_day_counts')),
    sa.ForeignKeyConstraint(['policy_id'], ['nesting_policy.id'], name=op.f('fk_nesting_step_policy_id')),
    sa.PrimaryKeyConstraint('policy_id', 'from_day', name=op.f('pk_nesting_step'))
    )
    op.create_table('nesting_target',
    sa.Column('policy_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('value', sa.Numeric(precision=9, scale=2), nullable=False),
    sa.Column('is_floor', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['policy_id'], ['nesting_policy.id'], name=op.f('fk_nesting_target_policy_id')),
    sa.PrimaryKeyConstraint('policy_id', 'key', name=op.f('pk_nesting_target'))
    )
    op.create_table('nesting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('policy_id', sa.Integer(), nullable=False),
    sa.Column('began_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('proficient_on', sa.Date(), nullable=True),
    sa.CheckConstraint('(ended_on IS NULL) = (proficient_on IS NULL)', name=op.f('ck_nesting_ends_by_its_targets')),
    sa.CheckConstraint('proficient_on BETWEEN began_on AND ended_on', name=op.f('ck_nesting_in_its_time')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_nesting_enrolment_id')),
    sa.ForeignKeyConstraint(['policy_id'], ['nesting_policy.id'], name=op.f('fk_nesting_policy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nesting')),
    sa.UniqueConstraint('enrolment_id', name=op.f('uq_nesting_enrolment_id'))
    )
    with op.batch_alter_table('nesting', schema=None) as batch_op:
        batch_op.create_index('ix_nesting_running', ['began_on'], unique=False, sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))

    op.create_table('nesting_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('nesting_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('actuals', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_nesting_day_number_counts')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_nesting_day_entered_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_nesting_day_entry_id')),
    sa.ForeignKeyConstraint(['nesting_id'], ['nesting.id'], name=op.f('fk_nesting_day_nesting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nesting_day')),
    sa.UniqueConstraint('nesting_id', 'day', 'number', name=op.f('uq_nesting_day_nesting_id_day_number'))
    )
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('nesting_day')
    with op.batch_alter_table('nesting', schema=None) as batch_op:
        batch_op.drop_index('ix_nesting_running', sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))

    op.drop_table('nesting')
    op.drop_table('nesting_target')
    op.drop_table('nesting_step')
    op.drop_table('nesting_policy')
