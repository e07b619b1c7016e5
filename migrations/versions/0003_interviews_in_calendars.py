"""interviews in calendars

Revision ID: 0003
Revises: 0002
"""

import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "revoked_at IS NULL OR revoked_at >= made_at", name=op.f("ck_calendar_feed_revoked_after_made")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("nonce", name=op.f("uq_calendar_feed_nonce")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(
            "uq_calendar_feed_live",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "interview_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("remind_after", sa.Integer(), nullable=False),
        sa.Column("most_reminders", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "most_reminders BETWEEN 0 AND 10", name=op.f("ck_interview_policy_most_reminders_make_sense")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_interview_policy_number_counts")),
        sa.CheckConstraint(
            "opens >= 0 AND closes <= 1440 AND opens < closes",
            name=op.f("ck_interview_policy_closes_after_it_opens"),
        ),
        sa.CheckConstraint(
            "remind_after BETWEEN 0 AND 168", name=op.f("ck_interview_policy_remind_after_makes_sense")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_interview_policy_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_policy")),
        sa.UniqueConstraint("number", name=op.f("uq_interview_policy_number")),
    )
    op.create_table(
        "panel_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("stage_key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rubric_version_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name=op.f("ck_panel_plan_minutes_make_sense")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_panel_plan_number_counts")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_panel_plan_author_id")),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_panel_plan_pipeline_id")),
        sa.ForeignKeyConstraint(
            ["rubric_version_id"], ["rubric_version.id"], name=op.f("fk_panel_plan_rubric_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_plan")),
        sa.UniqueConstraint(
            "pipeline_id", "stage_key", "number", name=op.f("uq_panel_plan_pipeline_id_stage_key_number")
        ),
    )
    op.create_table(
        "panel_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("focus", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["panel_plan.id"], name=op.f("fk_panel_seat_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
        sa.UniqueConstraint("plan_id", "position", name=op.f("uq_panel_seat_plan_id_position")),
    )
    op.create_table(
        "enclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_alternative", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_enclosure_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enclosure")),
    )
    with op.batch_alter_table("enclosure", schema=None) as batch_op:
        batch_op.create_index("ix_enclosure_letter", ["letter_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "told",
            sa.Enum(
                "invited", "called off", name="told", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_invitation_sequence_counts")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_invitation_account_id")),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name=op.f("fk_invitation_interview_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_invitation_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "interview_id",
            "account_id",
            "sequence",
            name=op.f("uq_invitation_interview_id_account_id_sequence"),
        ),
        sa.UniqueConstraint("letter_id", name=op.f("uq_invitation_letter_id")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            "uq_invitation_candidate",
            ["interview_id", "sequence"],
            unique=True,
            sqlite_where=sa.text("account_id IS NULL"),
            postgresql_where=sa.text("account_id IS NULL"),
        )

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panelist_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_reminder_number_counts")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_reminder_letter_id")),
        sa.ForeignKeyConstraint(["panelist_id"], ["panelist.id"], name=op.f("fk_reminder_panelist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("panelist_id", "on_day", name=op.f("uq_reminder_panelist_id_on_day")),
    )
    with op.batch_alter_table("interview", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uid", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=True))
    with op.batch_alter_table("panelist", schema=None) as batch_op:
        batch_op.add_column(sa.Column("focus", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True))

    # What was planned so far was in nobody's calendar; it gets a name by which it can be from now on.
    interview = sa.table(
        "interview",
        sa.column("id", sa.Integer),
        sa.column("uid", sa.String),
        sa.column("sequence", sa.Integer),
    )
    connection = op.get_bind()
    for number in connection.scalars(sa.select(interview.c.id)).all():
        named = {"uid": f"interview-{secrets.token_hex(16)}@onduty", "sequence": 0}
        connection.execute(interview.update().where(interview.c.id == number).values(**named))
    op.execute("UPDATE panelist SET focus = '[]'")

    with op.batch_alter_table("interview", schema=None) as batch_op:
        batch_op.alter_column("uid", existing_type=sa.String(), nullable=False)
        batch_op.alter_column("sequence", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_interview_uid"), ["uid"])
        batch_op.create_check_constraint(batch_op.f("ck_interview_sequence_counts"), "sequence >= 0")
    with op.batch_alter_table("panelist", schema=None) as batch_op:
        batch_op.alter_column(
            "focus", existing_type=sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False
        )


def downgrade() -> None:
    with op.batch_alter_table("panelist", schema=None) as batch_op:
        batch_op.drop_column("focus")

    with op.batch_alter_table("interview", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_interview_sequence_counts"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_interview_uid"), type_="unique")
        batch_op.drop_column("sequence")
        batch_op.drop_column("uid")

    op.drop_table("reminder")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invitation_candidate",
            sqlite_where=sa.text("account_id IS NULL"),
            postgresql_where=sa.text("account_id IS NULL"),
        )

    op.drop_table("invitation")
    with op.batch_alter_table("enclosure", schema=None) as batch_op:
        batch_op.drop_index("ix_enclosure_letter")

    op.drop_table("enclosure")
    op.drop_table("panel_seat")
    op.drop_table("panel_plan")
    op.drop_table("interview_policy")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_calendar_feed_live",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.drop_table("calendar_feed")
