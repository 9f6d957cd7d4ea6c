"""From a notice that was edited to the answer that quotes it: our `make index` on a copy of data and index, then a question."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from index.settings import ROOT, load_settings
from tests.faults.editing import QUESTION, edit_notice

VECTOR_CACHE = "cache"


def seconds_to_a_new_answer() -> float:
    """Parsing, checking, embedding what is new, learning, publishing, opening, asking. Raises RuntimeError."""
    settings = load_settings()
    with tempfile.TemporaryDirectory() as folder:
        home, data = Path(folder) / "home", Path(folder) / "data"
        shutil.copytree(settings.data, data)
        home.mkdir()
        for part in ("index", VECTOR_CACHE):
            if (settings.home / part).is_dir():
                shutil.copytree(settings.home / part, home / part)
        new_sum = edit_notice(data)
        started = time.perf_counter()
        environment = {**os.environ, "YUCE_HOME": str(home), "YUCE_DATA": str(data)}
        for arguments in (["build"], ["search", QUESTION]):
            command = [sys.executable, "-m", "index", *arguments]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"index {arguments[0]} failed: {done.stderr[-500:]}")
        if new_sum not in done.stdout:
            raise RuntimeError(f"the edited sum {new_sum} is not in the answer: {done.stdout[:300]}")
        return time.perf_counter() - started
