"""What the worker does by itself in careers."""

from careers import keeping
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
