"""keep what brought an application; say of an offer whether it goes beyond the seats

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def triggers(dialect: str) -> list[str]:
    """The statements that let touches take new rows only."""
    found = []
    for deed, when in {'update': 'ROW', 'delete': 'ROW', 'truncate': 'STATEMENT'}.items():
        begin = f'CREATE TRIGGER touch_refuses_{deed} BEFORE {deed.upper()} ON "touch" FOR EACH {when}'
        if dialect == 'postgresql':
            found.append(f'{begin} EXECUTE FUNCTION refuse_to_change_append_only()')
        elif deed != 'truncate':
            sentence = f'touch is append-only, so {deed} is refused'
            found.append(f"{begin} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")
    return found


def upgrade() -> None:
    op.add_column('offer', sa.Column('beyond_seats', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('touch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.String(), nullable=True),
    sa.Column('medium', sa.String(), nullable=True),
    sa.Column('campaign', sa.String(), nullable=True),
    sa.Column('site', sa.String(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('source IS NOT NULL OR medium IS NOT NULL OR campaign IS NOT NULL OR site IS NOT NULL', name=op.f('ck_touch_says_something')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_touch_application_id')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_touch_entered_by_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['touch.id'], name=op.f('fk_touch_replaces_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_touch')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_touch_replaces_id'))
    )
    op.create_index('ix_touch_application', 'touch', ['application_id', 'at', 'id'], unique=False)
    for statement in triggers(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('touch')
    with op.batch_alter_table('offer') as batch:
        batch.drop_column('beyond_seats')
