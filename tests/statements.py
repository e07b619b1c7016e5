"""Counts the statements that a page or a verb sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class Seen(list[str]):
    """The statements, in order. `executemany` counts once, as it is sent once."""

    @property
    def count(self) -> int:
        return len(self)

    def __str__(self) -> str:
        lines = (f"{number:3}  {' '.join(one.split())}" for number, one in enumerate(self, 1))
        return "\n".join([f"{self.count} statements", *lines])


@contextmanager
def count_statements(engine: Engine) -> Iterator[Seen]:
    seen = Seen()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
        print(seen)  # shown by pytest when the test fails
