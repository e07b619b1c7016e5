"""on duty

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

GUARDED = ('certificate_revocation', 'clearance', 'duty_policy', 'gate_passing')
WIPED = 'certificate'
KEPT = (
    'id', 'number', 'code', 'passing_id', 'programme_version_id', 'policy_id', 'issued_on', 'expires_on', 'due_on',
    'replaces_id', 'issued_by_id', 'entry_id',
)
SERVING = "status IN ('nesting', 'on duty')"


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was certified; only a holder's name may be wiped."""
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    changed = ' OR '.join(f'NEW."{one}" {differs} OLD."{one}"' for one in KEPT)
    unless = {(WIPED, 'update'): f' WHEN (NEW."holder" IS NOT NULL OR {changed})'}
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


def clear_who_serves() -> None:
    """Who was on duty before there were clearances goes on by that alone."""
    op.execute(
        "INSERT INTO clearance (employment_id, ground, given_at) SELECT DISTINCT employment_id, 'on duty before', "
        f'CURRENT_TIMESTAMP FROM duty WHERE {SERVING}'
    )
    op.execute(
        'UPDATE duty SET clearance_id = (SELECT clearance.id FROM clearance '
        f'WHERE clearance.employment_id = duty.employment_id) WHERE {SERVING}'
    )


def upgrade() -> None:
    op.create_table('certificate_try',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_try'))
    )
    with op.batch_alter_table('certificate_try', schema=None) as batch_op:
        batch_op.create_index('ix_certificate_try_address_at', ['address', 'at'], unique=False)

    op.create_table('duty_policy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('certificate_months', sa.Integer(), nullable=True),
    sa.Column('due_days', sa.Integer(), nullable=False),
    sa.Column('waiver_days', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('certificate_months > 0', name=op.f('ck_duty_policy_months_count')),
    sa.CheckConstraint('due_days >= 0', name=op.f('ck_duty_policy_due_counts')),
    sa.CheckConstraint('waiver_days > 0', name=op.f('ck_duty_policy_waiver_counts')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_duty_policy_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_policy')),
    sa.UniqueConstraint('programme_id', 'number', name=op.f('uq_duty_policy_programme_id_number'))
    )
    op.create_table('clearance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('ground', sa.Enum('gate passed', 'waiver', 'on duty before', name='ground', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(ground = 'waiver') = (last_day IS NOT NULL)", name=op.f('ck_clearance_last_day_iff_waiver')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_clearance_employment_id')),
    sa.ForeignKeyConstraint(['given_by_id'], ['account.id'], name=op.f('fk_clearance_given_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clearance')),
    sa.UniqueConstraint('id', 'employment_id', name=op.f('uq_clearance_id_employment_id'))
    )
    with op.batch_alter_table('clearance', schema=None) as batch_op:
        batch_op.create_index('ix_clearance_employment_id', ['employment_id'], unique=False)

    op.create_table('gate_passing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('clearance_id', sa.Integer(), nullable=False),
    sa.Column('passed_on', sa.Date(), nullable=False),
    sa.Column('evidence', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['clearance_id'], ['clearance.id'], name=op.f('fk_gate_passing_clearance_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_gate_passing_enrolment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_gate_passing_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate_passing')),
    sa.UniqueConstraint('clearance_id', name=op.f('uq_gate_passing_clearance_id')),
    sa.UniqueConstraint('enrolment_id', name=op.f('uq_gate_passing_enrolment_id'))
    )
    op.create_table('waiver',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('parts', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('granted_by_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_by', sa.Enum('ran out', 'revoked', 'gate passed', name='waiverend', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.CheckConstraint('(ended_on IS NULL) = (ended_by IS NULL)', name=op.f('ck_waiver_end_iff_ended')),
    sa.CheckConstraint('ended_on IS NULL OR ended_on >= since', name=op.f('ck_waiver_ends_after_it_starts')),
    sa.CheckConstraint('last_day >= since', name=op.f('ck_waiver_lasts_a_day')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_waiver_enrolment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_waiver_entry_id')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['account.id'], name=op.f('fk_waiver_granted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiver'))
    )
    with op.batch_alter_table('waiver', schema=None) as batch_op:
        batch_op.create_index('uq_waiver_open', ['enrolment_id'], unique=True, sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))

    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('passing_id', sa.Integer(), nullable=False),
    sa.Column('programme_version_id', sa.Integer(), nullable=False),
    sa.Column('policy_id', sa.Integer(), nullable=False),
    sa.Column('holder', sa.String(), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('(expires_on IS NULL) = (due_on IS NULL)', name=op.f('ck_certificate_due_iff_it_expires')),
    sa.CheckConstraint('due_on <= expires_on', name=op.f('ck_certificate_due_before_it_expires')),
    sa.CheckConstraint('expires_on >= issued_on', name=op.f('ck_certificate_good_for_a_day')),
    sa.CheckConstraint('replaces_id <> id', name=op.f('ck_certificate_replaces_another')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_certificate_entry_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['account.id'], name=op.f('fk_certificate_issued_by_id')),
    sa.ForeignKeyConstraint(['passing_id'], ['gate_passing.id'], name=op.f('fk_certificate_passing_id')),
    sa.ForeignKeyConstraint(['policy_id'], ['duty_policy.id'], name=op.f('fk_certificate_policy_id')),
    sa.ForeignKeyConstraint(['programme_version_id'], ['programme_version.id'], name=op.f('fk_certificate_programme_version_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['certificate.id'], name=op.f('fk_certificate_replaces_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_certificate_code')),
    sa.UniqueConstraint('number', name=op.f('uq_certificate_number')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_certificate_replaces_id'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index('ix_certificate_due_on', ['due_on', 'id'], unique=False)
        batch_op.create_index('ix_certificate_passing_id', ['passing_id'], unique=False)

    op.create_table('certificate_revocation',
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_by_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_certificate_revocation_certificate_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_certificate_revocation_entry_id')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['account.id'], name=op.f('fk_certificate_revocation_revoked_by_id')),
    sa.PrimaryKeyConstraint('certificate_id', name=op.f('pk_certificate_revocation'))
    )
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.add_column(sa.Column('clearance_id', sa.Integer(), nullable=True))
    clear_who_serves()
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.create_check_constraint(op.f('ck_duty_cleared_iff_serving'), f'({SERVING}) = (clearance_id IS NOT NULL)')
        batch_op.create_foreign_key('fk_duty_clearance_id', 'clearance', ['clearance_id', 'employment_id'], ['id', 'employment_id'])
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.drop_constraint('fk_duty_clearance_id', type_='foreignkey')
        batch_op.drop_constraint(op.f('ck_duty_cleared_iff_serving'), type_='check')
        batch_op.drop_column('clearance_id')

    op.drop_table('certificate_revocation')
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_index('ix_certificate_passing_id')
        batch_op.drop_index('ix_certificate_due_on')

    op.drop_table('certificate')
    with op.batch_alter_table('waiver', schema=None) as batch_op:
        batch_op.drop_index('uq_waiver_open', sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))

    op.drop_table('waiver')
    op.drop_table('gate_passing')
    with op.batch_alter_table('clearance', schema=None) as batch_op:
        batch_op.drop_index('ix_clearance_employment_id')

    op.drop_table('clearance')
    op.drop_table('duty_policy')
    with op.batch_alter_table('certificate_try', schema=None) as batch_op:
        batch_op.drop_index('ix_certificate_try_address_at')

    op.drop_table('certificate_try')
