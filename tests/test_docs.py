"""What the papers say is there is there: settings, commands, files, tests."""

import re
from pathlib import Path

import pytest

from core.config import DEFAULTS

ROOT = Path(__file__).parents[1]
PAPERS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
ENVIRONMENT = re.compile(r"""(?:environ\.get|environ|getenv)[\[(]"(\w+)""")
OF_THE_SHELL = {"MAKELEVEL"}
NOT_IN_THE_SOURCES = {
    "instance/", "instance/secret", "instance/config.py", "instance/backups/", "config.py", "Asia/Shanghai",
}  # fmt: skip


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def both_papers() -> str:
    return read(ROOT / "README.md") + read(ROOT / "CONTRIBUTING.md")


def in_code(text: str) -> str:
    """Only what stands between backquotes or is indented as a command."""
    return "\n".join([*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^    (.+)$", text, re.M)])


def rows() -> set[str]:
    """The names in the first column of the README's tables."""
    return set(re.findall(r"^\| `(\w+)` \|", read(ROOT / "README.md"), re.M))


def test_every_setting_stands_in_the_table():
    assert set(DEFAULTS) - rows() == set()


def test_every_variable_that_the_product_reads_stands_in_the_table():
    sources = [*(ROOT / "core").glob("*.py"), ROOT / "scripts" / "run.py", ROOT / "app.py"]
    asked = {name for source in sources for name in ENVIRONMENT.findall(read(source))}
    loops = set(re.findall(r'for name in \(("[A-Z_", ]+)\)', read(ROOT / "core" / "config.py")))
    asked |= {name for loop in loops for name in re.findall(r'"(\w+)"', loop)}
    assert {"DATABASE_URL", "MAIL_URL", "PORT"} <= asked
    assert asked - OF_THE_SHELL - rows() == set()


def test_the_table_names_nothing_that_is_gone():
    known = read(ROOT / "core" / "config.py") + read(ROOT / "scripts" / "run.py")
    assert {name for name in rows() if f'"{name}"' not in known} == set()


def test_every_default_in_the_table_is_the_default():
    table = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", read(ROOT / "README.md"), re.M))
    said = {name: value for name, value in table.items() if name in DEFAULTS}
    plain = {name: str(DEFAULTS[name]).replace("'", '"') for name in said}
    assert said == plain


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.M))
    named = set(re.findall(r"\bmake ([a-z]+)\b", in_code(both_papers())))
    assert {"run", "test", "quick", "check", "migration"} <= named
    assert named - targets == set()


def test_every_flask_command_that_is_named_exists(app):
    named = set(re.findall(r"flask (?:--app app )?([a-z]+) ([a-z-]+)", in_code(both_papers())))
    assert ("audit", "verify") in named and ("backup", "restore") in named
    assert {pair for pair in named if not command(app.cli, *pair)} == set()


def command(group, *words: str):
    for word in words:
        group = group.get_command(None, word) if hasattr(group, "get_command") else None
    return group


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(paper):
    targets = re.findall(r"\]\(([^)\s]+)\)", read(paper))
    headings = {anchor(title) for title in re.findall(r"^#+ (.+)$", read(paper), re.M)}
    lost = {
        target
        for target in targets
        if not target.startswith("http")
        and (target[1:] not in headings if target.startswith("#") else not (paper.parent / target).exists())
    }
    assert lost == set()


def anchor(title: str) -> str:
    """As code hosts make it from a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_tests_that_are_named_exist(paper):
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|txt|in))`", read(paper))
    beside = [ROOT, ROOT / "recruiting", ROOT / "templates"]
    absent = [one for one in named if not any((top / one).exists() for top in beside)]
    assert set(absent) - NOT_IN_THE_SOURCES == set()
    tests = "".join(read(file) for file in (ROOT / "tests").rglob("test_*.py"))
    assert {one for one in re.findall(r"`(test_\w+)`", read(paper)) if f"def {one}(" not in tests} == set()


def test_the_pictures_are_small_enough_to_load():
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures and all(picture.stat().st_size <= 300_000 for picture in pictures)


def test_what_came_from_others_is_named_with_a_licence_that_is_there():
    notice = read(ROOT / "NOTICE")
    for folder in (ROOT / "static" / "vendor").iterdir():
        assert not folder.is_dir() or f"static/vendor/{folder.name}/" in notice
    for path in re.findall(r"(?<![\w*])((?:static|recruiting|tests)/[\w./-]*[\w/])(?!\*)", notice):
        assert (ROOT / path).exists(), path
