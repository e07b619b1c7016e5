"""recurrent training

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


GUARDED = ('launch_check', 'launch_receipt', 'launch_version', 'recurrent_mark', 'study_decision')
WIPED = 'study_version'
KEPT = (
    'id', 'claim_id', 'number', 'studied_on', 'minutes', 'url', 'digest', 'file_name', 'media_type', 'entered_at',
)


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change who came, knew and learned what; only what somebody wrote of
    their self-study may be wiped. PostgreSQL has the function already."""
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    changed = ' OR '.join(f'NEW."{one}" {differs} OLD."{one}"' for one in KEPT)
    unless = {(WIPED, 'update'): f' WHEN (NEW."what" IS NOT NULL OR {changed})'}
    tables = (WIPED, *GUARDED)
    if dialect == 'sqlite':
        return [
            f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH ROW'
            f'{unless.get((table, deed), "")} BEGIN '
            f"SELECT RAISE(ABORT, '{table} is append-only, so {deed} is refused'); END"
            for table in tables
            for deed in ('update', 'delete')
        ]
    return [
        f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH {each}'
        f'{unless.get((table, deed), "")} EXECUTE FUNCTION refuse_to_change_append_only()'
        for table in tables
        for deed, each in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT'))
    ]


def upgrade() -> None:
    op.create_table('launch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product', sa.String(), nullable=False),
    sa.Column('launches_on', sa.Date(), nullable=False),
    sa.Column('for_all', sa.Boolean(), nullable=False),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("product <> ''", name=op.f('ck_launch_product_is_named')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_launch'))
    )
    op.create_table('launch_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('launch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('must_know', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=True),
    sa.Column('asks_attendance', sa.Boolean(), nullable=False),
    sa.Column('asks_check', sa.Boolean(), nullable=False),
    sa.Column('asks_again', sa.Boolean(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("must_know <> ''", name=op.f('ck_launch_version_says_what')),
    sa.CheckConstraint('number > 0', name=op.f('ck_launch_version_number_counts')),
    sa.CheckConstraint('number > 1 OR asks_again', name=op.f('ck_launch_version_first_one_asks')),
    sa.ForeignKeyConstraint(['launch_id'], ['launch.id'], name=op.f('fk_launch_version_launch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_launch_version')),
    sa.UniqueConstraint('launch_id', 'number', name=op.f('uq_launch_version_launch_id_number'))
    )
    op.create_table('recurrent_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('led_by', sa.Enum('internal', 'outside', 'peer-led', name='ledby', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('leader_id', sa.Integer(), nullable=True),
    sa.Column('outside_leader', sa.String(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.Column('for_all', sa.Boolean(), nullable=False),
    sa.Column('launch_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('planned', 'cancelled', name='sessionstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(led_by = 'outside') = (leader_id IS NULL)", name=op.f('ck_recurrent_session_colleague_unless_outside')),
    sa.CheckConstraint("(led_by = 'outside') = (outside_leader IS NOT NULL)", name=op.f('ck_recurrent_session_named_iff_outside')),
    sa.CheckConstraint("topic <> ''", name=op.f('ck_recurrent_session_topic_is_named')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_recurrent_session_ends_after_it_starts')),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_recurrent_session_minutes_count')),
    sa.ForeignKeyConstraint(['launch_id'], ['launch.id'], name=op.f('fk_recurrent_session_launch_id')),
    sa.ForeignKeyConstraint(['leader_id'], ['person.id'], name=op.f('fk_recurrent_session_leader_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recurrent_session')),
    sa.UniqueConstraint('uid', name=op.f('uq_recurrent_session_uid'))
    )
    with op.batch_alter_table('recurrent_session', schema=None) as batch_op:
        batch_op.create_index('ix_recurrent_session_held_on', ['held_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_recurrent_session_launch_id'), ['launch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_recurrent_session_leader_id'), ['leader_id'], unique=False)

    op.create_table('launch_receipt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_launch_receipt_employment_id')),
    sa.ForeignKeyConstraint(['version_id'], ['launch_version.id'], name=op.f('fk_launch_receipt_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_launch_receipt')),
    sa.UniqueConstraint('version_id', 'employment_id', name=op.f('uq_launch_receipt_version_id_employment_id'))
    )
    with op.batch_alter_table('launch_receipt', schema=None) as batch_op:
        batch_op.create_index('ix_launch_receipt_employment_id', ['employment_id'], unique=False)

    op.create_table('launch_team',
    sa.Column('launch_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['launch_id'], ['launch.id'], name=op.f('fk_launch_team_launch_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_launch_team_team_id')),
    sa.PrimaryKeyConstraint('launch_id', 'team_id', name=op.f('pk_launch_team'))
    )
    with op.batch_alter_table('launch_team', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_launch_team_team_id'), ['team_id'], unique=False)

    op.create_table('recurrent_guest',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_recurrent_guest_employment_id')),
    sa.ForeignKeyConstraint(['session_id'], ['recurrent_session.id'], name=op.f('fk_recurrent_guest_session_id')),
    sa.PrimaryKeyConstraint('session_id', 'employment_id', name=op.f('pk_recurrent_guest'))
    )
    with op.batch_alter_table('recurrent_guest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recurrent_guest_employment_id'), ['employment_id'], unique=False)

    op.create_table('recurrent_team',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['recurrent_session.id'], name=op.f('fk_recurrent_team_session_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_recurrent_team_team_id')),
    sa.PrimaryKeyConstraint('session_id', 'team_id', name=op.f('pk_recurrent_team'))
    )
    with op.batch_alter_table('recurrent_team', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recurrent_team_team_id'), ['team_id'], unique=False)

    op.create_table('study_claim',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'approved', 'refused', 'withdrawn', name='studystate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_study_claim_employment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_claim'))
    )
    with op.batch_alter_table('study_claim', schema=None) as batch_op:
        batch_op.create_index('ix_study_claim_employment_id', ['employment_id', 'id'], unique=False)
        batch_op.create_index('ix_study_claim_state', ['state', 'claimed_at'], unique=False)

    op.create_table('launch_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('launch_id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('is_passed', sa.Boolean(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_launch_check_number_counts')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_launch_check_employment_id')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_launch_check_entered_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_launch_check_entry_id')),
    sa.ForeignKeyConstraint(['launch_id'], ['launch.id'], name=op.f('fk_launch_check_launch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_launch_check')),
    sa.UniqueConstraint('launch_id', 'employment_id', 'number', name=op.f('uq_launch_check_launch_id_employment_id_number'))
    )
    with op.batch_alter_table('launch_check', schema=None) as batch_op:
        batch_op.create_index('ix_launch_check_employment_id', ['employment_id'], unique=False)

    op.create_table('recurrent_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('presence', sa.Enum('present', 'absent', 'excused', name='presence', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_recurrent_mark_number_counts')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_recurrent_mark_employment_id')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_recurrent_mark_entered_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_recurrent_mark_entry_id')),
    sa.ForeignKeyConstraint(['session_id'], ['recurrent_session.id'], name=op.f('fk_recurrent_mark_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recurrent_mark')),
    sa.UniqueConstraint('session_id', 'employment_id', 'number', name=op.f('uq_recurrent_mark_session_id_employment_id_number'))
    )
    with op.batch_alter_table('recurrent_mark', schema=None) as batch_op:
        batch_op.create_index('ix_recurrent_mark_employment', ['employment_id', 'session_id'], unique=False)

    op.create_table('study_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(), nullable=True),
    sa.Column('studied_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('url', sa.String(), nullable=True),
    sa.Column('digest', sa.String(), nullable=True),
    sa.Column('file_name', sa.String(), nullable=True),
    sa.Column('media_type', sa.String(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(digest IS NULL) = (file_name IS NULL) AND (digest IS NULL) = (media_type IS NULL)', name=op.f('ck_study_version_file_is_whole')),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_study_version_minutes_count')),
    sa.CheckConstraint('number > 0', name=op.f('ck_study_version_number_counts')),
    sa.CheckConstraint('url IS NOT NULL OR digest IS NOT NULL', name=op.f('ck_study_version_has_evidence')),
    sa.ForeignKeyConstraint(['claim_id'], ['study_claim.id'], name=op.f('fk_study_version_claim_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_version')),
    sa.UniqueConstraint('claim_id', 'number', name=op.f('uq_study_version_claim_id_number'))
    )
    op.create_table('study_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_study_decision_minutes_count')),
    sa.CheckConstraint('number > 0', name=op.f('ck_study_decision_number_counts')),
    sa.ForeignKeyConstraint(['claim_id'], ['study_claim.id'], name=op.f('fk_study_decision_claim_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_study_decision_decided_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_study_decision_entry_id')),
    sa.ForeignKeyConstraint(['version_id'], ['study_version.id'], name=op.f('fk_study_decision_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_decision')),
    sa.UniqueConstraint('claim_id', 'number', name=op.f('uq_study_decision_claim_id_number'))
    )

    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('study_decision')
    op.drop_table('study_version')
    with op.batch_alter_table('recurrent_mark', schema=None) as batch_op:
        batch_op.drop_index('ix_recurrent_mark_employment')

    op.drop_table('recurrent_mark')
    with op.batch_alter_table('launch_check', schema=None) as batch_op:
        batch_op.drop_index('ix_launch_check_employment_id')

    op.drop_table('launch_check')
    with op.batch_alter_table('study_claim', schema=None) as batch_op:
        batch_op.drop_index('ix_study_claim_state')
        batch_op.drop_index('ix_study_claim_employment_id')

    op.drop_table('study_claim')
    with op.batch_alter_table('recurrent_team', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recurrent_team_team_id'))

    op.drop_table('recurrent_team')
    with op.batch_alter_table('recurrent_guest', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recurrent_guest_employment_id'))

    op.drop_table('recurrent_guest')
    with op.batch_alter_table('launch_team', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_launch_team_team_id'))

    op.drop_table('launch_team')
    with op.batch_alter_table('launch_receipt', schema=None) as batch_op:
        batch_op.drop_index('ix_launch_receipt_employment_id')

    op.drop_table('launch_receipt')
    with op.batch_alter_table('recurrent_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recurrent_session_leader_id'))
        batch_op.drop_index(batch_op.f('ix_recurrent_session_launch_id'))
        batch_op.drop_index('ix_recurrent_session_held_on')

    op.drop_table('recurrent_session')
    op.drop_table('launch_version')
    op.drop_table('launch')
