"""Asking for thousands of rows by their numbers: all numbers are one value of the statement, not one each,
which would take longer to put together than to answer."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator


class _Numbers(TypeDecorator[list[int]]):
    """A list of numbers as each database reads it: [1,2] on SQLite, {1,2} on PostgreSQL."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: list[int] | None, dialect: Dialect) -> str:
        told = ",".join(map(str, value or ()))
        return f"[{told}]" if dialect.name == "sqlite" else f"{{{told}}}"


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """A condition as it is: with " = 1" behind it SQLite would use no index."""
        return self


def among(column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Is the column one of these numbers? Like `column.in_(numbers)`, for many."""
    return _Among(column, bindparam(None, sorted(numbers), type_=_Numbers()))


def among_given(column: Any, name: str) -> ColumnElement[bool]:
    """The same in a statement that is put together once: the list of numbers is its parameter `name`."""
    return _Among(column, bindparam(name, type_=_Numbers()))


@compiles(_Among, "sqlite")
def _on_sqlite(among: _Among, compiler: Any, **how: Any) -> str:
    column, numbers = (compiler.process(part, **how) for part in among.clauses)
    return f"({column} IN (SELECT value FROM json_each({numbers})))"


@compiles(_Among, "postgresql")
def _on_postgresql(among: _Among, compiler: Any, **how: Any) -> str:
    column, numbers = (compiler.process(part, **how) for part in among.clauses)
    return f"({column} = ANY(CAST({numbers} AS INTEGER[])))"
