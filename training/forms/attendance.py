"""The attendance sheet, its file, and the code that a trainee enters."""

from collections.abc import Collection, Mapping

from wtforms import FileField, HiddenField, StringField

from core.i18n import lazy
from people.forms import Form
from training.states import Mark, MarkSource
from training.words import MARK_KEYS


class SheetForm(Form):
    """The marks themselves are fields of their own, `mark-<enrolment>`: the class decides which."""

    source = HiddenField(default=MarkSource.SHEET.value)
    reason = StringField(lazy("Why marks are changed that stood already"))

    @property
    def came_from(self) -> MarkSource:
        return MarkSource.FILE if self.source.data == MarkSource.FILE.value else MarkSource.SHEET


def marks_sent(fields: Mapping[str, str], enrolments: Collection[int], rest: Mark | None) -> dict[int, Mark]:
    """The marks in what a sheet sent; who has none gets `rest`, where there is one."""
    known = {mark.value: mark for mark in MARK_KEYS}
    found = {one: known.get(fields.get(f"mark-{one}", ""), rest) for one in enrolments}
    return {one: mark for one, mark in found.items() if mark is not None}


class MarksFileForm(Form):
    file = FileField(lazy("CSV or Excel file"))


class MakeUpForm(Form):
    """`session`: in which one it was made up."""

    session = HiddenField()


class CheckInForm(Form):
    code = StringField(lazy("Code that the trainer shows"))
