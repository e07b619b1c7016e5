"""what follows from a review: figures from training, bonuses, honours, training that fits

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

GUARDED = ('bonus_settlement', 'bonus_step', 'bonus_table', 'honour_decision', 'honour_rule')
"""Append-only tables."""


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was published, settled and decided; PostgreSQL has the
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


def figures_come_from(*sources: str) -> None:
    """SQLite makes the table anew, without what refuses to change it."""
    said = ', '.join(f"'{one}'" for one in sources)
    with op.batch_alter_table('review_figure', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_review_figure_figuresource'), type_='check')
        batch_op.create_check_constraint(op.f('ck_review_figure_figuresource'), f'source IN ({said})')
    if op.get_bind().dialect.name == 'sqlite':
        for deed in ('update', 'delete'):
            op.execute(f'DROP TRIGGER IF EXISTS review_figure_refuses_{deed}')
            op.execute(
                f'CREATE TRIGGER review_figure_refuses_{deed} BEFORE {deed.upper()} ON "review_figure" FOR EACH ROW '
                f"BEGIN SELECT RAISE(ABORT, 'review_figure is append-only, so {deed} is refused'); END"
            )


def upgrade() -> None:
    figures_come_from('typed', 'file', 'training')
    op.create_table('bonus_table',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('kind', sa.Enum('amount', 'share of pay', name='bonuskind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('currency', sa.String(), nullable=True),
    sa.Column('is_pro_rata', sa.Boolean(), nullable=False),
    sa.Column('least_share', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'amount') = (currency IS NOT NULL)", name=op.f('ck_bonus_table_currency_iff_amount')),
    sa.CheckConstraint('least_share BETWEEN 0 AND 100', name=op.f('ck_bonus_table_share_of_100')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_bonus_table_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bonus_table')),
    sa.UniqueConstraint('number', name=op.f('uq_bonus_table_number'))
    )
    op.create_table('bonus_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('based_on_id', sa.Integer(), nullable=True),
    sa.Column('level', sa.String(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('terms', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['based_on_id'], ['bonus_table.id'], name=op.f('fk_bonus_draft_based_on_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_bonus_draft_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bonus_draft'))
    )
    op.create_table('bonus_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.Column('score_from', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('worth', sa.Integer(), nullable=False),
    sa.CheckConstraint('score_from BETWEEN 0 AND 100', name=op.f('ck_bonus_step_score_of_100')),
    sa.CheckConstraint('worth > 0', name=op.f('ck_bonus_step_worth_counts')),
    sa.ForeignKeyConstraint(['table_id'], ['bonus_table.id'], name=op.f('fk_bonus_step_table_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bonus_step')),
    sa.UniqueConstraint('table_id', 'score_from', name=op.f('uq_bonus_step_table_id_score_from'))
    )
    op.create_table('bonus_settlement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.Column('worth', sa.Integer(), nullable=False),
    sa.Column('difference', sa.Integer(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_bonus_settlement_number_counts')),
    sa.CheckConstraint('number > 1 OR difference = worth', name=op.f('ck_bonus_settlement_first_is_whole')),
    sa.CheckConstraint('worth >= 0', name=op.f('ck_bonus_settlement_worth_counts')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_bonus_settlement_employment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_bonus_settlement_entry_id')),
    sa.ForeignKeyConstraint(['revision_id'], ['review_revision.id'], name=op.f('fk_bonus_settlement_revision_id')),
    sa.ForeignKeyConstraint(['table_id'], ['bonus_table.id'], name=op.f('fk_bonus_settlement_table_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bonus_settlement')),
    sa.UniqueConstraint('employment_id', 'month', 'number', name=op.f('uq_bonus_settlement_employment_id_month_number')),
    sa.UniqueConstraint('revision_id', name=op.f('uq_bonus_settlement_revision_id'))
    )
    op.create_table('honour_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('levels', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('least_days', sa.Integer(), nullable=False),
    sa.Column('least_months', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('least_days BETWEEN 0 AND 28', name=op.f('ck_honour_rule_days_of_month')),
    sa.CheckConstraint('least_months BETWEEN 0 AND 120', name=op.f('ck_honour_rule_months_count')),
    sa.CheckConstraint('number > 0', name=op.f('ck_honour_rule_number_counts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_honour_rule')),
    sa.UniqueConstraint('number', name=op.f('uq_honour_rule_number'))
    )
    op.create_table('honour_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('agent of the month', 'star of the quarter', name='honourkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('period', sa.Date(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('confirmed', 'declined', 'taken back', name='honourstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_honour_decision_number_counts')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_honour_decision_employment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_honour_decision_entry_id')),
    sa.ForeignKeyConstraint(['rule_id'], ['honour_rule.id'], name=op.f('fk_honour_decision_rule_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_honour_decision_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_honour_decision')),
    sa.UniqueConstraint('kind', 'period', 'team_id', 'employment_id', 'number', name=op.f('uq_honour_decision_kind_period_team_id_employment_id_number'))
    )
    with op.batch_alter_table('honour_decision', schema=None) as batch_op:
        batch_op.create_index('ix_honour_decision_employment_id', ['employment_id'], unique=False)
    op.create_table('fitting_training',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('indicator', sa.String(), nullable=False),
    sa.Column('below', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('kind', sa.Enum('module', 'material', 'session', name='fitkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=True),
    sa.Column('module_key', sa.String(), nullable=True),
    sa.Column('material_id', sa.Integer(), nullable=True),
    sa.Column('topic', sa.String(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(kind = 'material') = (material_id IS NOT NULL)", name=op.f('ck_fitting_training_material_iff_material')),
    sa.CheckConstraint("(kind = 'module') = (module_key IS NOT NULL)", name=op.f('ck_fitting_training_module_iff_module')),
    sa.CheckConstraint("(kind = 'session') = (topic IS NOT NULL)", name=op.f('ck_fitting_training_topic_iff_session')),
    sa.CheckConstraint('(module_key IS NULL) = (programme_id IS NULL)', name=op.f('ck_fitting_training_module_of_programme')),
    sa.CheckConstraint('below > 0 AND below <= 100', name=op.f('ck_fitting_training_points_of_100')),
    sa.ForeignKeyConstraint(['material_id'], ['material.id'], name=op.f('fk_fitting_training_material_id')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_fitting_training_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fitting_training'))
    )

    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('fitting_training')
    with op.batch_alter_table('honour_decision', schema=None) as batch_op:
        batch_op.drop_index('ix_honour_decision_employment_id')

    op.drop_table('honour_decision')
    op.drop_table('honour_rule')
    op.drop_table('bonus_settlement')
    op.drop_table('bonus_step')
    op.drop_table('bonus_draft')
    op.drop_table('bonus_table')
    dialect = op.get_bind().dialect.name
    table = '' if dialect == 'sqlite' else ' ON review_figure'
    op.execute(f'DROP TRIGGER review_figure_refuses_update{table}')
    op.execute("UPDATE review_figure SET source = 'file' WHERE source = 'training'")
    if dialect == 'postgresql':
        op.execute(
            'CREATE TRIGGER review_figure_refuses_update BEFORE UPDATE ON "review_figure" FOR EACH ROW '
            'EXECUTE FUNCTION refuse_to_change_append_only()'
        )
    figures_come_from('typed', 'file')
