"""what is kept of readiness says by what the board is ordered and narrowed, and everybody is kept or noted

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None

# Table, deed, whose readiness it changes; frozen here, whatever the code says later.
NOTED = (
    (
        'person',
        'UPDATE OF name',
        'SELECT w.id FROM employment w WHERE w.person_id = NEW.id AND w.ended_on IS NULL',
    ),
    ('employment', 'INSERT', 'SELECT NEW.id'),
    ('kept_readiness', 'DELETE', 'SELECT OLD.employment_id'),
)
INDEXES = {
    'shown': (
        *('judged_on', 'ground', 'is_listed', 'place', 'earliest', 'name', 'employment_id'),
        *('team_id', 'level'),
    ),
    'counted': (
        *('judged_on', 'ground', 'is_listed', 'level', 'target', 'readiness'),
        *('team_id', 'employment_id'),
    ),
}
READINESS = ('now', 'within three months', 'later', 'blocked')


def name_of(table: str, deed: str) -> str:
    return f'{table}_{deed.lower().replace(" ", "_")}_changes_readiness'


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


def create_triggers() -> None:
    for table, deed, whose in NOTED:
        name, body = name_of(table, deed), f'INSERT INTO readiness_change (employment_id) {whose}'
        head = f'CREATE TRIGGER {name} AFTER {deed} ON "{table}" FOR EACH ROW'
        if on_sqlite():
            op.execute(f'{head} BEGIN {body}; END')
            continue
        op.execute(
            f'CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS '
            f'$$ BEGIN {body}; RETURN NULL; END $$'
        )
        op.execute(f'{head} EXECUTE FUNCTION {name}()')


def drop_triggers() -> None:
    for table, deed, _whose in NOTED:
        name = name_of(table, deed)
        op.execute(f'DROP TRIGGER {name}' if on_sqlite() else f'DROP TRIGGER {name} ON "{table}"')
        if not on_sqlite():
            op.execute(f'DROP FUNCTION {name}()')


def create_kept(*more: sa.Column, references: tuple[sa.ForeignKeyConstraint, ...] = ()) -> None:
    """An empty one, in the place of what was kept, which can be had again."""
    op.drop_table('kept_readiness')
    op.create_table(
        'kept_readiness',
        sa.Column('employment_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('judged_on', sa.Date(), nullable=False),
        sa.Column('ground', sa.String(), nullable=False),
        sa.Column('is_listed', sa.Boolean(), nullable=False),
        sa.Column('held', sa.Date(), nullable=False),
        sa.Column('version_id', sa.Integer(), nullable=True),
        sa.Column('target', sa.String(), nullable=True),
        sa.Column(
            'readiness',
            sa.Enum(*READINESS, name='readiness', native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column('earliest', sa.Date(), nullable=True),
        sa.Column('set_by', sa.Integer(), nullable=True),
        sa.Column('undated', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
        sa.Column('met', sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ['employment_id'], ['employment.id'], name=op.f('fk_kept_readiness_employment_id')
        ),
        sa.ForeignKeyConstraint(
            ['version_id'], ['ladder_version.id'], name=op.f('fk_kept_readiness_version_id')
        ),
        *references,
        sa.PrimaryKeyConstraint('employment_id', name=op.f('pk_kept_readiness')),
    )


def upgrade() -> None:
    create_kept(
        sa.Column(
            'name',
            sa.String().with_variant(sa.String(collation='C'), 'postgresql'),
            nullable=False,
        ),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('level', sa.String(), nullable=False),
        sa.Column('place', sa.Integer(), nullable=False),
        references=(sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_kept_readiness_team_id')),),
    )
    for said, columns in INDEXES.items():
        op.create_index(f'ix_kept_readiness_{said}', 'kept_readiness', list(columns))
    create_triggers()
    op.execute('INSERT INTO readiness_change (employment_id) SELECT id FROM employment WHERE ended_on IS NULL')


def downgrade() -> None:
    drop_triggers()
    create_kept()
