"""How a bilingual text is written down in this package."""

from core.db import Words


def both(english: str, chinese: str) -> Words:
    """One text in both languages."""
    return {"en": english, "zh_Hans": chinese}


def each(*pairs: tuple[str, str]) -> list[Words]:
    """A list of texts in both languages."""
    return [both(*pair) for pair in pairs]
