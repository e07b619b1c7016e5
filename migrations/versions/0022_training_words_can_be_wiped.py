"""training's free words can be wiped; a waiver can end by a gate that closed

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

WIPED = {
    'assessor_sheet': ('comment', (
        'id', 'assessment_id', 'account_id', 'rejects', 'next_since', 'submitted_at', 'entry_id',
    )),
    'exam_mark': ('comment', (
        'id', 'attempt_id', 'number', 'mark', 'parts', 'recorded', 'passed', 'computed', 'failed_item', 'marker_id',
        'entered_at', 'entry_id',
    )),
    'remedy': ('note', (
        'id', 'attempt_id', 'kind', 'module_key', 'topics', 'due_on', 'assigned_at', 'assigned_by_id', 'entry_id',
    )),
    'sheet_rating': ('evidence', ('sheet_id', 'criterion_id', 'value')),
}
"""Table → the words that may be wiped, and what may not change with that."""
NEEDED = {'assessor_sheet': 'comment', 'remedy': 'note', 'sheet_rating': 'evidence'}
"""Words that were never left out before."""
ENDS = ('ran out', 'revoked', 'gate passed')


def guards(dialect: str, *, may_wipe: bool) -> list[str]:
    """What makes the database refuse to change what was found and assigned, but for words set to NULL."""
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    found = []
    for table, (words, kept) in WIPED.items():
        changed = ' OR '.join(f'NEW."{one}" {differs} OLD."{one}"' for one in kept)
        unless = f' WHEN (NEW."{words}" IS NOT NULL OR {changed})' if may_wipe else ''
        for deed in ('update', 'delete') if dialect == 'sqlite' else ('update',):
            if dialect == 'sqlite':
                does = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only, so {deed} is refused'); END"
            else:
                does = 'EXECUTE FUNCTION refuse_to_change_append_only()'
            found.append(
                f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH ROW'
                f'{unless if deed == "update" else ""} {does}'
            )
    return found


def unguard(dialect: str) -> None:
    """PostgreSQL's guards against deleting stay; SQLite makes a changed table anew, without any."""
    for table in WIPED:
        for deed in ('update', 'delete') if dialect == 'sqlite' else ('update',):
            on = '' if dialect == 'sqlite' else f' ON "{table}"'
            op.execute(f'DROP TRIGGER IF EXISTS {table}_refuses_{deed}{on}')


def guard_again(dialect: str, *, may_wipe: bool) -> None:
    unguard(dialect)
    for statement in guards(dialect, may_wipe=may_wipe):
        op.execute(statement)


def let_waivers_end(*ways: str) -> None:
    said = ', '.join(f"'{one}'" for one in ways)
    with op.batch_alter_table('waiver', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_waiver_waiverend'), type_='check')
        batch_op.create_check_constraint(op.f('ck_waiver_waiverend'), f'ended_by IN ({said})')


def tell_those_that_closed() -> None:
    """Waivers that ended because a gate had closed were said to have run out."""
    entry = sa.table('entry', sa.column('verb', sa.String), sa.column('details', sa.JSON))
    waiver = sa.table('waiver', sa.column('id', sa.Integer), sa.column('ended_by', sa.String))
    rows = op.get_bind().execute(sa.select(entry.c.details).where(entry.c.verb == 'gate closed again')).all()
    ids = [row[0]['waiver'] for row in rows]
    if ids:
        op.execute(waiver.update().where(waiver.c.id.in_(ids)).values(ended_by='gate closed'))


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    unguard(dialect)
    for table, words in NEEDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(words, existing_type=sa.String(), nullable=True)
    guard_again(dialect, may_wipe=True)
    let_waivers_end(*ENDS, 'gate closed')
    tell_those_that_closed()
    corrects = sa.text('corrects_id IS NOT NULL')
    op.create_index('ix_entry_corrects', 'entry', ['corrects_id'], sqlite_where=corrects, postgresql_where=corrects)


def downgrade() -> None:
    op.drop_index('ix_entry_corrects', 'entry')
    dialect = op.get_bind().dialect.name
    op.execute("UPDATE waiver SET ended_by = 'ran out' WHERE ended_by = 'gate closed'")
    let_waivers_end(*ENDS)
    unguard(dialect)
    for table, words in NEEDED.items():
        op.execute(f"UPDATE {table} SET {words} = '' WHERE {words} IS NULL")
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(words, existing_type=sa.String(), nullable=False)
    guard_again(dialect, may_wipe=False)
