"""the task of homework can be corrected: how it read before is kept, and which wording somebody answered

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

WIPED = ('text', 'digest', 'file_name', 'media_type')
KEPT = ('id', 'homework_id', 'enrolment_id', 'number', 'handed_in_at', 'due_at')
NEW = ('id', 'homework_id', 'enrolment_id', 'number', 'wording', 'handed_in_at', 'due_at')
"""Columns of hand_in that stay, until now and from now on; and those that may be wiped, all at once."""


def guard_hand_ins(dialect: str, kept: tuple[str, ...]) -> None:
    """SQLite makes a changed table anew, without what refuses to change it."""
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    left = [f'NEW."{one}" IS NOT NULL' for one in WIPED]
    changed = [f'NEW."{one}" {differs} OLD."{one}"' for one in kept]
    unless = f" WHEN ({' OR '.join([*left, *changed])})"
    for deed in ('update', 'delete') if dialect == 'sqlite' else ('update',):
        does = f"BEGIN SELECT RAISE(ABORT, 'hand_in is append-only, so {deed} is refused'); END"
        if dialect != 'sqlite':
            does = 'EXECUTE FUNCTION refuse_to_change_append_only()'
        op.execute(
            f'CREATE TRIGGER hand_in_refuses_{deed} BEFORE {deed.upper()} ON "hand_in" FOR EACH ROW'
            f'{unless if deed == "update" else ""} {does}'
        )


def unguard_hand_ins(dialect: str) -> None:
    for deed in ('update', 'delete') if dialect == 'sqlite' else ('update',):
        on = '' if dialect == 'sqlite' else ' ON "hand_in"'
        op.execute(f'DROP TRIGGER IF EXISTS hand_in_refuses_{deed}{on}')


def guard_wordings(dialect: str) -> None:
    for deed, each in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT')):
        does = f"BEGIN SELECT RAISE(ABORT, 'homework_wording is append-only, so {deed} is refused'); END"
        if dialect != 'sqlite':
            does = 'EXECUTE FUNCTION refuse_to_change_append_only()'
        elif deed == 'truncate':
            continue
        op.execute(
            f'CREATE TRIGGER homework_wording_refuses_{deed} BEFORE {deed.upper()} ON "homework_wording" '
            f'FOR EACH {each} {does}'
        )


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.create_table('homework_wording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('homework_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('task', sa.String(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_homework_wording_number_counts')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_homework_wording_title_is_there')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_homework_wording_entry_id')),
    sa.ForeignKeyConstraint(['homework_id'], ['homework.id'], name=op.f('fk_homework_wording_homework_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_homework_wording')),
    sa.UniqueConstraint('homework_id', 'number', name=op.f('uq_homework_wording_homework_id_number'))
    )
    guard_wordings(dialect)
    unguard_hand_ins(dialect)
    for table in ('homework', 'hand_in'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('wording', sa.Integer(), nullable=True))
        op.execute(f'UPDATE {table} SET wording = 1')
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column('wording', existing_type=sa.Integer(), nullable=False)
            batch_op.create_check_constraint(op.f(f'ck_{table}_wording_counts'), 'wording > 0')
    guard_hand_ins(dialect, NEW)


def downgrade() -> None:
    """Only how the task reads now can be kept."""
    dialect = op.get_bind().dialect.name
    unguard_hand_ins(dialect)
    for table in ('hand_in', 'homework'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_wording_counts'), type_='check')
            batch_op.drop_column('wording')
    guard_hand_ins(dialect, KEPT)
    op.drop_table('homework_wording')
