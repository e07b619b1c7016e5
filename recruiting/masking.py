"""Contact details shown just so far that two of them can be told apart."""


def phone(number: str | None) -> str | None:
    """The last four digits."""
    return f"…{number[-4:]}" if number else None


def mail(address: str | None) -> str | None:
    """The first letter and the domain."""
    local, _at, domain = (address or "").partition("@")
    return f"{local[:1]}…@{domain}" if local else None
