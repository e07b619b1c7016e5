"""A real SMTP server for tests: keeps what it accepts, and refuses what it is told to refuse."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller


class Mailbox:
    """What arrived. `rcpt` and `data` hold the next answers, used up one by one; then it says yes."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.rcpt: list[str] = []
        self.data: list[str] = []
        self.arrived = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()

    @property
    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.letters]

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.rcpt.pop(0) if self.rcpt else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self.data.pop(0) if self.data else "250 accepted"
        if answer == "hang up":
            server.transport.close()
            return "250 never heard"
        if answer.startswith("2"):
            self.letters.append(message_from_bytes(envelope.content, policy=default))
            self.arrived.set()
            await server.loop.run_in_executor(None, self.may_answer.wait, 90)
        return answer


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def receiving(mailbox: Mailbox) -> Iterator[str]:
    """Its MAIL_URL, as long as it listens."""
    controller = _AnyPort(mailbox, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        mailbox.may_answer.set()
        controller.stop()
