"""Mutual review: who rates whom, and what the ratings come to without anybody being known by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

LEAST = 3
"""Fewer answers of peers are shown to nobody, nor counted: one could tell who gave which."""
RATERS = 5
"""So many peers are asked about each person, if the team has them."""
SCALE = range(1, 6)
HUNDREDTH = Decimal("0.01")


def mark_of(words: str) -> str:
    """By which an address names words. What they are kept under would tell in which order people were asked,
    and so who wrote them."""
    return sha256(words.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Result:
    """`peers`: how many peers have answered, None where they are too few. `means`: question → mean of the
    peers; `supervisor`: question → rating. `figure`: what it comes to, of 5."""

    peers: int | None
    means: Mapping[str, Decimal] | None
    supervisor: Mapping[str, int] | None
    figure: Decimal | None


def pairs(peers: Sequence[int], others: Sequence[int], turn: int) -> list[tuple[int, int]]:
    """(who is rated, who rates) for everybody of a team. `peers` stand in a ring: each rates those who stand
    behind, from another place each month (`turn`), so that everybody rates as many as they are rated by.
    `others`, who can read what comes of it, are rated by peers and rate nobody as one: they could take their
    own answer out of the mean. Empty where the peers are so few that they could be told apart."""
    count = len(peers)
    if count < LEAST + 1:
        return []
    asked = min(RATERS, count - 1)
    steps = [(turn * asked + step) % (count - 1) + 1 for step in range(asked)]
    ring = [(rated, peers[(place + step) % count]) for place, rated in enumerate(peers) for step in steps]
    beside = [
        (rated, peers[((turn + place) * asked + step) % count])
        for place, rated in enumerate(others)
        for step in range(asked)
    ]
    return ring + beside


def result(peers: Sequence[Mapping[str, int]], supervisor: Mapping[str, int] | None) -> Result:
    """What the answers about one person come to. Peers together and the supervisor count half each; without
    the supervisor the peers count alone. Without enough peers there is no figure: the supervisor's alone
    would be no mutual review."""
    if len(peers) < LEAST:
        return Result(None, None, supervisor, None)
    means = {key: _mean([one[key] for one in peers]) for key in peers[0]}
    of_peers = sum(means.values(), Decimal(0)) / len(means)
    if not supervisor:
        return Result(len(peers), means, None, _rounded(of_peers))
    of_supervisor = _mean(list(supervisor.values()))
    return Result(len(peers), means, supervisor, _rounded((of_peers + of_supervisor) / 2))


def _mean(values: Sequence[int]) -> Decimal:
    return Decimal(sum(values)) / len(values)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)
