"""Speaking SMTP: a server's address, a letter as a message, and what a refusal means."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from core import clock
from core.i18n import language_tag
from core.outbox import Enclosure, Letter

PATIENCE = 20.0
"""Seconds to wait for any one answer of the server."""
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
SEVEN_BITS = SMTP.clone(cte_type="7bit")  # arrives whole through any server


class MailFault(Exception):
    """A letter did not leave. The text is for an administrator, in the server's own words."""


class Unreachable(MailFault):
    """The server cannot be spoken to at all: nothing about this letter."""


class PutOff(MailFault):
    """Not now; the same may well succeed later."""


class Unsure(PutOff):
    """The text was handed over and no answer came: it may have left, so it must be sent again under
    the same Message-ID, and can no longer be called back."""


class TurnedDown(MailFault):
    """Never: the server will not take this letter however often it is tried."""


@dataclass(frozen=True)
class Server:
    """Where letters are handed in. `scheme` is a key of PORTS."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)


def server(url: str) -> Server | None:
    """What a MAIL_URL such as smtp+starttls://user:pass@host:587 names; None for an empty one.

    Raises ValueError for an address that is none."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(
            "MAIL_URL must read smtp://, smtps:// or smtp+starttls://, then user:password@host:port"
        )
    return Server(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def connect(server: Server) -> smtplib.SMTP:
    """An open conversation, signed in where a user is named. Raises Unreachable."""
    try:
        if server.scheme == "smtps":
            safe = ssl.create_default_context()
            return _greet(smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=safe), server)
        return _greet(smtplib.SMTP(server.host, server.port, timeout=PATIENCE), server)
    except (OSError, smtplib.SMTPException) as fault:
        raise Unreachable(f"{server.host}:{server.port}: {_words(fault)}") from fault


def _greet(connection: smtplib.SMTP, server: Server) -> smtplib.SMTP:
    try:
        if server.scheme == "smtp+starttls":
            connection.starttls(context=ssl.create_default_context())
        connection.ehlo_or_helo_if_needed()
        if server.user:
            connection.login(server.user, server.password or "")
    except BaseException:
        connection.close()
        raise
    return connection


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The letter as it travels; `sender` is MAIL_FROM. Raises TurnedDown for an impossible address."""
    name, address = parseaddr(sender)
    message = EmailMessage(policy=SEVEN_BITS)
    if not letter.to_address.isascii():
        raise TurnedDown(f"{letter.to_address!r} has letters that mail cannot carry in an address")
    try:
        message["From"] = Address(_one_line(name), addr_spec=address)
        message["To"] = Address(_one_line(letter.to_name), addr_spec=letter.to_address)
    except (ValueError, IndexError, MessageError) as fault:
        raise TurnedDown(f"{letter.to_address!r} is not an address: {fault}") from fault
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(clock.now())
    # The same at every try: who gets the letter twice, after a crash, can tell.
    message["Message-ID"] = f"<{letter.message_id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body.rstrip() + "\n", charset="utf-8")
    message["Content-Language"] = language_tag(letter.language)  # after the content, which clears it
    _enclose(message, letter)
    return message


def _enclose(message: EmailMessage, letter: Letter) -> None:
    """Alternatives stand beside the text, the least plain last; files come after both."""
    for one in sorted(letter.enclosures, key=lambda one: not one.is_alternative):
        add = message.add_alternative if one.is_alternative else message.add_attachment
        (_add_text if one.media_type.startswith("text/") else _add_bytes)(add, one)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"{number}.{letter.message_id}")  # chance would make every try another letter


def _add_text(add: Callable[..., None], one: Enclosure) -> None:
    kind, parameters = _media_type(one)
    name = {} if one.is_alternative else {"filename": one.name}
    add(one.content.decode(), subtype=kind.partition("/")[2], params={**parameters, "name": one.name}, **name)


def _add_bytes(add: Callable[..., None], one: Enclosure) -> None:
    kind, parameters = _media_type(one)
    main, _slash, sub = kind.partition("/")
    add(one.content, maintype=main, subtype=sub, filename=one.name, params=parameters)


def _media_type(one: Enclosure) -> tuple[str, dict[str, str]]:
    kind, *parameters = (part.strip() for part in one.media_type.split(";"))
    named = (parameter.partition("=") for parameter in parameters)
    return kind, {name: value for name, _equals, value in named}


def send(connection: smtplib.SMTP, message: EmailMessage) -> None:
    """Hand one message over. Raises PutOff, Unsure or TurnedDown; the conversation is then over."""
    sender, to = (message[header].addresses[0].addr_spec for header in ("From", "To"))
    try:
        _expect(connection.mail(sender), never=False)
        _expect(connection.rcpt(to), never=True)
    except (OSError, smtplib.SMTPException) as fault:
        raise PutOff(_words(fault)) from fault
    try:
        _expect(connection.data(message.as_bytes()), never=True)
    except smtplib.SMTPDataError as fault:
        raise (TurnedDown if fault.smtp_code >= 500 else PutOff)(_words(fault)) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise Unsure(_words(fault)) from fault


def _expect(answer: tuple[int, bytes | str], *, never: bool) -> None:
    """Go on after 2xx; `never`: a 5xx here is about this letter and final."""
    code, said = answer
    if 200 <= code < 300:
        return
    text = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    raise TurnedDown(text) if never and code >= 500 else PutOff(text)


def _words(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        said = fault.smtp_error
        return f"{fault.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return str(fault) or type(fault).__name__


def _one_line(text: str) -> str:
    return " ".join(text.split())
