"""who has been invited to a session of recurrent training; files of background checks can be erased

Revision ID: 0041
Revises: 0040
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

INVITED_ALREADY = """
    INSERT INTO recurrent_invitation (session_id, employment_id, invited_at)
    SELECT DISTINCT s.id, e.id, :now
    FROM recurrent_session s
    JOIN duty d ON d.status IN ('nesting', 'on duty') AND d.since <= s.held_on
        AND (d.until IS NULL OR d.until > s.held_on)
    LEFT JOIN clearance c ON c.id = d.clearance_id
    JOIN employment e ON e.id = d.employment_id
    JOIN post p ON p.employment_id = e.id AND p.since <= s.held_on AND (p.until IS NULL OR p.until > s.held_on)
    WHERE s.state = 'planned' AND s.ends_at > :now
        AND (s.leader_id IS NULL OR s.leader_id <> e.person_id)
        AND (c.last_day IS NULL OR c.last_day >= s.held_on)
        AND (
            s.for_all
            OR EXISTS (SELECT 1 FROM recurrent_team t WHERE t.session_id = s.id AND t.team_id = p.team_id)
            OR EXISTS (SELECT 1 FROM recurrent_guest g WHERE g.session_id = s.id AND g.employment_id = e.id)
        )
"""


FILE = ('digest', 'file_name', 'media_type')
KEPT = {('note',): ('file_name', 'media_type', 'digest'), ('note', *FILE): ()}
"""What may be wiped of a finding, all of it at once, until now and from now on → what has to stay besides."""


def guard_findings(*wiped: str) -> None:
    """Let what is `wiped` of a finding be set to nothing; everything else of it never changes."""
    dialect = op.get_bind().dialect.name
    differs, on = ('IS NOT', '') if dialect == 'sqlite' else ('IS DISTINCT FROM', ' ON "check_finding"')
    does = 'EXECUTE FUNCTION refuse_to_change_append_only()'
    if dialect == 'sqlite':
        does = "BEGIN SELECT RAISE(ABORT, 'check_finding is append-only, so update is refused'); END"
    left = [f'NEW."{one}" IS NOT NULL' for one in wiped]
    kept = ('id', 'item_id', 'state', *KEPT[wiped], 'at', 'by_id')
    unless = ' OR '.join([*left, *(f'NEW."{one}" {differs} OLD."{one}"' for one in kept)])
    op.execute(f'DROP TRIGGER check_finding_refuses_update{on}')
    op.execute(
        'CREATE TRIGGER check_finding_refuses_update BEFORE UPDATE ON "check_finding" FOR EACH ROW '
        f'WHEN ({unless}) {does}'
    )


def invited_already(now: datetime) -> sa.TextClause:
    moment = sa.bindparam('now', now, sa.DateTime(timezone=True))
    return sa.text(INVITED_ALREADY).bindparams(moment)


def upgrade() -> None:
    """For whom a session ahead is by now counts as invited: most have their letter, and nobody gets a second."""
    op.create_table(
        'recurrent_invitation',
        sa.Column('session_id', sa.Integer(), nullable=False),
        sa.Column('employment_id', sa.Integer(), nullable=False),
        sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['session_id'], ['recurrent_session.id'], name=op.f('fk_recurrent_invitation_session_id')
        ),
        sa.ForeignKeyConstraint(
            ['employment_id'], ['employment.id'], name=op.f('fk_recurrent_invitation_employment_id')
        ),
        sa.PrimaryKeyConstraint('session_id', 'employment_id', name=op.f('pk_recurrent_invitation')),
    )
    op.create_index('ix_recurrent_invitation_employment_id', 'recurrent_invitation', ['employment_id'])
    op.execute(invited_already(datetime.now(UTC)))
    guard_findings('note', *FILE)


def downgrade() -> None:
    guard_findings('note')
    op.drop_table('recurrent_invitation')
