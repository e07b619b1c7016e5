"""mutual review: rounds in which a team says how it works together

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

GUARDED = {'mutual_answer': 'comment', 'mutual_ask': None}
"""Append-only tables → the column of each that may be wiped."""
ANSWER = ('id', 'ask_id', 'number', 'ratings', 'answered_at')
SOURCES = ('typed', 'file', 'training')
"""Where figures could come from before."""


def unless_wiped(dialect: str) -> str:
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    changed = ' OR '.join(f'NEW."{name}" {differs} OLD."{name}"' for name in ANSWER)
    return f' WHEN (NEW."comment" IS NOT NULL OR {changed})'


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was asked and answered; PostgreSQL has the function."""
    found = []
    for table, wiped in GUARDED.items():
        deeds = ('update', 'delete') if dialect == 'sqlite' else ('update', 'delete', 'truncate')
        for deed in deeds:
            unless = unless_wiped(dialect) if wiped and deed == 'update' else ''
            each = 'STATEMENT' if deed == 'truncate' else 'ROW'
            does = (
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only, so {deed} is refused'); END"
                if dialect == 'sqlite'
                else 'EXECUTE FUNCTION refuse_to_change_append_only()'
            )
            found.append(
                f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" '
                f'FOR EACH {each}{unless} {does}'
            )
    return found


def unguard_figures(dialect: str) -> None:
    if dialect == 'sqlite':  # which makes the table anew, without its guards
        for deed in ('update', 'delete'):
            op.execute(f'DROP TRIGGER IF EXISTS review_figure_refuses_{deed}')
    else:
        op.execute('ALTER TABLE review_figure DISABLE TRIGGER USER')


def guard_figures(dialect: str) -> None:
    if dialect == 'sqlite':
        for deed in ('update', 'delete'):
            op.execute(
                f'CREATE TRIGGER review_figure_refuses_{deed} BEFORE {deed.upper()} ON "review_figure" FOR EACH ROW '
                f"BEGIN SELECT RAISE(ABORT, 'review_figure is append-only, so {deed} is refused'); END"
            )
    else:
        op.execute('ALTER TABLE review_figure ENABLE TRIGGER USER')


def let_figures_come_from(*sources: str) -> None:
    """Figures of another source are said to have been typed."""
    dialect = op.get_bind().dialect.name
    said = ', '.join(f"'{one}'" for one in sources)
    unguard_figures(dialect)
    op.execute(f"UPDATE review_figure SET source = 'typed' WHERE source NOT IN ({said})")
    with op.batch_alter_table('review_figure', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_review_figure_figuresource'), type_='check')
        batch_op.create_check_constraint(op.f('ck_review_figure_figuresource'), f'source IN ({said})')
    guard_figures(dialect)


def upgrade() -> None:
    let_figures_come_from(*SOURCES, 'mutual')
    op.create_table('mutual_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(closed_at IS NULL) = (closed_by_id IS NULL)', name=op.f('ck_mutual_round_closed_by_somebody')),
    sa.CheckConstraint('closed_at IS NULL OR withdrawn_at IS NULL', name=op.f('ck_mutual_round_closed_or_withdrawn')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['account.id'], name=op.f('fk_mutual_round_closed_by_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['account.id'], name=op.f('fk_mutual_round_opened_by_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_mutual_round_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mutual_round'))
    )
    unless_withdrawn = sa.text('withdrawn_at IS NULL')
    with op.batch_alter_table('mutual_round', schema=None) as batch_op:
        batch_op.create_index('uq_mutual_round_team_id_month', ['team_id', 'month'], unique=True, sqlite_where=unless_withdrawn, postgresql_where=unless_withdrawn)
    op.create_table('mutual_ask',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('rated_id', sa.Integer(), nullable=False),
    sa.Column('rater_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Enum('peer', 'supervisor', name='raterpart', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['rated_id'], ['employment.id'], name=op.f('fk_mutual_ask_rated_id')),
    sa.ForeignKeyConstraint(['rater_id'], ['person.id'], name=op.f('fk_mutual_ask_rater_id')),
    sa.ForeignKeyConstraint(['round_id'], ['mutual_round.id'], name=op.f('fk_mutual_ask_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mutual_ask')),
    sa.UniqueConstraint('round_id', 'rated_id', 'rater_id', name=op.f('uq_mutual_ask_round_id_rated_id_rater_id'))
    )
    with op.batch_alter_table('mutual_ask', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mutual_ask_rated_id'), ['rated_id'], unique=False)
        batch_op.create_index('ix_mutual_ask_rater_id', ['rater_id', 'round_id'], unique=False)
    op.create_table('mutual_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ask_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('ratings', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('comment', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ask_id'], ['mutual_ask.id'], name=op.f('fk_mutual_answer_ask_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mutual_answer')),
    sa.UniqueConstraint('ask_id', 'number', name=op.f('uq_mutual_answer_ask_id_number'))
    )
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('mutual_answer')
    op.drop_table('mutual_ask')
    op.drop_table('mutual_round')
    let_figures_come_from(*SOURCES)
