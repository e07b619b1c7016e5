"""Eight clients at once, each with a line and a session of its own; product and floor in turn."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.clients import Answer, Client

CLIENTS = 8
Turn = Callable[[Client, int], Answer]
"""What a client does: the client, and a number that nobody else of this run has."""


@dataclass(frozen=True)
class Rate:
    """Answers a second of all clients together, and how many could not be had."""

    a_second: float
    failed: int


def rate(clients: list[Client], turn: Turn, each: int, first: int = 0) -> Rate:
    """Every client does `turn` so often; numbers go up from `first`."""
    barrier, failed = threading.Barrier(len(clients) + 1), []

    def run(place: int, client: Client) -> None:
        barrier.wait()
        for number in range(each):
            try:
                turn(client, first + place * each + number)
            except Exception as fault:
                failed.append(fault)

    threads = [threading.Thread(target=run, args=one) for one in enumerate(clients)]
    for thread in threads:
        thread.start()
    barrier.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    if failed:
        print(f"  {len(failed)} failed, the first: {failed[0]}")
    return Rate((len(clients) * each - len(failed)) / spent, len(failed))


def connect(host: str, port: int, sign_in: bool) -> list[Client]:
    clients = [Client(host, port) for _number in range(CLIENTS)]
    for client in clients if sign_in else []:
        client.sign_in()
    return clients
