"""How somebody came upon us before applying: what the link said that brought them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.append_only import append_only
from core.db import Base


class Touch(Base):
    """One time when somebody met us: through which `source` (say, the name of a job site), by which
    `medium` (say, a paid advert), for which `campaign`, from a page of which `site`. Said once; a
    correction is a new row that names the one it replaces, of the same moment.

    at: when they met us; entered_at: when it was written down."""

    __tablename__ = "touch"
    __table_args__ = (
        UniqueConstraint("replaces_id"),
        CheckConstraint(
            "source IS NOT NULL OR medium IS NOT NULL OR campaign IS NOT NULL OR site IS NOT NULL",
            name="says_something",
        ),
        Index("ix_touch_application", "application_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    at: Mapped[datetime]
    source: Mapped[str | None]
    medium: Mapped[str | None]
    campaign: Mapped[str | None]
    site: Mapped[str | None]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("touch.id"))


append_only(Touch.__table__)
