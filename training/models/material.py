"""What is read for a module. Materials change more often than programmes: they have versions of their
own, and belong to the module of that key in every version of the programme."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base, Words


class Material(Base):
    """`retired_at`: nobody needs to read it any more; who has read it still has."""

    __tablename__ = "material"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    module_key: Mapped[str]
    key: Mapped[str]
    retired_at: Mapped[datetime | None]

    versions: Mapped[list["MaterialVersion"]] = relationship(order_by="MaterialVersion.number")


class MaterialVersion(Base):
    """`url`: where more of it is, besides the text."""

    __tablename__ = "material_version"
    __table_args__ = (UniqueConstraint("material_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id"))
    number: Mapped[int]
    title: Mapped[Words]
    body: Mapped[Words]
    url: Mapped[str | None]
    published_at: Mapped[datetime]

    material: Mapped[Material] = relationship(back_populates="versions")


class MaterialReceipt(Base):
    """Somebody says that they have read this version."""

    __tablename__ = "material_receipt"
    __table_args__ = (
        UniqueConstraint("material_version_id", "person_id"),
        CheckConstraint("language IN ('en', 'zh_Hans')", name="language_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    material_version_id: Mapped[int] = mapped_column(ForeignKey("material_version.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str]
    read_at: Mapped[datetime]


append_only(MaterialVersion.__table__)
append_only(MaterialReceipt.__table__)
