"""Settings of the index and the action server, read from the environment in this one place (listed in the README)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
BUNDLED_MODEL = "bundled"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how they are served. Paths are absolute; ports are 1..65535."""

    home: Path
    data: Path
    embedding_model: str
    actions_port: int
    rasa_port: int

    @property
    def index_dir(self) -> Path:
        return self.home / "index"


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    raw = environ.get(name, str(default))
    if not raw.isdecimal() or not 1 <= int(raw) <= 65535:
        raise SettingError(f"{name}={raw!r} is no port: set a whole number from 1 to 65535")
    return int(raw)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises SettingError naming the variable and its value."""
    env = os.environ if environ is None else environ
    return Settings(
        home=Path(env.get("YUCE_HOME", ROOT / "var")).resolve(),
        data=Path(env.get("YUCE_DATA", ROOT / "data")).resolve(),
        embedding_model=env.get("YUCE_EMBEDDING_MODEL", BUNDLED_MODEL).strip() or BUNDLED_MODEL,
        actions_port=_port(env, "YUCE_ACTIONS_PORT", 5055),
        rasa_port=_port(env, "YUCE_RASA_PORT", 5005),
    )
