"""an assessor of a practical exam may show a file for what they found

Revision ID: 0056
Revises: 0055
"""

import sqlalchemy as sa
from alembic import op

revision = '0056'
down_revision = '0055'
branch_labels = None
depends_on = None

WIPED = ('digest', 'file_name', 'media_type')
"""Columns that may be wiped, all at once."""


def guard(dialect: str) -> None:
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    left = [f'NEW."{one}" IS NOT NULL' for one in WIPED]
    unless = f""" WHEN ({' OR '.join([*left, f'NEW."sheet_id" {differs} OLD."sheet_id"'])})"""
    for deed, each in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT')):
        does = f"BEGIN SELECT RAISE(ABORT, 'sheet_file is append-only, so {deed} is refused'); END"
        if dialect != 'sqlite':
            does = 'EXECUTE FUNCTION refuse_to_change_append_only()'
        elif deed == 'truncate':
            continue
        op.execute(
            f'CREATE TRIGGER sheet_file_refuses_{deed} BEFORE {deed.upper()} ON "sheet_file" '
            f'FOR EACH {each}{unless if deed == "update" else ""} {does}'
        )


def upgrade() -> None:
    op.create_table('sheet_file',
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=True),
    sa.Column('file_name', sa.String(), nullable=True),
    sa.Column('media_type', sa.String(), nullable=True),
    sa.CheckConstraint(
        '(digest IS NULL) = (file_name IS NULL) AND (digest IS NULL) = (media_type IS NULL)',
        name=op.f('ck_sheet_file_file_is_whole'),
    ),
    sa.ForeignKeyConstraint(['sheet_id'], ['assessor_sheet.id'], name=op.f('fk_sheet_file_sheet_id')),
    sa.PrimaryKeyConstraint('sheet_id', name=op.f('pk_sheet_file'))
    )
    guard(op.get_bind().dialect.name)


def downgrade() -> None:
    op.drop_table('sheet_file')
