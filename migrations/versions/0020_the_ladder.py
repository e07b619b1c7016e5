"""the ladder, monthly reviews, complaints and promotion cases

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


GUARDED = (
    'assessment_rating',
    'case_evidence',
    'competency',
    'ladder_level',
    'ladder_move',
    'ladder_version',
    'level_act',
    'requirement',
    'review_figure',
    'review_formula',
    'review_indicator',
    'review_revision',
)


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was published, measured or rated; PostgreSQL has the
    function already."""
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
    # Levels are data from now on: any key may stand in a post.
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.drop_constraint('level', type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_post_level_is_named'), "level <> ''")

    op.create_table('ladder_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('tracks', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_ladder_version_number_counts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ladder_version')),
    sa.UniqueConstraint('number', name=op.f('uq_ladder_version_number'))
    )
    op.create_table('ladder_level',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('track', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=True),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('pay_grades', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('duties', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.CheckConstraint('after <> key', name=op.f('ck_ladder_level_not_after_itself')),
    sa.CheckConstraint('seats >= 0', name=op.f('ck_ladder_level_seats_count')),
    sa.ForeignKeyConstraint(['version_id'], ['ladder_version.id'], name=op.f('fk_ladder_level_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ladder_level')),
    sa.UniqueConstraint('version_id', 'key', name=op.f('uq_ladder_level_version_id_key')),
    sa.UniqueConstraint('version_id', 'position', name=op.f('uq_ladder_level_version_id_position'))
    )
    op.create_table('competency',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('level_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('says', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['level_id'], ['ladder_level.id'], name=op.f('fk_competency_level_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competency')),
    sa.UniqueConstraint('level_id', 'key', name=op.f('uq_competency_level_id_key')),
    sa.UniqueConstraint('level_id', 'position', name=op.f('uq_competency_level_id_position'))
    )
    op.create_table('complaint',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('reported', 'upheld', 'dismissed', name='complaintstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reported_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('finding', sa.String(), nullable=True),
    sa.CheckConstraint("(state = 'reported') = (decided_on IS NULL)", name=op.f('ck_complaint_day_iff_decided')),
    sa.CheckConstraint('(decided_on IS NULL) = (finding IS NULL)', name=op.f('ck_complaint_says_why')),
    sa.CheckConstraint('decided_on >= happened_on', name=op.f('ck_complaint_decided_after_it_happened')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_complaint_decided_by_id')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_complaint_employment_id')),
    sa.ForeignKeyConstraint(['reported_by_id'], ['account.id'], name=op.f('fk_complaint_reported_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint'))
    )
    with op.batch_alter_table('complaint', schema=None) as batch_op:
        batch_op.create_index('ix_complaint_employment_id', ['employment_id', 'state'], unique=False)

    op.create_table('promotion_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('nominated_by_id', sa.Integer(), nullable=False),
    sa.Column('is_own', sa.Boolean(), nullable=False),
    sa.Column('statement', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('open', 'returned', 'approved', 'declined', 'withdrawn', 'cancelled', 'applied', name='casestate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('retry_on', sa.Date(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('pay_grade', sa.String(), nullable=True),
    sa.Column('is_acting', sa.Boolean(), nullable=False),
    sa.Column('acting_until', sa.Date(), nullable=True),
    sa.CheckConstraint("state <> 'declined' OR reason IS NOT NULL", name=op.f('ck_promotion_case_says_why')),
    sa.CheckConstraint("state NOT IN ('approved', 'applied', 'cancelled') OR effective_on IS NOT NULL", name=op.f('ck_promotion_case_day_if_approved')),
    sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL)', name=op.f('ck_promotion_case_by_whom_iff_decided')),
    sa.CheckConstraint('NOT is_acting OR acting_until IS NOT NULL OR effective_on IS NULL', name=op.f('ck_promotion_case_trial_ends')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_promotion_case_decided_by_id')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_promotion_case_employment_id')),
    sa.ForeignKeyConstraint(['nominated_by_id'], ['account.id'], name=op.f('fk_promotion_case_nominated_by_id')),
    sa.ForeignKeyConstraint(['version_id'], ['ladder_version.id'], name=op.f('fk_promotion_case_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promotion_case'))
    )
    with op.batch_alter_table('promotion_case', schema=None) as batch_op:
        batch_op.create_index('ix_promotion_case_employment_id', ['employment_id', 'id'], unique=False)
        batch_op.create_index('ix_promotion_case_state', ['state', 'effective_on'], unique=False)
        batch_op.create_index('uq_promotion_case_running', ['employment_id'], unique=True, sqlite_where=sa.text("state IN ('open', 'returned', 'approved')"), postgresql_where=sa.text("state IN ('open', 'returned', 'approved')"))

    op.create_table('requirement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('level_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('time in level', 'good standing', 'review average', 'review floor', 'exam', 'course', 'certificate', 'competencies', 'complaints', 'coached', name='requirementkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('count', sa.Integer(), nullable=True),
    sa.Column('mark', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('key', sa.String(), nullable=True),
    sa.CheckConstraint("kind NOT IN ('exam', 'course') OR key IS NOT NULL", name=op.f('ck_requirement_says_which')),
    sa.CheckConstraint("kind NOT IN ('review average', 'review floor', 'competencies') OR (count IS NOT NULL AND mark IS NOT NULL)", name=op.f('ck_requirement_says_how_much')),
    sa.CheckConstraint("kind NOT IN ('time in level', 'complaints') OR months IS NOT NULL", name=op.f('ck_requirement_says_how_long')),
    sa.CheckConstraint('count > 0', name=op.f('ck_requirement_count_counts')),
    sa.CheckConstraint('mark BETWEEN 0 AND 100', name=op.f('ck_requirement_mark_of_100')),
    sa.CheckConstraint('months > 0', name=op.f('ck_requirement_months_count')),
    sa.ForeignKeyConstraint(['level_id'], ['ladder_level.id'], name=op.f('fk_requirement_level_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requirement')),
    sa.UniqueConstraint('level_id', 'position', name=op.f('uq_requirement_level_id_position'))
    )
    op.create_table('review_appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('said', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('open', 'upheld', 'dismissed', name='appealstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('appealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name=op.f('ck_review_appeal_answer_iff_answered')),
    sa.CheckConstraint('(answered_at IS NULL) = (answer IS NULL)', name=op.f('ck_review_appeal_says_why')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_review_appeal_answered_by_id')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_review_appeal_employment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_appeal'))
    )
    with op.batch_alter_table('review_appeal', schema=None) as batch_op:
        batch_op.create_index('ix_review_appeal_employment_id', ['employment_id', 'month'], unique=False)
        batch_op.create_index('uq_review_appeal_open', ['employment_id', 'month'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('review_formula',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_review_formula_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_formula')),
    sa.UniqueConstraint('number', name=op.f('uq_review_formula_number'))
    )
    op.create_table('case_assessment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('assessor_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['assessor_id'], ['account.id'], name=op.f('fk_case_assessment_assessor_id')),
    sa.ForeignKeyConstraint(['case_id'], ['promotion_case.id'], name=op.f('fk_case_assessment_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_assessment')),
    sa.UniqueConstraint('case_id', 'assessor_id', name=op.f('uq_case_assessment_case_id_assessor_id'))
    )
    with op.batch_alter_table('case_assessment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_assessment_assessor_id'), ['assessor_id'], unique=False)

    op.create_table('case_evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('occasion', sa.String(), nullable=False),
    sa.Column('lines', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['promotion_case.id'], name=op.f('fk_case_evidence_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_evidence')),
    sa.UniqueConstraint('case_id', 'number', name=op.f('uq_case_evidence_case_id_number'))
    )
    op.create_table('ladder_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('moved_on', sa.Date(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_ladder_move_employment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_ladder_move_entry_id')),
    sa.ForeignKeyConstraint(['version_id'], ['ladder_version.id'], name=op.f('fk_ladder_move_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ladder_move')),
    sa.UniqueConstraint('employment_id', 'number', name=op.f('uq_ladder_move_employment_id_number'))
    )
    with op.batch_alter_table('ladder_move', schema=None) as batch_op:
        batch_op.create_index('ix_ladder_move_employment_id', ['employment_id', 'id'], unique=False)

    op.create_table('level_act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('promotion', 'acting', 'confirmed', 'returned', 'demotion', 'lateral', name='actkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('from_level', sa.String(), nullable=False),
    sa.Column('to_level', sa.String(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('pay_grade', sa.String(), nullable=True),
    sa.Column('acting_until', sa.Date(), nullable=True),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['promotion_case.id'], name=op.f('fk_level_act_case_id')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_level_act_employment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_level_act_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_level_act')),
    sa.UniqueConstraint('case_id', name=op.f('uq_level_act_case_id'))
    )
    with op.batch_alter_table('level_act', schema=None) as batch_op:
        batch_op.create_index('ix_level_act_employment_id', ['employment_id', 'id'], unique=False)

    op.create_table('review_figure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('figure', sa.Numeric(precision=14, scale=3), nullable=False),
    sa.Column('source', sa.Enum('typed', 'file', name='figuresource', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_review_figure_employment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_review_figure_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_figure')),
    sa.UniqueConstraint('employment_id', 'month', 'key', 'number', name=op.f('uq_review_figure_employment_id_month_key_number'))
    )
    op.create_table('review_indicator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('formula_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('group', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('unit', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('direction', sa.Enum('higher', 'lower', name='direction', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('target', sa.Numeric(precision=12, scale=3), nullable=False),
    sa.Column('zero', sa.Numeric(precision=12, scale=3), nullable=False),
    sa.Column('weight', sa.Numeric(precision=6, scale=2), nullable=False),
    sa.Column('is_total', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(direction = 'higher' AND target > zero) OR (direction = 'lower' AND target < zero)", name=op.f('ck_review_indicator_target_lies_in_its_direction')),
    sa.CheckConstraint('weight > 0', name=op.f('ck_review_indicator_weight_counts')),
    sa.ForeignKeyConstraint(['formula_id'], ['review_formula.id'], name=op.f('fk_review_indicator_formula_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_indicator')),
    sa.UniqueConstraint('formula_id', 'key', name=op.f('uq_review_indicator_formula_id_key')),
    sa.UniqueConstraint('formula_id', 'position', name=op.f('uq_review_indicator_formula_id_position'))
    )
    op.create_table('review_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('formula_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('lines', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('days_worked', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('counts', sa.Boolean(), nullable=False),
    sa.Column('comment', sa.String(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('days_worked BETWEEN 0 AND days', name=op.f('ck_review_revision_days_of_month')),
    sa.CheckConstraint('number > 0', name=op.f('ck_review_revision_number_counts')),
    sa.CheckConstraint('score BETWEEN 0 AND 100', name=op.f('ck_review_revision_score_of_100')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_review_revision_employment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_review_revision_entry_id')),
    sa.ForeignKeyConstraint(['formula_id'], ['review_formula.id'], name=op.f('fk_review_revision_formula_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_revision')),
    sa.UniqueConstraint('employment_id', 'month', 'number', name=op.f('uq_review_revision_employment_id_month_number'))
    )
    op.create_table('take_over_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(done_at IS NULL) = (done_by_id IS NULL)', name=op.f('ck_take_over_task_by_whom_iff_done')),
    sa.ForeignKeyConstraint(['case_id'], ['promotion_case.id'], name=op.f('fk_take_over_task_case_id')),
    sa.ForeignKeyConstraint(['done_by_id'], ['account.id'], name=op.f('fk_take_over_task_done_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_take_over_task')),
    sa.UniqueConstraint('case_id', 'position', name=op.f('uq_take_over_task_case_id_position'))
    )
    op.create_table('assessment_rating',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('competency', sa.String(), nullable=False),
    sa.Column('rating', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.CheckConstraint('rating BETWEEN 1 AND 5', name=op.f('ck_assessment_rating_rating_of_5')),
    sa.ForeignKeyConstraint(['assessment_id'], ['case_assessment.id'], name=op.f('fk_assessment_rating_assessment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_rating')),
    sa.UniqueConstraint('assessment_id', 'competency', name=op.f('uq_assessment_rating_assessment_id_competency'))
    )

    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('assessment_rating')
    op.drop_table('take_over_task')
    op.drop_table('review_revision')
    op.drop_table('review_indicator')
    op.drop_table('review_figure')
    with op.batch_alter_table('level_act', schema=None) as batch_op:
        batch_op.drop_index('ix_level_act_employment_id')

    op.drop_table('level_act')
    with op.batch_alter_table('ladder_move', schema=None) as batch_op:
        batch_op.drop_index('ix_ladder_move_employment_id')

    op.drop_table('ladder_move')
    op.drop_table('case_evidence')
    with op.batch_alter_table('case_assessment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_assessment_assessor_id'))

    op.drop_table('case_assessment')
    op.drop_table('review_formula')
    with op.batch_alter_table('review_appeal', schema=None) as batch_op:
        batch_op.drop_index('uq_review_appeal_open', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index('ix_review_appeal_employment_id')

    op.drop_table('review_appeal')
    op.drop_table('requirement')
    with op.batch_alter_table('promotion_case', schema=None) as batch_op:
        batch_op.drop_index('uq_promotion_case_running', sqlite_where=sa.text("state IN ('open', 'returned', 'approved')"), postgresql_where=sa.text("state IN ('open', 'returned', 'approved')"))
        batch_op.drop_index('ix_promotion_case_state')
        batch_op.drop_index('ix_promotion_case_employment_id')

    op.drop_table('promotion_case')
    with op.batch_alter_table('complaint', schema=None) as batch_op:
        batch_op.drop_index('ix_complaint_employment_id')

    op.drop_table('complaint')
    op.drop_table('competency')
    op.drop_table('ladder_level')
    op.drop_table('ladder_version')

    op.execute("UPDATE post SET level = 'specialist' WHERE level NOT IN ('specialist', 'supervisor', 'manager')")
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_post_level_is_named'), type_='check')
        batch_op.create_check_constraint('level', "level IN ('specialist', 'supervisor', 'manager')")
