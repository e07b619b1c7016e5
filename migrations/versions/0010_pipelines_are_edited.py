"""pipelines are edited, rules move applications

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

GUARDED = ('rejection_decision', 'rule_deed', 'stage_rule_version')


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what rules did; PostgreSQL has the function already."""
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
    op.create_table('stage_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pipeline_id', sa.Integer(), nullable=False),
    sa.Column('stage_key', sa.String(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.Enum('draft', 'on', 'off', name='rulestate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['pipeline_id'], ['pipeline.id'], name=op.f('fk_stage_rule_pipeline_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_rule'))
    )
    with op.batch_alter_table('stage_rule', schema=None) as batch_op:
        batch_op.create_index('ix_stage_rule_stage', ['pipeline_id', 'stage_key'], unique=False)

    op.create_table('pipeline_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pipeline_id', sa.Integer(), nullable=False),
    sa.Column('based_on_id', sa.Integer(), nullable=False),
    sa.Column('stages', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['based_on_id'], ['pipeline_version.id'], name=op.f('fk_pipeline_draft_based_on_id')),
    sa.ForeignKeyConstraint(['pipeline_id'], ['pipeline.id'], name=op.f('fk_pipeline_draft_pipeline_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pipeline_draft')),
    sa.UniqueConstraint('pipeline_id', name=op.f('uq_pipeline_draft_pipeline_id'))
    )
    op.create_table('stage_rule_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('act', sa.Enum('advance', 'hold', 'propose a rejection', name='ruleact', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('conditions', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('reason_id', sa.Integer(), nullable=True),
    sa.Column('letter_minutes', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(act = 'propose a rejection') = (reason_id IS NOT NULL)", name=op.f('ck_stage_rule_version_reason_iff_proposes')),
    sa.CheckConstraint('letter_minutes BETWEEN 1 AND 10080', name=op.f('ck_stage_rule_version_letters_leave_within_a_week')),
    sa.ForeignKeyConstraint(['reason_id'], ['disposition_reason.id'], name=op.f('fk_stage_rule_version_reason_id')),
    sa.ForeignKeyConstraint(['rule_id'], ['stage_rule.id'], name=op.f('fk_stage_rule_version_rule_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_rule_version')),
    sa.UniqueConstraint('rule_id', 'number', name=op.f('uq_stage_rule_version_rule_id_number'))
    )
    op.create_table('rule_deed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rule_version_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.Enum('advance', 'hold', 'propose a rejection', name='ruleact', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_rule_deed_entry_id')),
    sa.ForeignKeyConstraint(['rule_version_id'], ['stage_rule_version.id'], name=op.f('fk_rule_deed_rule_version_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_rule_deed_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_deed')),
    sa.UniqueConstraint('rule_version_id', 'visit_id', name=op.f('uq_rule_deed_rule_version_id_visit_id'))
    )
    with op.batch_alter_table('rule_deed', schema=None) as batch_op:
        batch_op.create_index('ix_rule_deed_visit', ['visit_id'], unique=False)

    op.create_table('rejection_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('deed_id', sa.Integer(), nullable=False),
    sa.Column('rejects', sa.Boolean(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_rejection_decision_decided_by_id')),
    sa.ForeignKeyConstraint(['deed_id'], ['rule_deed.id'], name=op.f('fk_rejection_decision_deed_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rejection_decision')),
    sa.UniqueConstraint('deed_id', name=op.f('uq_rejection_decision_deed_id'))
    )
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('rejection_decision')
    with op.batch_alter_table('rule_deed', schema=None) as batch_op:
        batch_op.drop_index('ix_rule_deed_visit')

    op.drop_table('rule_deed')
    op.drop_table('stage_rule_version')
    op.drop_table('pipeline_draft')
    with op.batch_alter_table('stage_rule', schema=None) as batch_op:
        batch_op.drop_index('ix_stage_rule_stage')

    op.drop_table('stage_rule')
