"""How a text in both languages is written down in what comes with the product."""

from core.db import Words

__all__ = ["both", "each"]


def both(english: str, chinese: str) -> Words:
    """One text in both languages."""
    return {"en": english, "zh_Hans": chinese}


def each(*pairs: tuple[str, str]) -> list[Words]:
    """A list of texts in both languages."""
    return [both(*pair) for pair in pairs]
