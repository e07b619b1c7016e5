"""One page after the other, product and floor in turn, so that a busy machine is busy for both."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles

from benchmarks.clients import Answer, Client

WARM_UP = 6
CARD = re.compile(rb'data-application="(\d+)"')
Ask = Callable[[Client], Answer]


@dataclass(frozen=True)
class Page:
    """`floor`: the page that shows the same rows with nothing in between; None where there is none. `goal`:
    at most so many times the floor; `within`: seconds of server time."""

    name: str
    product: Ask
    floor: Ask | None
    goal: float | None = None
    within: float | None = None


@dataclass
class Measured:
    """All answers of both to one page."""

    page: Page
    product: list[Answer] = field(default_factory=list)
    floor: list[Answer] = field(default_factory=list)

    @property
    def ratio(self) -> float | None:
        """None without a floor, as all that is compared with one."""
        if not self.floor:
            return None
        return median(one.seconds for one in self.product) / median(one.seconds for one in self.floor)

    @property
    def worked(self) -> tuple[float, float | None]:
        """Median seconds of processor, of product and floor."""
        floor = median(one.worked for one in self.floor) if self.floor else None
        return median(one.worked for one in self.product), floor

    @property
    def inside(self) -> float:
        """Median seconds inside the server."""
        return median(one.inside for one in self.product)

    @property
    def is_met(self) -> bool | None:
        if self.page.goal is not None and self.ratio is not None:
            return self.ratio <= self.page.goal
        return self.inside <= self.page.within if self.page.within is not None else None


def spread(answers: list[Answer]) -> tuple[float, float]:
    """Median and p95, in seconds."""
    seconds = [one.seconds for one in answers]
    return median(seconds), quantiles(seconds, n=20)[-1]


def getting(path: str) -> Ask:
    return lambda client: client.get(path)


def moving(applications: Iterator[int], move: Callable[[Client, int], Answer]) -> Ask:
    """The next application moves on: each moves once."""
    return lambda client: move(client, next(applications))


def measure(page: Page, product: Client, floor: Client, rounds: int) -> Measured:
    measured = Measured(page)
    for number in range(WARM_UP + rounds):
        answers = page.product(product), page.floor(floor) if page.floor else None
        if number >= WARM_UP:
            measured.product.append(answers[0])
            measured.floor += [answers[1]] if answers[1] else []
    return measured


def found(client: Client, path: str) -> str:
    """The applications that a page shows, as the floor wants to be told: ids with commas between."""
    return ",".join(dict.fromkeys(one.decode() for one in CARD.findall(client.get(path).body)))
