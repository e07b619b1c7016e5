"""What the worker does by itself in careers."""

from careers import grouping, keeping
from core.courier import transaction


def keep_readiness() -> int:
    """Judge whoever changed, and everybody on a new day, some hundred at a time; returns how many."""
    total = 0
    while True:
        with transaction():
            done = keeping.keep()
        total += done
        if done < keeping.AT_ONCE:
            return total


def forget_groups() -> int:
    """Delete what people told of their group where it is kept no longer; returns how many answers."""
    return grouping.forget()
