"""What was done at the desk, by whom and when: JSON lines that only the operator's own account can read.

Never what a caller asked. One file for all doors of a home folder; a line is written by one call, so none are mixed.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from web.logs import Field, say_fault


class Audit:
    """Appends to `file`; a line that cannot be written is told in the door's log, and stops nobody from working."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def note(self, who: str | None, role: str | None, what: str, **fields: Field) -> None:
        """One action. `who` None: nobody that is known."""
        when = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": when, "who": who, "role": role, "what": what, **fields}, ensure_ascii=False)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line.encode("utf-8", "replace") + b"\n")
            finally:
                os.close(handle)
        except OSError as error:
            say_fault("audit_failed", error, what=what)
