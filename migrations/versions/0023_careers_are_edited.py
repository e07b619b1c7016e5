"""careers are edited: drafts of ladder and formulas, service-desk duty, development plans

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

GUARDED = {'desk_rule': None, 'goal_agreement': None, 'goal_look': 'note', 'goal_wording': 'says'}
"""Append-only tables → the column of each that may be wiped."""
COLUMNS = {
    'goal_look': ('id', 'goal_id', 'outcome', 'at', 'by_id'),
    'goal_wording': ('id', 'goal_id', 'number', 'source', 'due_on', 'kind', 'key', 'at', 'by_id'),
}


def unless_wiped(table: str, dialect: str) -> str:
    wiped = GUARDED[table]
    if wiped is None:
        return ''
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    changed = ' OR '.join(f'NEW."{name}" {differs} OLD."{name}"' for name in COLUMNS[table])
    return f' WHEN (NEW."{wiped}" IS NOT NULL OR {changed})'


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was asked, said, agreed and seen; PostgreSQL has the
    function already."""
    if dialect == 'sqlite':
        return [
            f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH ROW'
            f"{unless_wiped(table, dialect) if deed == 'update' else ''} BEGIN "
            f"SELECT RAISE(ABORT, '{table} is append-only, so {deed} is refused'); END"
            for table in GUARDED
            for deed in ('update', 'delete')
        ]
    return [
        f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH {each}'
        f"{unless_wiped(table, dialect) if deed == 'update' else ''} "
        'EXECUTE FUNCTION refuse_to_change_append_only()'
        for table in GUARDED
        for deed, each in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT'))
    ]


def upgrade() -> None:
    op.create_table('ladder_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=False),
    sa.Column('based_on_id', sa.Integer(), nullable=False),
    sa.Column('plan', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('slot = 1', name=op.f('ck_ladder_draft_only_one')),
    sa.ForeignKeyConstraint(['based_on_id'], ['ladder_version.id'], name=op.f('fk_ladder_draft_based_on_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ladder_draft')),
    sa.UniqueConstraint('slot', name=op.f('uq_ladder_draft_slot'))
    )
    op.create_table('formula_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('based_on_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('indicators', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['based_on_id'], ['review_formula.id'], name=op.f('fk_formula_draft_based_on_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_formula_draft_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_formula_draft'))
    )
    op.create_table('desk_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('daily_levels', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('days BETWEEN 1 AND 60', name=op.f('ck_desk_rule_days_count')),
    sa.CheckConstraint('months BETWEEN 1 AND 120', name=op.f('ck_desk_rule_months_count')),
    sa.CheckConstraint('number > 0', name=op.f('ck_desk_rule_number_counts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_rule')),
    sa.UniqueConstraint('number', name=op.f('uq_desk_rule_number'))
    )
    op.create_table('desk_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('planned', 'served', 'missed', 'cancelled', name='deskstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=True),
    sa.CheckConstraint("(state = 'planned') = (settled_at IS NULL)", name=op.f('ck_desk_day_settled_iff_not_planned')),
    sa.CheckConstraint("state NOT IN ('missed', 'cancelled') OR note IS NOT NULL", name=op.f('ck_desk_day_says_why')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_desk_day_employment_id')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['account.id'], name=op.f('fk_desk_day_settled_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_day'))
    )
    with op.batch_alter_table('desk_day', schema=None) as batch_op:
        batch_op.create_index('ix_desk_day_state', ['state', 'on', 'id'], unique=False)
        batch_op.create_index('uq_desk_day_standing', ['employment_id', 'on'], unique=True, sqlite_where=sa.text("state <> 'cancelled'"), postgresql_where=sa.text("state <> 'cancelled'"))

    op.create_table('development_goal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'agreed', 'reached', 'dropped', name='goalstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_development_goal_employment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_development_goal'))
    )
    with op.batch_alter_table('development_goal', schema=None) as batch_op:
        batch_op.create_index('ix_development_goal_employment_id', ['employment_id', 'id'], unique=False)
        batch_op.create_index('ix_development_goal_state', ['state', 'due_on', 'id'], unique=False)

    op.create_table('goal_look',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('goal_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('on track', 'behind', 'reached', 'dropped', name='lookoutcome', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_goal_look_by_id')),
    sa.ForeignKeyConstraint(['goal_id'], ['development_goal.id'], name=op.f('fk_goal_look_goal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goal_look'))
    )
    with op.batch_alter_table('goal_look', schema=None) as batch_op:
        batch_op.create_index('ix_goal_look_goal_id', ['goal_id', 'id'], unique=False)

    op.create_table('goal_wording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('goal_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('source', sa.Enum('strength', 'gap', 'wish', name='goalsource', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('says', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.Enum('time in level', 'good standing', 'review average', 'review floor', 'exam', 'course', 'certificate', 'competencies', 'complaints', 'coached', name='requirementkind', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('key', sa.String(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_goal_wording_by_id')),
    sa.ForeignKeyConstraint(['goal_id'], ['development_goal.id'], name=op.f('fk_goal_wording_goal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goal_wording')),
    sa.UniqueConstraint('goal_id', 'number', name=op.f('uq_goal_wording_goal_id_number'))
    )
    op.create_table('goal_agreement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wording_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.Enum('employee', 'lead', name='side', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_goal_agreement_account_id')),
    sa.ForeignKeyConstraint(['wording_id'], ['goal_wording.id'], name=op.f('fk_goal_agreement_wording_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goal_agreement')),
    sa.UniqueConstraint('wording_id', 'side', name=op.f('uq_goal_agreement_wording_id_side'))
    )

    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('goal_agreement')
    op.drop_table('goal_wording')
    with op.batch_alter_table('goal_look', schema=None) as batch_op:
        batch_op.drop_index('ix_goal_look_goal_id')

    op.drop_table('goal_look')
    with op.batch_alter_table('development_goal', schema=None) as batch_op:
        batch_op.drop_index('ix_development_goal_state')
        batch_op.drop_index('ix_development_goal_employment_id')

    op.drop_table('development_goal')
    with op.batch_alter_table('desk_day', schema=None) as batch_op:
        batch_op.drop_index('uq_desk_day_standing', sqlite_where=sa.text("state <> 'cancelled'"), postgresql_where=sa.text("state <> 'cancelled'"))
        batch_op.drop_index('ix_desk_day_state')

    op.drop_table('desk_day')
    op.drop_table('desk_rule')
    op.drop_table('formula_draft')
    op.drop_table('ladder_draft')
