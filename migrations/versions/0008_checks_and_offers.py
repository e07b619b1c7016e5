"""checks, approvals and the way to the first day

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

# What guards append-only tables; frozen here, whatever the code says later.
TRIGGERS = {
    'sqlite': [
        'CREATE TRIGGER check_finding_refuses_update BEFORE UPDATE ON "check_finding" FOR EACH ROW WHEN (NEW."note" IS NOT NULL OR NEW."id" IS NOT OLD."id" OR NEW."item_id" IS NOT OLD."item_id" OR NEW."state" IS NOT OLD."state" OR NEW."file_name" IS NOT OLD."file_name" OR NEW."media_type" IS NOT OLD."media_type" OR NEW."digest" IS NOT OLD."digest" OR NEW."at" IS NOT OLD."at" OR NEW."by_id" IS NOT OLD."by_id") BEGIN SELECT RAISE(ABORT, \'check_finding is append-only, so update is refused\'); END',
        'CREATE TRIGGER check_finding_refuses_delete BEFORE DELETE ON "check_finding" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'check_finding is append-only, so delete is refused\'); END',
        'CREATE TRIGGER check_reference_refuses_update BEFORE UPDATE ON "check_reference" FOR EACH ROW WHEN (NEW."said" IS NOT NULL OR NEW."id" IS NOT OLD."id" OR NEW."item_id" IS NOT OLD."item_id" OR NEW."would_rehire" IS NOT OLD."would_rehire" OR NEW."asked_on" IS NOT OLD."asked_on" OR NEW."at" IS NOT OLD."at" OR NEW."by_id" IS NOT OLD."by_id") BEGIN SELECT RAISE(ABORT, \'check_reference is append-only, so update is refused\'); END',
        'CREATE TRIGGER check_reference_refuses_delete BEFORE DELETE ON "check_reference" FOR EACH ROW BEGIN SELECT RAISE(ABORT, \'check_reference is append-only, so delete is refused\'); END',
    ],
    'postgresql': [
        'CREATE TRIGGER check_finding_refuses_update BEFORE UPDATE ON "check_finding" FOR EACH ROW WHEN (NEW."note" IS NOT NULL OR NEW."id" IS DISTINCT FROM OLD."id" OR NEW."item_id" IS DISTINCT FROM OLD."item_id" OR NEW."state" IS DISTINCT FROM OLD."state" OR NEW."file_name" IS DISTINCT FROM OLD."file_name" OR NEW."media_type" IS DISTINCT FROM OLD."media_type" OR NEW."digest" IS DISTINCT FROM OLD."digest" OR NEW."at" IS DISTINCT FROM OLD."at" OR NEW."by_id" IS DISTINCT FROM OLD."by_id") EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER check_finding_refuses_delete BEFORE DELETE ON "check_finding" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER check_finding_refuses_truncate BEFORE TRUNCATE ON "check_finding" FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER check_reference_refuses_update BEFORE UPDATE ON "check_reference" FOR EACH ROW WHEN (NEW."said" IS NOT NULL OR NEW."id" IS DISTINCT FROM OLD."id" OR NEW."item_id" IS DISTINCT FROM OLD."item_id" OR NEW."would_rehire" IS DISTINCT FROM OLD."would_rehire" OR NEW."asked_on" IS DISTINCT FROM OLD."asked_on" OR NEW."at" IS DISTINCT FROM OLD."at" OR NEW."by_id" IS DISTINCT FROM OLD."by_id") EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER check_reference_refuses_delete BEFORE DELETE ON "check_reference" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER check_reference_refuses_truncate BEFORE TRUNCATE ON "check_reference" FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_append_only()',
    ],
}


def upgrade() -> None:
    op.create_table('check_package',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('target_days', sa.Integer(), nullable=False),
    sa.Column('wait_days', sa.Integer(), nullable=False),
    sa.Column('good_days', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('good_days > 0', name=op.f('ck_check_package_good_for_a_day_at_least')),
    sa.CheckConstraint('target_days > 0', name=op.f('ck_check_package_target_is_a_day_at_least')),
    sa.CheckConstraint('wait_days > 0', name=op.f('ck_check_package_wait_is_a_day_at_least')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_package')),
    sa.UniqueConstraint('key', 'number', name=op.f('uq_check_package_key_number'))
    )
    with op.batch_alter_table('check_package', schema=None) as batch_op:
        batch_op.create_index('uq_check_package_in_use', ['key'], unique=True, sqlite_where=sa.text('retired_at IS NULL'), postgresql_where=sa.text('retired_at IS NULL'))

    op.create_table('preboarding_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('owner', sa.Enum('recruiter', 'manager', 'it', 'candidate', name='taskowner', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('days BETWEEN -365 AND 365', name=op.f('ck_preboarding_step_within_a_year')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_preboarding_step')),
    sa.UniqueConstraint('key', name=op.f('uq_preboarding_step_key'))
    )
    op.create_table('check_package_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('package_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('asks_referees', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['package_id'], ['check_package.id'], name=op.f('fk_check_package_item_package_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_package_item')),
    sa.UniqueConstraint('package_id', 'position', name=op.f('uq_check_package_item_package_id_position'))
    )
    op.create_table('background_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('package_id', sa.Integer(), nullable=False),
    sa.Column('consent_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('in progress', 'noticed', 'clear', 'not clear', 'expired', 'cancelled', name='checkstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('target_days', sa.Integer(), nullable=False),
    sa.Column('wait_days', sa.Integer(), nullable=False),
    sa.Column('good_days', sa.Integer(), nullable=True),
    sa.Column('ordered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ordered_by_id', sa.Integer(), nullable=True),
    sa.Column('grounds', sa.String(), nullable=True),
    sa.Column('noticed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waits_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('why', sa.String(), nullable=True),
    sa.Column('good_until', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state IN ('in progress', 'noticed')) = (decided_at IS NULL)", name=op.f('ck_background_check_decided_iff_not_live')),
    sa.CheckConstraint("good_until IS NULL OR state IN ('clear', 'expired')", name=op.f('ck_background_check_only_a_clear_one_holds')),
    sa.CheckConstraint("state <> 'not clear' OR decided_at >= waits_until", name=op.f('ck_background_check_not_decided_before_the_wait_is_over')),
    sa.CheckConstraint("state NOT IN ('noticed', 'not clear') OR noticed_at IS NOT NULL", name=op.f('ck_background_check_adverse_means_noticed')),
    sa.CheckConstraint('(noticed_at IS NULL) = (waits_until IS NULL)', name=op.f('ck_background_check_a_notice_has_its_wait')),
    sa.CheckConstraint('waits_until > noticed_at', name=op.f('ck_background_check_the_wait_takes_time')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_background_check_application_id')),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_background_check_consent_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_background_check_decided_by_id')),
    sa.ForeignKeyConstraint(['ordered_by_id'], ['account.id'], name=op.f('fk_background_check_ordered_by_id')),
    sa.ForeignKeyConstraint(['package_id'], ['check_package.id'], name=op.f('fk_background_check_package_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_background_check_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_background_check')),
    sa.UniqueConstraint('application_id', 'number', name=op.f('uq_background_check_application_id_number'))
    )
    with op.batch_alter_table('background_check', schema=None) as batch_op:
        batch_op.create_index('ix_background_check_good_until', ['state', 'good_until'], unique=False)
        batch_op.create_index('ix_background_check_state', ['state', 'ordered_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_background_check_visit_id'), ['visit_id'], unique=False)
        batch_op.create_index('uq_background_check_live', ['application_id'], unique=True, sqlite_where=sa.text("state IN ('in progress', 'noticed')"), postgresql_where=sa.text("state IN ('in progress', 'noticed')"))

    op.create_table('preboarding_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('step_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(done_at IS NULL) = (done_by_id IS NULL)', name=op.f('ck_preboarding_task_done_by_somebody')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_preboarding_task_application_id')),
    sa.ForeignKeyConstraint(['done_by_id'], ['account.id'], name=op.f('fk_preboarding_task_done_by_id')),
    sa.ForeignKeyConstraint(['offer_id'], ['offer.id'], name=op.f('fk_preboarding_task_offer_id')),
    sa.ForeignKeyConstraint(['step_id'], ['preboarding_step.id'], name=op.f('fk_preboarding_task_step_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_preboarding_task')),
    sa.UniqueConstraint('offer_id', 'step_id', name=op.f('uq_preboarding_task_offer_id_step_id'))
    )
    with op.batch_alter_table('preboarding_task', schema=None) as batch_op:
        batch_op.create_index('ix_preboarding_task_application', ['application_id', 'id'], unique=False)
        batch_op.create_index('ix_preboarding_task_due', ['due_on', 'id'], unique=False, sqlite_where=sa.text('done_at IS NULL AND dropped_at IS NULL'), postgresql_where=sa.text('done_at IS NULL AND dropped_at IS NULL'))

    op.create_table('check_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('check_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('asks_referees', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('ordered', 'in progress', 'clear', 'consider', 'disputed', 'expired', name='itemstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['check_id'], ['background_check.id'], name=op.f('fk_check_item_check_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_item')),
    sa.UniqueConstraint('check_id', 'position', name=op.f('uq_check_item_check_id_position'))
    )
    op.create_table('check_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('ordered', 'in progress', 'clear', 'consider', 'disputed', 'expired', name='itemstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('file_name', sa.String(), nullable=True),
    sa.Column('media_type', sa.String(), nullable=True),
    sa.Column('digest', sa.String(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(digest IS NULL) = (file_name IS NULL)', name=op.f('ck_check_finding_a_file_has_a_name')),
    sa.CheckConstraint('(digest IS NULL) = (media_type IS NULL)', name=op.f('ck_check_finding_a_file_has_a_type')),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_check_finding_by_id')),
    sa.ForeignKeyConstraint(['item_id'], ['check_item.id'], name=op.f('fk_check_finding_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_finding'))
    )
    with op.batch_alter_table('check_finding', schema=None) as batch_op:
        batch_op.create_index('ix_check_finding_item', ['item_id', 'id'], unique=False)

    op.create_table('check_reference',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('would_rehire', sa.Enum('yes', 'with reservations', 'no', 'not said', name='wouldrehire', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('said', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=True),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_check_reference_by_id')),
    sa.ForeignKeyConstraint(['item_id'], ['check_item.id'], name=op.f('fk_check_reference_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_reference'))
    )
    with op.batch_alter_table('check_reference', schema=None) as batch_op:
        batch_op.create_index('ix_check_reference_item', ['item_id', 'id'], unique=False)

    with op.batch_alter_table('employment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('may_return', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('rehire_of_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_employment_rehire_of_id'), 'employment', ['rehire_of_id'], ['id'])
    # Who left by their own wish, or was hired by mistake, may come back; nobody has said so of the others.
    op.execute("UPDATE employment SET may_return = (leaving_reason IN ('own wish', 'unhired')) WHERE ended_on IS NOT NULL")
    with op.batch_alter_table('employment', schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f('ck_employment_may_return_known_iff_ended'), '(ended_on IS NULL) = (may_return IS NULL)')

    op.drop_index('uq_offer_live', 'offer')
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('author_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('needs_approval', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('approved_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('replaces_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_offer_author_id'), 'account', ['author_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_offer_approved_by_id'), 'account', ['approved_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_offer_replaces_id'), 'offer', ['replaces_id'], ['id'])
    # What went out before approval was asked for stands as it is.
    op.execute("UPDATE offer SET needs_approval = (state = 'draft')")
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.alter_column('needs_approval', existing_type=sa.Boolean(), nullable=False)
        batch_op.create_check_constraint(batch_op.f('ck_offer_approved_by_somebody'), '(approved_at IS NULL) = (approved_by_id IS NULL)')
        batch_op.create_check_constraint(batch_op.f('ck_offer_approved_by_another'), 'approved_by_id <> author_id')
        batch_op.create_check_constraint(batch_op.f('ck_offer_approved_before_it_goes_out'), "NOT needs_approval OR approved_at IS NOT NULL OR state IN ('draft', 'retracted')")
        batch_op.create_index('uq_offer_binding', ['application_id'], unique=True, sqlite_where=sa.text("state IN ('sent', 'accepted')"), postgresql_where=sa.text("state IN ('sent', 'accepted')"))
        batch_op.create_index('uq_offer_draft', ['application_id'], unique=True, sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    # Beside an offer that is out the older product knows no draft.
    op.execute("UPDATE offer SET state = 'retracted' WHERE state = 'draft' AND EXISTS (SELECT 1 FROM offer AS other WHERE other.application_id = offer.application_id AND other.state IN ('sent', 'accepted'))")
    op.drop_index('uq_offer_draft', 'offer')
    op.drop_index('uq_offer_binding', 'offer')
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_offer_approved_before_it_goes_out'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_offer_approved_by_another'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_offer_approved_by_somebody'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_offer_replaces_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_offer_approved_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_offer_author_id'), type_='foreignkey')
        for column in ('replaces_id', 'approved_by_id', 'approved_at', 'needs_approval', 'author_id'):
            batch_op.drop_column(column)
        batch_op.create_index('uq_offer_live', ['application_id'], unique=True, sqlite_where=sa.text("state IN ('draft', 'sent', 'accepted')"), postgresql_where=sa.text("state IN ('draft', 'sent', 'accepted')"))

    with op.batch_alter_table('employment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_employment_may_return_known_iff_ended'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_employment_rehire_of_id'), type_='foreignkey')
        batch_op.drop_column('rehire_of_id')
        batch_op.drop_column('may_return')

    with op.batch_alter_table('check_reference', schema=None) as batch_op:
        batch_op.drop_index('ix_check_reference_item')

    op.drop_table('check_reference')
    with op.batch_alter_table('check_finding', schema=None) as batch_op:
        batch_op.drop_index('ix_check_finding_item')

    op.drop_table('check_finding')
    op.drop_table('check_item')
    with op.batch_alter_table('preboarding_task', schema=None) as batch_op:
        batch_op.drop_index('ix_preboarding_task_due', sqlite_where=sa.text('done_at IS NULL AND dropped_at IS NULL'), postgresql_where=sa.text('done_at IS NULL AND dropped_at IS NULL'))
        batch_op.drop_index('ix_preboarding_task_application')

    op.drop_table('preboarding_task')
    with op.batch_alter_table('background_check', schema=None) as batch_op:
        batch_op.drop_index('uq_background_check_live', sqlite_where=sa.text("state IN ('in progress', 'noticed')"), postgresql_where=sa.text("state IN ('in progress', 'noticed')"))
        batch_op.drop_index(batch_op.f('ix_background_check_visit_id'))
        batch_op.drop_index('ix_background_check_state')
        batch_op.drop_index('ix_background_check_good_until')

    op.drop_table('background_check')
    op.drop_table('check_package_item')
    op.drop_table('preboarding_step')
    with op.batch_alter_table('check_package', schema=None) as batch_op:
        batch_op.drop_index('uq_check_package_in_use', sqlite_where=sa.text('retired_at IS NULL'), postgresql_where=sa.text('retired_at IS NULL'))

    op.drop_table('check_package')
