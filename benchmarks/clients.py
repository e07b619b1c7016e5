"""A browser's worth of HTTP: keeps its line, its cookies and its token, and takes the time."""

import http.client
import re
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from benchmarks.ground import PASSWORD, RECRUITER

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Failed(Exception):
    """The server answered something else than was asked for."""


@dataclass(frozen=True)
class Answer:
    """`seconds` as the client saw it, `inside` as the server did; `worked` are seconds of processor, which
    hardly depend on who else is using the machine."""

    status: int
    body: bytes
    seconds: float
    inside: float
    worked: float
    statements: int


class Client:
    """One connection, kept."""

    def __init__(self, host: str, port: int) -> None:
        self.line = http.client.HTTPConnection(host, port, timeout=120)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **form: str) -> Answer:
        return self._ask("POST", path, urlencode({"csrf_token": self.token, **form}))

    def sign_in(self, email: str = RECRUITER) -> None:
        """As one of the people of the bench; raises Failed."""
        self._take_token("/sign-in")
        if self.post("/sign-in", email=email, password=PASSWORD).status != 302:
            raise Failed("the sign-in was refused")
        self._take_token("/")

    def _take_token(self, path: str) -> None:
        found = TOKEN.search(self.get(path).body.decode())
        if found is None:
            raise Failed(f"no token in {path}")
        self.token = found[1]

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - begun
        self._keep_cookies(answer)
        if answer.status >= 400:
            raise Failed(f"{method} {path}: {answer.status}\n{content[:2000].decode(errors='replace')}")
        inside, worked = (float(answer.getheader(name, "0")) for name in ("X-Seconds", "X-Worked"))
        statements = int(answer.getheader("X-Statements", "0"))
        return Answer(answer.status, content, seconds, inside, worked, statements)

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: one.value for name, one in SimpleCookie(line).items()})
