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


COLUMNS = (
    "page", "median ms", "p95 ms", "in the server ms", "statements", "KB", "floor ms", "ratio",
    "processor ms", "floor's", "ratio", "goal", "",
)  # fmt: skip


def pages(measured: Iterable[Measured]) -> str:
    """Both as clients saw it and by what the processor did, which others on the machine hardly disturb."""
    return table(COLUMNS, map(_page, measured))


def _page(one: Measured) -> list[str]:
    middle, high = spread(one.product)
    worked, floor_worked = one.worked
    return [
        one.page.name,
        _ms(middle),
        _ms(high),
        _ms(one.inside),
        f"{median(answer.statements for answer in one.product):g}",
        f"{median(len(answer.body) for answer in one.product) / 1024:.0f}",
        _ms(spread(one.floor)[0]) if one.floor else "",
        _times(one.ratio),
        _ms(worked),
        _ms(floor_worked) if floor_worked is not None else "",
        _times(worked / floor_worked if floor_worked else None),
        _goal(one),
        MET[one.is_met],
    ]


def _times(ratio: float | None) -> str:
    return f"{ratio:.2f} ×" if ratio is not None else ""


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _goal(one: Measured) -> str:
    if one.page.within is not None:
        return f"≤ {one.page.within * 1000:g} ms inside"
    return f"≤ {one.page.goal:g} ×" if one.page.goal else ""


def rates(rows: Iterable[tuple[str, Rate, Rate, float | None]]) -> str:
    """Name, product, floor, and the least share of the floor's rate that is wanted."""
    head = ("8 clients at once", "a second", "floor a second", "share", "goal", "")
    return table(head, [_rate(*row) for row in rows])


def _rate(name: str, product: Rate, floor: Rate, goal: float | None) -> list[str]:
    share = product.a_second / floor.a_second if floor.a_second else 0.0
    return [
        name,
        f"{product.a_second:.0f}",
        f"{floor.a_second:.0f}",
        f"{share:.0%}",
        f"≥ {goal:.0%}" if goal else "",
        MET[share >= goal if goal else None],
    ]
