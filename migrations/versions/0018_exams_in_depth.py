"""exams in depth: retraining, grants and decisions, overrides, remedies, appeals

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

GUARDED = (
    'appeal_decision', 'exam_appeal', 'exam_grant', 'next_try', 're_evaluation', 'remedy', 'training_decision',
)
ALTERED = ('exam_cycle', 'exam_mark', 'exam_policy', 'exam_rule')


def guards(dialect: str, tables: tuple[str, ...]) -> list[str]:
    """What makes the database refuse to change what was decided; PostgreSQL has the function already."""
    if dialect == 'sqlite':
        return [
            f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH ROW BEGIN '
            f"SELECT RAISE(ABORT, '{table} is append-only, so {deed} is refused'); END"
            for table in tables
            for deed in ('update', 'delete')
        ]
    return [
        f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH {each} '
        'EXECUTE FUNCTION refuse_to_change_append_only()'
        for table in tables
        for deed, each in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT'))
    ]


def guard_again() -> None:
    """SQLite makes an altered table anew, without its triggers."""
    if op.get_bind().dialect.name == 'sqlite':
        for table in ALTERED:
            for deed in ('update', 'delete'):
                op.execute(f'DROP TRIGGER IF EXISTS {table}_refuses_{deed}')
        for statement in guards('sqlite', ALTERED):
            op.execute(statement)


def upgrade() -> None:
    op.create_table('exam_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('exam_key', sa.String(), nullable=False),
    sa.Column('cycle', sa.Integer(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('granted_by_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('cycle > 0', name=op.f('ck_exam_grant_cycle_counts')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_exam_grant_enrolment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_exam_grant_entry_id')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['account.id'], name=op.f('fk_exam_grant_granted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_grant'))
    )
    with op.batch_alter_table('exam_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exam_grant_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('re_evaluation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('exam_key', sa.String(), nullable=False),
    sa.Column('cycle', sa.Integer(), nullable=False),
    sa.Column('policy_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_re_evaluation_enrolment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_re_evaluation_entry_id')),
    sa.ForeignKeyConstraint(['policy_id'], ['exam_policy.id'], name=op.f('fk_re_evaluation_policy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_re_evaluation')),
    sa.UniqueConstraint('enrolment_id', 'exam_key', 'cycle', 'policy_id', name=op.f('uq_re_evaluation_enrolment_id_exam_key_cycle_policy_id'))
    )
    op.create_table('training_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('extend', 'transfer', 'release', name='decision', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('cycles', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_training_decision_decided_by_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_training_decision_enrolment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_training_decision_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_decision'))
    )
    with op.batch_alter_table('training_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_decision_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('exam_appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filed_by_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['exam_attempt.id'], name=op.f('fk_exam_appeal_attempt_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_exam_appeal_entry_id')),
    sa.ForeignKeyConstraint(['filed_by_id'], ['account.id'], name=op.f('fk_exam_appeal_filed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_appeal')),
    sa.UniqueConstraint('attempt_id', name=op.f('uq_exam_appeal_attempt_id'))
    )
    op.create_table('next_try',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['exam_attempt.id'], name=op.f('fk_next_try_attempt_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_next_try_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_next_try')),
    sa.UniqueConstraint('attempt_id', 'number', name=op.f('uq_next_try_attempt_id_number'))
    )
    op.create_table('remedy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('module', 'coaching', name='remedykind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('module_key', sa.String(), nullable=True),
    sa.Column('topics', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('assigned_by_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind = 'module') = (module_key IS NOT NULL)", name=op.f('ck_remedy_module_iff_named')),
    sa.ForeignKeyConstraint(['assigned_by_id'], ['account.id'], name=op.f('fk_remedy_assigned_by_id')),
    sa.ForeignKeyConstraint(['attempt_id'], ['exam_attempt.id'], name=op.f('fk_remedy_attempt_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_remedy_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remedy'))
    )
    with op.batch_alter_table('remedy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remedy_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('appeal_decision',
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('stands', 'changed', name='appealoutcome', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('marker_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['appeal_id'], ['exam_appeal.id'], name=op.f('fk_appeal_decision_appeal_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_appeal_decision_entry_id')),
    sa.ForeignKeyConstraint(['marker_id'], ['account.id'], name=op.f('fk_appeal_decision_marker_id')),
    sa.PrimaryKeyConstraint('appeal_id', name=op.f('pk_appeal_decision'))
    )
    with op.batch_alter_table('exam_cycle', schema=None) as batch_op:
        batch_op.add_column(sa.Column('exams', sa.JSON().with_variant(JSONB(), 'postgresql'), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('placement_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_exam_cycle_placement_id'), 'placement', ['placement_id'], ['id'])

    with op.batch_alter_table('exam_mark', schema=None) as batch_op:
        batch_op.add_column(sa.Column('computed', sa.Numeric(precision=5, scale=2), nullable=True))
        batch_op.add_column(sa.Column('failed_item', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('exam_policy', schema=None) as batch_op:
        batch_op.add_column(sa.Column('appeal_days', sa.Integer(), server_default='14', nullable=False))
        batch_op.create_check_constraint(batch_op.f('ck_exam_policy_appeal_days_count'), 'appeal_days >= 0')

    with op.batch_alter_table('exam_rule', schema=None) as batch_op:
        batch_op.add_column(sa.Column('needs_other_form', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('assessors', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_check_constraint(
            batch_op.f('ck_exam_rule_two_assessors_at_most'), 'assessors BETWEEN 0 AND 2'
        )

    guard_again()
    for statement in guards(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)



def downgrade() -> None:
    with op.batch_alter_table('exam_rule', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_exam_rule_two_assessors_at_most'), type_='check')
        batch_op.drop_column('assessors')
        batch_op.drop_column('needs_other_form')

    with op.batch_alter_table('exam_policy', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_exam_policy_appeal_days_count'), type_='check')
        batch_op.drop_column('appeal_days')

    with op.batch_alter_table('exam_mark', schema=None) as batch_op:
        batch_op.drop_column('failed_item')
        batch_op.drop_column('computed')

    with op.batch_alter_table('exam_cycle', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_exam_cycle_placement_id'), type_='foreignkey')
        batch_op.drop_column('placement_id')
        batch_op.drop_column('exams')

    op.drop_table('appeal_decision')
    with op.batch_alter_table('remedy', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_remedy_attempt_id'))

    op.drop_table('remedy')
    op.drop_table('next_try')
    op.drop_table('exam_appeal')
    with op.batch_alter_table('training_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_decision_enrolment_id'))

    op.drop_table('training_decision')
    op.drop_table('re_evaluation')
    with op.batch_alter_table('exam_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exam_grant_enrolment_id'))

    op.drop_table('exam_grant')
    guard_again()
