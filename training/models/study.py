"""Self-study: what somebody learned by themselves, with evidence, and what was decided about it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import files
from core.append_only import append_only
from core.db import Base
from people.models import Employment
from training.states import StudyState


class StudyClaim(Base):
    """Hours of self-study that somebody claims. What they say of it is in its versions, why it counts or does
    not in its decisions."""

    __tablename__ = "study_claim"
    __table_args__ = (
        Index("ix_study_claim_employment_id", "employment_id", "id"),
        Index("ix_study_claim_state", "state", "claimed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    state: Mapped[StudyState] = mapped_column(default=StudyState.OPEN)
    claimed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    employment: Mapped[Employment] = relationship()


class StudyVersion(Base):
    """What was claimed; a correction is a further one. Evidence is a page, a file or both. What a person
    wrote about themselves may be wiped, with the evidence."""

    __tablename__ = "study_version"
    __table_args__ = (
        UniqueConstraint("claim_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("minutes > 0", name="minutes_count"),
        CheckConstraint("what IS NULL OR url IS NOT NULL OR digest IS NOT NULL", name="has_evidence"),
        CheckConstraint(
            "(digest IS NULL) = (file_name IS NULL) AND (digest IS NULL) = (media_type IS NULL)",
            name="file_is_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("study_claim.id"))
    number: Mapped[int]
    what: Mapped[str | None]
    studied_on: Mapped[date]
    minutes: Mapped[int]
    url: Mapped[str | None]
    digest: Mapped[str | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    entered_at: Mapped[datetime]


class StudyDecision(Base):
    """What somebody decided about a version: how many minutes are credited, None where it was refused. The
    one with the highest number stands; its reason is in the record."""

    __tablename__ = "study_decision"
    __table_args__ = (
        UniqueConstraint("claim_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("minutes > 0", name="minutes_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("study_claim.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("study_version.id"))
    number: Mapped[int]
    minutes: Mapped[int | None]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


append_only(StudyVersion.__table__, may_wipe=("what", "url", "digest", "file_name", "media_type"))
files.named_by(StudyVersion.digest)
append_only(StudyDecision.__table__)
