"""The rooms of the house: arrows run one way, Qt and SQL stay in their rooms, and nothing is imported out of sight."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_archon import archrule

PACKAGE = Path(__file__).resolve().parent.parent / "traincollega"
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}

EVERYONE = {"errors", "language", "resources"}
MAY_USE: dict[str, set[str]] = {
    "errors": set(),
    "language": set(),
    "resources": set(),
    "models": set(),
    "imports": {"models"},
    "exports": {"models", "imports", "services"},
    "services": {"models", "imports", "settings"},
    "exchange": {"models", "imports", "services", "settings"},
    "sharing": {"models", "services", "settings"},
    "settings": set(),
    "commands": {"models", "services", "sharing", "exchange", "exports", "settings"},
    "ui": {"models", "services", "sharing", "exchange", "exports", "settings"},
}
SEE_ALL = {"app", "demo", "__main__"}
WITHOUT_QT = [name for name in MODULES if name.split(".")[1:2] not in (["ui"], ["app"], ["demo"], ["__main__"])]
NOUNS = {
    *("noun", "nouns", "organisation", "colleague", "training", "session", "sign_up", "change", "seats"),
    *("attendance", "evaluation"),
}


def rooms() -> list[str]:
    """Return the rooms that exist: the modules and packages directly in the package."""
    return sorted({name.split(".")[1] for name in MODULES if "." in name})


def of_room(room: str) -> tuple[str, str]:
    """Return the two patterns that match a room: itself and what is in it."""
    return f"traincollega.{room}", f"traincollega.{room}.*"


def test_every_room_has_its_arrows() -> None:
    assert set(rooms()) <= set(MAY_USE) | SEE_ALL


@pytest.mark.parametrize("room", [room for room in rooms() if room in MAY_USE])
def test_a_room_uses_only_the_rooms_below_it(room: str) -> None:
    above = [other for other in rooms() if other not in MAY_USE[room] | EVERYONE | {room}]
    rule = archrule(f"{room} uses only the rooms below it").match(*of_room(room))
    rule.should_not_import(*(pattern for other in above for pattern in of_room(other))).check(
        "traincollega", only_direct_imports=True
    )


def test_nobody_imports_app() -> None:
    rule = (
        archrule("only the start knows app")
        .match("traincollega*")
        .exclude("traincollega.__main__", "traincollega.demo", "traincollega.app")
    )
    rule.should_not_import("traincollega.app", "traincollega.demo", "traincollega.__main__").check(
        "traincollega", only_direct_imports=True
    )


def test_only_the_windows_know_qt() -> None:
    rule = archrule("only ui, app, demo and __main__ import PySide6").match("traincollega*")
    rule = rule.exclude(*of_room("ui"), "traincollega.app", "traincollega.demo", "traincollega.__main__")
    rule.should_not_import("PySide6*", "shiboken6*").check("traincollega")


def test_everything_but_the_windows_runs_without_qt() -> None:
    lines = [*(f"import {name}" for name in WITHOUT_QT), "import sys", "print([name for name in sys.modules if 'PySide6' in name])"]
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_window_stands_before_the_core_is_imported() -> None:
    core = ("traincollega.models", "traincollega.services")
    code = f"import traincollega.app, sys; print([name for name in sys.modules if name.startswith({core})])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_only_models_knows_the_database() -> None:
    rule = archrule("SQL lives in models").match("traincollega*").exclude(*of_room("models"))
    rule.should_not_import("sqlite3*", "sqlite_utils*").check("traincollega", only_direct_imports=True)


SQL = re.compile(
    r"\b(SELECT\b.+\bFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\b.+\bSET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX)|PRAGMA)\b",
    re.DOTALL,
)


ANOTHER_SERVER = "traincollega.sharing.postgres"  # its SQL is another than that of our own database


@pytest.mark.parametrize(
    "name", [name for name in MODULES if not name.startswith("traincollega.models") and name != ANOTHER_SERVER]
)
def test_no_sql_is_written_outside_models(name: str) -> None:
    texts = [node.value for node in ast.walk(TREES[name]) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert [text for text in texts if SQL.search(text)] == []


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports, each as a whole dotted name, names inside a module included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith(("traincollega.ui", "traincollega.imports"))])
def test_windows_and_readers_know_no_models_but_the_nouns(name: str) -> None:
    models = [whole.split(".")[2] for whole in imported(TREES[name]) if whole.startswith("traincollega.models.")]
    assert set(models) <= NOUNS


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_imported_inside_a_function_without_its_measured_gain(name: str) -> None:
    lines = MODULES[name].read_text(encoding="utf-8").splitlines()
    functions = [node for node in ast.walk(TREES[name]) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {node.lineno for each in functions for node in ast.walk(each) if isinstance(node, ast.Import | ast.ImportFrom)}
    figure = re.compile(r"#.*\d+ ms\b")  # on the line itself or the one above
    assert [at for at in sorted(inside) if not any(figure.search(line) for line in lines[max(at - 2, 0) : at])] == []


@pytest.mark.parametrize("name", MODULES)
def test_imports_are_whole_names(name: str) -> None:
    assert [node.lineno for node in ast.walk(TREES[name]) if isinstance(node, ast.ImportFrom) and node.level] == []
