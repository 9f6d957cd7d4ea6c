"""Prometheus itself collects from the real processes and fires: a Rasa that hangs is told, and so is simple mode."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.conftest import require
from tests.deploy.test_monitoring import WHERE_FROM
from tests.deploy.watching import FOLDER
from tests.e2e.system import RunningSystem, free_ports, wait_for

pytestmark = pytest.mark.e2e

QUICKER = {"for: 1m": "for: 1s", "for: 2m": "for: 1s", "[5m]": "[15s]"}
"""Minutes of the rules → seconds, so that the test does not wait for them; all else is as it is shipped."""


@contextmanager
def prometheus(folder: Path, system: RunningSystem) -> Iterator[str]:
    """Debian's Prometheus with our files, on a free port of loopback, looking every half second; yields its address."""
    program = shutil.which("prometheus")
    require(program is not None, WHERE_FROM.replace("promtool", "prometheus"))
    config = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
    config["global"] = {"scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "500ms"}
    urls = {"yuce-web": system.door_url, "yuce-rasa": system.rasa_url, "yuce-actions": system.actions_url}
    for job in config["scrape_configs"]:
        job["static_configs"] = [{"targets": [urls[job["job_name"]].removeprefix("http://")]}]
    rules = (FOLDER / "alerts.yml").read_text(encoding="utf-8")
    for slow, quick in QUICKER.items():
        rules = rules.replace(slow, quick)
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (folder / "alerts.yml").write_text(rules, encoding="utf-8")
    address = f"127.0.0.1:{free_ports(1)[0]}"
    options = [f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"]
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(
            [str(program), *options, f"--web.listen-address={address}"], stdout=log, stderr=log, cwd=folder
        )
    try:
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(20)


def asked(url: str, path: str) -> Any:
    """`data` of Prometheus' answer, or None while it starts."""
    try:
        return httpx.get(f"{url}/api/v1/{path}", trust_env=False, timeout=5).json()["data"]
    except (httpx.HTTPError, ValueError, KeyError):
        return None


def firing(url: str) -> set[str]:
    found = asked(url, "alerts") or {"alerts": []}
    return {alert["labels"]["alertname"] for alert in found["alerts"] if alert["state"] == "firing"}


def collected(url: str) -> set[str]:
    """Jobs that answer."""
    found = asked(url, "targets") or {"activeTargets": []}
    return {target["labels"]["job"] for target in found["activeTargets"] if target["health"] == "up"}


def test_a_rasa_that_hangs_is_told(running_system: RunningSystem, tmp_path: Path) -> None:
    """Collected before, told while it hangs, over when it goes on."""
    everybody = {"yuce-web", "yuce-rasa", "yuce-actions"}
    with (
        prometheus(tmp_path, running_system) as url,
        httpx.Client(base_url=running_system.door_url, trust_env=False, timeout=30) as browser,
    ):
        assert wait_for(lambda: collected(url) == everybody, 30.0), (tmp_path / "prometheus.log").read_text()
        assert browser.post("/api/chat", json={"message": "第17条讲什么"}).json()["mode"] == "full"
        assert wait_for(lambda: not firing(url), 20.0)
        rasa = running_system.pids()["rasa"]
        os.kill(rasa, signal.SIGSTOP)
        try:
            assert wait_for(lambda: "YuceDown" in firing(url), 20.0)
            for _ in range(3):
                assert browser.post("/api/chat", json={"message": "第17条讲什么"}).json()["mode"] == "simple"
            assert wait_for(lambda: "YuceSimpleMode" in firing(url), 20.0)
        finally:
            os.kill(rasa, signal.SIGCONT)
        assert wait_for(lambda: "YuceDown" not in firing(url), 30.0)
    assert ready(running_system)


def ready(system: RunningSystem) -> bool:
    return wait_for(lambda: httpx.get(f"{system.door_url}/readyz", trust_env=False).status_code == 200, 60.0)


def test_a_turn_that_cannot_be_saved_is_told(running_system: RunningSystem, tmp_path: Path) -> None:
    """Another process holds the write lock of the conversations longer than a save waits."""
    everybody = {"yuce-web", "yuce-rasa", "yuce-actions"}
    database = running_system.layout.home / "db" / "tracker.db"
    with (
        prometheus(tmp_path, running_system) as url,
        httpx.Client(base_url=running_system.door_url, trust_env=False, timeout=30) as browser,
    ):
        assert browser.post("/api/chat", json={"message": "第17条讲什么"}).json()["mode"] == "full"
        assert wait_for(lambda: collected(url) == everybody, 30.0), (tmp_path / "prometheus.log").read_text()
        assert wait_for(lambda: "YuceNotStored" not in firing(url), 20.0)
        lock = sqlite3.connect(database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        try:
            assert browser.post("/api/chat", json={"message": "第4条讲什么"}).json()["mode"] == "simple"
        finally:
            lock.execute("ROLLBACK")
            lock.close()
        assert wait_for(lambda: "YuceNotStored" in firing(url), 20.0)
        assert wait_for(lambda: "YuceNotStored" not in firing(url), 40.0), "it ends by itself"
    assert ready(running_system)
