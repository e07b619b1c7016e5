"""readiness is kept for each of the levels that follow

Revision ID: 0058
Revises: 0057
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0058'
down_revision = '0057'
branch_labels = None
depends_on = None

SHOWN = ('judged_on', 'ground', 'is_listed', 'place', 'earliest', 'name', 'employment_id')
COUNTED = ('judged_on', 'ground', 'is_listed', 'level', 'target', 'readiness')
TRIGGER = 'kept_readiness_delete_changes_readiness'
READINESS = ('now', 'within three months', 'later', 'blocked')


def create_kept(*way: sa.Column) -> None:
    """An empty one, in the place of what was kept, which can be had again: everybody is noted."""
    op.drop_table('kept_readiness')
    op.create_table(
        'kept_readiness',
        sa.Column('employment_id', sa.Integer(), autoincrement=False, nullable=False),
        *way,
        sa.Column('judged_on', sa.Date(), nullable=False),
        sa.Column('ground', sa.String(), nullable=False),
        sa.Column('is_listed', sa.Boolean(), nullable=False),
        sa.Column('name', sa.String().with_variant(sa.String(collation='C'), 'postgresql'), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('level', sa.String(), nullable=False),
        sa.Column('held', sa.Date(), nullable=False),
        sa.Column('version_id', sa.Integer(), nullable=True),
        sa.Column('target', sa.String(), nullable=True),
        sa.Column(
            'readiness',
            sa.Enum(*READINESS, name='readiness', native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column('place', sa.Integer(), nullable=False),
        sa.Column('earliest', sa.Date(), nullable=True),
        sa.Column('set_by', sa.Integer(), nullable=True),
        sa.Column('undated', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
        sa.Column('met', sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([one], [f'{of}.id'], name=op.f(f'fk_kept_readiness_{one}'))
            for one, of in (('employment_id', 'employment'), ('version_id', 'ladder_version'), ('team_id', 'team'))
        ),
        sa.PrimaryKeyConstraint('employment_id', *(one.name for one in way), name=op.f('pk_kept_readiness')),
    )


def create_rest(shown: tuple[str, ...], counted: tuple[str, ...]) -> None:
    op.create_index('ix_kept_readiness_shown', 'kept_readiness', list(shown))
    op.create_index('ix_kept_readiness_counted', 'kept_readiness', list(counted))
    head = f'CREATE TRIGGER {TRIGGER} AFTER DELETE ON "kept_readiness" FOR EACH ROW'
    if op.get_bind().dialect.name == 'sqlite':
        note = 'INSERT INTO readiness_change (employment_id) SELECT OLD.employment_id'
        op.execute(f'{head} BEGIN {note}; END')
    else:
        op.execute(f'{head} EXECUTE FUNCTION {TRIGGER}()')
    op.execute('INSERT INTO readiness_change (employment_id) SELECT id FROM employment WHERE ended_on IS NULL')


def upgrade() -> None:
    create_kept(sa.Column('way', sa.Integer(), autoincrement=False, nullable=False))
    create_rest((*SHOWN, 'way', 'team_id', 'level', 'target'), (*COUNTED, 'way', 'team_id', 'employment_id'))


def downgrade() -> None:
    create_kept()
    create_rest((*SHOWN, 'team_id', 'level'), (*COUNTED, 'team_id', 'employment_id'))
