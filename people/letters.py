"""Writing one letter to several people, each in their language; the wording of a language is read once."""

from collections.abc import Callable, Iterable, Mapping

from flask import current_app

from core import outbox
from core.i18n import say, speaking
from core.letters import current_template
from core.outbox import Enclosure
from core.record import Entry
from people.models import Person

Values = Callable[[], Mapping[str, str]]
"""What a letter says, in the language that is spoken."""


def write_to(
    to: Iterable[tuple[Person, Entry]],
    key: str,
    values: Values,
    part: Callable[[Person], Iterable[Enclosure]] | None = None,
) -> None:
    """Put a letter in the outbox for each of `to` who has an address, about their entry, and held as long as
    the act can be undone. `part`: what goes with it to somebody."""
    reached = [(one, entry, one.email) for one, entry in to if one.email]
    for language in sorted({one.language for one, _entry, _address in reached}):
        template = current_template(key, language)
        if template is None:
            continue
        with speaking(language):
            said = {**values(), "organisation": say(current_app.config["ORGANISATION"], language)}
            for one, entry, address in reached:
                if one.language == language:
                    filled = {**said, "name": one.name}
                    made = outbox.write(template, one.name, address, filled, entry, outbox.undo_window())
                    made.enclosures.extend(part(one) if part else ())
