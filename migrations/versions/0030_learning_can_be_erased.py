"""what somebody wrote and uploaded for homework and self-study can be erased, with the name of the file

Revision ID: 0030
Revises: 0029
"""

from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

FILE = ('digest', 'file_name', 'media_type')
WIPED = {'hand_in': ('text', *FILE), 'study_version': ('what', 'url', *FILE)}
BEFORE = {'hand_in': ('text',), 'study_version': ('what',)}
"""Table → what may be wiped, all of it at once; and what could be until now."""
ORDER = {
    'hand_in': ('id', 'homework_id', 'enrolment_id', 'number', 'text', *FILE, 'handed_in_at', 'due_at'),
    'study_version': (
        'id', 'claim_id', 'number', 'what', 'studied_on', 'minutes', 'url', *FILE, 'entered_at',
    ),
}
EVIDENCE = 'url IS NOT NULL OR digest IS NOT NULL'


def guard(dialect: str, may_wipe: dict[str, tuple[str, ...]]) -> None:
    """SQLite makes a changed table anew, without what refuses to change it."""
    for table, wiped in may_wipe.items():
        differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
        left = [f'NEW."{one}" IS NOT NULL' for one in wiped]
        changed = [f'NEW."{one}" {differs} OLD."{one}"' for one in ORDER[table] if one not in wiped]
        unless = f" WHEN ({' OR '.join([*left, *changed])})"
        for deed in ('update', 'delete') if dialect == 'sqlite' else ('update',):
            does = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only, so {deed} is refused'); END"
            if dialect != 'sqlite':
                does = 'EXECUTE FUNCTION refuse_to_change_append_only()'
            op.execute(
                f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH ROW'
                f'{unless if deed == "update" else ""} {does}'
            )


def unguard(dialect: str) -> None:
    for table in ORDER:
        for deed in ('update', 'delete') if dialect == 'sqlite' else ('update',):
            on = '' if dialect == 'sqlite' else f' ON "{table}"'
            op.execute(f'DROP TRIGGER IF EXISTS {table}_refuses_{deed}{on}')


def evidence_is(condition: str) -> None:
    with op.batch_alter_table('study_version', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_study_version_has_evidence'), type_='check')
        batch_op.create_check_constraint(op.f('ck_study_version_has_evidence'), condition)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    unguard(dialect)
    evidence_is(f'what IS NULL OR {EVIDENCE}')
    guard(dialect, WIPED)


def downgrade() -> None:
    """What was erased stays so; the older rule asks for some evidence all the same."""
    dialect = op.get_bind().dialect.name
    unguard(dialect)
    op.execute(f"UPDATE study_version SET url = 'about:blank' WHERE NOT ({EVIDENCE})")
    evidence_is(EVIDENCE)
    guard(dialect, BEFORE)
