"""the beginning

Revision ID: 0001
Revises: 
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

# What guards append-only tables; frozen here, whatever the code says later.
TRIGGERS = {
    'sqlite': [
        'CREATE TRIGGER entry_refuses_update BEFORE UPDATE ON "entry" FOR EACH ROW WHEN (NEW."reason" IS NOT NULL OR NEW."id" IS NOT OLD."id" OR NEW."at" IS NOT OLD."at" OR NEW."actor_id" IS NOT OLD."actor_id" OR NEW."way" IS NOT OLD."way" OR NEW."verb" IS NOT OLD."verb" OR NEW."subject_kind" IS NOT OLD."subject_kind" OR NEW."subject_id" IS NOT OLD."subject_id" OR NEW."details" IS NOT OLD."details" OR NEW."reason_digest" IS NOT OLD."reason_digest" OR NEW."rule" IS NOT OLD."rule" OR NEW."batch" IS NOT OLD."batch" OR NEW."corrects_id" IS NOT OLD."corrects_id") BEGIN SELECT RAISE(ABORT, \'entry is append-only, so update is refused\'); END',
        'CREATE TRIGGER entry_refuses_delete BEFORE DELETE ON "entry" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'entry is append-only, so delete is refused\'); END',
        'CREATE TRIGGER rating_refuses_update BEFORE UPDATE ON "rating" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'rating is append-only, so update is refused\'); END',
        'CREATE TRIGGER rating_refuses_delete BEFORE DELETE ON "rating" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'rating is append-only, so delete is refused\'); END',
        'CREATE TRIGGER result_refuses_update BEFORE UPDATE ON "result" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'result is append-only, so update is refused\'); END',
        'CREATE TRIGGER result_refuses_delete BEFORE DELETE ON "result" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'result is append-only, so delete is refused\'); END',
        'CREATE TRIGGER scorecard_refuses_update BEFORE UPDATE ON "scorecard" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'scorecard is append-only, so update is refused\'); END',
        'CREATE TRIGGER scorecard_refuses_delete BEFORE DELETE ON "scorecard" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'scorecard is append-only, so delete is refused\'); END',
        'CREATE TRIGGER seal_refuses_update BEFORE UPDATE ON "seal" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'seal is append-only, so update is refused\'); END',
        'CREATE TRIGGER seal_refuses_delete BEFORE DELETE ON "seal" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'seal is append-only, so delete is refused\'); END',
    ],
    'postgresql': [
        """CREATE OR REPLACE FUNCTION refuse_to_change_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
    MESSAGE = TG_TABLE_NAME || ' is append-only, so ' || lower(TG_OP) || ' is refused';
