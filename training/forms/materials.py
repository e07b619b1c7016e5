"""A material: its first version, and the next ones."""

from collections.abc import Iterable
from typing import Any

from core.db import Words
from core.fields import OneOf, line, lines
from core.i18n import lazy, say
from people.forms import SeenForm, both_of, offered, shown_both
from training.models import MaterialVersion, Module

LONGEST_TITLE, LONGEST_TEXT = 120, 20_000


class VersionForm(SeenForm):
    """What is to be read. `seen`: the number of the version that its author has read."""

    title_en = line(lazy("Title in English"), lazy("A title in English is needed."), LONGEST_TITLE)
    title_zh_Hans = line(lazy("Title in Chinese"), lazy("A title in Chinese is needed."), LONGEST_TITLE)
    body_en = lines(lazy("Text in English"), longest=LONGEST_TEXT)
    body_zh_Hans = lines(lazy("Text in Chinese"), longest=LONGEST_TEXT)
    url = line(lazy("Where more of it is"), longest=500)

    @property
    def title(self) -> Words:
        return both_of(self, "title")

    @property
    def body(self) -> Words:
        """As it is published, with line ends of one kind."""
        return {code: text.replace("\r\n", "\n") for code, text in both_of(self, "body").items()}


class MaterialForm(VersionForm):
    module = OneOf(lazy("Module"))

    def offering(self, modules: Iterable[Module]) -> "MaterialForm":
        self.module.choices = offered((one.key, say(one.name)) for one in modules)
        return self


def version_shown(version: MaterialVersion) -> dict[str, Any]:
    """A version as VersionForm shows it."""
    words = {**shown_both("title", version.title), **shown_both("body", version.body)}
    return {**words, "url": version.url or "", "seen": version.number}
