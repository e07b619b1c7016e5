"""exams, attempts and what passes them

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

GUARDED = ('exam_attempt', 'exam_cycle', 'exam_mark', 'exam_policy', 'exam_rule', 'missed_sitting', 'sign_off')


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change an exam once taken; PostgreSQL has the function already."""
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
    op.create_table('exam_policy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('attendance_share', sa.Numeric(precision=4, scale=3), nullable=False),
    sa.Column('retrainings', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('attendance_share BETWEEN 0 AND 1', name=op.f('ck_exam_policy_share_is_one')),
    sa.CheckConstraint('retrainings >= 0', name=op.f('ck_exam_policy_retrainings_count')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_exam_policy_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_policy')),
    sa.UniqueConstraint('programme_id', 'number', name=op.f('uq_exam_policy_programme_id_number'))
    )
    op.create_table('exam_rule',
    sa.Column('policy_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('theory', 'practical', name='examkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('pass_mark', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('part_mark', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('wait_days', sa.Integer(), nullable=False),
    sa.Column('needs_remediation', sa.Boolean(), nullable=False),
    sa.Column('caps_retakes', sa.Boolean(), nullable=False),
    sa.Column('counts', sa.Enum('first', 'latest', 'best', 'average', name='counting', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.CheckConstraint('attempts > 0', name=op.f('ck_exam_rule_attempts_count')),
    sa.CheckConstraint('part_mark BETWEEN 0 AND 100', name=op.f('ck_exam_rule_part_of_100')),
    sa.CheckConstraint('pass_mark BETWEEN 0 AND 100', name=op.f('ck_exam_rule_mark_of_100')),
    sa.CheckConstraint('wait_days >= 0', name=op.f('ck_exam_rule_wait_counts')),
    sa.ForeignKeyConstraint(['policy_id'], ['exam_policy.id'], name=op.f('fk_exam_rule_policy_id')),
    sa.PrimaryKeyConstraint('policy_id', 'kind', name=op.f('pk_exam_rule'))
    )
    op.create_table('exam_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('exam_id', sa.Integer(), nullable=False),
    sa.Column('exam_key', sa.String(), nullable=False),
    sa.Column('cycle', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('policy_id', sa.Integer(), nullable=False),
    sa.Column('sat_on', sa.Date(), nullable=False),
    sa.Column('form', sa.String(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('cycle > 0', name=op.f('ck_exam_attempt_cycle_counts')),
    sa.CheckConstraint('number BETWEEN 1 AND most', name=op.f('ck_exam_attempt_number_is_allowed')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_exam_attempt_enrolment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_exam_attempt_entry_id')),
    sa.ForeignKeyConstraint(['exam_id'], ['exam.id'], name=op.f('fk_exam_attempt_exam_id')),
    sa.ForeignKeyConstraint(['policy_id'], ['exam_policy.id'], name=op.f('fk_exam_attempt_policy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_attempt')),
    sa.UniqueConstraint('enrolment_id', 'exam_key', 'cycle', 'number', name=op.f('uq_exam_attempt_enrolment_id_exam_key_cycle_number'))
    )
    op.create_table('exam_cycle',
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('modules', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 1', name=op.f('ck_exam_cycle_first_needs_none')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_exam_cycle_enrolment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_exam_cycle_entry_id')),
    sa.PrimaryKeyConstraint('enrolment_id', 'number', name=op.f('pk_exam_cycle'))
    )
    op.create_table('missed_sitting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('exam_id', sa.Integer(), nullable=False),
    sa.Column('missed_on', sa.Date(), nullable=False),
    sa.Column('is_excused', sa.Boolean(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_missed_sitting_enrolment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_missed_sitting_entry_id')),
    sa.ForeignKeyConstraint(['exam_id'], ['exam.id'], name=op.f('fk_missed_sitting_exam_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_missed_sitting')),
    sa.UniqueConstraint('enrolment_id', 'exam_id', 'missed_on', name=op.f('uq_missed_sitting_enrolment_id_exam_id_missed_on'))
    )
    op.create_table('exam_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('mark', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('parts', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('recorded', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('comment', sa.String(), nullable=True),
    sa.Column('marker_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('(mark IS NULL) = (recorded IS NULL)', name=op.f('ck_exam_mark_recorded_iff_marked')),
    sa.CheckConstraint('mark BETWEEN 0 AND 100', name=op.f('ck_exam_mark_mark_of_100')),
    sa.CheckConstraint('mark IS NOT NULL OR NOT passed', name=op.f('ck_exam_mark_void_is_no_pass')),
    sa.CheckConstraint('recorded <= mark', name=op.f('ck_exam_mark_recorded_is_no_more')),
    sa.ForeignKeyConstraint(['attempt_id'], ['exam_attempt.id'], name=op.f('fk_exam_mark_attempt_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_exam_mark_entry_id')),
    sa.ForeignKeyConstraint(['marker_id'], ['account.id'], name=op.f('fk_exam_mark_marker_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_mark')),
    sa.UniqueConstraint('attempt_id', 'number', name=op.f('uq_exam_mark_attempt_id_number'))
    )
    op.create_table('sign_off',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_by_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['exam_attempt.id'], name=op.f('fk_sign_off_attempt_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_sign_off_entry_id')),
    sa.ForeignKeyConstraint(['signed_by_id'], ['account.id'], name=op.f('fk_sign_off_signed_by_id')),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_sign_off'))
    )
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('sign_off')
    op.drop_table('exam_mark')
    op.drop_table('missed_sitting')
    op.drop_table('exam_cycle')
    op.drop_table('exam_attempt')
    op.drop_table('exam_rule')
    op.drop_table('exam_policy')
