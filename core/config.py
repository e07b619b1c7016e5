"""Settings: from the environment, then `instance/config.py`; nothing else decides."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DEFAULTS: dict[str, Any] = {
    "UNDO_SECONDS": 30,
    "MAIL_URL": "",
    "REPLIES_URL": "",
    "MAIL_FROM": "Onduty <onduty@localhost>",
    "BASE_URL": "http://127.0.0.1:8000",
    "ORGANISATION": {"en": "Harbour Lane Books", "zh_Hans": "港巷书店"},
    "ZONE": "Asia/Shanghai",
    "LARGEST_FILE": 10 * 1024 * 1024,
    "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,  # a form that hands on a JSON Resume of 1 MB
    "CONSENT_DAYS": 183,
    "TRUSTED_PROXIES": 0,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "PERMANENT_SESSION_LIFETIME": 12 * 3600,
    "WTF_CSRF_TIME_LIMIT": None,
    "TEMPLATES_AUTO_RELOAD": False,
}


HALF_A_DEMO = "demo-begun"
"""The file that says so, in the instance directory."""


def instance() -> Path:
    """Where the product's own files live: `INSTANCE_DIR`, or `instance` beside the sources."""
    return Path(os.environ.get("INSTANCE_DIR") or ROOT / "instance")


def settings(instance: Path) -> dict[str, Any]:
    """The settings for a product whose files live in `instance`, which is created."""
    instance.mkdir(parents=True, exist_ok=True)
    values = dict(DEFAULTS)
    values["SQLALCHEMY_DATABASE_URI"] = database_url(instance)
    for name in ("MAIL_URL", "MAIL_FROM", "REPLIES_URL", "BASE_URL", "ZONE"):
        values[name] = os.environ.get(name, values[name])
    values["TRUSTED_PROXIES"] = int(os.environ.get("TRUSTED_PROXIES", values["TRUSTED_PROXIES"]))
    values["DEMO"] = demo_sign_ins(instance)
    values["SESSION_COOKIE_SECURE"] = values["BASE_URL"].startswith("https:")
    values["SECRET_KEY"] = os.environ.get("SECRET_KEY") or kept_secret(instance / "secret")
    return values


def database_url(instance: Path) -> str:
    """`DATABASE_URL`, with psycopg named as its driver; a SQLite file in `instance` without it."""
    url = os.environ.get("DATABASE_URL", f"sqlite:///{instance / 'onduty.sqlite'}")
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def kept_secret(path: Path) -> str:
    """The secret in `path`; made, once, readable by the owner alone."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text()


def demo_sign_ins(instance: Path) -> dict[str, str]:
    """Role → e-mail of the accounts that the demo lets in without a password; none outside the demo."""
    try:
        return dict(json.loads((instance / "demo").read_text()))
    except FileNotFoundError:
        return {}


def begin_demo(instance: Path) -> None:
    """Called by who fills the demo, before the first row: until it is whole, it is known to be half."""
    (instance / HALF_A_DEMO).touch()


def keep_demo_sign_ins(instance: Path, emails: dict[str, str]) -> None:
    """Called by who has filled the demo, once: role → e-mail."""
    (instance / "demo").write_text(json.dumps(emails))
    (instance / HALF_A_DEMO).unlink(missing_ok=True)


def has_half_a_demo(instance: Path) -> bool:
    """Was filling the demo begun and not ended?"""
    return (instance / HALF_A_DEMO).exists()
