"""channels and their costs

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# What guards the two append-only tables; frozen here, whatever the code says later. The function that
# PostgreSQL's call is there since 0001. The triggers go with their tables.
TRIGGERS = {
    'sqlite': [
        "CREATE TRIGGER channel_cost_refuses_update BEFORE UPDATE ON \"channel_cost\" FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'channel_cost is append-only, so update is refused'); END",
        "CREATE TRIGGER channel_cost_refuses_delete BEFORE DELETE ON \"channel_cost\" FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'channel_cost is append-only, so delete is refused'); END",
        "CREATE TRIGGER channel_terms_refuses_update BEFORE UPDATE ON \"channel_terms\" FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'channel_terms is append-only, so update is refused'); END",
        "CREATE TRIGGER channel_terms_refuses_delete BEFORE DELETE ON \"channel_terms\" FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'channel_terms is append-only, so delete is refused'); END",
    ],
    'postgresql': [
        'CREATE TRIGGER channel_cost_refuses_update BEFORE UPDATE ON "channel_cost" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER channel_cost_refuses_delete BEFORE DELETE ON "channel_cost" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER channel_cost_refuses_truncate BEFORE TRUNCATE ON "channel_cost" FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER channel_terms_refuses_update BEFORE UPDATE ON "channel_terms" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER channel_terms_refuses_delete BEFORE DELETE ON "channel_terms" FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()',
        'CREATE TRIGGER channel_terms_refuses_truncate BEFORE TRUNCATE ON "channel_terms" FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_append_only()',
    ],
}


def upgrade() -> None:
    op.create_table('channel_terms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('model', sa.Enum('free', 'bonus', 'per posting', 'per click', 'per event', 'share of salary', name='costmodel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=True),
    sa.Column('currency', sa.String(), nullable=True),
    sa.Column('share', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('stay_days', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(model = 'bonus') = (stay_days IS NOT NULL)", name=op.f('ck_channel_terms_stay_iff_bonus')),
    sa.CheckConstraint("(model = 'share of salary') = (share IS NOT NULL)", name=op.f('ck_channel_terms_share_iff_of_salary')),
    sa.CheckConstraint("(model IN ('free', 'share of salary')) = (amount IS NULL)", name=op.f('ck_channel_terms_amount_iff_fixed')),
    sa.CheckConstraint('(amount IS NULL) = (currency IS NULL)', name=op.f('ck_channel_terms_currency_iff_amount')),
    sa.CheckConstraint('amount BETWEEN 1 AND 1000000000', name=op.f('ck_channel_terms_amount_in_range')),
    sa.CheckConstraint('share > 0 AND share <= 100', name=op.f('ck_channel_terms_share_in_range')),
    sa.CheckConstraint('stay_days BETWEEN 1 AND 1000', name=op.f('ck_channel_terms_stay_in_range')),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], name=op.f('fk_channel_terms_channel_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['account.id'], name=op.f('fk_channel_terms_published_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_terms')),
    sa.UniqueConstraint('channel_id', 'number', name=op.f('uq_channel_terms_channel_id_number'))
    )
    op.create_table('referral_reward',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('referrer_id', sa.Integer(), nullable=False),
    sa.Column('terms_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('not yet due', 'due', 'paid', 'forfeited', name='rewardstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('settled_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state IN ('paid', 'forfeited')) = (settled_on IS NOT NULL)", name=op.f('ck_referral_reward_settled_iff_over')),
    sa.CheckConstraint('amount BETWEEN 1 AND 1000000000', name=op.f('ck_referral_reward_amount_in_range')),
    sa.CheckConstraint('due_on >= started_on', name=op.f('ck_referral_reward_due_after_the_start')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_referral_reward_application_id')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_referral_reward_employment_id')),
    sa.ForeignKeyConstraint(['referrer_id'], ['person.id'], name=op.f('fk_referral_reward_referrer_id')),
    sa.ForeignKeyConstraint(['terms_id'], ['channel_terms.id'], name=op.f('fk_referral_reward_terms_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_reward'))
    )
    with op.batch_alter_table('referral_reward', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_referral_reward_application_id'), ['application_id'], unique=False)
        batch_op.create_index('ix_referral_reward_state', ['state', 'due_on', 'id'], unique=False)
        batch_op.create_index('uq_referral_reward_live', ['employment_id'], unique=True, sqlite_where=sa.text("state <> 'forfeited'"), postgresql_where=sa.text("state <> 'forfeited'"))

    op.create_table('channel_cost',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=True),
    sa.Column('campaign', sa.String(), nullable=True),
    sa.Column('spent_on', sa.Date(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('booked_by_id', sa.Integer(), nullable=True),
    sa.Column('reward_id', sa.Integer(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('why', sa.String(), nullable=True),
    sa.Column('once', sa.String(), nullable=True),
    sa.CheckConstraint('(replaces_id IS NULL) = (why IS NULL)', name=op.f('ck_channel_cost_reason_iff_corrected')),
    sa.CheckConstraint('amount > 0 OR replaces_id IS NOT NULL', name=op.f('ck_channel_cost_nothing_only_cancels')),
    sa.CheckConstraint('amount BETWEEN 0 AND 1000000000', name=op.f('ck_channel_cost_amount_in_range')),
    sa.ForeignKeyConstraint(['booked_by_id'], ['account.id'], name=op.f('fk_channel_cost_booked_by_id')),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], name=op.f('fk_channel_cost_channel_id')),
    sa.ForeignKeyConstraint(['opening_id'], ['opening.id'], name=op.f('fk_channel_cost_opening_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['channel_cost.id'], name=op.f('fk_channel_cost_replaces_id')),
    sa.ForeignKeyConstraint(['reward_id'], ['referral_reward.id'], name=op.f('fk_channel_cost_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_cost')),
    sa.UniqueConstraint('once', name=op.f('uq_channel_cost_once')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_channel_cost_replaces_id'))
    )
    with op.batch_alter_table('channel_cost', schema=None) as batch_op:
        batch_op.create_index('ix_channel_cost_channel', ['channel_id', 'spent_on', 'id'], unique=False)
        batch_op.create_index('ix_channel_cost_opening', ['opening_id'], unique=False)

    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('channel_cost', schema=None) as batch_op:
        batch_op.drop_index('ix_channel_cost_opening')
        batch_op.drop_index('ix_channel_cost_channel')

    op.drop_table('channel_cost')
    with op.batch_alter_table('referral_reward', schema=None) as batch_op:
        batch_op.drop_index('uq_referral_reward_live', sqlite_where=sa.text("state <> 'forfeited'"), postgresql_where=sa.text("state <> 'forfeited'"))
        batch_op.drop_index('ix_referral_reward_state')
        batch_op.drop_index(batch_op.f('ix_referral_reward_application_id'))

    op.drop_table('referral_reward')
    op.drop_table('channel_terms')