END $$""",
        'CREATE TRIGGER entry_refuses_update BEFORE UPDATE ON "entry" FOR EACH ROW WHEN (NEW."reason" IS NOT NULL OR NEW."id" IS DISTINCT FROM OLD."id" OR NEW."at" IS DISTINCT FROM OLD."at" OR NEW."actor_id" IS DISTINCT FROM OLD."actor_id" OR NEW."way" IS DISTINCT FROM OLD."way" OR NEW."verb" IS DISTINCT FROM OLD."verb" OR NEW."subject_kind" IS DISTINCT FROM OLD."subject_kind" OR NEW."subject_id" IS DISTINCT FROM OLD."subject_id" OR NEW."details" IS DISTINCT FROM OLD."details" OR NEW."reason_digest" IS DISTINCT FROM OLD."reason_digest" OR NEW."rule" IS DISTINCT FROM OLD."rule" OR NEW."batch" IS DISTINCT FROM OLD."batch" OR NEW."corrects_id" IS DISTINCT FROM OLD."corrects_id") EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER entry_refuses_delete BEFORE DELETE ON "entry" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER entry_refuses_truncate BEFORE TRUNCATE ON "entry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER rating_refuses_update BEFORE UPDATE ON "rating" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER rating_refuses_delete BEFORE DELETE ON "rating" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER rating_refuses_truncate BEFORE TRUNCATE ON "rating" FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER result_refuses_update BEFORE UPDATE ON "result" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER result_refuses_delete BEFORE DELETE ON "result" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER result_refuses_truncate BEFORE TRUNCATE ON "result" FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER scorecard_refuses_update BEFORE UPDATE ON "scorecard" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER scorecard_refuses_delete BEFORE DELETE ON "scorecard" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER scorecard_refuses_truncate BEFORE TRUNCATE ON "scorecard" FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER seal_refuses_update BEFORE UPDATE ON "seal" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER seal_refuses_delete BEFORE DELETE ON "seal" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER seal_refuses_truncate BEFORE TRUNCATE ON "seal" FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_append_only()',
    ],
}
NO_TRIGGERS = {
    'sqlite': [
        'DROP TRIGGER IF EXISTS entry_refuses_update',
        'DROP TRIGGER IF EXISTS entry_refuses_delete',
        'DROP TRIGGER IF EXISTS rating_refuses_update',
        'DROP TRIGGER IF EXISTS rating_refuses_delete',
        'DROP TRIGGER IF EXISTS result_refuses_update',
        'DROP TRIGGER IF EXISTS result_refuses_delete',
        'DROP TRIGGER IF EXISTS scorecard_refuses_update',
        'DROP TRIGGER IF EXISTS scorecard_refuses_delete',
        'DROP TRIGGER IF EXISTS seal_refuses_update',
        'DROP TRIGGER IF EXISTS seal_refuses_delete',
    ],
    'postgresql': [
        'DROP TRIGGER IF EXISTS entry_refuses_update ON "entry"',
        'DROP TRIGGER IF EXISTS entry_refuses_delete ON "entry"',
        'DROP TRIGGER IF EXISTS entry_refuses_truncate ON "entry"',
        'DROP TRIGGER IF EXISTS rating_refuses_update ON "rating"',
        'DROP TRIGGER IF EXISTS rating_refuses_delete ON "rating"',
        'DROP TRIGGER IF EXISTS rating_refuses_truncate ON "rating"',
        'DROP TRIGGER IF EXISTS result_refuses_update ON "result"',
        'DROP TRIGGER IF EXISTS result_refuses_delete ON "result"',
        'DROP TRIGGER IF EXISTS result_refuses_truncate ON "result"',
        'DROP TRIGGER IF EXISTS scorecard_refuses_update ON "scorecard"',
        'DROP TRIGGER IF EXISTS scorecard_refuses_delete ON "scorecard"',
        'DROP TRIGGER IF EXISTS scorecard_refuses_truncate ON "scorecard"',
        'DROP TRIGGER IF EXISTS seal_refuses_update ON "seal"',
        'DROP TRIGGER IF EXISTS seal_refuses_delete ON "seal"',
        'DROP TRIGGER IF EXISTS seal_refuses_truncate ON "seal"',
        'DROP FUNCTION IF EXISTS refuse_to_change_append_only()',
    ],
}


def upgrade() -> None:
    op.create_table('channel',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel')),
    sa.UniqueConstraint('key', name=op.f('uq_channel_key'))
    )
    op.create_table('disposition_reason',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('family', sa.Enum('rejection', 'withdrawal', 'decline', name='reasonfamily', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disposition_reason')),
    sa.UniqueConstraint('key', name=op.f('uq_disposition_reason_key'))
    )
    op.create_table('heartbeat',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_heartbeat'))
    )
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('latin_name', sa.String(), nullable=True),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_person_email_is_lower_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    op.create_table('pipeline',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pipeline'))
    )
    op.create_table('role_profile',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('summary', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('duties', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('requirements', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_profile')),
    sa.UniqueConstraint('key', name=op.f('uq_role_profile_key'))
    )
    op.create_table('rubric',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rubric')),
    sa.UniqueConstraint('key', name=op.f('uq_rubric_key'))
    )
    op.create_table('sign_in_try',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('succeeded', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_try'))
    )
    with op.batch_alter_table('sign_in_try', schema=None) as batch_op:
        batch_op.create_index('ix_sign_in_try_address_at', ['address', 'at'], unique=False)
        batch_op.create_index('ix_sign_in_try_email_at', ['email', 'at'], unique=False)

    op.create_table('site',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site'))
    )
    op.create_table('turn',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_turn'))
    )
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('session_epoch', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('theme', sa.Enum('auto', 'light', 'dark', name='theme', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('shortcuts', sa.Boolean(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_account_email_is_lower_case')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('email', name=op.f('uq_account_email')),
    sa.UniqueConstraint('person_id', name=op.f('uq_account_person_id'))
    )
    op.create_table('candidate',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('lives_in', sa.String(), nullable=True),
    sa.Column('education', sa.Enum('secondary school', 'junior college', 'bachelor', 'master or above', name='education', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('service_years', sa.Integer(), nullable=True),
    sa.Column('languages', sa.String(), nullable=True),
    sa.Column('evening_shift', sa.Boolean(), nullable=True),
    sa.Column('words_a_minute', sa.Integer(), nullable=True),
    sa.Column('resume', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_candidate_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_candidate'))
    )
    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('expires_at > given_at', name=op.f('ck_consent_expires_after_it_is_given')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_consent_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_person_id'), ['person_id'], unique=False)

    op.create_table('employment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('leaving_reason', sa.Enum('no-show', 'unhired', 'own wish', 'released', name='leavingreason', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.CheckConstraint('(ended_on IS NULL) = (leaving_reason IS NULL)', name=op.f('ck_employment_reason_iff_ended')),
    sa.CheckConstraint('ended_on IS NULL OR ended_on >= started_on', name=op.f('ck_employment_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_employment_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employment'))
    )
    with op.batch_alter_table('employment', schema=None) as batch_op:
        batch_op.create_index('uq_employment_current', ['person_id'], unique=True, sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))

    op.create_table('pipeline_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pipeline_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['pipeline_id'], ['pipeline.id'], name=op.f('fk_pipeline_version_pipeline_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pipeline_version')),
    sa.UniqueConstraint('pipeline_id', 'number', name=op.f('uq_pipeline_version_pipeline_id_number'))
    )
    op.create_table('rubric_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rubric_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('questions', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['rubric_id'], ['rubric.id'], name=op.f('fk_rubric_version_rubric_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rubric_version')),
    sa.UniqueConstraint('rubric_id', 'number', name=op.f('uq_rubric_version_rubric_id_number'))
    )
    op.create_table('team',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_team_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team'))
    )
    op.create_table('candidate_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('résumé', 'certificate', 'other', name='filekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['added_by_id'], ['account.id'], name=op.f('fk_candidate_file_added_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_candidate_file_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_candidate_file'))
    )
    with op.batch_alter_table('candidate_file', schema=None) as batch_op:
        batch_op.create_index('ix_candidate_file_person', ['person_id', 'id'], unique=False)

    op.create_table('criterion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rubric_version_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('weight', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('anchors', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.CheckConstraint('weight > 0', name=op.f('ck_criterion_weight_counts')),
    sa.ForeignKeyConstraint(['rubric_version_id'], ['rubric_version.id'], name=op.f('fk_criterion_rubric_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion')),
    sa.UniqueConstraint('rubric_version_id', 'position', name=op.f('uq_criterion_rubric_version_id_position'))
    )
    op.create_table('duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('status', sa.Enum('awaiting a cohort', 'training', 'nesting', 'on duty', 'suspended', 'leave', 'left', name='dutystatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.CheckConstraint('until IS NULL OR until >= since', name=op.f('ck_duty_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_duty_employment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty'))
    )
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duty_employment_id'), ['employment_id'], unique=False)
        batch_op.create_index('uq_duty_current', ['employment_id'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))

    op.create_table('enrolment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('awaiting a cohort', 'cancelled', name='enrolmentstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('wanted_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_enrolment_employment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index('uq_enrolment_live', ['employment_id'], unique=True, sqlite_where=sa.text("state <> 'cancelled'"), postgresql_where=sa.text("state <> 'cancelled'"))

    op.create_table('entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('way', sa.Enum('hand', 'rule', 'import', name='way', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('subject_kind', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('details', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('reason_digest', sa.String(), nullable=True),
    sa.Column('rule', sa.String(), nullable=True),
    sa.Column('batch', sa.String(), nullable=True),
    sa.Column('corrects_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['account.id'], name=op.f('fk_entry_actor_id')),
    sa.ForeignKeyConstraint(['corrects_id'], ['entry.id'], name=op.f('fk_entry_corrects_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index('ix_entry_batch', ['batch'], unique=False)
        batch_op.create_index('ix_entry_subject', ['subject_kind', 'subject_id', 'id'], unique=False)
        batch_op.create_index('ix_entry_subject_at', ['subject_kind', 'at'], unique=False)

    op.create_table('grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('administrator', 'recruiter', 'interviewer', 'trainer', 'manager', 'employee', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("role <> 'administrator' OR team_id IS NULL", name=op.f('ck_grant_administrator_everywhere')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_grant_account_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_grant_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant')),
    sa.UniqueConstraint('account_id', 'role', 'team_id', name=op.f('uq_grant_account_id_role_team_id'))
    )
    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.create_index('uq_grant_everywhere', ['account_id', 'role'], unique=True, sqlite_where=sa.text('team_id IS NULL'), postgresql_where=sa.text('team_id IS NULL'))

    op.create_table('letter_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['account.id'], name=op.f('fk_letter_template_author_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_template')),
    sa.UniqueConstraint('key', 'language', 'number', name=op.f('uq_letter_template_key_language_number'))
    )
    with op.batch_alter_table('letter_template', schema=None) as batch_op:
        batch_op.create_index('ix_letter_template_current', ['key', 'language', 'number'], unique=False)

    op.create_table('link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.Enum('invitation', 'reset', 'first administrator', name='purpose', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(purpose = 'first administrator') = (account_id IS NULL)", name=op.f('ck_link_account_unless_first')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_link_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link')),
    sa.UniqueConstraint('digest', name=op.f('uq_link_digest'))
    )
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_account_id'), ['account_id'], unique=False)

    op.create_table('opening',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('title', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('role_profile_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('shift', sa.Enum('day', 'evening', 'rotating', name='shift', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('market_language', sa.String(), nullable=False),
    sa.Column('on_duty_by', sa.Date(), nullable=False),
    sa.Column('pipeline_version_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('open', 'paused', 'closed', name='openingstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f('ck_opening_closed_at_iff_closed')),
    sa.ForeignKeyConstraint(['pipeline_version_id'], ['pipeline_version.id'], name=op.f('fk_opening_pipeline_version_id')),
    sa.ForeignKeyConstraint(['role_profile_id'], ['role_profile.id'], name=op.f('fk_opening_role_profile_id')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_opening_site_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_opening_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening')),
    sa.UniqueConstraint('code', name=op.f('uq_opening_code'))
    )
    with op.batch_alter_table('opening', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opening_team_id'), ['team_id'], unique=False)

    op.create_table('post',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('line_manager_id', sa.Integer(), nullable=True),
    sa.Column('level', sa.Enum('specialist', 'supervisor', 'manager', name='level', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.CheckConstraint('until IS NULL OR until >= since', name=op.f('ck_post_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_post_employment_id')),
    sa.ForeignKeyConstraint(['line_manager_id'], ['person.id'], name=op.f('fk_post_line_manager_id')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_post_site_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_post_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_post'))
    )
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_post_employment_id'), ['employment_id'], unique=False)
        batch_op.create_index('uq_post_current', ['employment_id'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))

    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('page', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('query', sa.String(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_saved_view_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    sa.UniqueConstraint('account_id', 'page', 'name', name=op.f('uq_saved_view_account_id_page_name'))
    )
    op.create_table('stage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pipeline_version_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('screening', 'test', 'interview', 'simulation', 'check', 'offer', name='stagekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('rubric_version_id', sa.Integer(), nullable=True),
    sa.Column('pass_mark', sa.Numeric(precision=5, scale=1), nullable=True),
    sa.Column('target_days', sa.Integer(), nullable=False),
    sa.Column('owner', sa.Enum('recruiter', 'hiring manager', 'interviewer', name='part', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.CheckConstraint("kind <> 'interview' OR pass_mark <= 5", name=op.f('ck_stage_interviews_are_marked_to_five')),
    sa.CheckConstraint("owner IN ('recruiter', 'hiring manager')", name=op.f('ck_stage_owner_decides')),
    sa.CheckConstraint('pass_mark BETWEEN 0 AND 100', name=op.f('ck_stage_pass_mark_in_range')),
    sa.CheckConstraint('target_days > 0', name=op.f('ck_stage_target_days_count')),
    sa.ForeignKeyConstraint(['pipeline_version_id'], ['pipeline_version.id'], name=op.f('fk_stage_pipeline_version_id')),
    sa.ForeignKeyConstraint(['rubric_version_id'], ['rubric_version.id'], name=op.f('fk_stage_rubric_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage')),
    sa.UniqueConstraint('pipeline_version_id', 'key', name=op.f('uq_stage_pipeline_version_id_key')),
    sa.UniqueConstraint('pipeline_version_id', 'position', name=op.f('uq_stage_pipeline_version_id_position'))
    )
    op.create_table('application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('pipeline_version_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('active', 'on hold', 'rejected', 'withdrawn', 'transferred', 'hired', 'no-show', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('referrer_id', sa.Integer(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disposition_reason_id', sa.Integer(), nullable=True),
    sa.Column('transferred_from_id', sa.Integer(), nullable=True),
    sa.Column('employment_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status IN ('active', 'on hold')) = (closed_at IS NULL)", name=op.f('ck_application_closed_at_iff_closed')),
    sa.CheckConstraint("(status IN ('rejected', 'withdrawn')) = (disposition_reason_id IS NOT NULL)", name=op.f('ck_application_reason_iff_ended')),
    sa.CheckConstraint("status <> 'hired' OR employment_id IS NOT NULL", name=op.f('ck_application_hired_means_employed')),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], name=op.f('fk_application_channel_id')),
    sa.ForeignKeyConstraint(['disposition_reason_id'], ['disposition_reason.id'], name=op.f('fk_application_disposition_reason_id')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_application_employment_id')),
    sa.ForeignKeyConstraint(['opening_id'], ['opening.id'], name=op.f('fk_application_opening_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_application_person_id')),
    sa.ForeignKeyConstraint(['pipeline_version_id'], ['pipeline_version.id'], name=op.f('fk_application_pipeline_version_id')),
    sa.ForeignKeyConstraint(['referrer_id'], ['person.id'], name=op.f('fk_application_referrer_id')),
    sa.ForeignKeyConstraint(['transferred_from_id'], ['application.id'], name=op.f('fk_application_transferred_from_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application')),
    sa.UniqueConstraint('employment_id', name=op.f('uq_application_employment_id')),
    sa.UniqueConstraint('id', 'opening_id', name=op.f('uq_application_id_opening_id'))
    )
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.create_index('ix_application_applied_at', ['applied_at', 'id'], unique=False)
        batch_op.create_index('ix_application_opening_status', ['opening_id', 'status', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_application_open', ['person_id', 'opening_id'], unique=True, sqlite_where=sa.text("status IN ('active', 'on hold')"), postgresql_where=sa.text("status IN ('active', 'on hold')"))

    op.create_table('hiring_team_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Enum('recruiter', 'hiring manager', 'interviewer', name='part', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_hiring_team_member_account_id')),
    sa.ForeignKeyConstraint(['opening_id'], ['opening.id'], name=op.f('fk_hiring_team_member_opening_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hiring_team_member')),
    sa.UniqueConstraint('opening_id', 'account_id', 'part', name=op.f('uq_hiring_team_member_opening_id_account_id_part'))
    )
    with op.batch_alter_table('hiring_team_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hiring_team_member_account_id'), ['account_id'], unique=False)

    op.create_table('letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('template_id', sa.Integer(), nullable=True),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('to_name', sa.String(), nullable=False),
    sa.Column('to_address', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('held', 'sent', 'failed', 'cancelled', name='letterstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f('ck_letter_sent_at_iff_sent')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_letter_entry_id')),
    sa.ForeignKeyConstraint(['template_id'], ['letter_template.id'], name=op.f('fk_letter_template_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
    sa.UniqueConstraint('message_id', name=op.f('uq_letter_message_id'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index('ix_letter_due', ['state', 'not_before', 'id'], unique=False)
        batch_op.create_index('ix_letter_entry', ['entry_id'], unique=False)

    op.create_table('seal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_seal_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seal')),
    sa.UniqueConstraint('digest', name=op.f('uq_seal_digest')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_seal_entry_id'))
    )
    op.create_table('note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('audience', sa.Enum('team', 'private', name='audience', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_note_application_id')),
    sa.ForeignKeyConstraint(['author_id'], ['account.id'], name=op.f('fk_note_author_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note'))
    )
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.create_index('ix_note_application', ['application_id', 'id'], unique=False)

    op.create_table('offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'sent', 'accepted', 'declined', 'expired', 'retracted', name='offerstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('terms', sa.String(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decline_reason_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state = 'declined') = (decline_reason_id IS NOT NULL)", name=op.f('ck_offer_reason_iff_declined')),
    sa.CheckConstraint("state = 'draft' OR sent_at IS NOT NULL OR state = 'retracted'", name=op.f('ck_offer_sent_at_once_sent')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_offer_application_id')),
    sa.ForeignKeyConstraint(['decline_reason_id'], ['disposition_reason.id'], name=op.f('fk_offer_decline_reason_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer')),
    sa.UniqueConstraint('application_id', 'number', name=op.f('uq_offer_application_id_number'))
    )
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.create_index('ix_offer_expires_at', ['state', 'expires_at'], unique=False)
        batch_op.create_index('uq_offer_live', ['application_id'], unique=True, sqlite_where=sa.text("state IN ('draft', 'sent', 'accepted')"), postgresql_where=sa.text("state IN ('draft', 'sent', 'accepted')"))

    op.create_table('seat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'filled', 'closed', name='seatstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('filled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('close_reason', sa.String(), nullable=True),
    sa.CheckConstraint("(state = 'closed') = (close_reason IS NOT NULL)", name=op.f('ck_seat_reason_iff_closed')),
    sa.CheckConstraint("(state = 'filled') = (application_id IS NOT NULL)", name=op.f('ck_seat_application_iff_filled')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_seat_application_id')),
    sa.ForeignKeyConstraint(['opening_id'], ['opening.id'], name=op.f('fk_seat_opening_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat')),
    sa.UniqueConstraint('opening_id', 'number', name=op.f('uq_seat_opening_id_number'))
    )
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.create_index('uq_seat_application', ['application_id'], unique=True, sqlite_where=sa.text('application_id IS NOT NULL'), postgresql_where=sa.text('application_id IS NOT NULL'))

    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('advanced', 'sent back', 'rejected', 'withdrawn', 'transferred', 'hired', name='outcome', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('overridden', sa.Boolean(), nullable=False),
    sa.Column('mark', sa.Numeric(precision=5, scale=1), nullable=True),
    sa.Column('verdict', sa.Enum('passed', 'failed', name='verdict', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('waits_for', sa.Enum('decision', 'scheduling', 'interview', 'feedback', 'result', 'consent', 'offer to be made', 'answer to the offer', 'hiring', 'nothing', name='wait', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('waits_on', sa.Enum('recruiter', 'interviewer', 'candidate', 'manager', 'outside', name='waitson', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('waits_on_id', sa.Integer(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(left_at IS NULL) = (outcome IS NULL AND voided_at IS NULL)', name=op.f('ck_visit_outcome_iff_left')),
    sa.CheckConstraint('left_at IS NULL OR left_at >= entered_at', name=op.f('ck_visit_leaves_after_entering')),
    sa.CheckConstraint('mark BETWEEN 0 AND 100', name=op.f('ck_visit_mark_in_range')),
    sa.ForeignKeyConstraint(['application_id', 'opening_id'], ['application.id', 'application.opening_id'], name=op.f('fk_visit_application_id_opening_id')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_visit_stage_id')),
    sa.ForeignKeyConstraint(['waits_on_id'], ['account.id'], name=op.f('fk_visit_waits_on_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit'))
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index('ix_visit_application', ['application_id', 'id'], unique=False)
        batch_op.create_index('ix_visit_board', ['opening_id', 'stage_id', 'entered_at', 'id'], unique=False, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.create_index('ix_visit_due', ['waits_on', 'due_at', 'id'], unique=False, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.create_index('ix_visit_funnel', ['opening_id', 'stage_id', 'outcome'], unique=False)
        batch_op.create_index('ix_visit_waits_on_id', ['waits_on_id', 'entered_at'], unique=False, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.create_index('uq_visit_standing', ['application_id'], unique=True, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))

    op.create_table('interview',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('planned', 'held', 'missed', 'cancelled', name='interviewstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.CheckConstraint('minutes BETWEEN 5 AND 480', name=op.f('ck_interview_minutes_make_sense')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_interview_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interview'))
    )
    with op.batch_alter_table('interview', schema=None) as batch_op:
        batch_op.create_index('ix_interview_starts_at', ['starts_at'], unique=False)
        batch_op.create_index('ix_interview_visit', ['visit_id'], unique=False)

    op.create_table('mention',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('note_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_mention_account_id')),
    sa.ForeignKeyConstraint(['note_id'], ['note.id'], name=op.f('fk_mention_note_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mention')),
    sa.UniqueConstraint('note_id', 'account_id', name=op.f('uq_mention_note_id_account_id'))
    )
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.create_index('ix_mention_waiting', ['account_id', 'seen_at'], unique=False)

    op.create_table('panelist',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_panelist_account_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_panelist_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panelist')),
    sa.UniqueConstraint('visit_id', 'account_id', name=op.f('uq_panelist_visit_id_account_id'))
    )
    with op.batch_alter_table('panelist', schema=None) as batch_op:
        batch_op.create_index('ix_panelist_account', ['account_id', 'visit_id'], unique=False)

    op.create_table('result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('mark', sa.Numeric(precision=5, scale=1), nullable=True),
    sa.Column('verdict', sa.Enum('passed', 'failed', name='verdict', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(number = 1) = (replaces_id IS NULL)', name=op.f('ck_result_first_replaces_nothing')),
    sa.CheckConstraint('mark BETWEEN 0 AND 100', name=op.f('ck_result_mark_in_range')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_result_entered_by_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['result.id'], name=op.f('fk_result_replaces_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_result_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_result')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_result_replaces_id')),
    sa.UniqueConstraint('visit_id', 'number', name=op.f('uq_result_visit_id_number'))
    )
    op.create_table('scorecard',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('panelist_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('rubric_version_id', sa.Integer(), nullable=False),
    sa.Column('recommendation', sa.Enum('strong no', 'no', 'yes', 'strong yes', name='recommendation', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('mark', sa.Numeric(precision=3, scale=1), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('why_amended', sa.String(), nullable=True),
    sa.CheckConstraint('(number = 1) = (replaces_id IS NULL)', name=op.f('ck_scorecard_first_replaces_nothing')),
    sa.CheckConstraint('mark BETWEEN 1 AND 5', name=op.f('ck_scorecard_mark_in_range')),
    sa.ForeignKeyConstraint(['panelist_id'], ['panelist.id'], name=op.f('fk_scorecard_panelist_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['scorecard.id'], name=op.f('fk_scorecard_replaces_id')),
    sa.ForeignKeyConstraint(['rubric_version_id'], ['rubric_version.id'], name=op.f('fk_scorecard_rubric_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scorecard')),
    sa.UniqueConstraint('panelist_id', 'number', name=op.f('uq_scorecard_panelist_id_number')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_scorecard_replaces_id'))
    )
    op.create_table('rating',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scorecard_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.CheckConstraint('value BETWEEN 1 AND 5', name=op.f('ck_rating_value_on_the_scale')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_rating_criterion_id')),
    sa.ForeignKeyConstraint(['scorecard_id'], ['scorecard.id'], name=op.f('fk_rating_scorecard_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating')),
    sa.UniqueConstraint('scorecard_id', 'criterion_id', name=op.f('uq_rating_scorecard_id_criterion_id'))
    )
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in NO_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table('rating')
    op.drop_table('scorecard')
    op.drop_table('result')
    with op.batch_alter_table('panelist', schema=None) as batch_op:
        batch_op.drop_index('ix_panelist_account')

    op.drop_table('panelist')
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.drop_index('ix_mention_waiting')

    op.drop_table('mention')
    with op.batch_alter_table('interview', schema=None) as batch_op:
        batch_op.drop_index('ix_interview_visit')
        batch_op.drop_index('ix_interview_starts_at')

    op.drop_table('interview')
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_index('uq_visit_standing', sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.drop_index('ix_visit_waits_on_id', sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.drop_index('ix_visit_funnel')
        batch_op.drop_index('ix_visit_due', sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.drop_index('ix_visit_board', sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.drop_index('ix_visit_application')

    op.drop_table('visit')
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.drop_index('uq_seat_application', sqlite_where=sa.text('application_id IS NOT NULL'), postgresql_where=sa.text('application_id IS NOT NULL'))

    op.drop_table('seat')
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.drop_index('uq_offer_live', sqlite_where=sa.text("state IN ('draft', 'sent', 'accepted')"), postgresql_where=sa.text("state IN ('draft', 'sent', 'accepted')"))
        batch_op.drop_index('ix_offer_expires_at')

    op.drop_table('offer')
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.drop_index('ix_note_application')

    op.drop_table('note')
    op.drop_table('seal')
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_index('ix_letter_entry')
        batch_op.drop_index('ix_letter_due')

    op.drop_table('letter')
    with op.batch_alter_table('hiring_team_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hiring_team_member_account_id'))

    op.drop_table('hiring_team_member')
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_index('uq_application_open', sqlite_where=sa.text("status IN ('active', 'on hold')"), postgresql_where=sa.text("status IN ('active', 'on hold')"))
        batch_op.drop_index(batch_op.f('ix_application_person_id'))
        batch_op.drop_index('ix_application_opening_status')
        batch_op.drop_index('ix_application_applied_at')

    op.drop_table('application')
    op.drop_table('stage')
    op.drop_table('saved_view')
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.drop_index('uq_post_current', sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_post_employment_id'))

    op.drop_table('post')
    with op.batch_alter_table('opening', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opening_team_id'))

    op.drop_table('opening')
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_link_account_id'))

    op.drop_table('link')
    with op.batch_alter_table('letter_template', schema=None) as batch_op:
        batch_op.drop_index('ix_letter_template_current')

    op.drop_table('letter_template')
    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.drop_index('uq_grant_everywhere', sqlite_where=sa.text('team_id IS NULL'), postgresql_where=sa.text('team_id IS NULL'))

    op.drop_table('grant')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index('ix_entry_subject_at')
        batch_op.drop_index('ix_entry_subject')
        batch_op.drop_index('ix_entry_batch')

    op.drop_table('entry')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index('uq_enrolment_live', sqlite_where=sa.text("state <> 'cancelled'"), postgresql_where=sa.text("state <> 'cancelled'"))

    op.drop_table('enrolment')
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.drop_index('uq_duty_current', sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_duty_employment_id'))

    op.drop_table('duty')
    op.drop_table('criterion')
    with op.batch_alter_table('candidate_file', schema=None) as batch_op:
        batch_op.drop_index('ix_candidate_file_person')

    op.drop_table('candidate_file')
    op.drop_table('team')
    op.drop_table('rubric_version')
    op.drop_table('pipeline_version')
    with op.batch_alter_table('employment', schema=None) as batch_op:
        batch_op.drop_index('uq_employment_current', sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))

    op.drop_table('employment')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_person_id'))

    op.drop_table('consent')
    op.drop_table('candidate')
    op.drop_table('account')
    op.drop_table('turn')
    op.drop_table('site')
    with op.batch_alter_table('sign_in_try', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_in_try_email_at')
        batch_op.drop_index('ix_sign_in_try_address_at')

    op.drop_table('sign_in_try')
    op.drop_table('rubric')
    op.drop_table('role_profile')
    op.drop_table('pipeline')
    op.drop_table('person')
    op.drop_table('heartbeat')
    op.drop_table('disposition_reason')
    op.drop_table('channel')
