"""Errors of installing and running; `str(error)` is what the person sees."""

from index.errors import YuceError


class DeployError(YuceError):
    """Something on this machine is missing, taken or failed; names it and says what to do."""
