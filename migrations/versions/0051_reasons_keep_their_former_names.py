"""what a reason was called before it was renamed; what the record tells of earlier renames is taken over

Revision ID: 0051
Revises: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = '0051'
down_revision = '0050'
branch_labels = None
depends_on = None

TABLE = 'reason_former_name'
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    table = op.create_table(
        TABLE,
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('reason_id', sa.Integer(), nullable=False),
        sa.Column('name', JSON, nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['reason_id'], ['disposition_reason.id'], name=op.f(f'fk_{TABLE}_reason_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{TABLE}')),
    )
    op.create_index(op.f(f'ix_{TABLE}_reason_id'), TABLE, ['reason_id'])
    entry = sa.table(
        'entry',
        sa.column('id', sa.Integer),
        sa.column('at', sa.DateTime(timezone=True)),
        sa.column('verb', sa.String),
        sa.column('subject_kind', sa.String),
        sa.column('subject_id', sa.Integer),
        sa.column('details', JSON),
    )
    renamed = sa.select(entry.c.subject_id, entry.c.details['before'], entry.c.at).where(
        entry.c.subject_kind == 'disposition_reason', entry.c.verb == 'renamed'
    )
    told = op.get_bind().execute(renamed.order_by(entry.c.id)).all()
    if told:
        op.bulk_insert(
            table, [{'reason_id': reason, 'name': name, 'until': at} for reason, name, at in told]
        )


def downgrade() -> None:
    op.drop_table(TABLE)
