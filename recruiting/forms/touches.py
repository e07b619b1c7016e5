"""What is typed about what brought somebody to us."""

from collections.abc import Iterable
from typing import Any

from core.fields import DayField, line
from core.i18n import _, lazy
from people import forms
from recruiting.touches import PARTS, Said, heard

LABELS: dict[str, Any] = {
    "source": lazy("Source"),
    "medium": lazy("Medium"),
    "campaign": lazy("Advertising campaign"),
    "site": lazy("Referring site"),
}


class TouchParts:
    """The four parts of a touch, for a form of any kind."""

    source = line(LABELS["source"], longest=100)
    medium = line(LABELS["medium"], longest=100)
    campaign = line(LABELS["campaign"], longest=100)
    site = line(LABELS["site"], longest=500)

    def said(self) -> Said:
        """What was typed."""
        return heard(**{name: getattr(self, name).data for name in PARTS})

    def repeat(self, said: Any) -> None:
        """Fill the fields with what is known: a Said or a Touch."""
        for name in PARTS:
            getattr(self, name).data = getattr(said, name)


class TouchForm(TouchParts, forms.Form):
    """A touch and why it is written down now. `on`: the day of one that is added."""

    on = DayField(lazy("When that was"))
    why = line(lazy("Why"), lazy("A reason is needed."), 500)


def touched(rows: Iterable[Any]) -> tuple[list[tuple[Any, ...]], tuple[str, ...]]:
    """What brought somebody, to be taken away. `rows`: of `queries.touches.history`."""
    header = (
        _("When"), *(str(LABELS[name]) for name in PARTS), _("Written down"), _("By"), _("Corrected since"),
    )  # fmt: skip
    return [
        (
            row.Touch.at, *(getattr(row.Touch, name) for name in PARTS), row.Touch.entered_at, row.author,
            _("yes") if row.replaced_by else _("no"),
        )
        for row in rows
    ], header  # fmt: skip
