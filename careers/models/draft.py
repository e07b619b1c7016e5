"""What may become the next version of the ladder or of a formula. Nothing looks at it but the editor."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.models.ladder import LadderVersion
from careers.models.review import ReviewFormula
from core.db import Base, Json
from core.drafts import next_version
from people.models import Team


class LadderDraft(Base):
    """The ladder as it may be published next (careers.rules.drafts.kept); at most one at a time."""

    __tablename__ = "ladder_draft"
    __table_args__ = (CheckConstraint("slot = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(default=1, unique=True)
    based_on_id: Mapped[int] = mapped_column(ForeignKey("ladder_version.id"))
    plan: Mapped[dict[str, Any]]
    begun_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version, "version_id_generator": next_version}

    based_on: Mapped[LadderVersion] = relationship()


class FormulaDraft(Base):
    """A formula as it may be published next, begun as a copy of another.  `level`, `team_id`: for whom, see
    ReviewFormula.  `since`: from which month on, once that is said.  `indicators`: in their order."""

    __tablename__ = "formula_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    based_on_id: Mapped[int] = mapped_column(ForeignKey("review_formula.id"))
    level: Mapped[str | None]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    since: Mapped[date | None]
    indicators: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    begun_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version, "version_id_generator": next_version}

    based_on: Mapped[ReviewFormula] = relationship()
    team: Mapped[Team | None] = relationship()
