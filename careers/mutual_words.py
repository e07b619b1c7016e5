"""What a mutual review asks, in both languages."""

from typing import Any

from core.i18n import lazy

QUESTIONS: dict[str, tuple[Any, Any]] = {
    "cooperation": (lazy("Cooperation"), lazy("Works with the others towards the same aim.")),
    "reliability": (
        lazy("Reliability"),
        lazy("Does what was agreed, and says in time when it is not possible."),
    ),
    "support": (lazy("Support"), lazy("Helps when a shift is under pressure, without being asked.")),
}
"""Key → (name, what it means). Answers keep the keys, so a key is never used for something else."""

ANCHORS: tuple[tuple[int, Any], ...] = (
    (1, lazy("hardly ever")),
    (2, lazy("seldom")),
    (3, lazy("about half the time")),
    (4, lazy("mostly")),
    (5, lazy("always")),
)
