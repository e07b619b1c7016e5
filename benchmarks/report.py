"""What was measured, as tables in Markdown."""

from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.at_once import Rate
from benchmarks.pages import Measured, spread

MET = {True: "met", False: "**missed**", None: ""}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is words and whose others are numbers."""
    lines = [head, ["---", *("--:" for _column in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def pages(measured: Iterable[Measured]) -> str:
    head = (
        "page",
        "median ms",
        "p95 ms",
        "in the server ms",
        "statements",
        "KB",
        "floor ms",
        "ratio",
        "goal",
        "",
    )
    return table(head, map(_page, measured))


def _page(one: Measured) -> list[str]:
    middle, high = spread(one.product)
    goal = f"≤ {one.page.goal:g} ×" if one.page.goal else ""
    if one.page.within is not None:
        goal = f"≤ {one.page.within * 1000:g} ms inside"
    return [
        one.page.name,
        f"{middle * 1000:.1f}",
        f"{high * 1000:.1f}",
        f"{one.inside * 1000:.1f}",
        f"{median(answer.statements for answer in one.product):g}",
        f"{median(len(answer.body) for answer in one.product) / 1024:.0f}",
        f"{spread(one.floor)[0] * 1000:.1f}",
        f"{one.ratio:.2f} ×",
        goal,
        MET[one.is_met],
    ]


def rates(rows: Iterable[tuple[str, Rate, Rate, float | None]]) -> str:
    """Name, product, floor, and the least share of the floor's rate that is wanted."""
    head = ("8 clients at once", "a second", "floor a second", "share", "goal", "")
    return table(head, [_rate(*row) for row in rows])


def _rate(name: str, product: Rate, floor: Rate, goal: float | None) -> list[str]:
    share = product.a_second / floor.a_second
    return [
        name,
        f"{product.a_second:.0f}",
        f"{floor.a_second:.0f}",
        f"{share:.0%}",
        f"≥ {goal:.0%}" if goal else "",
        MET[share >= goal if goal else None],
    ]
