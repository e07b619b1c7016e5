"""Reading a mailbox: a maildir, or IMAP over TLS. What was read is marked as seen, never deleted."""

import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

PATIENCE = 20.0
"""Seconds to wait for any one answer of the server."""
LARGEST = 1024 * 1024
"""Bytes of a message; an answer to an invitation has a few thousand."""
SCHEMES = ("maildir", "imaps")


class InboxFault(Exception):
    """The mailbox cannot be read. The text is for an administrator, in the server's own words."""


class Inbox(Protocol):
    def unseen(self, most: int) -> Iterator[tuple[str, bytes]]:
        """(key, the message as it came) of what nobody has seen yet, oldest first, at most so many."""

    def mark(self, key: str) -> None:
        """It has been seen."""


class Maildir:
    """A directory to which a mail server delivers."""

    def __init__(self, path: Path) -> None:
        if not (path / "new").is_dir() or not (path / "cur").is_dir():
            raise InboxFault(f"{path} is no maildir: it has no directories new and cur")
        self.box = mailbox.Maildir(path, create=False)

    def unseen(self, most: int) -> Iterator[tuple[str, bytes]]:
        left = most
        for key in sorted(self.box.keys()):
            if left and "S" not in self.box.get_message(key).get_flags():
                left -= 1
                yield key, self.box.get_bytes(key)[: LARGEST + 1]

    def mark(self, key: str) -> None:
        message = self.box.get_message(key)
        message.set_subdir("cur")
        message.add_flag("S")
        self.box[key] = message


class Imap:
    """A folder on a server."""

    def __init__(self, server: imaplib.IMAP4, folder: str) -> None:
        self.server = server
        quoted = folder.replace("\\", "\\\\").replace('"', '\\"')
        self._ask("select", f'"{quoted}"')

    def _ask(self, name: str, *rest: str) -> list[object]:
        state, answer = getattr(self.server, name)(*rest)
        if state != "OK":
            raise InboxFault(f"{name}: {answer!r}")
        return list(answer)

    def unseen(self, most: int) -> Iterator[tuple[str, bytes]]:
        [found] = self._ask("uid", "search", "UNSEEN")
        for number in (found if isinstance(found, bytes) else b"").decode().split()[:most]:
            parts = self._ask("uid", "fetch", number, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
            yield number, next((one[1] for one in parts if isinstance(one, tuple)), b"")

    def mark(self, key: str) -> None:
        self._ask("uid", "store", key, "+FLAGS", "(\\Seen)")


def check(url: str) -> None:
    """Raises ValueError for an address that is none."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not (parts.path if parts.scheme == "maildir" else parts.hostname):
        raise ValueError("REPLIES_URL must read maildir:/path or imaps://user:password@host:port/INBOX")


@contextmanager
def opened(url: str) -> Iterator[Inbox]:
    """The mailbox at a REPLIES_URL. Raises ValueError for an address that is none, InboxFault where it
    cannot be read."""
    check(url)
    parts = urlsplit(url)
    try:
        if parts.scheme == "maildir":
            yield Maildir(Path(unquote(parts.path)))
            return
        safe = ssl.create_default_context()
        with imaplib.IMAP4_SSL(
            str(parts.hostname), parts.port or 993, ssl_context=safe, timeout=PATIENCE
        ) as server:
            server.login(unquote(parts.username or ""), unquote(parts.password or ""))
            yield Imap(server, unquote(parts.path.strip("/")) or "INBOX")
    except (OSError, imaplib.IMAP4.error) as fault:
        raise InboxFault(str(fault)) from fault


def calendars_in(content: bytes) -> list[bytes]:
    """The calendar parts of a message; none of one that is too large or has none."""
    if len(content) > LARGEST:
        return []
    message = message_from_bytes(content, policy=default)
    return [
        payload
        for part in message.walk()
        if _is_calendar(part) and isinstance(payload := part.get_payload(decode=True), bytes)
    ]


def _is_calendar(part: EmailMessage) -> bool:
    if part.get_content_type() in ("text/calendar", "application/ics"):
        return True
    return (part.get_filename() or "").lower().endswith(".ics")
