"""Where programs that only the tests need are put when the machine does not have them."""

import os
import re
from collections.abc import Sequence
from pathlib import Path


class NotToBeHad(RuntimeError):
    """A program without which a part of the tests cannot run; never a reason to skip them."""

    def __init__(self, what: str, tried: Sequence[str], advice: str) -> None:
        attempts = "".join(f"\n  - {one}" for one in tried)
        super().__init__(
            f"{what} could not be had, so these tests cannot run. Tried:{attempts}\nTo mend: {advice}."
        )


def tool_directory(name: str) -> Path:
    """A directory, kept between runs, for the tool `name` (package and version)."""
    # As root the programs run as somebody else, who could not look into root's own home.
    top = Path("/var/cache") if os.geteuid() == 0 else Path.home() / ".cache"
    home = top / "onduty-tests" / re.sub(r"[^\w.]+", "-", name).strip("-")
    home.mkdir(parents=True, exist_ok=True)
    return home
