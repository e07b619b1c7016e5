"""By what a person is found, and what was read from their files."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from recruiting.states import GramKind, Reading

BY_CODE_POINT = String().with_variant(String(collation="C"), "postgresql")
"""What begins with a piece lies in one stretch of the index, in every database alike."""


class Gram(Base):
    """A piece of text by which a person is found; cut by `core.grams`, kept by `recruiting.indexing`."""

    __tablename__ = "search_gram"
    __table_args__ = (
        Index("ix_search_gram_person_id", "person_id", "kind", "gram"),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[GramKind] = mapped_column(primary_key=True)
    gram: Mapped[str] = mapped_column(BY_CODE_POINT, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)


class Newcomer(Base):
    """Somebody who came with many others and is not entered under pieces yet: the worker does that a moment
    later (`indexing.enter_some`). Until then a search looks here. `names`, `phone` and `mail` are what
    `core.grams` says of the names, the number and the address as they are looked for in one go; NULL where
    there is none."""

    __tablename__ = "search_newcomer"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    names: Mapped[str]
    phone: Mapped[str | None]
    mail: Mapped[str | None]


class FileText(Base):
    """The text of a file, as far as the worker could read it."""

    __tablename__ = "file_text"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("candidate_file.id"), primary_key=True, autoincrement=False
    )
    reading: Mapped[Reading]
    pages: Mapped[int | None]
    body: Mapped[str]
    read_at: Mapped[datetime]
