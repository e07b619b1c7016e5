"""Put what a requirements file pins into .venv, with any Python 3.11 or newer and nothing else.

uv does it in seconds; where it cannot be fetched or cannot reach its index, pip does it. A stamp in
.venv tells the next run that there is nothing to do.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
UV = "uv==0.13.9"


def main(name: str) -> None:
    """`name` is a requirements file in the root of the repository."""
    if sys.version_info < OLDEST:
        go_on_with_newer_python()
    stamp = VENV / f".installed-{name}"
    wanted = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    if works() and stamp.exists() and stamp.read_text() == wanted:
        return
    make_venv()
    print(f"Installing {name} …", flush=True)
    if not install(name):
        sys.exit(f"Neither uv nor pip could install {name}: see above. Is the network reachable?")
    stamp.write_text(wanted)


def go_on_with_newer_python() -> None:
    """`python3` may be an old one beside a newer."""
    found = filter(None, (shutil.which(f"python3.{minor}") for minor in range(20, OLDEST[1] - 1, -1)))
    for other in found:
        if call(other, "-c", ""):  # a version manager's placeholder may stand for nothing
            os.execv(other, [other, *sys.argv])
    sys.exit(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}. "
             "Name another one: make PYTHON=/path/to/python3.12 …")  # fmt: skip


def works() -> bool:
    """Is there a .venv whose Python runs and is new enough?"""
    question = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return PYTHON.exists() and call(str(PYTHON), "-c", question)


def make_venv() -> None:
    if works():
        return
    print("Making .venv …", flush=True)
    if call(sys.executable, "-m", "venv", "--clear", str(VENV)):
        return
    uv = shutil.which("uv")  # Debian's Python may lack the module ensurepip
    if not (uv and call(uv, "venv", "--clear", "--seed", "--python", sys.executable, str(VENV))):
        sys.exit("No .venv could be made. On Debian and Ubuntu: apt-get install python3-venv")


def install(name: str) -> bool:
    uv = find_uv()
    if uv and call(
        uv,
        "pip",
        "install",
        "-q",
        "--compile-bytecode",
        "--python",
        str(PYTHON),
        "--require-hashes",
        "-r",
        name,
    ):
        return True
    print("uv did not manage; trying pip, which takes a minute or two …", flush=True)
    return call(str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "-r", name)


def find_uv() -> str | None:
    own = VENV / "bin" / "uv"
    if not own.exists():
        call(str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", UV)
    return str(own) if own.exists() else shutil.which("uv")


def call(*command: str) -> bool:
    """Did it work? Its output is shown."""
    return subprocess.run(command, cwd=ROOT).returncode == 0


if __name__ == "__main__":
    main(sys.argv[1])
