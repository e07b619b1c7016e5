"""A Chromium for the browser tests, on any machine: found, or else fetched."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.tools import NotToBeHad, tool_directory

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
FLAGS = [
    "--no-sandbox",  # the sandbox refuses root; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str:
    """The path of a Chromium that starts; remembered between runs. Raises NotToBeHad."""
    home = tool_directory("chromium")
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers must not fetch it at once
        known = home / "path"
        if not os.environ.get("CHROMIUM") and known.exists() and _starts(known.read_text()):
            return known.read_text()
        found = _search()
        known.write_text(found)
        return found


def _search() -> str:
    tried = []
    for way in (_named, _on_path, _from_debian, _from_playwright, _from_npm):
        try:
            path = way()
        except (OSError, subprocess.SubprocessError) as fault:
            said = getattr(fault, "stderr", None) or b""
            tried.append(f"{way.__name__.strip('_')}: {fault} {said.decode(errors='replace')[-300:]}")
            continue
        if path and _starts(path):
            return path
        tried.append(f"{way.__name__.strip('_')}: {path or 'nothing there'}")
    raise NotToBeHad("Chromium", tried, "install chromium or set CHROMIUM to its path")


def _starts(path: str) -> bool:
    try:
        answer = subprocess.run([path, "--version", *FLAGS], capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0 and b"Chrom" in answer.stdout


def _run(*command: str, patience: int = 600) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, timeout=patience).stdout


def _named() -> str | None:
    return os.environ.get("CHROMIUM")


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _from_debian() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    wait = ("-o", "DPkg::Lock::Timeout=300")
    _run("apt-get", *wait, "update")
    _run("apt-get", *wait, "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk")
    return _on_path()


def _from_playwright() -> str | None:
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _from_npm() -> str | None:
    home = tool_directory(NPM_PACKAGE)
    if not (home / "node_modules").exists():
        _run("npm", "install", "--no-save", "--no-audit", "--prefix", str(home), NPM_PACKAGE)
    script = "import('@sparticuz/chromium').then(async m => console.log(await m.default.executablePath()))"
    answer = subprocess.run(
        ["node", "-e", script], cwd=home, check=True, capture_output=True, timeout=120,
        env={**os.environ, "TMPDIR": str(home)},
    )  # fmt: skip
    path = Path(answer.stdout.decode().strip())
    return str(path) if path.exists() else None
