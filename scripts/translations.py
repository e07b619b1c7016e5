"""The texts of the product and their translations: taken from the sources, compiled, checked.

python -m scripts.translations update | compile | check | take FILE.json …
"""

import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "translations"
LOCALES = ("zh_Hans",)  # English is the language of the sources
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("_", "gettext", "lazy", "lazy_gettext")),
    "ngettext": (1, 2),
}
HEADER: dict[str, Any] = {
    "project": "Onduty",
    "version": "1",
    "charset": "utf-8",
    "last_translator": "Onduty",
    "language_team": "Onduty",
    "msgid_bugs_address": "the issue tracker",
}
BEGINNING = datetime(2026, 11, 22, tzinfo=UTC)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


def catalog_file(locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Every text in the sources, with the files it stands in."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog(**HEADER)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, ("Translators:",), strip_comment_tags=True)
    for name, _line, text, comments, context in found:
        catalog.add(text, None, [(name, 0)], auto_comments=comments, context=context)
    return catalog


def translated(locale: str) -> Catalog:
    """The translations that are kept for `locale`; none yet when there is no file."""
    path = catalog_file(locale)
    if not path.exists():
        return Catalog(locale=locale, **HEADER)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def save(catalog: Catalog, locale: str) -> None:
    catalog.header_comment = f"# The texts of Onduty in {locale}; new ones come in with `make translations`."
    catalog.fuzzy = False
    catalog.creation_date = catalog.revision_date = BEGINNING  # a date would make every change collide
    text = io.BytesIO()
    write_po(text, catalog, width=0, sort_output=True, ignore_obsolete=True, include_lineno=False)
    path = catalog_file(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue())


def update() -> None:
    """Bring new texts in and drop those that are gone; nothing is guessed."""
    sources = extracted()
    for locale in LOCALES:
        catalog = translated(locale)
        catalog.update(sources, no_fuzzy_matching=True)
        save(catalog, locale)


def take(files: list[str]) -> None:
    """Fill in translations from JSON files of {"text": "translation"}; the later file wins."""
    update()
    known: dict[str, str] = {}
    for name in files:
        known.update(json.loads(Path(name).read_text(encoding="utf-8")))
    for locale in LOCALES:
        catalog = translated(locale)
        for message in texts(catalog):
            found = known.get(key(message))
            if found:
                message.string = (found,) if message.pluralizable else found
        save(catalog, locale)


def compile_all() -> None:
    """Write the files that the product reads, where they are older than the translations."""
    for locale in LOCALES:
        source, target = catalog_file(locale), catalog_file(locale).with_suffix(".mo")
        if source.exists() and not _is_newer(target, source):
            text = io.BytesIO()
            write_mo(text, translated(locale))
            target.write_bytes(text.getvalue())


def check() -> list[str]:
    """What is wrong, a sentence each; nothing when every text is translated."""
    sources = {key(message) for message in texts(extracted())}
    return [fault for locale in LOCALES for fault in _faults(locale, sources)]


def _faults(locale: str, sources: set[str]) -> Iterator[str]:
    kept = {key(message): message for message in texts(translated(locale))}
    yield from (f"{locale}: not taken from the sources yet: {one!r}" for one in sorted(sources - set(kept)))
    yield from (f"{locale}: no longer in the sources: {one!r}" for one in sorted(set(kept) - sources))
    for text, message in kept.items():
        forms = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.fuzzy:
            yield f"{locale}: marked as a guess: {text!r}"
        if not all(forms):
            yield f"{locale}: not translated: {text!r}"
            continue
        original = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        wanted = set(PLACEHOLDER.findall(original))
        optional = {"%(num)s", "%(num)d"} if message.pluralizable else set()
        for form in forms:
            has = set(PLACEHOLDER.findall(form or ""))
            if not wanted - optional <= has <= wanted:
                yield f"{locale}: placeholders differ: {text!r} and {form!r}"


def texts(catalog: Catalog) -> Iterator[Message]:
    """The messages without the header."""
    return (message for message in catalog if message.id)


def key(message: Message) -> str:
    """What a text is known by: for one with a plural, its singular."""
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def _is_newer(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


def main(what: str, *files: str) -> None:
    if what == "check":
        faults = check()
        sys.exit("\n".join([*faults, "Mend with: make translations"]) if faults else 0)
    {"update": update, "compile": compile_all, "take": lambda: take(list(files))}[what]()


if __name__ == "__main__":
    main(*sys.argv[1:])
