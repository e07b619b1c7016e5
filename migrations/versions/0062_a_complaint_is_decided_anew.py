"""a complaint is decided anew, and what was found before stays

Revision ID: 0062
Revises: 0061
"""

import sqlalchemy as sa
from alembic import op

revision = '0062'
down_revision = '0061'
branch_labels = None
depends_on = None

TABLE = 'complaint_finding'
STATES = ('reported', 'upheld', 'dismissed')


FIXED = ('id', 'complaint_id', 'number', 'state', 'on', 'entry_id')


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was found, but for wiping its words; PostgreSQL has the
    function already."""
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    changed = ' OR '.join(f'NEW."{name}" {differs} OLD."{name}"' for name in FIXED)
    unless_wiped = {'update': f' WHEN (NEW."finding" IS NOT NULL OR {changed})'}
    if dialect == 'sqlite':
        return [
            f'CREATE TRIGGER {TABLE}_refuses_{deed} BEFORE {deed.upper()} ON "{TABLE}" FOR EACH ROW'
            f"{unless_wiped.get(deed, '')} BEGIN "
            f"SELECT RAISE(ABORT, '{TABLE} is append-only, so {deed} is refused'); END"
            for deed in ('update', 'delete')
        ]
    return [
        f'CREATE TRIGGER {TABLE}_refuses_{deed} BEFORE {deed.upper()} ON "{TABLE}" FOR EACH {each}'
        f"{unless_wiped.get(deed, '')} EXECUTE FUNCTION refuse_to_change_append_only()"
        for deed, each in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT'))
    ]


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('complaint_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column(
            'state',
            sa.Enum(*STATES, name='complaintstate', native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column('on', sa.Date(), nullable=False),
        sa.Column('finding', sa.String(), nullable=True),
        sa.Column('entry_id', sa.Integer(), nullable=False),
        sa.CheckConstraint('number > 0', name=op.f('ck_complaint_finding_number_counts')),
        sa.CheckConstraint("state <> 'reported'", name=op.f('ck_complaint_finding_decides')),
        sa.ForeignKeyConstraint(
            ['complaint_id'], ['complaint.id'], name=op.f('fk_complaint_finding_complaint_id')
        ),
        sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_complaint_finding_entry_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_finding')),
        sa.UniqueConstraint('complaint_id', 'number', name=op.f('uq_complaint_finding_complaint_id_number')),
    )
    # Until now each was decided once.
    op.execute(
        f'INSERT INTO {TABLE} (complaint_id, number, state, "on", finding, entry_id) '
        'SELECT c.id, 1, c.state, c.decided_on, c.finding, e.id FROM complaint c JOIN entry e '
        "ON e.subject_kind = 'complaint' AND e.subject_id = c.id AND e.verb = 'complaint decided' "
        "WHERE c.state <> 'reported'"
    )
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(TABLE)
