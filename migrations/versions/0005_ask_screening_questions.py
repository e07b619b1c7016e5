"""ask screening questions

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# What guards the append-only tables among the new ones; frozen here, whatever the code says later.
APPEND_ONLY = ('screening_answer', 'screening_option', 'screening_question', 'screening_version', 'unveiling')
ANSWER = ('id', 'sheet_id', 'question_id', 'number', 'replaces_id', 'option_id', 'value', 'answered_from', 'answered_at', 'entered_by_id')


def triggers(dialect: str) -> list[str]:
    """The statements that let these tables take new rows only; the text of an answer may be wiped."""
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    changed = ' OR '.join(f'NEW."{name}" {differs} OLD."{name}"' for name in ANSWER)
    unless_wiped = f' WHEN (NEW."text" IS NOT NULL OR {changed})'
    found = []
    for table in APPEND_ONLY:
        whens = {
            'update': 'FOR EACH ROW' + (unless_wiped if table == 'screening_answer' else ''),
            'delete': 'FOR EACH ROW',
            'truncate': 'FOR EACH STATEMENT',
        }
        for deed, when in whens.items():
            begin = f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" {when}'
            sentence = f'{table} is append-only, so {deed} is refused'
            if dialect == 'postgresql':
                found.append(f'{begin} EXECUTE FUNCTION refuse_to_change_append_only()')
            elif deed != 'truncate':
                found.append(f"{begin} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")
    return found


def upgrade() -> None:
    op.create_table('screening_set',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('role_profile_id', sa.Integer(), nullable=True),
    sa.Column('opening_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(role_profile_id IS NULL) <> (opening_id IS NULL)', name=op.f('ck_screening_set_of_one_thing')),
    sa.ForeignKeyConstraint(['opening_id'], ['opening.id'], name=op.f('fk_screening_set_opening_id')),
    sa.ForeignKeyConstraint(['role_profile_id'], ['role_profile.id'], name=op.f('fk_screening_set_role_profile_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_set')),
    sa.UniqueConstraint('opening_id', name=op.f('uq_screening_set_opening_id')),
    sa.UniqueConstraint('role_profile_id', name=op.f('uq_screening_set_role_profile_id'))
    )
    op.create_table('screening_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('screening_set_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['published_by_id'], ['account.id'], name=op.f('fk_screening_version_published_by_id')),
    sa.ForeignKeyConstraint(['screening_set_id'], ['screening_set.id'], name=op.f('fk_screening_version_screening_set_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_version')),
    sa.UniqueConstraint('screening_set_id', 'number', name=op.f('uq_screening_version_screening_set_id_number'))
    )
    op.create_table('unveiling',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_unveiling_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_unveiling_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unveiling')),
    sa.UniqueConstraint('application_id', 'account_id', name=op.f('uq_unveiling_application_id_account_id'))
    )
    with op.batch_alter_table('unveiling', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unveiling_account_id'), ['account_id'], unique=False)

    op.create_table('screening_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('yes or no', 'choice', 'number', 'text', name='questionkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('prompt', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('job_related', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('weight', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('known_from', sa.Enum('evening shift', 'education', 'service years', 'words a minute', name='knownfact', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('reason_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind <> 'text' OR weight = 0", name=op.f('ck_screening_question_texts_have_no_points')),
    sa.CheckConstraint('weight >= 0', name=op.f('ck_screening_question_weight_counts')),
    sa.ForeignKeyConstraint(['reason_id'], ['disposition_reason.id'], name=op.f('fk_screening_question_reason_id')),
    sa.ForeignKeyConstraint(['version_id'], ['screening_version.id'], name=op.f('fk_screening_question_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_question')),
    sa.UniqueConstraint('version_id', 'key', name=op.f('uq_screening_question_version_id_key')),
    sa.UniqueConstraint('version_id', 'position', name=op.f('uq_screening_question_version_id_position'))
    )
    op.create_table('screening_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_screening_sheet_application_id')),
    sa.ForeignKeyConstraint(['version_id'], ['screening_version.id'], name=op.f('fk_screening_sheet_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_sheet')),
    sa.UniqueConstraint('application_id', name=op.f('uq_screening_sheet_application_id'))
    )
    op.create_table('screening_option',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('label', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('at_least', sa.Numeric(precision=8, scale=2), nullable=True),
    sa.Column('points', sa.Numeric(precision=5, scale=1), nullable=False),
    sa.Column('knocks_out', sa.Boolean(), nullable=False),
    sa.CheckConstraint('at_least >= 0', name=op.f('ck_screening_option_at_least_counts')),
    sa.CheckConstraint('points BETWEEN 0 AND 100', name=op.f('ck_screening_option_points_in_range')),
    sa.ForeignKeyConstraint(['question_id'], ['screening_question.id'], name=op.f('fk_screening_option_question_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_option')),
    sa.UniqueConstraint('question_id', 'key', name=op.f('uq_screening_option_question_id_key')),
    sa.UniqueConstraint('question_id', 'position', name=op.f('uq_screening_option_question_id_position'))
    )
    op.create_table('screening_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('option_id', sa.Integer(), nullable=True),
    sa.Column('value', sa.Numeric(precision=8, scale=2), nullable=True),
    sa.Column('text', sa.String(), nullable=True),
    sa.Column('answered_from', sa.Enum('candidate', 'recruiter', 'background', name='answeredfrom', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(number = 1) = (replaces_id IS NULL)', name=op.f('ck_screening_answer_first_replaces_nothing')),
    sa.CheckConstraint('(option_id IS NULL OR value IS NULL) AND (text IS NULL OR (option_id IS NULL AND value IS NULL))', name=op.f('ck_screening_answer_of_one_kind')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_screening_answer_entered_by_id')),
    sa.ForeignKeyConstraint(['option_id'], ['screening_option.id'], name=op.f('fk_screening_answer_option_id')),
    sa.ForeignKeyConstraint(['question_id'], ['screening_question.id'], name=op.f('fk_screening_answer_question_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['screening_answer.id'], name=op.f('fk_screening_answer_replaces_id')),
    sa.ForeignKeyConstraint(['sheet_id'], ['screening_sheet.id'], name=op.f('fk_screening_answer_sheet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_answer')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_screening_answer_replaces_id')),
    sa.UniqueConstraint('sheet_id', 'question_id', 'number', name=op.f('uq_screening_answer_sheet_id_question_id_number'))
    )
    with op.batch_alter_table('screening_answer', schema=None) as batch_op:
        batch_op.create_index('ix_screening_answer_question', ['question_id'], unique=False)

    op.add_column('opening', sa.Column('blind_review', sa.Boolean(), server_default=sa.false(), nullable=False))
    for statement in triggers(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    # Not as a batch: SQLite would make the table anew, and others point to it.
    op.execute('ALTER TABLE opening DROP COLUMN blind_review')
    with op.batch_alter_table('screening_answer', schema=None) as batch_op:
        batch_op.drop_index('ix_screening_answer_question')

    op.drop_table('screening_answer')
    op.drop_table('screening_option')
    op.drop_table('screening_sheet')
    op.drop_table('screening_question')
    with op.batch_alter_table('unveiling', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unveiling_account_id'))

    op.drop_table('unveiling')
    op.drop_table('screening_version')
    op.drop_table('screening_set')
