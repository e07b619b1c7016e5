"""Which training fits whoever falls short in an indicator."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from careers.states import FitKind
from core.db import Base


class FittingTraining(Base):
    """Offered to whoever has less than `below` points for the indicator of the key `indicator`: what is read
    for a module, one material, or sessions whose topic has the words of `topic` in it. Once withdrawn it is
    offered no more."""

    __tablename__ = "fitting_training"
    __table_args__ = (
        CheckConstraint("below > 0 AND below <= 100", name="points_of_100"),
        CheckConstraint("(kind = 'module') = (module_key IS NOT NULL)", name="module_iff_module"),
        CheckConstraint("(module_key IS NULL) = (programme_id IS NULL)", name="module_of_programme"),
        CheckConstraint("(kind = 'material') = (material_id IS NOT NULL)", name="material_iff_material"),
        CheckConstraint("(kind = 'session') = (topic IS NOT NULL)", name="topic_iff_session"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator: Mapped[str]
    below: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    kind: Mapped[FitKind]
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    module_key: Mapped[str | None]
    material_id: Mapped[int | None] = mapped_column(ForeignKey("material.id"))
    topic: Mapped[str | None]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
