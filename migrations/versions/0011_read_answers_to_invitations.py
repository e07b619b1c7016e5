"""read answers to invitations

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def triggers(dialect: str) -> list[str]:
    """The statements that let the table take new rows only; frozen here, whatever the code says later."""
    found = []
    for deed, when in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT')):
        begin = (
            f'CREATE TRIGGER invitation_reply_refuses_{deed} BEFORE {deed.upper()} ON "invitation_reply" '
            f'FOR EACH {when}'
        )
        sentence = f'invitation_reply is append-only, so {deed} is refused'
        if dialect == 'postgresql':
            found.append(f'{begin} EXECUTE FUNCTION refuse_to_change_append_only()')
        elif deed != 'truncate':
            found.append(f"{begin} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")
    return found


def upgrade() -> None:
    op.create_table('invitation_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('interview_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Enum('accepted', 'tentative', 'declined', name='reply', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('stamped_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.CheckConstraint('sequence >= 0', name=op.f('ck_invitation_reply_sequence_counts')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_invitation_reply_account_id')),
    sa.ForeignKeyConstraint(['interview_id'], ['interview.id'], name=op.f('fk_invitation_reply_interview_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_reply')),
    sa.UniqueConstraint('digest', name=op.f('uq_invitation_reply_digest'))
    )
    with op.batch_alter_table('invitation_reply', schema=None) as batch_op:
        batch_op.create_index('ix_invitation_reply_interview', ['interview_id'], unique=False)
    for statement in triggers(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('invitation_reply', schema=None) as batch_op:
        batch_op.drop_index('ix_invitation_reply_interview')

    op.drop_table('invitation_reply')
