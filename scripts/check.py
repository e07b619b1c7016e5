"""What can be said about the sources without running them: style, types, templates, translations."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS = {
    "ruff check": [str(BIN / "ruff"), "check", "-q", "."],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
    "mypy": [sys.executable, "-m", "mypy", "--no-error-summary"],
    "djlint": [sys.executable, "-m", "djlint", "templates", "--lint", "--quiet"],
    "translations": [sys.executable, "-m", "scripts.translations", "check"],
}


def run(name: str) -> tuple[str, int, str]:
    """Name, exit code and output of one check."""
    done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True)
    return name, done.returncode, done.stdout + done.stderr


def main(names: list[str]) -> int:
    """Run them two at a time; 1 if any has something to say."""
    faulty = 0
    with ThreadPoolExecutor(2) as pool:
        for name, code, output in pool.map(run, names or list(CHECKS)):
            print(f"{'ok  ' if code == 0 else 'FAIL'}  {name}", flush=True)
            if code:
                faulty = 1
                print(output.rstrip())
    return faulty


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
