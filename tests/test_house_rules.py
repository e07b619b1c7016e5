"""Rules of the house, checked by machine so that reviews can be about meaning."""

import ast
import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[1]
FLOORS = ["core", "people", "assessment", "training", "careers", "recruiting", "app"]
PACKAGES = FLOORS[:-1]
MODULES = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))] + [ROOT / "app.py"]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))

OUTSIDE = {"views", "api", "cli", "jobs", "demo"}
SHAPES = {"forms", "exports", "imports"}
READS = {"queries", "notices"}
SHELF = {
    **dict.fromkeys(("rules", "states", "permissions"), 0),
    "models": 1,
    **dict.fromkeys(READS, 2),
    # every other name is a verb, on shelf 3
    **dict.fromkeys(SHAPES, 4),
    **dict.fromkeys(OUTSIDE, 5),
}
VERBS = 3
KNOW_THE_REQUEST = {
    "app.py",
    "people/guard.py",
    "people/sessions.py",
    "core/faults.py",
    "core/urls.py",
    "recruiting/navigation.py",
}
QUERYING = {"select", "insert", "update", "delete", "func", "text", "exists"}
QUESTIONS = ("_", "check_", "may_", "can_", "is_", "has_")
UNSPEAKABLE = {"util", "utils", "helper", "helpers", "manager", "service", "services", "data", "info"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(path: Path) -> str:
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def package(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def room(path: Path) -> str:
    """recruiting/views/board.py and recruiting/views.py are both the room "views"."""
    parts = path.relative_to(ROOT).parts
    return parts[min(1, len(parts) - 1)].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import in {name_of(path)}"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.AST) -> int:
    return function.end_lineno - function.lineno + 1


def session_calls(path: Path) -> set[str]:
    """What is called on `db.session`: {"commit", "scalars", …}."""
    return {
        node.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "db.session"
    }


Found = dict[str, object]


def found(per_module: Callable[[Path], object], paths: Sequence[Path] = MODULES) -> Found:
    """What a rule has against each file, where it has anything."""
    return {name_of(path): fault for path in paths if (fault := per_module(path))}


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


# Floors and rooms


def test_every_floor_is_there():
    assert all((ROOT / name / "__init__.py").exists() for name in PACKAGES)


def test_nothing_imports_from_a_floor_above():
    def above(path):
        here = FLOORS.index(package(path))
        tops = {name.split(".")[0] for name in imports(path)}
        return tops & {*FLOORS[here + 1 :], "tests", "scripts"}

    assert found(above) == {}


def test_inside_a_package_imports_also_point_down():
    def above(path):
        here = SHELF.get(room(path), VERBS)
        rooms = {name.split(".")[1] for name in imports(path) if name.startswith(f"{package(path)}.")}
        return {one for one in rooms if one in SHELF and SHELF[one] > here}

    assert found(above, [path for path in MODULES if package(path) not in {"core", "app"}]) == {}


def test_no_modules_import_each_other_in_a_circle():
    modules = {dotted(path): path for path in MODULES}
    below = {
        name: {one for one in imports(path) if one in modules and one != name}
        for name, path in modules.items()
    }
    while leaves := [name for name, targets in below.items() if not targets & set(below)]:
        for name in leaves:
            del below[name]
    assert below == {}


def test_no_import_hides_inside_a_function():
    def hidden(path):
        return [
            f.name for f in functions(path) for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)
        ]

    assert found(hidden) == {}


def test_only_views_know_the_request():
    def knows(path):
        if room(path) in {"views", "api", "forms"} or name_of(path) in KNOW_THE_REQUEST:
            return None
        return set(imports(path)) & {"flask.request", "flask.session", "flask_login.current_user"}

    assert found(knows) == {}


def test_only_queries_select():
    others = [path for path in MODULES if room(path) != "queries" and package(path) != "core"]
    assert found(lambda path: "sqlalchemy.select" in set(imports(path)), others) == {}


def test_views_ask_queries_and_verbs_instead_of_the_database():
    def asks(path):
        names = set(imports(path)) & {f"sqlalchemy.{name}" for name in QUERYING}
        return names | session_calls(path) - {"commit", "rollback"}

    assert found(asks, [path for path in MODULES if room(path) in {"views", "api", "forms"}]) == {}


def test_the_sample_team_is_told_by_verbs_alone():
    told = [path for path in MODULES if name_of(path).startswith("recruiting/demo/")]
    writing = {"add", "add_all", "delete", "execute", "connection"}
    assert found(lambda path: session_calls(path) & writing, told) == {}


def test_only_the_outermost_rooms_commit():
    others = [path for path in MODULES if room(path) not in OUTSIDE]
    assert found(lambda path: ".commit(" in path.read_text(encoding="utf-8"), others) == {}


def test_who_acts_is_said_by_name():
    def unnamed(path):
        return [
            function.name
            for function in functions(path)
            if not function.name.startswith(QUESTIONS) and "actor" in [one.arg for one in function.args.args]
        ]

    assert found(unnamed, [path for path in MODULES if SHELF.get(room(path), VERBS) == VERBS]) == {}


def test_only_the_clock_asks_for_the_time():
    asking = re.compile(r"datetime\.now\(|utcnow\(|date\.today\(|time\.time\(\)")
    others = [path for path in MODULES if name_of(path) != "core/clock.py"]
    assert found(lambda path: asking.findall(path.read_text(encoding="utf-8")), others) == {}


# Sizes and names


def test_functions_stay_short():
    assert found(lambda path: [f"{f.name} {length(f)}" for f in functions(path) if length(f) > 40]) == {}


def test_files_stay_short():
    assert found(lambda path: line_count(path) * (line_count(path) > 400), [*MODULES, *SCRIPTS]) == {}
    assert found(lambda path: line_count(path) * (line_count(path) > 120), TEMPLATES) == {}


def test_most_functions_are_very_short():
    lengths = [length(function) for path in MODULES for function in functions(path)]
    assert statistics.median(lengths) <= 6
    assert statistics.quantiles(lengths, n=20)[-1] <= 25


def test_names_say_what_a_thing_is():
    def vague(path):
        spoken = {path.stem, *(function.name for function in functions(path))}
        # Somebody's line manager is a person: in a function's name that word may stand.
        words = {word for name in spoken for word in name.split("_")} & (UNSPEAKABLE - {"manager"})
        classes = [node.name for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
        kinds = {parts[-1].lower() for name in classes if (parts := re.findall(r"[A-Z][a-z]*", name))}
        return words | (kinds | {path.stem}) & UNSPEAKABLE

    assert found(vague) == {}


# Routes


def test_every_route_declares_who_may_use_it(app):
    undeclared = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint.rpartition(".")[2] != "static" and not hasattr(view, "permission")
    ]
    assert undeclared == []


def test_every_address_is_in_kebab_case(app):
    rules = [re.sub(r"<[^>]+>", "", rule.rule) for rule in app.url_map.iter_rules()]
    assert [rule for rule in rules if re.search(r"[A-Z_]", rule)] == []


def test_no_form_is_excused_from_csrf():
    assert found(lambda path: re.findall(r"\bexempt\b", path.read_text(encoding="utf-8"))) == {}


# Templates


def test_every_template_compiles(app):
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def test_no_template_needs_a_looser_policy():
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*json)[^>]*>")
    assert found(lambda path: inline.findall(path.read_text(encoding="utf-8")), TEMPLATES) == {}


JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SAME_IN_EVERY_LANGUAGE = {"Onduty", "zh", "Hans", "en", "KB", "MB"}


def test_every_text_of_a_page_can_be_translated():
    def written_out(path):
        soup = BeautifulSoup(JINJA.sub(" ", path.read_text(encoding="utf-8")), "html.parser")
        for exempt in soup.select("kbd, code, svg, script"):
            exempt.decompose()
        shown = [*soup.stripped_strings]
        for name in ("title", "alt", "aria-label", "placeholder"):
            shown += [str(tag[name]) for tag in soup.select(f"[{name}]")]
        return set(re.findall(r"[A-Za-z]{2,}", " ".join(shown))) - SAME_IN_EVERY_LANGUAGE

    assert found(written_out, [path for path in TEMPLATES if path.suffix == ".html"]) == {}


def test_no_word_of_a_template_is_chosen_when_it_is_compiled():
    """Jinja works out a filter of a literal once, in the language of whoever came first: `'now'|word`."""
    said_once = re.compile(r"(?<![\w(\[.])('[^']*'|\d+)\s*\|\s*(?!safe\b|format\b)\w+")

    def folded(path):
        parts = JINJA.findall(path.read_text(encoding="utf-8"))
        code = " ".join(part for part in parts if not part.startswith("{#"))
        return [match.group() for match in said_once.finditer(code)]

    assert found(folded, [path for path in TEMPLATES if path.suffix == ".html"]) == {}


def test_no_page_or_script_names_a_static_file_but_by_its_version():
    """By `static(…)`, or beside itself: otherwise a browser asks for it again on every page."""
    named = re.compile(r"""["'`(]/static/[^"'`)]*""")
    assert found(lambda path: named.findall(path.read_text(encoding="utf-8")), [*TEMPLATES, *SCRIPTS]) == {}
