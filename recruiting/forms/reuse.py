"""What is typed about results that may count again, and what is taken away of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import HiddenField

from core.fields import CountField
from core.i18n import _, lazy, say
from people import forms
from recruiting.queries.reuse import Former
from recruiting.rules import REUSABLE, Window
from recruiting.states import StageKind
from recruiting.words import word

Table = tuple[list[tuple[Any, ...]], tuple[str, ...]]
KINDS = [kind for kind in StageKind if kind in REUSABLE]
"""In the order of the pipeline."""
NEEDED = lazy("Say how many months.")


class WindowForm(forms.Form):
    """Months by kind of stage. `seen`: the editions that the page showed."""

    test = CountField(lazy("Test"), NEEDED)
    interview = CountField(lazy("Interview"), NEEDED)
    simulation = CountField(lazy("Simulation"), NEEDED)
    seen = HiddenField()

    def months(self) -> dict[StageKind, int]:
        """What was typed."""
        return {kind: self[kind.value].data or 0 for kind in KINDS}

    def editions(self) -> dict[StageKind, int]:
        """What the page showed; what makes no sense is no edition."""
        shown = (self.seen.data or "").split(".")
        known = [int(one) if one.isdecimal() and len(one) < 10 else -1 for one in shown]
        return dict(zip(KINDS, known if len(known) == len(KINDS) else [-1] * len(KINDS), strict=True))


def shown(windows: Mapping[StageKind, Window]) -> dict[str, Any]:
    """What holds, as the form begins."""
    seen = ".".join(str(windows[kind].number) for kind in KINDS)
    return {kind.value: windows[kind].months for kind in KINDS} | {"seen": seen}


def editions(rows: Iterable[Any]) -> Table:
    """Every edition of the windows. `rows`: of `queries.reuse.editions`."""
    header = (_("Kind"), _("Version"), _("Months"), _("From"), _("By"))
    return [
        (word(row.kind), row.number, row.months, row.since, row.set_by.name if row.set_by else "")
        for row in rows
    ], header


def former(rows: Iterable[Former]) -> Table:
    """Former results of a candidate."""
    header = (
        _("Opening"), _("Stage"), _("Mark"), _("Result"), _("Found on"), _("Days old"), _("Counts until"),
    )  # fmt: skip
    return [
        (
            one.code, say(one.stage), one.mark, word(one.verdict), one.earned_on, one.days,
            one.until if one.window.months else "",
        )
        for one in rows
    ], header  # fmt: skip
