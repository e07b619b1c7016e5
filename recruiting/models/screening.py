"""Screening questions as versioned data, and what candidates answered.

A published version never changes: an application is answered on one version and stays on it. Answers
are only ever added; a later one of the same question replaces the one before.
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base, Words
from people.models import Account
from recruiting.models.application import DispositionReason
from recruiting.states import AnsweredFrom, KnownFact, QuestionKind


class ScreeningSet(Base):
    """The questions of a role profile, or of one opening that asks otherwise."""

    __tablename__ = "screening_set"
    __table_args__ = (
        UniqueConstraint("role_profile_id"),
        UniqueConstraint("opening_id"),
        CheckConstraint("(role_profile_id IS NULL) <> (opening_id IS NULL)", name="of_one_thing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role_profile_id: Mapped[int | None] = mapped_column(ForeignKey("role_profile.id"))
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"))


class ScreeningVersion(Base):
    __tablename__ = "screening_version"
    __table_args__ = (UniqueConstraint("screening_set_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    screening_set_id: Mapped[int] = mapped_column(ForeignKey("screening_set.id"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    screening_set: Mapped[ScreeningSet] = relationship()
    published_by: Mapped[Account | None] = relationship()
    questions: Mapped[list["ScreeningQuestion"]] = relationship(order_by="ScreeningQuestion.position")


class ScreeningQuestion(Base):
    """What is asked, and why the work needs to know. `key` names the same question in every version.

    `weight` is its share of the score, 0 for one that only informs or knocks out; `known_from` says
    which fact of the candidate's background answers it; `reason_id` is what a knock-out proposes, and
    `letter_days` by how many days the letter about that waits: an answer within the minute says that
    nobody has looked."""

    __tablename__ = "screening_question"
    __table_args__ = (
        UniqueConstraint("version_id", "position"),
        UniqueConstraint("version_id", "key"),
        CheckConstraint("weight >= 0", name="weight_counts"),
        CheckConstraint("kind <> 'text' OR weight = 0", name="texts_have_no_points"),
        CheckConstraint("letter_days BETWEEN 0 AND 30", name="letter_days_in_range"),
        CheckConstraint("letter_days = 0 OR reason_id IS NOT NULL", name="letter_waits_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("screening_version.id"))
    position: Mapped[int]
    key: Mapped[str]
    kind: Mapped[QuestionKind]
    prompt: Mapped[Words]
    job_related: Mapped[Words]
    required: Mapped[bool]
    weight: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    known_from: Mapped[KnownFact | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("disposition_reason.id"))
    letter_days: Mapped[int] = mapped_column(default=0, server_default=text("0"))

    reason: Mapped[DispositionReason | None] = relationship()
    options: Mapped[list["ScreeningOption"]] = relationship(order_by="ScreeningOption.position")


class ScreeningOption(Base):
    """An answer to choose, or a band of numbers: from `at_least` up to the next band."""

    __tablename__ = "screening_option"
    __table_args__ = (
        UniqueConstraint("question_id", "position"),
        UniqueConstraint("question_id", "key"),
        CheckConstraint("points BETWEEN 0 AND 100", name="points_in_range"),
        CheckConstraint("at_least >= 0", name="at_least_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("screening_question.id"))
    position: Mapped[int]
    key: Mapped[str]
    label: Mapped[Words]
    at_least: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    points: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    knocks_out: Mapped[bool]


class ScreeningSheet(Base):
    """Which version an application is answered on, from its first answer on. `version` rises with every
    change of its answers, so that of two who write at once the second is told."""

    __tablename__ = "screening_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("screening_version.id"))
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ScreeningAnswer(Base):
    """One answer as it was given: an option, a number or a text; none of them takes an answer back.
    The text can be wiped, which erasure on request needs."""

    __tablename__ = "screening_answer"
    __table_args__ = (
        UniqueConstraint("sheet_id", "question_id", "number"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("(number = 1) = (replaces_id IS NULL)", name="first_replaces_nothing"),
        CheckConstraint(
            "(option_id IS NULL OR value IS NULL)"
            " AND (text IS NULL OR (option_id IS NULL AND value IS NULL))",
            name="of_one_kind",
        ),
        Index("ix_screening_answer_question", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("screening_sheet.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("screening_question.id"))
    number: Mapped[int]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("screening_answer.id"))
    option_id: Mapped[int | None] = mapped_column(ForeignKey("screening_option.id"))
    value: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    text: Mapped[str | None]
    answered_from: Mapped[AnsweredFrom]
    answered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Unveiling(Base):
    """Somebody looked behind a blind review: from then on the name is shown to them."""

    __tablename__ = "unveiling"
    __table_args__ = (UniqueConstraint("application_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime]


for table in (ScreeningVersion.__table__, ScreeningQuestion.__table__, ScreeningOption.__table__):
    append_only(table)
append_only(ScreeningAnswer.__table__, may_wipe="text")
append_only(Unveiling.__table__)
