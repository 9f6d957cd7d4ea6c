"""A published index is taken into use while the server runs: loaded beside the old one, then put in its place, whole."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from actions.service import Service, build_service
from index.errors import YuceError
from index.settings import Settings
from index.store import current_version

log = logging.getLogger(__name__)
LOOK_EVERY_S = 1.0
AGAIN_AFTER_S = 5.0
"""An index that could not be loaded is tried again after so long: the data may have been half edited."""


class Reloader:
    """Watches which version is published; `use` gets the new service, in this thread."""

    def __init__(self, settings: Settings, service: Service, use: Callable[[Service], None]) -> None:
        self._settings = settings
        self._service = service
        self._use = use
        self._wait_until = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reload", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def look(self) -> bool:
        """Whether another version was taken into use now. What cannot be loaded leaves the old one, and a line in the log."""
        if time.monotonic() < self._wait_until:
            return False
        version = self._service.searcher.manifest.version
        try:
            if current_version(self._settings.index_dir).name == version:
                return False
            fresh = build_service(self._settings, self._service.searcher.encoder)
            self._use(fresh)
        except YuceError as error:
            self._failed(version, str(error))
            return False
        except Exception as error:  # whatever it was, the old index goes on answering
            self._failed(version, repr(error))
            return False
        self._service = fresh
        log.info("index %s is in use instead of %s", fresh.searcher.manifest.version, version)
        return True

    def _failed(self, version: str, reason: str) -> None:
        self._wait_until = time.monotonic() + AGAIN_AFTER_S
        log.error("index %s stays in use, the published one cannot be loaded: %s", version, reason)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_S):
            self.look()
