"""`make check` says whether every text exists in Chinese; here is why that can be trusted."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from scripts import translations

MISSING = 'msgid "Save"\nmsgstr ""\n'
GUESSED = '#, fuzzy\nmsgid "Save"\nmsgstr "保存"\n'
GONE = 'msgid "Nobody says this any more"\nmsgstr "没有人"\n'


@pytest.fixture
def small_product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product with three texts, one of them in a template and one with a plural."""
    (tmp_path / "page.py").write_text('_("Save")\nngettext("%(num)s day", "%(num)s days", n)\n')
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{{ _('Hello %(name)s', name=name) }}")
    (tmp_path / "babel.cfg").write_text((translations.ROOT / "babel.cfg").read_text())
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "TRANSLATIONS", tmp_path / "translations")
    return tmp_path


@pytest.fixture
def whole(small_product: Path) -> Path:
    words = small_product / "words.json"
    words.write_text('{"Save": "保存", "Hello %(name)s": "你好，%(name)s", "%(num)s day": "%(num)s 天"}')
    translations.take([str(words)])
    return translations.catalog_file("zh_Hans")


LABELLED = re.compile(r"_button\(_\('([^']*)'[^)]*?\).*?aria_label=_\('([^']*)'")
LABELLED_LINK = re.compile(r"aria-label=\"\{\{ _\('([^']*)'[^}]*\}\}\"[^>]*>\{\{ _\('([^']*)'\) \}\}</")


def test_what_a_button_is_called_begins_with_what_it_shows_in_either_language():
    """Whoever speaks to the machine says what they see (WCAG 2.5.3)."""
    with translations.catalog_file("zh_Hans").open("rb") as file:
        chinese = {one.id: one.string for one in read_po(file) if isinstance(one.id, str)}
    pages = [page.read_text("utf-8") for page in (translations.ROOT / "templates").rglob("*.html")]
    pairs = {pair for page in pages for pair in LABELLED.findall(page)}
    pairs |= {(shown, called) for page in pages for called, shown in LABELLED_LINK.findall(page)}
    pairs |= {(chinese[shown], chinese[called]) for shown, called in pairs}
    assert len(pairs) > 20
    assert {(shown, called) for shown, called in pairs if shown.rstrip("…") not in called} == set()


def test_nothing_is_wrong_when_every_text_is_translated(whole):
    assert translations.check() == []


def test_a_text_that_nobody_took_from_the_sources_is_found(whole, small_product):
    (small_product / "more.py").write_text('lazy("Send back")')
    assert translations.check() == ["zh_Hans: not taken from the sources yet: 'Send back'"]


@pytest.mark.parametrize(
    ("replaced", "by", "complaint"),
    [
        ('msgid "Save"\nmsgstr "保存"\n', MISSING, "not translated: 'Save'"),
        ('msgid "Save"\nmsgstr "保存"\n', GUESSED, "marked as a guess: 'Save'"),
        ('msgstr "你好，%(name)s"', 'msgstr "你好"', "placeholders differ: 'Hello %(name)s' and '你好'"),
        ('msgid "Save"', GONE + '\nmsgid "Save"', "no longer in the sources: 'Nobody says this any more'"),
    ],
)
def test_a_text_that_is_not_translated_well_is_found(whole, replaced, by, complaint):
    source = whole.read_text(encoding="utf-8")
    assert replaced in source
    whole.write_text(source.replace(replaced, by), encoding="utf-8")
    assert translations.check() == [f"zh_Hans: {complaint}"]


def test_taking_new_texts_keeps_the_translations_and_drops_the_old(whole, small_product):
    (small_product / "page.py").write_text('_("Save")\n')
    translations.update()
    kept = {
        translations.key(one): one.string for one in translations.texts(translations.translated("zh_Hans"))
    }
    assert kept == {"Save": "保存", "Hello %(name)s": "你好，%(name)s"}


def test_the_product_reads_what_was_compiled(whole):
    translations.compile_all()
    assert "你好".encode() in whole.with_suffix(".mo").read_bytes()
