"""duplicates, merging, search, cool-down and talent pool

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('search_gram',
    sa.Column('kind', sa.Enum('name', 'misspelt', 'phone', 'mail', 'résumé', 'same', name='gramkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('gram', sa.String().with_variant(sa.String(collation='C'), 'postgresql'), nullable=False),
    sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_search_gram_person_id')),
    sa.PrimaryKeyConstraint('kind', 'gram', 'person_id', name=op.f('pk_search_gram')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('search_gram', schema=None) as batch_op:
        batch_op.create_index('ix_search_gram_person_id', ['person_id', 'kind', 'gram'], unique=False)

    op.create_table('cool_down',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reason_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('days BETWEEN 0 AND 1095', name=op.f('ck_cool_down_days_in_range')),
    sa.ForeignKeyConstraint(['reason_id'], ['disposition_reason.id'], name=op.f('fk_cool_down_reason_id')),
    sa.ForeignKeyConstraint(['set_by_id'], ['account.id'], name=op.f('fk_cool_down_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cool_down')),
    sa.UniqueConstraint('reason_id', 'number', name=op.f('uq_cool_down_reason_id_number'))
    )
    op.create_table('person_merge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survivor_id', sa.Integer(), nullable=False),
    sa.Column('absorbed_id', sa.Integer(), nullable=False),
    sa.Column('moved', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('filled', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merged_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.Column('undo_reason', sa.String(), nullable=True),
    sa.CheckConstraint('(undone_at IS NULL) = (undo_reason IS NULL)', name=op.f('ck_person_merge_reason_iff_undone')),
    sa.CheckConstraint('survivor_id <> absorbed_id', name=op.f('ck_person_merge_two_persons')),
    sa.ForeignKeyConstraint(['absorbed_id'], ['person.id'], name=op.f('fk_person_merge_absorbed_id')),
    sa.ForeignKeyConstraint(['merged_by_id'], ['account.id'], name=op.f('fk_person_merge_merged_by_id')),
    sa.ForeignKeyConstraint(['survivor_id'], ['person.id'], name=op.f('fk_person_merge_survivor_id')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['account.id'], name=op.f('fk_person_merge_undone_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_merge'))
    )
    with op.batch_alter_table('person_merge', schema=None) as batch_op:
        batch_op.create_index('ix_person_merge_survivor_id', ['survivor_id'], unique=False)
        batch_op.create_index('uq_person_merge_holds', ['absorbed_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))

    op.create_table('suspicion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('why', sa.Enum('e-mail', 'phone', 'whole name', name='likeness', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('is_same', sa.Boolean(), nullable=True),
    sa.CheckConstraint('(settled_at IS NULL) = (is_same IS NULL)', name=op.f('ck_suspicion_answer_iff_settled')),
    sa.CheckConstraint('first_id < second_id', name=op.f('ck_suspicion_each_pair_once')),
    sa.ForeignKeyConstraint(['first_id'], ['person.id'], name=op.f('fk_suspicion_first_id')),
    sa.ForeignKeyConstraint(['second_id'], ['person.id'], name=op.f('fk_suspicion_second_id')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['account.id'], name=op.f('fk_suspicion_settled_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspicion')),
    sa.UniqueConstraint('first_id', 'second_id', name=op.f('uq_suspicion_first_id_second_id'))
    )
    with op.batch_alter_table('suspicion', schema=None) as batch_op:
        batch_op.create_index('ix_suspicion_open', ['why', 'id'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
        batch_op.create_index('ix_suspicion_second_id', ['second_id'], unique=False)

    op.create_table('file_text',
    sa.Column('file_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('reading', sa.Enum('read', 'shortened', 'empty', 'unreadable', 'too slow', name='reading', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['candidate_file.id'], name=op.f('fk_file_text_file_id')),
    sa.PrimaryKeyConstraint('file_id', name=op.f('pk_file_text'))
    )
    op.create_table('pool_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Enum('silver medallist', 'another team', 'later', 'promising', name='poolreason', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ending', sa.Enum('expired', 'applied again', 'taken out', name='poolend', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.CheckConstraint('(left_at IS NULL) = (ending IS NULL)', name=op.f('ck_pool_entry_ending_iff_left')),
    sa.ForeignKeyConstraint(['added_by_id'], ['account.id'], name=op.f('fk_pool_entry_added_by_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_pool_entry_application_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_pool_entry_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pool_entry'))
    )
    with op.batch_alter_table('pool_entry', schema=None) as batch_op:
        batch_op.create_index('ix_pool_entry_application_id', ['application_id'], unique=False)
        batch_op.create_index('ix_pool_entry_expires_on', ['expires_on', 'id'], unique=False, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_pool_entry_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_pool_entry_person', ['person_id'], unique=True, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('no_contact_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_person_merged_into_id', ['merged_into_id'], unique=False, sqlite_where=sa.text('merged_into_id IS NOT NULL'), postgresql_where=sa.text('merged_into_id IS NOT NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_person_merged_into_id'), 'person', ['merged_into_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_person_not_merged_into_itself'), 'merged_into_id <> id')



def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_person_not_merged_into_itself'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_person_merged_into_id'), type_='foreignkey')
        batch_op.drop_index('ix_person_merged_into_id', sqlite_where=sa.text('merged_into_id IS NOT NULL'), postgresql_where=sa.text('merged_into_id IS NOT NULL'))
        batch_op.drop_column('no_contact_since')
        batch_op.drop_column('merged_into_id')

    with op.batch_alter_table('pool_entry', schema=None) as batch_op:
        batch_op.drop_index('uq_pool_entry_person', sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_pool_entry_person_id'))
        batch_op.drop_index('ix_pool_entry_expires_on', sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.drop_index('ix_pool_entry_application_id')

    op.drop_table('pool_entry')
    op.drop_table('file_text')
    with op.batch_alter_table('suspicion', schema=None) as batch_op:
        batch_op.drop_index('ix_suspicion_second_id')
        batch_op.drop_index('ix_suspicion_open', sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))

    op.drop_table('suspicion')
    with op.batch_alter_table('person_merge', schema=None) as batch_op:
        batch_op.drop_index('uq_person_merge_holds', sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
        batch_op.drop_index('ix_person_merge_survivor_id')

    op.drop_table('person_merge')
    op.drop_table('cool_down')
    with op.batch_alter_table('search_gram', schema=None) as batch_op:
        batch_op.drop_index('ix_search_gram_person_id')

    op.drop_table('search_gram')
