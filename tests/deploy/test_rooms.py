"""Rooms import one way only, and each room reads the environment in its settings module and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.settings import ROOT

ROOMS = ("e5", "index", "actions", "bot", "web", "deploy", "tests")
MAY_IMPORT: dict[str, set[str]] = {
    "e5": {"e5"},
    "index": {"index", "e5"},
    "actions": {"actions", "index"},
    "bot": {"bot", "e5"},
    "web": {"web"},
    "deploy": {"deploy", "index.settings", "index.errors", "web.settings", "web.errors"},
}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of all imported modules, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def reads_environment(tree: ast.AST) -> bool:
    """Whether os.environ or os.getenv is named."""
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "os"]
    names |= {alias.name for node in froms for alias in node.names}
    return bool(names & {"environ", "getenv", "environb", "putenv"})


def parse(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_the_rooms_before_it(room: str) -> None:
    """index ← actions; bot and web know none of the others; deploy knows settings only."""
    allowed = MAY_IMPORT[room]
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(room)
        for name in imported(parse(path))
        if name.split(".")[0] in ROOMS and not any(name == way or name.startswith(f"{way}.") for way in allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_only_settings_read_the_environment(room: str) -> None:
    """So that the README can list them all."""
    found = [path.relative_to(ROOT) for path in modules(room) if reads_environment(parse(path))]
    assert [str(path) for path in found if path.name != "settings.py"] == []


@pytest.mark.parametrize(
    "library, rooms, files",
    [
        ("faiss", "index", 1),
        ("onnxruntime", "e5", 1),
        ("sentence_transformers", "index", 2),
        ("rasa_sdk", "actions", 2),
        ("httpx", "web", 1),
        ("uvicorn", "web", 1),
        ("argon2", "web", 1),
        ("openpyxl", "actions", 1),
        ("prometheus_client", "web bot actions", 6),
    ],
)
def test_a_framework_stays_at_the_edge(library: str, rooms: str, files: int) -> None:
    """Few files of these rooms import it, none elsewhere."""
    users = [
        path
        for name in MAY_IMPORT
        for path in modules(name)
        if any(module.split(".")[0] == library for module in imported(parse(path)))
    ]
    assert {path.relative_to(ROOT).parts[0] for path in users} <= set(rooms.split())
    assert len(users) <= files


@pytest.mark.parametrize(
    ("mine", "theirs", "names"),
    [
        ("bot/embedding.py", "index/encoder.py", {"MOST_EMBEDDED", "shortened"}),
        ("bot/embedding.py", "index/bundled.py", {"LOADAVG", "MOST_THREADS", "running_tasks", "_threads_for_now"}),
        ("bot/text.py", "web/text.py", {"unfolded_length"}),
        ("bot/logs.py", "web/logs.py", {"frames"}),
        ("actions/logs.py", "web/logs.py", {"frames"}),
        ("bot/request_id.py", "actions/request_id.py", {"HEADER", "KNOWN", "take", "current"}),
    ],
)
def test_what_rooms_repeat_is_the_same(mine: str, theirs: str, names: set[str]) -> None:
    """They share no code; a rule of both that changes in one has to change in the other."""
    assert _defined(mine, names) == _defined(theirs, names)
    assert len(_defined(mine, names)) == len(names)


def _defined(file: str, names: set[str]) -> list[str]:
    """Functions and constants of these names, without their places."""
    found = []
    for node in ast.iter_child_nodes(parse(ROOT / file)):
        if isinstance(node, ast.FunctionDef) and node.name in names:
            found.append(ast.dump(node))
        if isinstance(node, ast.Assign) and {one.id for one in node.targets if isinstance(one, ast.Name)} & names:
            found.append(ast.dump(node))
    return found
