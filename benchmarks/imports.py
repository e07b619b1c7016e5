"""How fast a validated import is. A place held for it: there is no import in bulk yet."""


def sentence() -> str:
    return "Import: not measured; the product has none in bulk yet (goal: 10,000 rows a second, 50 MB)."
