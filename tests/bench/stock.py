"""Stock Rasa as a user would have it: the same trained pipeline and rules, its own REST channel, SQLite tracker store
and action server (rasa-sdk 3.6 of the same environment)."""

from __future__ import annotations

import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.settings import load_layout
from tests.e2e.system import START_WITHIN_S, STOP_WITHIN_S, free_ports, wait_for

ENDPOINTS = """\
action_endpoint:
  url: http://127.0.0.1:{actions}/webhook
tracker_store:
  type: SQL
  dialect: sqlite
  db: {database}
"""


@contextmanager
def stock_rasa(home: Path) -> Iterator[str]:
    """Its address, once it answers; both processes are gone at the end."""
    layout = load_layout()
    rasa, actions = free_ports(2)
    endpoints, credentials = home / "endpoints.yml", home / "credentials.yml"
    endpoints.write_text(ENDPOINTS.format(actions=actions, database=home / "tracker.db"), encoding="utf-8")
    credentials.write_text("rest:\n", encoding="utf-8")
    python = str(layout.rasa_python)
    files = ["--model", str(layout.model), "--endpoints", str(endpoints), "--credentials", str(credentials)]
    commands = [
        [python, "-m", "rasa_sdk", "--actions", "tests.bench.stock_actions", "--port", str(actions)],
        [python, "-m", "rasa", "run", "-i", "127.0.0.1", "--port", str(rasa), *files],
    ]
    # OMP and BLAS as the user's shell has them: our settings are not stock
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(layout.root)}
    with (home / "stock.log").open("wb") as log:
        started = [
            subprocess.Popen(command, cwd=layout.root, env=environment, stdout=log, stderr=log) for command in commands
        ]
    try:
        address = f"http://127.0.0.1:{rasa}"
        if not wait_for(lambda: _answers(address) or any(one.poll() is not None for one in started), START_WITHIN_S):
            raise RuntimeError(f"stock Rasa did not start in {START_WITHIN_S:g} s: {home / 'stock.log'}")
        if any(one.poll() is not None for one in started):
            raise RuntimeError(f"stock Rasa ended:\n{(home / 'stock.log').read_text(errors='replace')[-2000:]}")
        yield address
    finally:
        for one in started:
            one.terminate()
        for one in started:
            try:
                one.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                one.kill()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/webhooks/rest/", timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False
