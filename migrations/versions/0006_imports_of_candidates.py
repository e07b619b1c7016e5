"""imports of candidates

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

STATUSES = ('active', 'on hold', 'rejected', 'withdrawn', 'transferred', 'hired', 'no-show')


def allow(statuses: tuple[str, ...]) -> None:
    """Let the status of an application be one of these."""
    said = ', '.join(f"'{one}'" for one in statuses)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE application DROP CONSTRAINT ck_application_status')
        op.execute(f'ALTER TABLE application ADD CONSTRAINT ck_application_status CHECK (status IN ({said}))')
        return
    with op.batch_alter_table('application', recreate='always') as batch_op:
        batch_op.drop_constraint(op.f('ck_application_status'), type_='check')
        batch_op.create_check_constraint(op.f('ck_application_status'), f'status IN ({said})')


def upgrade() -> None:
    allow((*STATUSES, 'void'))
    op.create_table('column_memory',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('layout', sa.String(), nullable=False),
    sa.Column('columns', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('remembered_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_column_memory')),
    sa.UniqueConstraint('layout', name=op.f('uq_column_memory_layout'))
    )
    op.create_table('candidate_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('table', 'greenhouse', 'lever', name='importkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('batch', sa.String(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('stopped_by_id', sa.Integer(), nullable=True),
    sa.Column('opening_id', sa.Integer(), nullable=True),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('columns', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.Enum('uploaded', 'checked', 'running', 'cancelling', 'done', 'undoing', 'cancelled', 'discarded', 'undone', name='importstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('reached', sa.Integer(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('known', sa.Integer(), nullable=False),
    sa.Column('faulty', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state IN ('done', 'undoing', 'cancelled', 'discarded', 'undone')) = (ended_at IS NOT NULL)", name=op.f('ck_candidate_import_ended_at_iff_ended')),
    sa.CheckConstraint('added >= 0 AND known >= 0 AND faulty >= 0', name=op.f('ck_candidate_import_counts_count')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_candidate_import_account_id')),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], name=op.f('fk_candidate_import_channel_id')),
    sa.ForeignKeyConstraint(['opening_id'], ['opening.id'], name=op.f('fk_candidate_import_opening_id')),
    sa.ForeignKeyConstraint(['stopped_by_id'], ['account.id'], name=op.f('fk_candidate_import_stopped_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_candidate_import')),
    sa.UniqueConstraint('batch', name=op.f('uq_candidate_import_batch'))
    )
    with op.batch_alter_table('candidate_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_candidate_import_account_id'), ['account_id'], unique=False)
        batch_op.create_index('ix_candidate_import_digest', ['digest'], unique=False)
        batch_op.create_index('ix_candidate_import_state', ['state', 'id'], unique=False)

    op.create_table('import_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('candidate_import_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['candidate_import_id'], ['candidate_import.id'], name=op.f('fk_import_file_candidate_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_file'))
    )
    with op.batch_alter_table('import_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_file_candidate_import_id'), ['candidate_import_id'], unique=False)

    op.create_table('import_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('candidate_import_id', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('faulty', 'known', 'joined', 'added', 'kept', name='rowoutcome', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('field', sa.String(), nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('value', sa.String(), nullable=True),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(), nullable=True),
    sa.Column('person_key', sa.String(), nullable=True),
    sa.Column('filled', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_import_row_application_id')),
    sa.ForeignKeyConstraint(['candidate_import_id'], ['candidate_import.id'], name=op.f('fk_import_row_candidate_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_row'))
    )
    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_row_application_id'), ['application_id'], unique=False)
        batch_op.create_index('ix_import_row_key', ['key'], unique=False)
        batch_op.create_index('ix_import_row_line', ['candidate_import_id', 'outcome', 'line', 'id'], unique=False)
        batch_op.create_index('ix_import_row_person_key', ['person_key'], unique=False)


def downgrade() -> None:
    allow(STATUSES)
    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.drop_index('ix_import_row_person_key')
        batch_op.drop_index('ix_import_row_line')
        batch_op.drop_index('ix_import_row_key')
        batch_op.drop_index(batch_op.f('ix_import_row_application_id'))

    op.drop_table('import_row')
    with op.batch_alter_table('import_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_file_candidate_import_id'))

    op.drop_table('import_file')
    with op.batch_alter_table('candidate_import', schema=None) as batch_op:
        batch_op.drop_index('ix_candidate_import_state')
        batch_op.drop_index('ix_candidate_import_digest')
        batch_op.drop_index(batch_op.f('ix_candidate_import_account_id'))

    op.drop_table('candidate_import')
    op.drop_table('column_memory')