"""The door's errors: a setting that cannot be used, a refusal in the contract's form, a server behind that fails."""

from __future__ import annotations


class WebError(Exception):
    """Root of the door's own errors; `str(error)` is fit to be shown to a person."""


class SettingError(WebError):
    """A setting in the environment has a value that cannot be used."""


class SecretError(WebError):
    """The file with the door's secret is damaged, or others may read it."""


class Problem(WebError):
    """A request that gets 4xx or 5xx: status, code for programs, one Chinese sentence, seconds to wait or None."""

    def __init__(self, status: int, code: str, sentence: str, retry_after_s: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.retry_after_s = retry_after_s


class Unavailable(WebError):
    """Rasa or the action server is down, late, or answered nothing that can be used; `str(error)` is for the log."""
