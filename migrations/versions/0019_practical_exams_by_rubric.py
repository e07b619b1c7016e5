"""practical exams by rubric

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

GUARDED = ('assessor', 'assessor_sheet', 'sheet_rating')


def guards(dialect: str, tables: tuple[str, ...]) -> list[str]:
    """What makes the database refuse to change a sheet once handed in; PostgreSQL has the function already."""
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
        for deed in ('update', 'delete'):
            op.execute(f'DROP TRIGGER IF EXISTS criterion_refuses_{deed}')
        for statement in guards('sqlite', ('criterion',)):
            op.execute(statement)


def upgrade() -> None:
    op.create_table('practical_assessment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('exam_id', sa.Integer(), nullable=False),
    sa.Column('rubric_version_id', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('task', sa.String(), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('attempt_id IS NULL OR withdrawn_at IS NULL', name=op.f('ck_practical_assessment_one_end')),
    sa.ForeignKeyConstraint(['attempt_id'], ['exam_attempt.id'], name=op.f('fk_practical_assessment_attempt_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_practical_assessment_enrolment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_practical_assessment_entry_id')),
    sa.ForeignKeyConstraint(['exam_id'], ['exam.id'], name=op.f('fk_practical_assessment_exam_id')),
    sa.ForeignKeyConstraint(['rubric_version_id'], ['rubric_version.id'], name=op.f('fk_practical_assessment_rubric_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practical_assessment')),
    sa.UniqueConstraint('attempt_id', name=op.f('uq_practical_assessment_attempt_id'))
    )
    with op.batch_alter_table('practical_assessment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practical_assessment_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index('uq_practical_assessment_open', ['enrolment_id', 'exam_id'], unique=True, sqlite_where=sa.text('attempt_id IS NULL AND withdrawn_at IS NULL'), postgresql_where=sa.text('attempt_id IS NULL AND withdrawn_at IS NULL'))

    op.create_table('assessor',
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_assessor_account_id')),
    sa.ForeignKeyConstraint(['assessment_id'], ['practical_assessment.id'], name=op.f('fk_assessor_assessment_id')),
    sa.PrimaryKeyConstraint('assessment_id', 'account_id', name=op.f('pk_assessor'))
    )
    op.create_table('assessor_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('rejects', sa.Boolean(), nullable=False),
    sa.Column('next_since', sa.Date(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_assessor_sheet_account_id')),
    sa.ForeignKeyConstraint(['assessment_id', 'account_id'], ['assessor.assessment_id', 'assessor.account_id'], name='fk_assessor_sheet_assessor'),
    sa.ForeignKeyConstraint(['assessment_id'], ['practical_assessment.id'], name=op.f('fk_assessor_sheet_assessment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_assessor_sheet_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessor_sheet')),
    sa.UniqueConstraint('assessment_id', 'account_id', name=op.f('uq_assessor_sheet_assessment_id_account_id'))
    )
    op.create_table('sheet_rating',
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.String(), nullable=False),
    sa.CheckConstraint('value BETWEEN 1 AND 5', name=op.f('ck_sheet_rating_on_the_scale')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_sheet_rating_criterion_id')),
    sa.ForeignKeyConstraint(['sheet_id'], ['assessor_sheet.id'], name=op.f('fk_sheet_rating_sheet_id')),
    sa.PrimaryKeyConstraint('sheet_id', 'criterion_id', name=op.f('pk_sheet_rating'))
    )
    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.add_column(sa.Column('must_reach', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f('ck_criterion_must_reach_is_rated'), 'must_reach BETWEEN 2 AND 5'
        )

    guard_again()
    for statement in guards(op.get_bind().dialect.name, GUARDED):
        op.execute(statement)



def downgrade() -> None:
    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_criterion_must_reach_is_rated'), type_='check')
        batch_op.drop_column('must_reach')

    guard_again()

    op.drop_table('sheet_rating')
    op.drop_table('assessor_sheet')
    op.drop_table('assessor')
    with op.batch_alter_table('practical_assessment', schema=None) as batch_op:
        batch_op.drop_index('uq_practical_assessment_open', sqlite_where=sa.text('attempt_id IS NULL AND withdrawn_at IS NULL'), postgresql_where=sa.text('attempt_id IS NULL AND withdrawn_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_practical_assessment_enrolment_id'))

    op.drop_table('practical_assessment')
