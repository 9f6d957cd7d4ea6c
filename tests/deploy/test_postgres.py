"""PostgreSQL for the tests: found where Debian puts it, installed only where we may."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy import postgres
from deploy.settings import Layout, load_layout


def server(root: Path, version: str) -> Path:
    program = root / version / "bin" / "postgres"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return program.parent


def test_the_newest_server_is_taken(tmp_path: Path) -> None:
    assert postgres.server_folder(tmp_path) is None
    server(tmp_path, "9")
    newest = server(tmp_path, "15")
    assert postgres.server_folder(tmp_path) == newest


def test_who_may_not_install_is_told_the_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed: list[list[str]] = []

    def install(layout: Layout, packages: list[str]) -> None:
        installed.append(packages)

    monkeypatch.setattr(postgres, "install", install)
    monkeypatch.setattr(postgres, "missing", lambda: [postgres.PACKAGE])
    monkeypatch.setattr(postgres, "can_install", lambda: False)
    postgres.provide_postgres(load_layout())
    assert postgres.APT_LINE in capsys.readouterr().out and installed == []
    monkeypatch.setattr(postgres, "can_install", lambda: True)
    postgres.provide_postgres(load_layout())
    assert installed == [[postgres.PACKAGE]]
    monkeypatch.setattr(postgres, "missing", list)
    postgres.provide_postgres(load_layout())
    assert len(installed) == 1
