"""Where everything lies, and the environment that is handed to the processes: read in this one place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import DeployError
from index.settings import BUNDLED_MODEL, ROOT, Settings, load_settings
from web.errors import SettingError
from web.settings import WebSettings, load_web_settings

QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore::DeprecationWarning,ignore::UserWarning:rasa_sdk.utils",
    "PYTHONUNBUFFERED": "1",
    "PYTHONUTF8": "1",
}
PRIVATE = {"RASA_TELEMETRY_ENABLED": "false", "SANIC_HOST": "127.0.0.1"}
# One thread a process saves the slow tail when the machine is busy; the bot takes a second one where a core is idle, and
# threads that wait for each other must not keep a core for it.
STEADY = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive", "TOKENIZERS_PARALLELISM": "false"}

MOST_CLUSTER_PORT = 65500


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths (absolute), ports, and the environment that this process was started with."""

    root: Path
    settings: Settings
    inherited: Mapping[str, str]

    @property
    def home(self) -> Path:
        return self.settings.home

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def lookups(self) -> Path:
        """Look-up tables for Rasa, generated from the lexicon and the notices."""
        return self.home / "nlu"

    @property
    def model(self) -> Path:
        """The trained Rasa model."""
        return self.home / "models" / "yuce.tar.gz"

    @property
    def python(self) -> Path:
        return self.root / ".venv" / "bin" / "python"

    @property
    def rasa_python(self) -> Path:
        return self.root / ".venv-rasa" / "bin" / "python"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.rasa_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.actions_port}"

    @property
    def door(self) -> WebSettings:
        """Settings of the door; raises SettingError of web/ naming the variable."""
        return load_web_settings(self.inherited)

    @property
    def door_url(self) -> str:
        """The door's address on this machine; an address for all interfaces includes loopback."""
        host = self.door.host
        # An address to show; nothing is bound here.
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # nosec B104
        return f"http://{shown}:{self.door.port}"

    @property
    def cluster_port(self) -> int | None:
        """First of the ports behind nginx in a cluster; None: free ones. Raises DeployError."""
        raw = self.inherited.get("YUCE_CLUSTER_PORT", "").strip()
        if not raw:
            return None
        if not (raw.isascii() and raw.isdecimal()) or not 1024 <= int(raw) <= MOST_CLUSTER_PORT:
            raise DeployError(f"YUCE_CLUSTER_PORT={raw!r} 不能用：请设 1024 到 {MOST_CLUSTER_PORT} 的整数")
        return int(raw)

    @property
    def started_by_make(self) -> bool:
        return "MAKELEVEL" in self.inherited

    def environment(self) -> dict[str, str]:
        """For every process that is started: what was inherited, our settings spelled out, quiet and private."""
        offline = {"HF_HUB_OFFLINE": "1"} if self.settings.embedding_model == BUNDLED_MODEL else {}
        ours = {
            "YUCE_HOME": str(self.home),
            "YUCE_DATA": str(self.settings.data),
            "YUCE_ACTIONS_PORT": str(self.settings.actions_port),
            "YUCE_RASA_PORT": str(self.settings.rasa_port),
            "YUCE_WEB_PORT": str(self.door.port),
        }
        return {**self.inherited, **STEADY, **QUIET, **PRIVATE, **offline, **ours}

    def serving_environment(self) -> dict[str, str]:
        """For what `make run` serves: the desk needs no password where nobody else may come, or has a password."""
        door = self.door
        alone = door.is_local and not door.trusted_proxies and not door.desk_users
        return {**({"YUCE_DESK_OPEN": "1"} if alone else {}), **self.environment()}


def load_layout(environ: Mapping[str, str] | None = None) -> Layout:
    """Read the settings; raises SettingError or DeployError naming the variable and its value."""
    env = dict(os.environ if environ is None else environ)
    try:
        load_web_settings(env)  # a bad one is told before anything is built
    except SettingError as error:
        raise DeployError(str(error)) from error
    return Layout(ROOT, load_settings(env), env)
