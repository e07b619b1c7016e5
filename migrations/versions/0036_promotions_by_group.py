"""promotions by group, where a team records groups: what is asked, and what each person told of themselves

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def guard_groups(dialect: str) -> None:
    """What makes the database refuse to change a group once it is named; PostgreSQL has the function."""
    for deed, each in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT')):
        does = f"BEGIN SELECT RAISE(ABORT, 'named_group is append-only, so {deed} is refused'); END"
        if dialect != 'sqlite':
            does = 'EXECUTE FUNCTION refuse_to_change_append_only()'
        elif deed == 'truncate':
            continue
        op.execute(
            f'CREATE TRIGGER named_group_refuses_{deed} BEFORE {deed.upper()} ON "named_group" '
            f'FOR EACH {each} {does}'
        )


def upgrade() -> None:
    op.create_table('grouping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('purpose', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('retired_at >= started_at', name=op.f('ck_grouping_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_grouping_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grouping'))
    )
    op.create_table('named_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grouping_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['grouping_id'], ['grouping.id'], name=op.f('fk_named_group_grouping_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_named_group')),
    sa.UniqueConstraint('grouping_id', 'position', name=op.f('uq_named_group_grouping_id_position')),
    sa.UniqueConstraint('id', 'grouping_id', name=op.f('uq_named_group_id_grouping_id'))
    )
    op.create_table('group_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grouping_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['group_id', 'grouping_id'], ['named_group.id', 'named_group.grouping_id'], name='fk_group_answer_group_id'),
    sa.ForeignKeyConstraint(['grouping_id'], ['grouping.id'], name=op.f('fk_group_answer_grouping_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_group_answer_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_answer')),
    sa.UniqueConstraint('grouping_id', 'person_id', name=op.f('uq_group_answer_grouping_id_person_id'))
    )
    with op.batch_alter_table('group_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_answer_person_id'), ['person_id'], unique=False)
    guard_groups(op.get_bind().dialect.name)


def downgrade() -> None:
    for table in ('group_answer', 'named_group', 'grouping'):
        op.drop_table(table)
