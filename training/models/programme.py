"""Programmes as versioned data. A published version never changes; a cohort ends on its own."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models import RubricVersion
from core.append_only import append_only
from core.db import Base, Words
from core.drafts import next_version
from training.states import Delivery, ExamKind


class Programme(Base):
    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Words]


class ProgrammeVersion(Base):
    """One published edition: its modules in order, and the exams it demands. `weeks`: its length."""

    __tablename__ = "programme_version"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("weeks > 0", name="weeks_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    weeks: Mapped[int]
    published_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship(lazy="joined", innerjoin=True)
    modules: Mapped[list["Module"]] = relationship(order_by="Module.position", back_populates="version")
    exams: Mapped[list["Exam"]] = relationship(order_by="Exam.position", back_populates="version")


class Module(Base):
    """What is taught. `key` is the name under which the same module of several versions is known, to
    materials, reports, and whoever is credited with it after a transfer."""

    __tablename__ = "module"
    __table_args__ = (
        UniqueConstraint("programme_version_id", "position"),
        UniqueConstraint("programme_version_id", "key"),
        CheckConstraint("hours > 0", name="hours_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    position: Mapped[int]
    key: Mapped[str]
    name: Mapped[Words]
    summary: Mapped[Words]
    hours: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    delivery: Mapped[Delivery]

    version: Mapped[ProgrammeVersion] = relationship(back_populates="modules")
    topics: Mapped[list["Topic"]] = relationship(order_by="Topic.position")
    prerequisites: Mapped[list["Prerequisite"]] = relationship(foreign_keys="Prerequisite.module_id")


class Topic(Base):
    """A part of a module that an exam can tell marks of."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("module_id", "position"), UniqueConstraint("module_id", "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    position: Mapped[int]
    key: Mapped[str]
    name: Mapped[Words]


class Prerequisite(Base):
    """`needs` comes before the module; both are of the same version."""

    __tablename__ = "prerequisite"
    __table_args__ = (CheckConstraint("module_id <> needs_id", name="not_itself"),)

    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"), primary_key=True)
    needs_id: Mapped[int] = mapped_column(ForeignKey("module.id"), primary_key=True)

    needs: Mapped[Module] = relationship(foreign_keys=[needs_id])


class Exam(Base):
    """An exam that a version demands. What passes it, how often it may be taken and what admits to it
    is policy, kept elsewhere. `rubric_version_id`: by what a practical one is marked."""

    __tablename__ = "exam"
    __table_args__ = (
        UniqueConstraint("programme_version_id", "position"),
        UniqueConstraint("programme_version_id", "key"),
        CheckConstraint("kind = 'practical' OR rubric_version_id IS NULL", name="rubric_if_practical"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    position: Mapped[int]
    key: Mapped[str]
    kind: Mapped[ExamKind]
    name: Mapped[Words]
    rubric_version_id: Mapped[int | None] = mapped_column(ForeignKey("rubric_version.id"))

    version: Mapped[ProgrammeVersion] = relationship(back_populates="exams")
    rubric_version: Mapped[RubricVersion | None] = relationship()
    covers: Mapped[list["ExamModule"]] = relationship()


class ExamModule(Base):
    """A module that an exam is about, with all of its topics."""

    __tablename__ = "exam_module"

    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"), primary_key=True)

    module: Mapped[Module] = relationship()


for _table in (ProgrammeVersion, Module, Topic, Prerequisite, Exam, ExamModule):
    append_only(_table.__table__)


class ProgrammeDraft(Base):
    """What may become the next version of a programme, at most one at a time, or the first of a new one,
    which has a name but no programme yet. `based_on`: the version that it began as a copy of. `plan`: as
    `training.plans.ProgrammePlan` keeps it. Nothing looks at it but the editor."""

    __tablename__ = "programme_draft"
    __table_args__ = (CheckConstraint("(programme_id IS NULL) = (name IS NOT NULL)", name="new_iff_named"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), unique=True)
    name: Mapped[Words | None]
    based_on_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    plan: Mapped[dict[str, Any]]
    begun_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version, "version_id_generator": next_version}

    programme: Mapped[Programme | None] = relationship()
    based_on: Mapped[ProgrammeVersion] = relationship()

    @property
    def is_new(self) -> bool:
        """Does it lead to a new programme?"""
        return self.programme_id is None

    @property
    def called(self) -> Words:
        """What the programme is called."""
        return self.programme.name if self.programme else self.name or {}
