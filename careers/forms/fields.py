"""Fields of the editors of careers: each says in the reader's language what is wrong with a value."""

from decimal import Decimal
from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, Optional, ValidationError

from core.columns_in import number_read, two_numbers
from core.i18n import _

LONGEST_NAME = 80


class NumberField(StringField):
    """A number, in `number`; what was typed stays as it is."""

    def __init__(self, label: Any, needed: Any = None, **more: Any) -> None:
        # Blanks alone are nothing, and nothing is not 0.
        super().__init__(label, validators=[DataRequired(message=needed) if needed else Optional()], **more)

    @property
    def number(self) -> Decimal | None:
        return number_read(self.data or "")

    def pre_validate(self, form: Any) -> None:
        if (self.data or "").strip() and self.number is None:
            raise ValidationError(two_numbers(self.data or "") or _("This is not a number: 85 or 4.5."))
