"""a note may be for the candidate, whom a letter tells it

Revision ID: 0054
Revises: 0053
"""

import sqlalchemy as sa
from alembic import op

revision = '0054'
down_revision = '0053'
branch_labels = None
depends_on = None

READERS = "audience IN ('team', 'private', 'candidate')"
READERS_BEFORE = "audience IN ('team', 'private')"
TOLD = "(audience = 'candidate') = (letter_id IS NOT NULL)"


def upgrade() -> None:
    with op.batch_alter_table('note') as table:
        table.drop_constraint(op.f('ck_note_audience'), type_='check')
        table.create_check_constraint(op.f('ck_note_audience'), READERS)
        table.add_column(sa.Column('letter_id', sa.Integer(), nullable=True))
        table.create_foreign_key(op.f('fk_note_letter_id'), 'letter', ['letter_id'], ['id'])
        table.create_unique_constraint(op.f('uq_note_letter_id'), ['letter_id'])
        table.create_check_constraint(op.f('ck_note_letter_iff_for_candidate'), TOLD)


def downgrade() -> None:
    """What the candidate was told stays as a note of the team."""
    with op.batch_alter_table('note') as table:
        table.drop_constraint(op.f('ck_note_letter_iff_for_candidate'), type_='check')
    op.execute("UPDATE note SET audience = 'team' WHERE audience = 'candidate'")
    with op.batch_alter_table('note') as table:
        table.drop_constraint(op.f('uq_note_letter_id'), type_='unique')
        table.drop_constraint(op.f('fk_note_letter_id'), type_='foreignkey')
        table.drop_column('letter_id')
        table.drop_constraint(op.f('ck_note_audience'), type_='check')
        table.create_check_constraint(op.f('ck_note_audience'), READERS_BEFORE)
