"""feedback, homework and the log of coaching

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

GUARDED = {
    'coaching_note': None,
    'coaching_wording': 'says',
    'feedback': None,
    'feedback_rating': None,
    'feedback_version': 'comment',
    'hand_in': 'text',
    'homework_marking': 'comment',
    'homework_rating': None,
}
"""Append-only tables → the column of each that may be wiped."""
COLUMNS = {
    'coaching_wording': ('id', 'note_id', 'number', 'on', 'topic', 'written_at', 'by_id', 'entry_id'),
    'feedback_version': ('id', 'feedback_id', 'number', 'answered_at'),
    'hand_in': ('id', 'homework_id', 'enrolment_id', 'number', 'digest', 'file_name', 'media_type', 'handed_in_at', 'due_at'),
    'homework_marking': ('id', 'hand_in_id', 'number', 'mark', 'failed_item', 'again_until', 'marked_at', 'marked_by_id', 'entry_id'),
}


def unless_wiped(table: str, dialect: str) -> str:
    wiped = GUARDED[table]
    if wiped is None:
        return ''
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    changed = ' OR '.join(f'NEW."{name}" {differs} OLD."{name}"' for name in COLUMNS[table])
    return f' WHEN (NEW."{wiped}" IS NOT NULL OR {changed})'


def guards(dialect: str) -> list[str]:
    """What makes the database refuse to change what was asked, said, agreed and seen; PostgreSQL has the
    function already."""
    if dialect == 'sqlite':
        return [
            f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH ROW'
            f"{unless_wiped(table, dialect) if deed == 'update' else ''} BEGIN "
            f"SELECT RAISE(ABORT, '{table} is append-only, so {deed} is refused'); END"
            for table in GUARDED
            for deed in ('update', 'delete')
        ]
    return [
        f'CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON "{table}" FOR EACH {each}'
        f"{unless_wiped(table, dialect) if deed == 'update' else ''} "
        'EXECUTE FUNCTION refuse_to_change_append_only()'
        for table in GUARDED
        for deed, each in (('update', 'ROW'), ('delete', 'ROW'), ('truncate', 'STATEMENT'))
    ]


def upgrade() -> None:
    op.create_table('coaching_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_coaching_note_enrolment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coaching_note'))
    )
    with op.batch_alter_table('coaching_note', schema=None) as batch_op:
        batch_op.create_index('ix_coaching_note_enrolment_id', ['enrolment_id', 'id'], unique=False)

    op.create_table('feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('rubric_version_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_feedback_cohort_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_feedback_enrolment_id')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_feedback_module_id')),
    sa.ForeignKeyConstraint(['rubric_version_id'], ['rubric_version.id'], name=op.f('fk_feedback_rubric_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('cohort_id', 'module_id', 'held_on', 'enrolment_id', name=op.f('uq_feedback_cohort_id_module_id_held_on_enrolment_id'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index('ix_feedback_enrolment_id', ['enrolment_id'], unique=False)

    op.create_table('homework',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('task', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rubric_version_id', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("title <> ''", name=op.f('ck_homework_title_is_there')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_homework_cohort_id')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_homework_module_id')),
    sa.ForeignKeyConstraint(['rubric_version_id'], ['rubric_version.id'], name=op.f('fk_homework_rubric_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_homework'))
    )
    with op.batch_alter_table('homework', schema=None) as batch_op:
        batch_op.create_index('ix_homework_cohort_id', ['cohort_id', 'due_at'], unique=False)

    op.create_table('coaching_wording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('note_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('topic', sa.Enum('product knowledge', 'rules and policy', 'communication', 'problem solving', 'systems and tools', 'pace', 'teamwork', 'something else', name='coachingtopic', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('says', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_coaching_wording_number_counts')),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_coaching_wording_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_coaching_wording_entry_id')),
    sa.ForeignKeyConstraint(['note_id'], ['coaching_note.id'], name=op.f('fk_coaching_wording_note_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coaching_wording')),
    sa.UniqueConstraint('note_id', 'number', name=op.f('uq_coaching_wording_note_id_number'))
    )
    op.create_table('feedback_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('feedback_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('comment', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_feedback_version_number_counts')),
    sa.ForeignKeyConstraint(['feedback_id'], ['feedback.id'], name=op.f('fk_feedback_version_feedback_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_version')),
    sa.UniqueConstraint('feedback_id', 'number', name=op.f('uq_feedback_version_feedback_id_number'))
    )
    op.create_table('hand_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('homework_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=True),
    sa.Column('digest', sa.String(), nullable=True),
    sa.Column('file_name', sa.String(), nullable=True),
    sa.Column('media_type', sa.String(), nullable=True),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(digest IS NULL) = (file_name IS NULL) AND (digest IS NULL) = (media_type IS NULL)', name=op.f('ck_hand_in_file_is_whole')),
    sa.CheckConstraint('number > 0', name=op.f('ck_hand_in_number_counts')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_hand_in_enrolment_id')),
    sa.ForeignKeyConstraint(['homework_id'], ['homework.id'], name=op.f('fk_hand_in_homework_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_in')),
    sa.UniqueConstraint('homework_id', 'enrolment_id', 'number', name=op.f('uq_hand_in_homework_id_enrolment_id_number'))
    )
    with op.batch_alter_table('hand_in', schema=None) as batch_op:
        batch_op.create_index('ix_hand_in_enrolment_id', ['enrolment_id'], unique=False)

    op.create_table('feedback_rating',
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.CheckConstraint('value BETWEEN 1 AND 5', name=op.f('ck_feedback_rating_on_the_scale')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_feedback_rating_criterion_id')),
    sa.ForeignKeyConstraint(['version_id'], ['feedback_version.id'], name=op.f('fk_feedback_rating_version_id')),
    sa.PrimaryKeyConstraint('version_id', 'criterion_id', name=op.f('pk_feedback_rating'))
    )
    op.create_table('homework_marking',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hand_in_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('mark', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('failed_item', sa.Boolean(), nullable=False),
    sa.Column('again_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('comment', sa.String(), nullable=True),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('marked_by_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('(mark IS NULL) = (again_until IS NOT NULL)', name=op.f('ck_homework_marking_marked_or_returned')),
    sa.CheckConstraint('mark BETWEEN 0 AND 100', name=op.f('ck_homework_marking_mark_of_hundred')),
    sa.CheckConstraint('number > 0', name=op.f('ck_homework_marking_number_counts')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_homework_marking_entry_id')),
    sa.ForeignKeyConstraint(['hand_in_id'], ['hand_in.id'], name=op.f('fk_homework_marking_hand_in_id')),
    sa.ForeignKeyConstraint(['marked_by_id'], ['account.id'], name=op.f('fk_homework_marking_marked_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_homework_marking')),
    sa.UniqueConstraint('hand_in_id', 'number', name=op.f('uq_homework_marking_hand_in_id_number'))
    )
    op.create_table('homework_rating',
    sa.Column('marking_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.CheckConstraint('value BETWEEN 1 AND 5', name=op.f('ck_homework_rating_on_the_scale')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_homework_rating_criterion_id')),
    sa.ForeignKeyConstraint(['marking_id'], ['homework_marking.id'], name=op.f('fk_homework_rating_marking_id')),
    sa.PrimaryKeyConstraint('marking_id', 'criterion_id', name=op.f('pk_homework_rating'))
    )

    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('homework_rating')
    op.drop_table('homework_marking')
    op.drop_table('feedback_rating')
    with op.batch_alter_table('hand_in', schema=None) as batch_op:
        batch_op.drop_index('ix_hand_in_enrolment_id')

    op.drop_table('hand_in')
    op.drop_table('feedback_version')
    op.drop_table('coaching_wording')
    with op.batch_alter_table('homework', schema=None) as batch_op:
        batch_op.drop_index('ix_homework_cohort_id')

    op.drop_table('homework')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_index('ix_feedback_enrolment_id')

    op.drop_table('feedback')
    with op.batch_alter_table('coaching_note', schema=None) as batch_op:
        batch_op.drop_index('ix_coaching_note_enrolment_id')

    op.drop_table('coaching_note')
