"""The errors that the bot raises on purpose. Every message says what was wrong, which value, and what to do."""

from rasa.shared.exceptions import RasaException


class BotError(RasaException):
    """Root of the bot's own errors; `str(error)` is fit to be shown to a person. Rasa prints it as one line."""


class SettingError(BotError):
    """A setting in the environment has a value that cannot be used."""


class ModelFileError(BotError):
    """The bundled embedding model is missing, altered, or gives vectors that cannot be right."""


class FaultFileError(BotError):
    """The file of fixed sentences lacks one, or has one that cannot be said."""
