"""what follows from a review: figures from training

Revision ID: 0025
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0023'
branch_labels = None
depends_on = None


def figures_come_from(*sources: str) -> None:
    """SQLite makes the table anew, without what refuses to change it."""
    said = ', '.join(f"'{one}'" for one in sources)
    with op.batch_alter_table('review_figure', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_review_figure_figuresource'), type_='check')
        batch_op.create_check_constraint(op.f('ck_review_figure_figuresource'), f'source IN ({said})')
    if op.get_bind().dialect.name == 'sqlite':
        for deed in ('update', 'delete'):
            op.execute(f'DROP TRIGGER IF EXISTS review_figure_refuses_{deed}')
            op.execute(
                f'CREATE TRIGGER review_figure_refuses_{deed} BEFORE {deed.upper()} ON "review_figure" FOR EACH ROW '
                f"BEGIN SELECT RAISE(ABORT, 'review_figure is append-only, so {deed} is refused'); END"
            )


def upgrade() -> None:
    figures_come_from('typed', 'file', 'training')


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    table = '' if dialect == 'sqlite' else ' ON review_figure'
    op.execute(f'DROP TRIGGER review_figure_refuses_update{table}')
    op.execute("UPDATE review_figure SET source = 'file' WHERE source = 'training'")
    if dialect == 'postgresql':
        op.execute(
            'CREATE TRIGGER review_figure_refuses_update BEFORE UPDATE ON "review_figure" FOR EACH ROW '
            'EXECUTE FUNCTION refuse_to_change_append_only()'
        )
    figures_come_from('typed', 'file')
