"""cohorts and their programmes

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

STATES = "'awaiting a cohort', 'in training', 'on duty', 'left', 'cancelled'"
LIVE = "state IN ('awaiting a cohort', 'in training')"
GUARDED = (
    'attendance_mark', 'exam', 'exam_module', 'material_receipt', 'material_version', 'module',
    'prerequisite', 'programme_version', 'topic',
)


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was taught and attended; PostgreSQL has the function already."""
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


def live(condition: str) -> None:
    """At most one enrolment of an employment is live; which ones are has changed."""
    where = sa.text(condition)
    op.create_index(
        'uq_enrolment_live', 'enrolment', ['employment_id'],
        unique=True, sqlite_where=where, postgresql_where=where,
    )


def upgrade() -> None:
    op.create_table('programme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme')),
    sa.UniqueConstraint('key', name=op.f('uq_programme_key'))
    )
    op.create_table('calendar_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('is_worked', sa.Boolean(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_calendar_day_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_day')),
    sa.UniqueConstraint('site_id', 'day', name=op.f('uq_calendar_day_site_id_day'))
    )
    with op.batch_alter_table('calendar_day', schema=None) as batch_op:
        batch_op.create_index('uq_calendar_day_everywhere', ['day'], unique=True, sqlite_where=sa.text('site_id IS NULL'), postgresql_where=sa.text('site_id IS NULL'))

    op.create_table('material',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('module_key', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_material_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material')),
    sa.UniqueConstraint('programme_id', 'key', name=op.f('uq_material_programme_id_key'))
    )
    op.create_table('programme_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('weeks', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('weeks > 0', name=op.f('ck_programme_version_weeks_count')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_programme_version_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_version')),
    sa.UniqueConstraint('programme_id', 'number', name=op.f('uq_programme_version_programme_id_number'))
    )
    op.create_table('cohort',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('programme_version_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('rhythm', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_cohort_ends_after_it_starts')),
    sa.CheckConstraint('seats > 0', name=op.f('ck_cohort_seats_count')),
    sa.ForeignKeyConstraint(['programme_version_id'], ['programme_version.id'], name=op.f('fk_cohort_programme_version_id')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_cohort_site_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_cohort_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort')),
    sa.UniqueConstraint('code', name=op.f('uq_cohort_code')),
    sa.UniqueConstraint('id', 'seats', name=op.f('uq_cohort_id_seats'))
    )
    with op.batch_alter_table('cohort', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cohort_team_id'), ['team_id'], unique=False)

    op.create_table('exam',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_version_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('theory', 'practical', name='examkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('rubric_version_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind = 'practical' OR rubric_version_id IS NULL", name=op.f('ck_exam_rubric_if_practical')),
    sa.ForeignKeyConstraint(['programme_version_id'], ['programme_version.id'], name=op.f('fk_exam_programme_version_id')),
    sa.ForeignKeyConstraint(['rubric_version_id'], ['rubric_version.id'], name=op.f('fk_exam_rubric_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam')),
    sa.UniqueConstraint('programme_version_id', 'key', name=op.f('uq_exam_programme_version_id_key')),
    sa.UniqueConstraint('programme_version_id', 'position', name=op.f('uq_exam_programme_version_id_position'))
    )
    op.create_table('material_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('material_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('body', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('url', sa.String(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['material_id'], ['material.id'], name=op.f('fk_material_version_material_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material_version')),
    sa.UniqueConstraint('material_id', 'number', name=op.f('uq_material_version_material_id_number'))
    )
    op.create_table('module',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_version_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('summary', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('hours', sa.Numeric(precision=5, scale=1), nullable=False),
    sa.Column('delivery', sa.Enum('classroom', 'online', 'practice', name='delivery', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.CheckConstraint('hours > 0', name=op.f('ck_module_hours_count')),
    sa.ForeignKeyConstraint(['programme_version_id'], ['programme_version.id'], name=op.f('fk_module_programme_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_module')),
    sa.UniqueConstraint('programme_version_id', 'key', name=op.f('uq_module_programme_version_id_key')),
    sa.UniqueConstraint('programme_version_id', 'position', name=op.f('uq_module_programme_version_id_position'))
    )
    op.create_table('programme_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('based_on_id', sa.Integer(), nullable=False),
    sa.Column('plan', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['based_on_id'], ['programme_version.id'], name=op.f('fk_programme_draft_based_on_id')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_programme_draft_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_draft')),
    sa.UniqueConstraint('programme_id', name=op.f('uq_programme_draft_programme_id'))
    )
    op.create_table('class_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('trainer_id', sa.Integer(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('planned', 'cancelled', name='sessionstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('check_in_code', sa.String(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_class_session_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_class_session_cohort_id')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_class_session_module_id')),
    sa.ForeignKeyConstraint(['trainer_id'], ['account.id'], name=op.f('fk_class_session_trainer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_session')),
    sa.UniqueConstraint('uid', name=op.f('uq_class_session_uid'))
    )
    with op.batch_alter_table('class_session', schema=None) as batch_op:
        batch_op.create_index('ix_class_session_cohort', ['cohort_id', 'starts_at'], unique=False)
        batch_op.create_index('ix_class_session_starts_at', ['starts_at'], unique=False)
        batch_op.create_index('ix_class_session_trainer', ['trainer_id', 'starts_at'], unique=False)

    op.create_table('coaching',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('coach_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.CheckConstraint('until IS NULL OR until >= since', name=op.f('ck_coaching_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['coach_id'], ['person.id'], name=op.f('fk_coaching_coach_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_coaching_enrolment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coaching'))
    )
    with op.batch_alter_table('coaching', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_coaching_coach_id'), ['coach_id'], unique=False)
        batch_op.create_index('uq_coaching_current', ['enrolment_id'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))

    op.create_table('cohort_trainer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Enum('trainer', 'assistant', name='trainerpart', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.CheckConstraint('until IS NULL OR until >= since', name=op.f('ck_cohort_trainer_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_cohort_trainer_account_id')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_cohort_trainer_cohort_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort_trainer'))
    )
    with op.batch_alter_table('cohort_trainer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cohort_trainer_account_id'), ['account_id'], unique=False)
        batch_op.create_index('uq_cohort_trainer_current', ['cohort_id', 'account_id'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.create_index('uq_cohort_trainer_leads', ['cohort_id'], unique=True, sqlite_where=sa.text("until IS NULL AND part = 'trainer'"), postgresql_where=sa.text("until IS NULL AND part = 'trainer'"))

    op.create_table('exam_module',
    sa.Column('exam_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['exam_id'], ['exam.id'], name=op.f('fk_exam_module_exam_id')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_exam_module_module_id')),
    sa.PrimaryKeyConstraint('exam_id', 'module_id', name=op.f('pk_exam_module'))
    )
    op.create_table('material_receipt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('material_version_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("language IN ('en', 'zh_Hans')", name=op.f('ck_material_receipt_language_is_known')),
    sa.ForeignKeyConstraint(['material_version_id'], ['material_version.id'], name=op.f('fk_material_receipt_material_version_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_material_receipt_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material_receipt')),
    sa.UniqueConstraint('material_version_id', 'person_id', name=op.f('uq_material_receipt_material_version_id_person_id'))
    )
    with op.batch_alter_table('material_receipt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_material_receipt_person_id'), ['person_id'], unique=False)

    op.create_table('placement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('ended_by', sa.Enum('transferred', 'left', 'completed', 'cancelled', name='placementend', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.CheckConstraint('(until IS NULL) = (ended_by IS NULL)', name=op.f('ck_placement_end_iff_ended')),
    sa.CheckConstraint('seat > 0', name=op.f('ck_placement_seat_counts')),
    sa.CheckConstraint('until IS NOT NULL OR seat <= seats', name=op.f('ck_placement_seat_is_there')),
    sa.CheckConstraint('until IS NULL OR until >= since', name=op.f('ck_placement_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['cohort_id', 'seats'], ['cohort.id', 'cohort.seats'], name='fk_placement_cohort_id', onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_placement_enrolment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement'))
    )
    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.create_index('ix_placement_enrolment_id', ['enrolment_id'], unique=False)
        batch_op.create_index('uq_placement_current', ['enrolment_id'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.create_index('uq_placement_seat', ['cohort_id', 'seat'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))

    op.create_table('prerequisite',
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('needs_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('module_id <> needs_id', name=op.f('ck_prerequisite_not_itself')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_prerequisite_module_id')),
    sa.ForeignKeyConstraint(['needs_id'], ['module.id'], name=op.f('fk_prerequisite_needs_id')),
    sa.PrimaryKeyConstraint('module_id', 'needs_id', name=op.f('pk_prerequisite'))
    )
    op.create_table('topic',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_topic_module_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic')),
    sa.UniqueConstraint('module_id', 'key', name=op.f('uq_topic_module_id_key')),
    sa.UniqueConstraint('module_id', 'position', name=op.f('uq_topic_module_id_position'))
    )
    op.create_table('attendance_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('mark', sa.Enum('present', 'late', 'absent', 'excused', 'made up', name='mark', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('made_up_in_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.Enum('sheet', 'file', 'check-in', name='marksource', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(mark = 'made up') = (made_up_in_id IS NOT NULL)", name=op.f('ck_attendance_mark_session_iff_made_up')),
    sa.CheckConstraint('made_up_in_id <> session_id', name=op.f('ck_attendance_mark_made_up_elsewhere')),
    sa.CheckConstraint('number > 0', name=op.f('ck_attendance_mark_number_counts')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_attendance_mark_enrolment_id')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_attendance_mark_entered_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_attendance_mark_entry_id')),
    sa.ForeignKeyConstraint(['made_up_in_id'], ['class_session.id'], name=op.f('fk_attendance_mark_made_up_in_id')),
    sa.ForeignKeyConstraint(['session_id'], ['class_session.id'], name=op.f('fk_attendance_mark_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_mark')),
    sa.UniqueConstraint('session_id', 'enrolment_id', 'number', name=op.f('uq_attendance_mark_session_id_enrolment_id_number'))
    )
    with op.batch_alter_table('attendance_mark', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_mark_enrolment', ['enrolment_id', 'session_id'], unique=False)

    op.drop_index('uq_enrolment_live', table_name='enrolment')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('left_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('exit_kind', sa.Enum('own wish', 'washed out', name='trainingexit', native_enum=False, create_constraint=True, length=32), nullable=True))
        batch_op.drop_constraint(op.f('ck_enrolment_enrolmentstate'), type_='check')
        batch_op.create_check_constraint(op.f('ck_enrolment_enrolmentstate'), f'state IN ({STATES})')
        batch_op.create_check_constraint(op.f('ck_enrolment_day_iff_left'), "(state = 'left') = (left_on IS NOT NULL)")
        batch_op.create_check_constraint(op.f('ck_enrolment_kind_iff_left'), '(left_on IS NULL) = (exit_kind IS NULL)')
    live(LIVE)
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index('uq_enrolment_live', table_name='enrolment')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_enrolment_kind_iff_left'), type_='check')
        batch_op.drop_constraint(op.f('ck_enrolment_day_iff_left'), type_='check')
        batch_op.drop_constraint(op.f('ck_enrolment_trainingexit'), type_='check')
        batch_op.drop_constraint(op.f('ck_enrolment_enrolmentstate'), type_='check')
        batch_op.drop_column('exit_kind')
        batch_op.drop_column('left_on')
    op.execute("UPDATE enrolment SET state = 'cancelled' WHERE state NOT IN ('awaiting a cohort', 'cancelled')")
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_check_constraint(op.f('ck_enrolment_enrolmentstate'), "state IN ('awaiting a cohort', 'cancelled')")
    live("state <> 'cancelled'")
    with op.batch_alter_table('attendance_mark', schema=None) as batch_op:
        batch_op.drop_index('ix_attendance_mark_enrolment')

    op.drop_table('attendance_mark')
    op.drop_table('topic')
    op.drop_table('prerequisite')
    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.drop_index('uq_placement_seat', sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.drop_index('uq_placement_current', sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.drop_index('ix_placement_enrolment_id')

    op.drop_table('placement')
    with op.batch_alter_table('material_receipt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_material_receipt_person_id'))

    op.drop_table('material_receipt')
    op.drop_table('exam_module')
    with op.batch_alter_table('cohort_trainer', schema=None) as batch_op:
        batch_op.drop_index('uq_cohort_trainer_leads', sqlite_where=sa.text("until IS NULL AND part = 'trainer'"), postgresql_where=sa.text("until IS NULL AND part = 'trainer'"))
        batch_op.drop_index('uq_cohort_trainer_current', sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_cohort_trainer_account_id'))

    op.drop_table('cohort_trainer')
    with op.batch_alter_table('coaching', schema=None) as batch_op:
        batch_op.drop_index('uq_coaching_current', sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_coaching_coach_id'))

    op.drop_table('coaching')
    with op.batch_alter_table('class_session', schema=None) as batch_op:
        batch_op.drop_index('ix_class_session_trainer')
        batch_op.drop_index('ix_class_session_starts_at')
        batch_op.drop_index('ix_class_session_cohort')

    op.drop_table('class_session')
    op.drop_table('programme_draft')
    op.drop_table('module')
    op.drop_table('material_version')
    op.drop_table('exam')
    with op.batch_alter_table('cohort', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cohort_team_id'))

    op.drop_table('cohort')
    op.drop_table('programme_version')
    op.drop_table('material')
    with op.batch_alter_table('calendar_day', schema=None) as batch_op:
        batch_op.drop_index('uq_calendar_day_everywhere', sqlite_where=sa.text('site_id IS NULL'), postgresql_where=sa.text('site_id IS NULL'))

    op.drop_table('calendar_day')
    op.drop_table('programme')