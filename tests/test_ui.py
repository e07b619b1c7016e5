"""The look: every macro in both languages, every drawing there, every file from here."""

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template
from wtforms import Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from app import create_app
from tests.conftest import COMMON

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
FAULTS = (400, 403, 404, 409, 413, 422, 429, 500, 503)

DRAWINGS = Path(__file__).parent / "drawings"
"""One file for each noun that is drawn: templates/ui/person.html is called in drawings/person.html."""

NOUNS = sorted(file.stem for file in (TEMPLATES / "ui").glob("*.html"))


class Opening(Form):
    seats = StringField("Seats", [InputRequired("How many?")])
    why = TextAreaField("Why?")
    shift = SelectField("Shift", choices=[SelectChoice("e", "Evening")])
    way = RadioField("Way", choices=[SelectChoice("a", "Ask"), SelectChoice("b", "Move")])

    def validate_why(self, _field: StringField) -> None:
        raise ValidationError("A little more.")


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The product without any table: drawing asks the database nothing."""
    instance = tmp_path_factory.mktemp("instance")
    return create_app(**COMMON, SQLALCHEMY_DATABASE_URI="sqlite://", INSTANCE_DIR=str(instance))


def draw(app: Flask, noun: str, language: str) -> BeautifulSoup:
    source = (DRAWINGS / f"{noun}.html").read_text()
    form = Opening(data={"seats": "", "way": "a", "shift": "e"})
    form.validate()
    with app.test_request_context("/list?q=a", headers={"Accept-Language": language}):
        html = app.jinja_env.from_string(source).render(form=form, at=datetime(2026, 11, 19, 8, tzinfo=UTC))
    return BeautifulSoup(html, "lxml")


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("noun", NOUNS)
def test_a_macro_draws_what_anybody_can_use(look: Flask, noun: str, language: str) -> None:
    drawn = draw(look, noun, language)
    assert drawn.find(True), "nothing was drawn"
    assert not drawn.select("[style], [onclick], script"), "strict pages allow nothing inline"
    assert "None" not in drawn.get_text() and "%(" not in drawn.get_text()
    ids = [tag["id"] for tag in drawn.select("[id]")]
    assert len(ids) == len(set(ids))
    for name in ("for", "aria-labelledby", "aria-describedby"):
        for tag in drawn.select(f"[{name}]"):
            assert set(str(tag[name]).split()) <= set(ids), f"{name} points to nothing in {noun}"
    for form in drawn.select("form[method=post]"):
        assert form.select("input[name=csrf_token]")


def test_a_name_carries_the_language_of_its_script(look: Flask) -> None:
    drawn = draw(look, "person", "zh-Hans")
    assert drawn.find(string="宋嘉树").parent["lang"] == "zh-Hans"
    assert drawn.find(string="Elif Demir").parent["lang"] == "en"


def test_a_refusal_links_each_error_to_its_field(look: Flask) -> None:
    drawn = draw(look, "refusal", "en")
    assert drawn.select_one(".notice-bad")["role"] == "alert"
    assert [a["href"] for a in drawn.select(".notice-bad a")] == ["#seats", "#seats", "#why"]


def test_a_wrong_field_says_so_to_eyes_and_ears(look: Flask) -> None:
    control = draw(look, "field", "en").select_one("#seats")
    assert control["aria-invalid"] == "true" and "is-invalid" in control["class"]
    assert control["aria-describedby"].split() == ["seats-error", "seats-help"]


def test_a_mark_is_tinted_only_against_its_pass_mark(look: Flask) -> None:
    failed, plain = draw(look, "score", "en").select(".score")
    assert "score-bad" in failed["class"] and failed["title"] == "Test, pass mark 70"
    assert plain["class"] == ["score"]


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_page_gives_back_what_was_typed(look: Flask, code: int) -> None:
    with look.test_request_context("/notes", method="POST"):
        html = render_template(f"errors/{code}.html", typed=[("note", "Two hours of text")])
    page = BeautifulSoup(html, "lxml")
    assert len(page.select("h1")) == 1
    assert page.select_one("dd.kept").get_text() == "Two hours of text"
    again = page.select_one("section form[method=post]")
    assert (again is None) == (code in {403, 404, 413, 429})
    if again:
        assert again["action"] == "/notes" and again.select_one("[name=note]")["value"] == "Two hours of text"


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_fits_where_a_script_asked_for_a_part(look: Flask, code: int) -> None:
    with look.test_request_context("/notes", method="POST", headers={"HX-Request": "true"}):
        part = BeautifulSoup(render_template(f"errors/{code}.html", typed=[]), "lxml")
    assert part.select_one(".notice-bad[role=alert] h2").get_text()
    assert not part.select("main, header, h1")


def test_every_drawing_that_is_asked_for_exists() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    asked = set()
    for file in TEMPLATES.rglob("*.html"):
        asked |= set(re.findall(r"\b(?:icon|empty)\('([\w-]+)'", file.read_text()))
        asked |= set(re.findall(r"picture='([\w-]+)'", file.read_text()))
    assert asked and not asked - drawn


def test_libraries_are_as_they_were_published() -> None:
    listed = (STATIC / "vendor/README.md").read_text()
    rows = re.findall(r"^\| (\S+) \|.*\| (\S+) \| ([0-9a-f]{64}) \|$", listed, re.M)
    assert len(rows) == 4
    for folder, name, digest in rows:
        file = STATIC / "vendor" / folder / name
        assert hashlib.sha256(file.read_bytes()).hexdigest() == digest, file
        assert (file.parent / "LICENSE").exists()


def test_colours_are_named_in_one_place() -> None:
    for name in ("components.css", "app.css"):
        text = (STATIC / "css" / name).read_text().replace("background: #fff; }", "")
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|rgba?\(", text), name


def test_scripts_import_only_what_is_there() -> None:
    for file in (STATIC / "js").glob("*.js"):
        for name in re.findall(r'from "\./([\w.]+)"', file.read_text()):
            assert (file.parent / name).exists(), f"{file.name} imports {name}"


def test_pages_load_nothing_from_elsewhere() -> None:
    for file in [*TEMPLATES.rglob("*.html"), *(STATIC / "css").glob("*.css"), *(STATIC / "js").glob("*.js")]:
        found = re.findall(r"(?:src|href|url)[=(]\s*[\"']?(?:https?:)?//[^\s\"')]+", file.read_text())
        assert not found, f"{file}: {found}"
